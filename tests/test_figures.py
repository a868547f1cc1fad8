"""What a piece of a sentence means."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from budgetspec.figures import meaning
from budgetspec.lang.matcher import Captured
from budgetspec.lang.pattern import Hole
from budgetspec.lang.types import Kind
from budgetspec.money import Unknown, possible

PRECISION = {"万元": Decimal("0.01"), "%": Decimal("0.1")}


def meant(kind: Kind, unit: str, number: str | None, text: str = "", *, whole: bool = False) -> Any:
    captured = Captured(Hole("甲", unit), 0, 1, text, None if number is None else Decimal(number), unresolved=False)
    return meaning(captured, kind, PRECISION, whole=whole)


@pytest.mark.parametrize(
    ("number", "whole", "fen", "fits"),
    [
        ("719.85", False, 719_849_999, True),
        ("719.85", False, 719_845_000, True),
        ("719.85", False, 719_844_999, False),
        ("719.85", False, 719_859_999, True),
        ("719.85", False, 719_860_000, False),
        ("-719.85", False, -719_859_999, True),
        ("-719.85", False, -719_844_999, False),
        ("720", False, 719_850_000, False),
        ("720", True, 719_850_000, True),
        ("0", False, 9_999, True),
        ("0", False, 10_000, False),
    ],
)
def test_an_amount_is_all_that_prints_as_it(number: str, whole: bool, fen: int, fits: bool) -> None:  # noqa: FBT001 - parameters
    assert possible("==", fen, meant(Kind.AMOUNT, "万元", number, whole=whole)) is fits


def test_a_unit_without_precision_is_exact() -> None:
    assert (meant(Kind.AMOUNT, "元", "5.5"), meant(Kind.COUNT, "个", "3"), meant(Kind.YEAR, "年", "2025")) == (550, 3, 2025)


def test_only_amounts_in_10000_yuan_are_whole() -> None:
    assert possible("==", 5, meant(Kind.PERCENT, "%", "5", whole=True))
    assert not possible("==", Fraction("5.2"), meant(Kind.PERCENT, "%", "5", whole=True))


def test_what_has_no_direction_or_is_no_date_is_unknown() -> None:
    assert isinstance(meant(Kind.AMOUNT, "万元", None), Unknown)
    assert isinstance(meant(Kind.DATE, "日期", None, "2025年2月30日"), Unknown)


@pytest.mark.parametrize("text", ["2025年1月20日", "2025-01-20", "2025/1/20", "2025.1.20"])
def test_dates(text: str) -> None:
    assert meant(Kind.DATE, "日期", None, text) == date(2025, 1, 20)


def test_a_text_is_itself() -> None:
    assert meant(Kind.TEXT, "文", None, "人员增加") == "人员增加"
