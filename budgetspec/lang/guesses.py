"""What is meant by expressions that mean nothing as they are written, by the names that are known where they stand."""

from __future__ import annotations

from budgetspec.lang import ast, foreign, misnamed, misspelt, mistyped
from budgetspec.lang.functions import CALLED, FOLDS, FUNCTIONS
from budgetspec.lang.names import Names, quoted, selector, shown, written
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import BLANKS, FORMULAS
from budgetspec.lang.types import Table


def unknown_function(names: Names, expr: ast.Call) -> Problem:
    """Say what is meant by a function that does not exist."""
    name = expr.function.text
    if chosen := _chosen(names, expr):
        return foreign.other_brackets(expr.span, meant=chosen)
    if bracketed := _name_with_brackets(names, expr):
        return misspelt.unquoted_name(expr.span, name=bracketed)
    if usage := FORMULAS.get(name.lower()):
        return misnamed.written_otherwise(expr.function.span, name=name, usage=usage)
    if name.lower() == "sum" and len(expr.arguments) > 1:
        return several_columns(names, expr)
    known = FOLDS if expr.by else FUNCTIONS
    return misnamed.unknown_function(expr.function.span, name, known, CALLED.get(name.lower()))


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
    return mistyped.one_column(expr.span, function=function, meant=_in_one(names, function, *expr.arguments))


def _in_one(names: Names, function: str, first: ast.Expr, *others: ast.Expr) -> str:
    found = names.find(written(first)) if isinstance(first, ast.Reference) else None
    if table := found and found[0]:
        chosen = [_selector(each, table) for each in others]
        if all(chosen):
            return f"{function}({shown(first)}[{', '.join(filter(None, chosen))}])"
        if {shown(each) for each in others} <= {key for level in table.levels for key in level.keys}:
            return f"{function}({shown(first)} by {', '.join(map(shown, others))})"
    added = " + ".join(map(shown, (first, *others)))
    in_row = function == "sum" and all(isinstance(each, ast.Reference) and not each.selection for each in (first, *others))
    return added if in_row else f"{function}({added})"


def sign_for_point(names: Names, expr: ast.Binary) -> Problem | None:
    """Report ``财政拨款/小计``, which is a path with a sign for its point."""
    if not (isinstance(expr.left, ast.Reference) and isinstance(expr.right, ast.Reference) and expr.left.parts):
        return None
    group, column = written(expr.left), f"{written(expr.left)}.{written(expr.right)}"
    if names.find(group) is None and names.find(column) is not None:
        return misnamed.group_as_value(expr.span, group, [quoted(column)])
    return None


def miscompared(names: Names, expr: ast.Compare) -> Problem | None:
    """Say what is meant by a comparison with a side that can be nothing else than a mistake."""
    return _with_blank(names, expr) or quoted_name(names, expr.left) or _codes_as_numbers(names, expr)


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


def quoted_name(names: Names, *exprs: ast.Expr) -> Problem | None:
    """Report a text that is the name of a column, where a text cannot stand."""
    for expr in exprs:
        if isinstance(expr, ast.String) and expr.value and names.find(expr.value) is not None:
            return misnamed.quoted_name(expr.span, name=quoted(expr.value))
    return None


def _codes_as_numbers(names: Names, expr: ast.Compare) -> Problem | None:
    """Report ``301 + 303``, or ``205 >= 0``: nothing but numbers, of which one is as long as the codes of the table."""
    numbers = {side: _numbers(side) for side in (expr.left, expr.right)}
    table = names.table
    for side, found in numbers.items():
        alone = all(numbers.values()) or isinstance(side, ast.Binary)
        code = next((n for n in found if table and alone and _selector(n, table)), None)
        if code is not None and len(code.text) > 2:  # noqa: PLR2004 - codes have three digits at least
            return misnamed.code_as_number(code.span, code=code.text)
    return None


def _numbers(expr: ast.Expr) -> tuple[ast.Number, ...]:
    """Return the numbers of an expression that has nothing else."""
    match expr:
        case ast.Number():
            return (expr,)
        case ast.Binary(left=left, right=right, op="+" | "-"):
            one, other = _numbers(left), _numbers(right)
            return (*one, *other) if one and other else ()
    return ()
