"""A text with a name, and places in it: line, column, and a caret that stands right under Chinese characters."""

from __future__ import annotations

import unicodedata
from dataclasses import field
from typing import Final, NamedTuple

from budgetspec.values import dataclass


class Span(NamedTuple):
    """Characters ``start`` (0-based) to ``end`` (exclusive) of a source."""

    start: int
    end: int

    def holds(self, other: Span) -> bool:
        """Tell whether another place lies inside this one."""
        return self.start <= other.start and other.end <= self.end


_LONGEST_LINE: Final = 300
_AROUND: Final = 60
"""So many characters are shown before the place in a line that is longer than anybody reads."""
NOWHERE: Final = Span(0, 0)
"""The place of what was not written by anybody."""


@dataclass(frozen=True, slots=True)
class Source:
    """A named text.

    >>> Source("a.rules", "let 基 = 1").locate(6)
    (1, 7)
    """

    name: str
    text: str = field(repr=False)

    def locate(self, offset: int) -> tuple[int, int]:
        """Return the line and column of a character, both from 1."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    def excerpt(self, span: Span) -> str:
        """Return the first line of ``span`` with a caret line below it; of a very long line, what stands around its begin."""
        begin = self.text.rfind("\n", 0, span.start) + 1
        stop = self.text.find("\n", span.start)
        end = stop if stop >= 0 else len(self.text)
        head, tail = self.text[begin : span.start], self.text[span.start : end].rstrip()
        if len(head) + len(tail) > _LONGEST_LINE:
            head = f"…{head[-_AROUND:]}" if len(head) > _AROUND else head
            tail = f"{tail[:_LONGEST_LINE]}…" if len(tail) > _LONGEST_LINE else tail
        marked = tail[: span.end - span.start]
        pad = "".join("\t" if c == "\t" else " " * width(c) for c in head)
        return f"{head}{tail}\n{pad}{'^' * max(1, sum(map(width, marked)))}"


def width(character: str) -> int:
    """Return how many terminal columns a character takes: 2 for wide ones, 0 for combining ones."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
