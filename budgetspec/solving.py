"""Blank amounts out of equations: what one equation leaves open alone, then what several settle together, exactly.

Whether a blank stands for nothing or for an amount that is still to come cannot be seen. A blank that is a side of its own in
some equation (a total, the same amount in another table) is still to come; any other is on probation: it counts as 0 until an
equation does not hold for it, then as still to come, and if even the amount that this forces does not fit, as undecidable.
What is worked out remembers what on probation it rests on, and is worked out anew when that proves wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Final

from budgetspec.lang.equations import Equation
from budgetspec.lang.reads import Place
from budgetspec.money import Exact
from budgetspec.values import dataclass

_MOST_TOGETHER: Final = 60
"""So many amounts are worked out together, no more: it takes the cube of their number."""
_MOST_ATTEMPTS: Final = 40

Places = frozenset[Place]


@dataclass(frozen=True, slots=True)
class Found:
    """An amount that was worked out, in 分, and the blanks on probation that it rests on."""

    amount: Exact
    supposing: Places = frozenset()


@dataclass(frozen=True, slots=True)
class Solution:
    """What equations say of their blanks: amounts (0 for a true blank), and the equations that cannot hold together."""

    amounts: Mapping[Place, Exact]
    clashes: tuple[tuple[Equation, ...], ...] = ()


def solve(equations: Sequence[Equation], unsure: Sequence[Equation] = (), kept: Places = frozenset()) -> Solution:
    """Work out the blanks of equations; one that cannot be worked out is not among the amounts.

    Those of ``unsure`` equations, which may not apply, are taken for true blanks only when nothing else is left to try, and
    those that are ``kept`` never are.
    """
    doubted: Places = frozenset()
    torn: Places = frozenset()
    told: dict[tuple[Equation, ...], None] = {}
    for _ in range(_MOST_ATTEMPTS):
        attempt = _Attempt(equations, unsure, kept, doubted, torn)
        attempt.run()
        told |= dict.fromkeys(each.equations for each in attempt.clashes if not each.supposing or each.supposing & doubted)
        wrong = frozenset(place for each in attempt.clashes for place in each.supposing)
        if not wrong:
            return Solution({place: found.amount for place, found in attempt.known.items()}, tuple(told))
        doubted, torn = doubted | wrong, torn | (wrong & doubted)
    return Solution({place: f.amount for place, f in attempt.known.items() if not f.supposing}, tuple(told))


@dataclass(frozen=True, slots=True)
class _Clash:
    equations: tuple[Equation, ...]
    supposing: Places


@dataclass(frozen=True, slots=True)
class _Row:
    """An equation of what is still unknown: its multiples and the rest add up to nothing."""

    equations: tuple[Equation, ...]
    unknown: dict[Place, Exact]
    rest: Exact
    supposing: Places

    def less(self, other: _Row, place: Place) -> _Row:
        """Return the row without a place, by means of another that has it."""
        factor = Fraction(self.unknown[place]) / other.unknown[place]
        unknown = dict(self.unknown)
        for each, times in other.unknown.items():
            unknown[each] = unknown.get(each, 0) - factor * times
        return _Row(
            (*self.equations, *other.equations),
            {each: times for each, times in unknown.items() if times},
            self.rest - factor * other.rest,
            self.supposing | other.supposing,
        )


@dataclass(slots=True)
class _Attempt:
    """One way through the equations: ``doubted`` blanks are still to come, ``torn`` ones are never worked out."""

    equations: Sequence[Equation]
    unsure: Sequence[Equation]
    kept: Places
    doubted: Places
    torn: Places
    known: dict[Place, Found] = field(default_factory=dict)
    clashes: list[_Clash] = field(default_factory=list)
    _left: list[Equation] = field(default_factory=list)

    def run(self) -> None:
        """Work out what can be worked out, the surest first."""
        every = (*self.equations, *self.unsure)
        self._left = list(self.equations)
        self._suppose(self._blanks(every) - _joined(each.alone for each in every))
        same = self._blanks(self.equations) - _totals(every)
        sure = same - self._blanks(self.unsure)
        while self._one_by_one() or self._together() or self._suppose(sure) or self._suppose(same):
            pass

    @staticmethod
    def _blanks(equations: Iterable[Equation]) -> Places:
        return frozenset(place for each in equations for place, _ in each.blanks)

    def _suppose(self, blanks: Iterable[Place]) -> bool:
        """Take blanks for true ones, on probation; says whether there were any."""
        out = self.known.keys() | self.kept | self.doubted | self.torn
        there = [place for place in blanks if place not in out]
        self.known |= {place: Found(0, frozenset({place})) for place in there}
        return bool(there)

    def _row(self, equation: Equation) -> _Row:
        """Put what is known into an equation."""
        rest, unknown, supposing = equation.known, dict[Place, Exact](), set[Place]()
        for place, times in equation.blanks:
            found = self.known.get(place)
            if found is None:
                unknown[place] = times
            else:
                rest += times * found.amount
                supposing |= found.supposing
        return _Row((equation,), unknown, rest, frozenset(supposing))

    def _open(self) -> Iterator[_Row]:
        """Go through the equations that still have unknowns; those without are checked and done with."""
        left, self._left = self._left, []
        for equation in left:
            row = self._row(equation)
            if row.unknown:
                self._left.append(equation)
                yield row
            elif row.rest:
                self.clashes.append(_Clash(row.equations, row.supposing))

    def _one_by_one(self) -> bool:
        """Work out the amounts that an equation leaves open alone; says whether there were any."""
        settled: dict[Place, list[_Row]] = {}
        for row in self._open():
            if len(row.unknown) == 1:
                settled.setdefault(next(iter(row.unknown)), []).append(row)
        return sum([self._settle(place, rows) for place, rows in settled.items() if place not in self.torn]) > 0

    def _settle(self, place: Place, rows: Sequence[_Row]) -> bool:
        """Work out one amount from rows that have no other unknown; where they disagree, it stays unknown."""
        amounts = {_whole(Fraction(-row.rest) / row.unknown[place]): row for row in reversed(rows)}
        if len(amounts) > 1:
            equations = tuple(equation for row in rows for equation in row.equations)
            self.clashes.append(_Clash(equations, _joined(row.supposing for row in rows)))
            self.torn |= {place}
            return False
        amount, row = next(iter(amounts.items()))
        if place in self.doubted and (amount < 0 or row.supposing):
            return False
        self.known[place] = Found(amount, row.supposing | ({place} & self.doubted))
        return True

    def _together(self) -> bool:
        """Work out amounts that only several equations settle; says whether there were any."""
        rows = [row for row in self._open() if not row.unknown.keys() & self.torn]
        return sum([self._eliminate(system) for system in _systems(rows)]) > 0

    def _eliminate(self, rows: Sequence[_Row]) -> bool:
        """Bring a system to its reduced form; says whether that worked out an amount."""
        pivots: dict[Place, _Row] = {}
        for row in rows:
            for place, pivot in pivots.items():
                row = row.less(pivot, place) if place in row.unknown else row  # noqa: PLW2901 - it is reduced step by step
            if not row.unknown:
                self.clashes += [_Clash(row.equations, row.supposing)] if row.rest else []
                continue
            chosen = next(iter(row.unknown))
            pivots = {p: each.less(row, chosen) if chosen in each.unknown else each for p, each in pivots.items()}
            pivots[chosen] = row
        settled = [(place, row) for place, row in pivots.items() if len(row.unknown) == 1]
        return sum([self._settle(place, [row]) for place, row in settled]) > 0


def _systems(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """Part rows into systems without common unknowns; those too large to work out are left out."""
    systems: list[tuple[set[Place], list[_Row]]] = []
    for row in rows:
        unknown, members = set(row.unknown), [row]
        apart = []
        for others, inside in systems:
            if others & unknown:
                unknown, members = unknown | others, inside + members
            else:
                apart.append((others, inside))
        systems = [*apart, (unknown, members)]
    return (inside for unknown, inside in systems if len(unknown) <= _MOST_TOGETHER and len(inside) > 1)


def _totals(equations: Sequence[Equation]) -> Places:
    """Return the blanks that sum something up, and those that are the same amount as one of them."""
    totals = set(_joined(each.totals for each in equations))
    pairs = [each.alone for each in equations if len(each.alone) > 1 and not each.totals]
    while True:
        more = [pair for pair in pairs if len(pair & totals) == 1]
        if not more:
            return frozenset(totals)
        totals |= _joined(more)


def _joined(several: Iterable[Places]) -> Places:
    return frozenset(place for places in several for place in places)


def _whole(number: Fraction) -> Exact:
    return number.numerator if number.denominator == 1 else number
