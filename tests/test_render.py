"""Renderers: whole outputs, and nothing in the data that could steer a terminal."""

import json
from dataclasses import replace

import pytest
from conftest import Golden
from hypothesis import given
from hypothesis import strategies as st
from test_report import REPORT, TITLE, UNEQUAL

from budgetspec.finding import Cell, Quote, Tally, Undecided
from budgetspec.render import FORMATS, render
from budgetspec.report import Report

CLEAN = Report(source="-", form="dalian-department-budget", year=2025)
HOSTILE = st.text(st.sampled_from("\x1b[2J\x07\x9b\u202e\ud800\r\n\t合\u2028\x00"))


@pytest.mark.parametrize("style", FORMATS)
def test_a_report_is_printed_as_ever(golden: Golden, style: str) -> None:
    golden.check(f"report.{'txt' if style == 'text' else style}", render(REPORT, style))


def test_a_report_in_english(golden: Golden) -> None:
    golden.check("report.en.txt", render(replace(REPORT, language="en")))


def test_a_clean_report_says_so() -> None:
    assert render(CLEAN) == "- · 2025 年 · dalian-department-budget\n\n错误 0 · 警告 0 · 提示 0\n"


def test_other_checks_are_told_with_numbers_only_if_the_first_is() -> None:
    check = UNEQUAL.checks[0]
    checks = (check, replace(check, key={"附表": "2"}))
    told = [render(Report(findings=(replace(UNEQUAL, message=text, checks=checks),))) for text in ("没有这张表", UNEQUAL.message)]
    assert ["还有  2\n" in text for text in told] == [True, False]
    assert ["还有  2：" in text for text in told] == [False, True]


def test_findings_left_out_are_mentioned() -> None:
    assert "\n另有 2 处问题未列出\n" in render(Report(findings=(TITLE, TITLE, TITLE), max_findings=1))


@given(HOSTILE, st.sampled_from(FORMATS))
def test_nothing_in_the_data_can_steer_a_terminal(text: str, style: str) -> None:
    cell, quote = Cell(text, text, text, text, text), Quote(text, 0, 1, text)
    finding = replace(UNEQUAL, title=text, message=text, cells=(cell,), quotes=(quote,), basis=text)
    report = Report(source=text, department=text, findings=(finding,), undecided=(Undecided(text, text),), checks=Tally())
    printed = render(report, style)
    assert not {*printed} & {*"\x1b\x07\x9b\u202e\ud800\r\t\u2028\x00"}
    if style != "text":
        assert json.loads(printed) == report.to_dict()
