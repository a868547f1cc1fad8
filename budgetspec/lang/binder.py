"""Binds expressions: every name to what it means, every operator to the kinds and levels of its operands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, guesses, kinds, levels, misnamed, misselected, misspelt, mistyped, plan
from budgetspec.lang.functions import FOLDS, FUNCTIONS, OF_WORDS, ROWS, TEXTS
from budgetspec.lang.mention import calls_of, quoted, rows_of, selector, shown, written
from budgetspec.lang.mismatches import Operand, misfactored, misjudged, mismatch, no_tolerance, side
from budgetspec.lang.names import Names
from budgetspec.lang.problems import Fault, Problem, nearest
from budgetspec.lang.textpattern import as_regex
from budgetspec.lang.types import NUMERIC, SUMMABLE, TEXTUAL, Column, FieldType, Kind, Level, Table
from budgetspec.lang.unknown import Unknown, known
from budgetspec.source import Span

_FOLD_KINDS: Final = {"count": Kind.COUNT, "any": Kind.BOOLEAN, "all": Kind.BOOLEAN, "distinct": Kind.BOOLEAN, "join": Kind.TEXT}
_OF_ANY_KIND: Final = frozenset({"blank", "numeric"})
_OF_DATES: Final = frozenset({"year"})
_NOT_NAMES: Final = {misnamed.UNKNOWN_NAME, misselected.LABEL, misselected.LEVEL, misnamed.GROUP, misnamed.ELSEWHERE}
_MOST_NODES: Final = 10_000


class Binder:
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
        faulty: set[str] | None = None,
    ) -> None:
        self.names, self.model, self.lets = names, names.model, names.lets
        self.label, self.left_out = label, left_out
        self.in_guard, self.open_lets = in_guard, open_lets
        self.bound = bound or count()  # how many nodes so far: lets inside lets can double them without end
        self.faulty = set() if faulty is None else faulty  # lets whose problems are told: so can these

    def condition(self, expr: ast.Expr) -> plan.Expr:
        """Bind an expression that must be true or false."""
        node = self.bind(expr)
        if isinstance(expr, ast.String) and guesses.is_condition(expr.value):
            raise Fault(misnamed.quoted_condition(expr.span, condition=expr.value))
        if node.type.kind is not Kind.BOOLEAN:
            filled = node.type.kind in {*TEXTUAL, Kind.DATE} and isinstance(expr, ast.Reference)
            raise Fault(mistyped.not_a_condition(expr.span, side(expr, node), filled=filled))
        return node

    def bind(self, expr: ast.Expr) -> plan.Expr:  # noqa: C901, PLR0911 - one line for each node of the tree
        """Bind an expression; raises ``Fault``."""
        if next(self.bound) > _MOST_NODES:
            raise Fault(misspelt.too_deep(expr.span))
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
                if wrong := guesses.miscombined(self.names, expr):
                    raise Fault(wrong)
                parts = self._each(expr.operands, self.condition)
                rows = self._meet_all(expr.span, expr.operands, parts)
                return plan.Logic(expr.op, parts, type=FieldType(Kind.BOOLEAN, rows), span=expr.span)
            case ast.Call():
                return self._call(expr)
        return self._lookup(expr)

    # Several at once: what is wrong with each of them is found ------------------------------------------------------

    def _each(self, exprs: tuple[ast.Expr, ...], bind: Callable[[ast.Expr], plan.Expr]) -> tuple[plan.Expr, ...]:
        """Bind expressions that do not depend on each other."""
        return _sound([_attempt(bind, expr) for expr in exprs])

    def _beside(self, exprs: tuple[ast.Expr, ...]) -> tuple[plan.Expr, ...]:
        """Bind operands: an unknown word beside a text may be a text without its quotes."""
        tried = [_attempt(self.bind, expr) for expr in exprs]
        if any(not isinstance(t, Fault) and t.type.kind in TEXTUAL for t in tried):
            pairs = enumerate(zip(exprs, tried, strict=True))
            return _sound([self._as_text(expr, t, first=not at) if isinstance(t, Fault) else t for at, (expr, t) in pairs])
        return _sound(tried)

    def _as_text(self, expr: ast.Expr, fault: Fault, *, first: bool) -> Fault:
        """Say that a word is a text without its quotes; not of what stands first and is a column elsewhere."""
        if isinstance(expr, ast.Binary) and {p.code for p in fault.problems} <= _NOT_NAMES:
            return Fault(misnamed.unquoted_text(expr.span, "".join(shown(expr).split())))
        bare = isinstance(expr, ast.Reference) and len(expr.parts) == 1 and not expr.selection
        column = {misnamed.ELSEWHERE} if first else set()
        if bare and {p.code for p in fault.problems} & _NOT_NAMES - column:
            return Fault(misnamed.unquoted_text(expr.span, shown(expr), self.names.near()))
        return fault

    def _meet_all(self, span: Span, exprs: tuple[ast.Expr, ...], nodes: tuple[plan.Expr, ...]) -> tuple[Level, ...]:
        fields = [levels.Field(expr, node, node.type.rows) for expr, node in zip(exprs, nodes, strict=True)]
        met = fields[0]
        for field in fields[1:]:
            rows, others = levels.meet(span, met, field, self.model)
            met = (met if met.rows else field)._replace(rows=rows)
            self.left_out.update(dict.fromkeys(others))
        return met.rows

    # References ----------------------------------------------------------------------------------------------------

    def _reference(self, ref: ast.Reference) -> plan.Expr:
        if any(isinstance(part, ast.Star) for part in ref.parts[:-1]):
            raise Fault(misspelt.misplaced_star(ref.span))
        if ref.parts and isinstance(ref.parts[-1], ast.Star):
            return self._starred_column(ref)
        if not ref.parts:
            return self._bare_selection(ref)
        path = written(ref)
        let = self.lets.get(path) if not ref.selection else None
        found = self.names.find(path)
        if let is not None and found is not None and isinstance(found[1], Column):
            full = f"{found[0].name}.{path}" if isinstance(found[0], Table) else path
            meanings = [Bilingual(f"变量 {path}", f"let {path}"), Bilingual(f"列 {full}", f"column {full}")]
            raise Fault(misnamed.two_meanings(ref.span, path, meanings))
        if let is not None:
            return self._let(let, ref.span)
        if found is None:
            raise Fault(*([] if self.names.is_unread(path) else [Unknown(self.names).name(ref, path)]))
        return self._found(ref, path, *found)

    def _found(self, ref: ast.Reference, path: str, table: Table | None, column: Column | None) -> plan.Expr:
        if table is None and column is not None:
            if ref.selection:
                raise Fault(misselected.selection_of_value(ref.selection[0].span, name=quoted(path), rows=rows_of(ref)))
            return plan.Single(column.path, path, type=FieldType(column.kind), span=ref.span)
        if table is None:
            raise Fault(Unknown(self.names).name(ref, path))
        if column is None:
            if not ref.selection:
                one = table.whole if table.main else None
                main = quoted(table.main or next(iter(table.columns)))
                if any(ref in call.arguments for expr in self.names.whole for call in calls_of(expr)) and table.main:
                    raise Fault(
                        misselected.rows_of_table(ref.span, name=quoted(path), rows=f"{quoted(path)}[{table.levels[-1].name}]")
                    )
                raise Fault(misnamed.table_as_value(ref.span, quoted(path), main, one))
            column = self._main(ref, table)
        return self._cells(ref, table, column, path.split("."))

    def _main(self, ref: ast.Reference, table: Table) -> Column:
        if table.main is None:
            raise Fault(misnamed.no_main_column(ref.span, table=table.title, column=next(iter(table.columns))))
        return table.columns[table.main]

    def _bare_selection(self, ref: ast.Reference) -> plan.Expr:
        table = self.names.table
        if table is None:
            raise Fault(misselected.selection_without_rows(ref.span))
        return self._cells(ref, table, self._main(ref, table), [])

    def _let(self, let: ast.Let, span: Span) -> plan.Expr:
        name = let.name.text
        if name in self.open_lets:
            raise Fault(mistyped.let_in_circle(span, name=name))
        if name in self.faulty:
            raise Fault
        scope = self.names.path if self.names.path in let.scopes else let.scopes[0]
        inner = Binder(
            known(Names(self.model, self.lets, scope, self.names.unread)),
            self.label,
            self.left_out,
            in_guard=self.in_guard,
            open_lets=(*self.open_lets, name),
            bound=self.bound,
            faulty=self.faulty,
        )
        try:
            return inner.bind(let.value)
        except Fault:
            self.faulty.add(name)
            raise

    # Rows ----------------------------------------------------------------------------------------------------------

    def _starred_column(self, ref: ast.Reference) -> plan.Expr:
        columns = self.names.starred(ref)
        if self.label is None or self.label not in columns:
            raise Fault(mistyped.star_in_let(ref.span))
        table, column = columns[self.label]
        path = [p.text for p in ref.parts if isinstance(p, ast.Name)]
        return self._cells(ref, table, column, [*path, self.label])

    def _cells(self, ref: ast.Reference, table: Table, column: Column, path: list[str]) -> plan.Expr:
        found = table.levels_of(column)
        if ref.selection:
            found = levels.selected(ref, table, found, self.names)
        codes = frozenset(s.code for s in ref.selection if isinstance(s, ast.CodeSelector))
        patterns = tuple(s.pattern for s in ref.selection if isinstance(s, ast.PatternSelector))
        single = bool(ref.selection) and len(found) == 1 and not found[0].keys
        kind = FieldType(column.kind, () if single else found)
        text, selection = _shown(ref, path) or column.path, ", ".join(map(selector, ref.selection))
        return plan.Cells(
            table.name, column.path, found, codes, patterns, single, text, selection, column.running, type=kind, span=ref.span
        )

    # Operators -----------------------------------------------------------------------------------------------------

    def _negative(self, expr: ast.Negative) -> plan.Expr:
        inner = self.bind(expr.operand)
        if inner.type.kind not in SUMMABLE:
            raise Fault(mistyped.no_number(expr.span, value=side(expr.operand, inner)))
        return plan.Apply("negative", (kinds.as_operand(inner),), type=inner.type, span=expr.span)

    def _binary(self, expr: ast.Binary) -> plan.Expr:
        exprs = expr.left, expr.right
        if wrong := guesses.sign_for_point(self.names, expr) or guesses.digits_as_stars(expr):
            raise Fault(wrong)
        left, right = kinds.same_dates(*self._beside(exprs))
        if expr.op in "+-":
            left, right = kinds.same_money(left, right)
        kind = kinds.result(expr.op, left.type.kind, right.type.kind)
        if kind is None:
            raise Fault(
                guesses.quoted_name(self.names, *exprs)
                or guesses.code_in_product(self.names, expr)
                or mismatch(expr.span, expr.op, Operand(expr.left, left), Operand(expr.right, right))
            )
        if expr.op in "*/" and (wrong := misfactored(expr.op, Operand(expr.left, left), Operand(expr.right, right))):
            raise Fault(wrong)
        rows = self._meet_all(expr.span, exprs, (left, right))
        operands = kinds.as_operand(left), kinds.as_operand(right)
        return plan.Apply(expr.op, operands, type=FieldType(kind, rows), span=expr.span)

    def _comparison(self, expr: ast.Compare) -> plan.Expr:
        exprs = (expr.left, expr.right, *([expr.within] if expr.within else []))
        if wrong := guesses.miscompared(self.names, expr):
            raise Fault(wrong)
        first, second, *more = self._sides(expr, exprs)
        left, right = kinds.same_dates(*kinds.same_money(first, second))
        operands = Operand(expr.left, left), Operand(expr.right, right)
        self._ensure_comparable(expr.span, expr.op, *operands)
        if wrong := misjudged(expr.span, expr.op, *operands):
            raise Fault(wrong)
        within = self._tolerance(expr, left, right, more[0]) if more else None
        rows = self._meet_all(expr.span, exprs, (left, right) if within is None else (left, right, within))
        kind = FieldType(Kind.BOOLEAN, rows)
        return plan.Comparison(expr.op, left, right, within, self.in_guard, type=kind, span=expr.span)

    def _sides(self, expr: ast.Compare, exprs: tuple[ast.Expr, ...]) -> tuple[plan.Expr, ...]:
        """Bind the sides of a comparison; of nothing but rows that do not meet, it is told what the whole is to be."""
        try:
            return self._beside(exprs)
        except Fault as fault:
            apart = {problem.code for problem in fault.problems} == {mistyped.ROWS_APART}
            whole = guesses.rows_added(self.names, expr) if apart else None
            raise Fault(whole) if whole else fault from None

    def _tolerance(self, expr: ast.Compare, left: plan.Expr, right: plan.Expr, given: plan.Expr) -> plan.Expr:
        within = kinds.same_money(left, given)[1]
        wanted = {Kind.AMOUNT} if left.type.kind is Kind.AMOUNT else NUMERIC - {Kind.VALUE}
        if expr.within and (expr.op not in {"==", "<=", ">="} or not {x.type.kind for x in (left, right, within)} <= wanted):
            raise Fault(no_tolerance(expr.within, Operand(expr.left, left), expr.right))
        return within

    def _membership(self, expr: ast.Member) -> plan.Expr:
        exprs = (expr.item, *expr.options)
        item, *bound = self._beside(exprs)
        options = tuple(kinds.same_dates(*kinds.same_money(item, o))[1] for o in bound)
        self._ensure_choices(expr, item, options)
        rows = self._meet_all(expr.span, exprs, (item, *options))
        return plan.Membership(item, options, self.in_guard, type=FieldType(Kind.BOOLEAN, rows), span=expr.span)

    def _ensure_choices(self, expr: ast.Member, item: plan.Expr, options: Sequence[plan.Expr]) -> None:
        found: list[Problem] = []
        for given, option in zip(expr.options, options, strict=True):
            try:
                self._ensure_comparable(expr.span, "in", Operand(expr.item, item), Operand(given, option))
            except Fault as fault:
                found += fault.problems
        if found:
            raise Fault(*found)

    def _ensure_comparable(self, span: Span, op: str, left: Operand, right: Operand) -> None:
        if not kinds.comparable(op, left.kind, right.kind):
            named = guesses.quoted_name(self.names, left.expr, right.expr)
            raise Fault(named or guesses.rows_counted(self.names, op, left, right) or mismatch(span, op, left, right))

    # Functions -----------------------------------------------------------------------------------------------------

    def _call(self, expr: ast.Call) -> plan.Expr:
        name = expr.function.text
        if name in FOLDS:
            return self._fold(expr, name)
        if expr.by or name not in FUNCTIONS:
            raise Fault(guesses.unknown_function(self.names, expr))
        usage = FUNCTIONS[name].usage
        if name in ROWS:
            return self._row_function(expr, name, usage)
        if name == "only" and len(expr.arguments) == 2:  # noqa: PLR2004 - as its usage says
            return self._only(expr)
        if name in TEXTS and (wrong := guesses.several_texts(expr) or guesses.swapped(expr)):
            raise Fault(wrong)
        if name not in TEXTS or len(expr.arguments) != TEXTS[name].arguments:
            raise Fault(mistyped.wrong_arguments(expr.span, function=name, usage=usage))
        return self._text_function(expr, name, usage)

    def _text_function(self, expr: ast.Call, name: str, usage: Bilingual) -> plan.Expr:
        arguments = self._beside(expr.arguments)
        if name not in _OF_ANY_KIND:
            _ensure_texts(expr, arguments, usage)
        if wrong := guesses.pattern_in_text(expr):
            raise Fault(wrong)
        if name == "matches":
            arguments = (arguments[0], _pattern(expr.arguments[1], usage))
        if name in OF_WORDS:
            arguments = (arguments[0], self._words(expr, usage))
        rows = self._meet_all(expr.span, expr.arguments, arguments)
        return plan.Apply(name, arguments, type=FieldType(TEXTS[name].result or Kind.TEXT, rows), span=expr.span)

    def _words(self, expr: ast.Call, usage: Bilingual) -> plan.Const:
        """Bind the name of a word list."""
        name = expr.arguments[1]
        if not isinstance(name, ast.String):
            raise Fault(mistyped.wrong_arguments(expr.span, function=expr.function.text, usage=usage))
        words = self.model.words.get(name.value)
        if words is None:
            near = nearest(name.value, self.model.words)
            raise Fault(misnamed.unknown_words(name.span if near else expr.span, name.value, near, guesses.each_word(expr, name)))
        return plan.Const(words, f"“{name.value}”", type=FieldType(Kind.TEXT), span=name.span)

    def _only(self, expr: ast.Call) -> plan.Expr:
        """Bind a value that is taken under a condition."""
        given, condition = expr.arguments
        value, truth = self.bind(given), self.condition(condition)
        rows = self._meet_all(expr.span, expr.arguments, (value, truth))
        return plan.Apply("only", (value, truth), type=FieldType(value.type.kind, rows), span=expr.span)

    def _row_function(self, expr: ast.Call, name: str, usage: Bilingual) -> plan.Expr:
        if len(expr.arguments) != 1:
            raise Fault(mistyped.wrong_arguments(expr.span, function=name, usage=usage))
        if name == "children":
            raise Fault(guesses.bare_children(expr))
        inner = self._rows(expr, name)
        if name == "previous":
            return plan.Previous(inner, type=inner.type, span=expr.span)
        if name == "rows":
            if not isinstance(inner, plan.Cells):
                raise Fault(mistyped.wrong_arguments(expr.span, function=name, usage=usage))
            return plan.RowCount(inner, type=FieldType(Kind.COUNT, inner.type.rows), span=expr.span)
        table = self._table_inside(expr, inner)
        below = tuple(x for x in table.levels if x.parent in inner.type.rows)
        if not below:
            upper = [level.parent for level in inner.type.rows if level.parent]
            raise Fault(mistyped.no_level_beside(expr.span, name, guesses.of_level(expr, upper)))
        return plan.ParentOf(inner, table.name, type=FieldType(inner.type.kind, below), span=expr.span)

    def _rows(self, expr: ast.Call, name: str) -> plan.Expr:
        """Bind the argument of a function of rows, which a single value is not."""
        argument = expr.arguments[0]
        inner = self.bind(argument)
        if not inner.type.rows:
            raise Fault(mistyped.not_rows(expr.span, function=name, value=shown(argument)))
        return inner

    def _table_inside(self, expr: ast.Call, node: plan.Expr) -> Table:
        cells = next((n for n in plan.walk(node) if isinstance(n, plan.Cells) and not n.single), None)
        if cells is None:
            raise Fault(mistyped.not_rows(expr.span, function=expr.function.text, value=shown(expr.arguments[0])))
        return self.model.tables[cells.table]

    def _fold(self, expr: ast.Call, name: str) -> plan.Expr:
        if not expr.arguments:
            raise Fault(mistyped.wrong_arguments(expr.span, function=name, usage=FOLDS[name].usage))
        if len(expr.arguments) > 1:
            raise Fault(guesses.several_columns(self.names, expr))
        argument = expr.arguments[0]
        if isinstance(argument, ast.Call) and argument.function.text == "children" and len(argument.arguments) == 1:
            return self._child_fold(expr, name, argument)
        try:
            inner = self._rows(expr, name)
        except Fault as fault:
            group = guesses.folded_group(self.names, expr)
            raise Fault(group) if group else fault from None
        kind = self._fold_kind(expr, name, inner)
        inner = kinds.as_operand(inner) if name in {"sum", "min", "max"} else inner
        targets = levels.targets(expr, inner, self.names)
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
        }.get(name, kind in SUMMABLE)
        if not fits:
            if isinstance(expr.arguments[0], ast.Reference) and name in {"any", "all"}:
                by = f" by {', '.join(n.text for n in expr.by)}" if expr.by else ""
                raise Fault(mistyped.fold_of_values(expr.span, function=name, value=shown(expr.arguments[0]), by=by))
            value = side(expr.arguments[0], inner)
            raise Fault(mistyped.wrong_kind(expr.span, usage=FOLDS[name].usage, value=value))
        return _FOLD_KINDS.get(name, kind)

    def _child_fold(self, expr: ast.Call, name: str, argument: ast.Call) -> plan.Expr:
        inner = self._rows(argument, "children")
        if expr.by:
            raise Fault(mistyped.wrong_arguments(expr.span, function="children", usage=ROWS["children"].usage))
        kind = self._fold_kind(expr, name, inner)
        inner = kinds.as_operand(inner) if name in {"sum", "min", "max"} else inner
        table = self._table_inside(argument, inner)
        above = tuple(x for x in table.levels if any(level.parent == x for level in inner.type.rows))
        if not above:
            lower = [level for level in table.levels if level.parent in inner.type.rows]
            raise Fault(mistyped.no_level_beside(argument.span, "children", guesses.of_level(argument, lower)))
        return plan.ChildFold(name, inner, table.name, type=FieldType(kind, above), span=expr.span)

    def _lookup(self, expr: ast.Lookup) -> plan.Expr:
        name = expr.arguments[0] if expr.arguments else None
        usage = FUNCTIONS["list"].usage
        if expr.function.text != "list" or not isinstance(name, ast.String) or len(expr.arguments) > 2:  # noqa: PLR2004
            raise Fault(mistyped.wrong_arguments(expr.span, function="list", usage=usage))
        codes = self.model.lists.get(name.value)
        if codes is None:
            raise Fault(misnamed.unknown_list(name.span, name.value, [*self.model.lists]))
        if expr.column.text not in codes.columns:
            raise Fault(misnamed.unknown_column(expr.column.span, name.value, expr.column.text, codes.columns, ()))
        if len(expr.arguments) == 1 and self.names.find(codes.dimension) is None:
            raise Fault(misnamed.no_code_at_hand(expr.span, name=name.value, dimension=codes.dimension))
        by = ast.Reference((ast.Name(codes.dimension, span=expr.span),), span=expr.span)
        given = expr.arguments[1] if len(expr.arguments) > 1 else by
        argument = self.bind(given)
        if argument.type.kind not in TEXTUAL:
            raise Fault(mistyped.wrong_kind(expr.span, usage=usage, value=side(given, argument)))
        kind = FieldType(Kind.TEXT, argument.type.rows)
        return plan.FromList(codes.name, expr.column.text, argument, type=kind, span=expr.span)


def _attempt(bind: Callable[[ast.Expr], plan.Expr], expr: ast.Expr) -> plan.Expr | Fault:
    try:
        return bind(expr)
    except Fault as fault:
        if any(p.code == misspelt.TOO_DEEP for p in fault.problems):
            raise  # nothing more is read
        return fault


def _sound(tried: Sequence[plan.Expr | Fault]) -> tuple[plan.Expr, ...]:
    """Return what was bound, or raise all that is wrong with it."""
    faults = [t for t in tried if isinstance(t, Fault)]
    if faults:
        found = {(p.code, p.span): p for fault in faults for p in fault.problems}
        raise Fault(*found.values())
    return tuple(t for t in tried if not isinstance(t, Fault))


def _shown(ref: ast.Reference, path: list[str]) -> str:
    """Return a reference as the author wrote it, with the column that ``*`` stands for."""
    if not ref.selection:
        return ".".join(path)
    selected = rows_of(ref)
    return ".".join(filter(None, [".".join(path[: ref.at]) + selected, *path[ref.at :]]))


def _ensure_texts(expr: ast.Call, arguments: tuple[plan.Expr, ...], usage: Bilingual) -> None:
    for given, node in zip(expr.arguments, arguments, strict=True):
        if isinstance(given, ast.Number):
            raise Fault(mistyped.unquoted_code(given.span, side(expr.arguments[0], arguments[0]), given.text))
        if node.type.kind not in TEXTUAL and not (expr.function.text in _OF_DATES and node.type.kind is Kind.DATE):
            raise Fault(mistyped.wrong_kind(expr.span, usage=usage, value=side(given, node)))


def _pattern(expr: ast.Expr, usage: Bilingual) -> plan.Const:
    if not isinstance(expr, ast.String):
        raise Fault(mistyped.wrong_arguments(expr.span, function="matches", usage=usage))
    regex = as_regex(expr.value)
    if regex is None:
        raise Fault(mistyped.unsafe_pattern(expr.span, pattern=expr.value))
    return plan.Const(regex, f"“{expr.value}”", type=FieldType(Kind.TEXT), span=expr.span)
