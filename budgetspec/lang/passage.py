"""The text of one item as sentence patterns see it: one width, no blanks, pieces joined, each character with its origin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Final

from budgetspec import numbering
from budgetspec.lang.written import AMOUNT, BEGINS
from budgetspec.values import dataclass

SOFT: Final = frozenset(",、:")
"""Separators within a sentence."""
HARD: Final = frozenset("。;!?")
"""What ends a sentence."""
SEPARATORS: Final = SOFT | HARD
QUOTES: Final = frozenset("“”‘’「」『』《》\"'")
"""Quotes are no part of a literal: they may be there or not."""

_UNSEEN: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_QUOTES: Final = re.compile(f"[{''.join(sorted(QUOTES))}]++")
_RUN: Final = re.compile(f"[{re.escape(''.join(SEPARATORS | QUOTES))}]++")
_SENTENCE_END: Final = re.compile(f"[:{''.join(HARD)}][{''.join(SEPARATORS)}]*+[”’」』》]*+")
_FIGURE: Final = re.compile(rf"{BEGINS}{AMOUNT}(?:万元|亿元|元|%|个百分点)")
_MAY_BE_NUMBERED: Final = frozenset("0123456789〇零一二两三四五六七八九十百第附表([").union(
    map(chr, range(ord("①"), ord("⑳") + 1))
)
_BEFORE_A_YEAR: Final = re.compile(r"[0-9]{1,2}\.(?=[0-9]{4}年)")
_AMONG: Final = "其中"
_AMONG_THEM: Final = re.compile(f"[,、](?={_AMONG})")
_COUNTED: Final = re.compile(rf"{BEGINS}{AMOUNT}(?:万元|亿元|元|%|[个辆台套项家])(?:\([^()]{{1,8}}\))?[,、](?!{_AMONG})")
_LONGEST_NUMBER: Final = 16
_LEVELS_OF_NUMBERS: Final = 2


@lru_cache(maxsize=65536)
def letters(character: str) -> str:
    """Return what a character is compared as: nothing if it is blank or cannot be seen, a circled number as it is.

    >>> letters("％"), letters("　"), letters("①")
    ('%', '', '①')
    """
    if "①" <= character <= "⑳":
        return character
    return "".join(c for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c) not in _UNSEEN)


class _Letters(dict[int, str]):
    """``letters`` by the number of a character, as ``str.translate`` asks for them."""

    def __missing__(self, character: int) -> str:
        found = self[character] = letters(chr(character))
        return found


_LETTERS: Final = _Letters()
_ONE_EACH: Final = re.compile("[一-龥！-～、。“”‘’《》!-~]*+")
"""Text each of whose characters is compared as one character."""


def normal(text: str) -> str:
    """Return a text in one width, without blanks."""
    return text.translate(_LETTERS)


def unquoted(text: str) -> str:
    """Return a text without any quotes."""
    return _QUOTES.sub("", text)


@dataclass(frozen=True, slots=True)
class Passage:
    """The normal text of one item, and the positions where a pattern may begin.

    ``listed`` are those where an item of a list may begin, behind the figure of another: 甲5万元、乙3万元.
    ``quotes``, ``soft`` and ``separators`` say for a position in a run of such characters where the run ends;
    ``figures`` are the positions where a number with a unit begins; ``bare`` is the text without quotes.
    """

    text: str
    starts: tuple[int, ...]
    listed: frozenset[int] = field(repr=False)
    pieces: tuple[str, ...] = field(repr=False)
    bare: str = field(repr=False, compare=False)
    quotes: Mapping[int, int] = field(repr=False, compare=False)
    soft: Mapping[int, int] = field(repr=False, compare=False)
    separators: Mapping[int, int] = field(repr=False, compare=False)
    figures: frozenset[int] = field(repr=False, compare=False)
    _offsets: tuple[int, ...] = field(repr=False, compare=False)
    _firsts: tuple[int, ...] = field(repr=False, compare=False)

    @classmethod
    def of(cls, pieces: Sequence[str]) -> Passage:
        """Join the paragraphs of an item.

        >>> Passage.of(["1、收入预算 5 万", "元，其中：拨款 5 万元"]).text
        '1、收入预算5万元,其中:拨款5万元'
        """
        shown = [normal(piece) for piece in pieces]
        firsts: list[int] = []
        offsets: list[int] = []
        for piece, letters_of in zip(pieces, shown, strict=True):
            firsts.append(len(offsets))
            if _ONE_EACH.fullmatch(piece):
                offsets += range(len(letters_of))
            else:
                offsets += [offset for offset, character in enumerate(piece) for _ in _LETTERS[ord(character)]]
        text = "".join(shown)
        origins = _Origins(text, tuple(pieces), offsets, firsts)
        return cls(
            text,
            tuple(sorted({start for start in _starts(origins) if start < len(text)})),
            frozenset(found.end() for found in _COUNTED.finditer(text)),
            tuple(pieces),
            unquoted(text),
            *_ends(text),
            frozenset(found.start() for found in _FIGURE.finditer(text)),
            tuple(offsets),
            tuple(firsts),
        )

    def origin(self, position: int) -> tuple[int, int]:
        """Return which piece a character stands in, and its offset there."""
        at = max(0, min(position, len(self._offsets) - 1))
        return bisect_right(self._firsts, at) - 1, self._offsets[at] if self._offsets else 0

    def printed(self, start: int, end: int) -> str:
        """Return a piece of the text as it is printed, with its blanks and width.

        >>> Passage.of(["收入 5 万元，其中"]).printed(2, 6)
        '5 万元，'
        """
        if start >= end:
            return ""
        (piece, first), (last_piece, last) = self.origin(start), self.origin(end - 1)
        return self.pieces[piece][first : last + 1] if piece == last_piece else self.text[start:end]

    def length(self, piece: int) -> int:
        """Return how many characters a piece has."""
        return len(self.pieces[piece])

    def ends_sentence(self, position: int) -> bool:
        """Tell whether a sentence ends at a position or right before it."""
        text = self.text
        return position >= len(text) or text[position] in HARD or (position > 0 and text[position - 1] in HARD)


def _ends(text: str) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Return for each position in a run of quotes, of soft or of all separators where the run ends.

    Quotes may stand among or before separators.
    """
    quotes: dict[int, int] = {}
    soft: dict[int, int] = {}
    separators: dict[int, int] = {}
    for run in _RUN.finditer(text):
        for at in reversed(range(*run.span())):
            after, character = at + 1, text[at]
            if character in QUOTES:
                quotes[at] = quotes.get(after, after)
                for ends in (soft, separators):
                    if after in ends:
                        ends[at] = ends[after]
                continue
            separators[at] = separators.get(after, after)
            if character in SOFT:
                soft[at] = soft.get(after, after)
    return quotes, soft, separators


@dataclass(frozen=True, slots=True)
class _Origins:
    """A normal text with the pieces it came from: the offset of each of its characters, the first position of each piece."""

    text: str
    pieces: tuple[str, ...]
    offsets: list[int]
    firsts: list[int]


def _starts(origins: _Origins) -> Iterator[int]:
    """Go through where sentences begin, after their numbers: behind 其中 and at 其中, as patterns may begin with it."""
    text = origins.text
    behind = (*_SENTENCE_END.finditer(text), *_AMONG_THEM.finditer(text))
    for begin in (0, *[found.end() for found in behind]):
        start = _unnumbered(origins, begin)
        if text.startswith(_AMONG, start):
            after = start + len(_AMONG)
            yield after + (text[after : after + 1] in SOFT)
        yield start


def _unnumbered(origins: _Origins, start: int) -> int:
    """Return where an item begins after its number, and the number under that: （一）1、."""
    for _ in range(_LEVELS_OF_NUMBERS):
        if origins.text[start : start + 1] not in _MAY_BE_NUMBERED:
            return start
        before_year = _BEFORE_A_YEAR.match(origins.text, start)
        start = before_year.end() if before_year else _after_number(origins, start)
    return start


def _after_number(origins: _Origins, start: int) -> int:
    piece = bisect_right(origins.firsts, start) - 1
    offset = origins.offsets[start]
    head = origins.pieces[piece][offset : offset + _LONGEST_NUMBER].rstrip()
    _, rest = numbering.split(head)
    end = origins.firsts[piece + 1] if piece + 1 < len(origins.firsts) else len(origins.text)
    return bisect_left(origins.offsets, offset + len(head) - len(rest), start, end)
