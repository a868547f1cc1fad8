"""The checked plan: expressions with every name bound, every level and kind settled. Nothing is looked up by name after this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from budgetspec.lang.types import FieldType, Level
from budgetspec.packing import Later
from budgetspec.source import NOWHERE, Span
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An expression of known type. Nodes are told apart by identity, which is what caches go by."""

    type: FieldType
    span: Span = NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class Const(Node):
    """A literal; ``text`` as written."""

    value: Any
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Cells(Node):
    """A column of a table at its selected levels.

    ``codes`` keeps the rows whose own code is one of them, ``pattern`` those whose code fits (``x`` is any digit).
    ``single`` makes the one row of a level without keys a single value. ``shown`` is how the author wrote it, ``selection``
    what of that stands in brackets; ``running`` as of the column.
    """

    table: str
    column: str
    levels: tuple[Level, ...]
    codes: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    single: bool = False
    shown: str = ""
    selection: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Single(Node):
    """A single value by its full path."""

    path: str
    shown: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Node):
    """``sum(argument by dimensions)``; the argument is folded level by level into ``targets``."""

    function: str
    argument: Expr
    by: tuple[str, ...] = ()
    targets: tuple[tuple[Level, Level | None], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ChildFold(Node):
    """``sum(children(argument))``: a value for each row of ``table`` that has a level below."""

    function: str
    argument: Expr
    table: str


@dataclass(frozen=True, slots=True, eq=False)
class ParentOf(Node):
    """``parent(argument)``: the value in the row above."""

    argument: Expr
    table: str


@dataclass(frozen=True, slots=True, eq=False)
class Previous(Node):
    """``previous(argument)``: the nearest value before, in document order, that is not blank."""

    argument: Expr


@dataclass(frozen=True, slots=True, eq=False)
class RowCount(Node):
    """``rows(column)``: how many rows stand under a key."""

    argument: Cells


@dataclass(frozen=True, slots=True, eq=False)
class FromList(Node):
    """A column of a code list, by a code."""

    codes: str
    column: str
    argument: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Apply(Node):
    """An elementwise function or operator."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison(Node):
    """A comparison. In a ``guard`` a blank compared with a text is not applicable, and printed values are compared."""

    op: str
    left: Expr
    right: Expr
    within: Expr | None = None
    guard: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Membership(Node):
    """``item in (options)``."""

    item: Expr
    options: tuple[Expr, ...]
    guard: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Logic(Node):
    """``and``, ``or``, ``implies``, ``not``, three-valued."""

    op: str
    operands: tuple[Expr, ...]


Expr = (
    Const
    | Cells
    | Single
    | Fold
    | ChildFold
    | ParentOf
    | Previous
    | RowCount
    | FromList
    | Apply
    | Comparison
    | Membership
    | Logic
)


_OPERANDS: Final[Mapping[type[Expr], Callable[[Any], tuple[Expr, ...]]]] = {
    **dict.fromkeys((Const, Cells, Single), lambda _: ()),
    **dict.fromkeys((Fold, ChildFold, ParentOf, Previous, RowCount, FromList), lambda node: (node.argument,)),
    Apply: lambda node: node.arguments,
    Comparison: lambda node: (node.left, node.right) if node.within is None else (node.left, node.right, node.within),
    Membership: lambda node: (node.item, *node.options),
    Logic: lambda node: node.operands,
}
"""What is directly inside a node of each kind; a table, since a check begins with 40,000 questions of this sort."""


def operands(node: Expr) -> tuple[Expr, ...]:
    """Return the expressions directly inside ``node``.

    >>> operands(Const(1, "1", type=None))
    ()
    """
    return _OPERANDS[type(node)](node)


def walk(node: Expr) -> Iterator[Expr]:
    """Go through an expression and all that is inside it, outermost first."""
    left = [node]
    while left:
        node = left.pop()
        yield node
        left.extend(reversed(operands(node)))


@dataclass(frozen=True, slots=True)
class Instance:
    """A rule for one 列: without ``*`` ``label`` is None. ``table`` is the title of its table where a rule holds in several.

    ``scope`` is the path of the ``in`` around it. Its ``parts``, guard and body, are needed where there is something to say.
    """

    table: str | None
    label: str | None
    parts: Later[tuple[Expr | None, Expr]]
    levels: tuple[Level | None, ...]
    scope: str = ""

    @property
    def guard(self) -> Expr | None:
        """The condition under which it is checked."""
        return self.parts.value[0]

    @property
    def body(self) -> Expr:
        """What must hold."""
        return self.parts.value[1]


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule ready to run; ``left_out`` names the levels that only one side of it has."""

    instances: tuple[Instance, ...]
    left_out: tuple[str, ...] = ()
