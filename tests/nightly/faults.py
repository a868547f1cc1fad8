"""Draws submissions and faults, and counts what the shipped rules find: no finding in the first, one in each of the second.

Run it from the project's folder:  .venv/bin/python tests/nightly/faults.py [--count N] [--from SEED] [--jobs N]

It prints a table of faults found by kind, each miss put down to what it is: a place that no rule reads, that rules only bound
or only ask something else of, or that rules read by an equality which the fault does not break. With ``--onto docs/laws.md``
it adds its counts to those of that page, so that a run goes on where the last one ended; how far it is, it says on stderr.
It ends with 1 if a generated submission has a finding, or if an amount of a table was changed and no rule noticed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from budgetspec import Checker, Severity
from budgetspec.chance import Seeded
from budgetspec.coverage import Guarded, coverage
from budgetspec.faults import KINDS, Fault, faulty
from budgetspec.generating import Generator, generator
from budgetspec.lang.reads import Strength
from budgetspec.reader import parts
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission

_FORM: Final = "dalian-department-budget"
_MOST_UNITS: Final = 3
_AMOUNTS: Final = ("digit", "transposed", "tenfold", "blank", "moved")
_FOUND: Final = "found"
_REMARK: Final = "as a remark"
_FATES: Final = (_FOUND, _REMARK, *(f"held by {strength}" for strength in Strength), "not read")
_RULED: Final = "|---|" + "--:|" * (1 + len(_FATES))
_SAID_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one seed: the findings of the sound submission, and what became of its fault."""

    seed: int
    findings: tuple[str, ...]
    kind: str
    place: str
    fate: str


@cache
def _tools() -> tuple[Generator, Checker]:
    return generator(_FORM), Checker(generator(_FORM).book)


def told(seed: int) -> Told:
    """Draw a submission and a fault, and check both."""
    generator, checker = _tools()
    value = generator.submission(Seeded(seed), 1 + seed % _MOST_UNITS)
    findings = tuple(f"{finding.rule} {finding.message}" for finding in checker.check(value).findings)
    submission = generator.book.submission(value)
    fault = faulty(submission, Seeded(seed))
    if fault is None:
        return Told(seed, findings, "none", "", _FOUND)
    return Told(seed, findings, fault.kind, fault.pointer, _fate(generator.book, checker, submission, fault))


def _fate(book: Rulebook, checker: Checker, submission: Submission, fault: Fault) -> str:
    severities = {finding.severity for finding in checker.check(fault.value).findings}
    if severities - {Severity.INFO}:
        return _FOUND
    return _REMARK if severities else _why(book, submission, fault)


def _why(book: Rulebook, submission: Submission, fault: Fault) -> str:
    """Say how the rules read the place of a fault that they did not find."""
    at = _first_difference(fault)
    there = [guarded for guarded in coverage(book, submission).values if _is_at(guarded, fault, at)]
    strengths = {guard.strength for guarded in there for guard in guarded.guards}
    return next((f"held by {s}" for s in Strength if s in strengths), "not read")


def _first_difference(fault: Fault) -> int:
    """Return where a text begins to differ from what it was."""
    new: Any = fault.value
    for part in parts(fault.pointer):
        new = dict(enumerate(new)).get(int(part)) if isinstance(new, list) else new.get(part)
    if not isinstance(fault.old, str) or not isinstance(new, str):
        return 0
    return next((at for at, (a, b) in enumerate(zip(fault.old, new, strict=False)) if a != b), 0)


def _is_at(guarded: Guarded, fault: Fault, at: int) -> bool:
    span = guarded.cell.span
    return guarded.cell.pointer == fault.pointer and (span is None or span[0] <= at < span[1])


def _every(seeds: range, jobs: int) -> Iterator[Told]:
    if jobs == 1:
        yield from map(told, seeds)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(told, seeds, chunksize=20)


def main() -> int:
    """Print what was found, and what was not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print each fault that was not found")
    parser.add_argument("--onto", type=Path, metavar="PAGE", help="add the counts to the table of a page")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    false, silent = 0, 0
    for number, each in enumerate(_every(range(options.first, options.first + options.count), options.jobs), start=1):
        if number % _SAID_EVERY == 0:
            print(f"{number} of {options.count}", file=sys.stderr, flush=True)
        counts[each.kind, each.fate] += 1
        false += len(each.findings) > 0
        silent += each.kind in _AMOUNTS and each.fate not in {_FOUND, _REMARK}
        for finding in each.findings:
            print(f"seed {each.seed}: {finding}")
        if options.misses and each.fate != _FOUND:
            print(f"seed {each.seed}: {each.kind} {each.place} {each.fate}")
    print("kind", *_FATES, sep="\t")
    for kind in KINDS:
        print(kind, *(counts[kind, fate] for fate in _FATES), sep="\t")
    if options.onto:
        options.onto.write_text(_added(options.onto.read_text("utf-8"), counts), "utf-8")
    print(f"{options.count} submissions, {false} with findings; {silent} amounts changed without a finding")
    return int(false > 0 or silent > 0)


def _added(page: str, counts: Counter[tuple[str, str]]) -> str:
    """Add counts to the table of a page, whose rows are the kinds of faults in their order."""
    before, table = page.split(f"{_RULED}\n", 1)
    rows = table.split("\n", len(KINDS))
    for at, kind in enumerate(KINDS):
        label, made, *told = (cell.strip() for cell in rows[at].strip("|").split("|"))
        new = [counts[kind, fate] for fate in _FATES]
        sums = [int(made) + sum(new), *(int(old or 0) + more for old, more in zip(told, new, strict=True))]
        rows[at] = f"| {label} |" + "".join(f" {number} |" if number else " |" for number in sums)
    return "\n".join([f"{before}{_RULED}", *rows])


if __name__ == "__main__":
    sys.exit(main())
