"""What a printed cell says, by the kind of value that stands there: exact numbers, or the text as printed."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from budgetspec.lang.types import Kind
from budgetspec.reader import MAX_DIGITS

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")
_NIL: Final = frozenset({"", "-", "--"})
_NUMBERS: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.YEAR})
_MINUS: Final = str.maketrans({"−": "-", "–": "-", "—": "-", "－": "-"})


def number(text: str) -> Decimal | int | None:
    """Read a printed number, None if it is none.

    >>> number("7,198,527.41"), number("－3.50"), number("1,98")
    (Decimal('7198527.41'), Decimal('-3.50'), None)
    """
    digits = _plain(text)
    if not _NUMBER.fullmatch(digits) or len(digits) > MAX_DIGITS:
        return None
    digits = digits.replace(",", "").removeprefix("+")
    return int(digits) if digits.lstrip("-").isdecimal() else Decimal(digits)


def is_nil(text: str | None) -> bool:
    """Say whether a cell for a number is left blank: nothing or a dash.

    >>> is_nil(" — "), is_nil("0")
    (True, False)
    """
    return text is None or _plain(text) in _NIL


def value(text: str | None, kind: Kind) -> Decimal | int | str | None:
    """Return what a cell holds: None for a blank, a number where one is expected and printed, otherwise the text as printed.

    >>> value("10%", Kind.PERCENT), value("800", Kind.VALUE), value("约5", Kind.AMOUNT)
    (10, 800, '约5')
    """
    if text is None or not text.strip():
        return None
    if kind in _NUMBERS:
        return _counted(text, kind)
    found = number(text) if kind is Kind.VALUE else None
    return text if found is None else found


def is_misread(text: str | None, kind: Kind) -> bool:
    """Say whether a cell should hold a number and does not."""
    return kind in _NUMBERS and isinstance(value(text, kind), str)


def _counted(text: str, kind: Kind) -> Decimal | int | str | None:
    if is_nil(text):
        return None
    bare = _plain(text)
    found = number(bare.removesuffix("%") if kind is Kind.PERCENT else bare.removesuffix("年") if kind is Kind.YEAR else bare)
    return text if found is None else found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_MINUS).split())
