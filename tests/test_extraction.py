"""The reference disclosure as its text file has it: cells shifted by the extraction, and nothing else is blamed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from budgetspec.finding import Verdict
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.explainer import Explainer
from budgetspec.lang.types import Kind
from budgetspec.reader import pointer, read
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook

EXAMPLE = Path(__file__).parent.parent / "examples" / "xigang-2025"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.load("dalian-department-budget")


@pytest.fixture(scope="module")
def shifted() -> set[str]:
    """The places whose value the extraction changed."""
    before, after = (dict(_leaves(_read(name), ())) for name in ("disclosure.json", "as-extracted.json"))
    return {place for place in before | after if before.get(place) != after.get(place)}


def _read(name: str) -> Any:
    return read((EXAMPLE / name).read_bytes()).value


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, (*path, index))
    elif value is not None:
        yield pointer(path), value


def _checks(book: Rulebook) -> Iterator[tuple[Rule, plan.Instance, Verdict, set[str]]]:
    """Every check of the extracted submission that came to a verdict, with the places it read."""
    evaluation = Evaluation(book.submission(_read("as-extracted.json")))
    explainer = Explainer(evaluation, "zh")
    for rule in book.rules:
        for outcome in evaluation.run(rule.plan):
            for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
                cells = explainer.explain(outcome.instance.body, outcome.level, key).cells
                yield rule, outcome.instance, verdict, {cell.pointer for cell in cells}


def _moved(cells: set[str], shifted: set[str]) -> bool:
    """Whether a cell, or something in the place of rows that are not there, was shifted."""
    return any(place == cell or place.startswith(f"{cell}/") for cell in cells for place in shifted)


def _failing_on_the_reference(book: Rulebook) -> set[str]:
    evaluation = Evaluation(book.submission(_read("disclosure.json")))
    return {rule.id for rule in book.rules for outcome in evaluation.run(rule.plan) if Verdict.FAILS in outcome.verdicts}


def test_every_failing_check_reads_a_shifted_cell(book: Rulebook, shifted: set[str]) -> None:
    true_errors = _failing_on_the_reference(book)
    innocent = [
        (rule.id, sorted(cells))
        for rule, _, verdict, cells in _checks(book)
        if verdict is Verdict.FAILS and not _moved(cells, shifted) and rule.id not in true_errors
    ]
    assert innocent == []


def test_every_equality_that_reads_one_shifted_amount_fails(book: Rulebook, shifted: set[str]) -> None:
    unmoved = [
        (rule.id, sorted(cells & shifted))
        for rule, instance, verdict, cells in _checks(book)
        if _is_equality_of_amounts(instance) and len(cells & shifted) == 1 and verdict is not Verdict.FAILS
    ]
    assert unmoved == []


def _is_equality_of_amounts(instance: plan.Instance) -> bool:
    body = instance.body
    return isinstance(body, plan.Comparison) and body.op == "==" and body.left.type.kind is Kind.AMOUNT and instance.guard is None
