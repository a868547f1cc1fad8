"""What a fuzzer calls: each target takes any bytes and asserts what must hold of them. See ``run.py``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from budgetspec import Checker
from budgetspec.jsontext import written
from budgetspec.judge import Selection, judge
from budgetspec.lang.formatter import formatted
from budgetspec.lang.matcher import Matcher, Search
from budgetspec.lang.passage import Passage
from budgetspec.lang.pattern import read_pattern
from budgetspec.lang.problems import Problem
from budgetspec.reader import read
from budgetspec.render import FORMATS, render
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source
from budgetspec.yamltext import read_yaml

TOY: Final = Path(__file__).parent.parent / "toy"
RULES: Final = """
reading 收支 from 说明.收支
  "{年度:年}收入预算{收入:万元}，其中：拨款{拨款:万元}"
reading 各类 each 科目 of 功能表[类] from 说明
  "{科目:类}（类）{合计:万元}，用于{用途:文}。"
rule A-01 "收入" 收支.收入 == 总表.收入.总计
rule A-02 "各类" 各类.合计 == sum(功能表[类].合计 by 科目)
rule A-03 "小计" 功能表.合计 == 功能表.基本支出.小计 + 功能表.项目支出
rule A-04 "各级" 功能表[合计].合计 == sum(功能表[类].合计)
rule A-05 "日期" 公开.公开日期 <= 公开.批复日期 + 20天
rule A-06 "权重" sum(项目表.指标.权重) == 100
rule A-07 "编号" 词汇.编号 == previous(词汇.编号) + 1
rule A-08 "编码" matches(功能表[类].科目, "[0-9]{3}")
"""
STEERING: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What must not reach a terminal."""


def reader(data: bytes) -> None:
    """Any bytes are read, checked and reported on; what was read without problems is written and read again as the same."""
    reading = read(data)
    assert reading.value is None or not reading.fatal
    report = _checker().check(data)
    for style in FORMATS:
        assert not STEERING.search(render(report, style))
    assert json.loads(render(report, "jsonl"))["truncated"] == 0
    if not reading.problems:
        assert read(written(reading.value).encode()).value == reading.value


def yaml(data: bytes) -> None:
    """Any text is YAML, or has problems with their places."""
    source = Source("任意.yaml", data.decode("utf-8", "ignore"))
    _, problems = read_yaml(source)
    _assert_sound(problems, source)


def grammar(data: bytes) -> None:
    """Any text is a rule file whose sound rules run and whose canonical text stays as it is, or has problems."""
    source = Source("任意.rules", data.decode("utf-8", "ignore"))
    book = _book().with_rules([source])
    _assert_sound(book.problems, source)
    for value in _values():
        judge(book, book.submission(value), Selection(), "zh")
    text, problems = formatted(source)
    _assert_sound(problems, source)
    if not problems:
        assert formatted(Source("再.rules", text)) == (text, [])


def readings(data: bytes) -> None:
    """Any text is a pattern, or has problems with their places; its matches in any text stand in order, found in few steps."""
    text, *pieces = data.decode("utf-8", "ignore").split("\0")
    pattern, problems = read_pattern(text, 0, ("类",))
    assert (pattern is None) == bool(problems)
    _assert_sound(problems, Source("任意.readings", text))
    if pattern is None:
        return
    passage, matcher = Passage.of(pieces), Matcher(pattern)
    found, _ = matcher.matches(passage)
    ends = [0, *(match.end for match in found)]
    assert all(end <= match.start < match.end for end, match in zip(ends, found, strict=False))
    taken = [captured for match in found for captured in match.captured]
    assert all(passage.text[captured.start : captured.end] == captured.text != "" for captured in taken)
    search = Search(matcher.program, passage)
    for start in passage.starts:
        search.at(start)
    assert search.steps <= 8 * (len(text) + 1) * (len(passage.text) + 1)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {"reader": reader, "yaml": yaml, "grammar": grammar, "readings": readings}


def _assert_sound(problems: tuple[Problem, ...] | list[Problem], source: Source) -> None:
    for problem in problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(source.text) + 2
        located = replace(problem, source=source)
        assert located.render("zh")
        assert located.render("en")


@cache
def _book() -> Rulebook:
    return Rulebook.load(TOY)


@cache
def _checker() -> Checker:
    book = _book().with_rules([Source("模糊.rules", RULES)])
    assert not book.problems, [problem.render("zh") for problem in book.problems]
    return Checker(book)


@cache
def _values() -> tuple[object, ...]:
    return read((TOY / "disclosure.json").read_bytes()).value, {}
