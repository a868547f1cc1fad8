"""A printed table becomes one of the form's: what is printed around it, its records, its rows, and what found no place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Final

from budgetspec.codes import Classification
from budgetspec.finding import Bilingual, Severity
from budgetspec.importing import names, remarks
from budgetspec.importing.blueprint import Leaf, Part, Rank, TablePlan
from budgetspec.importing.columns import Segment, lacking, segments, spelt
from budgetspec.importing.printed import Block, PrintedRow, PrintedTable, Text
from budgetspec.importing.remarks import Remark
from budgetspec.importing.rows import Entry, Rows, Stray, printed_at, put, written
from budgetspec.importing.values import is_misread, value
from budgetspec.lang.types import Kind
from budgetspec.reader import Unreadable, pointer
from budgetspec.values import dataclass

Where = tuple[str | int, ...]
_DOTS: Final = re.compile(r"[.…]+")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """What found no place: what is printed and where, the table, row and column it belongs to, and the remark on it."""

    remark: Remark
    place: Bilingual
    table: str | None
    row: str | None
    column: str | None
    content: Any


@dataclass(slots=True)
class Mapped:
    """What came of a table: its value, remarks, what found no place, where values are printed, and the codes of its rows."""

    value: dict[str, Any] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    places: dict[str, Bilingual] = field(default_factory=dict)
    codes: list[tuple[str, str, str | None]] = field(default_factory=list)


def mapped(
    plan: TablePlan, table: PrintedTable, codes: Mapping[str, Classification], year: int | None, owner: str | None = None
) -> Mapped:
    """Map a printed table by its plan; ``codes`` are the form's code lists, ``year`` and ``owner`` those of the document."""
    return _Mapper(plan, table, codes, year, owner).mapped()


class _Mapper:
    def __init__(
        self, plan: TablePlan, table: PrintedTable, codes: Mapping[str, Classification], year: int | None, owner: str | None
    ) -> None:
        self.plan, self.table, self.codes, self.year, self.owner = plan, table, codes, year, owner
        self.done = Mapped()
        self.rows: dict[tuple[Where, int], Rows] = {}
        self.lacking: dict[Where, list[Leaf]] = {}
        self.unfilled: list[PrintedRow] = []

    def mapped(self) -> Mapped:
        self._facts()
        for block in self.table.blocks:
            if self._is_frame(block):
                continue
            divided = segments(self.plan, block, self.year)
            for segment in divided:
                self._columns(block, segment)
            for number, row in enumerate(block.rows):
                standing = [segment for segment in divided if self._on(segment, row)]
                if not standing:
                    self._astray(block, None, row, Stray(None, Text(row.name or row.side, row.place)))
                for segment in standing[: 1 if row.side is None and divided[0].side else None]:
                    self._row(block, segment, row, self._below(segment, block.rows[number + 1 :]))
        self._missing()
        if self.unfilled:
            first = next((cell.place for cell in self.unfilled[0].cells if cell.text), self.unfilled[0].place)
            self._leave(remarks.unfilled_rows(len(self.unfilled), self.plan.title), first)
        for part in self.plan.parts:
            if not part.record:
                self._write(part, [rows for (path, _), rows in self.rows.items() if path == part.path])
        return self.done

    # Around the table -------------------------------------------------------------------------------------------------

    def _facts(self) -> None:
        said = {
            "number": self.table.number,
            "title": self.table.title or None,
            "year": self.table.year,
            "unit": self.table.unit,
            "note": "\n".join(self.table.notes) or None,
        }
        self.done.value |= {name: said[fact] for fact, name in self.plan.facts.items() if fact in said}
        self.done.value |= {name: None for fact, name in self.plan.facts.items() if fact not in said}

    def _is_frame(self, block: Block) -> bool:
        """Tell the line that says who prepared the table, where the form has no place for it."""
        if len(block.columns) != 1 or not names.is_owner("".join(map(names.header, block.columns[0]))):
            return False
        return not any(leaf.own for segment in segments(self.plan, block, self.year) for leaf in _leaves(segment))

    # Columns ----------------------------------------------------------------------------------------------------------

    def _columns(self, block: Block, segment: Segment) -> None:
        """Tell of columns that the table does not have; their cells are kept."""
        for wrong, said in ((segment.unknown, remarks.unknown_column), (segment.double, remarks.column_twice)):
            for column in wrong:
                filled = [row for row in block.rows if self._on(segment, row) and _filled(row, column)]
                if filled or not segment.part.sides:
                    header = spelt(block.columns[column])
                    self._leave(said(header, self.plan.title), filled[0].cells[column].place if filled else self.table.place)
                    for row in filled:
                        self._keep(block, row, column, row.cells[column])

    def _missing(self) -> None:
        """Tell of columns that the table should have and none of its blocks prints."""
        if not self.table.blocks:
            self._leave(remarks.no_rows(self.table.title), self.table.place)
            return
        every = [segment for block in self.table.blocks for segment in segments(self.plan, block, self.year)]
        for part in self.plan.parts:
            bound = [leaves for segment in every if segment.part is part for leaves in segment.bound.values()]
            missing = [*lacking(part, bound)] if not part.record else []
            if missing and not part.optional:
                self.lacking[part.path] = missing
                self._leave(remarks.missing_columns([leaf.own[0] for leaf in missing], self.plan.title), self.table.place)

    # Rows -------------------------------------------------------------------------------------------------------------

    def _on(self, segment: Segment, row: PrintedRow) -> bool:
        sides = (segment.side,) if segment.side else segment.part.sides
        return row.side is None or names.header(row.side) in sides

    def _below(self, segment: Segment, rows: Sequence[PrintedRow]) -> PrintedRow | None:
        return next((row for row in rows if self._on(segment, row)), None)

    def _row(self, block: Block, segment: Segment, row: PrintedRow, following: PrintedRow | None) -> None:
        if segment.part.record:
            self._entry(block, segment, row)
            return
        if self._is_unfilled(segment, row):
            self.unfilled.append(row)
            return
        for stray in self._rows_of(segment).add(segment, row, following):
            self._astray(block, segment, row, stray)

    def _is_unfilled(self, segment: Segment, row: PrintedRow) -> bool:
        """Tell a row of a template that nobody has filled in: it prints dots alone."""
        columns = (*segment.columns, *segment.idle)
        said = [row.code, row.name, *(row.cells[i].text for i in columns if i < len(row.cells))]
        printed = [names.label(text) for text in said if text and names.label(text)]
        return bool(printed) and all(_DOTS.fullmatch(text) for text in printed)

    def _rows_of(self, segment: Segment) -> Rows:
        key = segment.part.path, segment.order
        if key not in self.rows:
            self.rows[key] = Rows(segment.part, self._codes_of, self._known, self.owner)
        return self.rows[key]

    def _astray(self, block: Block, segment: Segment | None, row: PrintedRow, stray: Stray) -> None:
        if stray.column is None:
            place = stray.text.place
            self._leave(remarks.unknown_row(stray.text.text or "", self.plan.title), place)
            columns = segment.columns if segment else range(len(row.cells))
            content = _content(block, {i: row.cells[i] for i in columns if _filled(row, i)})
            self.done.unplaced.append(Unplaced(self.done.remarks[-1], place, self.plan.title, stray.text.text, None, content))
            return
        header = spelt(block.columns[stray.column])
        if names.header(stray.text.text or "") in self.plan.captions:
            return
        self._leave(remarks.stray_cell(stray.text.text or "", header), stray.text.place)
        self._keep(block, row, stray.column, stray.text)

    def _codes_of(self, rank: Rank, name: str) -> list[str]:
        """Return the codes of a level that bear a name."""
        every = (entry for codes in self._lists(rank) for entry in codes.edition(self.year).items())
        return [code for code, about in every if rank.takes(code) and names.label(about["名称"]) == name]

    def _known(self, rank: Rank, code: str) -> str | None:
        """Return what a code of a level is called, None if no list has it."""
        found = (codes.edition(self.year).get(code) for codes in self._lists(rank))
        return next((names.label(about["名称"]) for about in found if about), None)

    def _lists(self, rank: Rank) -> Iterator[Classification]:
        yield from (c for c in self.codes.values() if rank.classification and c.classification == rank.classification)

    # Records ----------------------------------------------------------------------------------------------------------

    def _entry(self, block: Block, segment: Segment, row: PrintedRow) -> None:
        """Put what a row of a record says under its label, or, where it has columns of its own, under their headers."""
        start = next((row.cells[i] for i in segment.starts if i < len(row.cells) and row.cells[i].text), None)
        text = row.name or (start.text if start else None)
        cells = {i: row.cells[i] for i in segment.columns if i not in segment.starts and _filled(row, i)}
        if text is None:
            self._across(block, segment, row, cells)
            return
        leaf = self._labelled(segment.part, names.label(text))
        if not cells and not names.label(text):
            return
        if leaf is None or len(cells) > 1:
            self._unknown(block, row, text, cells, start)
            return
        cell = next(iter(cells.values()), Text(None, start.place if start else row.place))
        self._set(segment.part, leaf, cell)

    def _labelled(self, part: Part, label: str) -> Leaf | None:
        """Find the first leaf of that name that is not filled yet; one name may stand there twice, in different groups."""
        bearing = (leaf for leaf in part.leaves if label in map(names.label, leaf.own))
        return next((leaf for leaf in bearing if pointer(self._where(part, leaf)) not in self.done.places), None)

    def _across(self, block: Block, segment: Segment, row: PrintedRow, cells: Mapping[int, Text]) -> None:
        for i, cell in cells.items():
            leaves = segment.bound.get(i, ())
            if leaves and pointer(self._where(segment.part, leaves[0])) not in self.done.places:
                self._set(segment.part, leaves[0], cell)
            elif leaves or i not in (*segment.unknown, *segment.double):
                self._astray(block, segment, row, Stray(i, cell))

    def _unknown(self, block: Block, row: PrintedRow, text: str, cells: Mapping[int, Text], start: Text | None) -> None:
        twice = any(names.label(text) in map(names.label, leaf.own) for part in self.plan.parts for leaf in part.leaves)
        said = remarks.row_twice if twice else remarks.unknown_row
        self._leave(said(text, self.plan.title), start.place if start else row.place)
        content = _content(block, cells)
        remark = self.done.remarks[-1]
        self.done.unplaced.append(Unplaced(remark, remark.place, self.plan.title, text, None, content))

    def _where(self, part: Part, leaf: Leaf) -> Where:
        return (*self.plan.path, *part.path, *leaf.path)

    def _set(self, part: Part, leaf: Leaf, cell: Text) -> None:
        node = self.done.value
        path = (*part.path, *leaf.path)
        for each in path[:-1]:
            node = node.setdefault(each, {})
        node[path[-1]] = value(cell.text, leaf.kind)
        self._told(self._where(part, leaf), leaf, cell)

    # The whole --------------------------------------------------------------------------------------------------------

    def _write(self, part: Part, found: list[Rows]) -> None:
        entries: list[Entry] = []
        for rows in found:
            rows.settle()
            entries += rows.entries
            self.done.remarks += rows.remarks
        node = self.done.value
        for each in part.path[:-1]:
            node = node.setdefault(each, {})
        node[part.path[-1]] = [self._unread(part, written(part, entry)) for entry in entries]
        for number, entry in enumerate(entries):
            where: Where = (*self.plan.path, *part.path, number)
            for place, leaf, text in printed_at(part, entry, where):
                self._told(place, leaf, text)
            self._coded(part, entry)

    def _unread(self, part: Part, row: dict[str, Any]) -> dict[str, Any]:
        """Say of a row's amounts whose columns are not printed that nobody knows them: they are not blank."""
        for leaf in self.lacking.get(part.path, ()):
            if leaf.kind is Kind.AMOUNT and leaf in part.leaves:
                put(row, leaf.path, Unreadable(remarks.not_printed(leaf.own[0], self.plan.title)))
        return row

    def _coded(self, part: Part, entry: Entry) -> None:
        """Note the code and the name of a row by its level."""
        rank = entry.rank
        key = entry.found.get((rank.own,)) if rank and rank.own else None
        leaf = part.leaf(rank.own) if rank and rank.own else None
        named = leaf.named if leaf and leaf.named else part.label
        if rank and key and key.text:
            name = entry.found.get((named,)) if named else None
            self.done.codes.append((rank.name, key.text, name.text if name else None))

    def _told(self, where: Where, leaf: Leaf, text: Text) -> None:
        """Note where a value is printed, and tell of one that should be a number."""
        self.done.places[pointer(where)] = text.place
        if is_misread(text.text, leaf.kind):
            said = remarks.not_a_number(text.text or "", leaf.own[-1])
            self.done.remarks.append(Remark(text.place, said, pointer(where), Severity.ERROR))

    def _leave(self, said: Bilingual, place: Bilingual) -> None:
        self.done.remarks.append(Remark(place, said))

    def _keep(self, block: Block, row: PrintedRow, column: int, cell: Text) -> None:
        """Keep a cell that has no place, with its row and column; the last remark is about it."""
        others = (c.text for i, c in enumerate(row.cells) if i != column and c.text)
        label = row.name or next(others, None)
        header = spelt(block.columns[column])
        self.done.unplaced.append(Unplaced(self.done.remarks[-1], cell.place, self.plan.title, label, header, cell.text))


def _leaves(segment: Segment) -> list[Leaf]:
    return [leaf for leaves in segment.bound.values() for leaf in leaves]


def _content(block: Block, cells: Mapping[int, Text]) -> dict[str, str | None]:
    """Return cells by their headers; of several with one header the others have their place in the row behind it."""
    found: dict[str, str | None] = {}
    for i, cell in cells.items():
        header = spelt(block.columns[i]) if i < len(block.columns) else ""
        found[f"{header}（{i + 1}）" if header in found else header] = cell.text
    return found


def _filled(row: PrintedRow, column: int) -> bool:
    return column < len(row.cells) and bool(row.cells[column].text)
