"""What is meant by expressions that mean nothing as they are written, by the names that are known where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budgetspec.lang import ast, criteria, foreign, misnamed, misselected, misspelt, mistyped, spreadsheet
from budgetspec.lang.functions import CALLED, FOLDS, FUNCTIONS, TEXTS
from budgetspec.lang.mention import folded, quoted, selector, shown, written
from budgetspec.lang.mismatches import Operand
from budgetspec.lang.mismatches import side as told
from budgetspec.lang.names import Names
from budgetspec.lang.printer import written as written_out
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import BLANKS, DEMANDS
from budgetspec.lang.shapes import DIFFERENCE
from budgetspec.lang.types import PRIOR, SUMMABLE, TEXTUAL, Kind, Level, Table
from budgetspec.lang.unknown import YEARS
from budgetspec.source import Span

_TOGETHER: Final = 2
"""How far a sign stands from what is before it where another sign stands right before it: 甲 +- 1."""
_UNITS: Final = frozenset({"元", "万元", "亿元"})
_BOUNDS: Final = {"max": ">=", "min": "<="}
"""How something compares with all values of which it is the greatest, or least."""
_BETWEEN: Final = {"any": " or ", "all": " and "}
"""What stands between several conditions instead of a function of them."""


def unknown_function(names: Names, expr: ast.Call) -> Problem:
    """Say what is meant by a function that does not exist."""
    name = expr.function.text
    if column := _column_with_brackets(names, expr) or _of_last_year(expr):
        return column
    if name.lower() in DEMANDS:
        return foreign.superfluous(expr.function.span, found=name)
    if formula := spreadsheet.unknown(names, expr):
        return formula
    if name.lower() == "sum" and len(expr.arguments) > 1:
        return several_columns(names, expr)
    known = FOLDS if expr.by else FUNCTIONS
    return misnamed.unknown_function(expr.function.span, name, known, CALLED.get(name.lower()))


def _of_last_year(expr: ast.Call) -> Problem | None:
    """Report ``上年(sum(公用经费))``, ``上年sum(公用经费)``: last year stands before the column."""
    word = next((word for word in YEARS if expr.function.text.startswith(word)), None)
    inner = expr.arguments[0] if len(expr.arguments) == 1 else None
    if word is None or inner is None:
        return None
    fold = expr.function.text.removeprefix(word) or (inner.function.text if isinstance(inner, ast.Call) else "")
    if fold and fold not in FOLDS:
        return None
    by = expr.by or (inner.by if isinstance(inner, ast.Call) else ())
    column = inner.arguments[0] if isinstance(inner, ast.Call) and inner.arguments else inner
    last_year = f"{PRIOR}.{shown(column)}"
    meant = folded(fold, last_year, (key.text for key in by)) if by else f"{fold}({last_year})" if fold else last_year
    return misnamed.last_year(expr.span, path=shown(expr), meaning=meant)


def _column_with_brackets(names: Names, expr: ast.Call) -> Problem | None:
    """Report a column with its unit, its rows, or a part of its name in round brackets."""
    if any(isinstance(each, ast.Reference) and written(each) in _UNITS for each in expr.arguments) and names.find(
        expr.function.text
    ):
        return foreign.written_as(expr.span, found=shown(expr), meant=quoted(expr.function.text))
    argument = expr.arguments[0] if len(expr.arguments) == 1 else None
    column = f"{expr.function.text}.{written(argument)}" if isinstance(argument, ast.Reference) and not argument.selection else ""
    if column and names.find(column):
        return foreign.written_as(expr.span, found=shown(expr), meant=quoted(column))
    if tolerance := _tolerance(names, expr):
        return tolerance
    if chosen := _chosen(names, expr):
        return foreign.other_brackets(expr.span, meant=chosen)
    bracketed = _name_with_brackets(names, expr)
    return misspelt.unquoted_name(expr.span, name=bracketed) if bracketed else None


def _tolerance(names: Names, expr: ast.Call) -> Problem | None:
    """Report ``公用经费（误差1元）``: a tolerance in brackets behind a column."""
    argument = expr.arguments[0] if len(expr.arguments) == 1 and names.find(expr.function.text) else None
    said = written(argument) if isinstance(argument, ast.Reference) else ""
    most = re.fullmatch(rf"{DIFFERENCE}(?P<most>[0-9]+(?:万?元)?)(?:以内|之内)?", said)
    meant = f"{quoted(expr.function.text)} within {most['most']}" if most else ""
    return foreign.written_as(expr.span, found=shown(expr), meant=meant) if meant else None


def _chosen(names: Names, expr: ast.Call) -> str | None:
    """Return what is meant by ``合计(类)``: rows of a column, selected as if it were a function."""
    found = names.find(expr.function.text)
    if found is None or found[0] is None or expr.by or not expr.arguments:
        return None
    chosen = [_selector(each, found[0]) for each in expr.arguments]
    return f"{quoted(expr.function.text)}[{', '.join(filter(None, chosen))}]" if all(chosen) else None


def _selector(expr: ast.Expr, table: Table) -> str | None:
    """Return the level, code or pattern of a table that an expression would be inside […]."""
    match expr:
        case ast.Compare(op="==", left=ast.Reference(), right=right):
            return _selector(right, table)
        case ast.String(value=value) if value in {level.name for level in table.levels}:
            return value
        case ast.Number(text=text, unit=None) if text.isdecimal() and any(level.digits == len(text) for level in table.levels):
            return text
        case ast.Reference(parts=(), selection=selection) if selection:
            return ", ".join(map(selector, selection))
        case ast.Reference(parts=(ast.Name(text=text),), selection=()) if text in {level.name for level in table.levels}:
            return text
    return None


def _name_with_brackets(names: Names, expr: ast.Call) -> str | None:
    """Return the name with brackets that looks like a function, if it is one."""
    argument = expr.arguments[0] if len(expr.arguments) == 1 else None
    if not isinstance(argument, ast.Reference):
        return None
    name = f"{expr.function.text}（{written(argument)}）"
    known = {part for path in names.everything(name) for part in path.split(".")}
    return f"「{name}」" if name in known else None


def several_columns(names: Names, expr: ast.Call) -> Problem:
    """Say what is meant by a fold of several arguments: of rows selected, by keys, of the columns of a row, or of them all."""
    function = expr.function.text.lower()
    if codes := _listed_codes(names, expr.arguments):
        return mistyped.one_column(expr.span, function=function, meant=f"{function}([{', '.join(codes)}])")
    meant = _in_one(names, function, *expr.arguments)
    if function in _BOUNDS and "+" in meant:
        bound = _BOUNDS[function]
        return mistyped.extreme_of_columns(expr.span, function=function, meant=_with_each("…", bound, bound, expr))
    rows = all(isinstance(each, ast.Reference) and each.selection for each in expr.arguments)
    if rows and meant == f"sum({' + '.join(map(shown, expr.arguments))})":
        each = meant.removeprefix("sum(").removesuffix(")")
        return mistyped.columns_or_rows(expr.span, function=function, each=each, whole=meant)
    return mistyped.one_column(expr.span, function=function, meant=meant)


def _extreme(names: Names, expr: ast.Compare) -> Problem | None:
    """Report a value compared with the least or greatest of several: what is meant is a comparison with each of them."""
    for call, other, op in ((expr.right, expr.left, expr.op), (expr.left, expr.right, ast.MIRRORED[expr.op])):
        name = call.function.text if isinstance(call, ast.Call) else ""
        if (
            isinstance(call, ast.Call)
            and name in _BOUNDS
            and len(call.arguments) > 1
            and "+" in _in_one(names, name, *call.arguments)
        ):
            return mistyped.extreme_of_columns(call.span, function=name, meant=_with_each(shown(other), op, _BOUNDS[name], call))
    return None


def _with_each(left: str, op: str, bound: str, call: ast.Call) -> str:
    each, bounds = ([f"{left} {sign} {shown(argument)}" for argument in call.arguments] for sign in (op, bound))
    if op in {"==", "!="}:
        return f"({' or '.join(each)}) and {' and '.join(bounds)}"
    return (" and " if op[0] == bound[0] else " or ").join(each)


def bare_children(expr: ast.Call) -> Problem:
    """Report ``children`` outside a fold; of ``children(sum(列))`` say which stands inside which."""
    argument = expr.arguments[0]
    if isinstance(argument, ast.Call) and argument.function.text in FOLDS and len(argument.arguments) == 1:
        return mistyped.bare_children(expr.span, function=argument.function.text, column=shown(argument.arguments[0]))
    return mistyped.bare_children(expr.span, function="sum", column=shown(argument))


def rows_counted(names: Names, op: str, left: Operand, right: Operand) -> Problem | None:
    """Report ``个数 == 项目支出表[合计]``: a number of items beside an amount, where the rows of its table are to be counted."""
    for count, amount in ((left, right), (right, left)):
        expr = amount.expr
        table, column = (names.find(written(expr)) if isinstance(expr, ast.Reference) and expr.parts else None) or (None, None)
        if (
            count.kind is Kind.COUNT
            and isinstance(count.expr, ast.Reference)
            and amount.kind is Kind.AMOUNT
            and table
            and not column
        ):
            rows = f"count({quoted(table.name)}[{table.levels[-1].name}])"
            return mistyped.rows_for_amount(expr.span, count=told(*count), amount=told(*amount), op=op, meant=rows)
    return None


def of_level(expr: ast.Call, levels: Sequence[Level]) -> str:
    """Return a function of one column with rows of a level selected instead; nothing if there is no level."""
    column = expr.arguments[0]
    if not levels or not isinstance(column, ast.Reference):
        return ""
    return f"{expr.function.text}({quoted(written(column))}[{levels[0].name}])"


def _listed_codes(names: Names, exprs: Sequence[ast.Expr]) -> list[str]:
    """Return numbers that are codes of the rows here, if all of some expressions are."""
    codes = [each.text for each in exprs if isinstance(each, ast.Number) and not each.unit and names.is_listed(each.text)]
    return codes if len(codes) == len(exprs) else []


def folded_group(names: Names, expr: ast.Call) -> Problem | None:
    """Report the sum of a group of columns or values, ``sum(收支预算总表.收入)``, or of bare codes: ``sum(30101 + 30102)``."""
    argument = expr.arguments[0]
    if codes := _listed_codes(names, _numbers(argument)):
        first, last = codes[0], codes[-1]
        ranged = isinstance(argument, ast.Binary) and argument.op == "-" and len(codes) == 2  # noqa: PLR2004 - from and to
        chosen = names.codes_between(first, last) if ranged else codes
        return mistyped.one_column(expr.span, function=expr.function.text, meant=f"{expr.function.text}([{', '.join(chosen)}])")
    if not isinstance(argument, ast.Reference) or argument.selection or expr.function.text != "sum":
        return None
    parts = [] if names.find(written(argument)) else names.numbers_below(written(argument))
    return misnamed.whole_group(argument.span, written(argument), parts) if parts else None


def _in_one(names: Names, function: str, first: ast.Expr, *others: ast.Expr) -> str:
    found = names.find(written(first)) if isinstance(first, ast.Reference) else None
    if table := found and found[0]:
        chosen = [_selector(each, table) for each in others]
        if all(chosen) and not (isinstance(first, ast.Reference) and first.selection):
            return f"{function}({shown(first)}[{', '.join(filter(None, chosen))}])"
        if {shown(each) for each in others} <= {key for level in table.levels for key in level.keys}:
            return folded(function, shown(first), map(shown, others))
    columns = [each for each in (first, *others) if isinstance(each, ast.Reference) and each.selection]
    if len(columns) > len(others) and {written(each) for each in columns} <= {written(columns[0]), ""}:
        chosen_rows = [x for each in columns for x in each.selection]
        column = quoted(written(columns[0])) if columns[0].parts else ""
        if function == "sum" and isinstance(chosen_rows[0], ast.LevelSelector):
            return " + ".join(f"sum({column}[{selector(x)}])" for x in chosen_rows)
        return f"{function}({column}[{', '.join(map(selector, chosen_rows))}])"
    if function in _BETWEEN:
        return _BETWEEN[function].join(map(shown, (first, *others)))
    added, every = " + ".join(map(shown, (first, *others))), (first, *others)
    in_row = all(isinstance(each, ast.Reference) and not each.selection for each in every)
    alone = function == "sum" and (in_row or all(_is_row_of_all(names, each) for each in every))
    return added if alone else f"{function}({added})"


def sign_for_point(names: Names, expr: ast.Binary) -> Problem | None:
    """Report ``财政拨款/小计``, which is a path with a sign for its point."""
    if not (isinstance(expr.left, ast.Reference) and isinstance(expr.right, ast.Reference) and expr.left.parts):
        return None
    group, column = written(expr.left), f"{written(expr.left)}.{written(expr.right)}"
    if names.find(group) is None and names.find(column) is not None:
        return misnamed.group_as_value(expr.span, group, [quoted(column)])
    return None


def digits_as_stars(expr: ast.Binary) -> Problem | None:
    """Report ``3**``, which reads as a product: a pattern of codes has x for its digits."""
    star = isinstance(expr.right, ast.Reference) and written(expr.right) == "*" and not expr.right.selection
    if star and expr.op == "*" and isinstance(expr.left, ast.Number) and not expr.left.unit:
        return foreign.written_as(expr.span, found=f"{expr.left.text}**", meant=f"{expr.left.text}xx")
    return None


def code_in_product(names: Names, expr: ast.Binary) -> Problem | None:
    """Report ``301 / 合计``, where a number that is a code can only be meant as one."""
    for number in (expr.left, expr.right):
        if isinstance(number, ast.Number) and not number.unit and names.is_listed(number.text):
            return misselected.code_as_number(number.span, code=number.text, rows=f"[{number.text}]")
    return None


def miscompared(names: Names, expr: ast.Compare) -> Problem | None:
    """Say what is meant by a comparison with a side that can be nothing else than a mistake."""
    return (
        spreadsheet.compared(names, expr)
        or _extreme(names, expr)
        or _with_blank(names, expr)
        or quoted_name(names, expr.left)
        or _codes_as_numbers(names, expr)
        or _apart(expr)
    )


def rows_added(names: Names, expr: ast.Compare) -> Problem | None:
    """Say what is meant by ``[301] + [303] == [合计]``: rows of several codes are summed by one selection."""
    sides = _codes_of(expr.left), _codes_of(expr.right)
    if not any(len(side) > 1 for side in sides):
        return None
    keys = criteria.keys_of_code(names, (sides[0] or sides[1])[0]) if all(sides) else ()
    left, right = (_sum_of(side, keys) if side else given for side, given in zip(sides, (expr.left, expr.right), strict=True))
    first, second, *_ = max(sides, key=len)
    return mistyped.rows_added(expr.span, shown(first), shown(second), written_out(replace(expr, left=left, right=right)))


def _codes_of(expr: ast.Expr) -> list[ast.Reference]:
    """Return the rows, each of one code of the same column, of which an expression is the sum; nothing of other expressions."""
    match expr:
        case ast.Reference(selection=(ast.CodeSelector(),)):
            return [expr]
        case ast.Binary(op="+", left=left, right=right):
            one, other = _codes_of(left), _codes_of(right)
            same = bool(one and other) and {each.parts for each in (*one, *other)} == {one[0].parts}
            return [*one, *other] if same else []
    return []


def _sum_of(rows: Sequence[ast.Reference], keys: tuple[ast.Name, ...]) -> ast.Expr:
    whole = replace(rows[0], selection=tuple(chosen for each in rows for chosen in each.selection))
    return ast.Call(ast.Name("sum"), (whole,), keys)


def _apart(expr: ast.Compare) -> Problem | None:
    """Report signs and patterns that mean nothing as they are written."""
    return _plus_minus(expr) or _quoted_pattern(expr) or _wildcard(expr)


def _quoted_pattern(expr: ast.Compare) -> Problem | None:
    """Report ``科目 == "2xxxx"``: in quotes the digits of a pattern are letters."""
    regex = _regex_of(expr.right)
    if not regex or expr.op not in {"==", "!="}:
        return None
    meant = f'{"not " * (expr.op == "!=")}matches({shown(expr.left)}, "{regex}")'
    return foreign.written_as(expr.span, found=shown(expr), meant=meant)


def _wildcard(expr: ast.Compare) -> Problem | None:
    """Report ``名称 == "*活动*"``: in texts there are no wildcards."""
    text = expr.right.value if isinstance(expr.right, ast.String) and expr.op in {"==", "!="} else ""
    meant = criteria.with_wildcards(expr.left, text, "*＊%") if text.strip("*＊%") else None
    if meant is None:
        return None
    return foreign.written_as(expr.span, found=shown(expr), meant=written_out(ast.Not(meant) if expr.op == "!=" else meant))


def pattern_in_text(expr: ast.Call) -> Problem | None:
    """Report ``matches(科目, "3xxxx")``, ``starts(科目, "3xx")``: in texts the digits of a pattern are letters too."""
    after = {"matches": "", "starts": ".*"}.get(expr.function.text)
    regex = _regex_of(expr.arguments[-1])
    if after is None or not regex:
        return None
    meant = f'matches({shown(expr.arguments[0])}, "{regex}{after}")'
    return foreign.written_as(expr.span, found=shown(expr), meant=meant)


def _regex_of(expr: ast.Expr) -> str:
    """Return the regular expression of a text that is a pattern of codes; of others, nothing."""
    text = expr.value if isinstance(expr, ast.String) else ""
    is_pattern = re.fullmatch("[0-9]+x+|[0-9A-Z]*x{2}[0-9A-Zx]*", text)
    return re.sub("x+", lambda any_: f"[0-9]{{{len(any_[0])}}}", text) if is_pattern else ""


def _plus_minus(expr: ast.Compare) -> Problem | None:
    """Report ``甲 == 乙 +- 0.01``, which reads as if 0.01 were taken away."""
    match expr:
        case ast.Compare(
            "==", right=ast.Binary("+", left=left, right=ast.Negative(ast.Number() as most, span=span)), within=None
        ) if span.start - left.span.end <= _TOGETHER:
            signs = Span(span.start - 1, span.end)
            return foreign.written_as(signs, found=f"+- {shown(most)}", meant=f"within {shown(most)}")
    return None


def _with_blank(names: Names, expr: ast.Compare) -> Problem | None:
    """Report a comparison with nothing: ``名称 == ""``, ``合计 != 空``."""
    for value, other in ((expr.left, expr.right), (expr.right, expr.left)):
        if expr.op in {"==", "!="} and isinstance(value, ast.Reference) and _is_blank(names, other):
            return mistyped.compared_with_blank(expr.span, meant=f"{'not ' * (expr.op == '!=')}blank({shown(value)})")
    return None


def _is_blank(names: Names, expr: ast.Expr) -> bool:
    match expr:
        case ast.String(value=""):
            return True
        case ast.Reference(selection=()):
            return written(expr).lower() in BLANKS and names.find(written(expr)) is None
    return False


def _is_row_of_all(names: Names, expr: ast.Expr) -> bool:
    """Tell whether an expression is the one row of all of a table: ``支出表[合计]``."""
    found = names.find(written(expr)) if isinstance(expr, ast.Reference) else None
    table = found[0] if found else None
    chosen = [selector(each) for each in expr.selection] if isinstance(expr, ast.Reference) else []
    return table is not None and len(chosen) == 1 and any(level.name == chosen[0] and not level.keys for level in table.levels)


def is_condition(text: str) -> bool:
    """Tell whether a text reads like something to check."""
    return re.search(r"[=<>≤≥≠]", text) is not None


def quoted_name(names: Names, *exprs: ast.Expr) -> Problem | None:
    """Report a text that is the name of a column, where a text cannot stand."""
    for expr in exprs:
        if isinstance(expr, ast.Binary) and (inside := quoted_name(names, expr.left, expr.right)):
            return inside
        if isinstance(expr, ast.String) and expr.value and names.find(expr.value) is not None:
            return misnamed.quoted_name(expr.span, name=quoted(expr.value))
    return None


def _codes_as_numbers(names: Names, expr: ast.Compare) -> Problem | None:
    """Report ``301 + 303``, or ``205 >= 0``: nothing but numbers that are as long as the codes of the table."""
    numbers = {side: _numbers(side) for side in (expr.left, expr.right)}
    for side, other in ((expr.left, expr.right), (expr.right, expr.left)):
        alone = all(numbers.values()) or isinstance(side, ast.Binary)
        codes = [n.text for n in numbers[side] if names.table and _selector(n, names.table) and len(n.text) > 2]  # noqa: PLR2004
        if codes and (alone or (expr.op in {"==", "!="} and names.is_listed(codes[0]) and not _is_text(names, other))):
            rows = f"[{', '.join(codes)}]"
            return misselected.code_as_number(side.span, code=shown(side), rows=f"sum({rows})" if len(codes) > 1 else rows)
    return None


def _is_text(names: Names, expr: ast.Expr) -> bool:
    """Tell whether an expression is a column of texts or codes."""
    found = names.find(written(expr)) if isinstance(expr, ast.Reference) else None
    return found is not None and found[1] is not None and found[1].kind in TEXTUAL


def swapped(expr: ast.Call) -> Problem | None:
    """Report ``contains("其他", 名称)``: of what a text is asked stands first."""
    match expr.arguments:
        case (ast.String() as text, ast.Reference() as column):
            meant = replace(expr, arguments=(column, text))
            return foreign.written_as(expr.span, found=shown(expr), meant=written_out(meant))
    return None


def miscombined(names: Names, expr: ast.Logic) -> Problem | None:
    """Say what is meant by conditions of which some are only a part, the rest standing in another of them."""
    return _choices(expr) or _shared_comparison(names, expr) or _shared_call(expr)


def _shared_comparison(names: Names, expr: ast.Logic) -> Problem | None:
    """Report ``货物类 or 服务类 > 0``: columns that are meant to be compared with what the last one is."""
    *first, last = expr.operands
    if not isinstance(last, ast.Compare) or not all(isinstance(each, ast.Reference) for each in (*first, last.left)):
        return None
    columns = [names.find(written(each)) for each in first if isinstance(each, ast.Reference)]
    if not all(found and found[1] and found[1].kind in SUMMABLE for found in columns):
        return None
    meant = ast.Logic(expr.op, (*(replace(last, left=each) for each in first), last))
    return foreign.written_as(expr.span, found=f"{shown(first[0])} {expr.op} …", meant=written_out(meant))


def several_texts(expr: ast.Call) -> Problem | None:
    """Report ``contains(名称, "率", "度")``, ``contains(名称, "率" or "度")``: a function of two texts with more of them."""
    column, *texts = expr.arguments or (None,)
    op = "or"
    match texts:
        case (ast.Logic(op=op, operands=operands),):
            texts = [*operands]
    if column is None or len(texts) < 2 or not all(isinstance(each, ast.String) for each in texts):  # noqa: PLR2004 - one is asked
        return None
    return foreign.written_as(expr.span, found=shown(expr), meant=f"({_asked_each(op, expr, column, texts)})")


def each_word(call: ast.Call, words: ast.String) -> str:
    """Return how a text is asked for the words of a list that is written out: ``mentions(目标, "暂无、待定")``."""
    each = [ast.String(word) for word in re.split(r"[、，,；;/|\s]+", words.value) if word] or [words]
    asked = replace(call, function=ast.Name("contains"))
    together = _asked_each("or", asked, call.arguments[0], each)
    return f"({together})" if len(each) > 1 else together


def _shared_call(expr: ast.Logic) -> Problem | None:
    """Report ``contains(名称, "率") or "度"``: texts that the function before them is to be asked of too."""
    match expr.operands:
        case (ast.Call(function=ast.Name(text=name), arguments=(column, ast.String() as text)) as call, *rest) if (
            name in TEXTS and all(isinstance(each, ast.String) for each in rest)
        ):
            meant = _asked_each(expr.op, call, column, [text, *rest])
            return foreign.written_as(expr.span, found=f"{shown(call)} {expr.op} …", meant=meant)
    return None


def _asked_each(op: str, call: ast.Call, column: ast.Expr, texts: Sequence[ast.Expr]) -> str:
    """Return a function of two texts asked of each text, with ``op`` between."""
    return written_out(ast.Logic(op, tuple(replace(call, arguments=(column, each)) for each in texts)))


def _choices(expr: ast.Logic) -> Problem | None:
    """Report ``科目 == "205" or "206"``, ``科目 != "205" and "206"``: values that the one before them is compared with."""
    at = next((i for i, each in enumerate(expr.operands) if isinstance(each, ast.String | ast.Number)), 0)
    before, last, values = expr.operands[: max(0, at - 1)], expr.operands[at - 1], expr.operands[at:]
    sign = {"or": "==", "and": "!="}.get(expr.op)
    if (
        not at
        or not isinstance(last, ast.Compare)
        or last.op != sign
        or not all(isinstance(v, ast.String | ast.Number) for v in values)
    ):
        return None
    chosen = f"{'not ' * (sign == '!=')}{shown(last.left)} in ({', '.join(map(shown, (last.right, *values)))})"
    meant = f" {expr.op} ".join([*map(shown, before), chosen])
    return foreign.written_as(expr.span, found=f"{shown(last)} {expr.op} …", meant=meant)


def _numbers(expr: ast.Expr) -> tuple[ast.Number, ...]:
    """Return the numbers of an expression that has nothing else."""
    match expr:
        case ast.Number():
            return (expr,)
        case ast.Binary(left=left, right=right, op="+" | "-"):
            one, other = _numbers(left), _numbers(right)
            return (*one, *other) if one and other else ()
    return ()
