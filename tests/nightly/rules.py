"""Drops and weakens each shipped rule in turn, and asks whether anything notices: a case of the rule, or a law.

Run it from the project's folder:  .venv/bin/python tests/nightly/rules.py [--only GLOB] [--drawn N] [--survivors]

A rule is changed in its plan: an ``==`` becomes ``<=`` or ``>=``, a term of a sum, a side of an ``and`` or ``or`` or the whole
``when`` is left out, or the rule is. Cases notice if one of them no longer comes out as it says. Laws notice if the changed rule
has a finding in a generated submission, none where a fault was made that no other rule finds, or if it bounds amounts that
its title says are equal. It ends with 1 if a dropped rule goes unnoticed.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
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
from budgetspec.lang.types import Kind
from budgetspec.rulebook import Rule, Rulebook
from budgetspec.submission import Submission
from budgetspec.trial import Runner, Trial

_FORM: Final = "dalian-department-budget"
_MOST_UNITS: Final = 8
_EQUAL: Final = re.compile("等于|一致|相符")
_CASES: Final = Path(__file__).parents[1] / "suite" / "rules"


_NUMERIC: Final = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.YEAR})


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with another plan, and what was done to it."""

    rule: Rule
    how: str


_Change = Callable[[plan.Expr], Iterator[tuple[str, plan.Expr]]]


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Go through the ways to weaken a rule; all of its columns are changed alike."""
    yield Mutant(_with(rule, ()), "dropped")
    first = rule.plan.instances[0]
    if first.guard is not None:
        yield Mutant(_with(rule, [replace(each, guard=None) for each in rule.plan.instances]), "when left out")
    for part in ("guard", "body"):
        expression = getattr(first, part)
        ways = [] if expression is None else list(_changed(expression, part))
        for number, (how, _) in enumerate(ways):
            instances = [_changed_instance(each, part, number) for each in rule.plan.instances]
            yield Mutant(_with(rule, [each for each in instances if each]), f"{how} in {part}")


def _with(rule: Rule, instances: Sequence[plan.Instance]) -> Rule:
    return replace(rule, plan=replace(rule.plan, instances=tuple(instances)))


def _changed_instance(instance: plan.Instance, part: str, number: int) -> plan.Instance | None:
    ways = list(_changed(getattr(instance, part), part))
    if number >= len(ways):
        return None
    return replace(instance, guard=ways[number][1]) if part == "guard" else replace(instance, body=ways[number][1])


def _changed(node: plan.Expr, part: str) -> Iterator[tuple[str, plan.Expr]]:
    """Go through the changes of an expression, at its top and inside."""
    match node:
        case plan.Comparison(op="==") if part == "body":
            yield "== made <=", replace(node, op="<=")
            yield "== made >=", replace(node, op=">=")
        case plan.Logic(op="and" | "or" as op, operands=operands):
            for number in range(len(operands)):
                left = (*operands[:number], *operands[number + 1 :])
                yield f"side {number + 1} of {op} left out", left[0] if len(left) == 1 else _of_rows(replace(node, operands=left))
        case plan.Apply(function="+" | "-", arguments=(left_side, _)):
            yield "last term left out", left_side
    yield from _inside(node, part)


def _inside(node: plan.Expr, part: str) -> Iterator[tuple[str, plan.Expr]]:
    match node:
        case plan.Comparison(left=left, right=right):
            yield from ((how, _of_rows(replace(node, left=new))) for how, new in _changed(left, ""))
            yield from ((how, _of_rows(replace(node, right=new))) for how, new in _changed(right, ""))
        case plan.Logic(operands=operands):
            for number, each in enumerate(operands):
                for how, new in _changed(each, part if node.op == "and" else ""):
                    yield how, _of_rows(replace(node, operands=(*operands[:number], new, *operands[number + 1 :])))
        case plan.Apply(arguments=arguments):
            for number, each in enumerate(arguments):
                for how, new in _changed(each, ""):
                    yield how, _of_rows(replace(node, arguments=(*arguments[:number], new, *arguments[number + 1 :])))


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
    """A generated submission, sound or with a fault, and the rules that find something grave in it."""

    submission: Submission
    evaluation: Evaluation
    findings: frozenset[str]


def _drawn(book: Rulebook, count: int) -> list[_Drawn]:
    generator = Generator(book)
    found = []
    for seed in range(1, count + 1):
        sound = book.submission(generator.submission(Seeded(seed), 1 + seed % _MOST_UNITS))
        fault = faulty(sound, Seeded(seed))
        for submission in (sound, *([book.submission(fault.value)] if fault else [])):
            evaluation = Evaluation(submission)
            rules = (r for r in book.rules if r.severity is not Severity.INFO and _fails(r, submission, evaluation))
            found.append(_Drawn(submission, evaluation, frozenset(rule.id for rule in rules)))
    return found


def _fails(rule: Rule, submission: Submission, evaluation: Evaluation) -> bool:
    return applies(rule, submission) and any(Verdict.FAILS in outcome.verdicts for outcome in evaluation.run(rule.plan))


def _by_law(mutant: Rule, drawn: Sequence[_Drawn]) -> bool:
    """Say whether a changed rule finds something in a sound submission, misses what it alone finds, or contradicts its title."""
    return _contradicts_its_title(mutant) or any(
        _fails(mutant, each.submission, each.evaluation) != (mutant.id in each.findings)
        for each in drawn
        if each.findings <= {mutant.id}
    )


def _contradicts_its_title(rule: Rule) -> bool:
    """Say whether a rule says that amounts are equal, and bounds them."""
    nodes = [node for instance in rule.plan.instances[:1] for node in plan.walk(instance.body)]
    amounts = [n for n in nodes if isinstance(n, plan.Comparison) and n.left.type.kind in _NUMERIC]
    return bool(_EQUAL.search(rule.tree.title)) and any(node.op in {"<=", ">="} for node in amounts)


def main() -> int:
    """Print how many changes of each kind were noticed, and by what."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", metavar="GLOB")
    parser.add_argument("--drawn", type=int, default=20)
    parser.add_argument("--survivors", action="store_true", help="print each change that nothing notices")
    options = parser.parse_args()
    book = Rulebook.load(_FORM)
    cases = [case for path in case_files(_CASES) for case in read_cases(path)[0]]
    drawn = _drawn(book, options.drawn)
    counts: Counter[tuple[str, str]] = Counter()
    for rule in book.rules:
        if not fnmatchcase(rule.id, options.only):
            continue
        tried, own = _Tried(book), [case for case in cases if case.rule == rule.id]
        for mutant in mutants(rule):
            by_case = any(tried.mismatches(case, mutant.rule) for case in own)
            noticed = "case" if by_case else "law" if _by_law(mutant.rule, drawn) else "nothing"
            counts[_kind(mutant.how), noticed] += 1
            if options.survivors and noticed == "nothing":
                print(f"{rule.id}: {mutant.how}")
    return _report(counts)


def _kind(how: str) -> str:
    return " ".join(word for word in how.split() if not word.isdecimal())


def _report(counts: Counter[tuple[str, str]]) -> int:
    print("change", "case", "law", "nothing", sep="\t")
    for kind in dict.fromkeys(kind for kind, _ in counts):
        print(kind, *(counts[kind, by] for by in ("case", "law", "nothing")), sep="\t")
    every = sum(counts.values())
    left = sum(count for (_, by), count in counts.items() if by == "nothing")
    print(f"{every} changes, {every - left} noticed")
    return int(counts["dropped", "nothing"] > 0)


if __name__ == "__main__":
    sys.exit(main())
