"""The facade: what goes in, what comes out."""

from __future__ import annotations

import gc
import io
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import budgetspec
from budgetspec import BudgetspecError, Checker, Kind, Rulebook, Severity
from budgetspec.rulebook import forms
from budgetspec.source import Source

EXAMPLES = Path(__file__).parent.parent / "examples"
TEMPLATE = (
    "附表16 项目支出绩效表",
    "指标",
    "103001",
    "网站及政务新媒体内容及安全监测服务",
    "21020324T000000361578",
    "2",
)
"""The template's definition, left standing as an indicator."""
NARRATIVE = "第三部分 部门预算情况说明"
REFERENCE = EXAMPLES / "xigang-2025" / "disclosure.json"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def test_the_reference_has_exactly_its_true_findings(checker: Checker) -> None:
    report = checker.check(REFERENCE)
    found = [(f.severity.value, f.rule, [tuple(c.key.values()) for c in f.checks]) for f in report.findings]
    assert found == [
        ("error", "S01", [("附表", "2")]),
        ("warning", "W01", [(NARRATIVE, "段", "7", n) for n in "1234"]),
        ("warning", "W05", [(NARRATIVE, "节", "12")]),
        ("warning", "G01", [("第四部分 名词解释", "段", "1", "13")]),
        ("warning", "S02", [("附表", "3")]),
        ("warning", "P00-07", [TEMPLATE]),
        ("info", "W04", [(NARRATIVE, "段", "6", "3")]),
        ("info", "W13", [("错字", "机关支行经费")]),
        ("info", "S04", [("附表", "9"), ("附表", "15"), ("附表", "16")]),
    ]


def test_the_invented_department_has_no_findings(checker: Checker) -> None:
    report = checker.check(EXAMPLES / "binhai-2025" / "disclosure.json")
    assert report.findings == ()
    assert report.ok


def test_every_way_in_gives_the_same_report(checker: Checker) -> None:
    data = REFERENCE.read_bytes()
    by_path = checker.check(str(REFERENCE))
    assert checker.check(data, str(REFERENCE)) == by_path
    assert checker.check(io.BytesIO(data), str(REFERENCE)) == by_path
    with REFERENCE.open("rb") as file:
        assert checker.check(file) == by_path


def test_a_parsed_document_may_hold_floats(checker: Checker) -> None:
    import json  # noqa: PLC0415 - the standard reader, with its floats

    document = json.loads(REFERENCE.read_bytes())
    assert checker.check(document).findings == checker.check(REFERENCE).findings


def test_a_checker_can_be_pickled_and_shared(checker: Checker) -> None:
    copy = pickle.loads(pickle.dumps(checker))  # noqa: S301 - our own bytes
    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(copy.check, [REFERENCE] * 8))
    assert all(report == checker.check(REFERENCE) for report in reports)


def test_a_missing_file_is_the_callers_mistake(checker: Checker) -> None:
    with pytest.raises(BudgetspecError, match=r"无法读取 nowhere.json"):
        checker.check("nowhere.json")


@pytest.mark.parametrize("begin", [gc.enable, gc.disable])
def test_the_search_for_garbage_is_as_before(checker: Checker, begin: Callable[[], None]) -> None:
    begin()
    before = gc.isenabled()
    checker.check(b"{}")
    with pytest.raises(BudgetspecError):
        checker.check("nowhere.json")
    after = gc.isenabled()
    gc.enable()
    assert after is before


def test_an_unknown_form_is_one_input_finding(checker: Checker) -> None:
    report = checker.check({"表式": "别的表式"})
    assert [(f.kind, f.message) for f in report.findings] == [
        (Kind.INPUT, f"不认识表式“别的表式”，内置的有 {'、'.join(forms())}")
    ]
    assert report.unreadable


def test_a_wrong_type_is_one_finding_and_the_rest_is_checked(checker: Checker) -> None:
    document = budgetspec.reader.read(REFERENCE.read_bytes()).value
    assert isinstance(document, dict)
    document["预算表"]["支出功能分类预算表"]["行"][5]["合计"] = "4,792,654.93"  # type: ignore[index,call-overload]
    report = checker.check(document)
    schema = [f for f in report.findings if f.kind is Kind.SCHEMA]
    assert [(f.cells[0].pointer, f.cells[0].row) for f in schema] == [
        ("/预算表/支出功能分类预算表/行/5/合计", "103001 2010301 行政运行")
    ]
    assert [f for f in report.findings if f.kind is Kind.RULE] == list(checker.check(REFERENCE).findings)


def test_a_faulty_rule_is_a_finding_and_the_sound_rules_run() -> None:
    book = Rulebook.load("dalian-department-budget", rules=Path("/dev/null"))
    rules = 'rule 好 "成立" 部门.编码 == "103"\nrule 坏 "有误" 部门.编马 == "103"\nrule 差 "不成立" 部门.编码 == "104"\n'
    report = Checker(book.with_rules([Source("我的.rules", rules)])).check(REFERENCE)
    assert [(f.rule, f.kind, f.severity) for f in report.findings] == [
        ("坏", Kind.RULEBOOK, Severity.ERROR),
        ("差", Kind.RULE, Severity.ERROR),
    ]
    assert report.findings[0].message.splitlines()[0].startswith("我的.rules:2:13 N001 ")
    assert report.exit_code() == 2


@pytest.mark.parametrize(
    ("submission", "told"),
    [(5, "int"), (None, "NoneType"), (io.StringIO("{}"), "StringIO")],
    ids=["number", "nothing", "text file"],
)
def test_what_is_no_submission_at_all_is_the_callers_mistake(checker: Checker, submission: object, told: str) -> None:
    with pytest.raises(BudgetspecError) as raised:
        checker.check(submission)  # type: ignore[arg-type]
    assert str(raised.value) == f"要检查的应是路径、bytes、以二进制打开的文件或解析好的 dict，不是 {told}"


def test_a_file_that_is_closed_is_the_callers_mistake(checker: Checker) -> None:
    closed = io.BytesIO(b"{}")
    closed.close()
    with pytest.raises(BudgetspecError, match=r"^文件读不出来：I/O operation on closed file"):
        checker.check(closed)


def test_a_parsed_list_is_read_as_its_text_is(checker: Checker) -> None:
    parsed, text = checker.check([1]), checker.check(b"[1]")
    assert parsed.findings == text.findings
    assert [f.message for f in parsed.findings] == [
        "没有写明是哪一种表式，内置的有 dalian-department-budget、shanghai-budget、shanghai-department-accounts"
    ]


def test_a_rulebook_shows_itself_in_a_line() -> None:
    assert repr(Rulebook.load(Path(__file__).parent / "benchmarks" / "workload")).startswith("<Rulebook ")


def test_a_rule_of_ones_own_that_checks_nothing_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.rules"
    own.write_text(
        """\
        in 政府采购预算表 {
          rule A-1 "前提" when 合计 > 9999万元: 货物类 > 0
          rule A-2 "年度" 合计 > 0 from 2099
          rule A-3 "空白" 合计 >= 0
          rule A-4 "行" 合计[999999] >= 0
        }
        rule A-5 "查了" 支出预算总表.总计 >= 0
        reading 缘由 from 预算情况说明.三公经费
          optional "主要缘由{缘由:文}"
        rule A-6 "原文没有" not blank(缘由.缘由)
        """,
        "utf-8",
    )
    report = Checker(Rulebook.load("dalian-department-budget", add=own)).check(REFERENCE)
    assert [(each.rule, each.why) for each in report.undecided if each.rule.startswith("A-")] == [
        ("A-1", "when 的条件在哪一行都不成立，一项也没有查"),
        ("A-2", "只用于 2099 至 … 年度，一项也没有查"),
        ("A-3", "要比的各项都是空的，一项也没有查"),
        ("A-4", "选的行这里一行也没有，一项也没有查"),
        ("A-6", "三公经费中没有合句式的句子（读法 缘由），一项也没有查"),
    ]


def test_a_rule_of_ones_own_that_holds_nowhere_may_be_wrong_itself(tmp_path: Path) -> None:
    own = tmp_path / "own.rules"
    own.write_text('in 一般公共预算基本支出表 { rule A-1 "各单位" 人员经费[301] == sum(人员经费[301xx]) }', "utf-8")
    report = Checker(Rulebook.load("dalian-department-budget", add=own)).check(EXAMPLES / "binhai-2025" / "disclosure.json")
    (finding,) = report.findings
    assert finding.message.split("\n")[1] == (
        f"3 项检查没有一项成立，也可能是规则写错了：budgetspec lint {own}，budgetspec explain A-1 --add {own}"
    )


def test_rows_of_last_year_that_no_rule_reads_of_this_year(tmp_path: Path) -> None:
    """What may be wrong is looked for in this year's table too, of which the rule reads no such rows."""
    own = tmp_path / "own.rules"
    tables = "一般公共预算基本支出表[合计].公用经费", "上年.一般公共预算基本支出表.公用经费"
    own.write_text(f'rule A-1 "甲" {tables[0]} <= {tables[1]}', "utf-8")
    report = Checker(Rulebook.load("dalian-department-budget", rules=own)).check(REFERENCE, prior=REFERENCE)
    assert [(finding.rule, len(finding.checks)) for finding in report.findings] == [("A-1", 27)]
