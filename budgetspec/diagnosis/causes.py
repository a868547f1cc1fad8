"""One cause, one finding: which failing checks come of which change."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from budgetspec.diagnosis.doubts import Doubts
from budgetspec.diagnosis.linear import Check, CheckId
from budgetspec.diagnosis.localise import (
    Budget,
    Explanation,
    Part,
    Slot,
    absorbed,
    moved_parts,
    parts,
    resolved_by,
    with_rows,
)
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.solving import balanced
from budgetspec.diagnosis.system import System
from budgetspec.diagnosis.units import other_units
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.routes import Place, Readers
from budgetspec.submission import Submission
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """A change that explains failing checks: the cells with the values they must have, and the checks it resolves."""

    edits: tuple[tuple[Place, Any], ...]
    resolves: frozenset[CheckId]
    move: Move | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Failing checks that one change explains; where the identities leave several open, all the ``choices``.

    It is not ``decided`` if there are several, or if so little speaks for it that what is not explained might.
    """

    choices: tuple[Choice, ...]
    checks: tuple[Check, ...]
    decided: bool = True


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """What was found out: causes, and whether too much disagrees to find all."""

    causes: tuple[Cause, ...] = ()
    broken_off: bool = False


def diagnosed(
    readers: Readers, evaluation: Evaluation, submission: Submission, ran: Container[int], failing: Sequence[Check]
) -> Diagnosed:
    """Explain failing checks as far as equalities among them decide it: first by whole tables, then by their cells.

    ``readers`` index the plans of all rules, which checks name by position; those that ``ran`` tell what a change would break.
    """
    if len(failing) > _MOST_OF_TABLES:
        return Diagnosed(broken_off=True)
    tables = list(_tables(System(readers, evaluation, submission, ran, failing)))
    explained = {check.identity for cause in tables for check in cause.checks}
    rest = [check for check in failing if check.identity not in explained]
    if not rest:
        return Diagnosed(tuple(tables))
    if len(rest) > _MOST_FAILING or len(rest) * submission.disclosure.size > _MOST_WORK:
        return Diagnosed(tuple(tables), broken_off=True)
    found = _of_cells(System(readers, evaluation, submission, ran, rest))
    return replace(found, causes=(*tables, *found.causes))


def _tables(system: System) -> Iterator[Cause]:
    """Give the tables that as a whole are wrong, and no check twice."""
    left = dict(system.failing)
    for move, resolved in other_units(system):
        checks = tuple(left.pop(identity) for identity in system.failing if identity in resolved and identity in left)
        if checks:
            yield Cause((Choice(move.edits, resolved, move),), checks)


def _of_cells(system: System) -> Diagnosed:
    """Explain failing checks by cells and rows."""
    budget = Budget()
    found = absorbed(system, with_rows(system, moved_parts(system, parts(system, budget))))
    slots = [slot for part in found for slot in _slots(part)]
    causes = tuple(_causes(system, slots))
    left = system.equations.keys() - {check.identity for cause in causes for check in cause.checks}
    broken_off = budget.left < 0 or len(left) > _MANY
    return Diagnosed(tuple(_alone(system, causes)) if broken_off else causes, broken_off)


_MOST_OF_TABLES: Final = 5000
"""Of more failing checks than this, no cause is looked for at all."""
_MOST_FAILING: Final = 500
"""Of more failing checks than this, no wrong cell is looked for: whoever has so many wrong has other worries."""
_MOST_WORK: Final = 1_000_000
"""As the search for a cause may go through all rows, the failing checks times the rows are bounded, too."""
_MANY: Final = 10
"""With more equations left than this, not all of them are looked into with all others."""


def _slots(part: Part) -> list[Slot]:
    """Divide explanations of several cells into changes that can be chosen one by one, if they can."""
    if any(each.move for each in part.explanations):
        return [part.explanations]
    first = part.explanations[0].edits
    every = {frozenset(each.edits) for each in part.explanations}
    slots = [tuple(_instead(edit, first, part.explanations)) for edit in first]
    if {frozenset(chosen) for chosen in product(*slots)} == every:
        return [tuple(Explanation((edit,)) for edit in slot) for slot in slots]
    return [part.explanations]


def _instead(
    edit: tuple[Place, Any], first: Sequence[tuple[Place, Any]], explanations: Iterable[Explanation]
) -> Iterator[tuple[Place, Any]]:
    """Go through the edits that stand for one of the first explanation where all its others stay."""
    others = {each for each in first if each != edit}
    for explanation in explanations:
        rest = [each for each in explanation.edits if each not in others]
        if len(rest) == 1:
            yield rest[0]


def _causes(system: System, slots: Sequence[Slot]) -> Iterator[Cause]:
    """Give each failing check that the changes resolve to the change that reads it; to the one with fewest, if several do."""
    chosen = [slot[0] for slot in slots]
    edits = {place: value for each in chosen if each.resolved is None for place, value in each.edits}
    together = system.effect(edits).resolves.union(*(resolved_by(system, each) for each in chosen))
    reading = [system.reading(dict(e.edits)).keys() & together if e.resolved is None else e.resolved for e in chosen]
    own: list[list[Check]] = [[] for _ in slots]
    for identity, check in system.failing.items():
        claims = [at for at, read in enumerate(reading) if identity in read]
        if claims:
            own[min(claims, key=lambda at: len(reading[at]))].append(check)
    doubts = Doubts(system, slots, {check.identity for checks in own for check in checks}, reading)
    for slot, checks, read in zip(slots, own, reading, strict=True):
        if checks:
            choices = (*(_choice(system, each) for each in slot), *_unseen(system, slot, checks))
            yield Cause(choices, tuple(checks), len(choices) == 1 and doubts.none_of(slot[0], read))


def _alone(system: System, causes: Iterable[Cause]) -> Iterator[Cause]:
    """Leave certain only what explains more equations by itself than it changes cells: much else is wrong around it."""
    for cause in causes:
        explained = sum(identity in system.equations for identity in cause.choices[0].resolves)
        yield replace(cause, decided=cause.decided and explained > len(cause.choices[0].edits))


def _unseen(system: System, slot: Slot, checks: Sequence[Check]) -> Iterator[Choice]:
    """Go through the cells that the one failing equation reads, but not as a sum, and that could make it hold as well."""
    equations = [check for check in checks if check.identity in system.equations]
    if len(equations) == 1 and slot[0].size == 1 and slot[0].resolved is None:
        each = system.equations[equations[0].identity]
        for place in sorted(each.opaque - each.terms.keys(), key=str):
            value = balanced(system, equations[0], place) if system.column(place) is not None else None
            effect = system.effect({place: value}) if value is not None else None
            if effect and equations[0].identity in effect.resolves and not effect.breaks:
                yield Choice(((place, value),), effect.resolves)


def _choice(system: System, explanation: Explanation) -> Choice:
    return Choice(explanation.edits, resolved_by(system, explanation), explanation.move)
