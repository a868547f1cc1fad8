"""Where the reading of a rule file stopped, and mistakes by example: what stands there, what precedes, what is possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from string import Template
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from budgetspec.lang import foreign
from budgetspec.lang.mention import bare
from budgetspec.lang.problems import Mistake, Problem
from budgetspec.lang.recovery import COMMENT
from budgetspec.lang.sections import Text
from budgetspec.source import Span
from budgetspec.values import dataclass

SEEN: Final = 300
"""How many characters before the place an example looks at."""
_BLOCK: Final = re.compile(r"(?:^|[}｝])[ \t]*in\s{1,20}([^\s{｛](?:[^\n{｛]{0,300}[^\s{｛])?)\s{0,20}[{｛]", re.MULTILINE)


class Rows(NamedTuple):
    """Rows of a table that a reading can speak of: those of a level, and the last part of its key."""

    table: str
    level: str
    key: str


class Known(NamedTuple):
    """What a text that cannot be read may mean.

    Tables with their columns, single values, the codes that are listed, the sections of the text, and rows by their level.
    """

    tables: Mapping[str, Sequence[str]] = MappingProxyType({})
    values: Sequence[str] = ()
    codes: Callable[[], Collection[str]] = tuple
    sections: Mapping[str, Text] = MappingProxyType({})
    rows: Callable[[], Sequence[Rows]] = tuple


@dataclass(frozen=True)
class Stop:
    """Where reading stopped: the place, where its rule begins, what could have stood there, and what may be meant."""

    text: str
    at: int
    start: int
    accepts: frozenset[str]
    known: Known = Known()

    @cached_property
    def names(self) -> Collection[str]:
        """The names of tables, columns and single values that may be meant."""
        columns = (column for columns in self.known.tables.values() for column in columns)
        return list(dict.fromkeys([*self.known.tables, *self.known.values, *columns]))

    @property
    def table(self) -> str:
        """The table of the ``in`` around the place, as far as it can be told."""
        block = _BLOCK.findall(self.text, 0, self.at)
        return bare(block[-1]) if block else ""

    @property
    def columns(self) -> Sequence[str]:
        """The columns of that table."""
        return self.known.tables.get(self.table, ())

    @cached_property
    def before(self) -> str:
        """What stands before in the same rule, with blanks for its comments."""
        return COMMENT.sub(lambda m: " " * len(m[0]) if m[0][0] == "#" else m[0], self.text[self.start : self.at])

    @property
    def tail(self) -> str:
        """The last characters of what stands before."""
        return self.before[-SEEN:]

    @property
    def ended(self) -> bool:
        """Whether the text, the block or the rule ends here."""
        return re.compile(r"\Z|(?:rule|let|disable|regrade|reading|in)\b|[}｝]").match(self.text, self.at) is not None

    @property
    def last(self) -> Span:
        """The last word or sign before."""
        found = re.search(r"(?:[\w.．]+|「[^」\n]*」|[=<>!＝＜＞！]+|\S)\s*$", self.tail)
        begin = self.at - (len(self.tail) - found.start() if found else 1)
        return Span(max(0, begin), max(0, begin) + len(found[0].rstrip() if found else " "))

    def said(self, span: Span) -> str:
        """Return the text of a place."""
        return self.text[span.start : span.end]


Meaning: TypeAlias = Callable[..., "str | None"]
"""From the groups of an example's patterns to what is meant; None where it is no such mistake."""


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake by patterns: what stands there, what right before it is part of it, what else precedes, what is possible.

    ``meant`` is what should stand in its place, with ``$names`` for the groups of the patterns.
    """

    says: Callable[..., Problem]
    there: str = ""
    back: str = ""
    given: str = ""
    needs: str = ""
    meant: str | Meaning = ""

    def __call__(self, stop: Stop) -> Problem | None:
        """Say what is wrong, if this is the mistake."""
        if not {*self.needs.split()} <= stop.accepts:
            return None
        there = re.compile(self.there).match(stop.text, stop.at)
        if there is None:
            return None
        behind = re.search(rf"(?:{self.given})(?P<back>{self.back})\s*$", stop.tail) if self.given or self.back else None
        if behind is None and (self.given or self.back):
            return None
        begin = stop.at - (len(stop.tail) - behind.start("back") if behind and behind["back"] else 0)
        end = there.end() if begin < stop.at or there[0] else stop.at + 1
        found = stop.text[begin:end].rstrip() or stop.text[begin:end]
        return self._said(Span(begin, begin + len(found)), found, {**_groups(there), **_groups(behind)})

    def _said(self, span: Span, found: str, groups: dict[str, str]) -> Problem | None:
        if not self.meant:
            return self.says(span, **groups) if not isinstance(self.says, Mistake) else self.says(span, found=found, **groups)
        meant = Template(self.meant).substitute(groups) if isinstance(self.meant, str) else self.meant(**groups)
        return self.says(span, found=found, meant=meant) if meant else None


def _groups(match: re.Match[str] | None) -> dict[str, str]:
    return {name: text or "" for name, text in match.groupdict().items() if name != "back"} if match else {}


def reworded(meant: str | Meaning, there: str = "", **where: str) -> Example:
    """Make an example of what is written in another way."""
    return Example(foreign.written_as, there=there, meant=meant, **where)


dropped: Final = partial(Example, foreign.superfluous)
"""Make an example of what is not written at all."""
