"""Laws of exact amounts and printed figures; each docstring is the law."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from budgetspec.finding import Bilingual
from budgetspec.money import BLANK, Printed, Unknown, decimal_string, divide, exact, grouped, possible, rounded, shown

NUMBERS = st.integers(-1000, 1000) | st.fractions(-1000, 1000, max_denominator=100)
PLACES = st.sampled_from([Fraction(1, 100), Fraction(1, 10), 1, 10, 1_000_000])
DECIMALS = st.decimals(-(10**12), 10**12, places=6, allow_nan=False, allow_infinity=False)
ARITHMETIC = st.sampled_from([operator.add, operator.sub, operator.mul, divide])
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
UNKNOWN = Unknown(Bilingual("没有", "missing"))


@st.composite
def figures(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a number, exact or printed, and an exact value that it may stand for."""
    if draw(st.booleans()):
        number = draw(NUMBERS)
        return number, number
    low = draw(NUMBERS)
    high = low + draw(st.fractions(Fraction(1, 100), 50, max_denominator=100))
    inside = low + (high - low) * draw(st.fractions(0, 1, max_denominator=4))
    open_low, open_high = draw(st.booleans()), draw(st.booleans())
    assume(not (inside == low and open_low) and not (inside == high and open_high))
    return Printed(low, high, (low + high) / 2, open_low, open_high), inside


def contains(number: Any, value: Any) -> bool:
    if not isinstance(number, Printed):
        return bool(number == value)
    above = value > number.low or (value == number.low and not number.open_low)
    below = value < number.high or (value == number.high and not number.open_high)
    return bool(above and below)


def _may_be_zero(number: Any) -> bool:
    return bool(number.low <= 0 <= number.high) if isinstance(number, Printed) else bool(number == 0)


class TestRanges:
    @given(figures(), figures(), ARITHMETIC)
    def test_arithmetic(self, a: tuple[Any, Any], b: tuple[Any, Any], function: Callable[[Any, Any], Any]) -> None:
        """The result for two printed figures contains the result for every two exact values they may stand for."""
        result = function(a[0], b[0])
        if isinstance(result, Unknown):
            assert function is divide
            assert _may_be_zero(b[0])
        else:
            assert contains(result, function(a[1], b[1]))

    @given(figures(), figures(), ARITHMETIC)
    def test_arithmetic_as_printed(self, a: tuple[Any, Any], b: tuple[Any, Any], function: Callable[[Any, Any], Any]) -> None:
        """A result is printed as the result for the figures as printed."""
        result = function(a[0], b[0])
        assume(not isinstance(result, Unknown))
        assert shown(result) == function(shown(a[0]), shown(b[0]))

    @given(figures())
    def test_negative(self, a: tuple[Any, Any]) -> None:
        """Minus a printed figure contains minus every value, and minus twice is nothing."""
        assert contains(-a[0], -a[1])
        minus = -a[0]
        assert -minus == a[0]

    @given(figures(), figures(), st.sampled_from(sorted(COMPARISONS)))
    def test_comparison(self, a: tuple[Any, Any], b: tuple[Any, Any], op: str) -> None:
        """A comparison that holds for some values inside is possible."""
        if COMPARISONS[op](a[1], b[1]):
            assert possible(op, a[0], b[0])

    @given(figures(), figures(), st.sampled_from([("==", "!="), ("<=", ">"), (">=", "<")]))
    def test_opposites(self, a: tuple[Any, Any], b: tuple[Any, Any], ops: tuple[str, str]) -> None:
        """Of two opposite comparisons at least one is possible; for exact numbers exactly one."""
        both = [possible(op, a[0], b[0]) for op in ops]
        assert any(both)
        if not isinstance(a[0], Printed) and not isinstance(b[0], Printed):
            assert sorted(both) == [False, True]

    @given(NUMBERS, NUMBERS, st.sampled_from(sorted(COMPARISONS)))
    def test_exact_against_exact(self, a: Any, b: Any, op: str) -> None:
        """Exact against exact is exact."""
        assert possible(op, a, b) is COMPARISONS[op](a, b)

    @given(NUMBERS, PLACES)
    def test_rounding(self, value: Any, place: Any) -> None:
        """A figure printed with a last place stands for every value that rounds to it, and for no other."""
        printed = round(Fraction(value) / place) * place
        assert contains(rounded(printed, place), value)
        assert not contains(rounded(printed + 2 * place, place), value)

    @given(NUMBERS, figures(), PLACES, st.integers(1, 1000), st.sampled_from(["==", "<=", ">="]))
    def test_widening(self, a: Any, b: tuple[Any, Any], place: Any, times: int, op: str) -> None:
        """A coarser printed place never breaks an equality or an order."""
        if possible(op, rounded(a, place), b[0]):
            assert possible(op, rounded(a, place * times), b[0])


class TestExact:
    @given(DECIMALS)
    def test_round_trip(self, number: Decimal) -> None:
        """A decimal read exactly and written again is the same number."""
        assert Decimal(decimal_string(exact(number))) == number

    @given(DECIMALS, st.sampled_from([1, 100, 1_000_000]))
    def test_scale(self, number: Decimal, scale: int) -> None:
        """Reading in a smaller unit multiplies exactly, and is an int where it is whole."""
        value = exact(number, scale)
        assert value == Fraction(number) * scale
        assert isinstance(value, int) == ((Fraction(number) * scale).denominator == 1)

    @given(st.integers(-(10**15), 10**15), st.integers(0, 4))
    def test_places(self, number: int, places: int) -> None:
        """A number written with fixed places has that many, and rounds to itself."""
        text = decimal_string(Fraction(number, 10**places), places)
        assert len(text.partition(".")[2]) == places
        assert Fraction(text) == Fraction(number, 10**places)

    @given(st.integers(-(10**15), 10**15), st.integers(0, 4))
    def test_grouped(self, number: int, places: int) -> None:
        """Grouping by thousands changes no digit."""
        text = decimal_string(Fraction(number, 10**places), places)
        assert grouped(text).replace(",", "") == text

    @given(st.integers(1, 10_000))
    def test_any_size(self, digits: int) -> None:
        """A number of any size can be written."""
        assert Decimal(decimal_string(10**digits)) == Decimal(10) ** digits


class TestBlank:
    @given(figures())
    def test_neutral(self, a: tuple[Any, Any]) -> None:
        """The blank is 0 in addition and subtraction."""
        number = a[0]
        assert BLANK + number == number
        assert number + BLANK == number
        assert number - BLANK == number
        assert BLANK - number == -number

    @given(st.lists(st.just(BLANK), max_size=5))
    def test_sum_of_blanks(self, blanks: list[Any]) -> None:
        """A sum of nothing but blanks is blank, and so is minus a blank and a product with one."""
        assert sum(blanks, start=BLANK) is BLANK
        assert -BLANK is BLANK
        assert BLANK * BLANK is BLANK
        assert BLANK - BLANK is BLANK

    @given(st.lists(figures(), min_size=1, max_size=5))
    def test_sum_with_numbers(self, numbers: list[tuple[Any, Any]]) -> None:
        """A sum with a number is a number, blanks or not."""
        total = sum((n for n, _ in numbers), start=BLANK)
        assert total is not BLANK
        assert sum([total, BLANK], start=BLANK) == total

    @given(figures())
    def test_product(self, a: tuple[Any, Any]) -> None:
        """A blank times anything is blank, and a blank divided by what is not 0 is too."""
        assert a[0] * BLANK is BLANK
        assert BLANK * a[0] is BLANK
        if not _may_be_zero(a[0]) and not isinstance(a[0], Printed):
            assert divide(BLANK, a[0]) is BLANK

    @given(figures())
    def test_divisor(self, a: tuple[Any, Any]) -> None:
        """Nothing can be divided by a blank or by 0."""
        assert isinstance(divide(a[0], BLANK), Unknown)
        assert isinstance(divide(a[0], 0), Unknown)


class TestUnknown:
    @pytest.mark.parametrize("function", [operator.add, operator.sub, operator.mul, divide])
    @given(st.one_of(st.just(BLANK), figures().map(operator.itemgetter(0)), st.just(UNKNOWN)))
    def test_absorbs(self, function: Callable[[Any, Any], Any], other: Any) -> None:
        """Whatever is computed from an unknown value is unknown, for the same reason."""
        assert function(UNKNOWN, other) == UNKNOWN
        assert function(other, UNKNOWN) == UNKNOWN
        assert -UNKNOWN == UNKNOWN
