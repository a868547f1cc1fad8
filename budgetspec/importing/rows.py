"""Printed rows become the rows of a table: each with its level, the codes of its key, and the rows nested in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import pairwise, takewhile, zip_longest
from typing import Any, Final, NamedTuple

from budgetspec import numbering
from budgetspec.finding import Severity
from budgetspec.form import Path
from budgetspec.importing import names, remarks
from budgetspec.importing.blueprint import Leaf, Part, Rank
from budgetspec.importing.columns import Leaves, Segment
from budgetspec.importing.printed import PrintedRow, Text
from budgetspec.importing.remarks import Remark
from budgetspec.importing.values import is_nil, value
from budgetspec.lang.types import Kind
from budgetspec.values import dataclass

_CODE: Final = re.compile(r"[0-9A-Za-z]+")
_BLANK: Final = Text(None)
CodesOf = Callable[[Rank, str], Sequence[str]]
"""Finds the codes that bear a name in the classification of a level."""


class Stray(NamedTuple):
    """A cell, or a whole row (``column`` None), that has no place."""

    column: int | None
    text: Text


@dataclass(slots=True)
class Entry:
    """A row in the making: its level, its values by their paths with where they are printed, and the rows nested in it.

    ``blank`` are places for amounts that its columns print, filled or not.
    """

    rank: Rank | None
    found: dict[Path, Text] = field(default_factory=dict)
    blank: set[Path] = field(default_factory=set)
    inner: list[dict[Path, Text]] = field(default_factory=list)


class _Own(NamedTuple):
    """What a row offers as its own part of the key at a level: the code or text, and the name printed beside it."""

    rank: Rank
    key: str
    name: str | None
    columns: tuple[int, ...]


class Rows:
    """The rows of one part, from one side of the table, so far; ``owner`` is whose document it is."""

    def __init__(self, part: Part, codes_of: CodesOf, known: Callable[[Rank, str], str | None], owner: str | None = None) -> None:
        self.part, self._codes_of, self._known, self._owner = part, codes_of, known, owner
        self.entries: list[Entry] = []
        self.remarks: list[Remark] = []
        self._above: dict[str, Text] = {}
        self._by_name: list[Remark] = []
        self._shortened: list[Text] = []
        self._coded = False

    def add(self, segment: Segment, row: PrintedRow, following: PrintedRow | None) -> list[Stray]:
        """Take a printed row; returns what of it has no place. ``following`` is the row printed below it."""
        cells = {i: row.cells[i] for i in segment.columns if i < len(row.cells) and row.cells[i].text}
        strays = [Stray(i, row.cells[i]) for i in segment.idle if i < len(row.cells) and row.cells[i].text]
        total = self._total(segment, row, cells)
        if total:
            rank, used = total
            return strays + self._opened(segment, Entry(rank), {i: c for i, c in cells.items() if i not in used})
        own = self._own(segment, row, cells, following)
        if own:
            entry = Entry(own.rank)
            self._identify(entry, own, row, cells)
            return strays + self._opened(segment, entry, {i: c for i, c in cells.items() if i not in own.columns})
        uncoded = self._uncoded(segment, row)
        if uncoded is not None:
            return strays + self._nameless(segment, uncoded, row, cells)
        return strays + self._continued(segment, row, cells, astray=bool(strays))

    # A row that opens a row -------------------------------------------------------------------------------------------

    def _total(self, segment: Segment, row: PrintedRow, cells: Mapping[int, Text]) -> tuple[Rank, set[int]] | None:
        """Tell a row of a level without key by its label; a table of one such row prints none."""
        if row.code:
            return None
        ranks = {label: rank for rank in self.part.ranks if not rank.key for label in rank.labels}
        labels = [(i, cell.text) for i, cell in cells.items() if i in segment.starts or self._is_key(segment.bound.get(i, ()))]
        for i, text in [(None, row.name), *labels]:
            if text and names.label(text) in ranks:
                return ranks[names.label(text)], {i} if i is not None else set()
        own = not row.name or (self._owner is not None and names.label(row.name) == names.label(self._owner))
        unlabelled = own and not labels and (cells or not self.entries)
        return (self.part.ranks[0], set()) if unlabelled and [r.key for r in self.part.ranks] == [()] else None

    def _is_key(self, leaves: Leaves) -> bool:
        """Whether a column holds what rows are told by."""
        keys = {name for rank in self.part.ranks for name in rank.key} | {self.part.label}
        return any(leaf.path[-1] in keys for leaf in leaves)

    def _own(self, segment: Segment, row: PrintedRow, cells: Mapping[int, Text], following: PrintedRow | None) -> _Own | None:
        """Find the level of a row by its code, or by the text that stands for one."""
        offers = [own for rank in self.part.ranks if rank.own and (own := self._offer(rank, segment, row, cells))]
        coded = [own for own in offers if self._kind(own.rank) is Kind.CODE]
        fitting = [own for own in coded if own.rank.takes(own.key)]
        self._coded = self._coded or bool(coded)
        if fitting:
            return self._settled(fitting, segment, following)
        if coded:
            return self._nearest(coded, row)
        return offers[0] if offers else self._named(segment, row, cells)

    def _offer(self, rank: Rank, segment: Segment, row: PrintedRow, cells: Mapping[int, Text]) -> _Own | None:
        leaf = self.part.leaf(rank.own or "")
        if leaf is None:
            return None
        columns = segment.of(leaf)
        there = tuple(i for i in columns if i in cells)
        if not columns:
            key, name = self._beside(rank, leaf, row)
            return _Own(rank, key.strip(), name, ()) if key and key.strip() else None
        if not there:
            return None
        if leaf.kind is not Kind.CODE:
            return _Own(rank, cells[there[0]].text or "", None, there)
        split = _split([cells[i].text or "" for i in there], self._widths(rank) if len(columns) > 1 else ())
        return _Own(rank, split[0], split[1] or row.name, there) if split else None

    def _widths(self, rank: Rank) -> list[int]:
        """Return how many digits a code has at each level, where each has a column of its own: 类 3, 款 2, 项 2."""
        digits = [0, *(each.digits or 0 for each in self.part.ranks if each.classification and each.own == rank.own)]
        return [longer - shorter for shorter, longer in pairwise(digits)]

    def _beside(self, rank: Rank, leaf: Leaf, row: PrintedRow) -> tuple[str | None, str | None]:
        """Return the key and the name of a row whose table has no column for the key."""
        if leaf.kind is not Kind.CODE:
            return None if row.code else row.name, row.name
        split = names.coded(row.name or "") if not row.code else None
        return split if split and rank.takes(split[0]) else (row.code, row.name)

    def _settled(self, fitting: Sequence[_Own], segment: Segment, following: PrintedRow | None) -> _Own:
        """Choose among levels whose codes look alike: the one that has the name, or that the next row goes on from."""
        named = [own for own in fitting if own.name and self._known(own.rank, own.key) == names.label(own.name)]
        if named or len(fitting) == 1:
            return (named or fitting)[0]
        below = self._below(segment, following)
        inner = [own for own in fitting if any(b.key != own.key and b.key.startswith(own.key) and
                 self._follows(b.rank, own.rank) for b in below)]  # fmt: skip
        listed = [own for own in fitting if self._known(own.rank, own.key)]
        return (inner or listed or fitting)[0]

    def _below(self, segment: Segment, following: PrintedRow | None) -> list[_Own]:
        if following is None:
            return []
        cells = {i: c for i, c in enumerate(following.cells) if i in segment.columns and c.text}
        offers = (self._offer(rank, segment, following, cells) for rank in self.part.ranks if rank.own)
        return [own for own in offers if own and own.rank.takes(own.key)]

    def _follows(self, lower: Rank, upper: Rank) -> bool:
        """Whether a level stands right below another one: its classification is the same, and it comes later."""
        order = self.part.ranks.index
        return lower.classification == upper.classification and order(lower) > order(upper)

    def _nearest(self, coded: Sequence[_Own], row: PrintedRow) -> _Own:
        """Take a code that is as long as those of no level for one that lost digits: of the one level that knows its name.

        Where no name tells, it is of the first level whose codes are longer, or of the last.
        """
        sized = [own for own in coded if own.rank.digits is not None] or list(coded)
        named = [own for own in sized if own.name and self._codes_of(own.rank, names.label(own.name))]
        longer = [own for own in sized if (own.rank.digits or 0) > len(own.key)]
        if len(named) == 1:
            return named[0]
        own = (longer or sized[-1:])[0]
        self.remarks.append(Remark(row.place, remarks.odd_code(own.key, own.rank.name)))
        return own

    def _named(self, segment: Segment, row: PrintedRow, cells: Mapping[int, Text]) -> _Own | None:
        """Find a row that prints only the name of a code; where several have the name, the one most like the code above."""
        start = next((i for i in segment.starts if i in cells), None)
        text = row.name or (cells[start].text if start is not None else None)
        for rank in self.part.ranks if text else ():
            codes = self._codes_of(rank, names.label(text or "")) if rank.own else ()
            if codes:
                above = self._above.get(rank.own or "", _BLANK).text or ""
                code = max(codes, key=lambda code: _alike(code, above))
                self._by_name.append(Remark(row.place, remarks.taken_by_name(text or "", code)))
                used = () if row.name or start is None else (start,)
                return _Own(rank, code, numbering.split(text or "")[1], used)
        return None

    def _uncoded(self, segment: Segment, row: PrintedRow) -> Rank | None:
        """Tell a numbered line (二、…) whose name is no code's, where lines print names alone: it is a row without its code."""
        coded = [rank for rank in self.part.ranks if rank.own and self._kind(rank) is Kind.CODE]
        leaf = self.part.leaf(coded[0].own or "") if len(coded) == 1 else None
        printed = leaf is None or segment.of(leaf) or not row.name
        return None if printed or numbering.split(row.name or "")[0] is None else coded[0]

    def _nameless(self, segment: Segment, rank: Rank, row: PrintedRow, cells: Mapping[int, Text]) -> list[Stray]:
        """Open a row that has the name which no code has, and no code: not that of the row above either."""
        entry = Entry(rank, {(rank.own or "",): _BLANK})
        if self.part.label:
            entry.found[self.part.label,] = Text(numbering.split(row.name or "")[1], row.place)
        strays = self._opened(segment, entry, cells)
        del entry.found[rank.own or "",]
        return strays

    def _kind(self, rank: Rank) -> Kind | None:
        leaf = self.part.leaf(rank.own or "")
        return leaf.kind if leaf else None

    def _identify(self, entry: Entry, own: _Own, row: PrintedRow, cells: Mapping[int, Text]) -> None:
        """Give a row its key: its own part, and what it has from the rows above."""
        place = cells[own.columns[0]].place if own.columns else row.place
        entry.found[own.rank.own or "",] = Text(own.key, place)
        leaf = self.part.leaf(own.rank.own or "")
        named = leaf.named if leaf and leaf.named else self.part.label
        if own.name and named and named != own.rank.own:
            entry.found[named,] = Text(own.name, place)
        self._above[own.rank.own or ""] = Text(own.key, place)
        if len(own.columns) > 1 and own.key.isdecimal():
            printed = [(cells[i].text or "").strip() for i in own.columns]
            self._shortened += [Text(printed[-1], row.place)] if sum(map(len, printed)) < len(own.key) else []

    def _opened(self, segment: Segment, entry: Entry, cells: Mapping[int, Text]) -> list[Stray]:
        self.entries.append(entry)
        strays = self._filled(segment, entry, cells)
        for name in entry.rank.key if entry.rank else ():
            if (name,) not in entry.found and name in self._above and self._inherits(segment, name):
                entry.found[name,] = self._above[name]
                leaf = self.part.leaf(name)
                if leaf and leaf.merged and leaf.named and leaf.named in self._above:
                    entry.found[leaf.named,] = self._above[leaf.named]
        return strays

    def _inherits(self, segment: Segment, name: str) -> bool:
        """Whether a part of the key may come from the row above: it is merged, or has no column of its own."""
        leaf = self.part.leaf(name)
        return leaf is None or leaf.merged or not any(segment.bound[i] == (leaf,) for i in segment.of(leaf))

    # The cells of a row -----------------------------------------------------------------------------------------------

    def _continued(self, segment: Segment, row: PrintedRow, cells: Mapping[int, Text], *, astray: bool) -> list[Stray]:
        """Take a row that opens none: it goes on with the row above, mostly with rows nested in it."""
        printed = [row.name, row.code, *(cell.text for cell in cells.values())]
        if not any(text and names.label(text) for text in printed):
            return []
        if (not self.entries and self.part.ranks) or row.name or row.code or any(i in cells for i in segment.starts):
            return [Stray(None, Text(row.name or next(iter(cells.values())).text, row.place))]
        if not self.entries:
            self.entries.append(Entry(None))
        return self._filled(segment, self.entries[-1], cells, astray=astray)

    def _filled(self, segment: Segment, entry: Entry, cells: Mapping[int, Text], *, astray: bool = False) -> list[Stray]:
        """Put cells where their columns belong; returns those that cannot stand there."""
        strays: list[Stray] = []
        inner: dict[Path, Text] = {}
        bound = [leaves[0] for leaves in segment.bound.values() if len(leaves) == 1]
        entry.blank |= {leaf.path for leaf in bound if leaf.kind is Kind.AMOUNT}
        nested = self.part.nested.leaves if self.part.nested else ()
        for i, cell in cells.items():
            leaves = segment.bound.get(i, ())
            if not leaves or len(leaves) > 1:
                strays += [Stray(i, cell)] if len(leaves) > 1 else []
            elif leaves[0] in nested:
                inner[leaves[0].path] = cell
            elif not self._put(entry, leaves[0], cell):
                strays.append(Stray(i, cell))
        if inner:
            entry.inner.append(inner)
            if not strays and not astray:
                self._repeat(nested, entry)
        return strays

    def _put(self, entry: Entry, leaf: Leaf, cell: Text) -> bool:
        """Put one cell into a row, unless something else stands there or it is no code where one belongs."""
        if leaf.path in entry.found and not is_nil(entry.found[leaf.path].text):
            return cell.text == entry.found[leaf.path].text or is_nil(cell.text)
        if leaf.kind is not Kind.CODE:
            entry.found[leaf.path] = cell
            return True
        split = _split([cell.text or ""])
        if split is None:
            return False
        entry.found[leaf.path] = self._above[leaf.path[-1]] = Text(split[0], cell.place)
        if leaf.named and split[1]:
            entry.found[leaf.named,] = self._above[leaf.named] = Text(split[1], cell.place)
        return True

    def _repeat(self, nested: Leaves, entry: Entry) -> None:
        """Fill a merged cell down: it stands for the nested rows below it too."""
        before = entry.inner[-2] if len(entry.inner) > 1 else {}
        for leaf in nested:
            if leaf.merged and leaf.path not in entry.inner[-1] and leaf.path in before:
                entry.inner[-1][leaf.path] = before[leaf.path]

    # The whole --------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Fill merged keys that are printed below the first row they stand for, where the column has one value only.

        Rows that print no code are told of where others do.
        """
        self.remarks += self._by_name if self._coded else []
        if self._shortened:
            first = self._shortened[0]
            self.remarks.append(Remark(first.place, remarks.zeros_lost(first.text or "", len(self._shortened))))
        for leaf in self.part.leaves:
            rows = [e for e in self.entries if e.rank and leaf.path[-1] in e.rank.key]
            values = {e.found[leaf.path].text for e in rows if leaf.path in e.found}
            blank = [e for e in rows if leaf.path not in e.found]
            if leaf.merged and blank and len(values) == 1:
                donor = next(e for e in rows if leaf.path in e.found)
                shared = [path for path in (leaf.path, (leaf.named or "",)) if path in donor.found]
                for entry in blank:
                    entry.found |= {path: donor.found[path] for path in shared}
                told = donor.found[leaf.path]
                said = remarks.one_for_all(leaf.own[-1], told.text or "")
                self.remarks.append(Remark(told.place, said, severity=Severity.INFO))


def _alike(code: str, other: str) -> int:
    """Return how many digits two codes begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(code, other, strict=False)))


def _split(parts: list[str], widths: Sequence[int] = ()) -> tuple[str, str | None] | None:
    """Read a code: alone, with a name behind it, or in several cells, each with its own digits or with all so far.

    What has fewer digits than the ``widths`` of its column has lost the zeros before them.
    """
    if len(parts) > 1:
        whole = ""
        for width, printed in zip_longest(widths[: len(parts)], parts, fillvalue=0):
            part = str(printed).strip()
            part = part.zfill(width) if part.isdecimal() else part
            whole = part if part.startswith(whole) and len(part) > len(whole) and whole else whole + part
        parts = [whole]
    split = names.coded(parts[0])
    if split:
        return split
    bare = parts[0].strip()
    return (bare, None) if _CODE.fullmatch(bare) else None


def written(part: Part, entry: Entry) -> dict[str, Any]:
    """Write a row as the submission has it: in the order of the schema, blank amounts as null."""
    row: dict[str, Any] = {part.level: entry.rank.name} if part.level and entry.rank else {}
    for leaf in part.leaves:
        if leaf.path in entry.found or leaf.path in entry.blank:
            put(row, leaf.path, value(entry.found.get(leaf.path, _BLANK).text, leaf.kind))
    if part.nested and entry.inner:
        inner = part.nested
        every = {leaf.path for leaf in inner.leaves}
        put(row, inner.path, [written(inner, Entry(None, found, every)) for found in entry.inner])
    return row


def put(row: dict[str, Any], path: Path, found: Any) -> None:
    """Put a value into a row, with the objects it stands in."""
    for part in path[:-1]:
        row = row.setdefault(part, {})
    row[path[-1]] = found


def printed_at(part: Part, entry: Entry, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Leaf, Text]]:
    """Go through the values of a row: where each stands in the submission, what it is, and what is printed where."""
    leaves = {leaf.path: leaf for leaf in part.leaves}
    yield from (((*where, *path), leaves[path], text) for path, text in entry.found.items() if path in leaves)
    for number, found in enumerate(entry.inner if part.nested else ()):
        inner = Entry(None, found)
        yield from printed_at(part.nested or part, inner, (*where, *(part.nested or part).path, number))
