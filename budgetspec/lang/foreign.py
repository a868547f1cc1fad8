"""What is said about what other notations have, and rules write in another way: one function per mistake, all wording here.

Where it is sure what is meant, ``instead`` is what reading goes on with, so that what else is wrong is found too: never longer
than what stands there, and of the same kind.
"""

from __future__ import annotations

from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem
from budgetspec.source import Span

BRACKET_IN_HEAD: Final = "S065"
_LONGEST_SHOWN: Final = 200
_SHORT: Final = {"==": "＝", "!=": "≠", ">=": "≥", "<=": "≤"}
"""Signs of one character for those of two."""


def written_as(span: Span, found: str, meant: str, instead: str | None = None) -> Problem:
    """Report a word, sign or phrase that the language writes in another way."""
    if instead is None and meant.isascii():
        instead = _SHORT.get(meant, meant)
    found, meant = _cut(found), _cut(meant)
    said = Bilingual(f"“{found}”写作 {meant}", f"'{found}' is written {meant}")
    return Problem("S010", said, span, instead=instead)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def single_equals(span: Span) -> Problem:
    """Report ``=`` in a comparison."""
    said = Bilingual("相等写作 ==（两个等号）", "equality is written == (two signs)")
    return Problem("S011", said, span, instead="＝")


def double_equals(span: Span) -> Problem:
    """Report ``==`` after the name of a let."""
    said = Bilingual("let 的名称之后写一个 =", "the name of a let is followed by a single =")
    return Problem("S012", said, span, instead="=")


def grouped_number(span: Span, number: str) -> Problem:
    """Report a number with thousands separators."""
    meant = _cut(number)
    said = Bilingual(f"数中不写千位分隔号，请写 {meant}", f"numbers have no separators; write {meant}")
    return Problem("S013", said, span, instead=number)


def other_quotes(span: Span) -> Problem:
    """Report quotation marks that the language does not use."""
    return Problem("S029", Bilingual('文字用双引号括起来："…" 或 “…”', 'texts stand in double quotes: "…"'), span)


def currency(span: Span, amount: str) -> Problem:
    """Report a currency sign."""
    said = Bilingual(f"金额不写货币符号，请写 {amount}元", f"amounts have no currency sign; write {amount}元")
    return Problem("S030", said, span, instead=f"{amount}元")


def unknown_unit(span: Span, unit: str, change: Bilingual, instead: str) -> Problem:
    """Report a unit that numbers cannot have."""
    said = Bilingual(f"数后面不能写“{unit}”，{change.zh}", f"numbers do not take '{unit}'; {change.en}")
    return Problem("S031", said, span, instead=instead)


def slash_comment(span: Span) -> Problem:
    """Report a comment that begins with slashes."""
    return Problem("S041", Bilingual("注释以 # 开头", "comments begin with #"), span)


def no_otherwise(span: Span) -> Problem:
    """Report an ``else``."""
    return Problem(
        "S043",
        Bilingual("没有“否则”的写法：请另写一条规则，when not …: …", "there is no else; write another rule: when not …: …"),
        span,
    )


def quoted_selector(span: Span, selected: str) -> Problem:
    """Report a code in quotes inside […]."""
    said = Bilingual(f"[…] 中不加引号：[{selected}]", f"no quotes inside […]: [{selected}]")
    return Problem("S046", said, span, instead=f" {selected}")


def code_range(span: Span) -> Problem:
    """Report a range of codes."""
    return Problem(
        "S047",
        Bilingual(
            "[…] 中没有“从几到几”的写法：请逐个列出 [301, 302]，或用 x 代表一位数字 [30x]",
            "[…] has no ranges: list the codes, [301, 302], or write x for a digit, [30x]",
        ),
        span,
    )


def superfluous(span: Span, sign: str) -> Problem:
    """Report a sign or word that other notations have here."""
    return Problem("S061", Bilingual(f"这里不写“{sign}”，请删去", f"no '{sign}' is written here; delete it"), span, instead="")


def broken_name(span: Span, name: str) -> Problem:
    """Report a name with a blank in it."""
    said = Bilingual(f"名称中间不写空格：{name}", f"a name is written without blanks: {name}")
    return Problem("S062", said, span, instead=name)


def other_brackets(span: Span, meant: str) -> Problem:
    """Report rows selected with brackets of another kind."""
    return Problem(
        "S063", Bilingual(f"选行用方括号：{meant}", f"rows are selected with square brackets: {meant}"), span, instead=meant
    )


def late_when(span: Span) -> Problem:
    """Report a premise behind what is to be checked."""
    said = Bilingual("前提写在前面：when 前提: 要检查的式子", "the premise stands before the check: when CONDITION: CHECK")
    return Problem("S064", said, span)


def bracket_in_head(span: Span, found: str) -> Problem:
    """Report rules of a table in brackets of another kind."""
    said = Bilingual(
        f"表名之后应是 {{，最后一条规则之后是 }}，不是 {found}", f"the rules of a table stand in {{ }}, not in {found}"
    )
    return Problem(BRACKET_IN_HEAD, said, span)
