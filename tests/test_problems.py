"""What is said about broken rules: runs tests/suite/problems.yaml, and what holds for several problems in one file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from conftest import Golden

from budgetspec.finding import Language
from budgetspec.lang.problems import Problem
from budgetspec.lang.recovery import fitting
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source

TESTS = Path(__file__).parent
SHIPPED = "dalian-department-budget"
LANG = TESTS.parent / "budgetspec" / "lang"
ENTRIES = yaml.safe_load((TESTS / "suite" / "problems.yaml").read_text("utf-8"))
CODE = re.compile(r'(?:Mistake\(|Problem\(|[A-Z_]+: Final =)\s*"([SNTR][0-9]{3})"')


@cache
def book(besides: str = "", form: str = SHIPPED) -> Rulebook:
    bare = Rulebook.load(form, rules=TESTS / "toy" / "none.rules")
    return bare.with_rules([Source("shipped.rules", besides)])


def rules_and_problems(text: str) -> tuple[list[str], list[str]]:
    """Return the rules that are sound, and code and place of each problem."""
    read = book().with_rules([Source("r", dedent(text))])
    return [rule.id for rule in read.rules], [" ".join(problem.render().split()[:2]) for problem in read.problems]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['problem']} {entry['rule'][:40]}")
def test_what_is_said(entry: Mapping[str, str]) -> None:
    (problem,) = book(entry.get("besides", "")).with_rules([Source("r", entry["rule"])]).problems
    line, column = Source("r", entry["rule"]).locate(problem.span.start)
    assert f"{problem.code} {line}:{column}" == entry["problem"]
    assert problem.message.zh == entry["zh"]
    assert problem.message.en == entry["en"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['problem']} {entry['works'][:40]}")
def test_what_works(entry: Mapping[str, str]) -> None:
    before = book(entry.get("besides", ""))
    read = before.with_rules([Source("r", entry["works"])])
    assert [problem.render() for problem in read.problems] == []
    assert read.rules or len(read.readings) > len(before.readings)


def test_every_problem_has_an_entry() -> None:
    pages = [
        (LANG / f"{page}.py").read_text("utf-8")
        for page in ("misspelt", "foreign", "misnamed", "misselected", "mistyped", "misread")
    ]
    codes = [code for page in pages for code in CODE.findall(page)]
    assert len(codes) == len(set(codes))
    assert set(codes) == {entry["problem"].split()[0] for entry in ENTRIES}


def test_no_sentence_names_a_terminal_of_the_grammar() -> None:
    said = " ".join(entry["zh"] + entry["en"] for entry in ENTRIES)
    grammar = (TESTS.parent / "grammar" / "rules.lark").read_text("utf-8")
    terminals = re.findall(r"^(_?[A-Z]+[A-Z_]+)[-.0-9]*:", grammar, re.MULTILINE)
    assert [name for name in terminals if re.search(rf"(?<![A-Z]){name}(?![A-Z])", said)] == []


class TestSeveral:
    def test_both_sides_of_an_operator_are_looked_at(self) -> None:
        assert rules_and_problems("""\
            in 支出功能分类预算表 {
              rule A "甲" when 合计[目] > 0: 财政拨款.小记 == 求和(合计[项]) + 单位资
            }
            """) == ([], ["r:2:22 N003", "r:2:30 N001", "r:2:41 N005", "r:2:53 N001"])

    def test_problems_stand_in_the_order_of_the_text_and_sound_rules_run(self) -> None:
        assert rules_and_problems("""\
            rule A "甲" 收入预算总表.合记 > 0
            rule B "乙" 1 = 1
            rule C "丙" 1 == 1
            rule D "丁" severity 高 收入预算总表.部门 > 0
            """) == (["C"], ["r:1:19 N002", "r:2:14 S011", "r:4:21 N008", "r:4:23 N033"])

    def test_a_table_that_is_not_there_is_said_once(self) -> None:
        assert rules_and_problems("""\
            in 支出功能分类 {
              rule A "甲" 合计 > 0
              rule B "乙" 合计 > 1
            }
            """) == ([], ["r:1:4 N023"])

    def test_a_let_is_looked_at_though_no_rule_uses_it(self) -> None:
        assert rules_and_problems("let 甲 = 收入预算总表.合记\nrule A '甲' 1 == 1\nrule B \"乙\" 1 == 1") == (
            ["B"],
            ["r:1:16 N002", "r:2:8 S029"],
        )

    def test_a_faulty_let_is_said_once_and_the_rules_that_use_it_do_not_run(self) -> None:
        assert rules_and_problems('let 甲 = 乙1\nrule A "甲" 甲 == 1\nrule B "乙" 甲 == 2\nrule C "丙" 1 == 1') == (
            ["C"],
            ["r:1:9 N001"],
        )

    @pytest.mark.parametrize(
        ("sentence", "problem"), [('"收入预算{收入:万园}"', "R010"), ("收入预算{收入:万元}", "R040"), ("", "R034")]
    )
    def test_a_faulty_reading_is_said_once_whoever_uses_it(self, sentence: str, problem: str) -> None:
        text = f"""\
            rule A "甲" 读.收入 == 1元 and sum(读.金额 by 科目) == 读.*
            rule B "乙" 上年.读.收入 == 1元
            in 读 {{ rule C "丙" 收入 > 0元 }}
            rule D "丁" 1 == 1
            reading 读 from 预算情况说明.部门收支预算 {sentence}
            """
        rules, problems = rules_and_problems(text)
        assert (rules, [said.partition(" ")[2] for said in problems]) == (["D"], [problem])

    def test_a_faulty_reading_is_said_once_whatever_file_uses_it(self) -> None:
        reading = Source("a", 'reading 读 from 预算情况说明.部门收支预算 "收入预算{收入:万园}"')
        read = book().with_rules([reading]).with_rules([Source("r", 'rule A "甲" 读.收入 == 1元')])
        assert [problem.code for problem in read.problems] == ["R010"]
        assert read.rule("读.收入 == 1元") == (None, [])

    def test_a_let_that_cannot_be_read_is_said_once(self) -> None:
        assert rules_and_problems('let 甲 5\nlet 乙 = 甲 + 1\nrule A "甲" 乙 == 1\nrule C "丙" 1 == 1') == (["C"], ["r:1:7 S039"])

    def test_a_missing_brace_takes_no_rule_with_it(self) -> None:
        assert rules_and_problems("""\
            in 支出功能分类预算表
              rule A "甲" 合计 > 0
              rule B "乙" 合记 > 1
            }
            rule C "丙" 1 == 1
            """) == (["A", "C"], ["r:1:1 S025", "r:3:14 N001"])

    def test_after_very_many_problems_nothing_more_is_read(self) -> None:
        text = "\n".join(f'rule A{i} "甲" 收入预算总表.某{i} > 0' for i in range(3000))
        assert len(rules_and_problems(text)[1]) == 501


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("file", "form"), [("strangers", SHIPPED), ("strangers-accounts", "shanghai-department-accounts")])
def test_what_is_said_of_broken_rules_of_strangers(file: str, form: str, language: Language, golden: Golden) -> None:
    """Each was written before anybody looked at what is said of it; they stand in the order in which they were thought of."""
    besides = book(form=form)
    texts = (TESTS / "suite" / f"{file}.txt").read_text("utf-8").strip("\n").split("\n====\n")
    golden.check(f"{file}.{language}.txt", "\n\n".join(said_of(text, besides, language) for text in texts) + "\n")


@pytest.mark.parametrize(("file", "form"), [("strangers", SHIPPED), ("strangers-accounts", "shanghai-department-accounts")])
def test_what_is_suggested_to_strangers_can_be_read(file: str, form: str) -> None:
    """A change that is named for certain, or asked for, means something where it is put, whatever else is wrong there."""
    besides = book(form=form)
    texts = (TESTS / "suite" / f"{file}.txt").read_text("utf-8").strip("\n").split("\n====\n")
    tried = [(text, problem) for text in texts for problem in problems_of(text, besides) if changes_of(problem)]
    assert len(tried) > len(texts) // 4
    assert [wrong for text, problem in tried for wrong in unreadable(text, problem, besides)] == []


def changes_of(problem: Problem) -> list[str]:
    """What is said to be meant; of names with their table left out, and of long ones, nothing."""
    if problem.instead is not None:
        return [problem.instead]
    asked = re.search("是否为 (.+?)？", problem.message.zh) if problem.code in {"N001", "N005", "N019", "N023"} else None
    return [each for each in asked[1].split(" 或 ") if "…" not in each] if asked else []


def unreadable(text: str, problem: Problem, besides: Rulebook) -> Iterator[str]:
    """Say which changes leave a mistake of writing in their place, or new names that are unknown; a block may be left open."""
    for change in changes_of(problem):
        put = fitting(text, problem.span, change)
        changed = f"{text[: problem.span.start]}{put}{text[problem.span.end :]}"
        inside = range(problem.span.start, problem.span.start + len(put.rstrip()))
        for left in problems_of(changed, besides):
            new = changed[left.span.start : left.span.end] not in text
            unknown = left.code in {"N001", "N002", "N023"} and problem.instead is None and new
            within = left.span.start in inside and left.span.end <= inside.stop
            if within and (unknown or (left.code[0] == "S" and left.code != "S026")):
                yield f"{changed}: {left.render()}"


def problems_of(text: str, besides: Rulebook) -> Sequence[Problem]:
    return besides.with_rules([Source("r", text)]).problems


def said_of(text: str, besides: Rulebook, language: Language) -> str:
    problems = problems_of(text, besides)
    return "\n".join([text, *(f"  {problem.render(language)}".replace("\n", "\n  ") for problem in problems)])
