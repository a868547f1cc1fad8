"""Every shipped rule holds where it should and fails where it should."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework import FORMS, Case, cases, problems, rulebook, run

from budgetspec.casepages import failure_page
from budgetspec.lang.formatter import formatted
from budgetspec.rule import Rule
from budgetspec.rulebook import forms
from budgetspec.source import Source
from budgetspec.trial import Trial

ALL = [(form, case) for form in FORMS for case in cases(form)]
RULES = sorted(p for kind in ("rules", "readings") for p in (Path(__file__).parent.parent / "schema").rglob(f"*.{kind}"))


def name(value: object) -> str:
    match value:
        case Case():
            return f"{Path(value.text.source.name).stem}-{value.line}-{value.rule}-{value.verdict}"
    return str(value)


@pytest.mark.parametrize(("form", "case"), ALL, ids=name)
def test_case(form: str, case: Case) -> None:
    trial = run(case, form)
    assert isinstance(trial, Trial), trial.render()
    assert trial.mismatches == (), failure_page(trial, "zh")


def test_every_shipped_form_has_cases() -> None:
    assert sorted(FORMS) == forms()


@pytest.mark.parametrize("form", FORMS)
def test_the_cases_have_no_problems(form: str) -> None:
    assert problems(form) == []


@pytest.mark.parametrize("form", FORMS)
def test_the_shipped_rules_have_no_problems(form: str) -> None:
    assert [problem.render() for problem in rulebook(form).problems] == []


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_the_shipped_rules_are_in_canonical_form(path: Path) -> None:
    text = path.read_text("utf-8")
    assert formatted(Source(path.name, text)) == (text, [])


@pytest.mark.parametrize("verdict", ["holds", "fails"])
@pytest.mark.parametrize("form", FORMS)
def test_every_rule_has_a_case_in_which_it(form: str, verdict: str) -> None:
    """Rules that forms share are the same for all of them, so that a case of any form will do."""
    covered = {(own, case.rule) for own, case in ALL if case.verdict == verdict}
    shared = {rule for _, rule in covered}
    rules = rulebook(form).rules
    lacking = {rule.id for rule in rules if (form, rule.id) not in covered}
    assert [r.id for r in rules if r.id in lacking and not (is_shared(r) and r.id in shared)] == []


def is_shared(rule: Rule) -> bool:
    return "common" in Path(rule.source.name).parts
