"""What guards a submission: the counts of the examples, how strongly a rule reads a value, and which figures count."""

from __future__ import annotations

import copy
import json
import runpy
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import Golden
from jsonschema import Draft202012Validator

from budgetspec import Rulebook, cli
from budgetspec.coverage import Coverage, Group, Guarded, coverage
from budgetspec.reader import read
from budgetspec.source import Source

ROOT = Path(__file__).parent.parent
FORM = "dalian-department-budget"
EXAMPLES = ("xigang-2025", "binhai-2025")
TABLE = "一般公共预算基本支出表"


@cache
def shipped() -> Rulebook:
    return Rulebook.load(FORM)


@cache
def value_of(example: str) -> Any:
    return read((ROOT / "examples" / example / "disclosure.json").read_bytes()).value


@cache
def covered(example: str) -> Coverage:
    return coverage(shipped(), shipped().submission(value_of(example)))


@cache
def no_rules() -> Rulebook:
    return Rulebook.load(FORM, rules=ROOT / "tests" / "toy" / "none.rules")


def guarded(rules: str, value: Any = None) -> dict[str, Guarded]:
    """Return what some rules guard of the reference, by pointer."""
    book = no_rules().with_rules([Source("r", rules)])
    found = coverage(book, book.submission(value or value_of("xigang-2025")))
    return {each.cell.pointer: each for each in found.values if each.guards}


def rule(condition: str, table: str = TABLE) -> str:
    return f'in {table} {{ rule E-1 "例" {condition} }}'


def place(row: int, column: str) -> str:
    return f"/预算表/{TABLE}/行/{row}/{column}"


def run(*argv: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    return cli.run(argv, BytesIO(), out, err), out.getvalue(), err.getvalue()


@pytest.mark.parametrize("example", EXAMPLES)
class TestTheExamples:
    def test_every_filled_amount_is_read_by_a_rule(self, example: str) -> None:
        assert [each.cell.pointer for each in covered(example).of(Group.AMOUNTS) if not each.guards] == []

    def test_every_filled_amount_is_held_by_an_equality(self, example: str) -> None:
        assert [each.cell.pointer for each in covered(example).of(Group.AMOUNTS) if each.weak] == []

    def test_no_figure_of_the_text_is_left_over(self, example: str) -> None:
        assert covered(example).uncaptured == ()

    def test_every_filled_cell_and_stated_figure_is_listed_once(self, example: str) -> None:
        spots = [(each.cell.pointer, each.cell.span) for each in covered(example).values]
        assert len(spots) == len(set(spots))

    def test_the_counts_add_up(self, example: str) -> None:
        for group in Group:
            counts = covered(example).summary(group)
            assert counts.filled == len(covered(example).of(group)) == counts.several + counts.one + counts.none

    def test_the_json_is_as_its_schema_says(self, example: str) -> None:
        schema = json.loads((ROOT / "schema" / "coverage.schema.json").read_bytes())
        path = str(ROOT / "examples" / example / "disclosure.json")
        code, out, _ = run("coverage", path, "--format", "json")
        assert code == 0
        assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(out))] == []

    def test_a_guard_is_named_once(self, example: str) -> None:
        for each in covered(example).values:
            assert len({guard.rule for guard in each.guards}) == len(each.guards)


class TestStrength:
    """An equality pins a value; other comparisons bound it; counts and other conditions only look at it."""

    @pytest.mark.parametrize(
        ("condition", "strength"),
        [
            ("合计 == 人员经费 + 公用经费", "equality"),
            ("* == sum(children(*))", "equality"),
            ("合计 >= 人员经费", "bound"),
            ("合计 == 人员经费 + 公用经费 within 1", "bound"),
            ("合计 != 1", "bound"),
            ("not blank(合计)", "condition"),
            ("count(合计[款]) > 0", "condition"),
            ("max(合计[款]) < 合计[合计]", "bound"),
        ],
    )
    def test_of_a_total(self, condition: str, strength: str) -> None:
        found = guarded(rule(condition))
        row = 4 if "款" in condition else 0
        expected = "condition" if "max" in condition else strength
        assert [guard.strength.value for guard in found[place(row, "合计")].guards] == [expected]

    def test_a_premise_is_not_held(self) -> None:
        found = guarded(rule("when 合计 != 0: 人员经费 + 公用经费 > 0"))
        assert place(0, "合计") not in found
        assert place(0, "人员经费") in found

    def test_of_alternatives_only_the_one_that_holds_is_read(self) -> None:
        found = guarded(rule("合计 == 1 or 人员经费 + 公用经费 > 0"))
        assert place(0, "合计") not in found
        assert place(0, "人员经费") in found

    def test_of_alternatives_that_fail_all_are_read(self) -> None:
        found = guarded(rule("合计 == 1 or 人员经费 == 1"))
        assert {place(0, "合计"), place(0, "人员经费")} <= set(found)

    def test_only_the_codes_selected_are_read(self) -> None:
        found = guarded(rule("sum(30x) == [合计]"))
        rows = value_of("xigang-2025")["预算表"][TABLE]["行"]
        capital = next(i for i, row in enumerate(rows) if row.get("科目") == "310")
        assert place(capital, "合计") not in found

    def test_checks_that_are_not_made_guard_nothing(self) -> None:
        assert guarded(rule("when 合计 < 0: 合计 == 人员经费 + 公用经费")) == {}


class TestFigures:
    def uncaptured(self, text: str) -> list[str | None]:
        value = copy.deepcopy(value_of("xigang-2025"))
        value["预算情况说明"][0]["正文"].append(text)
        return [cell.value for cell in coverage(shipped(), shipped().submission(value)).uncaptured]

    @pytest.mark.parametrize(
        ("text", "figures"),
        [
            ("另有补助 1,234.5 万元未列入。", ["1,234.5 万元"]),
            ("完成率达到98.5%，共服务３００人。", ["98.5%", "３００人"]),
            ("3、自2018年起，20日内公开，为期3个月。", []),
            ("根据《关于安排5万元补助的通知》（2024年12月31日）办理第3项工作。", []),
        ],
    )
    def test_what_no_reading_captures(self, text: str, figures: list[str]) -> None:
        assert self.uncaptured(text) == figures

    def test_a_figure_within_a_text_that_a_reading_takes_is_not_captured(self) -> None:
        value = copy.deepcopy(value_of("xigang-2025"))
        section = next(part for part in value["预算情况说明"] if part["标题"].endswith("项目概述"))
        section["正文"][0] += "去年用了7万元。"
        found = coverage(shipped(), shipped().submission(value)).uncaptured
        assert [cell.value for cell in found] == ["7万元"]


class TestThePage:
    def test_it_lists_what_is_not_guarded_and_idle_rules(self, golden: Golden, tmp_path: Path) -> None:
        rules = tmp_path / "e.rules"
        rules.write_text(
            f'in {TABLE} {{ rule E-1 "甲" 合计 == 人员经费 + 公用经费 rule E-2 "乙" when 合计 < 0: 合计 > 1 }}\n'
            'rule E-3 "丙" 收入说明.收入预算 <= 1 rule E-4 "丁" from 2099 1 == 1',
            "utf-8",
        )
        path = tmp_path / "small.json"
        small = {key: value_of("xigang-2025")[key] for key in ("表式", "预算年度")}
        small |= {"预算情况说明": value_of("xigang-2025")["预算情况说明"][:1]}
        small |= {"预算表": {TABLE: {**value_of("xigang-2025")["预算表"][TABLE]}}}
        path.write_text(json.dumps(small, ensure_ascii=False, default=float), "utf-8")
        texts = [run("coverage", str(path), "--rules", str(rules), "--lang", lang) for lang in ("zh", "en")]
        assert [code for code, _, _ in texts] == [0, 0]
        golden.check("coverage.txt", "\n".join(out.replace(str(tmp_path), "…") for _, out, _ in texts))

    def test_all_lists_every_place(self) -> None:
        path = str(ROOT / "examples" / "xigang-2025" / "disclosure.json")
        _, short, _ = run("coverage", path)
        _, long, _ = run("coverage", path, "--all")
        assert "--all" in short
        assert "--all" not in long
        assert len(long) > len(short)

    def test_an_input_that_cannot_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "bad.json").write_text("{", "utf-8")
        for name in ("bad.json", "nowhere.json"):
            code, out, err = run("coverage", str(tmp_path / name))
            assert (code, out) == (3, "")
            assert err


def test_the_page_of_the_examples_is_what_the_rules_say(golden: Golden) -> None:
    generate = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    golden.beside(ROOT / "docs" / "coverage.zh-CN.md", generate["coverage_page"]())
