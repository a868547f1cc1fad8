"""Values that stand in the wrong place: one change that touches several cells, and the likeliest of those."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from budgetspec.diagnosis.board import Board
from budgetspec.diagnosis.carried import carried
from budgetspec.diagnosis.exchanges import exchanges, repeated
from budgetspec.diagnosis.linear import CheckId
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.shifts import lowered, shifts
from budgetspec.diagnosis.system import System
from budgetspec.lang.routes import Place


def moves(system: System, places: Iterable[Place], unsettled: Collection[CheckId]) -> Iterator[Move]:
    """Go through the moves among some cells that make every failing equation hold that they touch.

    ``unsettled`` are the equations of which no cells are known yet that surely are wrong.
    """
    board = Board(system, places)
    for each in (shifts, lowered, exchanges, repeated):
        yield from each(board)
    yield from carried(board, unsettled)
