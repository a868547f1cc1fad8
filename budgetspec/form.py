"""A form's schema, read for what its tables are: the language's model of them, and where each stands in a submission.

The annotations are described in ``schema/README.md``; this is the only module that knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from budgetspec.lang.types import Column, Kind, Level, Table

Schema = Mapping[str, Any]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyField:
    """A part of a row key: the dimension and the property it is read from, None for the row's position."""

    dimension: str
    property: str | None


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts of a place are printed: unit unless the property at ``stated`` says otherwise, and the last place if fixed."""

    unit: str = "元"
    stated: Path | None = None
    precision: Decimal | None = None


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
    """A single value: its column, where it stands, and how its amounts are printed."""

    column: Column
    path: Path
    title: str
    money: Money


@dataclass(frozen=True, slots=True)
class Structure:
    """What a form's schema declares."""

    layouts: Mapping[str, Layout]
    scalars: Mapping[str, Scalar]
    catalogues: Mapping[str, Catalogue]
    roles: Mapping[str, Path]
    precision: Mapping[str, Decimal]

    def tables(self) -> dict[str, Table]:
        """Return every table that rules can name."""
        named = {name: layout.table for name, layout in self.layouts.items()}
        return named | {name: catalogue.table for name, catalogue in self.catalogues.items()}


def structure(schema: Schema) -> Structure:
    """Read the annotations of a form's JSON Schema."""
    reader = _Reader(schema)
    reader.record(schema, (), "", Money(), str(schema.get("title", "")))
    precision = {unit: Decimal(str(u)) for unit, u in schema.get("x-precision", {}).items()}
    return Structure(reader.layouts, reader.scalars, reader.catalogues, reader.roles, precision)


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.layouts: dict[str, Layout] = {}
        self.scalars: dict[str, Scalar] = {}
        self.catalogues: dict[str, Catalogue] = {}
        self.roles: dict[str, Path] = {}

    def resolved(self, node: Schema) -> Schema:
        """Follow ``$ref``; what stands beside it has the last word."""
        while "$ref" in node:
            target: Any = self.schema
            for part in str(node["$ref"]).removeprefix("#/").split("/"):
                target = target[part]
            node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
        return node

    def _properties(self, node: Schema) -> Iterator[tuple[str, Schema]]:
        for name, inner in node.get("properties", {}).items():
            yield name, self.resolved(inner)

    def record(self, node: Schema, path: Path, prefix: str, money: Money, title: str) -> None:
        """Read an object: its leaves are single values, its tables are tables."""
        for name, inner in self._properties(node):
            here = (*path, name)
            if "x-role" in inner:
                self.roles[str(inner["x-role"])] = here
            if "x-catalogue" in inner:
                self.catalogue(inner, name, here)
            elif "x-table" in inner:
                self.table(inner, here, f"{prefix}{name}", money)
            elif inner.get("type") == "object":
                self.record(inner, here, f"{prefix}{name}.", money, title)
            elif _is_leaf(inner):
                column = Column(f"{prefix}{name}", _kind(inner), help=_help(inner))
                self.scalars[column.path] = Scalar(column, here, title, money)

    def table(self, node: Schema, path: Path, name: str, money: Money, outer: Layout | None = None) -> None:
        """Read a table: the single values beside its rows, and its rows."""
        notes = node["x-table"]
        money = _money(notes, path, money)
        title = outer.table.title if outer else str(node.get("title", name))
        if node.get("type") == "array":
            self.rows(node, path, (), name, money, title, notes, outer)
            return
        rows = notes.get("rows")
        rest = {**node, "properties": {k: v for k, v in node.get("properties", {}).items() if k != rows}}
        if outer is None:
            self.record(rest, path, f"{name}.", money, title)
        if rows:
            self.rows(self.resolved(node["properties"][rows]), path, (rows,), name, money, title, notes, outer)

    def rows(  # noqa: PLR0913, PLR0917 - the surroundings of a table's rows
        self, array: Schema, path: Path, rows: Path, name: str, money: Money, title: str, notes: Schema, outer: Layout | None
    ) -> None:
        """Read the rows of a table: their levels, keys and columns."""
        items = self.resolved(array["items"])
        leaves = dict(self._leaves(items, ()))
        derived = {k: str(v) for k, v in notes.get("columns", {}).items()}
        level_property = next((p[0] for p, n in leaves.items() if "x-levels" in n), None)
        declared = leaves[(level_property,)]["x-levels"] if level_property else {notes["level"]["name"]: notes["level"]}
        levels, keys = _levels(declared, outer)
        by_property = {k.property: k.dimension for fields in keys.values() for k in fields if k.property}
        columns = {".".join(p): Column(".".join(p), _kind(n), by_property.get(".".join(p)), _help(n)) for p, n in leaves.items()}
        columns |= {c: Column(c, Kind.NUMBER if how == "numbering" else Kind.TEXT) for c, how in derived.items()}
        label = next((p for p, n in leaves.items() if n.get("x-role") == "label"), None)
        layout = Layout(
            Table(name, title, levels, columns, notes.get("main"), str(array.get("description", ""))), path, rows, keys,
            {".".join(p): p for p in leaves}, level_property, label, derived, money, outer.table.name if outer else None,
        )  # fmt: skip
        self.layouts[name] = layout
        for inner_path, inner in self._tables_inside(items, ()):
            self.table(inner, inner_path, f"{name}.{'.'.join(inner_path)}", money, layout)

    def _leaves(self, node: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
        for name, inner in self._properties(node):
            if inner.get("type") == "object" and "x-table" not in inner:
                yield from self._leaves(inner, (*path, name))
            elif _is_leaf(inner):
                yield (*path, name), inner

    def _tables_inside(self, node: Schema, path: Path) -> Iterator[tuple[Path, Schema]]:
        for name, inner in self._properties(node):
            if "x-table" in inner:
                yield (*path, name), inner
            elif inner.get("type") == "object":
                yield from self._tables_inside(inner, (*path, name))

    def catalogue(self, node: Schema, name: str, path: Path) -> None:
        """Read an object of tables, and the table of tables that it is itself."""
        notes = node["x-catalogue"]
        entries: list[Entry] = []
        shared: dict[str, Column] = {}
        for inner_name, inner in self._properties(node):
            known = set(self.layouts), set(self.scalars)
            self.table(inner, (*path, inner_name), inner_name, Money())
            inside = tuple(t for t in self.layouts if t not in known[0])
            scalars = tuple(s for s in self.scalars if s not in known[1])
            no, title = str(inner["x-table"].get("no", inner_name)), str(inner.get("title", inner_name))
            entries.append(Entry(no, inner_name, title, (*path, inner_name), inside, scalars))
            leaves = self._properties(inner)
            shared |= {n: Column(n, _kind(s), help=_help(s)) for n, s in leaves if _is_leaf(s)}
        computed = {c: str(how) for c, how in notes["columns"].items()}
        kinds = {c: Kind.TEXT if how == "name" else Kind.COUNT for c, how in computed.items()}
        level = Level(str(notes["level"]), (str(notes["key"]),))
        key = Column(level.keys[0], Kind.CODE, level.keys[0])
        columns = shared | {key.path: key} | {c: Column(c, kind) for c, kind in kinds.items()}
        table = Table(name, str(node.get("title", name)), (level,), columns, help=str(node.get("description", "")))
        self.catalogues[name] = Catalogue(table, level, computed, tuple(entries))


def _is_leaf(node: Schema) -> bool:
    return "x-table" not in node and node.get("type") not in ("object", "array")


def _help(node: Schema) -> str:
    return str(node.get("description") or node.get("title") or "")


def _kind(node: Schema) -> Kind:
    if "x-kind" in node:
        return Kind(str(node["x-kind"]))
    types = node.get("type", "string")
    return Kind.NUMBER if "number" in types or "integer" in types else Kind.TEXT


def _money(notes: Schema, path: Path, inherited: Money) -> Money:
    """Return how a table prints its amounts; a part of a table prints them as the whole does."""
    if "unit" not in notes:
        return inherited
    stated = (*path, str(notes["unit-from"])) if "unit-from" in notes else None
    precision = Decimal(str(notes["precision"])) if "precision" in notes else None
    return Money(str(notes["unit"]), stated, precision)


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
