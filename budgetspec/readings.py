"""Readings made ready of what rule files say of them, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from budgetspec.form import Structure
from budgetspec.lang import ast, misread
from budgetspec.lang.matcher import Matcher
from budgetspec.lang.mention import quoted
from budgetspec.lang.pattern import Hole, holes, read_pattern
from budgetspec.lang.problems import Fault, Problem, nearest, shortens
from budgetspec.lang.reread import likely
from budgetspec.lang.sections import meant
from budgetspec.lang.stops import Rows
from budgetspec.lang.types import Column, Kind, Level, Table
from budgetspec.lang.unknown import is_numbered
from budgetspec.numbering import split
from budgetspec.packing import Later
from budgetspec.reading import PRINTED_NAME, RIGHT_NAME, Phrase, Reading, kind, taken
from budgetspec.source import Source, Span

_MOST: Final = 3
_TWO: Final = 2
"""A section is named by its text and its own name."""


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
        written = source.text[tree.span.start : tree.span.end]
        of, level = _key_level(tree.each, read, tables, written) if tree.each else (None, None)
        columns = _columns(tree, read)
    except Fault as fault:
        return None, list(fault.problems)
    whole = tuple(p for p in phrases if p)
    return Reading(tree.name.text, Later(tree), source, sources, whole, columns, under, level, of), []


def rows_of(structure: Structure) -> list[Rows]:
    """Return all rows that the items of a reading can speak of."""
    return _rows(structure.tables().values())


def _rows(tables: Iterable[Table]) -> list[Rows]:
    return [Rows(table.name, level.name, level.keys[-1]) for table in tables for level in table.levels if level.keys]


def _sources(tree: ast.Reading, structure: Structure, found: list[Problem]) -> tuple[tuple[str, str | None], ...]:
    """Return the sections named by ``from``."""
    sources: list[tuple[str, str | None]] = []
    for paths in _with_numbers(tree.sources):
        name, *rest = (part.text for part in paths[-1])
        about = structure.sections.get(name)
        if about is None or len(paths) + len(rest) > _TWO or not {*rest} <= {*about.named}:
            written = "、".join(".".join(part.text for part in path) for path in paths)
            span = Span(paths[0][0].span.start, paths[-1][-1].span.end)
            found.append(misread.unknown_section(span, written, meant(written, structure.sections)))
        sources.append((name, rest[0] if rest else None))
    return tuple(sources)


def _with_numbers(paths: Sequence[ast.Path]) -> Iterator[tuple[ast.Path, ...]]:
    """Go through paths, those that are the number of a heading together with the heading: 一、收支情况."""
    number: tuple[ast.Path, ...] = ()
    for path in paths:
        if len(path) == 1 and split(f"{path[0].text}、")[0] is not None:
            number = (path,)
        else:
            yield (*number, path)
            number = ()
    if number:
        yield number


def _phrase(sentence: ast.Sentence, types: Collection[str], found: list[Problem]) -> Phrase | None:
    pattern, wrong = read_pattern(sentence.pattern, sentence.span.start, types)
    found += wrong
    if pattern is None:
        return None
    return Phrase(Later(pattern), Matcher(pattern), sentence.required, tuple(hole.name for hole in holes(pattern)))


def _key_level(
    each: ast.Each, phrases: Collection[Phrase], tables: Mapping[str, Table], written: str
) -> tuple[str | None, Level]:
    """Return the table whose rows the items speak of, and the level of a reading's rows: keyed by their code alone.

    Items that are named by a text of their own speak of no table's rows.
    """
    key = each.key.text
    hole = next((h for p in phrases for h in holes(p.pattern) if h.name == key), None)
    if hole is None:
        every = [h for p in phrases for h in holes(p.pattern) if h.name]
        keyed = any(each.level and x.name == each.level.name and x.keys[-1:] == (key,) for _, x in _levels(each, tables))
        if other := next((h for h in every if keyed and each.level and h.type == each.level.name), None):
            found, meant = (f"{{{name}:{other.type}}}" for name in (other.name, key))
            raise Fault(misread.key_called_otherwise(other.span, found=found, meant=meant))
        names = [h.name for h in every if h.named or h.listed]
        raise Fault(misread.no_key(each.key.span, key, names))
    if not hole.named and not each.table:
        return None, Level(key, (key,))
    wanted = each.level.name if each.level else hole.type
    for table, level in _levels(each, tables):
        if level.name == wanted and level.keys[-1:] == (key,):
            return table.name, replace(level, keys=(key,), parent=None)
    raise Fault(_no_such_rows(each, wanted, hole, _rows(tables.values()), written))


def _no_such_rows(each: ast.Each, level: str, hole: Hole, rows: Sequence[Rows], written: str) -> Problem:
    """Report a level that no row of the key stands at: with rows that have the key, or else with the key that the rows have."""
    key, table = each.key.text, ".".join(part.text for part in each.table)
    same_table = [row for row in rows if row.table == table] or rows
    levels = [level, hole.type, *(row.level for row in same_table if row.key == key)]
    fit = next(iter(likely(same_table, written, key, levels) or likely(rows, written, key, levels)), None)
    other = next((row for row in same_table if row.level in {level, hole.type} and row.key != key), None)
    best = other if other and (fit is None or fit.table != other.table) else fit
    said = f"each {best.key} of {quoted(best.table)}[{best.level}]" if best else None
    return misread.no_such_rows(each.span, key, level, said, f"{{{best.key}:{best.level}}}" if best and best is other else None)


def _levels(each: ast.Each, tables: Mapping[str, Table]) -> Iterator[tuple[Table, Level]]:
    name = ".".join(part.text for part in each.table)
    if name and name not in tables:
        raise Fault(misread.unknown_rows(each.table[0].span, name, [*map(quoted, _tables_like(name, tables))]))
    yield from ((t, level) for t in tables.values() if name in {"", t.name} for level in t.levels if level.keys)


def _tables_like(name: str, tables: Mapping[str, Table]) -> list[str]:
    """Return the tables that may be meant by a number or a name."""
    numbered = [key for key, table in tables.items() if is_numbered(table.title, name)]
    return numbered or nearest(name, tables) or [key for key in tables if shortens(name, key)][:_MOST]


def _columns(tree: ast.Reading, phrases: Collection[Phrase]) -> dict[str, Column]:
    """Return the columns of a reading: one for each name its holes bind, and the names of its keys."""
    key = tree.each.key.text if tree.each else None
    columns: dict[str, Column] = {}
    said: dict[str, str] = {}
    for hole in (h for p in phrases for h in holes(p.pattern) if h.name):
        if hole.name == key:
            columns[key] = Column(key, Kind.CODE, key)
            columns |= {key + about: Column(key + about, Kind.TEXT) for about in (PRINTED_NAME, RIGHT_NAME)}
            continue
        column = Column(hole.name, kind(hole))
        if columns.setdefault(hole.name, column) != column:
            raise Fault(misread.two_types(hole.span, name=hole.name, first=said[hole.name], here=taken(hole)))
        said.setdefault(hole.name, taken(hole))
    return columns
