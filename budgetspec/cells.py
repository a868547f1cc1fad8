"""How a printed cell is read, by its kind: the values the language computes with, out of the JSON ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.lang.types import Kind
from budgetspec.money import BLANK, Unknown, exact, rounded
from budgetspec.reader import Unreadable

ABSENT: Final = object()
"""Stands for a key that is not there; it reads as a blank."""

Reader = Callable[[Any], Any]
"""Turns a JSON value into a number, a text, a date, ``BLANK``, or an ``Unknown`` where it is of the wrong kind."""

_NUMBERS: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.YEAR})
_NOT_A_NUMBER: Final = Unknown(Bilingual("此处不是数", "this is not a number"))
_NOT_A_TEXT: Final = Unknown(Bilingual("此处不是文字", "this is not a text"))
_NOT_A_DATE: Final = Unknown(Bilingual("此处不是日期（如 2025-01-20）", "this is not a date (2025-01-20)"))


def reader(kind: Kind, scale: int = 1, last_place: Decimal | None = None) -> Reader:
    """Return how cells of a kind are read: numbers times ``scale``, exact or as printed to ``last_place``.

    >>> reader(Kind.AMOUNT, 100)(Decimal("7198527.41"))
    719852741
    """
    if kind not in _NUMBERS:
        return {Kind.DATE: _date, Kind.VALUE: _value}.get(kind, _text)
    if last_place is not None:
        return lambda raw: _rounded(raw, scale, last_place)

    def read(raw: Any) -> Any:
        if type(raw) is Decimal:  # as ``exact`` does it, without the way there: most cells of a table are such amounts
            numerator, denominator = raw.as_integer_ratio()
            if scale % denominator == 0:
                return numerator * (scale // denominator)
        return _number(raw, scale)

    return read


def is_number(raw: Any) -> bool:
    """Say whether a JSON value is a number; ``true`` is none."""
    return isinstance(raw, int | Decimal) and not isinstance(raw, bool)


def has_decimals(raw: Any) -> bool:
    """Say whether a number printed with decimals stands somewhere in a JSON value.

    >>> has_decimals({"合计": Decimal("5.00")}), has_decimals([5, None])
    (True, False)
    """
    if isinstance(raw, dict | list):
        return any(map(has_decimals, raw.values() if isinstance(raw, dict) else raw))
    return isinstance(raw, Decimal) and int(raw.as_tuple().exponent) < 0


def printed(raw: Any) -> str | None:
    """Return a cell as printed, None where nothing is."""
    if raw is None or raw is ABSENT or isinstance(raw, Unreadable | dict | list):
        return None
    if isinstance(raw, bool):
        return str(raw).lower()
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw)


def _number(raw: Any, scale: int = 1) -> Any:
    if raw is None or raw is ABSENT:
        return BLANK
    if is_number(raw):
        return exact(raw, scale)
    return Unknown(raw.why) if isinstance(raw, Unreadable) else _NOT_A_NUMBER


def _rounded(raw: Any, scale: int, last_place: Decimal) -> Any:
    value = _number(raw, scale)
    return value if value is BLANK or isinstance(value, Unknown) else rounded(value, exact(last_place, scale))


def _text(raw: Any) -> Any:
    if raw is None or raw is ABSENT:
        return BLANK
    if isinstance(raw, str):
        return raw if raw.strip() else BLANK
    return Unknown(raw.why) if isinstance(raw, Unreadable) else _NOT_A_TEXT


def _value(raw: Any) -> Any:
    return _text(raw) if isinstance(raw, str) else _number(raw)


def _date(raw: Any) -> Any:
    text = _text(raw)
    if not isinstance(text, str):
        return text
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return _NOT_A_DATE
