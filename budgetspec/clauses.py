"""Coverage of clauses: which condition of a rule no case has made true, or false, and which side of an ``or`` none has decided.

A rule that holds in one case and fails in another may still have a ``when`` that never mattered. Each condition of a rule, down
its ``and``, ``or``, ``not`` and ``implies``, is evaluated check by check; what it came to is noted by its place in the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from enum import StrEnum
from typing import Any, Final

from budgetspec.finding import Verdict
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.operations import EMPTY
from budgetspec.rule import Rule
from budgetspec.source import Span
from budgetspec.values import dataclass


class Role(StrEnum):
    """What a case should make of a clause."""

    GUARD_TRUE = "guard true"
    """A ``when`` is true: the rule applies."""
    GUARD_FALSE = "guard false"
    """A ``when`` is false: the rule does not apply."""
    BREAKS_AND = "breaks and"
    """A side of an ``and`` is the only one that is false."""
    MAKES_OR = "makes or"
    """A side of an ``or`` is the only one that is true."""
    PREMISE_FALSE = "premise false"
    """``a implies b`` is true only because a is false."""
    CONCLUSION_TRUE = "conclusion true"
    """``a implies b`` is true because b is, a being true."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition written in a rule, and what a case should make of it."""

    span: Span
    role: Role


@dataclass(slots=True)
class Exercise:
    """What cases have made of rules: which verdicts each came to, and which clauses they have put to the test."""

    verdicts: dict[str, set[Verdict]] = field(default_factory=dict)
    _seen: set[tuple[str, Clause]] = field(default_factory=set)

    def observe(self, rule: Rule, verdict: Verdict, evaluation: Evaluation, outcomes: Iterable[Outcome]) -> None:
        """Take note of one run of a rule."""
        self.verdicts.setdefault(rule.id, set()).add(verdict)
        if self.untested(rule):
            found = {clause for outcome in outcomes for clause in _exercised(outcome, evaluation)}
            self._seen.update((_shelf(rule, clause), clause) for clause in found)

    def without(self, verdict: Verdict, rules: Iterable[Rule]) -> list[Rule]:
        """Return the rules that no case has brought to a verdict."""
        return [rule for rule in rules if verdict not in self.verdicts.get(rule.id, ())]

    def untested(self, rule: Rule) -> list[Clause]:
        """Return the clauses of a rule that no case has put to the test, as they stand in it; of a rule without cases none."""
        if rule.id not in self.verdicts:
            return []
        wanted = dict.fromkeys(clause for instance in rule.plan.instances for clause in _clauses(instance))
        return [clause for clause in wanted if (_shelf(rule, clause), clause) not in self._seen]


def _shelf(rule: Rule, clause: Clause) -> str:
    """Return what a clause is noted under: a ``when`` under its rule, other conditions under their file, for rules share lets."""
    return rule.id if clause.role in {Role.GUARD_TRUE, Role.GUARD_FALSE} else rule.source.name


# What there is to test -------------------------------------------------------------------------------------------------


def _clauses(instance: plan.Instance) -> Iterator[Clause]:
    if instance.guard is not None:
        yield Clause(instance.guard.span, Role.GUARD_TRUE)
        yield Clause(instance.guard.span, Role.GUARD_FALSE)
        yield from _inside(instance.guard)
    yield from _inside(instance.body)


def _inside(node: plan.Expr) -> Iterator[Clause]:
    if isinstance(node, plan.Logic):
        for part, role in zip(node.operands, _roles(node), strict=True):
            if role is not None:
                yield Clause(part.span, role)
            yield from _inside(part)


def _roles(node: plan.Logic) -> Sequence[Role | None]:
    match node.op:
        case "and":
            return [Role.BREAKS_AND] * len(node.operands)
        case "or":
            return [Role.MAKES_OR] * len(node.operands)
        case "implies":
            return [Role.PREMISE_FALSE, Role.CONCLUSION_TRUE]
    return [None]


# What was tested -------------------------------------------------------------------------------------------------------


def _exercised(outcome: Outcome, evaluation: Evaluation) -> Iterator[Clause]:
    """Find what the checks of an outcome have put to the test; the body only where the rule applies."""
    instance, level, keys = outcome.instance, outcome.level, list(outcome.keys)
    if instance.guard is not None:
        truths = evaluation.values(instance.guard, level, keys)
        if any(map(_is_true, truths)):
            yield Clause(instance.guard.span, Role.GUARD_TRUE)
        if any(truth is False for truth in truths):
            yield Clause(instance.guard.span, Role.GUARD_FALSE)
        yield from _decided(instance.guard, outcome, evaluation, keys)
        keys = [key for key, truth in zip(keys, truths, strict=True) if _is_true(truth)]
    yield from _decided(instance.body, outcome, evaluation, keys)


def _decided(node: plan.Expr, outcome: Outcome, evaluation: Evaluation, keys: list[Any]) -> Iterator[Clause]:
    if not isinstance(node, plan.Logic) or not keys:
        return
    columns = [evaluation.values(part, outcome.level, keys) for part in node.operands]
    for number, (part, role) in enumerate(zip(node.operands, _roles(node), strict=True)):
        if role is not None and any(_DECIDES[role](truths, number) for truths in zip(*columns, strict=True)):
            yield Clause(part.span, role)
        yield from _decided(part, outcome, evaluation, keys)


def _is_true(truth: Any) -> bool:
    return truth is True or truth is EMPTY


def _only(truths: Sequence[Any], number: int, *, true: bool) -> bool:
    """Whether one truth is true, or false, and no other is."""
    like = [_is_true(truth) if true else truth is False for truth in truths]
    return like[number] and sum(like) == 1


_DECIDES: Final[dict[Role, Callable[[Sequence[Any], int], bool]]] = {
    Role.BREAKS_AND: lambda truths, number: _only(truths, number, true=False),
    Role.MAKES_OR: lambda truths, number: _only(truths, number, true=True),
    Role.PREMISE_FALSE: lambda truths, _: truths[0] is False and truths[1] is False,
    Role.CONCLUSION_TRUE: lambda truths, _: _is_true(truths[0]) and _is_true(truths[1]),
}
