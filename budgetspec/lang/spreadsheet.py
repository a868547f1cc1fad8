"""What formulas of spreadsheets are in the rules: of what the author wrote, where that can be told, or else in general."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, criteria, foreign, mention, misnamed
from budgetspec.lang.criteria import call
from budgetspec.lang.names import Names
from budgetspec.lang.printer import written
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import TODAY

_HOLDS: Final = frozenset("true 真 对 正确 通过 合格 一致 相符 相等 平衡 正常 无误 是 ok yes pass right 1 √".split())  # noqa: SIM905
_FAILS: Final = frozenset(
    "false 假 错 错误 不对 不正确 不通过 不合格 不一致 不符 不相符 不等 不相等 不平衡 异常 有误 报错 警告 否 "  # noqa: SIM905
    "no error wrong fail 0 ×".split()
)


class _Formula(NamedTuple):
    """A function of spreadsheets, by the first of its names, and what the rules have for it."""

    name: str
    usage: Bilingual


_FORMULAS: Final = {
    word: _Formula(words.split()[0], Bilingual(zh, en))
    for words, zh, en in (
        ("if ifs ifelse 如果", "when 条件: 要检查的式子", "when CONDITION: CHECK"),
        ("and 并且 且", "条件 and 条件", "CONDITION and CONDITION"),
        ("or 或者 或", "条件 or 条件", "CONDITION or CONDITION"),
        ("not 非", "not 条件", "not CONDITION"),
        (
            "round roundup rounddown int trunc 四舍五入 取整", "列名本身：金额按分精确计算，要容许误差写 甲 == 乙 within 0.01",
            "the column alone: amounts are exact; allow a difference with A == B within 0.01",
        ),
        ("consecutive sequential 连续", "列 == previous(列) + 1", "COLUMN == previous(COLUMN) + 1"),
        ("abs 绝对值", "甲 == 乙 within 0.01，或 甲 >= -1 and 甲 <= 1", "A == B within 0.01, or A >= -1 and A <= 1"),
        ("average avg mean 平均 平均值 平均数", "sum(列[级]) / count(列[级])", "sum(COLUMN[LEVEL]) / count(COLUMN[LEVEL])"),
        ("sumif sumifs sumproduct 条件求和", "sum(列[代码])，如 sum(列[301, 302])", "sum(COLUMN[CODE, …])"),
        ("countif countifs 条件计数", "count(条件)，如 count(列[级] > 0)", "count(CONDITION)"),
        (
            "iferror trim text value 去空格", "列名本身：空格、全角半角不计",
            "the column alone: blanks and width do not count",
        ),
        (
            "mid substr substring 截取", 'before(列, "文字") 或 after(列, "文字")',
            'before(COLUMN, "TEXT") or after(COLUMN, "TEXT")',
        ),
        (
            "vlookup xlookup hlookup lookup index 查找", "表.列：键相同的行自动对应；代码表写 list(…)",
            "TABLE.COLUMN: rows with equal keys meet by themselves; a code list is list(…)",
        ),
        (" ".join(sorted(TODAY)), *misnamed.FIXED_DATE),
        ("days datediff", "日期 <= 另一日期 + 20天", "DATE <= DATE + 20 days"),
        ("datedif dateadd networkdays 相差天数 间隔天数", "日期 <= 另一日期 + 20天", "DATE <= DATE + 20 days"),
        (
            "month day date todate 月 日", '日期 <= "2025-01-31"，日期直接与写出的日期比较',
            'DATE <= "2025-01-31", a date compared with a written one',
        ),
        ("repeat duplicate duplicated 重复", "distinct(列)：各行互不相同", "distinct(COLUMN): no two rows are alike"),
        ("left 左边", 'starts(列, "文字")', 'starts(COLUMN, "TEXT")'),
        ("right 右边", 'matches(列, ".*文字")', 'matches(COLUMN, ".*TEXT")'),
        ("equal equals exact 等于 相等", "甲 == 乙", "A == B"),
        ("subtract 差", "甲 - 乙", "A - B"),
        ("product multiply 乘积", "甲 * 乙", "A * B"),
        ("divide 占比 比例 比重", "甲 / 乙", "A / B"),
        ("between 介于", "列 >= 下限 and 列 <= 上限", "COLUMN >= LOW and COLUMN <= HIGH"),
    )
    for word in words.split()
}  # fmt: skip
"""Functions of spreadsheets that the rules have in another shape, or need not have."""
_TO_NEAREST: Final = frozenset({"round", "四舍五入"})
_OF_TWO: Final = {"subtract": "-", "product": "*", "divide": "/"}


def unknown(names: Names, expr: ast.Call) -> Problem | None:
    """Say what a formula of spreadsheets is in the rules; nothing where it is none."""
    formula = _FORMULAS.get(expr.function.text.lower())
    if formula is None:
        return None
    name, usage = formula
    expr = ast.Call(expr.function, tuple(_translated(names, each) for each in expr.arguments), expr.by, span=expr.span)
    if name == "if" and (told := _if(expr)):
        return told
    if meant := _meant(names, name, expr.arguments):
        return _said(expr, expr, meant)
    return misnamed.written_otherwise(expr.function.span, name=expr.function.text, usage=usage)


def compared(names: Names, expr: ast.Compare) -> Problem | None:
    """Say what is meant by a comparison of a formula that the rules have in the shape of a comparison: ``abs(a - b) < 1``."""
    this, meant = _comparison(expr) or _sums_of_units(names, expr) or (None, None)
    return _said(this, expr, _translated(names, meant)) if this and meant else None


def _sums_of_units(names: Names, expr: ast.Compare) -> tuple[ast.Call, ast.Expr] | None:
    """Return ``合计[301] == SUMIF(…)`` with both sides summed for each unit: rows of a code, each of a unit, meet no total."""
    for rows, this in ((expr.left, expr.right), (expr.right, expr.left)):
        if not isinstance(this, ast.Call) or _formula(this) != "sumif" or not isinstance(rows, ast.Reference):
            continue
        summed, keys = criteria.sum_of_rows(names, this.arguments), criteria.keys_of_code(names, rows)
        if isinstance(summed, ast.Call) and keys:
            both = {this: replace(summed, by=keys), rows: replace(call("sum", rows), by=keys)}
            return this, replace(expr, left=both[expr.left], right=both[expr.right])
    return None


def _comparison(expr: ast.Compare) -> tuple[ast.Call, ast.Expr] | None:
    """Return the formula in a comparison, and what is meant by both together."""
    if expr.within:
        return None
    if rounded := next((each for side in (expr.left, expr.right) for each in _rounded(side)), None):
        return rounded, _of_rounded(expr)
    for this, other, op in (expr.left, expr.right, expr.op), (expr.right, expr.left, ast.MIRRORED[expr.op]):
        if isinstance(this, ast.Call) and (meant := _meant_by_comparison(_formula(this), this.arguments, op, other)):
            return this, meant
    return None


def _formula(expr: ast.Call) -> str:
    """Return the first name of a formula of spreadsheets; nothing where it is none."""
    formula = _FORMULAS.get(expr.function.text.lower())
    return formula.name if formula else ""


def _said(formula: ast.Call, expr: ast.Expr, meant: ast.Expr) -> Problem:
    usage = written(meant)
    return replace(misnamed.written_otherwise(expr.span, name=formula.function.text, usage=usage), instead=usage)


def _translated(names: Names, expr: ast.Expr) -> ast.Expr:
    """Return an argument with what is meant by the formulas in it."""
    match expr:
        case ast.Call(arguments=arguments):
            inside = tuple(_translated(names, each) for each in arguments)
            return _meant(names, _formula(expr), inside) or replace(expr, arguments=inside)
        case ast.Binary(left=left, right=right):
            return replace(expr, left=_translated(names, left), right=_translated(names, right))
        case ast.Compare(left=left, right=right):
            _, meant = _comparison(expr) or (None, None)
            sides = replace(expr, left=_translated(names, left), right=_translated(names, right))
            return _translated(names, meant) if meant else sides
        case ast.Logic(operands=operands):
            return replace(expr, operands=tuple(_translated(names, each) for each in operands))
        case ast.Not(operand=operand):
            return replace(expr, operand=_translated(names, operand))
    return expr


# Formulas by themselves ---------------------------------------------------------------------------------------------


def _meant(names: Names, name: str, arguments: tuple[ast.Expr, ...]) -> ast.Expr | None:  # noqa: C901, PLR0911, PLR0912 - one line each
    match name, arguments:
        case "and" | "or", (_, _, *_):
            return ast.Logic(name, arguments)
        case "not", (condition,):
            return ast.Not(condition)
        case "round" | "iferror", (value, *_):
            return value
        case "consecutive", (column,):
            return ast.Compare("==", column, ast.Binary("+", call("previous", column), ast.Number("1")))
        case "average", (rows,):
            return ast.Binary("/", call("sum", rows), call("count", rows))
        case "average", (_, _, *_):
            return ast.Binary("/", reduce(_added, arguments), ast.Number(str(len(arguments))))
        case "repeat", (column,):
            return call("distinct", column)
        case "equal", (left, right):
            return ast.Compare("==", left, right)
        case "subtract" | "product" | "divide", (left, right):
            return ast.Binary(_OF_TWO[name], left, right)
        case "between", (value, low, high):
            return ast.Logic("and", (ast.Compare(">=", value, low), ast.Compare("<=", value, high)))
        case "sumif", _:
            return criteria.sum_of_rows(names, arguments)
        case "countif", (counted, criterion):
            return criteria.counted(names, counted, criterion)
        case "vlookup", _:
            return criteria.looked_up(names, arguments)
    return None


def _if(expr: ast.Call) -> Problem | None:  # noqa: PLR0911 - one line for each use of it
    """Say what is meant by ``IF``: a premise and one check or two, a check and how it is called, or a value under a condition."""
    match expr.arguments:
        case (condition, then, other) if _is_condition(then) and _is_condition(other):
            return foreign.two_cases(expr.span, condition=written(condition), then=written(then), other=written(other))
        case (condition, then, *rest) if _is_condition(then) and all(_called(other) in _HOLDS for other in rest):
            usage = f"when {written(condition)}: {written(then)}"
            return misnamed.written_otherwise(expr.span, name=expr.function.text, usage=usage)
        case (condition, then, other) if _is_condition(other) and (_called(then) in _HOLDS or then == ast.String("")):
            usage = f"when {written(_opposite(condition))}: {written(other)}"
            return misnamed.written_otherwise(expr.span, name=expr.function.text, usage=usage)
        case (condition, ast.Reference() as then, ast.Number(text="0") | ast.String(value="")) if not _verdict(then):
            return _said(expr, expr, call("only", then, condition))
        case (condition, then, *rest) if _called(then) in _HOLDS or any(_called(other) in _FAILS for other in rest):
            return _said(expr, expr, condition)
        case (condition, then, *rest) if _called(then) in _FAILS or any(_called(other) in _HOLDS for other in rest):
            return _said(expr, expr, _opposite(condition))
    return None


def _is_condition(expr: ast.Expr) -> bool:
    return isinstance(expr, ast.Compare | ast.Member | ast.Logic | ast.Not)


def _called(expr: ast.Expr) -> str:
    """Return what is said where a condition holds, or does not: ``"错误"``, ``TRUE``, ``0``."""
    match expr:
        case ast.String(value=text) | ast.Number(text=text):
            return text.strip("！!。").lower()
        case ast.Reference(selection=()):
            return mention.written(expr).lower()
    return ""


def _verdict(expr: ast.Expr) -> bool:
    return _called(expr) in _HOLDS | _FAILS


def _opposite(condition: ast.Expr) -> ast.Expr:
    match condition:
        case ast.Compare(op=op, left=left, right=right, within=None):
            return ast.Compare(ast.OPPOSITE[op], left, right)
        case ast.Not(operand=inner):
            return inner
    return ast.Not(condition)


# Formulas in comparisons --------------------------------------------------------------------------------------------


def _meant_by_comparison(name: str, arguments: tuple[ast.Expr, ...], op: str, other: ast.Expr) -> ast.Expr | None:  # noqa: C901, PLR0911 - one line each
    match name, arguments, other:
        case "abs", (ast.Binary(op="-") as difference,), _ if op in {"<", "<="}:
            return _within(difference, other)
        case "abs", (ast.Binary(op="-") as difference,), _ if op in {">", ">="}:
            return ast.Not(_within(difference, other))
        case "abs", (value,), ast.Number() if op in {"<", "<="}:
            return ast.Logic("and", (ast.Compare(ast.MIRRORED[op], value, ast.Negative(other)), ast.Compare(op, value, other)))
        case "left", (text, _), ast.String(value=beginning) | ast.Number(text=beginning, unit=None):
            return _asked(op, call("starts", text, ast.String(beginning)))
        case "right", (text, _), ast.String(value=end) | ast.Number(text=end, unit=None):
            return _asked(op, call("matches", text, ast.String(f".*{end}")))
        case "mid", (text, ast.Number(text="1"), *_), ast.String(value=beginning):
            return _asked(op, call("starts", text, ast.String(beginning)))
        case ("days", (late, early), ast.Number(text=days)) | (
            "days" | "datedif",
            (early, late, ast.String()) | (_, early, late) | (early, late),
            ast.Number(text=days),
        ):
            return ast.Compare(op, late, ast.Binary("+", early, ast.Number(days, "days")))
        case "if", (condition, yes, no), _ if _called(other) and _called(other) in {_called(yes), _called(no)}:
            return condition if (_called(other) == _called(yes)) == (op == "==") else _opposite(condition)
        case "countif", (counted, same), ast.Number(text="1") if counted == same and op in {"==", "<="}:
            return call("distinct", counted)
        case "repeat", (column,), ast.Number(text="0") if op == "==":
            return call("distinct", column)
    return None


def _rounded(expr: ast.Expr) -> Iterator[ast.Call]:
    """Go through what is rounded in a sum."""
    match expr:
        case ast.Call(arguments=(_, *_)) if _formula(expr) == "round":
            yield expr
        case ast.Binary(left=left, right=right):
            yield from _rounded(left)
            yield from _rounded(right)


def _unrounded(expr: ast.Expr) -> ast.Expr:
    match expr:
        case ast.Call(arguments=(value, *_)) if _formula(expr) == "round":
            return value
        case ast.Binary(left=left, right=right):
            return replace(expr, left=_unrounded(left), right=_unrounded(right))
    return expr


def _of_rounded(expr: ast.Compare) -> ast.Expr:
    """Return ``a == b within 1`` for ``ROUND(a, 0) == ROUND(b, 0)``: each may have lost up to a half."""
    lost = sum((_lost(each) for side in (expr.left, expr.right) for each in _rounded(side)), Decimal(0))
    left, right = _unrounded(expr.left), _unrounded(expr.right)
    if not lost or expr.op in {"<", ">"}:
        return replace(expr, left=left, right=right)
    most = ast.Number(format(lost.normalize(), "f"))
    match expr.op, left, right:
        case "==", ast.Binary(op="-") as difference, ast.Number(text="0"):
            return _within(difference, most)
        case "!=", _, _:
            return ast.Not(ast.Compare("==", left, right, most))
    return ast.Compare(expr.op, left, right, most)


def _lost(rounded: ast.Call) -> Decimal:
    """Return the most by which rounding changes a value; amounts, unlike quotients, have no more than two places anyway."""
    value, places, *_ = *rounded.arguments, ast.Number("0")
    figure = written(places)
    digits = int(figure) if re.fullmatch("-?[0-9]", figure) else 0
    unit = Decimal("0.5" if rounded.function.text.lower() in _TO_NEAREST else 1)
    return Decimal(0) if digits > 1 and not _is_quotient(value) else unit.scaleb(-digits)


def _is_quotient(expr: ast.Expr) -> bool:
    """Tell whether something is divided; by 10,000 it is the same amount in 万元."""
    match expr:
        case ast.Binary(op=op, left=left, right=right):
            return (op == "/" and not isinstance(right, ast.Number)) or _is_quotient(left) or _is_quotient(right)
    return False


def _within(difference: ast.Binary, most: ast.Expr) -> ast.Expr:
    """Return ``a == b + c within most`` for ``a - b - c``."""
    left, right = difference.left, difference.right
    match left:
        case ast.Binary(op="-"):
            return _within(ast.Binary("-", left.left, _added(left.right, right)), most)
    return ast.Compare("==", left, right, most)


def _asked(op: str, condition: ast.Expr) -> ast.Expr | None:
    return {"==": condition, "!=": ast.Not(condition)}.get(op)


def _added(left: ast.Expr, right: ast.Expr) -> ast.Expr:
    return ast.Binary("+", left, right)
