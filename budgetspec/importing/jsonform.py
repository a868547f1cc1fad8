"""Reads the printed form as JSON, as extractors hand it over (``schema/printed.schema.json``)."""

from __future__ import annotations

import re
from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.importing.printed import Block, PrintedDocument, PrintedRow, PrintedSection, PrintedTable, Text
from budgetspec.reader import pointer

_FIELD: Final = re.compile(r"\s*([^：:]+?)\s*[：:]\s*(.+?)\s*")


def document(value: Any) -> PrintedDocument:
    """Return the document of a value that conforms to the schema."""
    return PrintedDocument(
        tables=tuple(_table(table, ("tables", i)) for i, table in enumerate(value["tables"])),
        sections=tuple(_section(each, ("narrative", i)) for i, each in enumerate(value.get("narrative") or ())),
        cover=tuple(value.get("cover") or ()),
        contents=tuple(value.get("contents") or ()),
        department=value.get("department"),
        year=value.get("year"),
        level=value.get("level"),
    )


def _table(table: Any, where: tuple[str | int, ...]) -> PrintedTable:
    parts = table.get("blocks") or [table]
    blocks = tuple(_block(part, (*where, "blocks", i) if "blocks" in table else where) for i, part in enumerate(parts))
    number = table.get("no")
    return PrintedTable(
        title=table["title"],
        blocks=(*_prepared(table.get("org_line"), where), *(block for block in blocks if block.columns)),
        number=int(number) if isinstance(number, str) and number.isdecimal() else number,
        unit=table.get("unit"),
        year=table.get("year"),
        notes=tuple(table.get("notes") or ()),
        place=_at(where),
    )


def _prepared(line: str | None, where: tuple[str | int, ...]) -> tuple[Block, ...]:
    """Return 编制部门：某某局 as a column with one cell, as readers of other files do."""
    match = _FIELD.fullmatch(line or "")
    if match is None:
        return ()
    place = _at((*where, "org_line"))
    return (Block(((match[1],),), (PrintedRow((Text(match[2], place),), place=place),)),)


def _block(block: Any, where: tuple[str | int, ...]) -> Block:
    columns = tuple(
        tuple(column.split("/")) if isinstance(column, str) else tuple(column) for column in block.get("columns") or ()
    )
    rows = (_row(row, (*where, "rows", i)) for i, row in enumerate(block.get("rows") or ()))
    return Block(columns, tuple(rows))


def _row(row: Any, where: tuple[str | int, ...]) -> PrintedRow:
    cells = tuple(Text(_text(cell), _at((*where, "values", i))) for i, cell in enumerate(row.get("values") or ()))
    return PrintedRow(cells, _code(row.get("code")), _text(row.get("name")), row.get("side"), _at(where))


def _section(section: Any, where: tuple[str | int, ...]) -> PrintedSection:
    lines = str(section.get("text") or "").split("\n")
    content: list[Text | PrintedTable] = [Text(line.strip(), _at((*where, "text"))) for line in lines if line.strip()]
    content += [_table(table, (*where, "tables", i)) for i, table in enumerate(section.get("tables") or ())]
    return PrintedSection(tuple(str(section["heading"]).split("/")), tuple(content), _at(where))


def _text(cell: Any) -> str | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return cell if isinstance(cell, str) else format(cell, "f") if not isinstance(cell, int) else str(cell)


def _code(cell: Any) -> str | None:
    """Return a code, whose parts may be printed apart: 205 02 01."""
    text = _text(cell)
    joined = "".join((text or "").split())
    return joined if joined.isalnum() and joined.isascii() else text


def _at(where: tuple[str | int, ...]) -> Bilingual:
    place = pointer(where)
    return Bilingual(place, place)
