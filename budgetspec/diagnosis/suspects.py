"""What a report says of a suspected value: where it stands, what it must be, and what has likely happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import Any, Final

from budgetspec.correction import printed
from budgetspec.diagnosis.causes import Cause, Choice
from budgetspec.diagnosis.linear import CheckId
from budgetspec.diagnosis.move import Elsewhere, Move
from budgetspec.diagnosis.reasons import Change, Reason, reason
from budgetspec.finding import Bilingual, Cell, Language, Suspect
from budgetspec.form import Money
from budgetspec.lang.routes import Identity, Place, Readers
from budgetspec.lang.types import Column, Key, Kind, Level, Missing
from budgetspec.money import BLANK, FEN_PER_UNIT, Exact, decimal_string, grouped, shown
from budgetspec.stated import Figure
from budgetspec.submission import Submission
from budgetspec.values import dataclass

_MOST_CHOICES: Final = 3
_MOST_ROWS: Final = 6
_AGREE: Final = Reason(0, Bilingual("应与别处一致", "must agree with the other places"))
_LEFT_OUT: Final = Bilingual("漏填的行的“{}”", "{} of the row that is left out")
_SHOULD_BE_BLANK: Final = Reason(0, Bilingual("此处应为空", "should be blank"))
_BLANK: Final = Bilingual("空", "blank")
_SHOULD_BE: Final = Bilingual("{} 应为 {}（{}）", "{} should be {} ({})")
_ONE_OF: Final = Bilingual(
    "以下改动之一可使各项一致（共 {} 种，各数不能断定是哪一种）", "one of these changes makes all agree ({}, undecided)"
)
_PERHAPS: Final = Bilingual("可能（各数不能断定）", "perhaps (the figures do not decide)")
_CONSEQUENCES: Final = Bilingual("由此引起 {} 项不一致", "failing checks it explains: {}")
_SEMICOLON: Final = Bilingual("；", "; ")
_COLON: Final = Bilingual("：", ": ")
_COMMA: Final = Bilingual("、", ", ")


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A cell with what it must be as it would be printed, and why; the digits of a year are not grouped."""

    cell: Cell
    suggested: str | None
    reason: Reason
    is_year: bool = False

    def said(self, language: Language) -> str:
        """Say the cell, its value and what it should be."""
        where = " ".join(filter(None, [self.cell.table, self.cell.row, self.cell.column]))
        return f"{where} {self.changed(language)}"

    def changed(self, language: Language) -> str:
        """Say the value of the cell and what it should be."""
        texts = (text if self.is_year else _grouped(text) for text in (self.cell.value, self.suggested))
        value, suggested = (text or _BLANK.said(language) for text in texts)
        return _SHOULD_BE.said(language).format(value, suggested, self.reason.said.said(language))


class Suspects:
    """Says causes in one language, for one submission."""

    def __init__(self, submission: Submission, readers: Readers, language: Language) -> None:
        self._submission, self._readers, self._language = submission, readers, language

    def headline(self, cause: Cause) -> str:
        """Say the cause first, then how much comes of it."""
        said = [self._choice(choice) for choice in self._ranked(cause)]
        first = self._joined(_SEMICOLON, said[:_MOST_CHOICES])
        if not cause.decided and len(said) == 1:
            first = f"{_PERHAPS.said(self._language)}{_COLON.said(self._language)}{first}"
        if len(said) > 1:
            first = f"{_ONE_OF.said(self._language).format(len(said))}{_COLON.said(self._language)}{first}"
        more = _CONSEQUENCES.said(self._language).format(len(cause.checks))
        return self._joined(_SEMICOLON, [first + "…" * (len(said) > _MOST_CHOICES), more])

    def suspects(self, cause: Cause, rules: Mapping[CheckId, str]) -> tuple[Suspect, ...]:
        """Return all changes that are open, likely ones first; ``rules`` are the ids of the rules of the failing checks."""
        return tuple(each for choice in self._ranked(cause) for each in self._of(choice, rules))

    def _joined(self, between: Bilingual, parts: Iterable[str]) -> str:
        return between.said(self._language).join(parts)

    def _ranked(self, cause: Cause) -> list[Choice]:
        return sorted(cause.choices, key=self._rank)

    def _rank(self, choice: Choice) -> int:
        return choice.move.rank if choice.move else max(each.reason.rank for each in self._suspicions(choice))

    def _choice(self, choice: Choice) -> str:
        if choice.move:
            return self._moved(choice.move)
        return self._joined(_COMMA, (each.said(self._language) for each in self._suspicions(choice)))

    def _moved(self, move: Move) -> str:
        """Say a move: its table, its rows and its columns."""
        column = next(iter(move.columns), move.edits[0][0][1])
        if not move.rows:
            return move.said.said(self._language).format(rows=self._submission.scalar_cell(column).table, columns=move.columns)
        levels = ((self._level(move.table, identity), key) for identity, key in move.rows)
        cells = [self._submission.cell(move.table, column, level, key) for level, key in levels]
        names = [cell.row or "" for cell in cells[:_MOST_ROWS]]
        rows = f"{cells[0].table} {self._joined(_COMMA, _without_repeats(names))}{'…' * (len(cells) > _MOST_ROWS)}"
        first = self._suspicion(*move.edits[0]) if move.edits else None
        changed = first.changed(self._language) if first else ""
        return move.said.said(self._language).format(rows=rows, columns=move.columns, first=changed)

    def _of(self, choice: Choice, rules: Mapping[CheckId, str]) -> Iterator[Suspect]:
        resolves = tuple(dict.fromkeys(rule for identity, rule in rules.items() if identity in choice.resolves))
        for each in self._suspicions(choice):
            start, end = each.cell.span or (None, None)
            said = (choice.move and choice.move.reason) or each.reason.said
            yield Suspect(each.cell.pointer, each.cell.value, each.suggested, said.said(self._language), resolves, start, end)

    def _suspicions(self, choice: Choice) -> list[Suspicion]:
        return [self._suspicion(place, value) for place, value in choice.edits]

    def _suspicion(self, place: Place, value: Any) -> Suspicion:
        return self._of_single(place[1], value) if not place[0] else self._of_row(place, value)

    # Single values -------------------------------------------------------------------------------------------------

    def _of_single(self, path: str, value: Any) -> Suspicion:
        name, _, hole = path.partition(".")
        cell, old = self._submission.scalar_cell(path), self._submission.scalar(path)
        figure = self._submission.statements.figure(name, hole, ())
        return self._stated(cell, figure, old, value) if figure else self._typed(cell, old, value, self._around_single(path))

    def _around_single(self, path: str) -> _Around:
        scalars = self._submission.disclosure.form.scalars
        names = [name for name, each in scalars.items() if each.path[:-1] == scalars[path].path[:-1]]
        beside = _numbers(self._submission.scalar(name) for name in _next_to(names, path))
        return _Around(*self._printing(scalars[path].column, scalars[path].money), beside)

    # Cells of rows -------------------------------------------------------------------------------------------------

    def _of_row(self, place: Place, value: Any) -> Suspicion:
        table, column, identity, key = place
        level = self._level(table, identity)
        if isinstance(value, Elsewhere):
            return Suspicion(self._submission.cell(table, column, level, key), None, Reason(0, value.said))
        cell, old = self._submission.cell(table, column, level, key), self._value(table, column, level, key)
        figure = self._submission.statements.figure(table, column, key)
        if figure:
            return self._stated(cell, figure, old, value)
        found = self._typed(cell, old, value, self._around(table, column, level, key))
        there = key in self._submission.row_counts(table, level)
        return found if there else replace(found, reason=Reason(0, Bilingual(*(said.format(column) for said in _LEFT_OUT))))

    def _around(self, table: str, column: str, level: Level, key: Key) -> _Around:
        layout = self._submission.disclosure.form.layouts[table]
        own = layout.table.columns[column]
        columns = [each.path for each in layout.table.columns.values() if each.kind is own.kind]
        rows = [(each, k) for each, k, _ in self._submission.disclosure.rows(table)]
        return _Around(
            *self._printing(own, layout.money),
            _numbers(self._value(table, name, level, key) for name in _next_to(columns, column)),
            _numbers(self._value(table, column, *row) for row in _next_to(rows, (level, key))),
        )

    def _level(self, table: str, identity: Identity) -> Level:
        """Return the level of a row, which no rule may read, though its row is moved with others."""
        read = self._readers.levels.get((table, identity))
        levels = () if read else self._submission.disclosure.form.layouts[table].table.levels
        return read or next(level for level in levels if level.identity == identity)

    def _value(self, table: str, column: str, level: Level, key: Key) -> Any:
        try:
            return self._submission.column(table, column, level).get(key, BLANK)
        except Missing:
            return BLANK

    # Printing ------------------------------------------------------------------------------------------------------

    def _stated(self, cell: Cell, figure: Figure, old: Any, new: Any) -> Suspicion:
        """Suspect a figure of a sentence."""
        form, unit = self._submission.disclosure.form, figure.captured.hole.type
        around = _Around(FEN_PER_UNIT.get(unit, 1), _places(form.precision.get(unit)))
        suggested = printed(figure.captured.hole, new, form.precision)
        return Suspicion(cell, suggested, reason(around.change(old, new), (), ()))

    def _typed(self, cell: Cell, old: Any, new: Any, around: _Around) -> Suspicion:
        """Suspect a cell."""
        change = around.change(old, new)
        if new is BLANK:
            return Suspicion(cell, None, _SHOULD_BE_BLANK)
        if isinstance(new, str):
            return Suspicion(cell, new, _AGREE)
        suggested = decimal_string(Fraction(change.new) / around.scale, around.places)
        return Suspicion(cell, suggested, reason(change, around.beside, around.above), around.is_year)

    def _printing(self, column: Column, money: Money) -> tuple[int, int | None, bool]:
        """Return how many 分 a printed 1 is, how many decimals are printed (None for no fixed number), and if it is a year."""
        if column.kind is not Kind.AMOUNT:
            return 1, None, column.kind is Kind.YEAR
        unit, last_place = self._submission.disclosure.printing_of(money)
        scale = FEN_PER_UNIT[unit]
        cents = len(str(FEN_PER_UNIT["元"])) - 1 if scale == FEN_PER_UNIT["元"] else None
        return scale, _places(last_place) if last_place else cents, False


@dataclass(frozen=True, slots=True)
class _Around:
    """How a cell is printed, and the values next to it in its row and in its column."""

    scale: int
    places: int | None
    is_year: bool = False
    beside: tuple[Exact, ...] = ()
    above: tuple[Exact, ...] = ()

    def change(self, old: Any, new: Any) -> Change:
        """Return a change with what must stand there as it would be printed."""
        step = Fraction(self.scale, 10 ** (self.places or 0))
        value = _exact(new) if self.places is None else round(_exact(new) / step) * step
        return Change(_exact(old), value, old is BLANK, self.scale, self.places)


def _places(last_place: Decimal | None) -> int | None:
    exponent = last_place.as_tuple().exponent if last_place else None
    return -exponent if isinstance(exponent, int) else None


def _next_to(row: Sequence[Any], one: Any) -> list[Any]:
    at = row.index(one) if one in row else len(row)
    return [*row[max(at - 1, 0) : at], *row[at + 1 : at + 2]]


def _numbers(values: Iterable[Any]) -> tuple[Exact, ...]:
    return tuple(number for value in values if isinstance(number := shown(value), Exact))


def _exact(value: Any) -> Fraction:
    number = shown(0 if value is BLANK else value)
    return Fraction(number) if isinstance(number, Exact) else Fraction(0)


def _without_repeats(names: Sequence[str]) -> Iterator[str]:
    """Leave out the words at the beginning of each name that the one before it begins with as well.

    >>> [*_without_repeats(["101 A 第1个指标", "101 A 第2个指标", "102 B"])]
    ['101 A 第1个指标', '第2个指标', '102 B']
    """
    before: list[str] = []
    for name in names:
        words = name.split(" ")
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, words[:-1], strict=False)))
        yield " ".join(words[same:])
        before = words


def _grouped(text: str | None) -> str | None:
    """Return a number of a table with separators; a figure of a sentence as it stands."""
    return grouped(text) if text and text.lstrip("-").replace(".", "", 1).isdecimal() else text
