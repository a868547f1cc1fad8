"""Sentences that break off at words in which another rule finds a fault: the fault is the cause, the sentence follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from budgetspec.diagnosis.linear import Check, CheckId
from budgetspec.finding import Cell
from budgetspec.lang.explainer import Explainer
from budgetspec.submission import Submission

_BETWEEN: Final = 3
"""So many signs may stand between the place where a sentence breaks off and the words: a bracket, the 20 of 20XX."""


def consequences(checks: Sequence[Check], explainer: Explainer, submission: Submission) -> dict[CheckId, list[Check]]:
    """Return the checks of sentences that come of the fault that a check finds at the very place where they break off."""
    sentences = submission.disclosure.form.sentences
    broken = [check for check in checks if sentences and check.instance.scope == sentences.table.name]
    faults = [check for check in checks if _array(check) in submission.statements.arrays] if broken else []
    found: dict[CheckId, list[Check]] = {}
    places = {check.identity: _spans(check, explainer) for check in faults}
    for check in broken:
        for where, (_, end) in _spans(check, explainer):
            found |= {cause: [*found.get(cause, ()), check] for cause in _around(where, end, places)}
    return found


def _array(check: Check) -> str:
    """Return the name of the array of sections whose paragraphs a check is about."""
    return check.instance.scope.partition(".")[0]


def _spans(check: Check, explainer: Explainer) -> list[tuple[str, tuple[int, int]]]:
    """Return the pieces of paragraphs that a check is about: the pointer and the characters."""
    cells: Iterable[Cell] = explainer.explain(check.instance.body, check.level, check.key).cells
    return [(cell.pointer, cell.span) for cell in cells if cell.span]


def _around(where: str, end: int, places: Mapping[CheckId, Sequence[tuple[str, tuple[int, int]]]]) -> Iterator[CheckId]:
    """Give the first check that has words there, in the midst of which, behind which or just before which the place is."""
    around = (
        cause for cause, spans in places.items() for at, (start, last) in spans if at == where and start - _BETWEEN <= end <= last
    )
    yield from list(around)[:1]
