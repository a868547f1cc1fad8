"""The failing checks of a submission as a system of equations, and what the other checks say of a change."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from budgetspec.diagnosis.amended import Amended
from budgetspec.diagnosis.linear import Check, CheckId, Equation, equation, off_by
from budgetspec.disclosure import Disclosure
from budgetspec.finding import Verdict
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.routes import EVERY, Place, Readers, Route, reached
from budgetspec.lang.types import Kind, Missing, Scope
from budgetspec.money import BLANK, FEN_PER_UNIT, Exact, Printed, exact, shown
from budgetspec.reader import JsonValue
from budgetspec.submission import Submission
from budgetspec.values import dataclass

Edits = Mapping[Place, Any]
"""Cells with the values they are changed to."""
_TRUE = frozenset({Verdict.HOLDS, Verdict.EMPTY})


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: the failing checks it ``resolves``, and whether it ``breaks`` one that does not fail."""

    resolves: frozenset[CheckId]
    breaks: bool


class System:
    """The failing checks with the submission around them; ``ran`` are the positions of the rules that were run."""

    def __init__(
        self, readers: Readers, evaluation: Evaluation, submission: Submission, ran: Container[int], failing: Iterable[Check]
    ) -> None:
        self.readers, self.evaluation, self.submission, self._ran = readers, evaluation, submission, ran
        self.failing = {check.identity: check for check in failing}
        self._columns: dict[Place, dict[CheckId, Exact] | None] = {}
        self._constraints: dict[Place, dict[CheckId, tuple[Check, Equation]]] = {}
        self._effects: dict[frozenset[tuple[Place, Any]], Effect] = {}

    @cached_property
    def equations(self) -> dict[CheckId, Equation]:
        """The failing checks that are equations of cells."""
        found = ((identity, equation(check, self.evaluation)) for identity, check in self.failing.items())
        return {identity: each for identity, each in found if each and each.terms}

    # Cells ---------------------------------------------------------------------------------------------------------

    def value(self, place: Place) -> Any:
        """Return what stands in a cell; None where no cell is that could be changed."""
        table, column, identity, key = place
        disclosure = self.submission.disclosure
        if not table:
            return self.evaluation.scope.scalar(column) if self._is_written(place) else None
        layout = disclosure.form.layouts.get(table)
        if column in layout.derived if layout else self.submission.statements.figure(table, column, key) is None:
            return None
        level = self.readers.levels[table, identity]
        try:
            return self.evaluation.scope.column(table, column, level).get(key)
        except Missing:
            return None

    def _is_written(self, place: Place) -> bool:
        name, _, column = place[1].partition(".")
        figure = self.submission.statements.figure(name, column, ())
        return figure is not None or place[1] in self.submission.disclosure.form.scalars

    def column(self, place: Place) -> Mapping[CheckId, Exact] | None:
        """Return the failing equations that read a cell, with its coefficients.

        None where an exact equality that holds reads it too, which any change of this cell alone would break.
        """
        if place not in self._columns:
            self._columns[place] = self._column(place) if is_number(self.value(place)) else None
        return self._columns[place]

    def _column(self, place: Place) -> dict[CheckId, Exact] | None:
        read = self.equalities(place)
        if any(identity not in self.failing and self.binds(check) for identity, (check, _) in read.items()):
            return None
        return {identity: factor for identity, (_, factor) in read.items() if identity in self.equations}

    def equalities(self, place: Place) -> dict[CheckId, tuple[Check, Exact]]:
        """Return the equalities that read a cell, failing or not, with its coefficients."""
        checks: dict[CheckId, tuple[Check, Exact]] = {}
        for route in self.readers.of(place):
            if route.coefficient is not None:
                for check in self.checks(route, place):
                    before = checks.get(check.identity, (check, 0))[1]
                    checks[check.identity] = check, before + route.coefficient
        return {identity: each for identity, each in checks.items() if each[1] != 0}

    def constraints(self, place: Place) -> dict[CheckId, tuple[Check, Equation]]:
        """Return the equalities that read a cell as equations, failing or holding."""
        if place not in self._constraints:
            checks = [check for check, _ in self.equalities(place).values() if self._applies(check)]
            found = ((check, self.equations.get(check.identity) or equation(check, self.evaluation)) for check in checks)
            self._constraints[place] = {check.identity: (check, each) for check, each in found if each}
        return self._constraints[place]

    def _applies(self, check: Check) -> bool:
        verdict = self.evaluation.verdict(check.instance, check.level, check.key)
        return check.identity in self.failing or verdict in _TRUE

    def binds(self, check: Check) -> bool:
        """Whether a check that does not fail is an exact equality that applies."""
        off = off_by(check, self.evaluation)
        exact = off is not None and not isinstance(off, Printed)
        return exact and self.evaluation.verdict(check.instance, check.level, check.key) in _TRUE

    def step(self, place: Place) -> Exact | None:
        """Return the last place in which an amount of a table is printed if that makes it inexact, in 分."""
        disclosure = self.submission.disclosure
        found = disclosure.form.layouts.get(place[0]) or disclosure.form.scalars.get(place[1])
        unit, last_place = disclosure.printing_of(found.money) if found else ("", None)
        return None if last_place is None else exact(last_place, FEN_PER_UNIT[unit])

    def plausible(self, place: Place, value: Any) -> bool:
        """Whether a value can stand in a cell: what counts is never negative, what is money may be."""
        form = self.submission.disclosure.form
        layout, scalar = form.layouts.get(place[0]), form.scalars.get(place[1])
        column = layout.table.columns[place[1]] if layout else scalar.column if scalar else None
        return column is None or column.kind is Kind.AMOUNT or value is BLANK or shown(value) >= 0

    # Checks --------------------------------------------------------------------------------------------------------

    def checks(self, route: Route, place: Place) -> Iterator[Check]:
        """Go through the checks that read a cell by a route."""
        if route.rule not in self._ran:
            return
        rows = reached(route, place[2:], self.evaluation.scope)
        for level in route.instance.levels:
            if level is None:
                yield from [Check(route.rule, route.instance, None, ())] if rows else []
            elif EVERY in rows:
                keys = self.evaluation.checked(route.instance, level)
                yield from (Check(route.rule, route.instance, level, key) for key in keys)
            else:
                yield from (Check(route.rule, route.instance, level, key) for identity, key in rows if identity == level.identity)

    # Changes -------------------------------------------------------------------------------------------------------

    def effect(self, edits: Edits) -> Effect:
        """Return what a change of values does to all checks that read them, linear or not."""
        wanted = frozenset(edits.items())
        if wanted not in self._effects:
            self._effects[wanted] = self._effect(Amended(self.evaluation.scope, edits), self.reading(edits))
        return self._effects[wanted]

    def revision(self, value: JsonValue, tables: Collection[str], paths: Iterable[str] = ()) -> Effect:
        """Return what a change of the document does to all checks that read some tables and single values.

        Lists inside the tables belong to them, and what the text says of their rows.
        """
        disclosure = self.submission.disclosure
        evaluation = self.evaluation.over(self.submission.revised(Disclosure(disclosure.form, disclosure.codes, value)))
        resolved: set[CheckId] = set()
        for instance in self._reading_tables(tables, paths):
            before, after = self._before(instance), set(_failing(evaluation, instance))
            if len(after) > len(before) or not (after <= before or _positional(instance)):
                return Effect(frozenset(), breaks=True)
            resolved |= before - after if len(after) < len(before) else set()
        return Effect(frozenset(resolved), breaks=False)

    def _reading_tables(self, tables: Collection[str], paths: Iterable[str]) -> Iterable[plan.Instance]:
        layouts, readings = self.submission.disclosure.form.layouts, self.submission.statements.readings
        names = [name for name, layout in layouts.items() if name in tables or layout.outer in tables]
        names += [reading.name for reading in readings if reading.of in tables]
        found = [each for name in names for each in self.readers.reading(name)]
        found += [(route.rule, route.instance) for path in paths for route in self.readers.of(("", path, None, ()))]
        return {id(instance): instance for rule, instance in found if rule in self._ran}.values()

    def _before(self, instance: plan.Instance) -> set[CheckId]:
        return {identity for identity in self.failing if identity[0] == id(instance)}

    def reading(self, edits: Edits) -> dict[CheckId, Check]:
        """Return the checks that read one of the changed cells."""
        found = (check for place in edits for route in self.readers.of(place) for check in self.checks(route, place))
        return {check.identity: check for check in found}

    def _effect(self, scope: Scope, checks: Mapping[CheckId, Check]) -> Effect:
        """Ask each check again; stop at the first that breaks."""
        evaluation = self.evaluation.over(scope)
        resolved: set[CheckId] = set()
        for identity, (_, instance, level, key) in checks.items():
            verdict = evaluation.verdict(instance, level, key)
            if identity in self.failing:
                resolved |= {identity} if verdict not in {Verdict.FAILS, Verdict.UNDECIDED} else set()
            elif verdict is Verdict.FAILS:
                return Effect(frozenset(), breaks=True)
        return Effect(frozenset(resolved), breaks=False)


def _failing(evaluation: Evaluation, instance: plan.Instance) -> Iterator[CheckId]:
    for outcome in evaluation.run(plan.Plan((instance,))):
        identity = outcome.level.identity if outcome.level else None
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
            if verdict is Verdict.FAILS:
                yield id(instance), identity, key


def _positional(instance: plan.Instance) -> bool:
    """Whether rows are checked that are called by their place, which changes where rows are moved."""
    return any(level is not None and level.positional for level in instance.levels)


def is_number(value: object) -> bool:
    """Whether a cell can be part of an equation; a blank can."""
    return value is BLANK or (isinstance(value, Exact | Printed) and not isinstance(value, bool))


def moved(value: Any, change: Exact) -> Any:
    """Return a number changed by so much: a printed figure by its range."""
    return change if value is BLANK else value + change


def whole(number: Fraction) -> Exact:
    """Return a number as an ``int`` where it is one."""
    return number.numerator if number.denominator == 1 else number
