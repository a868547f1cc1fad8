"""Sentence patterns run backwards: from figures to the sentence that states them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from budgetspec.lang.passage import SEPARATORS, normal
from budgetspec.lang.pattern import Choice, Hole, Literal, Maybe, Part, Pattern, holes_of

_PERCENT: Final = "%"
_UNCHANGED: Final = "持平"


def say(pattern: Pattern, values: Mapping[str, str]) -> str | None:
    """Print the sentence with ``values``, printed figures by hole name; None if a value that it needs is not there.

    An optional part is printed if all its holes have values, a separator if something else stands before and behind it, of
    several choices the one that states most of them.

    >>> from budgetspec.lang.pattern import read_pattern
    >>> say(read_pattern("收入预算{收入:万元}[，{变动:增减 万元}]。", 0, ())[0], {"收入": "5万元"})
    '收入预算5万元。'
    """
    return _said(pattern.parts, values)


def printed_change(number: Decimal, unit: str) -> str:
    """Print a change as sentences do.

    >>> printed_change(Decimal("34.25"), "万元"), printed_change(Decimal("-2.1"), "%"), printed_change(Decimal(0), "元")
    ('增加34.25万元', '下降2.1%', '持平')
    """
    if not number:
        return _UNCHANGED
    words = ("增长", "下降") if unit == _PERCENT else ("增加", "减少")
    return f"{words[number < 0]}{abs(number):f}{unit}"


def readable(pattern: Pattern) -> str:
    """Print a pattern for readers of a report: its holes as …, without what may be left out, of choices the first.

    >>> from budgetspec.lang.pattern import read_pattern
    >>> readable(read_pattern("{年度:年}收入预算(为|是){收入:万元}[，其中：{:文}]。", 0, ())[0])
    '…年收入预算为…万元。'
    """
    return "".join(map(_readable, pattern.parts))


def _readable(part: Part) -> str:
    match part:
        case Literal(text):
            return text
        case Hole():
            return "…" if part.textual or part.type == "日期" else f"{'增减' * part.change}…{part.type}"
        case Choice(branches):
            return "".join(map(_readable, branches[0]))
    return ""


def _said(parts: Sequence[Part], values: Mapping[str, str]) -> str | None:
    said, between = "", ""
    for part in parts:
        separator = _separator(part)
        printed = _printed(part, values)
        if printed is None:
            return None
        between = separator or between
        if printed:
            said, between = f"{said}{between if said and normal(said[-1]) not in SEPARATORS else ''}{printed}", ""
    return said


def _separator(part: Part) -> str:
    """Return the separator that an optional part is: it stands between what is printed before and behind it."""
    match part:
        case Maybe((Literal(text),)) if set(normal(text)) <= SEPARATORS:
            return text
    return ""


def _printed(part: Part, values: Mapping[str, str]) -> str | None:
    match part:
        case Literal(text):
            return text
        case Hole(name):
            return values.get(name) if name else None
        case Maybe(inner):
            return (_said(inner, values) if any(holes_of(inner)) else None) or ""
        case Choice(branches):
            found = [(branch, said) for branch in branches if (said := _said(branch, values)) is not None]
            best = max(found, key=lambda each: _stated(each[0], values)) if len(found) > 1 else next(iter(found), None)
            return best[1] if best else None


def _stated(parts: Sequence[Part], values: Mapping[str, str]) -> int:
    return sum(hole.name in values for hole in holes_of(parts))
