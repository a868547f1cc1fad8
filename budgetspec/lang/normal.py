"""The normal form of checked conditions: two ways to write one condition become equal values, and what is proven goes by them.

Sums are sorted and like terms put together, ``>`` is turned into ``<``, sides are brought to one, ``in`` becomes ``or`` and
``implies`` its ``not … or``. A blank is 0 where the language computes with it (``ZERO_WHEN_BLANK``); elsewhere a side of a
comparison is kept whole, for there a blank is no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from budgetspec.lang import ast, plan
from budgetspec.lang.types import TEXTUAL, ZERO_WHEN_BLANK, FieldType, Kind, Level, plain
from budgetspec.values import dataclass

Key = tuple[Any, ...]
"""What tells one value from another, nested as the expression is."""

_COMMUTE: Final = frozenset({"+", "*"})
_PRINTED: Final = frozenset({Kind.AMOUNT, Kind.PERCENT})
"""Kinds whose figures may be printed with limited precision."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value that a condition compares, other than a literal.

    ``exact`` if it is never a rounded figure, ``natural`` if it is never below 0.
    """

    key: Key
    exact: bool = field(default=True, compare=False)
    natural: bool = field(default=False, compare=False)
    node: plan.Expr | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Linear:
    """A sum of multiples of terms and a constant (amounts in 分).

    ``written`` counts the terms before like ones were put together.
    """

    parts: tuple[tuple[Term, Fraction], ...] = ()
    constant: Fraction = Fraction(0)
    written: int = 0

    @property
    def exact(self) -> bool:
        """Whether no rounded figure can stand in it."""
        return all(term.exact for term, _ in self.parts) and not self.repeats

    @property
    def repeats(self) -> bool:
        """Whether a term was written more than once; as a rounded figure it then does not cancel out."""
        return self.written > len(self.parts)

    def times(self, factor: Fraction) -> Linear:
        """Return a multiple."""
        parts = tuple((term, n * factor) for term, n in self.parts if factor)
        return Linear(parts, self.constant * factor, self.written)

    def plus(self, other: Linear) -> Linear:
        """Return the sum of two."""
        found: dict[Term, Fraction] = {}
        for term, n in (*self.parts, *other.parts):
            found[term] = found.get(term, Fraction(0)) + n
        parts = sorted(((term, n) for term, n in found.items() if n), key=repr)
        return Linear(tuple(parts), self.constant + other.constant, self.written + other.written)

    def minus(self, other: Linear) -> Linear:
        """Return the difference of two."""
        return self.plus(other.times(Fraction(-1)))


# Conditions ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Relation:
    """``difference op 0``, op one of ``== != < <=  > >=``; ``shown`` if figures are compared as printed, as in a ``when``."""

    op: str
    difference: Linear
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Same:
    """Two texts are the same, or both blank."""

    left: Key
    right: Key


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition that is not looked into; ``zero`` is what must be 0 where it is true."""

    key: Key
    zero: Linear | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Opposite:
    """``not``."""

    part: Formula


@dataclass(frozen=True, slots=True)
class Both:
    """``and``, its parts in a fixed order, none twice."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """``or``, as ``Both``."""

    parts: tuple[Formula, ...]


Literal = Relation | Same | Fact
Formula = Literal | Opposite | Both | Either


def condition(node: plan.Expr) -> Formula:
    """Return the normal form of a checked condition.

    >>> two, one = (plan.Const(n, str(n), type=FieldType(Kind.NUMBER)) for n in (2, 1))
    >>> truth = FieldType(Kind.BOOLEAN)
    >>> condition(plan.Comparison(">", two, one, type=truth)) == condition(plan.Comparison("<", one, two, type=truth))
    True
    """
    match node:
        case plan.Comparison():
            return _comparison(node)
        case plan.Membership(item=item, options=options, guard=guard):
            kinds = frozenset({item.type.kind, options[0].type.kind})
            return _joined(Either, (_compared("==", item, option, kinds, guard=guard) for option in options))
        case plan.Logic():
            return _logic(node)
        case plan.Apply(function="blank", arguments=(inner,)) if inner.type.kind in ZERO_WHEN_BLANK:
            return Fact(key(node), linear(inner))
    return Fact(key(node))


def literals(formula: Formula) -> Iterator[Literal]:
    """Go through the conditions that a formula is made of."""
    match formula:
        case Opposite(part=part):
            yield from literals(part)
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from literals(part)
        case Relation() | Same() | Fact():
            yield formula


def subjects(formula: Formula) -> frozenset[Key]:
    """Return what a formula speaks of: its terms, texts and facts."""
    return frozenset(found for literal in literals(formula) for found in _subjects(literal))


def _subjects(literal: Literal) -> Iterable[Key]:
    match literal:
        case Relation(difference=difference):
            return [term.key for term, _ in difference.parts]
        case Same(left=left, right=right):
            return [side for side in (left, right) if side[0] != _TEXT]
    return [literal.key]


def _logic(node: plan.Logic) -> Formula:
    first, *rest = map(condition, node.operands)
    match node.op:
        case "not":
            return _opposite(first)
        case "implies":
            return _joined(Either, (_opposite(first), *rest))
        case "or":
            return _joined(Either, (first, *rest))
    return _joined(Both, (first, *rest))


def _opposite(part: Formula) -> Formula:
    return part.part if isinstance(part, Opposite) else Opposite(part)


def _joined(kind: type[Both | Either], parts: Iterable[Formula]) -> Formula:
    """Put parts together: those of the same kind inside are its own, and a part alone is itself."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    found = tuple(sorted(dict.fromkeys(flat), key=repr))
    return found[0] if len(found) == 1 else kind(found)


def _comparison(node: plan.Comparison) -> Formula:
    kinds = frozenset({node.left.type.kind, node.right.type.kind})
    if node.within is None:
        return _compared(node.op, node.left, node.right, kinds, guard=node.guard)
    most = linear(node.within)
    if most.parts or most.written or most.constant < 0 or not kinds <= ZERO_WHEN_BLANK:
        return Fact(key(node))
    difference = linear(node.left).minus(linear(node.right))
    above = _relation("<=", difference.minus(most), shown=node.guard)
    below = _relation(">=", difference.plus(most), shown=node.guard)
    return {"<=": above, ">=": below}.get(node.op) or _joined(Both, (above, below))


def _compared(op: str, left: plan.Expr, right: plan.Expr, kinds: frozenset[Kind], *, guard: bool) -> Formula:
    """Return a comparison as the kinds of its sides ask for; in a ``when``, texts only differ if neither is blank."""
    if not kinds & TEXTUAL:
        read = linear if kinds <= ZERO_WHEN_BLANK else _whole
        return _relation(op, read(left).minus(read(right)), shown=guard)
    one, other = sorted((_text(left), _text(right)), key=repr)
    if op == "==":
        return Same(one, other)
    unlike = _opposite(Same(one, other))
    return _joined(Both, (unlike, Fact(("differ", one, other)))) if guard else unlike


def _relation(op: str, difference: Linear, *, shown: bool) -> Relation:
    """Scale a relation so that its first term stands there once; without terms, so that a constant is below or not negative."""
    first = difference.parts[0][1] if difference.parts else Fraction(1)
    if not difference.parts and (op in {">", ">="} or (op in {"==", "!="} and difference.constant < 0)):
        first = Fraction(-1)
    return Relation(op if first > 0 else ast.MIRRORED[op], difference.times(1 / first), shown)


_TEXT: Final = "text"


def _text(node: plan.Expr) -> Key:
    """Return a side of a comparison of texts; a literal as it is compared."""
    return (_TEXT, plain(node.value)) if isinstance(node, plan.Const) and isinstance(node.value, str) else key(node)


# Terms -----------------------------------------------------------------------------------------------------------------


def linear(node: plan.Expr, *, inside: bool = False) -> Linear:
    """Return a number that blanks are 0 in as a sum of multiples of terms; ``inside`` a fold, levels tell terms apart."""
    match node:
        case plan.Const(value=int() | Fraction() as value):
            return Linear((), Fraction(value))
        case plan.Apply(function="negative", arguments=(inner,)):
            return linear(inner, inside=inside).times(Fraction(-1))
        case plan.Apply(function="+" | "-" | "*" | "/" as op, arguments=(left, right)) if node.type.kind in ZERO_WHEN_BLANK:
            found = _computed(op, linear(left, inside=inside), linear(right, inside=inside))
            return found or _alone(node, key(node, inside=inside))
        case plan.Fold(function="sum" | "min" | "max", argument=argument) if _is_row_by_row(node):
            return linear(argument, inside=inside)
    return _alone(node, key(node, inside=inside))


def _is_row_by_row(node: plan.Fold) -> bool:
    """Tell whether rows are folded by all their keys, so that each is alone in its group."""
    return bool(node.by) and all({*level.keys} <= {*node.by} for level in node.argument.type.rows)


def _computed(op: str, left: Linear, right: Linear) -> Linear | None:
    """Return a sum, or a product with a literal; None where it is neither."""
    match op:
        case "+":
            return left.plus(right)
        case "-":
            return left.minus(right)
        case "*" if not right.written:
            return left.times(right.constant)
        case "*" if not left.written:
            return right.times(left.constant)
        case "/" if not right.written and right.constant:
            return left.times(1 / right.constant)
    return None


def _whole(node: plan.Expr) -> Linear:
    """Return a side of a comparison in which a blank is not 0."""
    match node:
        case plan.Const(value=date() as value):
            return Linear((), Fraction(value.toordinal()))
        case plan.Const(value=int() | Fraction() as value):
            return Linear((), Fraction(value))
    return _alone(node, ("whole", key(node)))


def _alone(node: plan.Expr, found: Key) -> Linear:
    counted = isinstance(node, plan.RowCount) or getattr(node, "function", "") in {"count", "length"}
    exact = counted or not any(_is_printed(inner) for inner in plan.walk(node))
    return Linear(((Term(found, exact, counted, node), Fraction(1)),), Fraction(0), 1)


def _is_printed(node: plan.Expr) -> bool:
    return isinstance(node, plan.Cells | plan.Single) and node.type.kind in _PRINTED


def key(node: plan.Expr, *, inside: bool = False) -> Key:  # noqa: PLR0911 - one case for each node of the plan
    """Return what tells a value from all others.

    At one key of one check, a column has one value whatever levels were selected; ``inside`` a fold its levels matter.
    """
    match node:
        case plan.Const(value=value, type=FieldType(kind=kind)):
            return ("literal", kind.value, value)
        case plan.Cells():
            levels = _named(node.levels) if node.single or inside else ()
            return ("cells", node.table, node.column, levels, tuple(sorted(node.codes)), tuple(sorted(node.patterns)))
        case plan.Single(path=path):
            return ("single", path)
        case plan.RowCount(argument=argument):
            return ("rows", argument.table)
        case plan.Fold() | plan.ChildFold():
            return _folded(node)
        case plan.FromList(codes=codes, column=column, argument=argument):
            return ("list", codes, column, key(argument, inside=inside))
    return _composed(node, inside=inside)


def _named(levels: Iterable[Level | None]) -> Key:
    return tuple(level.identity if level else None for level in levels)


def _folded(node: plan.Fold | plan.ChildFold) -> Key:
    inner = key(node.argument, inside=True)
    if node.function == "sum":
        whole = linear(node.argument, inside=True)
        inner = inner if whole.repeats else (*((term.key, n) for term, n in whole.parts), whole.constant)
    if isinstance(node, plan.ChildFold):
        return ("children", node.function, node.table, inner, _named(node.type.rows))
    targets = tuple(_named(pair) for pair in node.targets)
    return ("fold", node.function, inner, tuple(sorted(node.by)), targets)


def _composed(node: plan.Expr, *, inside: bool) -> Key:  # noqa: PLR0911 - as above
    """Return the key of what is made of other values, in a fixed order where the order does not matter."""
    rows = inside or isinstance(node, plan.ParentOf | plan.Previous)
    parts = [key(inner, inside=rows) for inner in plan.operands(node)]
    match node:
        case plan.Apply(function=name) if name in _COMMUTE and node.type.kind is not Kind.TEXT:
            return (name, *sorted(parts, key=repr))
        case plan.Apply(function=name) | plan.Logic(op=name):
            return (name, *parts)
        case plan.Comparison(op=op, guard=guard) if op in {">", ">="}:
            return (ast.MIRRORED[op], guard, parts[1], parts[0], *parts[2:])
        case plan.Comparison(op=op, guard=guard):
            return (op, guard, *parts)
        case plan.Membership(guard=guard):
            return ("in", guard, *parts)
        case plan.ParentOf(table=table):
            return ("parent", table, *parts)
        case plan.Previous():
            return ("previous", *parts)
    raise TypeError(node)
