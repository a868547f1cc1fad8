"""What is said about rules that are sound but suspicious: one small function per finding, all wording here.

Each says only what is proven. A finding is a ``Problem`` with a code of its own letter, L.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem
from budgetspec.source import Span

_LISTED: Final = 5
_ROUNDED: Final = Bilingual("（印作约数的数除外）", " (figures printed rounded aside)")
"""What is proven of exact figures only."""


def cannot_fail(span: Span) -> Problem:
    """Report a condition that is true of any data."""
    return Problem(
        "L001",
        Bilingual(
            "这个条件对任何数据都成立，规则查不出问题；请看两边是否写成了同一项，比较的方向是否写反",
            "this condition is true of any data, so the rule finds nothing; are both sides, and the sign, what you mean?",
        ),
        span,
    )


def follows_from_guard(span: Span) -> Problem:
    """Report a condition that is true wherever its ``when`` is."""
    return Problem(
        "L002",
        Bilingual(
            "when 成立时，这个条件必然成立，规则查不出问题；请改 when 或这个条件",
            "where the rule's when is true this condition must be, so the rule finds nothing; change one of them",
        ),
        span,
    )


def never_applies(span: Span) -> Problem:
    """Report a ``when`` that is never true."""
    return Problem(
        "L003",
        Bilingual(
            "when 的条件不可能成立，规则从不适用；请看几个条件是否矛盾，“或”是否写成了 and",
            "this when can never be true, so the rule never applies; do its parts contradict each other, or is an 'or' meant?",
        ),
        span,
    )


def cannot_hold(span: Span, *, rounded: bool) -> Problem:
    """Report a condition that is false of any data; ``rounded`` if figures printed rounded could satisfy it."""
    hint = _aside(rounded)
    return Problem(
        "L004",
        Bilingual(
            f"这个条件不可能成立{hint.zh}，凡检查到的都是问题；请看几个条件是否矛盾，“或”是否写成了 and",
            f"this condition can never be true{hint.en}; do its parts contradict each other, or is an 'or' meant?",
        ),
        span,
    )


def same_rule(span: Span, other: str) -> Problem:
    """Report a rule that checks what another one checks, however it is written."""
    return Problem(
        "L005",
        Bilingual(
            f"与规则 {other} 查的是同一件事：表、行、列和条件都相同；请删去其中一条",
            f"this checks what rule {other} checks: tables, rows, columns and condition are the same; delete one of them",
        ),
        span,
    )


def part_of_rule(span: Span, other: str) -> Problem:
    """Report a rule all of whose checks another one makes, besides others."""
    return Problem(
        "L006",
        Bilingual(
            f"这条规则的每一项检查，规则 {other} 都已经做了；请删去这一条",
            f"rule {other} already makes every check of this rule; delete this one",
        ),
        span,
    )


def contradicts(span: Span, other: str, *, rounded: bool) -> Problem:
    """Report a rule that cannot hold where another one holds; ``rounded`` as in ``cannot_hold``."""
    hint = _aside(rounded)
    return Problem(
        "L007",
        Bilingual(
            f"与规则 {other} 矛盾：同一处数据不可能两条都满足{hint.zh}；请改其中一条",
            f"this contradicts rule {other}: no data can satisfy both{hint.en}; change one of them",
        ),
        span,
    )


def forgotten_codes(span: Span, codes: Sequence[str], pattern: str) -> Problem:
    """Report a sum of codes that is compared with the total and leaves siblings out; ``codes`` with their names."""
    more = len(codes) - _LISTED
    listed_zh = "、".join(codes[:_LISTED]) + (f"等 {len(codes)} 项" if more > 0 else "")
    listed_en = ", ".join(codes[:_LISTED]) + (f" and {more} more" if more > 0 else "")
    return Problem(
        "L008",
        Bilingual(
            f"与合计相比的这个和，没有包括代码表中同级的 {listed_zh}；请补上，要全部相加请写 [{pattern}]",
            f"this sum is compared with the total but leaves out {listed_en}, which the code list has at the same level; "
            f"add what is missing, or write [{pattern}] for all",
        ),
        span,
    )


def no_year(span: Span, first: int, last: int) -> Problem:
    """Report a rule that ends before it begins."""
    return Problem(
        "L009",
        Bilingual(
            f"从 {first} 年起、到 {last} 年止，没有一个年度适用；请看 from 和 until 是否写反",
            f"from {first} until {last} is no year at all; are from and until exchanged?",
        ),
        span,
    )


def unused_let(span: Span, name: str) -> Problem:
    """Report a let that no rule of its file uses, directly or by another let."""
    return Problem(
        "L010",
        Bilingual(
            f"本文件没有规则用到变量 {name}；请删去，或看规则中是否该写它",
            f"no rule of this file uses {name}; delete it, or see whether a rule should",
        ),
        span,
    )


def no_case(span: Span, rule: str) -> Problem:
    """Report a rule that no case runs."""
    return Problem(
        "L011",
        Bilingual(
            f"没有一个用例检验 {rule}；请写一个它成立、一个它不成立的用例",
            f"no case tests {rule}; write one in which it holds and one in which it fails",
        ),
        span,
    )


def no_basis(span: Span, rule: str) -> Problem:
    """Report a rule that does not say what it is based on."""
    return Problem(
        "L012",
        Bilingual(
            f'{rule} 没有写依据；请加 basis "…"，写明法规条款或表式的哪一项',
            f'{rule} gives no basis; add basis "…": the article of a law, or the part of the form',
        ),
        span,
    )


def _aside(rounded: bool) -> Bilingual:  # noqa: FBT001 - passed on
    return _ROUNDED if rounded else Bilingual("", "")
