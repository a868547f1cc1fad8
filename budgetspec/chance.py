"""Drawing by chance: numbers, items, amounts and shares. Whoever gives the numbers decides: a seed, or Hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Final, Protocol, TypeVar

_T = TypeVar("_T")
_FEN: Final = 100


class Chance(Protocol):
    """Where numbers come from. What they are used for is simpler the smaller they are."""

    def number(self, least: int, most: int) -> int:
        """Return a whole number, ``most`` included."""

    def each(self, least: int, most: int, make: Callable[[int], None]) -> None:
        """Make several things, as many as chance has it; they are numbered from 1."""


class Seeded:
    """The same numbers for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret

    def number(self, least: int, most: int) -> int:
        """Return a whole number, ``most`` included."""
        return self._random.randint(least, most)

    def each(self, least: int, most: int, make: Callable[[int], None]) -> None:
        """Make several things, numbered from 1."""
        for number in range(1, self.number(least, most) + 1):
            make(number)


def one_of(chance: Chance, items: Sequence[_T]) -> _T:
    """Return one of several."""
    return items[chance.number(0, len(items) - 1)]


def weighted(chance: Chance, items: Sequence[tuple[_T, int]]) -> _T:
    """Return one of several, each as often as its weight says."""
    left = chance.number(0, sum(weight for _, weight in items) - 1)
    for item, weight in items:
        if left < weight:
            return item
        left -= weight
    raise AssertionError(items)


def magnitude(chance: Chance, least: int, most: int) -> int:
    """Return a whole number at least 1, any count of digits as likely as any other.

    >>> 20 <= magnitude(Seeded(1), 20, 5000) <= 5000
    True
    """
    digits = chance.number(len(str(least)), len(str(most)))
    return chance.number(max(least, 10 ** (digits - 1)), min(most, 10**digits - 1))


def amount(chance: Chance, least: int, most: int) -> int:
    """Return an amount between two of whole 元, in 分; half of them are whole."""
    return magnitude(chance, least, most) * _FEN + chance.number(0, 1) * chance.number(0, _FEN - 1)


def shares(chance: Chance, total: int, count: int) -> list[int]:
    """Share a number out into parts of at least 1.

    >>> sum(shares(Seeded(1), 90, 4))
    90
    """
    found: list[int] = []
    for left in range(count, 1, -1):
        rest = total - sum(found)
        found.append(chance.number(1, max(1, 2 * rest // left - 1)) if rest - left else 1)
        found[-1] = min(found[-1], rest - left + 1)
    return [*found, total - sum(found)]
