"""Text to syntax tree: every fault with its place, the sound rules kept, and the same tree however it is typed."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from budgetspec.lang import ast
from budgetspec.lang.parser import parse
from budgetspec.source import Source, Span

HALF = """
let 基本 = 功能表[合计, 单位].基本支出.小计 * 2 / 1 - 0.5
in 功能表 {
  rule A-1 "甲" severity warning kind "部门", "单位"
    when 合计 >= 1 and not 项目支出 != 0: sum(*[3xx, 30x]) == *[合计] within 0.02
  rule B "乙" 合计 in (1, 2%) or 合计 < 20 days implies list("功能分类", 科目).名称 == "文"
}
rule C "丙" sum(功能表.合计[项] by 单位, 科目) <= -基本 + 3万元
"""
WIDE = str.maketrans("={},()[].*/-+<>%:!", "＝｛｝，（）［］．＊／－＋＜＞％：！")


def tree(text: str) -> ast.File:
    file, problems = parse(Source("r", text))
    assert problems == []
    return file


def condition(text: str) -> ast.Expr:
    (rule,) = tree(text).rules
    return rule.body


def faults(text: str) -> tuple[list[str], list[str]]:
    """Return the ids of the rules that were read, and the problems as people see them."""
    file, problems = parse(Source("r", text))
    return [rule.id for rule in file.rules if rule.sound], [problem.render() for problem in problems]


class TestTrees:
    def test_a_condition(self) -> None:
        assert condition("合计 == sum(children(合计))") == ast.Compare(
            "==",
            ast.Reference((ast.Name("合计"),)),
            ast.Call(ast.Name("sum"), (ast.Call(ast.Name("children"), (ast.Reference((ast.Name("合计"),)),)),)),
        )

    def test_selections(self) -> None:
        assert condition("表[类, 301、3xx].列.* > [合计]") == ast.Compare(
            ">",
            ast.Reference(
                (ast.Name("表"), ast.Name("列"), ast.Star()),
                (ast.LevelSelector("类"), ast.CodeSelector("301"), ast.PatternSelector("3xx")),
                1,
            ),
            ast.Reference((), (ast.LevelSelector("合计"),)),
        )

    def test_a_bare_pattern(self) -> None:
        assert condition("30x > 0") == ast.Compare(">", ast.Reference((), (ast.PatternSelector("30x"),)), ast.Number("0"))

    def test_arithmetic_binds_as_usual(self) -> None:
        a, b, c = (ast.Reference((ast.Name(n),)) for n in "甲乙丙")
        assert condition("甲 - 乙 - 丙 * -甲 == 0") == ast.Compare(
            "==",
            ast.Binary("-", ast.Binary("-", a, b), ast.Binary("*", c, ast.Negative(a))),
            ast.Number("0"),
        )

    def test_logic_binds_as_usual(self) -> None:
        one, two = ast.Compare("==", ast.Number("1"), ast.Number("1")), ast.Compare("==", ast.Number("2"), ast.Number("2"))
        assert condition("not 1 == 1 and 2 == 2 or 1 == 1 implies 2 == 2 implies 1 == 1") == ast.Logic(
            "implies",
            (
                ast.Logic("or", (ast.Logic("and", (ast.Not(one), two)), one)),
                ast.Logic("implies", (two, one)),
            ),
        )

    def test_units(self) -> None:
        assert condition("1 元 == 2 万元") == ast.Compare("==", ast.Number("1", "元"), ast.Number("2", "万元"))
        assert condition("3％ == 4 天") == ast.Compare("==", ast.Number("3", "%"), ast.Number("4", "days"))

    def test_metadata_stands_before_or_after(self) -> None:
        before = 'rule A "甲" severity info basis "法" from 2020 until 2025 kind "部门"、"单位" region "2102" tags "勾稽" 1 == 1'
        after = 'rule A "甲" 1 == 1 tags "勾稽" region "2102" kind "部门"、"单位" until 2025 from 2020 basis "法" severity info'
        assert tree(before) == tree(after)
        (rule,) = tree(before).rules
        assert (rule.id, rule.title, rule.basis, rule.from_year, rule.until_year) == ("A", "甲", "法", 2020, 2025)
        kinds, regions = (ast.String("部门"), ast.String("单位")), (ast.String("2102"),)
        assert (rule.severity, rule.kinds, rule.regions, rule.tags) == (ast.Name("info"), kinds, regions, ("勾稽",))

    def test_lets_and_rules_know_the_tables_around_them(self) -> None:
        file = tree("in 总表.收入、单位表 {\n let 甲 = 1\n rule A “甲” 1 == 1\n}")
        scopes = ((ast.Name("总表"), ast.Name("收入")), (ast.Name("单位表"),))
        assert file.lets == (ast.Let(ast.Name("甲"), ast.Number("1"), scopes),)
        assert file.rules[0].scopes == scopes

    def test_rules_of_other_files_are_disabled_and_regraded(self) -> None:
        file = tree('disable A-1、B because “理由”\nregrade C as info because "试编"\nrule D "丁" 1 == 1')
        assert file.amendments == (
            ast.Amendment((ast.Name("A-1"), ast.Name("B")), "理由"),
            ast.Amendment((ast.Name("C"),), "试编", ast.Name("info")),
        )
        assert [rule.id for rule in file.rules] == ["D"]

    def test_an_empty_file_is_a_file(self) -> None:
        assert tree("") == tree("# 无\n\n  ") == ast.File()


class TestTyping:
    def test_full_width_punctuation_is_half_width_punctuation(self) -> None:
        quoted = HALF.split('"')
        wide = "".join(p.translate(WIDE) if i % 2 == 0 else f"“{p}”" for i, p in enumerate(quoted))
        wide = re.sub(r"(?<=[0-9])．(?=[0-9])", ".", wide).replace("A－1", "A-1")
        assert wide != HALF
        assert tree(wide) == tree(HALF)

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("甲 ＝ 乙", "甲 == 乙"), ("甲 ＝＝ 乙", "甲 == 乙"), ("甲 ≠ 乙", "甲 != 乙"), ("甲 ！＝ 乙", "甲 != 乙"),
            ("甲 ≤ 乙", "甲 <= 乙"), ("甲 ＞＝ 乙", "甲 >= 乙"), ("甲 ≥ 乙", "甲 >= 乙"),
            ("甲×乙÷丙 − 丁 > 0", "甲*乙/丙 - 丁 > 0"),
            ("甲　==　乙", "甲 == 乙"), ("甲 in （1、2，3）", "甲 in (1, 2, 3)"), ("甲 == “文”", '甲 == "文"'),
            ("甲 == 1 日", "甲 == 1 days"), ("when 甲 > 0：乙 > 0", "when 甲 > 0: 乙 > 0"),
        ],
    )  # fmt: skip
    def test_the_same_tree(self, typed: str, meant: str) -> None:
        assert tree(typed) == tree(meant)

    def test_quoted_names(self) -> None:
        assert condition("「因公出国（境）费」.「财政“三公”经费」 > 0") == ast.Compare(
            ">", ast.Reference((ast.Name("因公出国（境）费"), ast.Name("财政“三公”经费"))), ast.Number("0")
        )
        assert tree("「合计」 > 0") == tree("合计 > 0")
        assert tree("甲[「合计」] > 0") == tree("甲[合计] > 0")
        assert tree("in 「甲」 { 「sum」(「乙」 by 「丙」) > 0 }") == tree("in 甲 { sum(乙 by 丙) > 0 }")

    def test_a_quoted_name_may_be_a_word_of_the_language(self) -> None:
        assert condition("「rule」 > 0") == ast.Compare(">", ast.Reference((ast.Name("rule"),)), ast.Number("0"))

    def test_names_may_begin_with_words_of_the_language(self) -> None:
        assert condition("in某 > 0") == ast.Compare(">", ast.Reference((ast.Name("in某"),)), ast.Number("0"))

    def test_punctuation_in_quotes_stays(self) -> None:
        assert condition("甲 == “（：，＝）”") == ast.Compare("==", ast.Reference((ast.Name("甲"),)), ast.String("（：，＝）"))

    @pytest.mark.parametrize("end", ["\r\n", "\n\n", "\n# 注：( { “\n", "\n\ufeff"])
    def test_line_ends_and_comments(self, end: str) -> None:
        assert tree(HALF.replace("\n", end)) == tree(HALF)

    def test_a_byte_order_mark_is_no_character_of_the_file(self) -> None:
        assert tree("\ufeff" + HALF) == tree(HALF)


class TestFaults:
    def test_every_fault_of_a_file_is_found_and_the_sound_rules_stay(self) -> None:
        text = dedent("""\
            let 甲 5
            rule A "好" 1 == 1
            rule B "没有写完" 合计 ==
            in 功能表 {
              rule C "好" 合计 > 0   # 甲 == (
              rule D "两个数" 合计 > 1 2
                basis "这一行也属于它"
              rule E "￥" 合计 > ￥5
              rule F "好" 合计
                in (1, 2)
            }
            rule G "没括号" sum(合计 > 0
            rule H 没有引号 1 == 1
            rule I "好" 1 == 1
            """)
        assert faults(text) == (
            ["A", "C", "F", "I"],
            [
                "r:1:7 S039 let 的写法是 let 甲 = 5，名称不含点和空格\nlet 甲 5\n       ^",
                (
                    "r:3:18 S002 “==”后面没有写完，应接着写一列、一个数或引号内的文字\n"
                    'rule B "没有写完" 合计 ==\n                       ^^'
                ),
                (
                    "r:6:23 S032 “1”和“2”之间缺少运算号（+ - * /）、比较号（== <= 等）或点（.）\n"
                    '  rule D "两个数" 合计 > 1 2\n                           ^'
                ),
                'r:8:19 S030 金额不写货币符号，请写 5元\n  rule E "￥" 合计 > ￥5\n                     ^^^',
                (
                    "r:12:18 S018 这个 ( 没有配对的 )，请在“合计”之后补上 )：sum(合计)\n"
                    'rule G "没括号" sum(合计 > 0\n                    ^^^^'
                ),
                'r:13:8 S014 规则的标题要加引号："没有引号"\nrule H 没有引号 1 == 1\n       ^^^^^^^^',
            ],
        )

    @pytest.mark.parametrize(
        ("text", "sound", "problem"),
        [
            (
                'rule A "好" 1 == 1\n}\nrule B "好" 1 == 1',
                ["A", "B"],
                ["r:2:1 S027 这个 } 没有配对的 {，请删去", "}", "^"],
            ),
            (
                'in 表 {\n rule A "好" 甲 == 1\n',
                ["A"],
                ["r:1:1 S026 这个 in 的 { 没有配对的 }，请在它的最后一条规则（A）之后补上 }", "in 表 {", "^^"],
            ),
            (
                "in 表 {\n in 甲 {\n  1 == 1",
                [""],
                ["r:2:2 S026 这个 in 的 { 没有配对的 }，请在它的最后一条规则之后补上 }", " in 甲 {", " ^^"],
            ),
            (
                'in 表 甲 {\n rule A "失" 1 == 1\n}\nrule B "好" 1 == 1',
                ["B"],
                ["r:1:6 S045 几张表之间写逗号：in 甲表, 乙表 {；表名中间不能有空格", "in 表 甲 {", "      ^^"],
            ),
            (
                'in 表 (\n rule A "好" 1 == 1\n}\nrule B "好" 1 == 1',
                ["A", "B"],
                ["r:1:6 S065 表名之后应是 {，最后一条规则之后是 }，不是 (", "in 表 (", "      ^"],
            ),
            (
                'in 表 { rule A "失" 1 == }\nrule B "好" 1 == 1',
                ["B"],
                [
                    "r:1:21 S002 “==”后面没有写完，应接着写一列、一个数或引号内的文字",
                    'in 表 { rule A "失" 1 == }',
                    "                      ^^",
                ],
            ),
            (
                'in 表 { rule A "失" 1 == 1 1\n rule B "好" 1 == 1 }',
                ["B"],
                [
                    "r:1:26 S032 “1”和“1”之间缺少运算号（+ - * /）、比较号（== <= 等）或点（.）",
                    'in 表 { rule A "失" 1 == 1 1',
                    "                           ^",
                ],
            ),
            (
                'rule A "失" 甲[类][201] > 0\nrule B "好" 1 == 1',
                ["B"],
                [
                    "r:1:16 S005 一个列只能用一次 […]，请写 [类] 或 [201]",
                    'rule A "失" 甲[类][201] > 0',
                    "                  ^^^^^",
                ],
            ),
            (
                'rule A "失\nrule B "好" 1 == 1',
                ["B"],
                ['r:1:8 S028 " 没有配对：请在文字末尾补上 "', 'rule A "失', "       ^"],
            ),
            (
                "1 == 1 1",
                [],
                ["r:1:8 S032 “1”和“1”之间缺少运算号（+ - * /）、比较号（== <= 等）或点（.）", "1 == 1 1", "       ^"],
            ),
            (
                'rule A "失" 9999999999999999999999999999999 == 1\nrule B "好" 1 == 1',
                ["B"],
                [
                    "r:1:12 S007 太长，最多 30 个字符",
                    'rule A "失" 9999999999999999999999999999999 == 1',
                    "            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
                ],
            ),
        ],
    )
    def test_one_fault(self, text: str, sound: list[str], problem: list[str]) -> None:
        assert faults(text) == (sound, ["\n".join(problem)])

    def test_a_caret_stands_right_under_wide_and_narrow_text(self) -> None:
        (_, [problem]) = faults('rule A1 "表ＡａＢb" 甲.a乙 == "文" 丙')
        line, caret = problem.split("\n")[1:]
        assert line.endswith("丙")
        assert len(caret.rstrip("^")) == sum(2 if c in "表ＡＢ甲乙文" or c == "ａ" else 1 for c in line[:-1])
        assert caret.endswith("^^")

    def test_of_a_very_long_line_what_stands_around_the_place_is_shown(self) -> None:
        text = f"{'甲 ' * 500}乙丙{' 丁' * 500}"
        line, caret = Source("r", text).excerpt(Span(1000, 1002)).split("\n")
        assert line == f"…{'甲 ' * 30}乙丙{' 丁' * 149}…"
        assert caret == f"{' ' * 91}^^^^"

    def test_places_count_lines_of_windows(self) -> None:
        assert faults('rule A "甲" 1 == 1\r\nrule B "乙" 1 == \r\n\r\nrule C "丙" 1 == 1\r\n') == (
            ["A", "C"],
            ['r:2:14 S002 “==”后面没有写完，应接着写一列、一个数或引号内的文字\nrule B "乙" 1 ==\n              ^^'],
        )

    def test_more_faults_than_anybody_reads_are_not_listed(self) -> None:
        file, problems = parse(Source("r", 'rule A "甲" 1 ==\n' * 200))
        assert len(problems) == 50
        assert file == ast.File()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ('rule A "甲" 1 = 1\nrule B "乙" 1 == ', ["A", "B"]),
        ('rule A "甲" 1 == 1\n}\nin 表 rule B "乙" 1 == 1\n}', [None, None]),
        ('表 { rule A "甲" 1 == 1 }', [None]),
        ('rule A "甲" 1 == 1\nB "乙" 1 == 1', ["B"]),
        ('rule A "甲" 1 == 1\nlet 乙 5', [None]),
        ('rule A "甲" 1 == 1\ndisable B', [None]),
        ('rule A "甲" severity info severity info 1 == 1', ["A"]),
    ],
)
def test_a_problem_knows_the_rule_it_stands_in(text: str, rules: list[str | None]) -> None:
    assert [problem.rule for problem in parse(Source("r", text))[1]] == rules
