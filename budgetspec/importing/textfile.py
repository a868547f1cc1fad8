"""Reads a text: cells are separated by tabs, paragraphs by line ends; bullets of lists are no text."""

from __future__ import annotations

import re
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.importing.pages import Line, Page
from budgetspec.importing.printed import Text

_BULLET: Final = re.compile(r"\s*[-*•]\s+")


def page(text: str) -> Page:
    r"""Return the lines of a text that hold something.

    >>> page("项目\t预算数\n- 一、收入").lines[1].text.text
    '一、收入'
    """
    lines = (_line(number, line) for number, line in enumerate(text.split("\n"), 1))
    return Page(tuple(line for line in lines if line.grid or line.filled))


def _line(number: int, text: str) -> Line:
    cells = text.rstrip("\r").split("\t")
    if len(cells) == 1:
        cells = [_BULLET.sub("", cells[0], count=1).strip()]
    grid = len(cells) > 1
    return Line(
        tuple(Text(cell if cell.strip() else None, _place(number, i if grid else None)) for i, cell in enumerate(cells)), grid
    )


def _place(line: int, column: int | None) -> Bilingual:
    zh, en = f"第 {line} 行", f"line {line}"
    return Bilingual(zh, en) if column is None else Bilingual(f"{zh}第 {column + 1} 栏", f"{en}, cell {column + 1}")
