"""Which cells are wrong: the smallest sets of changes that make all checks hold (Fellegi and Holt 1976)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from budgetspec.diagnosis.linear import CheckId
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.moves import moves
from budgetspec.diagnosis.readers import Place
from budgetspec.diagnosis.rows import Rows
from budgetspec.diagnosis.solving import solve
from budgetspec.diagnosis.system import System, moved
from budgetspec.values import dataclass

MOST_CHANGES: Final = 4
_SEVERAL: Final = 2
_MOST_TRIES: Final = 4000


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
    """Explain by one move what else takes several changes, or none are found for; the moves that resolve most come first."""
    if sum(_size(part) for part in found) < _SEVERAL:
        return [*found]
    unsettled = frozenset(identity for part in found if _is_unsettled(part) for identity in part.equations)
    tried = ((move, system.effect(dict(move.edits))) for move in moves(system, _cells(system, found), unsettled))
    return _taken(found, [(Explanation(move.edits, move), effect.resolves) for move, effect in tried if not effect.breaks])


def with_rows(system: System, found: Sequence[Part]) -> list[Part]:
    """Explain what is left by rows that are not where they belong; a check that is no equation counts as well."""
    explained = frozenset[CheckId]().union(*(resolved_by(system, part.explanations[0]) for part in found if part.explanations))
    inside = {identity for part in found for identity in part.equations}
    others = [identity for identity in system.failing if identity not in explained]
    rest = [Part(frozenset({identity}), ()) for identity in others if identity not in inside]
    unexplained = [identity for part in (*found, *rest) if not part.explanations for identity in part.equations]
    rows = Rows(system, unexplained).found() if unexplained else ()
    tried = [(Explanation(each.move.edits, each.move, each.resolves), each.resolves) for each in rows]
    return [part for part in _taken([*found, *rest], tried) if part.explanations or part in found]


def _taken(found: Sequence[Part], tried: Sequence[tuple[Explanation, frozenset[CheckId]]]) -> list[Part]:
    """Take the explanations that resolve most first, as long as each saves a change; equally good ones together."""
    left = [*found]
    for most in sorted(dict.fromkeys(resolved for _, resolved in tried), key=len, reverse=True):
        whole = _resolved(left, most)
        if whole:
            same = {frozenset(each.edits): each for each, resolved in reversed(tried) if resolved & whole == whole}
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


def _resolved(parts: Iterable[Part], resolved: frozenset[CheckId]) -> frozenset[CheckId]:
    """Return the equations that a move explains, if it saves a change: those of whole parts, and of what nothing explains."""
    taken = [each for each in parts if each.equations <= resolved or (not each.explanations and each.equations & resolved)]
    if sum(map(_size, taken)) < _SEVERAL or sum(len(part.equations & resolved) for part in taken) < _SEVERAL:
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

    Of the explanations of a part those are kept that explain most parts besides.
    """
    left = {part.equations: part for part in found if part.explanations}
    for part in sorted(left.values(), key=lambda part: -len(part.equations)):
        if part.equations in left:
            besides = {each: _explained_by(system, each, part, left.values()) for each in part.explanations}
            most = max(besides.values(), key=len)
            kept = tuple(each for each in part.explanations if besides[each] == most)
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
        found = [each for each in _Search(system, identities, size, budget).explanations() if _works(system, each, identities)]
        if found:
            yield from found
            return


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
