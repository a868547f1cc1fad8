"""Documents whose lines break where they must: text in, lines of at most so many columns out.

The algorithm is Wadler's and Leijen's (“A prettier printer”), with comments that hang on at the end of a line as in Prettier.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from typing import NamedTuple, TypeAlias

from budgetspec.source import width
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line may end: a line break in a group that does not fit, ``flat`` in one that does."""

    flat: str = " "


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line ends, whatever fits."""


@dataclass(frozen=True, slots=True)
class Suffix:
    """Text for the end of the line, whatever else is still written on it; a ``Break`` must follow."""

    text: str


@dataclass(frozen=True, slots=True)
class Indent:
    """A document whose lines after the first begin ``by`` columns further to the right."""

    by: int
    doc: Doc


@dataclass(frozen=True, slots=True)
class Group:
    """A document on one line if it fits there; otherwise its own ``Line`` all break, and inner groups see for themselves."""

    doc: Doc


Doc: TypeAlias = "str | tuple[Doc, ...] | Line | Break | Suffix | Indent | Group"
"""Text, a sequence, or a place where lines may break."""


def laid_out(doc: Doc, columns: int) -> str:
    r"""Write a document within ``columns`` terminal columns where its places to break allow it.

    >>> laid_out(Group(("甲", Indent(2, (Line(), "+ 乙")))), 6)
    '甲\n  + 乙'
    """
    page, left = _Page(), [_Todo(0, flat=False, doc=doc)]
    while left:
        indent, flat, part = left.pop()
        match part:
            case str():
                page.write(part)
            case tuple():
                left += [_Todo(indent, flat, each) for each in reversed(part)]
            case Indent():
                left.append(_Todo(indent + part.by, flat, part.doc))
            case Group():
                left.append(_Todo(indent, flat or _fits(part.doc, left, columns - page.column), part.doc))
            case Suffix():
                page.suffix += f"  {part.text}"
            case Line() if flat:
                page.write(part.flat)
            case _:
                page.end_line(indent)
    return page.finished()


class _Todo(NamedTuple):
    indent: int
    flat: bool
    doc: Doc


@dataclass(slots=True)
class _Page:
    """What is written so far; the blanks before a line are written with its first character, so that no line ends in blanks."""

    out: list[str] = field(default_factory=list)
    column: int = 0
    indent: int = 0
    suffix: str = ""

    def write(self, text: str) -> None:
        self.out.append(" " * self.indent + text)
        self.column += columns_of(text)
        self.indent = 0

    def end_line(self, indent: int) -> None:
        self.out.append(f"{self.suffix}\n")
        self.suffix, self.column, self.indent = "", indent, indent

    def finished(self) -> str:
        return "".join(self.out) + self.suffix


def columns_of(text: str) -> int:
    """Return how many terminal columns a text takes."""
    return len(text) if text.isascii() else sum(map(width, text))


def _fits(doc: Doc, after: Sequence[_Todo], room: int) -> bool:
    """Tell whether a document fits on the rest of the line, together with what follows up to the next possible break."""
    todo, following = [(True, doc)], len(after)
    while room >= 0:
        if not todo:
            if not following:
                return True
            following -= 1
            todo.append((after[following].flat, after[following].doc))
        flat, part = todo.pop()
        match part:
            case str():
                room -= columns_of(part)
            case tuple():
                todo += [(flat, each) for each in reversed(part)]
            case Indent() | Group():
                todo.append((flat, part.doc))
            case Line() if flat:
                room -= len(part.flat)
            case Line() | Break():
                return not flat
    return False
