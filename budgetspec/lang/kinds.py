"""Which kinds of value go together, and what comes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from budgetspec.lang import ast, plan
from budgetspec.lang.types import NUMERIC, TEXTUAL, FieldType, Kind, plain
from budgetspec.money import FEN_PER_UNIT, exact

_LONGEST_PATTERN: Final = 200
_MOST_CHOICES: Final = 16
_PIECE: Final = re.compile(
    r"((?P<set>\[[^\[\]\\]+\])|(?P<any>\.)|(?P<char>[^\[\]{}?*+.\\()|^$]))(?P<times>\{[0-9]{1,3}(,[0-9]{0,3})?\}|[?*+])?"
)
_SPAN: Final = re.compile(r"(.)(?:-(.))?", re.DOTALL)
_FEW: Final = 16
_ANY: Final = ("",)
"""Stands in each text."""


def literal(expr: ast.Number) -> plan.Const:
    """Make a constant of a number as written; an amount becomes 分."""
    number, text = Decimal(expr.text), f"{expr.text}{expr.unit or ''}"
    if expr.unit in FEN_PER_UNIT:
        return plan.Const(exact(number, FEN_PER_UNIT[expr.unit]), text, type=FieldType(Kind.AMOUNT), span=expr.span)
    kind = {"%": Kind.PERCENT, "days": Kind.DAYS}.get(expr.unit or "", Kind.NUMBER)
    return plan.Const(exact(number), text, type=FieldType(kind), span=expr.span)


def same_money(left: plan.Expr, right: plan.Expr) -> tuple[plan.Expr, plan.Expr]:
    """Read a bare number beside an amount as 元."""
    if left.type.kind is Kind.AMOUNT:
        return left, _as_yuan(right)
    if right.type.kind is Kind.AMOUNT:
        return _as_yuan(left), right
    return left, right


def same_dates(left: plan.Expr, right: plan.Expr) -> tuple[plan.Expr, plan.Expr]:
    """Read a text like "2025-01-31" beside a date as a date."""
    if left.type.kind is Kind.DATE:
        return left, _as_date(right)
    return (_as_date(left), right) if right.type.kind is Kind.DATE else (left, right)


def _as_date(node: plan.Expr) -> plan.Expr:
    if not isinstance(node, plan.Const) or node.type.kind is not Kind.TEXT:
        return node
    try:
        return replace(node, value=date.fromisoformat(node.value), text=node.value, type=FieldType(Kind.DATE))
    except ValueError:
        return node


def _as_yuan(node: plan.Expr) -> plan.Expr:
    match node:
        case plan.Const() if node.type.kind is Kind.NUMBER:
            return replace(node, value=node.value * FEN_PER_UNIT["元"], type=FieldType(Kind.AMOUNT))
        case plan.Apply(function="negative", arguments=(plan.Const() as inner,)) if inner.type.kind is Kind.NUMBER:
            return replace(node, arguments=(_as_yuan(inner),), type=FieldType(Kind.AMOUNT))
    return node


def as_operand(node: plan.Expr) -> plan.Expr:
    """Make an operand a number or a date; what is a text or a blank instead makes the result unknown."""
    if node.type.kind is Kind.VALUE:
        return plan.Apply("number", (node,), type=FieldType(Kind.NUMBER, node.type.rows), span=node.span)
    if node.type.kind is Kind.DATE and not isinstance(node, plan.Apply):
        return plan.Apply("date", (node,), type=node.type, span=node.span)
    return node


def result(op: str, left: Kind, right: Kind) -> Kind | None:  # noqa: PLR0911 - a table of kinds, row by row
    """Return the kind of ``left op right``; None where the two do not go together."""
    plain = NUMERIC - {Kind.DAYS, Kind.YEAR}
    if op in "+-":
        if left is right and left in NUMERIC | {Kind.AMOUNT}:
            return left
        if (left, right) == (Kind.DATE, Kind.DAYS):
            return Kind.DATE
        if op == "-" and left is right is Kind.DATE:
            return Kind.DAYS
        if op == "+" and {left, right} <= TEXTUAL:
            return Kind.TEXT
        if {left, right} <= {Kind.YEAR, Kind.NUMBER}:
            return Kind.YEAR
        return Kind.NUMBER if {left, right} <= plain else None
    if left is Kind.AMOUNT and right in plain:
        return Kind.AMOUNT
    if op == "*" and right is Kind.AMOUNT and left in plain:
        return Kind.AMOUNT
    if {left, right} <= plain or (op == "/" and left is right is Kind.AMOUNT):
        return Kind.NUMBER
    return None


def comparable(op: str, a: Kind, b: Kind) -> bool:
    """Say whether two kinds can be compared; texts and codes have no order."""
    alike = a is b or {a, b} <= NUMERIC or {a, b} <= TEXTUAL or (Kind.VALUE in {a, b} and {a, b} <= NUMERIC | TEXTUAL)
    ordered = op not in {"==", "!=", "in"}
    return alike and a is not Kind.BOOLEAN and not (ordered and {a, b} & TEXTUAL)


def as_regex(pattern: str) -> str | None:
    """Return a text pattern as a regular expression for normalised texts; None if it is wrong or not surely linear.

    >>> as_regex("试行[０-9]{2}"), as_regex("a*b*")
    ('试行(?:[0-9]){2}', None)
    """
    pieces, at, choices, most = [], 0, 1, 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None or "--" in (piece["set"] or ""):
            return None
        least, more = _repeats(piece["times"] or "")
        choices, most = choices * (1 if more is None else more + 1), most + least
        one, times = _normal(piece), piece["times"]
        pieces.append(f"(?:{one}){times}" if one and times else one)
        at = piece.end()
    unbounded = sum(_repeats(m["times"] or "")[1] is None for m in _PIECE.finditer(pattern))
    regex = "".join(pieces)
    return regex if unbounded <= 1 and choices <= _MOST_CHOICES and most <= _LONGEST_PATTERN and _compiles(regex) else None


def as_word(pattern: str) -> str | None:
    """Return a pattern that is looked for in texts, as ``as_regex``; None too if it has no longest text or fits the empty one.

    >>> as_word("增长[0-9]{1,3}[，。]"), as_word("增长.*"), as_word("元?")
    ('增长(?:[0-9]){1,3}[,。]', None, None)
    """
    repeats = [_repeats(piece["times"] or "") for piece in _PIECE.finditer(pattern)]
    bounded = all(more is not None for _, more in repeats)
    return (as_regex(pattern) or None) if bounded and any(least for least, _ in repeats) else None


def signs_of(pattern: str) -> tuple[str, ...]:
    """Return texts of which one stands in each text that fits a pattern of ``as_word``: letters, or the characters of a set.

    The longest are the rarest, and signs rarer than letters.

    >>> signs_of("增长[0-9]{1,3}个?百分点"), signs_of("[增减升降]{2}[/∕]"), signs_of("[^无]")
    (('百分点',), ('/', '∕'), ('',))
    """
    runs, sets = [""], list[tuple[str, ...]]()
    for piece in _PIECE.finditer(pattern):
        times = piece["times"] or ""
        if piece["char"] and not times:
            runs[-1] += plain(piece["char"])
            continue
        runs.append("")
        sets += [_characters(piece)] if _repeats(times)[0] else []
    return max(_ANY, *((run,) for run in runs), *filter(None, sets), key=_rarity)


def _rarity(signs: tuple[str, ...]) -> tuple[int, bool, int]:
    return min(map(len, signs)), not any(sign.isalpha() and not sign.isascii() for sign in signs), -len(signs)


def _characters(piece: re.Match[str]) -> tuple[str, ...]:
    """Return the characters that a piece of a pattern stands for; none if they are many."""
    if piece["any"] or (piece["set"] or "").startswith("[^"):
        return ()
    spans = [(m[1], m[2] or m[1]) for m in _SPAN.finditer(piece["char"] or piece["set"][1:-1])]
    if sum(ord(last) - ord(first) for first, last in spans) > _FEW:
        return ()
    return tuple(plain(chr(code)) for first, last in spans for code in range(ord(first), ord(last) + 1))


def _repeats(times: str) -> tuple[int, int | None]:
    """Return how often a repeated piece stands at least, and how much more often at most: None for any number."""
    if not times.startswith("{"):
        return {"": (1, 0), "?": (0, 1), "*": (0, None), "+": (1, None)}[times]
    least, comma, most = times[1:-1].partition(",")
    return int(least), (None if not most else max(0, int(most) - int(least))) if comma else 0


def _normal(piece: re.Match[str]) -> str:
    """Return a character or class as it looks in texts of normal width without blanks."""
    if piece["any"]:
        return "."
    if piece["char"]:
        return re.escape(plain(piece["char"]))
    content = piece["set"][1:-1]
    head, rest = ("^", content[1:]) if content.startswith("^") else ("", content)
    inside = (c if c == "-" else re.escape(plain(c)) for c in rest)
    return f"[{head}{''.join(inside)}]"


def _compiles(regex: str) -> bool:
    """Tell whether Python reads an expression; one of mere letters it does."""
    if "[" not in regex and "(?:" not in regex:
        return True
    try:
        re.compile(regex)
    except (re.error, OverflowError):
        return False
    return True
