"""One rule at work on a submission: what it stands for there, and each of its checks with all its numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from budgetspec.catalogue import rule_page
from budgetspec.finding import VERDICT_NAMES, Bilingual, Language, Verdict, number_of
from budgetspec.judge import unfit
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.expansion import Expander, tally
from budgetspec.lang.explainer import Explainer, Explanation
from budgetspec.lang.types import Key
from budgetspec.money import Unknown
from budgetspec.rule import Rule
from budgetspec.submission import Submission

_NOTHING: Final = Bilingual("本份公开没有可核对的行", "this submission has no rows to check")
_SEMICOLON: Final = Bilingual("；", "; ")
_UNFIT: Final = Bilingual("，不检查这份公开；以下是若检查的结果", ", so it does not check this submission; if it did:")
_COLON: Final = Bilingual("：", ": ")
_NOT_MET: Final = Bilingual("前提不成立：{}", "the premise is not met: {}")
_NOT_DECIDED: Final = Bilingual("前提未定：{}", "the premise is undecided: {}")
_ORDER: Final = (Verdict.FAILS, Verdict.UNDECIDED, Verdict.HOLDS, Verdict.EMPTY, Verdict.NOT_APPLICABLE)


def explain_page(rule: Rule, submission: Submission, language: Language) -> str:
    """Explain every check of a rule on a submission, the failing ones first."""
    evaluation = Evaluation(submission, submission.formulas)
    expander, explainer = Expander(evaluation, language), Explainer(evaluation, language)
    outcomes = [outcome for outcome in evaluation.run(rule.plan) if outcome.verdicts]
    whys = dict.fromkeys(why.said(language) for outcome in outcomes for why in outcome.whys)
    checks = sorted(_checks(outcomes, explainer, language), key=lambda check: check[0])
    lines = (
        rule_page(rule, submission.statements.readings, language),
        *(f"  {selection}" for selection in expander.selections(rule.plan)),
        *(f"  {why.said(language)}{_UNFIT.said(language)}" for why in [unfit(rule, submission)] if why),
        _summary(outcomes, language),
        *(f"  {line}" for line in (*expander.keys(outcomes), *whys)),
        *(text for _, text in checks),
    )
    return "\n".join(lines)


def _summary(outcomes: Sequence[Outcome], language: Language) -> str:
    verdicts = [verdict for outcome in outcomes for verdict in outcome.verdicts]
    if not verdicts:
        return _NOTHING.said(language)
    total = Bilingual(f"{len(verdicts):,} 项检查", number_of(len(verdicts), "check")).said(language)
    return f"{total}{_COLON.said(language)}{tally(verdicts, language)}"


def _checks(outcomes: Sequence[Outcome], explainer: Explainer, language: Language) -> Iterator[tuple[int, str]]:
    for outcome in outcomes:
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
            said = explainer.explain(outcome.instance.body, outcome.level, key)
            place = f"{said.row or ' '.join(key)}{_COLON.said(language)}" if outcome.level else ""
            text = _premise(outcome, key, explainer, language) or _filled(said, verdict, language)
            yield _ORDER.index(verdict), f"{VERDICT_NAMES[verdict].said(language)}  {place}{text}"


def _premise(outcome: Outcome, key: Key, explainer: Explainer, language: Language) -> str:
    """Say which premise keeps a check from being made, if one does."""
    guard = outcome.instance.guard
    met = True if guard is None else explainer.evaluation.at(guard, outcome.level, key)
    if guard is None or not (met is False or isinstance(met, Unknown)):
        return ""
    wording = _NOT_MET if met is False else _NOT_DECIDED
    return wording.said(language).format(explainer.premise(guard, outcome.level, key))


def _filled(said: Explanation, verdict: Verdict, language: Language) -> str:
    if verdict is not Verdict.FAILS:
        return said.filled
    omitted = f"{_SEMICOLON.said(language)}{said.omitted}" if said.omitted else ""
    return f"{said.with_difference(said.filled, language)}{omitted}"
