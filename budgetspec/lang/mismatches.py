"""Which of the mistakes in ``mistyped`` two operands make that do not go together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, mistyped, plan
from budgetspec.lang.mention import folded, quoted, shown
from budgetspec.lang.mistyped import Side
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import in_digits
from budgetspec.lang.types import KIND_NAMES, TEXTUAL, Kind, Level
from budgetspec.source import Span

_ORDER: Final = frozenset({"<", "<=", ">", ">="})
_COMPARISONS: Final = _ORDER | {"==", "!=", "in"}
_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:\D{1,3}(?P<month>[0-9]{1,2})\D{1,3}(?P<day>[0-9]{1,2})|(?P<both>[0-9]{4}))")
_YEAR: Final = re.compile("(?:19|20)[0-9]{2}")
_TEN_THOUSAND: Final = "10000"
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


def _mismatch(span: Span, op: str, one: Operand, other: Operand) -> Problem | None:  # noqa: C901, PLR0911 - one a line
    figure = isinstance(other.expr, ast.Number)
    match one.kind, other.kind:
        case Kind.BOOLEAN, _:
            return mistyped.condition_as_value(span, op=op)
        case Kind.TEXT | Kind.CODE, Kind.NUMBER if figure and op in {">", "!="} and not Decimal(other.text):
            return mistyped.not_blank(span, text=side(*one), meant=f"not blank({one.text})")
        case Kind.TEXT | Kind.CODE, Kind.NUMBER if figure and op in {"==", "!=", "in"}:
            whole = one.kind is Kind.CODE or op == "in"
            return mistyped.unquoted_code(other.expr.span, side(*one), other.text, whole=whole)
        case Kind.TEXT | Kind.CODE, _ if op in _ORDER and not isinstance(one.expr, ast.String):
            return mistyped.no_order(span, op, side(*one))
        case Kind.DATE, _:
            return _of_date(op, one, other)
        case Kind.COUNT, Kind.AMOUNT if op in _COMPARISONS and (counted := _counted(other.expr)):
            return mistyped.rows_for_amount(other.expr.span, count=side(*one), amount=side(*other), op=op, meant=counted)
        case Kind.AMOUNT, Kind.AMOUNT if op == "*":
            return mistyped.amount_by_amount(span, left=side(*one), right=side(*other))
        case Kind.AMOUNT, Kind.PERCENT if op in {"+", "-"}:
            factor = _share(other.text) if other.text.endswith("%") else f"{other.text} / 100"
            return mistyped.share_of_amount(span, op=op, amount=one.text, share=other.text, factor=factor)
        case Kind.AMOUNT, Kind.PERCENT if figure and op in _COMPARISONS:
            factor = _share(other.text)
            amount, base = _share_and_whole(one)
            meant = f"{amount} {op} {base} * {factor}"
            return mistyped.share_of_what(other.expr.span, amount=side(*one), percent=other.text, factor=factor, meant=meant)
        case kind, Kind.TEXT if kind not in TEXTUAL and (number := _quoted_figure(other.expr)):
            return mistyped.quoted_number(other.expr.span, other=side(*one), number=number)
    return None


def _of_date(op: str, one: Operand, other: Operand) -> Problem | None:
    match other.kind, other.expr:
        case Kind.NUMBER, ast.Number() if op in {"+", "-"}:
            return mistyped.bare_days(other.expr.span, op=op, number=other.text)
        case Kind.YEAR | Kind.NUMBER, _ if op in _COMPARISONS and (other.kind is Kind.YEAR or _YEAR.fullmatch(other.text)):
            return mistyped.year_of_date(one.expr.span, date=one.text, year=other.text)
        case Kind.TEXT, ast.String(value=text) if op in _COMPARISONS and _DATE.search(in_digits(text)):
            return _misdated(other.expr.span, text)
        case _ if op in _COMPARISONS and _DATE.search(other.text):
            return _misdated(other.expr.span, other.text)
    return mistyped.not_a_date(other.expr.span, example=_date(other.text)) if op in _COMPARISONS else None


def _misdated(span: Span, text: str) -> Problem:
    """Say how a date is written, or that there is no such day."""
    day = _date(text)
    try:
        date.fromisoformat(day)
    except ValueError:
        return mistyped.no_such_day(span, text=text)
    return mistyped.date_otherwise(span, text=text, meant=day)


def _share_and_whole(one: Operand) -> tuple[str, str]:
    """Return an amount and what it may be a share of: its column in the rows above, to which it is summed."""
    cells = next((each for each in plan.walk(one.node) if isinstance(each, plan.Cells)), None)
    rows = one.node.type.rows[-1] if one.node.type.rows else None
    if cells is None or rows is None or isinstance(one.node, plan.Fold):
        return one.text, f"{quoted(cells.column)}[{rows.name}]" if cells and rows else "…"
    above = rows.parent
    while above and above.keys != rows.keys[:-1]:
        above = above.parent
    column = f"{quoted(cells.column)}[{above.name}]" if above and above.keys else "…"
    return folded("sum", one.text, rows.keys[:-1]) if above and above.keys else one.text, column


def _counted(expr: ast.Expr) -> str | None:
    """Return what counts the rows that are summed."""
    summed = isinstance(expr, ast.Call) and expr.function.text == "sum"
    return shown(replace(expr, function=ast.Name("count"))) if isinstance(expr, ast.Call) and summed else None


def no_tolerance(within: ast.Expr, left: Operand, right: ast.Expr) -> Problem:
    """Say what is wrong with a tolerance: of ``within 0.1%``, a share of an amount is meant."""
    if left.kind is Kind.AMOUNT and isinstance(within, ast.Number) and within.unit == "%":
        most = shown(ast.Binary("*", right, ast.Number(_share(within.text))))
        return mistyped.share_as_tolerance(within.span, percent=shown(within), number=within.text, most=most)
    return mistyped.no_tolerance(within.span, most="0.01")


def misjudged(span: Span, op: str, left: Operand, right: Operand) -> Problem | None:
    """Say what is wrong with a comparison of values that go together, but not as they are written."""
    return _share_as_percent(left, right) or _share_for_percent(left, right) or _spread(span, op, left, right)


def misfactored(op: str, left: Operand, right: Operand) -> Problem | None:
    """Say what is wrong with a product or quotient of values that go together, but not as they are written."""
    return _percent_as_factor(left, right) or _share_of_number(op, left, right) or _change_of_unit(op, left, right)


def _share_of_number(op: str, left: Operand, right: Operand) -> Problem | None:
    """Say that 0.5 * 100%, which is the number 50, is not a half."""
    for number, percent in ((left.expr, right.expr), (right.expr, left.expr)):
        match number, percent:
            case ast.Number(unit=None), ast.Number(unit="%") if op == "*":
                value = Decimal(number.text) * Decimal(percent.text)
                span, product = Span(left.expr.span.start, right.expr.span.end), f"{left.text} * {right.text}"
                return mistyped.share_of_number(span, product=product, number=_bare(value), share=_bare(value / 100))
    return None


def _percent_as_factor(left: Operand, right: Operand) -> Problem | None:
    """Say that an amount times 2%, which is the number 2, is not two percent of it."""
    for amount, factor in ((left, right), (right, left)):
        parts = list(plan.walk(factor.node))
        percent = next((n.text for n in parts if isinstance(n, plan.Const) and n.type.kind is Kind.PERCENT), None)
        if amount.kind is Kind.AMOUNT and percent and all(isinstance(n, plan.Const | plan.Apply) for n in parts):
            return mistyped.percent_as_factor(factor.expr.span, percent=percent, number=percent[:-1], factor=_share(percent))
    return None


def _change_of_unit(op: str, left: Operand, right: Operand) -> Problem | None:
    """Say that an amount in 万元 is not to be multiplied with 10000 before it is compared with one in 元."""
    for amount, factor in ((left, right), (right, left)):
        if amount.kind is Kind.AMOUNT and isinstance(factor.expr, ast.Number) and factor.expr.text == _TEN_THOUSAND:
            return mistyped.change_of_unit(factor.expr.span, op=op, number=_TEN_THOUSAND)
    return None


def _share_for_percent(left: Operand, right: Operand) -> Problem | None:
    """Say that 0.05 or 1, compared with a printed percentage, is 0.05% or 1%, and not 5% or all."""
    for percent, share in ((left, right), (right, left)):
        plain = isinstance(share.expr, ast.Number) and not share.expr.unit
        if percent.kind is Kind.PERCENT and plain and 0 < Decimal(share.text) <= 1:
            number = _bare(Decimal(share.text) * 100)
            return mistyped.share_for_percent(share.expr.span, percent=percent.text, share=share.text, number=number)
    return None


def _share_as_percent(left: Operand, right: Operand) -> Problem | None:
    """Say that a quotient of amounts is no percentage: a half is 0.5, and 50%."""
    for share, percent in ((left, right), (right, left)):
        if percent.kind is Kind.PERCENT and _is_share(share.node):
            literal = isinstance(percent.expr, ast.Number)
            return mistyped.share_as_percent(percent.expr.span, share.text, percent.text, _share(percent.text) if literal else "")
    return None


def _spread(span: Span, op: str, left: Operand, right: Operand) -> Problem | None:
    """Say that one amount is compared with each of many rows, where the author means one row, or the sum of them."""
    for one, rows in ((left, right), (right, left)):
        amounts = one.kind is rows.kind is Kind.AMOUNT and not isinstance(one.node, plan.Const)
        if op == "==" and amounts and rows.node.type.rows and not one.node.type.rows:
            return _below(span, one, rows) or _all_rows(span, one, rows)
    return None


def _below(span: Span, total: Operand, rows: Operand) -> Problem | None:
    """Report ``合计[类] == sum(合计[款])``: the total of the rows below all rows."""
    match total.node, rows.node:
        case plan.Fold("sum", plan.Cells(codes=codes, patterns=()) as below), plan.Cells() as cells if not codes:
            above = next((x.parent for x in below.type.rows if x.parent in cells.type.rows), None)
            if above and _is_same(below, cells):
                each = f"{quoted(cells.column)} == sum(children({quoted(cells.column)}))"
                return mistyped.total_of_rows_below(span, total=total.text, each=each, one=_topmost(above).name)
    return None


def _all_rows(span: Span, one: Operand, rows: Operand) -> Problem | None:
    """Report ``[合计] == [类]``, or ``[合计] == sum([类] by 单位)``: rows of the table that the one row is of."""
    match one.node, rows.node:
        case plan.Cells() as row, plan.Cells(codes=codes, patterns=()) as cells if not codes and _is_same(row, cells):
            return mistyped.rows_against_total(span, rows=rows.text, one=one.text)
        case plan.Cells() as row, plan.Fold("sum", plan.Cells(codes=codes, patterns=()) as cells) if not codes:
            return mistyped.rows_against_total(span, rows=cells.shown, one=one.text) if _is_same(row, cells) else None
    return None


def _is_same(one: plan.Cells, other: plan.Cells) -> bool:
    return (one.table, one.column) == (other.table, other.column)


def _topmost(level: Level) -> Level:
    return _topmost(level.parent) if level.parent else level


def _is_share(node: plan.Expr) -> bool:
    """Tell whether a value is an amount divided by an amount, or such with something added, but not in hundredths."""
    match node:
        case plan.Apply(function="/", arguments=(whole, part)) if whole.type.kind is part.type.kind is Kind.AMOUNT:
            return not any(isinstance(n, plan.Const) and n.text == "100" for n in plan.walk(node))
        case plan.Apply(function="+" | "-" | "number", arguments=arguments):
            return any(map(_is_share, arguments))
    return False


def _bare(value: Decimal) -> str:
    """Write a number without zeros at its end."""
    return f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def _share(percent: str) -> str:
    """Write a percentage as a share of one: 2% is 0.02."""
    return format(Decimal(percent.removesuffix("%")).scaleb(-2), "f")


def _quoted_figure(expr: ast.Expr) -> str | None:
    figure = isinstance(expr, ast.String) and _FIGURE.fullmatch(expr.value)
    return expr.value if isinstance(expr, ast.String) and figure else None


def _date(text: str) -> str:
    """Return a date as rules write it: 20250131, 2025年1月31日 and 二〇二五年一月三十一日 as 2025-01-31."""
    found = _DATE.search(in_digits(text))
    if found is None:
        return "2025-01-31"
    month, day = (found["both"][:2], found["both"][2:]) if found["both"] else (found["month"], found["day"])
    return f"{found['year']}-{month:0>2}-{day:0>2}"
