"""What the regional forms print may be worded otherwise: none of it is a finding, and figures are read all the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from budgetspec import Checker
from budgetspec.reader import read

EXAMPLES = Path(__file__).parent.parent / "examples"
WHO = "江城市澄湖区水务局"
BUREAU = "海平市澄江区水务局"
BUDGET = (
    ("比2024年预算", "比去年预算"),
    ("比2024年预算", "较上年预算数"),
    ("比2024年预算", "与2024年部门预算相比，"),
    ("比2024年预算持平", "与2024年预算相同"),
    ("比2024年预算持平", "与2024年预算数一致"),
    ("，主要原因是", "。主要是由于"),
    ("国有资本经营预算拨款支出预算0.00万元，比2024年预算持平", "无国有资本经营预算拨款支出预算"),
    (f"2025年，{WHO}收入预算", "2025年收入预算总计"),
    (f"2025年，{WHO}收入预算", "2025年度，本部门收入预算为"),
    ("支出预算5,363.54", f"2025年，{WHO}支出预算总额为5,363.54"),
    ("2025年“三公”经费预算数为", "2025年本部门“三公”经费财政拨款预算数为"),
    ("下属1家机关和1家参公事业单位财政拨款的机关运行经费预算为", "机关运行经费财政拨款预算"),
    ("本部门政府采购预算", "本部门政府采购预算总额"),
    ("政府采购(货物|工程|服务)预算", r"\1类采购预算"),
    ("编报绩效目标的项目(.*?)，涉及项目预算资金", r"共编制绩效目标的项目\1，涉及预算资金共计"),
    ("单价100万元（含）以上设备（不含车辆）(.*?)台（套）", r"单位价值100万元以上设备\1台"),
    ("绩效目标设置情况", "预算绩效情况"),
    ("2025年部门预算编制说明", f"{WHO}2025年部门预算编制说明"),
)
ACCOUNTS = (
    ("与2023年度相比", "与2023年度决算数相比"),
    ("与2023年度相比", "较上年度"),
    ("主要原因：", "主要是由于"),
    (f"{BUREAU}2024年度收入支出总计", f"2024年度，{BUREAU}收入总计和支出总计均为"),
    (f"{BUREAU}2024年度收入支出总计", "2024年度收入、支出总计"),
    ("，占(?=[0-9])", "，占比"),
    ("万元，占([0-9.]+%)(?=[；。])", r"万元（占\1）"),
    ("本年收入合计(?=[0-9])", f"{BUREAU}2024年度收入合计"),
    ("占本年支出合计的", "占本年支出的"),
    ("主要用于以下方面：", "主要用于："),
    ("主要包括：", "其中："),
    ("、办公设备购置", "和办公设备购置"),
    ("决算数(大于|小于)预算数的主要原因：", r"决算数\1年初预算数，主要原因是"),
    ("机关运行经费支出(?=[0-9])", f"{BUREAU}2024年度机关运行经费支出"),
    ("政府采购金额（以合同签订为准）为", "政府采购合同金额"),
    ("（二）一般公共预算财政拨款支出决算结构情况", "（二）一般公共预算财政拨款支出决算结构情况。"),
)
WORDINGS = [("chenghu-2025", *pair) for pair in BUDGET] + [("chengjiang-2024", *pair) for pair in ACCOUNTS]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def reworded(value: Any, old: str, new: str) -> Any:
    if isinstance(value, str):
        return re.sub(old, new, value)
    if isinstance(value, list):
        return [reworded(each, old, new) for each in value]
    return {name: reworded(each, old, new) for name, each in value.items()} if isinstance(value, dict) else value


def document(example: str, old: str, new: str) -> Any:
    value: Any = read((EXAMPLES / example / "disclosure.json").read_bytes()).value
    part = "预算情况说明" if example == "chenghu-2025" else "决算情况说明"
    said = reworded(value[part], old, new)
    assert said != value[part]
    return {**value, part: said}


@pytest.mark.parametrize(("example", "old", "new"), WORDINGS)
def test_another_wording_is_no_finding(checker: Checker, example: str, old: str, new: str) -> None:
    assert [(f.rule, f.message) for f in checker.check(document(example, old, new)).findings] == []


@pytest.mark.parametrize(("example", "old", "new"), WORDINGS)
def test_another_wording_leaves_nothing_undecided(checker: Checker, example: str, old: str, new: str) -> None:
    as_printed = {each.rule for each in checker.check(EXAMPLES / example / "disclosure.json").undecided}
    assert {each.rule for each in checker.check(document(example, old, new)).undecided} <= as_printed
