"""Unpacks a workbook of compressed XML as far as it is of use, and says if what is in it would not fit into memory.

A few kilobytes can stand for far more: compressed, as one cell far from all others, as a text that many cells share or as a
row that is to be repeated. So every part is measured first, and the reader of workbooks is given the parts that were, repacked:
it cannot find anything else in the archive than was found here.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import field
from io import BytesIO
from typing import Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, is_zipfile

from budgetspec.finding import Bilingual
from budgetspec.values import dataclass

_MOST_BYTES: Final = 1 << 29
_MOST_CELLS: Final = 2_000_000
_BEGINS: Final = b"\xef\xbb\xbf \t\r\n"
_TYPE: Final = "mimetype"
_ALPHABET: Final = 26
_ERROR: Final = re.compile(rb"""(<(?:\w+:)?c\b[^>]*?\s)t=["']e["']""")
_UNCOMPUTED: Final = re.compile(
    rb"""(<(?:\w+:)?c(?:\s(?!t=)\w+=["'][^"'>]*["'])*)\s*>(<(\w+:|)f\b[^>]*>([^<]+)</\3f>)(?:<\3v\s*/>|<\3v></\3v>)?</"""
)
"""A cell with a formula and no value, whatever the prefix of its elements is."""
_TOO_LARGE: Final = Bilingual("工作簿解压后太大", "the workbook is too large once it is unpacked")
_NOT_XML: Final = Bilingual("工作簿无法读取：其中的 XML 有误", "the workbook cannot be read: its XML is faulty")


def unpacked(data: bytes) -> bytes | Bilingual:
    """Return a workbook with nothing but parts that were measured, or why it is not read; one that is no archive as it is."""
    if not is_zipfile(BytesIO(data)):
        return data
    try:
        with ZipFile(BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
                return _TOO_LARGE
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        return Bilingual(f"工作簿无法读取：{error}", f"the workbook cannot be read: {error}")
    parts = {name: _as_texts(part) for name, part in parts.items() if name == _TYPE or part.lstrip(_BEGINS).startswith(b"<")}
    return _too_far(part for name, part in parts.items() if name != _TYPE) or _packed(parts)


def _as_texts(part: bytes) -> bytes:
    """Make texts of what the reader of workbooks would leave blank: errors (#REF!) and formulas that nobody has computed."""
    if b"<sheetData" not in part and b":sheetData" not in part:
        return part
    part = _ERROR.sub(rb'\1t="str"', part)
    return _UNCOMPUTED.sub(rb'\1 t="str">\2<\3v>=\4</\3v></', part)


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


def _too_far(parts: Iterable[bytes]) -> Bilingual | None:
    """Say if the cells of a workbook, every one up to the farthest, or their texts would be too many."""
    cells = texts = 0
    shared, lengths = Counter[int](), list[int]()
    for part in parts:
        try:
            extent = _measured(part)
        except (expat.ExpatError, LookupError, ValueError):
            return _NOT_XML
        cells += extent.rows * extent.columns
        if cells > _MOST_CELLS:
            zh = f"工作表太大：内容远到第 {extent.rows} 行第 {extent.columns} 列，请删去远处的单元格"
            said = f"a sheet is too large: it reaches row {extent.rows}, column {extent.columns}; delete the cells far away"
            return Bilingual(zh, said)
        texts += extent.repeated
        shared.update(extent.shared)
        lengths += extent.lengths
    texts += sum(times * lengths[number] for number, times in shared.items() if 0 <= number < len(lengths))
    return _TOO_LARGE if texts > _MOST_BYTES else None


# Measuring -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Extent:
    """How far a part reaches, which texts its cells share, how long those are that it holds, and those that are repeated."""

    rows: int = 0
    columns: int = 0
    shared: Counter[int] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    repeated: int = 0


def _measured(part: bytes) -> _Extent:
    """Measure a part of either kind of workbook. Raises ``ExpatError`` or ``ValueError`` if it is no sound XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    walk = _Walk()
    parser.StartElementHandler = walk.begins
    parser.EndElementHandler = walk.ends
    parser.CharacterDataHandler = walk.says
    parser.StartDoctypeDeclHandler = _refused
    parser.Parse(part, True)  # noqa: FBT003 - takes no keywords
    return walk.extent


def _refused(*_: object) -> None:
    raise ValueError


class _Walk:
    """Where a parser is in a part: the row and column of the cell, how often they are repeated, and the text so far."""

    def __init__(self) -> None:
        self.extent = _Extent()
        self._row = self._column = self._length = 0
        self._rows = self._columns = 1
        self._shared = self._inside = False
        self._text = ""

    def begins(self, name: str, said: dict[str, str]) -> None:
        """Take note of a row, a cell or a text that begins."""
        match _local(name):
            case "row":
                self._row, self._column = int(said.get("r", self._row + 1)), 0
            case "c":
                self._cell(said)
            case "v":
                self._text, self._inside = "", True
            case "si":
                self._length = 0
            case "table":
                self._row = 0
            case "table-row":
                self._rows = _repeated(said, "rows")
                self._row, self._column = self._row + self._rows, 0
            case "table-cell" | "covered-table-cell":
                self._columns, self._length = _repeated(said, "columns"), 0
                self._column += self._columns
                if any(_local(each) in {"value-type", "formula"} for each in said):
                    self._reaches()

    def _cell(self, said: dict[str, str]) -> None:
        letters = said.get("r", "").rstrip("0123456789")
        digits = said.get("r", "")[len(letters) :]
        self._column = _number(letters) if letters else self._column + 1
        self._row = int(digits) if digits else self._row
        self._shared = said.get("t") == "s"
        self._reaches()

    def _reaches(self) -> None:
        self.extent.rows = max(self.extent.rows, self._row)
        self.extent.columns = max(self.extent.columns, self._column)

    def says(self, text: str) -> None:
        """Take note of a text."""
        self._length += len(text)
        if self._inside and self._shared:
            self._text += text

    def ends(self, name: str) -> None:
        """Take note of the end of a text or cell."""
        match _local(name):
            case "v":
                if self._shared:
                    self.extent.shared[int(self._text)] += 1
                self._inside = False
            case "si":
                self.extent.lengths.append(self._length)
            case "table-cell":
                self.extent.repeated += self._rows * self._columns * self._length


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _repeated(said: dict[str, str], what: str) -> int:
    return max((int(times) for name, times in said.items() if _local(name) == f"number-{what}-repeated"), default=1)


def _number(letters: str) -> int:
    """Return the number of a column.

    >>> _number("A"), _number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number
