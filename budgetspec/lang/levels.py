"""The levels of rows: which of a table an expression selects, where two fields meet, and where a sum stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, foreign, misselected, misspelt, mistyped, plan
from budgetspec.lang.mention import by_kind, calls_of, folded, quoted, shown
from budgetspec.lang.mention import selector as written
from budgetspec.lang.miscoded import lists_of, taken_for_unit, unknown_code
from budgetspec.lang.mislevelled import no_level, rows_of_last_year, several_labels
from budgetspec.lang.names import Names
from budgetspec.lang.printer import written as as_text
from budgetspec.lang.problems import Fault, Problem, listed
from budgetspec.lang.sayings import ROW_OF_ALL, TOTALS
from budgetspec.lang.types import CodeList, Kind, Level, Model, Table
from budgetspec.lang.unknown import YEARS
from budgetspec.source import Span

# Selecting ------------------------------------------------------------------------------------------------------------


def selected(ref: ast.Reference, table: Table, levels: tuple[Level, ...], names: Names) -> tuple[Level, ...]:
    """Return the levels whose rows a reference selects."""
    model = names.model
    if len({isinstance(s, ast.LevelSelector) for s in ref.selection}) > 1:
        raise Fault(misspelt.mixed_selection(ref.selection[0].span, by_kind(ref.selection)))
    if any(level.digits == len(written(s)) for s in ref.selection for level in levels):
        levels = tuple(level for level in levels if level.digits or isinstance(ref.selection[0], ast.LevelSelector))
    chosen: dict[Level, None] = {}
    for selector in ref.selection:
        if isinstance(selector, ast.LevelSelector):
            chosen.update(dict.fromkeys(_by_name(selector, ref, table, levels, names)))
        else:
            chosen.update(dict.fromkeys(_by_code(selector, ref, table, levels, model)))
    return tuple(level for level in levels if level in chosen)


def _by_name(selector: ast.Selector, ref: ast.Reference, table: Table, levels: tuple[Level, ...], names: Names) -> list[Level]:
    name, model = written(selector), names.model
    if name in YEARS:
        raise Fault(rows_of_last_year(ref, selector, table, names))
    found = [level for level in levels if level.name == name]
    if found:
        return found
    codes = [code for codes in lists_of(levels, model) for code, label in codes.codes().items() if label == name]
    fitting = [code for code in dict.fromkeys(codes) if any(level.digits == len(code) for level in levels)]
    if fitting:
        raise Fault(several_labels(ref, table, levels, model) or misselected.label_as_level(selector.span, name, fitting[:3]))
    coarsest = min(table.levels, key=lambda level: len(level.keys))
    is_column = name in table.columns and table.columns[name].kind is Kind.AMOUNT
    if is_column and (name not in TOTALS or coarsest.keys):
        raise Fault(misselected.column_as_level(selector.span, name=name))
    if name in ROW_OF_ALL:
        raise Fault(
            misselected.unknown_level(selector.span, table.title, name, [level.name for level in table.levels], coarsest.name)
        )
    raise Fault(no_level(selector, ref, table, names))


def _by_code(selector: ast.Selector, ref: ast.Reference, table: Table, levels: tuple[Level, ...], model: Model) -> list[Level]:
    code = written(selector)
    if "." in code:
        raise Fault(foreign.written_as(selector.span, found=code, meant=code.replace(".", ", ")))
    found = [level for level in levels if level.digits == len(code)]
    if found:
        if not _is_listed(code, lists_of(found, model)):
            raise Fault(unknown_code(selector, ref, table, levels, model))
        return found
    if isinstance(selector, ast.CodeSelector) and not _is_cut(code, lists_of(levels, model)) and not _is_of_others(code, model):
        found = [level for level in levels if level.keys and level.digits is None and not level.positional]
    if not found:
        if all(level.digits is None for level in levels):
            raise Fault(misselected.no_codes(selector.span, table=table.title, code=code, level=table.levels[0].name))
        raise Fault(unknown_code(selector, ref, table, levels, model))
    return found


def _is_cut(code: str, lists: Sequence[CodeList]) -> bool:
    """Tell whether a code is a part of a listed one, as 2011 is of 20111: no code of a 部门."""
    return any(listed.startswith(code) for codes in lists for listed in codes.codes())


def _is_of_others(code: str, model: Model) -> bool:
    """Tell whether a code is one of subjects: the table's own would have been found, so it is of another classification."""
    return len(code) > 3 and any(code in codes.codes() for codes in model.lists.values() if codes.classification)  # noqa: PLR2004


def _is_listed(code: str, lists: Sequence[CodeList]) -> bool:
    """Tell whether a code, or one that fits a pattern, is in lists, if there are any."""
    pattern = re.compile(code.replace("x", "."))
    return not lists or any(pattern.fullmatch(each) for codes in lists for each in codes.codes())


# Meeting --------------------------------------------------------------------------------------------------------------


class Field(NamedTuple):
    """An operand: as written, as bound, and its rows so far."""

    expr: ast.Expr
    node: plan.Expr
    rows: tuple[Level, ...]


def meet(span: Span, left: Field, right: Field, model: Model) -> tuple[tuple[Level, ...], list[str]]:
    """Return the levels at which two fields meet, those that both have with the same keys; and the names of the others."""
    if not left.rows or not right.rows:
        _ensure_not_of_parts(span, left, right)
        return left.rows or right.rows, []
    there = {level.identity: level for level in right.rows}
    shared = [(level, there[level.identity]) for level in left.rows if level.identity in there]
    if not shared:
        both = _in_both(left.node, right.node, model)
        if (namesake := next((a.name for a in left.rows for b in right.rows if a.name == b.name and a.keys), None)) and not both:
            raise Fault(mistyped.namesakes(span, namesake, *_classifications(namesake, left, right)))
        names = [_called(x) for x in left.rows], [_called(x) for x in right.rows]
        known = (
            _parents(left, right)
            or _of_codes(left, right)
            or _summed_otherwise(left, right)
            or _above(left, right)
            or _summed(left, right, model)
        )
        advice = known or mistyped.of_levels(both)
        raise Fault(mistyped.no_shared_level(span, *names, advice))
    for a, b in shared:
        if a.keys != b.keys:
            sides = ((left, a.keys), (right, b.keys)) if len(a.keys) > len(b.keys) else ((right, b.keys), (left, a.keys))
            raise Fault(mistyped.different_keys(span, a.name, (a.keys, b.keys), _sums_that_meet(*sides)))
    _ensure_common_rows(span, left.node, right.node, shared[0][0])
    met = {a.identity for a, _ in shared}
    return tuple(a for a, _ in shared), [x.name for x in (*left.rows, *right.rows) if x.identity not in met]


def _sums_that_meet(finer: tuple[Field, tuple[str, ...]], coarser: tuple[Field, tuple[str, ...]]) -> list[str]:
    """Return what to write for two fields with different keys: a sum by all keys that the rows of both have."""
    (fine, keys), (coarse, fewer) = finer, coarser
    rows = coarse.node.argument.type.rows if isinstance(coarse.node, plan.Fold) else coarse.rows
    shared = tuple(key for key in keys if any(key in level.keys for level in rows)) or fewer
    sums = [folded("sum", shown(fine.expr), shared)] if shared != keys else []
    if shared != fewer and isinstance(coarse.expr, ast.Call):
        sums.insert(0, folded(coarse.expr.function.text, shown(coarse.expr.arguments[0]), shared))
    return sums


def _ensure_not_of_parts(span: Span, left: Field, right: Field) -> None:
    """Refuse the total of all nested lists beside a value of each row that holds such a list."""
    for one, rows in ((left, right.rows), (right, left.rows)):
        fold = one.node
        inner = fold.argument.type.rows if isinstance(fold, plan.Fold) and not fold.by else ()
        level = next((x for x in rows if any(list_.positional and list_.keys[:-1] == x.keys != () for list_ in inner)), None)
        if level and isinstance(fold, plan.Fold):
            column, keys = _first_shown(fold), listed(level.keys)
            raise Fault(
                mistyped.part_against_whole(
                    span, total=shown(one.expr), level=level.name, function=fold.function, column=column, keys=keys
                )
            )


def _ensure_common_rows(span: Span, left: plan.Expr, right: plan.Expr, level: Level) -> None:
    """Refuse rows of some codes beside rows of other codes."""
    one, other = _narrowed(left), _narrowed(right)
    if one and other and not any(_overlap(a, b) for a in one for b in other):
        raise Fault(mistyped.no_common_rows(span, _first_shown(left), _first_shown(right), "".join(level.keys[:-1][:1])))


def _narrowed(node: plan.Expr) -> frozenset[str]:
    """Return the codes and patterns to which all rows of an expression are narrowed; none if some are not."""
    match node:
        case plan.Cells(codes=codes, patterns=patterns):
            return codes.union(patterns)
        case plan.Apply() | plan.Comparison() | plan.Logic():
            inside = [_narrowed(each) for each in plan.operands(node) if each.type.rows]
            return frozenset().union(*inside) if all(inside) else frozenset()
    return frozenset()


def _overlap(code: str, other: str) -> bool:
    """Tell whether some code fits both of two codes or patterns."""
    return len(code) == len(other) and all(a == b or "x" in {a, b} for a, b in zip(code, other, strict=True))


def _first_shown(node: plan.Expr) -> str:
    return next(n.shown for n in plan.walk(node) if isinstance(n, plan.Cells) and n.type.rows)


def _summed(left: Field, right: Field, model: Model) -> Bilingual | None:
    """Advise to sum rows that are chosen to the keys of the other side, those of each unit, mostly, or to choose such rows."""
    for cells, field in ((_chosen(left.node), right), (_chosen(right.node), left)):
        keys = cells.type.rows[-1].keys[:-1] if cells else ()
        if cells and keys and any(level.keys == keys for level in field.rows):
            total, most, least = (folded(function, cells.shown, keys) for function in ("sum", "max", "min"))
            same = _same_level(cells, field, model)
            if same:
                return mistyped.of_rows_or_sum(same, total)
            one = len(cells.codes) == 1 and not cells.patterns
            return mistyped.of_sums([total]) if one else mistyped.of_many_rows(total, most, least)
    return None


def _same_level(cells: plan.Cells, field: Field, model: Model) -> str | None:
    """Return the rows of another table than the other side's at a level that this has, where another one was chosen."""
    tables = {each.table for each in plan.walk(field.node) if isinstance(each, plan.Cells)}
    there = {level.identity for level in field.rows}
    level = next((each.name for each in model.tables[cells.table].levels if each.identity in there and each.keys), None)
    if level is None or cells.table in tables or cells.codes or cells.patterns:
        return None
    return cells.shown.replace(f"[{cells.selection}]", f"[{level}]")


def _summed_otherwise(left: Field, right: Field) -> Bilingual | None:
    """Advise to sum rows that are summed by other keys by those of the other side."""
    for fold, other in ((left, right), (right, left)):
        if isinstance(fold.node, plan.Fold) and fold.node.by and isinstance(fold.expr, ast.Call):
            keys = other.rows[-1].keys
            if keys and set(keys) < set(fold.node.argument.type.rows[-1].keys):
                return mistyped.of_sums([folded(fold.expr.function.text, shown(fold.expr.arguments[0]), keys)])
    return None


def _parents(left: Field, right: Field) -> Bilingual | None:
    """Advise ``parent(合计[类])`` where ``合计[款] <= parent(合计[款])`` selects the rows that are to have a parent."""
    for other, field in ((left, right), (right, left)):
        above = next((each for each in plan.walk(field.node) if isinstance(each, plan.ParentOf)), None)
        level = next((x for x in above.argument.type.rows if x in other.rows and x.parent), None) if above else None
        if above and level and level.parent and isinstance(above.argument, plan.Cells):
            return mistyped.of_sums([f"parent({quoted(above.argument.column)}[{level.parent.name}])"])
    return None


def _of_codes(left: Field, right: Field) -> Bilingual | None:
    """Advise to sum rows of codes of different levels to the keys that they share."""
    one, other = _chosen(left.node), _chosen(right.node)
    keys = one.type.rows[-1].keys[:-1] if one and (one.codes or one.patterns) else ()
    if one and other and (other.codes or other.patterns) and keys and keys == other.type.rows[-1].keys[:-1]:
        return mistyped.of_sums([folded("sum", each.shown, keys) for each in (one, other)])
    return None


def _chosen(node: plan.Expr) -> plan.Cells | None:
    """Return the column whose rows are chosen in an expression without sums, if it is the only one with rows."""
    folds = any(isinstance(each, plan.Fold | plan.ChildFold) for each in plan.walk(node))
    cells = [each for each in plan.walk(node) if isinstance(each, plan.Cells) and each.type.rows]
    return cells[0] if len(cells) == 1 and cells[0].selection and not folds else None


def _above(left: Field, right: Field) -> Bilingual | None:
    """Advise on a column of one table of which one side has the rows right above those of the other, summed up or not."""
    match _inside(left.node), _inside(right.node):
        case plan.Cells(table=table, column=column) as a, plan.Cells(table=other, column=again) as b if table == other:
            for upper, lower in ((a, b), (b, a)):
                if any(level.parent in upper.type.rows for level in lower.type.rows):
                    alone = any(field.node is upper for field in (left, right))
                    above = mistyped.of_rows_above(quoted(column), upper.shown if alone else quoted(column))
                    return above if alone or column != again else mistyped.of_parent(f"parent({upper.shown})")
            if any(isinstance(field.node, plan.ChildFold) for field in (left, right)):
                return mistyped.of_rows_above(quoted(column), a.shown)
    return None


def _inside(node: plan.Expr) -> plan.Expr:
    """Return the rows that are folded, or that are multiplied with a number: the part of them that is meant."""
    if isinstance(node, plan.Apply) and node.function in "*/":
        return next((each for each in node.arguments if isinstance(each, plan.Cells)), node)
    return node.argument if isinstance(node, plan.Fold | plan.ChildFold | plan.ParentOf) else node


def _classifications(name: str, *fields: Field) -> list[str]:
    return [next(level.classification or level.name for level in field.rows if level.name == name) for field in fields]


def _called(level: Level) -> Bilingual:
    if level.classification is None:
        return Bilingual(level.name, level.name)
    return Bilingual(f"{level.name}（{level.classification}）", f"{level.name} ({level.classification})")


def _in_both(left: plan.Expr, right: plan.Expr, model: Model) -> list[str]:
    """Return the levels that the tables of two expressions share."""
    levels = [
        [level for n in plan.walk(node) if isinstance(n, plan.Cells) for level in model.tables[n.table].levels]
        for node in (left, right)
    ]
    there = {(level.identity, level.keys) for level in levels[1]}
    return list(dict.fromkeys(level.name for level in levels[0] if (level.identity, level.keys) in there))


# Folding --------------------------------------------------------------------------------------------------------------


def targets(expr: ast.Call, folded: plan.Expr, names: Names) -> tuple[tuple[Level, Level | None], ...]:
    """Say for each level of the rows folded which level the result stands at."""
    by, rows = [n.text for n in expr.by], folded.type.rows
    known = list(dict.fromkeys(k for level in rows for k in level.keys))
    for name in expr.by:
        if name.text not in known:
            raise Fault(_no_key(expr, name, rows, known, names))
    levels = [x for x in rows if set(by) <= set(x.keys)]
    kept = [x for x in levels if x.keys and x.keys[-1] in by]
    if by and len(kept) > 1 and all(x.classification for x in kept):
        levels = kept
    elif len(levels) != 1:
        if star := _columns_of_star(expr):
            raise Fault(mistyped.star_in_fold(expr.span, function=expr.function.text, star=star, level=rows[-1].name))
        if wrong := _subject_as_unit(expr, folded, names.model):
            raise Fault(wrong)
        finest = next((x.name for x in reversed(rows) if x.keys), rows[-1].name)
        raise Fault(
            mistyped.several_levels(expr.span, expr.function.text, [x.name for x in rows], _example(expr, finest), finest)
        )
    return tuple((x, _target(expr.span, x, by, names.model)) for x in levels)


def _subject_as_unit(expr: ast.Call, folded: plan.Expr, model: Model) -> Problem | None:
    """Report a code whose rows are folded as those of a unit, and that is nearly one of the table's subjects."""
    argument = expr.arguments[0]
    chosen = argument.selection[0] if isinstance(argument, ast.Reference) and argument.selection else None
    if not isinstance(chosen, ast.CodeSelector) or any(level.digits for level in folded.type.rows):
        return None
    table = next(model.tables[n.table] for n in plan.walk(folded) if isinstance(n, plan.Cells))
    return taken_for_unit(chosen.span, chosen.code, expr.function.text, table, model)


def _no_key(expr: ast.Call, name: ast.Name, rows: tuple[Level, ...], known: Sequence[str], names: Names) -> Problem:
    """Say that rows are not keyed by a name; of a level, its rows are meant, the sum below each row of one above, its keys."""
    column = expr.arguments[0]
    if isinstance(column, ast.Reference) and column.parts:
        path = quoted(".".join(p.text for p in column.parts if isinstance(p, ast.Name)))
        chosen = f"{path}[{name.text}]"
        if level := next((x for x in rows if x.name == name.text and x.keys), None):
            one, each = f"{expr.function.text}({chosen})", f"{expr.function.text}({chosen} by {level.keys[-1]})"
            return misselected.level_as_key(name.span, name=name.text, meant=one, key=level.keys[-1], each=each)
        if any(above.name == name.text for x in rows for above in _above_all(x)):
            parents = {x.parent.name for x in rows if x.parent}
            if column.selection and len(rows) == 1 and len(rows[0].keys) > 1 and name.text not in parents:
                one = _both_folded(expr, name, names) or f"{expr.function.text}({shown(column)})"
                each = folded(expr.function.text, shown(column), rows[0].keys[:-1])
                return misselected.level_as_key(name.span, name=name.text, meant=one, key="、".join(rows[0].keys[:-1]), each=each)
            return misselected.level_above_as_key(name.span, name=name.text, meant=f"{expr.function.text}(children({path}))")
    levels = (level for table in names.model.tables.values() for level in table.levels if level.name == name.text)
    keys = max((level.keys for level in levels if set(level.keys) < set(known)), key=len, default=())
    calls = [call for each in names.whole for call in calls_of(each) if name in call.by]
    return misselected.unknown_dimension(name.span, name.text, known, keys, both=len(calls) > 1)


def _both_folded(expr: ast.Call, name: ast.Name, names: Names) -> str | None:
    """Return a comparison of a fold by a level with rows of that, ``sum(合计[类] by 部门) == 合计[部门]``, as one of totals."""
    fold = replace(expr, by=())
    for whole in names.whole:
        match whole:
            case ast.Compare(left=left, right=ast.Reference(selection=(ast.LevelSelector(name=level),)) as rows) if (
                left == expr and level == name.text
            ):
                return as_text(replace(whole, left=fold, right=replace(fold, arguments=(rows,))))
            case ast.Compare(left=ast.Reference(selection=(ast.LevelSelector(name=level),)) as rows, right=right) if (
                right == expr and level == name.text
            ):
                return as_text(replace(whole, left=replace(fold, arguments=(rows,)), right=fold))
    return None


def _above_all(level: Level) -> Iterator[Level]:
    while level.parent:
        yield (level := level.parent)


def _target(span: Span, level: Level, by: list[str], model: Model) -> Level | None:
    if not by:
        return None
    keys = tuple(k for k in level.keys if k in by)
    if keys == level.keys:
        return level
    if level.keys[-1] in by:
        return replace(level, keys=keys, parent=None)
    found = _level_of(level, keys, model)
    if found is None:
        raise Fault(_too_few_keys(span, level, keys, model))
    return found


def _too_few_keys(span: Span, level: Level, keys: tuple[str, ...], model: Model) -> Problem:
    """Say that rows are not told apart by some keys; of the levels that have them all, the keys of the coarsest do."""
    every = {x.keys for table in model.tables.values() for x in table.levels if set(keys) < set(x.keys) < set(level.keys)}
    if every:
        return mistyped.too_few_keys(span, keys, max(every, key=len))
    return mistyped.no_shared_level(span, [_called(level)], [Bilingual(key, key) for key in keys], mistyped.of_levels([]))


def _level_of(level: Level, keys: tuple[str, ...], model: Model) -> Level | None:
    """Return the level whose rows are keyed by ``keys``: above ``level`` if there is one, else the form's finest."""
    above = level.parent
    while above is not None:
        if above.keys == keys:
            return above
        above = above.parent
    every = [x for table in model.tables.values() for x in table.levels if x.keys == keys]
    coarser = {x.parent.identity for x in every if x.parent is not None}
    return next((x for x in every if x.identity not in coarser), None)


def _columns_of_star(expr: ast.Call) -> str:
    """Return the columns of a group that are folded, ``财政拨款.*``; nothing if it is no such group."""
    argument = expr.arguments[0]
    grouped = isinstance(argument, ast.Reference) and len(argument.parts) > 1 and isinstance(argument.parts[-1], ast.Star)
    return shown(argument) if grouped else ""


def _example(expr: ast.Call, level: str) -> str:
    """Return a fold with a level selected of the column that is folded, if it is one or is taken under a condition."""
    argument = expr.arguments[0]
    if isinstance(argument, ast.Call) and argument.function.text == "only" and argument.arguments:
        return as_text(
            replace(expr, arguments=(replace(argument, arguments=(_at(argument.arguments[0], level), *argument.arguments[1:])),))
        )
    return as_text(replace(expr, arguments=(_at(argument, level),))) if isinstance(argument, ast.Reference) else ""


def _at(column: ast.Expr, level: str) -> ast.Expr:
    """Return a column with a level selected."""
    if not isinstance(column, ast.Reference):
        return column
    return replace(column, selection=(ast.LevelSelector(level),), at=len(column.parts))
