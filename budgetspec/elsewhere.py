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
from budgetspec.titles import column_of, number_of, words_of

_MOST: Final = 3


def same_item(rule: Rule, book: Rulebook) -> tuple[Span, Sequence[str]] | None:
    """Find a comparison of an item with itself: the side to change, and what may stand there, if anything.

    Of the items of that name in other tables, those whose table the title names are meant, or else any; totals only so.
    """
    body = rule.plan.instances[0].body
    if not isinstance(body, plan.Comparison) or is_literal(body.left) or key(body.left) != key(body.right):
        return None
    path = column_of(body.left)
    others, title = _called(path, book.structure), rule.tree.title
    named = [other for other in others if _at(_table(other), title, book.structure) >= 0]
    first = bool(named) and _at(_table(named[0]), title, book.structure) < _at(_table(path), title, book.structure)
    side = body.left if first else body.right
    meant = named or (others if words_of(path) else [])
    ways = (_as_written(other, side, book.structure) for other in meant)
    sound = [way for way in dict.fromkeys(ways) if changed(rule, book, side.span, way)]
    return side.span if sound else body.span, sound[:_MOST]


def _called(path: str, printed: Structure) -> list[str]:
    """Return the numbers of other printed tables that are called as one is, those in a group of the same name first.

    Where several of its own table have a last name, as 决算数, groups are part of what they are called.
    """
    columns = {f"{table.name}.{name}": column for table in printed.tables().values() for name, column in table.columns.items()}
    known = {name: scalar.column for name, scalar in printed.scalars.items()} | columns
    words = {name: words_of(name) for name, column in known.items() if column.kind in SUMMABLE}
    own = [others for name, others in words.items() if _table(name) == _table(path)]
    called = words.get(path, ())
    sizes = (size for size in range(1, len(called)) if sum(others[-size:] == called[-size:] for others in own) == 1)
    size = next(sizes, len(called))
    found = [name for name, others in words.items() if others[len(others) - size :] == called[len(called) - size :]]
    alike = [name for name in found if _table(name) != _table(path) and (called or not words[name])]
    return sorted(alike, key=lambda name: words[name] != called)


def _table(path: str) -> str:
    return path.partition(".")[0]


def _at(table: str, title: str, printed: Structure) -> int:
    """Return where a title names a table, by its number or its name; -1 where it does not."""
    number = number_of(printed.titles().get(table, ""))
    names = [re.escape(table), *([rf"{number}(?!\d)"] if number else [])]
    found = re.search("|".join(names), title)
    return found.start() if found else -1


def _as_written(path: str, side: plan.Expr, printed: Structure) -> str:
    """Return a column in place of another: with the rows that this one has; in place of one value, in the row of all."""
    table = printed.tables().get(_table(path))
    if isinstance(side, plan.Cells):
        return quoted(path) + (f"[{side.selection}]" if side.selection else "")
    level = table.whole if table and path not in printed.scalars else None
    return quoted(path) + (f"[{level}]" if level else "")
