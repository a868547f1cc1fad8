"""Laws can fail: each is tried on a checker that is broken in one way against which it stands, and notices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import drawn as shared
import pytest
import test_any_submission
import test_conformance
import test_evaluator
import test_laws
import test_rule_text
import test_written_rules
from drawn import BOOK, drawn

from budgetspec import Checker, Report, conformance, figures
from budgetspec.figures import stated
from budgetspec.finding import Verdict
from budgetspec.generating import Generator
from budgetspec.kernels import Kernel
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.printer import written
from budgetspec.lang.types import Missing
from budgetspec.source import Source
from budgetspec.submission import Submission

Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """Let no test see what others have made, nor them what is made here while something is broken."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    for kept in (shared.drawn, shared.submission, shared.checker, test_laws.undecided):
        kept.cache_clear()


def ensure_it_is_noticed(law: Any, *values: Any) -> None:
    """Ask a law about values, chosen here instead of drawn; it must deny them."""
    law.hypothesis.inner_test(*values)


def judging(monkeypatch: Patch, judged: Callable[[Evaluation, Any], Any]) -> None:
    """Let the evaluator come to other verdicts than it would."""
    sound = Evaluation._verdicts  # noqa: SLF001 - what is broken here is inside

    def broken(self: Evaluation, *about: Any) -> list[Any]:
        return [judged(self, verdict) for verdict in sound(self, *about)]

    monkeypatch.setattr(Evaluation, "_verdicts", broken)


def lenient(_: Evaluation, verdict: Any) -> Any:
    return Verdict.HOLDS if verdict is Verdict.FAILS else verdict


def test_a_derivation_that_forgets_a_cell(monkeypatch: Patch) -> None:
    sound = Generator.kernel
    monkeypatch.setattr(Generator, "kernel", lambda self, line: Kernel(sound(self, line).touched[:-1]))
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestGenerated.test_no_findings, test_laws.TestGenerated(), drawn(1))


def test_an_evaluator_that_lets_all_pass(monkeypatch: Patch) -> None:
    judging(monkeypatch, lenient)
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestMovedCell.test_what_breaks, test_laws.TestMovedCell(), 1, 0, 1)
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestFaults.test_finding, test_laws.TestFaults(), 1, 1)


def test_an_evaluator_that_fails_what_does_not_read_a_cell(monkeypatch: Patch) -> None:
    sound = shared.submission(1)

    def suspicious(self: Evaluation, verdict: Any) -> Any:
        return Verdict.FAILS if verdict is Verdict.HOLDS and self.scope is not sound else verdict

    judging(monkeypatch, suspicious)
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestMovedCell.test_what_breaks, test_laws.TestMovedCell(), 1, 0, 1)


def test_figures_that_do_not_ask_for_the_precision(monkeypatch: Patch) -> None:
    monkeypatch.setattr(figures, "stated", lambda shown, place: stated(shown, min(place, 10**4)))
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestScaled.test_scaling, test_laws.TestScaled(), 1, 1, 100)


def test_figures_that_are_moved_where_they_are_coarse(monkeypatch: Patch) -> None:
    monkeypatch.setattr(figures, "stated", lambda shown, place: stated(shown + place * place, place))
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestPrecision.test_widening, test_laws.TestPrecision(), 1, 1, 1000)


def test_an_evaluator_that_forgets_the_last_row(monkeypatch: Patch) -> None:
    sound = Submission.column
    monkeypatch.setattr(Submission, "column", lambda *about: dict(list(sound(*about).items())[:-1]))
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestTurned.test_permuting, test_laws.TestTurned(), 1, 1)


def test_a_missing_table_that_counts_as_an_empty_one(monkeypatch: Patch) -> None:
    sound = Submission.column

    def column(*about: Any) -> Any:
        try:
            return sound(*about)
        except Missing:
            return {}

    monkeypatch.setattr(Submission, "column", column)
    with pytest.raises(AssertionError):
        test_laws.TestTableTaken().test_taking_out("支出预算总表")


def test_a_rule_that_bounds_what_its_title_says_is_equal(monkeypatch: Patch) -> None:
    source = Source("weak.rules", 'in 支出功能分类预算表 { rule Z-1 "合计等于单位资金" 合计 >= 单位资金 }')
    monkeypatch.setattr(test_laws, "BOOK", BOOK.with_rules([source]))
    with pytest.raises(AssertionError):
        test_laws.TestTitles().test_equalities()


def test_a_report_with_more_than_its_schema_says(monkeypatch: Patch) -> None:
    sound = Report.to_dict
    monkeypatch.setattr(Report, "to_dict", lambda self: {**sound(self), "more": 1})
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_laws.TestReports.test_reports, test_laws.TestReports(), 1, 1)


def test_an_evaluator_that_is_not_the_naive_one(monkeypatch: Patch) -> None:
    judging(monkeypatch, lenient)
    monkeypatch.setattr(test_evaluator, "event", print)  # outside of Hypothesis nobody counts events
    column = test_evaluator.Column("单位表", "合计", ("部门",))
    rule = test_evaluator.Rule("==", column, test_evaluator.Literal(1))
    data: Any = {name: {} for name in test_evaluator.TABLES} | {"单位表": {("部门", ("103",)): {"合计": 2}}}
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_evaluator.TestNaive.test_the_same_verdicts, test_evaluator.TestNaive(), rule, data)


def test_a_printer_that_loses_a_guard(monkeypatch: Patch) -> None:
    tree = test_written_rules.read('rule A "甲" when 1 == 1: 2 == 2\n')
    monkeypatch.setattr(test_written_rules, "written", lambda file: written(file).replace("when 1 == 1:", ""))
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(test_written_rules.TestPrintedAndRead.test_a_file, test_written_rules.TestPrintedAndRead(), tree)


def test_a_fast_validator_that_accepts_all(monkeypatch: Patch) -> None:
    monkeypatch.setattr(conformance, "_accepting", lambda *_: lambda _: True)
    law = test_conformance.TestFast.test_what_is_accepted_fast_has_no_problems
    with pytest.raises(AssertionError):
        ensure_it_is_noticed(law, test_conformance.TestFast(), [1])


def test_a_judge_that_does_not_expect_a_rule(monkeypatch: Patch) -> None:
    def wrong(*_: Any) -> None:
        raise KeyError

    monkeypatch.setattr(test_rule_text, "judge", wrong)
    with pytest.raises(KeyError):
        ensure_it_is_noticed(test_rule_text.TestAnyText.test_any_characters, test_rule_text.TestAnyText(), 'rule A "甲" 1 == 1')


def test_an_exception_on_odd_values(monkeypatch: Patch) -> None:
    def wrong(_: Any, value: Any) -> None:
        raise TypeError(value)

    monkeypatch.setattr(conformance.Conformance, "problems", wrong)
    law = test_any_submission.TestAnyValue.test_any_value_at_all
    with pytest.raises(TypeError):
        ensure_it_is_noticed(law, test_any_submission.TestAnyValue(), Checker(BOOK), [1])
