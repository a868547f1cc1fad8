"""Figures as sentences print them: a number with its unit, a year, a date, a change with the word that says which way.

Texts are in the normal form of a ``Passage``: half width, no blanks. Every pattern here looks at a bounded piece of text.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

COUNTERS: Final = tuple("个辆台套人名家项次户件")
"""Units of things that are counted."""
MONEY: Final = ("万元", "元", "亿元")
_WORDS: Final[dict[str, tuple[str, ...]]] = {
    **{unit: (unit,) for unit in (*MONEY, *COUNTERS)},
    "%": ("%", "个百分点"),
    "个": ("个", "项", "家"),
    "辆": ("辆", "台"),
}
MEASURES: Final = tuple(_WORDS)
"""Types of holes that take a number and its unit; a change can be stated in them."""
FIGURES: Final = (*MEASURES, "年", "日期")
TEXTS: Final = ("文", "词", "段")
"""A text within its sentence, one without separators, and the rest of the item."""
_CALLED: Final = dict.fromkeys(MONEY, "金额") | dict.fromkeys(COUNTERS, "数量") | {"%": "百分比"}

_RISES: Final = ("增加", "增长", "上升", "提高", "上涨", "上浮", "调增", "增幅")
_FALLS: Final = ("减少", "下降", "降低", "压减", "下浮", "调减", "压缩", "缩减", "降幅", "减幅")
_SIGNS: Final = dict.fromkeys(_RISES, 1) | dict.fromkeys(_FALLS, -1) | {"增减": 0}
_STILL: Final = (
    *("无增减变化", "无增减变动", "无增减", "无变化", "无变动", "没有增减变化", "没有增减", "没有变化", "没有变动"),
    *("持平", "不变", "保持不变", "一致", "保持一致", "相同", "零增长"),
)
_DIRECTION: Final = "|".join(_SIGNS)
_LEFT_STANDING: Final = rf"(?:[(/或](?:{_DIRECTION}|持平)\)?){{0,3}}"
_CHANGE: Final = re.compile(rf"(?P<word>{_DIRECTION})(?P<choice>{_LEFT_STANDING})了?(?:约为|约|为)?")

CHANGES_BEGIN: Final = frozenset(word[0] for word in (*_SIGNS, *_STILL))
"""What the first letter of a change may be."""
FIGURES_BEGIN: Final = frozenset("0123456789-−〇零○一二三四五六七八九")
"""What the first letter of any other figure may be."""
AMOUNT: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,20}+)(?:\.[0-9]{1,10}+)?"
"""A number without sign, its thousands grouped or not."""
BEGINS: Final = r"(?<![0-9])(?<![0-9][.,])"
"""What must not stand before a number: a digit of the same number."""
_NUMBER: Final = re.compile(rf"{BEGINS}[-−]?{AMOUNT}")
_YEAR: Final = re.compile(r"(?<![0-9])(?:[0-9]{4}|[〇零○一二三四五六七八九]{4})年")
_DATE: Final = re.compile(r"(?<![0-9])[0-9]{4}(?:年[0-9]{1,2}月[0-9]{1,2}日|(?P<s>[-./])[0-9]{1,2}(?P=s)[0-9]{1,2})")
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")


class Written(NamedTuple):
    """A figure in a text: where it ends and its number. An unresolved change, 减少（增加）, has none unless it is 0."""

    end: int
    number: Decimal | None
    unresolved: bool = False


class Lacking(NamedTuple):
    """No figure: where what is ``wanted`` should stand; ``begun`` if its number or its word of change stands there."""

    at: int
    wanted: str
    begun: bool = False


def wanted(kind: str, *, change: bool = False) -> str:
    """Return what people call what a hole of type ``kind`` takes.

    >>> wanted("万元"), wanted("%", change=True), wanted("类")
    ('金额（万元）', '增减（%）', '名称（类）')
    """
    match kind:
        case "年":
            return "年份"
        case "日期":
            return "日期"
        case "文" | "词" | "段":
            return "文字"
    return f"{'增减' if change else _CALLED.get(kind, '名称')}（{kind}）"


def figures(text: str, at: int, kind: str, *, change: bool = False) -> tuple[Written, ...] | Lacking:
    """Read the figure that begins at ``at``, in each way it can be read, the likeliest first.

    >>> figures("18,976.76万元", 0, "万元")
    (Written(end=11, number=Decimal('18976.76'), unresolved=False),)
    >>> figures("719.85元", 0, "万元")
    Lacking(at=6, wanted='万元', begun=True)
    """
    match kind:
        case "年":
            return _years(text, at)
        case "日期":
            found = _DATE.match(text, at)
            return (Written(found.end(), None),) if found else Lacking(at, wanted(kind))
    read = _change(text, at, kind) if change else _measure(text, at, kind)
    return (read,) if isinstance(read, Written) else read


def _measure(text: str, at: int, unit: str) -> Written | Lacking:
    number = _NUMBER.match(text, at)
    if number is None:
        return Lacking(at, wanted(unit))
    for word in _WORDS[unit]:
        if text.startswith(word, number.end()):
            digits = number[0].replace(",", "").replace("−", "-")
            return Written(number.end() + len(word), Decimal(digits))
    return Lacking(number.end(), unit, begun=True)


def _change(text: str, at: int, unit: str) -> Written | Lacking:
    for word in _STILL:
        if text.startswith(word, at):
            return Written(at + len(word), Decimal(0))
    stated = _CHANGE.match(text, at)
    if stated is None:
        return Lacking(at, wanted(unit, change=True))
    size = _measure(text, stated.end(), unit)
    if isinstance(size, Lacking):
        return size._replace(begun=True)
    if size.number is None:
        return size
    sign = 0 if stated["choice"] else _SIGNS[stated["word"]]
    if sign == 0:
        return Written(size.end, None if size.number else Decimal(0), unresolved=True)
    return Written(size.end, sign * size.number if size.number else Decimal(0))


def _years(text: str, at: int) -> tuple[Written, ...] | Lacking:
    """Read a year, first with 度 if it stands there: 2025年度."""
    year = _YEAR.match(text, at)
    if year is None:
        return Lacking(at, wanted("年"))
    number = Decimal(year[0][:-1].translate(_DIGITS))
    ends = (year.end() + 1, year.end()) if text.startswith("度", year.end()) else (year.end(),)
    return tuple(Written(end, number) for end in ends)
