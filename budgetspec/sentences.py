"""The table of sentences: for each sentence pattern of the readings, how often it stands in the text and what is missing of it.

That a required sentence is there, and there once, are rules on this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Final

from budgetspec.finding import Cell
from budgetspec.form import Sentences
from budgetspec.lang.phrase import readable
from budgetspec.lang.types import Key, Level
from budgetspec.money import BLANK
from budgetspec.part import Part
from budgetspec.stated import Stated, Told
from budgetspec.statements import Statements

_MOST_SHOWN: Final = 12


class SentenceTable(Part):
    """The table of sentences of one submission. Implements the language's ``Scope`` for its name."""

    def __init__(self, declared: Sentences, statements: Statements) -> None:
        self._declared, self._statements = declared, statements
        self.name = declared.table.name

    def column(self, _table: str, column: str, _level: Level, /) -> Mapping[Key, Any]:
        """Return what a column holds of each sentence."""
        value = _VALUES[self._declared.computed[column]]
        return {key: value(stated, number, told) for key, stated, number, told in self._every}

    def row_counts(self, _table: str, _level: Level, /) -> Mapping[Key, int]:
        """Return 1 for each sentence."""
        return {key: 1 for key, _, _, _ in self._every}

    def cell(self, _table: str, _column: str, _level: Level, key: Key, /) -> Cell:
        """Return where a sentence goes wrong, or the section where it should stand."""
        found = next(((stated, told) for k, stated, _, told in self._every if k == key), None)
        if found is None:
            return Cell("", self.name)
        stated, told = found
        return self._statements.place_of(stated.reading, told)

    @cached_property
    def _every(self) -> list[tuple[Key, Stated, int, Told]]:
        return [
            ((stated.reading.name, str(number)), stated, number, told)
            for stated in self._statements.every()
            for number, told in enumerate((*stated.told, *stated.broken), 1)
        ]


def _missing(stated: Stated, _number: int, told: Told) -> Any:
    """Say what is missing of a sentence: how far the text follows it and what stands there instead, or that it is not there."""
    if told.matches:
        return BLANK
    if told.section is None:
        return f"没有“{stated.reading.title}”一节"
    if told.stop is None:
        return f"没有这句话：“{readable(told.phrase.pattern)}”"
    item, stop = told.stop
    printed, end = item.passage.printed, len(item.passage.text)
    before = printed(max(stop.start, stop.at - _MOST_SHOWN), stop.at)
    after = printed(stop.at, min(stop.at + _MOST_SHOWN, end))
    instead = f"而不是“{after}”" if after else "原文到此为止"
    return f"“{before}”之后应为{'或'.join(stop.expected)}，{instead}"


_VALUES: Final[dict[str, Callable[[Stated, int, Told], Any]]] = {
    "reading": lambda stated, _number, _told: stated.reading.name,
    "number": lambda _stated, number, _told: str(number),
    "pattern": lambda _stated, _number, told: readable(told.phrase.pattern),
    "section": lambda stated, _number, _told: stated.reading.title,
    "required": lambda stated, _number, told: int(told.phrase.required and not stated.idle),
    "repeatable": lambda stated, _number, _told: int(stated.reading.level is not None),
    "matches": lambda _stated, _number, told: told.matches,
    "missing": _missing,
    "conflicts": lambda stated, _number, told: "、".join(stated.conflicts(told.phrase)) or BLANK,
}
"""What a column can hold, by the word of the schema's annotation."""
