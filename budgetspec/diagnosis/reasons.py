"""Why a figure may have come out wrong: what people do to figures when they type, likely causes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.money import FEN_PER_UNIT, Exact, decimal_string
from budgetspec.values import dataclass

_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class Reason:
    """A likely cause; the lower its ``rank``, the likelier."""

    rank: int
    said: Bilingual


@dataclass(frozen=True, slots=True)
class Change:
    """A figure as it stands and as it must be, in 分 or plain; ``places`` are printed decimals, ``scale`` one printed unit."""

    old: Exact
    new: Exact
    blank: bool = False
    scale: int = 1
    places: int | None = None

    def printed(self, value: Exact) -> str:
        """Return the digits of a value as they would be printed."""
        return decimal_string(Fraction(-value if value < 0 else value) / self.scale, self.places)


def reason(change: Change, beside: Iterable[Exact], above: Iterable[Exact]) -> Reason:
    """Say what has likely happened; ``beside`` are the values of the neighbouring columns, ``above`` of the neighbouring rows."""
    copied = [(_COPIED_COLUMN, [*beside]), (_COPIED_ROW, [*above])]
    tests = [*_TESTS, *((said, _among(values)) for said, values in copied)]
    found = (Reason(rank, said) for rank, (said, test) in enumerate(tests) if test(change))
    return next(found, Reason(len(tests), _DETERMINED))


def _among(values: list[Exact]) -> Callable[[Change], bool]:
    return lambda change: not change.blank and change.old != 0 and change.old in values


def _is_sign(change: Change) -> bool:
    return change.old == -change.new != 0


def _is_unit(change: Change) -> bool:
    """Whether one is the other in 万元, rounded to what is printed."""
    ten_thousand = FEN_PER_UNIT["万元"] // FEN_PER_UNIT["元"]
    if change.scale == 1 or 0 in {change.old, change.new}:
        return False
    pairs = ((change.old, change.new), (change.new, change.old))
    return any(small != 0 and abs(small - Fraction(large, ten_thousand)) <= Fraction(1, 2) for small, large in pairs)


def _is_transposed(change: Change) -> bool:
    old, new = (change.printed(value).replace(".", "") for value in (change.old, change.new))
    swapped = (old[:i] + old[i + 1] + old[i] + old[i + 2 :] for i in range(min(len(old), _LONGEST) - 1))
    return old != new and new in swapped


def _is_one_digit(change: Change) -> bool:
    old, new = change.printed(change.old), change.printed(change.new)
    return len(old) == len(new) <= _LONGEST and sum(a != b for a, b in zip(old, new, strict=True)) == 1


def _is_digit_lost(change: Change) -> bool:
    return not change.blank and _longer_by_one(change.printed(change.old), change.printed(change.new))


def _is_digit_added(change: Change) -> bool:
    return not change.blank and _longer_by_one(change.printed(change.new), change.printed(change.old))


def _longer_by_one(short: str, long: str) -> bool:
    """Whether a text becomes another by one character put in, the decimal point apart."""
    short, long = short.replace(".", ""), long.replace(".", "")
    return len(long) == len(short) + 1 <= _LONGEST and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


_TESTS: Final[tuple[tuple[Bilingual, Callable[[Change], bool]], ...]] = (
    (Bilingual("漏填", "left blank"), lambda change: change.blank),
    (Bilingual("正负号相反", "the sign is wrong"), _is_sign),
    (Bilingual("元与万元混淆", "元 and 万元 are mixed up"), _is_unit),
    (Bilingual("相邻两位数字颠倒", "two neighbouring digits are transposed"), _is_transposed),
    (Bilingual("错了一位数字", "one digit is wrong"), _is_one_digit),
    (Bilingual("漏了一位数字", "a digit is missing"), _is_digit_lost),
    (Bilingual("多了一位数字", "there is a digit too many"), _is_digit_added),
    (Bilingual("此处应为空或零", "should be blank or zero"), lambda change: change.new == 0),
)
_COPIED_COLUMN: Final = Bilingual("填了相邻一列的数", "it has the value of the neighbouring column")
_COPIED_ROW: Final = Bilingual("填了相邻一行的数", "it has the value of the neighbouring row")
_DETERMINED: Final = Bilingual("由其他各数得出", "follows from the other figures")
