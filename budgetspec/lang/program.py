"""A sentence pattern made ready to match: instructions, each of which says from one position of a passage where to go on.

The instructions only lead forward, but for the one that lengthens a text, and that leads to later positions. What one step
looks at does not grow with the passage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final, NamedTuple

from budgetspec.lang.passage import HARD, QUOTES, SEPARATORS, SOFT, Passage, normal, unquoted
from budgetspec.lang.pattern import Choice, Hole, Literal, Maybe, Part, Pattern
from budgetspec.lang.written import CHANGES_BEGIN, FIGURES_BEGIN, Lacking, Written, figures, wanted
from budgetspec.values import dataclass

SURE: Final = 4
"""So many letters, of which a figure counts as two, and a sentence is surely the one that a pattern means."""
_HINTS: Final = frozenset({"年", "日期"})
"""Figures that so many sentences have that they count as one letter, as texts do."""
_FIGURE_COUNTS: Final = 2
_REST: Final = "段"
_WORD: Final = "词"
_LONGEST_SHOWN: Final = 20
_STRIDE: Final = 64
_COMPARED: Final = "比与较同"
"""Before a year these words mean the same."""
_AT_THE_END: Final = r"|\Z"
_SIGNS: Final = "".join(SEPARATORS)


@cache
def _tokens(*, before_a_year: bool) -> re.Pattern[str]:
    """Return what splits a literal into its separators, its words of comparison and its other letters."""
    against = rf"[{_COMPARED}](?=上年|去年|[0-9]{{4}}年{_AT_THE_END * before_a_year})"
    return re.compile(rf"(?P<separators>[{_SIGNS}]+)|(?P<against>{against})|(?:(?!{against})[^{_SIGNS}])+")


class Taken(NamedTuple):
    """What holes took, last first. Without a hole: where the text begins that is being taken."""

    hole: Hole | None
    start: int
    end: int
    written: Written | None
    before: Taken | None


State = tuple[int, int, Taken | None]
"""An instruction, a position of the passage, and what was taken up to there."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of a program. ``weight`` says how sure it is, once one gets here, that this is the sentence."""

    weight: int

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Return where to go on from ``position``, the best first; nothing if it does not fit. ``at`` is its own place."""
        raise NotImplementedError

    def lacking(self, passage: Passage, position: int) -> Lacking | None:  # noqa: ARG002 - of some there is nothing to say
        """Say what should stand there where it does not fit."""
        return None

    def begins(self) -> frozenset[str] | None:
        """Return what it may begin with where a sentence does not end; None if that is anything."""
        return None


@dataclass(frozen=True, slots=True)
class Word(Instruction):
    """Letters as they stand, quotes apart; separators before it are passed over if it is ``loose``."""

    letters: str
    shown: str
    loose: bool

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Pass over the letters."""
        begin = passage.soft.get(position, position) if self.loose else position
        if passage.text.startswith(self.letters, begin):
            return ((at + 1, begin + len(self.letters), taken),)
        count, end = self._alike(passage, begin) if begin in passage.quotes or self._begun(passage, begin) else (0, begin)
        return ((at + 1, end, taken),) if count == len(self.letters) else ()

    def lacking(self, passage: Passage, position: int) -> Lacking:
        """Return the rest of the literal from the first letter that differs."""
        count, at = self._alike(passage, passage.soft.get(position, position) if self.loose else position)
        return Lacking(at, _quoted(_after(self.shown, count)))

    def begins(self) -> frozenset[str]:
        """Begin with the first letter, or what is passed over before it."""
        return frozenset(self.letters[0]) | QUOTES | (SOFT if self.loose else frozenset())

    def _begun(self, passage: Passage, begin: int) -> bool:
        return passage.text.startswith(self.letters[0], begin)

    def _alike(self, passage: Passage, position: int) -> tuple[int, int]:
        """Return how many letters fit, and the position behind them."""
        for count, letter in enumerate(self.letters):
            position = passage.quotes.get(position, position)
            if not passage.text.startswith(letter, position):
                return count, position
            position += 1
        return len(self.letters), position


@dataclass(frozen=True, slots=True)
class Against(Instruction):
    """One of the words that stand before the year that is compared with."""

    shown: str
    loose: bool

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Pass over the word."""
        begin = self._begin(passage, position)
        return ((at + 1, begin + 1, taken),) if passage.text[begin : begin + 1] in {*_COMPARED} else ()

    def lacking(self, passage: Passage, position: int) -> Lacking:
        """Return the literal from this word on."""
        return Lacking(self._begin(passage, position), _quoted(self.shown))

    def begins(self) -> frozenset[str]:
        """Begin with one of the words, or what is passed over before it."""
        return frozenset(_COMPARED) | QUOTES | (SOFT if self.loose else frozenset())

    def _begin(self, passage: Passage, position: int) -> int:
        begin = passage.soft.get(position, position) if self.loose else position
        return passage.quotes.get(begin, begin)


@dataclass(frozen=True, slots=True)
class Separators(Instruction):
    """Any separators; at least one, or the end of the item, if they are ``required`` to show where something ends.

    Those ``before_text`` do not lead out of the sentence, unless the pattern's own do.
    """

    shown: str
    required: bool
    before_text: bool

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Pass over what separators there are."""
        ends = passage.soft if self.before_text else passage.separators
        end = ends.get(position, position)
        stands = end > position or passage.ends_sentence(position) or passage.text[position - 1 : position] in SEPARATORS
        return ((at + 1, end, taken),) if stands or not self.required else ()

    def lacking(self, passage: Passage, position: int) -> Lacking:  # noqa: ARG002 - it is always the same
        """Return the separators as the pattern has them."""
        return Lacking(position, _quoted(self.shown))

    def begins(self) -> frozenset[str] | None:
        """Begin with a separator."""
        return SEPARATORS | QUOTES if self.required else None


@dataclass(frozen=True, slots=True)
class Figure(Instruction):
    """A figure with its unit."""

    hole: Hole

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Take the figure, in each way it can be read."""
        begin = self._begin(passage, position)
        read = figures(passage.text, begin, self.hole.type, change=self.hole.change)
        if isinstance(read, Lacking):
            return ()
        return [(at + 1, written.end, Taken(self.hole, begin, written.end, written, taken)) for written in read]

    def lacking(self, passage: Passage, position: int) -> Lacking | None:
        """Return what figure, or which unit, should stand there."""
        read = figures(passage.text, self._begin(passage, position), self.hole.type, change=self.hole.change)
        return read if isinstance(read, Lacking) else None

    def begins(self) -> frozenset[str]:
        """Begin with a digit or the word of a change, or what is passed over before it."""
        return (CHANGES_BEGIN if self.hole.change else FIGURES_BEGIN) | QUOTES | SOFT

    def _begin(self, passage: Passage, position: int) -> int:
        begin = passage.soft.get(position, position)
        return passage.quotes.get(begin, begin)


@dataclass(frozen=True, slots=True)
class Lengthen(Instruction):
    """More characters of a text, as few as there need be.

    It may end before one of the ``stops``, where what follows it may begin or the text cannot go on; None if it may anywhere.
    """

    outside: frozenset[str]
    before_figures: bool
    stops: frozenset[str] | None = None

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Take characters up to the next stop, or a stride without any; go on with what follows the text, else take more."""
        if not self.takes(passage, position):
            return ()
        far = min(position + _STRIDE, len(passage.text))
        end = self._stop(passage.text, position + 1, far)
        if end == far < len(passage.text):
            return ((at, far - 1, taken),)
        return ((at + 1, end, taken), (at, end, taken)) if self.takes(passage, end) else ((at + 1, end, taken),)

    def told(self, follows: frozenset[str] | None) -> Lengthen:
        """Return it with the stops that what ``follows`` makes."""
        if follows is None:
            return self
        stops = follows | self.outside | (FIGURES_BEGIN if self.before_figures else frozenset())
        return replace(self, stops=stops)

    def _stop(self, text: str, begin: int, far: int) -> int:
        """Return where the next stop is, ``far`` if there is none before."""
        stops = self.stops
        if stops is None:
            return begin
        for at in range(begin, far):
            if text[at] in stops:
                return at
        return far

    def takes(self, passage: Passage, position: int) -> bool:
        """Tell whether the character at ``position`` may be one of the text."""
        if position >= len(passage.text) or passage.text[position] in self.outside:
            return False
        return not (self.before_figures and position in passage.figures)


@dataclass(frozen=True, slots=True)
class Begin(Instruction):
    """Where a text begins, which its first character must show."""

    hole: Hole
    lengthen: Lengthen

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Remember the position."""
        begin = passage.soft.get(position, position)
        return ((at + 1, begin, Taken(None, begin, begin, None, taken)),) if self.lengthen.takes(passage, begin) else ()

    def lacking(self, passage: Passage, position: int) -> Lacking:
        """Return what the text is."""
        return Lacking(passage.soft.get(position, position), wanted(self.hole.type))


@dataclass(frozen=True, slots=True)
class Finish(Instruction):
    """Where a text ends."""

    hole: Hole

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:  # noqa: ARG002 - of no concern
        """Take what stands between its beginning and here."""
        if taken is None:
            return ()
        return ((at + 1, position, Taken(self.hole, taken.start, position, None, taken.before)),)


@dataclass(frozen=True, slots=True)
class Rest(Instruction):
    """All up to the end of the item."""

    hole: Hole

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Take the rest."""
        begin, end = passage.soft.get(position, position), len(passage.text)
        return ((at + 1, end, Taken(self.hole, begin, end, None, taken)),) if begin < end else ()

    def lacking(self, passage: Passage, position: int) -> Lacking:
        """Return that a text should stand there."""
        return Lacking(passage.soft.get(position, position), wanted(self.hole.type))


@dataclass(frozen=True, slots=True)
class Fork(Instruction):
    """Several ways to go on, the best first; no step of its own, for whoever searches goes them all."""

    ways: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class End(Instruction):
    """The end of the pattern; that of its sentence too if a text stands ``open`` before it."""

    open: bool

    def step(self, passage: Passage, at: int, position: int, taken: Taken | None) -> Sequence[State]:
        """Stay here if the pattern may end here."""
        return ((at, position, taken),) if not self.open or passage.ends_sentence(position) else ()

    def begins(self) -> frozenset[str] | None:
        """Begin nowhere but where a sentence ends, behind a text."""
        return frozenset() if self.open else None


@dataclass(frozen=True, slots=True)
class Program:
    """The instructions of a pattern, the last one its ``End``; ``word`` stands in every text that it could fit or nearly fit."""

    code: tuple[Instruction, ...]
    word: str


def compiled(pattern: Pattern) -> Program:
    """Make a pattern ready to match."""
    compiler = _Compiler()
    reach = compiler.parts(pattern.parts, _Reach(0, open=False))
    compiler.code.append(End(reach.weight, reach.open))
    return Program(tuple(_told_stops(compiler.code)), max(compiler.words, key=len, default=""))


def _told_stops(code: Sequence[Instruction]) -> list[Instruction]:
    """Tell the texts of a program where they may stop: where what is behind them may begin."""
    told = [*code]
    begin: list[frozenset[str] | None] = [None] * len(code)
    for at in reversed(range(len(code))):
        match told[at]:
            case Fork(_, ways):
                begin[at] = _either([begin[way] for way in ways])
            case Finish():
                begin[at] = begin[at + 1]
            case Lengthen() as lengthen:
                told[at] = lengthen.told(begin[at + 1])
            case instruction:
                begin[at] = instruction.begins()
    return told


def _either(begin: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    known = [letters for letters in begin if letters is not None]
    return frozenset().union(*known) if len(known) == len(begin) else None


@dataclass(frozen=True, slots=True)
class _Reach:
    """What is known at a place of a pattern: how sure the sentence is, whether a text stands open before it.

    ``chosen`` is the beginning of one of several choices, whose separators tell it from the others.
    """

    weight: int
    open: bool
    chosen: bool = False


class _Compiler:
    def __init__(self) -> None:
        self.code: list[Instruction] = []
        self.words: list[str] = []
        self._inside = 0

    def parts(self, parts: Sequence[Part], reach: _Reach) -> _Reach:
        for part, following in zip(parts, [*parts[1:], None], strict=True):
            match part:
                case Literal(text):
                    reach = self._literal(text, reach, following if isinstance(following, Hole) else None)
                case Hole():
                    reach = self._hole(part, reach)
                case Maybe(inner):
                    reach = self._maybe(inner, reach)
                case Choice(branches):
                    reach = self._choice(branches, reach)
        return reach

    def _literal(self, text: str, reach: _Reach, following: Hole | None) -> _Reach:
        narrow = normal(text)
        source = text if len(text) == len(narrow) else narrow
        before_a_year = following is not None and following.type == "年"
        for token in _tokens(before_a_year=before_a_year).finditer(narrow):
            letters, shown = unquoted(token[0]), source[token.start() :]
            if token["separators"]:
                last = not unquoted(narrow[token.end() :])
                self._separators(shown[: len(letters)], reach, following if last else None, alone=last and token.start() == 0)
            elif letters:
                reach = self._letters(letters, shown, reach, loose=token.start() == 0, against=bool(token["against"]))
        return reach

    def _separators(self, shown: str, reach: _Reach, following: Hole | None, *, alone: bool) -> None:
        names = following is not None and (following.named or following.listed)
        before_text = following is not None and following.textual and not {*normal(shown)} & HARD
        required = reach.open or names or (reach.chosen and alone)
        self.code.append(Separators(reach.weight, shown, required, before_text))

    def _letters(self, letters: str, shown: str, reach: _Reach, *, loose: bool, against: bool) -> _Reach:
        if against:
            self.code.append(Against(reach.weight, shown, loose))
        else:
            self.code.append(Word(reach.weight, letters, shown, loose))
            self.words += [letters] if not self._inside and reach.weight < SURE else []
        return _Reach(reach.weight + len(letters), open=False)

    def _hole(self, hole: Hole, reach: _Reach) -> _Reach:
        if not hole.textual:
            self.code.append(Figure(reach.weight, hole))
            return _Reach(reach.weight + (1 if hole.type in _HINTS else _FIGURE_COUNTS), open=False)
        if hole.type == _REST:
            self.code.append(Rest(reach.weight, hole))
        else:
            lengthen = Lengthen(reach.weight, _outside(hole), before_figures=hole.named and not hole.listed)
            self.code += [Begin(reach.weight, hole, lengthen), lengthen, Finish(reach.weight, hole)]
        return _Reach(reach.weight + 1, open=True)

    def _maybe(self, parts: Sequence[Part], reach: _Reach) -> _Reach:
        fork = self._reserve()
        inner = self._within(parts, reach)
        self.code[fork] = Fork(reach.weight, (fork + 1, len(self.code)))
        return _Reach(reach.weight, open=reach.open or inner.open)

    def _choice(self, branches: Sequence[Sequence[Part]], reach: _Reach) -> _Reach:
        fork = self._reserve()
        begins, leaves, ends = [], [], []
        for branch in branches:
            begins.append(len(self.code))
            ends.append(self._within(branch, _Reach(reach.weight, reach.open, chosen=True)))
            leaves.append(self._reserve())
        self.code[fork] = Fork(reach.weight, tuple(begins))
        for leave in leaves:
            self.code[leave] = Fork(reach.weight, (len(self.code),))
        return _Reach(min(end.weight for end in ends), open=any(end.open for end in ends))

    def _within(self, parts: Sequence[Part], reach: _Reach) -> _Reach:
        self._inside += 1
        end = self.parts(parts, reach)
        self._inside -= 1
        return end

    def _reserve(self) -> int:
        self.code.append(Fork(0, ()))
        return len(self.code) - 1


def _outside(hole: Hole) -> frozenset[str]:
    """Return the characters that a text does not have."""
    if hole.type == _WORD and not hole.listed:
        return SEPARATORS
    if hole.listed:
        return HARD | {":"}
    return HARD | {",", ":"} if hole.named else HARD


def _after(shown: str, count: int) -> str:
    """Return what is left of a literal after ``count`` of its letters, quotes not counted."""
    letters = [at for at, character in enumerate(shown) if character not in QUOTES]
    return shown[letters[count] :] if 0 < count < len(letters) else shown


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= _LONGEST_SHOWN else f"“{text[:_LONGEST_SHOWN]}…”"
