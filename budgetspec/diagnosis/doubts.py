"""Whether a change is certain: it is no culprit if something that it does not explain may be the cause of what it explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from budgetspec.diagnosis.linear import CheckId, Equation
from budgetspec.diagnosis.localise import Explanation, Slot
from budgetspec.diagnosis.system import System
from budgetspec.lang import plan
from budgetspec.lang.routes import Place
from budgetspec.money import Exact

_SEVERAL: Final = 3
"""So many figures that each disagree with one table alone: it is likelier that the table is wrong."""


class Doubts:
    """What speaks against changes, given all changes that were found and which failing checks each of them reads."""

    def __init__(
        self, system: System, slots: Sequence[Slot], explained: Collection[CheckId], reading: Sequence[Collection[CheckId]]
    ) -> None:
        self._system = system
        unexplained = [each for identity, each in system.equations.items() if identity not in explained]
        self._open = {place for each in unexplained for place in each.terms}
        self._values: dict[Place, set[Any]] = {}
        for place, value in (edit for slot in slots for edit in slot[0].edits):
            self._values.setdefault(place, set()).add(value)
        weak = [self._equations(read) for slot, read in zip(slots, reading, strict=True) if not self._is_strong(slot[0], read)]
        self._tables = Counter(table for each in weak for table in self._read(each))

    def none_of(self, explanation: Explanation, read: Collection[CheckId]) -> bool:
        """Whether nothing speaks against a change, or more equations for it than it changes cells."""
        if any(len(self._values[place]) > 1 for place, _ in explanation.edits):
            return False
        return self._is_strong(explanation, read) or not self._is_doubtful(explanation, read)

    def _is_strong(self, explanation: Explanation, read: Iterable[CheckId]) -> bool:
        return len(self._equations(read)) > len(explanation.edits)

    def _is_doubtful(self, explanation: Explanation, read: Collection[CheckId]) -> bool:
        """Whether what it explains may come of something else.

        What meets an equation that is not explained may, and what differs by as much as another one; a sum may lack a row.
        """
        equations = self._equations(read)
        cells = {place for each in equations for place in (*each.terms, *each.opaque)}
        if cells & self._open or any(self._tables[table] >= _SEVERAL for table in self._read(equations)):
            return True
        if any(_as_much(one, other) for one in equations for other in self._beside(equations, read)):
            return True
        return explanation.move is None and any(map(self._is_of_rows, read))

    def _beside(self, equations: Iterable[Equation], read: Collection[CheckId]) -> Iterator[Equation]:
        """Go through the other equations that read one of the tables that these read."""
        tables = {*self._read(equations)}
        others = (each for identity, each in self._system.equations.items() if identity not in read)
        return (each for each in others if not tables.isdisjoint(self._read([each])))

    def _equations(self, read: Iterable[CheckId]) -> list[Equation]:
        return [self._system.equations[identity] for identity in read if identity in self._system.equations]

    def _read(self, equations: Iterable[Equation]) -> Iterator[str]:
        """Go through the tables that equations read, each once; what the text states stands in none."""
        form = self._system.submission.disclosure.form
        terms = (place for each in equations for place in each.terms)
        own = (place for place in terms if place[0] in form.layouts or place[1] in form.scalars)
        yield from dict.fromkeys(place[0] or place[1].partition(".")[0] for place in own)

    def _is_of_rows(self, identity: CheckId) -> bool:
        body = self._system.failing[identity].instance.body
        folds = (node for node in plan.walk(body) if isinstance(node, plan.Fold | plan.ChildFold))
        return identity in self._system.equations and any(True for _ in folds)


def _as_much(one: Equation, other: Equation) -> bool:
    """Whether two equations may be off by the same amount, not counting its sign."""
    return _overlap(one.low, one.high, other.low, other.high) or _overlap(one.low, one.high, -other.high, -other.low)


def _overlap(low: Exact, high: Exact, other_low: Exact, other_high: Exact) -> bool:
    return low <= other_high and other_low <= high
