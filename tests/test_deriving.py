"""Filling a partly filled submission: everything that follows from the leaves comes back, nothing that is there changes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from budgetspec import Rulebook, cli
from budgetspec.deriving import Derivation, derive
from budgetspec.disclosure import Disclosure, Slot
from budgetspec.lang.types import Kind
from budgetspec.reader import read
from budgetspec.source import Source

ROOT = Path(__file__).parent.parent
FORM = "dalian-department-budget"
EXAMPLES = ("xigang-2025", "binhai-2025")
TOTALS = {"合计", "总计", "小计", "预算支出总额"}
RECORDS = {"本年收入合计", "收入总计", "基本支出", "项目支出", "本年支出合计", "支出总计"}
ABOVE = {"合计", "部门", "本年支出合计", "支出总计"}
PARENTS = {("单位", "类"), ("类", "款"), ("款", "项")}
"""Levels that have rows below them in tables that have the second level."""
COPIES = {"部门（单位）整体支出绩效目标表"}
"""Tables whose every amount stands in another table too."""
TABLE = "一般公共预算基本支出表"
Chosen = Callable[[Slot, set[str]], bool]


@cache
def shipped() -> Rulebook:
    return Rulebook.load(FORM)


@cache
def value_of(example: str) -> Any:
    return read((ROOT / "examples" / example / "disclosure.json").read_bytes()).value


def disclosure(value: Any) -> Disclosure:
    return Disclosure(shipped().structure, shipped().codes, value)


def amounts(value: Any) -> dict[tuple[Any, ...], Any]:
    """Return the filled amounts of the tables by their place."""
    return {slot.where: slot.raw for slot in filled(value)}


def filled(value: Any) -> Iterator[Slot]:
    there = disclosure(value)
    for slot in there.slots():
        exact = slot.column.kind is Kind.AMOUNT and there.printing(slot)[1] is None
        if exact and isinstance(slot.raw, int | Decimal):
            yield slot


def is_total(slot: Slot, levels: set[str]) -> bool:
    """Whether an amount follows from others of its own table."""
    if slot.level is None:
        return slot.where[-1] in RECORDS
    above = slot.level.name in ABOVE or any(slot.level.name == one and below in levels for one, below in PARENTS)
    return above or slot.where[-1] in TOTALS


def is_copy(slot: Slot, _: set[str]) -> bool:
    """Whether an amount stands in another table too: those of the performance table, and what the first tables repeat."""
    same = slot.where[1:3] in {("财政拨款预算总表", "收入"), ("收支预算总表", "支出项目")}
    return slot.table in COPIES or (same and (slot.level is None or slot.level.name != "年终结转结余"))


def without(value: Any, chosen: Chosen, *, removed: bool) -> tuple[Any, int]:
    """Return a submission without some amounts, null or not there at all, and how many they are."""
    part = copy.deepcopy(value)
    levels = {name: {x.name for x in layout.table.levels} for name, layout in shipped().structure.layouts.items()}
    blanked = [slot for slot in filled(value) if chosen(slot, levels.get(slot.table, set()))]
    for slot in blanked:
        *before, last = slot.where
        row = part
        for step in before:
            row = row[step]
        if removed:
            del row[last]
        else:
            row[last] = None
    return part, len(blanked)


def sorted_out(found: Derivation) -> str:
    return "\n".join(map(str, (*found.open, *found.clashes)))


@pytest.mark.parametrize("example", EXAMPLES)
class TestTheExamples:
    def test_a_complete_one_stays_as_it_is(self, example: str) -> None:
        found = derive(shipped(), value_of(example))
        assert (found.amounts, found.rows, found.open, found.clashes) == ((), (), (), ())
        assert found.value == value_of(example)

    @pytest.mark.parametrize("removed", [True, False], ids=["removed", "null"])
    @pytest.mark.parametrize("chosen", [is_total, is_copy, lambda *slot: is_total(*slot) or is_copy(*slot)])
    def test_what_follows_from_the_leaves_comes_back(self, example: str, chosen: Chosen, removed: bool) -> None:  # noqa: FBT001
        part, count = without(value_of(example), chosen, removed=removed)
        found = derive(shipped(), part)
        assert count > 10
        assert sorted_out(found) == ""
        assert amounts(found.value) == amounts(value_of(example))
        assert len(found.amounts) == count

    def test_rows_of_totals_come_back(self, example: str) -> None:
        part = copy.deepcopy(value_of(example))
        for name in ("支出功能分类预算表", "一般公共预算支出表", TABLE):
            part["预算表"][name]["行"] = [row for row in part["预算表"][name]["行"] if row["级"] not in {"合计", "部门", "类"}]
        found = derive(shipped(), part)
        assert sorted_out(found) == ""
        assert amounts(found.value) == amounts(value_of(example))
        assert [row["级"] for row in found.value["预算表"][TABLE]["行"]] == [
            row["级"] for row in value_of(example)["预算表"][TABLE]["行"]
        ]

    def test_the_submission_given_stays_as_it_is(self, example: str) -> None:
        part, _ = without(value_of(example), is_total, removed=True)
        before = copy.deepcopy(part)
        derive(shipped(), part)
        assert part == before


def small(rules: str, *rows: dict[str, Any], **besides: Any) -> Derivation:
    """Fill table 8 of a submission with a department and a unit by a few rules."""
    book = Rulebook.load(FORM, rules=ROOT / "tests" / "toy" / "none.rules").with_rules([Source("r", rules)])
    return derive(book, {"表式": FORM, "预算年度": 2025, "预算表": {TABLE: {"金额单位": "元", "行": [*rows]}}} | besides)


def row(found: Derivation, at: int = 0) -> dict[str, Any]:
    rows: list[dict[str, Any]] = found.value["预算表"][TABLE]["行"]
    return rows[at]


COLUMNS = f'in {TABLE} {{ rule E-1 "例" 合计 == 人员经费 + 公用经费 }}'
ROWS = f'in {TABLE} {{ rule E-2 "例" * == sum(children(*)) }}'
TOTAL: dict[str, Any] = {"级": "合计"}
STAFF, RUNNING = Decimal("100.10"), 50


class TestWhatIsFilled:
    def test_amounts_have_cents(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": None, "人员经费": STAFF, "公用经费": RUNNING})
        assert str(row(found)["合计"]) == "150.10"

    def test_in_the_unit_of_the_table(self) -> None:
        tables = {"预算表": {TABLE: {"金额单位": "亿元", "行": [TOTAL | {"人员经费": Decimal("1.5"), "公用经费": 2}]}}}
        assert str(row(small(COLUMNS, **tables))["合计"]) == "3.50"

    def test_not_where_figures_are_rounded(self) -> None:
        tables = {"预算表": {TABLE: {"金额单位": "万元", "行": [TOTAL | {"人员经费": Decimal("1.50"), "公用经费": 2}]}}}
        assert "合计" not in row(small(COLUMNS, **tables))

    def test_a_blank_beside_filled_ones_is_a_blank(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": None, "人员经费": STAFF, "公用经费": None})
        assert row(found)["合计"] == STAFF
        assert row(found)["公用经费"] is None

    def test_a_blank_that_is_all_that_is_left_of_a_total_is_filled(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": 150, "人员经费": None, "公用经费": RUNNING})
        assert row(found)["人员经费"] == 100

    def test_blanks_that_share_what_is_left_are_not(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": 150, "人员经费": None, "公用经费": None})
        assert row(found) == TOTAL | {"合计": 150, "人员经费": None, "公用经费": None}
        assert [(o.cell.column, o.rules) for o in found.open] == [("人员经费", ("E-1",)), ("公用经费", ("E-1",))]

    def test_a_blank_is_never_filled_with_less_than_nothing(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": 10, "人员经费": None, "公用经费": RUNNING})
        assert row(found)["人员经费"] is None

    def test_a_printed_0_is_not_a_blank(self) -> None:
        found = small(COLUMNS, TOTAL | {"合计": 0, "人员经费": STAFF, "公用经费": RUNNING})
        assert row(found)["合计"] == 0
        assert found.amounts == ()

    def test_a_missing_row_of_totals_is_put_in_before_its_rows(self) -> None:
        unit = {"级": "单位", "单位": "103001", "合计": 5}
        part = {"级": "部门", "单位": "103", "合计": 5}
        found = small(ROWS, part, unit)
        assert [r["级"] for r in found.value["预算表"][TABLE]["行"]] == ["合计", "部门", "单位"]
        assert row(found) == {"级": "合计", "合计": Decimal("5.00"), "人员经费": None, "公用经费": None}
        assert [cell.pointer for cell in found.rows] == [f"/预算表/{TABLE}/行/0"]

    def test_a_department_nobody_names_is_not_invented(self) -> None:
        found = small(ROWS, {"级": "单位", "单位": "103001", "合计": 5})
        assert [r["级"] for r in found.value["预算表"][TABLE]["行"]] == ["合计", "单位"]


class TestWhichRules:
    def test_warnings_do_not_determine_amounts(self) -> None:
        found = small(COLUMNS.replace('"例"', '"例" severity warning'), TOTAL | {"人员经费": STAFF})
        assert found.amounts == ()

    @pytest.mark.parametrize("condition", ["合计 >= 人员经费", "合计 == 人员经费 within 1", "合计 == 人员经费 * 公用经费"])
    def test_only_linear_equalities_do(self, condition: str) -> None:
        found = small(f'in {TABLE} {{ rule E-1 "例" {condition} }}', TOTAL | {"人员经费": STAFF, "公用经费": RUNNING})
        assert found.amounts == ()

    def test_a_premise_that_its_own_rule_would_break_determines_nothing(self) -> None:
        rules = f'in {TABLE} {{ rule E-1 "例" when 人员经费 == 0: 合计 == 公用经费 rule E-2 "例" 人员经费 == 合计[部门] }}'
        found = small(rules, {"级": "部门", "单位": "103", "公用经费": RUNNING})
        assert found.amounts == ()

    def test_a_premise_that_what_was_filled_makes_sure(self) -> None:
        rules = (
            f'in {TABLE} {{ rule E-1 "例" when 人员经费 != 0: 合计 == 人员经费 + 公用经费 '
            f'rule E-2 "例" 人员经费 == 公用经费 * 2 }}'
        )
        found = small(rules, TOTAL | {"公用经费": RUNNING})
        assert row(found)["合计"] == 150

    def test_rules_that_disagree_leave_a_blank_and_are_named(self) -> None:
        both = {"人员经费": 1, "公用经费": 1}
        found = small(COLUMNS + ROWS, TOTAL | both, {"级": "部门", "单位": "103", "合计": 7} | both)
        assert "合计" not in row(found)
        assert [clash.rules for clash in found.clashes] == [("E-1", "E-2")]


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def rules(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("e.rules").write_text(COLUMNS + ROWS, "utf-8")

    def run(self, *argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        return cli.run(argv, BytesIO(stdin), out, err), out.getvalue(), err.getvalue()

    def fill(self, *argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        return self.run("fill", "-", "--rules", "e.rules", *argv, stdin=stdin)

    def part(self, *others: dict[str, Any], **row: Any) -> bytes:
        rows = [{"级": "合计"} | row, *others]
        return json.dumps({"表式": FORM, "预算年度": 2025, "预算表": {TABLE: {"行": rows}}}, ensure_ascii=False).encode()

    def test_it_writes_json_and_says_what_it_did(self, tmp_path: Path) -> None:
        path = tmp_path / "out.json"
        code, out, err = self.fill("-o", str(path), "--lang", "en", stdin=self.part(人员经费=100, 公用经费=1.5))
        assert (code, out) == (0, "")
        assert err == f"budgetspec: filled 1 amount: 附表8 {TABLE} 1\n"
        text = path.read_text("utf-8")
        assert '{"级": "合计", "人员经费": 100, "公用经费": 1.5, "合计": 101.50}' in text

    def test_stdout_is_the_default(self) -> None:
        code, out, err = self.fill("--lang", "zh", stdin=self.part(人员经费=100))
        assert code == 0
        assert json.loads(out)["预算表"][TABLE]["行"][0]["合计"] == 100
        assert "填了 1 个金额" in err

    def test_the_input_is_not_overwritten(self, tmp_path: Path) -> None:
        path = tmp_path / "in.json"
        path.write_bytes(self.part(人员经费=100))
        code, _, err = self.run("fill", str(path), "-o", str(path), "--lang", "zh")
        assert code == 2
        assert "会覆盖输入" in err
        assert path.read_bytes() == self.part(人员经费=100)

    @pytest.mark.parametrize("data", [b"{", b'{"\xe9": NaN}', b'{"a": 1, "a": 2}'])
    def test_what_cannot_be_read_is_not_written(self, data: bytes) -> None:
        code, out, err = self.run("fill", "-", stdin=data)
        assert (code, out) == (3, "")
        assert err

    def test_a_clash_is_told(self) -> None:
        unit = {"级": "部门", "单位": "103", "合计": 7, "人员经费": 1, "公用经费": 1}
        code, _, err = self.fill("--lang", "en", stdin=self.part(unit, 人员经费=1, 公用经费=1))
        assert code == 1
        assert "cannot hold with what is filled in" in err

    def test_it_keeps_every_value_and_the_order_of_keys(self) -> None:
        for example in EXAMPLES:
            path = ROOT / "examples" / example / "disclosure.json"
            code, out, _ = self.run("fill", str(path))
            assert code == 0
            again = read(out.encode()).value
            assert json.dumps(again, default=str) == json.dumps(value_of(example), default=str)
