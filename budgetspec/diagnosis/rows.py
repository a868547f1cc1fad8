"""Rows that are not where they belong: under a wrong key, left out, with their values shifted, or in the list of another row.

Such a change is made in the document itself, and all rules that read the table are asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from itertools import accumulate, groupby
from typing import Any, Final

from budgetspec import cells
from budgetspec.diagnosis.amended import Amended
from budgetspec.diagnosis.linear import Check, CheckId, off_by
from budgetspec.diagnosis.move import MISPLACED, Elsewhere, Move
from budgetspec.diagnosis.omitted import omitted
from budgetspec.diagnosis.system import Effect, System
from budgetspec.disclosure import Row
from budgetspec.finding import Bilingual
from budgetspec.form import Layout
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.routes import Identity, Place
from budgetspec.lang.types import TEXTUAL, Column, Key, Kind, Level
from budgetspec.money import Exact
from budgetspec.order import Where
from budgetspec.patch import changed
from budgetspec.reader import followed, pointer, sought
from budgetspec.values import dataclass

_MOST_TRIED: Final = 12
_MISFIT: Final = object()
_CODE: Final = Bilingual("{rows} 的编码或名称与别处不同，应为“%s”", "{rows} stands under a wrong code or name, it should be %s")
_RIGHT: Final = Bilingual("{rows} 整行左移了一列，应右移一列", "{rows}: the row stands a column too far left, move it right")
_LEFT: Final = Bilingual("{rows} 整行右移了一列，应左移一列", "{rows}: the row stands a column too far right, move it left")
_BELONGS: Final = Bilingual("应列在“%s”之下", "belongs under %s")
_MOVED_ON: Final = Bilingual(
    "{rows} 列在了别的行之下，应移到各自的行之下", "{rows} stand under another row, move them to their own"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A change of rows with the failing checks that it resolves."""

    move: Move
    resolves: frozenset[CheckId]


@dataclass(frozen=True, slots=True)
class _Gap:
    """Rows that a check looks for and does not find: what they would have in some dimensions of their keys."""

    table: str
    level: Level
    dimensions: tuple[str, ...]
    parts: Key

    def differs(self, key: Key) -> list[str]:
        """Return the dimensions in which a row has something else."""
        own = dict(zip(self.level.keys, key, strict=True))
        return [name for name, part in zip(self.dimensions, self.parts, strict=True) if own[name] != part]


class Rows:
    """Looks for changes of rows that resolve failing checks which nothing else explains."""

    def __init__(self, system: System, unexplained: Collection[CheckId]) -> None:
        self._system = system
        self._disclosure = system.submission.disclosure
        self._checks = [system.failing[identity] for identity in unexplained]

    def found(self) -> Iterator[Found]:
        """Go through the changes that break nothing."""
        yield from self._recoded()
        yield from (each for move, changes in omitted(self._system, self._checks) for each in self._revised(move, changes))
        yield from self._shifted()

    def _revised(self, move: Move, changes: dict[str, Any]) -> Iterator[Found]:
        """Give a change of the document, unless it breaks something or resolves nothing."""
        effect = self._system.revision(changed(self._disclosure.value, changes), {move.table})
        yield from (Found(move, resolved) for resolved in _worth(effect))

    def _layout(self, table: str) -> Layout | None:
        return self._disclosure.form.layouts.get(table)

    # Wrong keys ----------------------------------------------------------------------------------------------------

    def _recoded(self) -> Iterator[Found]:
        """Put a row under the key that a check misses, or that its name has in the code list; they differ in one part."""
        for place, right in dict.fromkeys((*self._by_gaps(), *self._by_names())):
            layout = self._disclosure.form.layouts[place[0]]
            row = next(row for level, key, row in self._disclosure.rows(place[0]) if (level.identity, key) == place[2:])
            alone = not self._is_known(place)
            move = Move(((place, right),), _filled(_CODE, right), place[0], (place[2:],), stands_alone=alone)
            yield from self._revised(move, {"set": {pointer((*row.where, *layout.columns[place[1]])): right}})

    def _by_gaps(self) -> Iterator[tuple[Place, str]]:
        """Go through the cells of keys that differ from what a check misses, each with what it misses."""
        keys = {check.key for check in self._checks}
        for gap in dict.fromkeys(gap for check in self._checks for gap in self._gaps(check)):
            for level, key, _ in self._disclosure.rows(gap.table) if self._layout(gap.table) else ():
                dimensions = gap.differs(key) if level == gap.level and _projected(level, key, gap) in keys else []
                if len(dimensions) == 1:
                    yield from self._part(gap.table, level, key, dimensions[0], gap.parts[gap.dimensions.index(dimensions[0])])

    def _by_names(self) -> Iterator[tuple[Place, str]]:
        """Go through the codes of rows that fail by themselves, each with a code that has the same name elsewhere."""
        for check in self._checks:
            tables = dict.fromkeys(node.table for node in plan.walk(check.instance.body) if isinstance(node, plan.Cells))
            for layout in filter(None, map(self._layout, tables)):
                for level, key, row in self._disclosure.rows(layout.table.name):
                    if layout.label and key and (level, key) == (check.level, check.key):
                        for code in self._called(sought(row.value, layout.label), level, key[-1]):
                            yield from self._part(layout.table.name, level, key, level.keys[-1], code)

    def _called(self, name: object, level: Level, code: str) -> list[str]:
        """Return the codes of a name in the lists and in the tables, the most like a code first."""
        named = (codes.items() for codes in self._named(level.identity))
        found = dict.fromkeys(each for codes in named for each, called in codes if called == name and each != code)
        right = (each for each in found if level.digits in {None, len(each)})
        return sorted(right, key=lambda each: -SequenceMatcher(None, each, code, autojunk=False).ratio())[:_MOST_TRIED]

    def _named(self, identity: Identity) -> Iterator[Mapping[str, str]]:
        """Go through the names that code lists and tables give to codes."""
        lists = (each.declared for each in self._disclosure.codes.values())
        yield from (listed.codes() for listed in lists if identity and identity[0] and listed.classification == identity[0])
        for name, layout in self._disclosure.form.layouts.items():
            yield from (self._disclosure.labels(name, own) for own in layout.table.levels if own.identity == identity)

    def _is_known(self, place: Place) -> bool:
        """Whether a list or another table has the code of a row."""
        code, levels = place[3][-1], self._disclosure.form.layouts[place[0]].table.levels
        own = self._disclosure.labels(place[0], next(level for level in levels if level.identity == place[2]))
        return any(code in codes for codes in self._named(place[2]) if codes != own)

    def _part(self, table: str, level: Level, key: Key, dimension: str, right: str) -> Iterator[tuple[Place, str]]:
        """Give the cell of one part of a key, unless the row would be another one's."""
        layout = self._disclosure.form.layouts[table]
        name = next((part.property for part in layout.keys[level.name] if part.dimension == dimension), None)
        new = tuple(right if own == dimension else part for own, part in zip(level.keys, key, strict=True))
        free = new not in self._system.submission.row_counts(table, level)
        if name is not None and name not in layout.derived and layout.outer is None and free:
            yield (table, name, level.identity, key), right

    def _gaps(self, check: Check) -> Iterator[_Gap]:
        """Go through the rows that a check looks for and does not find."""
        level, key = check.level, check.key
        parts = (check.instance.body, *((check.instance.guard,) if check.instance.guard else ()))
        for node in (leaf for part in parts for leaf in _outside_folds(part)) if level is not None else ():
            if isinstance(node, plan.Cells) and level is not None and not node.single:
                own = next((each for each in node.levels if each.identity == level.identity), None)
                if own and key not in self._system.submission.row_counts(node.table, own):
                    yield _Gap(node.table, own, own.keys, key)
            elif isinstance(node, plan.Fold) and isinstance(node.argument, plan.Cells) and level is not None:
                own = next((each for each, goal in node.targets if goal and goal.identity == level.identity), None)
                if own and not self._system.evaluation.rows(node, level, key):
                    yield _Gap(node.argument.table, own, tuple(name for name in own.keys if name in node.by), key)

    # Rows of texts and numbers that are shifted, lists that are cut in the wrong place --------------------------------

    def _shifted(self) -> Iterator[Found]:
        """Shift whole rows by a column; then see whether lists were cut in the wrong place."""
        for layout in self._tables():
            blocks = self._blocks(layout)
            yield from (found for found, _ in blocks)
            if layout.outer is not None:
                yield from self._recut(
                    layout, [found for found, _ in blocks], {at: raw for _, new in blocks for at, raw in new.items()}
                )

    def _tables(self) -> Iterator[Layout]:
        """Go through the tables that the checks read."""
        nodes = (node for check in self._checks for node in plan.walk(check.instance.body))
        names = dict.fromkeys(node.table for node in nodes if isinstance(node, plan.Cells))
        return (layout for name in names if (layout := self._layout(name)) is not None)

    def _blocks(self, layout: Layout) -> list[tuple[Found, dict[str, Any]]]:
        """Return the shifts of rows that make checks hold, each with the document's new values; rows of a list are one block."""
        columns = _movable(layout)
        if not columns or any(column.kind is Kind.AMOUNT for column in columns):
            return []
        failing = {check.key for check in self._checks if check.level and check.level.identity in _identities(layout)}
        rows = [(level, key, row) for level, key, row in self._disclosure.rows(layout.table.name) if key in failing]
        groups = [list(group) for _, group in groupby(rows, key=lambda each: each[1][:-1])]
        return [found for group in groups for by in (1, -1) for found in self._block(layout, columns, group, by)]

    def _block(
        self, layout: Layout, columns: Sequence[Column], rows: Sequence[tuple[Level, Key, Row]], by: int
    ) -> Iterator[tuple[Found, dict[str, Any]]]:
        edits: dict[Place, Any] = {}
        raw: dict[str, Any] = {}
        for level, key, row in rows:
            new = _fitted(columns, _along([sought(row.value, layout.columns[column.path]) for column in columns], by))
            own: dict[Place, Any] = {
                (layout.table.name, column.path, level.identity, key): cells.reader(column.kind)(value)
                for column, value in zip(columns, new, strict=False)
            }
            if own and any(_worth(self._system.effect(own))):
                edits |= own
                raw |= {pointer((*row.where, *layout.columns[c.path])): value for c, value in zip(columns, new, strict=True)}
        keys = tuple(dict.fromkeys(place[2:] for place in edits))
        told = tuple((place, value) for place, value in edits.items() if value != self._system.value(place))
        move = Move(told, _RIGHT if by > 0 else _LEFT, layout.table.name, keys, (), MISPLACED)
        yield from ((Found(move, resolved), raw) for resolved in _worth(self._system.effect(edits)))

    def _recut(self, layout: Layout, shifts: Sequence[Found], raw: dict[str, Any]) -> Iterator[Found]:
        """Cut lists anew that follow each other, so that each has the sum that it should have."""
        scope = Amended(self._system.evaluation.scope, {at: value for found in shifts for at, value in found.move.edits})
        lists = self._lists(layout, self._system.evaluation.over(scope))
        rows = [row for each in lists for row in each.rows]
        ends = _cuts([each.sum for each in lists], [row.number for row in rows])
        if len(lists) > 1 and ends:
            edits = tuple(self._belonging(layout, lists, rows, ends))
            shifted = changed(self._disclosure.value, {"set": raw})
            values = [followed(shifted, row.where) for row in rows]
            new = {pointer(each.where): values[start:end] for each, start, end in zip(lists, [0, *ends], ends, strict=False)}
            resolved = frozenset(identity for found in shifts for identity in found.resolves)
            move = Move(edits, _MOVED_ON, layout.table.name, tuple(place[2:] for place, _ in edits))
            for every in _worth(self._system.revision(changed(shifted, {"set": new}), {layout.outer or ""})):
                yield Found(move, every - resolved)

    def _lists(self, layout: Layout, evaluation: Evaluation) -> list[_List]:
        """Return the lists of which a check says what sum they should have, in document order."""
        found: dict[Key, _List] = {}
        for check in self._system.failing.values():
            each = self._system.equations.get(check.identity)
            fold = (
                next((n for n in plan.walk(check.instance.body) if _is_sum_over(n, layout)), None)
                if each and each.exact
                else None
            )
            off = off_by(check, evaluation) if fold else None
            if isinstance(fold, plan.Fold) and isinstance(fold.argument, plan.Cells) and isinstance(off, Exact):
                found[check.key] = self._list(layout, fold.argument, check.key, off, evaluation)
        outer = [(key, row) for _, key, row in self._disclosure.rows(layout.outer or "") if key in found]
        return [replace(found[key], where=(*row.where, *layout.path)) for key, row in outer]

    def _list(self, layout: Layout, column: plan.Cells, above: Key, off: Exact, evaluation: Evaluation) -> _List:
        values = evaluation.scope.column(column.table, column.column, column.levels[0])
        every = [(level, key, row) for level, key, row in self._disclosure.rows(layout.table.name) if key[:-1] == above]
        rows = tuple(_Row(level, key, row.where, _exact(values.get(key))) for level, key, row in every)
        return _List(rows, sum(row.number for row in rows) - off)

    def _belonging(
        self, layout: Layout, lists: Sequence[_List], rows: Sequence[_Row], ends: Sequence[int]
    ) -> Iterator[tuple[Place, Elsewhere]]:
        """Go through the rows that belong into another list."""
        column = ".".join(layout.label) if layout.label else next(iter(layout.columns))
        for at, row in enumerate(rows):
            own = next(each for each in lists if row in each.rows)
            right = lists[next(number for number, end in enumerate(ends) if at < end)]
            if own is not right:
                place = self._disclosure.place(pointer(right.where[: -len(layout.path)]))
                yield (layout.table.name, column, row.level.identity, row.key), Elsewhere(_filled(_BELONGS, place.row or ""))


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a list, with the number that is added up."""

    level: Level
    key: Key
    where: Where
    number: Exact


@dataclass(frozen=True, slots=True)
class _List:
    """A list inside a row: its rows, what they should add up to, and where it stands."""

    rows: tuple[_Row, ...]
    sum: Exact
    where: Where = ()


def _cuts(sums: Sequence[Exact], numbers: Sequence[Exact]) -> list[int]:
    """Return where lists end that have these sums one after the other; nothing if that cannot be, or not be told.

    >>> _cuts([3, 4], [1, 2, 4])
    [2, 3]
    """
    reached = [*accumulate(numbers)]
    wanted = [*accumulate(sums)]
    fits = min(numbers, default=0) > 0 and set(wanted) <= set(reached) and reached[-1:] == wanted[-1:]
    return [reached.index(total) + 1 for total in wanted] if fits else []


def _is_sum_over(node: plan.Expr, layout: Layout) -> bool:
    cells = node.argument if isinstance(node, plan.Fold) and node.function == "sum" else None
    return isinstance(cells, plan.Cells) and cells.table == layout.table.name


def _exact(value: Any) -> Exact:
    return value if isinstance(value, Exact) else 0


def _filled(said: Bilingual, text: str) -> Bilingual:
    shown = text.replace("{", "{{").replace("}", "}}")
    return Bilingual(said.zh % shown, said.en % shown)


def _along(values: list[Any], by: int) -> list[Any]:
    """Move values by one place; nothing if the place that they move into is not free."""
    if (values[-1] if by > 0 else values[0]) is not None:
        return []
    return [None, *values[:-1]] if by > 0 else [*values[1:], None]


def _worth(effect: Effect) -> list[frozenset[CheckId]]:
    """Return what a change resolves, if it breaks nothing."""
    return [effect.resolves] if effect.resolves and not effect.breaks else []


def _outside_folds(node: plan.Expr) -> Iterator[plan.Expr]:
    """Go through an expression, but not into what is folded."""
    yield node
    for inner in () if isinstance(node, plan.Fold | plan.ChildFold | plan.ParentOf) else plan.operands(node):
        yield from _outside_folds(inner)


def _projected(level: Level, key: Key, gap: _Gap) -> Key:
    own = dict(zip(level.keys, key, strict=True))
    return tuple(own[name] for name in gap.dimensions)


def _movable(layout: Layout) -> list[Column]:
    """Return the columns of a table that hold values, in printed order, but for those that make up its keys."""
    keys = {part.property for parts in layout.keys.values() for part in parts} | {layout.level_property}
    return [column for name, column in layout.table.columns.items() if name in layout.columns and name not in keys]


def _identities(layout: Layout) -> set[tuple[str | None, str]]:
    return {level.identity for level in layout.table.levels}


def _fitted(columns: Sequence[Column], raw: Sequence[Any]) -> list[Any]:
    """Return values as they would be printed in other columns, a number in words as a number; nothing if one does not fit."""
    fitted = [_as(column.kind, value) for column, value in zip(columns, raw, strict=False)]
    return [] if _MISFIT in fitted else fitted


def _as(kind: Kind, raw: Any) -> Any:
    if raw is None or kind in TEXTUAL:
        return raw if raw is None else str(raw)
    number = _number(raw)
    return number if number is not None else raw if kind is Kind.VALUE else _MISFIT


def _number(raw: Any) -> Decimal | int | None:
    try:
        return Decimal(raw) if isinstance(raw, str) else raw
    except InvalidOperation:
        return None
