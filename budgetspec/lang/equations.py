"""What a check says of blanks: an equation of the values that are there and those that are not, where it is exact and linear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from fractions import Fraction
from typing import Any

from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, selects
from budgetspec.lang.reads import Place
from budgetspec.lang.types import Key, Kind, Level
from budgetspec.money import BLANK, Exact
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Sum:
    """A side of an equation: what is known of it (amounts in 分), its blanks, of how many amounts it is made.

    ``folded`` says that it sums up rows, however many there are.
    """

    known: Exact = 0
    blanks: dict[Place, Exact] = field(default_factory=dict)
    size: int = 0
    folded: bool = False

    def plus(self, other: Sum, times: Exact = 1) -> Sum:
        """Return the sum of this and a multiple of another."""
        blanks = dict(self.blanks)
        for place, factor in other.blanks.items():
            blanks[place] = blanks.get(place, 0) + times * factor
        left = {place: factor for place, factor in blanks.items() if factor}
        return Sum(self.known + times * other.known, left, self.size + other.size, self.folded or other.folded)

    @property
    def alone(self) -> Place | None:
        """The blank that is this whole side, if it is."""
        match list(self.blanks.items()):
            case [(place, 1)] if self.size == 1:
                return place
        return None


@dataclass(frozen=True, slots=True)
class Equation:
    """``known`` and the multiples of ``blanks`` add up to nothing.

    ``alone`` are the blanks that are a side of their own, and ``totals`` those of them whose other side sums something up.
    """

    known: Exact
    blanks: tuple[tuple[Place, Exact], ...]
    alone: frozenset[Place]
    totals: frozenset[Place]


class Equations:
    """Reads the checks of one evaluation as equations."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def of(self, node: plan.Expr, level: Level | None, key: Key) -> Iterator[Equation]:
        """Go through what a condition says at one key: its equalities of amounts that can be computed exactly."""
        match node:
            case plan.Logic(op="and", operands=parts):
                for part in parts:
                    yield from self.of(part, level, key)
            case plan.Comparison(op="==", left=left, right=right, within=None) if _are_amounts(left, right):
                sides = self._sum(left, level, key), self._sum(right, level, key)
                if sides[0] is not None and sides[1] is not None and not self._evaluation.lacking(node):
                    yield _equation(sides[0], sides[1])

    def _sum(  # noqa: PLR0911 - one case for each node of the plan
        self, node: plan.Expr, level: Level | None, key: Key
    ) -> Sum | None:
        """Return a value as a sum; None where it is none, or its amounts are not known exactly."""
        match node:
            case plan.Const(value=int() | Fraction() as value):
                return Sum(value)
            case plan.Single(path=path):
                return _amount(Place("", path), self._evaluation.at(node, level, key))
            case plan.Cells(table=table, column=column, single=single):
                own, row = (node.levels[0], ()) if single else (level, key)
                if not selects(node, row):
                    return Sum()
                return _amount(Place.of(table, column, own, row), self._evaluation.at(node, level, key))
            case plan.Fold(function="sum") | plan.ChildFold(function="sum"):
                return self._folded(node, level, key)
            case plan.Apply(function="negative", arguments=(inner,)):
                return _computed("-", Sum(), self._sum(inner, level, key))
            case plan.Apply(function="+" | "-" | "*" | "/" as op, arguments=(left, right)):
                return _computed(op, self._sum(left, level, key), self._sum(right, level, key))
        return None

    def _folded(self, node: plan.Fold | plan.ChildFold, level: Level | None, key: Key) -> Sum | None:
        """Return a sum over rows; a row without rows below it has none."""
        rows = self._evaluation.rows(node, level, key)
        if not rows and isinstance(node, plan.ChildFold):
            return None
        whole = Sum(folded=True)
        for row in rows:
            part = self._sum(node.argument, *row)
            if part is None:
                return None
            whole = whole.plus(part)
        return whole


def _are_amounts(left: plan.Expr, right: plan.Expr) -> bool:
    return left.type.kind is Kind.AMOUNT or right.type.kind is Kind.AMOUNT


def _amount(place: Place, value: Any) -> Sum | None:
    if value is BLANK:
        return Sum(0, {place: 1}, 1)
    return Sum(value, {}, 1) if isinstance(value, int | Fraction) else None


def _computed(op: str, left: Sum | None, right: Sum | None) -> Sum | None:
    """Return a sum, or a product with a literal; None where it is neither."""
    if left is None or right is None:
        return None
    match op:
        case "+" | "-":
            return left.plus(right, 1 if op == "+" else -1)
        case "*" if not right.size:
            return Sum().plus(left, right.known)
        case "*" if not left.size:
            return Sum().plus(right, left.known)
        case "/" if not right.size and right.known:
            return Sum().plus(left, Fraction(1) / right.known)
    return None


def _equation(left: Sum, right: Sum) -> Equation:
    whole = left.plus(right, -1)
    alone = {side.alone: other for side, other in ((left, right), (right, left)) if side.alone is not None}
    totals = frozenset(place for place, other in alone.items() if other.folded or other.size != 1)
    return Equation(whole.known, tuple(whole.blanks.items()), frozenset(alone), totals)
