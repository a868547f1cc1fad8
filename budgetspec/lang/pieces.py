"""Which characters of a text a function is about: those it found, or those it took."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from budgetspec.finding import Cell
from budgetspec.lang.operations import repeated_in, year_in
from budgetspec.lang.types import WordList, plain

Piece = tuple[int, int]
"""From character to character of a text."""

_MOST_PIECES: Final = 20


def _each(part: str, text: str) -> Iterator[Piece]:
    return (found.span() for found in re.finditer(re.escape(part), text)) if part else iter(())


def _of_year(text: str) -> Iterator[Piece]:
    found = year_in(text)
    return iter([found.span()] if found else [])


def _of_repeated(text: str) -> Iterator[Piece]:
    found = repeated_in(text)
    return iter([found.span()] if found else [])


def _before(text: str, part: str) -> Iterator[Piece]:
    return iter([(0, text.index(part))] if part and part in text else [])


def _after(text: str, part: str) -> Iterator[Piece]:
    return iter([(text.index(part) + len(part), len(text))] if part and part in text else [])


_PIECES: Final[dict[str, Callable[..., Iterator[Piece]]]] = {
    "contains": lambda text, part: _each(part, text),
    "starts": lambda text, part: iter([(0, len(part))] if text.startswith(part) else []),
    "matches": lambda text, regex: (m.span() for m in [re.fullmatch(regex, text, re.DOTALL)] if m),
    "mentions": lambda text, words: (found.span() for found in words.found_in(text)),
    "before": _before,
    "after": _after,
    "year": _of_year,
    "repeated": _of_repeated,
}


def quoted(cell: Cell, function: str, arguments: Sequence[Any]) -> tuple[Cell, ...]:
    """Return the pieces of a text that a function is about, each as a cell; the whole cell where there are none.

    ``arguments`` are those after the text.
    """
    if function not in _PIECES or not cell.value or not all(isinstance(a, str | WordList) for a in arguments):
        return (cell,)
    origins = [at for at, character in enumerate(cell.value) for _ in plain(character)]
    text = plain(cell.value)
    given = arguments if function == "matches" else [plain(a) if isinstance(a, str) else a for a in arguments]
    found = [piece for piece in _PIECES[function](text, *given) if piece[0] < piece[1]][:_MOST_PIECES]
    if len(origins) != len(text) or not found:
        return (cell,)
    return tuple(_piece(cell, origins[start], origins[end - 1] + 1) for start, end in found)


def _piece(cell: Cell, start: int, end: int) -> Cell:
    text, offset = cell.value or "", cell.span[0] if cell.span else 0
    return replace(cell, value=text[start:end], span=(offset + start, offset + end))
