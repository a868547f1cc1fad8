"""A submission of which some amounts are not settled yet: whatever is computed with them is unknown, not a sum of blanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from budgetspec.finding import Bilingual, Cell
from budgetspec.lang.reads import Place
from budgetspec.lang.types import Key, Level
from budgetspec.money import Unknown
from budgetspec.submission import Submission

_TO_COME: Final = Unknown(Bilingual("这一格还没有填", "this is not filled in yet"), quiet=True)
_AMOUNTS: Final = "amounts"


class Unsettled:
    """A submission with places whose amount is still to come. Implements the language's ``Scope``."""

    def __init__(self, submission: Submission, to_come: Collection[Place]) -> None:
        self._submission = submission
        self._scalars = frozenset(place.column for place in to_come if place.level is None)
        self._tables = frozenset(place.table for place in to_come)
        self._keys: dict[tuple[str, str, Any], set[Key]] = {}
        for place in to_come:
            self._keys.setdefault((place.table, place.column, place.identity), set()).add(place.key)

    def column(self, table: str, column: str, level: Level, /) -> Mapping[Key, Any]:
        """Return the values of a column at a level; the count of a table's amounts is unknown while one is to come."""
        values = self._submission.column(table, column, level)
        keys = self._counted(table, column) or self._keys.get((table, column, level.identity), frozenset())
        return {key: _TO_COME if key in keys else value for key, value in values.items()} if keys else values

    def _counted(self, table: str, column: str) -> frozenset[Key]:
        """Return the tables, by number, whose amounts a column of the table of tables counts and that are not settled."""
        catalogue = self._submission.disclosure.form.catalogues.get(table)
        if catalogue is None or catalogue.computed.get(column) != _AMOUNTS:
            return frozenset()
        entries = (e for e in catalogue.entries if self._tables.intersection(e.tables) or self._scalars.intersection(e.scalars))
        return frozenset((entry.no,) for entry in entries)

    def scalar(self, path: str, /) -> Any:
        """Return a single value."""
        return _TO_COME if path in self._scalars else self._submission.scalar(path)

    def row_counts(self, table: str, level: Level, /) -> Mapping[Key, int]:
        """Return how many rows stand under each key."""
        return self._submission.row_counts(table, level)

    def incomplete(self, table: str, /) -> Bilingual | None:
        """Say why rows of the table could not be read, if so."""
        return self._submission.incomplete(table)

    def parents(self, table: str, level: Level, /) -> Mapping[Key, Key]:
        """Return for each key of a level the key of the row above it."""
        return self._submission.parents(table, level)

    def lookup(self, codes: str, code: str, column: str, /) -> Any:
        """Return a column of a code list, blank for an unknown code."""
        return self._submission.lookup(codes, code, column)

    def cell(self, table: str, column: str, level: Level, key: Key, /) -> Cell:
        """Return the place of a cell."""
        return self._submission.cell(table, column, level, key)

    def scalar_cell(self, path: str, /) -> Cell:
        """Return the place of a single value."""
        return self._submission.scalar_cell(path)
