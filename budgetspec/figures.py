"""What a piece of a sentence means: a stated figure with its precision, a change with its direction, a date, a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.lang.matcher import Captured
from budgetspec.lang.types import Kind
from budgetspec.money import FEN_PER_UNIT, Exact, Printed, Unknown, exact

_UNDIRECTED: Final = Unknown(Bilingual("原文没有说明是增加还是减少", "the text does not say whether it rose or fell"))
_NO_DATE: Final = Unknown(Bilingual("不是日期", "this is not a date"))


def meaning(captured: Captured, kind: Kind, precision: Mapping[str, Decimal], *, whole: bool) -> Any:
    """Return the value of what a hole took: amounts in 分, as printed to the last place of their unit.

    ``precision`` is the last place by unit; ``whole`` says that the section gives its amounts in whole 万元.
    """
    match kind:
        case Kind.DATE:
            return _date(captured.text)
        case Kind.AMOUNT | Kind.PERCENT | Kind.YEAR | Kind.COUNT:
            return _number(captured, precision, whole=whole)
    return captured.text


def _number(captured: Captured, precision: Mapping[str, Decimal], *, whole: bool) -> Any:
    if captured.number is None:
        return _UNDIRECTED
    unit = captured.hole.type
    scale = FEN_PER_UNIT.get(unit, 1)
    value = exact(captured.number, scale)
    last_place = Decimal(1) if whole and unit == "万元" else precision.get(unit)
    return value if last_place is None else stated(value, exact(last_place, scale))


def stated(shown: Exact, last_place: Exact) -> Printed:
    """Return every value that a sentence states as ``shown``: by rounding to ``last_place``, or by cutting off.

    >>> stated(71985, 1).low, stated(-71985, 1).low
    (Fraction(143969, 2), -71986)
    """
    half = last_place // 2 if last_place % 2 == 0 else Fraction(last_place) / 2
    if shown == 0:
        return Printed(-last_place, last_place, 0, open_low=True, open_high=True)
    if shown > 0:
        return Printed(shown - half, shown + last_place, shown, open_high=True)
    return Printed(shown - last_place, shown + half, shown, open_low=True)


def _date(text: str) -> Any:
    parts = [int(part) for part in re.findall("[0-9]+", text)]
    try:
        return date(*parts)
    except (TypeError, ValueError):
        return _NO_DATE
