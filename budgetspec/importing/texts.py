"""The printed text becomes arrays of sections: each heading with the paragraphs below it, and small tables where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from budgetspec import numbering
from budgetspec.codes import Classification
from budgetspec.importing import names, remarks
from budgetspec.importing.blueprint import TextPlan
from budgetspec.importing.printed import PrintedSection, PrintedTable, Text
from budgetspec.importing.remarks import Remark
from budgetspec.importing.tables import Mapped, Unplaced, mapped
from budgetspec.numbering import numberless

_SENTENCE: Final = re.compile(r"[。；;：:，,、！？!?]|万元")
_LONGEST_HEADING: Final = 40
_DIVISIONS: Final = (1, 2)
"""The ranks of numbers (一、 and （一）) whose short lines are headings even where the form does not know them."""
_WHOLE_TITLE: Final = re.compile(r"《[^《》]+》")


class Texts:
    """The text of a document, array by array, so far."""

    def __init__(self, codes: Mapping[str, Classification], year: int | None) -> None:
        self._codes, self._year = codes, year
        self.arrays: dict[tuple[str, ...], list[Any]] = {}
        self._open: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.done = Mapped()

    def add(self, plan: TextPlan, section: PrintedSection) -> None:
        """Take what is printed under a heading."""
        array = self.arrays.setdefault(plan.path, [])
        if plan.heading is None:
            array += [piece.text for piece in section.content if isinstance(piece, Text) and piece.text]
            return
        headings = _sections(plan, section.headings)
        for heading in self._begun(plan, headings):
            array.append({plan.heading: heading, plan.text: []})
        start = len(array) if not headings else 0
        for piece in section.content:
            if isinstance(piece, PrintedTable):
                self._table(plan, array, piece)
            elif piece.text and is_heading(plan, piece.text):
                array.append({plan.heading: piece.text, plan.text: []})
            elif piece.text:
                if len(array) == start or not array:
                    array.append({plan.heading: None, plan.text: []})
                array[-1][plan.text].append(piece.text)

    def _begun(self, plan: TextPlan, headings: tuple[str, ...]) -> tuple[str, ...]:
        """Return the headings that begin here: those above the last that stand over the section before too are printed once."""
        before = self._open.get(plan.path, ())
        self._open[plan.path] = headings
        shared = next((i for i, pair in enumerate(zip(headings[:-1], before, strict=False)) if pair[0] != pair[1]), None)
        return headings[min(len(headings[:-1]), len(before)) if shared is None else shared :]

    def _table(self, plan: TextPlan, array: list[Any], table: PrintedTable) -> None:
        """Put a small table into the section it stands in; one that is not known there is kept."""
        title = names.title(table.title)
        known = next((each for each in plan.tables if title in each.titles), None)
        if known is None or not array or known.path[0] in array[-1]:
            self.done.remarks.append(Remark(table.place, remarks.unknown_table(table.title)))
            self.done.unplaced.append(Unplaced(self.done.remarks[-1], table.place, table.title, None, None, as_printed(table)))
            return
        here = replace(known, path=(*plan.path, str(len(array) - 1), *known.path))
        found = mapped(here, table, self._codes, self._year)
        array[-1][known.path[0]] = found.value
        self.done.remarks += found.remarks
        self.done.unplaced += found.unplaced
        self.done.places |= found.places


def is_heading(plan: TextPlan, text: str) -> bool:
    """Tell a heading on a line of its own: one the form knows, the title of a whole document, or a short numbered line."""
    if any(pattern.fullmatch(numberless(text)) for pattern in plan.patterns) or _WHOLE_TITLE.fullmatch(text.strip()):
        return True
    numbered = numbering.rank(text) in _DIVISIONS
    return numbered and len(text) <= _LONGEST_HEADING and not _SENTENCE.search(numbering.split(text)[1])


def as_printed(table: PrintedTable) -> dict[str, Any]:
    """Return a table that has no place as it is printed, rows of cells."""
    rows = [["/".join(header) for header in block.columns] for block in table.blocks[:1]]
    for block in table.blocks:
        for row in block.rows:
            before = [text for text in (row.code, row.name) if text]
            rows.append([*before, *(cell.text or "" for cell in row.cells)])
    return {"标题": table.title, "行": rows, **({"注": list(table.notes)} if table.notes else {})}


def _sections(plan: TextPlan, headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of sections: those below the one that names the part, and that one if it is a section itself."""
    named = [i for i, heading in enumerate(headings) if plan.part and plan.part.fullmatch(numberless(heading))]
    if not named:
        return headings
    part = numberless(headings[named[0]])
    return headings[named[0] + (not any(pattern.fullmatch(part) for pattern in plan.patterns)) :]
