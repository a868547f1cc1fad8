"""Laws of importing: whatever a document looks like, nothing is lost and nothing raises."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from printing import printed

from budgetspec.importing import submitting
from budgetspec.importing.forms import Form
from budgetspec.importing.opening import taken
from budgetspec.importing.pages import Line, Page
from budgetspec.importing.printed import Text
from budgetspec.reader import from_python, read
from budgetspec.rulebook import form_folder

EXAMPLE = Path(__file__).parents[2] / "examples" / "binhai-2025" / "disclosure.json"
AMOUNT = re.compile(r"-?[\d,]+\.\d\d")
WORDS = """
附表4 支出功能分类预算表 收支预算总表 金额单位：元 预算年度：2025 目录 第一部分公开管理文件 第三部分部门预算情况说明 一、概况
预算单位/支出功能分类科目 合计 财政拨款 小计 一般公共预算 政府性基金预算 单位资金 项目 预算数 收入 支出 支出类别
103-某局 103001-某局（本级） 201-一般公共服务支出 2010301-行政运行 20103 一、一般公共服务支出 整体绩效目标 活动 一级指标 权重
如本表为空，则无此类资金。 约五万 …
""".split()  # noqa: SIM905 - reads as a page


@cache
def form() -> Form:
    return Form.load(form_folder("dalian-department-budget"))


@cache
def document() -> Any:
    return printed(form().plan, read(EXAMPLE.read_bytes()).value)


def leaves(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for child in value.values():
                yield from leaves(child)
        case list():
            for child in value:
                yield from leaves(child)
        case _:
            yield str(value)


def numbers(value: Any) -> set[str]:
    """All numbers of more than six digits that stand somewhere in a value."""
    return {number for text in leaves(value) for number in re.findall(r"\d{7,}", text.replace(",", ""))}


@st.composite
def damaged_tables(draw: st.DrawFn) -> tuple[Any, set[str]]:
    """A table of the example, its amounts all different, with columns, labels and cells changed; and the amounts left."""
    table = numbered(copy.deepcopy(draw(st.sampled_from(document()["tables"]))))
    block = draw(st.sampled_from([block for block in table["blocks"] if block["rows"]]))
    for _ in range(draw(st.integers(0, 4))):
        column = draw(st.integers(0, len(block["columns"]) - 1))
        row = draw(st.sampled_from(block["rows"]))
        word = draw(st.sampled_from(WORDS))
        match draw(st.sampled_from(["header", "cell", "column", "row", "title"])):
            case "header":
                block["columns"][column] = [word]
            case "cell":
                row["values"][column] = word
            case "column":
                for each in (block["columns"], *(each["values"] for each in block["rows"])):
                    each.insert(0, each.pop(column))
            case "row":
                block["rows"].append(block["rows"].pop(block["rows"].index(row)))
            case _:
                table["title"] = word
    return table, numbers([cell for block in table["blocks"] for row in block["rows"] for cell in row["values"]])


def numbered(table: Any) -> Any:
    """Make all amounts of a table different."""
    cells = [(row["values"], i) for block in table["blocks"] for row in block["rows"] for i in range(len(row["values"]))]
    amounts = [(values, i) for values, i in cells if AMOUNT.fullmatch(values[i] or "")]
    for count, (values, i) in enumerate(amounts, 7_000_000):
        values[i] = str(count)
    return table


class TestNothingIsLost:
    """Every amount of a damaged table stands in the submission, at its place or under 未识别."""

    @settings(max_examples=60, deadline=None)
    @given(damaged_tables())
    def test_every_amount_comes_in(self, table: tuple[Any, set[str]]) -> None:
        damaged, amounts = table
        others = [each for each in document()["tables"][2:4] if each["title"] != damaged["title"]]
        reading = taken(from_python({**document(), "tables": [damaged, *others]}), {"form": form()})
        assert amounts - numbers(reading.value) == set()

    @settings(max_examples=100, deadline=None)
    @example([[None, "…", "7000000"]], None)
    @given(
        st.lists(
            st.lists(st.sampled_from([None, *WORDS]) | st.integers(7_000_000, 7_999_999).map(str), min_size=1, max_size=6),
            max_size=12,
        ),
        st.sampled_from([None, "支出表"]),
    )
    def test_every_number_of_any_grid_comes_in(self, rows: list[list[str | None]], sheet: str | None) -> None:
        known: list[list[str | None]] = [["支出功能分类预算表"], ["预算单位/支出功能分类科目", "合计"], ["合计", "7654321"]]
        cells = [tuple(Text(cell) for cell in row) for row in (*known, *rows)]
        lines = tuple(Line(row, len(row) > 1) for row in cells if any(cell.text for cell in row))
        reading = submitting.of_pages([Page(lines, sheet)], {"form": form()})
        assert numbers([[cell for cell in row if cell] for row in rows]) - numbers(reading.value) == set()
