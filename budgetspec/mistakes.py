"""What is said about a document that is not as its schema says: one small function per mistake, all wording on this page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from budgetspec.finding import Bilingual

_LISTED: Final = 8
_SHOWN: Final = 30
_FIGURE: Final = re.compile(r"[-+]?\d[\d,，]*(\.\d+)?")

_TYPES: Final = {
    "object": Bilingual("对象", "an object"),
    "array": Bilingual("数组", "an array"),
    "string": Bilingual("文本", "a text"),
    "number": Bilingual("数", "a number"),
    "integer": Bilingual("整数", "a whole number"),
    "boolean": Bilingual("真假值", "true or false"),
    "null": Bilingual("空（null）", "null"),
}

_LIMITS: Final = {
    "minimum": Bilingual("不应小于 {}", "expected at least {}"),
    "maximum": Bilingual("不应大于 {}", "expected at most {}"),
    "exclusiveMinimum": Bilingual("应大于 {}", "expected more than {}"),
    "exclusiveMaximum": Bilingual("应小于 {}", "expected less than {}"),
    "multipleOf": Bilingual("应为 {} 的整数倍", "expected a multiple of {}"),
    "minLength": Bilingual("至少 {} 个字", "expected at least {} characters"),
    "maxLength": Bilingual("最多 {} 个字", "expected at most {} characters"),
    "pattern": Bilingual("不符合格式 {}", "expected the pattern {}"),
    "minItems": Bilingual("至少 {} 项", "expected at least {} items"),
    "maxItems": Bilingual("最多 {} 项", "expected at most {} items"),
    "uniqueItems": Bilingual("各项不应重复", "expected no item twice"),
    "minProperties": Bilingual("至少 {} 个键", "expected at least {} keys"),
    "maxProperties": Bilingual("最多 {} 个键", "expected at most {} keys"),
}
_DEMANDS: Final = {
    ("format", "date"): Bilingual("应为日期（如 2025-01-31）", "expected a date (such as 2025-01-31)"),
    ("pattern", r"\S"): Bilingual("不能留空", "expected more than blanks"),
}


def wrong_type(types: Sequence[str], value: object) -> Bilingual:
    """Say which types a place takes and what stands there."""
    zh, en = "或".join(_TYPES[name].zh for name in types), " or ".join(_TYPES[name].en for name in types)
    found, advice = _shown(value), _about_quotes(types, value)
    return Bilingual(f"应为{zh}，实为{found.zh}{advice.zh}", f"expected {en}, found {found.en}{advice.en}")


def not_listed(choices: Sequence[object], value: object, suggestion: str | None) -> Bilingual:
    """Say which values a place takes and what stands there."""
    found, meant, many = _shown(value), _meant(suggestion), len(choices) > 1
    names = [_choice(choice) for choice in choices[:_LISTED]]
    more = Bilingual(f" 等 {len(choices)} 项", f" … ({len(choices)} in all)") if len(choices) > _LISTED else Bilingual("", "")
    zh = f"应为 {'、'.join(names)}{more.zh}{' 之一' if many else ''}"
    en = f"expected {'one of ' if many else ''}{', '.join(names)}{more.en}"
    return Bilingual(f"{zh}，实为{found.zh}{meant.zh}", f"{en}, found {found.en}{meant.en}")


def too_many(limit: int) -> Bilingual:
    """Say that not every mistake was looked for."""
    return Bilingual(
        f"不符合表式的地方太多，只查了最先找到的 {limit:,} 处",
        f"too much is not as the form declares: only the first {limit:,} mistakes were looked for",
    )


def unknown_key(key: str, suggestion: str | None) -> Bilingual:
    """Say that an object does not take a key."""
    meant = _meant(suggestion)
    return Bilingual(f"未知的键“{_short(key)}”{meant.zh}", f"unknown key “{_short(key)}”{meant.en}")


def missing_key(key: str) -> Bilingual:
    """Say that an object lacks a key."""
    return Bilingual(f"缺少“{key}”", f"“{key}” is missing")


def unmet(keyword: str, limit: object, value: object) -> Bilingual:
    """Say which other keyword of the schema a value does not meet."""
    unnamed = Bilingual(f"不符合表式中 {keyword} 的规定", f"not as the form's {keyword} demands")
    said = _DEMANDS.get((keyword, str(limit))) or _LIMITS.get(keyword, unnamed)
    found = _shown(value)
    return Bilingual(f"{said.zh.format(limit)}，实为{found.zh}", f"{said.en.format(limit)}, found {found.en}")


def _shown(value: object) -> Bilingual:
    match value:
        case None:
            return _TYPES["null"]
        case bool():
            return Bilingual(*[f" {value}".lower()] * 2)
        case str():
            return Bilingual(f"文本“{_short(value)}”", f"the text “{_short(value)}”")
        case int() | Decimal():
            return Bilingual(f"数 {_plain(value)}", f"the number {_plain(value)}")
        case list():
            return Bilingual(f"数组（{len(value)} 项）", f"an array of {len(value)}")
        case _:
            return _TYPES["object"]


def _choice(value: object) -> str:
    match value:
        case str():
            return value
        case int() | Decimal() if not isinstance(value, bool):
            return _plain(value)
        case _:
            return _shown(value).en.strip()


def _plain(number: int | Decimal) -> str:
    return f"{Decimal(number):f}"


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _meant(suggestion: str | None) -> Bilingual:
    if suggestion is None:
        return Bilingual("", "")
    return Bilingual(f"，是否为“{suggestion}”？", f"; did you mean “{suggestion}”?")


def _about_quotes(types: Sequence[str], value: object) -> Bilingual:
    """Advise where only the quotation marks are wrong: around an amount, or missing around a code."""
    if "string" in types and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Bilingual(f'；请加引号："{_plain(value)}"', f'; put it in quotes: "{_plain(value)}"')
    if {"number", "integer"} & set(types) and isinstance(value, str) and _FIGURE.fullmatch(value.strip()):
        figure = value.strip().replace(",", "").replace("，", "")
        return Bilingual(f"；请去掉引号和千分位：{figure}", f"; without quotes and separators: {figure}")
    return Bilingual("", "")
