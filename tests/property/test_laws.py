"""Laws of the shipped rules: what is so of every consistent submission, and of every change of one."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from drawn import BOOK, checker, drawn, submission, verdicts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from budgetspec import Checker, Report, Severity
from budgetspec.chance import Seeded
from budgetspec.diagnosis.linear import Check, equation
from budgetspec.disclosure import Slot
from budgetspec.faults import Fault, faulty
from budgetspec.finding import Verdict
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.reads import Place, Reads
from budgetspec.lang.routes import is_equality
from budgetspec.lang.types import Kind
from budgetspec.lang.written import MONEY
from budgetspec.patch import changed
from budgetspec.reader import pointer
from budgetspec.render import render
from budgetspec.resources import folder
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission
from budgetspec.testing import submissions

few = settings(deadline=None, max_examples=4, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 3)
TABLES = [entry for catalogue in BOOK.structure.catalogues.values() for entry in catalogue.entries]


def amounts(of: Submission) -> list[Slot]:
    return [slot for slot in of.disclosure.slots() if slot.column.kind is Kind.AMOUNT and isinstance(slot.raw, Decimal)]


def fault(seed: int, number: int, *kinds: str) -> Fault:
    found = faulty(submission(seed), Seeded(number), kinds)
    assert found is not None
    return found


class TestGenerated:
    """A generated submission has no findings."""

    @few
    @given(submissions(most_units=2))
    def test_no_findings(self, value: Any) -> None:
        assert checker().check(value).findings == ()

    @pytest.mark.parametrize("seed", range(4))
    def test_no_findings_of_several_units(self, seed: int) -> None:
        assert checker().check(drawn(seed, 4)).findings == ()

    def test_no_findings_of_a_budget_without_spending(self) -> None:
        value = drawn(4656, 1)
        assert "支出类别" not in value["预算表"]["收支预算总表"]
        assert checker().check(value).findings == ()


class TestMovedCell:
    """Moving one exact cell breaks every equality between exact values that reads it, and no check that does not read it.

    That is so of checks whose premise (``when``) stays as it is.
    """

    @few
    @given(seeds, st.integers(0, 10**6), st.integers(1, 10**6))
    def test_what_breaks(self, seed: int, number: int, cents: int) -> None:
        slots = amounts(submission(seed))
        slot = slots[number % len(slots)]
        moved = changed(drawn(seed), {"set": {pointer(slot.where): slot.raw + Decimal(cents) / 100}})
        before, after = Evaluation(submission(seed)), Evaluation(BOOK.submission(moved))
        place = Place.of(slot.table, slot.column.path, slot.level, slot.key)
        was = verdicts(before)
        for name, (check, verdict) in verdicts(after).items():
            if self._premise(check, before) != self._premise(check, after):
                continue
            if self._is_pinned(check, before, place) and was[name][1] is Verdict.HOLDS:
                assert verdict is Verdict.FAILS, BOOK.rules[check.rule].id
            if verdict != was[name][1]:
                assert place in Reads(before).of_value(check.instance.body, check.level, check.key), BOOK.rules[check.rule].id

    @staticmethod
    def _premise(check: Check, evaluation: Evaluation) -> Any:
        guard = check.instance.guard
        return True if guard is None else evaluation.at(guard, check.level, check.key)

    @staticmethod
    def _is_pinned(check: Check, evaluation: Evaluation, place: Place) -> bool:
        found = equation(check, evaluation)
        wanted = place.table, place.column, place.identity, place.key
        return found is not None and found.exact and wanted in found.terms and wanted not in found.opaque


def names_an_amount(rule: Rule) -> bool:
    """Whether an amount other than nothing is written in a rule: 0.5万元."""
    parts = (part for instance in rule.plan.instances for part in (instance.guard, instance.body) if part)
    figures = (node for part in parts for node in plan.walk(part) if isinstance(node, plan.Const))
    return any(node.type.kind is Kind.AMOUNT and node.value != 0 for node in figures)


class TestScaled:
    """Scaling every amount together with its precision changes no verdict but those of rules that name an amount."""

    @few
    @given(seeds, st.integers(0, 10**6), st.sampled_from([10, 100, 7]))
    def test_scaling(self, seed: int, number: int, times: int) -> None:
        value = fault(seed, number).value
        precision = {unit: place * times if unit in MONEY else place for unit, place in BOOK.structure.precision.items()}
        scaled = replace(BOOK, structure=replace(BOOK.structure, precision=precision))
        assert self._verdicts(scaled, self._scaled(value, times)) == self._verdicts(BOOK, value)

    @staticmethod
    def _verdicts(book: Rulebook, value: Any) -> Counter[Any]:
        found = verdicts(Evaluation(book.submission(value)))
        free = {number for number, rule in enumerate(BOOK.rules) if not names_an_amount(rule)}
        return Counter((check.rule, check.key, verdict) for check, verdict in found.values() if check.rule in free)

    def _scaled(self, value: Any, times: int) -> Any:
        """Multiply the amounts of the tables, and those that the text states where readings find them."""
        of = BOOK.submission(value)
        pieces: dict[tuple[str | int, ...], set[tuple[int, int, str]]] = {}
        for _, item, match in of.statements.matches():
            for captured in match.captured:
                if captured.hole.type in MONEY and captured.number:
                    where, start, end = item.place(captured.start, captured.end)
                    pieces.setdefault(where, set()).add((start, end, f"{abs(captured.number)}"))
        texts = {pointer(where): self._restated(_at(value, where), found, times) for where, found in pieces.items()}
        cells = {pointer(slot.where): slot.raw * times for slot in amounts(of)}
        return changed(value, {"set": {**cells, **texts}})

    @staticmethod
    def _restated(text: str, figures: set[tuple[int, int, str]], times: int) -> str:
        for start, end, number in sorted(figures, reverse=True):
            text = text[:start] + text[start:end].replace(number, f"{Decimal(number) * times}") + text[end:]
        return text


class TestTurned:
    """Permuting rows and keys changes no verdict but those of rules about order."""

    @few
    @given(seeds, st.integers(0, 10**6))
    def test_permuting(self, seed: int, number: int) -> None:
        value = fault(seed, number).value
        turned = {**value, "预算表": _shuffled(value["预算表"], Random(number))}  # noqa: S311 - no secret
        assert self._verdicts(turned) == self._verdicts(value)

    @staticmethod
    def _verdicts(value: Any) -> Counter[Any]:
        ordered = {n for n, rule in enumerate(BOOK.rules) if any(_is_about_order(i.body) for i in rule.plan.instances)}
        found = verdicts(Evaluation(BOOK.submission(value)))
        return Counter((check.rule, verdict) for check, verdict in found.values() if check.rule not in ordered)


class TestTableTaken:
    """Taking a table out leaves its rules undecided, and only completeness fails."""

    @pytest.mark.parametrize("name", [entry.name for entry in TABLES])
    def test_taking_out(self, name: str) -> None:
        value = drawn(1)
        left = {n: table for n, table in value["预算表"].items() if n != name}
        report = checker().check({**value, "预算表": left})
        assert {finding.rule for finding in report.findings} == {"S01"}
        assert {u.rule for u in report.undecided} > undecided()


class TestPrecision:
    """Widening the precision of what is printed never breaks an equality."""

    @few
    @given(seeds, st.integers(0, 10**6), st.integers(2, 1000))
    def test_widening(self, seed: int, number: int, times: int) -> None:
        value = fault(seed, number).value
        precision = {unit: place * times for unit, place in BOOK.structure.precision.items()}
        wider = replace(BOOK, structure=replace(BOOK.structure, precision=precision))
        after = verdicts(Evaluation(wider.submission(value)))
        for name, (check, verdict) in verdicts(Evaluation(BOOK.submission(value))).items():
            if verdict is Verdict.HOLDS and isinstance(check.instance.body, plan.Comparison) and is_equality(check.instance.body):
                assert after[name][1] is not Verdict.FAILS, BOOK.rules[check.rule].id


class TestTitles:
    """A rule whose title says that amounts, shares or years are equal or agree is an equality, and never only bounds them."""

    def test_equalities(self) -> None:
        said = [rule for rule in BOOK.rules if re.search("等于|一致|相符", rule.tree.title)]
        assert [rule.id for rule in said if self._signs(rule) - {"==", "!="}] == []
        assert len(said) > 200

    @staticmethod
    def _signs(rule: Rule) -> set[str]:
        nodes = [node for instance in rule.plan.instances for node in plan.walk(instance.body)]
        kinds = (Kind.AMOUNT, Kind.PERCENT, Kind.YEAR)
        return {n.op for n in nodes if isinstance(n, plan.Comparison) and n.left.type.kind in kinds}


class TestReports:
    """Reports are as their schema says, and the same on every run."""

    schema = json.loads((folder("schema") / "report.schema.json").read_text("utf-8"))

    @few
    @given(seeds, st.integers(0, 10**6))
    def test_reports(self, seed: int, number: int) -> None:
        value = fault(seed, number).value
        reports = [Checker(BOOK).check(value), checker().check(value)]
        assert list(Draft202012Validator(self.schema).iter_errors(reports[0].to_dict())) == []
        assert [render(report, style) for style in ("json", "text") for report in reports[:1]] == [
            render(report, style) for style in ("json", "text") for report in reports[1:]
        ]


class TestFaults:
    """One amount of a table that is misprinted is found, and it is no mere remark."""

    @few
    @given(seeds, st.integers(0, 10**6))
    def test_finding(self, seed: int, number: int) -> None:
        found = fault(seed, number, "digit", "transposed", "tenfold", "blank", "moved")
        report: Report = checker().check(found.value)
        assert any(finding.severity is not Severity.INFO for finding in report.findings), found.pointer


@cache
def undecided() -> frozenset[str]:
    """Return the rules that are undecided though no table is missing."""
    return frozenset(u.rule for u in checker().check(drawn(1)).undecided)


def _at(value: Any, where: tuple[str | int, ...]) -> Any:
    for part in where:
        value = value[part]
    return value


def _shuffled(value: Any, random: Random) -> Any:
    match value:
        case dict():
            return {key: _shuffled(value[key], random) for key in random.sample(list(value), len(value))}
        case list():
            return [_shuffled(child, random) for child in random.sample(value, len(value))]
    return value


def _is_about_order(node: plan.Expr) -> bool:
    return any(isinstance(each, plan.Previous) for each in plan.walk(node))
