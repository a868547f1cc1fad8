"""Writes a submission as JSON text: keys in their order, numbers as they are printed, a row of a table on one line."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.reader import Unreadable, pointer

_INDENT: Final = "  "


def written(value: Any) -> str:
    r"""Return a parsed document as JSON text that reads as the same value.

    Raises ``BudgetspecError`` for a place that could not be read, as nothing can be written there.

    >>> written({"合计": Decimal("304000.00"), "注": None})
    '{"合计": 304000.00, "注": null}\n'
    """
    return f"{_text(value, (), '')}\n"


def _text(value: Any, path: tuple[str | int, ...], indent: str) -> str:
    """Write a value: an object without lists on one line, any other and a list with a line for each member."""
    inside = f"{indent}{_INDENT}"
    match value:
        case dict():
            members = [f"{json.dumps(k, ensure_ascii=False)}: {_text(v, (*path, k), inside)}" for k, v in value.items()]
            several = any("\n" in member for member in members)
            return _lines("{", members, "}", indent) if several else f"{{{', '.join(members)}}}"
        case list():
            members = [_text(v, (*path, i), inside) for i, v in enumerate(value)]
            return _lines("[", members, "]", indent) if members else "[]"
        case Decimal():
            return format(value, "f")
        case Unreadable(why=why):
            raise BudgetspecError(Bilingual(f"{pointer(path)}：{why.zh}", f"{pointer(path)}: {why.en}"))
    return json.dumps(value, ensure_ascii=False)


def _lines(opening: str, members: list[str], closing: str, indent: str) -> str:
    between = f",\n{indent}{_INDENT}"
    return f"{opening}\n{indent}{_INDENT}{between.join(members)}\n{indent}{closing}"
