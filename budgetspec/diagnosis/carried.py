"""A wrong amount that was carried on: into the totals of its table, which agree with it and disagree with all other tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from budgetspec.diagnosis.board import Board
from budgetspec.diagnosis.linear import Check, CheckId, Equation
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.system import is_number, moved
from budgetspec.finding import Bilingual
from budgetspec.lang import plan
from budgetspec.lang.routes import Place
from budgetspec.money import Exact
from budgetspec.values import dataclass

_MOST_DIFFERENCES: Final = 6
_MOST_STEPS: Final = 300
_MOST_CELLS: Final = 60
_MOST_FOUND: Final = 40
_CARRIED: Final = Bilingual(
    "{rows} 的“{columns[0]}”{first}，各级合计跟着错了", "{rows}: {columns[0]} {first}; it was carried on into the totals"
)


def carried(board: Board, unsettled: Collection[CheckId]) -> Iterator[Move]:
    """Change cells of one table by one amount, so that all equations which are off by it hold, and those that held still do."""
    counts: Counter[Exact] = Counter()
    for identity in board.system.equations:
        if identity in unsettled:
            off = board.system.equations[identity].shown
            counts[off if off > 0 else -off] += 1
    tables = list(dict.fromkeys(place[0] for place in board.places))
    for difference, _ in counts.most_common(_MOST_DIFFERENCES):
        for table in tables:
            yield from _of_table(board, table, difference)


def _of_table(board: Board, table: str, difference: Exact) -> Iterator[Move]:
    equations = {
        identity: each
        for identity, each in board.system.equations.items()
        if any(place[0] == table for place in each.terms) and (each.holds(difference) or each.holds(-difference))
    }
    for change in (difference, -difference) if equations else ():
        for places in _Search(board, table, change, equations).found((), frozenset()):
            first = _source(board, places)
            ordered = (first, *(place for place in places if place != first))
            edits = tuple((place, moved(board.system.value(place), change)) for place in ordered)
            yield Move(edits, _CARRIED, table, (first[2:],), (first[1],), rank=1)


@dataclass(slots=True)
class _Search:
    """Looks for cells of a table that change by one amount; it ends after so many steps, on every machine alike."""

    board: Board
    table: str
    change: Exact
    failing: Mapping[CheckId, Equation]
    steps: int = _MOST_STEPS
    solutions: int = 0

    def found(self, places: tuple[Place, ...], kept: frozenset[Place]) -> Iterator[tuple[Place, ...]]:
        """Go through the sets of cells that go on from some, without changing the cells that are kept."""
        self.steps -= 1
        if self.steps < 0 or self.solutions >= _MOST_FOUND or len(places) > _MOST_CELLS:
            return
        choices = self._choices(places, kept)
        if choices is None:
            if len(places) > 1:
                self.solutions += 1
                yield places
            return
        for place in choices:
            yield from self.found((*places, place), kept)
            kept |= {place}

    def _choices(self, places: Sequence[Place], kept: frozenset[Place]) -> list[Place] | None:
        """Return the cells that could make the equation hold that leaves the fewest; None if all hold."""
        equations = dict(self.failing)
        for place in places:
            equations |= {identity: each for identity, (_, each) in self.board.system.constraints(place).items()}
        settled, fewest = kept.union(places), None
        for each in equations.values():
            total = sum(each.terms[place] * self.change for place in places if place in each.terms)
            if not each.holds(total):
                choices = [place for place in each.terms if self._makes_hold(each, place, total) and place not in settled]
                fewest = choices if fewest is None or len(choices) < len(fewest) else fewest
                if not fewest:
                    break
        return fewest

    def _makes_hold(self, each: Equation, place: Place, total: Exact) -> bool:
        changes = each.holds(total + each.terms[place] * self.change)
        return place[0] == self.table and changes and is_number(self.board.system.value(place))


def _source(board: Board, places: Sequence[Place]) -> Place:
    """Return the cell from which the others follow: the one that no equation makes the total of another one."""
    totals = {
        _total(check, each)
        for place in places
        for check, each in board.system.constraints(place).values()
        if sum(other in each.terms for other in places) > 1
    }
    return next((place for place in places if place not in totals), places[0])


def _total(check: Check, each: Equation) -> Place | None:
    """Return the one cell that an equality says to be the sum of others."""
    body = check.instance.body
    if not isinstance(body, plan.Comparison):
        return None
    bare = [isinstance(side, plan.Cells | plan.Single) for side in (body.left, body.right)]
    own = [place for place, factor in each.terms.items() if (factor > 0) == bare[0]]
    return own[0] if bare[0] != bare[1] and len(own) == 1 else None
