"""What the sentences of a submission are to say: figures that rules tie to the tables, and what is left to be drawn.

A rule ``reading.figure == …`` gives the figure; ``reading.figure <= …`` bounds it. A figure is worked out once those that its
rules read are; one that no rule gives is drawn by its type: a change as a part of its amount, a count as a small number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Any, Final

from budgetspec.chance import one_of
from budgetspec.drawing import Drawing
from budgetspec.finding import Bilingual
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.pattern import Hole, holes
from budgetspec.lang.types import PRIOR, Key, Level, Missing
from budgetspec.lang.written import COUNTERS, MONEY
from budgetspec.money import FEN_PER_UNIT, Unknown, exact
from budgetspec.part import Part
from budgetspec.reading import Reading
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission
from budgetspec.template import Drawer, Names
from budgetspec.values import dataclass

_TO_COME: Final = Unknown(Bilingual("这个数还没有定", "this figure is not settled yet"), quiet=True)
_SHARE: Final = "%"
_LARGEST_CHANGE: Final = 30
_LARGEST_COUNT: Final = 9

Figure = tuple[str, str, Key]
"""A figure by the name of its reading, of its hole, and the key of its item."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What a rule says of a figure: that it equals, or is at most, another value; ``reads`` are figures that this takes."""

    op: str
    other: plan.Expr
    guard: plan.Expr | None
    level: Level | None
    reads: frozenset[tuple[str, str]]


class Ties:
    """What the rules of a rulebook say of each figure, by reading and hole."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self._readings = {reading.name: reading for reading in book.readings}
        self.of: dict[tuple[str, str], list[Tie]] = {}
        for rule in book.rules:
            for figure, tie in self._ties(rule):
                self.of.setdefault(figure, []).append(tie)

    def _ties(self, rule: Rule) -> Iterator[tuple[tuple[str, str], Tie]]:
        for instance in rule.plan.instances:
            for comparison in _equalities(instance.body):
                sides = [(comparison.left, comparison.right), (comparison.right, comparison.left)]
                for stated, other in sides if comparison.op == "==" else sides[:1]:
                    figure = self._figure(stated)
                    level = self._level(figure, instance) if figure else None
                    if figure and level in instance.levels and not any(map(_is_of_last_year, plan.walk(other))):
                        reads = frozenset(filter(None, map(self._figure, plan.walk(other))))
                        yield figure, Tie(comparison.op, other, instance.guard, level, reads)

    def _figure(self, node: plan.Expr) -> tuple[str, str] | None:
        match node:
            case plan.Single(path=path) if path.partition(".")[0] in self._readings:
                name, _, column = path.partition(".")
                return name, column
            case plan.Cells(table=table, column=column) if table in self._readings:
                return table, column
        return None

    def _level(self, figure: tuple[str, str], instance: plan.Instance) -> Level | None:
        """Return the level at which a rule is checked for the items of a reading."""
        level = self._readings[figure[0]].level
        return next((x for x in instance.levels if x and level and x.identity == level.identity), level)


def _equalities(node: plan.Expr) -> Iterator[plan.Comparison]:
    """Go through the comparisons that hold where a condition does; of several equalities that could, the first."""
    match node:
        case plan.Comparison(op="==" | "<=", within=None):
            yield node
        case plan.Logic(op="and", operands=parts):
            for part in parts:
                yield from _equalities(part)
        case plan.Logic(op="or", operands=(first, *_) as parts) if all(map(_is_equality, parts)):
            yield from _equalities(first)


def _is_equality(node: plan.Expr) -> bool:
    return isinstance(node, plan.Comparison) and node.op == "=="


def _is_of_last_year(node: plan.Expr) -> bool:
    match node:
        case plan.Single(path=name) | plan.Cells(table=name):
            return name.startswith(f"{PRIOR}.")
    return False


@dataclass(slots=True)
class Told(Part):
    """What is to be said, as rules read it. Implements the language's ``Scope`` for names of readings."""

    readings: Mapping[str, Reading]
    items: Mapping[str, Sequence[Key]]
    values: dict[Figure, Any] = field(default_factory=dict)

    def column(self, table: str, column: str, _level: Level, /) -> Mapping[Key, Any]:
        """Return the figures of a reading's items."""
        if not self.items[table]:
            raise Missing(_TO_COME.why)
        return {key: self._value(table, column, key) for key in self.items[table]}

    def scalar(self, path: str, /) -> Any:
        """Return a single figure."""
        name, _, column = path.partition(".")
        return self._value(name, column, ())

    def row_counts(self, table: str, _level: Level, /) -> Mapping[Key, int]:
        """Return the items of a reading, each once."""
        return dict.fromkeys(self.items[table], 1)

    def _value(self, name: str, column: str, key: Key) -> Any:
        if key and column == self.readings[name].key:
            return key[-1]
        return self.values.get((name, self.readings[name].hole(column), key), _TO_COME)


@dataclass(frozen=True, slots=True)
class Teller:
    """Settles what the sentences of one submission are to say."""

    ties: Ties
    drawing: Drawing
    drawer: Drawer
    names: Names
    submission: Submission
    told: Told

    def settle(self) -> None:
        """Give every figure that can be had a value; what no rule gives and nothing says is left out."""
        left = list(self._figures())
        while left:
            evaluation = Evaluation(self.submission.saying(self.told), self.submission.formulas)
            waiting = {(each.name, each.hole.name) for each in left}
            later = [each for each in left if not self._settle(each, evaluation, waiting)]
            if len(later) == len(left):
                return
            left = later

    def _figures(self) -> Iterator[_Wanted]:
        """Go through the figures of all sentences, each once, in their order."""
        seen: set[Figure] = set()
        for name, reading in self.told.readings.items():
            for key in self.told.items[name]:
                for phrase in reading.phrases:
                    before: list[Hole] = []
                    for hole in holes(phrase.pattern):
                        if hole.name and hole.name != reading.key and (name, hole.name, key) not in seen:
                            seen.add((name, hole.name, key))
                            yield _Wanted(name, hole, key, tuple(before))
                        before += [hole] if hole.type in MONEY and hole.name else []

    def _settle(self, wanted: _Wanted, evaluation: Evaluation, waiting: set[tuple[str, str]]) -> bool:
        """Settle a figure; says whether nothing has to be waited for."""
        ties = [tie for tie in self.ties.of.get((wanted.name, wanted.hole.name), ()) if self._applies(tie, wanted, evaluation)]
        equal, bounds = ([tie for tie in ties if tie.op == op] for op in ("==", "<="))
        if not self._is_ready(wanted, equal or bounds, waiting, drawn=not equal):
            return False
        given = [evaluation.at(tie.other, tie.level, wanted.key) for tie in equal or bounds]
        known = [value for value in given if not isinstance(value, Unknown)]
        if equal and known:
            self.told.values[wanted.figure] = known[0]
        elif not equal or wanted.hole.change or wanted.hole.type == _SHARE:  # no amount is drawn that rules are to compute
            drawn = self._drawn(wanted, known)
            self.told.values |= {} if drawn is None else {wanted.figure: drawn}
        return True

    def _is_ready(self, wanted: _Wanted, ties: Sequence[Tie], waiting: set[tuple[str, str]], *, drawn: bool) -> bool:
        """Say whether all is settled that a figure rests on: what its rules read or, if it is drawn, what stands before it."""
        read = {figure for tie in ties for figure in tie.reads}
        before = {(wanted.name, h.name) for h in wanted.before if drawn and self._value(wanted, h) is None}
        return not ((read | before) - {(wanted.name, wanted.hole.name)}) & waiting

    @staticmethod
    def _applies(tie: Tie, wanted: _Wanted, evaluation: Evaluation) -> bool:
        return tie.guard is None or evaluation.at(tie.guard, tie.level, wanted.key) is not False

    # Drawing -------------------------------------------------------------------------------------------------------

    def _drawn(self, wanted: _Wanted, bounds: Sequence[Any]) -> Any:
        hole = wanted.hole
        said = self.drawing.says.get(f"{wanted.name}.{hole.name}")
        if said is not None:
            return self.drawer.draw(said, self.names)
        if hole.change:
            return self._change(wanted) if hole.type in MONEY else None
        if hole.type in MONEY:
            least = min(map(exact_of, bounds), default=0)
            return self._part_of(least, hole, self.drawer.chance.number(0, 100)) if bounds or self._is_tied(wanted) else None
        if hole.type in COUNTERS:
            return self.drawer.chance.number(0, _LARGEST_COUNT)
        if hole.textual:
            return self._reason(wanted)
        return 0 if hole.type == _SHARE and self._is_tied(wanted) else None

    def _is_tied(self, wanted: _Wanted) -> bool:
        """Whether rules speak of a figure, which all do not apply: then there is nothing that it could be of."""
        return (wanted.name, wanted.hole.name) in self.ties.of

    def _change(self, wanted: _Wanted) -> Any:
        """Draw a change as a part of the amount that stands before it."""
        amounts = [self._value(wanted, hole) for hole in wanted.before if not hole.change]
        part = self.drawer.chance.number(-_LARGEST_CHANGE, _LARGEST_CHANGE)
        return self._part_of(exact_of(amounts[-1]), wanted.hole, part) if amounts else 0

    def _part_of(self, amount: Any, hole: Hole, percent: int) -> Any:
        """Return some percent of an amount, to the last place that its unit is printed to."""
        place = exact(self.submission.disclosure.form.precision.get(hole.type, 1), FEN_PER_UNIT[hole.type])
        return int(Fraction(amount) * percent / 100 / place) * place

    def _reason(self, wanted: _Wanted) -> str | None:
        """Draw a reason for the change that stands before it, if there is one."""
        changes = [exact_of(self._value(wanted, hole)) for hole in wanted.before if hole.change]
        if not changes or not changes[-1]:
            return None
        return one_of(self.drawer.chance, self.drawing.rises if changes[-1] > 0 else self.drawing.falls)

    def _value(self, wanted: _Wanted, hole: Hole) -> Any:
        return self.told.values.get((wanted.name, hole.name, wanted.key))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A figure that is wanted: its reading, hole and item, and the amounts and changes that stand before it in its sentence."""

    name: str
    hole: Hole
    key: Key
    before: tuple[Hole, ...]

    @property
    def figure(self) -> Figure:
        return self.name, self.hole.name, self.key


def exact_of(value: Any) -> Any:
    """Return a figure as an exact number, 0 if there is none."""
    return value if isinstance(value, int | Fraction) else 0
