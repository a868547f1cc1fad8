"""Sentence patterns on texts: runs tests/suite/patterns.yaml, on what the examples print too, and counts the steps it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from budgetspec.lang.matcher import Captured, Match, Matcher, Search, Stop
from budgetspec.lang.passage import Passage, letters
from budgetspec.lang.pattern import read_pattern

TESTS = Path(__file__).parent
ENTRIES = yaml.safe_load((TESTS / "suite" / "patterns.yaml").read_text("utf-8"))
TYPES = ("类", "款", "项", "项目")
AMOUNT = re.compile(r"[0-9.,]+(?:万元|%|个|辆|台)")
TEXT_OF_THE_FORM = {"50万元", "100万元"}
"""Amounts that the sentences of the form have in their words."""


@cache
def matcher(text: str) -> Matcher:
    pattern, problems = read_pattern(text, 0, TYPES)
    assert pattern, [problem.render() for problem in problems]
    return Matcher(pattern)


def shown(captured: Captured) -> str:
    number = "" if captured.number is None else f" → {captured.number}"
    return f"{captured.hole.name}={captured.text}{number}{' ?' * captured.unresolved}"


def paragraphs() -> Iterator[str]:
    for example in ("xigang-2025", "binhai-2025"):
        disclosure = json.loads((TESTS.parent / "examples" / example / "disclosure.json").read_text("utf-8"))
        for section in disclosure["预算情况说明"]:
            yield from section["正文"]


def steps(pattern: str, text: str) -> int:
    passage = Passage.of([text])
    search = Search(matcher(pattern).program, passage)
    for start in passage.starts:
        search.at(start)
    return search.steps


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_what_is_matched(entry: Mapping[str, Any]) -> None:
    text = entry["text"]
    passage = Passage.of([text] if isinstance(text, str) else text)
    found, stop = matcher(entry["pattern"]).matches(passage)
    assert [[shown(captured) for captured in match.captured] for match in found] == entry.get("matches", [])
    told = stop and {"read": passage.text[stop.start : stop.at], "expected": [*stop.expected]}
    assert told == entry.get("stop")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_what_is_captured_is_what_stands_there(entry: Mapping[str, Any]) -> None:
    text = entry["text"]
    passage = Passage.of([text] if isinstance(text, str) else text)
    for match in matcher(entry["pattern"]).matches(passage)[0]:
        assert match.start in passage.starts
        for captured in match.captured:
            assert match.start <= captured.start < captured.end <= match.end
            assert passage.text[captured.start : captured.end] == captured.text


@pytest.mark.parametrize("paragraph", [*paragraphs()])
def test_the_suite_has_a_pattern_for_every_amount_that_the_examples_state(paragraph: str) -> None:
    passage = Passage.of([paragraph])
    matches = [match for entry in ENTRIES for match in matcher(entry["pattern"]).matches(passage)[0]]
    captured = [c for match in matches for c in match.captured if c.number is not None]
    amounts = [found for found in AMOUNT.finditer(passage.text) if found[0] not in TEXT_OF_THE_FORM]
    assert [a[0] for a in amounts if not any(c.start <= a.start() and a.end() <= c.end for c in captured)] == []


class TestMatchAt:
    def test_a_match_says_what_it_read(self) -> None:
        found = matcher("收入{收入:万元}").match_at(Passage.of(["甲收入5万元，"]), 1)
        assert isinstance(found, Match)
        assert (found.start, found.end, [*map(shown, found.captured)]) == (1, 6, ["收入=5万元 → 5"])

    def test_a_stop_is_told_however_early(self) -> None:
        assert matcher("收入{收入:万元}").match_at(Passage.of(["收支"]), 0) == Stop(0, 1, ("“入”",))

    def test_every_way_to_go_on_is_expected(self) -> None:
        stop = matcher("收入{a:元}[，甲](乙|丙{b:元})").match_at(Passage.of(["收入5元。"]), 0)
        assert stop == Stop(0, 5, ("“甲”", "“乙”", "“丙”"))

    @pytest.mark.parametrize(
        ("text", "beyond"),
        [
            ("收入5元，其中：事业收入3万，其他收入2元。", Stop(0, 13, ("元",))),
            ("收入5元，其中：事业收入3元，其他收入2。", Stop(0, 20, ("元",))),
            ("收入5元，其中：事业收入若干。", None),
            ("收入5元，其中：经营收入3元。", None),
            ("收入5元。", None),
        ],
    )
    def test_a_part_that_is_begun_is_not_left_out(self, text: str, beyond: Stop | None) -> None:
        found = matcher("收入{a:元}[，其中：事业收入{b:元}，其他收入{c:元}]").match_at(Passage.of([text]), 0)
        assert isinstance(found, Match)
        assert [*map(shown, found.captured)] == ["a=5元 → 5"]
        assert found.beyond == beyond

    def test_a_long_literal_is_cut(self) -> None:
        stop = matcher("甲" + "乙" * 30).match_at(Passage.of(["甲丙"]), 0)
        assert stop == Stop(0, 1, (f"“{'乙' * 20}…”",))


class TestNames:
    LIST = "主要用于：{明细:列举 款}。"

    def names(self, text: str, known: list[str]) -> list[str]:
        pattern, _ = read_pattern(self.LIST, 0, TYPES)
        assert pattern
        found, _ = Matcher(pattern).matches(Passage.of([text]), known.__contains__)
        return [captured.text for match in found for captured in match.captured]

    def test_the_last_two_names_may_have_a_word_between_them(self) -> None:
        assert self.names("主要用于：印刷费、办公费和水费等。", ["办公费", "水费"]) == ["印刷费", "办公费", "水费"]

    def test_a_word_that_stands_between_no_known_names_is_part_of_the_name(self) -> None:
        assert self.names("主要用于：印刷费、商品和服务支出。", ["办公费", "水费"]) == ["印刷费", "商品和服务支出"]

    def test_separators_in_brackets_are_part_of_a_name(self) -> None:
        assert self.names("主要用于：补助（含医疗、养老）、水费。", []) == ["补助(含医疗、养老)", "水费"]


LETTERS = 400
HARD_CASES = [
    ("{:文}甲{:文}乙{:文}丙{:文}丁{:文}戊", "甲乙丙丁" * LETTERS),
    ("[甲][甲][甲][甲][甲][甲]乙", "甲。" * LETTERS),
    ("([甲]|[甲]乙|[[甲]]丙)丁", "甲" * LETTERS),
    ("{a:类}{b:万元}{c:文}{d:万元}{e:文}丁", "甲1,111.1万元" * LETTERS),
    ("{a:列举 款}等。乙", "甲、等，" * LETTERS),
    ("“甲”，“乙”", "”“甲" * LETTERS),
    ("甲，乙：丙", "，、：“" * LETTERS),
    ("{a:文}，乙", "，" * LETTERS),
    ("{a:文}5万元", "1" * LETTERS),
    ("其中：{a:文}比{b:年}甲", "其中，比2024年度：" * LETTERS),
]


class TestSteps:
    @pytest.mark.parametrize(("pattern", "text"), HARD_CASES)
    def test_every_instruction_is_tried_once_at_a_position(self, pattern: str, text: str) -> None:
        code = matcher(pattern).program.code
        assert steps(pattern, text) <= 2 * len(code) * (len(text) + 1)

    @pytest.mark.parametrize(("pattern", "text"), HARD_CASES)
    def test_twice_the_text_takes_twice_the_steps(self, pattern: str, text: str) -> None:
        assert steps(pattern, text * 2) <= 2.1 * steps(pattern, text) + 100

    def test_a_program_grows_with_its_pattern(self) -> None:
        pattern = "[甲(乙|丙{:元})]，"
        assert len(matcher("始" + pattern * 50).program.code) <= 51 * len(pattern)

    def test_a_text_without_the_words_of_a_pattern_takes_no_steps_at_all(self) -> None:
        assert matcher("{年度:年}收入预算{收入:万元}").program.word == "收入预算"
        assert matcher("{科目:款}{金额:万元}，主要用于：{:文}").program.word == "主要用于"


def test_what_is_printed_is_compared_as_one_character_at_least() -> None:
    """Or else a text as long in one width as before could have its characters at other places."""
    printable = (character for character in map(chr, range(0x30000)) if character.isprintable() and character != " ")
    assert [character for character in printable if not letters(character)] == []


@pytest.mark.parametrize("piece", ["收入５万元。", "收入 5 万元", "第①项㎡", "\u200b收入", "ﬁ½"])
def test_each_character_keeps_its_place(piece: str) -> None:
    passage = Passage.of([piece])
    assert passage.offsets == [at for at, character in enumerate(piece) for _ in letters(character)]
