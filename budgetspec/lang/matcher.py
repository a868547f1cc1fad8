"""Finds a sentence pattern in a passage, in time linear in its length whatever it says, or tells how far it got.

Backtracking that remembers: an instruction that failed at a position fails there again, whatever was taken before and from
wherever the pattern was begun. No recursion. Of several ways to fit, the first as a reader would choose: earlier choices,
optional parts if they are there, texts as short as what follows allows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from decimal import Decimal
from typing import Final, NamedTuple

from budgetspec.lang.passage import SOFT, Passage
from budgetspec.lang.pattern import Hole, Pattern
from budgetspec.lang.program import SURE, Fork, Instruction, Program, State, Taken, compiled
from budgetspec.lang.written import Lacking
from budgetspec.values import dataclass

__all__ = ["Captured", "Known", "Match", "Matcher", "Passage", "Search", "Stop", "nothing_known"]

Known = Callable[[str], bool]
"""Whether a text is a known name. Where 甲 and 乙 are, 甲和乙 at the end of a list are two, and 乙等支出 is 乙."""

_PAIRS: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", "《": "》", '"': '"', "'": "'"}
_OPENED_BY: Final = {closing: opening for opening, closing in _PAIRS.items()}
_QUOTES_ALONE: Final = 2
_AND_SO_ON: Final = re.compile("等(?:方面)?的?(?:支出|费用|经费|项目|开支)?$")
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
    """A pattern from ``start`` to ``end`` of the passage, with what its holes took, in their order; lists as single names.

    ``beyond`` is where a part that may be left out breaks off in a figure: it was not left out, but cannot be read.
    """

    start: int
    end: int
    captured: tuple[Captured, ...]
    beyond: Stop | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """How far a pattern got that was begun at ``start``, what it expected there, and what its holes had taken.

    ``begun``: the number of a figure stands there, without its unit, or the word of a change without its number.
    """

    start: int
    at: int
    expected: tuple[str, ...]
    taken: Taken | None = field(default=None, repr=False, compare=False)
    begun: bool = field(default=False, repr=False, compare=False)


def nothing_known(_name: str) -> bool:
    """Know no names."""
    return False


class Matcher:
    """A pattern ready to match; it keeps nothing between passages."""

    def __init__(self, pattern: Pattern) -> None:
        self.program = compiled(pattern)

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
        return self._match(passage, start, found, nothing_known)

    def matches(self, passage: Passage, known: Known = nothing_known, *, listed: bool = False) -> tuple[list[Match], Stop | None]:
        """Match wherever a sentence begins, or an item of a list if they may be ``listed``; no two matches overlap.

        The stop is the one that got furthest of those that surely were in the sentence meant, where nothing matched.
        """
        if self.program.word not in passage.bare:
            return [], None
        search, found, end = Search(self.program, passage, SURE), [], 0
        for start in _begins(passage, listed=listed):
            if start >= end and (there := search.at(start)) is not None:
                found.append(self._match(passage, start, there, known))
                end = found[-1].end
        return found, search.stop

    def stops(self, passage: Passage) -> Iterator[Stop]:
        """Go through how far it goes wherever a sentence or item begins that it does not fit, however early that is."""
        search, end = Search(self.program, passage), 0
        for start in _begins(passage, listed=True):
            search.stop = None
            if start >= end and (there := search.at(start)) is not None:
                end = there.end
            elif search.stop is not None:
                yield search.stop

    def _match(self, passage: Passage, start: int, found: Fit, known: Known) -> Match:
        return Match(start, found.end, self.captured(passage, found.taken, known), found.beyond)

    def captured(self, passage: Passage, taken: Taken | None, known: Known = nothing_known) -> tuple[Captured, ...]:
        """Return what the holes of a sentence took, in their order."""
        captured: list[Captured] = []
        while taken is not None:
            captured += reversed([*_captured(passage, taken, known)])
            taken = taken.before
        return tuple(reversed(captured))


class Fit(NamedTuple):
    """Where a pattern ends that fits, what its holes took, and where an optional part of it breaks off in a figure."""

    end: int
    taken: Taken | None
    beyond: Stop | None


class Search:
    """One pattern on one passage: what has been tried. ``steps`` counts them; ``stop`` is the furthest of ``weight`` at least."""

    def __init__(self, program: Program, passage: Passage, weight: int = 0) -> None:
        self._code, self._passage, self._weight = program.code, passage, weight
        self._seen: set[int] = set()
        self.steps = 0
        self.stop: Stop | None = None

    def at(self, start: int) -> Fit | None:
        """Return where the pattern ends that begins at ``start``; None if it does not fit."""
        best: Stop | None = None
        stack: list[State] = [(0, start, None)]
        code, passage, seen = self._code, self._passage, self._seen
        last, positions = len(code) - 1, len(passage.text) + 1
        while stack:
            at, position, taken = stack.pop()
            self.steps += 1
            if (known := at * positions + position) in seen:
                continue
            seen.add(known)
            instruction = code[at]
            if type(instruction) is Fork:
                stack += [(way, position, taken) for way in reversed(instruction.ways)]
                continue
            ways = instruction.step(passage, at, position, taken)
            if not ways:
                if instruction.weight >= self._weight:
                    best = self._further(best, (start, taken), instruction, position)
            elif at == last:
                return Fit(position, taken, self._beyond(best, position))
            else:
                stack += reversed(ways)
        self.stop = _furthest(self.stop, best)
        return None

    def _further(
        self, best: Stop | None, begun: tuple[int, Taken | None], instruction: Instruction, position: int
    ) -> Stop | None:
        """Return the further of the best stop and the one at an instruction that does not fit; of two as far, both."""
        lacking = instruction.lacking(self._passage, position)
        if lacking is None or (best and self._reached(lacking.at) < self._reached(best.at)):
            return best
        if best and self._reached(lacking.at) == self._reached(best.at):
            return _expecting(best, lacking)
        return Stop(begun[0], lacking.at, (lacking.wanted,), begun[1], lacking.begun)

    def _beyond(self, best: Stop | None, end: int) -> Stop | None:
        return best if best and best.begun and self._reached(best.at) > self._reached(end) else None

    def _reached(self, position: int) -> int:
        """Return how far a position is: to stand before a separator or behind it is the same."""
        return self._passage.separators.get(position, position)


def _captured(passage: Passage, taken: Taken, known: Known) -> Iterator[Captured]:
    hole = taken.hole
    if hole is None:
        return
    if taken.written is not None:
        text, written = passage.text[taken.start : taken.end], taken.written
        yield Captured(hole, taken.start, taken.end, text, written.number, written.unresolved)
        return
    spans = _names_in(passage.text, taken, known) if hole.listed else [_trimmed(passage.text, taken.start, taken.end)]
    for start, end in spans:
        yield Captured(hole, start, end, passage.text[start:end], None, unresolved=False)


def _names_in(text: str, taken: Taken, known: Known) -> list[tuple[int, int]]:
    """Return the names of a list: split at its separators, without 等, the last two where 和 stands between them."""
    spans = [_trimmed(text, *span) for span in _split(text, taken.start, taken.end)]
    spans = [span for span in spans if span[0] < span[1]] or [_trimmed(text, taken.start, taken.end)]
    last = [*_last_names(text, spans[-1], known)]
    return [*spans[:-1], *last] or spans


def _begins(passage: Passage, *, listed: bool) -> Sequence[int]:
    return sorted({*passage.starts, *passage.listed}) if listed else passage.starts


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


def _last_names(text: str, span: tuple[int, int], known: Known) -> Iterator[tuple[int, int]]:
    """Go through the names that the end of a list is: without 等支出, and two if an 和 stands between known ones."""
    start, end = span
    if end - start > _LONGEST_NAME or known(text[start:end]):
        yield span
        return
    more = _AND_SO_ON.search(text, start, end)
    start, end = _trimmed(text, start, more.start() if more else end)
    between = (found for found in _AND.finditer(text, start, end) if known(text[start : found.start()]))
    found = next((found for found in between if known(text[found.end() : end])), None)
    yield from [(start, found.start()), (found.end(), end)] if found else [(start, end)] if start < end else []
