"""What a sentence should say where a stated figure fails its check: its clause, with the figure that the other side gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Final

from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.pattern import Hole
from budgetspec.lang.phrase import printed_change
from budgetspec.lang.types import Key, Level
from budgetspec.money import BLANK, FEN_PER_UNIT, shown
from budgetspec.stated import Figure
from budgetspec.submission import Submission

_BOUNDARY: Final = re.compile(r"[，,。；;：:、！？!?]")


def correction(node: plan.Expr, level: Level | None, key: Key, evaluation: Evaluation, submission: Submission) -> str | None:
    """Return the right clause for a failing equality of which one side is a figure of the text; None for any other."""
    if not isinstance(node, plan.Comparison) or node.op != "==":
        return None
    for stated, other in ((node.left, node.right), (node.right, node.left)):
        figure = _figure(stated, level, key, submission)
        if figure is not None:
            right = printed(figure.captured.hole, evaluation.at(other, level, key), submission.disclosure.form.precision)
            return _clause(figure, right, submission.disclosure.value) if right else None
    return None


def printed(hole: Hole, value: Any, precision: Mapping[str, Decimal]) -> str | None:
    """Print a value as a hole of a sentence would have it, rounded to the last place of its unit; None for what is no figure.

    >>> printed(Hole("收入", "万元"), 719852741, {"万元": Decimal("0.01")})
    '719.85万元'
    """
    value = 0 if value is BLANK else shown(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or hole.type == "日期":
        return None
    exact = Fraction(value) / FEN_PER_UNIT.get(hole.type, 1)
    number = _rounded(exact, precision.get(hole.type))
    return printed_change(number, hole.type) if hole.change else f"{number:f}{hole.type}"


def _rounded(value: Fraction, last_place: Decimal | None) -> Decimal:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return number if last_place is None else number.quantize(last_place, ROUND_HALF_UP)


def _figure(node: plan.Expr, level: Level | None, key: Key, submission: Submission) -> Figure | None:
    match node:
        case plan.Single(path=path):
            return submission.statements.figure(*path.partition(".")[::2], ())
        case plan.Cells(table=table, column=column) if level is not None:
            return submission.statements.figure(table, column, key)
    return None


def _clause(figure: Figure, right: str, value: Any) -> str:
    """Return the clause around a figure as printed, with another figure in its place."""
    where, start, end = figure.item.place(figure.captured.start, figure.captured.end)
    for part in where:
        value = value[part]
    before = value[:start]
    begin = max((m.end() for m in _BOUNDARY.finditer(before)), default=0)
    after = _BOUNDARY.search(value, end)
    return f"{value[begin:start]}{right}{value[end : after.start() if after else len(value)]}".strip()
