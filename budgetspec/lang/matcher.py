"""Finds a sentence pattern in a passage, in time linear in its length whatever it says, or tells how far it got.

Backtracking that remembers: an instruction that failed at a position fails there again, whatever was taken before and from
wherever the pattern was begun. No recursion. Of several ways to fit, the first as a reader would choose: earlier choices,
optional parts if they are there, texts as short as what follows allows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Final

from budgetspec.lang.passage import SOFT, Passage, normal
from budgetspec.lang.pattern import Hole, Pattern
from budgetspec.lang.program import SURE, Program, State, Taken, compiled
from budgetspec.lang.written import Lacking
from budgetspec.values import dataclass

__all__ = ["Captured", "Match", "Matcher", "Passage", "Search", "Stop", "Vocabulary"]

Vocabulary = Collection[str]
"""The names that a type stands for. Where they are known, 甲和乙 at the end of a list are two."""

_PAIRS: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"', "'": "'"}
_OPENED_BY: Final = {closing: opening for opening, closing in _PAIRS.items()}
_QUOTES_ALONE: Final = 2
_AND_SO_ON: Final = "等"
_AND: Final = re.compile("以及|和|及|与")
_OPENING, _CLOSING = "(《“", ")》”"
_LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class Captured:
    """What a hole took, from ``start`` to ``end`` of the passage, its unit with it.

    ``number`` is the figure, a change with its sign; none for texts and dates, and for a choice left standing, 减少（增加）5
    万元, which is ``unresolved``.
    """

    hole: Hole
    start: int
    end: int
    text: str
    number: Decimal | None
    unresolved: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern from ``start`` to ``end`` of the passage, with what its holes took, in their order; lists as single names."""

    start: int
    end: int
    captured: tuple[Captured, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """How far a pattern got that was begun at ``start``, what it expected there, and what its holes had taken."""

    start: int
    at: int
    expected: tuple[str, ...]
    taken: Taken | None = field(default=None, repr=False, compare=False)


class Matcher:
    """A pattern ready to match; it keeps nothing between passages."""

    def __init__(self, pattern: Pattern, vocabulary: Mapping[str, Vocabulary] | None = None) -> None:
        self.program = compiled(pattern)
        self._names = {kind: frozenset(map(normal, names)) for kind, names in (vocabulary or {}).items()}

    def match_at(self, passage: Passage, start: int) -> Match | Stop:
        """Match from ``start``, or say how far that goes.

        >>> from budgetspec.lang.pattern import read_pattern
        >>> matcher = Matcher(read_pattern("收入预算{收入:万元}，其中：", 0, ())[0])
        >>> matcher.match_at(Passage.of(["收入预算5万元。"]), 0)
        Stop(start=0, at=8, expected=('“其中：”',))
        """
        search = Search(self.program, passage)
        found = search.at(start)
        if found is None:
            return search.stop or Stop(start, start, ())
        return Match(start, found[0], self.captured(passage, found[1]))

    def matches(self, passage: Passage) -> tuple[list[Match], Stop | None]:
        """Match wherever a sentence begins, no two matches overlapping.

        The stop is the one that got furthest of those that surely were in the sentence meant, where nothing matched.
        """
        if self.program.word not in passage.bare:
            return [], None
        search, found, end = Search(self.program, passage, SURE), [], 0
        for start in passage.starts:
            if start >= end and (there := search.at(start)) is not None:
                found.append(Match(start, there[0], self.captured(passage, there[1])))
                end = found[-1].end
        return found, search.stop

    def captured(self, passage: Passage, taken: Taken | None) -> tuple[Captured, ...]:
        """Return what the holes of a sentence took, in their order."""
        captured: list[Captured] = []
        while taken is not None:
            captured += reversed([*self._captured(passage, taken)])
            taken = taken.before
        return tuple(reversed(captured))

    def _captured(self, passage: Passage, taken: Taken) -> Iterator[Captured]:
        hole = taken.hole
        if hole is None:
            return
        if taken.written is not None:
            text, written = passage.text[taken.start : taken.end], taken.written
            yield Captured(hole, taken.start, taken.end, text, written.number, written.unresolved)
            return
        spans = self._names_in(passage.text, taken) if hole.listed else [_trimmed(passage.text, taken.start, taken.end)]
        for start, end in spans:
            yield Captured(hole, start, end, passage.text[start:end], None, unresolved=False)

    def _names_in(self, text: str, taken: Taken) -> list[tuple[int, int]]:
        """Return the names of a list: split at its separators, without 等, the last two where 和 stands between them."""
        end = taken.end - len(_AND_SO_ON) * text.endswith(_AND_SO_ON, taken.start, taken.end)
        spans = [_trimmed(text, *span) for span in _split(text, taken.start, end)]
        spans = [span for span in spans if span[0] < span[1]] or [_trimmed(text, taken.start, taken.end)]
        names = self._names.get(taken.hole.type if taken.hole else "", frozenset())
        return [*spans[:-1], *_last_names(text, spans[-1], names)]


class Search:
    """One pattern on one passage: what has been tried. ``steps`` counts them; ``stop`` is the furthest of ``weight`` at least."""

    def __init__(self, program: Program, passage: Passage, weight: int = 0) -> None:
        self._code, self._passage, self._weight = program.code, passage, weight
        self._seen: set[int] = set()
        self.steps = 0
        self.stop: Stop | None = None

    def at(self, start: int) -> tuple[int, Taken | None] | None:
        """Return where the pattern ends that begins at ``start``, and what its holes took; None if it does not fit."""
        best: Stop | None = None
        stack: list[State] = [(0, start, None)]
        last, positions = len(self._code) - 1, len(self._passage.text) + 1
        while stack:
            at, position, taken = stack.pop()
            self.steps += 1
            if (known := at * positions + position) in self._seen:
                continue
            self._seen.add(known)
            ways = self._code[at].step(self._passage, at, position, taken)
            if ways and at == last:
                return position, taken
            stack.extend(reversed(ways))
            best = best if ways else self._further(best, (start, taken), at, position)
        self.stop = _furthest(self.stop, best)
        return None

    def _further(self, best: Stop | None, begun: tuple[int, Taken | None], at: int, position: int) -> Stop | None:
        """Return the further of the best stop and the one at an instruction that does not fit; of two as far, both."""
        instruction = self._code[at]
        lacking = instruction.lacking(self._passage, position) if instruction.weight >= self._weight else None
        if lacking is None or (best and self._reached(lacking.at) < self._reached(best.at)):
            return best
        if best and self._reached(lacking.at) == self._reached(best.at):
            return _expecting(best, lacking)
        return Stop(begun[0], lacking.at, (lacking.wanted,), begun[1])

    def _reached(self, position: int) -> int:
        """Return how far a position is: to stand before a separator or behind it is the same."""
        return self._passage.separators.get(position, position)


def _expecting(stop: Stop, lacking: Lacking) -> Stop:
    return stop if lacking.wanted in stop.expected else replace(stop, expected=(*stop.expected, lacking.wanted))


def _furthest(stop: Stop | None, other: Stop | None) -> Stop | None:
    if stop is None or other is None:
        return stop or other
    return other if other.at - other.start > stop.at - stop.start else stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the separators at the end of a text, and quotes at its ends that have no partner within, or enclose it."""
    while end > start and text[end - 1] in SOFT:
        end -= 1
    if end - start <= _QUOTES_ALONE:
        return start, end
    first, last = start + (text[start] in _PAIRS), end - (text[end - 1] in _OPENED_BY)
    inside = {*text[first:last]}
    if first > start and _PAIRS[text[start]] in inside:
        first = start
    if last < end and _OPENED_BY[text[end - 1]] in inside:
        last = end
    return first, last


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split a list at its separators, those in brackets apart."""
    depth, begin = 0, start
    for at in range(start, end):
        depth = max(0, depth + (text[at] in _OPENING) - (text[at] in _CLOSING))
        if text[at] in SOFT and not depth:
            yield begin, at
            begin = at + 1
    yield begin, end


def _last_names(text: str, span: tuple[int, int], names: frozenset[str]) -> list[tuple[int, int]]:
    """Split the last of a list at an 和 that stands between two known names."""
    start, end = span
    if end - start <= _LONGEST_NAME and text[start:end] not in names:
        for found in _AND.finditer(text, start, end):
            if text[start : found.start()] in names and text[found.end() : end] in names:
                return [(start, found.start()), (found.end(), end)]
    return [span]
