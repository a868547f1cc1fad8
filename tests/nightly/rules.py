"""Drops and weakens each shipped rule in turn, and asks whether anything notices: a case, a law, or a disclosure.

Run it from the project's folder:  .venv/bin/python tests/nightly/rules.py [--form NAME] [--only GLOB] [--weaker]
        [--drawn N] [--survivors]

A change is made at a place of a rule file: a rule or its ``when`` is left out, an ``==`` becomes ``<=`` or ``>=``, or the last
term of a sum or a side of an ``and`` or ``or`` is left out; in a ``let``, for all rules that use it. It makes rules weaker, so
that they find less, or stricter, so that they find more, or other. Cases notice if one of them no longer comes out as it says.
Laws notice if a changed rule has a finding in a generated submission, none where a fault was made that no other rule finds, or
if it bounds amounts that its title says are equal. Whole disclosures notice, the examples and what is legitimate in
``tests/suite/errors``, if it finds more in one. It ends with 1 if a rule that is left out, or weaker, goes unnoticed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any, Final

from budgetspec.cases import Case, case_files, read_cases
from budgetspec.chance import Seeded
from budgetspec.faults import faulty
from budgetspec.finding import Severity, Verdict
from budgetspec.generating import Generator
from budgetspec.judge import applies
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.kinds import comparable
from budgetspec.lang.types import Kind
from budgetspec.packing import Later
from budgetspec.patch import changed
from budgetspec.reader import read
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook, forms
from budgetspec.source import Source, Span
from budgetspec.submission import Submission
from budgetspec.trial import Runner, Trial
from budgetspec.yamltext import read_yaml

_MOST_UNITS: Final = 8
_EQUAL: Final = re.compile("等于|一致|相符")
_SUITE: Final = Path(__file__).parents[1] / "suite"
_EXAMPLES: Final = Path(__file__).parents[2] / "examples"
_NOTICED: Final = ("case", "law", "disclosure", "nothing")
_FIRST: Final = "dalian-department-budget"
_FORM: Final = "表式"
_NUMERIC: Final = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.YEAR})
_WEAKER: Final = "weaker"
_EFFECTS: Final = {1: _WEAKER, 0: "other", -1: "stricter"}

# Changing --------------------------------------------------------------------------------------------------------------

_Rewrite = Callable[[Any], plan.Expr]
"""Returns what an expression becomes."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is done at a place of a rule file, and what it makes of the rules there."""

    file: str
    span: Span
    how: str
    effect: str
    """On the rule: a change of a ``let`` may make one rule weaker and another stricter, and is then two."""


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to change an expression: ``sense`` is 1 where more holds then, -1 where less, 0 where neither is sure."""

    node: plan.Expr
    how: str
    sense: int
    rewrite: _Rewrite | None
    """None leaves it out."""


def changes(rule: Rule) -> Iterator[tuple[Change, Rule]]:
    """Go through the ways to change a rule, with what it becomes; all of its columns are changed alike."""
    yield Change(rule.source.name, rule.tree.span, "rule left out", _WEAKER), _with(rule, ())
    ways = {(way.node.span, way.how): way for instance in rule.plan.instances for way in _ways(instance)}
    for (span, how), way in ways.items():
        changed = [_changed(instance, way) for instance in rule.plan.instances]
        yield Change(rule.source.name, span, how, _EFFECTS[way.sense]), _with(rule, changed)


def _with(rule: Rule, instances: Sequence[plan.Instance]) -> Rule:
    return replace(rule, plan=replace(rule.plan, instances=tuple(instances)))


def _ways(instance: plan.Instance) -> Iterator[_Way]:
    yield from _inside(instance.body, 1)
    if instance.guard is not None:
        yield _Way(instance.guard, "when left out", -1, None)
        yield from _inside(instance.guard, -1)


def _inside(node: plan.Expr, sense: int) -> Iterator[_Way]:
    """Go through the ways to change an expression, which is true (1) or false (-1) where its rule holds."""
    match node:
        case plan.Comparison(op="==") if sense == 1:
            for op in (op for op in ("<=", ">=") if _is_another(node, op)):
                yield _Way(node, f"== made {op}", 1, partial(replace, op=op))
        case plan.Logic(op="and" | "or" as op, operands=operands):
            for number in range(len(operands)):
                yield _Way(node, f"side {number + 1} of {op} left out", sense if op == "and" else -sense, partial(_less, number))
        case plan.Apply(function="+" | "-", arguments=(_, _)):
            yield _Way(node, "last term left out", 0, _first)
    for number, inner in enumerate(_parts(node)):
        yield from _inside(inner, sense * _sense(node, number))


def _is_another(node: plan.Comparison, op: str) -> bool:
    """Say whether an equality with another sign is a rule, and not the same one: texts have no order, counts are not below 0."""
    if not comparable(op, node.left.type.kind, node.right.type.kind):
        return False
    return not (op == "<=" and _counts(node.left) and isinstance(node.right, plan.Const) and node.right.value == 0)


def _counts(node: plan.Expr) -> bool:
    match node:
        case plan.Fold(function=function) | plan.ChildFold(function=function):
            return function == "count"
        case plan.Apply(function="length"):
            return True
    return isinstance(node, plan.RowCount)


def _less(number: int, node: Any) -> plan.Expr:
    left = (*node.operands[:number], *node.operands[number + 1 :])
    only: plan.Expr = left[0] if len(left) == 1 else _of_rows(replace(node, operands=left))
    return only


def _first(node: Any) -> plan.Expr:
    first: plan.Expr = node.arguments[0]
    return first


def _sense(node: plan.Expr, number: int) -> int:
    """Return how the truth of a part bears on that of the whole; 0 where a part is no mere truth."""
    match node:
        case plan.Logic(op="not"):
            return -1
        case plan.Logic(op="implies"):
            return 1 if number else -1
        case plan.Logic():
            return 1
    return 0


def _changed(instance: plan.Instance, way: _Way) -> plan.Instance:
    if way.rewrite is None:
        return replace(instance, parts=Later((None, instance.body)))
    guard = None if instance.guard is None else _rewritten(instance.guard, way, way.rewrite)
    return replace(instance, parts=Later((guard, _rewritten(instance.body, way, way.rewrite))))


def _rewritten(node: plan.Expr, way: _Way, rewrite: _Rewrite) -> plan.Expr:
    """Change an expression at a place, as often as it stands in another: columns are written once, and so are lets."""
    if node.span == way.node.span and type(node) is type(way.node):
        return rewrite(node)
    match node:
        case plan.Comparison(left=left, right=right):
            return _of_rows(replace(node, left=_rewritten(left, way, rewrite), right=_rewritten(right, way, rewrite)))
        case plan.Logic(operands=operands):
            return _of_rows(replace(node, operands=tuple(_rewritten(each, way, rewrite) for each in operands)))
        case plan.Apply(arguments=arguments):
            return _of_rows(replace(node, arguments=tuple(_rewritten(each, way, rewrite) for each in arguments)))
    return node


def _parts(node: plan.Expr) -> tuple[plan.Expr, ...]:
    """Return the expressions inside one that are changed: none below a fold, whose rows are settled."""
    return plan.operands(node) if isinstance(node, plan.Comparison | plan.Logic | plan.Apply) else ()


def _of_rows(node: plan.Expr) -> plan.Expr:
    """Return an expression with the rows that it has after the change: those of what is left in it."""
    rows = max((each.type.rows for each in plan.operands(node)), key=len, default=())
    return replace(node, type=replace(node.type, rows=rows))


# Noticing --------------------------------------------------------------------------------------------------------------


class _Tried(Runner):
    """Runs cases on rules that are given; what a case needs is read once."""

    def __init__(self, book: Rulebook) -> None:
        super().__init__(book)
        self._of: dict[int, Any] = {}

    def mismatches(self, case: Case, rule: Rule) -> bool:
        """Say whether a case comes out otherwise with a changed rule."""
        self._rules = {case.rule: rule}
        found = self.run(case)
        return not isinstance(found, Trial) or bool(found.mismatches)

    def _submission(self, case: Case, rule: Rule) -> Any:
        if id(case) not in self._of:
            self._of = {id(case): super()._submission(case, self.book.rule(case.rule)[0] or rule), **self._of}
        return self._of[id(case)]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A generated submission, sound or with a fault, and the rules that find something in it, and those that find it grave."""

    submission: Submission
    evaluation: Evaluation
    failing: frozenset[str]
    grave: frozenset[str]


def _drawn(book: Rulebook, count: int) -> list[_Drawn]:
    generator = Generator(book)
    found = []
    for seed in range(1, count + 1):
        sound = book.submission(generator.submission(Seeded(seed), 1 + seed % _MOST_UNITS))
        fault = faulty(sound, Seeded(seed))
        for submission in (sound, *([book.submission(fault.value)] if fault else [])):
            evaluation = Evaluation(submission)
            rules = [rule for rule in book.rules if _fails(rule, submission, evaluation)]
            grave = frozenset(rule.id for rule in rules if rule.severity is not Severity.INFO)
            found.append(_Drawn(submission, evaluation, frozenset(rule.id for rule in rules), grave))
    return found


def _fails(rule: Rule, submission: Submission, evaluation: Evaluation) -> bool:
    return applies(rule, submission) and any(Verdict.FAILS in outcome.verdicts for outcome in evaluation.run(rule.plan))


def _by_law(mutant: Rule, drawn: Sequence[_Drawn]) -> bool:
    """Say whether a changed rule finds something in a sound submission, misses what it alone finds, or contradicts its title."""
    return _contradicts_its_title(mutant) or any(
        _fails(mutant, each.submission, each.evaluation) != (mutant.id in each.failing)
        for each in drawn
        if each.grave <= {mutant.id}
    )


def _contradicts_its_title(rule: Rule) -> bool:
    """Say whether a rule says that amounts are equal, and bounds them."""
    nodes = [node for instance in rule.plan.instances[:1] for node in plan.walk(instance.body)]
    amounts = [n for n in nodes if isinstance(n, plan.Comparison) and n.left.type.kind in _NUMERIC]
    return bool(_EQUAL.search(rule.tree.title)) and any(node.op in {"<=", ">="} for node in amounts)


def _disclosures(book: Rulebook) -> Iterator[Submission]:
    """Go through the whole disclosures of a form of which tests say that nothing is to be found, or nothing more."""
    for path in sorted((_SUITE / "errors").glob("*.yaml")):
        text, _ = read_yaml(Source(path.name, path.read_text("utf-8")))
        mistakes: Any = text.value
        sound: Any = read((_EXAMPLES / mistakes["base"] / "disclosure.json").read_bytes()).value
        if sound[_FORM] == book.name:
            legitimate = (each for each in mistakes["errors"] if not each["finds"])
            yield from (book.submission(changed(sound, each)) for each in ({}, *legitimate))


def _in_disclosures(book: Rulebook, unnoticed: Sequence[tuple[Change, Rule, Rule]]) -> Iterator[Change]:
    """Go through the changes by which a rule finds more in a disclosure; a remark may be made there unasked."""
    left = [each for each in unnoticed if each[1].severity is not Severity.INFO]
    for submission in _disclosures(book) if left else ():
        evaluation = Evaluation(submission, submission.formulas)
        found = {change for change, rule, mutant in left if applies(rule, submission) and _finds_more(mutant, rule, evaluation)}
        left = [each for each in left if each[0] not in found]
        yield from found


def _finds_more(mutant: Rule, rule: Rule, evaluation: Evaluation) -> bool:
    return bool(_failing(mutant, evaluation) - _failing(rule, evaluation))


def _failing(rule: Rule, evaluation: Evaluation) -> set[Any]:
    return {
        (number, outcome.level and outcome.level.identity, key)
        for number, instance in enumerate(rule.plan.instances)
        for outcome in evaluation.run(plan.Plan((instance,)))
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True)
        if verdict is Verdict.FAILS
    }


def main() -> int:
    """Print how many changes of each kind were noticed, and by what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--form", choices=forms(), help="the form whose rules are changed; without it, all")
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--weaker", action="store_true", help="make only the changes by which rules find less")
    parser.add_argument("--drawn", type=int, default=20)
    parser.add_argument("--survivors", action="store_true", help="print each change that nothing notices")
    options = parser.parse_args()
    noticed: dict[Change, str] = {}
    for form in [options.form] if options.form else forms():
        _notice(Rulebook.load(form), options, noticed)
    if options.survivors:
        _print_survivors(noticed)
    return _report(noticed)


def _notice(book: Rulebook, options: argparse.Namespace, noticed: dict[Change, str]) -> None:
    """Make every change of a form's rules that nothing has noticed yet, and say by what it is noticed."""
    place = _SUITE / "rules" if book.name == _FIRST else _SUITE / "forms" / book.name
    cases = [case for path in case_files(place) for case in read_cases(path)[0]]
    drawn = _drawn(book, options.drawn) if book.drawing else []
    unnoticed = []
    for rule in book.rules:
        if fnmatchcase(rule.id, options.only):
            tried, own = _Tried(book), [case for case in cases if case.rule == rule.id]
            for change, mutant in changes(rule):
                if noticed.get(change, "nothing") == "nothing" and (change.effect == _WEAKER or not options.weaker):
                    by_case = any(tried.mismatches(case, mutant) for case in own)
                    noticed[change] = "case" if by_case else "law" if _by_law(mutant, drawn) else "nothing"
                    unnoticed += [(change, rule, mutant)] if noticed[change] == "nothing" else []
    noticed.update(dict.fromkeys(_in_disclosures(book, unnoticed), "disclosure"))


def _print_survivors(noticed: Mapping[Change, str]) -> None:
    texts: dict[str, str] = {}
    for change in (change for change, by in noticed.items() if by == "nothing"):
        text = texts.setdefault(change.file, Path(change.file).read_text("utf-8"))
        said = " ".join(text[change.span.start : change.span.end].split())
        line = text.count("\n", 0, change.span.start) + 1
        print(f"{change.effect}: {Path(change.file).name}:{line}: {change.how}: {said}")


def _kind(change: Change) -> str:
    return f"{change.effect}: {re.sub(' [0-9]+', '', change.how)}"


def _report(noticed: Mapping[Change, str]) -> int:
    counts = Counter((_kind(change), by) for change, by in noticed.items())
    print("change", *_NOTICED, sep="\t")
    for kind in sorted({kind for kind, _ in counts}):
        print(kind, *(counts[kind, by] for by in _NOTICED), sep="\t")
    missed = [change for change, by in noticed.items() if by == "nothing"]
    print(f"{len(noticed)} changes, {len(noticed) - len(missed)} noticed")
    return int(any(change.effect == _WEAKER for change in missed))


if __name__ == "__main__":
    sys.exit(main())
