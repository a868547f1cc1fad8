"""One check as a linear equation: its cells with their coefficients, and by how much it fails.

Exact amounts are integers of 分. Where a figure is printed with limited precision, what an equation is off by is a range.
What is not linear (products of cells, counts) is taken as it stands: it is part of the constant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, selects
from budgetspec.lang.routes import Identity, Place, factors, is_equality, times_of
from budgetspec.lang.types import PRIOR, Key, Level
from budgetspec.money import BLANK, Exact, Printed
from budgetspec.values import dataclass


class Check(NamedTuple):
    """One check of a rule, the rule called by its position."""

    rule: int
    instance: plan.Instance
    level: Level | None
    key: Key

    @property
    def identity(self) -> CheckId:
        """What tells it from all others."""
        return id(self.instance), self.level.identity if self.level else None, self.key


CheckId = tuple[int, Identity, Key]


@dataclass(frozen=True, slots=True)
class Equation:
    """Σ coefficient x cell + constant = 0, off by a value from ``low`` to ``high``; as printed, by ``shown``.

    ``opaque`` are the cells that it reads in any other way: they are part of the constant.
    """

    terms: dict[Place, Exact]
    low: Exact
    high: Exact
    shown: Exact
    opaque: frozenset[Place] = frozenset()

    @property
    def exact(self) -> bool:
        """Whether nothing in it is rounded."""
        return self.low == self.high

    def holds(self, change: Exact) -> bool:
        """Whether it holds once its cells have changed by so much in all."""
        return self.low <= -change <= self.high


def equation(check: Check, evaluation: Evaluation) -> Equation | None:
    """Return a check as an equation; None if it is no equality of numbers, or a value is unknown."""
    off = off_by(check, evaluation)
    if off is None:
        return None
    body, level, key = check.instance.body, check.level, check.key
    sides = ((body.left, 1), (body.right, -1)) if isinstance(body, plan.Comparison) else ()
    found = [term for side, sign in sides for term in _terms(side, level, key, sign, evaluation)]
    terms: dict[Place, Exact] = {}
    for place, factor in found:
        terms[place] = terms.get(place, 0) + (factor or 0)
    terms = {place: factor for place, factor in terms.items() if factor != 0}
    opaque = frozenset(place for place, factor in found if factor is None)
    low, high, middle = (off.low, off.high, off.shown) if isinstance(off, Printed) else (off, off, off)
    return Equation(terms, low, high, middle, opaque)


def off_by(check: Check, evaluation: Evaluation) -> Exact | Printed | None:
    """Return left - right of an equality of numbers; None if it is none, or a value is unknown."""
    values = sides(check, evaluation)
    if values is None:
        return None
    off = values[0] - values[1]
    return 0 if off is BLANK else off if isinstance(off, Exact | Printed) else None


def sides(check: Check, evaluation: Evaluation) -> tuple[Any, Any] | None:
    """Return both sides of an equality of numbers; None if it is none."""
    body = check.instance.body
    if not isinstance(body, plan.Comparison) or not is_equality(body):
        return None
    return evaluation.at(body.left, check.level, check.key), evaluation.at(body.right, check.level, check.key)


def read(side: plan.Expr, check: Check, evaluation: Evaluation) -> Iterator[Place]:
    """Go through the cells that one side of a check reads."""
    return (place for place, _ in _terms(side, check.level, check.key, 1, evaluation))


def _terms(
    node: plan.Expr, level: Level | None, key: Key, factor: Exact | None, evaluation: Evaluation
) -> Iterator[tuple[Place, Exact | None]]:
    """Go through the cells of an expression at one key, with their coefficients: None where it is not linear in them."""
    match node:
        case plan.Single(path=path) if not path.startswith(f"{PRIOR}."):
            yield ("", path, None, ()), factor
        case plan.Cells() if not node.table.startswith(f"{PRIOR}."):
            own, own_key = (node.levels[0], ()) if node.single else (level, key)
            if own is not None and selects(node, own_key):
                yield (node.table, node.column, own.identity, own_key), factor
        case plan.Fold() | plan.ChildFold():
            kept = factor if node.function == "sum" else None
            for own, own_key in evaluation.rows(node, level, key):
                yield from _terms(node.argument, own, own_key, kept, evaluation)
        case plan.ParentOf() if level is not None and level.parent is not None:
            above = evaluation.scope.parents(node.table, level).get(key)
            yield from _terms(node.argument, level.parent, above, factor, evaluation) if above is not None else ()
        case plan.Apply():
            for argument, times in zip(node.arguments, factors(node), strict=True):
                yield from _terms(argument, level, key, times_of(factor, times), evaluation)
