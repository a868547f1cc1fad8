"""Exact amounts, printed figures and the blank.

Inside, an amount is a whole number of 分 (0.01 元) as an ``int``, or a ``Fraction`` where that is not enough; other numbers
are ``int`` or ``Fraction`` too. A figure printed with limited precision is a ``Printed`` range. ``BLANK`` is an empty cell: 0 in
arithmetic, yet told apart from a printed 0. ``Unknown`` is a value that cannot be had, with the reason. All of them add,
subtract and multiply with the ordinary operators.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.values import dataclass

Exact = int | Fraction

FEN_PER_UNIT: Final = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
"""Units of money, each in 分."""
_TOO_LONG: Final = 10**100


class Blank:
    """The empty cell: 0 in sums, and a sum of nothing but blanks is blank again."""

    __slots__ = ()

    def __add__(self, other: Any) -> Any:
        return other

    __radd__ = __add__

    def __rsub__(self, other: Any) -> Any:
        return other

    def __sub__(self, other: Any) -> Any:
        return -other

    def __mul__(self, other: Any) -> Any:
        return other if isinstance(other, Unknown) else self

    __rmul__ = __mul__

    def __neg__(self) -> Blank:
        return self

    def __repr__(self) -> str:
        return "BLANK"

    def __reduce__(self) -> str:
        return "BLANK"


BLANK: Final = Blank()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be had (its table is missing, it is not a number); whatever is computed from it is unknown too.

    A ``quiet`` one need not be told to whoever reads a report: a rule of its own tells what is wrong.
    """

    why: Bilingual
    quiet: bool = False

    def _stay(self, _other: object) -> Unknown:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _stay

    def __neg__(self) -> Unknown:
        return self


@dataclass(frozen=True, slots=True)
class Printed:
    """Every exact value that prints as ``shown``: from ``low`` to ``high``, the ends belonging to it or not.

    Rounding to a last place u gives [v - u/2, v + u/2] (``rounded``).
    """

    low: Exact
    high: Exact
    shown: Exact
    open_low: bool = False
    open_high: bool = False

    def __add__(self, other: Any) -> Any:
        o = _as_range(other)
        if o is None:
            return NotImplemented
        return Printed(
            self.low + o.low,
            self.high + o.high,
            self.shown + o.shown,
            self.open_low or o.open_low,
            self.open_high or o.open_high,
        )

    __radd__ = __add__

    def __neg__(self) -> Printed:
        return Printed(-self.high, -self.low, -self.shown, self.open_high, self.open_low)

    def __sub__(self, other: Any) -> Any:
        return self + (-other) if _as_range(other) is not None else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        o = _as_range(other)
        if o is None:
            return NotImplemented
        ends = [
            (a * b, (x and (y or b != 0)) or (y and a != 0))
            for a, x in ((self.low, self.open_low), (self.high, self.open_high))
            for b, y in ((o.low, o.open_low), (o.high, o.open_high))
        ]
        low, high = min(ends), max(ends, key=lambda end: (end[0], not end[1]))
        return Printed(low[0], high[0], self.shown * o.shown, low[1], high[1])

    __rmul__ = __mul__


def _as_range(value: object) -> Printed | None:
    match value:
        case Printed():
            return value
        case int() | Fraction():
            return Printed(value, value, value)
    return None


def exact(number: Decimal | int, scale: int = 1) -> Exact:
    """Return ``number`` x ``scale`` exactly, an ``int`` where it is whole.

    >>> exact(Decimal("7198527.41"), 100)
    719852741
    """
    if isinstance(number, int):
        return number * scale
    numerator, denominator = number.as_integer_ratio()
    whole, rest = divmod(numerator * scale, denominator)
    return Fraction(numerator * scale, denominator) if rest else whole


def rounded(shown: Exact, last_place: Exact) -> Printed:
    """Return every value that rounds to ``shown`` when the last printed place is ``last_place``."""
    half = Fraction(last_place) / 2
    return Printed(_whole(shown - half), _whole(shown + half), shown)


def divide(left: Any, right: Any) -> Any:
    """Divide exactly; a divisor that is or may be 0 gives an unknown value."""
    if isinstance(left, Unknown):
        return left
    if isinstance(right, Unknown):
        return right
    divisor = _as_range(0 if right is BLANK else right)
    dividend = _as_range(0 if left is BLANK else left)
    if divisor is None or dividend is None or divisor.low <= 0 <= divisor.high:
        return Unknown(Bilingual("除数为零或可能为零", "the divisor is or may be zero"))
    if not isinstance(left, Printed) and not isinstance(right, Printed):
        return BLANK if left is BLANK else _whole(Fraction(left) / right)
    inverse = Printed(
        1 / Fraction(divisor.high),
        1 / Fraction(divisor.low),
        1 / Fraction(divisor.shown),
        divisor.open_high,
        divisor.open_low,
    )
    return dividend * inverse


def _whole(number: Fraction | int) -> Exact:
    return number.numerator if number.denominator == 1 else number


def _may_be_equal(a: Printed, b: Printed) -> bool:
    return _may_be_at_most(a, b) and _may_be_at_most(b, a)


def _may_be_at_most(a: Printed, b: Printed) -> bool:
    """Whether some value of ``a`` is at most some value of ``b``."""
    return a.low < b.high or (a.low == b.high and not a.open_low and not b.open_high)


_POSSIBLE: Final[dict[str, Callable[[Printed, Printed], bool]]] = {
    "==": _may_be_equal,
    "!=": lambda a, b: not (a.low == a.high == b.low == b.high),
    "<=": _may_be_at_most,
    ">=": lambda a, b: _may_be_at_most(b, a),
    "<": lambda a, b: a.low < b.high,
    ">": lambda a, b: a.high > b.low,
}


def possible(op: str, left: Any, right: Any) -> bool:
    """Say whether some values inside two numbers satisfy ``left op right``; exact against exact is exact.

    >>> possible("==", rounded(71985, 1), Fraction(719852, 10))
    True
    """
    a, b = _as_range(left), _as_range(right)
    if a is None or b is None:
        msg = f"not numbers: {left!r}, {right!r}"
        raise TypeError(msg)
    return _POSSIBLE[op](a, b)


def shown(value: Any) -> Any:
    """Return the value as printed: the figure itself for a ``Printed`` range."""
    return value.shown if isinstance(value, Printed) else value


def decimal_string(number: Exact, places: int | None = None) -> str:
    """Write a number as a decimal string, cut to 12 places where it does not end.

    >>> decimal_string(Fraction(1, 8)), decimal_string(719852741 * Fraction(1, 100), 2)
    ('0.125', '7198527.41')
    """
    if not -_TOO_LONG < number < _TOO_LONG:
        return f"{Decimal(int(number)):.12E}"
    digits = places if places is not None else _places(number)
    scaled = abs(number) * 10**digits
    units = round(scaled)
    sign = "-" if number < 0 and units else ""
    whole, part = divmod(units, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def _places(number: Exact, most: int = 12) -> int:
    for places in range(most):
        if (number * 10**places) % 1 == 0:
            return places
    return most


def in_unit(amount: Exact, unit: str) -> Exact:
    """Convert an amount in 分 to ``unit``."""
    return _whole(Fraction(amount, FEN_PER_UNIT[unit]))


def is_nil(decimal: str) -> bool:
    """Tell whether a decimal string is zero."""
    return not decimal.strip("-0.")


def grouped(decimal: str) -> str:
    """Group the digits of a decimal string by thousands: ``-7000.00`` is ``-7,000.00``."""
    sign, digits = ("-", decimal[1:]) if decimal.startswith("-") else ("", decimal)
    whole, dot, part = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{part}"
