"""Readings: which sections they read, with which sentence patterns, and the table or values that come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from typing import Final

from budgetspec.lang import ast
from budgetspec.lang.matcher import Matcher
from budgetspec.lang.pattern import Hole, Pattern, holes
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
        return {column: taken(named[column]) if column in named else "" for column in self.columns}

    @property
    def table(self) -> Table | None:
        """The table that rules can name; None for a reading of single values."""
        return Table(self.name, f"{self.title}（{self.name}）", (self.level,), self.columns) if self.level else None

    def scalars(self) -> dict[str, Column]:
        """Return the single values that rules can name, by full path."""
        named = {f"{self.name}.{name}": column for name, column in self.columns.items()}
        return {} if self.level else {path: replace(column, path=path) for path, column in named.items()}


def taken(hole: Hole) -> str:
    """Return what a hole takes as sentences have it."""
    return f"{'增减 ' * hole.change}{'列举 ' * hole.listed}{hole.type}"


def kind(hole: Hole) -> Kind:
    """Return what a hole holds."""
    if hole.named:
        return Kind.TEXT
    return _KINDS.get(hole.type) or (Kind.COUNT if hole.type in COUNTERS else Kind.TEXT)
