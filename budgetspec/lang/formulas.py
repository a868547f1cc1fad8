"""Plans made ready to run: each expression as a formula, a Python function over whole columns of values.

A formula is written as Python text and compiled, once for all expressions of the same shape: what is computed in each row
costs no more than Python itself. The text is made of the templates below alone; values, names and texts of rules are its
parameters. ``合计 == 基本支出 + 项目支出`` becomes

    [(t1 == t2 if type(t1 := c0) is type(t2 := (c1 + c2)) is int else EMPTY if t1 is BLANK is t2 else k0(t1, t2))
     for c0, c1, c2 in zip(C0, C1, C2)]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from types import CodeType
from typing import Any, Final

from budgetspec.finding import Bilingual, Verdict
from budgetspec.lang import plan
from budgetspec.lang.operations import EMPTY, FUNCTIONS, LOGIC, Among, Comparator
from budgetspec.lang.types import Kind, Level, plain
from budgetspec.money import BLANK, Unknown
from budgetspec.values import dataclass

_DEEPEST: Final = 15
"""Deeper expressions are divided, since Python's parser does not read what is too deep."""
Identity = tuple[str | None, str] | None
"""What makes two levels the same level; None where there is no level."""
Wanted = tuple["tuple[Origin, ...]", tuple[Identity, ...]]
"""Which rows: those of all origins together, at some levels."""
_MOST: Final = 200_000
"""So many expressions are remembered; the shipped rulebook has a twentieth of them."""
_PLAIN: Final = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.YEAR})
"""Kinds whose values add and subtract with Python's own operators."""
_LIGHT: Final = frozenset("+-*/") | {"negative", "number", "date", "blank", "numeric", "only"}
"""Functions that are no dearer than to keep what they give."""


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where rows come from: a table, or what a fold or ``parent`` makes of other rows; one for all columns that have its rows.

    ``node`` is one that has them; ``inner`` are the origins of the rows that it makes them of. ``folds`` are the levels whose
    rows a fold puts together, by the level of the result.
    """

    node: plan.Expr
    inner: tuple[Origin, ...]
    folds: Mapping[Identity, tuple[Level, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folds", _folds(self.node))


class Formula:
    """The text of a formula, its constants with their kinds, and the function ``run`` that it is, once it has been compiled."""

    __slots__ = ("constants", "run", "source")
    run: Callable[..., Any]

    def __init__(self, source: str, constants: tuple[tuple[object, Any], ...]) -> None:
        self.source, self.constants = source, constants

    def __reduce__(self) -> tuple[type[Formula], tuple[str, tuple[tuple[object, Any], ...]]]:
        return Formula, (self.source, self.constants)

    def made_of(self, code: CodeType) -> Formula:
        """Return it with what the code of its text gives."""
        self.run = eval(code, _NAMES)(*[value for _, value in self.constants])  # noqa: S307 - of this module's templates alone
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """An expression made ready to run, the same for all that are written alike.

    Without a ``formula`` it is what ``node`` reads from the scope or makes of other rows; else it is made of ``inputs``: a column
    for each that has ``rows``, a single value for the others. Its rows are those of all its ``origins`` together, in order;
    ``own`` is the origin of which it is a column itself. ``cells`` are a column of each table that is read.
    """

    node: plan.Expr | None
    inputs: tuple[Unit, ...]
    origins: tuple[Origin, ...]
    cells: tuple[plan.Cells, ...]
    formula: Formula | None
    rows: bool
    own: Origin | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """An instance made ready to run: what gives its verdicts, at which levels.

    Where its ``gate``, a guard that is the same for all rows, is false, nothing of it applies.
    """

    unit: Unit
    gate: Unit | None
    levels: tuple[Level | None, ...]
    wanted: Wanted


Kept = tuple[dict[Any, Unit], dict[Any, Origin], tuple[tuple[plan.Instance, Check], ...]]
"""Units and origins by what tells them apart, and the check of each instance."""


class Formulas:
    """The units of the expressions of a rulebook, made when they are first asked for and shared by all that are alike.

    Threads may share them too: what two of them make at once is the same, or as good. ``codes`` are the texts compiled so far.
    """

    def __init__(self) -> None:
        self.codes: dict[str, CodeType] = {}
        self._units: dict[Any, Unit] = {}
        self._nodes: dict[int, tuple[plan.Expr, Unit]] = {}
        self._origins: dict[Any, Origin] = {}
        self._checks: dict[int, tuple[plan.Instance, Check]] = {}

    def __reduce__(self) -> tuple[type[Formulas], tuple[()]]:
        return Formulas, ()

    @property
    def ready(self) -> bool:
        """Whether any check has been made."""
        return bool(self._checks)

    def kept(self) -> Kept:
        """Return what has been made, for ``resumed``: without code, which has a place of its own."""
        return self._units, self._origins, tuple(self._checks.values())

    @classmethod
    def resumed(cls, kept: Kept, codes: Mapping[str, CodeType]) -> Formulas:
        """Return formulas as they were kept; nothing of them if the code of one is missing: its text is not to be trusted."""
        made, (units, origins, checks) = cls(), kept
        formulas = [unit.formula for unit in units.values() if unit.formula]
        if all(formula.source in codes for formula in formulas):
            for formula in formulas:
                formula.made_of(codes[formula.source])
            made._units, made._origins = units, origins
            made._checks = {id(instance): (instance, check) for instance, check in checks}
        made.codes.update(codes)
        return made

    def check(self, instance: plan.Instance) -> Check:
        """Return what gives the verdicts of an instance."""
        kept = self._checks.get(id(instance))
        if kept is None:
            kept = self._checks[id(instance)] = instance, self._checking(instance)
        return kept[1]

    def _checking(self, instance: plan.Instance) -> Check:
        guard, body = instance.guard, instance.body
        writer = _Writer(self, rows=bool(body.type.rows or (guard and guard.type.rows)))
        if guard is None:
            unit = self._made(writer, _UNGUARDED.format(body=writer.text(body)))
        else:
            unit = self._made(writer, _GUARDED.format(guard=writer.text(guard), body=writer.text(body)))
        gate = self.unit(guard) if guard is not None and not guard.type.rows else None
        return Check(unit, gate, instance.levels, wanted(unit.origins, instance.levels))

    def unit(self, node: plan.Expr) -> Unit:
        """Return the unit of an expression."""
        kept = self._nodes.get(id(node))
        if kept is None:
            self._make_room()
            kept = self._nodes[id(node)] = node, self._unit(node)
        return kept[1]

    def _make_room(self) -> None:
        """Forget what there is if it is too much: rules that are made up for one use must not stay for ever."""
        if len(self._nodes) > _MOST:
            for kept in (self._nodes, self._checks, self._units, self._origins):
                kept.clear()

    def _unit(self, node: plan.Expr) -> Unit:
        told = _read_as(node)
        if told is not None:
            return self._leaf(node, told)
        writer = _Writer(self, rows=bool(node.type.rows))
        return self._made(writer, writer.text(node, outermost=True))

    def _leaf(self, node: plan.Expr, told: tuple[Any, ...]) -> Unit:
        """Return the unit of an expression that has no formula."""
        inputs = tuple(map(self.unit, plan.operands(node)))
        rows = tuple((level.identity, level.parent and level.parent.identity) for level in node.type.rows)
        asked = type(node), told, inputs, rows
        found = self._units.get(asked)
        if found is None:
            cells = (node,) if isinstance(node, plan.Cells) else _cells(inputs)
            own = self._own(node, rows, _origins(inputs))
            origins = (own,) if own and rows else _origins(inputs)
            found = self._units.setdefault(asked, Unit(node, inputs, origins, cells, None, bool(rows), own))
        return found

    def _own(self, node: plan.Expr, rows: tuple[Any, ...], inner: tuple[Origin, ...]) -> Origin | None:
        """Return the origin of which an expression is a column, the same for all columns of it."""
        told: tuple[Any, ...]
        match node:
            case plan.Cells():
                told = node.table, node.codes, node.patterns
            case plan.Fold():
                told = node.by, tuple((x.identity, x.keys, goal and goal.identity) for x, goal in node.targets)
            case plan.ChildFold():
                told = node.table, tuple((x.identity, x.parent and x.parent.identity) for x in node.argument.type.rows)
            case plan.ParentOf():
                told = node.table, rows
            case _:
                return None
        return self._origins.setdefault((type(node), told, inner), Origin(node, inner))

    def _made(self, writer: _Writer, text: str) -> Unit:
        """Return the unit of an expression that is computed row by row."""
        inputs, source, constants = tuple(writer.inputs), writer.finished(text), tuple(writer.constants)
        asked = source, inputs, constants
        found = self._units.get(asked)
        if found is None:
            code = self.codes.get(source) or self.codes.setdefault(source, _compiled(source))
            formula = Formula(source, constants).made_of(code)
            found = Unit(None, inputs, _origins(inputs), _cells(inputs), formula, writer.rows)
            found = self._units.setdefault(asked, found)
        return found


def _read_as(node: plan.Expr) -> tuple[Any, ...] | None:  # noqa: PLR0911 - one case for each node that is read
    """Return what tells an expression from others of its type that has no formula; None if it has one."""
    match node:
        case plan.Const(value=value):
            return type(value), value
        case plan.Single(path=path):
            return (path,)
        case plan.Cells():
            return node.table, node.column, node.levels[0].identity, node.codes, node.patterns, node.single
        case plan.Fold():
            return node.function, node.by, tuple((x.identity, x.keys, goal and goal.identity) for x, goal in node.targets)
        case plan.ChildFold():
            return node.function, node.table
        case plan.ParentOf():
            return (node.table,)
        case plan.FromList():
            return node.codes, node.column
        case plan.Previous() | plan.RowCount():
            return ()
    return None


def _folds(node: plan.Expr) -> dict[Identity, tuple[Level, ...]]:
    """Return the levels whose rows a fold puts together, by the level of the result."""
    pairs: list[tuple[Level, Level | None]] = []
    if isinstance(node, plan.Fold):
        pairs += node.targets
    elif isinstance(node, plan.ChildFold):
        pairs += ((level, level.parent) for level in node.argument.type.rows if level.parent)
    found: dict[Identity, tuple[Level, ...]] = {}
    for level, goal in pairs:
        identity = goal.identity if goal else None
        found[identity] = (*found.get(identity, ()), level)
    return found


def wanted(origins: tuple[Origin, ...], levels: Iterable[Level | None]) -> Wanted:
    """Name the rows of some origins at some levels."""
    return origins, tuple([level.identity if level else None for level in levels])


def _origins(units: Iterable[Unit]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origin for unit in units if unit.rows for origin in unit.origins))


def _cells(units: Iterable[Unit]) -> tuple[plan.Cells, ...]:
    return tuple({cells.table: cells for unit in reversed([*units]) for cells in reversed(unit.cells)}.values())[::-1]


# Writing ---------------------------------------------------------------------------------------------------------------

_UNGUARDED: Final = "(HOLDS if (t := {body}) is True else FAILS if t is False else verdict(True, t))"
_GUARDED: Final = (
    "(NOT_APPLICABLE if (g := {guard}) is False else HOLDS if (t := {body}) is True and g is True else verdict(g, t))"
)
_SHORT: Final = {"and": ("False", "is False"), "or": ("True", "is True")}
"""What decides ``and`` and ``or`` alone, whatever the other operands are."""


class _Writer:
    """Writes the text of one formula: its ``inputs`` in order, and its ``constants`` by what tells them apart."""

    def __init__(self, formulas: Formulas, *, rows: bool) -> None:
        self.formulas, self.rows = formulas, rows
        self.inputs: dict[Unit, str] = {}
        self.constants: dict[Any, tuple[Any, str]] = {}
        self._named = 0

    def finished(self, text: str) -> str:
        """Return the formula: a function of the constants, that makes one of the inputs."""
        constants = ", ".join(name for _, name in self.constants.values())
        inputs = ", ".join(name.upper() if unit.rows else name for unit, name in self.inputs.items())
        columns = [name for unit, name in self.inputs.items() if unit.rows]
        if columns:
            rows = f"zip({', '.join(map(str.upper, columns))})" if len(columns) > 1 else columns[0].upper()
            text = f"[{text} for {', '.join(columns)} in {rows}]"
        return f"lambda {constants}: lambda {inputs}: {text}"

    def text(self, node: plan.Expr, depth: int = 0, *, outermost: bool = False) -> str:
        """Write an expression. What others may need too, or is the same for all rows, is an input."""
        if isinstance(node, plan.Const):
            return self._constant(node.value, type(node.value))
        apart = _is_apart(node) or depth > _DEEPEST or (self.rows and not node.type.rows)
        if apart and not outermost:
            unit = self.formulas.unit(node)
            return self.inputs.setdefault(unit, f"{'c' if unit.rows else 's'}{len(self.inputs)}")
        parts = [self.text(inner, depth + 1) for inner in plan.operands(node)]
        match node:
            case plan.Comparison():
                return self._comparison(node, *parts)
            case plan.Membership():
                among = Among.of(node)
                return f"{self._constant(among)}({', '.join(parts)})"
            case plan.Logic():
                return self._logic(node.op, parts)
            case plan.Apply():
                return self._applied(node, parts)
        raise TypeError(node)

    def _applied(self, node: plan.Apply, parts: Sequence[str]) -> str:
        if node.function == "negative":
            return f"(-{parts[0]})"
        if node.function == "blank":
            value = self._name()
            return f"({value} if type({value} := {parts[0]}) is Unknown else {value} is BLANK)"
        if node.function in {"+", "-", "*"} and all(inner.type.kind in _PLAIN for inner in node.arguments):
            return f"({parts[0]} {node.function} {parts[1]})"
        return f"{_CALLED[node.function]}({', '.join(parts)})"

    def _comparison(self, node: plan.Comparison, left: str, right: str, within: str = "") -> str:
        comparator = Comparator.of(node.op, node.left, node.right, guard=node.guard)
        test = self._constant(comparator)
        if within:
            return f"{test}.within({left}, {right}, {within})"
        a, b = self._name(), self._name()
        if comparator.textual:
            if node.op not in {"==", "!="}:
                return f"{test}({left}, {right})"
            both = f"type({a} := {left}) is type({b} := {right}) is str"
            return f"(plain({a}) {node.op} plain({b}) if {both} else {test}({a}, {b}))"
        tested = f"{a} {node.op} {b} if type({a} := {left}) is type({b} := {right}) is int"
        blank = "False" if node.op in {"!=", "<", ">"} else "EMPTY"
        return f"({tested} else {blank} if {a} is BLANK is {b} else {test}({a}, {b}))"

    def _logic(self, op: str, parts: Sequence[str]) -> str:
        names = [self._name() for _ in parts]
        given, several = ", ".join(names), " is ".join(names)
        said = [f"({name} := {part})" for name, part in zip(names, parts, strict=True)]
        match op:
            case "not":
                return f"(True if {said[0]} is False else False if {given} is True else logic_not({given}))"
            case "implies":
                return f"(True if {said[0]} is False or {said[1]} is True else logic_implies({given}))"
        alone, decides = _SHORT[op]
        tests = " or ".join(f"{each} {decides}" for each in said)
        return f"({alone} if {tests} else {names[0]} if {several} else logic_{op}({given}))"

    def _constant(self, value: Any, kind: object = None) -> str:
        """Name a constant; ``kind`` tells apart what is equal and yet not the same, as 1 and true."""
        _, name = self.constants.setdefault((kind, value), (value, f"k{len(self.constants)}"))
        return name

    def _name(self) -> str:
        self._named += 1
        return f"t{self._named}"


def _is_apart(node: plan.Expr) -> bool:
    """Tell what is worth being computed once for all that use it."""
    return node.function not in _LIGHT if isinstance(node, plan.Apply) else _read_as(node) is not None


@lru_cache(maxsize=4096)
def _compiled(source: str) -> CodeType:
    """Compile the text of a formula; those of the same shape, in all rulebooks, have the same text."""
    return compile(source, "<formula>", "eval")


@dataclass(frozen=True, slots=True)
class NotDecided:
    """Stands for ``Verdict.UNDECIDED`` in a column of verdicts, with the reasons that are worth telling, and the quiet ones."""

    whys: tuple[Bilingual, ...]
    quiet: tuple[Bilingual, ...] = ()


def _verdict(guard: Any, truth: Any) -> Verdict | NotDecided:
    if guard is False:
        return Verdict.NOT_APPLICABLE
    unknown = [value for value in (guard, truth) if isinstance(value, Unknown)]
    if unknown:
        return NotDecided(*(tuple(value.why for value in unknown if value.quiet == quiet) for quiet in (False, True)))
    if truth is EMPTY:
        return Verdict.EMPTY
    return Verdict.HOLDS if truth else Verdict.FAILS


_CALLED: Final = {name: f"f{number}" for number, name in enumerate(FUNCTIONS)}
"""What the functions of the language, some of which are signs, are called in the text of a formula."""
_NAMES: Final[dict[str, Any]] = {
    "HOLDS": Verdict.HOLDS,
    "FAILS": Verdict.FAILS,
    "NOT_APPLICABLE": Verdict.NOT_APPLICABLE,
    "EMPTY": EMPTY,
    "BLANK": BLANK,
    "Unknown": Unknown,
    "plain": plain,
    "verdict": _verdict,
    **{f"logic_{op}": function for op, function in LOGIC.items()},
    **{_CALLED[name]: function for name, function in FUNCTIONS.items()},
}
"""What the text of a formula can name, besides its parameters."""
