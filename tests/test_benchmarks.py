"""What the benchmarks measure is what they say: their submissions hold, and a faster answer is the same answer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from budgetspec import Checker, Rulebook
from budgetspec.finding import Verdict
from budgetspec.reader import read

sys.path.append(str(Path(__file__).parent / "benchmarks"))
import peers
from table import exponent, shown
from workload import FORM, SMALL, rows, rules, text


def test_the_workload_has_520_identities_which_hold() -> None:
    document = read(text()).value
    assert len(document["支出表"]) == 200  # type: ignore[index,call-overload,arg-type]
    assert peers.by_hand(document) == peers.budgetspec_evaluator()(document) == (520, 0)


@pytest.mark.parametrize("row", [0, 1, 2, 199])
def test_both_find_the_same_wrong_identities(row: int) -> None:
    document = read(text()).value
    document["支出表"][row]["项目支出"] += 1  # type: ignore[index,call-overload,operator]
    wrong = peers.by_hand(document)
    assert wrong == peers.budgetspec_evaluator()(document)
    assert wrong[1] > 0


def test_every_unit_adds_as_many_checks_and_no_finding() -> None:
    checker = Checker(Rulebook.load(FORM))
    counts = [checker.check(text(units, SMALL)).checks.counts[Verdict.HOLDS] for units in (1, 2, 10)]
    assert counts == [44, 88, 440]


def test_the_rules_are_sound_and_hold() -> None:
    book = Rulebook.load(FORM).with_rules(rules(1001))
    report = Checker(book).check(text())
    assert (book.problems, report.findings, report.checks.counts[Verdict.HOLDS]) == ((), (), 520 + 1001)


def test_the_same_is_drawn_on_every_run() -> None:
    assert rows(1, SMALL) == rows(1, SMALL) != rows(2, SMALL)


def test_measures_are_read_easily() -> None:
    assert [shown(taken) for taken in (2.5, 0.0125, 0.0000031)] == ["2.5 s", "12.5 ms", "3.1 µs"]
    assert exponent([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2)
