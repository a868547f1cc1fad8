"""Reports: order, counts, exit codes, and the JSON that other programs read."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from budgetspec.finding import Cell, Check, Finding, Kind, Quote, Severity, Suspect, Tally, Undecided, Verdict
from budgetspec.report import Report

SCHEMA = json.loads((Path(__file__).parent.parent / "schema" / "report.schema.json").read_text("utf-8"))
KINDS = st.sampled_from(Kind)
SEVERITIES = st.sampled_from(Severity)

ROW = "/预算表/支出功能分类预算表/行/5"
UNEQUAL = Finding(
    rule="T04-01",
    kind=Kind.RULE,
    severity=Severity.ERROR,
    title="合计等于财政拨款小计、财政专户管理资金、单位资金之和",
    message="合计 4,792,754.93\n应等于 4,792,654.93，相差 100.00 元",
    basis="预算法 第十四条",
    expression="合计 == 财政拨款.小计 + 财政专户管理资金 + 单位资金",
    filled="4,792,754.93 应等于 4,792,654.93 + 0 + 0",
    left="4792754.93",
    right="4792654.93",
    difference="100.00",
    cells=(Cell(f"{ROW}/合计", "附表4 支出功能分类预算表", "103001 2010301 行政运行", "合计", "4792754.93"),),
    quotes=(Quote("/预算情况说明/0/正文/1", 13, 19, "719.85"),),
    checks=tuple(
        Check({"级": "项", "单位": "103001", "科目": code}, "4792754.93", "4792654.93", "100.00", "元", (f"{ROW}/合计",))
        for code in ("2010301", "2010302", "2010303", "2010304", "2010305", "2010306")
    ),
    suspects=(Suspect(f"{ROW}/合计", "4792754.93", "4792654.93", "一位数字不同", ("T04-01", "X04-07")),),
    consequences=("T04-03", "X04-05"),
)
UNKNOWN_KEY = Finding(
    "schema", Kind.SCHEMA, Severity.ERROR, "符合表式", "未知的键“合 计”，是否为“合计”？", cells=(Cell(f"{ROW}/合 计"),)
)
TITLE = Finding("D00-05", Kind.RULE, Severity.INFO, "标题与目录一致", "附表9 的标题与目录不同")
REPORT = Report(
    source="disclosure.json",
    sha256="0" * 64,
    form="dalian-department-budget",
    rulebook="dalian-department-budget",
    rulebook_version="2025.1",
    department="大连市西岗区人民政府办公室",
    year=2025,
    findings=(TITLE, UNEQUAL, replace(TITLE, rule="D00-06", severity=Severity.WARNING), UNKNOWN_KEY),
    undecided=(Undecided("X02-01", "附表2 未提供"), Undecided("N07-02", "没有单位的性质"), Undecided("X02-02", "附表2 未提供")),
    checks=Tally({Verdict.HOLDS: 1812, Verdict.FAILS: 3, Verdict.UNDECIDED: 4, Verdict.NOT_APPLICABLE: 60, Verdict.EMPTY: 390}),
)


def finding(kind: Kind, severity: Severity) -> Finding:
    return Finding("R", kind, severity, "", "")


def test_findings_come_by_severity_then_as_given() -> None:
    assert [each.rule for each in REPORT.findings] == ["T04-01", "schema", "D00-06", "D00-05"]


def test_findings_beyond_the_limit_are_counted() -> None:
    report = Report(findings=(TITLE, UNEQUAL, TITLE), max_findings=1)
    assert (report.findings, report.truncated, report.to_dict()["truncated"]) == ((UNEQUAL,), 2, 2)
    assert report.counts == {Severity.ERROR: 1, Severity.WARNING: 0, Severity.INFO: 2}
    assert Report(findings=(UNEQUAL,), max_findings=0).exit_code() == 1


@pytest.mark.parametrize(
    ("report", "fail_on", "code"),
    [
        (Report(), Severity.INFO, 0),
        (Report(findings=(TITLE,)), Severity.ERROR, 0),
        (Report(findings=(TITLE,)), Severity.WARNING, 0),
        (Report(findings=(TITLE,)), Severity.INFO, 1),
        (Report(findings=(UNEQUAL,)), Severity.ERROR, 1),
        (Report(findings=(finding(Kind.RULEBOOK, Severity.ERROR), UNEQUAL)), Severity.ERROR, 2),
        (Report(findings=(finding(Kind.RULEBOOK, Severity.WARNING),)), Severity.ERROR, 0),
        (Report(findings=(finding(Kind.INPUT, Severity.ERROR),)), Severity.ERROR, 1),
        (Report(findings=(finding(Kind.INPUT, Severity.ERROR),), unreadable=True), Severity.ERROR, 3),
    ],
)
def test_the_exit_code_is_the_gravest(report: Report, fail_on: Severity, code: int) -> None:
    assert report.exit_code(fail_on) == code


@given(st.lists(st.builds(finding, KINDS, SEVERITIES)), st.none() | st.integers(0, 5))
def test_it_is_ok_exactly_without_errors(findings: list[Finding], limit: int | None) -> None:
    report = Report(findings=tuple(findings), max_findings=limit)
    assert report.ok == (not any(each.severity is Severity.ERROR for each in findings))
    assert len(report.findings) + report.truncated == len(findings)


def test_the_json_report_is_as_its_schema_says() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for report in (REPORT, Report(), Report(findings=(UNKNOWN_KEY,), unreadable=True)):
        Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(report.to_dict())))


def test_the_schema_names_every_key_in_the_order_of_the_report() -> None:
    report, schema = REPORT.to_dict(), SCHEMA["properties"]
    assert list(report) == list(schema) == SCHEMA["required"]
    assert list(report["findings"][0]) == list(SCHEMA["$defs"]["finding"]["properties"])


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(REPORT)) == REPORT  # noqa: S301 - our own bytes
