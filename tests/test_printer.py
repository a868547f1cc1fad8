"""Canonical text: expressions, whole files with their comments, and the command ``fmt``."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from conftest import GOLDEN, Golden

from budgetspec import cli
from budgetspec.lang import ast
from budgetspec.lang.formatter import formatted
from budgetspec.lang.layout import Group, Indent, Line, laid_out
from budgetspec.lang.parser import parse
from budgetspec.lang.printer import written
from budgetspec.source import Source

UNTIDY, TIDY = "let 甲＝（1）#一\n", "let 甲 = 1  #一\n"
BROKEN = "rule A-01 “未完”\n  合计 == \n"

Fmt = Callable[..., tuple[int, str, str]]


def tidy(text: str) -> str:
    new, problems = formatted(Source("test.rules", text))
    assert problems == []
    return new


class TestExpressions:
    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("（合计）", "合计"),
            ("a - (b + c) - (d)", "a - (b + c) - d"),
            ("(a*b) ÷ (c × d)", "a * b / (c * d)"),
            ("-(a + b) - -(c)", "-(a + b) - -c"),
            ("(a == b) == (c == d)", "(a == b) == (c == d)"),
            ("a＞＝b within（0.02）", "a >= b within 0.02"),
            ("not 合计 == 0", "not (合计 == 0)"),
            ("not (not (blank(合计)))", "not not blank(合计)"),
            ("a and b or c and (d or e)", "(a and b) or (c and (d or e))"),
            ("(a and b) and c", "(a and b) and c"),
            ("a implies (b implies c)", "a implies b implies c"),
            ("(a implies b) implies c", "(a implies b) implies c"),
            ("a in（“一”、（b + 1）)", 'a in ("一", b + 1)'),
            ("sum（*［3xx，301,类］．小计 by 单位、科目）", "sum(*[3xx, 301, 类].小计 by 单位, 科目)"),
            ("sum([30x])", "sum(30x)"),
            ("表[类].「三公」.「in」.「a b」", "表[类].三公.「in」.「a b」"),
            ('list(“功能分类”, 科目) . 名称 == “说"是"”', 'list("功能分类", 科目).名称 == “说"是"”'),
            ("公开日期 + 20 天 > 5 万元 - 3 ％", "公开日期 + 20 days > 5万元 - 3%"),
        ],
    )  # fmt: skip
    def test_is_written_in_one_way(self, text: str, canonical: str) -> None:
        (rule,) = parse(Source("test.rules", text))[0].rules
        assert written(rule.body) == canonical

    def test_every_part_of_a_rule_can_be_written_alone(self) -> None:
        parts = [ast.Name("本年 预算"), ast.Star(), ast.LevelSelector("类"), ast.CodeSelector("301"), ast.PatternSelector("3xx")]
        assert [written(part) for part in parts] == ["「本年 预算」", "*", "类", "301", "3xx"]

    def test_what_holds_in_the_same_tables_shares_a_block(self) -> None:
        text = 'in 甲.乙, 丙 {\n  let 基 = 1\n  rule A "一" from 2020\n    基 == 1\n    note "注"\n}\n'
        assert written(parse(Source("test.rules", text))[0]) == text


class TestReadings:
    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("reading 甲 from 乙．丙“{a：元}”", 'reading 甲 from 乙.丙\n  "{a：元}"\n'),
            (
                'reading 甲 each 科目 of 表［类］ from 乙、丙 under “丁”\noptional “戊” “己"庚"”',
                'reading 甲 each 科目 of 表[类] from 乙, 丙 under "丁"\n  optional "戊"\n  “己"庚"”\n',
            ),
            ("let a = 1\n\n\nreading 甲 from 乙 “丙”\n\nlet b = 2", 'let a = 1\n\nreading 甲 from 乙\n  "丙"\n\nlet b = 2\n'),
        ],
    )
    def test_are_laid_out_in_one_way(self, text: str, canonical: str) -> None:
        assert tidy(text) == canonical
        assert tidy(canonical) == canonical

    def test_a_head_breaks_where_it_must_and_a_sentence_never_does(self) -> None:
        name, sentence = "名" * 25, "句" * 100
        text = f'reading {name} each {name}\n    from {name}, 乙\n    under "{sentence}"\n  "{sentence}"\n'
        assert tidy(text) == text


class TestLayout:
    def test_a_group_breaks_only_where_it_does_not_fit(self) -> None:
        doc = ("和：", Indent(2, Group((Line(), "甲甲", Group((Line(), "乙")), Group((Line(), "丙"))))))
        assert laid_out(doc, 15) == "和： 甲甲 乙 丙"
        assert laid_out(doc, 14) == "和：\n  甲甲 乙 丙"
        assert laid_out(doc, 9) == "和：\n  甲甲 乙\n  丙"

    def test_a_file_looks_like_this(self, golden: Golden) -> None:
        golden.check("fmt-after.rules", tidy((GOLDEN / "fmt-before.rules").read_text("utf-8")))

    @pytest.mark.parametrize("text", ["", "\ufeff", "\n \n"])
    def test_nothing_stays_nothing(self, text: str) -> None:
        assert tidy(text) == ""

    def test_line_ends_and_byte_order_marks_of_windows_go(self) -> None:
        assert tidy("\ufeff" + "# 一\r\n\r\n\r\nlet 甲 = 1\r\n") == "# 一\n\nlet 甲 = 1\n"


class TestComments:
    @pytest.mark.parametrize(
        ("text", "canonical"),
        [
            ("# 一\n\n\n# 二\nlet a = 1\n\n# 三", "# 一\n\n# 二\nlet a = 1\n\n# 三\n"),
            ("let a = # 一\n  1 + # 二\n  2 # 三", "# 一\nlet a = 1  # 二\n    + 2  # 三\n"),
            (
                "let a = sum( # 一\n  b # 二\n  # 三\n  by c # 四\n) # 五",
                "# 四\nlet a = sum(  # 一\n    b  # 二\n    # 三\n    by c)  # 五\n",
            ),
            ("let a = b # 一\n  # 二\n  .c", "# 一\nlet a = b.c  # 二\n"),
            ("in 表 { # 一\n\n# 二\n\n} # 三\n# 四", "in 表 {  # 一\n  # 二\n}  # 三\n# 四\n"),
            (
                "rule A “题” # 一\n  severity info # 二\n  # 三\n  a\n# 四",
                '# 一\nrule A "题" severity info  # 二\n    # 三\n    a\n# 四\n',
            ),
            (
                "rule A “题”\n  basis “据” # 一\n  # 二\n  when a: # 三\n  b # 四",
                'rule A "题"\n    # 二\n    when a:  # 三\n        b  # 四\n    basis "据"  # 一\n',
            ),
            ('let a = “#” == "# 二" # 三', 'let a = "#" == "# 二"  # 三\n'),
            (
                "reading 甲 # 一\n  # 二\n  from 乙 # 三\n  # 四\n“丙{a:元}” # 五\n\n  optional # 六\n “丁” # 七\n  # 八",
                '# 一\n# 二\nreading 甲 from 乙  # 三\n  # 四\n  "丙{a:元}"  # 五\n  # 六\n  optional "丁"  # 七\n# 八\n',
            ),
        ],
    )  # fmt: skip
    def test_stay_with_what_they_are_about(self, text: str, canonical: str) -> None:
        assert tidy(text) == canonical
        assert tidy(canonical) == canonical


class TestCommand:
    @pytest.fixture
    def fmt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fmt:
        """Run ``fmt`` in a folder of an untidy, a tidy and a broken file."""
        monkeypatch.chdir(tmp_path)
        for name, text in {"untidy": UNTIDY, "tidy": TIDY, "broken": BROKEN}.items():
            Path(f"{name}.rules").write_text(text, "utf-8", newline="\n")

        def fmt(*argv: str, stdin: bytes = b"", lang: str = "zh") -> tuple[int, str, str]:
            out, err = StringIO(), StringIO()
            return cli.run(["fmt", *argv, "--lang", lang], BytesIO(stdin), out, err), out.getvalue(), err.getvalue()

        return fmt

    def test_it_formats_in_place_and_says_so(self, fmt: Fmt) -> None:
        assert fmt("untidy.rules", "tidy.rules") == (0, "", "budgetspec: 已整理 untidy.rules\n")
        assert Path("untidy.rules").read_bytes() == TIDY.encode()
        assert fmt("untidy.rules", "tidy.rules") == (0, "", "")

    def test_check_changes_nothing(self, fmt: Fmt) -> None:
        assert fmt("--check", "untidy.rules", "tidy.rules", lang="en") == (1, "", "budgetspec: untidy.rules would be formatted\n")
        assert Path("untidy.rules").read_text("utf-8") == UNTIDY
        assert fmt("--check", "tidy.rules") == (0, "", "")

    def test_diff_shows_what_would_change(self, fmt: Fmt) -> None:
        expected = "--- untidy.rules\n+++ untidy.rules\n@@ -1 +1 @@\n-let 甲＝（1）#一\n+let 甲 = 1  #一\n"
        assert fmt("--diff", "untidy.rules") == (1, expected, "budgetspec: untidy.rules 的写法有待整理\n")
        assert Path("untidy.rules").read_text("utf-8") == UNTIDY
        assert fmt("--diff", "tidy.rules") == (0, "", "")

    def test_a_diff_shows_line_ends(self, fmt: Fmt) -> None:
        Path("windows.rules").write_bytes(b"let a\t= 1\r\nlet b = 2")
        assert fmt("--diff", "windows.rules")[1].split("\n")[3:] == [
            "-let a\t= 1\\u000d", "-let b = 2", "\\ No newline at end of file", "+let a = 1", "+let b = 2", "",
        ]  # fmt: skip

    def test_standard_input_goes_to_standard_output(self, fmt: Fmt) -> None:
        assert fmt("-", stdin=UNTIDY.encode()) == (0, TIDY, "")
        assert fmt("-", stdin=TIDY.encode()) == (0, TIDY, "")
        assert fmt("-", "--check", stdin=UNTIDY.encode()) == (1, "", "budgetspec: - 的写法有待整理\n")

    def test_a_file_with_syntax_errors_is_left_alone(self, fmt: Fmt) -> None:
        code, out, err = fmt("broken.rules", "untidy.rules")
        assert (code, out) == (2, "")
        assert "broken.rules:2:" in err
        assert err.endswith("budgetspec: 已整理 untidy.rules\n")
        assert Path("broken.rules").read_text("utf-8") == BROKEN

    def test_a_folder_means_the_rule_files_below_it(self, fmt: Fmt) -> None:
        Path("below/.hidden").mkdir(parents=True)
        for name in ("below/a.rules", "below/.hidden/b.rules", "below/c.txt", "below/d.readings"):
            Path(name).write_text(UNTIDY, "utf-8")
        untidy = [Path("below/a.rules"), Path("below/d.readings")]
        assert fmt("--check", "below")[2] == "".join(f"budgetspec: {path} 的写法有待整理\n" for path in untidy)

    def test_a_folder_without_rule_files_is_a_mistake(self, fmt: Fmt) -> None:
        Path("empty").mkdir()
        assert fmt("empty") == (2, "", "budgetspec: empty 之下没有规则文件（*.rules、*.readings）\n")
        assert fmt()[::2] == (2, "budgetspec: 没有给出要整理的规则文件或文件夹\n")

    def test_what_cannot_be_read_is_told_and_the_others_are_formatted(self, fmt: Fmt) -> None:
        Path("gbk.rules").write_bytes("let 甲 = 1".encode("gbk"))
        code, _, err = fmt("gbk.rules", "nowhere.rules", "untidy.rules")
        assert code == 3
        assert err.startswith("budgetspec: 无法读取 gbk.rules：不是 UTF-8 文本\nbudgetspec: 无法读取 nowhere.rules：")
        assert err.endswith("budgetspec: 已整理 untidy.rules\n")

    def test_what_cannot_be_written_is_told(self, fmt: Fmt, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "write_text", refuse)
        assert fmt("untidy.rules") == (2, "", "budgetspec: 无法写入 untidy.rules：没有权限\n")
