"""Where the reading of a rule file stopped, and mistakes by example: what stands there, what precedes, what is possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Final

from budgetspec.lang.problems import Problem
from budgetspec.lang.recovery import COMMENT
from budgetspec.source import Span
from budgetspec.values import dataclass

SEEN: Final = 300
"""How many characters before the place an example looks at."""


@dataclass(frozen=True)
class Stop:
    """Where reading stopped: the place, where its rule begins, what could have stood there, and the names of the tables."""

    text: str
    at: int
    start: int
    accepts: frozenset[str]
    names: Collection[str] = ()

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


@dataclass(frozen=True, slots=True)
class Example:
    """A mistake by patterns: what stands there, what right before it is part of it, what else precedes, what is possible."""

    says: Callable[..., Problem]
    there: str = ""
    back: str = ""
    given: str = ""
    needs: str = ""

    def __call__(self, stop: Stop) -> Problem | None:
        """Say what is wrong, if this is the mistake."""
        there = re.compile(self.there).match(stop.text, stop.at)
        behind = re.search(rf"(?:{self.given})(?P<back>{self.back})\s*$", stop.tail) if self.given or self.back else None
        if there is None or (behind is None and (self.given or self.back)) or not {*self.needs.split()} <= stop.accepts:
            return None
        back = len(stop.tail) - behind.start("back") if behind and behind["back"] else 0
        groups = {**there.groupdict(), **(behind.groupdict() if behind else {})}
        groups.pop("back", None)
        end = there.end() if back or there[0] else stop.at + 1
        return self.says(Span(stop.at - back, end), **groups)
