"""Laws of the numbers of items; each docstring is the law."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetspec import numbering
from budgetspec.numbering import split
from budgetspec.sequence import Line, due

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


class TestChinese:
    @given(st.integers(1, 99))
    def test_what_is_written_is_read(self, number: int) -> None:
        """A number that is written is read as it was."""
        assert split(f"{numbering.chinese(number)}、项目") == (number, "项目")


class TestSequence:
    @given(st.lists(st.integers(1, 12), min_size=1, max_size=4), st.sampled_from(["{}、", "（{}）", "({})"]))
    def test_what_runs_on_is_due(self, lengths: list[int], style: str) -> None:
        """Lists that begin at 1 and run on, each under a heading of its own, bear the numbers that are due."""
        lines: list[Line] = []
        for length in lengths:
            lines.append(Line((len(lines),), "说明", is_heading=True))
            lines += [Line((len(lines) + i,), f"{style.format(chinese(i + 1))}项目。") for i in range(length)]
        assert due(lines) == {line.where: number for line in lines if (number := split(line.text)[0]) is not None}

    @given(st.integers(2, 20), st.data())
    def test_a_number_that_is_left_out_is_told_once(self, length: int, data: st.DataObject) -> None:
        """Where a number is left out of a list, the line behind it is the only one with another number than is due."""
        left_out = data.draw(st.integers(1, length - 1))
        numbers = [n for n in range(1, length + 1) if n != left_out]
        found = due(Line((n,), f"（{chinese(n)}）项目。") for n in numbers)
        assert {where: n for where, n in found.items() if where != (n,)} == {(left_out + 1,): left_out}

    @given(st.integers(2, 20), st.data())
    def test_a_wrong_number_is_told_once(self, length: int, data: st.DataObject) -> None:
        """A wrong number, with others before and behind it, is the only one that is not due."""
        wrong, other = data.draw(st.integers(1, length)), data.draw(st.integers(2, 30))
        printed = {n: n if n != wrong else other for n in range(1, length + 2)}
        found = due(Line((n,), f"{p}、项目。") for n, p in printed.items())
        assert {where: n for where, n in found.items() if n != printed[int(where[0])]} == (
            {} if other == wrong else {(wrong,): wrong}
        )

    @pytest.mark.parametrize(
        ("lines", "wrong"),
        [
            (["（七）会计。（八）票据。", "（九）国库。"], {0: 1}),
            (["（一）会计。（二）票据。", "（三）国库。"], {}),
            (["主要用于：1、教育支出。", "2、卫生支出。", "3、住房支出。"], {}),
            (["1、收入。", "其中：", "1、拨款。", "2、其他。"], {}),
            (["1、收入。", "1、拨款。", "2、其他。"], {1: 2}),
            (["1、收入。", "（1）拨款。", "（2）其他。", "2、支出。"], {}),
            (["1、收入。", "（一）拨款。", "（二）其他。", "2、支出。"], {}),
            (["1.2025年收入。", "2.2025年支出。"], {}),
            (["#四、实施方案", "1、准备。", "2、组织。", "#五、实施周期"], {0: 1}),
            (["#4、实施方案", "1、准备。", "2、组织。", "#5、实施周期"], {0: 1}),
            (["#一、甲", "#（一）乙", "（二）丙", "#（三）丁", "#二、戊"], {}),
            (["#一、甲", "#（一）乙", "#二、丙", "#（二）丁"], {3: 1}),
            (["#说明", "#一、甲", "#其他", "#一、乙"], {}),
        ],
    )
    def test_lists(self, lines: list[str], wrong: dict[int, int]) -> None:
        """Lists begin anew behind other text, go on behind inner ones, and may be headings or not; # stands for a heading."""
        found = due(Line((i,), text.removeprefix("#"), text.startswith("#")) for i, text in enumerate(lines))
        assert {where[0]: n for where, n in found.items() if n != split(lines[int(where[0])].removeprefix("#"))[0]} == wrong
