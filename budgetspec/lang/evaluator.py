"""Plans to verdicts. Fields are evaluated a level at a time, as lists of values for a list of keys."""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Final

from budgetspec.finding import Bilingual, Verdict
from budgetspec.lang import plan
from budgetspec.lang.types import TEXTUAL, ZERO_WHEN_BLANK, Key, Level, Missing, Scope
from budgetspec.money import BLANK, Printed, Unknown, divide, possible, shown

EMPTY: Final = type("Empty", (), {"__repr__": lambda _: "EMPTY"})()
"""The truth of a comparison whose operands are all blank: true, yet never counted as holding."""

_NOT_A_NUMBER: Final = Unknown(Bilingual("不是数", "not a number"))
_NOTHING_TO_COMPARE: Final = Unknown(Bilingual("比较的一方为空", "one side of the comparison is blank"))
_NO_CHILDREN: Final = Unknown(Bilingual("没有下级行", "no rows below"))
_NO_KEYS: Final = ((),)
_Groups = dict[Key, list[Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The checks of one rule at one level, for one 列: a verdict for each key; ``why`` where it is undecided."""

    instance: plan.Instance
    level: Level | None
    keys: Sequence[Key]
    verdicts: Sequence[Verdict]
    why: Bilingual | None = None


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return a text as it is compared: one width, no blanks.

    >>> plain("合　计") == plain("合计")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


class Evaluation:
    """One submission under evaluation; what is computed for one rule is kept for the next."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._kept: dict[int, tuple[plan.Expr, Any]] = {}

    def run(self, checked: plan.Plan) -> Iterator[Outcome]:
        """Run a rule: its outcomes in order of 列 and level."""
        for instance in checked.instances:
            for level in instance.levels:
                yield self._outcome(instance, level)

    def _outcome(self, instance: plan.Instance, level: Level | None) -> Outcome:
        parts = (instance.body,) if instance.guard is None else (instance.guard, instance.body)
        keys = self._union(parts, level)
        if not keys:
            why = next((w for w in map(self.lacking, parts) if w), None)
            verdicts = [Verdict.UNDECIDED] if why else []
            return Outcome(instance, level, [()] if why else [], verdicts, why)
        truths = self.values(instance.body, level, keys)
        if instance.guard is None:
            verdicts = [_verdict(t) for t in truths]
        else:
            guards = self.values(instance.guard, level, keys)
            verdicts = [_guarded(g, t) for g, t in zip(guards, truths, strict=True)]
        return Outcome(instance, level, keys, verdicts, self._reason(parts, level, keys, verdicts))

    def _reason(
        self, parts: Sequence[plan.Expr], level: Level | None, keys: Sequence[Key], verdicts: Sequence[Verdict]
    ) -> Bilingual | None:
        """Say why the first undecided check is undecided."""
        if Verdict.UNDECIDED not in verdicts:
            return None
        key = keys[verdicts.index(Verdict.UNDECIDED)]
        values = (self.at(part, level, key) for part in parts)
        return next((v.why for v in values if isinstance(v, Unknown)), None)

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
        if isinstance(node, plan.Cells):
            try:
                self.scope.column(node.table, node.column, node.levels[0])
            except Missing as missing:
                return missing.why
            return self.scope.incomplete(node.table)
        return next((why for why in map(self.lacking, plan.operands(node)) if why), None)

    # Values --------------------------------------------------------------------------------------------------------

    def values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
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
                return list(map(_FUNCTIONS[node.function], *columns))
            case plan.Comparison():
                return self._compared(node, level, keys)
            case plan.Membership():
                return self._members(node, level, keys)
            case plan.Logic():
                columns = [self.values(a, level, keys) for a in node.operands]
                return list(map(_LOGIC[node.op], *columns))
            case plan.RowCount():
                return self._row_counts(node, level, keys)
            case plan.FromList():
                codes = self.values(node.argument, level, keys)
                return [_looked_up(self.scope, node, code) for code in codes]
            case plan.Fold() | plan.ChildFold() | plan.ParentOf() | plan.Previous():
                return self._derived_values(node, level, keys)

    def _cells(self, node: plan.Cells, level: Level) -> dict[Key, Any]:
        """Return the selected values of a column at a level; nothing if the table is missing."""
        try:
            column = self.scope.column(node.table, node.column, level)
        except Missing:
            return {}
        if not node.codes and not node.patterns:
            return column  # type: ignore[return-value] - never changed here
        fits = _selection(node.codes, node.patterns)
        return {key: value for key, value in column.items() if key and fits(key[-1])}

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
        test = _Comparator(node)
        if node.within is None:
            return list(map(test, left, right))
        return list(map(test.within, left, right, self.values(node.within, level, keys)))

    def _members(self, node: plan.Membership, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        items = self.values(node.item, level, keys)
        columns = [self.values(o, level, keys) for o in node.options]
        test = _Comparator(plan.Comparison("==", node.item, node.options[0], None, node.guard, type=node.type))
        return [_or(*(test(item, option) for option in options)) for item, *options in zip(items, *columns, strict=True)]

    # Rows from rows ------------------------------------------------------------------------------------------------

    def _derived_values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        why = self.lacking(node)
        if why:
            return [Unknown(why)] * len(keys)
        found = self._derived(node, level if node.type.rows else None)
        default = _NOTHING.get(getattr(node, "function", ""), BLANK)
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

    def groups(self, node: plan.Fold, target: Level | None) -> dict[Key, list[tuple[Level, Key]]]:
        """Return the rows that are folded into each key of ``target``."""
        found: dict[Key, list[tuple[Level, Key]]] = {}
        for level, goal in node.targets:
            if (goal.identity if goal else None) != (target.identity if target else None):
                continue
            places = [i for i, k in enumerate(level.keys) if k in node.by]
            for key in self.keys(node.argument, level):
                found.setdefault(tuple(key[i] for i in places), []).append((level, key))
        return found

    def _fold(self, node: plan.Fold) -> dict[Any, dict[Key, Any]]:
        fold = _FOLDS[node.function]
        found: dict[Any, dict[Key, Any]] = {}
        for target in dict.fromkeys(t for _, t in node.targets):
            groups = self.groups(node, target)
            values = {key: fold(self._row_values(node.argument, rows)) for key, rows in groups.items()}
            if target is None:
                values = values or {(): _NOTHING.get(node.function, BLANK)}
            found[target.identity if target else None] = values
        return found

    def _row_values(self, node: plan.Expr, rows: list[tuple[Level, Key]]) -> list[Any]:
        return self.values(node, rows[0][0], [key for _, key in rows])

    def children(self, node: plan.ChildFold, level: Level) -> dict[Key, list[tuple[Level, Key]]]:
        """Return for each row of ``level`` the rows below it."""
        found: dict[Key, list[tuple[Level, Key]]] = {key: [] for key in self.scope.row_counts(node.table, level)}
        for below in node.argument.type.rows:
            if below.parent is None or below.parent.identity != level.identity:
                continue
            parents = self.scope.parents(node.table, below)
            for key in self.keys(node.argument, below):
                if parents.get(key) in found:
                    found[parents[key]].append((below, key))
        return found

    def _child_fold(self, node: plan.ChildFold) -> dict[Any, dict[Key, Any]]:
        fold, nothing = _FOLDS[node.function], _NOTHING.get(node.function, _NO_CHILDREN)
        return {
            level.identity: {
                key: fold(self._row_values(node.argument, rows)) if rows else nothing
                for key, rows in self.children(node, level).items()
            }
            for level in node.type.rows
        }

    def _parents(self, node: plan.ParentOf) -> dict[Any, dict[Key, Any]]:
        found: dict[Any, dict[Key, Any]] = {}
        for level in node.type.rows:
            parents = self.scope.parents(node.table, level)
            above = level.parent
            assert above is not None  # the resolver keeps only levels that have one
            values = self.values(node.argument, above, list(parents.values()))
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


def _looked_up(scope: Scope, node: plan.FromList, code: Any) -> Any:
    return scope.lookup(node.codes, code, node.column) if isinstance(code, str) else code


def _selection(codes: frozenset[str], patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return whether a code is selected; each ``x`` of a pattern is one digit."""
    tests = [re.compile(p.replace("x", "[0-9]")).fullmatch for p in patterns]
    return lambda code: code in codes or any(t(code) for t in tests)


# Folds -----------------------------------------------------------------------------------------------------------------


def _unknown_or(fold: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def folded(values: list[Any]) -> Any:
        unknown = next((v for v in values if isinstance(v, Unknown)), None)
        return unknown or fold([v for v in values if v is not BLANK])

    return folded


def _extreme(choose: Callable[..., Any], values: list[Any]) -> Any:
    if any(isinstance(v, str) for v in values):
        return _NOT_A_NUMBER
    return choose(values, key=shown, default=BLANK)


def _comparable(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else shown(value)


_FOLDS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "sum": lambda values: sum(values, start=BLANK),
    "min": _unknown_or(partial(_extreme, min)),
    "max": _unknown_or(partial(_extreme, max)),
    "count": _unknown_or(lambda values: sum(v is not False for v in values)),
    "any": lambda values: _or(*values),
    "all": lambda values: _and(*values),
    "distinct": _unknown_or(lambda values: len(set(map(_comparable, values))) == len(values)),
    "join": _unknown_or("".join),
}
_NOTHING: Final[dict[str, Any]] = {"count": 0, "any": False, "all": True, "distinct": True}
"""What a fold of no rows is, where it is not blank."""


# Truth -----------------------------------------------------------------------------------------------------------------


def _first(values: Sequence[Any], *order: Any) -> Any:
    """Return the first of ``order`` found among the values; ``Unknown`` stands for any unknown value."""
    for wanted in order:
        for value in values:
            if value is wanted or (wanted is Unknown and isinstance(value, Unknown)):
                return value
    return None


def _and(*values: Any) -> Any:
    found = _first(values, False, Unknown)
    return found if found is not None else _all_empty(values)


def _all_empty(values: Sequence[Any]) -> Any:
    return EMPTY if values and all(v is EMPTY for v in values) else True


def _or(*values: Any) -> Any:
    found = _first(values, True, EMPTY, Unknown)
    return found if found is not None else False


def _not(value: Any) -> Any:
    return value if isinstance(value, Unknown) else value is False


_LOGIC: Final[dict[str, Callable[..., Any]]] = {
    "and": _and,
    "or": _or,
    "not": _not,
    "implies": lambda a, b: _or(_not(a), b),
}


def _verdict(truth: Any) -> Verdict:
    if truth is True:
        return Verdict.HOLDS
    if truth is False:
        return Verdict.FAILS
    return Verdict.EMPTY if truth is EMPTY else Verdict.UNDECIDED


def _guarded(guard: Any, truth: Any) -> Verdict:
    if guard is False:
        return Verdict.NOT_APPLICABLE
    return Verdict.UNDECIDED if isinstance(guard, Unknown) else _verdict(truth)


# Comparisons -----------------------------------------------------------------------------------------------------------

_EXACT: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _is_literal(node: plan.Expr) -> bool:
    inner = plan.operands(node)
    return all(map(_is_literal, inner)) if inner else isinstance(node, plan.Const)


class _Comparator:
    """A comparison of two values, as its kinds and its place (guard or body) ask for."""

    def __init__(self, node: plan.Comparison) -> None:
        self.op, self.test, self.guard = node.op, _EXACT[node.op], node.guard
        kinds = {node.left.type.kind, node.right.type.kind}
        self.textual = bool(kinds & TEXTUAL)
        self.zero_when_blank = kinds <= ZERO_WHEN_BLANK
        self.literal = _is_literal(node.left) or _is_literal(node.right)

    def __call__(self, left: Any, right: Any) -> Any:
        if type(left) is int and type(right) is int:
            return self.test(left, right)
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return left if isinstance(left, Unknown) else right
        if left is BLANK or right is BLANK:
            return self._blank(left, right)
        return self._known(left, right)

    def within(self, left: Any, right: Any, tolerance: Any) -> Any:
        """Compare with the visible exception ``within``."""
        difference = left - right
        if isinstance(difference, Unknown) or difference is BLANK:
            return self(left, right)
        low = possible(">=", difference, -tolerance) or self.op == "<="
        high = possible("<=", difference, tolerance) or self.op == ">="
        return low and high

    def _blank(self, left: Any, right: Any) -> Any:
        if left is BLANK and right is BLANK:
            return EMPTY if self.op in {"==", "<=", ">="} else False
        if self.textual:
            return self.op == "!=" and not self.guard
        if not self.zero_when_blank:
            return self.op == "!=" if self.op in {"==", "!="} else _NOTHING_TO_COMPARE
        truth = self._known(0 if left is BLANK else left, 0 if right is BLANK else right)
        return EMPTY if truth is True and self.literal and not self.guard else truth

    def _known(self, left: Any, right: Any) -> Any:
        texts = isinstance(left, str) + isinstance(right, str)
        if texts == 2:  # noqa: PLR2004 - both
            return self.test(plain(left), plain(right)) if self.op in {"==", "!="} else _NOT_A_NUMBER
        if texts:
            return self.op == "!=" if self.op in {"==", "!="} else _NOT_A_NUMBER
        if self.guard or not (isinstance(left, Printed) or isinstance(right, Printed)):
            return self.test(shown(left), shown(right))
        return possible(self.op, left, right)


# Functions -------------------------------------------------------------------------------------------------------------


def _of_texts(function: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
    """Make a function of texts: unknown stays unknown, a blank first text gives ``nothing``."""

    def applied(text: Any, *others: Any) -> Any:
        unknown = next((v for v in (text, *others) if isinstance(v, Unknown)), None)
        if unknown:
            return unknown
        if text is BLANK:
            return nothing
        return function(plain(text), *("" if o is BLANK else plain(o) for o in others))

    return applied


def _fits(text: str, pattern: str) -> bool:
    return re.fullmatch(pattern, text, re.DOTALL) is not None


def _one_character_apart(a: str, b: str) -> bool:
    """Whether two texts differ by exactly one character changed, added or left out."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, date) and isinstance(right, int | Fraction):
        return left + timedelta(days=int(right))
    return left + right


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(left, date):
        return (left - right).days if isinstance(right, date) else _add(left, -right)
    return left - right


def _dated(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A date out of range, or a date less a blank, is unknown."""

    def applied(left: Any, right: Any) -> Any:
        try:
            return function(left, right)
        except (OverflowError, TypeError):
            return _NOTHING_TO_COMPARE

    return applied


def _is_blank(value: Any) -> Any:
    return value if isinstance(value, Unknown) else value is BLANK


def _as_number(value: Any) -> Any:
    return _NOT_A_NUMBER if isinstance(value, str) else value


_FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "+": _dated(_add),
    "-": _dated(_subtract),
    "*": operator.mul,
    "/": divide,
    "negative": operator.neg,
    "number": _as_number,
    "blank": _is_blank,
    "contains": _of_texts(lambda text, part: part in text, nothing=False),
    "starts": _of_texts(lambda text, part: text.startswith(part), nothing=False),
    "length": _of_texts(len, nothing=0),
    "matches": _of_texts(_fits, nothing=False),
    "similar": _of_texts(_one_character_apart, nothing=False),
    "without": _of_texts(lambda text, part: text.replace(part, "") if part else text, nothing=BLANK),
}
