"""Generated submissions: the same for a seed, of any number of units, and refused where a form does not say what to draw."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from budgetspec import BudgetspecError, Checker
from budgetspec.chance import Seeded, amount, magnitude, one_of, shares, weighted
from budgetspec.cli import run
from budgetspec.drawing import read_drawing
from budgetspec.faults import KINDS, Fault, faulty
from budgetspec.generating import Generator, generate, generator
from budgetspec.rulebook import Rulebook
from budgetspec.template import Drawer
from budgetspec.testing import FAULTS, faults, rulebooks, submissions

GENERATOR = generator("dalian-department-budget")
BOOK = GENERATOR.book
few = settings(deadline=None, max_examples=5, suppress_health_check=list(HealthCheck))


def cli(*arguments: str) -> tuple[int, str, str]:
    stdout, stderr = StringIO(), StringIO()
    return run([*arguments, "--lang", "zh"], BytesIO(), stdout, stderr), stdout.getvalue(), stderr.getvalue()


class TestChance:
    """What is drawn by chance is what it is said to be, whatever the seed."""

    @given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 10**6))
    def test_numbers(self, seed: int, least: int, more: int) -> None:
        chance = Seeded(seed)
        assert least <= magnitude(chance, least, least + more) <= least + more
        assert 100 * least <= amount(chance, least, least + more) < 100 * (least + more + 1)

    @given(st.integers(0, 10**6), st.integers(1, 9), st.integers(0, 90))
    def test_shares(self, seed: int, count: int, more: int) -> None:
        found = shares(Seeded(seed), count + more, count)
        assert (len(found), sum(found), min(found) >= 1) == (count, count + more, True)

    def test_items(self) -> None:
        chance = Seeded(1)
        assert {one_of(chance, "ab") for _ in range(50)} == {"a", "b"}
        assert {weighted(chance, [("a", 1), ("b", 9)]) for _ in range(200)} == {"a", "b"}


class TestTemplates:
    """A template stands for what it says, with its names."""

    @pytest.mark.parametrize(
        ("template", "drawn"),
        [
            ("{年度}年", "2025年"),
            ("{年度}", 2025),
            ({"before": "年度"}, 2024),
            ({"one-of": [{"名": "{地.名}区"}]}, {"名": "甲区"}),
            ([1, {"each": "行", "one": "{#}、{名}"}], [1, "2、乙", "3、丙"]),
            ([{"each": "行", "most": 1, "all": ["{名}", {"between": [7, 7]}]}], ["乙", 7]),
            ([{"each": "行", "from": 10, "one": "（{##:一}）{名}"}], ["（十）乙", "（十一）丙"]),
            ({"share": {"权重": 1}, "among": [{"名": "{年度}"}]}, [{"名": 2025, "权重": 1}]),
            ({"空": None, "真": True}, {"空": None, "真": True}),
        ],
    )
    def test_drawing(self, template: Any, drawn: Any) -> None:
        drawer = Drawer(Seeded(0), lambda _each, most: [{"名": "乙"}, {"名": "丙"}][:most])
        assert drawer.draw(template, {"年度": 2025, "地": {"名": "甲"}}) == drawn


class TestGenerator:
    def test_the_same_seed_gives_the_same(self) -> None:
        assert GENERATOR.submission(Seeded(7), 1) == Generator(BOOK).submission(Seeded(7), 1)
        assert GENERATOR.submission(Seeded(7), 1) != GENERATOR.submission(Seeded(8), 1)

    @pytest.mark.parametrize("units", [1, 12])
    def test_so_many_units(self, units: int) -> None:
        assert len(GENERATOR.submission(Seeded(3), units)["单位"]) == units

    def test_every_line_is_determined(self) -> None:
        """What a line states and what the identities make of it is all there is to it: nothing stays open, nothing is lost."""
        for line in GENERATOR.drawing.lines:
            touched = GENERATOR.kernel(line).touched
            assert {times for each in touched for _, times in each.columns} == {1}
            stated = {(post.table, post.column) for post in line.states}
            assert stated <= {(each.table, column) for each in touched for column, _ in each.columns}

    def test_every_table_is_filled_by_some_line(self) -> None:
        filled = {each.table for line in GENERATOR.drawing.lines for each in GENERATOR.kernel(line).touched if each.columns}
        amounts = {
            name for name, layout in BOOK.structure.layouts.items() if layout.path[:1] == ("预算表",) and layout.table.main
        }
        assert filled - {""} == amounts

    def test_a_form_that_does_not_say_what_to_draw(self) -> None:
        with pytest.raises(BudgetspecError, match=r"没有 drawing\.yaml"):
            generate(replace(BOOK, drawing=None), 1)


class TestMistakes:
    """A mistake in ``drawing.yaml`` is one clear sentence."""

    text = (BOOK.drawing or Path()).read_text("utf-8")

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("支出预算总表[单位]\n", "支出预算总表[单元]\n", "没有“支出预算总表[单元]”"),
            ("一般公共预算基本支出表[款].人员经费", "一般公共预算基本支出表[款].人员", "没有“一般公共预算基本支出表[款].人员”"),
            ("收支预算总表.支出类别.公用经费", "收支预算总表.公用经费", "没有“收支预算总表.公用经费”"),
            ("{政府性基金科目: [2xxxxxx]}", "{基金科目: [2xxxxxx]}", "没有“基金科目”"),
            ("parts: [单位资金, 人员]", "parts: [单位, 人员]", "没有“单位”"),
            ("weight: 5", "weight: 多", "weight"),
            ("given:", "given: [", "drawing.yaml"),
        ],
    )
    def test_a_mistake(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        path = tmp_path / "drawing.yaml"
        path.write_text(self.text.replace(old, new, 1), "utf-8")
        with pytest.raises(BudgetspecError, match=said.replace("[", r"\[").replace("]", r"\]").replace(".", r"\.")):
            read_drawing(path, BOOK.structure, BOOK.codes)

    def test_a_line_that_leaves_amounts_open(self, tmp_path: Path) -> None:
        path = tmp_path / "drawing.yaml"
        path.write_text(self.text.replace('["收支预算总表.支出类别.人员经费"]', '["收支预算总表.支出类别.基本支出"]'), "utf-8")
        generator = Generator(replace(BOOK, drawing=path))
        with pytest.raises(BudgetspecError, match="“人员经费”没有全部确定"):
            generator.kernel(generator.drawing.lines[0])


class TestCommand:
    def test_a_submission_that_is_checked(self, tmp_path: Path) -> None:
        path = tmp_path / "drawn.json"
        assert cli("generate", "--seed", "5", "--units", "1", "-o", str(path)) == (0, "", "")
        value = json.loads(path.read_text("utf-8"), parse_float=Decimal)
        assert value == GENERATOR.submission(Seeded(5), 1)
        assert Checker(BOOK).check(path).findings == ()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((), "budgetspec: 缺少 --seed（用法见 budgetspec generate --help）\n"),
            (("--seed", "1", "--units", "0"), "budgetspec: --units 应为1至100000\n"),
            (("--seed", "x"), "budgetspec: --seed：invalid int value: x（用法见 budgetspec generate --help）\n"),
        ],
    )
    def test_wrong_usage(self, arguments: tuple[str, ...], said: str) -> None:
        assert cli("generate", *arguments) == (2, "", said)


class TestFaults:
    """A fault is told as it is: what stood at its place stands there no more, and all else is as it was."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_kind(self, kind: str) -> None:
        value: Any = GENERATOR.submission(Seeded(4), 2)
        found = faulty(BOOK.submission(value), Seeded(1), [kind])
        assert isinstance(found, Fault)
        assert found.kind == kind
        assert found.value != value
        assert value == GENERATOR.submission(Seeded(4), 2)
        for part in found.pointer.split("/")[1:]:
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert value == found.old

    def test_a_submission_without_any_place(self) -> None:
        assert faulty(BOOK.submission({}), Seeded(1)) is None


SHRINKING = (Phase.generate, Phase.shrink)
"""Without the phase that explains which line of the program is at fault, for which all lines would be traced."""


class TestStrategies:
    """What the strategies draw is what they promise."""

    @few
    @given(faults(kinds=FAULTS[:3], most_units=1))
    def test_faults(self, fault: Fault) -> None:
        assert fault.kind in FAULTS[:3]

    @few
    @given(rulebooks())
    def test_rulebooks(self, book: Rulebook) -> None:
        assert book.problems == ()
        assert len(book.rules) >= 1

    def test_what_fails_shrinks_to_a_few_rows(self) -> None:
        """A program that is wrong about projects is shown one unit with one project, in the fewest rows that are consistent."""
        once = settings(
            max_examples=60, database=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=SHRINKING
        )
        found = find(submissions(), lambda value: len(value["预算表"]["项目支出表"].get("行", ())) > 1, settings=once)
        rows = [len(table.get("行", ())) for table in found["预算表"].values()]
        assert len(found["单位"]) == 1
        assert len(found["预算表"]["项目支出表"]["行"]) == 2  # the total, and the project
        assert max(rows) <= 8
        assert sum(rows) <= 50
