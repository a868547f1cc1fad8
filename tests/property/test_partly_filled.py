"""Amounts taken out of a sound submission come back as they were or stay out; whatever a submission holds, nothing is raised."""

from __future__ import annotations

import copy
import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_any_submission import PLACES, ROOT, _set, values

from budgetspec import Rulebook
from budgetspec.coverage import Coverage, coverage
from budgetspec.deriving import Derivation, derive
from budgetspec.disclosure import Disclosure
from budgetspec.lang.types import Kind
from budgetspec.reader import from_python, read

EXAMPLES = Path(__file__).parents[2] / "examples"
Where = tuple[Any, ...]


@cache
def book() -> Rulebook:
    return Rulebook.load("dalian-department-budget")


@cache
def value_of(example: str) -> Any:
    return read((EXAMPLES / example / "disclosure.json").read_bytes()).value


@cache
def amounts(example: str) -> tuple[Where, ...]:
    slots = Disclosure(book().structure, book().codes, value_of(example)).slots()
    return tuple(s.where for s in slots if s.column.kind is Kind.AMOUNT and isinstance(s.raw, int | Decimal))


def leaves(value: Any, where: Where = ()) -> dict[Where, Any]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if members is None:
        return {where: value}
    return {place: leaf for key, child in members for place, leaf in leaves(child, (*where, key)).items()}


def blanked(value: Any, places: list[Where]) -> Any:
    part = copy.deepcopy(value)
    for *before, last in places:
        row = part
        for step in before:
            row = row[step]
        row[last] = None
    return part


@pytest.mark.parametrize("example", ["xigang-2025", "binhai-2025"])
@pytest.mark.parametrize("count", [1, 5, 25])
@pytest.mark.parametrize("seed", range(3))
def test_what_is_filled_is_what_was_there(example: str, count: int, seed: int) -> None:
    taken = random.Random(seed).sample(amounts(example), count)  # noqa: S311 - no secret
    found = derive(book(), blanked(value_of(example), taken))
    before, after = leaves(value_of(example)), leaves(found.value)
    assert after.keys() == before.keys()
    assert {place: leaf for place, leaf in after.items() if leaf is not None and leaf != before[place]} == {}
    assert {place for place, leaf in after.items() if leaf is None and before[place] is not None} <= set(taken)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=10)
@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
def test_any_value_in_any_place(changes: list[tuple[Where, Any]]) -> None:
    document = copy.deepcopy(ROOT)
    for (*path, last), new in changes:
        _set(document, path, last, new)
    value = from_python(document).value
    found = derive(book(), value)
    assert isinstance(found, Derivation)
    assert isinstance(coverage(book(), book().submission(value)), Coverage)
    after = list(leaves(found.value).values())
    assert [leaf for leaf in leaves(value).values() if leaf is not None and leaf not in after] == []


@settings(deadline=None, max_examples=20)
@given(values)
def test_any_value_at_all(value: Any) -> None:
    document = from_python({"表式": "dalian-department-budget", "预算表": value}).value
    assert isinstance(derive(book(), document), Derivation)
    assert isinstance(coverage(book(), book().submission(document)), Coverage)
