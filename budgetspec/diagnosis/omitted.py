"""Rows that are left out: another table has them, or the rows below them are there; and what they should say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from budgetspec.diagnosis.board import as_number
from budgetspec.diagnosis.linear import Check
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.system import System
from budgetspec.disclosure import Row
from budgetspec.finding import Bilingual
from budgetspec.form import Layout
from budgetspec.lang import plan
from budgetspec.lang.routes import Place
from budgetspec.lang.types import Key, Kind, Level
from budgetspec.money import FEN_PER_UNIT, Exact, decimal_string, grouped
from budgetspec.order import Where
from budgetspec.patch import put
from budgetspec.reader import pointer
from budgetspec.values import dataclass

_MOST_TRIED: Final = 12
_LEFT_OUT: Final = Bilingual(
    "{rows}%s 漏填了这一行，“{columns[0]}”应为 %s", "{rows}%s: this row is left out, {columns[0]} should be %s"
)
Numbers = tuple[tuple[str, int], ...]
"""Columns of a row that count the rows, with its number."""
Changed = tuple[Move, dict[str, Any]]
"""A row that is put in, and the change of the document that does it."""


def omitted(system: System, checks: Sequence[Check]) -> Iterator[Changed]:
    """Go through the rows that may be left out where some checks fail."""
    search = _Omitted(system, checks)
    yield from search.below_short_sums()
    yield from search.above_orphans()


class _Omitted:
    def __init__(self, system: System, checks: Sequence[Check]) -> None:
        self._system, self._checks = system, checks
        self._disclosure = system.submission.disclosure
        self._layouts = self._disclosure.form.layouts

    # Rows that sums lack -------------------------------------------------------------------------------------------

    def below_short_sums(self) -> Iterator[Changed]:
        """Put in a row that another table has, with what is missing from the sums over it."""
        for (table, level, key), columns in self._short_sums().items():
            for below in self._layouts[table].table.levels if table in self._layouts else ():
                if below.parent == level:
                    for other in self._elsewhere(table, below, key)[:_MOST_TRIED]:
                        yield from self._with_row(self._layouts[table], below, other, key, columns)

    def _short_sums(self) -> dict[tuple[str, Level, Key], dict[str, Exact]]:
        """Return how much each column of the rows below a row lacks."""
        found: dict[tuple[str, Level, Key], dict[str, Exact]] = {}
        for check in self._checks:
            each, body = self._system.equations.get(check.identity), check.instance.body
            if each and check.level and isinstance(body, plan.Comparison):
                match body.left, body.right:
                    case plan.Cells(table=table, column=column), plan.ChildFold():
                        found.setdefault((table, check.level, check.key), {})[column] = each.shown
        return found

    def _elsewhere(self, table: str, level: Level, above: Key) -> list[Key]:
        """Return the keys that other tables have below a row, and this one has not."""
        scope, found, depth = self._system.submission, dict[Key, None](), len(level.keys)
        for name, layout in self._layouts.items():
            for other in layout.table.levels:
                if name != table and other.identity == level.identity and other.keys[:depth] == level.keys:
                    found |= {key[:depth]: None for key, parent in scope.parents(name, other).items() if parent == above}
        return [key for key in found if key not in scope.row_counts(table, level)]

    def _with_row(self, layout: Layout, level: Level, key: Key, above: Key, lacking: Mapping[str, Exact]) -> Iterator[Changed]:
        rows = self._disclosure.rows(layout.table.name)
        siblings = [row for own, k, row in rows if own == level and self._parent(layout, own, k) == above]
        before = siblings or [row for own, k, row in rows if own == level.parent and k == above]
        if before and isinstance(before[-1].where[-1], int):
            places = {name: (layout.table.name, name, level.identity, key) for name in lacking}
            values = {name: self._stated(places[name], value) for name, value in lacking.items()}
            after, numbers = _numbered(layout, siblings)
            *place, last = before[after].where
            yield self._put_in(_New(layout, level, key, values, numbers), (*place, int(last) + 1))

    def _parent(self, layout: Layout, level: Level, key: Key) -> Key | None:
        return self._system.submission.parents(layout.table.name, level).get(key)

    def _stated(self, place: Place, lacking: Exact) -> Exact:
        """Return what other places say of a cell of the row: they are rounded less than what a sum lacks."""
        row = place[0], place[2:]
        found = [
            e for e in self._system.equations.values() if place in e.terms and sum((p[0], p[2:]) == row for p in e.terms) == 1
        ]
        narrow = min(found, key=lambda each: each.high - each.low, default=None)
        return lacking if narrow is None else -narrow.shown / Fraction(narrow.terms[place])

    # Rows above those that are there -------------------------------------------------------------------------------

    def above_orphans(self) -> Iterator[Changed]:
        """Put in a row of which only the rows below are there, with their sums."""
        for layout, level, key in self._missing_parents():
            name = layout.table.name
            below = [own for own in layout.table.levels if own.parent == level]
            every = ((own, k, row) for own, k, row in self._disclosure.rows(name) if own in below)
            rows = [(own, k, row) for own, k, row in every if self._parent(layout, own, k) == key]
            columns = [column.path for column in layout.table.columns.values() if column.kind is Kind.AMOUNT]
            sums = {column: sum(self._value(name, column, own, k) for own, k, _ in rows) for column in columns}
            values = {column: value for column, value in sums.items() if value}
            yield self._put_in(_New(layout, level, key, values), rows[0][2].where)

    def _missing_parents(self) -> list[tuple[Layout, Level, Key]]:
        """Return the rows that rows at which checks fail stand under, and that are not there."""
        found: dict[tuple[str, Level, Key], None] = {}
        for check in self._checks:
            nodes = (node for node in plan.walk(check.instance.body) if isinstance(node, plan.Cells))
            for table in dict.fromkeys(node.table for node in nodes if node.table in self._layouts):
                found |= dict.fromkeys(self._missing_parent(table, check.level, check.key))
        return [(self._layouts[table], level, key) for table, level, key in found][:_MOST_TRIED]

    def _missing_parent(self, table: str, level: Level | None, key: Key) -> Iterator[tuple[str, Level, Key]]:
        for own in self._layouts[table].table.levels:
            if level is not None and own.identity == level.identity and own.parent is not None:
                above = self._system.submission.parents(table, own).get(key)
                if above is not None and above not in self._system.submission.row_counts(table, own.parent):
                    yield table, own.parent, above

    def _value(self, table: str, column: str, level: Level, key: Key) -> Exact:
        return as_number(self._system.submission.column(table, column, level).get(key))

    # Putting in ----------------------------------------------------------------------------------------------------

    def _put_in(self, new: _New, where: Where) -> Changed:
        layout, values = new.layout, new.values
        main = layout.table.main if layout.table.main in values else next(iter(values), None)
        label = self._label(new.level, new.key)
        said = [f" {label}" if label else "", self._printed(layout, values[main] if main else 0)]
        filled = (text.replace("{", "{{").replace("}", "}}") for text in said)
        edits = tuple(((layout.table.name, name, new.level.identity, new.key), value) for name, value in values.items())
        move = Move(edits, _with(_LEFT_OUT, *filled), layout.table.name, ((new.level.identity, new.key),), (main or "",))
        return move, {"insert": {pointer(where): self._row(new, label)}}

    def _label(self, level: Level, key: Key) -> str | None:
        """Return what another table calls the row."""
        every = ((name, own) for name, layout in self._layouts.items() for own in layout.table.levels)
        named = (self._disclosure.labels(name, own) for name, own in every if own.identity == level.identity)
        return next((labels[key[-1]] for labels in named if key and labels.get(key[-1], key[-1]) != key[-1]), None)

    def _printed(self, layout: Layout, value: Exact) -> str:
        unit, last_place = self._disclosure.printing_of(layout.money)
        exponent = last_place.as_tuple().exponent if last_place else -2
        return grouped(decimal_string(Fraction(value) / FEN_PER_UNIT[unit], -exponent if isinstance(exponent, int) else None))

    def _row(self, new: _New, label: str | None) -> dict[str, Any]:
        layout, row = new.layout, dict[str, Any]()
        unit, _ = self._disclosure.printing_of(layout.money)
        parts = zip(layout.keys[new.level.name], new.key, strict=True)
        known: dict[str, Any] = {layout.level_property: new.level.name} if layout.level_property else {}
        known |= dict(new.numbers) | {part.property: code for part, code in parts if part.property}
        known |= {name: _decimal(Fraction(value) / FEN_PER_UNIT[unit]) for name, value in new.values.items()}
        for name, value in known.items():
            put(row, layout.columns[name], value)
        if layout.label and label:
            put(row, layout.label, label)
        return row


@dataclass(frozen=True, slots=True)
class _New:
    """A row that is not there: its key, its amounts, and the columns that count the rows."""

    layout: Layout
    level: Level
    key: Key
    values: Mapping[str, Exact]
    numbers: Numbers = ()


def _numbered(layout: Layout, rows: Sequence[Row]) -> tuple[int, Numbers]:
    """Return after which of some rows a number is missing, with it and its column; the last one where none is."""
    for name in (column.path for column in layout.table.columns.values() if column.kind is Kind.NUMBER):
        found = [row.value.get(name) if isinstance(row.value, dict) else None for row in rows]
        numbers = [number for number in found if isinstance(number, int)]
        if numbers and len(numbers) == len(rows):
            gaps = (at for at, (one, other) in enumerate(pairwise(numbers)) if other == one + 2)
            after = next(gaps, len(rows) - 1)
            return after, ((name, numbers[after] + 1),)
    return -1, ()


def _with(said: Bilingual, *texts: str) -> Bilingual:
    return Bilingual(said.zh % texts, said.en % texts)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
