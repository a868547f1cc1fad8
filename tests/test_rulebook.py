"""Rulebooks: what forms share, and rules that other files disable or regrade."""

from __future__ import annotations

import json
import pickle
import re
import shutil
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from budgetspec import BudgetspecError, Checker, Rulebook, Severity, cli
from budgetspec.cases import read_cases
from budgetspec.finding import Amendment, Change
from budgetspec.render import render
from budgetspec.resources import folder
from budgetspec.rulebook import default_form
from budgetspec.source import Source
from budgetspec.trial import Runner, Trial

TOY = Path(__file__).parent / "toy"
SHIPPED = "dalian-department-budget"
SUBMISSION = {"表式": "toy"}


def test_one_shipped_form_is_meant_where_none_is_named() -> None:
    assert default_form() == SHIPPED


def form(tmp_path: Path, head: str = "", **files: str) -> Path:
    """Make a form of the toy's schema; ``head`` is the rest of its manifest, ``files`` stand in its folder (__ is /)."""
    place = tmp_path / "form"
    place.mkdir()
    shutil.copy(TOY / "disclosure.schema.json", place)
    files = {"form.yaml": f"name: toy\ntitle: 玩具\nversion: 1\nschema: disclosure.schema.json\n{head}", **files}
    for name, text in files.items():
        path = place / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place


def rules(*ids: str) -> str:
    return "".join(f'rule {each} "甲" 1 == 2\n' for each in ids)


def book(*files: str) -> Rulebook:
    """Read rule files one after the other, each besides those before."""
    read = Rulebook.load(TOY)
    for number, text in enumerate(files):
        read = read.with_rules([Source(f"{number}.rules", text)])
    return read


def places(read: Rulebook) -> list[tuple[str, ...]]:
    """Say where the problems are, and their codes."""
    return [tuple(problem.render().split()[:2]) for problem in read.problems]


class TestIncludes:
    def test_the_rules_of_an_include_come_before_those_of_the_form(self, tmp_path: Path) -> None:
        files = {
            "a__include.yaml": "rules: [a.rules, more]", "a__a.rules": rules("A"), "a__more__b.rules": rules("B"),
            "c__include.yaml": "rules: [.]", "c__c.rules": rules("C"),
            "rules__d.rules": rules("D"),
        }  # fmt: skip
        read = Rulebook.load(form(tmp_path, "include: [a, c]\nrules: [rules]", **files))
        assert [rule.id for rule in read.rules] == ["A", "B", "C", "D"]
        assert read.problems == ()

    def test_an_include_may_include_others_and_each_is_read_once(self, tmp_path: Path) -> None:
        files = {
            "a__include.yaml": "include: [b, c]\nrules: [a.rules]", "a__a.rules": rules("A"),
            "a__b__include.yaml": "include: [common/codes]\nrules: [b.rules]", "a__b__b.rules": rules("B"),
            "a__c__include.yaml": "include: [common/codes]",
        }  # fmt: skip
        read = Rulebook.load(form(tmp_path, "include: [a, common/codes]", **files))
        assert [rule.id for rule in read.rules] == ["B", "A"]
        assert "功能分类" in read.codes

    def test_of_code_lists_of_one_name_that_of_the_form_counts(self, tmp_path: Path) -> None:
        head = "include: [common/codes]\ncodes: {功能分类: {dimension: 科目, editions: {2020: own.tsv}}}"
        read = Rulebook.load(form(tmp_path, head))
        assert [path.name for _, path in read.codes["功能分类"].editions] == ["own.tsv"]
        assert read.codes["购买服务目录"].editions[0][1] == folder("schema") / "common" / "codes" / "services-2025.tsv"

    def test_an_included_rule_is_held_to_the_form(self, tmp_path: Path) -> None:
        files = {"a__include.yaml": "rules: [a.rules]", "a__a.rules": 'rule A "甲" 无此表.列 == 1'}
        read = Rulebook.load(form(tmp_path, "include: [a]", **files))
        assert [problem.code for problem in read.problems] == ["N001"]

    def test_a_group_is_each_of_the_tables_that_the_form_names(self, tmp_path: Path) -> None:
        place = form(tmp_path, "rules: [a.rules]", **{"a.rules": 'in 组 { rule A "甲" 级 == 级别 let 级别 = "乙" }'})
        assert [problem.code for problem in Rulebook.load(place).problems] == ["N023"]
        schema = json.loads((place / "disclosure.schema.json").read_text("utf-8"))
        named = json.dumps({**schema, "x-groups": {"组": ["功能表", "经济表"]}}, ensure_ascii=False)
        (place / "disclosure.schema.json").write_text(named, "utf-8")
        assert [rule.tables for rule in Rulebook.load(place).rules] == [("附表1 功能表", "附表3 经济表")]

    def test_other_rules_stand_in_for_those_of_includes_too(self) -> None:
        assert Rulebook.load(SHIPPED, rules=TOY / "none.rules").rules == ()

    @pytest.mark.parametrize(
        ("head", "problem"),
        [
            ("include: [nowhere]", "form.yaml:5:11 Y016 没有可引用的 nowhere：引用的是含 include.yaml 的文件夹"),
            ("include: [common/nowhere]", "form.yaml:5:11 Y016 没有可引用的 common/nowhere"),
            ("include: [a]", "form/a/b/include.yaml:1:11 Y015 ../../a 不在表式的文件夹里"),
            ("include: [../form]", "form.yaml:5:11 Y015 ../form 不在表式的文件夹里"),
            ("include: [common/../../tests]", "form.yaml:5:11 Y015 common/../../tests 不在"),
            ("rules: ['/etc']", "form.yaml:5:9 Y015 /etc 不在"),
            ("codes: {甲: {dimension: 科目, editions: {2025: a/../../b.tsv}}}", "form.yaml:5:45 Y015 a/../../b.tsv 不在"),
            ("include: [a, a]", "form.yaml:5:1 Y010 各项不应重复"),
            ("include: a", "form.yaml:5:10 Y010 应为数组，实为文本“a”"),
            ("include: [c]", "form/c/include.yaml:1:1 Y010 未知的键“title”"),
        ],
    )
    def test_what_cannot_be_included_is_said_with_its_place(self, tmp_path: Path, head: str, problem: str) -> None:
        files = {"a__include.yaml": "include: [b]", "a__b__include.yaml": "include: [../../a]", "c__include.yaml": "title: 丙"}
        with pytest.raises(BudgetspecError) as error:
            Rulebook.load(form(tmp_path, head, **files))
        assert problem in str(error.value)

    def test_a_circle_is_one_sentence(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, other in {"a": "b", "b": "a"}.items():
            (tmp_path / "common" / name).mkdir(parents=True)
            (tmp_path / "common" / name / "include.yaml").write_text(f"include: [common/{other}]", "utf-8")
        shutil.copy(folder("schema") / "form.schema.json", tmp_path)
        monkeypatch.setattr("budgetspec.manifest.folder", lambda _: tmp_path)
        with pytest.raises(BudgetspecError, match=re.escape("include.yaml:1:11 Y017 common/a 绕了一圈引用到自己，请删去这一处")):
            Rulebook.load(form(tmp_path, "include: [common/a]"))


class TestAmendments:
    def test_a_disabled_rule_does_not_run(self) -> None:
        read = book(rules("A", "B", "C"), 'disable A, C because "合并列示"')
        assert [rule.id for rule in read.rules] == ["B"]
        assert [rule.id for rule in read.written] == ["A", "B", "C"]
        assert read.amendments == (
            Amendment("A", Change.DISABLED, None, "合并列示", "1.rules:1"),
            Amendment("C", Change.DISABLED, None, "合并列示", "1.rules:1"),
        )

    def test_a_regraded_rule_has_another_severity(self) -> None:
        read = book(rules("A"), '\nregrade A as info because "首年试编"')
        assert [rule.severity for rule in read.rules] == [Severity.INFO]
        assert read.amendments == (Amendment("A", Change.REGRADED, Severity.INFO, "首年试编", "1.rules:2"),)

    def test_it_does_not_matter_in_which_order_files_are_read(self) -> None:
        sources = [Source("0.rules", 'disable A because "一"'), Source("1.rules", rules("A"))]
        assert Rulebook.load(TOY).with_rules(sources).rules == ()

    def test_what_is_added_later_counts(self) -> None:
        read = book(rules("A"), 'disable A because "一"', 'regrade A as warning because "二"')
        assert [(rule.id, rule.severity) for rule in read.rules] == [("A", Severity.WARNING)]
        assert [amendment.reason for amendment in read.amendments] == ["二"]

    def test_a_faulty_rule_can_be_disabled(self) -> None:
        faulty = 'rule A "甲" 没有 == 1\n' + rules("B")
        assert places(book(faulty)) == [("0.rules:1:12", "N001")]
        read = book(faulty, 'disable A because "本表式没有这一列"')
        assert read.problems == ()
        assert [amendment.rule for amendment in read.amendments] == ["A"]

    def test_faulty_amendments_change_nothing(self) -> None:
        read = book(rules("A"), 'disable B because "一"\nregrade A as 重 because "二"\ndisable A')
        assert places(read) == [("1.rules:1:9", "N025"), ("1.rules:2:14", "N008"), ("1.rules:3:10", "S052")]
        assert ([rule.severity for rule in read.rules], read.amendments) == ([Severity.ERROR], ())

    def test_rules_that_stand_in_for_those_of_the_form_are_told_from_rules_besides(self, tmp_path: Path) -> None:
        (tmp_path / "mine.rules").write_text('disable T08-02 because "合并列示"', "utf-8")
        read = Rulebook.load("dalian-department-budget", rules=tmp_path / "mine.rules")
        assert [problem.message.zh for problem in read.problems] == [
            "没有规则 T08-02：这里只有本文件的规则；要停用或改级别的是内置的规则，请不用 --rules，用 --add"
        ]
        assert Rulebook.load("dalian-department-budget", add=tmp_path / "mine.rules").problems == ()

    def test_an_id_that_is_taken_is_told_with_its_place(self) -> None:
        read = book(rules("A"), 'rule A "甲" 1 == 1')
        assert [problem.message.zh for problem in read.problems] == ["规则编号 A 重复，0.rules:1 已有，请换一个，如 A2"]
        faulty = book('rule A "甲" 没有 == 1\nrule A "甲" 1 == 1').problems[1]
        assert faulty.message.zh == "规则编号 A 重复，第 1 行已有，请换一个，如 A2"

    def test_the_report_says_which(self) -> None:
        checker = Checker(book(rules("A", "B"), 'disable A because "合并列示"\nregrade B as info because "首年试编"'))
        report = checker.check(SUBMISSION)
        assert [(f.rule, f.severity) for f in report.findings if f.kind == "rule"] == [("B", Severity.INFO)]
        assert sum(report.checks.counts.values()) == 1
        assert report.to_dict()["rulebook"] == {
            "name": "toy",
            "version": "1",
            "amendments": [
                {"rule": "A", "change": "disabled", "severity": None, "reason": "合并列示", "source": "1.rules:1"},
                {"rule": "B", "change": "regraded", "severity": "info", "reason": "首年试编", "source": "1.rules:2"},
            ],
        }
        said = "停用或改了级别的规则\n    A 停用：合并列示（1.rules:1）\n    B 改为提示：首年试编（1.rules:2）\n"
        assert said in render(report)
        assert "停用" not in render(Checker(book(rules("A"))).check(SUBMISSION))

    def test_a_rulebook_with_amendments_can_be_sent_to_another_process(self) -> None:
        checker = Checker(book(rules("A"), 'regrade A as info because "一"'))
        assert pickle.loads(pickle.dumps(checker)).check(SUBMISSION) == checker.check(SUBMISSION)  # noqa: S301 - our own bytes

    def test_the_cases_of_a_disabled_rule_are_run(self, tmp_path: Path) -> None:
        path = tmp_path / "a.yaml"
        path.write_text("- {rule: A, submission: {}, verdict: fails}", "utf-8")
        trial = Runner(book(rules("A"), 'disable A because "一"')).run(read_cases(path)[0][0])
        assert isinstance(trial, Trial)
        assert trial.mismatches == ()

    def test_rules_are_added_from_several_places(self, tmp_path: Path) -> None:
        paths = [tmp_path / name for name in ("a.rules", "b.rules")]
        paths[0].write_text(rules("A"), "utf-8")
        paths[1].write_text('disable A because "一"', "utf-8")
        assert [len(Rulebook.load(TOY, add=add).written) for add in (paths, paths[0], [])] == [1, 1, 0]
        assert Rulebook.load(TOY, add=paths).rules == ()


class TestCommands:
    @pytest.fixture(autouse=True)
    def files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("a.json").write_text(json.dumps(SUBMISSION), "utf-8")
        Path("mine.rules").write_text(f"let 基 = 5\n{rules('A', 'B')}", "utf-8")
        Path("changes.rules").write_text('disable A because "合并列示"\nregrade B as info because "首年试编"', "utf-8")
        Path("faulty.rules").write_text('rule C "丙" 没有 == 1', "utf-8")

    @staticmethod
    def run(*argv: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        code = cli.run([*argv, "--form", str(TOY), "--lang", "zh"], BytesIO(), out, err)
        return code, out.getvalue(), err.getvalue()

    def changed(self, *argv: str) -> tuple[int, str, str]:
        return self.run(*argv, "--rules", "mine.rules", "--add", "changes.rules")

    def test_the_list_says_which_rules_are_amended(self) -> None:
        assert self.changed("rules") == (
            0,
            "A  错误  甲  停用：合并列示（changes.rules:1）\nB  提示  甲  改为提示：首年试编（changes.rules:2）\n",
            "",
        )

    def test_rules_are_added_more_than_once(self) -> None:
        assert self.run("rules", "--add", "mine.rules", "--add", "changes.rules") == self.changed("rules")

    def test_the_page_of_a_rule_says_that_it_is_disabled_and_where_it_stands(self) -> None:
        assert self.changed("rules", "A")[1] == "A 错误 甲\n  1 == 2\n  写在：mine.rules:2\n  停用：合并列示（changes.rules:1）\n"

    def test_a_disabled_rule_is_explained_all_the_same(self) -> None:
        code, out, _ = self.changed("explain", "A", "a.json")
        assert (code, "停用：合并列示" in out, "不成立" in out) == (0, True, True)

    def test_a_disabled_rule_is_not_silently_left_out(self) -> None:
        only = self.changed("check", "a.json", "--only", "A")
        assert only == (2, "", "budgetspec: 没有可查的规则：--only A 选的 A 停用：合并列示（changes.rules:1）\n")
        assert self.changed("check", "a.json", "--only", "[AB]", "--format", "json")[2] == ""

    def test_added_rules_can_be_looked_up(self) -> None:
        assert self.run("rules", "B", "--add", "mine.rules")[:2] == (0, "B 错误 甲\n  1 == 2\n  写在：mine.rules:3\n")
        assert "  基 = 5\n" in self.run("names", "--add", "mine.rules")[1]
        assert self.run("explain", "基 == 5", "a.json", "--add", "mine.rules")[0] == 0

    @pytest.mark.parametrize("argv", [("rules",), ("rules", "A"), ("rules", "C"), ("names",), ("explain", "A", "a.json")])
    def test_faulty_rules_are_told_where_they_are_looked_up(self, argv: tuple[str, ...]) -> None:
        code, out, err = self.run(*argv, "--rules", "mine.rules", "--add", "faulty.rules")
        assert (code, err.count("budgetspec:"), bool(out)) == (2, 1, argv != ("rules", "C"))

    def test_the_tables_of_a_rule_are_named(self) -> None:
        text = 'in 功能表, 单位表 { rule D "丁" 合计 > 0 }\nrule E "戊" 功能表.合计[合计] == 总表.收入.总计'
        Path("t.rules").write_text(text, "utf-8")
        pages = [self.run("rules", rule, "--rules", "t.rules")[1] for rule in "DE"]
        tables = [line for page in pages for line in page.splitlines() if line.startswith("  表：")]
        assert tables == ["  表：附表1 功能表、附表2 单位表", "  表：附表1 功能表、附表8 总表"]


def test_files_of_rules_are_named_as_text_or_as_paths(tmp_path: Path) -> None:
    file = tmp_path / "my.rules"
    file.write_text('rule 甲-1 "总计" 收支预算总表.收入.收入总计 >= 0\n', "utf-8")
    form = "dalian-department-budget"
    assert [rule.id for rule in Rulebook.load(form, rules=str(file)).rules] == ["甲-1"]
    assert all(Rulebook.load(form, add=add).rules[-1].id == "甲-1" for add in (file, str(file), [str(file)]))
