"""Which checks read a cell, and with which coefficient: an index of plans, made without any submission.

A ``Route`` leads from a cell of a column to the checks of an instance that read it: through the row it stands in, the row
above, or the group that it is folded into. Coefficients are those of left - right in an equality.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Final, TypeVar

from budgetspec.lang import plan
from budgetspec.lang.evaluator import selects
from budgetspec.lang.formulas import Formulas, Unit
from budgetspec.lang.types import PRIOR, Key, Kind, Level, Scope
from budgetspec.money import Exact
from budgetspec.values import dataclass

Identity = tuple[str | None, str] | None
Place = tuple[str, str, Identity, Key]
"""A cell: table, column, level and key; of a single value the table is empty and the column its path."""
Row = tuple[Identity, Key]
Column = tuple[str, str]
"""Table and column; of a single value the table is empty and the column its path."""
Name = TypeVar("Name")
Numbered = tuple[int, plan.Instance]
"""An instance, and the position of its plan."""
Move = plan.Fold | plan.ChildFold | plan.ParentOf
"""What leads from one row to another."""
Leaf = tuple[plan.Cells | plan.Single, tuple[Move, ...], Exact | None]
"""A column that is read, the moves from it to the check, and its factor."""
EVERY: Final[Row] = (("", "*"), ())
"""Stands for all rows: a single value is read by each of them."""
_PRIOR: Final = f"{PRIOR}."
_LINEAR: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.COUNT, Kind.PERCENT, Kind.YEAR})
_SIGNS: Final[Mapping[str, tuple[int, ...]]] = {"+": (1, 1), "-": (1, -1), "negative": (-1,), "number": (1,)}


@dataclass(frozen=True, slots=True, eq=False)
class Route:
    """How the checks of one instance read a column; ``coefficient`` is None where they are not linear in it."""

    rule: int
    instance: plan.Instance
    leaf: plan.Cells | plan.Single
    moves: tuple[Move, ...] = ()
    coefficient: Exact | None = None
    guard: bool = False


@dataclass(frozen=True, slots=True)
class Readers:
    """Which of the instances of a list of plans, by position, read each column (table and column), and each table.

    Routes are made when asked for. Threads may share it: what two of them make at once is the same.
    """

    every: Sequence[Numbered]
    columns: Mapping[Column, Sequence[int]]
    tables: Mapping[str, Sequence[int]]
    levels: Mapping[tuple[str, Identity], Level]
    _routes: dict[Column, tuple[Route, ...]] = field(default_factory=dict)

    def of(self, place: Place) -> tuple[Route, ...]:
        """Return the routes from the column in which a cell stands."""
        column = place[:2]
        found = self._routes.get(column)
        if found is None:
            every = (route for at in self.columns.get(column, ()) for route in _routes(*self.every[at]))
            found = self._routes[column] = tuple(route for route in every if column_of(route.leaf) == column)
        return found

    def reading(self, table: str) -> Iterator[Numbered]:
        """Go through the instances that read a table."""
        return (self.every[at] for at in self.tables.get(table, ()))


def readers(plans: Iterable[plan.Plan], formulas: Formulas | None = None) -> Readers:
    """Index which instances of the plans, called by position, read which columns, as their formulas tell."""
    columns: dict[Column, dict[int, None]] = {}
    tables: dict[str, dict[int, None]] = {}
    levels: dict[tuple[str, Identity], Level] = {}
    every = tuple((number, instance) for number, checked in enumerate(plans) for instance in checked.instances)
    formulas, known = formulas or Formulas(), dict[Unit, Sequence[plan.Cells | plan.Single]]()
    for at, (_, instance) in enumerate(every):
        for leaf in _read_by(formulas.check(instance).unit, known):
            columns.setdefault(column_of(leaf), {})[at] = None
            if isinstance(leaf, plan.Cells):
                tables.setdefault(leaf.table, {})[at] = None
                levels.update(((leaf.table, level.identity), level) for level in leaf.levels)
    return Readers(every, _in_tuples(columns), _in_tuples(tables), levels)


def _in_tuples(found: Mapping[Name, Iterable[int]]) -> dict[Name, tuple[int, ...]]:
    return {name: tuple(numbers) for name, numbers in found.items()}


def column_of(leaf: plan.Cells | plan.Single) -> Column:
    """Return the table and column of a leaf; a single value has no table."""
    return ("", leaf.path) if isinstance(leaf, plan.Single) else (leaf.table, leaf.column)


def _routes(number: int, instance: plan.Instance) -> Iterator[Route]:
    body = instance.body
    if instance.guard is not None:
        yield from (Route(number, instance, leaf, moves, guard=True) for leaf, moves, _ in _leaves(instance.guard, (), None))
    if isinstance(body, plan.Comparison) and is_equality(body):
        sides: tuple[tuple[plan.Expr, Exact | None], ...] = (body.left, 1), (body.right, -1)
    else:
        sides = ((body, None),)
    for side, sign in sides:
        yield from (Route(number, instance, leaf, moves, factor) for leaf, moves, factor in _leaves(side, (), sign))


def _read_by(unit: Unit, known: dict[Unit, Sequence[plan.Cells | plan.Single]]) -> Sequence[plan.Cells | plan.Single]:
    """Return what a unit reads, each once; ``known`` are the units that have been asked before."""
    found = known.get(unit)
    if found is None:
        if isinstance(unit.node, plan.Cells | plan.Single):
            found = (unit.node,)
        else:
            found = tuple({id(leaf): leaf for inner in unit.inputs for leaf in _read_by(inner, known)}.values())
        known[unit] = found
    return found


def is_equality(body: plan.Comparison) -> bool:
    """Whether a comparison is an equality of numbers without exception."""
    return body.op == "==" and body.within is None and body.left.type.kind in _LINEAR and body.right.type.kind in _LINEAR


def _leaves(node: plan.Expr, moves: tuple[Move, ...], factor: Exact | None) -> Iterator[Leaf]:
    """Go from a node to all columns below it, this year's alone; ``moves`` lead from the innermost node on to this one."""
    match node:
        case plan.Cells() | plan.Single():
            if not (node.path if isinstance(node, plan.Single) else node.table).startswith(_PRIOR):
                yield node, moves, factor
        case plan.Fold() | plan.ChildFold() | plan.ParentOf():
            kept = factor if getattr(node, "function", "sum") == "sum" else None
            yield from _leaves(node.argument, (node, *moves), kept)
        case plan.Apply():
            for argument, each in zip(node.arguments, factors(node), strict=True):
                yield from _leaves(argument, moves, times_of(factor, each))
        case plan.RowCount():
            return
        case _:
            for inner in plan.operands(node):
                yield from _leaves(inner, moves, None)


def factors(node: plan.Apply) -> tuple[Exact | None, ...]:
    """Return the factor of each argument in the value of an operation; None where it is not linear."""
    if node.function == "*":
        values = [_constant(argument) for argument in node.arguments]
        return (values[1], values[0])
    return _SIGNS.get(node.function) or (None,) * len(node.arguments)


def _constant(node: plan.Expr) -> Exact | None:
    value = node.value if isinstance(node, plan.Const) else None
    return value if isinstance(value, Exact) and not isinstance(value, bool) else None


def times_of(left: Exact | None, right: Exact | None) -> Exact | None:
    """Return the product of two coefficients; None if one of them is none."""
    return None if left is None or right is None else left * right


# Following routes ------------------------------------------------------------------------------------------------------


def reached(route: Route, row: Row, scope: Scope) -> set[Row]:
    """Return the rows whose check reads the cell of a column that stands in ``row``."""
    leaf = route.leaf
    if isinstance(leaf, plan.Single) or leaf.single:
        return {EVERY} if isinstance(leaf, plan.Single) or row[0] == leaf.levels[0].identity else set()
    if all(level.identity != row[0] for level in leaf.levels) or not selects(leaf, row[1]):
        return set()
    rows = {row}
    for move in route.moves:
        rows = {after for before in rows for after in _moved(move, before, scope)}
    return rows


def _moved(move: Move, row: Row, scope: Scope) -> Iterator[Row]:
    identity, key = row
    match move:
        case plan.Fold():
            for level, goal in move.targets:
                if level.identity == identity:
                    kept = tuple(part for name, part in zip(level.keys, key, strict=True) if name in move.by)
                    yield (goal.identity, kept) if goal else EVERY
        case plan.ChildFold():
            for level in move.argument.type.rows:
                if level.identity == identity and level.parent is not None:
                    above = scope.parents(move.table, level).get(key)
                    yield from [(level.parent.identity, above)] if above is not None else []
        case plan.ParentOf():
            for level in move.type.rows:
                if level.parent is not None and level.parent.identity == identity:
                    below = scope.parents(move.table, level)
                    yield from ((level.identity, k) for k, above in below.items() if above == key)
