"""The cells around failing equations, where values may have been put into the wrong place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from budgetspec.diagnosis.linear import CheckId, Equation
from budgetspec.diagnosis.system import System
from budgetspec.lang.routes import Place, Row
from budgetspec.lang.types import Kind, Missing
from budgetspec.money import BLANK, Exact, shown

_MOST_ROWS: Final = 200


class Board:
    """Some cells that may be wrong, with the tables in which they stand; ``rows`` are those of the cells."""

    def __init__(self, system: System, places: Iterable[Place]) -> None:
        self.system = system
        self._reading: dict[Place, list[CheckId]] = {}
        for identity, each in system.equations.items():
            for place in each.terms:
                self._reading.setdefault(place, []).append(identity)
        self.places = [place for place in dict.fromkeys(places) if place[0] in system.submission.disclosure.form.layouts]
        self.rows = list(dict.fromkeys((place[0], place[2:]) for place in self.places))[:_MOST_ROWS]
        self._columns: dict[str, list[str]] = {}
        self._values: dict[tuple[str, str, Any], Mapping[Any, Any]] = {}
        self._every: dict[str, list[Row]] = {}

    def reading(self, place: Place) -> dict[CheckId, Equation]:
        """Return the failing equations that read a cell."""
        return {identity: self.system.equations[identity] for identity in self._reading.get(place, ())}

    def columns(self, table: str) -> list[str]:
        """Return the columns with amounts in printed order."""
        if table not in self._columns:
            columns = self.system.submission.disclosure.form.layouts[table].table.columns
            self._columns[table] = [column.path for column in columns.values() if column.kind is Kind.AMOUNT]
        return self._columns[table]

    def every(self, table: str) -> list[Row]:
        """Return all rows of a table in printed order."""
        if table not in self._every:
            self._every[table] = [(level.identity, key) for level, key, _ in self.system.submission.disclosure.rows(table)]
        return self._every[table]

    def like(self, table: str, row: Row) -> list[Row]:
        """Return the other rows of the level of a row."""
        return [other for other in self.every(table) if other[0] == row[0] and other != row]

    def next_to(self, table: str, row: Row) -> list[Row]:
        """Return the rows above and below a row."""
        rows = self.every(table)
        at = rows.index(row) if row in rows else len(rows)
        return [*rows[max(at - 1, 0) : at], *rows[at + 1 : at + 2]]

    def value(self, table: str, column: str, row: Row) -> Any:
        """Return what stands in a cell, a blank where no row is."""
        column_of_level = (table, column, row[0])
        if column_of_level not in self._values:
            self._values[column_of_level] = self._of_level(table, column, row)
        return self._values[column_of_level].get(row[1], BLANK)

    def _of_level(self, table: str, column: str, row: Row) -> Mapping[Any, Any]:
        levels = self.system.submission.disclosure.form.layouts[table].table.levels
        level = next((each for each in levels if each.identity == row[0]), None)
        try:
            return self.system.evaluation.scope.column(table, column, level) if level else {}
        except Missing:
            return {}

    def differs(self, edits: Mapping[Place, Any]) -> bool:
        """Whether each of some edits changes something."""
        values = ((value, self.value(place[0], place[1], place[2:])) for place, value in edits.items())
        return all(value is not None and differ(value, old) for value, old in values)

    def fixes(self, edits: Mapping[Place, Any]) -> bool:
        """Whether all failing equations that some edits touch hold then, and there are such."""
        fixed, touched = self.fixed(edits)
        return 0 < fixed == touched

    def fixed(self, edits: Mapping[Place, Any]) -> tuple[int, int]:
        """Return how many of the failing equations that some edits touch hold then, and how many they are."""
        changes: dict[CheckId, Exact] = {}
        for place, value in edits.items():
            change = as_number(value) - as_number(self.value(place[0], place[1], place[2:]))
            for identity in self._reading.get(place, ()):
                changes[identity] = changes.get(identity, 0) + self.system.equations[identity].terms[place] * change
        held = sum(self.system.equations[identity].holds(change) for identity, change in changes.items())
        return held, len(changes)


def as_number(value: Any) -> Exact:
    """Return a value as printed; a blank, and what is no number, is 0."""
    number = shown(0 if value is BLANK else value)
    return number if isinstance(number, Exact) else 0


def differ(one: Any, other: Any) -> bool:
    """Whether two values differ, a blank from everything but a blank."""
    return (one is BLANK) != (other is BLANK) or bool(one != other)


def same(values: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether two rows of values are the same."""
    return not any(differ(one, other) for one, other in zip(values, others, strict=True))


def pairs(places: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """Go through the pairs of cells of one row."""
    rows: dict[tuple[str, Row], list[Place]] = {}
    for place in places:
        before = rows.setdefault((place[0], place[2:]), [])
        yield from ((other, place) for other in before)
        before.append(place)
