"""Which rows the formulas of spreadsheets choose, as the rules choose them: ``SUMIF``, ``COUNTIF``, ``VLOOKUP``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from budgetspec.lang import ast
from budgetspec.lang.mention import written
from budgetspec.lang.names import Names
from budgetspec.lang.rewordings import digits
from budgetspec.lang.types import SUMMABLE, Table

_CODE: Final = re.compile(r"=?(?P<head>[0-9]+)(?P<any>[*＊?？]*|[xX]*)")
_CRITERION: Final = re.compile(r"(?P<op>[<>]=?|<>|=|)\s*(?P<value>.*)")
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_ONE_CRITERION: Final = 3
"""So many arguments have a range, what it should be, and the column that is summed."""
_SHORT: Final = 2


def sum_of_rows(names: Names, arguments: tuple[ast.Expr, ...]) -> ast.Expr | None:
    """Return what ``SUMIF`` sums: rows of a level or code, or those that satisfy a condition."""
    summed = _numbers(names, arguments)
    if summed is None:
        return None
    column, table = summed
    rest = [each for each in arguments if each is not column]
    criteria = _criteria(rest) or ([(column, rest[0])] if len(rest) == 1 else [])
    chosen = [_selectors(each, table, names) if not _is_number(names, ranged) else () for ranged, each in criteria]
    rows = tuple(selector for selectors in chosen for selector in selectors)
    conditions = [pair for pair, selectors in zip(criteria, chosen, strict=True) if not selectors]
    if not criteria or column.selection or (not rows and not conditions):
        return None
    rows = rows or ((ast.LevelSelector(table.levels[-1].name),) if len(table.levels) > 1 else ())
    value = _with_rows(column, rows)
    if not conditions:
        return call("sum", value)
    told = [_condition(_with_rows(ranged, rows) if _is_number(names, ranged) else ranged, each) for ranged, each in conditions]
    sound = [each for each in told if each is not None]
    if len(sound) < len(told):
        return None
    return call("sum", call("only", value, sound[0] if len(sound) == 1 else ast.Logic("and", tuple(sound))))


def keys_of_code(names: Names, rows: ast.Reference) -> tuple[ast.Name, ...]:
    """Return the keys besides its code that a row chosen by its code has: those of the unit, mostly."""
    table = _table_of_numbers(names, rows) if rows.parts else names.table
    codes = [each.code for each in rows.selection if isinstance(each, ast.CodeSelector)]
    level = next((x for x in table.levels if x.digits and codes and x.digits == len(codes[0])), None) if table else None
    return tuple(map(ast.Name, level.keys[:-1])) if level else ()


def _numbers(names: Names, arguments: Sequence[ast.Expr]) -> tuple[ast.Reference, Table] | None:
    """Return the column of numbers that is summed, and its table: of ``SUMIF`` the last one, of ``SUMIFS`` the first."""
    found = [(each, table) for each in arguments if isinstance(each, ast.Reference) and (table := _table_of_numbers(names, each))]
    return (found[-1] if len(arguments) <= _ONE_CRITERION else found[0]) if found else None


def _table_of_numbers(names: Names, expr: ast.Reference) -> Table | None:
    table, column = (names.find(written(expr)) if expr.parts else None) or (None, None)
    return table if column and column.kind in SUMMABLE else None


def _is_number(names: Names, expr: ast.Expr) -> bool:
    return isinstance(expr, ast.Reference) and _table_of_numbers(names, expr) is not None


def _criteria(rest: Sequence[ast.Expr]) -> list[tuple[ast.Expr, ast.Expr]]:
    """Return what is asked of the rows: pairs of what is looked at and what it should be."""
    if rest and all(isinstance(each, ast.Compare) and each.op == "==" for each in rest):
        return [(each.left, each.right) for each in rest if isinstance(each, ast.Compare)]
    if len(rest) % 2:
        return []
    return [*zip(rest[::2], rest[1::2], strict=True)]


def _selectors(criterion: ast.Expr, table: Table, names: Names) -> tuple[ast.Selector, ...]:
    """Return which rows are chosen: those of a level, of a code, of codes that begin so, or of the subject that is called so."""
    match criterion:
        case ast.Reference(parts=(), selection=selection):
            return selection
        case ast.Reference(parts=(ast.Name(text=text),), selection=()):
            return (ast.LevelSelector(text),) if text in {level.name for level in table.levels} else ()
        case ast.String(value=text) | ast.Number(text=text, unit=None):
            if text in {level.name for level in table.levels}:
                return (ast.LevelSelector(text),)
            if code := _CODE.fullmatch(text):
                pattern = digits(code["head"], code["any"]) if code["any"] else code["head"]
                return (ast.PatternSelector(pattern) if "x" in pattern else ast.CodeSelector(pattern),)
            return tuple(ast.CodeSelector(each) for each in names.codes_called(text, table)[:1])
    return ()


def _condition(ranged: ast.Expr, criterion: ast.Expr) -> ast.Expr | None:
    """Return a criterion as a condition: ``">0"``, ``"工资*"``, ``"局"``."""
    match criterion:
        case ast.Number() | ast.Reference():
            return ast.Compare("==", ranged, criterion)
        case ast.String(value=text) if found := _CRITERION.fullmatch(text):
            op, value = {"": "==", "=": "==", "<>": "!="}.get(found["op"], found["op"]), found["value"]
            if _NUMBER.fullmatch(value) and found["op"]:
                return ast.Compare(op, ranged, ast.Number(value))
            return with_wildcards(ranged, value, "*＊") or ast.Compare(op, ranged, ast.String(value))
    return None


def with_wildcards(column: ast.Expr, text: str, signs: str) -> ast.Call | None:
    """Return what is meant by a text with signs for any letters at its ends; nothing where it has none."""
    inside = text.strip(signs)
    if inside == text:
        return None
    if text.endswith(inside):
        return call("matches", column, ast.String(f".*{inside}"))
    return call("starts" if text.startswith(inside) else "contains", column, ast.String(inside))


def counted(names: Names, ranged: ast.Expr, criterion: ast.Expr) -> ast.Expr | None:
    """Return what ``COUNTIF`` counts: rows that satisfy a condition."""
    table = _table_of_numbers(names, ranged) if isinstance(ranged, ast.Reference) else None
    if table and len(table.levels) > 1:
        ranged = _with_rows(ranged, (ast.LevelSelector(table.levels[-1].name),))
    condition = _condition(ranged, criterion)
    return call("count", condition) if condition else None


def looked_up(names: Names, arguments: Sequence[ast.Expr]) -> ast.Expr | None:
    """Return what ``VLOOKUP`` looks up: the row of a code, or the column of another table, whose rows meet by themselves."""
    references = [each for each in arguments if isinstance(each, ast.Reference) and each.parts and not each.selection]
    codes = [each for each in arguments if _is_code(each)]
    for whole in references:
        for named in references:
            column = ast.Reference((*whole.parts, *named.parts))
            if names.find(written(whole)) and (table := _table_of_numbers(names, column)):
                return _with_rows(column, _selectors(codes[0], table, names) if codes else ())
    summed = _numbers(names, references)
    if not codes:
        return summed[0] if summed and summed[1] is not names.table else None
    there = next((found[0] for each in references if (found := names.find(written(each)))), names.table)
    asked, of = summed or (_main_column(there, names.table), there)
    rows = _selectors(codes[0], of, names) if of else ()
    return _with_rows(asked, rows) if asked and rows else None


def _is_code(expr: ast.Expr) -> bool:
    """Tell whether an argument can be a code; what counts columns is short."""
    match expr:
        case ast.String(value=text) | ast.Number(text=text):
            return len(text) > _SHORT
    return False


def _main_column(table: Table | None, here: Table | None) -> ast.Reference | None:
    """Return the main column of a table, with its name where it is not the one here."""
    if table is None or table.main is None:
        return None
    path = table.main if table is here else table.name
    parts = tuple(map(ast.Name, path.split(".")))
    return ast.Reference(parts, at=len(parts))


def _with_rows(column: ast.Expr, rows: tuple[ast.Selector, ...]) -> ast.Expr:
    if not isinstance(column, ast.Reference) or column.selection or not rows:
        return column
    return ast.Reference(column.parts, rows, len(column.parts))


def call(function: str, *arguments: ast.Expr) -> ast.Call:
    """Return a function of the rules with its arguments."""
    return ast.Call(ast.Name(function), arguments)
