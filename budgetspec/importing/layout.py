"""Pages become a printed document: where a table begins and ends, what stands above and below it, and what is text.

Tables are told by their titles and by rows of cells; the parts of the text by their headings, which the form knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from typing import Final

from budgetspec import numbering
from budgetspec.finding import Bilingual
from budgetspec.form import Path
from budgetspec.importing import names
from budgetspec.importing.blueprint import Blueprint, TablePlan
from budgetspec.importing.grids import blocks, is_head, units
from budgetspec.importing.outline import Piece, outlined
from budgetspec.importing.pages import Line, Page
from budgetspec.importing.printed import NOWHERE, Block, PrintedDocument, PrintedRow, PrintedTable, Text
from budgetspec.importing.vocabulary import Vocabulary, vocabulary, word
from budgetspec.values import dataclass

_UNIT: Final = re.compile(r"(?:^|[\s（(])(?:金额)?单位\s*[:：]\s*([亿千百万]*元)?\s*[）)]?\s*$")
_NUMBER: Final = re.compile(r"\s*附?表\s*[0-9一二三四五六七八九十]+\s*[:：]?\s*")
_YEAR: Final = re.compile(r"\s*(?:预算|决算)?年度\s*[:：]\s*(\d{4})\s*年?\s*")
_OWNER: Final = re.compile(r"\s*(?:编制|预算|填报|公开)?(?:主管)?(?:部门|单位)(?:名称)?\s*[:：].*")
_FIELD: Final = re.compile(r"\s*([^:：]{1,30})[:：]\s*(\S.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"[。；;，,！!？?]")
_ANY_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)\s*年")
_LONGEST_TITLE: Final = 60
_CONTENTS: Final = "目录"
_BESIDE: Final = 2
"""How many cells a line of a table of contents has: the entry and its page."""


@dataclass(slots=True)
class _Region:
    """A table on a page: its plan if it is known, its title, the lines above it, in it and below it; it may stand in the text."""

    plan: TablePlan | None
    title: str
    place: Bilingual
    sheet: str | None
    above: list[Line] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    in_text: bool = False


def document(pages: Sequence[Page], plan: Blueprint, year: int | None) -> PrintedDocument:
    """Understand pages by the words of a form; ``year`` is what headers like 2025年 are told by."""
    return _Layout(plan, year).document(pages)


def titles_on(pages: Sequence[Page], plan: Blueprint) -> int:
    """Count the tables of a form whose titles stand on a line of their own or name a sheet."""
    lines = {line.text.text or "" for page in pages for line in page.lines if len(line.filled) == 1}
    found = (plan.table_called(text) for text in {*lines, *(page.name or "" for page in pages)} if len(text) <= _LONGEST_TITLE)
    return len({table.path for table in found if table})


def year_of(pages: Sequence[Page]) -> int | None:
    """Return the first year that pages speak of as one: 2025年."""
    texts = (cell.text or "" for page in pages for line in page.lines for cell in line.filled)
    return next((int(match[1]) for match in map(_ANY_YEAR.search, texts) if match), None)


class _Layout:
    def __init__(self, plan: Blueprint, year: int | None) -> None:
        self.plan, self.year = plan, year
        self.small = {title: table for text in plan.texts for table in text.tables for title in table.titles}
        self.tables: list[_Region] = []
        self.pieces: list[Text | _Region] = []
        self._vocabularies: dict[Path | None, Vocabulary] = {}

    def document(self, pages: Sequence[Page]) -> PrintedDocument:
        for page in pages:
            self._page(page)
        pieces: list[Piece] = [piece if isinstance(piece, Text) else self._table(piece) for piece in self.pieces]
        outline = outlined(pieces, self.plan)
        tables = tuple(self._table(region) for region in self.tables)
        return PrintedDocument(tables, outline.sections, outline.cover, outline.contents, strays=outline.strays)

    # Where tables stand -----------------------------------------------------------------------------------------------

    def _page(self, page: Page) -> None:
        """Divide a page into text and tables."""
        if page.name is not None and self._is_text(page):
            self._write([*self._named(page), *page.lines])
            return
        region: _Region | None = None
        pending: list[Line] = []
        first = self._first_row(page)
        for i, line in enumerate(page.lines):
            in_text = region is not None and region.in_text and len(line.filled) == 1
            if i < first or not line.grid or self._is_fact(line) or in_text:
                pending.append(line)
                continue
            if pending or region is None:
                region = self._region(page, pending, region)
                pending = []
            region.lines.append(line)
        self._end(region, pending)

    def _first_row(self, page: Page) -> int:
        """Return where the table of a sheet begins: at its first header row; a text has cells in tables only."""
        heads = (i for i, line in enumerate(page.lines) if line.grid and is_head(line, self._words(None)))
        return next(heads, 0) if page.name is not None else 0

    def _is_text(self, page: Page) -> bool:
        """Tell a sheet of text, which may have page numbers beside it, from one with a table."""
        several = any(len(line.filled) > _BESIDE for line in page.lines)
        return not several and not any(line.grid and is_head(line, self._words(None)) for line in page.lines)

    def _named(self, page: Page) -> list[Line]:
        """Return the name of a sheet as a heading, where it is one and none stands on the sheet."""
        name = page.name or ""
        heads = [line.text.text or "" for line in page.lines[:1]]
        is_heading = self.plan.text_under((name,)) is not None or names.bare(name) == _CONTENTS
        known = any(self.plan.text_under((head,)) or names.bare(head) == _CONTENTS for head in heads)
        return [Line((Text(name, page.lines[0].text.place),))] if is_heading and not known and page.lines else []

    def _region(self, page: Page, pending: list[Line], before: _Region | None) -> _Region:
        """Begin a table at the title above it, or go on with the one before; other lines end that one, or are text."""
        at, plan = self._title(pending, within=page.name is not None)
        if at is None and before is not None and all(map(self._is_fact, pending)):
            before.above += pending
            return before
        self._end(before, pending[: len(pending) if at is None and page.name is None else at or 0])
        title = pending[at].text if at is not None else Text(page.name, pending[0].text.place if pending else NOWHERE)
        plan = plan or self._called(title.text or "")
        printed = title.text or "" if at is not None or plan else ""
        above = [line for i, line in enumerate(pending) if i != at and (page.name is not None or (at is not None and i > at))]
        last = self.tables[-1] if self.tables else None
        if last is not None and plan is not None and last.plan is plan:
            return last
        notes = [line for line in above if plan and page.name is not None and not self._is_fact(line)]
        region = _Region(plan, printed, title.place, page.name, above, below=notes)
        region.in_text = self._stands_in_text(region)
        if region.in_text:
            self.pieces.append(region)
        else:
            self.tables.append(region)
        return region

    def _title(self, pending: list[Line], *, within: bool) -> tuple[int | None, TablePlan | None]:
        """Find the title above a table: a known one with nothing but facts below it, or else the short line above those.

        ``within`` a sheet a known one counts whatever stands below it.
        """
        plans = [next(filter(None, (self._called(cell.text or "") for cell in line.filled)), None) for line in pending]
        known = [i for i, plan in enumerate(plans) if plan is not None]
        last = max((i for i, line in enumerate(pending) if plans[i] is not None or not self._is_fact(line)), default=None)
        if known and (within or known[-1] == last):
            return known[-1], plans[known[-1]]
        if last is None:
            return None, None
        text = pending[last].text.text or ""
        return (last if len(text) <= _LONGEST_TITLE and not _SENTENCE.search(text) else None), None

    def _called(self, text: str) -> TablePlan | None:
        return self.plan.table_called(text) or self.small.get(names.title(text))

    def _stands_in_text(self, region: _Region) -> bool:
        """Whether a table belongs to the paragraphs around it: a small one, or an unknown one before all the others."""
        if region.plan is None:
            return region.sheet is None and not self.tables
        return region.plan in self.small.values()

    def _end(self, region: _Region | None, lines: list[Line]) -> None:
        """Take the lines below a table for its notes; those below a table in the text are text."""
        if region is not None and not region.in_text:
            region.below += lines
        else:
            self._write(lines)

    def _write(self, lines: list[Line]) -> None:
        for line in lines:
            joined = " ".join(cell.text or "" for cell in line.filled)
            self.pieces += [Text(part.strip(), line.text.place) for part in joined.split("\n") if part.strip()]

    def _words(self, plan: TablePlan | None) -> Vocabulary:
        """Return the words of a table, or those of all where it is unknown."""
        path = plan.path if plan else None
        if path not in self._vocabularies:
            plans = [plan] if plan else [*self.plan.tables, *self.small.values()]
            self._vocabularies[path] = vocabulary(plans, self.year)
        return self._vocabularies[path]

    # What stands above a table ----------------------------------------------------------------------------------------

    def _is_fact(self, line: Line) -> bool:
        texts = [cell.text or "" for cell in line.filled]
        return all(_is_about(text) or self._field(None, text) for text in texts)

    def _field(self, plan: TablePlan | None, text: str) -> tuple[str, str] | None:
        """Take name and value of a line like 预算（单位）名称：103-… apart, where a table has such a name."""
        match = _FIELD.fullmatch(text)
        words = self._words(plan)
        return (match[1], match[2]) if match and word(match[1]) in words.keys | words.fields else None

    def _table(self, region: _Region) -> PrintedTable:
        plan = region.plan
        words = self._words(plan)
        found, notes = blocks(region.lines, words)
        texts = [cell for line in region.above for cell in line.filled]
        fields = [(cell, field) for cell in texts if (field := self._field(plan, cell.text or ""))]
        above = [Block(((name,),), (PrintedRow((Text(said, cell.place),), place=cell.place),)) for cell, (name, said) in fields]
        stated = [match for cell in texts if (match := _UNIT.search(cell.text or ""))]
        numbers = [numbering.split(cell.text or "")[0] for cell in texts if _NUMBER.fullmatch(cell.text or "")]
        years = [int(match[1]) for cell in texts if (match := _YEAR.fullmatch(cell.text or ""))]
        return PrintedTable(
            title=region.title,
            blocks=(*above, *found),
            number=next(iter(numbers), None),
            unit=stated[0][1] if stated else units(found),
            year=next(iter(years), None),
            notes=tuple(cell.text or "" for line in region.below for cell in line.filled) + tuple(n.text or "" for n in notes),
            place=region.place,
            sheet=region.sheet,
        )


def _is_about(text: str) -> bool:
    patterns = (_UNIT.search(text), _NUMBER.fullmatch(text), _YEAR.fullmatch(text), _OWNER.fullmatch(text))
    return any(patterns)
