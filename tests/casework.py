"""The YAML cases of the shipped forms' rules, read and run as ``budgetspec test`` does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from budgetspec.cases import Case, case_files, read_cases
from budgetspec.lang.problems import Problem
from budgetspec.patch import changed
from budgetspec.rulebook import Rulebook
from budgetspec.trial import Runner, Trial

__all__ = ["FORM", "FORMS", "Case", "cases", "changed", "problems", "rulebook", "run", "untested"]

FORM = "dalian-department-budget"
SUITE = Path(__file__).parent / "suite"
FORMS = {FORM: SUITE / "rules"} | {path.name: path for path in sorted((SUITE / "forms").glob("*/"))}
"""The shipped forms, each with the folder of its cases."""


@cache
def rulebook(form: str = FORM) -> Rulebook:
    return Rulebook.load(form)


@cache
def _runner(form: str) -> Runner:
    return Runner(rulebook(form))


def cases(form: str = FORM) -> Iterator[Case]:
    for path in case_files(FORMS[form]):
        yield from read_cases(path)[0]


def problems(form: str = FORM) -> list[str]:
    return [problem.render() for path in case_files(FORMS[form]) for problem in read_cases(path)[1]]


def run(case: Case, form: str = FORM) -> Trial | Problem:
    return _runner(form).run(case)


def untested(form: str = FORM) -> set[tuple[str, str]]:
    """Run every case of a form; returns rule and text of each condition that none puts to the test."""
    runner = Runner(rulebook(form))
    for case in cases(form):
        runner.run(case)
    clauses = ((rule, clause.span) for rule in runner.book.rules for clause in runner.exercise.untested(rule))
    return {(rule.id, " ".join(rule.source.text[span.start : span.end].split())) for rule, span in clauses}
