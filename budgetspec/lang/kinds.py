"""Which kinds of value go together, and what comes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from budgetspec.lang import ast, plan
from budgetspec.lang.types import NUMERIC, SUMMABLE, TEXTUAL, FieldType, Kind
from budgetspec.money import FEN_PER_UNIT, exact


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
        if left is right and left in SUMMABLE:
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
