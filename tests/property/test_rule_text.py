"""Any text is a rule file: what is wrong with it is a problem with its place, never an exception, and it takes little time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from budgetspec.judge import Selection, judge
from budgetspec.lang.textpattern import as_regex, as_word, signs_of
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source
from budgetspec.submission import Submission

TOY = Path(__file__).parent.parent / "toy"
BOOK = Rulebook.load(TOY)
SUBMISSION = BOOK.submission(read((TOY / "disclosure.json").read_bytes()).value)
EMPTY = BOOK.submission({})

WORDS = r"""
rule let in when and or not implies by within severity basis from until kind region tags message note disable regrade because as
reading each of under optional 说明 收支 各类 语句表 上年 “年{a:万元}[，{b:年}]” “{科目:类}（类）” “{a
功能表 单位表 经济表 按类表 万元表 项目表 项目表.指标 词汇 总表 总表.收入 表 公开 合计 部门 单位 类 款 项 指标 科目 名称 级
人数 占比 权重 指标值 度量单位 基本支出 基本支出.小计 项目支出 总计 拨款 其他 批复日期 公开日期 编号 原文 标题 金额单位 项目名称
sum min max count any all distinct join children parent previous rows blank contains starts length matches similar without list
* + - × ÷ / == != <= >= < > ＝ ≠ ≤ ≥ ( ) （ ） [ ] ［ ］ { } , ， 、 . ． : ： = % 元 万元 天 days 日
1 0.5 201 20103 3xx 30x 2xxxxxx 101001 100% 20天 0 "" "文" “文” "[0-9]{3}" "功能分类" 「合计」 「因公出国（境）费」 A B-1 甲
# " “ 「 ￥ ' \
""".split()  # noqa: SIM905 - reads as a vocabulary
SOUND = '\nrule 好 "好" 总表.收入.总计 > 0\n'
VALUES = st.sampled_from(
    """
功能表.合计 功能表.合计[类] 功能表.人数 功能表.名称 功能表.科目 功能表.项目支出[项] 单位表.合计 单位表.合计[合计] 单位表.占比
万元表.合计 万元表[合计].合计 总表.收入.总计 总表.收入.其他 总表.标题 总表.注 项目表.执行率权重 项目表.指标.权重
项目表.指标.指标值 项目表.指标.度量单位 词汇.编号 词汇.原文
公开.公开日期 公开.批复日期 表.行数 表.注 年度 1 0 2.5 30% 5万元 20天 "文"
""".split()  # noqa: SIM905 - as above
)


def composed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Compose an expression of any kind: most are static errors, and those that are not must run."""
    binary = st.sampled_from(["+", "-", "*", "/", "==", "!=", "<=", "<", "and", "or", "implies"])
    one = st.sampled_from(
        [
            "-",
            "not ",
            "sum",
            "min",
            "max",
            "count",
            "any",
            "all",
            "distinct",
            "join",
            "parent",
            "previous",
            "rows",
            "blank",
            "length",
        ]
    )
    two = st.sampled_from(["contains", "starts", "similar", "without"])
    return st.one_of(
        st.builds("({} {} {})".format, inner, binary, inner),
        st.builds("({} == {} within {})".format, inner, inner, inner),
        st.builds("({} in ({}, {}))".format, inner, inner, inner),
        st.builds("{}({})".format, one, inner),
        st.builds("{}(children({}))".format, one, inner),
        st.builds("sum({} by {})".format, inner, st.sampled_from(["单位", "科目", "单位, 项目名称", "段序"])),
        st.builds("{}({}, {})".format, two, inner, inner),
        st.builds('matches({}, "[^a]{{0,3}}.*（）?")'.format, inner),
        st.builds('list("功能分类", {}).名称'.format, inner),
    )


def run(text: str, disclosures: tuple[Submission, ...] = (SUBMISSION, EMPTY)) -> Rulebook:
    """Read a rule file, say its problems and run what is sound."""
    source = Source("任意.rules", text)
    book = BOOK.with_rules([source])
    for problem in book.problems:
        assert problem.source == source
        assert 0 <= problem.span.start <= problem.span.end <= len(text) + 2
        assert problem.render("zh")
        assert problem.render("en")
    for disclosure in disclosures:
        judge(book, disclosure, Selection(), "zh")
    return book


class TestAnyText:
    @given(st.text(max_size=60))
    def test_any_characters(self, text: str) -> None:
        """Any text as a rule file yields problems or rules, never an exception."""
        run(text)

    @settings(max_examples=400, deadline=None)
    @given(st.lists(st.sampled_from([*WORDS, "\n", "\n", " "]), max_size=30).map(" ".join))
    @example("{")
    @example("rule A")
    @example("}\n}\nlet")
    @example("in 功能表 (\n}")
    def test_any_words(self, text: str) -> None:
        """Any words of the language in any order do too."""
        run(text)

    @settings(max_examples=400, deadline=None)
    @given(
        st.recursive(VALUES, composed, max_leaves=5), VALUES, st.sampled_from(["==", "<=", "!="]), st.booleans(), st.booleans()
    )
    def test_any_expression(self, left: str, right: str, op: str, guarded: bool, bare: bool) -> None:  # noqa: FBT001 - drawn
        """Any expression is a static error or runs, on data that is there and on data that is not."""
        check = left if bare else f"{left} {op} {right}"
        run(f"when {right} {op} {left}: {check}" if guarded else check)

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=15).map(" ".join))
    @example('" "[0-9]{3}"')
    @example('" "[0-9]{3}" "[0-9]{3}"')
    @example("说明 . “年{a:万元}[，{b:年}]”")
    def test_sound_rules_survive(self, faulty: str) -> None:
        """A faulty rule between sound ones takes none of them with it, whatever stands in it but items and braces."""
        body = " ".join(w for w in faulty.split() if w not in {"rule", "let", "in", "{", "}", "#", "A", "B-1", "甲"})
        book = run(f'rule A "a" 1 == 1\nrule X "x" 1 == {body}\nrule B "b" 1 == 1\n')
        assert {"A", "B"} <= {rule.id for rule in book.rules}


class TestPatterns:
    @given(st.text("a[]{}()*+?.,^-|\\（试 0９&~#", max_size=12), st.text("a（)试 09", max_size=8))
    def test_any_pattern(self, pattern: str, text: str) -> None:
        """Any pattern is refused or matches any text, in any width."""
        escaped = text.replace('"', "")
        run(f'matches(总表.标题 + "{escaped}", "{pattern}")')

    @given(st.text("a[]{}1,3?.^-（&\\", min_size=1, max_size=12), st.data())
    @example("[^a]", None)
    @example("[a-（]{1,3}a?", None)
    def test_signs(self, pattern: str, data: st.DataObject | None) -> None:
        """Each text that fits a word of a list has one of its signs."""
        if (regex := as_word(pattern)) is None:
            return
        text = data.draw(st.from_regex(regex, fullmatch=True)) if data else "a（"
        assert any(sign in text for sign in signs_of(pattern))

    @given(st.lists(st.sampled_from(["a", "a?", "a*", "a+", "a{0,9}", ".{2}", "[ab]*", ".*"]), max_size=40).map("".join))
    def test_linear(self, pattern: str) -> None:
        """A pattern that is not refused takes no longer than its text is long."""
        if as_regex(pattern) is None:
            return
        start = time.perf_counter()
        run(f'matches(without("{"a" * 2000}", "x"), "{pattern}b")', ())
        book = BOOK.with_rules([Source("r", f'matches("{"a" * 20_000}", "{pattern}b")')])
        judge(book, SUBMISSION, Selection(), "zh")
        assert time.perf_counter() - start < 2


HUGE = {
    "open brackets": "(" * 1_000_000,
    "many open brackets": "(" * 400_000,
    "selections": "功能表" + "[" * 400_000,
    "calls": "sum(" * 100_000,
    "balanced brackets": "(" * 100_000 + "1" + ")" * 100_000 + " == 1",
    "names": "甲." * 200_000,
    "a name": "甲" * 400_000,
    "a number": "9" * 400_000 + " == 1",
    "minus": "-" * 200_000 + "1 == 1",
    "not": "not " * 100_000 + "1 == 1",
    "a long sum": "总表.收入.总计 == " + " + ".join(["1"] * 50_000),
    "a long product": "总表.收入.总计 == " + " * ".join(["9" * 29] * 90),
    "implications": " implies ".join(["1 == 1"] * 20_000),
    "alternatives": " or ".join(["1 == 2"] * 20_000),
    "blocks": "in 功能表 {\n" * 20_000,
    "blocks of two tables": "in 功能表, 单位表 {\n" * 90 + "1 == 1" + "}" * 90,
    "braces": "}\n" * 200_000,
    "quotes": '"' * 400_001,
    "open quotes": "“" * 400_000,
    "name quotes": "「" * 400_000,
    "in": "in " * 150_000,
    "in with names": "in 甲.乙 " * 60_000,
    "faulty rules": 'rule A "a" 1 ==\n' * 20_000,
    "lets": "let 甲 = " * 50_000,
    "words between tables": "in 甲" + " " * 400_000 + '乙 { rule A "a" 1 == 1 }',
    "braces in comments": "in 功能表 {\n" + "1 #}\n" * 90_000,
    "operators in words": f"in 功能表 {{ {'.'.join(['合计' + '等于' * 40] * 90)} }}",
    "columns compared": f"in 功能表 {{ 合计{', 合计' * 90_000} >= 0 }}",
    "rows in braces": f"in 功能表 {{ {'{合计}' * 5_000} }}",
    "comments": "#" * 400_000,
    "byte order marks": "\ufeff" * 400_000,
    "lines before a range": "\n" * 400_000 + 'rule A "a" 1 == SUM(甲:乙)',
    "blanks behind else": f'rule A "a" when 1 == 1: 1 == 1 else{" " * 100_000}}}',
    "blanks in a condition": f'rule A "a" 1 == 1 and 合计{" " * 100_000}合计 }}',
    "a long title": f'rule A "{"题" * 400_000}" 1 == 1',
    "a long year": f'rule A "a" from {"9" * 100_000} 1 == 1',
    "doubling lets": "".join(f"let a{i} = a{i + 1} + a{i + 1}\n" for i in range(60)) + "let a60 = 1\na0 == 1",
    "deep lets": "".join(f"let a{i} = {'-' * 40}a{i + 1}\n" for i in range(60)) + 'let a60 = 1\nrule A "a" a0 == 1',
    "previous": "previous(" * 95 + "功能表.人数" + ")" * 95 + " == 1",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_bounded_time(text: str) -> None:
    """A rule file of any size and depth is read in bounded time; a sound rule after a deep one survives."""
    start = time.perf_counter()
    run(text)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize("opening", ["sum(", "("])
def test_very_many_open_brackets_are_one_mistake(opening: str) -> None:
    """Where no end is to be seen, what is missing is not put in, bracket by bracket, to read on."""
    (problem,) = run(f'in 功能表 {{ rule A "a" {opening * 2000}合计 == 1 basis "x" }}').problems
    assert problem.code == "S018"


@pytest.mark.parametrize("name", ["calls", "minus", "not", "a long sum", "implications", "a number"])
def test_sound_rules_survive_deep_ones(name: str) -> None:
    """A rule that is too deep or too long takes no other with it."""
    book = run(f'rule A "a" 1 == {HUGE[name]}{SOUND}')
    assert [rule.id for rule in book.rules] == ["好"]
    assert len(book.problems) == 1
