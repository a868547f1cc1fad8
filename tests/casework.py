"""The YAML cases of tests/suite/rules, read and run as ``budgetspec test`` does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from budgetspec.cases import Case, case_files, read_cases
from budgetspec.lang.problems import Problem
from budgetspec.patch import changed
from budgetspec.rulebook import Rulebook
from budgetspec.trial import Runner, Trial

__all__ = ["Case", "cases", "changed", "problems", "rulebook", "run"]

CASES = Path(__file__).parent / "suite" / "rules"


@cache
def rulebook() -> Rulebook:
    return Rulebook.load("dalian-department-budget")


@cache
def _runner() -> Runner:
    return Runner(rulebook())


def cases() -> Iterator[Case]:
    for path in case_files(CASES):
        yield from read_cases(path)[0]


def problems() -> list[str]:
    return [problem.render() for path in case_files(CASES) for problem in read_cases(path)[1]]


def run(case: Case) -> Trial | Problem:
    return _runner().run(case)
