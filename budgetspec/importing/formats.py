"""Tells by its first bytes what a file is, and says of one that cannot be imported how to convert it."""

from __future__ import annotations

from enum import Enum, auto
from io import BytesIO
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.reader import JsonValue


class Kind(Enum):
    """What a file is."""

    JSON = auto()
    TEXT = auto()
    WORKBOOK = auto()
    PDF = auto()
    WORD = auto()


CONVERSIONS: Final = {
    Kind.PDF: Bilingual(
        "这是 PDF：请在 WPS 或 Acrobat 中把它导出为 Excel 工作簿（一张表一个工作表），再导入",
        "this is a PDF: export it as an Excel workbook (a sheet for each table) and import that",
    ),
    Kind.WORD: Bilingual(
        "这是 Word 文档：请在 WPS 或 Word 中把各表复制到 Excel 工作簿（一张表一个工作表）、文字另存为工作表，再导入",
        "this is a Word document: copy its tables and text into a workbook (a sheet for each table), and import that",
    ),
}
"""What is said of files that must be converted first."""

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")
_LOOKED_AT: Final = 4096


def kind_of(data: bytes) -> Kind:
    r"""Tell what a file is; what is none of the others is left to the reader of JSON, which says what is wrong with it.

    >>> kind_of(b'{"a": 1}'), kind_of("合计\t1".encode())
    (<Kind.JSON: 1>, <Kind.TEXT: 2>)
    """
    if data.startswith(_PDF):
        return Kind.PDF
    if data.startswith(_ZIP):
        return _in_archive(data)
    if data.startswith(_OLE):
        return Kind.WORD if _OLD_WORD in data else Kind.WORKBOOK
    begins = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_text = b"\t" in data and b"\0" not in data[:_LOOKED_AT] and begins not in {b"{", b"["}
    return Kind.TEXT if is_text else Kind.JSON


def is_printed(value: JsonValue) -> bool:
    """Tell the printed form from a submission: it has a list of tables with titles."""
    tables = value.get("tables") if isinstance(value, dict) else None
    return isinstance(tables, list) and all(isinstance(table, dict) and "title" in table for table in tables)


def decoded(data: bytes) -> str:
    """Return a text in UTF-8, or in the encoding of Chinese Windows; what neither has is shown as �."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _in_archive(data: bytes) -> Kind:
    from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - only for an archive

    try:
        members = ZipFile(BytesIO(data)).namelist()
    except BadZipFile:
        return Kind.WORKBOOK
    return Kind.WORD if any(name.startswith("word/") for name in members) else Kind.WORKBOOK
