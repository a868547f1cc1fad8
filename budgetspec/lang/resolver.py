"""Syntax tree to plan: every name bound, every level, kind and unit settled, before any data is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from itertools import count
from typing import Final

from budgetspec.finding import Severity
from budgetspec.lang import ast, kinds, plan, problems
from budgetspec.lang.functions import FOLDS, FUNCTIONS, ROWS, TEXTS
from budgetspec.lang.names import Names, stars, written
from budgetspec.lang.problems import Fault, Problem
from budgetspec.lang.types import KIND_NAMES, NUMERIC, TEXTUAL, Column, FieldType, Kind, Level, Model, Table
from budgetspec.source import Span

_FOLD_KINDS: Final = {"count": Kind.COUNT, "any": Kind.BOOLEAN, "all": Kind.BOOLEAN, "distinct": Kind.BOOLEAN, "join": Kind.TEXT}
_OF_ANY_KIND: Final = frozenset({"blank", "numeric"})
_MOST_NODES: Final = 10_000
_DEEPEST: Final = 100


def resolve(rule: ast.Rule, model: Model, lets: Mapping[str, ast.Let]) -> tuple[plan.Plan | None, list[Problem]]:
    """Bind a rule to the model: its plan, or the problems that keep it from running."""
    if rule.severity and rule.severity.text not in list(Severity):
        return None, [replace(problems.unknown_severity(rule.severity.span, rule.severity.text), rule=rule.id or None)]
    try:
        return _plan(rule, model, lets), []
    except Fault as fault:
        return None, [replace(fault.problem, rule=rule.id or None)]
    except RecursionError:
        return None, [replace(problems.too_deep(rule.span), rule=rule.id or None)]


def _plan(rule: ast.Rule, model: Model, lets: Mapping[str, ast.Let]) -> plan.Plan:
    left_out: dict[str, None] = {}
    instances = tuple(i for scope in rule.scopes for i in _instances(rule, scope, model, lets, left_out))
    return plan.Plan(instances, tuple(left_out))


def _instances(
    rule: ast.Rule, scope: ast.Path, model: Model, lets: Mapping[str, ast.Let], left_out: dict[str, None]
) -> Iterator[plan.Instance]:
    """Bind a rule in one of its tables: an instance for each column that ``*`` stands for."""
    names = Names(model, lets, scope)
    table = names.title if len(rule.scopes) > 1 else None
    for label in _labels(rule, names):
        body = _shallow(_Binder(names, label, left_out).condition(rule.body))
        guard = _shallow(_Binder(names, label, left_out, in_guard=True).condition(rule.guard)) if rule.guard else None
        yield plan.Instance(table, label, guard, body, _levels(rule, body, guard, left_out))


def _shallow(node: plan.Expr) -> plan.Expr:
    """Refuse an expression that lets have made too deep to be evaluated."""
    left = [(node, 0)]
    while left:
        inner, depth = left.pop()
        if depth > _DEEPEST:
            raise Fault(problems.too_deep(inner.span))
        left += [(x, depth + 1) for x in plan.operands(inner)]
    return node


def _levels(rule: ast.Rule, body: plan.Expr, guard: plan.Expr | None, left_out: dict[str, None]) -> tuple[Level | None, ...]:
    rows = body.type.rows
    if guard is not None and guard.type.rows:
        if not rows:
            raise Fault(problems.guard_keys(guard.span))
        rows = _meet(rule.span, guard.type.rows, rows, left_out)
    return rows or (None,)


def _labels(rule: ast.Rule, names: Names) -> tuple[str | None, ...]:
    """Return the columns that the rule's ``*`` range over: those that every ``*`` has."""
    sets = [tuple(names.starred(ref)) for e in (rule.guard, rule.body) if e for ref in stars(e)]
    if not sets:
        return (None,)
    common = [label for label in sets[0] if all(label in s for s in sets[1:])]
    if not common:
        raise Fault(problems.no_shared_columns(rule.body.span))
    return tuple(common)


def _meet(span: Span, left: tuple[Level, ...], right: tuple[Level, ...], left_out: dict[str, None]) -> tuple[Level, ...]:
    """Return the levels at which two fields meet: those that both have, with the same keys."""
    if not left or not right:
        return left or right
    there = {level.identity: level for level in right}
    shared = [(level, there[level.identity]) for level in left if level.identity in there]
    if not shared:
        raise Fault(problems.no_shared_level(span, [x.name for x in left], [x.name for x in right]))
    for a, b in shared:
        if a.keys != b.keys:
            raise Fault(problems.different_keys(span, a.name, a.keys, b.keys))
    met = {a.identity for a, _ in shared}
    left_out.update((x.name, None) for x in (*left, *right) if x.identity not in met)
    return tuple(a for a, _ in shared)


class _Binder:
    """Binds the expressions of one rule, for one 列 where it has ``*``."""

    def __init__(  # noqa: PLR0913 - the surroundings of an expression, given once
        self,
        names: Names,
        label: str | None,
        left_out: dict[str, None],
        *,
        in_guard: bool = False,
        open_lets: tuple[str, ...] = (),
        bound: Iterator[int] | None = None,
    ) -> None:
        self.names, self.model, self.lets = names, names.model, names.lets
        self.label, self.left_out = label, left_out
        self.in_guard, self.open_lets = in_guard, open_lets
        self.bound = bound or count()  # how many nodes so far: lets inside lets can double them without end

    def condition(self, expr: ast.Expr) -> plan.Expr:
        node = self.bind(expr)
        if node.type.kind is not Kind.BOOLEAN:
            raise Fault(problems.not_a_condition(expr.span, KIND_NAMES[node.type.kind]))
        return node

    def bind(self, expr: ast.Expr) -> plan.Expr:  # noqa: C901, PLR0911 - one line for each node of the tree
        if next(self.bound) > _MOST_NODES:
            raise Fault(problems.too_deep(expr.span))
        match expr:
            case ast.Number():
                return kinds.literal(expr)
            case ast.String():
                return plan.Const(expr.value, f"“{expr.value}”", type=FieldType(Kind.TEXT), span=expr.span)
            case ast.Reference():
                return self._reference(expr)
            case ast.Negative():
                return self._negative(expr)
            case ast.Binary():
                return self._binary(expr)
            case ast.Compare():
                return self._comparison(expr)
            case ast.Member():
                return self._membership(expr)
            case ast.Not():
                inner = self.condition(expr.operand)
                return plan.Logic("not", (inner,), type=inner.type, span=expr.span)
            case ast.Logic():
                parts = tuple(map(self.condition, expr.operands))
                rows = self._meet_all(expr.span, parts)
                return plan.Logic(expr.op, parts, type=FieldType(Kind.BOOLEAN, rows), span=expr.span)
            case ast.Call():
                return self._call(expr)
        return self._lookup(expr)

    # References ----------------------------------------------------------------------------------------------------

    def _reference(self, ref: ast.Reference) -> plan.Expr:
        if ref.parts and isinstance(ref.parts[-1], ast.Star):
            return self._starred_column(ref)
        if not ref.parts:
            return self._bare_selection(ref)
        path = written(ref)
        let = self.lets.get(path) if not ref.selection else None
        found = self.names.find(path)
        if let is not None and found is not None and isinstance(found[1], Column):
            meanings = [f"变量 {path}", f"列 {found[0].name}.{path}" if isinstance(found[0], Table) else path]
            raise Fault(problems.two_meanings(ref.span, path, meanings))
        if let is not None:
            return self._let(let, ref.span)
        if found is None:
            raise Fault(self.names.unknown(ref, path))
        return self._found(ref, path, *found)

    def _found(self, ref: ast.Reference, path: str, table: Table | None, column: Column | None) -> plan.Expr:
        if table is None and column is not None:
            if ref.selection:
                raise Fault(problems.selection_without_rows(ref.selection[0].span))
            return plan.Single(column.path, path, type=FieldType(column.kind), span=ref.span)
        if table is None:
            raise Fault(self.names.unknown(ref, path))
        if column is None:
            if not ref.selection:
                raise Fault(problems.table_as_value(ref.span, path, table.main))
            column = self._main(ref, table)
        return self._cells(ref, table, column, path.split("."))

    def _main(self, ref: ast.Reference, table: Table) -> Column:
        if table.main is None:
            raise Fault(problems.no_main_column(ref.span, table.title))
        return table.columns[table.main]

    def _bare_selection(self, ref: ast.Reference) -> plan.Expr:
        table = self.names.table
        if table is None:
            raise Fault(problems.selection_without_rows(ref.span))
        return self._cells(ref, table, self._main(ref, table), [])

    def _let(self, let: ast.Let, span: Span) -> plan.Expr:
        name = let.name.text
        if name in self.open_lets:
            raise Fault(problems.let_in_circle(span, name))
        scope = self.names.path if self.names.path in let.scopes else let.scopes[0]
        inner = _Binder(
            Names(self.model, self.lets, scope),
            self.label,
            self.left_out,
            in_guard=self.in_guard,
            open_lets=(*self.open_lets, name),
            bound=self.bound,
        )
        return inner.bind(let.value)

    # Rows ----------------------------------------------------------------------------------------------------------

    def _starred_column(self, ref: ast.Reference) -> plan.Expr:
        columns = self.names.starred(ref)
        if self.label is None or self.label not in columns:
            raise Fault(problems.misplaced_star(ref.span))
        table, column = columns[self.label]
        path = [p.text for p in ref.parts if isinstance(p, ast.Name)]
        return self._cells(ref, table, column, [*path, self.label])

    def _cells(self, ref: ast.Reference, table: Table, column: Column, path: list[str]) -> plan.Expr:
        levels = table.levels_of(column)
        codes: list[str] = []
        patterns: list[str] = []
        if ref.selection:
            if len({isinstance(s, ast.LevelSelector) for s in ref.selection}) > 1:
                raise Fault(problems.mixed_selection(ref.selection[0].span))
            codes = [s.code for s in ref.selection if isinstance(s, ast.CodeSelector)]
            patterns = [s.pattern for s in ref.selection if isinstance(s, ast.PatternSelector)]
            levels = self._selected(ref, table, levels)
        single = bool(ref.selection) and len(levels) == 1 and not levels[0].keys
        rows = () if single else levels
        return plan.Cells(
            table.name, column.path, levels, frozenset(codes), tuple(patterns), single, _shown(ref, path) or column.path,
            type=FieldType(column.kind, rows), span=ref.span,
        )  # fmt: skip

    def _selected(self, ref: ast.Reference, table: Table, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        chosen: dict[Level, None] = {}
        for selector in ref.selection:
            match selector:
                case ast.LevelSelector(name=name):
                    found = [x for x in levels if x.name == name]
                    if not found:
                        names = [x.name for x in table.levels]
                        raise Fault(problems.unknown_level(selector.span, table.title, name, names))
                case ast.CodeSelector(code=code) | ast.PatternSelector(pattern=code):
                    found = [x for x in levels if x.digits == len(code)]
                    if not found and isinstance(selector, ast.CodeSelector):
                        found = [x for x in levels if x.keys and x.digits is None and not x.positional]
                    if not found:
                        raise Fault(problems.unknown_code(selector.span, table.title, code))
            chosen.update(dict.fromkeys(found))
        return tuple(x for x in levels if x in chosen)

    # Operators -----------------------------------------------------------------------------------------------------

    def _meet_all(self, span: Span, nodes: tuple[plan.Expr, ...]) -> tuple[Level, ...]:
        return reduce(lambda rows, node: _meet(span, rows, node.type.rows, self.left_out), nodes, ())

    def _negative(self, expr: ast.Negative) -> plan.Expr:
        inner = self.bind(expr.operand)
        if inner.type.kind not in NUMERIC | {Kind.AMOUNT}:
            raise Fault(problems.cannot_combine(expr.span, "-", "", KIND_NAMES[inner.type.kind]))
        return plan.Apply("negative", (kinds.as_operand(inner),), type=inner.type, span=expr.span)

    def _binary(self, expr: ast.Binary) -> plan.Expr:
        left, right = self.bind(expr.left), self.bind(expr.right)
        if expr.op in "+-":
            left, right = kinds.same_money(left, right)
        kind = kinds.result(expr.op, left.type.kind, right.type.kind)
        if kind is None:
            names = KIND_NAMES[left.type.kind], KIND_NAMES[right.type.kind]
            raise Fault(problems.cannot_combine(expr.span, expr.op, *names))
        rows = self._meet_all(expr.span, (left, right))
        operands = kinds.as_operand(left), kinds.as_operand(right)
        return plan.Apply(expr.op, operands, type=FieldType(kind, rows), span=expr.span)

    def _comparison(self, expr: ast.Compare) -> plan.Expr:
        left, right = kinds.same_money(self.bind(expr.left), self.bind(expr.right))
        self._comparable(expr.span, expr.op, left, right)
        within = self._tolerance(expr.op, expr.within, left, right) if expr.within else None
        rows = self._meet_all(expr.span, (left, right) if within is None else (left, right, within))
        kind = FieldType(Kind.BOOLEAN, rows)
        return plan.Comparison(expr.op, left, right, within, self.in_guard, type=kind, span=expr.span)

    def _tolerance(self, op: str, written: ast.Expr, left: plan.Expr, right: plan.Expr) -> plan.Expr:
        within = kinds.same_money(left, self.bind(written))[1]
        wanted = {Kind.AMOUNT} if left.type.kind is Kind.AMOUNT else NUMERIC - {Kind.VALUE}
        if op not in {"==", "<=", ">="} or not {x.type.kind for x in (left, right, within)} <= wanted:
            raise Fault(problems.no_tolerance(written.span))
        return within

    def _membership(self, expr: ast.Member) -> plan.Expr:
        item = self.bind(expr.item)
        options = tuple(kinds.same_money(item, self.bind(o))[1] for o in expr.options)
        for option in options:
            self._comparable(expr.span, "in", item, option)
        rows = self._meet_all(expr.span, (item, *options))
        return plan.Membership(item, options, self.in_guard, type=FieldType(Kind.BOOLEAN, rows), span=expr.span)

    def _comparable(self, span: Span, op: str, left: plan.Expr, right: plan.Expr) -> None:
        a, b = left.type.kind, right.type.kind
        if not kinds.comparable(op, a, b):
            raise Fault(problems.cannot_combine(span, op, KIND_NAMES[a], KIND_NAMES[b]))

    # Functions -----------------------------------------------------------------------------------------------------

    def _call(self, expr: ast.Call) -> plan.Expr:
        name = expr.function.text
        if name in FOLDS:
            return self._fold(expr, name)
        if expr.by or name not in FUNCTIONS:
            known = FOLDS if expr.by else FUNCTIONS
            raise Fault(problems.unknown_function(expr.function.span, name, known))
        usage = FUNCTIONS[name].usage
        if name in ROWS:
            return self._row_function(expr, name, usage)
        if name not in TEXTS or len(expr.arguments) != TEXTS[name].arguments:
            raise Fault(problems.wrong_arguments(expr.span, name, usage))
        return self._text_function(expr, name, usage)

    def _text_function(self, expr: ast.Call, name: str, usage: str) -> plan.Expr:
        arguments = tuple(map(self.bind, expr.arguments))
        if name not in _OF_ANY_KIND and any(a.type.kind not in TEXTUAL for a in arguments):
            raise Fault(problems.wrong_arguments(expr.span, name, usage))
        if name == "matches":
            arguments = (arguments[0], _pattern(expr.arguments[1], usage))
        kind = FieldType(TEXTS[name].result or Kind.TEXT, self._meet_all(expr.span, arguments))
        return plan.Apply(name, arguments, type=kind, span=expr.span)

    def _row_function(self, expr: ast.Call, name: str, usage: str) -> plan.Expr:
        if len(expr.arguments) != 1 or name == "children":
            raise Fault(problems.wrong_arguments(expr.span, name, usage))
        inner = self.bind(expr.arguments[0])
        if not inner.type.rows:
            raise Fault(problems.not_rows(expr.span, name))
        if name == "previous":
            return plan.Previous(inner, type=inner.type, span=expr.span)
        if name == "rows":
            if not isinstance(inner, plan.Cells):
                raise Fault(problems.wrong_arguments(expr.span, name, usage))
            return plan.RowCount(inner, type=FieldType(Kind.COUNT, inner.type.rows), span=expr.span)
        table = self._table_inside(expr.span, inner)
        below = tuple(x for x in table.levels if x.parent in inner.type.rows)
        if not below:
            raise Fault(problems.not_rows(expr.span, name))
        return plan.ParentOf(inner, table.name, type=FieldType(inner.type.kind, below), span=expr.span)

    def _table_inside(self, span: Span, node: plan.Expr) -> Table:
        cells = next((n for n in plan.walk(node) if isinstance(n, plan.Cells) and not n.single), None)
        if cells is None:
            raise Fault(problems.not_rows(span, "children"))
        return self.model.tables[cells.table]

    def _fold(self, expr: ast.Call, name: str) -> plan.Expr:
        if len(expr.arguments) != 1:
            raise Fault(problems.wrong_arguments(expr.span, name, FOLDS[name].usage))
        argument = expr.arguments[0]
        if isinstance(argument, ast.Call) and argument.function.text == "children" and len(argument.arguments) == 1:
            return self._child_fold(expr, name, argument)
        inner = self.bind(argument)
        if not inner.type.rows:
            raise Fault(problems.not_rows(expr.span, name))
        kind = self._fold_kind(expr, name, inner)
        inner = kinds.as_operand(inner) if name in {"sum", "min", "max"} else inner
        targets = self._targets(expr, inner)
        rows = tuple(t for _, t in targets if t is not None)
        by = tuple(n.text for n in expr.by)
        return plan.Fold(name, inner, by, targets, type=FieldType(kind, rows), span=expr.span)

    def _fold_kind(self, expr: ast.Call, name: str, inner: plan.Expr) -> Kind:
        kind = inner.type.kind
        fits = {
            "any": kind is Kind.BOOLEAN,
            "all": kind is Kind.BOOLEAN,
            "join": kind in TEXTUAL,
            "count": True,
            "distinct": kind is not Kind.BOOLEAN,
        }.get(name, kind in NUMERIC | {Kind.AMOUNT})
        if not fits:
            raise Fault(problems.wrong_arguments(expr.span, name, FOLDS[name].usage))
        return _FOLD_KINDS.get(name, kind)

    def _child_fold(self, expr: ast.Call, name: str, argument: ast.Call) -> plan.Expr:
        inner = self.bind(argument.arguments[0])
        if not inner.type.rows:
            raise Fault(problems.not_rows(argument.span, "children"))
        if expr.by:
            raise Fault(problems.wrong_arguments(expr.span, "children", ROWS["children"].usage))
        kind = self._fold_kind(expr, name, inner)
        inner = kinds.as_operand(inner) if name in {"sum", "min", "max"} else inner
        table = self._table_inside(argument.span, inner)
        above = tuple(x for x in table.levels if any(level.parent == x for level in inner.type.rows))
        if not above:
            raise Fault(problems.not_rows(argument.span, "children"))
        return plan.ChildFold(name, inner, table.name, type=FieldType(kind, above), span=expr.span)

    def _targets(self, expr: ast.Call, inner: plan.Expr) -> tuple[tuple[Level, Level | None], ...]:
        """Say for each level of the rows folded which level the result stands at."""
        by = [n.text for n in expr.by]
        known = list(dict.fromkeys(k for level in inner.type.rows for k in level.keys))
        for name in expr.by:
            if name.text not in known:
                raise Fault(problems.unknown_dimension(name.span, name.text, known))
        levels = [x for x in inner.type.rows if set(by) <= set(x.keys)]
        kept = [x for x in levels if x.keys and x.keys[-1] in by]
        if by and len(kept) > 1 and all(x.classification for x in kept):
            levels = kept
        elif len(levels) != 1:
            names = [x.name for x in inner.type.rows]
            raise Fault(problems.several_levels(expr.span, expr.function.text, names, _example(expr)))
        return tuple((x, self._target(expr.span, x, by)) for x in levels)

    def _target(self, span: Span, level: Level, by: list[str]) -> Level | None:
        if not by:
            return None
        keys = tuple(k for k in level.keys if k in by)
        if keys == level.keys:
            return level
        if level.keys[-1] in by:
            return replace(level, keys=keys, parent=None)
        found = self._level_of(level, keys)
        if found is None:
            raise Fault(problems.no_shared_level(span, [level.name], list(keys)))
        return found

    def _level_of(self, level: Level, keys: tuple[str, ...]) -> Level | None:
        """Return the level whose rows are keyed by ``keys``: above ``level`` if there is one, else the form's finest."""
        above = level.parent
        while above is not None:
            if above.keys == keys:
                return above
            above = above.parent
        every = [x for table in self.model.tables.values() for x in table.levels if x.keys == keys]
        coarser = {x.parent.identity for x in every if x.parent is not None}
        return next((x for x in every if x.identity not in coarser), None)

    def _lookup(self, expr: ast.Lookup) -> plan.Expr:
        name = expr.arguments[0] if expr.arguments else None
        if expr.function.text != "list" or not isinstance(name, ast.String) or len(expr.arguments) > 2:  # noqa: PLR2004
            raise Fault(problems.wrong_arguments(expr.span, expr.function.text, FUNCTIONS["list"].usage))
        codes = self.model.lists.get(name.value)
        if codes is None:
            raise Fault(problems.unknown_list(name.span, name.value, self.model.lists))
        if expr.column.text not in codes.columns:
            raise Fault(problems.unknown_column(expr.column.span, name.value, expr.column.text, codes.columns))
        by = ast.Reference((ast.Name(codes.dimension, span=expr.span),), span=expr.span)
        argument = self.bind(expr.arguments[1] if len(expr.arguments) > 1 else by)
        if argument.type.kind not in TEXTUAL:
            raise Fault(problems.wrong_arguments(expr.span, "list", FUNCTIONS["list"].usage))
        kind = FieldType(Kind.TEXT, argument.type.rows)
        return plan.FromList(codes.name, expr.column.text, argument, type=kind, span=expr.span)


def _shown(ref: ast.Reference, path: list[str]) -> str:
    """Return a reference as the author wrote it, with the column that ``*`` stands for."""
    if not ref.selection:
        return ".".join(path)
    selected = f"[{', '.join(map(_written, ref.selection))}]"
    return ".".join(filter(None, [".".join(path[: ref.at]) + selected, *path[ref.at :]]))


def _written(selector: ast.Selector) -> str:
    match selector:
        case ast.LevelSelector(name=text) | ast.CodeSelector(code=text) | ast.PatternSelector(pattern=text):
            return text


def _example(expr: ast.Call) -> str:
    argument = expr.arguments[0]
    return written(argument) if isinstance(argument, ast.Reference) and argument.parts else "列"


def _pattern(expr: ast.Expr, usage: str) -> plan.Const:
    if not isinstance(expr, ast.String):
        raise Fault(problems.wrong_arguments(expr.span, "matches", usage))
    regex = kinds.as_regex(expr.value)
    if regex is None:
        raise Fault(problems.unsafe_pattern(expr.span, expr.value))
    return plan.Const(regex, f"“{expr.value}”", type=FieldType(Kind.TEXT), span=expr.span)
