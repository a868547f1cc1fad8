"""The identities of a disclosure guard its amounts."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetspec import Severity
from budgetspec.judge import Selection, judge
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook

EXAMPLES = Path(__file__).parents[2] / "examples"
BOOK = Rulebook.load("dalian-department-budget")
CONSISTENT: Any = read((EXAMPLES / "binhai-2025" / "disclosure.json").read_bytes()).value


def _amounts(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Find the filled amounts: in the tables, the numbers with cents; what an indicator aims at is none."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in members:
        if key == "指标":
            continue
        if isinstance(child, Decimal) and child.as_tuple().exponent == -2:
            yield (*path, key)
        else:
            yield from _amounts(child, (*path, key))


AMOUNTS = list(_amounts(CONSISTENT["预算表"], ("预算表",)))


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(AMOUNTS), st.integers(-(10**6), 10**6).filter(bool))
def test_an_amount_changed_is_found(place: tuple[Any, ...], cents: int) -> None:
    """One filled amount that is changed makes some rule fail that reads it."""
    document = copy.deepcopy(CONSISTENT)
    node = document
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] += Decimal(cents) / 100
    found = judge(BOOK.rules, BOOK.submission(document), Selection(), "zh").findings
    assert [f for f in found if f.severity is not Severity.INFO] != []


def test_there_are_amounts_to_change() -> None:
    assert len(AMOUNTS) > 1000


@pytest.mark.parametrize("name", ["xigang-2025", "binhai-2025"])
def test_rows_and_keys_may_stand_in_any_order(name: str) -> None:
    """Turning every list of rows and every object around changes no verdict but that of rules about order."""
    value = read((EXAMPLES / name / "disclosure.json").read_bytes()).value
    assert isinstance(value, dict)
    turned = {**value, "预算表": _turned(value["预算表"])}
    assert _failing(value) == _failing(turned) - {"R10"}


def _turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _turned(child) for key, child in reversed(value.items())}
    return [_turned(child) for child in reversed(value)] if isinstance(value, list) else value


def _failing(value: Any) -> set[str]:
    submission = BOOK.submission(value)
    return {finding.rule for finding in judge(BOOK.rules, submission, Selection(), "zh").findings}
