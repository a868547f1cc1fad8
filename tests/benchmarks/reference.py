"""Times the check of the examples, stage by stage, against json.loads on the same bytes.

Run it from the project's folder:  .venv/bin/python tests/benchmarks/reference.py [SUBMISSION …]

All stages are timed in turns, and the least time of many runs counts: machines are noisy, and the ratios are what to compare.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from table import seconds

from budgetspec import Checker
from budgetspec.conformance import Conformance
from budgetspec.disclosure import Disclosure
from budgetspec.finding import Verdict
from budgetspec.judge import Selection, judge
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook, forms

_EXAMPLES = Path(__file__).parent.parent.parent / "examples"
_RUNS = 30
_FLOOR = "json.loads with Decimal (the floor)"


def main(paths: list[str]) -> None:
    """Print a table for each submission."""
    started = time.perf_counter()
    book = Rulebook.load(forms()[0])
    print(f"rulebook: {len(book.rules)} rules, read and checked in {(time.perf_counter() - started) * 1000:.0f} ms")
    checker = Checker()
    for path in paths or sorted(map(str, _EXAMPLES.glob("*/disclosure.json"))):
        _measure(Path(path), checker)


def _measure(path: Path, checker: Checker) -> None:
    """Time the stages with the form that the submission names, all in turns: the least times of many runs."""
    data = path.read_bytes()
    value, book = read(data).value, checker.open(path)[0]
    conformance = Conformance(book.schema)
    works: dict[str, Callable[[], object]] = {
        _FLOOR: lambda: json.loads(data, parse_float=Decimal),
        "reading": lambda: read(data),
        "schema": lambda: conformance.problems(value),
        "tables indexed": lambda: Disclosure(book.structure, book.codes, value),
        "rules": lambda: judge(book, book.submission(value), Selection(), "zh"),
        "bytes to report": lambda: checker.check(data),
    }
    stages = {name: taken * 1000 for name, taken in seconds(works, _RUNS).items()}
    floor = stages[_FLOOR]
    counts = checker.check(data).checks.counts
    busy = sum(counts.values()) - counts[Verdict.EMPTY]
    print(f"\n{path}: {len(data):,} bytes; checks: {', '.join(f'{v} {n:,}' for v, n in counts.items())}")
    for stage, taken in stages.items():
        print(f"  {stage:<36}{taken:9.2f} ms  {taken / floor:6.1f} x")
    print(f"  {'a check that is not empty':<36}{stages['rules'] * 1000 / busy:9.2f} µs  ({busy:,} of {sum(counts.values()):,})")


if __name__ == "__main__":
    main(sys.argv[1:])
