"""Rows of totals that a table lacks, though rows that add up to them are there: put in where they belong, with their keys."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from budgetspec.disclosure import Disclosure, Row
from budgetspec.form import Layout, Path
from budgetspec.lang.types import Key, Kind, Level
from budgetspec.order import Where
from budgetspec.patch import put
from budgetspec.reader import followed
from budgetspec.rulebook import Rulebook
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A row of a table that is not there, and where in the submission it is to be."""

    layout: Layout
    level: Level
    key: Key
    where: Where


def completed(book: Rulebook, value: Any) -> Any:
    """Return a submission with its missing rows of totals, which hold their keys and no amounts yet.

    A row is put in if rows that add up to it are there and its key is part of theirs; the code of a level without fixed
    length (the department of units) is taken from the tables that have it. The submission that is given stays as it is.
    """
    value = copy.deepcopy(value)
    while lacking := list(_lacking(Disclosure(book.structure, book.codes, value))):
        for row, label in reversed(lacking):
            _put(value, row, label)
    return value


def _lacking(disclosure: Disclosure) -> Iterator[tuple[_Lacking, str | None]]:
    """Go through the rows that are missing right above rows that are there, with what other tables call them."""
    codes = _codes(disclosure)
    for name, layout in disclosure.form.layouts.items():
        if layout.outer is None and layout.level_property is not None and disclosure.incomplete(name) is None:
            for row in _of_table(disclosure, layout, codes):
                yield row, _label(disclosure, row)


def _codes(disclosure: Disclosure) -> Mapping[Any, tuple[Key, ...]]:
    """Return the keys that stand in any table, by level."""
    found: dict[Any, dict[Key, None]] = {}
    for name in disclosure.form.layouts:
        for level, key, _ in disclosure.rows(name):
            found.setdefault(level.identity, {})[key] = None
    return {level: tuple(keys) for level, keys in found.items()}


def _of_table(disclosure: Disclosure, layout: Layout, codes: Mapping[Any, tuple[Key, ...]]) -> Iterator[_Lacking]:
    there = {(level.identity, key) for level, key, _ in disclosure.rows(layout.table.name)}
    last = {level.identity: row for level, _, row in disclosure.rows(layout.table.name)}
    for level, key, row in disclosure.rows(layout.table.name):
        above = _above(disclosure, layout, level, key, codes)
        if above is not None and (above[0].identity, above[1]) not in there:
            there.add((above[0].identity, above[1]))
            yield _Lacking(layout, *above, _where(layout, level, above[0], row, last[level.identity]))


def _above(
    disclosure: Disclosure, layout: Layout, level: Level, key: Key, codes: Mapping[Any, tuple[Key, ...]]
) -> tuple[Level, Key] | None:
    """Return the level and key of the row that a row adds up to; None if its key cannot be told."""
    above = level.parent
    if above is None or any(part.property is None for part in layout.keys[above.name]):
        return None
    if not above.keys or above.keys[-1] != level.keys[-1] or above.digits:
        return above, disclosure.parents(layout.table.name, level)[key]
    fitting = [k for k in codes.get(above.identity, ()) if len(k) == len(key) and _begins(k, key)]
    if fitting:
        return above, max(fitting, key=lambda k: len(k[-1]))
    return (above.parent, ()) if above.parent and not above.parent.keys else None


def _begins(short: Key, key: Key) -> bool:
    return short[:-1] == key[:-1] and key[-1].startswith(short[-1]) and short != key


def _where(layout: Layout, level: Level, above: Level, row: Row, last: Row) -> Where:
    """Return where a row is put in: before the first of its rows, or after the last if the form declares it after them."""
    order = [each.name for each in layout.table.levels]
    if order.index(above.name) < order.index(level.name):
        return row.where
    *place, position = last.where
    return (*place, int(position) + 1)


def _label(disclosure: Disclosure, row: _Lacking) -> str | None:
    """Return what another table calls the row."""
    if not row.key:
        return None
    named = (disclosure.labels(table, row.level) for table in disclosure.form.layouts)
    return next((labels[row.key[-1]] for labels in named if row.key[-1] in labels), None)


def _put(value: Any, row: _Lacking, label: str | None) -> None:
    """Put a row into its array: its key, what it is called, and blanks for its amounts."""
    *place, position = row.where
    rows = followed(value, place)
    layout, new = row.layout, dict[str, Any]()
    parts = zip(layout.keys[row.level.name], row.key, strict=True)
    known = {layout.columns[field.property]: code for field, code in parts if field.property is not None}
    known |= {layout.columns[layout.level_property]: row.level.name} if layout.level_property else {}
    known |= {layout.label: label} if layout.label and label else {}
    for name, path in layout.columns.items():
        if path in known or layout.table.columns[name].kind is Kind.AMOUNT:
            put(new, path, known.get(path))
    rows.insert(int(position), new)


def has_room(value: Any, path: Path | Where) -> bool:
    """Whether a blank can be filled at a path: nothing else stands on the way.

    >>> has_room({"财政拨款": None}, ("财政拨款", "小计")), has_room({"财政拨款": 5}, ("财政拨款", "小计"))
    (True, False)
    """
    for part in path[:-1]:
        match value:
            case dict() if value.get(part) is None:
                return True
            case dict():
                value = value[part]
            case list() if isinstance(part, int):
                value = value[part]
            case _:
                return False
    return isinstance(value, dict)
