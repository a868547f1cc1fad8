"""Whatever a submission holds, checking it gives a report and never an exception."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetspec import Checker, Report
from budgetspec.reader import read

REFERENCE = Path(__file__).parents[2] / "examples" / "xigang-2025" / "disclosure.json"
ROOT: Any = read(REFERENCE.read_bytes()).value

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | st.text()
    | st.sampled_from(["合计", "类", "部门", "103001", "2025-02-30", "万元", "元", "一、", "附表4"])
)
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.just("行"), inner), max_leaves=8)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in members:
        yield from _places(child, (*path, key))


PLACES = [place for place in _places(ROOT) if place]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


class TestAnyValue:
    """Any JSON value yields findings, never an exception."""

    @given(values)
    @settings(deadline=None)
    def test_any_value_at_all(self, checker: Checker, value: Any) -> None:
        assert isinstance(checker.check({"表式": "dalian-department-budget", "预算表": value}), Report)

    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
    @given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
    def test_any_value_in_any_place(self, checker: Checker, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
        document = copy.deepcopy(ROOT)
        for (*path, last), new in changes:
            _set(document, path, last, new)
        assert isinstance(checker.check(document).to_dict(), dict)


class TestFloats:
    """A float is the number that it prints as."""

    @given(st.sampled_from(PLACES), st.integers(min_value=0, max_value=10**9))
    @settings(max_examples=10, deadline=None)
    def test_in_any_place(self, checker: Checker, place: tuple[Any, ...], fen: int) -> None:
        reports = []
        for number in (Decimal(repr(fen / 100)), fen / 100):
            document = copy.deepcopy(ROOT)
            _set(document, list(place[:-1]), place[-1], number)
            reports.append(checker.check(document))
        assert reports[0].findings == reports[1].findings


def _set(document: Any, path: list[Any], last: Any, new: Any) -> None:
    for part in path:
        if not isinstance(document, dict | list) or (isinstance(document, list) and not isinstance(part, int)):
            return
        if part not in document if isinstance(document, dict) else part >= len(document):
            return
        document = document[part]
    if isinstance(document, dict) or (isinstance(document, list) and isinstance(last, int) and last < len(document)):
        document[last] = new
