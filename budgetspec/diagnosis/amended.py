"""A submission with some values changed, as the language reads it: what a change would do is found by asking again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetspec.finding import Bilingual, Cell
from budgetspec.lang.routes import Identity, Place
from budgetspec.lang.types import Key, Level, Scope


class Amended:
    """A scope in which some cells have other values; rows stay where they are. A changed cell may lack a row."""

    def __init__(self, scope: Scope, values: Mapping[Place, Any]) -> None:
        self._scope = scope
        self._scalars = {column: value for (table, column, _, _), value in values.items() if not table}
        self._columns: dict[tuple[str, str, Identity], dict[Key, Any]] = {}
        self._keys: dict[tuple[str, Identity], dict[Key, int]] = {}
        for (table, column, identity, key), value in values.items():
            self._columns.setdefault((table, column, identity), {})[key] = value
            self._keys.setdefault((table, identity), {})[key] = 0

    def column(self, table: str, column: str, level: Level) -> Mapping[Key, Any]:
        """Return a column with the changed values in their places."""
        changed = self._columns.get((table, column, level.identity))
        there = self._scope.column(table, column, level)
        return there if changed is None else {**there, **changed}

    def scalar(self, path: str) -> Any:
        """Return a single value, changed or not."""
        return self._scalars[path] if path in self._scalars else self._scope.scalar(path)

    def row_counts(self, table: str, level: Level) -> Mapping[Key, int]:
        """Return how many rows stand under each key."""
        changed, there = self._keys.get((table, level.identity)), self._scope.row_counts(table, level)
        return {**there, **changed, **there} if changed else there

    def incomplete(self, table: str) -> Bilingual | None:
        """Say why rows of the table could not be read, if so."""
        return self._scope.incomplete(table)

    def parents(self, table: str, level: Level) -> Mapping[Key, Key]:
        """Return for each key of a level the key of the row above it."""
        return self._scope.parents(table, level)

    def lookup(self, codes: str, code: str, column: str) -> Any:
        """Return a column of a code list."""
        return self._scope.lookup(codes, code, column)

    def cell(self, table: str, column: str, level: Level, key: Key) -> Cell:
        """Return the place of a cell."""
        return self._scope.cell(table, column, level, key)

    def scalar_cell(self, path: str) -> Cell:
        """Return the place of a single value."""
        return self._scope.scalar_cell(path)
