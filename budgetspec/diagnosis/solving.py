"""Exact solutions of small systems of equations: by how much the chosen cells must change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from budgetspec.diagnosis.amended import Amended
from budgetspec.diagnosis.linear import Check, CheckId, Equation, off_by
from budgetspec.diagnosis.system import System, moved, whole
from budgetspec.lang.routes import Place
from budgetspec.money import Exact, shown

_FIRST_STEP: Final = 1000
_MOST_STEPS: Final = 12
_FINEST: Final = 10**9

_Row = tuple[list[Fraction], Fraction]


def solve(columns: Sequence[Mapping[CheckId, Exact]], equations: Mapping[CheckId, Equation]) -> tuple[Exact, ...] | None:
    """Return the one change of each cell that makes all equations hold; None if there is none, or more than one.

    ``columns`` are the coefficients of each cell. An exact equation counts before a rounded one, and what is rounded less before
    what is rounded more: printed figures decide only what nothing more exact does.
    """
    if any(all(identity not in column for column in columns) for identity in equations):
        return None
    order = sorted(equations.items(), key=lambda item: item[1].high - item[1].low)
    rows = [([Fraction(c.get(identity, 0)) for c in columns], Fraction(-each.shown)) for identity, each in order]
    changes = _eliminated(rows, len(columns))
    if changes is None or not all(_holds(identity, each, columns, changes) for identity, each in order):
        return None
    return changes


def balanced(system: System, check: Check, place: Place) -> Any:
    """Return the value of a cell that makes a check hold which is not linear in it (secant method), or None."""
    old = system.value(place)
    before, at = Fraction(0), Fraction(_FIRST_STEP)
    off_before, off = _off(system, check, place, before), _off(system, check, place, at)
    for _ in range(_MOST_STEPS):
        if not off or off_before is None or off == off_before:
            break
        following = (at - off * (at - before) / (off - off_before)).limit_denominator(_FINEST)
        before, off_before, at = at, off, following
        off = _off(system, check, place, at)
    return moved(old, at) if off is not None and abs(off) < Fraction(1, _FIRST_STEP) else None


def _off(system: System, check: Check, place: Place, change: Fraction) -> Fraction | None:
    changed = Amended(system.evaluation.scope, {place: moved(system.value(place), change)})
    off = shown(off_by(check, system.evaluation.over(changed)))
    return None if off is None else Fraction(off)


def _eliminated(rows: Sequence[_Row], width: int) -> tuple[Exact, ...] | None:
    """Solve by elimination; rows that come later are left out of account where earlier ones have decided."""
    pivots: dict[int, _Row] = {}
    for each in rows:
        row = each
        for at, pivot in pivots.items():
            row = _reduced(row, at, pivot)
        at = next((i for i, factor in enumerate(row[0]) if factor), width)
        if at < width:
            pivot = [factor / row[0][at] for factor in row[0]], row[1] / row[0][at]
            pivots = {i: _reduced(other, at, pivot) for i, other in pivots.items()} | {at: pivot}
    if len(pivots) < width:
        return None
    return tuple(whole(pivots[at][1]) for at in range(width))


def _reduced(row: _Row, at: int, pivot: _Row) -> _Row:
    times = row[0][at]
    if not times:
        return row
    return [a - times * b for a, b in zip(row[0], pivot[0], strict=True)], row[1] - times * pivot[1]


def _holds(identity: CheckId, each: Equation, columns: Sequence[Mapping[CheckId, Exact]], changes: Sequence[Exact]) -> bool:
    return each.holds(sum(column.get(identity, 0) * change for column, change in zip(columns, changes, strict=True)))
