"""A form's schema, read for where what is printed goes: tables by their titles, columns by their headers, rows by their labels.

The annotations are described in ``schema/README.md``, under "Import".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any, Final

from budgetspec.form import Path, Schema, is_leaf, kind_of, resolved
from budgetspec.importing import names
from budgetspec.lang.types import Kind
from budgetspec.numbering import numberless
from budgetspec.values import dataclass

_POSITION: Final = "#"
_YEARS: Final = re.compile(r"\{year(-1)?\}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place for one value in a row or a record.

    ``printed`` are the headers it may stand under, parents and all, ``own`` those without parents; ``named`` is the property
    that takes the name from a cell with code and name; the cell of a ``merged`` one may stand for the rows below.
    """

    path: Path
    kind: Kind
    printed: tuple[str, ...]
    own: tuple[str, ...]
    named: str | None = None
    merged: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Rank:
    """A level of rows as it is printed: its labels, the properties of its key if it has one, and what its codes look like."""

    name: str
    labels: tuple[str, ...]
    key: tuple[str, ...]
    digits: int | None = None
    code: re.Pattern[str] | None = None
    classification: str | None = None

    @property
    def own(self) -> str | None:
        """The property that tells a row of this level from its siblings."""
        return self.key[-1] if self.key else None

    def takes(self, code: str) -> bool:
        """Whether a code looks as those of this level do."""
        if self.digits is not None:
            return len(code) == self.digits
        return self.code is None or self.code.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """Rows or a record inside a table: where they stand in it, their leaves, and how they are told from others beside them.

    ``sides`` are headers above all of its columns, ``starts`` headers of its first column. A ``record`` has a leaf for each
    printed row, rows have one for each column. ``nested`` rows stand in a row, under ``path`` of their own.
    """

    path: Path
    record: bool
    leaves: tuple[Leaf, ...]
    ranks: tuple[Rank, ...] = ()
    level: str | None = None
    label: str | None = None
    sides: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    optional: bool = False
    nested: Part | None = None

    def leaf(self, name: str) -> Leaf | None:
        """Return the leaf of a property of the row itself."""
        return next((leaf for leaf in self.leaves if leaf.path == (name,)), None)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table of the form: where it stands, what it may be called, its parts, and what is printed around them.

    ``facts`` says which property takes the title, the number, the unit, the year and the note; ``captions`` are words of its
    frame that hold no value.
    """

    name: str
    title: str
    path: Path
    titles: tuple[str, ...]
    parts: tuple[Part, ...]
    facts: Mapping[str, str]
    captions: tuple[str, ...] = ()
    number: str | None = None

    def part_of(self, side: str) -> Part | None:
        """Return the part that stands on a side of the table."""
        return next((part for part in self.parts if side in part.sides), None)


@dataclass(frozen=True, slots=True)
class TextPlan:
    """An array of text: where it stands, the headings of the part of the document it holds, and what it is made of.

    An array of sections has ``heading`` and ``text``, and may have small tables in them; any other holds lines.
    """

    path: Path
    part: re.Pattern[str] | None
    heading: str | None = None
    text: str | None = None
    patterns: tuple[re.Pattern[str], ...] = ()
    tables: tuple[TablePlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """A place for codes and names of rows of one level, wherever they are printed; ``columns`` says which property takes what."""

    path: Path
    level: str
    columns: Mapping[str, str]
    several: bool


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What a form's schema says of the printed document."""

    tables: tuple[TablePlan, ...]
    texts: tuple[TextPlan, ...]
    roles: Mapping[str, Path]
    places: Mapping[str, Path]
    cover: tuple[re.Pattern[str], ...]
    collections: tuple[Collected, ...]
    form: tuple[Path, str] | None

    def table_called(self, title: str, department: str | None = None) -> TablePlan | None:
        """Return the table that is called so, which may have the department's name before it."""
        called = names.title(title)
        bare = called.removeprefix(names.bare(department)) if department else called
        plain = names.ownerless(bare)
        return next((plan for each in (called, bare, plain) for plan in self.tables if each in plan.titles), None)

    def table_numbered(self, number: int | None) -> TablePlan | None:
        """Return the table of that number."""
        return next((plan for plan in self.tables if number is not None and plan.number == str(number)), None)

    def text_under(self, headings: tuple[str, ...]) -> TextPlan | None:
        """Return the array that holds the text under a path of headings."""
        called = [numberless(heading) for heading in headings]
        return next((plan for plan in self.texts if plan.part and any(map(plan.part.fullmatch, called))), None)

    def text_with(self, headings: tuple[str, ...]) -> TextPlan | None:
        """Return the one array that has a section of such a heading."""
        called = [numberless(heading) for heading in headings]
        fitting = [plan for plan in self.texts if any(pattern.fullmatch(each) for pattern in plan.patterns for each in called)]
        return fitting[0] if len(fitting) == 1 else None


def blueprint(schema: Schema) -> Blueprint:
    """Read the annotations of a form's schema that tell what is printed where."""
    reader = _Reader(schema)
    reader.record(schema, ())
    return Blueprint(
        tuple(reader.tables),
        tuple(reader.texts),
        reader.roles,
        reader.places,
        tuple(reader.cover),
        tuple(reader.collections),
        reader.form,
    )


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.tables: list[TablePlan] = []
        self.texts: list[TextPlan] = []
        self.roles: dict[str, Path] = {}
        self.places: dict[str, Path] = {}
        self.cover: list[re.Pattern[str]] = []
        self.collections: list[Collected] = []
        self.form: tuple[Path, str] | None = None

    def properties(self, node: Schema) -> Iterator[tuple[str, Schema]]:
        for name, inner in node.get("properties", {}).items():
            yield name, resolved(self.schema, inner)

    def record(self, node: Schema, path: Path) -> None:
        for name, inner in self.properties(node):
            here = (*path, name)
            self._note(inner, here)
            if "x-catalogue" in inner:
                self.tables += [self.table(n, i, (*here, n)) for n, i in self.properties(inner) if "x-table" in i]
            elif inner.get("type") == "array" and "x-collect" not in inner:
                self.texts.append(self.text(inner, here))
            elif "x-table" in inner and "x-collect" not in inner:
                self.tables.append(self.table(name, inner, here))
            elif inner.get("type") == "object":
                self.record(inner, here)

    def _note(self, node: Schema, path: Path) -> None:
        """Note what the checker must know of a document, and the places that have a meaning of their own."""
        if "x-role" in node:
            self.roles[str(node["x-role"])] = path
        if node.get("x-role") == "form" and "const" in node:
            self.form = path, str(node["const"])
        if "x-import" in node:
            self.places[str(node["x-import"])] = path
        self.cover += [re.compile(pattern) for pattern in node.get("x-cover", ())]
        if "x-collect" in node:
            notes = node["x-collect"]
            several = node.get("type") == "array"
            self.collections.append(Collected(path, str(notes["level"]), notes["columns"], several))

    def text(self, node: Schema, path: Path) -> TextPlan:
        notes = node.get("x-table", {})
        part = re.compile(str(node["x-part"])) if "x-part" in node else None
        if "text" not in notes:
            return TextPlan(path, part)
        items = resolved(self.schema, node["items"])
        named = node.get("x-sections", {}).values()
        inner = ((n, i) for n, i in self.properties(items) if "x-table" in i and i.get("type") == "object")
        tables = tuple(self.table(n, i, (n,)) for n, i in inner)
        patterns = tuple(re.compile(str(about["heading"])) for about in named)
        return TextPlan(path, part, str(notes["heading"]), str(notes["text"]), patterns, tables)

    def table(self, name: str, node: Schema, path: Path) -> TablePlan:
        notes = node["x-table"]
        title = str(node.get("title", name))
        printed = (name, title, *notes.get("printed", ()))
        return TablePlan(
            name,
            title,
            path,
            tuple(names.title(each) for each in printed),
            tuple(self.parts(node, notes)),
            self.facts(node, notes),
            tuple(names.header(each) for each in notes.get("captions", ())),
            str(notes["no"]) if "no" in notes else None,
        )

    def facts(self, node: Schema, notes: Schema) -> dict[str, str]:
        found = {str(inner["x-import"]): name for name, inner in self.properties(node) if "x-import" in inner}
        return found | ({"unit": str(notes["unit-from"])} if "unit-from" in notes else {})

    def parts(self, node: Schema, notes: Schema) -> Iterator[Part]:
        """Find the parts of a table: its rows, tables and records inside it, and the single values beside them."""
        rows = notes.get("rows")
        if rows:
            array = resolved(self.schema, node["properties"][rows])
            yield self.rows(array, (str(rows),), {**notes, **node})
        singles = []
        for name, inner in self.properties(node):
            if "x-table" in inner:
                yield from (_moved(part, (name,)) for part in self.parts(inner, inner["x-table"]))
            elif inner.get("type") == "object":
                leaves = tuple(self.leaves(inner, (), ("",)))
                yield Part((name,), record=True, leaves=leaves, **_beside(inner))
            elif is_leaf(inner) and "x-import" not in inner and name != notes.get("unit-from"):
                singles.append(self.leaf(inner, (name,), ("",)))
        if singles:
            yield Part((), record=True, leaves=tuple(singles))

    def rows(self, array: Schema, path: Path, notes: Schema) -> Part:
        items = resolved(self.schema, array["items"])
        level, ranks = self.ranks(items, notes)
        inner = ((n, i) for n, i in self.properties(items) if "x-table" in i)
        nested = next((self.rows(i, (n,), {**i["x-table"], **i}) for n, i in inner), None)
        roles = {str(i["x-role"]): n for n, i in self.properties(items) if "x-role" in i}
        leaves = tuple(leaf for leaf in self.leaves(items, (), ("",)) if leaf.path != (level,))
        return Part(
            path, record=False, leaves=leaves, ranks=ranks, level=level, label=roles.get("label"), nested=nested, **_beside(notes)
        )

    def ranks(self, items: Schema, notes: Schema) -> tuple[str | None, tuple[Rank, ...]]:
        for name, inner in self.properties(items):
            if "x-levels" in inner:
                return name, tuple(_rank(*each) for each in inner["x-levels"].items())
        level = notes.get("level")
        return None, (_rank(str(level["name"]), level),) if level else ()

    def leaves(self, node: Schema, path: Path, above: tuple[str, ...]) -> Iterator[Leaf]:
        for name, inner in self.properties(node):
            if inner.get("type") == "object" and "x-table" not in inner:
                yield from self.leaves(inner, (*path, name), _joined(above, _called(name, inner)))
            elif is_leaf(inner):
                yield self.leaf(inner, (*path, name), above)

    def leaf(self, node: Schema, path: Path, above: tuple[str, ...]) -> Leaf:
        own = _called(path[-1], node)
        return Leaf(
            path,
            kind_of(node),
            _joined(above, own),
            own,
            node.get("x-named"),
            bool(node.get("x-merged")),
            bool(node.get("x-optional")),
        )


def _called(name: str, node: Schema) -> tuple[str, ...]:
    return (name, *map(str, node.get("x-printed", ())))


def _joined(above: tuple[str, ...], own: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{outer}/{name}" if outer else name for outer, name in product(above, own))


def _beside(notes: Schema) -> dict[str, Any]:
    """Read how a part is told from those beside it."""
    block = notes.get("x-block", {})
    sides, starts = (tuple(names.header(each) for each in block.get(member, ())) for member in ("sides", "starts"))
    return {"sides": sides, "starts": starts, "optional": bool(notes.get("x-optional"))}


def _moved(part: Part, path: Path) -> Part:
    return replace(part, path=(*path, *part.path))


def _rank(name: str, notes: Schema) -> Rank:
    parts = [next(iter(part.values())) if isinstance(part, Mapping) else str(part) for part in notes["key"]]
    code = notes.get("code")
    return Rank(
        name,
        tuple(names.label(each) for each in (name, *notes.get("printed", ()))),
        tuple(part for part in parts if part != _POSITION),
        notes.get("digits"),
        re.compile(str(code)) if code else None,
        notes.get("classification"),
    )


def headers(printed: tuple[str, ...], year: int | None) -> tuple[str, ...]:
    """Return printed variants as headers are compared, with the years they speak of filled in."""
    found = []
    for text in printed:
        if year is None and "{year" in text:
            continue
        filled = _YEARS.sub(lambda match: str((year or 0) - bool(match[1])), text)
        found.append("/".join(names.header(part) for part in filled.split("/")))
    return tuple(found)
