"""A document as it is printed, before anything is known of its form: headings, paragraphs, tables with headers and cells.

Every text is as printed; a blank cell is None. Each cell, row, table and section says where it stands in the file, in words.
"""

from __future__ import annotations

from typing import NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.values import dataclass

NOWHERE = Bilingual("", "")


class Text(NamedTuple):
    """A piece of text, and where it is printed."""

    text: str | None
    place: Bilingual = NOWHERE


Header = tuple[str, ...]
"""The header cells above a column, outermost first."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row: its cells under the columns of its block; code, name and side where the reader could already tell them."""

    cells: tuple[Text, ...]
    code: str | None = None
    name: str | None = None
    side: str | None = None
    place: Bilingual = NOWHERE


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one set of column headers. A table may be printed as several, one below the other."""

    columns: tuple[Header, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table: what is printed above it, its blocks, and the notes below; ``sheet`` is the name of the sheet it stands on."""

    title: str
    blocks: tuple[Block, ...]
    number: int | None = None
    unit: str | None = None
    year: int | None = None
    notes: tuple[str, ...] = ()
    place: Bilingual = NOWHERE
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class PrintedSection:
    """What stands under a heading, which is a path of headings, outermost first: paragraphs, and tables among them."""

    headings: tuple[str, ...]
    content: tuple[Text | PrintedTable, ...]
    place: Bilingual = NOWHERE


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A whole document; ``level`` is 部门 or 单位, where the reader could tell, and ``strays`` stand under no heading."""

    tables: tuple[PrintedTable, ...] = ()
    sections: tuple[PrintedSection, ...] = ()
    cover: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    department: str | None = None
    year: int | None = None
    level: str | None = None
    strays: tuple[Text, ...] = ()
