"""Suspected misprints: what differs in one character from a known term that stands elsewhere in the same text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import Any, Final

from budgetspec import numbering
from budgetspec.codes import Classification
from budgetspec.finding import Cell
from budgetspec.form import Misprints
from budgetspec.lang.types import Key, plain
from budgetspec.money import BLANK
from budgetspec.reader import pointer, sought
from budgetspec.terms import Terms
from budgetspec.values import dataclass

Where = tuple[str | int, ...]

_MOST_PLACES: Final = 300
"""Around no more places of half a term is looked for it: time stays linear."""
_LINKS: Final = frozenset("和与及或同、")
"""To write one for the other is no misprint."""

_HEAD: Final = re.compile(r"[^:：]{5,24}(?=[:：])")
"""What an entry of a glossary explains."""


@dataclass(frozen=True, slots=True)
class Misprint:
    """What is printed at ``place`` and the term it is like; ``times`` says in how many places it is printed."""

    found: str
    term: str
    place: int
    times: int


def misprints(text: str, lexicons: Sequence[Terms]) -> Iterator[Misprint]:
    """Find the near misses of terms in a normal text, whose paragraphs are lines; each variant once, in order of the terms.

    >>> [m.found for m in misprints("机关运行经费，机关支行经费", [Terms.of(["机关运行经费"])])]
    ['机关支行经费']
    """
    known = "\n".join(lexicon.all for lexicon in lexicons)
    pairs = {*map(str.__add__, text, text[1:])}
    terms = sorted({term for lexicon in lexicons for term in lexicon.standing_in(text, pairs)})
    seen: set[str] = set()
    for term in terms:
        starts = [*_windows(text, term)]
        others = [at for at in starts if not text.startswith(term, at)]
        for at in others if len(others) < len(starts) else ():
            found = text[at : at + len(term)]
            if found not in seen and _is_near(text, at, term) and found not in known and not _is_named(found, term, known):
                seen.add(found)
                yield Misprint(found, term, at, text.count(found))


def _windows(text: str, term: str) -> Iterator[int]:
    """Go through where one half of a term stands as it is: what differs in one character only is among these."""
    middle = len(term) // 2
    for half, before in ((term[:middle], 0), (term[middle:], middle)):
        start = text.find(half, before)
        for _ in range(_MOST_PLACES):
            if start < 0:
                break
            yield start - before
            start = text.find(half, start + 1)


def _is_near(text: str, at: int, term: str) -> bool:
    """Tell whether a word differs in one character, and not because another word begins or ends there."""
    window = text[at : at + len(term)]
    if len(window) != len(term):
        return False
    apart = [i for i, (a, b) in enumerate(zip(window, term, strict=True)) if a != b]
    if len(apart) != 1 or not _is_letter(window[apart[0]]) or {window[apart[0]], term[apart[0]]} <= _LINKS:
        return False
    beside = {0: text[at - 1 : at] if at else "", len(term) - 1: text[at + len(term) : at + len(term) + 1]}.get(apart[0], "")
    return not _is_letter(beside)


def _is_named(found: str, term: str, known: str) -> bool:
    """Tell whether the word that differs is itself a known term: 公安（款）特别业务 is no misprint of 公安（款）特勤业务."""
    at = next(i for i, (a, b) in enumerate(zip(found, term, strict=True)) if a != b)
    before = "".join(takewhile(_is_letter, reversed(found[:at])))[::-1]
    word = before + "".join(takewhile(_is_letter, found[at:]))
    return f"\n{word}\n" in f"\n{known}\n"


def _is_letter(character: str) -> bool:
    """Tell a Chinese letter, without the regular expression of 27,000 that Python would compile."""
    return "\u3400" <= character <= "\u9fff"


class MisprintTable:
    """The table of suspected misprints of one submission, a row for each."""

    def __init__(self, declared: Misprints, lists: Iterable[Classification], value: Any) -> None:
        self._declared, self._lists, self._value = declared, tuple(lists), value
        self.level = declared.level

    def column(self, column: str) -> Mapping[Key, Any]:
        """Return what a column holds of each misprint."""
        how = self._declared.computed[column]
        return {key: _VALUES[how](misprint) for key, misprint in self._rows.items()}

    def row_counts(self) -> Mapping[Key, int]:
        """Return 1 for each misprint."""
        return dict.fromkeys(self._rows, 1)

    def cell(self, column: str, key: Key) -> Cell:
        """Return where a misprint is printed."""
        title, misprint = self._declared.table.title, self._rows.get(key)
        if misprint is None:
            return Cell("", title, " ".join(key), column)
        place = bisect_right(self._starts, misprint.place) - 1
        where, text = self._texts[place]
        start, end = _printed(text, misprint.place - self._starts[place], len(misprint.found))
        return Cell(pointer(where), title, f"{misprint.found}（{misprint.term}）", column, text[start:end], (start, end))

    @cached_property
    def _rows(self) -> dict[Key, Misprint]:
        text = "\n".join(plain(text) for _, text in self._texts)
        lexicons = [self._declared.terms, *(codes.terms for codes in self._lists), self._heads]
        return {(found.found,): found for found in misprints(text, lexicons)}

    @cached_property
    def _texts(self) -> list[tuple[Where, str]]:
        return [found for path in self._declared.texts for found in _texts(sought(self._value, path, BLANK), path)]

    @cached_property
    def _starts(self) -> list[int]:
        """Where each paragraph begins in the normal text."""
        starts = [0]
        for _, text in self._texts:
            starts.append(starts[-1] + len(plain(text)) + 1)
        return starts[:-1]

    @property
    def _heads(self) -> Terms:
        """What the glossaries explain."""
        texts = (text for path in self._declared.glossaries for _, text in _texts(sought(self._value, path, BLANK), path))
        return Terms.of(head[0] for text in texts if (head := _HEAD.match(numbering.split(text)[1])))


_VALUES: Final[dict[str, Callable[[Misprint], Any]]] = {
    "found": lambda misprint: misprint.found,
    "term": lambda misprint: misprint.term,
    "times": lambda misprint: misprint.times,
}
"""What a column can hold, by the word of the schema's annotation."""


def _texts(value: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Go through the texts of an array of sections: headings and paragraphs, but not what their tables hold."""
    match value:
        case str():
            yield where, value
        case list():
            for position, inner in enumerate(value):
                yield from _texts(inner, (*where, position))
        case dict():
            for name, inner in value.items():
                if not isinstance(inner, dict):
                    yield from _texts(inner, (*where, name))


def _printed(text: str, start: int, length: int) -> tuple[int, int]:
    """Return where a piece of the normal text stands in the text as printed."""
    origins = [at for at, character in enumerate(text) for _ in plain(character)]
    return origins[start], origins[start + length - 1] + 1
