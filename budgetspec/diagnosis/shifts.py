"""Blocks that are shifted: columns by one column, in one row or in several alike; the values of a column by one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from budgetspec.diagnosis.board import Board, differ
from budgetspec.diagnosis.move import MISPLACED, Move
from budgetspec.diagnosis.system import moved, whole
from budgetspec.finding import Bilingual
from budgetspec.lang.routes import Place, Row
from budgetspec.money import BLANK

_FEWEST: Final = 3
"""So many values of a column must be shifted: fewer may be alike by chance."""
_RIGHT: Final = Bilingual(
    "{rows} 从“{columns[0]}”到“{columns[1]}”整块左移了一列，应右移一列",
    "{rows}: {columns[0]} to {columns[1]} stand a column too far left, move them right",
)
_LEFT: Final = Bilingual(
    "{rows} 从“{columns[0]}”到“{columns[1]}”整块右移了一列，应左移一列",
    "{rows}: {columns[0]} to {columns[1]} stand a column too far right, move them left",
)
_UP: Final = Bilingual(
    "{rows} 之间各行的“{columns[0]}”整体下移了一行，应上移一行",
    "between {rows} the values of {columns[0]} stand a row too low, move them up",
)
_DOWN: Final = Bilingual(
    "{rows} 之间各行的“{columns[0]}”整体上移了一行，应下移一行",
    "between {rows} the values of {columns[0]} stand a row too high, move them down",
)


def shifts(board: Board) -> Iterator[Move]:
    """Shift the same columns in all rows in which that makes an equation hold."""
    blocks: dict[tuple[str, int, int, int], dict[Row, dict[Place, Any]]] = {}
    for table, row in board.rows:
        columns = board.columns(table)
        values = [board.value(table, column, row) for column in columns]
        for first, last, by in _shiftable(values):
            edits = {(table, columns[at], *row): value for at, value in _shifted(values, first, last, by)}
            if board.fixed(edits)[0]:
                blocks.setdefault((table, first, last, by), {})[row] = edits
    for (table, first, last, by), rows in blocks.items():
        edits = {place: value for each in rows.values() for place, value in each.items()}
        columns = board.columns(table)
        if board.fixes(edits):
            said = _RIGHT if by > 0 else _LEFT
            yield Move(tuple(edits.items()), said, table, tuple(rows), (columns[first], columns[last]), MISPLACED)


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
    return ((at, new[at]) for at in sorted(new) if differ(new[at], values[at]))


# Columns that are shifted by a row ---------------------------------------------------------------------------------------


def lowered(board: Board) -> Iterator[Move]:
    """Move the values of a column by one row where they disagree with what stands beside them."""
    wrong: dict[tuple[str, str], dict[Row, Any]] = {}
    for place in board.places:
        asked = _asked(board, place) if place[2:] in board.every(place[0]) else None
        if asked is not None:
            wrong.setdefault((place[0], place[1]), {})[place[2:]] = asked
    for (table, column), rows in wrong.items():
        for by in (1, -1) if len(rows) >= _FEWEST else ():
            yield from _moved(board, table, column, rows, by)


def _asked(board: Board, place: Place) -> Any:
    """Return what a failing equation asks for that reads no other cell of the column; None if none does."""
    value = board.value(place[0], place[1], place[2:])
    for each in board.reading(place).values():
        if sum(other[:2] == place[:2] for other in each.terms) == 1:
            return moved(value, whole(-each.shown / Fraction(each.terms[place])))
    return None


def _moved(board: Board, table: str, column: str, asked: Mapping[Row, Any], by: int) -> Iterator[Move]:
    """Move the values from the first to the last row that is wrong; what fell out at the end is what its row asks for."""
    rows = board.every(table)
    wrong = sorted(rows.index(row) for row in asked)
    block = rows[wrong[0] : wrong[-1] + 1][::by]
    values = [board.value(table, column, row) for row in block]
    new = dict(zip(block, [*values[1:], asked[rows[wrong[-1 if by > 0 else 0]]]], strict=True))
    places = {(table, column, *row): value for row, value in new.items()}
    edits = {place: value for place, value in places.items() if differ(value, board.value(table, column, place[2:]))}
    if board.fixes(edits):
        said = _UP if by > 0 else _DOWN
        yield Move(tuple(edits.items()), said, table, (rows[wrong[0]], rows[wrong[-1]]), (column,), MISPLACED)
