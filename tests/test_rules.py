"""Every shipped rule holds where it should and fails where it should."""

from __future__ import annotations

import pytest
from casework import Case, cases, rulebook, run

from budgetspec.finding import Verdict

ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    result = run(case.content)
    assert result.verdict == case.content["verdict"], result
    if result.failure is not None:
        places = [cell.pointer for cell in result.failure.cells]
        assert set(case.content["at"]) <= set(places)
        assert case.content.get("difference", result.failure.difference) == result.failure.difference
        assert case.content.get("count", result.verdicts[Verdict.FAILS]) == result.verdicts[Verdict.FAILS]


def test_the_shipped_rules_have_no_problems() -> None:
    assert [problem.render() for problem in rulebook().problems] == []


@pytest.mark.parametrize("verdict", ["holds", "fails"])
def test_every_rule_has_a_case_in_which_it(verdict: str) -> None:
    covered = {case.content["rule"] for case in ALL if case.content["verdict"] == verdict}
    assert [rule.id for rule in rulebook().rules if rule.id not in covered] == []
