"""Runs a rulebook's rules over one submission: findings, what could not be decided, and how many checks came to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from budgetspec.disclosure import Disclosure
from budgetspec.finding import Bilingual, Check, Finding, Kind, Language, Tally, Undecided, Verdict
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.explainer import Explainer, Explanation
from budgetspec.lang.types import Key
from budgetspec.money import grouped
from budgetspec.rulebook import Rule

_DIFFERENCE: Final = Bilingual("{}，差额 {}", "{}; difference {}")
_SEMICOLON: Final = Bilingual("；", "; ")
_NO_TEXT: Final = Bilingual("不成立", "does not hold")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the rules say of a submission."""

    findings: tuple[Finding, ...]
    undecided: tuple[Undecided, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules run: those that fit one of ``only`` (all, if there are none) and none of ``skip``; globs on ids."""

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()

    def __contains__(self, rule: str) -> bool:
        wanted = not self.only or any(fnmatchcase(rule, glob) for glob in self.only)
        return wanted and not any(fnmatchcase(rule, glob) for glob in self.skip)


def judge(rules: Iterable[Rule], disclosure: Disclosure, selection: Selection, language: Language) -> Judgement:
    """Run the selected rules that apply to the submission; the failing checks of one rule are one finding."""
    evaluation = Evaluation(disclosure)
    explainer = Explainer(evaluation, language)
    counts = dict.fromkeys(Verdict, 0)
    findings: list[Finding] = []
    undecided: dict[Undecided, None] = {}
    for rule in rules:
        if rule.id not in selection:
            continue
        if not applies(rule, disclosure):
            counts[Verdict.NOT_APPLICABLE] += 1
            continue
        outcomes = list(evaluation.run(rule.plan))
        for outcome in outcomes:
            for verdict in outcome.verdicts:
                counts[verdict] += 1
            undecided |= {Undecided(rule.id, why.said(language)): None for why in outcome.whys}
        failures = [(o, k) for o in outcomes for k in _failing(o)]
        if failures:
            findings.append(_finding(rule, failures, explainer, language))
    return Judgement(tuple(findings), tuple(undecided), Tally(counts))


def applies(rule: Rule, disclosure: Disclosure) -> bool:
    """Whether the submission's year, kind and region are among those the rule is for."""
    tree, year = rule.tree, disclosure.year
    kind, region = disclosure.role("kind"), disclosure.role("region")
    return (
        (tree.from_year is None or year is None or tree.from_year <= year)
        and (tree.until_year is None or year is None or year <= tree.until_year)
        and (not tree.kinds or kind in tree.kinds)
        and (not tree.regions or any(str(region).startswith(r) for r in tree.regions))
    )


def _failing(outcome: Outcome) -> Iterator[Key]:
    return (key for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True) if verdict is Verdict.FAILS)


def _finding(rule: Rule, failures: Sequence[tuple[Outcome, Key]], explainer: Explainer, language: Language) -> Finding:
    explained = [explainer.explain(o.instance.body, o.level, key) for o, key in failures]
    checks = tuple(_check(o, key, said) for (o, key), said in zip(failures, explained, strict=True))
    first = explained[0]
    return Finding(
        rule=rule.id,
        kind=Kind.RULE,
        severity=rule.severity,
        title=rule.tree.title,
        message=_message(rule, first, language, of_a_row=failures[0][0].level is not None),
        basis=rule.tree.basis,
        expression=rule.expression,
        filled=first.filled,
        left=first.left,
        right=first.right,
        difference=first.difference,
        cells=first.cells,
        checks=checks,
    )


def _check(outcome: Outcome, key: Key, said: Explanation) -> Check:
    """Name a check by its level, the codes of its row and its 列, and by its table where the rule holds in several."""
    level, label, table = outcome.level, outcome.instance.label, outcome.instance.table
    name = {"级": level.name, **dict(zip(level.keys, key, strict=True))} if level else {}
    cells = tuple(cell.pointer for cell in said.cells)
    columns = {"列": label} if label else {}
    tables = {"表": table} if table else {}
    return Check(tables | name | columns, said.left, said.right, said.difference, said.unit, cells)


def _message(rule: Rule, said: Explanation, language: Language, *, of_a_row: bool) -> str:
    """Say what is wrong in the rule's own words, if it has any, else in numbers."""
    row = said.cells[0].row if said.cells and of_a_row else None
    text = f"{row}：{_own_words(rule, said)}" if row else _own_words(rule, said)
    if said.difference is None or rule.tree.message:
        return text or _NO_TEXT.said(language)
    text = _DIFFERENCE.said(language).format(text, grouped(said.difference))
    return f"{text}{_SEMICOLON.said(language)}{said.omitted}" if said.omitted else text


def _own_words(rule: Rule, said: Explanation) -> str:
    """Return the rule's message with its {left}, {right} and {difference} filled in, or the numbers themselves."""
    text = rule.tree.message or said.filled
    if rule.tree.message:
        for name, value in (("left", said.left), ("right", said.right), ("difference", said.difference)):
            text = text.replace(f"{{{name}}}", grouped(value) if value else "")
    return text
