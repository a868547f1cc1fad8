"""Every shipped rule holds where it should and fails where it should."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import Case, cases, problems, rulebook, run

from budgetspec.casepages import failure_page
from budgetspec.lang.formatter import formatted
from budgetspec.source import Source
from budgetspec.trial import Trial

ALL = list(cases())
RULES = sorted(p for kind in ("rules", "readings") for p in (Path(__file__).parent.parent / "schema").rglob(f"*.{kind}"))


def name(case: Case) -> str:
    return f"{Path(case.text.source.name).stem}-{case.line}-{case.rule}-{case.verdict}"


@pytest.mark.parametrize("case", ALL, ids=name)
def test_case(case: Case) -> None:
    trial = run(case)
    assert isinstance(trial, Trial), trial.render()
    assert trial.mismatches == (), failure_page(trial, "zh")


def test_the_cases_have_no_problems() -> None:
    assert problems() == []


def test_the_shipped_rules_have_no_problems() -> None:
    assert [problem.render() for problem in rulebook().problems] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_shipped_rules_are_in_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formatted(Source(path.name, text)) == (text, [])


@pytest.mark.parametrize("verdict", ["holds", "fails"])
def test_every_rule_has_a_case_in_which_it(verdict: str) -> None:
    covered = {case.rule for case in ALL if case.verdict == verdict}
    assert [rule.id for rule in rulebook().rules if rule.id not in covered] == []
