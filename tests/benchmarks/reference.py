"""Times the check of the examples, stage by stage, against json.loads on the same bytes.

Run it from the project's folder:  .venv/bin/python tests/benchmarks/reference.py [SUBMISSION …]

Times are medians of several runs in one process; the ratios are what to compare, since machines are noisy.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

from budgetspec import Checker
from budgetspec.conformance import Conformance
from budgetspec.diagnosis.causes import Diagnosis
from budgetspec.disclosure import Disclosure
from budgetspec.finding import Verdict
from budgetspec.judge import Selection, judge
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook, forms

_EXAMPLES = Path(__file__).parent.parent.parent / "examples"
_RUNS = 15


def main(paths: list[str]) -> None:
    """Print a table for each submission."""
    started = time.perf_counter()
    book = Rulebook.load(forms()[0])
    print(f"rulebook: {len(book.rules)} rules, read and checked in {(time.perf_counter() - started) * 1000:.0f} ms")
    for path in paths or sorted(map(str, _EXAMPLES.glob("*/disclosure.json"))):
        _measure(Path(path), book)


def _measure(path: Path, book: Rulebook) -> None:
    data = path.read_bytes()
    value = read(data).value
    diagnosis = Diagnosis(rule.plan for rule in book.rules)
    conformance, checker = Conformance(book.schema), Checker(book)
    floor = _milliseconds(lambda: json.loads(data, parse_float=Decimal))
    stages = {
        "json.loads with Decimal (the floor)": floor,
        "reading": _milliseconds(lambda: read(data)),
        "schema": _milliseconds(lambda: conformance.problems(value)),
        "tables indexed": _milliseconds(lambda: Disclosure(book.structure, book.codes, value)),
        "rules": _milliseconds(lambda: judge(book.rules, book.submission(value), Selection(), "zh", diagnosis)),
        "bytes to report": _milliseconds(lambda: checker.check(data)),
    }
    counts = checker.check(data).checks.counts
    busy = sum(counts.values()) - counts[Verdict.EMPTY]
    print(f"\n{path}: {len(data):,} bytes; checks: {', '.join(f'{v} {n:,}' for v, n in counts.items())}")
    for stage, taken in stages.items():
        print(f"  {stage:<36}{taken:9.2f} ms  {taken / floor:6.1f} x")
    print(f"  {'a check that is not empty':<36}{stages['rules'] * 1000 / busy:9.2f} µs  ({busy:,} of {sum(counts.values()):,})")


def _milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_RUNS):
        started = time.process_time()
        work()
        times.append((time.process_time() - started) * 1000)
    return median(times)


if __name__ == "__main__":
    main(sys.argv[1:])
