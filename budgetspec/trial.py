"""Runs cases: one rule on one submission each, and how what came of it differs from what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from budgetspec import miswritten, patch
from budgetspec.cases import Case, Given
from budgetspec.clauses import Exercise
from budgetspec.files import reason
from budgetspec.finding import Bilingual, Language, Verdict
from budgetspec.form import Structure
from budgetspec.judge import applies
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.explainer import Explainer, Explanation
from budgetspec.lang.problems import Problem
from budgetspec.reader import JsonValue, read
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission
from budgetspec.values import dataclass

_Ready = tuple[Submission, Evaluation]
"""A submission, ready to run rules on."""

_ORDER: Final = (Verdict.FAILS, Verdict.UNDECIDED, Verdict.HOLDS, Verdict.NOT_APPLICABLE, Verdict.EMPTY)
_WRITTEN_IN: Final = "zh"


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule said: how often each verdict, why it is undecided, and the explanation of the first failing check.

    ``filled`` is in Chinese, as cases are written, whatever language ``failure`` is explained in.
    """

    verdicts: Mapping[Verdict, int]
    whys: tuple[Bilingual, ...] = ()
    failure: Explanation | None = None
    filled: str | None = None

    @property
    def verdict(self) -> Verdict:
        """One word for all checks: fails before undecided before holds before the others."""
        return next((v for v in _ORDER if self.verdicts.get(v)), Verdict.EMPTY)

    def value(self, member: str) -> Any:
        """Return what a case would say of this result under ``member``; None if there is nothing to say."""
        if member == "verdict":
            return self.verdict.value
        if self.failure is None:
            return None
        match member:
            case "count":
                return self.verdicts[Verdict.FAILS]
            case "at":
                return [cell.pointer for cell in self.failure.cells]
            case "filled":
                return self.filled
        return getattr(self.failure, member)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A member of a case that came out otherwise."""

    member: str
    expected: Any
    actual: Any


@dataclass(frozen=True, slots=True)
class Trial:
    """A case that ran, what came of it, and what of that was not expected."""

    case: Case
    rule: Rule
    result: Result
    mismatches: tuple[Mismatch, ...] = ()


class Runner:
    """Runs the cases of one rulebook; submissions are read once. ``exercise`` takes note of what the cases put to the test."""

    def __init__(self, book: Rulebook, language: Language = "zh") -> None:
        self.book, self.language = book, language
        self.exercise = Exercise()
        self._rules = {rule.id: rule for rule in book.written}
        self._faulty = {problem.rule for problem in book.problems if problem.rule}
        self._bases: dict[Path, JsonValue | Bilingual] = {}
        self._unchanged: dict[Path, _Ready] = {}
        self._structures: dict[str, Structure] = {}

    def run(self, case: Case) -> Trial | Problem:
        """Run a case; a case that cannot run is a problem, with its place."""
        rule = self._rules.get(case.rule)
        if rule is None:
            return case.located(self._no_rule(case))
        submission = self._submission(case, rule)
        if isinstance(submission, Problem):
            return case.located(submission)
        result = self._result(rule, *submission)
        return Trial(case, rule, result, tuple(_mismatches(case, result)))

    def _no_rule(self, case: Case) -> Problem:
        if case.rule in self._faulty:
            return miswritten.faulty_rule(case.span("rule"), rule=case.rule)
        return miswritten.no_rule(case.span("rule"), case.rule, self._rules)

    def _result(self, rule: Rule, submission: Submission, evaluation: Evaluation) -> Result:
        if not applies(rule, submission):
            self.exercise.observe(rule, Verdict.NOT_APPLICABLE, evaluation, ())
            return Result({Verdict.NOT_APPLICABLE: 1})
        outcomes = list(evaluation.run(rule.plan))
        every = [verdict for outcome in outcomes for verdict in outcome.verdicts]
        counts = {verdict: every.count(verdict) for verdict in Verdict}
        whys = dict.fromkeys(why for outcome in outcomes for why in outcome.whys)
        failure, filled = (_first_failure(evaluation, outcomes, language) for language in (self.language, _WRITTEN_IN))
        result = Result(counts, tuple(whys), failure, filled.filled if filled else None)
        self.exercise.observe(rule, result.verdict, evaluation, outcomes)
        return result

    # Submissions ---------------------------------------------------------------------------------------------------

    def _submission(self, case: Case, rule: Rule) -> _Ready | Problem:
        """Return the submission of a case, ready to run rules on; cases that change nothing share theirs."""
        value = self._value(case, case.given)
        before = self._value(case, case.prior) if case.prior else None
        if isinstance(value, Problem):
            return value
        if isinstance(before, Problem):
            return before
        base = case.given.base
        if base is None or case.prior or case.given.is_changed:
            return self._ready(value, self._structure(rule), before)
        if base not in self._unchanged:
            self._unchanged[base] = self._ready(value, self.book.structure)
        return self._unchanged[base]

    def _value(self, case: Case, given: Given) -> JsonValue | Problem:
        """Return a submission as it is given, its changes made."""
        value = given.content["submission"] if given.base is None else self._base(given.base)
        if isinstance(value, Bilingual):
            return miswritten.unreadable_base(case.span(*given.part, "base"), name=str(given.base), why=value)
        try:
            changed = patch.changed(value, given.content)
        except patch.Astray as astray:
            return replace(astray.problem, span=case.span(*given.part, *astray.where))
        for place in given.content.get("set", {}):
            if problem := patch.undeclared(self.book.schema, place):
                return replace(problem, span=case.span(*given.part, "set", place))
        return changed

    def _base(self, path: Path) -> JsonValue | Bilingual:
        if path not in self._bases:
            self._bases[path] = _read(path)
        return self._bases[path]

    def _structure(self, rule: Rule) -> Structure:
        """Return the form without the tables that a rule does not read, which need not be looked through."""
        if rule.id not in self._structures:
            self._structures[rule.id] = _read_by(rule, self.book.structure)
        return self._structures[rule.id]

    def _ready(self, value: JsonValue, form: Structure, before: JsonValue = None) -> _Ready:
        submission = replace(self.book, structure=form).submission(value, before)
        return submission, Evaluation(submission, submission.formulas)


def _read_by(rule: Rule, form: Structure) -> Structure:
    parts = (part for instance in rule.plan.instances for part in (instance.guard, instance.body) if part is not None)
    nodes = [node for part in parts for node in plan.walk(part)]
    named = {node.table for node in nodes if isinstance(node, plan.Cells)}
    single = {node.path for node in nodes if isinstance(node, plan.Single)}
    if not named <= form.layouts.keys() or not single <= form.scalars.keys():
        return form
    wanted = set[str | None]()
    for name in named:
        table: str | None = name
        while table is not None:
            wanted.add(table)
            table = form.layouts[table].outer
    return replace(form, layouts={name: layout for name, layout in form.layouts.items() if name in wanted})


def _first_failure(evaluation: Evaluation, outcomes: Iterable[Outcome], language: Language) -> Explanation | None:
    for outcome in outcomes:
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
            if verdict is Verdict.FAILS:
                return Explainer(evaluation, language).explain(outcome.instance.body, outcome.level, key)
    return None


def _read(path: Path) -> JsonValue | Bilingual:
    """Return the submission in a file, or say why it cannot be read."""
    try:
        reading = read(path.read_bytes())
    except OSError as error:
        return reason(error)
    return reading.problems[0].message if reading.fatal else reading.value


# Comparing -------------------------------------------------------------------------------------------------------------


def _mismatches(case: Case, result: Result) -> Iterator[Mismatch]:
    """Compare a result with what its case expects; if the verdict is another, that is all there is to say."""
    if result.verdict is not case.verdict:
        yield Mismatch("verdict", case.verdict.value, result.verdict.value)
        return
    for member, same in _SAME.items():
        if member in case.content and not same(case.content[member], result.value(member)):
            yield Mismatch(member, case.content[member], result.value(member))


def _same_number(expected: Any, actual: str | None) -> bool:
    """Compare numbers however they are written: ``"-7,000"`` is ``-7000.00``."""
    try:
        return actual is not None and Decimal(str(expected).replace(",", "")) == Decimal(actual)
    except InvalidOperation:
        return False


_SAME: Final[dict[str, Any]] = {
    "at": lambda expected, actual: set(expected) <= set(actual or ()),
    "difference": _same_number,
    "left": _same_number,
    "right": _same_number,
    "filled": lambda expected, actual: expected == actual,
    "count": lambda expected, actual: expected == actual,
}
"""How each member is compared with what came out."""
