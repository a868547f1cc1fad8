"""One cause that touches much of a document: what its one finding says, on the invented department."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgetspec import Checker
from budgetspec.finding import Finding
from budgetspec.patch import changed
from budgetspec.reader import pointer, read

EXAMPLE = Path(__file__).parent.parent / "examples" / "binhai-2025" / "disclosure.json"
SOUND: Any = read(EXAMPLE.read_bytes()).value
CHECKER = Checker()
Where = tuple[str | int, ...]


def told(changes: dict[str, Any]) -> list[str]:
    """Return the first lines of the findings of the example with some changes."""
    return [finding.message.split("\n")[0] for finding in findings(changes)]


def findings(changes: dict[str, Any]) -> tuple[Finding, ...]:
    document: Any = changed(SOUND, changes)
    return CHECKER.check(document).findings


def amounts(table: str) -> dict[Where, Decimal]:
    """Return the amounts of a table by their places."""
    found: dict[Where, Decimal] = {}

    def go(value: Any, where: Where) -> None:
        if isinstance(value, dict | list):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                go(inner, (*where, key))
        elif isinstance(value, Decimal):
            found[where] = value

    go(SOUND["预算表"][table]["行"], ("预算表", table, "行"))
    return found


def rescaled(table: str, change: Callable[[Decimal], Decimal]) -> dict[str, Any]:
    return {"set": {pointer(where): change(value) for where, value in amounts(table).items()}}


def rows(table: str, **wanted: str) -> list[int]:
    every = SOUND["预算表"][table]["行"]
    return [at for at, row in enumerate(every) if all(row.get(name) == value for name, value in wanted.items())]


@pytest.mark.parametrize(
    ("table", "title", "failing"),
    [("支出功能分类预算表", "附表4 支出功能分类预算表", 154), ("政府采购预算表", "附表13 政府采购预算表", 9)],
)
def test_a_table_in_another_unit_is_one_cause(table: str, title: str, failing: int) -> None:
    """The amounts are those of the other tables in 万元, rounded as such; the text, which agrees with them, is not suspected."""
    found = told(rescaled(table, lambda value: (value / 10000).quantize(Decimal("0.01"))))
    assert found == [f"{title} 的金额像是以万元填写的，金额单位却是元；由此引起 {failing} 项不一致"]


def test_a_column_that_is_pasted_a_row_too_low_is_one_cause() -> None:
    """What fell out at the end is what its row asks for."""
    every = SOUND["预算表"]["一般公共预算基本支出表"]["行"]
    lowered = {pointer(("预算表", "一般公共预算基本支出表", "行", at, "合计")): every[at - 1]["合计"] for at in range(5, 12)}
    lowered[pointer(("预算表", "一般公共预算基本支出表", "行", 4, "合计"))] = None
    (finding,) = findings({"set": lowered})
    assert finding.message.split("\n")[0] == (
        "附表8 一般公共预算基本支出表 127001 30101 基本工资、30112 其他社会保障缴费 之间各行的“合计”整体下移了一行，"
        "应上移一行；由此引起 15 项不一致"
    )
    suggested = {suspect.pointer: suspect.suggested for suspect in finding.suspects}
    assert suggested == {place: str(every[int(place.split("/")[4])]["合计"]) for place in lowered}


def carried(table: str, columns: list[tuple[str, ...]], levels: dict[str, list[int]], by: int = 1000) -> dict[str, Any]:
    """Add an amount to some columns of rows of a table."""
    found = amounts(table)
    places: list[Where] = [
        ("预算表", table, "行", at, *column) for level in levels.values() for at in level for column in columns
    ]
    return {"set": {pointer(place): found[place] + by for place in places}}


def totals(table: str) -> dict[str, list[int]]:
    """Return the rows that 行政运行 of the first unit is part of, and itself."""
    return {
        "合计": rows(table, 级="合计"),
        "部门": rows(table, 级="部门"),
        "单位": rows(table, 级="单位", 单位="127001"),
        "类": rows(table, 级="类", 单位="127001", 科目="207"),
        "款": rows(table, 级="款", 单位="127001", 科目="20701"),
        "项": rows(table, 级="项", 单位="127001", 科目="2070101"),
    }


def test_a_wrong_amount_that_all_totals_of_its_table_follow_is_one_cause() -> None:
    """The table agrees with itself; all others, which agree with each other, say that it is the one."""
    table = "支出功能分类预算表"
    columns = [("合计",), ("财政拨款", "小计"), ("财政拨款", "一般公共预算")]
    (headline,) = told(carried(table, columns, totals(table)))
    assert headline == (
        "附表4 支出功能分类预算表 127001 2070101 行政运行 的“财政拨款.一般公共预算”4,747,050.56 应为 4,746,050.56"
        "（错了一位数字），各级合计跟着错了；由此引起 22 项不一致"
    )


@pytest.mark.parametrize(("by", "wrong"), [(1000, "3,986,782.56"), (-1000, "3,984,782.56")])
def test_the_row_that_it_came_from_is_told_by_what_only_limits_it(by: int, wrong: str) -> None:
    """With carry-over no table states the amount of each 项, but one limits it: with another 项 that check would fail."""
    table, columns = "一般公共预算支出表", [("合计",), ("基本支出", "小计"), ("基本支出", "人员经费")]
    (headline,) = told(carried(table, columns, totals(table), by))
    at = "附表7 一般公共预算支出表 127001 2070101 行政运行 的“基本支出.人员经费”"
    assert headline.startswith(f"{at}{wrong} 应为 3,985,782.56（错了一位数字），各级合计跟着错了；")


# Rows -----------------------------------------------------------------------------------------------------------------


def without(table: str, **wanted: str) -> dict[str, Any]:
    (at,) = rows(table, **wanted)
    return {"remove": [pointer(("预算表", table, "行", at))]}


LEFT_OUT = {
    ("支出功能分类预算表", "科目", "2070108"): ("附表4", "127001 2070108 文化活动", "合计", "391,000.00"),
    ("支出功能分类预算表", "科目", "20701"): ("附表4", "127001 20701 文化和旅游", "合计", "5,556,496.71"),
    ("支出预算总表", "级", "单位"): ("附表3", "127001 滨海市望潮区文化体育局（本级）", "总计", "8,690,757.50"),
    ("政府采购预算表", "级", "单位"): ("附表13", "127001 滨海市望潮区文化体育局（本级）", "合计", "1,592,486.50"),
    ("项目支出表", "项目名称", "对外文化交流合作经费"): ("附表12", "127001 对外文化交流合作经费", "合计", "63,333.00"),
}


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_a_row_that_is_left_out_is_one_cause(left_out: tuple[str, str, str]) -> None:
    """Another table has it, or the rows below it are there; a whole unit and a project of a numbered list, too."""
    table, name, value = left_out
    (headline,) = told(without(table, **{"单位": "127001", name: value}))
    no, row, column, amount = LEFT_OUT[left_out]
    assert headline.split("；由此引起")[0] == f"{no} {table} {row} 漏填了这一行，“{column}”应为 {amount}"


WRONG_CODES = {
    ("一般公共预算支出表", "2070108", "207018"): "附表7 一般公共预算支出表 127001 207018 文化活动",
    ("一般公共预算基本支出表", "30103", "3013"): "附表8 一般公共预算基本支出表 127001 3013 奖金",
    ("一般公共预算基本支出表", "30103", "30107"): "附表8 一般公共预算基本支出表 127001 30107 奖金",
    ("支出功能分类预算表", "20701", "2071"): "附表4 支出功能分类预算表 127001 2071 文化和旅游",
}


@pytest.mark.parametrize("written", WRONG_CODES)
def test_a_code_is_told_by_the_name_beside_it(written: tuple[str, str, str]) -> None:
    """A zero that is lost, another digit, a code that is another subject's."""
    table, code, wrong = written
    (at,) = rows(table, 单位="127001", 科目=code)
    (headline,) = told({"set": {pointer(("预算表", table, "行", at, "科目")): wrong}})
    assert headline.split("；由此引起")[0] == f"{WRONG_CODES[written]} 的编码或名称与别处不同，应为“{code}”"


def test_a_code_that_nothing_knows_is_told_by_its_name_alone() -> None:
    (at,) = rows("政府采购预算表", 单位="127001")
    assert told({"set": {pointer(("预算表", "政府采购预算表", "行", at, "单位")): "127009"}}) == [
        "附表13 政府采购预算表 127009 滨海市望潮区文化体育局（本级） 的编码或名称与别处不同，应为“127001”；由此引起 1 项不一致"
    ]


def test_of_a_table_inside_the_text_nothing_is_claimed_that_is_not_sure() -> None:
    """Its unit stands in its section; by a factor of units it differs from one table and agrees with no other."""
    document: Any = read((EXAMPLE.parent.parent / "xigang-2025" / "disclosure.json").read_bytes()).value
    section = next(at for at, section in enumerate(document["预算情况说明"]) if "表" in section)
    lines = document["预算情况说明"][section]["表"]["行"]
    scaled = {
        pointer(("预算情况说明", section, "表", "行", at, year)): line[year] * 10000
        for at, line in enumerate(lines)
        for year in ("上年", "本年")
    }
    revised: Any = changed(document, {"set": scaled})
    sound = {finding.message for finding in CHECKER.check(document).findings}
    new = [finding.message for finding in CHECKER.check(revised).findings if finding.message not in sound]
    assert new
    assert all(message.startswith(("可能（各数不能断定）", "以下改动之一可使各项一致")) for message in new)


UNITS = {
    pointer(("预算表", name, "金额单位")): table["金额单位"] for name, table in SOUND["预算表"].items() if "金额单位" in table
}


def test_the_unit_of_all_tables_is_one_cause() -> None:
    """The tables agree with each other; only the text tells."""
    (finding,) = findings({"set": dict.fromkeys(UNITS, "万元")})
    assert finding.message.split("\n")[0] == "各表的金额都像是以元填写的，金额单位却是万元；由此引起 85 项不一致"
    assert {suspect.pointer: suspect.suggested for suspect in finding.suspects} == dict.fromkeys(UNITS, "元")


@pytest.mark.parametrize(("year", "reason"), [(2024, "错了一位数字"), (2052, "相邻两位数字颠倒"), (1900, "由其他各数得出")])
def test_another_year_is_one_cause(year: int, reason: str) -> None:
    (headline,) = told({"set": {"/预算年度": year}})
    assert headline.split("；由此引起")[0] == f"预算年度 {year} 应为 2025（{reason}）"


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("/预算年度", 0, "不应小于 1000，实为数 0"),
        ("/预算年度", -5, "不应小于 1000，实为数 -5"),
        ("/预算年度", 20255, "不应大于 9999，实为数 20255"),
        ("/预算年度", Decimal("2025.5"), "应为整数，实为数 2025.5"),
        ("/预算年度", "2025", "应为整数，实为文本“2025”；请去掉引号和千分位：2025"),
        ("/预算年度", None, "应为整数，实为空（null）"),
        ("/部门/名称", "", "不能留空，实为文本“”"),
        ("/部门/名称", "　", "不能留空，实为文本“　”"),
        ("/部门/名称", None, "应为文本，实为空（null）"),
        ("/部门", "大连市滨海区文化和旅游局", "应为对象，实为文本“大连市滨海区文化和旅游局”"),
        ("/文件类型", "局", "应为 部门、单位 之一，实为文本“局”"),
    ],
)
def test_what_the_schema_refuses_is_all_that_is_told(place: str, value: object, said: str) -> None:
    """Whoever reads such a value of the head is undecided, and says so."""
    assert told({"set": {place: value}}) == [said]


@pytest.mark.parametrize(
    ("place", "said"), [("/预算年度", "缺少“预算年度”"), ("/部门", "缺少“部门”"), ("/部门/名称", "缺少“名称”")]
)
def test_what_the_schema_demands_and_is_not_there_is_all_that_is_told(place: str, said: str) -> None:
    assert told({"remove": [place]}) == [said]
