"""Values that stand in each other's place, and rows that repeat another one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from budgetspec.diagnosis.board import Board, as_number, differ, pairs, same
from budgetspec.diagnosis.linear import Equation
from budgetspec.diagnosis.move import MISPLACED, Move
from budgetspec.diagnosis.system import is_number, moved, whole
from budgetspec.finding import Bilingual
from budgetspec.lang.routes import Place, Row
from budgetspec.money import Exact

_MOST_CELLS: Final = 400
_EXCHANGED_COLUMNS: Final = Bilingual(
    "{rows} 的“{columns[0]}”与“{columns[1]}”两列的数应互换",
    "{rows}: the values of {columns[0]} and {columns[1]} should be exchanged",
)
_EXCHANGED_CELLS: Final = Bilingual(
    "{rows} 两行的“{columns[0]}”应互换", "{rows}: the values of the two rows in {columns[0]} should be exchanged"
)
_EXCHANGED_ROWS: Final = Bilingual("{rows} 两行的数应互换", "{rows}: the values of the two rows should be exchanged")
_REPEATED: Final = Bilingual("{rows} 重复了相邻一行的数", "{rows} repeats the values of the row next to it")


def exchanges(board: Board) -> Iterator[Move]:
    """Exchange two values of a row, two values of a column, or all values of two rows of a level."""
    seen: set[frozenset[Place]] = set()
    for one, other in pairs(board.places[:_MOST_CELLS]):
        yield from _exchanged(board, one, other, _EXCHANGED_COLUMNS)
    for place in board.places[:_MOST_CELLS]:
        for row in _partners(board, place):
            other = (place[0], place[1], *row)
            if frozenset((place, other)) not in seen:
                seen.add(frozenset((place, other)))
                yield from _exchanged(board, place, other, _EXCHANGED_CELLS)
    yield from _rows(board, seen)


def _exchanged(board: Board, one: Place, other: Place, said: Bilingual) -> Iterator[Move]:
    edits = {one: board.value(other[0], other[1], other[2:]), other: board.value(one[0], one[1], one[2:])}
    if board.differs(edits) and board.fixes(edits):
        rows, columns = dict.fromkeys((one[2:], other[2:])), dict.fromkeys((one[1], other[1]))
        yield Move(tuple(edits.items()), said, one[0], tuple(rows), tuple(columns), MISPLACED)


def _partners(board: Board, place: Place) -> Iterator[Row]:
    """Go through the rows of the level whose value a failing equation asks for, and the rows next to it."""
    table, column, row = place[0], place[1], place[2:]
    old = as_number(board.value(table, column, row))
    equations = [(each, each.terms[place]) for each in board.reading(place).values()]
    near = [other for other in board.next_to(table, row) if other[0] != row[0]]
    likely = (other for other in board.like(table, row) if _fits(equations, as_number(board.value(table, column, other)) - old))
    yield from (*near, *likely)


def _fits(equations: list[tuple[Equation, Exact]], change: Exact) -> bool:
    return change != 0 and any(each.holds(factor * change) for each, factor in equations)


def _rows(board: Board, tried: set[frozenset[Place]]) -> Iterator[Move]:
    """Exchange all values of the rows of two cells of one level."""
    found = {frozenset((place[0], place[2:]) for place in cells): None for cells in tried}
    for table, one, other in ((rows[0][0], rows[0][1], rows[1][1]) for each in found for rows in [sorted(each, key=str)]):
        edits: dict[Place, Any] = {}
        for column in board.columns(table):
            here, there = board.value(table, column, one), board.value(table, column, other)
            edits |= {(table, column, *one): there, (table, column, *other): here} if differ(here, there) else {}
        if one[0] == other[0] and len(edits) > 2 and board.fixes(edits):  # noqa: PLR2004 - one column is the exchange of two cells
            yield Move(tuple(edits.items()), _EXCHANGED_ROWS, table, (one, other), (), MISPLACED)


# Repeated rows -----------------------------------------------------------------------------------------------------------


def repeated(board: Board) -> Iterator[Move]:
    """Give a row that has the values of the row next to it those that the failing equations ask for; likelier the lower one."""
    for table, row in ((table, row) for table, row in board.rows if row in board.every(table)):
        alike = [other for other in board.next_to(table, row) if _is_like(board, table, row, other)]
        if alike:
            asked = {(table, column, *row): _asked(board, table, column, row) for column in board.columns(table)}
            edits = {place: value for place, value in asked.items() if value is not None}
            if len(edits) > 1 and board.fixes(edits):
                rows = board.every(table)
                below = any(rows.index(row) > rows.index(other) for other in alike)
                yield Move(tuple(edits.items()), _REPEATED, table, (row,), rank=0 if below else 1)


def _is_like(board: Board, table: str, row: Row, other: Row) -> bool:
    columns = board.columns(table)
    values = [[board.value(table, column, each) for column in columns] for each in (row, other)]
    return same(*values)


def _asked(board: Board, table: str, column: str, row: Row) -> Any:
    """Return what a failing equation asks for that reads no other column of the row; None if none does."""
    place = (table, column, *row)
    value = board.value(table, column, row)
    for each in sorted(board.reading(place).values(), key=lambda each: each.high - each.low):
        if sum(cell[0] == table and cell[2:] == row for cell in each.terms) == 1 and is_number(value):
            return moved(value, whole(-each.shown / Fraction(each.terms[place])))
    return None
