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
        """Return the first line of ``span`` with a caret line below it."""
        begin = self.text.rfind("\n", 0, span.start) + 1
        stop = self.text.find("\n", span.start)
        line = self.text[begin : stop if stop >= 0 else len(self.text)]
        head, marked = line[: span.start - begin], line[span.start - begin : span.end - begin]
        pad = "".join("\t" if c == "\t" else " " * width(c) for c in head)
        return f"{line.rstrip()}\n{pad}{'^' * max(1, sum(map(width, marked)))}"


def width(character: str) -> int:
    """Return how many terminal columns a character takes: 2 for wide ones, 0 for combining ones."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
