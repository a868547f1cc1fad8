"""A submission as the language reads it: tables, rows and cells by key, each with its JSON Pointer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, NamedTuple

from budgetspec import cells
from budgetspec.cells import ABSENT, Reader
from budgetspec.codes import Classification
from budgetspec.derived import Derived
from budgetspec.finding import Bilingual, Cell
from budgetspec.form import COMPUTED, Catalogue, Entry, Layout, Money, Path, Structure
from budgetspec.lang.types import Column, Key, Kind, Level, Missing, plain
from budgetspec.misprints import MisprintTable
from budgetspec.money import BLANK, FEN_PER_UNIT, Unknown
from budgetspec.order import Order, Where
from budgetspec.reader import Unreadable, pointer, sought
from budgetspec.values import dataclass

_BEFORE_UNIT: Final = re.compile(r"^(?:金额)?(?:单位)?\s*[:：]?\s*(?:人民币)?")
_REPEATED: Final = Unknown(Bilingual("同一个键有几行", "several rows stand under this key"))
_BROKEN: Final = Bilingual("表中有无法识别的行", "some rows of the table cannot be read")
_LONGEST_LABEL: Final = 24
_NO_VALUES: Final[Mapping[Key, Any]] = {}
_DECLARED: Final[Mapping[str, Callable[[Entry], Any]]] = {
    "no": lambda entry: entry.no,
    "name": lambda entry: entry.name,
    "number": lambda entry: int(entry.no) if entry.no.isdecimal() else BLANK,
}
"""What the form itself says of a table, whether it is given or not."""


class Row(NamedTuple):
    """A row of a table: what stands there and where."""

    value: Any
    where: Where


@dataclass(slots=True)
class _Rows:
    """The rows of one table: by level and key, the first of each key; how many stand under it; and what is wrong with them."""

    by_level: dict[Any, dict[Key, Row]] = field(default_factory=dict)
    counts: dict[Any, dict[Key, int]] = field(default_factory=dict)
    every: list[tuple[Level, Key, Row]] = field(default_factory=list)
    missing: Bilingual | None = None
    incomplete: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class UnplacedRow:
    """A row that cannot be compared with others: its pointer, and what is wrong with its key."""

    pointer: str
    message: Bilingual


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that the form declares for a value: ``raw`` as it stands there, ``ABSENT`` if nothing does.

    A single value stands in no ``table``, at no ``level``; ``where`` is its path in the submission.
    """

    table: str
    column: Column
    level: Level | None
    key: Key
    where: Where
    raw: Any


class Disclosure:
    """One submission of a form. Implements the language's ``Scope``."""

    def __init__(self, form: Structure, codes: Mapping[str, Classification], value: Any) -> None:
        self.form, self.codes, self.value = form, codes, value
        self.unplaced: list[UnplacedRow] = []
        self._order = Order(value)
        self._rows: dict[str, _Rows] = {}
        self._columns: dict[tuple[str, str], Mapping[Any, Mapping[Key, Any]]] = {}
        self._parents: dict[tuple[str, Any], Mapping[Key, Key]] = {}
        self._whole: dict[Path, bool] = {}
        self._derived = Derived(form, value)
        for name, layout in form.layouts.items():
            self._rows[name] = self._index(layout)
        year = self.role("year")
        self.year = year if isinstance(year, int) and not isinstance(year, bool) else None
        self._editions = {name: c.edition(self.year) for name, c in codes.items()}
        self._misprints = _misprints(form, codes, value)

    def role(self, role: str) -> Any:
        """Return the value that plays a role (``form``, ``year``, ``department`` …), None if it is not there."""
        path = self.form.roles.get(role)
        value = sought(self.value, path, ABSENT) if path else None
        return None if value is ABSENT else value

    # Scope ---------------------------------------------------------------------------------------------------------

    def column(self, table: str, column: str, level: Level) -> Mapping[Key, Any]:
        """Return the values of a column at a level by key, in document order."""
        found = self._columns.get((table, column))
        if found is None:
            found = self._columns[table, column] = self._column(table, column)
        return found.get(level.identity, _NO_VALUES)

    def scalar(self, path: str) -> Any:
        """Return a single value; what the schema refuses is unknown, and so is what it demands and is not there."""
        scalar = self.form.scalars[path]
        value = sought(self.value, scalar.path, ABSENT)
        if value is ABSENT:
            entry = self._entry_of(path)
            if scalar.demanded or (entry and sought(self.value, entry.path, ABSENT) is ABSENT):
                return Unknown(_not_given(entry.title if entry else path))
            return BLANK
        read = self._reading(scalar.column.kind, scalar.money)(value)
        if not isinstance(read, Unknown) and scalar.conformance.problems(value):
            return Unknown(_refused(path))
        return read

    def row_counts(self, table: str, level: Level) -> Mapping[Key, int]:
        """Return how many rows stand under each key."""
        if table in self._misprints:
            return self._misprints[table].row_counts()
        if table in self.form.catalogues:
            entries = self.form.catalogues[table].entries
            return {(e.no,): int(sought(self.value, e.path, ABSENT) is not ABSENT) for e in entries}
        return self._rows[table].counts.get(level.identity, {})

    def incomplete(self, table: str) -> Bilingual | None:
        """Say why rows of the table could not be read, if so."""
        return self._rows[table].incomplete if table in self._rows else None

    def parents(self, table: str, level: Level) -> Mapping[Key, Key]:
        """Return for each key of a level the key of the row above it, whether that row is there or not."""
        wanted = table, level.identity
        if wanted not in self._parents:
            self._parents[wanted] = self._parent_keys(self._rows[table], level)
        return self._parents[wanted]

    def lookup(self, codes: str, code: str, column: str) -> Any:
        """Return a column of a code list, blank for an unknown code."""
        row = self._editions[codes].get(code)
        return (row[column] or BLANK) if row else BLANK

    def cell(self, table: str, column: str, level: Level, key: Key) -> Cell:
        """Return the place of a cell, or the place where a missing row should stand."""
        if table in self._misprints:
            return self._misprints[table].cell(column, key)
        if table in self.form.catalogues:
            return self._catalogue_cell(self.form.catalogues[table], column, key)
        layout, row = self.form.layouts[table], self._rows[table].by_level.get(level.identity, {}).get(key)
        title = layout.table.title
        if row is None:
            return Cell(pointer(self._rows_place(layout, key)), title, self._key_name(level, key), column)
        path = layout.columns.get(column) or self._derived.path(layout, column)
        value = self._derived.of(layout, column, *row) if column in layout.derived else sought(row.value, path, ABSENT)
        return Cell(pointer((*row.where, *path)), title, self._row_name(layout, level, key, row), column, cells.printed(value))

    def _rows_place(self, layout: Layout, key: Key) -> Where:
        """Return where a missing row of that key should stand: in its table, or in its row of the outer table."""
        if layout.outer is None:
            return (*layout.path, *layout.rows)
        outer = self.form.layouts[layout.outer]
        above = (row for _, k, row in self._rows[layout.outer].every if k and key[: len(k)] == k)
        row = next(above, None)
        return (*row.where, *layout.path, *layout.rows) if row else self._rows_place(outer, key)

    def scalar_cell(self, path: str) -> Cell:
        """Return the place of a single value."""
        scalar = self.form.scalars[path]
        entry = self._entry_of(path)
        column = path.removeprefix(f"{entry.name}.") if entry else path
        value = sought(self.value, scalar.path, ABSENT)
        return Cell(pointer(scalar.path), entry.title if entry else None, None, column, cells.printed(value))

    def rows(self, table: str) -> Sequence[tuple[Level, Key, Row]]:
        """Return the rows of a table in document order, those of a key that stands there twice included."""
        return tuple(self._rows[table].every)

    @property
    def size(self) -> int:
        """How many rows there are in all tables."""
        return sum(len(rows.every) for rows in self._rows.values())

    def slots(self) -> Iterator[Slot]:
        """Go through the places for values, filled or not, in rows that are there; a row's key and running text are none."""
        for name, scalar in self.form.scalars.items():
            yield Slot("", replace(scalar.column, path=name), None, (), scalar.path, sought(self.value, scalar.path, ABSENT))
        for name, layout in self.form.layouts.items():
            columns = [c for c in layout.table.columns.values() if layout.holds(c)]
            for level, key, row in self._rows[name].every:
                for column in columns:
                    path = layout.columns[column.path]
                    yield Slot(name, column, level, key, (*row.where, *path), sought(row.value, path, ABSENT))

    def printing(self, slot: Slot) -> tuple[str, Decimal | None]:
        """Return the unit in which an amount is printed in a slot, and its last place if that makes it inexact."""
        money = self.form.layouts[slot.table].money if slot.table else self.form.scalars[slot.column.path].money
        return self.printing_of(money)

    def slot_cell(self, slot: Slot) -> Cell:
        """Return the place of a slot, whichever of the rows of its key it stands in."""
        if slot.level is None:
            return self.scalar_cell(slot.column.path)
        cell = self.cell(slot.table, slot.column.path, slot.level, slot.key)
        return replace(cell, pointer=pointer(slot.where), value=cells.printed(slot.raw))

    def labels(self, table: str, level: Level) -> dict[str, str]:
        """Return what the rows of a level are called, by their own code; the first row of a code names it."""
        layout = self.form.layouts[table]
        there = self._rows[table].by_level.get(level.identity, {})
        found = ((key[-1], sought(row.value, layout.label, ABSENT)) for key, row in there.items() if key) if layout.label else ()
        named = [(code, label) for code, label in found if isinstance(label, str) and label.strip()]
        return dict(reversed(named))

    def place(self, place: str) -> Cell:
        """Return the place a JSON Pointer names: with table, row and column where it lies in a table's row."""
        where = self._order.where(place)
        for depth in range(len(where) + 1):
            if found := self._rows_by_place.get(where[:depth]):
                layout, level, key, row = found
                column = ".".join(map(str, where[depth:])) or None
                return Cell(place, layout.table.title, self._row_name(layout, level, key, row), column)
        return Cell(place)

    @cached_property
    def _rows_by_place(self) -> dict[Where, tuple[Layout, Level, Key, Row]]:
        every = ((self.form.layouts[name], *row) for name, rows in self._rows.items() for row in rows.every)
        return {each[3].where: each for each in every}

    def order(self, place: str) -> tuple[int, ...]:
        """Return where a JSON Pointer stands in the submission, to sort by; what is not there comes after what is."""
        return self._order.rank(place)

    # Rows ----------------------------------------------------------------------------------------------------------

    def _index(self, layout: Layout) -> _Rows:
        rows = _Rows()
        for start, before, where in self._starts(layout, rows):
            found = sought(start, layout.rows, ABSENT)
            if found is ABSENT or found is None:
                rows.incomplete = rows.incomplete or (None if isinstance(start, dict) else _BROKEN)
                continue
            if isinstance(found, list):
                self._index_rows(layout, rows, found, before, (*where, *layout.rows))
            else:
                rows.incomplete = _BROKEN
        return rows

    def _starts(self, layout: Layout, rows: _Rows) -> Iterator[tuple[Any, Key, Where]]:
        """Find the places where rows of the table stand: one, or one in each row of the outer table."""
        if layout.outer is None:
            start = sought(self.value, layout.path, ABSENT)
            if start is ABSENT or start is None:
                rows.missing = _not_given(layout.table.title)
            else:
                yield start, (), layout.path
            return
        outer = self._rows[layout.outer]
        rows.missing, rows.incomplete = outer.missing, outer.incomplete
        longest = max(len(level.keys) for level in self.form.layouts[layout.outer].table.levels)
        for _, key, row in outer.every:
            start = sought(row.value, layout.path, ABSENT)
            if start is not ABSENT and start is not None:
                yield start, key + ("",) * (longest - len(key)), (*row.where, *layout.path)

    def _index_rows(self, layout: Layout, rows: _Rows, found: list[Any], before: Key, where: Where) -> None:
        levels = {level.name: level for level in layout.table.levels}
        counts: dict[Any, int] = {}
        for position, value in enumerate(found):
            row = Row(value, (*where, position))
            level = levels.get(_level_name(layout, value))
            key = self._key(layout, level, row, before, counts) if level else None
            if level is None or key is None:
                rows.incomplete = _BROKEN
                continue
            rows.every.append((level, key, row))
            rows.by_level.setdefault(level.identity, {}).setdefault(key, row)
            count = rows.counts.setdefault(level.identity, {})
            count[key] = count.get(key, 0) + 1

    def _key(self, layout: Layout, level: Level, row: Row, before: Key, counts: dict[Any, int]) -> Key | None:
        """Return the key of a row; None, with a remark, if a part of it cannot be read."""
        parts: list[str] = list(before)
        for part in layout.keys[level.name]:
            if part.property is None:
                counts[level, tuple(parts)] = counts.get((level, tuple(parts)), 0) + 1
                parts.append(str(counts[level, tuple(parts)]))
                continue
            code = self._key_part(layout, part.property, row)
            if code is None:
                self._remark(row, part.property)
                return None
            parts.append(code)
        return tuple(parts)

    def _key_part(self, layout: Layout, name: str, row: Row) -> str | None:
        part = self._derived.of(layout, name, *row) if name in layout.derived else sought(row.value, layout.columns[name], ABSENT)
        if isinstance(part, str):
            code = part.strip()
            return (code if layout.table.columns[name].kind is Kind.CODE else plain(part)) if code else None
        return str(part) if isinstance(part, int) and not isinstance(part, bool) else None

    def _remark(self, row: Row, name: str) -> None:
        if not isinstance(row.value, dict) or isinstance(row.value.get(name), Unreadable):
            return
        zh = f"这一行没有{name}，无法与其他行核对"
        self.unplaced.append(UnplacedRow(pointer(row.where), Bilingual(zh, f"the row has no {name} and cannot be checked")))

    def _parent_keys(self, rows: _Rows, level: Level) -> dict[Key, Key]:
        above = level.parent
        if above is None:
            return {}
        there = rows.by_level.get(above.identity, {})
        return {key: _parent_key(level, above, key, there) for key in rows.by_level.get(level.identity, {})}

    # Columns -------------------------------------------------------------------------------------------------------

    def _column(self, table: str, column: str) -> Mapping[Any, Mapping[Key, Any]]:
        """Read a column at once: its values by level and key."""
        if table in self._misprints:
            misprints = self._misprints[table]
            return {misprints.level.identity: misprints.column(column)}
        if table in self.form.catalogues:
            catalogue = self.form.catalogues[table]
            return {catalogue.level.identity: self._catalogue_column(catalogue, column)}
        rows, layout = self._rows[table], self.form.layouts[table]
        if rows.missing:
            raise Missing(rows.missing)
        about = layout.table.columns[column]
        read = self._reading(about.kind, layout.money)
        found = {level: self._values(layout, column, read, there) for level, there in rows.by_level.items()}
        for level, counts in rows.counts.items():
            if len(counts) != sum(counts.values()):
                found[level] |= {key: _REPEATED for key, n in counts.items() if n > 1}
        return found

    def _values(self, layout: Layout, column: str, read: Reader, rows: Mapping[Key, Row]) -> dict[Key, Any]:
        if column in layout.derived:
            return {key: read(self._derived.of(layout, column, *row)) for key, row in rows.items()}
        path = layout.columns[column]
        if len(path) == 1:
            name = path[0]
            return {key: BLANK if (value := row.value.get(name)) is None else read(value) for key, row in rows.items()}
        found = {key: sought(row.value, path, ABSENT) for key, row in rows.items()}
        return {key: BLANK if value is None or value is ABSENT else read(value) for key, value in found.items()}

    def _reading(self, kind: Kind, money: Money) -> Reader:
        """Return how a printed value of a kind is read."""
        if kind is Kind.AMOUNT:
            unit, last_place = self.printing_of(money)
            return cells.reader(kind, FEN_PER_UNIT[unit], last_place)
        return cells.reader(kind, last_place=self.form.precision.get("%") if kind is Kind.PERCENT else None)

    def printing_of(self, money: Money) -> tuple[str, Decimal | None]:
        """Return the unit in which amounts are printed, and their last place if that makes them inexact."""
        unit = self._unit(money)
        if money.whole is not None and self._is_whole(money.whole):
            return unit, Decimal(1)
        return unit, money.precision or self.form.precision.get(unit)

    def _is_whole(self, table: Path) -> bool:
        """Whether no number of a table is printed with decimals."""
        if table not in self._whole:
            self._whole[table] = not cells.has_decimals(sought(self.value, table, ABSENT))
        return self._whole[table]

    def _unit(self, money: Money) -> str:
        """Return the unit that the submission states for a place, the form's own if it states none that is known."""
        stated = sought(self.value, money.stated, ABSENT) if money.stated else None
        if isinstance(stated, str):
            bare = _BEFORE_UNIT.sub("", stated.strip("（）() \u3000"))
            return bare if bare in FEN_PER_UNIT else money.unit
        return money.unit

    # The catalogue -------------------------------------------------------------------------------------------------

    def _entry_of(self, path: str) -> Entry | None:
        entries = (e for c in self.form.catalogues.values() for e in c.entries)
        return next((e for e in entries if path in e.scalars), None)

    def _catalogue_column(self, catalogue: Catalogue, column: str) -> Mapping[Key, Any]:
        return {(e.no,): self._catalogue_value(catalogue, column, e) for e in catalogue.entries}

    def _catalogue_value(self, catalogue: Catalogue, column: str, entry: Entry) -> Any:
        how = "no" if column in catalogue.level.keys else catalogue.computed.get(column, column)
        if how in _DECLARED:
            return _DECLARED[how](entry)
        if sought(self.value, entry.path, ABSENT) is ABSENT:
            return Unknown(_not_given(entry.title))
        match how:
            case "rows":
                return sum(len(level.keys) > 0 for t in entry.tables for level, _, _ in self._rows[t].every)
            case "amounts":
                return sum(1 for value in self._amounts(entry) if value != 0)
        read = self._reading(catalogue.table.columns[column].kind, Money())
        return read(sought(self.value, (*entry.path, how), ABSENT))

    def _amounts(self, entry: Entry) -> Iterator[Any]:
        """Go through the filled amounts of a table."""
        for name in entry.tables:
            layout = self.form.layouts[name]
            paths = [layout.columns[c.path] for c in layout.table.columns.values() if c.kind is Kind.AMOUNT]
            for _, _, row in self._rows[name].every:
                yield from (v for v in (sought(row.value, p, ABSENT) for p in paths) if cells.is_number(v))
        for path in entry.scalars:
            scalar = self.form.scalars[path]
            value = sought(self.value, scalar.path, ABSENT) if scalar.column.kind is Kind.AMOUNT else None
            if cells.is_number(value):
                yield value

    def _catalogue_cell(self, catalogue: Catalogue, column: str, key: Key) -> Cell:
        entry = next((e for e in catalogue.entries if e.no == key[0]), None)
        if entry is None:
            return Cell("", catalogue.table.title, key[0], column)
        how = catalogue.computed.get(column, column)
        if column in catalogue.level.keys or how in COMPUTED:
            return Cell(pointer(entry.path), entry.title)
        path = (*entry.path, how)
        return Cell(pointer(path), entry.title, None, column, cells.printed(sought(self.value, path, ABSENT)))

    # Names ---------------------------------------------------------------------------------------------------------

    def _row_name(self, layout: Layout, level: Level, key: Key, row: Row) -> str:
        label = sought(row.value, layout.label, ABSENT) if layout.label else None
        name = self._key_name(level, key)
        if not isinstance(label, str) or label in {"", name} or not level.keys:
            return name
        return f"{name} {label if len(label) <= _LONGEST_LABEL else label[:_LONGEST_LABEL] + '…'}"

    def _key_name(self, level: Level, key: Key) -> str:
        """Say a key, which may be cut short: its codes, and for a place among siblings its ordinal."""
        return " ".join(_ordinal(d, k) for d, k in zip(level.keys, key, strict=False) if k) or level.name


def _ordinal(dimension: str, part: str) -> str:
    name = dimension.removesuffix("序")
    return part if name == dimension else f"第{part}{'个' * (len(name) > 1)}{name}"


def _misprints(form: Structure, codes: Mapping[str, Classification], value: Any) -> dict[str, MisprintTable]:
    """Return the table of suspected misprints by its name, if the form has one."""
    declared = form.misprints
    return {declared.table.name: MisprintTable(declared, codes.values(), value)} if declared else {}


def _level_name(layout: Layout, value: Any) -> str:
    if layout.level_property is None:
        is_row = isinstance(value, dict) or (isinstance(value, str) and not layout.columns)
        return layout.table.levels[0].name if is_row else ""
    name = value.get(layout.level_property) if isinstance(value, dict) else None
    return name if isinstance(name, str) else ""


def _parent_key(level: Level, above: Level, key: Key, there: Mapping[Key, Row]) -> Key:
    """Return the key of the row above: the same dimensions, the code cut to the length of the level above."""
    codes = dict(zip(level.keys, key, strict=True))
    parent = [codes[dimension] for dimension in above.keys]
    if parent and above.keys[-1] == level.keys[-1]:
        parent[-1] = parent[-1][: above.digits] if above.digits else _longest_prefix(parent, there)
    return tuple(parent)


def _longest_prefix(key: list[str], there: Mapping[Key, Row]) -> str:
    *before, code = key
    begins = [k[-1] for k in there if list(k[:-1]) == before and code != k[-1] and code.startswith(k[-1])]
    return max(begins, key=len, default=code)


def _refused(path: str) -> Bilingual:
    return Bilingual(f"{path} 不符合表式", f"{path} is not as the form declares")


def _not_given(title: str) -> Bilingual:
    return Bilingual(f"{title} 未提供", f"{title} is not given")
