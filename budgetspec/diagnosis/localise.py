"""Which cells are wrong: the smallest sets of changes that make all checks hold (Fellegi and Holt 1976)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from budgetspec.diagnosis.linear import CheckId
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.moves import moves
from budgetspec.diagnosis.rows import Rows
from budgetspec.diagnosis.solving import solve
from budgetspec.diagnosis.system import System, moved
from budgetspec.lang.routes import Place
from budgetspec.money import BLANK, shown
from budgetspec.values import dataclass

MOST_CHANGES: Final = 4
_SEVERAL: Final = 2
_MOST_TRIES: Final = 4000
_MOST_NEAR: Final = 10


@dataclass(frozen=True, slots=True)
class Explanation:
    """Cells with the values that make a part of the failing equations hold; ``move`` if that is one change of several cells.

    ``resolved`` are the failing checks that hold then, where that was found out by a change of the document itself.
    """

    edits: tuple[tuple[Place, Any], ...]
    move: Move | None = None
    resolved: frozenset[CheckId] | None = None

    @property
    def size(self) -> int:
        """How many changes it is."""
        return 1 if self.move else len(self.edits)


Slot = tuple[Explanation, ...]
"""Changes of which one is to be made."""


@dataclass(frozen=True, slots=True)
class Part:
    """Failing equations that belong together, and every smallest explanation of them; none where it was not found."""

    equations: frozenset[CheckId]
    explanations: tuple[Explanation, ...]


@dataclass(slots=True)
class Budget:
    """How many sets of cells may still be tried: the search ends at the same place on every machine."""

    left: int = _MOST_TRIES

    def spend(self) -> bool:
        """Take one try; say whether there was one."""
        self.left -= 1
        return self.left >= 0


def parts(system: System, budget: Budget) -> list[Part]:
    """Divide the failing equations into those that no cell has in common, and explain each part."""
    return [Part(frozenset(each), tuple(_explained(system, each, budget))) for each in _components(system)]


def moved_parts(system: System, found: Sequence[Part]) -> list[Part]:
    """Explain by one move what else takes several changes, or none are found for; the moves that resolve most come first.

    Where a single equation is all that is known of a cell, a move that makes it hold is as good.
    """
    unsettled = frozenset(identity for part in found if _is_unsettled(part) for identity in part.equations)
    if sum(_size(part) for part in found) < _SEVERAL and not unsettled:
        return [*found]
    each = ((move, system.effect(dict(move.edits))) for move in moves(system, _cells(system, found), unsettled))
    tried = [(Explanation(move.edits, move), effect.resolves) for move, effect in each if not effect.breaks]
    return [_with_rivals(part, tried) for part in _taken(found, tried)]


def _with_rivals(part: Part, tried: Iterable[tuple[Explanation, frozenset[CheckId]]]) -> Part:
    """Add the likely moves that explain a part as well as the single cells do of which nothing better is known."""
    if not part.explanations or not _is_unsettled(part) or part.explanations[0].move or _size(part) > 1:
        return part
    rivals = (each for each, resolved in tried if part.equations <= resolved and each.move and not each.move.rank)
    return Part(part.equations, (*part.explanations, *rivals))


def with_rows(system: System, found: Sequence[Part]) -> list[Part]:
    """Explain what is left by rows that are not where they belong; a check that is no equation counts as well."""
    explained = frozenset[CheckId]().union(*(resolved_by(system, part.explanations[0]) for part in found if part.explanations))
    inside = {identity for part in found for identity in part.equations}
    others = [identity for identity in system.failing if identity not in explained]
    rest = [Part(frozenset({identity}), ()) for identity in others if identity not in inside]
    open_ones = [identity for part in (*found, *rest) if len(part.explanations) != 1 for identity in part.equations]
    rows = Rows(system, open_ones).found() if open_ones else ()
    tried = [(Explanation(each.move.edits, each.move, each.resolves), each.resolves) for each in rows]
    return [part for part in _taken([*found, *rest], tried) if part.explanations or part in found]


def _taken(found: Sequence[Part], tried: Sequence[tuple[Explanation, frozenset[CheckId]]]) -> list[Part]:
    """Take the explanations that resolve most first, as long as each saves a change; equally good ones together."""
    left = [*found]
    alone = {resolved for each, resolved in tried if each.move and each.move.stands_alone}
    for most in sorted(dict.fromkeys(resolved for _, resolved in tried), key=len, reverse=True):
        whole = _resolved(left, most, 1 if most in alone else _SEVERAL)
        if whole:
            same = {frozenset(each.edits): each for each, resolved in reversed(tried) if most <= resolved}
            best = Part(whole, tuple(_likely(tuple(same.values())[::-1])))
            left = [best, *(rest for part in left if (rest := _without(part, whole)).equations)]
    return left


def _likely(explanations: Sequence[Explanation]) -> Iterator[Explanation]:
    """Leave out what is unlikely by itself and changes more cells than something else."""
    fewest = min(len(each.edits) for each in explanations)
    return (each for each in explanations if not (each.move and each.move.rank) or len(each.edits) <= fewest)


def resolved_by(system: System, explanation: Explanation) -> frozenset[CheckId]:
    """Return the failing checks that hold after a change."""
    if explanation.resolved is not None:
        return explanation.resolved
    return system.effect(dict(explanation.edits)).resolves


def _resolved(parts: Iterable[Part], resolved: frozenset[CheckId], fewest: int) -> frozenset[CheckId]:
    """Return the equations that a move explains, if it saves a change: those of whole parts, and of what nothing explains."""
    taken = [each for each in parts if each.equations <= resolved or (not each.explanations and each.equations & resolved)]
    if sum(map(_size, taken)) < _SEVERAL or sum(len(part.equations & resolved) for part in taken) < fewest:
        return frozenset()
    return frozenset(identity for part in taken for identity in part.equations & resolved)


def _without(part: Part, equations: frozenset[CheckId]) -> Part:
    return Part(part.equations - equations, part.explanations) if part.equations & equations else part


def _size(part: Part) -> int:
    """Return how many changes explain a part; two at least where none were found."""
    return part.explanations[0].size if part.explanations else _SEVERAL


def _is_unsettled(part: Part) -> bool:
    """Whether no change is known that explains more equations than it changes cells."""
    return not part.explanations or len(part.equations) <= _size(part)


def _cells(system: System, found: Iterable[Part]) -> Iterator[Place]:
    """Go through the cells that are to be changed, and all of the equations of which nothing better is known."""
    for part in found:
        yield from (place for each in part.explanations for place, _ in each.edits)
        if _is_unsettled(part):
            yield from (place for identity in part.equations for place in system.equations[identity].terms)


def absorbed(system: System, found: Sequence[Part]) -> list[Part]:
    """Leave out the parts that are explained by what explains another one: through a percentage, or a condition of a rule.

    Of the explanations of a part those are kept that explain most parts besides, and of those the ones that explain most checks.
    """
    left = {part.equations: part for part in found if part.explanations}
    for part in sorted(left.values(), key=lambda part: -len(part.equations)):
        if part.equations in left:
            besides = {each: _explained_by(system, each, part, left.values()) for each in part.explanations}
            best = max(part.explanations, key=lambda each: (len(besides[each]), len(resolved_by(system, each))))
            most, resolved = besides[best], resolved_by(system, best)
            kept = tuple(each for each in part.explanations if besides[each] == most and resolved <= resolved_by(system, each))
            left = {key: each for key, each in left.items() if key not in most} | {part.equations: Part(part.equations, kept)}
    return [left[part.equations] for part in found if part.equations in left]


def _explained_by(system: System, explanation: Explanation, part: Part, parts: Iterable[Part]) -> frozenset[frozenset[CheckId]]:
    resolved = resolved_by(system, explanation)
    return frozenset(each.equations for each in parts if each is not part and each.equations <= resolved)


def _components(system: System) -> list[list[CheckId]]:
    """Put together the equations that a cell has in common which no equation that holds reads."""
    groups: dict[CheckId, list[CheckId]] = {}
    for identity, each in system.equations.items():
        groups.setdefault(identity, [identity])
        for place in each.terms:
            for other in system.column(place) or ():
                _unite(groups, identity, other)
    return list({id(group): group for group in groups.values()}.values())


def _unite(groups: dict[CheckId, list[CheckId]], one: CheckId, other: CheckId) -> None:
    left, right = groups.setdefault(one, [one]), groups.setdefault(other, [other])
    if left is not right:
        left.extend(right)
        groups.update(dict.fromkeys(right, left))


def _explained(system: System, identities: Sequence[CheckId], budget: Budget) -> Iterator[Explanation]:
    """Try all sets of one cell, then of two, three …; give those of the first size that has any."""
    for size in range(1, MOST_CHANGES + 1):
        tried = _Search(system, identities, size, budget).explanations()
        found = [each for one in tried for each in [*_working(system, one, identities)][:1]]
        if found:
            yield from found
            return


def _working(system: System, explanation: Explanation, identities: Sequence[CheckId]) -> Iterator[Explanation]:
    """Give an explanation if it works; of a cell that rounded equations determine, also with values that they allow as well."""
    if _works(system, explanation, identities):
        yield explanation
    elif explanation.size == 1 and not any(system.equations[identity].exact for identity in identities):
        near = (replace(explanation, edits=edits) for edits in _near(system, explanation.edits[0], identities))
        yield from (each for each in near if _works(system, each, identities))


def _near(system: System, edit: tuple[Place, Any], identities: Sequence[CheckId]) -> Iterator[tuple[tuple[Place, Any]]]:
    """Go through the values around one that rounded equations allow, in steps of what is printed, the nearest first."""
    place, value = edit
    step = system.step(place)
    change = shown(value) - shown(0 if system.value(place) is BLANK else system.value(place))
    terms = [(system.equations[identity], system.equations[identity].terms[place]) for identity in identities]
    for by in (sign * number * step for number in range(1, _MOST_NEAR + 1) for sign in (1, -1)) if step else ():
        if all(each.holds(factor * (change + by)) for each, factor in terms):
            yield ((place, moved(value, by)),)


def _works(system: System, explanation: Explanation, identities: Iterable[CheckId]) -> bool:
    if not all(system.plausible(place, value) for place, value in explanation.edits):
        return False
    effect = system.effect(dict(explanation.edits))
    return not effect.breaks and effect.resolves.issuperset(identities)


class _Search:
    """The search for all explanations of one size."""

    def __init__(self, system: System, identities: Sequence[CheckId], size: int, budget: Budget) -> None:
        self._system, self._size, self._budget = system, size, budget
        self._equations = {identity: system.equations[identity] for identity in identities}
        self._columns = {
            place: column
            for each in self._equations.values()
            for place in each.terms
            if (column := system.column(place)) is not None
        }
        self._seen: set[frozenset[Place]] = set()

    def explanations(self) -> Iterator[Explanation]:
        """Go through them."""
        for places in self._sets(()):
            changes = solve([self._columns[place] for place in places], self._equations)
            if changes is not None and 0 not in changes:
                edits = zip(places, changes, strict=True)
                yield Explanation(tuple((place, moved(self._system.value(place), change)) for place, change in edits))

    def _sets(self, chosen: tuple[Place, ...]) -> Iterator[tuple[Place, ...]]:
        """Go through the sets of cells that every equation reads one of."""
        key = frozenset(chosen)
        if key in self._seen or not self._budget.spend():
            return
        self._seen.add(key)
        if len(chosen) == self._size:
            yield chosen
            return
        for place in self._next(chosen):
            yield from self._sets((*chosen, place))

    def _next(self, chosen: Sequence[Place]) -> list[Place]:
        """Return the cells to go on with: those of the open equation with the fewest, or any if none is open."""
        read = {identity for place in chosen for identity in self._columns[place]}
        open_ones = [self._of(identity) for identity in self._equations if identity not in read]
        cells = min(open_ones, key=len) if open_ones else list(self._columns)
        return [place for place in cells if place not in chosen]

    def _of(self, identity: CheckId) -> list[Place]:
        return [place for place in self._equations[identity].terms if place in self._columns]
