"""Which values a check reads, and how strongly it holds them: an equality pins a value, others bound it or count it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any, Final

from budgetspec.finding import Verdict
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, Outcome, selects
from budgetspec.lang.types import Key, Level
from budgetspec.values import dataclass

_MADE: Final = frozenset({Verdict.HOLDS, Verdict.FAILS})
"""Verdicts of checks that were made: any other check guards nothing."""
_COMPUTED: Final = frozenset({"+", "-", "*", "/", "negative", "number", "date"})
"""Functions whose value changes whenever an argument does."""


class Strength(StrEnum):
    """How a check reads a value, strongest first: it pins the value, bounds it, or asks something else of it (a count)."""

    EQUALITY = "equality"
    BOUND = "bound"
    CONDITION = "condition"


_RANK: Final = {strength: rank for rank, strength in enumerate(Strength)}


@dataclass(frozen=True, slots=True)
class Place:
    """A value that rules can name: a column of a table in the row of a key, or a single value (``table`` is empty then).

    Places are the same if table, column, level and key are; ``level`` is the level itself.
    """

    table: str
    column: str
    identity: tuple[str | None, str] | None = None
    key: Key = ()
    level: Level | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, table: str, column: str, level: Level | None, key: Key) -> Place:
        """Return the place of a column at one key of a level."""
        return cls(table, column, level.identity if level else None, key, level)


class Reads:
    """Finds what the checks of one evaluation read. What is only the premise of a check (``when``) is not held by it."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def of(self, outcomes: Sequence[Outcome]) -> Mapping[Place, Strength]:
        """Return the values that the checks of a rule read, each with the strongest way it is read."""
        found: dict[Place, Strength] = {}
        for outcome in outcomes:
            made = [key for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True) if verdict in _MADE]
            for place, strength in self._condition(outcome.instance.body, outcome.level, made):
                if place not in found or _RANK[strength] < _RANK[found[place]]:
                    found[place] = strength
        return found

    def of_value(self, node: plan.Expr, level: Level | None, key: Key) -> frozenset[Place]:
        """Return all that an expression reads at one key."""
        return frozenset(place for place, _ in self._value(node, level, [key], Strength.CONDITION))

    def _condition(  # noqa: C901 - one case for each kind of condition
        self, node: plan.Expr, level: Level | None, keys: Sequence[Key]
    ) -> Iterator[tuple[Place, Strength]]:
        """Go through what a condition reads: of alternatives, those that hold or, where none does, all."""
        match node:
            case plan.Logic(op="and", operands=parts):
                for part in parts:
                    yield from self._condition(part, level, keys)
            case plan.Logic(op="or", operands=parts):
                for part in parts:
                    yield from self._condition(part, level, self._decisive(node, part, level, keys))
            case plan.Logic(op="implies", operands=(premise, conclusion)):
                met = self._decisive(premise, premise, level, keys)
                yield from self._condition(conclusion, level, met)
            case plan.Comparison(op=op, left=left, right=right, within=within):
                strength = Strength.EQUALITY if op == "==" and within is None else Strength.BOUND
                for side in (left, right):
                    yield from self._value(side, level, keys, strength)
            case plan.Membership():
                for part in plan.operands(node):
                    yield from self._value(part, level, keys, Strength.EQUALITY)
            case plan.Fold(function="all") | plan.ChildFold(function="all"):
                for below, rows in self._folded(node, level, keys):
                    yield from self._condition(node.argument, below, rows)
            case _:
                yield from self._value(node, level, keys, Strength.CONDITION)

    def _decisive(self, whole: plan.Expr, part: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Key]:
        """Return the keys at which a part of a condition is true, or the whole condition is not."""
        truths = zip(keys, self._values(part, level, keys), self._values(whole, level, keys), strict=True)
        return [key for key, of_part, of_whole in truths if of_part is True or (whole is not part and of_whole is False)]

    def _values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        return self._evaluation.values(node, level, keys)

    def _value(  # noqa: C901 - one case for each node of the plan
        self, node: plan.Expr, level: Level | None, keys: Sequence[Key], strength: Strength
    ) -> Iterator[tuple[Place, Strength]]:
        """Go through what a value is made of; whatever is neither computed with nor summed up enters a condition."""
        if not keys:
            return
        match node:
            case plan.Const() | plan.RowCount():
                return
            case plan.Single(path=path):
                yield Place("", path), strength
            case plan.Cells(table=table, column=column, single=True):
                yield Place.of(table, column, node.levels[0], ()), strength
            case plan.Cells(table=table, column=column):
                yield from ((Place.of(table, column, level, key), strength) for key in keys if selects(node, key))
            case plan.Fold() | plan.ChildFold():
                inner = strength if node.function == "sum" else Strength.CONDITION
                for below, rows in self._folded(node, level, keys):
                    yield from self._value(node.argument, below, rows, inner)
            case plan.ParentOf(table=table, argument=argument) if level is not None:
                parents = self._evaluation.scope.parents(table, level)
                above = list(dict.fromkeys(parents[key] for key in keys if key in parents))
                yield from self._value(argument, level.parent, above, strength)
            case plan.Apply(function="only", arguments=(argument, truth)):
                yield from self._value(truth, level, keys, Strength.CONDITION)
                yield from self._value(argument, level, self._decisive(truth, truth, level, keys), strength)
            case plan.Apply(function=name):
                inner = strength if name in _COMPUTED else Strength.CONDITION
                yield from self._inside(node, level, keys, inner)
            case plan.Previous() | plan.FromList():
                yield from self._inside(node, level, keys, strength)
            case _:
                yield from self._inside(node, level, keys, Strength.CONDITION)

    def _inside(
        self, node: plan.Expr, level: Level | None, keys: Sequence[Key], strength: Strength
    ) -> Iterator[tuple[Place, Strength]]:
        for part in plan.operands(node):
            yield from self._value(part, level, keys, strength)

    def _folded(
        self, node: plan.Fold | plan.ChildFold, level: Level | None, keys: Sequence[Key]
    ) -> Iterator[tuple[Level, list[Key]]]:
        """Go through the rows that are folded into some keys, level by level."""
        found: dict[Any, tuple[Level, dict[Key, None]]] = {}
        for key in keys if node.type.rows else [()]:
            for below, row in self._evaluation.rows(node, level, key):
                found.setdefault(below.identity, (below, {}))[1][row] = None
        return ((below, list(those)) for below, those in found.values())
