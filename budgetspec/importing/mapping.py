"""A printed document becomes a submission of a form: nothing is lost, and nothing is guessed without a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from budgetspec import numbering
from budgetspec.codes import Classification
from budgetspec.finding import Bilingual
from budgetspec.form import Path, Schema
from budgetspec.importing import names, remarks
from budgetspec.importing.blueprint import Blueprint, Collected, TablePlan, blueprint
from budgetspec.importing.columns import fits
from budgetspec.importing.printed import NOWHERE, PrintedDocument, PrintedTable, Text
from budgetspec.importing.remarks import Remark
from budgetspec.importing.tables import Mapped, Unplaced, mapped
from budgetspec.importing.texts import Texts, as_printed
from budgetspec.reader import pointer
from budgetspec.values import dataclass

_PARTS: Final = 0
"""The rank of the numbers of a document's parts: 第一部分."""
_YEAR: Final = re.compile(r"(\d{4})\s*年")


@dataclass(frozen=True, slots=True)
class Imported:
    """A submission made of a printed document, what is to be said of it, and where its values are printed, by JSON Pointer."""

    value: dict[str, Any]
    remarks: tuple[Remark, ...]
    places: Mapping[str, Bilingual]


def imported(document: PrintedDocument, schema: Schema, codes: Mapping[str, Classification]) -> Imported:
    """Map a printed document onto a form."""
    return _Mapping(document, blueprint(schema), codes).imported(tuple(schema.get("properties", ())))


def fitting(document: PrintedDocument, forms: Mapping[str, Blueprint]) -> str | None:
    """Return the form that has most of the tables a document prints, None if none has any."""
    known = {
        name: sum(bool(plan.table_called(t.title, document.department)) for t in document.tables) for name, plan in forms.items()
    }
    best = max(known, key=lambda name: known[name], default=None)
    return best if best is not None and known[best] else None


class _Mapping:
    def __init__(self, document: PrintedDocument, plan: Blueprint, codes: Mapping[str, Classification]) -> None:
        self.document, self.plan, self.codes = document, plan, codes
        self.value: dict[str, Any] = {}
        self.done = Mapped()
        self._fitting: dict[object, list[TablePlan]] = {}
        self.about = _about(document, plan.cover)
        self.year = int(self.about["year"]) if "year" in self.about else None

    def imported(self, order: Sequence[str]) -> Imported:
        self._roles()
        self._texts()
        self._tables()
        for collection in self.plan.collections:
            self._collect(collection)
        self._unplaced()
        value = {name: self.value[name] for name in order if name in self.value}
        return Imported(value, tuple(self.done.remarks), self.done.places)

    def _roles(self) -> None:
        """Put what the document says of itself where the form wants it."""
        if self.plan.form:
            self._put(*self.plan.form)
        found = {"year": self.year, "department": self.about.get("department"), "kind": self.about.get("level")}
        for role, said in found.items():
            if role in self.plan.roles and said is not None:
                self._put(self.plan.roles[role], said)
        missing = {"year": remarks.no_year(), "department": remarks.no_department()}
        self.done.remarks += [Remark(NOWHERE, missing[r]) for r in missing if r in self.plan.roles and found[r] is None]

    def _texts(self) -> None:
        texts = Texts(self.codes, self.year)
        cover = list(self.document.cover)
        for section in self.document.sections:
            cover += [h for h in section.headings if numbering.rank(h) == _PARTS and h not in cover]
            plan = self.plan.text_under(section.headings) or self.plan.text_with(section.headings)
            if plan:
                texts.add(plan, section)
            elif section.content:
                said = remarks.unknown_section("/".join(section.headings))
                content = [p.text if isinstance(p, Text) else as_printed(p) for p in section.content]
                self._leave(said, section.place, "/".join(section.headings), content)
        for path, array in texts.arrays.items():
            self._put(path, array)
        for name, lines in (("cover", cover), ("contents", list(self.document.contents))):
            if name in self.plan.places and lines:
                self._put(self.plan.places[name], lines)
        self._take(texts.done)
        for stray in self.document.strays:
            self._leave(remarks.outside_sections(stray.text or ""), stray.place, None, stray.text)

    def _tables(self) -> None:
        called = [self.plan.table_called(table.title, self.about.get("department")) for table in self.document.tables]
        others, there = {each.path for each in called if each}, set[Path]()
        for table, known in zip(self.document.tables, called, strict=True):
            plan = known or self._taken(table, others)
            if plan is None or plan.path in there:
                said = remarks.unknown_table(_title(table)) if plan is None else remarks.table_twice(table.title)
                self._leave(said, table.place, _title(table), as_printed(table))
                continue
            there.add(plan.path)
            self._compare(table, plan)
            done = mapped(plan, table, self.codes, self.year, self.about.get("department"))
            self._put(plan.path, done.value)
            self._take(done)

    def _taken(self, table: PrintedTable, others: Collection[Path]) -> TablePlan | None:
        """Take a table of unknown title for the one of its number, or for the only one that has its columns, and say so."""
        numbered = self.plan.table_numbered(table.number)
        if numbered and table.number is not None and numbered.path not in others:
            self._say(remarks.taken_by_number(_title(table), table.number, numbered.title), table.place)
            return numbered
        fitting = [plan for plan in self._with_columns_of(table) if plan.path not in others]
        if len(fitting) != 1:
            return None
        self._say(remarks.taken_by_columns(_title(table), fitting[0].title), table.place)
        return fitting[0]

    def _with_columns_of(self, table: PrintedTable) -> list[TablePlan]:
        """Return the tables that have the columns of one; many may be printed alike."""
        looks = tuple((block.columns, frozenset(row.side for row in block.rows)) for block in table.blocks)
        if looks not in self._fitting:
            self._fitting[looks] = [plan for plan in self.plan.tables if fits(plan, table.blocks, self.year)]
        return self._fitting[looks]

    def _compare(self, table: PrintedTable, plan: TablePlan) -> None:
        """Tell of a sheet that bears the name of another table."""
        other = self.plan.table_called(table.sheet) if table.sheet else None
        if other is not None and other is not plan:
            self._say(remarks.other_sheet(table.sheet or "", table.title, other.title), table.place)

    def _say(self, said: Bilingual, place: Bilingual) -> None:
        self.done.remarks.append(Remark(place, said))

    def _take(self, done: Mapped) -> None:
        self.done.remarks += done.remarks
        self.done.unplaced += done.unplaced
        self.done.places |= done.places
        self.done.codes += done.codes

    def _collect(self, collection: Collected) -> None:
        """Put the codes and names of all rows of a level where the form wants them, each code once, as it is mostly called."""
        found: dict[str, Counter[str]] = {}
        for level, code, name in self.done.codes:
            if level == collection.level:
                found.setdefault(code, Counter()).update([name] if name else [])
        rows = [
            self._columns(collection, code, max(called, key=called.__getitem__, default=None)) for code, called in found.items()
        ]
        if collection.several:
            self._put(collection.path, rows)
        elif rows:
            for name, said in rows[0].items():
                if said is not None:
                    self._put((*collection.path, name), said, keep=True)

    def _columns(self, collection: Collected, code: str, name: str | None) -> dict[str, str | None]:
        return {column: {"code": code, "name": name}[what] for column, what in collection.columns.items()}

    def _leave(self, said: Bilingual, place: Bilingual, table: str | None, content: Any) -> None:
        self.done.remarks.append(Remark(place, said))
        self.done.unplaced.append(Unplaced(self.done.remarks[-1], place, table, None, None, content))

    def _unplaced(self) -> None:
        """Keep what found no place in the submission, where the form has a place for that."""
        path = self.plan.places.get("unplaced")
        if path is None:
            return
        kept = [_kept(each) for each in self.done.unplaced]
        self._put(path, kept)
        at = {id(each.remark): pointer((*path, number)) for number, each in reversed([*enumerate(self.done.unplaced)])}
        self.done.remarks = [
            Remark(r.place, r.message, at[id(r)]) if not r.pointer and id(r) in at else r for r in self.done.remarks
        ]

    def _put(self, path: Path, said: Any, *, keep: bool = False) -> None:
        node = self.value
        for part in path[:-1]:
            node = node.setdefault(part, {})
        if not (keep and path[-1] in node):
            node[path[-1]] = said


def _owner(document: PrintedDocument, found: Mapping[str, str]) -> str | None:
    """Return who prepared most tables, for a document whose cover does not say whose it is."""
    lines = [block for table in document.tables for block in table.blocks if len(block.columns) == 1 and len(block.rows) == 1]
    owners = Counter(b.rows[0].cells[0].text for b in lines if names.is_owner("".join(b.columns[0])) and b.rows[0].cells)
    return None if "department" in found else max(filter(None, owners), key=owners.__getitem__, default=None)


def _title(table: PrintedTable) -> str:
    """Return what to call a table: by its title or, where none is printed, by its sheet."""
    return table.title or table.sheet or ""


def _kept(each: Unplaced) -> dict[str, Any]:
    said = {"位置": each.place.zh, "表": each.table, "行": each.row, "栏": each.column, "内容": each.content}
    return {name: about for name, about in said.items() if about}


def _about(document: PrintedDocument, cover: Iterable[re.Pattern[str]]) -> dict[str, str]:
    """Find out whose the document is, of which year, and whether of a whole 部门 or of one 单位."""
    found: dict[str, str] = {}
    for line in (*document.cover, " ".join(document.cover)):
        for match in filter(None, (pattern.search(line) for pattern in cover)):
            found = {name: text for name, text in match.groupdict().items() if text} | found
    said = {"department": document.department or _owner(document, found), "year": document.year, "level": document.level}
    found |= {name: str(text) for name, text in said.items() if text is not None}
    titles = [*document.cover, *document.contents, *(table.title for table in document.tables)]
    years = [match[1] for match in filter(None, map(_YEAR.search, titles))]
    return ({"year": years[0]} if years else {}) | found
