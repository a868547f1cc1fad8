"""Laws of the numbers of items; each docstring is the law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetspec.numbering import split

DIGITS = "零一二三四五六七八九"
STYLES = [
    "{}、",
    "（{}）",
    "({})",
    "{}.",
    "{}．",
    "{}：",
    "{}）",
    "附表{}",
    "表{} ",
    "第{}部分",
    "第{}条",
    "第 {} 章、",
    " {}、",
    "（{}）、",
]
HEADINGS = st.text("支出预算表说明（）：，", min_size=1, max_size=8).map(lambda text: f"项{text}目")


def chinese(number: int) -> str:
    """Write a number below 1,000 as documents do: 十二, 二十, 一百零三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = f"{DIGITS[hundreds]}百" if hundreds else ""
    middle = ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十" if tens else ("零" if hundreds and ones else "")
    return head + middle + (DIGITS[ones] if ones else "")


class TestSplit:
    @pytest.mark.parametrize("style", STYLES)
    @given(st.integers(1, 999), HEADINGS, st.sampled_from([str, chinese]))
    def test_every_style(self, style: str, number: int, heading: str, write: type) -> None:
        """A numbered item gives its number and its heading, whatever the style, in digits or Chinese."""
        assert split(style.format(write(number)) + heading) == (number, heading)

    @given(st.integers(1, 20), HEADINGS)
    def test_circled(self, number: int, heading: str) -> None:
        """A circled number is a number."""
        assert split(chr(ord("①") + number - 1) + heading) == (number, heading)

    @given(st.integers(0, 999), HEADINGS)
    def test_full_width_digits(self, number: int, heading: str) -> None:
        """Full-width digits are digits."""
        wide = "".join(chr(ord(c) + 0xFEE0) for c in str(number))
        assert split(f"{wide}、{heading}") == (number, heading)

    @given(st.integers(1900, 2100), st.sampled_from(["年预算", "年", "万元", ".5万元"]))
    def test_years_and_amounts(self, number: int, rest: str) -> None:
        """A year or an amount at the beginning is no number of an item."""
        assert split(f"{number}{rest}") == (None, f"{number}{rest}")

    @given(st.integers(0, 999), st.integers(0, 9))
    def test_decimals(self, whole: int, part: int) -> None:
        """A decimal at the beginning is no number of an item."""
        assert split(f"{whole}.{part}万元") == (None, f"{whole}.{part}万元")

    @given(st.text(max_size=30))
    def test_any_text(self, text: str) -> None:
        """Any text can be split, and nothing but its number is lost."""
        number, rest = split(text)
        assert text.rstrip().endswith(rest)
        assert number is not None or rest == text.strip()
