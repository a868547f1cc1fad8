"""What is meant by what is written in another way, where a template cannot say it; nothing where it is no such mistake.

Each takes the groups of the patterns by which ``idioms`` tells a mistake.
"""

from __future__ import annotations

import re
from decimal import Decimal
from string import Template
from typing import Final

from budgetspec.lang import ast
from budgetspec.lang.functions import CALLED, FOLDS, FUNCTIONS, TEXTS
from budgetspec.lang.sayings import DAYS, OPERATOR_WORDS, SEVERITIES, figure, predicate

_EMPTY_WORDS: Final = frozenset("must should shall has be is to than as the".split())  # noqa: SIM905
_COMPARED: Final = {
    words: sign
    for sign, others in {
        "==": ("", "equal", "same", "equals"), "!=": ("not equal", "not same", "different from"),
        ">": ("greater", "more", "larger", "higher", "bigger", "over", "above"),
        "<": ("less", "smaller", "lower", "fewer", "under", "below"),
        ">=": ("greater or equal", "at least", "not less", "no less", "not lower", "not smaller", "more or equal"),
        "<=": ("less or equal", "at most", "not more", "no more", "not greater", "not higher", "smaller or equal"),
    }.items()
    for words in others
}  # fmt: skip
"""Comparisons in English, without the words that say nothing."""
_ENDS: Final = frozenset({"ends", "endswith", "结尾"})
_SIGNS: Final = {"≠": "!=", "≤": "<=", "≥": ">=", "＝": "==", "=": "==", "<>": "!="}
LARGE: Final = {
    "亿元": (10_000, "万元"), "亿": (10_000, "万元"), "千万元": (1000, "万元"), "百万元": (100, "万元"), "十万元": (10, "万元"),
    "千万": (1000, "万元"), "百万": (100, "万元"), "千元": (1000, "元"), "百元": (100, "元"),
}  # fmt: skip
"""Units of money that the rules do not have, in those that they have."""
AFTER: Final = r"(?:[之以]?后)?的?\s*(?P<days>[0-9]+)\s*个?(?:工作日|日|天)(?:[之以]?内)?"
"""Days that are counted from a date."""
SINCE: Final = (
    r"(?:[比较]\s*(?:上年|去年|上一年)度?|同比)\s*(?:有所)?"
    "(?P<way>只减不增|不增(?:加|长)?|不减少?|增长|增加|上升|提高|下降|减少|降低|压减|持平)"
)
"""How something is said to change since last year."""
_RISES: Final = frozenset({"增长", "增加", "上升", "提高"})
_QUOTES: Final = "[\"'“”‘’]"


def infix(left: str, no: str, word: str, right: str) -> str | None:
    """Write a function of two texts that stands between them: ``名称 包含 "工资"``."""
    word = "".join(word.lower().split()).rstrip("是为")
    name = "matches" if word in _ENDS else CALLED.get(word, word)
    if name not in TEXTS or TEXTS[name].arguments != 2:  # noqa: PLR2004 - a text and what is asked of it
        return None
    text = f'"{right if right.isdecimal() else right[1:-1]}"'
    if name == "matches":
        return f"{'not ' * bool(no)}{_matched(left, text[1:-1].replace('*', '%').replace('＊', '%'), word)}"
    return f"{'not ' * bool(no)}{name}({left}, {text})"


def _matched(left: str, text: str, word: str) -> str:
    """Write ``like "%工资%"``, ``like "*工资*"``, or what a text ends with; ``like`` without a sign is of any part."""
    inside = text.strip("%").replace(r"\d", "[0-9]")
    if word in _ENDS or text[:1] == "%" != text[-1:]:
        return f'matches({left}, ".*{inside}")'
    contained = text[:1] == "%" or (word == "like" and re.fullmatch(r"\w+", text))
    function = "contains" if contained else "starts" if text[-1:] == "%" else "matches"
    return f'{function}({left}, "{inside}")'


def contains(no: str, left: str, right: str) -> str:
    """Write that a text holds another: ``"工资" in 名称``."""
    return f"{'not ' * bool(no)}contains({left}, {right})"


def one_of(left: str, sign: str, first: str, others: str) -> str:
    """Write a text that is one of several: ``指标 == "产出"、"效益"``."""
    options = ", ".join(re.findall(r"\"[^\"]*\"|“[^”]*”", first + others))
    return f"{'not ' * (sign[0] in '!！≠')}{left} in ({options})"


def said_of(left: str, word: str) -> str | None:
    """Write what is said behind a column: ``项目名称 唯一``."""
    said = predicate("".join(word.split()))
    return Template(said[1]).substitute(left=left) if said and not said[0] else None


def change(left: str, way: str, word: str, share: str) -> str:
    """Write a change since last year: ``比上年增长不超过10%``."""
    factor = _hundredths(100 - Decimal(share) if way in {"下降", "减少"} else 100 + Decimal(share))
    rises = {"": "==", "不": "<=", "超": ">", "达": ">="}[word[:1]]
    return f"{left} {rises} 上年.{left} * {factor}"


def trend(left: str, way: str, table: str = "") -> str:
    """Write how something, perhaps of a ``table``, is to be beside last year: ``比上年下降``, ``只减不增``."""
    sign = {"只": "<=", "不": ">=" if way.startswith("不减") else "<=", "持": "=="}.get(way[0]) or (">" if way in _RISES else "<")
    return f"{left} {sign} 上年.{table}{left}"


def method(left: str, word: str, rest: str) -> str | None:
    """Write a function that stands behind its column with a point: ``名称.contains("工资")``."""
    name = CALLED.get(word.lower(), word.lower())
    if left in FOLDS and name in FUNCTIONS:
        return f"{left}({name}({rest.strip()}))"
    return f"{name}({', '.join(filter(None, [left, rest.strip()]))})" if name in FUNCTIONS else None


def compared(words: str) -> str | None:
    """Write a comparison in English words: ``must be``, ``is not less than``."""
    said = [word for word in words.lower().split() if word not in _EMPTY_WORDS]
    return _COMPARED.get(" ".join(said))


def each_compared(first: str, others: str, rest: str) -> str:
    """Write several columns that are compared at once: ``合计, 人员经费 >= 0``."""
    columns = [each.strip() for each in re.split("[,，、]", first + others) if each.strip()]
    said = re.sub(f"^(?:{'|'.join(OPERATOR_WORDS)})", lambda m: OPERATOR_WORDS[m[0]], rest)
    return " and ".join(f"{column} {said}" for column in columns)


def between(left: str, low: str, high: str) -> str:
    """Write a range: ``在 50万 和 100万 之间``."""
    low, high = (re.sub(r"(?<=[0-9])\s*万(?!元)", "万元", each) for each in (low, high))
    return f"{left} >= {low} and {left} <= {high}"


def demanded(failure: str) -> str | None:
    """Write what must hold instead of what must not: ``合计 != 100 则报错``."""
    match = re.fullmatch(
        r"(?:如果|若|当|if|when)?\s*(?P<left>[^=＝<>!！≤≥≠]+?)\s*(?P<sign>[=＝<>!！≤≥≠]{1,2})\s*(?P<right>.+)", failure.strip()
    )
    sign = ast.OPPOSITE.get(_SIGNS.get(match["sign"], match["sign"])) if match else None
    return f"{match['left']} {sign} {match['right']}" if match and sign else None


def guarded(premise: str, check: str) -> str:
    """Write ``if (合计 > 0) { 人员经费 > 0 }``."""
    return f"when {premise.strip()}: {check.strip()}"


def joined(word: str, name: str) -> str:
    """Write a word between conditions that runs into the name behind it."""
    return f"{'or' if '或' in word else 'and'} {name}"


def times(times: str) -> str:
    """Write ``的两倍``, which is a product."""
    return f"* {figure(times) or times}"


def share(share: str) -> str | None:
    """Write ``的20%`` or ``的百分之二十``, which is a product."""
    factor = _hundredths(Decimal(share)) if share[0].isascii() else figure(share)
    return f"* {factor}" if factor else None


def date(year: str, month: str, day: str) -> str:
    """Write ``2025年3月1日``."""
    return f'"{year}-{month:0>2}-{day:0>2}"'


def days(number: str, unit: str) -> str:
    """Write a time in days, the only measure of it that is added to a date: ``1个月``."""
    return f"{int(number) * DAYS[unit]}天"


def zeros(head: str, tail: str) -> str:
    """Write the digits for which letters stand that look like them: 1OO, 1l."""
    return head + re.sub(r"\D", "0", re.sub("[lI]", "1", tail))


def digits(head: str, tail: str) -> str:
    """Write the digits of a code: 2**, 20?, 2XX; a single sign stands for all that are missing of its level."""
    if tail[0].isalnum():
        return head + tail.lower()
    return head + "x" * (len(tail) if len(tail) > 1 or tail in "?？_#" else 1 + len(head) % 2)


def chosen(column: str, rows: str) -> str:
    """Write rows with a condition: ``sum(合计 where 科目 in (301, 302))``."""
    return f"{column}[{re.sub(_QUOTES, '', rows).strip()}]"


def taken_when(function: str, column: str, premise: str, keys: str) -> str:
    """Write a fold of what satisfies a condition: ``sum(权重 when 一级指标 == "产出" by 单位)``."""
    return f"{function}(only({column}, {premise.strip()}){keys})"


def select(function: str, column: str, bare: str, table: str, rows: str) -> str:
    """Write ``select sum(合计) from 表 where 级 = '类'``."""
    chosen = f"{table}{f'[{rows}]' * bool(rows)}.{column or bare}"
    return f"{function.lower()}({chosen})" if function else chosen


def operator(word: str, number: str = "") -> str:
    """Write an operator that a name runs into: ``合计不超过 100``, ``占比不低于50%``."""
    return f"{OPERATOR_WORDS[word]} {number}%" if number else OPERATOR_WORDS[word]


def length(left: str, word: str) -> str:
    """Write how long a text is to be: ``名称长度不超过 20``."""
    return f"length({left}) {OPERATOR_WORDS[word]}"


def part(share: str) -> str:
    """Write a percentage right before what it is of: ``50%合计``."""
    return f"{_hundredths(Decimal(share))} *"


def none_of(key: str, codes: str) -> str:
    """Write that a code is none of some, and begins with none of their patterns: ``除301、302xx外``."""
    each = re.findall("[0-9]+x*", codes)
    exact = [f'"{code}"' for code in each if "x" not in code]
    alone = [f"{key} != {exact[0]}"] if len(exact) == 1 else [f"not {key} in ({', '.join(exact)})"] if exact else []
    return " and ".join([*alone, *(f'not starts({key}, "{code.rstrip("x")}")' for code in each if "x" in code)])


def amount(number: str, unit: str) -> str:
    """Write ``5亿元``."""
    factor, known = LARGE[unit]
    return f"{(Decimal(number) * factor).normalize():f}{known}"


def per_mille(number: str) -> str:
    """Write ``5‰``."""
    return _hundredths(Decimal(number) / 10)


def mille_of(number: str) -> str:
    """Write ``的5‰``, which is a product."""
    return f"* {per_mille(number)}"


def _hundredths(number: Decimal) -> str:
    return f"{(number / 100).normalize():f}"


def severity(word: str) -> str:
    """Write a severity that stands without its word, or with another."""
    return f"severity {SEVERITIES[word.lower()]}"


def severity_alone(word: str) -> str | None:
    """Write a severity that stands in quotes behind its word: ``severity "警告"``."""
    return SEVERITIES.get(word.strip().lower())


def graded(word: str, text: str) -> str:
    """Write a severity with the message behind it: ``warning "超标"``."""
    return f"severity {SEVERITIES[word.lower()]} message {text}"
