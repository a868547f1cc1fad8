"""The form of final accounts: an invented bureau as its pages are printed comes to its places, and nothing is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgetspec import Checker, Severity
from budgetspec.reader import read

EXAMPLE = Path(__file__).parent.parent / "examples" / "chengjiang-2024"
NOT_PRINTED = {"行政层级", "公开", "封面"}
"""What no page prints, and the cover, which also holds the titles of the parts when it is imported."""


@cache
def made() -> Checker:
    return Checker()


@pytest.fixture(scope="module")
def checker() -> Checker:
    return made()


def printed_only(value: Any) -> Any:
    """Leave out blanks and what is not printed; rows in the order of their codes, as two sides may be put together either way."""
    if isinstance(value, dict):
        inner = {key: printed_only(child) for key, child in value.items() if key not in NOT_PRINTED}
        return {key: child for key, child in inner.items() if child not in (None, {}, [])}
    if isinstance(value, list):
        children = [printed_only(child) for child in value]
        return sorted(children, key=str) if children and isinstance(children[0], dict) and "级" in children[0] else children
    return value


def test_what_is_printed_is_imported(checker: Checker) -> None:
    _, submission = checker.open(EXAMPLE / "printed.json")
    assert printed_only(submission.disclosure.value) == printed_only(read((EXAMPLE / "disclosure.json").read_bytes()).value)


@pytest.mark.parametrize("name", ["printed", "disclosure"])
def test_nothing_is_wrong_with_it(checker: Checker, name: str) -> None:
    assert checker.check(EXAMPLE / f"{name}.json").findings == ()


def amounts(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Go through the places of the filled amounts of the tables."""
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(child, dict | list):
            yield from amounts(child, (*path, key))
        elif isinstance(child, Decimal):
            yield (*path, key)


SOUND: Any = read((EXAMPLE / "disclosure.json").read_bytes()).value
AMOUNTS = list(amounts(SOUND["决算表"], ("决算表",)))


@settings(deadline=None, max_examples=20)
@given(st.sampled_from(AMOUNTS))
def test_one_amount_changed_is_one_finding(place: tuple[Any, ...]) -> None:
    """Whichever filled amount of the tables is changed, exactly one finding says so, whatever hangs on it."""
    value = copy.deepcopy(SOUND)
    node = value
    for part in place[:-1]:
        node = node[part]
    node[place[-1]] += Decimal("8.37")
    assert len([f for f in made().check(value).findings if f.severity is not Severity.INFO]) == 1


def test_there_are_amounts_to_change() -> None:
    assert len(AMOUNTS) > 300
