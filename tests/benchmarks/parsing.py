"""Times the reading of the shipped rules against Python's own parser and Lark's, and what it costs once before the first rule.

Run it from the project's folder:  .venv/bin/python tests/benchmarks/parsing.py [RULES …]

Times are of the processor, the best of several runs in one process; the ratios are what to compare, since machines are noisy.
"""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lark import Lark

from budgetspec.lang.builder import NODES, TOKENS
from budgetspec.lang.parser import parse
from budgetspec.lang.tables import Tables
from budgetspec.resources import folder
from budgetspec.source import Source

_PYTHON = sorted((Path(__file__).parent.parent.parent / "budgetspec" / "lang").glob("*.py"))
_RUNS = 25


def main(paths: list[str]) -> None:
    """Print the table."""
    sources = [Source(str(path), Path(path).read_text("utf-8")) for path in paths or _shipped()]
    rules = sum(len(parse(source)[0].rules) for source in sources)
    characters = sum(len(source.text) for source in sources)
    print(f"{len(sources)} files, {rules} rules, {characters:,} characters")
    python = [path.read_text("utf-8") for path in _PYTHON]
    times = _best(
        {
            "parse": lambda: [parse(source) for source in sources],
            "Lark's parser, to its tree": lambda: [_GRAMMAR.parse(source.text) for source in sources],
            "ast.parse, on Python code": lambda: [ast.parse(text) for text in python],
        }
    )
    times["ast.parse, on Python code"] *= characters / sum(map(len, python))
    for name, taken in times.items():
        print(f"  {name:<30}{taken / characters * 1000:8.3f} µs a character {taken / times['parse']:6.1f} x", end="")
        print(f"{taken / rules:9.3f} ms a rule")
    _print_start()


def _shipped() -> list[str]:
    return sorted(map(str, folder("schema").glob("*/rules/*.rules")))


def _grammar() -> Lark:
    return Lark((folder("grammar") / "rules.lark").read_text("utf-8"), parser="lalr", propagate_positions=True)


_GRAMMAR = _grammar()


def _print_start() -> None:
    def tables() -> None:
        re.purge()
        Tables(_GRAMMAR, TOKENS, NODES)

    times = _best({"the grammar by Lark": _grammar, "the tables from it": tables}, runs=5)
    print("once:", ", ".join(f"{name} {taken:.1f} ms" for name, taken in times.items()))


def _best(works: dict[str, Callable[[], object]], runs: int = _RUNS) -> dict[str, float]:
    """Return the least milliseconds that each takes, all in turns, so that they have the same noise."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(runs):
        for name, work in works.items():
            started = time.process_time()
            work()
            times[name].append((time.process_time() - started) * 1000)
    return {name: min(taken) for name, taken in times.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
