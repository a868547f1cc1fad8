"""The text of one item as sentence patterns see it: one width, no blanks, pieces joined, each character with its origin."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
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


def normal(text: str) -> str:
    """Return a text in one width, without blanks."""
    return text.translate(_LETTERS)


def _is_seen(text: str) -> bool:
    """Tell whether each character of a text is compared as one character at least."""
    return text.isprintable() and " " not in text


def unquoted(text: str) -> str:
    """Return a text without any quotes."""
    return _QUOTES.sub("", text)


@dataclass(frozen=True)
class Passage:
    """The normal text of one item, and the positions where a pattern may begin; what no pattern asks for is not looked for."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, pieces: Sequence[str]) -> Passage:
        """Join the paragraphs of an item.

        >>> Passage.of(["1、收入预算 5 万", "元，其中：拨款 5 万元"]).text
        '1、收入预算5万元,其中:拨款5万元'
        """
        return cls(tuple(pieces))

    @cached_property
    def text(self) -> str:
        """The text itself."""
        return "".join(map(normal, self.pieces))

    @cached_property
    def bare(self) -> str:
        """The text without quotes."""
        return unquoted(self.text)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where a sentence begins, after its number."""
        return tuple(sorted({start for start in _starts(self) if start < len(self.text)}))

    @cached_property
    def listed(self) -> frozenset[int]:
        """Where an item of a list may begin, behind the figure of another: 甲5万元、乙3万元."""
        return frozenset(found.end() for found in _COUNTED.finditer(self.text))

    @cached_property
    def figures(self) -> frozenset[int]:
        """Where a number with a unit begins."""
        return frozenset(found.start() for found in _FIGURE.finditer(self.text))

    @cached_property
    def quotes(self) -> Mapping[int, int]:
        """Where each run of quotes ends, for every position in it."""
        return self._ends[0]

    @cached_property
    def soft(self) -> Mapping[int, int]:
        """Where each run of soft separators ends."""
        return self._ends[1]

    @cached_property
    def separators(self) -> Mapping[int, int]:
        """Where each run of separators ends."""
        return self._ends[2]

    @cached_property
    def _ends(self) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
        return _ends(self.text)

    @cached_property
    def firsts(self) -> Sequence[int]:
        """Where each piece begins."""
        return tuple(accumulate((len(normal(piece)) for piece in self.pieces[:-1]), initial=0)) if self.pieces else ()

    @cached_property
    def offsets(self) -> Sequence[int]:
        """For each character, its offset in the piece that it comes from."""
        offsets: list[int] = []
        for piece in self.pieces:
            if _is_seen(piece) and len(normal(piece)) == len(piece):
                offsets += range(len(piece))
            else:
                offsets += [offset for offset, character in enumerate(piece) for _ in _LETTERS[ord(character)]]
        return offsets

    def origin(self, position: int) -> tuple[int, int]:
        """Return which piece a character stands in, and its offset there."""
        at = max(0, min(position, len(self.offsets) - 1))
        return bisect_right(self.firsts, at) - 1, self.offsets[at] if self.offsets else 0

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


def _starts(passage: Passage) -> Iterator[int]:
    """Go through where sentences begin, after their numbers: behind 其中 and at 其中, as patterns may begin with it."""
    text = passage.text
    behind = (*_SENTENCE_END.finditer(text), *_AMONG_THEM.finditer(text))
    for begin in (0, *[found.end() for found in behind]):
        start = _unnumbered(passage, begin)
        if text.startswith(_AMONG, start):
            after = start + len(_AMONG)
            yield after + (text[after : after + 1] in SOFT)
        yield start


def _unnumbered(passage: Passage, start: int) -> int:
    """Return where an item begins after its number, and the number under that: （一）1、."""
    for _ in range(_LEVELS_OF_NUMBERS):
        if passage.text[start : start + 1] not in _MAY_BE_NUMBERED:
            return start
        before_year = _BEFORE_A_YEAR.match(passage.text, start)
        start = before_year.end() if before_year else _after_number(passage, start)
    return start


def _after_number(passage: Passage, start: int) -> int:
    piece = bisect_right(passage.firsts, start) - 1
    offset = passage.offsets[start]
    head = passage.pieces[piece][offset : offset + _LONGEST_NUMBER].rstrip()
    _, rest = numbering.split(head)
    end = passage.firsts[piece + 1] if piece + 1 < len(passage.firsts) else len(passage.text)
    return bisect_left(passage.offsets, offset + len(head) - len(rest), start, end)
