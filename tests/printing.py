"""Prints a submission as its tables are printed: the way back from what ``budgetspec.importing`` does, for tests to go both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from budgetspec import numbering
from budgetspec.importing.blueprint import Blueprint, Leaf, Part, TablePlan, TextPlan
from budgetspec.lang.types import Kind
from budgetspec.numbering import numberless

Cells = list[str | None]


@dataclass
class Grid:
    """Columns by their headers, and rows of cells."""

    columns: list[tuple[str, ...]]
    rows: list[Cells] = field(default_factory=list)


@dataclass
class Sheet:
    """A table: what stands above it, its grids one below the other, and its note."""

    number: int | None
    title: str
    unit: str | None
    year: int | None
    grids: list[Grid]
    note: str | None
    owner: str | None = None


def sheets(plan: Blueprint, submission: Any) -> list[Sheet]:
    """Print all tables that a submission has."""
    there = ((table, _at(submission, table.path)) for table in plan.tables)
    return [_sheet(table, value) for table, value in there if value is not None]


def printed(plan: Blueprint, submission: Any) -> dict[str, Any]:
    """Print a submission in the printed form."""
    about = {role: _at(submission, path) for role, path in plan.roles.items()}
    return {
        "department": about["department"],
        "year": about["year"],
        "level": about["kind"],
        "cover": submission["封面"],
        "contents": submission["目录"],
        "tables": [_json(sheet) for sheet in sheets(plan, submission)],
        "narrative": list(_narrative(plan, submission)),
    }


def text(plan: Blueprint, submission: Any) -> str:
    """Print a submission as text: a paragraph a line, the cells of a row with tabs between them."""
    lines: list[str] = [*_cover(submission), "", "目录", *submission["目录"]]
    for heading, sections in _parts(plan, submission):
        lines += ["", *(heading or "").split(maxsplit=1), *sections]
    for sheet in sheets(plan, submission):
        lines += ["", *tabbed(sheet)]
    return "\n".join(lines)


def workbook(plan: Blueprint, submission: Any) -> Workbook:
    """Print a submission as a workbook: a sheet for the cover, the contents, each part of the text, and each table."""
    book = Workbook()
    _fill(book, "封面", [[line] for line in _cover(submission)])
    contents: list[Cells] = [[f"  {line} ……………… "] for line in submission["目录"]]
    _fill(book, "目录", [["目  录"], [None], *contents])
    for number, (heading, sections) in enumerate(_parts(plan, submission), 1):
        rows: list[Cells] = [[*line.split("\t")] for line in sections]
        _fill(book, f"第{number}部分", [[heading], *rows] if heading else rows)
    for sheet in sheets(plan, submission):
        _table(book, sheet)
    del book["Sheet"]
    return book


def _cover(submission: Any) -> list[str]:
    return [line for line in submission["封面"] if not line.startswith("第")]


def _parts(plan: Blueprint, submission: Any) -> Iterator[tuple[str | None, list[str]]]:
    """Go through the parts of the text in printed order; those without a number begin with the heading of a section."""
    numbered = {line: line for line in (*submission["封面"], *submission["目录"]) if numbering.rank(line) == 0}
    arrays = [(text, submission.get(text.path[0])) for text in plan.texts if text.part]
    for heading in numbered:
        there = [(text, array) for text, array in arrays if text.part and text.part.fullmatch(numberless(heading))]
        yield heading, [line for text, array in there for line in _lines_of(text, array)]
    for text, array in arrays if not numbered else ():
        yield None, list(_lines_of(text, array))


def _lines_of(text: TextPlan, array: Any) -> Iterator[str]:
    for section in array or ():
        if isinstance(section, str):
            yield section
            continue
        yield from filter(None, [section["标题"]])
        yield from section["正文"]
        for table in text.tables:
            yield from tabbed(_sheet(table, section[table.path[0]])) if section.get(table.path[0]) else ()


def _fill(book: Workbook, name: str, rows: list[Cells]) -> None:
    page = book.create_sheet(name)
    for row in rows:
        page.append(row)


def _table(book: Workbook, sheet: Sheet) -> None:
    """Fill a sheet: the title over all columns, number and unit at the right, merged headers, numbers as numbers."""
    page = book.create_sheet(f"附表{sheet.number}" if sheet.number else sheet.title[:31])
    width = max(len(grid.columns) for grid in sheet.grids)
    page.append([sheet.title])
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    facts = [f"附表{sheet.number}" if sheet.number else None, f"预算年度：{sheet.year}" if sheet.year else None]
    for fact in filter(None, facts):
        page.append([*[None] * (width - 1), fact])
    page.append([sheet.owner, *[None] * (width - 2), f"金额单位：{sheet.unit or ''}"])
    for grid in sheet.grids:
        if len(grid.columns) == 1:
            page.append([*grid.columns[0], *grid.rows[0]])
            continue
        _merged_heads(page, grid)
        for line in grid.rows:
            page.append([_cell_value(cell) for cell in line])
    if sheet.note:
        page.append([sheet.note])


def _merged_heads(page: Worksheet, grid: Grid) -> None:
    top, depth = page.max_row + 1, max(map(len, grid.columns))
    for row in heads(grid):
        page.append(row)
    for i, path in enumerate(grid.columns):
        if len(path) < depth:
            page.merge_cells(start_row=top + len(path) - 1, end_row=top + depth - 1, start_column=i + 1, end_column=i + 1)
        for d in range(len(path) - 1):
            same = [other[: d + 1] == path[: d + 1] for other in grid.columns]
            if same[i] and not (i and same[i - 1]) and i + 1 < len(same) and same[i + 1]:
                end = next((j for j in range(i, len(same)) if not same[j]), len(same))
                page.merge_cells(start_row=top + d, end_row=top + d, start_column=i + 1, end_column=end)


def _cell_value(cell: str | None) -> str | float | None:
    return float(cell.replace(",", "")) if cell and re.fullmatch(r"-?[\d,]+\.\d\d", cell) else cell


def tabbed(sheet: Sheet) -> list[str]:
    """Print a table as lines."""
    lines = [sheet.title, f"附表{sheet.number}" if sheet.number else "", f"预算年度：{sheet.year}" if sheet.year else ""]
    lines += [sheet.owner or "", f"金额单位：{sheet.unit or ''}"]
    for grid in sheet.grids:
        lines += ["\t".join(cell or "" for cell in row) for row in (*heads(grid), *grid.rows)]
    return [*(line for line in lines if line), *([sheet.note] if sheet.note else [])]


def heads(grid: Grid) -> list[Cells]:
    """Print the headers of a grid as rows, each once where it stands above several columns."""
    if len(grid.columns) == 1:
        name, value = grid.columns[0][0], grid.rows[0][0]
        grid.columns, grid.rows = [(), ()], [[name, value]]
    depth = max(map(len, grid.columns))
    rows: list[Cells] = [[path[d] if d < len(path) else None for path in grid.columns] for d in range(depth)]
    for d in range(depth - 1, -1, -1):
        for i in range(len(grid.columns) - 1, 0, -1):
            if d + 1 < len(grid.columns[i]) and grid.columns[i][: d + 1] == grid.columns[i - 1][: d + 1]:
                rows[d][i] = None
    return rows


def _json(sheet: Sheet) -> dict[str, Any]:
    blocks = [{"columns": [[*c] for c in g.columns], "rows": [{"values": row} for row in g.rows]} for g in sheet.grids]
    notes = [sheet.note] if sheet.note else []
    return {
        "no": sheet.number,
        "title": sheet.title,
        "unit": sheet.unit,
        "year": sheet.year,
        "org_line": sheet.owner,
        "blocks": blocks,
        "notes": notes,
    }


def _narrative(plan: Blueprint, submission: Any) -> Iterator[dict[str, Any]]:
    parts = [line for line in (*submission["封面"], *submission["目录"]) if numbering.rank(line) == 0]
    for text in plan.texts:
        part = text.part
        heading = next((p for p in parts if part and part.fullmatch(numberless(p))), None)
        for section in submission.get(text.path[0]) or () if part else ():
            if isinstance(section, str):
                yield {"heading": heading, "text": section}
                continue
            tables = [_json(_sheet(table, section[table.path[0]])) for table in text.tables if section.get(table.path[0])]
            lines = [section["标题"], *section["正文"]] if heading else section["正文"]
            yield {"heading": heading or section["标题"], "text": "\n".join(filter(None, lines)), "tables": tables}


def _sheet(table: TablePlan, value: Any) -> Sheet:
    facts = {fact: value.get(name) for fact, name in table.facts.items()}
    parts = [part for part in table.parts if part.starts]
    if parts:
        grids = [_beside([_part_grid(part, value) for part in parts])]
    else:
        part = table.parts[0]
        grids = list(_stacked(part, value)) if table.captions else [_part_grid(part, value)]
    return Sheet(
        facts.get("number"), facts["title"], facts.get("unit"), facts.get("year"), grids, facts.get("note"), _owner(table, value)
    )


def _owner(table: TablePlan, value: Any) -> str | None:
    """Return what stands above a table besides its title, as 编制部门：某某局."""
    leaf = next((leaf for part in table.parts if not part.path for leaf in part.leaves), None)
    said = value.get(leaf.path[0]) if leaf else None
    return f"{leaf.own[0]}：{said.rpartition('：')[2]}" if leaf and said else None


def _beside(grids: list[Grid]) -> Grid:
    rows = zip_longest(*(grid.rows for grid in grids))
    filled = ([row or [None] * len(g.columns) for row, g in zip(line, grids, strict=True)] for line in rows)
    return Grid([c for g in grids for c in g.columns], [[cell for part in line for cell in part] for line in filled])


def _part_grid(part: Part, value: Any) -> Grid:
    if part.record:
        side, start = part.sides[-1], part.starts[0]
        record = _at(value, part.path)
        rows: list[Cells] = [[leaf.own[-1], _amount(_at(record, leaf.path))] for leaf in part.leaves]
        return Grid([(side, start), (side, "预算数")], rows)
    groups = _groups(part)
    columns = [_header(part, group) for group in groups]
    rows = [line for row in _at(value, part.path) for line in _lines(part, groups, row)]
    return _merged(part, groups, Grid(columns, rows))


def _stacked(part: Part, value: Any) -> Iterator[Grid]:
    """Print a table of one row as a form: the unit, the amounts, each text, the nested rows."""
    groups = _groups(part)
    for row in _at(value, part.path):
        amounts = [g for g in groups if g[0].kind is Kind.AMOUNT]
        nested = [g for g in groups if part.nested and g[0] in part.nested.leaves]
        for chosen in (groups[:1], amounts, *([g] for g in groups if g[0].kind is Kind.TEXT and g not in nested), nested):
            grid = Grid([_header(part, group) for group in chosen], list(_lines(part, chosen, row)))
            grid.rows = grid.rows if chosen is nested else grid.rows[:1]
            yield _merged(part, chosen, grid)


def _groups(part: Part) -> list[list[Leaf]]:
    """Group the leaves that one column prints."""
    groups: dict[tuple[str, ...], list[Leaf]] = {}
    leaves = (*part.leaves, *(part.nested.leaves if part.nested else ()))
    named = {leaf.named for leaf in leaves}
    for leaf in leaves:
        if leaf.path[-1] not in named and (leaf.path[-1] != part.label or part.nested):
            groups.setdefault(_printed_under(part, leaf), []).append(leaf)
    return list(groups.values())


def _printed_under(part: Part, leaf: Leaf) -> tuple[str, ...]:
    if part.starts and leaf.kind is Kind.CODE:
        return part.sides[-1], part.starts[0]
    header = leaf.printed[1] if len(leaf.printed) > 1 and len(leaf.path) == 1 else leaf.printed[0]
    outer = (part.sides[-1], "预算数") if part.starts else ()
    return (*outer, *([header] if len(leaf.path) == 1 else header.split("/")))


def _header(part: Part, group: list[Leaf]) -> tuple[str, ...]:
    return tuple(name.replace("{year-1}", "2024").replace("{year}", "2025") for name in _printed_under(part, group[0]))


def _lines(part: Part, groups: list[list[Leaf]], row: Any) -> Iterator[Cells]:
    inner = _at(row, part.nested.path) or [{}] if part.nested else [{}]
    for number, each in enumerate(inner):
        yield [_cell(part, group, row if number == 0 else {}, each) for group in groups]


def _cell(part: Part, group: list[Leaf], row: Any, inner: Any) -> str | None:
    if part.nested and group[0] in part.nested.leaves:
        return _text(_at(inner, group[0].path), group[0].kind)
    rank = next((rank for rank in part.ranks if rank.name == row.get(part.level or "")), part.ranks[0])
    leaf = next((leaf for leaf in group if leaf.path == (rank.own,)), group[0])
    keys = {name for each in part.ranks for name in each.key}
    if not rank.key and part.level and row and leaf.path[-1] in keys:
        return rank.name if leaf.path[-1] == next(each.key[0] for each in part.ranks if each.key) else None
    code = _text(_at(row, leaf.path), leaf.kind)
    name = _at(row, (leaf.named,)) if leaf.named else None
    return name if part.starts and leaf.named and name else f"{code}-{name}" if code and name else code


def _merged(part: Part, groups: list[list[Leaf]], grid: Grid) -> Grid:
    """Leave blank what stands in the cell above, where cells are merged; a new row of the table begins afresh."""
    opens = [any(row[i] for i, g in enumerate(groups) if not g[0].merged and g[0] in part.leaves) for row in grid.rows]
    for i, group in enumerate(groups):
        for n in range(len(grid.rows) - 1, 0, -1):
            if group[0].merged and grid.rows[n][i] == grid.rows[n - 1][i] and (group[0] in part.leaves or not opens[n]):
                grid.rows[n][i] = None
    return grid


def _text(value: Any, kind: Kind) -> str | None:
    return _amount(value) if kind is Kind.AMOUNT else None if value is None else str(value)


def _amount(value: Any) -> str | None:
    return None if value is None else f"{Decimal(str(value)):,.2f}"


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value
