"""Plans to verdicts. Fields are evaluated a level at a time, as lists of values for a list of keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from budgetspec.finding import Bilingual, Verdict
from budgetspec.lang import plan
from budgetspec.lang.operations import EMPTY, FOLDS, FUNCTIONS, LOGIC, OF_NO_ROWS, Comparator, either
from budgetspec.lang.types import Key, Level, Missing, Scope
from budgetspec.money import BLANK, Unknown

_NO_CHILDREN: Final = Unknown(Bilingual("没有下级行", "no rows below"), quiet=True)
_NO_KEYS: Final = ((),)
_Rows = dict[Key, list[tuple[Level, Key]]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The checks of one rule at one level, for one 列: a verdict for each key; ``whys`` where they are undecided."""

    instance: plan.Instance
    level: Level | None
    keys: Sequence[Key]
    verdicts: Sequence[Verdict]
    whys: tuple[Bilingual, ...] = ()


class Evaluation:
    """One submission under evaluation; what is computed for one rule is kept for the next."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._kept: dict[int, tuple[plan.Expr, Any]] = {}
        self._lacking: dict[int, tuple[plan.Expr, Bilingual | None]] = {}
        self._selected: dict[tuple[int, Any], tuple[plan.Expr, dict[Key, Any]]] = {}
        self._rows: dict[tuple[int, Any], tuple[plan.Expr, _Rows]] = {}

    def run(self, checked: plan.Plan) -> Iterator[Outcome]:
        """Run a rule: its outcomes in order of 列 and level."""
        for instance in checked.instances:
            for level in instance.levels:
                yield self._outcome(instance, level)

    def _outcome(self, instance: plan.Instance, level: Level | None) -> Outcome:
        keys = self.checked(instance, level)
        if not keys:
            return self._without_keys(instance, level)
        truths = self.values(instance.body, level, keys)
        guards = [True] * len(keys) if instance.guard is None else self.values(instance.guard, level, keys)
        verdicts = list(map(_verdict, guards, truths))
        return Outcome(instance, level, keys, verdicts, _reasons(guards, truths, verdicts))

    def _without_keys(self, instance: plan.Instance, level: Level | None) -> Outcome:
        """Say why there is nothing to check: a guard does not hold that is the same for all rows, or a table is missing."""
        guard = instance.guard
        parts = (instance.body,) if guard is None else (guard, instance.body)
        whys = tuple(why for why in map(self.lacking, parts) if why)[:1]
        if whys and guard is not None and not guard.type.rows and self.at(guard, None, ()) is False:
            return Outcome(instance, level, [()], [Verdict.NOT_APPLICABLE])
        return Outcome(instance, level, [()] * len(whys), [Verdict.UNDECIDED] * len(whys), whys)

    def checked(self, instance: plan.Instance, level: Level | None) -> Sequence[Key]:
        """Return the keys at which an instance is checked."""
        return self._union((instance.body,) if instance.guard is None else (instance.guard, instance.body), level)

    def verdict(self, instance: plan.Instance, level: Level | None, key: Key) -> Verdict:
        """Return what one check comes to."""
        guard = True if instance.guard is None else self.at(instance.guard, level, key)
        return _verdict(guard, self.at(instance.body, level, key))

    def at(self, node: plan.Expr, level: Level | None, key: Key) -> Any:
        """Return the value of an expression at one key."""
        return self.values(node, level, [key])[0]

    # Keys ----------------------------------------------------------------------------------------------------------

    def keys(self, node: plan.Expr, level: Level | None) -> Sequence[Key]:
        """Return the keys an expression has at a level, in document order; none if its table is missing."""
        if level is None or not node.type.rows:
            return _NO_KEYS
        match node:
            case plan.Cells():
                return list(self._cells(node, level))
            case plan.Fold() | plan.ChildFold() | plan.ParentOf():
                return list(self._derived(node, level))
            case plan.Previous(argument=argument) | plan.RowCount(argument=argument):
                return self.keys(argument, level)
        return self._union(plan.operands(node), level)

    def _union(self, nodes: Sequence[plan.Expr], level: Level | None) -> Sequence[Key]:
        if level is None:
            return _NO_KEYS
        sets = [self.keys(n, level) for n in nodes if n.type.rows]
        if all(s == sets[0] for s in sets[1:]):
            return sets[0] if sets else ()
        return list(dict.fromkeys(k for s in sets for k in s))

    def lacking(self, node: plan.Expr) -> Bilingual | None:
        """Say why the rows under an expression are not all there: a table is missing or could not be read."""
        kept = self._lacking.get(id(node))
        if kept is None:
            kept = self._lacking[id(node)] = node, self._reason(node)
        return kept[1]

    def _reason(self, node: plan.Expr) -> Bilingual | None:
        if isinstance(node, plan.Cells):
            try:
                self.scope.column(node.table, node.column, node.levels[0])
            except Missing as missing:
                return missing.why
            return self.scope.incomplete(node.table)
        return next((why for why in map(self.lacking, plan.operands(node)) if why), None)

    # Values --------------------------------------------------------------------------------------------------------

    def values(  # noqa: C901, PLR0911 - one case for each node of the plan
        self, node: plan.Expr, level: Level | None, keys: Sequence[Key]
    ) -> list[Any]:
        """Return the values of an expression for the given keys of a level; a row that is missing is blank."""
        match node:
            case plan.Const(value=value):
                return [value] * len(keys)
            case plan.Single(path=path):
                return [self.scope.scalar(path)] * len(keys)
            case plan.Cells():
                return self._cell_values(node, level, keys)
            case plan.Apply():
                columns = [self.values(a, level, keys) for a in node.arguments]
                return list(map(FUNCTIONS[node.function], *columns))
            case plan.Comparison():
                return self._compared(node, level, keys)
            case plan.Membership():
                return self._members(node, level, keys)
            case plan.Logic():
                columns = [self.values(a, level, keys) for a in node.operands]
                return list(map(LOGIC[node.op], *columns))
            case plan.RowCount():
                return self._row_counts(node, level, keys)
            case plan.FromList():
                codes = self.values(node.argument, level, keys)
                return [_looked_up(self.scope, node, code) for code in codes]
            case plan.Fold() | plan.ChildFold() | plan.ParentOf() | plan.Previous():
                return self._derived_values(node, level, keys)

    def _cells(self, node: plan.Cells, level: Level) -> Mapping[Key, Any]:
        """Return the selected values of a column at a level; nothing if the table is missing."""
        try:
            column = self.scope.column(node.table, node.column, level)
        except Missing:
            return {}
        if not node.codes and not node.patterns:
            return column
        wanted = id(node), level.identity
        kept = self._selected.get(wanted)
        if kept is None:
            fits = _selection(node.codes, node.patterns)
            kept = self._selected[wanted] = node, {key: value for key, value in column.items() if key and fits(key[-1])}
        return kept[1]

    def _cell_values(self, node: plan.Cells, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        own = node.levels[0] if node.single else level
        why = self.lacking(node)
        default = Unknown(why) if why else BLANK
        column = self._cells(node, own) if own else {}
        if node.single:
            return [column.get((), default)] * len(keys)
        return [column.get(key, default) for key in keys]

    def _row_counts(self, node: plan.RowCount, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        why = self.lacking(node)
        if why or level is None:
            return [Unknown(why or _NO_CHILDREN.why)] * len(keys)
        counts = self.scope.row_counts(node.argument.table, level)
        return [counts.get(key, 0) for key in keys]

    def _compared(self, node: plan.Comparison, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        left = self.values(node.left, level, keys)
        right = self.values(node.right, level, keys)
        test = Comparator(node)
        if node.within is None:
            return list(map(test, left, right))
        return list(map(test.within, left, right, self.values(node.within, level, keys)))

    def _members(self, node: plan.Membership, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        items = self.values(node.item, level, keys)
        columns = [self.values(o, level, keys) for o in node.options]
        test = Comparator(plan.Comparison("==", node.item, node.options[0], None, node.guard, type=node.type))
        return [either(*(test(item, option) for option in options)) for item, *options in zip(items, *columns, strict=True)]

    # Rows from rows ------------------------------------------------------------------------------------------------

    def _derived_values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        why = self.lacking(node)
        if why:
            return [Unknown(why)] * len(keys)
        found = self._derived(node, level if node.type.rows else None)
        default = OF_NO_ROWS.get(getattr(node, "function", ""), BLANK)
        return [found.get(key if node.type.rows else (), default) for key in keys]

    def _derived(self, node: plan.Expr, level: Level | None) -> dict[Key, Any]:
        """Return the values of a fold or a row function at one level, computed once."""
        kept = self._kept.get(id(node))
        if kept is None:
            kept = node, self._derive(node)
            self._kept[id(node)] = kept
        found: dict[Key, Any] = kept[1].get(level.identity if level else None, {})
        return found

    def _derive(self, node: plan.Expr) -> dict[Any, dict[Key, Any]]:
        match node:
            case plan.Fold():
                return self._fold(node)
            case plan.ChildFold():
                return self._child_fold(node)
            case plan.ParentOf():
                return self._parents(node)
            case plan.Previous():
                return {level.identity: self._previous(node, level) for level in node.type.rows}
        raise TypeError(node)

    def _groups(self, node: plan.Fold, target: Level | None) -> _Rows:
        found: _Rows = {}
        for level, goal in node.targets:
            if (goal.identity if goal else None) != (target.identity if target else None):
                continue
            places = [i for i, k in enumerate(level.keys) if k in node.by]
            for key in self.keys(node.argument, level):
                found.setdefault(tuple(key[i] for i in places), []).append((level, key))
        return found

    def _fold(self, node: plan.Fold) -> dict[Any, dict[Key, Any]]:
        fold = FOLDS[node.function]
        found: dict[Any, dict[Key, Any]] = {}
        for target in dict.fromkeys(t for _, t in node.targets):
            groups = self.rows(node, target)
            values = {key: fold(self._row_values(node.argument, rows)) for key, rows in groups.items()}
            if target is None:
                values = values or {(): OF_NO_ROWS.get(node.function, BLANK)}
            found[target.identity if target else None] = values
        return found

    def _row_values(self, node: plan.Expr, rows: list[tuple[Level, Key]]) -> list[Any]:
        return self.values(node, rows[0][0], [key for _, key in rows])

    def rows(self, node: plan.Fold | plan.ChildFold, level: Level | None) -> _Rows:
        """Return the rows that are folded into each key of a level: for ``children``, the rows below each row."""
        wanted = id(node), level.identity if level else None
        kept = self._rows.get(wanted)
        if kept is None:
            found = self._children(node, level) if isinstance(node, plan.ChildFold) else self._groups(node, level)
            kept = self._rows[wanted] = node, found
        return kept[1]

    def _children(self, node: plan.ChildFold, level: Level | None) -> _Rows:
        if level is None:
            return {}
        found: _Rows = {key: [] for key in self.scope.row_counts(node.table, level)}
        for below in node.argument.type.rows:
            if below.parent is None or below.parent.identity != level.identity:
                continue
            parents = self.scope.parents(node.table, below)
            for key in self.keys(node.argument, below):
                if parents.get(key) in found:
                    found[parents[key]].append((below, key))
        return found

    def _child_fold(self, node: plan.ChildFold) -> dict[Any, dict[Key, Any]]:
        fold, nothing = FOLDS[node.function], OF_NO_ROWS.get(node.function, _NO_CHILDREN)
        return {
            level.identity: {
                key: fold(self._row_values(node.argument, rows)) if rows else nothing
                for key, rows in self.rows(node, level).items()
            }
            for level in node.type.rows
        }

    def _parents(self, node: plan.ParentOf) -> dict[Any, dict[Key, Any]]:
        found: dict[Any, dict[Key, Any]] = {}
        for level in node.type.rows:
            parents = self.scope.parents(node.table, level)
            values = self.values(node.argument, level.parent, list(parents.values()))
            found[level.identity] = dict(zip(parents, values, strict=True))
        return found

    def _previous(self, node: plan.Previous, level: Level) -> dict[Key, Any]:
        keys = self.keys(node.argument, level)
        found: dict[Key, Any] = {}
        last: dict[Key, Any] = {}
        for key, value in zip(keys, self.values(node.argument, level, keys), strict=True):
            group = key[:-1] if level.positional else ()
            found[key] = last.get(group, BLANK)
            if value is not BLANK:
                last[group] = value
        return found


def selects(node: plan.Cells, key: Key) -> bool:
    """Return whether a column is read in a row, by the row's own code.

    >>> from budgetspec.lang.types import FieldType, Kind
    >>> selects(plan.Cells("支出", "合计", (), patterns=("30x",), type=FieldType(Kind.AMOUNT)), ("103001", "301"))
    True
    """
    if not node.codes and not node.patterns:
        return True
    return bool(key) and _selection(node.codes, node.patterns)(key[-1])


def _looked_up(scope: Scope, node: plan.FromList, code: Any) -> Any:
    return scope.lookup(node.codes, code, node.column) if isinstance(code, str) else code


def _selection(codes: frozenset[str], patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return whether a code is selected; each ``x`` of a pattern is one digit."""
    tests = [re.compile(p.replace("x", "[0-9]")).fullmatch for p in patterns]
    return lambda code: code in codes or any(t(code) for t in tests)


def _verdict(guard: Any, truth: Any) -> Verdict:
    if guard is False:
        return Verdict.NOT_APPLICABLE
    if isinstance(guard, Unknown) or isinstance(truth, Unknown):
        return Verdict.UNDECIDED
    if truth is EMPTY:
        return Verdict.EMPTY
    return Verdict.HOLDS if truth else Verdict.FAILS


def _reasons(guards: Sequence[Any], truths: Sequence[Any], verdicts: Sequence[Verdict]) -> tuple[Bilingual, ...]:
    """Say why checks are undecided, where that is worth telling."""
    if Verdict.UNDECIDED not in verdicts:
        return ()
    undecided = (pair for *pair, verdict in zip(guards, truths, verdicts, strict=True) if verdict is Verdict.UNDECIDED)
    unknown = (v for pair in undecided for v in pair if isinstance(v, Unknown) and not v.quiet)
    return tuple(dict.fromkeys(v.why for v in unknown))
