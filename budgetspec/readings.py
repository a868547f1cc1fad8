"""Readings made ready of what rule files say of them, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from budgetspec.form import Structure
from budgetspec.lang import ast, misread
from budgetspec.lang.matcher import Matcher
from budgetspec.lang.mention import quoted
from budgetspec.lang.pattern import holes, read_pattern
from budgetspec.lang.problems import Fault, Problem, nearest
from budgetspec.lang.types import Column, Kind, Level, Table
from budgetspec.packing import Later
from budgetspec.reading import PRINTED_NAME, RIGHT_NAME, Phrase, Reading, kind
from budgetspec.source import Source


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
