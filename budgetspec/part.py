"""A part of a submission that has nothing: what other parts of it do not have either, they need not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from budgetspec.finding import Bilingual, Cell
from budgetspec.lang.types import Key, Level
from budgetspec.money import BLANK


class Part:
    """Implements the language's ``Scope`` for no data at all."""

    def column(self, _table: str, _column: str, _level: Level, /) -> Mapping[Key, Any]:
        """Return no values."""
        return {}

    def scalar(self, _path: str, /) -> Any:
        """Return a blank."""
        return BLANK

    def row_counts(self, _table: str, _level: Level, /) -> Mapping[Key, int]:
        """Return no rows."""
        return {}

    def incomplete(self, _table: str, /) -> Bilingual | None:
        """Find nothing that could not be read."""
        return None

    def parents(self, _table: str, _level: Level, /) -> Mapping[Key, Key]:
        """Return no rows above."""
        return {}

    def lookup(self, _codes: str, _code: str, _column: str, /) -> Any:
        """Return a blank."""
        return BLANK

    def cell(self, table: str, column: str, _level: Level, key: Key, /) -> Cell:
        """Return a place without pointer."""
        return Cell("", table, " ".join(key) or None, column)

    def scalar_cell(self, path: str, /) -> Cell:
        """Return a place without pointer."""
        return Cell("", None, None, path)
