"""Syntax tree to plan: every name bound, every level, kind and unit settled, before any data is seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual, Severity
from budgetspec.lang import ast, misnamed, misspelt, mistyped, plan
from budgetspec.lang.binder import Binder
from budgetspec.lang.levels import Field, meet
from budgetspec.lang.mention import quoted, shown, stars
from budgetspec.lang.names import Names, named_columns
from budgetspec.lang.problems import Fault, Problem, nearest, some
from budgetspec.lang.types import Level, Model
from budgetspec.lang.unknown import known
from budgetspec.packing import Later
from budgetspec.source import Span

_DEEPEST: Final = 100
_LISTED: Final = 4
_SIDES: Final = ("left", "right", "difference")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")


class Surroundings(NamedTuple):
    """What the rules of a file can name: the form's model, the file's lets, and what could not be read of lets and readings."""

    model: Model
    lets: Mapping[str, ast.Let]
    unread: Collection[str] = frozenset()

    def names(self, scope: ast.Path, *whole: ast.Expr) -> Names:
        """Return the names in an ``in``, for all that is to be bound there."""
        return known(Names(self.model, self.lets, scope, self.unread, whole))


def resolve(
    rule: ast.Rule, model: Model, lets: Mapping[str, ast.Let], unread: Collection[str] = frozenset()
) -> tuple[plan.Plan | None, list[Problem]]:
    """Bind a rule to the model: its plan, or the problems that keep it from running.

    There is no plan and no problem where a let is used that has a problem of its own.
    """
    found = [*_unknown_severity(rule), *_unknown_kinds(rule, model), *_unknown_placeholders(rule, model)]
    left_out: dict[str, None] = {}
    instances: list[plan.Instance] = []
    faults: list[tuple[ast.Path, Sequence[Problem]]] = []
    sound = not found
    for scope in rule.scopes:
        try:
            instances += _instances(rule, scope, Surroundings(model, lets, unread), left_out)
        except Fault as fault:
            sound = False
            faults.append((scope, fault.problems))
        except RecursionError:
            sound = False
            found.append(misspelt.too_deep(rule.span))
    found += _of_some(faults, len(rule.scopes), model)
    first = {p.message if p.code == misnamed.ELSEWHERE else (p.code, p.span): p for p in reversed(found)}
    problems = [replace(p, rule=rule.id or None) for p in sorted(first.values(), key=lambda p: p.span)]
    return plan.Plan(tuple(instances), tuple(left_out)) if sound else None, problems


def resolve_let(let: ast.Let, model: Model, lets: Mapping[str, ast.Let], unread: Collection[str] = frozenset()) -> list[Problem]:
    """Return the problems of a let, whether a rule uses it or not."""
    try:
        for scope in let.scopes:
            names = Surroundings(model, lets, unread).names(scope, let.value)
            Binder(names, next(iter(_shared(names, let.value)), None), {}, open_lets=(let.name.text,)).bind(let.value)
    except Fault as fault:
        return list(fault.problems)
    except RecursionError:
        return [misspelt.too_deep(let.span)]
    return []


def _of_some(faults: Sequence[tuple[ast.Path, Sequence[Problem]]], tables: int, model: Model) -> Iterator[Problem]:
    """Say of the problems that a rule has in some of its tables in which: another has what this one lacks."""
    times = Counter(each for _, problems in faults for each in {(problem.code, problem.span) for problem in problems})
    for scope, problems in faults:
        yield from (p if times[p.code, p.span] == tables else _in_table(p, scope, model) for p in problems)


def _in_table(problem: Problem, scope: ast.Path, model: Model) -> Problem:
    """Say in which table a problem is, unless it does; a name that means something in the others, that it does not here."""
    table = model.tables.get(".".join(part.text for part in scope))
    if table is None or problem.code == misnamed.UNKNOWN_TABLE:
        return problem
    if problem.code in {misnamed.ELSEWHERE, misnamed.UNKNOWN_NAME}:
        columns = some(named_columns(table), _LISTED)
        return misnamed.not_in_one(problem.span, table=table.title, name=quoted(table.name), columns=columns)
    said = problem.message
    if table.title in said.zh:
        return problem
    return replace(problem, message=Bilingual(f"在 {table.title} 中，{said.zh}", f"in {table.title}, {said.en}"))


def _unknown_placeholders(rule: ast.Rule, model: Model) -> Iterator[Problem]:
    """Find what a message is to be filled with that no check has."""
    if rule.message is None:
        return
    for scope in rule.scopes:
        table = model.tables.get(".".join(part.text for part in scope))
        known = [*_SIDES, *(table.columns if table else ())]
        for hole in _PLACEHOLDER.finditer(rule.message.value):
            if hole[1] not in known:
                span = Span(rule.message.span.start + hole.start(), rule.message.span.start + hole.end())
                yield misnamed.unknown_placeholder(span, hole[1], nearest(hole[1], known))


def _unknown_kinds(rule: ast.Rule, model: Model) -> Iterator[Problem]:
    """Find kinds of submissions that there are none of, and regions that are no codes."""
    for kind in rule.kinds:
        if model.kinds and kind.value not in model.kinds:
            yield misnamed.unknown_kind(kind.span, kind.value, model.kinds)
    for region in rule.regions:
        if not re.fullmatch("[0-9]{1,12}", region.value):
            yield misnamed.region_without_code(region.span, region=region.value)


def _unknown_severity(rule: ast.Rule) -> Iterator[Problem]:
    if rule.severity and rule.severity.text not in list(Severity):
        yield misnamed.unknown_severity(rule.severity.span, rule.severity.text)


def _instances(rule: ast.Rule, scope: ast.Path, around: Surroundings, left_out: dict[str, None]) -> Iterator[plan.Instance]:
    """Bind a rule in one of its tables: an instance for each column that ``*`` stands for."""
    names = around.names(scope, *([rule.guard] if rule.guard else []), rule.body)
    table = names.title if len(rule.scopes) > 1 else None
    for label in _labels(rule, names):
        found: list[Problem] = []
        guard = _bound(rule.guard, Binder(names, label, left_out, in_guard=True), found) if rule.guard else None
        body = _bound(rule.body, Binder(names, label, left_out), found)
        if body is None or (rule.guard and guard is None):
            raise Fault(*found)
        yield plan.Instance(table, label, Later((guard, body)), _levels(rule, body, guard, around.model, left_out), names.scope)


def _bound(expr: ast.Expr, binder: Binder, found: list[Problem]) -> plan.Expr | None:
    try:
        return _shallow(binder.condition(expr))
    except Fault as fault:
        found += fault.problems
    return None


def _shallow(node: plan.Expr) -> plan.Expr:
    """Refuse an expression that lets have made too deep to be evaluated."""
    left = [(node, 0)]
    while left:
        inner, depth = left.pop()
        if depth > _DEEPEST:
            raise Fault(misspelt.too_deep(inner.span))
        left += [(x, depth + 1) for x in plan.operands(inner)]
    return node


def _levels(
    rule: ast.Rule, body: plan.Expr, guard: plan.Expr | None, model: Model, left_out: dict[str, None]
) -> tuple[Level | None, ...]:
    rows = body.type.rows
    if guard is not None and rule.guard is not None and guard.type.rows:
        if not rows:
            raise Fault(mistyped.guard_keys(rule.guard.span, example=_one_level(rule.guard, guard)))
        rows, others = meet(rule.span, Field(rule.guard, guard, guard.type.rows), Field(rule.body, body, rows), model)
        left_out.update(dict.fromkeys(others))
    return rows or (None,)


def _one_level(expr: ast.Expr, guard: plan.Expr) -> str:
    """Return a condition as it could stand in ``any``: of one level."""
    level = guard.type.rows[-1].name
    if len(guard.type.rows) == 1 or not isinstance(expr, ast.Compare) or not isinstance(expr.left, ast.Reference):
        return shown(expr)
    left = shown(replace(expr.left, selection=(ast.LevelSelector(level),), at=len(expr.left.parts)))
    return f"{left} {expr.op} {shown(expr.right)}"


def _labels(rule: ast.Rule, names: Names) -> tuple[str | None, ...]:
    """Return the columns that the rule's ``*`` range over: those that every ``*`` has."""
    found = [e for e in (rule.guard, rule.body) if e]
    if not any(True for e in found for _ in stars(e)):
        return (None,)
    common = _shared(names, *found)
    if not common:
        columns = {tuple(names.starred(ref)): None for e in found for ref in stars(e)}
        raise Fault(mistyped.no_shared_columns(rule.body.span, list(columns)))
    return common


def _shared(names: Names, *exprs: ast.Expr) -> tuple[str, ...]:
    sets = [tuple(names.starred(ref)) for expr in exprs for ref in stars(expr)]
    return tuple(label for label in sets[0] if all(label in s for s in sets[1:])) if sets else ()
