"""The printed text: sections, what they stand under, items over page breaks, whole amounts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from budgetspec.form import Sections
from budgetspec.narrative import Section, percent_places, sections

NAMED = {"收支": re.compile("收支情况"), "依据": re.compile("依据")}
DECLARED = Sections(("说明",), "第一部分 说明", "标题", "正文", NAMED)


def read(*parts: Any) -> tuple[Section, ...]:
    return sections(DECLARED, {"说明": list(parts)})


def section(heading: str, *paragraphs: str) -> dict[str, Any]:
    return {"标题": heading, "正文": list(paragraphs)}


class TestSections:
    @pytest.mark.parametrize("heading", ["收支情况", "一、收支情况", "（一） 收 支 情 况", "1、收支情况"])
    def test_are_called_by_their_heading_without_its_number(self, heading: str) -> None:
        assert [part.name for part in read(section(heading))] == ["收支"]

    @pytest.mark.parametrize("heading", ["", "一、", "收支情况说明", "其他"])
    def test_others_have_no_name(self, heading: str) -> None:
        assert [part.name for part in read(section(heading))] == [None]

    def test_stand_under_the_nearest_of_a_higher_rank(self) -> None:
        found = read(*map(section, ["一、甲", "（一）乙", "1、丙", "2、丁", "（二）戊", "1、己", "二、庚", "1、辛", "无编号"]))
        above = [part.above.title.passage.text if part.above else None for part in found]
        assert above == [None, "一、甲", "(一)乙", "(一)乙", "一、甲", "(二)戊", None, "二、庚", None]

    @pytest.mark.parametrize("value", [{}, {"说明": None}, {"说明": "文字"}, [], None])
    def test_what_is_no_array_has_none(self, value: Any) -> None:
        assert sections(DECLARED, value) == ()

    def test_what_is_no_section_is_passed_over(self) -> None:
        found = read("文字", {"标题": 5, "正文": "文字"}, {"正文": [None, "甲。", 7]}, section("收支情况"))
        assert [(part.where, part.name, len(part.items)) for part in found] == [
            (("说明", 1), None, 0), (("说明", 2), None, 1), (("说明", 3), "收支", 0),
        ]  # fmt: skip


class TestItems:
    @pytest.mark.parametrize(
        ("paragraphs", "items"),
        [
            (["甲。", "乙。"], ["甲。", "乙。"]),
            (["收入719.8", "5万元，其中", "拨款5万元。"], ["收入719.85万元,其中拨款5万元。"]),
            (["甲；", "乙：", "丙"], ["甲;", "乙:", "丙"]),
            (["甲", "1、乙", "（二）丙"], ["甲", "1、乙", "(二)丙"]),
        ],
    )
    def test_a_paragraph_goes_on_with_a_sentence_that_is_not_finished(self, paragraphs: list[str], items: list[str]) -> None:
        (found,) = read(section("甲", *paragraphs))
        assert [item.passage.text for item in found.items] == items

    def test_a_place_is_that_of_the_paragraph(self) -> None:
        (found,) = read(section("甲", "收入 719.8", "5 万元。"))
        (item,) = found.items
        assert item.place(0, 2) == (("说明", 0, "正文", 0), 0, 2)
        assert item.place(2, 10) == (("说明", 0, "正文", 0), 3, 8)
        assert item.place(7, 10) == (("说明", 0, "正文", 1), 0, 4)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("收入720万元，支出720万元。", True),
        ("收入1,720万元，支出0万元，结余20万元。", True),
        ("收入720万元，支出719.85万元。", False),
        ("收入720万元，支出720.00万元。", False),
        ("收入720万元，支出720万元，结余0.00万元。", True),
        ("收入720万元。", False),
        ("收入720万元，支出0.00万元。", False),
        ("共3个，涉及5辆。", False),
    ],
)
def test_whole_amounts(text: str, whole: bool) -> None:  # noqa: FBT001 - a parameter
    assert read(section("甲", text))[0].whole is whole


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("占98.2%，占1.85%。", 2),
        ("占98.2%，下降1.9%。", 1),
        ("占98.2%，下降2个百分点。", 1),
        ("占98％，下降2%。", 0),
        ("占98.2%，占100.00%，下降0.00%。", None),
        ("共3个，涉及5辆。", None),
    ],
)
def test_decimals_of_percentages(text: str, places: int | None) -> None:
    assert percent_places(read(section("甲", text))) == places
