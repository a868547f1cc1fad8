"""One change that touches several cells."""

from __future__ import annotations

from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.lang.routes import Place, Row
from budgetspec.values import dataclass

MISPLACED: Final = Bilingual("位置错了", "in the wrong place")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Stands for the value of a cell whose row belongs elsewhere; ``said`` tells where."""

    said: Bilingual


@dataclass(frozen=True, slots=True)
class Move:
    """Cells with the values that belong there, and what that amounts to in words.

    ``said`` speaks of {rows} and {columns}, and of {first}, what must stand in the first cell; a ``reason`` is one for each of
    the cells; the lower the ``rank``, the likelier. It may explain a single failing check if it ``stands_alone``.
    """

    edits: tuple[tuple[Place, Any], ...]
    said: Bilingual
    table: str
    rows: tuple[Row, ...]
    columns: tuple[str, ...] = ()
    reason: Bilingual | None = None
    rank: int = 0
    stands_alone: bool = False
