"""What the laws of generated submissions share: one generator and one checker, drawn submissions, and their checks."""

from __future__ import annotations

from functools import cache
from typing import Any

from budgetspec import Checker
from budgetspec.chance import Seeded
from budgetspec.diagnosis.linear import Check
from budgetspec.finding import Verdict
from budgetspec.generating import generator
from budgetspec.lang.evaluator import Evaluation
from budgetspec.submission import Submission

GENERATOR = generator("dalian-department-budget")
BOOK = GENERATOR.book


@cache
def checker() -> Checker:
    return Checker(BOOK)


@cache
def drawn(seed: int, units: int = 2) -> dict[str, Any]:
    return GENERATOR.submission(Seeded(seed), units)


@cache
def submission(seed: int) -> Submission:
    return BOOK.submission(drawn(seed))


def verdicts(evaluation: Evaluation) -> dict[tuple[int, Any], tuple[Check, Verdict]]:
    """Return what each check of the form's rules comes to."""
    return {
        (number, (check.instance, check.level.identity if check.level else None, key)): (check, verdict)
        for number, rule in enumerate(BOOK.rules)
        for outcome in evaluation.run(rule.plan)
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True)
        for check in [Check(number, outcome.instance, outcome.level, key)]
    }
