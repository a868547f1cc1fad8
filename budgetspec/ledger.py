"""A budget as it is drawn, line by line, and the tables that print it: rows by key, amounts in 分."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any

from budgetspec.codes import Classification
from budgetspec.drawing import Drawing
from budgetspec.form import Entry, Layout, Structure
from budgetspec.kernels import Kernel, key_properties
from budgetspec.lang.types import Key, Level
from budgetspec.patch import put
from budgetspec.template import Drawer, Names, filled
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Whose line it is: the names of its owner, the code drawn from each list, and the year of the lists."""

    names: Names
    codes: Mapping[str, str]
    year: int


@dataclass(slots=True)
class Row:
    """A row of a table so far: the account that first stood in it, and its amounts."""

    level: Level
    key: Key
    account: Account
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The rows of every table, and the single amounts."""

    structure: Structure
    lists: Mapping[str, Classification]
    drawing: Drawing
    rows: dict[str, dict[tuple[Any, Key], Row]] = field(default_factory=dict)
    singles: dict[str, int] = field(default_factory=dict)

    def enter(self, kernel: Kernel, account: Account, amount: int) -> None:
        """Add a line of so many 分 to every cell that it counts in."""
        keys: dict[Any, Key] = {}
        for touched in kernel.touched:
            if touched.level is None:
                amounts = self.singles
            else:
                identity = touched.level.identity, touched.level.keys
                key = keys.get(identity) or keys.setdefault(identity, self.key(touched.level, account))
                amounts = self._row(touched.table, touched.level, key, account).amounts
            for column, times in touched.columns:
                amounts[column] = amounts.get(column, 0) + times * amount

    def _row(self, table: str, level: Level, key: Key, account: Account) -> Row:
        rows = self.rows.setdefault(table, {})
        wanted = level.identity, key
        if wanted not in rows:
            rows[wanted] = Row(level, key, account)
        return rows[wanted]

    def key(self, level: Level, account: Account) -> Key:
        """Return the key of an account's row at a level."""
        return tuple(self._key_part(level, dimension, account) for dimension in level.keys)

    def _key_part(self, level: Level, dimension: str, account: Account) -> str:
        code = self._code(level, dimension, account)
        if code is not None:
            return code[: level.digits]
        template = self.drawing.keys.get(f"{level.name}.{dimension}") or self.drawing.keys.get(dimension)
        return str(filled(template, account.names)) if template else "1"

    def _code(self, level: Level, dimension: str, account: Account) -> str | None:
        """Return the account's code of a level's classification."""
        for name, code in account.codes.items():
            if self.lists[name].classification == level.classification and self.lists[name].dimension == dimension:
                return code
        return None

    def label(self, row: Row) -> str | None:
        """Return what a row is called."""
        level, account = row.level, row.account
        if level.classification is None:
            template = self.drawing.labels.get(level.name)
            return str(filled(template, account.names)) if template else None
        for name in account.codes:
            known = self.lists[name].edition(account.year).get(row.key[-1])
            if known and self.lists[name].classification == level.classification:
                return known["名称"]
        return None

    # Printing ------------------------------------------------------------------------------------------------------

    def ordered(self, table: str) -> list[Row]:
        """Return the rows of a table as it prints them: each above those that add up to it, its last lines at the end."""
        levels = self.structure.layouts[table].table.levels
        keyed = next((i for i, level in enumerate(levels) if level.keys), len(levels))
        places = {level.identity: i for i, level in enumerate(levels)}

        def place(row: Row) -> tuple[bool, Key, int]:
            at = places[row.level.identity]
            return not row.key and at > keyed, row.key, at

        return sorted(self.rows.get(table, {}).values(), key=place)

    def tables(self, drawer: Drawer) -> dict[str, Any]:
        """Return the tables with all their rows and amounts, as they stand in a submission."""
        whole: dict[str, Any] = {}
        for catalogue in self.structure.catalogues.values():
            for entry in catalogue.entries:
                put(whole, entry.path, self._table(entry, drawer))
        return whole

    def _table(self, entry: Entry, drawer: Drawer) -> dict[str, Any]:
        names = {"no": int(entry.no) if entry.no.isdecimal() else entry.no, "name": entry.name}
        value: dict[str, Any] = drawer.draw(self.drawing.tables, names)
        if self._is_empty(entry):
            value |= drawer.draw(self.drawing.empty, names)
        depth = len(entry.path)
        for single in entry.scalars:
            if self.singles.get(single):
                put(value, self.structure.scalars[single].path[depth:], _printed(self.singles[single]))
        for table in entry.tables:
            layout = self.structure.layouts[table]
            if layout.outer is None:
                put(value, (*layout.path[depth:], *layout.rows), list(self._printed_rows(table, layout, drawer)))
        return value

    def _is_empty(self, entry: Entry) -> bool:
        """Tell whether a table has neither rows with a key nor amounts."""
        rows = (row for table in entry.tables for row in self.rows.get(table, {}).values())
        return not any(row.key or row.amounts for row in rows) and not any(self.singles.get(path) for path in entry.scalars)

    def _printed_rows(self, table: str, layout: Layout, drawer: Drawer) -> Iterator[dict[str, Any]]:
        counts: dict[Any, int] = {}
        for row in self.ordered(table):
            identity = row.level.identity
            counts[identity] = counts.get(identity, 0) + 1
            template = self.drawing.fields.get((table, row.level.name), {})
            yield self._printed_row(layout, row, drawer.draw(template, {**row.account.names, "#": counts[identity]}))

    def _printed_row(self, layout: Layout, row: Row, fields: Mapping[str, Any]) -> dict[str, Any]:
        value: dict[str, Any] = dict(key_properties(layout, row.level, row.key))
        label = self.label(row) if layout.label else None
        if label is not None and layout.label:
            put(value, layout.label, label)
        value |= fields
        for column, path in layout.columns.items():
            if row.amounts.get(column):
                put(value, path, _printed(row.amounts[column]))
        return value


def _printed(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
