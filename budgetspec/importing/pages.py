"""What a reader makes of a file before any of it is understood: pages of lines, and lines of cells, each with its place."""

from __future__ import annotations

from budgetspec.importing.printed import Text
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its cells from the left; one of a ``grid`` is a row of a table, even where it holds one text only.

    ``spans`` are positions to which a cell extends to the right, for cells that are merged with those beside them.
    """

    cells: tuple[Text, ...]
    grid: bool = False
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def filled(self) -> tuple[Text, ...]:
        """The cells that hold something."""
        return tuple(cell for cell in self.cells if cell.text)

    @property
    def text(self) -> Text:
        """The first text of the line."""
        return next(iter(self.filled), Text(None))


@dataclass(frozen=True, slots=True)
class Page:
    """Lines that stand together: a text, or the sheet of a workbook, which has a name."""

    lines: tuple[Line, ...]
    name: str | None = None
