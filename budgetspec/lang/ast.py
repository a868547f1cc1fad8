"""The syntax tree of rule files. Every node keeps its place; places do not take part in equality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, fields, replace
from functools import cache
from typing import Any, Final, TypeVar

from budgetspec.source import NOWHERE, Span
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything written in a rule file, with the characters it was written in."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name, without its 「」."""

    text: str


Path = tuple[Name, ...]
"""A dotted path."""


@dataclass(frozen=True, slots=True)
class Star(Node):
    """``*``: every amount column."""


@dataclass(frozen=True, slots=True)
class LevelSelector(Node):
    """``[类]``: the rows of a level."""

    name: str


@dataclass(frozen=True, slots=True)
class CodeSelector(Node):
    """``[301]``: the rows of a code."""

    code: str


@dataclass(frozen=True, slots=True)
class PatternSelector(Node):
    """``[3xx]``: the rows whose code fits; each x is one digit."""

    pattern: str


Selector = LevelSelector | CodeSelector | PatternSelector


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A column, record, let or table by name, and the rows selected.

    ``at`` is the number of ``parts`` that stand before the selection: 1 in ``表[类].合计``. Without parts it is a bare
    selection, which stands for the table's main column.
    """

    parts: tuple[Name | Star, ...]
    selection: tuple[Selector, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A number as written, with its unit if it has one."""

    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class String(Node):
    """A quoted text."""

    value: str


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """``-a``."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """``a + b``; ``op`` is one of ``+ - * /``."""

    op: str
    left: Expr
    right: Expr


MIRRORED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Each comparison, and what it is with its sides exchanged."""
OPPOSITE: Final = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
"""Each comparison, and what holds where it does not."""


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """``a == b within t``; ``op`` is one of ``== != < <= > >=``."""

    op: str
    left: Expr
    right: Expr
    within: Expr | None = None


@dataclass(frozen=True, slots=True)
class Member(Node):
    """``a in (b, c)``."""

    item: Expr
    options: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Not(Node):
    """``not a``."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """``a and b``, ``a or b``, ``a implies b``."""

    op: str
    operands: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``sum(a by 单位)``, ``contains(a, b)``."""

    function: Name
    arguments: tuple[Expr, ...]
    by: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """``list("功能分类").名称``, ``list("功能分类", 科目).名称``: a column of a code list."""

    function: Name
    arguments: tuple[Expr, ...]
    column: Name


Expr = Reference | Number | String | Negative | Binary | Compare | Member | Not | Logic | Call | Lookup


@dataclass(frozen=True, slots=True)
class Let(Node):
    """``let 名 = 式``, in the tables of the ``in`` it stands in."""

    name: Name
    value: Expr
    scopes: tuple[Path, ...] = ((),)


@dataclass(frozen=True, slots=True)
class Rule(Node):
    """A rule: ``when guard: body`` with its metadata; ``scopes`` are the paths of the ``in`` it stands in: it holds in each.

    One that is not ``sound`` was read otherwise than it is written: it is looked at for more mistakes, and does not run.
    """

    id: str
    title: str
    body: Expr
    guard: Expr | None = None
    scopes: tuple[Path, ...] = ((),)
    severity: Name | None = None
    basis: str | None = None
    from_year: int | None = None
    until_year: int | None = None
    kinds: tuple[String, ...] = ()
    regions: tuple[String, ...] = ()
    tags: tuple[str, ...] = ()
    message: String | None = None
    note: str | None = None
    sound: bool = True


@dataclass(frozen=True, slots=True)
class Each(Node):
    """``each 科目 of 表[类]``: a reading has a row for every ``key``, a code of that level of that table."""

    key: Name
    table: Path = ()
    level: LevelSelector | None = None


@dataclass(frozen=True, slots=True)
class Sentence(Node):
    """A sentence pattern of a reading; one that is not ``required`` may be missing from the text."""

    pattern: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Reading(Node):
    """``reading 名 each … from 节 under "…"``: the figures that sentences of some sections state.

    ``under`` is a pattern of the heading above those sections.
    """

    name: Name
    sources: tuple[Path, ...]
    sentences: tuple[Sentence, ...]
    each: Each | None = None
    under: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Amendment(Node):
    """``disable A, B because "…"``, ``regrade A as warning because "…"``: what becomes of ``rules`` of other files, by id.

    Without a ``severity`` they are disabled.
    """

    rules: tuple[Name, ...]
    reason: str
    severity: Name | None = None


@dataclass(frozen=True, slots=True)
class File(Node):
    """A rule file: its items in order; ``unread`` are the names of lets and readings that could not be read."""

    lets: tuple[Let, ...] = ()
    rules: tuple[Rule, ...] = ()
    readings: tuple[Reading, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    unread: frozenset[str] = field(default=frozenset(), compare=False)


_Node = TypeVar("_Node", bound=Node)


def moved(node: _Node, place: Callable[[Span], Span]) -> _Node:
    """Return a tree with the places of all its nodes changed."""
    return replace(node, **{name: _moved(getattr(node, name), place) for name in _names(type(node))})  # type: ignore[arg-type] # classes are hashable


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _moved(value: Any, place: Callable[[Span], Span]) -> Any:
    match value:
        case Span():
            return place(value)
        case Node():
            return moved(value, place)
        case tuple():
            return tuple(_moved(each, place) for each in value)
    return value
