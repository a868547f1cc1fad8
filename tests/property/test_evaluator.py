"""The evaluator agrees with a naive one that goes key by key over dicts, on generated rules over generated tables."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from hypothesis import event, given, settings
from hypothesis import strategies as st

from budgetspec.finding import Verdict
from budgetspec.lang.evaluator import Evaluation
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source

BOOK: Final = Rulebook.load(Path(__file__).parent.parent / "toy")

Declared = dict[str, tuple[tuple[str, ...], str | None, int]]

# The tables of tests/toy once more, written down apart from its schema: level -> dimensions, parent, digits.
FUNCTION: Final[Declared] = {
    "合计": ((), None, 0),
    "部门": (("单位",), "合计", 0),
    "单位": (("单位",), "部门", 0),
    "类": (("单位", "科目"), "单位", 3),
    "款": (("单位", "科目"), "类", 5),
    "项": (("单位", "科目"), "款", 7),
}
UNITS: Final[Declared] = {name: FUNCTION[name] for name in ("合计", "部门", "单位")}
ECONOMIC: Final[Declared] = {"合计": ((), None, 0), "类": (("科目",), "合计", 3), "款": (("科目",), "类", 5)}
KINDS: Final[Declared] = {"类": (("科目",), None, 3)}
TABLES: Final[dict[str, tuple[Declared, str, tuple[str, ...]]]] = {
    "功能表": (FUNCTION, "功能分类", ("合计", "项目支出")),
    "单位表": (UNITS, "", ("合计",)),
    "经济表": (ECONOMIC, "经济分类", ("合计", "人员经费")),
    "按类表": (KINDS, "功能分类", ("合计",)),
}
CODES: Final = {
    "功能分类": {"类": ("201", "208"), "款": ("20103", "20805"), "项": ("2010301", "2010302", "2080505")},
    "经济分类": {"类": ("301", "302"), "款": ("30101", "30108", "30201")},
}
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip


# Rules -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    table: str
    name: str
    levels: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        chosen = ", ".join(self.levels or self.codes)
        return f"{self.table}.{self.name}[{chosen}]" if chosen else f"{self.table}.{self.name}"


@dataclass(frozen=True)
class Sum:
    column: Column
    by: tuple[str, ...]

    def __str__(self) -> str:
        return f"sum({self.column} by {', '.join(self.by)})" if self.by else f"sum({self.column})"


@dataclass(frozen=True)
class Children:
    column: Column

    def __str__(self) -> str:
        return f"sum(children({self.column}))"


@dataclass(frozen=True)
class Literal:
    number: int

    def __str__(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class Operation:
    op: str
    left: Any
    right: Any

    def __str__(self) -> str:
        return f"({self.left} {self.op} {self.right})"


@dataclass(frozen=True)
class Rule:
    op: str
    left: Any
    right: Any
    guard: Rule | None = None

    def __str__(self) -> str:
        return f"when {self.guard}: {self.condition}" if self.guard else self.condition

    @property
    def condition(self) -> str:
        return f"{self.left} {self.op} {self.right}"


@st.composite
def columns(draw: st.DrawFn, table: str | None = None) -> Column:
    table = table or draw(st.sampled_from(sorted(TABLES)))
    levels, classification, names = TABLES[table]
    name = draw(st.sampled_from(names))
    match draw(st.sampled_from(["all", "levels", "level", "codes", "pattern"])):
        case "levels":
            chosen = draw(st.lists(st.sampled_from(sorted(levels)), min_size=1, max_size=2, unique=True))
            return Column(table, name, tuple(chosen))
        case "level":
            return Column(table, name, (draw(st.sampled_from(sorted(levels))),))
        case "codes" if table != "单位表":
            level = draw(st.sampled_from(sorted(set(levels) & {"类", "款"})))
            every = st.sampled_from(CODES[classification][level])
            return Column(table, name, (), tuple(draw(st.lists(every, min_size=1, max_size=2, unique=True))))
        case "pattern" if table != "单位表":
            return Column(table, name, (), (draw(st.sampled_from(["20x", "2xx", "30x", "3xx", "1xx"])),))
    return Column(table, name)


SUMS: Final = st.builds(Sum, columns(), st.sampled_from([(), ("单位",), ("科目",), ("单位", "科目")]))
TERMS: Final = columns() | columns("功能表") | SUMS | st.builds(Children, columns())
EXPRESSIONS: Final = st.recursive(
    TERMS,
    lambda inner: (
        st.builds(Operation, st.sampled_from("+-"), inner, inner | st.builds(Literal, st.integers(-3, 9)))
        | st.builds(Operation, st.just("*"), inner, st.builds(Literal, st.integers(-3, 3)))
    ),
    max_leaves=3,
)
CONDITIONS: Final = st.builds(
    Rule, st.sampled_from(sorted(COMPARISONS)), EXPRESSIONS, EXPRESSIONS | st.builds(Literal, st.integers(-3, 9))
)
RULES: Final = CONDITIONS | st.builds(lambda rule, guard: Rule(rule.op, rule.left, rule.right, guard), CONDITIONS, CONDITIONS)


# Tables ----------------------------------------------------------------------------------------------------------------

Data = dict[str, dict[tuple[str, tuple[str, ...]], dict[str, int | None]]]
"""Table -> (level, key) -> column -> value."""
AMOUNTS: Final = st.none() | st.integers(-5, 9)


@st.composite
def tables(draw: st.DrawFn) -> Data:
    return {name: draw(rows(name)) for name in TABLES}


@st.composite
def rows(draw: st.DrawFn, table: str) -> dict[Any, Any]:
    levels, classification, names = TABLES[table]
    keys = []
    for level, (dimensions, _, _) in levels.items():
        parts = {
            "单位": ("101",) if level == "部门" else ("101001", "101002"),
            "科目": CODES.get(classification, {}).get(level, ()),
        }
        found: list[tuple[str, ...]] = [()]
        for dimension in dimensions:
            found = [(*key, part) for key in found for part in parts[dimension]]
        keys += [(level, key) for key in found if draw(st.integers(0, 3))]
    return {key: {name: draw(AMOUNTS) for name in names} for key in draw(st.permutations(keys))}


def submission(data: Data) -> dict[str, Any]:
    return {
        "年度": 2025,
        "表": {name: {"金额单位": "元", "行": [row(name, *key, found) for key, found in data[name].items()]} for name in data},
    }


def row(table: str, level: str, key: tuple[str, ...], values: dict[str, int | None]) -> dict[str, Any]:
    return {"级": level, **dict(zip(TABLES[table][0][level][0], key, strict=True)), **values}


# The naive evaluator ---------------------------------------------------------------------------------------------------


class StaticError(Exception):
    """The rule means nothing, whatever the data."""


class Undecided:
    """A value that cannot be had."""


UNDECIDED: Final = Undecided()
Identity = tuple[str, str]
"""A level: its classification (none for units) and its name."""


@dataclass
class Field:
    """The dimensions and keys of each level, and the value at any key, None where the row is missing.

    A single value has no levels and the same value at every key. ``codes`` are those that all of its rows have, if any.
    """

    dimensions: dict[Identity, tuple[str, ...]]
    keys: dict[Identity, set[tuple[str, ...]]]
    at: Callable[[Identity, tuple[str, ...]], Any]
    codes: tuple[str, ...] = ()


def single(value: Any) -> Field:
    return Field({}, {}, lambda _level, _key: value)


def tabled(dimensions: dict[Identity, tuple[str, ...]], values: dict[Identity, dict[tuple[str, ...], Any]]) -> Field:
    return Field(dimensions, {i: set(v) for i, v in values.items()}, lambda level, key: values[level].get(key))


def evaluate(node: Any, data: Data) -> Field:
    match node:
        case Literal():
            return single(node.number)
        case Column():
            return column(node, data)
        case Sum():
            return folded(node, data)
        case Children():
            return children(node, data)
    return combined(evaluate(node.left, data), evaluate(node.right, data), lambda a, b: calculated(node.op, a, b))


def identity(table: str, level: str) -> Identity:
    return (TABLES[table][1] if level in {"类", "款", "项"} else "", level)


def column(node: Column, data: Data) -> Field:
    levels = TABLES[node.table][0]
    chosen = [level for level in levels if selected(node, level)]
    if not chosen:
        raise StaticError
    there = {
        level: {
            key: found[node.name]
            for (at, key), found in data[node.table].items()
            if at == level and (not node.codes or any(fits(code, key[-1]) for code in node.codes))
        }
        for level in chosen
    }
    if (node.levels or node.codes) and chosen == ["合计"]:
        return single(there["合计"].get(()))
    rows = tabled(
        {identity(node.table, level): levels[level][0] for level in chosen},
        {identity(node.table, level): there[level] for level in chosen},
    )
    return replace(rows, codes=node.codes)


def selected(node: Column, level: str) -> bool:
    digits = TABLES[node.table][0][level][2]
    return level in node.levels or any(len(code) == digits for code in node.codes) or not (node.levels or node.codes)


def fits(code: str, value: str) -> bool:
    return len(code) == len(value) and all(c in ("x", v) for c, v in zip(code, value, strict=True))


def folded(node: Sum, data: Data) -> Field:
    field = column(node.column, data)
    if not field.dimensions or not set(node.by) <= {d for ds in field.dimensions.values() for d in ds}:
        raise StaticError
    fitting = [i for i, ds in field.dimensions.items() if set(node.by) <= set(ds)]
    subjects = [i for i in fitting if field.dimensions[i] and field.dimensions[i][-1] in node.by]
    if node.by and len(subjects) > 1 and all(i[0] for i in subjects):
        fitting = subjects
    elif len(fitting) != 1:
        raise StaticError
    dimensions: dict[Identity, tuple[str, ...]] = {}
    sums: dict[Identity, dict[tuple[str, ...], Any]] = {}
    for level in fitting:
        groups: dict[tuple[str, ...], list[Any]] = {}
        for key in field.keys[level]:
            kept = tuple(k for k, d in zip(key, field.dimensions[level], strict=True) if d in node.by)
            groups.setdefault(kept, []).append(field.at(level, key))
        if not node.by:
            return single(total(groups.get((), [])))
        kept_dimensions = tuple(d for d in field.dimensions[level] if d in node.by)
        target = level if field.dimensions[level][-1] in node.by else ("", "单位")
        dimensions[target] = kept_dimensions
        sums[target] = {key: total(values) for key, values in groups.items()}
    return tabled(dimensions, sums)


def children(node: Children, data: Data) -> Field:
    field, table = column(node.column, data), node.column.table
    levels = TABLES[table][0]
    if not field.dimensions:
        raise StaticError
    dimensions: dict[Identity, tuple[str, ...]] = {}
    sums: dict[Identity, dict[tuple[str, ...], Any]] = {}
    for level in levels:
        below = [name for name in levels if levels[name][1] == level and identity(table, name) in field.dimensions]
        if below:
            here = identity(table, level)
            dimensions[here] = levels[level][0]
            sums[here] = {key: below_one(field, table, level, key, below) for at, key in data[table] if at == level}
    if not dimensions:
        raise StaticError
    return tabled(dimensions, sums)


def below_one(field: Field, table: str, level: str, key: tuple[str, ...], below: list[str]) -> Any:
    levels = TABLES[table][0]
    rows_below = [
        field.at(identity(table, name), k)
        for name in below
        for k in field.keys[identity(table, name)]
        if is_below(levels, level, key, name, k)
    ]
    return total(rows_below) if rows_below else UNDECIDED


def is_below(levels: Declared, level: str, key: tuple[str, ...], name: str, below: tuple[str, ...]) -> bool:
    """Whether a row stands below another: the same unit (a part of it, for a 部门), and a code that begins alike."""
    if level == "合计":
        return True
    if level == "部门":
        return below[0].startswith(key[0]) and below[0] != key[0]
    if levels[name][2] and levels[level][2]:
        return below[:-1] == key[:-1] and below[-1][: levels[level][2]] == key[-1]
    return below[0] == key[0]


def total(values: list[Any]) -> Any:
    there = [v for v in values if v is not None]
    return sum(there) if there else None


def combined(a: Field, b: Field, function: Callable[[Any, Any], Any]) -> Field:
    shared = meeting(a, b)
    keys = {level: a.keys.get(level, set()) | b.keys.get(level, set()) for level in shared}
    narrowed = [field.codes for field in (a, b) if field.dimensions]
    codes = tuple(code for each in narrowed for code in each) if all(narrowed) else ()
    return Field(shared, keys, lambda level, key: function(a.at(level, key), b.at(level, key)), codes)


def meeting(a: Field, b: Field) -> dict[Identity, tuple[str, ...]]:
    if not a.dimensions or not b.dimensions:
        return a.dimensions or b.dimensions
    shared = {level: dimensions for level, dimensions in a.dimensions.items() if level in b.dimensions}
    if not shared or any(b.dimensions[level] != dimensions for level, dimensions in shared.items()):
        raise StaticError
    if a.codes and b.codes and not any(overlap(one, other) for one in a.codes for other in b.codes):
        raise StaticError
    return shared


def overlap(code: str, other: str) -> bool:
    return len(code) == len(other) and all(a == b or "x" in (a, b) for a, b in zip(code, other, strict=True))


def calculated(op: str, a: Any, b: Any) -> Any:
    if UNDECIDED in (a, b):
        return UNDECIDED
    if op == "*":
        return None if a is None else a * b
    if a is None and b is None:
        return None
    return (a or 0) + (b or 0) if op == "+" else (a or 0) - (b or 0)


def truth(rule: Rule, a: Any, b: Any) -> Verdict | bool:
    if UNDECIDED in (a, b):
        return Verdict.UNDECIDED
    if a is None and b is None:
        return Verdict.EMPTY if rule.op in {"==", "<=", ">="} else False
    found = COMPARISONS[rule.op](a or 0, b or 0)
    blank_against_literal = None in (a, b) and isinstance(rule.right, Literal)
    return Verdict.EMPTY if found and blank_against_literal else found


def verdicts(rule: Rule, data: Data) -> Counter[Verdict]:
    body = judged(rule, data)
    if rule.guard is None:
        return Counter(verdict(t) for t in every(body))
    guard = judged(rule.guard, data)
    if guard.dimensions and not body.dimensions:
        raise StaticError
    return Counter(every(combined(guard, body, guarded)))


def judged(rule: Rule, data: Data) -> Field:
    if rule.op == "==" and (spread(rule.left, rule.right) or spread(rule.right, rule.left)):
        raise StaticError
    return combined(evaluate(rule.left, data), evaluate(rule.right, data), lambda a, b: truth(rule, a, b))


def spread(rows: Any, one: Any) -> bool:
    """Whether one amount is compared with many rows where one of them, or their sum, is meant."""
    if isinstance(one, Sum) and not one.by:
        return same(rows, one.column) and not one.column.codes and above(rows, one.column)
    if not isinstance(one, Column) or not is_row(one):
        return False
    if isinstance(rows, Sum):
        return bool(rows.by) and same(rows.column, one) and not rows.column.codes
    return same(rows, one) and not rows.codes and not is_row(rows)


def is_row(node: Column) -> bool:
    chosen = [level for level in TABLES[node.table][0] if selected(node, level)]
    return bool(node.levels or node.codes) and chosen == ["合计"]


def same(node: Any, other: Column) -> bool:
    return isinstance(node, Column) and (node.table, node.name) == (other.table, other.name)


def above(rows: Column, below: Column) -> bool:
    levels = TABLES[rows.table][0]
    if is_row(rows):
        return False
    return any(selected(rows, levels[level][1] or "") for level in levels if selected(below, level) and levels[level][1])


def every(field: Field) -> list[Any]:
    if not field.dimensions:
        return [field.at(("", ""), ())]
    return [field.at(level, key) for level, keys in field.keys.items() for key in keys]


def verdict(found: Any) -> Verdict:
    return found if isinstance(found, Verdict) else Verdict.HOLDS if found else Verdict.FAILS


def guarded(guard: Any, body: Any) -> Verdict:
    if guard is False or guard is None:
        return Verdict.NOT_APPLICABLE
    return Verdict.UNDECIDED if guard is Verdict.UNDECIDED else verdict(body)


# The law ---------------------------------------------------------------------------------------------------------------


def real_verdicts(rule: Rule, data: Data) -> Counter[Verdict]:
    book = BOOK.with_rules([Source("r", str(rule))])
    if book.problems:
        raise StaticError([p.render() for p in book.problems])
    evaluation = Evaluation(book.submission(submission(data)))
    return Counter(v for outcome in evaluation.run(book.rules[0].plan) for v in outcome.verdicts)


class TestNaive:
    """The evaluator and a naive one, which goes through all keys, come to the same verdicts of a rule."""

    @settings(max_examples=400, deadline=None)
    @given(RULES, tables())
    def test_the_same_verdicts(self, rule: Rule, data: Data) -> None:
        """Or it is a static error for both: exactly where it means nothing."""
        try:
            expected: Counter[Verdict] | str = verdicts(rule, data)
        except StaticError:
            expected = "static error"
        try:
            found: Counter[Verdict] | str = real_verdicts(rule, data)
        except StaticError:
            found = "static error"
        event(found if isinstance(found, str) else "runs")
        assert expected == found, str(rule)
