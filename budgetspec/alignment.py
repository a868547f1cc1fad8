"""Comparisons that are sound, but of other rows or units than their author is likely to mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeGuard

from budgetspec.changed import changed, text_of
from budgetspec.lang import ast, plan, suspicious
from budgetspec.lang.mention import folded
from budgetspec.lang.names import OF_LAST_YEAR
from budgetspec.lang.problems import Problem
from budgetspec.lang.types import Kind, Level
from budgetspec.reading import Reading
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook

_BARE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SIGN: Final = re.compile(r"[\[\].*+?{}\\]")
_SEPARATORS: Final = frozenset("-－—_:：、，,/")
_LESS: Final = frozenset({"<=", "<"})
_TOGETHER: Final = frozenset({"sum", "count", "any"})
"""Functions that may be meant of each list, and say something else of all."""
_SMALL: Final = 10_000


def uneven(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Find amounts of many rows that are compared with one amount, and rows of a code that are compared with all rows."""
    for node, op, one, rows in _compared(rule):
        if one.type.kind is rows.type.kind is Kind.AMOUNT:
            yield from _against_one(rule, book, node, op, (one, rows))
            yield from _of_code(rule, node, one, rows)


def lists_together(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Find a list of each row taken together with those of all, beside a number or alone: weights of all projects and 100."""
    alone = [(rule.plan.instances[0].body, rule.plan.instances[0].body)]
    beside = [(node, one) for node, _, one, other in _compared(rule) if is_literal(other) and text_of(rule, other).strip("0.")]
    for node, fold in (*alone, *beside):
        if isinstance(fold, plan.Fold) and fold.function in _TOGETHER and not fold.by:
            level = fold.argument.type.rows[-1]
            if level.positional and len(level.keys) > 1:
                keys = level.keys[:-1]
                holders = (each.name for table in book.model.tables.values() for each in table.levels if each.keys == keys)
                meant = folded(fold.function, text_of(rule, fold.argument), keys)
                each = next(holders, keys[-1])
                yield suspicious.lists_together(node.span, whole=text_of(rule, fold), each=each, meant=meant)


def turned_round(rule: Rule) -> Iterator[Problem]:
    """Find rows that are to be no less than the row above them."""
    for node, op, one, other in _compared(rule):
        above = one.argument if isinstance(one, plan.ParentOf) else None
        if op in _LESS and above and _path(above) == _path(other) != "":
            yield suspicious.parent_below(node.span, parent=text_of(rule, one), column=text_of(rule, other))


def new_rows(rule: Rule) -> Iterator[Problem]:
    """Find rows that are to be no more than last year's, of which there are none for what is new, without a premise."""
    for node, op, one, other in _compared(rule):
        cells = [each for each in plan.walk(other) if isinstance(each, plan.Cells) and each.table.startswith(OF_LAST_YEAR)]
        many = len(cells) == 1 and any(len(level.keys) > 1 and level.digits is None for level in cells[0].type.rows)
        if op in _LESS and many and rule.tree.guard is None and isinstance(one, plan.Cells):
            yield suspicious.new_rows(node.span, last=text_of(rule, cells[0]), check=text_of(rule, node))


def matched_words(rule: Rule) -> Iterator[Problem]:
    """Find texts that are to match a pattern without any sign, or with an end that is none, as a whole."""
    for node in (each for instance in rule.plan.instances[:1] for each in plan.walk(instance.body)):
        if isinstance(node, plan.Apply) and node.function == "matches":
            column, pattern = (text_of(rule, each) for each in node.arguments)
            if pattern[1:-1] and not _SIGN.search(pattern):
                yield suspicious.matched_word(node.span, column=column, text=pattern)
            elif pattern[-2:-1] in _SEPARATORS:
                yield suspicious.matched_beginning(node.span, meant=f"matches({column}, {pattern[:-1]}.*{pattern[-1]})")


def bare_amounts(rule: Rule, readings: Sequence[Reading]) -> Iterator[Problem]:
    """Find amounts compared with numbers without a unit, which are ones of 元: small ones, or any where a text has 万元."""
    for _, _, one, other in _compared(rule):
        number = text_of(rule, other)
        if one.type.kind is not Kind.AMOUNT or not _is_bare(number) or not number.strip("0."):
            continue
        if _is_in_ten_thousands(path := _path(one), readings):
            yield suspicious.bare_amount_of_text(other.span, amount=path, number=number)
        elif is_small(number):
            yield suspicious.bare_amount(other.span, number=number)


def _is_bare(number: str) -> bool:
    """Tell whether a number is written without a unit."""
    return bool(_BARE.fullmatch(number))


def is_small(number: str) -> bool:
    """Tell whether a number without a unit is too small to be meant as 元 of a budget."""
    return _is_bare(number) and Decimal(number) < _SMALL


def _compared(rule: Rule) -> Iterator[tuple[plan.Comparison, str, plan.Expr, plan.Expr]]:
    """Go through the comparisons of a rule, each from either side: the sign as it stands from there, that side, and the other."""
    for node in plan.walk(rule.plan.instances[0].body):
        if isinstance(node, plan.Comparison):
            yield node, node.op, node.left, node.right
            yield node, ast.MIRRORED[node.op], node.right, node.left


def _is_sum_of_all(node: plan.Expr) -> TypeGuard[plan.Fold]:
    """Tell whether a value is one sum of all rows."""
    return isinstance(node, plan.Fold) and node.function == "sum" and not node.by


def _path(node: plan.Expr) -> str:
    match node:
        case plan.Single(path=path):
            return path
        case plan.Cells(table=table, column=column):
            return f"{table}.{column}"
    return ""


def _is_in_ten_thousands(path: str, readings: Sequence[Reading]) -> bool:
    name, _, column = path.partition(".")
    return any(each.taken().get(column, "").endswith("万元") for each in readings if each.name == name)


def _against_one(
    rule: Rule, book: Rulebook, node: plan.Comparison, op: str, sides: tuple[plan.Expr, plan.Expr]
) -> Iterator[Problem]:
    """Report a stated amount that each row is to reach, where the row of all is meant, or a sum of rows that each is to equal.

    A premise may have chosen the row that is meant. No row is likely to be meant to reach the sum of what all rows have.
    """
    one, rows = sides
    if one.type.rows or not rows.type.rows or is_literal(one):
        return
    said = text_of(rule, rows), text_of(rule, one)
    level = _row_of_all(rows)
    keys = _keys(rows)
    if level and op in {"==", *_LESS}:
        yield suspicious.row_of_all(node.span, rows=said[0], one=said[1], level=level.name)
    elif keys and rule.tree.guard is None and (op == "==" or (op in _LESS and _is_sum_with(one, keys))):
        ways = _row_by_row(rule, one, rows, (ast.MIRRORED[op], keys))
        meant = next((way for way in ways if changed(rule, book, node.span, way)), None)
        if meant:
            yield suspicious.rows_against_one(node.span, said, key=keys[-1], sign=ast.MIRRORED[op], meant=meant)


def _row_by_row(rule: Rule, one: plan.Expr, rows: plan.Expr, how: tuple[str, tuple[str, ...]]) -> Iterator[str]:
    """Go through what may be meant by rows beside one amount: each with a sum of its own, or all of them with it.

    ``how`` are the sign between them and the keys of the rows.
    """
    sign, keys = how
    if _is_sum_with(one, keys):
        parts = folded("sum", text_of(rule, one.argument), keys)
        if isinstance(rows, plan.Cells) and rows.type.rows[-1].keys == keys:
            yield f"{text_of(rule, rows)} {sign} {parts}"
        yield f"{folded('sum', text_of(rule, rows), keys)} {sign} {parts}"
    yield f"sum({text_of(rule, rows)}) {sign} {text_of(rule, one)}"


def _keys(rows: plan.Expr) -> tuple[str, ...]:
    """Return the keys by which there are many rows: those that are chosen by their code are one for each unit."""
    keys = rows.type.rows[-1].keys
    return keys[:-1] if isinstance(rows, plan.Cells) and _is_coded(rows) else keys


def _is_sum_with(one: plan.Expr, keys: tuple[str, ...]) -> TypeGuard[plan.Fold]:
    """Tell whether an amount is a sum of all rows that could be one for each of the keys."""
    return _is_sum_of_all(one) and set(keys) < set(one.argument.type.rows[-1].keys)


def _row_of_all(node: plan.Expr) -> Level | None:
    """Return the level of the one row of all that a column without its rows chosen has, if its table has one."""
    is_column = isinstance(node, plan.Cells) and not node.selection and len(node.type.rows) > 1
    return next((level for level in node.type.rows if not level.keys), None) if is_column else None


def _of_code(rule: Rule, node: plan.Comparison, coded: plan.Expr, other: plan.Expr) -> Iterator[Problem]:
    """Report rows chosen by their code beside rows that are not: of all others, nothing is compared with their amount."""
    if not isinstance(coded, plan.Cells) or not _is_coded(coded) or node.op == "!=":
        return
    cells = [each for each in plan.walk(other) if isinstance(each, plan.Cells) and not each.single]
    if cells and not any(map(_is_coded, cells)) and {*other.type.rows} & {*coded.type.rows}:
        said = {"rows": text_of(rule, coded), "chosen": coded.selection, "other": text_of(rule, cells[0])}
        same = f"{said['other']}[{_same_rows(coded, other)}]"
        yield suspicious.rows_of_code(node.span, **said, meant=[same, *_in_totals(rule, node, coded, cells[0])])


def _in_totals(rule: Rule, node: plan.Comparison, coded: plan.Cells, other: plan.Cells) -> list[str]:
    """Return an inequality, as of a part that is limited to a share of a total, with the totals of each unit for its rows.

    Nothing where they stand in a let.
    """
    keys = coded.type.rows[-1].keys[:-1]
    level = next((level for level in reversed(other.levels) if keys and level.keys == keys), None)
    here = all(node.span.holds(each.span) for each in (coded, other))
    if node.op == "==" or other.selection or level is None or not here:
        return []
    part = coded.span, folded("sum", text_of(rule, coded), keys)
    whole = other.span, f"{text_of(rule, other)}[{level.name}]"
    text = rule.source.text[: node.span.end]
    for span, total in sorted((part, whole), reverse=True):
        text = f"{text[: span.start]}{total}{text[span.end :]}"
    return [text[node.span.start :]]


def _same_rows(coded: plan.Cells, other: plan.Expr) -> str:
    """Return the rows that are chosen; below rows of a code, those whose code begins so."""
    folds = [node for node in plan.walk(other) if isinstance(node, plan.ChildFold)]
    digits = [level.digits or 0 for fold in folds for level in fold.argument.type.rows if level.parent in coded.type.rows]
    return ", ".join(code.ljust(max(digits, default=0), "x") for code in coded.selection.split(", "))


def _is_coded(cells: plan.Cells) -> bool:
    return bool(cells.codes or cells.patterns)


def is_literal(node: plan.Expr) -> bool:
    """Tell a value that is written in the rule from one that is read."""
    return not any(isinstance(part, plan.Cells | plan.Single) for part in plan.walk(node))
