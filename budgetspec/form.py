"""A form's schema, read for what its tables are: the language's model of them, and where each stands in a submission.

The annotations are described in ``schema/README.md``; this module knows them, and ``importing.blueprint`` those that say how
things are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, Final

from budgetspec import numbering
from budgetspec.conformance import Conformance
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.lang.types import Column, Kind, Level, Table
from budgetspec.reader import MAX_DEPTH
from budgetspec.terms import Terms
from budgetspec.values import dataclass

Schema = Mapping[str, Any]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyField:
    """A part of a row key: the dimension and the property it is read from, None for the row's position."""

    dimension: str
    property: str | None


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts of a place are printed: unit unless the property at ``stated`` says otherwise, and the last place if fixed.

    Where no amount of the table at ``whole`` has decimals they are whole units, rounded.
    """

    unit: str = "元"
    stated: Path | None = None
    precision: Decimal | None = None
    whole: Path | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table stands in a submission and how its rows are read.

    ``path`` leads from the root (or from a row of ``outer``, for a nested list) to the object or array of the table, and
    ``rows`` from there to its rows. ``columns`` holds the path of each column in a row; ``derived`` says how a column
    comes out of a row that is a string.
    """

    table: Table
    path: Path
    rows: Path
    keys: Mapping[str, tuple[KeyField, ...]]
    columns: Mapping[str, Path]
    level_property: str | None = None
    label: Path | None = None
    derived: Mapping[str, str] = field(default_factory=dict)
    money: Money = field(default_factory=Money)
    outer: str | None = None

    def holds(self, column: Column) -> bool:
        """Whether a column holds values of its rows: neither part of their keys, nor their level, nor running text."""
        known = column.dimension is not None or column.path == self.level_property or column.running
        return column.path in self.columns and not known


@dataclass(frozen=True, slots=True)
class Entry:
    """A table as the catalogue lists it: its number, property and path, and the layouts and single values inside it."""

    no: str
    name: str
    title: str
    path: Path
    tables: tuple[str, ...]
    scalars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The table of tables: a row for each declared table, keyed by its number."""

    table: Table
    level: Level
    computed: Mapping[str, str]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its column, where it stands, how its amounts are printed, and what it may be.

    It is ``demanded`` if no submission is without it.
    """

    column: Column
    path: Path
    money: Money
    conformance: Conformance
    demanded: bool = False


_REMARK: Final = re.compile(r"[（(][^（()）]*[)）]$")
"""What a template says of a heading behind it, to those who fill it in."""


@dataclass(frozen=True, slots=True)
class Sections:
    """An array of sections of text: where it stands, the properties of heading and paragraphs, and its sections' names.

    ``named`` are canonical names with the pattern of the headings that bear them.
    """

    path: Path
    title: str
    heading: str
    text: str
    named: Mapping[str, re.Pattern[str]]

    def called(self, heading: str) -> str | None:
        """Return the canonical name of a section by its heading, with or without a remark in brackets; None if it has none."""
        bare = numbering.numberless(heading)
        forms = [form for form in (bare, _REMARK.sub("", bare)) if form]
        return next((name for form in forms for name, pattern in self.named.items() if pattern.fullmatch(form)), None)


@dataclass(frozen=True, slots=True)
class Misprints:
    """The table of suspected misprints: its level, what its columns hold, and the arrays of text it is made of.

    ``glossaries`` are arrays whose entries explain terms; ``terms`` are the names of the form and those that it lists.
    """

    table: Table
    level: Level
    computed: Mapping[str, str]
    texts: tuple[Path, ...]
    glossaries: tuple[Path, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Sentences:
    """The table of all sentence patterns: its name, level, and what its columns hold."""

    table: Table
    level: Level
    computed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Structure:
    """What a form's schema declares.

    ``endings`` are words that a printed name may end with or not, ``groups`` names for several tables at once.
    """

    layouts: Mapping[str, Layout]
    scalars: Mapping[str, Scalar]
    catalogues: Mapping[str, Catalogue]
    roles: Mapping[str, Path]
    precision: Mapping[str, Decimal]
    sections: Mapping[str, Sections] = field(default_factory=dict)
    sentences: Sentences | None = None
    misprints: Misprints | None = None
    endings: tuple[str, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def tables(self) -> dict[str, Table]:
        """Return every table that rules can name."""
        named = {name: layout.table for name, layout in self.layouts.items()}
        computed = {part.table.name: part.table for part in (self.sentences, self.misprints) if part}
        return named | {name: catalogue.table for name, catalogue in self.catalogues.items()} | computed

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of submissions; none where anything may be written."""
        place = self.roles.get("kind")
        said = (scalar.conformance.schema.get("enum", ()) for scalar in self.scalars.values() if scalar.path == place)
        return tuple(str(kind) for kinds in said for kind in kinds)

    def titles(self) -> dict[str, str]:
        """Return the titles of the catalogues' tables by name, those without rows included."""
        return {entry.name: entry.title for catalogue in self.catalogues.values() for entry in catalogue.entries}


def structure(schema: Schema) -> Structure:
    """Read the annotations of a form's JSON Schema; raises ``BudgetspecError`` where they are not as they should be."""
    try:
        return _structure(schema)
    except RecursionError:
        zh, en = "表式的 JSON Schema 绕了一圈引用到自己", "the form's JSON Schema refers back to itself"
        raise BudgetspecError(Bilingual(zh, en)) from None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, ArithmeticError, re.error) as error:
        # Every place where an annotation is looked into could check it first; who writes a form finds it by its name as well.
        zh, en = f"表式的标注（x-…）有误，见 {error}", f"an annotation of the form (x-…) is at fault, see {error}"
        raise BudgetspecError(Bilingual(zh, en)) from error


def _structure(schema: Schema) -> Structure:
    reader = _Reader(schema)
    reader.record(schema, _Place(demanded=True))
    precision = {unit: Decimal(str(u)) for unit, u in schema.get("x-precision", {}).items()}
    sentences = _sentences(schema["x-sentences"]) if "x-sentences" in schema else None
    misprints = _misprints(schema["x-misprints"], reader) if "x-misprints" in schema else None
    return Structure(
        reader.layouts,
        reader.scalars,
        reader.catalogues,
        reader.roles,
        precision,
        reader.sections,
        sentences,
        misprints,
        tuple(map(str, schema.get("x-endings", ()))),
        {str(name): tuple(map(str, members)) for name, members in schema.get("x-groups", {}).items()},
    )


def resolved(schema: Schema, node: Schema) -> Schema:
    """Follow ``$ref`` in a schema; what stands beside it has the last word. Raises ``RecursionError`` where it leads back."""
    for _ in range(MAX_DEPTH):
        if "$ref" not in node:
            return node
        target: Any = schema
        for part in str(node["$ref"]).removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
    raise RecursionError


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the reader is: path in a submission, name in rules, and what the table around it says of amounts and title.

    It is ``demanded`` if no submission is without it.
    """

    path: Path = ()
    name: str = ""
    money: Money = field(default_factory=Money)
    title: str = ""
    demanded: bool = False

    def inside(self, name: str, node: Schema) -> _Place:
        demanded = self.demanded and name in node.get("required", ())
        return replace(self, path=(*self.path, name), name=f"{self.name}.{name}" if self.name else name, demanded=demanded)


COMPUTED: Final = {"name": Kind.TEXT, "number": Kind.NUMBER, "rows": Kind.COUNT, "amounts": Kind.COUNT}
"""What a column of the catalogue can be, besides a property of the tables."""


_DERIVED: Final = {"numbering": Kind.NUMBER, "due": Kind.NUMBER}
"""What kinds derived columns can be; any other holds text."""


_OF_LEAVES: Final = ("type", "enum", "const", "format", "minimum", "maximum", "minLength", "maxLength", "pattern")
"""Keywords that say what a single value may be."""


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.layouts: dict[str, Layout] = {}
        self.scalars: dict[str, Scalar] = {}
        self.catalogues: dict[str, Catalogue] = {}
        self.roles: dict[str, Path] = {}
        self.sections: dict[str, Sections] = {}

    def _properties(self, node: Schema) -> Iterator[tuple[str, Schema]]:
        for name, inner in node.get("properties", {}).items():
            yield name, resolved(self.schema, inner)

    def record(self, node: Schema, place: _Place) -> None:
        """Read an object: its leaves are single values, its tables are tables."""
        for name, inner in self._properties(node):
            here = place.inside(name, node)
            if "x-role" in inner:
                self.roles[str(inner["x-role"])] = here.path
            if "x-catalogue" in inner:
                self.catalogue(inner, here)
            elif "x-table" in inner:
                self.table(inner, here)
            elif inner.get("type") == "object":
                self.record(inner, here)
            elif is_leaf(inner):
                column = Column(here.name, kind_of(inner), help=_help(inner))
                conformance = Conformance({keyword: inner[keyword] for keyword in _OF_LEAVES if keyword in inner})
                self.scalars[here.name] = Scalar(column, here.path, here.money, conformance, here.demanded)

    def table(self, node: Schema, place: _Place, outer: Layout | None = None) -> None:
        """Read a table: the single values beside its rows, and its rows."""
        notes = node["x-table"]
        title = outer.table.title if outer else f"{place.title} {node.get('title', place.name)}".strip()
        place = replace(place, money=_money(notes, place), title=title)
        if "text" in notes:
            self.sections[place.name] = _sections(node, place.path, title)
        if node.get("type") == "array":
            self.rows(node, place, (), notes, outer)
            return
        rows = notes.get("rows")
        rest = {**node, "properties": {k: v for k, v in node.get("properties", {}).items() if k != rows}}
        if outer is None:
            self.record(rest, place)
        if rows:
            self.rows(resolved(self.schema, node["properties"][rows]), place, (rows,), notes, outer)

    def rows(self, array: Schema, place: _Place, rows: Path, notes: Schema, outer: Layout | None) -> None:
        """Read the rows of a table: their levels, keys and columns."""
        items = resolved(self.schema, array["items"])
        leaves = {".".join(path): (path, leaf) for path, leaf in self._leaves(items, ())}
        derived = {column: str(how) for column, how in notes.get("columns", {}).items()}
        level_property = next((name for name, (_, leaf) in leaves.items() if "x-levels" in leaf), None)
        declared = leaves[level_property][1]["x-levels"] if level_property else {notes["level"]["name"]: notes["level"]}
        levels, keys = _levels(declared, outer)
        dimensions = {k.property: k.dimension for fields in keys.values() for k in fields if k.property}
        columns = {
            name: Column(name, kind_of(leaf), dimensions.get(name), _help(leaf), name == notes.get("heading"))
            for name, (_, leaf) in leaves.items()
        }
        columns |= {c: Column(c, _DERIVED.get(how, Kind.TEXT), running=how == "text") for c, how in derived.items()}
        layout = Layout(
            table=Table(place.name, place.title, levels, columns, notes.get("main"), str(array.get("description", ""))),
            path=place.path,
            rows=rows,
            keys=keys,
            columns={name: path for name, (path, _) in leaves.items()},
            level_property=level_property,
            label=next((path for path, leaf in leaves.values() if leaf.get("x-role") == "label"), None),
            derived=derived,
            money=place.money,
            outer=outer.table.name if outer else None,
        )
        self.layouts[place.name] = layout
        for path, inner in self._tables_inside(items, ()):
            self.table(inner, replace(place, path=path, name=".".join((place.name, *path))), layout)

    def _leaves(self, node: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
        for name, inner in self._properties(node):
            if inner.get("type") == "object" and "x-table" not in inner:
                yield from self._leaves(inner, (*path, name))
            elif is_leaf(inner):
                yield (*path, name), inner

    def _tables_inside(self, node: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
        for name, inner in self._properties(node):
            if "x-table" in inner:
                yield (*path, name), inner
            elif inner.get("type") == "object":
                yield from self._tables_inside(inner, (*path, name))

    def catalogue(self, node: Schema, place: _Place) -> None:
        """Read an object of tables, and the table of tables that it is itself."""
        notes = node["x-catalogue"]
        entries: list[Entry] = []
        shared: dict[str, Column] = {}
        for name, inner in self._properties(node):
            entries.append(self._entry(name, inner, (*place.path, name)))
            shared |= {n: Column(n, kind_of(s), help=_help(s)) for n, s in self._properties(inner) if is_leaf(s)}
        computed = {column: str(how) for column, how in notes["columns"].items()}
        level = Level(str(notes["level"]), (str(notes["key"]),))
        key = Column(level.keys[0], Kind.CODE, level.keys[0])
        counted = {c: Column(c, COMPUTED.get(how, Kind.NUMBER)) for c, how in computed.items()}
        table = Table(
            place.name, str(node.get("title", place.name)), (level,), shared | {key.path: key} | counted, help=_help(node)
        )
        self.catalogues[place.name] = Catalogue(table, level, computed, tuple(entries))

    def _entry(self, name: str, node: Schema, path: Path) -> Entry:
        """Read one table of a catalogue, called by its bare name."""
        layouts, scalars = set(self.layouts), set(self.scalars)
        self.table(node, _Place(path, name))
        tables = tuple(t for t in self.layouts if t not in layouts)
        values = tuple(s for s in self.scalars if s not in scalars)
        return Entry(str(node["x-table"].get("no", name)), name, str(node.get("title", name)), path, tables, values)


def _sections(node: Schema, path: Path, title: str) -> Sections:
    notes = node["x-table"]
    named = {name: re.compile(str(about["heading"])) for name, about in node.get("x-sections", {}).items()}
    return Sections(path, title, str(notes["heading"]), str(notes["text"]), named)


_OF_SENTENCES: Final = {
    "reading": Kind.CODE,
    "number": Kind.CODE,
    "required": Kind.NUMBER,
    "repeatable": Kind.NUMBER,
    "matches": Kind.COUNT,
}
"""What the columns of the table of sentences can hold; any other holds text."""


def _sentences(notes: Schema) -> Sentences:
    """Read the annotation of the table of sentences: its key is the name of the reading and the number of the sentence."""
    computed = {column: str(how) for column, how in notes["columns"].items()}
    keys = tuple(column for column, how in computed.items() if how in ("reading", "number"))
    level = Level(str(notes["level"]), keys)
    columns = {c: Column(c, _OF_SENTENCES.get(how, Kind.TEXT), c if c in keys else None) for c, how in computed.items()}
    name = str(notes["name"])
    return Sentences(Table(name, name, (level,), columns, help=str(notes.get("description", ""))), level, computed)


_OF_MISPRINTS: Final = {"found": Kind.CODE, "times": Kind.COUNT}
"""What the columns of the table of suspected misprints can hold; any other holds text."""


def _misprints(notes: Schema, reader: _Reader) -> Misprints:
    """Read the annotation of the table of suspected misprints: its key is what is printed."""
    computed = {column: str(how) for column, how in notes["columns"].items()}
    level = Level(str(notes["level"]), tuple(column for column, how in computed.items() if how == "found"))
    columns = {c: Column(c, _OF_MISPRINTS.get(how, Kind.TEXT), c if c in level.keys else None) for c, how in computed.items()}
    name = str(notes["name"])
    texts, glossaries = (tuple(reader.layouts[t].path for t in notes[member]) for member in ("texts", "glossaries"))
    terms = Terms.of([*_names(reader), *notes.get("terms", ())])
    table = Table(name, name, (level,), columns, help=str(notes.get("description", "")))
    return Misprints(table, level, computed, texts, glossaries, terms)


def _names(reader: _Reader) -> Iterator[str]:
    """Go through the names that a form has: of its tables and their columns, of its values and sections."""
    for name, layout in reader.layouts.items():
        yield from (*name.split("."), *(part for column in layout.columns for part in column.split(".")))
    for part in (*reader.scalars, *(entry.name for catalogue in reader.catalogues.values() for entry in catalogue.entries)):
        yield from part.split(".")
    for about in reader.sections.values():
        yield from about.named


def is_leaf(node: Schema) -> bool:
    """Say whether a property holds one value."""
    return "x-table" not in node and node.get("type") not in ("object", "array")


def _help(node: Schema) -> str:
    return str(node.get("description") or node.get("title") or "")


def kind_of(node: Schema) -> Kind:
    """Return what kind of value a property holds."""
    if "x-kind" in node:
        return Kind(str(node["x-kind"]))
    types = node.get("type", "string")
    return Kind.NUMBER if "number" in types or "integer" in types else Kind.TEXT


def _money(notes: Schema, place: _Place) -> Money:
    """Return how a table prints its amounts; a part of a table prints them as the whole does."""
    if "unit" not in notes:
        return place.money
    stated = (*place.path, str(notes["unit-from"])) if "unit-from" in notes else None
    precision = Decimal(str(notes["precision"])) if "precision" in notes else None
    return Money(str(notes["unit"]), stated, precision, place.path if notes.get("whole") else None)


def _levels(declared: Mapping[str, Schema], outer: Layout | None) -> tuple[tuple[Level, ...], dict[str, tuple[KeyField, ...]]]:
    """Return the levels of a table and, by name, how their keys are read; nested rows have their outer row's key first."""
    before = max((level.keys for level in outer.table.levels), key=len) if outer else ()
    keys = {name: tuple(_key_field(name, part) for part in notes["key"]) for name, notes in declared.items()}
    levels: dict[str, Level] = {}
    for name, notes in declared.items():
        levels[name] = Level(
            name,
            before + tuple(k.dimension for k in keys[name]),
            notes.get("classification"),
            notes.get("digits"),
            bool(keys[name]) and keys[name][-1].property is None,
        )
    return _with_parents(levels, declared), keys


def _with_parents(levels: dict[str, Level], declared: Mapping[str, Schema]) -> tuple[Level, ...]:
    """Give each level its parent, whichever of the two is declared first."""

    def whole(name: str) -> Level:
        parent = declared[name].get("parent")
        return replace(levels[name], parent=whole(parent) if parent else None)

    return tuple(whole(name) for name in declared)


def _key_field(level: str, part: object) -> KeyField:
    if isinstance(part, Mapping):
        ((dimension, name),) = part.items()
        return KeyField(str(dimension), str(name))
    return KeyField(f"{level}序", None) if part == "#" else KeyField(str(part), str(part))
