"""Comparisons of an item with itself, and the items of the same name in other tables, one of which may be meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from budgetspec.alignment import is_literal
from budgetspec.changed import changed
from budgetspec.form import Structure
from budgetspec.lang import plan
from budgetspec.lang.mention import quoted
from budgetspec.lang.normal import key
from budgetspec.lang.types import SUMMABLE
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span
from budgetspec.titles import column_of, last_name

_MOST: Final = 3
_NUMBER: Final = re.compile(r"附?(表\d+)")


def same_item(rule: Rule, book: Rulebook) -> tuple[Span, Sequence[str]] | None:
    """Find a comparison of an item with itself: the side to change, and what may stand there, if anything.

    Of the items of that name in other tables, those whose table the title names are meant; an item that is called as a total
    only is meant nowhere else.
    """
    body = rule.plan.instances[0].body
    if not isinstance(body, plan.Comparison) or is_literal(body.left) or key(body.left) != key(body.right):
        return None
    path = column_of(body.left)
    table, title = path.partition(".")[0], rule.tree.title
    others = [other for other in _called(path, book.structure) if other.partition(".")[0] != table]
    named = [other for other in others if _at(other.partition(".")[0], title, book.structure) >= 0]
    first = bool(named) and _at(named[0].partition(".")[0], title, book.structure) < _at(table, title, book.structure)
    side = body.left if first else body.right
    ways = (_as_written(other, side, book.structure) for other in named or others)
    sound = [way for way in dict.fromkeys(ways) if changed(rule, book, side.span, way)]
    return side.span if sound else body.span, sound[:_MOST]


def _called(path: str, printed: Structure) -> list[str]:
    """Return the numbers of the printed tables that are called as one is, those in a group of the same name first."""
    columns = {f"{table.name}.{name}": column for table in printed.tables().values() for name, column in table.columns.items()}
    known = {name: scalar.column for name, scalar in printed.scalars.items()} | columns
    found = [other for other, column in known.items() if column.kind in SUMMABLE and last_name(other) == last_name(path) != ""]
    return sorted(found, key=lambda other: other.partition(".")[2] != path.partition(".")[2])


def _at(table: str, title: str, printed: Structure) -> int:
    """Return where a title names a table, by its number or its name; -1 where it does not."""
    number = _NUMBER.match(printed.titles().get(table, ""))
    names = [re.escape(table), *([rf"{number[1]}(?!\d)"] if number else [])]
    found = re.search("|".join(names), title)
    return found.start() if found else -1


def _as_written(path: str, side: plan.Expr, printed: Structure) -> str:
    """Return a column in place of another: with the rows that this one has; in place of one value, in the row of all."""
    table = printed.tables().get(path.partition(".")[0])
    if isinstance(side, plan.Cells):
        return quoted(path) + (f"[{side.selection}]" if side.selection else "")
    level = (
        next((level.name for level in table.levels if not level.keys), None) if table and path not in printed.scalars else None
    )
    return quoted(path) + (f"[{level}]" if level else "")
