"""What is said about YAML files, and about cases in them, that are not as they should be: one entry for each mistake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, asked, listed, meant, nearest
from budgetspec.source import Span

_ADVICE: Final = (
    (
        ("mapping values are not allowed",),
        Bilingual(
            "此处不能有冒号：上一行可能缺少冒号，或缩进与各键不同；文字中有冒号时请加引号",
            "no colon can stand here: the line before may lack one, or be indented otherwise; quote a text that holds one",
        ),
    ),
    (("found a tab character",), Bilingual("缩进请用空格，不用制表符", "indent with blanks, not with tabs")),
    (("could not find expected ':'",), Bilingual("键之后没有冒号（半角 : 和空格）", "no colon after the key")),
    (
        ("that cannot start any token",),
        Bilingual(
            "值不能以此字符（制表符、@、`、%）开头；缩进请用空格，文字请加引号",
            "nothing starts with this character; indent with blanks, quote texts",
        ),
    ),
    (
        ("did not find expected ',' or ']'", "expected ',' or ']'"),
        Bilingual("方括号没有配对，或各项之间缺少半角逗号", "a bracket is not closed, or a comma is missing"),
    ),
    (
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        Bilingual("花括号没有配对，或各项之间缺少半角逗号", "a brace is not closed, or a comma is missing"),
    ),
    (
        ("while scanning a quoted scalar", "unexpected end of stream"),
        Bilingual("引号没有配对", "a quotation mark is not closed"),
    ),
    (
        ("did not find expected key", "did not find expected '-' indicator", "expected <block end>"),
        Bilingual("缩进与上面不一致", "the indentation does not fit what stands above"),
    ),
    (
        ("while scanning an alias", "while scanning an anchor"),
        Bilingual("以 * 或 & 开头的文字请加引号", "quote a text that begins with * or &"),
    ),
)
"""What the YAML parser says (any of the phrases), and that for people who do not know YAML."""
_MOST_NAMES: Final = 12


# YAML ------------------------------------------------------------------------------------------------------------------


def not_yaml(span: Span, said: str) -> Problem:
    """Report text that is no YAML; ``said`` is what the parser says of it."""
    known = next((advice for phrases, advice in _ADVICE if any(phrase in said for phrase in phrases)), None)
    return _not_yaml(span, why=known or Bilingual(f"不是 YAML：{said}", f"not YAML: {said}"))


_not_yaml = Mistake("Y001", "$why", "$why")


not_utf8 = Mistake("Y002", "文件不是 UTF-8 编码", "the file is not UTF-8")


duplicate_key = Mistake("Y003", "键“$key”重复", "the key “$key” stands twice")
not_a_key = Mistake("Y004", "键应为文字", "a key should be a text")
tagged = Mistake("Y005", "不支持 YAML 标签（!）；文字请加引号", "tags (!) are not supported; quote texts")
no_anchor = Mistake("Y012", "前面没有 &$name；文字请加引号", "no &$name before; quote texts")
too_much = Mistake("Y013", "内容过多：超过 $most 个值", "more than $most values")
too_deep = Mistake("Y006", "嵌套过深", "nested too deep")
too_long_a_number = Mistake("Y007", "数过长；如是代码请加引号", "the number is too long; quote a code")


too_large = Mistake("Y008", "文件超过 $most 字", "the file has more than $most characters")


several_documents = Mistake("Y009", "一个文件中只能有一份内容（不能有第二个 ---）", "one document a file; no second ---")


unfit = Mistake("Y010", "$message", "$message")
"""A value that is not as the schema of the file says: ``message`` says how."""
full_width_colon = Mistake("Y011", "键之后请用半角冒号和空格（:），不是“：”", "write “: ” after a key, not “：”")
not_a_year = Mistake("Y014", "应为年份（如 2025），实为“$year”", "expected a year (2025), found “$year”")
path_outside = Mistake(
    "Y015",
    "$path 不在表式的文件夹里：路径不能是绝对路径，也不能含 ..",
    "$path is outside the form's folder: no absolute path, and no ..",
)
no_include = Mistake(
    "Y016",
    "没有可引用的 $name：引用的是含 $file 的文件夹，common/… 是各表式共用的",
    "nothing to include at $name: an include is a folder that holds $file; common/… are the shared ones",
)
circular_include = Mistake(
    "Y017", "$name 绕了一圈引用到自己，请删去这一处", "$name includes itself, by way of others: take it out here"
)


# Cases -----------------------------------------------------------------------------------------------------------------
no_submission = Mistake("K001", "缺少 base（示例）或 submission（内容）", "“base” or “submission” is missing")


two_submissions = Mistake("K002", "base 与 submission 只能有一个", "either “base” or “submission”, not both")


def no_base(span: Span, name: str, tried: Sequence[str], beside: Sequence[str]) -> Problem:
    """Report a base that leads to no file; ``beside`` are the files that stand with the cases."""
    near = [f"{name}.json"] if f"{name}.json" in beside else nearest(name, beside)
    return _no_base(span, name=name, tried=listed(tried), hint=asked(near))


_no_base = Mistake("K003", "没有示例 $name；找过 $tried$hint", "no example $name; looked for $tried$hint")
case_without_dash = Mistake(
    "K015",
    "每个用例以“- ”开头，其余各行缩进两格：- $key: …",
    "a case begins with a dash: - $key: …, the other lines two blanks in",
)


unreadable_base = Mistake("K004", "示例 $name 无法读取：$why", "the example $name cannot be read: $why")


def no_rule(span: Span, rule: str, known: Iterable[str]) -> Problem:
    """Report a case of a rule that is not in the rulebook."""
    return _no_rule(span, rule=rule, hint=meant(rule, known))


_no_rule = Mistake("K005", "没有规则 $rule$hint", "no rule $rule$hint")


faulty_rule = Mistake("K006", "规则 $rule 有误，不能运行", "the rule $rule is faulty and cannot run")


def nowhere(span: Span, place: str, last: str, known: Sequence[str]) -> Problem:
    """Report a pointer that leads nowhere from its part ``last`` on; ``known`` is what there is instead."""
    names = "、".join(known[:_MOST_NAMES]) + "…" * (len(known) > _MOST_NAMES)
    there = Bilingual(f"；此处有 {names}", f"; there is {names}") if known else NOTHING
    return _nowhere(span, place=place, last=last, hint=meant(last, known, there))


_nowhere = Mistake("K007", "$place 中没有“$last”$hint", "no “$last” in $place$hint")


def no_row(span: Span, place: str, last: str, count: int) -> Problem:
    """Report a pointer to a position that a list of ``count`` items does not have."""
    there = Bilingual(f"，序号从 0 到 {count - 1}", f", positions are 0 to {count - 1}")
    return _no_row(span, place=place, last=last, hint=there if count else Bilingual("，此处是空的", ", which is empty"))


_no_row = Mistake("K008", "$place 中没有第“$last”项$hint", "no item “$last” in $place$hint")


def undeclared_key(span: Span, place: str, key: str, known: Iterable[str]) -> Problem:
    """Report that ``set`` adds a key that the form does not have there."""
    return _undeclared_key(span, place=place, key=key, hint=meant(key, known))


_undeclared_key = Mistake("K009", "$place：表式此处没有“$key”$hint", "$place: the form has no “$key” here$hint")


not_a_pointer = Mistake(
    "K010", "“$place”不是位置；位置以 / 开头，如 /预算表/收支预算总表/收入/收入总计", "“$place” is no place; one begins with /"
)
only_of_failures = Mistake("K011", "$member 只用于 verdict: fails", "$member goes with “verdict: fails” only")
not_a_list = Mistake("K012", "$place 不在列表中，不能插入", "$place is not in a list, nothing can be inserted")
not_a_text = Mistake("K013", "$place 不是文字，不能替换", "$place is no text, nothing of it can be replaced")


def not_once(span: Span, place: str, piece: str, times: int) -> Problem:
    """Report a piece to replace that its text does not have, or has more than once, so that which is meant is open."""
    several = Bilingual(
        f"有 {times} 处“{piece}”，请多写几个字，使它只有一处", f"“{piece}” stands {times} times: write more, to mean one"
    )
    return _not_once(span, place=place, what=several if times else Bilingual(f"没有“{piece}”", f"“{piece}” is missing"))


_not_once = Mistake("K014", "$place 中$what", "in $place $what")
