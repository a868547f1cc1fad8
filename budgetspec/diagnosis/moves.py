"""Values that stand in the wrong place: one change that touches several cells, and the likeliest of those.

A block of columns that is shifted, in one row or in several alike; two values, or the values of two rows, that are exchanged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from budgetspec.diagnosis.linear import Check, CheckId, equation
from budgetspec.diagnosis.readers import Place, Row
from budgetspec.diagnosis.solving import solve
from budgetspec.diagnosis.system import System, is_number, moved
from budgetspec.finding import Bilingual
from budgetspec.lang import plan
from budgetspec.lang.types import Kind, Missing
from budgetspec.money import BLANK, Exact, shown
from budgetspec.values import dataclass

_MOST_ROWS: Final = 40
_MOST_CELLS: Final = 400
_MOST_TOTALS: Final = 12
_RIGHT: Final = Bilingual(
    "{rows} 从“{columns[0]}”到“{columns[1]}”整块左移了一列，应右移一列",
    "{rows}: {columns[0]} to {columns[1]} stand a column too far left, move them right",
)
_LEFT: Final = Bilingual(
    "{rows} 从“{columns[0]}”到“{columns[1]}”整块右移了一列，应左移一列",
    "{rows}: {columns[0]} to {columns[1]} stand a column too far right, move them left",
)
_EXCHANGED_COLUMNS: Final = Bilingual(
    "{rows} 的“{columns[0]}”与“{columns[1]}”两列的数应互换",
    "{rows}: the values of {columns[0]} and {columns[1]} should be exchanged",
)
_EXCHANGED_CELLS: Final = Bilingual(
    "{rows} 两行的“{columns[0]}”应互换", "{rows}: the values of the two rows in {columns[0]} should be exchanged"
)
_EXCHANGED_ROWS: Final = Bilingual("{rows} 两行的数应互换", "{rows}: the values of the two rows should be exchanged")
_CARRIED: Final = Bilingual(
    "{rows} 的“{columns[0]}”有误，各级合计跟着错了", "{rows}: {columns[0]} is wrong, and carried on into the totals"
)
_REPEATED: Final = Bilingual("{rows} 重复了相邻一行的数", "{rows} repeats the values of the row next to it")
MISPLACED: Final = Bilingual("位置错了", "in the wrong place")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Stands for the value of a cell whose row belongs elsewhere; ``said`` tells where."""

    said: Bilingual


@dataclass(frozen=True, slots=True)
class Move:
    """Cells with the values that belong there, and what that amounts to in words.

    ``said`` speaks of {rows} and {columns}; a ``reason`` is one for each of the cells; the lower the ``rank``, the likelier.
    """

    edits: tuple[tuple[Place, Any], ...]
    said: Bilingual
    table: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    reason: Bilingual | None = None
    rank: int = 0


class Moves:
    """Looks for moves among some cells that make every failing equation hold that they touch."""

    def __init__(self, system: System, places: Iterable[Place]) -> None:
        self._system = system
        self._reading: dict[Place, list[CheckId]] = {}
        for identity, each in system.equations.items():
            for place in each.terms:
                self._reading.setdefault(place, []).append(identity)
        self._places = [place for place in dict.fromkeys(places) if place[0] in system.submission.disclosure.form.layouts]
        self._rows = list(dict.fromkeys((place[0], place[2:]) for place in self._places))[:_MOST_ROWS]

    def found(self) -> Iterator[Move]:
        """Go through the moves."""
        yield from self._shifts()
        yield from self._exchanges()
        yield from self._row_exchanges()
        yield from self._repeated()
        yield from self._carried()

    # Shifts --------------------------------------------------------------------------------------------------------

    def _shifts(self) -> Iterator[Move]:
        """Shift the same columns in all rows in which that makes an equation hold."""
        blocks: dict[tuple[str, int, int, int], dict[Row, dict[Place, Any]]] = {}
        for table, row in self._rows:
            columns = self._columns(table)
            values = [self._value(table, column, row) for column in columns]
            for first, last, by in _shiftable(values):
                edits = {(table, columns[at], *row): value for at, value in _shifted(values, first, last, by)}
                if self._fixed(edits)[0]:
                    blocks.setdefault((table, first, last, by), {})[row] = edits
        for (table, first, last, by), rows in blocks.items():
            edits = {place: value for each in rows.values() for place, value in each.items()}
            columns = self._columns(table)
            if self._fixes(edits):
                said = _RIGHT if by > 0 else _LEFT
                yield Move(tuple(edits.items()), said, table, tuple(rows), (columns[first], columns[last]), MISPLACED)

    def _columns(self, table: str) -> list[str]:
        """Return the columns with amounts in printed order."""
        columns = self._system.submission.disclosure.form.layouts[table].table.columns
        return [column.path for column in columns.values() if column.kind is Kind.AMOUNT]

    def _value(self, table: str, column: str, row: Row) -> Any:
        level = self._system.readers.levels.get((table, row[0]))
        try:
            return self._system.evaluation.scope.column(table, column, level).get(row[1], BLANK) if level else BLANK
        except Missing:
            return BLANK

    # Exchanges -----------------------------------------------------------------------------------------------------

    def _exchanges(self) -> Iterator[Move]:
        """Exchange two values of a row, or of a column."""
        for one, other in combinations(self._places[:_MOST_CELLS], 2):
            if one[0] != other[0] or (one[1] != other[1]) == (one[2:] != other[2:]):
                continue
            edits = {one: self._system.value(other), other: self._system.value(one)}
            if self._differs(edits) and self._fixes(edits):
                said = _EXCHANGED_CELLS if one[1] == other[1] else _EXCHANGED_COLUMNS
                rows, columns = dict.fromkeys((one[2:], other[2:])), dict.fromkeys((one[1], other[1]))
                yield Move(tuple(edits.items()), said, one[0], tuple(rows), tuple(columns), MISPLACED)

    def _row_exchanges(self) -> Iterator[Move]:
        """Exchange all values of two rows of a level."""
        for (table, one), (other_table, other) in combinations(self._rows, 2):
            if table != other_table or one[0] != other[0]:
                continue
            edits: dict[Place, Any] = {}
            for column in self._columns(table):
                here, there = self._value(table, column, one), self._value(table, column, other)
                edits |= {(table, column, *one): there, (table, column, *other): here} if _differ(here, there) else {}
            if len(edits) > 2 and self._fixes(edits):  # noqa: PLR2004 - one column is the exchange of two cells
                yield Move(tuple(edits.items()), _EXCHANGED_ROWS, table, (one, other), (), MISPLACED)

    # Repeated rows -------------------------------------------------------------------------------------------------

    def _repeated(self) -> Iterator[Move]:
        """Give a row that has the values of the row next to it those that the failing equations ask for."""
        for table, row in self._rows:
            places = [(table, column, *row) for column in self._columns(table)]
            touched = [place for place in places if place in self._reading]
            if len(touched) > 1 and any(self._is_like(table, row, other) for other in self._next_to(table, row)):
                equations = {i: self._system.equations[i] for place in touched for i in self._reading[place]}
                columns = [{i: equations[i].terms[place] for i in self._reading[place]} for place in touched]
                changes = solve(columns, equations)
                if changes and all(is_number(self._system.value(place)) for place in touched):
                    new = zip(touched, changes, strict=True)
                    edits = tuple((place, moved(self._system.value(place), by)) for place, by in new if by)
                    yield Move(edits, _REPEATED, table, (row,))

    def _next_to(self, table: str, row: Row) -> list[Row]:
        rows = [(level.identity, key) for level, key, _ in self._system.submission.disclosure.rows(table)]
        at = rows.index(row) if row in rows else len(rows)
        return [*rows[max(at - 1, 0) : at], *rows[at + 1 : at + 2]]

    def _is_like(self, table: str, row: Row, other: Row) -> bool:
        values = [[self._value(table, column, each) for column in self._columns(table)] for each in (row, other)]
        return values[0] == values[1]

    # Carried on ----------------------------------------------------------------------------------------------------

    def _carried(self) -> Iterator[Move]:
        """Change one value and every total that it was added into: the totals hold, and others say that the value is wrong."""
        for place in self._places:
            for identity in self._reading.get(place, ()):
                each = self._system.equations[identity]
                if each.exact:
                    edits = self._with_totals(place, -each.shown / Fraction(each.terms[place]))
                    if len(edits) > 1:
                        yield Move(tuple(edits.items()), _CARRIED, place[0], (place[2:],), (place[1],), rank=1)

    def _with_totals(self, place: Place, change: Exact) -> dict[Place, Any]:
        """Return a cell and the totals above it, changed as the equations that hold ask for; nothing if they do not say."""
        changes: dict[Place, Exact] = {place: change}
        waiting = [place]
        while waiting and len(changes) <= _MOST_TOTALS:
            for check, _ in self._system.equalities(waiting.pop(0)).values():
                if check.identity in self._system.failing or not self._system.binds(check):
                    continue
                each = equation(check, self._system.evaluation)
                off = sum(factor * changes.get(cell, 0) for cell, factor in each.terms.items()) if each else 0
                total = _total(check, each.terms) if each and off else None
                if total in changes:
                    return {}
                if total is not None and each is not None:
                    changes[total] = -off / Fraction(each.terms[total])
                    waiting.append(total)
        whole = not waiting and all(is_number(self._system.value(cell)) for cell in changes)
        return {cell: moved(self._system.value(cell), _whole(by)) for cell, by in changes.items()} if whole else {}

    # Trying --------------------------------------------------------------------------------------------------------

    def _differs(self, edits: Mapping[Place, Any]) -> bool:
        return all(value is not None and _differ(value, self._system.value(place)) for place, value in edits.items())

    def _fixes(self, edits: Mapping[Place, Any]) -> bool:
        fixed, touched = self._fixed(edits)
        return 0 < fixed == touched

    def _fixed(self, edits: Mapping[Place, Any]) -> tuple[int, int]:
        """Return how many of the failing equations that some edits touch hold then, and how many they are."""
        changes: dict[CheckId, Exact] = {}
        for place, value in edits.items():
            change = _number(value) - _number(self._value(place[0], place[1], place[2:]))
            for identity in self._reading.get(place, ()):
                changes[identity] = changes.get(identity, 0) + self._system.equations[identity].terms[place] * change
        held = sum(self._system.equations[identity].holds(change) for identity, change in changes.items())
        return held, len(changes)


def _shiftable(values: Sequence[Any]) -> Iterator[tuple[int, int, int]]:
    """Go through the blocks of columns, from first to last, that can move by one: the place that they move into is blank."""
    filled = [at for at, value in enumerate(values) if value is not BLANK]
    for first in filled:
        for last in (at for at in filled if at >= first):
            if last + 1 < len(values) and values[last + 1] is BLANK:
                yield first, last, 1
            if first > 0 and values[first - 1] is BLANK:
                yield first, last, -1


def _shifted(values: Sequence[Any], first: int, last: int, by: int) -> Iterator[tuple[int, Any]]:
    """Go through the columns that change, with their new values."""
    new = {at + by: values[at] for at in range(first, last + 1)} | {first if by > 0 else last: BLANK}
    return ((at, new[at]) for at in sorted(new) if _differ(new[at], values[at]))


def _total(check: Check, terms: Mapping[Place, Exact]) -> Place | None:
    """Return the one cell that an equality says to be the sum of others."""
    signs: dict[bool, list[Place]] = {True: [], False: []}
    for place, factor in terms.items():
        signs[factor > 0].append(place)
    body = check.instance.body
    left, right = (body.left, body.right) if isinstance(body, plan.Comparison) else (body, body)
    sides = [(left, signs[True]), (right, signs[False])]
    return next((cells[0] for side, cells in sides if isinstance(side, plan.Cells | plan.Single) and len(cells) == 1), None)


def _whole(number: Exact) -> Exact:
    return number.numerator if number.denominator == 1 else number


def _number(value: Any) -> Exact:
    number = shown(0 if value is BLANK else value)
    return number if isinstance(number, Exact) else 0


def _differ(one: Any, other: Any) -> bool:
    return (one is BLANK) != (other is BLANK) or bool(one != other)
