"""How well a rulebook guards a submission: which rules read each filled cell and each figure of the text, and what none reads.

Rules are counted, not checks: two checks of one rule are one guard. Only checks that were made count (they hold or fail), and
of a check only what it demands, not its premise (``when``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from budgetspec import __version__, cells
from budgetspec.disclosure import Disclosure, Slot
from budgetspec.finding import Cell, Verdict
from budgetspec.judge import applies
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.matcher import Captured, Match
from budgetspec.lang.reads import Place, Reads, Strength
from budgetspec.lang.types import Kind
from budgetspec.lang.written import AMOUNT, BEGINS, COUNTERS, FIGURES, MONEY, TEXTS
from budgetspec.narrative import Item
from budgetspec.reader import pointer
from budgetspec.reading import Reading
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.stated import Stated
from budgetspec.statements import Statements
from budgetspec.submission import Submission
from budgetspec.values import dataclass

FORMAT_VERSION: Final = 1
_UNITS: Final = "|".join((*MONEY, "%", "个百分点", *COUNTERS))
_LASTING: Final = "个(?:工作日|月|小时|季度|年)"
_FIGURE: Final = re.compile(rf"{BEGINS}(?<!第){AMOUNT}(?!{_LASTING})(?:{_UNITS})")
"""What a sentence must not state unread: a number with a unit of money, of counting or %; no ordinal and no duration."""
_TITLE: Final = re.compile("《[^《》]*》")
_MADE: Final = frozenset({Verdict.HOLDS, Verdict.FAILS})


class Group(StrEnum):
    """What is guarded: amounts of the tables, other numbers there, texts, dates and codes, and the figures of the text."""

    AMOUNTS = "amounts"
    NUMBERS = "numbers"
    TEXTS = "texts"
    FIGURES = "figures"


_GROUPS: Final = {
    Kind.AMOUNT: Group.AMOUNTS,
    **dict.fromkeys((Kind.TEXT, Kind.CODE, Kind.DATE), Group.TEXTS),
}
"""Groups of the kinds of cells; any other kind is a number."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A rule that reads a value, and how strongly it holds it."""

    rule: str
    strength: Strength


@dataclass(frozen=True, slots=True)
class Guarded:
    """A filled cell or a figure of the text, with the rules that read it."""

    group: Group
    cell: Cell
    guards: tuple[Guard, ...]

    @property
    def weak(self) -> bool:
        """Whether rules read it but none by an equality: a wrong value may pass."""
        return bool(self.guards) and all(guard.strength is not Strength.EQUALITY for guard in self.guards)


@dataclass(frozen=True, slots=True)
class Idle:
    """A rule that made no check, and how many of its checks came to what instead: none at all if there was no row.

    ``applies`` says whether it is for submissions of this year, kind and region.
    """

    rule: str
    title: str
    applies: bool
    counts: Mapping[Verdict, int]


@dataclass(frozen=True, slots=True)
class Summary:
    """How many values of a group several rules read, one rule, none; how many of those read are read by no equality."""

    filled: int
    several: int
    one: int
    none: int
    weak: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What guards the values of a submission: the values in document order, the figures that no reading captures, idle rules."""

    values: tuple[Guarded, ...] = ()
    uncaptured: tuple[Cell, ...] = ()
    idle: tuple[Idle, ...] = ()
    form: str | None = None
    rulebook_version: str | None = None
    department: str | None = None
    year: int | None = None

    def of(self, group: Group) -> tuple[Guarded, ...]:
        """Return the values of a group."""
        return tuple(value for value in self.values if value.group is group)

    def summary(self, group: Group) -> Summary:
        """Count the values of a group.

        >>> Coverage().summary(Group.AMOUNTS).filled
        0
        """
        guards = [len(value.guards) for value in self.of(group)]
        weak = sum(value.weak for value in self.of(group))
        return Summary(len(guards), sum(n > 1 for n in guards), guards.count(1), guards.count(0), weak)

    def to_dict(self, source: str | None = None) -> dict[str, Any]:
        """Return the coverage as JSON values, keys in the documented order (schema/coverage.schema.json)."""
        return {
            "version": FORMAT_VERSION,
            "tool": f"budgetspec {__version__}",
            "source": source,
            "form": self.form,
            "rulebook": {"name": self.form, "version": self.rulebook_version},
            "department": self.department,
            "year": self.year,
            "summary": {group.value: _summary(self.summary(group)) for group in Group},
            "values": [_guarded(value) for value in self.values],
            "uncaptured": [_figure(cell) for cell in self.uncaptured],
            "idle": [_idle_rule(rule) for rule in self.idle],
        }


def coverage(book: Rulebook, submission: Submission) -> Coverage:
    """Run the rules of a form on a submission and tell what they read."""
    evaluation = Evaluation(submission, submission.formulas)
    reads = Reads(evaluation)
    guards: dict[Place, list[Guard]] = {}
    idle: list[Idle] = []
    for rule in book.rules:
        applied = applies(rule, submission)
        outcomes = list(evaluation.run(rule.plan)) if applied else []
        for place, strength in reads.of(outcomes).items():
            guards.setdefault(_declared(place, submission.disclosure), []).append(Guard(rule.id, strength))
        if not any(verdict in _MADE for outcome in outcomes for verdict in outcome.verdicts):
            idle.append(_idle(rule, outcomes, applied=applied))
    values = (*_cells(submission.disclosure, guards), *_figures(submission.statements, guards))
    uncaptured = tuple(_uncaptured(submission.statements))
    department = submission.disclosure.role("department")
    return Coverage(
        values, uncaptured, tuple(idle), book.name, book.version,
        department if isinstance(department, str) else None, submission.disclosure.year,
    )  # fmt: skip


def _idle(rule: Rule, outcomes: Iterable[Outcome], *, applied: bool) -> Idle:
    verdicts = [verdict for outcome in outcomes for verdict in outcome.verdicts]
    counts = {verdict: verdicts.count(verdict) for verdict in Verdict if verdict in verdicts}
    return Idle(rule.id, rule.tree.title, applied, counts)


def _declared(place: Place, disclosure: Disclosure) -> Place:
    """Return where a value stands that is read through the table of tables: as a single value of its table."""
    catalogue = disclosure.form.catalogues.get(place.table)
    entry = next((e for e in catalogue.entries if (e.no,) == place.key), None) if catalogue else None
    if catalogue is None or entry is None:
        return place
    return Place("", f"{entry.name}.{catalogue.computed.get(place.column, place.column)}")


# Cells -----------------------------------------------------------------------------------------------------------------


def _cells(disclosure: Disclosure, guards: Mapping[Place, Sequence[Guard]]) -> Iterator[Guarded]:
    """Go through the filled cells; of rows under one key, rules read the first."""
    seen: set[Place] = set()
    for slot in filter(_is_filled, disclosure.slots()):
        place = Place.of(slot.table, slot.column.path, slot.level, slot.key)
        held = () if place in seen else guards.get(place, ())
        seen.add(place)
        yield Guarded(_GROUPS.get(slot.column.kind, Group.NUMBERS), disclosure.slot_cell(slot), tuple(held))


def _is_filled(slot: Slot) -> bool:
    shown = cells.printed(slot.raw)
    return shown is not None and bool(shown.strip())


# Figures of the text ---------------------------------------------------------------------------------------------------

_Spot = tuple[str, int]
"""Where a figure begins: the pointer of its paragraph, and the character."""


def _figures(statements: Statements, guards: Mapping[Place, Sequence[Guard]]) -> Iterator[Guarded]:
    """Go through the figures that sentences state, each once, whichever readings capture it."""
    rules: dict[_Spot, dict[str, Guard]] = {}
    for stated in statements.every():
        for place, spot in _places(stated):
            rules.setdefault(spot, {}).update((guard.rule, guard) for guard in guards.get(place, ()))
    every = [(reading, item, figure) for reading, item, match in statements.matches() for figure in _stated(match)]
    captured = {_spot(item, figure): _cell(reading, item, figure) for reading, item, figure in reversed(every)}
    for spot, cell in reversed(captured.items()):
        yield Guarded(Group.FIGURES, cell, tuple(rules.get(spot, {}).values()))


def _places(stated: Stated) -> Iterator[tuple[Place, _Spot]]:
    """Go through what rules can name of a reading, and where each stands."""
    name, level = stated.reading.name, stated.reading.level
    for key, row in stated.rows.items():
        for column, figure in row.figures.items():
            place = Place.of(name, column, level, key) if level else Place("", f"{name}.{column}")
            yield place, _spot(figure.item, figure.captured)


def _stated(match: Match) -> Iterator[Captured]:
    return (captured for captured in match.captured if captured.hole.type in FIGURES and not captured.hole.named)


def _spot(item: Item, captured: Captured) -> _Spot:
    where, start, _ = item.place(captured.start, captured.end)
    return pointer(where), start


def _cell(reading: Reading, item: Item, captured: Captured) -> Cell:
    return replace(_piece(item, captured.start, captured.end), table=reading.title, column=captured.hole.name or None)


def _piece(item: Item, first: int, last: int) -> Cell:
    """Return a piece of an item as a cell: of what a page break cuts off, what stands before it."""
    where, start, end = item.place(first, last)
    text = item.passage.pieces[item.places.index(where)][start:end]
    return Cell(pointer(where), value=text, span=(start, end))


def _uncaptured(statements: Statements) -> Iterator[Cell]:
    """Go through the figures that no reading captures and that stand in no literal text of its sentences."""
    spoken: dict[Item, list[Match]] = {}
    for _, item, match in statements.matches():
        spoken.setdefault(item, []).append(match)
    for item in _items(statements):
        titles = [title.span() for title in _TITLE.finditer(item.passage.text)]
        known = [*titles, *(span for match in spoken.get(item, ()) for span in _spoken(match))]
        for figure in _FIGURE.finditer(item.passage.text):
            if not any(start <= figure.start() < end for start, end in known):
                yield _piece(item, *figure.span())


def _items(statements: Statements) -> Iterator[Item]:
    for name in statements.arrays:
        for section in statements.sections(name):
            yield section.title
            yield from section.items


def _spoken(match: Match) -> Iterator[tuple[int, int]]:
    """Go through the pieces of a sentence that are its figures, names and literals: all but the texts it takes as they are."""
    start = match.start
    for captured in match.captured:
        if captured.hole.type in TEXTS:
            yield start, captured.start
            start = captured.end
    yield start, match.end


# JSON ------------------------------------------------------------------------------------------------------------------


def _summary(summary: Summary) -> dict[str, int]:
    return {name: getattr(summary, name) for name in Summary.__slots__}


def _guarded(value: Guarded) -> dict[str, Any]:
    guards = [{"rule": guard.rule, "strength": guard.strength.value} for guard in value.guards]
    return {"group": value.group.value, **_place(value.cell), "guards": guards}


def _idle_rule(rule: Idle) -> dict[str, Any]:
    counts = {verdict.value: rule.counts.get(verdict, 0) for verdict in Verdict if verdict not in _MADE}
    return {"rule": rule.rule, "title": rule.title, "applies": rule.applies, "checks": counts}


def _figure(cell: Cell) -> dict[str, Any]:
    return {key: part for key, part in _place(cell).items() if key in {"pointer", "value", "start", "end"}}


def _place(cell: Cell) -> dict[str, Any]:
    start, end = cell.span or (None, None)
    return {
        "pointer": cell.pointer, "table": cell.table, "row": cell.row, "column": cell.column, "value": cell.value,
        "start": start, "end": end,
    }  # fmt: skip
