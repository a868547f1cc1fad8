"""Formulas over one submission: from values of cells to verdicts, a column at a time for all rows of a level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import count
from typing import Any, Final, NamedTuple

from budgetspec.finding import Bilingual, Verdict
from budgetspec.lang import plan
from budgetspec.lang.formulas import Formulas, Identity, Unit
from budgetspec.lang.operations import FOLDS, OF_NO_ROWS
from budgetspec.lang.types import Key, Level, Missing, Scope
from budgetspec.money import BLANK, Unknown
from budgetspec.values import dataclass

_UNDECIDED: Final = Verdict.UNDECIDED
_NO_CHILDREN: Final = Unknown(Bilingual("没有下级行", "no rows below"), quiet=True)
_Keys = tuple[Key, ...]
_NO_KEYS: Final[_Keys] = ((),)
_Rows = dict[Key, list[tuple[Level, Key]]]


class Outcome(NamedTuple):
    """The checks of one rule at one level, for one 列: a verdict for each key; ``whys`` where they are undecided."""

    instance: plan.Instance
    level: Level | None
    keys: Sequence[Key]
    verdicts: Sequence[Verdict]
    whys: tuple[Bilingual, ...] = ()


@dataclass(slots=True, eq=False)
class _Frame:
    """Rows for which columns are computed: some keys of a level. The same keys are always the same object."""

    level: Level | None
    keys: _Keys
    columns: dict[Unit, list[Any]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Field:
    """What there is of a column at a level: its own keys, and the value of each."""

    keys: _Keys
    values: list[Any]
    at: Mapping[Key, Any]


@dataclass(slots=True, eq=False)
class _Groups:
    """Rows of some levels, one after the other, and which of them belong to each key: by their place in that order."""

    levels: tuple[Level, ...]
    frames: tuple[_Frame, ...]
    places: dict[Key, list[int]]


_NOTHING: Final = _Field((), [], {})


class Evaluation:
    """One submission under evaluation; what is computed for one rule is kept for the next.

    ``formulas`` are those of the rules; whoever evaluates the same rules often keeps them.
    """

    def __init__(self, scope: Scope, formulas: Formulas | None = None) -> None:
        self.scope, self.formulas = scope, formulas or Formulas()
        self._keys: dict[_Keys, _Keys] = {}
        self._frames: dict[tuple[Identity, _Keys], _Frame] = {}
        self._frames_of: dict[tuple[tuple[Unit, ...], Identity], _Frame] = {}
        self._fields: dict[tuple[Unit, Identity], _Field] = {}
        self._groups: dict[Any, _Groups] = {}
        self._selected: dict[Any, tuple[_Keys, list[int]]] = {}
        self._singles: dict[Unit, Any] = {}
        self._keys_of: dict[tuple[str, Identity], _Keys] = {}
        self._absent: dict[str, Bilingual | None] = {}
        self._alone = self._frame(None, _NO_KEYS)

    def over(self, scope: Scope) -> Evaluation:
        """Return an evaluation of the same rules over other data."""
        return Evaluation(scope, self.formulas)

    def run(self, checked: plan.Plan) -> Iterator[Outcome]:
        """Run a rule: its outcomes in order of 列 and level."""
        for instance in checked.instances:
            unit = self.formulas.check(instance)
            for level in instance.levels:
                yield self._outcome(instance, unit, level)

    def _outcome(self, instance: plan.Instance, unit: Unit, level: Level | None) -> Outcome:
        frame = self._frame_of(unit, level)
        if not frame.keys:
            return self._without_keys(instance, level)
        verdicts = self._computed(unit, frame)
        if _UNDECIDED not in verdicts:
            return Outcome(instance, level, frame.keys, verdicts)
        truths = self.values(instance.body, level, frame.keys)
        guards = truths if instance.guard is None else self.values(instance.guard, level, frame.keys)
        return Outcome(instance, level, frame.keys, verdicts, _reasons(guards, truths, verdicts))

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
        return self._frame_of(self.formulas.check(instance), level).keys

    def verdict(self, instance: plan.Instance, level: Level | None, key: Key) -> Verdict:
        """Return what one check comes to."""
        verdict: Verdict = self._computed(self.formulas.check(instance), self._frame(level, (key,)))[0]
        return verdict

    def at(self, node: plan.Expr, level: Level | None, key: Key) -> Any:
        """Return the value of an expression at one key."""
        return self.values(node, level, (key,))[0]

    def values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        """Return the values of an expression for the given keys of a level; a row that is missing is blank."""
        unit = self.formulas.unit(node)
        return self._column(unit, self._frame(level, tuple(keys))) if unit.rows else [self._single(unit)] * len(keys)

    def keys(self, node: plan.Expr, level: Level | None) -> Sequence[Key]:
        """Return the keys an expression has at a level, in document order; none if its table is missing."""
        return self._frame_of(self.formulas.unit(node), level if node.type.rows else None).keys

    def rows(self, node: plan.Fold | plan.ChildFold, level: Level | None) -> _Rows:
        """Return the rows that are folded into each key of a level: for ``children``, the rows below each row."""
        groups = self._grouped(self.formulas.unit(node), level)
        every = [(own, key) for own, frame in zip(groups.levels, groups.frames, strict=True) for key in frame.keys]
        return {key: [every[place] for place in places] for key, places in groups.places.items()}

    def lacking(self, node: plan.Expr) -> Bilingual | None:
        """Say why the rows under an expression are not all there: a table is missing or could not be read."""
        return self._lacking(self.formulas.unit(node))

    def _lacking(self, unit: Unit) -> Bilingual | None:
        for cells in unit.cells:
            if cells.table not in self._absent:
                self._absent[cells.table] = self._reason(cells)
            if why := self._absent[cells.table]:
                return why
        return None

    def _reason(self, cells: plan.Cells) -> Bilingual | None:
        try:
            self.scope.column(cells.table, cells.column, cells.levels[0])
        except Missing as missing:
            return missing.why
        return self.scope.incomplete(cells.table)

    # Rows ----------------------------------------------------------------------------------------------------------

    def _frame(self, level: Level | None, keys: _Keys) -> _Frame:
        keys = self._keys.setdefault(keys, keys)
        wanted = level.identity if level else None, keys
        if wanted not in self._frames:
            self._frames[wanted] = _Frame(level, keys)
        return self._frames[wanted]

    def _frame_of(self, unit: Unit, level: Level | None) -> _Frame:
        """Return the rows that a unit has at a level: those of all that it reads."""
        if level is None:
            return self._alone
        wanted = unit.sources, level.identity
        found = self._frames_of.get(wanted)
        if found is None:
            several = {id(found.keys): found.keys for found in [self._field(source, level) for source in unit.sources]}
            first, *others = several.values() or [()]
            keys = tuple(dict.fromkeys(key for keys in (first, *others) for key in keys)) if others else first
            found = self._frames_of[wanted] = self._frame(level, keys)
        return found

    def _grouped(self, unit: Unit, level: Level | None) -> _Groups:
        """Return the rows that a fold puts together at a level; the same for all columns of a table."""
        node, inner, identity = unit.node, unit.inputs[0], level.identity if level else None
        own = unit.folds.get(identity, ())
        frames = tuple([self._frame_of(inner, each) for each in own])
        told: Any = node.table if isinstance(node, plan.ChildFold) else getattr(node, "by", ())
        wanted = told, identity, frames, tuple([each.keys for each in own])
        found = self._groups.get(wanted)
        if found is None:
            below = isinstance(node, plan.ChildFold)
            found = self._below(told, level, own, frames) if below else _grouped(told, own, frames)
            self._groups[wanted] = found
        return found

    def _below(self, table: str, level: Level | None, own: tuple[Level, ...], frames: tuple[_Frame, ...]) -> _Groups:
        """Find the rows below each row of a level."""
        places: dict[Key, list[int]] = {key: [] for key in self.scope.row_counts(table, level)} if level else {}
        place = count()
        for each, frame in zip(own, frames, strict=True):
            parents = self.scope.parents(table, each)
            for key, at in zip(frame.keys, place, strict=False):
                if (above := parents.get(key)) in places:
                    places[above].append(at)
        return _Groups(own, frames, places)

    # Values --------------------------------------------------------------------------------------------------------

    def _column(self, unit: Unit, frame: _Frame) -> list[Any]:
        """Return the values of a unit for the rows of a frame."""
        found = frame.columns.get(unit)
        if found is None:
            found = frame.columns[unit] = self._computed(unit, frame)
        return found

    def _computed(self, unit: Unit, frame: _Frame) -> list[Any]:
        if unit.formula is None:
            return self._read(unit, frame)
        columns, singles = frame.columns, self._singles
        made = unit.formula(
            *[
                (columns.get(each) or self._column(each, frame))
                if each.rows
                else (singles[each] if each in singles else self._single(each))
                for each in unit.inputs
            ]
        )
        return made if unit.rows else [made] * len(frame.keys)

    def _single(self, unit: Unit) -> Any:
        """Return the value of a unit that is the same for all rows."""
        if unit not in self._singles:
            self._singles[unit] = self._computed(unit, self._alone)[0] if unit.formula else self._read_single(unit)
        return self._singles[unit]

    def _read_single(self, unit: Unit) -> Any:
        node = unit.node
        match node:
            case plan.Const(value=value):
                return value
            case plan.Single(path=path):
                return self.scope.scalar(path)
            case plan.FromList():
                return self._looked_up(node, self._single(unit.inputs[0]))
            case plan.Cells():
                return self._field(unit, node.levels[0]).at.get((), self._default(unit))
        why = self._lacking(unit)
        return Unknown(why) if why else self._field(unit, None).at.get((), self._default(unit))

    def _read(self, unit: Unit, frame: _Frame) -> list[Any]:
        """Return the values of a unit that has no formula."""
        node = unit.node
        if isinstance(node, plan.FromList):
            return [self._looked_up(node, code) for code in self._column(unit.inputs[0], frame)]
        if not isinstance(node, plan.Cells) and (why := self._lacking(unit)):
            return [Unknown(why)] * len(frame.keys)
        if isinstance(node, plan.RowCount):
            counts = self.scope.row_counts(node.argument.table, frame.level) if frame.level else {}
            return [counts.get(key, 0) for key in frame.keys]
        found = self._field(unit, frame.level)
        if found.keys is frame.keys:
            return found.values
        default = self._default(unit)
        return [found.at.get(key, default) for key in frame.keys]

    def _default(self, unit: Unit) -> Any:
        """Return the value of a row that is missing."""
        if isinstance(unit.node, plan.Cells) and (why := self._lacking(unit)):
            return Unknown(why)
        return OF_NO_ROWS.get(getattr(unit.node, "function", ""), BLANK)

    def _looked_up(self, node: plan.FromList, code: Any) -> Any:
        return self.scope.lookup(node.codes, code, node.column) if isinstance(code, str) else code

    # Columns of tables, and rows from rows -----------------------------------------------------------------------------

    def _field(self, unit: Unit, level: Level | None) -> _Field:
        """Return what there is of a unit that has rows of its own."""
        wanted = unit, level.identity if level else None
        found = self._fields.get(wanted)
        if found is None:
            found = self._fields[wanted] = self._made(unit, level)
        return found

    def _made(self, unit: Unit, level: Level | None) -> _Field:
        node = unit.node
        if isinstance(node, plan.Fold | plan.ChildFold):
            return self._fold(unit, node, level)
        if isinstance(node, plan.Cells):
            return self._cells(node, level) if level else _NOTHING
        own = next((x for x in node.type.rows if level and x.identity == level.identity), None)
        if own is None:
            return _NOTHING
        return self._parents(unit, node, own) if isinstance(node, plan.ParentOf) else self._previous(unit, own)

    def _kept(self, values: Mapping[Key, Any], like: _Keys | None = None) -> _Field:
        """Make a field of values by key; keys that are those of another column are not made anew."""
        keys = tuple(values)
        return _Field(like if like == keys else self._keys.setdefault(keys, keys), list(values.values()), values)

    def _cells(self, node: plan.Cells, level: Level) -> _Field:
        """Read a column, or the selected rows of it; nothing if the table is missing."""
        try:
            column = self.scope.column(node.table, node.column, level)
        except Missing:
            return _NOTHING
        every = self._kept(column, self._keys_of.get((node.table, level.identity)))
        self._keys_of[node.table, level.identity] = every.keys
        if not node.codes and not node.patterns:
            return every
        wanted = every.keys, node.codes, node.patterns
        if wanted not in self._selected:
            fits = _selection(node.codes, node.patterns)
            places = [place for place, key in enumerate(every.keys) if key and fits(key[-1])]
            keys = tuple(every.keys[place] for place in places)
            self._selected[wanted] = self._keys.setdefault(keys, keys), places
        keys, places = self._selected[wanted]
        values = [every.values[place] for place in places]
        return _Field(keys, values, dict(zip(keys, values, strict=True)))

    def _fold(self, unit: Unit, node: plan.Fold | plan.ChildFold, level: Level | None) -> _Field:
        fold, groups = FOLDS[node.function], self._grouped(unit, level)
        columns = [self._column(unit.inputs[0], frame) for frame in groups.frames]
        every = columns[0] if len(columns) == 1 else [value for column in columns for value in column]
        nothing = OF_NO_ROWS.get(node.function, _NO_CHILDREN)
        values = {key: fold([every[place] for place in places]) if places else nothing for key, places in groups.places.items()}
        if isinstance(node, plan.Fold) and level is None and not values:
            values = {(): OF_NO_ROWS.get(node.function, BLANK)}
        return self._kept(values)

    def _parents(self, unit: Unit, node: plan.ParentOf, level: Level) -> _Field:
        parents = self.scope.parents(node.table, level)
        above = self._column(unit.inputs[0], self._frame(level.parent, tuple(parents.values())))
        return self._kept(dict(zip(parents, above, strict=True)))

    def _previous(self, unit: Unit, level: Level) -> _Field:
        frame = self._frame_of(unit.inputs[0], level)
        found: dict[Key, Any] = {}
        last: dict[Key, Any] = {}
        for key, value in zip(frame.keys, self._column(unit.inputs[0], frame), strict=True):
            group = key[:-1] if level.positional else ()
            found[key] = last.get(group, BLANK)
            if value is not BLANK:
                last[group] = value
        return self._kept(found)


def _grouped(by: tuple[str, ...], levels: tuple[Level, ...], frames: tuple[_Frame, ...]) -> _Groups:
    """Put together the rows that have the same codes in some dimensions."""
    found: dict[Key, list[int]] = {}
    place = count()
    for level, frame in zip(levels, frames, strict=True):
        dimensions = [i for i, name in enumerate(level.keys) if name in by]
        for key, at in zip(frame.keys, place, strict=False):
            found.setdefault(tuple([key[i] for i in dimensions]), []).append(at)
    return _Groups(levels, frames, found)


def selects(node: plan.Cells, key: Key) -> bool:
    """Return whether a column is read in a row, by the row's own code.

    >>> from budgetspec.lang.types import FieldType, Kind
    >>> selects(plan.Cells("支出", "合计", (), patterns=("30x",), type=FieldType(Kind.AMOUNT)), ("103001", "301"))
    True
    """
    if not node.codes and not node.patterns:
        return True
    return bool(key) and _selection(node.codes, node.patterns)(key[-1])


def _selection(codes: frozenset[str], patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return whether a code is selected; each ``x`` of a pattern is one digit."""
    tests = [re.compile(p.replace("x", "[0-9]")).fullmatch for p in patterns]
    return lambda code: code in codes or any(t(code) for t in tests)


def _reasons(guards: Sequence[Any], truths: Sequence[Any], verdicts: Sequence[Verdict]) -> tuple[Bilingual, ...]:
    """Say why checks are undecided, where that is worth telling."""
    if Verdict.UNDECIDED not in verdicts:
        return ()
    undecided = (pair for *pair, verdict in zip(guards, truths, verdicts, strict=True) if verdict is Verdict.UNDECIDED)
    unknown = (v for pair in undecided for v in pair if isinstance(v, Unknown) and not v.quiet)
    return tuple(dict.fromkeys(v.why for v in unknown))
