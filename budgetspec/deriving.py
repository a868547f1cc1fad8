"""What the identities of a rulebook determine in a partly filled submission: totals, subtotals, the same amount in other tables.

Only rules of severity error count as identities, only checks whose premise (``when``) is sure, and of these only equalities
of amounts that are printed exactly. What is filled is never changed.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from decimal import Decimal
from typing import Any, Final

from budgetspec.completing import completed, has_room
from budgetspec.disclosure import Disclosure, Slot
from budgetspec.finding import Bilingual, Cell, Severity
from budgetspec.judge import applies
from budgetspec.lang import plan
from budgetspec.lang.equations import Equation, Equations
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.reads import Place, Reads
from budgetspec.lang.types import Key, Kind, Level
from budgetspec.money import Exact, Unknown, decimal_string, in_unit
from budgetspec.patch import put
from budgetspec.reader import pointer
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.solving import Solution, solve
from budgetspec.submission import Submission
from budgetspec.unsettled import Unsettled
from budgetspec.values import dataclass

_MOST_ROUNDS: Final = 12
_WHY_CLASH: Final = Bilingual("各条规则得出的数不同", "rules come to different amounts")
_WHY_PREMISE: Final = Bilingual("规则的前提还不能确定", "the premises of the rules are not sure yet")
_WHY_SEVERAL: Final = Bilingual("还缺别的数", "other amounts are missing too")


@dataclass(frozen=True, slots=True)
class Open:
    """A blank that may not be a true one and was not determined: why, and the rules that speak of it."""

    cell: Cell
    why: Bilingual
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Checks that cannot all hold with what is filled in: their rules, and the cells that were left blank for it."""

    rules: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """A submission with what could be derived: the amounts and rows that are new, what stays open, what clashes."""

    value: Any
    amounts: tuple[Cell, ...] = ()
    rows: tuple[Cell, ...] = ()
    open: tuple[Open, ...] = ()
    clashes: tuple[Clash, ...] = ()


@dataclass(frozen=True, slots=True)
class _Check:
    """An equation of a check, and where its premise is to be looked up."""

    equation: Equation
    rule: Rule
    instance: plan.Instance
    level: Level | None
    key: Key


def derive(book: Rulebook, value: Any) -> Derivation:
    """Fill the blanks of a submission that its identities determine; the submission that is given stays as it is.

    >>> derive(Rulebook.load("dalian-department-budget"), {"表式": "dalian-department-budget"}).amounts
    ()
    """
    whole = completed(book, value)
    submission = book.submission(whole)
    slots = _slots(submission.disclosure)
    evaluation = Evaluation(submission, submission.formulas)
    checks = _Checks(book, whole, slots, tuple(_checks(book.rules, evaluation, submission, slots)), Reads(evaluation))
    checks.settle()
    new = [place for place in slots if _is_new(checks.solution.amounts.get(place))]
    filled = checks.filled()
    disclosure = Disclosure(book.structure, book.codes, filled)
    return Derivation(
        filled,
        tuple(_cell(disclosure, place) for place in new),
        tuple(_new_rows(submission.disclosure, Disclosure(book.structure, book.codes, value))),
        tuple(checks.open(disclosure)),
        tuple(checks.clashes(disclosure)),
    )


def _is_new(amount: Exact | None) -> bool:
    """Whether an amount that was worked out is to be filled in: a true blank is not, nor what has parts of a 分."""
    return isinstance(amount, int) and amount != 0


def _printed(amount: Exact) -> Decimal:
    """Return an amount with at least two places."""
    places = len(decimal_string(amount).partition(".")[2])
    return Decimal(decimal_string(amount, max(2, places)))


def _cell(disclosure: Disclosure, place: Place) -> Cell:
    if place.level is None:
        return disclosure.scalar_cell(place.column)
    return disclosure.cell(place.table, place.column, place.level, place.key)


def _new_rows(disclosure: Disclosure, before: Disclosure) -> Iterator[Cell]:
    """Go through the rows that were put in."""
    for name in disclosure.form.layouts:
        there = {(level.identity, key) for level, key, _ in before.rows(name)}
        for level, key, row in disclosure.rows(name):
            if (level.identity, key) not in there:
                yield disclosure.place(pointer(row.where))


# Equations -------------------------------------------------------------------------------------------------------------


def _slots(disclosure: Disclosure) -> dict[Place, Slot]:
    """Return the places for amounts; of rows under one key, the first."""
    found: dict[Place, Slot] = {}
    for slot in disclosure.slots():
        if slot.column.kind is Kind.AMOUNT:
            found.setdefault(Place.of(slot.table, slot.column.path, slot.level, slot.key), slot)
    return found


def _checks(
    rules: Iterable[Rule], evaluation: Evaluation, submission: Submission, slots: Mapping[Place, Slot]
) -> Iterator[_Check]:
    """Go through the equations that identities make of blanks that can be filled exactly."""
    equations = Equations(evaluation)
    out = {place for place, slot in slots.items() if not _is_fillable(submission.disclosure, slot)}
    for rule in rules:
        if rule.severity is not Severity.ERROR or not applies(rule, submission):
            continue
        for outcome in evaluation.run(rule.plan):
            for key in outcome.keys:
                for equation in equations.of(outcome.instance.body, outcome.level, key):
                    if equation.blanks and not any(place in out for place, _ in equation.blanks):
                        yield _Check(_of_slots(equation, slots), rule, outcome.instance, outcome.level, key)


def _is_fillable(disclosure: Disclosure, slot: Slot) -> bool:
    return disclosure.printing(slot)[1] is None and has_room(disclosure.value, slot.where)


def _of_slots(equation: Equation, slots: Mapping[Place, Slot]) -> Equation:
    """Leave out what stands in no row: a missing row counts as 0."""
    blanks = tuple((place, times) for place, times in equation.blanks if place in slots)
    alone, totals = (frozenset(p for p in places if p in slots) for places in (equation.alone, equation.totals))
    return Equation(equation.known, blanks, alone, totals)


@dataclass(slots=True)
class _Checks:
    """The equations of one submission, and what has come of them."""

    book: Rulebook
    whole: Any
    slots: Mapping[Place, Slot]
    checks: tuple[_Check, ...]
    reads: Reads
    premises: tuple[bool | None, ...] = ()
    solution: Solution = field(default_factory=lambda: Solution({}))

    def settle(self) -> None:
        """Solve the equations whose premises are sure, again as long as that makes other premises sure.

        Where premises depend on what their own checks would fill in, so that this does not end, nothing is filled in.
        """
        unknown = frozenset(place for check in self.checks for place in check.equation.alone)
        for _ in range(_MOST_ROUNDS):
            premises = tuple(self._premises(unknown))
            if premises == self.premises:
                return
            self.premises = premises
            self.solution = solve(self._met(), self._unsure(), self._own_premises())
            unknown = self._unknown()
        self.solution = Solution({})

    def _met(self) -> list[Equation]:
        """Return the equations whose premises are met."""
        return [check.equation for check, truth in zip(self.checks, self.premises, strict=True) if truth]

    def _unsure(self) -> list[Equation]:
        """Return the equations of whose premises that is not sure."""
        return [check.equation for check, truth in zip(self.checks, self.premises, strict=True) if truth is None]

    def _own_premises(self) -> frozenset[Place]:
        """Return the blanks that decide themselves whether the check applies that could determine them."""
        unsure = (check for check, truth in zip(self.checks, self.premises, strict=True) if truth is None)
        return frozenset(place for check in unsure for place in check.equation.alone & self._read(check))

    def _read(self, check: _Check) -> frozenset[Place]:
        guard = check.instance.guard
        return frozenset() if guard is None else self.reads.of_value(guard, check.level, check.key)

    def _unknown(self) -> frozenset[Place]:
        """Return the blanks that may not be true ones and could not be worked out."""
        every = (*self._met(), *self._unsure())
        return frozenset(place for each in every for place, _ in each.blanks if place not in self.solution.amounts)

    def _premises(self, unknown: frozenset[Place]) -> Iterator[bool | None]:
        """Say of each check whether its premise is met, with what is known so far; None if that is not sure."""
        evaluation = Evaluation(Unsettled(self.book.submission(self.filled()), unknown), self.book.formulas)
        for check in self.checks:
            guard = check.instance.guard
            truth = True if guard is None else evaluation.at(guard, check.level, check.key)
            yield None if isinstance(truth, Unknown) else truth is not False

    def filled(self) -> Any:
        """Return the submission with what was worked out."""
        value = copy.deepcopy(self.whole)
        disclosure = Disclosure(self.book.structure, self.book.codes, value)
        for place, slot in self.slots.items():
            amount = self.solution.amounts.get(place)
            if amount is not None and _is_new(amount):
                put(value, slot.where, _printed(in_unit(amount, disclosure.printing(slot)[0])))
        return value

    # What is left --------------------------------------------------------------------------------------------------

    def open(self, disclosure: Disclosure) -> Iterator[Open]:
        """Go through the blanks that may not be true ones, in document order."""
        unknown, torn = self._unknown(), self._torn()
        for place in (place for place in self.slots if place in unknown):
            about = [
                (check.rule.id, truth)
                for check, truth in zip(self.checks, self.premises, strict=True)
                if truth is not False and any(place == each for each, _ in check.equation.blanks)
            ]
            sure = any(truth for _, truth in about)
            why = _WHY_CLASH if place in torn else _WHY_SEVERAL if sure else _WHY_PREMISE
            yield Open(_cell(disclosure, place), why, tuple(dict.fromkeys(rule for rule, _ in about)))

    def _torn(self) -> frozenset[Place]:
        return frozenset(place for equations in self.solution.clashes for each in equations for place, _ in each.blanks)

    def clashes(self, disclosure: Disclosure) -> Iterator[Clash]:
        """Go through the equations that cannot hold together."""
        rules: dict[Equation, list[str]] = {}
        for check in self.checks:
            rules.setdefault(check.equation, []).append(check.rule.id)
        for equations in self.solution.clashes:
            names = dict.fromkeys(name for each in equations for name in rules.get(each, ()))
            places = dict.fromkeys(place for each in equations for place, _ in each.blanks)
            cells = (_cell(disclosure, place) for place in places if place not in self.solution.amounts)
            yield Clash(tuple(names), tuple(cells))
