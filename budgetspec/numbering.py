"""Numbers of items as Chinese documents print them: 十二、 （三） 4. 附表5 第六条 ⑦."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

_CHINESE_DIGITS: Final = "〇一二三四五六七八九"
_DIGITS: Final = {c: i for i, c in enumerate(_CHINESE_DIGITS)} | {"零": 0, "两": 2}
_CHINESE: Final = "〇零一二两三四五六七八九十百"
_NUMBER: Final = rf"(?P<n>\d{{1,3}}|[{_CHINESE}]{{1,9}})"
_STYLES: Final = tuple(
    re.compile(rf"\s*{style}")
    for style in (
        rf"第\s*{_NUMBER}\s*(?:部分|条|章|节|项)[、.．:：]?",
        rf"附?表\s*{_NUMBER}[、.．:：]?",
        rf"[（(]\s*{_NUMBER}\s*[)）][、.．]?",
        rf"{_NUMBER}\s*(?:[、)）:：]|[.．](?=[0-9]{{4}}年|[^0-9]|$))",
        r"(?P<n>[①-⑳])",
    )
)

_RANKS: Final = tuple(
    re.compile(rf"\s*{style}")
    for style in (
        rf"第\s*{_NUMBER}\s*(?:部分|章)",
        rf"(?P<n>[{_CHINESE}]{{1,9}})\s*[、.．]",
        rf"[（(]\s*(?P<n>[{_CHINESE}]{{1,9}})\s*[)）]",
        r"(?P<n>\d{1,3})\s*(?:、|[.．](?=[0-9]{4}年|[^0-9]|$))",
        r"[（(]\s*(?P<n>\d{1,3})\s*[)）]",
        r"(?P<n>[①-⑳])",
    )
)
"""The styles of numbers, those of the widest divisions first."""
_MAY_BEGIN: Final = re.compile(rf"\s*[第附表（(\d{_CHINESE}①-⑳]")
"""What every number begins with; most texts do not."""


def numberless(heading: str) -> str:
    """Return a heading without its number, blanks, and what ends a line, as sections are told by it.

    >>> numberless("第三部分 2025 年部门预算情况说明"), numberless("（一）总体情况。")
    ('2025年部门预算情况说明', '总体情况')
    """
    return "".join(split(heading)[1].split()).rstrip("。：:")


def split(text: str) -> tuple[int | None, str]:
    """Return the number that an item begins with, if any, and the rest of its text.

    >>> split("十二、项目支出表"), split("（三）其他"), split("2025年预算")
    ((12, '项目支出表'), (3, '其他'), (None, '2025年预算'))
    """
    if not _MAY_BEGIN.match(text):
        return None, text.strip()
    for style in _STYLES:
        if match := style.match(text):
            return number(match["n"]), text[match.end() :].strip()
    return None, text.strip()


def rank(text: str) -> int | None:
    """Return how high the style of an item's number stands, 0 the highest: 第一部分 一、 （一） 1、 （1） ①; None without one.

    >>> rank("一、概况"), rank("（一）概况"), rank("1、概况"), rank("概况")
    (1, 2, 3, None)
    """
    if not _MAY_BEGIN.match(text):
        return None
    return next((i for i, style in enumerate(_RANKS) if style.match(text)), None)


def within(text: str, style: int) -> Iterator[int]:
    """Go through the numbers of one style (see ``rank``) that stand in a text where an item could begin.

    >>> list(within("（七）负责会计管理。（八）负责票据管理（含第（九）项）。", 2))
    [7, 8]
    """
    return (number(match["n"]) for match in _inside(style).finditer(text))


@cache
def _inside(style: int) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[，,。；;：:、！？\s])){_RANKS[style].pattern}")


def number(text: str) -> int:
    """Return what digits, a Chinese number or a number in a circle stand for."""
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    return int(text) if text.isdecimal() else _chinese(text)


def chinese(of: int) -> str:
    """Write a number below 100 as documents do.

    >>> chinese(6), chinese(10), chinese(12), chinese(20), chinese(35)
    ('六', '十', '十二', '二十', '三十五')
    """
    tens, ones = divmod(of, 10)
    return ("" if tens <= 1 else _CHINESE_DIGITS[tens]) + ("十" if tens else "") + (_CHINESE_DIGITS[ones] if ones else "")


def _chinese(text: str) -> int:
    """Read a Chinese number below 1,000: 二百零三 is 203, 十二 is 12, 二〇 is 20."""
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
    return total + digit
