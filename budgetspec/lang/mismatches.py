"""Which of the mistakes in ``mistyped`` two operands make that do not go together."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, mistyped, plan
from budgetspec.lang.mistyped import Side
from budgetspec.lang.names import shown
from budgetspec.lang.problems import Problem
from budgetspec.lang.types import KIND_NAMES, TEXTUAL, Kind
from budgetspec.source import Span

_ORDER: Final = frozenset({"<", "<=", ">", ">="})
_COMPARISONS: Final = _ORDER | {"==", "!=", "in"}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:\D{1,3}(?P<month>[0-9]{1,2})\D{1,3}(?P<day>[0-9]{1,2})|(?P<both>[0-9]{4}))")
_FIGURE: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?(%|万?元)?")


class Operand(NamedTuple):
    """An operand as written and as bound."""

    expr: ast.Expr
    node: plan.Expr

    @property
    def kind(self) -> Kind:
        """What kind of value it has."""
        return self.node.type.kind

    @property
    def text(self) -> str:
        """How messages mention it."""
        return shown(self.expr)


def side(expr: ast.Expr, node: plan.Expr) -> Side:
    """Return an operand with its kind, for a message."""
    return Side(shown(expr), Bilingual(KIND_NAMES[node.type.kind], f"of kind {node.type.kind.value}"))


def mismatch(span: Span, op: str, left: Operand, right: Operand) -> Problem:
    """Say why ``left op right`` means nothing, and what could be written instead."""
    found = _mismatch(span, op, left, right) or _mismatch(span, op, right, left)
    return found or mistyped.cannot_combine(span, op=op, left=side(*left), right=side(*right))


def _mismatch(span: Span, op: str, one: Operand, other: Operand) -> Problem | None:  # noqa: PLR0911 - a mistake a line
    figure = isinstance(other.expr, ast.Number)
    match one.kind, other.kind:
        case Kind.BOOLEAN, _:
            return mistyped.condition_as_value(span, op=op)
        case Kind.TEXT | Kind.CODE, Kind.NUMBER if figure and op in {"==", "!=", "in"}:
            return mistyped.unquoted_code(other.expr.span, code=side(*one), number=other.text)
        case Kind.TEXT | Kind.CODE, _ if op in _ORDER and not isinstance(one.expr, ast.String):
            return mistyped.no_order(span, op, side(*one))
        case Kind.DATE, Kind.NUMBER if figure and op in {"+", "-"}:
            return mistyped.bare_days(other.expr.span, op=op, number=other.text)
        case Kind.DATE, Kind.TEXT if (
            op in _COMPARISONS and isinstance(other.expr, ast.String) and _DAY.fullmatch(other.expr.value)
        ):
            return mistyped.no_such_day(other.expr.span, text=other.expr.value)
        case Kind.DATE, _ if op in _COMPARISONS:
            return mistyped.not_a_date(other.expr.span, example=_date(other.text))
        case Kind.AMOUNT, Kind.AMOUNT if op == "*":
            return mistyped.amount_by_amount(span, left=side(*one), right=side(*other))
        case Kind.AMOUNT, Kind.PERCENT if op in {"+", "-"}:
            factor = _share(other.text) if other.text.endswith("%") else f"{other.text} / 100"
            return mistyped.share_of_amount(span, op=op, amount=one.text, share=other.text, factor=factor)
        case kind, Kind.TEXT if kind not in TEXTUAL and (quoted := _quoted_figure(other.expr)):
            return mistyped.quoted_number(other.expr.span, other=side(*one), number=quoted)
    return None


def percent_as_factor(left: Operand, right: Operand) -> Problem | None:
    """Say that an amount times 2%, which is the number 2, is not two percent of it."""
    for amount, factor in ((left, right), (right, left)):
        parts = list(plan.walk(factor.node))
        percent = next((n.text for n in parts if isinstance(n, plan.Const) and n.type.kind is Kind.PERCENT), None)
        if amount.kind is Kind.AMOUNT and percent and all(isinstance(n, plan.Const | plan.Apply) for n in parts):
            return mistyped.percent_as_factor(factor.expr.span, percent=percent, number=percent[:-1], factor=_share(percent))
    return None


def _share(percent: str) -> str:
    """Write a percentage as a share of one: 2% is 0.02."""
    return format(Decimal(percent.removesuffix("%")).scaleb(-2), "f")


def _quoted_figure(expr: ast.Expr) -> str | None:
    figure = isinstance(expr, ast.String) and _FIGURE.fullmatch(expr.value)
    return expr.value if isinstance(expr, ast.String) and figure else None


def _date(text: str) -> str:
    """Return a date as rules write it: 20250131 and 2025年1月31日 as 2025-01-31."""
    found = _DATE.search(text)
    if found is None:
        return "2025-01-31"
    month, day = (found["both"][:2], found["both"][2:]) if found["both"] else (found["month"], found["day"])
    return f"{found['year']}-{month:0>2}-{day:0>2}"
