"""The form of final accounts: an invented bureau as its pages are printed comes to its places, and nothing is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from budgetspec import Checker
from budgetspec.reader import read

EXAMPLE = Path(__file__).parent.parent / "examples" / "chengjiang-2024"
NOT_PRINTED = {"行政层级", "公开", "封面"}
"""What no page prints, and the cover, which also holds the titles of the parts when it is imported."""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


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
