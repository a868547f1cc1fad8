"""A table that may be printed in whole 元: sums of rounded amounts hold, sums of amounts with decimals are exact."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetspec import Checker, Rulebook

FORM = "name: whole\ntitle: 整元\nversion: '1'\nschema: schema.json\nrules: [a.rules]\n"
RULE = 'rule A "合计等于各行之和"\n    表[合计] == sum(表[行])\n'
AMOUNT = {"type": ["number", "null"], "x-kind": "amount"}
LEVELS = {"合计": {"key": []}, "行": {"key": ["编码"], "parent": "合计"}}
ROW = {"级": {"enum": ["合计", "行"], "x-levels": LEVELS}, "编码": {"type": "string", "x-kind": "code"}, "金额": AMOUNT}
ROWS = {"type": "array", "items": {"type": "object", "properties": ROW}}
TABLE = {"type": "object", "x-table": {"rows": "行", "main": "金额", "unit": "元", "whole": True}, "properties": {"行": ROWS}}
SCHEMA = {"type": "object", "properties": {"表": TABLE}}
CENTS = st.integers(-(10**9), 10**9).map(lambda fen: Decimal(fen) / 100)


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> Checker:
    place: Path = tmp_path_factory.mktemp("whole")
    (place / "form.yaml").write_text(FORM, "utf-8")
    (place / "a.rules").write_text(RULE, "utf-8")
    (place / "schema.json").write_text(json.dumps(SCHEMA, ensure_ascii=False), "utf-8")
    return Checker(Rulebook.load(place))


def fails(checker: Checker, total: Decimal, parts: list[Decimal]) -> bool:
    rows: list[dict[str, Any]] = [{"级": "行", "编码": str(n), "金额": part} for n, part in enumerate(parts)]
    return not checker.check({"表": {"行": [{"级": "合计", "金额": total}, *rows]}}).ok


def whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


@given(parts=st.lists(CENTS, min_size=1, max_size=6))
def test_a_sum_printed_in_whole_units_holds(checker: Checker, parts: list[Decimal]) -> None:
    assert not fails(checker, whole(sum(parts, Decimal())), [whole(part) for part in parts])


@given(parts=st.lists(CENTS, min_size=1, max_size=6))
def test_more_than_rounding_can_do_fails(checker: Checker, parts: list[Decimal]) -> None:
    rounded = [whole(part) for part in parts]
    assert fails(checker, sum(rounded, Decimal((len(parts) + 3) // 2)), rounded)


@given(parts=st.lists(CENTS, min_size=1, max_size=6))
def test_one_amount_with_decimals_makes_the_table_exact(checker: Checker, parts: list[Decimal]) -> None:
    exact = sum(parts, Decimal("0.00")).quantize(Decimal("0.01"))
    assert not fails(checker, exact, parts)
    assert fails(checker, exact + Decimal("0.01"), [part.quantize(Decimal("0.01")) for part in parts])
