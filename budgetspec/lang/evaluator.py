"""Formulas over one submission: from values of cells to verdicts, a column at a time for all rows of a level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import count
from typing import Any, Final, NamedTuple

from budgetspec.finding import Bilingual, Verdict
from budgetspec.lang import plan
from budgetspec.lang.formulas import Check, Formulas, Identity, NotDecided, Origin, Unit, Wanted, wanted
from budgetspec.lang.operations import FOLDS, OF_NO_ROWS
from budgetspec.lang.types import Key, Level, Missing, Scope
from budgetspec.money import BLANK, Unknown
from budgetspec.values import dataclass

_NO_CHILDREN: Final = Unknown(Bilingual("没有下级行", "no rows below"), quiet=True)
_Keys = tuple[Key, ...]
_NO_KEYS: Final[_Keys] = ((),)


class Outcome(NamedTuple):
    """The checks of one rule at one level, for one 列: a verdict for each key; ``whys`` where they are undecided."""

    instance: plan.Instance
    level: Level | None
    keys: Sequence[Key]
    verdicts: Sequence[Verdict]
    whys: tuple[Bilingual, ...] = ()


@dataclass(slots=True, eq=False)
class _Frame:
    """Rows for which columns are computed: some keys of each of some levels. The same keys are always the same object.

    It is ``whole`` if there are keys at each level. Of several levels that are the same level it has any: what is above a row
    is for whoever asks to know.
    """

    parts: tuple[tuple[Level | None, _Keys], ...]
    size: int
    whole: bool
    columns: dict[Unit, list[Any]] = field(default_factory=dict)
    gathered: dict[Origin, _Gathered] = field(default_factory=dict)
    owned: dict[Origin, list[tuple[Level, _Own, _Keys]]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Own:
    """The rows that an origin has at a level, and the place of each."""

    keys: _Keys
    at: dict[Key, int]


@dataclass(slots=True, eq=False)
class _Groups:
    """Rows of some levels that a fold puts together, and which of them belong to each key: by their place."""

    levels: tuple[Level, ...]
    frame: _Frame
    places: dict[Key, list[int]]

    def row(self, place: int) -> tuple[Level, Key]:
        """Return the row at a place."""
        for level, (_, keys) in zip(self.levels, self.frame.parts, strict=True):
            if place < len(keys):
                return level, keys[place]
            place -= len(keys)
        raise IndexError(place)


@dataclass(slots=True, eq=False)
class _Gathered:
    """The rows that a fold puts together for each row of a frame, by their place; None for a row that it does not have."""

    frame: _Frame
    places: list[list[int] | None]


class Evaluation:
    """One submission under evaluation; what is computed for one rule is kept for the next.

    ``formulas`` are those of the rules; whoever evaluates the same rules often keeps them.
    """

    def __init__(self, scope: Scope, formulas: Formulas | None = None) -> None:
        self.scope, self.formulas = scope, formulas or Formulas()
        self._keys: dict[_Keys, _Keys] = {_NO_KEYS: _NO_KEYS}
        self._frames: dict[tuple[tuple[Identity, int], ...], _Frame] = {}
        self._frames_of: dict[Wanted, _Frame] = {}
        self._owns: dict[tuple[Origin, Identity], _Own] = {}
        self._groups: dict[tuple[Origin, Identity], _Groups] = {}
        self._singles: dict[Unit, Any] = {}
        self._absent: dict[str, Bilingual | None] = {}
        self._alone = self._frame((None,), (_NO_KEYS,))

    def over(self, scope: Scope) -> Evaluation:
        """Return an evaluation of the same rules over other data."""
        return Evaluation(scope, self.formulas)

    def run(self, checked: plan.Plan) -> Iterator[Outcome]:
        """Run a rule: its outcomes in order of 列 and level."""
        for instance in checked.instances:
            yield from self.outcomes(instance)

    def outcomes(self, instance: plan.Instance) -> Iterator[Outcome]:
        """Return the outcomes of an instance, level by level."""
        check = self.formulas.check(instance)
        frame = self._rows_of(check.wanted, check.levels)
        verdicts, start = self._verdicts(check, frame), 0
        for level, (_, keys) in zip(check.levels, frame.parts, strict=True):
            if keys:
                yield _outcome(instance, level, keys, verdicts[start : start + len(keys)])
                start += len(keys)
            else:
                made = self._without_keys(check)
                yield _outcome(instance, level, [()] * len(made), made)

    def verdicts(self, instance: plan.Instance) -> list[Verdict | NotDecided]:
        """Return the verdicts of an instance at all its rows: all that most of its checks are ever asked for."""
        check = self.formulas.check(instance)
        frame = self._rows_of(check.wanted, check.levels)
        verdicts = self._verdicts(check, frame)
        if frame.whole:
            return verdicts
        return verdicts + self._without_keys(check) * sum(not keys for _, keys in frame.parts)

    def _verdicts(self, check: Check, frame: _Frame) -> list[Verdict | NotDecided]:
        if not frame.size:
            return []
        if check.gate is not None and self._single(check.gate) is False:
            return [Verdict.NOT_APPLICABLE] * frame.size
        return self._column(check.unit, frame)

    def _without_keys(self, check: Check) -> list[Verdict | NotDecided]:
        """Say why there is nothing to check: a guard does not hold that is the same for all rows, or a table is missing."""
        why = self._lacking(check.unit)
        if why is None:
            return []
        if check.gate is not None and self._single(check.gate) is False:
            return [Verdict.NOT_APPLICABLE]
        return [NotDecided((why,))]

    def checked(self, instance: plan.Instance, level: Level | None) -> Sequence[Key]:
        """Return the keys at which an instance is checked."""
        return self._keys_of(self.formulas.check(instance).unit.origins, level)

    def verdict(self, instance: plan.Instance, level: Level | None, key: Key) -> Verdict:
        """Return what one check comes to."""
        verdict: Verdict | NotDecided = self._computed(self.formulas.check(instance).unit, self._frame((level,), ((key,),)))[0]
        return Verdict.UNDECIDED if isinstance(verdict, NotDecided) else verdict

    def at(self, node: plan.Expr, level: Level | None, key: Key) -> Any:
        """Return the value of an expression at one key."""
        return self.values(node, level, (key,))[0]

    def values(self, node: plan.Expr, level: Level | None, keys: Sequence[Key]) -> list[Any]:
        """Return the values of an expression for the given keys of a level; a row that is missing is blank."""
        unit = self.formulas.unit(node)
        return self._column(unit, self._frame((level,), (tuple(keys),))) if unit.rows else [self._single(unit)] * len(keys)

    def keys(self, node: plan.Expr, level: Level | None) -> Sequence[Key]:
        """Return the keys an expression has at a level, in document order; none if its table is missing."""
        return self._keys_of(self.formulas.unit(node).origins, level if node.type.rows else None)

    def rows(self, node: plan.Fold | plan.ChildFold, level: Level | None, key: Key) -> list[tuple[Level, Key]]:
        """Return the rows that are folded into one key of a level: for ``children``, the rows below its row."""
        origin = self.formulas.unit(node).own
        if origin is None:
            return []
        groups = self._grouped(origin, level if node.type.rows else None)
        return [groups.row(place) for place in groups.places.get(key if node.type.rows else (), ())]

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

    def _frame(self, levels: Sequence[Level | None], keys: Iterable[_Keys]) -> _Frame:
        """Return the frame of some keys of each level."""
        return self._frame_of(levels, [self._keys.setdefault(each, each) for each in keys])

    def _frame_of(self, levels: Sequence[Level | None], keys: Iterable[_Keys]) -> _Frame:
        """Return the frame of keys that are the same object where they are the same."""
        parts = tuple(zip(levels, keys, strict=True))
        asked = tuple([(level.identity if level else None, id(each)) for level, each in parts])
        found = self._frames.get(asked)
        if found is None:
            sizes = [len(each) for _, each in parts]
            found = self._frames[asked] = _Frame(parts, sum(sizes), all(sizes))
        return found

    def _rows_of(self, asked: Wanted, levels: Sequence[Level | None]) -> _Frame:
        """Return the rows that some origins have together."""
        found = self._frames_of.get(asked)
        if found is None:
            keys = [self._keys_of(asked[0], level) for level in levels]
            found = self._frames_of[asked] = self._frame_of(levels, keys)
        return found

    def _keys_of(self, origins: Sequence[Origin], level: Level | None) -> _Keys:
        """Return the keys that some origins have together at a level; the same keys are the same object."""
        if level is None:
            return _NO_KEYS
        if len(origins) == 1:
            return self._own(origins[0], level).keys
        several = {id(own.keys): own.keys for own in [self._own(origin, level) for origin in origins]}
        if len(several) == 1:
            return next(iter(several.values()))
        together = tuple(dict.fromkeys([key for keys in several.values() for key in keys]))
        return self._keys.setdefault(together, together)

    def _own(self, origin: Origin, level: Level | None) -> _Own:
        """Return the rows that an origin has at a level."""
        asked = origin, level.identity if level else None
        found = self._owns.get(asked)
        if found is None:
            keys = tuple(self._found(origin, level))
            keys = self._keys.setdefault(keys, keys)
            found = self._owns[asked] = _Own(keys, {key: place for place, key in enumerate(keys)})
        return found

    def _found(self, origin: Origin, level: Level | None) -> Iterable[Key]:
        """Find the rows of an origin; those of a table that is missing are none."""
        node = origin.node
        if isinstance(node, plan.Fold | plan.ChildFold):
            return self._grouped(origin, level).places
        if level is None:
            return ()
        if isinstance(node, plan.ParentOf):
            own = _own_level(node, level)
            return self.scope.parents(node.table, own) if own else ()
        if not isinstance(node, plan.Cells):
            return ()
        keys = self.scope.row_counts(node.table, level)
        if not node.codes and not node.patterns:
            return keys
        fits = _selection(node.codes, node.patterns)
        return [key for key in keys if key and fits(key[-1])]

    def _grouped(self, origin: Origin, level: Level | None) -> _Groups:
        """Return the rows that a fold puts together at a level; the same for all columns of a table."""
        asked = origin, level.identity if level else None
        found = self._groups.get(asked)
        if found is None:
            own = origin.folds.get(asked[1], ())
            frame = self._rows_of(wanted(origin.inner, own), own)
            node, places = origin.node, dict[Key, list[int]]()
            rows = [(each, keys) for each, (_, keys) in zip(own, frame.parts, strict=True)]
            if isinstance(node, plan.ChildFold):
                places = self._below(node.table, level, rows)
            elif isinstance(node, plan.Fold):
                places = _grouped(node.by, rows) or ({} if level else {(): []})
            found = self._groups[asked] = _Groups(own, frame, places)
        return found

    def _below(self, table: str, level: Level | None, rows: Sequence[tuple[Level, _Keys]]) -> dict[Key, list[int]]:
        """Find the rows below each row of a level."""
        places: dict[Key, list[int]] = {key: [] for key, n in self.scope.row_counts(table, level).items() if n} if level else {}
        place = 0
        for each, keys in rows:
            parents = self.scope.parents(table, each)
            for at, key in enumerate(keys, place):
                if (above := parents.get(key)) in places:
                    places[above].append(at)
            place += len(keys)
        return places

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
        made = unit.formula.run(
            *[
                (columns.get(each) or self._column(each, frame))
                if each.rows
                else (singles[each] if each in singles else self._single(each))
                for each in unit.inputs
            ]
        )
        return made if unit.rows else [made] * frame.size

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
                return self._at_once(unit, node.levels[0])
        why = self._lacking(unit)
        return Unknown(why) if why else self._at_once(unit, None)

    def _at_once(self, unit: Unit, level: Level | None) -> Any:
        """Return the value of a unit in the one row of a level that has no keys."""
        return self._read(unit, self._frame((level,), (_NO_KEYS,)))[0]

    def _read(self, unit: Unit, frame: _Frame) -> list[Any]:
        """Return the values of a unit that has no formula."""
        node = unit.node
        if type(node) is plan.Cells:
            return self._cells(unit, node, frame)
        if type(node) is plan.FromList:
            return [self._looked_up(node, code) for code in self._column(unit.inputs[0], frame)]
        if why := self._lacking(unit):
            return [Unknown(why)] * frame.size
        if isinstance(node, (plan.Fold, plan.ChildFold)):
            return self._folded(unit, node, frame)
        return [value for level, keys in frame.parts if level for value in self._moved(unit, level, keys)]

    def _cells(self, unit: Unit, node: plan.Cells, frame: _Frame) -> list[Any]:
        """Read a column, or the selected rows of it; a row that is missing is blank, or unknown where its table is missing."""
        made: list[Any] = []
        for level, own, keys in self._owned(unit, frame):
            values = self.scope.column(node.table, node.column, level) if own.keys else {}
            if own.keys is keys and tuple(values) == keys:
                made += values.values()
            else:
                default = self._default(unit)
                made += [values.get(key, default) if key in own.at else default for key in keys]
        return made

    def _owned(self, unit: Unit, frame: _Frame) -> list[tuple[Level, _Own, _Keys]]:
        """Return the rows that the table of a column has at each level of a frame, and those that the frame has."""
        if unit.own is None:
            return []
        found = frame.owned.get(unit.own)
        if found is None:
            rows = [(level, self._own(unit.own, level), keys) for level, keys in frame.parts if level]
            found = frame.owned[unit.own] = rows
        return found

    def _folded(self, unit: Unit, node: plan.Fold | plan.ChildFold, frame: _Frame) -> list[Any]:
        """Put together the values of the rows that belong to each row."""
        if unit.own is None:
            return []
        gathered = frame.gathered.get(unit.own)
        if gathered is None:
            gathered = frame.gathered[unit.own] = self._gathered(unit.own, frame)
        values, fold = self._column(unit.inputs[0], gathered.frame), FOLDS[node.function]
        missing = OF_NO_ROWS.get(node.function, BLANK)
        nothing = OF_NO_ROWS.get(node.function, _NO_CHILDREN) if type(node) is plan.ChildFold else missing
        return [
            fold([values[place] for place in places]) if places else missing if places is None else nothing
            for places in gathered.places
        ]

    def _gathered(self, origin: Origin, frame: _Frame) -> _Gathered:
        groups = [self._grouped(origin, level) for level, _ in frame.parts]
        if len(groups) == 1:
            there = groups[0].places
            return _Gathered(groups[0].frame, [there.get(key) for key in frame.parts[0][1]])
        levels = [level for each in groups for level in each.levels]
        places: list[list[int] | None] = []
        start = 0
        for each, (_, keys) in zip(groups, frame.parts, strict=True):
            moved = {key: [place + start for place in those] for key, those in each.places.items()}
            places += [moved.get(key) for key in keys]
            start += each.frame.size
        return _Gathered(self._rows_of(wanted(origin.inner, levels), levels), places)

    def _moved(self, unit: Unit, level: Level, keys: _Keys) -> list[Any]:
        """Return the values that a unit has from other rows for some keys of a level."""
        node = unit.node
        if isinstance(node, plan.RowCount):
            counts = self.scope.row_counts(node.argument.table, level)
            return [counts.get(key, 0) for key in keys]
        own = _own_level(node, level) if node else None
        found: Mapping[Key, Any] = {}
        if own is not None:
            found = self._previous(unit, own) if isinstance(node, plan.Previous) else self._above(unit, own)
        return [found.get(key, BLANK) for key in keys]

    def _default(self, unit: Unit) -> Any:
        """Return the value of a row that is missing."""
        if isinstance(unit.node, plan.Cells) and (why := self._lacking(unit)):
            return Unknown(why)
        return OF_NO_ROWS.get(getattr(unit.node, "function", ""), BLANK)

    def _looked_up(self, node: plan.FromList, code: Any) -> Any:
        return self.scope.lookup(node.codes, code, node.column) if isinstance(code, str) else code

    def _above(self, unit: Unit, level: Level) -> dict[Key, Any]:
        """Return the values in the rows above."""
        if not isinstance(unit.node, plan.ParentOf):
            return {}
        parents = self.scope.parents(unit.node.table, level)
        frame = self._frame((level.parent,), (tuple(parents.values()),))
        return dict(zip(parents, self._column(unit.inputs[0], frame), strict=True))

    def _previous(self, unit: Unit, level: Level) -> dict[Key, Any]:
        """Return the nearest values before each row that are not blank."""
        inner = unit.inputs[0]
        frame = self._rows_of(wanted(inner.origins, (level,)), (level,))
        found: dict[Key, Any] = {}
        last: dict[Key, Any] = {}
        for key, value in zip(frame.parts[0][1], self._column(inner, frame), strict=True):
            group = key[:-1] if level.positional else ()
            found[key] = last.get(group, BLANK)
            if value is not BLANK:
                last[group] = value
        return found


def _outcome(
    instance: plan.Instance, level: Level | None, keys: Sequence[Key], verdicts: Sequence[Verdict | NotDecided]
) -> Outcome:
    """Make an outcome of a column of verdicts."""
    told = tuple([Verdict.UNDECIDED if isinstance(verdict, NotDecided) else verdict for verdict in verdicts])
    undecided = (verdict for verdict in verdicts if isinstance(verdict, NotDecided))
    return Outcome(instance, level, keys, told, tuple(dict.fromkeys(why for each in undecided for why in each.whys)))


def _own_level(node: plan.Expr, level: Level) -> Level | None:
    """Return a level as an expression has it, None if it has no rows there."""
    return next((own for own in node.type.rows if own.identity == level.identity), None)


def _grouped(by: tuple[str, ...], rows: Sequence[tuple[Level, _Keys]]) -> dict[Key, list[int]]:
    """Put together the rows that have the same codes in some dimensions."""
    found: dict[Key, list[int]] = {}
    place = count()
    for level, keys in rows:
        dimensions = [i for i, name in enumerate(level.keys) if name in by]
        for key, at in zip(keys, place, strict=False):
            found.setdefault(tuple([key[i] for i in dimensions]), []).append(at)
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


def _selection(codes: frozenset[str], patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Return whether a code is selected; each ``x`` of a pattern is one digit."""
    tests = [re.compile(p.replace("x", "[0-9]")).fullmatch for p in patterns]
    return lambda code: code in codes or any(t(code) for t in tests)
