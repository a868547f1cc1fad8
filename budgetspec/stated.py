"""What the text of a submission states: figures with their places, by the sentence and by the thing that they are of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from budgetspec.lang.matcher import Captured, Match, Stop
from budgetspec.lang.types import Key
from budgetspec.narrative import Item, Section
from budgetspec.reading import Phrase, Reading
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value that the text states: as computed with, and where it was captured."""

    value: Any
    captured: Captured
    item: Item
    match: Match


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence pattern on this submission: in how many places it stands, the first section read, and where it breaks off."""

    phrase: Phrase
    matches: int
    section: Section | None
    stops: tuple[tuple[Item, Stop], ...] = ()

    @property
    def stop(self) -> tuple[Item, Stop] | None:
        """How far the nearest place got, where it stands in none."""
        return None if self.matches else max(self.stops, key=lambda s: s[1].at - s[1].start, default=None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands, and what it states there; without ``number`` if all that it states is what it speaks of."""

    phrase: Phrase
    section: Section | None
    item: Item
    match: Match
    figures: Sequence[Figure]
    number: int | None = None

    @property
    def unread(self) -> frozenset[str]:
        """The names of the sentence that nothing is read of because it breaks off."""
        return frozenset(self.phrase.names) - {f.captured.hole.name for f in self.figures} if self.match.beyond else frozenset()

    @property
    def told(self) -> Told:
        """That the sentence breaks off."""
        stops = ((self.item, self.match.beyond),) if self.match.beyond else ()
        return Told(replace(self.phrase, required=True), 0, self.section, stops)


Spoken = tuple[Place, Figure, list[Figure]]
"""A place of a sentence, one name of what it speaks of, and what it states besides."""


@dataclass(slots=True)
class Row:
    """What the items that speak of one thing state, by name: the first figure of each, and the names stated differently.

    ``times`` counts the places of each sentence: there are none where all items break off.
    """

    figures: dict[str, Figure] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)
    times: dict[int, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def add(self, place: Place, figures: Iterable[Figure]) -> None:
        """Add what one place of a sentence states."""
        if place.number is not None:
            self.times[place.number] = self.times.get(place.number, 0) + 1
        self.unread |= place.unread
        for figure in figures:
            name = figure.captured.hole.name
            first = self.figures.setdefault(name, figure)
            if first.value != figure.value:
                self.conflicts.add(name)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a reading found: its rows by key, a single one under ``()``; and how each sentence fared.

    ``broken`` are the sentences that break off where they are surely meant. A reading is ``idle`` if the table whose rows it
    speaks of is there and has none with an amount.
    """

    reading: Reading
    rows: Mapping[Key, Row]
    told: tuple[Told, ...]
    broken: tuple[Told, ...] = ()
    idle: bool = False

    def conflicts(self, phrase: Phrase) -> list[str]:
        """Return the names of a sentence that the text states differently, here or in another one."""
        different = {name for row in self.rows.values() for name in row.conflicts}
        return [name for name in phrase.names if name in different]
