"""Which cell is wrong: causes, the changes that undo them, and what is left open, on the form in tests/toy."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from budgetspec.diagnosis.linear import CheckId, Equation
from budgetspec.diagnosis.reasons import Change, reason
from budgetspec.diagnosis.solving import solve
from budgetspec.finding import Finding, Language
from budgetspec.judge import Selection, judge
from budgetspec.lang.routes import Place, readers
from budgetspec.patch import changed
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source

TOY = Path(__file__).parent / "toy"
COLUMNS = """
in 功能表 {
  rule A-01 "合计" 合计 == 基本支出.小计 + 项目支出
  rule A-02 "小计" 基本支出.小计 == 基本支出.人员经费 + 基本支出.公用经费
  rule A-03 "上下级" when count(children(级)) > 0: * == sum(children(*))
}
rule A-04 "两表" severity warning 功能表.合计 == 单位表.合计
"""
ROW = "/表/功能表/行/5"
"""The row of 行政运行."""


@cache
def toy() -> Any:
    return read((TOY / "disclosure.json").read_bytes()).value


def findings(changes: dict[str, Any], rules: str = COLUMNS, language: Language = "zh") -> tuple[Finding, ...]:
    """Judge the toy submission with some values changed."""
    book = Rulebook.load(TOY).with_rules([Source("toy.rules", rules)])
    assert book.problems == ()
    exact: Any = read(json.dumps(changes).encode()).value
    return judge(book, book.submission(changed(toy(), exact)), Selection(), language).findings


def headlines(changes: dict[str, Any], rules: str = COLUMNS, language: Language = "zh") -> list[str]:
    return [finding.message.split("\n")[0] for finding in findings(changes, rules, language)]


def test_the_toy_submission_is_sound() -> None:
    assert findings({}) == ()


# One cell -------------------------------------------------------------------------------------------------------------


def test_one_wrong_cell_is_one_finding() -> None:
    (finding,) = findings({"set": {f"{ROW}/合计": 70057.75}})
    assert finding.message.split("\n") == [
        "附表1 功能表 101001 2010301 行政运行 合计 70,057.75 应为 70,075.75（相邻两位数字颠倒）；由此引起 2 项不一致",
        (
            "101001 20103 政府办公厅（室）及相关机构事务：合计 95,075.75 应等于 (101001 2010301 行政运行 70,057.75 + "
            "101001 2010302 一般行政管理事务 25,000.00) = 95,057.75，差额 18.00"
        ),
    ]
    assert (finding.rule, finding.consequences) == ("A-03", ("A-01",))
    (suspect,) = finding.suspects
    assert (suspect.pointer, suspect.value, suspect.suggested) == (f"{ROW}/合计", "70057.75", "70075.75")
    assert (suspect.reason, suspect.resolves) == ("相邻两位数字颠倒", ("A-01", "A-03"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-70075.75, "-70,075.75 应为 70,075.75（正负号相反）"),
        (7.01, "7.01 应为 70,075.75（元与万元混淆）"),
        (700757500, "700,757,500 应为 70,075.75（元与万元混淆）"),
        (70075.57, "70,075.57 应为 70,075.75（相邻两位数字颠倒）"),
        (70095.75, "70,095.75 应为 70,075.75（错了一位数字）"),
        (7075.75, "7,075.75 应为 70,075.75（漏了一位数字）"),
        (700075.75, "700,075.75 应为 70,075.75（多了一位数字）"),
        (None, "空 应为 70,075.75（漏填）"),
        (25000, "25,000 应为 70,075.75（填了相邻一行的数）"),
        (1234.5, "1,234.5 应为 70,075.75（由其他各数得出）"),
    ],
)
def test_the_reason_is_what_people_do_to_figures(value: float | None, said: str) -> None:
    (headline,) = headlines({"set": {f"{ROW}/合计": value}})
    assert headline == f"附表1 功能表 101001 2010301 行政运行 合计 {said}；由此引起 2 项不一致"


def test_the_value_beside_is_told() -> None:
    (headline,) = headlines({"set": {f"{ROW}/基本支出/人员经费": 10025.5}})
    assert headline == (
        "附表1 功能表 101001 2010301 行政运行 基本支出.人员经费 10,025.5 应为 60,050.25（填了相邻一列的数）；由此引起 2 项不一致"
    )


def test_a_figure_of_another_table_is_told_from_this_one() -> None:
    """The identities of the first table hold, so that it is the other one that is wrong."""
    (finding,) = findings({"set": {"/表/单位表/行/0/合计": 138058.85}})
    assert finding.message.startswith(
        "附表2 单位表 合计 合计 138,058.85 应为 138,085.85（相邻两位数字颠倒）；由此引起 1 项不一致\n"
    )


def test_what_the_identities_do_not_decide_is_listed() -> None:
    rules = 'rule B-01 "合计" 总表.收入.总计 == 总表.收入.拨款 + 总表.收入.其他'
    (finding,) = findings({"set": {"/表/总表/收入/总计": 138058.85}}, rules)
    assert finding.message.split("\n")[0] == (
        "以下改动之一可使各项一致（共 3 种，各数不能断定是哪一种）：附表8 总表 收入.其他 空 应为 -27.00（漏填）；"
        "附表8 总表 收入.总计 138,058.85 应为 138,085.85（相邻两位数字颠倒）；"
        "附表8 总表 收入.拨款 138,085.85 应为 138,058.85（相邻两位数字颠倒）；由此引起 1 项不一致"
    )
    assert [suspect.suggested for suspect in finding.suspects] == ["-27.00", "138085.85", "138058.85"]


def test_in_english() -> None:
    (headline,) = headlines({"set": {f"{ROW}/合计": 70057.75}}, language="en")
    assert headline == (
        "附表1 功能表 101001 2010301 行政运行 合计 70,057.75 should be 70,075.75 (two neighbouring digits are transposed); "
        "failing checks it explains: 2"
    )


# Several cells --------------------------------------------------------------------------------------------------------


def test_two_wrong_cells_that_meet_in_a_check_are_two_findings() -> None:
    found = headlines({"set": {f"{ROW}/合计": 70057.75, f"{ROW}/基本支出/小计": 70075.57}})
    assert found == [
        "附表1 功能表 101001 2010301 行政运行 合计 70,057.75 应为 70,075.75（相邻两位数字颠倒）；由此引起 2 项不一致",
        "附表1 功能表 101001 2010301 行政运行 基本支出.小计 70,075.57 应为 70,075.75（相邻两位数字颠倒）；由此引起 2 项不一致",
    ]


def test_exchanged_columns_are_one_cause() -> None:
    (headline,) = headlines({"set": {f"{ROW}/基本支出/人员经费": 10025.5, f"{ROW}/基本支出/公用经费": 60050.25}})
    assert (
        headline
        == "附表1 功能表 101001 2010301 行政运行 的“基本支出.人员经费”与“基本支出.公用经费”两列的数应互换；由此引起 2 项不一致"
    )


def test_rows_that_no_rule_reads_are_no_blanks_to_be_exchanged_with() -> None:
    (finding,) = findings({}, 'in 功能表 { rule A-01 "没有公用经费" 基本支出.公用经费[合计] == 0 }')
    assert [(suspect.pointer, suspect.suggested) for suspect in finding.suspects] == [
        ("/表/功能表/行/0/基本支出/公用经费", "0.00")
    ]


def test_a_shifted_block_is_one_cause() -> None:
    shifted = {f"{ROW}/合计": None, f"{ROW}/基本支出/小计": 70075.75, f"{ROW}/基本支出/人员经费": 70075.75}
    shifted |= {f"{ROW}/基本支出/公用经费": 60050.25, f"{ROW}/项目支出": 10025.5}
    (finding,) = findings({"set": shifted})
    assert finding.message.split("\n")[0] == (
        "附表1 功能表 101001 2010301 行政运行 从“基本支出.小计”到“项目支出”整块右移了一列，应左移一列；由此引起 6 项不一致"
    )
    moved = {suspect.pointer.removeprefix(ROW): suspect.suggested for suspect in finding.suspects}
    assert moved == {
        "/合计": "70075.75",
        "/基本支出/人员经费": "60050.25",
        "/基本支出/公用经费": "10025.50",
        "/项目支出": None,
    }


# The parts ------------------------------------------------------------------------------------------------------------


def _id(number: int) -> CheckId:
    return number, None, ()


def _equation(terms: dict[Place, int], off: int) -> Equation:
    return Equation(dict(terms), off, off, off)


X: Place = ("", "x", None, ())
Y: Place = ("", "y", None, ())


def test_equations_are_solved_exactly() -> None:
    """By how much must x and y change for x + y, off by 3, and x - y, off by 1, to hold."""
    equations = {_id(1): _equation({X: 1, Y: 1}, 3), _id(2): _equation({X: 1, Y: -1}, 1)}
    assert solve([{_id(1): 1, _id(2): 1}, {_id(1): 1, _id(2): -1}], equations) == (-2, -1)


def test_what_is_not_determined_is_not_solved() -> None:
    equations = {_id(1): _equation({X: 1, Y: 1}, 3)}
    assert solve([{_id(1): 1}, {_id(1): 1}], equations) is None


def test_what_contradicts_itself_is_not_solved() -> None:
    equations = {_id(1): _equation({X: 1}, 3), _id(2): _equation({X: 1}, 4)}
    assert solve([{_id(1): 1, _id(2): 1}], equations) is None


def test_a_rounded_equation_decides_only_what_nothing_exact_does() -> None:
    rounded = Equation({X: 1}, 2, 4, 3)
    assert solve([{_id(1): 1}], {_id(1): rounded}) == (-3,)
    assert solve([{_id(1): 1, _id(2): 2}], {_id(1): rounded, _id(2): _equation({X: 2}, 5)}) == (Fraction(-5, 2),)


def test_a_change_of_unit_may_have_been_rounded() -> None:
    said = reason(Change(old=2464, new=24642000, scale=100, places=2), (), ()).said
    assert said.zh == "元与万元混淆"


def test_an_index_tells_which_checks_read_a_column() -> None:
    book = Rulebook.load(TOY).with_rules([Source("toy.rules", COLUMNS)])
    index = readers(rule.plan for rule in book.rules)
    routes = index.of(("功能表", "基本支出.小计", None, ()))
    assert [(book.rules[route.rule].id, route.coefficient, len(route.moves)) for route in routes] == [
        ("A-01", -1, 0),
        ("A-02", 1, 0),
        ("A-03", 1, 0),
        ("A-03", -1, 1),
    ]
