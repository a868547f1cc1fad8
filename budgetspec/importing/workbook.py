"""Reads workbooks (.xlsx, .xls, .ods): each visible sheet a page, each cell as it is printed, with its place.

python-calamine does it: one small wheel that reads all three formats, merged cells included, ten times as fast as openpyxl.
It is an optional extra. Excel keeps 15 digits of a number; what stands behind them is no part of the amount.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, ZipFile, is_zipfile

from budgetspec.finding import Bilingual
from budgetspec.importing.pages import Line, Page
from budgetspec.importing.printed import Text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

_SEVERAL: Final = 2
_ALPHABET: Final = 26
_MOST_BYTES: Final = 1 << 29
_MOST_CELLS: Final = 5_000_000
_CELL: Final = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
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
    try:
        if far := _too_far(data):
            return far
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        return tuple(_page(book.get_sheet_by_name(name)) for name in visible)
    except (CalamineError, BadZipFile, zlib.error, OSError, ValueError, RuntimeError) as error:
        return Bilingual(f"工作簿无法读取：{error}", f"the workbook cannot be read: {error}")


def _too_far(data: bytes) -> Bilingual | None:
    """Say of a workbook of compressed XML if it would not fit into memory: every cell up to the farthest one takes some."""
    if not is_zipfile(BytesIO(data)):
        return None
    with ZipFile(BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
            return Bilingual("工作簿解压后太大", "the workbook is too large once it is unpacked")
        for name in archive.namelist():
            corners = _CELL.findall(archive.read(name)) if name.startswith("xl/worksheets/") else []
            columns, rows = (max(map(of, corners), default=0) for of in (_column_of, _row_of))
            if columns * rows > _MOST_CELLS:
                zh = f"工作表太大：内容远到第 {rows} 行第 {columns} 列，请删去远处的单元格"
                return Bilingual(zh, f"a sheet is too large: it reaches row {rows}, column {columns}; delete the cells far away")
    return None


def _column_of(cell: tuple[bytes, bytes]) -> int:
    number = 0
    for letter in cell[0]:
        number = number * _ALPHABET + letter - ord("A") + 1
    return number


def _row_of(cell: tuple[bytes, bytes]) -> int:
    return int(cell[1])


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
