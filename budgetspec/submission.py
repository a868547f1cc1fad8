"""A submission with everything that rules can name: its tables, what its text states, and last year's submission.

Implements the language's ``Scope`` by asking the part that a name belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace
from typing import Any, Final

from budgetspec.disclosure import Disclosure
from budgetspec.finding import Bilingual, Cell
from budgetspec.lang.formulas import Formulas
from budgetspec.lang.types import PRIOR, Key, Level, Missing, Scope
from budgetspec.money import Unknown
from budgetspec.part import Part
from budgetspec.reading import Reading
from budgetspec.sentences import SentenceTable
from budgetspec.statements import Statements

_NO_PRIOR: Final = Bilingual("没有提供上年的公开（--prior）", "last year's submission is not given (--prior)")


class Submission:
    """One submission of a form, and last year's if there is one; ``formulas`` are those of the rules that are run over it."""

    def __init__(
        self,
        disclosure: Disclosure,
        readings: Iterable[Reading],
        prior: Disclosure | None = None,
        formulas: Formulas | None = None,
    ) -> None:
        self.disclosure, self.formulas = disclosure, formulas
        self.statements = Statements(readings, disclosure)
        self.text: Scope = self.statements
        self._stated = set(self.statements.names)
        self._parts: dict[str, tuple[Scope, str]] = {}
        self._prior: Scope = Submission(prior, self.statements.readings) if prior else _NoPrior()
        sentences = disclosure.form.sentences
        self._sentences = SentenceTable(sentences, self.statements) if sentences else None

    def revised(self, disclosure: Disclosure) -> Submission:
        """Return a submission with other tables and the same text, which is read anew: what an item speaks of depends on them."""
        revised = self._copied()
        revised.disclosure, revised.statements = disclosure, Statements(self.statements.readings, disclosure)
        revised.text = revised.statements
        return revised

    def saying(self, text: Scope) -> Submission:
        """Return a submission whose readings find what ``text`` gives for their names."""
        saying = self._copied()
        saying.text = text
        return saying

    def _copied(self) -> Submission:
        copied = copy(self)
        copied._parts = {}  # noqa: SLF001 - its own
        return copied

    def column(self, table: str, column: str, level: Level) -> Mapping[Key, Any]:
        """Return the values of a column at a level by key, in document order."""
        part, name = self._parts.get(table) or self._part(table)
        return part.column(name, column, level)

    def scalar(self, path: str) -> Any:
        """Return a single value."""
        part, name = self._part(path)
        return part.scalar(name)

    def row_counts(self, table: str, level: Level) -> Mapping[Key, int]:
        """Return how many rows stand under each key."""
        part, name = self._part(table)
        return part.row_counts(name, level)

    def incomplete(self, table: str) -> Bilingual | None:
        """Say why rows of the table could not be read, if so."""
        part, name = self._part(table)
        return part.incomplete(name)

    def parents(self, table: str, level: Level) -> Mapping[Key, Key]:
        """Return for each key of a level the key of the row above it."""
        part, name = self._part(table)
        return part.parents(name, level)

    def lookup(self, codes: str, code: str, column: str) -> Any:
        """Return a column of a code list, blank for an unknown code."""
        return self.disclosure.lookup(codes, code, column)

    def cell(self, table: str, column: str, level: Level, key: Key) -> Cell:
        """Return the place of a cell, or the place where a missing row should stand."""
        part, name = self._part(table)
        return _dated(part.cell(name, column, level, key), table)

    def scalar_cell(self, path: str) -> Cell:
        """Return the place of a single value."""
        part, name = self._part(path)
        return _dated(part.scalar_cell(name), path)

    def _part(self, name: str) -> tuple[Scope, str]:
        """Return the part that a name belongs to, and what it is called there."""
        found = self._parts.get(name)
        if found is None:
            found = self._parts[name] = self._found(name)
        return found

    def _found(self, name: str) -> tuple[Scope, str]:
        root, _, rest = name.partition(".")
        if root == PRIOR:
            return self._prior, rest
        if self._sentences is not None and name == self._sentences.name:
            return self._sentences, name
        return (self.text if root in self._stated else self.disclosure), name


def _dated(cell: Cell, name: str) -> Cell:
    """Say of a cell of last year's submission that it is one; its pointer leads nowhere in this year's."""
    if not name.startswith(f"{PRIOR}."):
        return cell
    return replace(cell, pointer="", table=f"{PRIOR} {cell.table or ''}".strip(), span=None)


class _NoPrior(Part):
    """Last year's submission where none is given."""

    def column(self, _table: str, _column: str, _level: Level, /) -> Mapping[Key, Any]:
        raise Missing(_NO_PRIOR)

    def scalar(self, _path: str, /) -> Any:
        return Unknown(_NO_PRIOR)
