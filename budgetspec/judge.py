"""Runs a rulebook's rules over one submission: findings, what could not be decided, and how many checks came to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from itertools import islice
from typing import Final, NamedTuple

from budgetspec.correction import correction
from budgetspec.diagnosis.breaks import consequences
from budgetspec.diagnosis.causes import Cause, Diagnosed, diagnosed
from budgetspec.diagnosis.linear import Check, CheckId
from budgetspec.diagnosis.suspects import Suspects
from budgetspec.finding import Bilingual, Cell, Finding, Kind, Language, Quote, Severity, Tally, Undecided, Verdict
from budgetspec.finding import Check as Told
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.explainer import Explainer, Explanation
from budgetspec.lang.formulas import NotDecided
from budgetspec.lang.types import Key
from budgetspec.lang.types import Kind as ValueKind
from budgetspec.money import grouped
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission
from budgetspec.values import dataclass

_COLON: Final = Bilingual("：", ": ")
_SEMICOLON: Final = Bilingual("；", "; ")
_CORRECTION: Final = Bilingual("若别处无误，此处应为“{}”", 'if all else is right, the text should say "{}"')
_BROKEN_OFF: Final = Bilingual("不一致的太多，没有全部查明原因", "too much disagrees to find every cause")
_SETTLED: Final = (Verdict.HOLDS, Verdict.NOT_APPLICABLE, Verdict.EMPTY)
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}
_HOLE: Final = re.compile(r"\{([^{}]+)\}")
_NO_TEXT: Final = Bilingual("不成立", "does not hold")
MOST_CHECKS: Final = 200
"""So many failing checks of a finding are explained; of the others it says how many they are."""
MOST_REASONS: Final = 10
"""So many reasons are given why one rule could not be decided."""
_MORE_REASONS: Final = Bilingual("另有 {} 个原因", "{} more reasons")
_NOTHING: Final = Bilingual("，一项也没有查", ", so nothing was checked")
_NO_ROWS: Final = Bilingual("选的行这里一行也没有", "there are no rows that it selects")
_NEVER_APPLIES: Final = Bilingual("when 的条件在哪一行都不成立", "its when is true of no row")
_ALL_BLANK: Final = Bilingual("要比的各项都是空的", "all that it compares is blank")
_SEVERAL: Final = 3
_MAY_BE_WRONG: Final = Bilingual(
    "{0} 项检查没有一项成立，也可能是规则写错了：budgetspec lint {2}，budgetspec explain {1} --add {2}",
    "none of its {0} checks holds, so the rule may be wrong: budgetspec lint {2}, budgetspec explain {1} --add {2}",
)
MOST_CELLS: Final = 200
"""So many cells of a check are named."""


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
        if not self.only and not self.skip:
            return True
        wanted = not self.only or any(fnmatchcase(rule, glob) for glob in self.only)
        return wanted and not any(fnmatchcase(rule, glob) for glob in self.skip)


def judge(book: Rulebook, submission: Submission, selection: Selection, language: Language) -> Judgement:
    """Run the selected rules that apply to the submission: one finding for each cause, and for each rule beyond them."""
    evaluation = Evaluation(submission, submission.formulas)
    counts = dict.fromkeys(Verdict, 0)
    whys: dict[str, dict[str, None]] = {}
    ran: set[int] = set()
    failing: list[Check] = []
    for number, rule in enumerate(book.rules):
        if rule.id not in selection:
            continue
        elsewhere = unfit(rule, submission)
        if rule.id in book.added and (idle := elsewhere or _idle(rule, evaluation)):
            whys.setdefault(rule.called(language), {})[f"{idle.said(language)}{_NOTHING.said(language)}"] = None
        if elsewhere:
            counts[Verdict.NOT_APPLICABLE] += 1
            continue
        ran.add(number)
        for instance in rule.plan.instances:
            if not _count(evaluation.verdicts(instance), counts):
                continue
            for outcome in evaluation.outcomes(instance):
                if outcome.whys:
                    whys.setdefault(rule.called(language), {}).update((why.said(language), None) for why in outcome.whys)
                failing += (Check(number, instance, outcome.level, key) for key in _failing(outcome))
    findings = _Findings(book, Explainer(evaluation, language), submission, language)
    causes = diagnosed(book.readers, evaluation, submission, ran, failing) if failing else Diagnosed()
    return Judgement(tuple(findings.of(failing, causes)), tuple(_undecided(whys, language)), Tally(counts))


def _holds_nowhere(rule: Rule, failing: Sequence[Check], evaluation: Evaluation) -> bool:
    """Tell whether several checks of a rule fail and none holds: then it is likelier to be wrong than all of the data."""
    return len(failing) >= _SEVERAL and not any(
        Verdict.HOLDS in evaluation.verdicts(instance) for instance in rule.plan.instances
    )


def _count(verdicts: Sequence[Verdict | NotDecided], counts: dict[Verdict, int]) -> bool:
    """Add up verdicts, of which most often all of a rule hold; tell whether there is something to say of one."""
    rest = len(verdicts)
    for verdict in _SETTLED:
        if not rest:
            return False
        found = verdicts.count(verdict)
        counts[verdict] += found
        rest -= found
    failing = verdicts.count(Verdict.FAILS)
    counts[Verdict.FAILS] += failing
    counts[Verdict.UNDECIDED] += rest - failing
    return rest > 0


def _undecided(whys: Mapping[str, Mapping[str, None]], language: Language) -> Iterator[Undecided]:
    """Say of each rule why it could not be decided; of very many reasons, how many more there are."""
    for rule, every in whys.items():
        yield from (Undecided(rule, why) for why in islice(every, MOST_REASONS))
        if len(every) > MOST_REASONS:
            yield Undecided(rule, _MORE_REASONS.said(language).format(len(every) - MOST_REASONS))


def applies(rule: Rule, submission: Submission) -> bool:
    """Whether the submission's year, kind and region are among those the rule is for."""
    return unfit(rule, submission) is None


def unfit(rule: Rule, submission: Submission) -> Bilingual | None:
    """Say why a rule is for other submissions: by their year, their kind or their region."""
    if not rule.bounded:
        return None
    tree, year = rule.tree, submission.disclosure.year
    kind, region = submission.disclosure.role("kind"), submission.disclosure.role("region")
    first, last = tree.from_year or "…", tree.until_year or "…"
    if year is not None and not (tree.from_year or year) <= year <= (tree.until_year or year):
        return Bilingual(f"只用于 {first} 至 {last} 年度", f"it is for the years {first} to {last}")
    kinds = [each.value for each in tree.kinds]
    if kinds and kind not in kinds:
        return Bilingual(f"只用于文件类型 {'、'.join(kinds)}", f"it is for submissions of kind {', '.join(kinds)}")
    regions = [each.value for each in tree.regions]
    if regions and not any(str(region).startswith(each) for each in regions):
        return Bilingual(f"只用于区划以 {'、'.join(regions)} 开头的", f"it is for regions that begin with {', '.join(regions)}")
    return None


def _idle(rule: Rule, evaluation: Evaluation) -> Bilingual | None:
    """Say why a rule makes no check that could fail: else it would seem to hold."""
    verdicts = {verdict for instance in rule.plan.instances for verdict in evaluation.verdicts(instance)}
    if not verdicts:
        return _NO_ROWS
    if verdicts <= {Verdict.NOT_APPLICABLE, Verdict.EMPTY}:
        return _ALL_BLANK if Verdict.EMPTY in verdicts else _NEVER_APPLIES
    undecided = [verdict for verdict in verdicts if isinstance(verdict, NotDecided)]
    if verdicts & {Verdict.HOLDS, Verdict.FAILS} or any(verdict.whys for verdict in undecided):
        return None
    return min((why for verdict in undecided for why in verdict.quiet), default=None)


def _failing(outcome: Outcome) -> Iterator[Key]:
    return (key for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True) if verdict is Verdict.FAILS)


@dataclass(frozen=True, slots=True)
class _Findings:
    """Makes findings of failing checks."""

    book: Rulebook
    explainer: Explainer
    submission: Submission
    language: Language

    def of(self, failing: Sequence[Check], diagnosed: Diagnosed) -> Iterator[Finding]:
        """Give one finding for each cause, and for each rule whose checks are not explained."""
        suspects = Suspects(self.submission, self.book.readers, self.language) if diagnosed.causes else None
        explained: set[CheckId] = set()
        for cause in diagnosed.causes:
            explained |= {check.identity for check in cause.checks}
            if suspects:
                yield self._of_cause(cause, suspects)
        rest = [check for check in failing if check.identity not in explained]
        for finding in self._unexplained(rest):
            yield replace(finding, message=self._with(finding.message, _BROKEN_OFF)) if diagnosed.broken_off else finding

    def _unexplained(self, failing: Sequence[Check]) -> Iterator[Finding]:
        """Give one finding for each fault at which sentences break off, and for each rule beyond them."""
        follows = consequences(failing, self.explainer, self.submission)
        following = {check.identity for checks in follows.values() for check in checks}
        for check in (check for check in failing if check.identity in follows):
            together = [check, *follows[check.identity]]
            first = min(together, key=lambda check: _GRAVITY[self.book.rules[check.rule].severity])
            others = (other for other in together if other is not first)
            yield replace(self._of_rule([first]), consequences=self._called(others))
        rest = (check for check in failing if check.identity not in follows.keys() | following)
        yield from map(self._of_rule, _by_rule(rest).values())

    def _called(self, checks: Iterable[Check]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.book.rules[check.rule].called(self.language) for check in checks))

    def _with(self, message: str, more: Bilingual) -> str:
        return _SEMICOLON.said(self.language).join([message, more.said(self.language)])

    def _of_cause(self, cause: Cause, suspects: Suspects) -> Finding:
        """Make the finding of a cause: of the first rule in the document among the gravest, the others being consequences."""
        found = _by_rule(cause.checks)
        first = min(found, key=lambda number: (_GRAVITY[self.book.rules[number].severity], self._place(found[number][0]), number))
        ids = {check.identity: self.book.rules[check.rule].called(self.language) for check in cause.checks}
        finding = self._of_rule(found[first])
        others = self._called(checks[0] for number, checks in found.items() if number != first)
        return replace(
            finding,
            message=f"{suspects.headline(cause)}\n{finding.message}",
            suspects=suspects.suspects(cause, ids),
            consequences=others,
        )

    def _place(self, check: Check) -> tuple[int, ...]:
        cells = self.explainer.explain(check.instance.body, check.level, check.key).cells
        return min((self.submission.disclosure.order(cell.pointer) for cell in cells if cell.pointer), default=())

    def _of_rule(self, failing: Sequence[Check]) -> Finding:
        rule, told = self.book.rules[failing[0].rule], failing[:MOST_CHECKS]
        explained = [self.explainer.explain(c.instance.body, c.level, c.key) for c in told]
        first = explained[0]
        place = _Place(failing[0], self.explainer, self.submission)
        return Finding(
            rule=rule.called(self.language),
            kind=Kind.RULE,
            severity=rule.severity,
            title=rule.tree.title,
            message=_message(rule, first, place, self.language) + self._doubt(rule, failing),
            basis=rule.tree.basis,
            expression=rule.expression,
            filled=first.filled,
            left=first.left,
            right=first.right,
            difference=first.difference,
            cells=_cells(first),
            quotes=_quotes(first),
            checks=tuple(_told(check, said) for check, said in zip(told, explained, strict=True)),
            truncated=len(failing) - len(told),
        )

    def _doubt(self, rule: Rule, failing: Sequence[Check]) -> str:
        """Say of a rule that is not the form's own that it may be wrong itself."""
        evaluation = self.explainer.evaluation
        if rule.id not in self.book.added or not _holds_nowhere(rule, failing, evaluation):
            return ""
        return "\n" + _MAY_BE_WRONG.said(self.language).format(len(failing), rule.id, rule.source.name)


def _by_rule(checks: Iterable[Check]) -> dict[int, list[Check]]:
    """Put together the checks of each rule, in the order of the rules."""
    found: dict[int, list[Check]] = {}
    for check in checks:
        found.setdefault(check.rule, []).append(check)
    return found


def _told(check: Check, said: Explanation) -> Told:
    """Name a check by its level, the codes of its row and its 列, and by its table where the rule holds in several."""
    level, label, table = check.level, check.instance.label, check.instance.table
    name = {"级": level.name, **dict(zip(level.keys, check.key, strict=True))} if level else {}
    cells = tuple(cell.pointer for cell in _cells(said))
    columns = {"列": label} if label else {}
    tables = {"表": table} if table else {}
    return Told(tables | name | columns, said.left, said.right, said.difference, said.unit, cells, _quotes(said))


def _cells(said: Explanation) -> tuple[Cell, ...]:
    """Return the cells that a check is about."""
    return tuple(islice((cell for cell in said.cells if cell.span is None), MOST_CELLS))


def _quotes(said: Explanation) -> tuple[Quote, ...]:
    """Return the pieces of paragraphs that a check is about."""
    quotes = (Quote(cell.pointer, *cell.span, cell.value or "") for cell in said.cells if cell.span)
    return tuple(islice(dict.fromkeys(quotes), MOST_CELLS))


class _Place(NamedTuple):
    """The check that a message is about, and the submission it is a check of."""

    check: Check
    explainer: Explainer
    submission: Submission

    def correction(self) -> str | None:
        return correction(self.check.instance.body, self.check.level, self.check.key, self.explainer.evaluation, self.submission)

    def value(self, column: str) -> str:
        """Say what a column of the table holds in the row that is checked."""
        table, level = self.check.instance.scope, self.check.level
        value = self.submission.column(table, column, level).get(self.check.key) if level else None
        return value if isinstance(value, str) else self.explainer.say(value, self._kind(table, column)) if level else ""

    def _kind(self, table: str, column: str) -> ValueKind:
        readings = {reading.name: reading.table for reading in self.submission.statements.readings}
        known = self.submission.disclosure.form.tables().get(table) or readings[table]
        return known.columns[column].kind if known else ValueKind.VALUE


def _message(rule: Rule, said: Explanation, place: _Place, language: Language) -> str:
    """Say what is wrong in the rule's own words, if it has any, else in numbers."""
    words = _own_words(rule, said, place)
    text = f"{said.row}{_COLON.said(language)}{words}" if said.row else words
    if said.difference is None or rule.tree.message:
        return text or _NO_TEXT.said(language)
    right = place.correction()
    more = [said.omitted, _CORRECTION.said(language).format(right) if right else None]
    return _SEMICOLON.said(language).join([said.with_difference(text, language), *filter(None, more)])


def _own_words(rule: Rule, said: Explanation, place: _Place) -> str:
    """Return the rule's message with its {left}, {right}, {difference} and columns filled in, or the numbers themselves."""
    if not rule.tree.message:
        return said.filled
    sides = {"left": said.left, "right": said.right, "difference": said.difference}

    def filled(hole: re.Match[str]) -> str:
        if hole[1] in sides:
            return grouped(sides[hole[1]] or "") if sides[hole[1]] else ""
        return place.value(hole[1])

    return _HOLE.sub(filled, rule.tree.message.value)
