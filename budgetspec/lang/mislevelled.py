"""What is meant by rows that a table does not have: by its levels, and by those of the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from budgetspec.lang import ast, misnamed, misselected, misspelt
from budgetspec.lang.mention import calls_of, folded, quoted, references, shown, sides_of
from budgetspec.lang.mention import selector as written
from budgetspec.lang.mention import written as path_of
from budgetspec.lang.miscoded import lists_of
from budgetspec.lang.names import Names, of_the_year
from budgetspec.lang.printer import written as as_text
from budgetspec.lang.problems import Problem, listed, nearest
from budgetspec.lang.rewordings import none_of
from budgetspec.lang.shapes import APART, CODES, EXCEPT
from budgetspec.lang.types import PRIOR, Level, Model, Table
from budgetspec.lang.unknown import YEARS
from budgetspec.source import Span


def rows_of_last_year(ref: ast.Reference, selector: ast.Selector, table: Table, names: Names) -> Problem:
    """Report ``合计[上年]``: the rows are those that the reference selects besides, or another one of the same column."""
    others = (each.selection for expr in names.whole for each in references(expr) if each.parts == ref.parts)
    chosen = next(
        (each for each in (ref.selection, *others) if {*each} - {selector} and not {*map(written, each)} & {*YEARS}), ()
    )
    rows = [written(each) for each in chosen] or [written(each) for each in ref.selection if each != selector]
    column = path_of(ref).removeprefix(table.name).removeprefix(".") or table.main or ""
    selection = f"[{', '.join(rows)}]" if rows else ""
    return misnamed.last_year(ref.span, path=shown(ref), meaning=f"{PRIOR}.{quoted(table.name)}.{quoted(column)}{selection}")


def several_labels(ref: ast.Reference, table: Table, levels: Sequence[Level], model: Model) -> Problem | None:
    """Report several names of subjects in one pair of brackets: all of their codes are told at once."""
    names, known = [written(each) for each in ref.selection], [codes.codes() for codes in lists_of(levels, model)]
    digits = {level.digits for level in table.levels}
    each = [[code for codes in known for code, label in codes.items() if label == name and len(code) in digits] for name in names]
    if len(names) < 2 or not all(each):  # noqa: PLR2004 - one is told with all its codes
        return None
    span = Span(ref.selection[0].span.start, ref.selection[-1].span.end)
    return misselected.labels_as_levels(span, names, [codes[0] for codes in each])


def no_level(selector: ast.Selector, ref: ast.Reference, table: Table, names: Names) -> Problem:
    """Say that a table has no such level: another that may be meant, or, below the finest rows, the columns beside a total."""
    name, known = written(selector), [level.name for level in table.levels]
    others = (each for expr in names.whole for each in references(expr) if each != ref)
    beside = {written(chosen) for other in others for chosen in other.selection}
    sums = (each for expr in names.whole for each in calls_of(expr) if ref in each.arguments and each.function.text == "sum")
    whole = next(sums, None)
    if excepted := _excepted(selector, ref, table, whole):
        return excepted
    if known[-1] in beside and whole and (columns := names.parts_of(ref)):
        keys = tuple(key.text for key in whole.by)
        rows = next((f"[{level.name}]" for level in reversed(table.levels) if keys and level.keys == keys), "")
        usage = " + ".join(f"{column}{rows}" for column in columns)
        return misselected.columns_for_level(whole.span, table=table.title, name=name, known=listed(known), usage=usage)
    summed = _summed_for(name, ref, table, names) if whole is None else ""
    if summed and any(summed in {as_text(side) for side in sides_of(expr)} for expr in names.whole):
        return misselected.level_elsewhere(ref.span, table.title, name, _of_that_level(name, table, names))
    if summed:
        return misselected.summed_for_level(ref.span, table=table.title, name=name, known=listed(known), usage=summed)
    left = [other for other in known if other not in beside] or known
    above = known[: min((known.index(other) for other in beside if other in known), default=0)]
    likely = nearest(name, left) or (left[-1:] if whole or not above else above[-1:])
    return misselected.unknown_level(selector.span, table.title, name, known, likely[0])


def _of_that_level(name: str, table: Table, names: Names) -> list[str]:
    """Return the columns of other tables, at a level of theirs, that are called as a table is: 甲 for 甲表."""
    called = table.name.removesuffix("表")
    others = (other for other in names.model.tables.values() if any(level.name == name for level in other.levels))
    columns = (f"{other.name}.{column}" for other in others for column in other.columns if called in column.split("."))
    return [f"{quoted(path)}[{name}]" for path in of_the_year(columns, table.name)]


def _excepted(selector: ast.Selector, ref: ast.Reference, table: Table, whole: ast.Call | None) -> Problem | None:
    """Report ``[类，不含301]``: rows that are left out, which are no level; ``whole`` is the sum of them, if they are summed."""
    name = written(selector)
    found = re.fullmatch(rf"{EXCEPT}(?P<codes>{CODES})(?:{APART})?", name)
    key = next(iter(table.levels[-1].keys[-1:]), None)
    if found is None or key is None:
        return None
    codes = found["codes"]
    rows = ", ".join(written(each) for each in ref.selection if each != selector) or codes[:1].ljust(len(codes), "x")
    every, some = (f"{quoted(path_of(ref))}[{chosen}]" for chosen in (rows, codes))
    if whole:
        both = (folded("sum", each, (by.text for by in whole.by)) if whole.by else f"sum({each})" for each in (every, some))
        return misspelt.no_exception_in_sum(whole.span, meant=" - ".join(both))
    return misspelt.no_exception(selector.span, found=name, meant=f"when {none_of(key, codes)}: {every} …")


def _summed_for(name: str, ref: ast.Reference, table: Table, names: Names) -> str:
    """Return the sum of the finer rows of a table for each row that a level of other tables has; nothing if it has none such."""
    keys = next((x.keys for each in names.model.tables.values() for x in each.levels if x.name == name and x.keys), ())
    finer = next((level for level in table.levels if keys and set(keys) < set(level.keys) and level.digits is None), None)
    if finer is None or len(ref.selection) != 1 or any(level.keys == keys for level in table.levels):
        return ""
    return folded("sum", shown(replace(ref, selection=(ast.LevelSelector(finer.name),))), keys)
