"""Summaries: what is counted, in which order, and the JSON that other programs read."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from budgetspec.finding import Finding, Kind, Severity
from budgetspec.report import Report
from budgetspec.summary import Summary
from budgetspec.summarypage import as_json, as_text

SCHEMA = json.loads((Path(__file__).parent.parent / "schema" / "summary.schema.json").read_text("utf-8"))


def report(department: str | None, *rules: str, unreadable: bool = False, most: int | None = None) -> Report:
    """Make a report with a finding for each rule, whose letter gives its severity."""
    severities = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}
    findings = tuple(Finding(rule, Kind.RULE, severities[rule[0]], f"{rule} 的名称", "") for rule in rules)
    return Report(department=department, findings=findings, unreadable=unreadable, max_findings=most)


def summed(*reports: Report) -> Summary:
    summary = Summary()
    for each in reports:
        summary.add(each)
    return summary


SEVERAL = summed(
    report("乙局", "W01", "E02"),
    report("甲局", "E01", "E02", "E02", most=1),
    report("乙局", "I01", "E02"),
    report("丙局"),
    report(None, "E00", unreadable=True),
)


def test_rules_and_departments_are_counted_and_ordered() -> None:
    assert SEVERAL.to_dict() == {
        "version": 1,
        "tool": SEVERAL.to_dict()["tool"],
        "submissions": 5,
        "unreadable": 1,
        "with_errors": 3,
        "summary": {"error": 6, "warning": 1, "info": 1},
        "rules": [
            {"rule": rule, "severity": severity, "title": f"{rule} 的名称", "findings": findings, "submissions": submissions}
            for rule, severity, findings, submissions in [
                ("E02", "error", 4, 3),
                ("E00", "error", 1, 1),
                ("E01", "error", 1, 1),
                ("W01", "warning", 1, 1),
                ("I01", "info", 1, 1),
            ]
        ],
        "departments": [
            {"department": name, "submissions": n, "unreadable": bad, "error": e, "warning": w, "info": i}
            for name, n, bad, e, w, i in [
                ("甲局", 1, 0, 3, 0, 0),
                ("乙局", 2, 0, 2, 1, 1),
                (None, 1, 1, 1, 0, 0),
                ("丙局", 1, 0, 0, 0, 0),
            ]
        ],
    }


def test_it_is_written_for_people() -> None:
    assert as_text(SEVERAL, "zh") == (
        "共 5 份：有错误 3 份，无法读取 1 份；错误 6 · 警告 1 · 提示 1\n"
        "\n"
        "按规则\n"
        "    错误 E02 E02 的名称：4 处，3 份\n"
        "    错误 E00 E00 的名称：1 处，1 份\n"
        "    错误 E01 E01 的名称：1 处，1 份\n"
        "    警告 W01 W01 的名称：1 处，1 份\n"
        "    提示 I01 I01 的名称：1 处，1 份\n"
        "\n"
        "按部门\n"
        "    甲局：错误 3 · 警告 0 · 提示 0；1 份\n"
        "    乙局：错误 2 · 警告 1 · 提示 1；2 份\n"
        "    没有写明部门：错误 1 · 警告 0 · 提示 0；1 份\n"
    )
    assert as_text(summed(report("A", "W01"), report("B")), "en") == (
        "2 submissions: 0 with errors, 0 unreadable; error 0 · warning 1 · info 0\n"
        "\n"
        "By rule\n"
        "    warning W01 W01 的名称: 1 finding in 1 submission\n"
        "\n"
        "By department\n"
        "    A: error 0 · warning 1 · info 0; 1 submission\n"
    )


def test_people_are_told_of_the_first_and_how_many_more() -> None:
    text = as_text(summed(*(report(f"第{n}局", f"E{n:02}") for n in range(30))), "zh")
    assert text.count("    另有 10 行（--summary 写出全部）\n") == 2
    assert len(text.splitlines()) == 1 + 2 * (1 + 1 + 20 + 1)


REPORTS = st.lists(
    st.builds(
        lambda name, rules: report(name, *rules),
        st.none() | st.sampled_from(["甲局", "乙局", "\x1b[2J\ud800"]),
        st.lists(st.sampled_from(["E01", "E02", "W01", "I01"])),
    )
)


@given(REPORTS, st.randoms())
def test_the_order_of_reports_does_not_matter_and_the_json_is_as_described(reports: list[Report], random: object) -> None:
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    page = "".join(as_json(summed(*reports)))
    assert "".join(as_json(summed(*shuffled))) == page
    Draft202012Validator(SCHEMA).validate(json.loads(page))
    assert sum(row["submissions"] for row in json.loads(page)["departments"]) == len(reports)
