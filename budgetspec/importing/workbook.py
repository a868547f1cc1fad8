"""Reads workbooks (.xlsx, .xls, .ods): each visible sheet a page, each cell as it is printed, with its place.

python-calamine does it: one small wheel that reads all three formats, merged cells included, ten times as fast as openpyxl.
It is an optional extra. Excel keeps 15 digits of a number; what stands behind them is no part of the amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final

from budgetspec.finding import Bilingual
from budgetspec.importing.pages import Line, Page
from budgetspec.importing.printed import Text
from budgetspec.importing.unpacking import unpacked

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SEVERAL: Final = 2
_ALPHABET: Final = 26
NOT_INSTALLED: Final = Bilingual(
    "读取工作簿需要 python-calamine：pip install 'budgetspec[workbooks]'",
    "reading workbooks needs python-calamine: pip install 'budgetspec[workbooks]'",
)


def pages(data: bytes) -> tuple[Page, ...] | Bilingual:
    """Return the sheets of a workbook, or why it cannot be read."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - an optional extra
    except ImportError:
        return NOT_INSTALLED
    measured = unpacked(data)
    if isinstance(measured, Bilingual):
        return measured
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(measured))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        return tuple(_page(book.get_sheet_by_name(name)) for name in visible)
    except (CalamineError, OSError, ValueError, RuntimeError) as error:
        return Bilingual(f"工作簿无法读取：{error}", f"the workbook cannot be read: {error}")


def _page(sheet: CalamineSheet) -> Page:
    rows: list[list[object]] = [[*row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [(r1, c1, c2) for (r1, c1), (_, c2) in sheet.merged_cell_ranges or () if c2 > c1]
    return Page(tuple(_lines(sheet.name, rows, merged)), sheet.name.strip())


def _lines(sheet: str, rows: list[list[object]], merged: list[tuple[int, int, int]]) -> Iterator[Line]:
    """Go through the rows that hold something; from the first with several cells on they are a grid."""
    grid = False
    for r, row in enumerate(rows):
        cells = tuple(Text(_text(value), _place(sheet, r, c)) for c, value in enumerate(row))
        filled = sum(cell.text is not None for cell in cells)
        grid = grid or filled >= _SEVERAL
        if filled:
            yield Line(cells, grid, tuple((start, end) for at, start, end in merged if at == r))


def _text(value: object) -> str | None:
    """Return a cell as it is read by people, None for a blank."""
    match value:
        case bool():
            return str(value).upper()
        case float():
            return _number(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time() | timedelta() | int():
            return str(value)
        case str() if value.strip():
            return value.strip()
    return None


def _number(value: float) -> str:
    """Write a number with the 15 digits that Excel keeps, without an exponent.

    >>> _number(7198527.41), _number(0.1 + 0.2), _number(201.0)
    ('7198527.41', '0.3', '201')
    """
    return format(Decimal(f"{value:.15g}"), "f")


def _place(sheet: str, row: int, column: int) -> Bilingual:
    """Say where a cell is: its sheet, and its name there."""
    letters = ""
    left = column + 1
    while left:
        left, letter = divmod(left - 1, _ALPHABET)
        letters = chr(ord("A") + letter) + letters
    return Bilingual(f"工作表“{sheet}”{letters}{row + 1}", f"sheet '{sheet}' {letters}{row + 1}")
