"""Readings made ready: which sections they read, with which sentence patterns, and the table or values that come of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from typing import Final

from budgetspec.form import Structure
from budgetspec.lang import ast, misread
from budgetspec.lang.matcher import Matcher
from budgetspec.lang.mention import quoted
from budgetspec.lang.pattern import Hole, Pattern, holes, read_pattern
from budgetspec.lang.problems import Fault, Problem, nearest
from budgetspec.lang.types import Column, Kind, Level, Table
from budgetspec.lang.written import COUNTERS
from budgetspec.packing import Later
from budgetspec.source import Source
from budgetspec.values import dataclass

PRINTED_NAME: Final = "原文"
"""A reading's key has a column of the name as printed: 科目原文."""
RIGHT_NAME: Final = "应为"
"""And one of the name that the code has in the lists: 科目应为."""
_KINDS: Final = {
    "万元": Kind.AMOUNT, "元": Kind.AMOUNT, "亿元": Kind.AMOUNT, "%": Kind.PERCENT, "年": Kind.YEAR, "日期": Kind.DATE,
    "文": Kind.TEXT, "词": Kind.TEXT, "段": Kind.TEXT,
}  # fmt: skip
"""Kinds of hole types; a counter is a count, the name of a level a text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence pattern ready to match; a text must have a ``required`` one. ``names`` are those of its holes."""

    written: Later[Pattern]
    matcher: Matcher
    required: bool
    names: tuple[str, ...]

    @property
    def pattern(self) -> Pattern:
        """The pattern as written."""
        return self.written.value


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading as written, ready to run; ``name`` is what rules call it.

    ``sources`` are arrays of sections, each with the canonical name of the sections that are read, None for all of them.
    With ``each`` it is a table: a row for every code of ``level``, which the rows of table ``of`` have too.
    """

    name: str
    written: Later[ast.Reading] = field(repr=False)
    source: Source = field(repr=False)
    sources: tuple[tuple[str, str | None], ...]
    phrases: tuple[Phrase, ...]
    columns: Mapping[str, Column]
    under: Phrase | None = None
    level: Level | None = None
    of: str | None = None

    @property
    def tree(self) -> ast.Reading:
        """The reading as written."""
        return self.written.value

    @property
    def title(self) -> str:
        """What people call the text that is read."""
        return "、".join(dict.fromkeys(section or name for name, section in self.sources))

    @property
    def key(self) -> str:
        """The name of its key; empty for a reading of single values."""
        return self.level.keys[-1] if self.level else ""

    def hole(self, column: str) -> str:
        """Return the name of the hole that a column comes from."""
        return self.key if self.level and column in {self.key + PRINTED_NAME, self.key + RIGHT_NAME} else column

    def sentences(self, column: str) -> Iterator[ast.Sentence]:
        """Go through the sentences that state what a column holds."""
        for sentence, phrase in zip(self.tree.sentences, self.phrases, strict=True):
            if self.hole(column) in {hole.name for hole in holes(phrase.pattern)}:
                yield sentence

    def taken(self) -> dict[str, str]:
        """Return what each column takes as sentences have it: ``万元``, ``增减 %``; nothing for names that are looked up."""
        bound = [*self.phrases, *([self.under] if self.under else [])]
        named = {hole.name: hole for phrase in bound for hole in holes(phrase.pattern)}
        return {column: _taken(named[column]) if column in named else "" for column in self.columns}

    @property
    def table(self) -> Table | None:
        """The table that rules can name; None for a reading of single values."""
        return Table(self.name, f"{self.title}（{self.name}）", (self.level,), self.columns) if self.level else None

    def scalars(self) -> dict[str, Column]:
        """Return the single values that rules can name, by full path."""
        named = {f"{self.name}.{name}": column for name, column in self.columns.items()}
        return {} if self.level else {path: replace(column, path=path) for path, column in named.items()}


def compiled(tree: ast.Reading, source: Source, structure: Structure) -> tuple[Reading | None, list[Problem]]:
    """Make a reading ready; None, with the problems, if something of it is wrong."""
    tables = structure.tables()
    types = {level.name for table in tables.values() for level in table.levels if level.keys}
    found: list[Problem] = []
    sources = _sources(tree, structure, found)
    phrases = [_phrase(sentence, types, found) for sentence in tree.sentences]
    under = _phrase(tree.under, types, found) if tree.under else None
    if found:
        return None, found
    read = [phrase for phrase in (*phrases, under) if phrase]
    try:
        of, level = _key_level(tree.each, read, tables) if tree.each else (None, None)
        columns = _columns(tree, read)
    except Fault as fault:
        return None, list(fault.problems)
    whole = tuple(p for p in phrases if p)
    return Reading(tree.name.text, Later(tree), source, sources, whole, columns, under, level, of), []


def _sources(tree: ast.Reading, structure: Structure, found: list[Problem]) -> tuple[tuple[str, str | None], ...]:
    """Return the sections named by ``from``."""
    known: dict[tuple[str, str | None], str] = {(name, None): name for name in structure.sections}
    known |= {(name, part): f"{name}.{part}" for name, about in structure.sections.items() for part in about.named}
    sources = []
    for path in tree.sources:
        name, *rest = (part.text for part in path)
        source = name, rest[0] if len(rest) == 1 else None
        if source not in known or len(rest) > 1:
            written = ".".join(part.text for part in path)
            near = nearest(written, known.values()) or nearest(rest[-1] if rest else name, known.values())
            found.append(misread.unknown_section(path[0].span, written, [*map(quoted, near)]))
        sources.append(source)
    return tuple(sources)


def _phrase(sentence: ast.Sentence, types: Collection[str], found: list[Problem]) -> Phrase | None:
    pattern, wrong = read_pattern(sentence.pattern, sentence.span.start, types)
    found += wrong
    if pattern is None:
        return None
    return Phrase(Later(pattern), Matcher(pattern), sentence.required, tuple(hole.name for hole in holes(pattern)))


def _key_level(each: ast.Each, phrases: Collection[Phrase], tables: Mapping[str, Table]) -> tuple[str | None, Level]:
    """Return the table whose rows the items speak of, and the level of a reading's rows: keyed by their code alone.

    Items that are named by a text of their own speak of no table's rows.
    """
    key = each.key.text
    hole = next((h for p in phrases for h in holes(p.pattern) if h.name == key), None)
    if hole is None:
        names = [h.name for p in phrases for h in holes(p.pattern) if h.name and (h.named or h.listed)]
        raise Fault(misread.no_key(each.key.span, key, names))
    if not hole.named and not each.table:
        return None, Level(key, (key,))
    wanted = each.level.name if each.level else hole.type
    for table, level in _levels(each, tables):
        if level.name == wanted and level.keys[-1:] == (key,):
            return table.name, replace(level, keys=(key,), parent=None)
    named = ".".join(part.text for part in each.table)
    nearest_first = sorted(tables.values(), key=lambda table: table.name != named)
    fitting = [f"{t.name}[{x.name}]" for t in nearest_first for x in t.levels if x.keys[-1:] == (key,)]
    raise Fault(misread.no_such_rows(each.span, key, wanted, fitting[:3]))


def _levels(each: ast.Each, tables: Mapping[str, Table]) -> Iterator[tuple[Table, Level]]:
    name = ".".join(part.text for part in each.table)
    if name and name not in tables:
        raise Fault(misread.unknown_rows(each.table[0].span, name, [*map(quoted, nearest(name, tables))]))
    yield from ((t, level) for t in tables.values() if name in {"", t.name} for level in t.levels if level.keys)


def _columns(tree: ast.Reading, phrases: Collection[Phrase]) -> dict[str, Column]:
    """Return the columns of a reading: one for each name its holes bind, and the names of its keys."""
    key = tree.each.key.text if tree.each else None
    columns: dict[str, Column] = {}
    for hole in (h for p in phrases for h in holes(p.pattern) if h.name):
        if hole.name == key:
            columns[key] = Column(key, Kind.CODE, key)
            columns |= {key + about: Column(key + about, Kind.TEXT) for about in (PRINTED_NAME, RIGHT_NAME)}
            continue
        column = Column(hole.name, kind(hole))
        if columns.setdefault(hole.name, column) != column:
            raise Fault(misread.two_types(hole.span, name=hole.name))
    return columns


def _taken(hole: Hole) -> str:
    return f"{'增减 ' * hole.change}{'列举 ' * hole.listed}{hole.type}"


def kind(hole: Hole) -> Kind:
    """Return what a hole holds."""
    if hole.named:
        return Kind.TEXT
    return _KINDS.get(hole.type) or (Kind.COUNT if hole.type in COUNTERS else Kind.TEXT)
