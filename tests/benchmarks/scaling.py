"""How time and memory grow with units, rules and files: each measure at several sizes, and the exponent of its growth.

1 is in proportion; what is needed once, such as loading the rulebook, is left out of the times and makes exponents of
memory smaller than 1.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from table import Line, exponent, seconds, shown
from whole import REFERENCE
from workload import FORM, SMALL, rules, text

from budgetspec import Checker, Rulebook
from budgetspec.batch import Work
from budgetspec.generating import generate
from budgetspec.inputs import File, entries
from budgetspec.jsontext import written
from budgetspec.rulebook import forms

_UNITS: Final = (1, 10, 100, 1000)
_RULES: Final = (10, 100, 1000, 10_000)
_FILES: Final = (10, 100, 1000)
_MANY: Final = (100, 10_000)
"""Submissions whose check is measured in a process of its own, for its memory."""
_RUNS: Final = 2


def lines() -> list[Line]:
    """Measure all."""
    return [*_units(), *_identities(), *_rules(), *_files(), *_memory()]


def _units() -> list[Line]:
    """Check generated submissions of the shipped form, with their sentences; the longest part of the benchmarks."""
    book = Rulebook.load(forms()[0])
    checker = Checker(book)
    texts = {n: written(generate(book, 1, n)).encode() for n in _UNITS}
    works = {n: _call(checker.check, data) for n, data in texts.items()}
    return _grown("units of the shipped form, with their sentences", works)


def _identities() -> list[Line]:
    checker = Checker(Rulebook.load(FORM))
    texts = {n: text(n, SMALL) for n in _UNITS}
    return _grown(
        "units, of 10 rows and 44 identities each, no sentences", {n: _call(checker.check, data) for n, data in texts.items()}
    )


def _rules() -> list[Line]:
    book = Rulebook.load(FORM)
    sources = {n: rules(n) for n in _RULES}
    checkers = {n: Checker(book.with_rules(files)) for n, files in sources.items()}
    data = text()
    return [
        *_grown("rules, read and checked", {n: _call(book.with_rules, files) for n, files in sources.items()}),
        *_grown("rules, on one submission", {n: _call(checker.check, data) for n, checker in checkers.items()}),
    ]


def _files() -> list[Line]:
    work = Work(Checker(Rulebook.load(FORM)), style="jsonl")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.json"
        path.write_bytes(text(1, SMALL))
        return _grown("files, of one unit each", {n: _call(_check_all, work, path, n) for n in _FILES})


def _check_all(work: Work, path: Path, count: int) -> int:
    found = (entry for _ in range(count) for entry in entries(File(path, ""), work.checker.max_bytes))
    return sum(outcome is not None for _, outcome in work.outcomes(found))


def _call(function: Callable[..., Any], *arguments: Any) -> Callable[[], Any]:
    return lambda: function(*arguments)


def _grown(what: str, works: dict[int, Callable[[], Any]]) -> list[Line]:
    """Time works by size; the exponents are those of all sizes and of the last two, where what is needed once weighs least."""
    sizes = list(works)
    times = list(seconds({str(size): work for size, work in works.items()}, _RUNS).values())
    found = [Line(f"{size:,} {what}", shown(taken)) for size, taken in zip(sizes, times, strict=True)]
    return [
        *found,
        Line("  exponent: of all, of the last step", f"{exponent(sizes, times):.2f}", f"{exponent(sizes[-2:], times[-2:]):.2f}"),
    ]


def _memory() -> list[Line]:
    """Measure the most memory that a process holds: it does not grow with the number of files."""
    peaks = [Line("memory: the reference", f"{_peak([str(REFERENCE)])} MB")]
    with tempfile.TemporaryDirectory() as folder:
        for count in _MANY:
            path = Path(folder) / f"{count}.jsonl"
            path.write_bytes(b"".join(text(1, SMALL).replace(b"\n", b" ") + b"\n" for _ in range(count)))
            peaks.append(Line(f"memory: {count:,} submissions", f"{_peak([str(path), '--form', str(FORM)])} MB"))
    return peaks


_LAUNCHER: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
"""A process of its own, as what a process holds at most is counted from its parent's size."""


def _peak(arguments: Sequence[str]) -> int:
    """Run the command and return the MB that it held at most."""
    command = [sys.executable, "-m", "budgetspec", "check", *arguments, "--format", "jsonl"]
    done = subprocess.run([sys.executable, "-c", _LAUNCHER, *command], capture_output=True, check=True)  # noqa: S603
    return int(done.stdout)
