"""Finds rules that are sound but suspicious: few findings, and only what is proven or plain.

What a rule checks is compared as normal forms of its plan, in which names, levels and lets are settled: a set of checks, each
at a level, with a guard and a body. Findings are problems in the order of the files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import cached_property
from typing import Final

from budgetspec.alignment import bare_amounts, lists_together, matched_words, new_rows, turned_round, uneven
from budgetspec.elsewhere import same_item
from budgetspec.forgotten import forgotten
from budgetspec.lang import ast, plan, suspicious
from budgetspec.lang.mention import logic_of, quoted, written
from budgetspec.lang.normal import Formula, Key, condition, subjects
from budgetspec.lang.parser import parse
from budgetspec.lang.printer import written as written_out
from budgetspec.lang.problems import Problem
from budgetspec.lang.reasoning import Claim, impossible
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source, Span
from budgetspec.subjects import other_rows, other_subjects
from budgetspec.titles import column_of, misstated, turned
from budgetspec.vacuous import clash, open_ors
from budgetspec.values import dataclass

_LAST_YEAR: Final = 9999
_COMMENT: Final = re.compile("#[^\n]*")

_About = tuple[tuple[str | None, str] | None, frozenset[Key]]
"""A level, and the terms, texts and facts that a check speaks of there."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a rule says at a level; ``guard`` is None without a ``when``."""

    level: tuple[str | None, str] | None
    guard: Formula | None
    body: Formula

    @property
    def applies(self) -> tuple[Claim, ...]:
        """The claim that the check applies."""
        return () if self.guard is None else ((self.guard, True),)


@dataclass(frozen=True)
class Stated:
    """A rule and its checks."""

    rule: Rule
    checks: tuple[Check, ...]

    @classmethod
    def of(cls, rule: Rule) -> Stated:
        """Read the checks off a rule's plan."""
        return cls(rule, tuple(dict.fromkeys(check for instance in rule.plan.instances for check in _checks(instance))))

    @cached_property
    def conditions(self) -> tuple[tuple[tuple[Claim, ...], Formula], ...]:
        """That the checks apply, and what they then say, whatever the level."""
        return tuple(dict.fromkeys((check.applies, check.body) for check in self.checks))


def _checks(instance: plan.Instance) -> Iterator[Check]:
    guard = None if instance.guard is None else condition(instance.guard)
    body = condition(instance.body)
    for level in instance.levels:
        yield Check(level.identity if level else None, guard, body)


def lint(book: Rulebook, sources: Collection[Source] | None = None, cased: Collection[str] | None = None) -> list[Problem]:
    """Return what is suspicious about the rules of some files, or of all; each is compared with all rules of the book.

    ``cased`` are the ids of the rules that have cases, where that is to be looked at.
    """
    files = list(dict.fromkeys(rule.source for rule in book.rules)) if sources is None else list(sources)
    every = [Stated.of(rule) for rule in book.rules]
    judged = [stated for stated in every if stated.rule.source in files]
    found = [_placed(problem, stated.rule) for stated in judged for problem in _of_itself(stated, book, cased)]
    found += _of_pairs(every, files)
    faulty = {problem.source for problem in book.problems}
    found += [problem for source in files if source not in faulty for problem in _of_lets(source)]
    return sorted(found, key=lambda problem: (files.index(_source(problem)), problem.span, problem.code))


def doubts(rule: Rule, book: Rulebook) -> list[Problem]:
    """Return what is suspicious about a rule by itself, which need not be one of the book's."""
    return [_placed(problem, rule) for problem in _of_itself(Stated.of(rule), book, None)]


def _placed(problem: Problem, rule: Rule) -> Problem:
    return replace(problem, source=rule.source, rule=rule.tree.id or None)


def _source(problem: Problem) -> Source:
    if problem.source is None:
        raise ValueError(problem)
    return problem.source


# One rule --------------------------------------------------------------------------------------------------------------


def _of_itself(stated: Stated, book: Rulebook, cased: Collection[str] | None) -> Iterator[Problem]:
    tree = stated.rule.tree
    yield from _of_truth(stated, book)
    yield from _of_tables(stated.rule)
    yield from forgotten(stated.rule, book)
    for trap in (matched_words, turned_round, new_rows, misstated):
        yield from trap(stated.rule)
    for trap_of_book in (uneven, lists_together, turned, other_subjects, other_rows):
        yield from trap_of_book(stated.rule, book)
    yield from bare_amounts(stated.rule, book.readings)
    yield from _unbracketed(stated.rule.source.text, tree.guard, tree.body)
    if tree.from_year is not None and tree.until_year is not None and tree.from_year > tree.until_year:
        yield suspicious.no_year(tree.span, first=str(tree.from_year), last=str(tree.until_year))
    if tree.id and cased is not None and tree.id not in cased:
        yield suspicious.no_case(tree.span, rule=tree.id)
    if tree.id and not tree.basis:
        yield suspicious.no_basis(tree.span, rule=tree.id)


def _of_truth(stated: Stated, book: Rulebook) -> Iterator[Problem]:
    """Report a rule none of whose checks can fail, apply or hold: of these, the one that explains the others."""
    rule, tree, conditions = stated.rule, stated.rule.tree, stated.conditions
    bodies = dict.fromkeys(body for _, body in conditions)
    first, same = rule.plan.instances[0], same_item(rule, book)
    if open_or := next((problem for part in (first.guard, first.body) if part for problem in open_ors(rule, part)), None):
        yield open_or
    elif tree.guard is not None and all(impossible(guard) for guard, _ in conditions):
        yield suspicious.never_applies(*_clash(rule, first.guard, tree.guard.span))
    elif tree.guard is not None and all(impossible([(claim, False) for claim, _ in guard]) for guard, _ in conditions):
        yield suspicious.always_applies(tree.guard.span)
    elif all(impossible([(body, False)]) for body in bodies):
        yield suspicious.same_item(*same, holds=True) if same else suspicious.cannot_fail(tree.body.span)
    elif all(impossible([*guard, (body, False)]) for guard, body in conditions):
        yield suspicious.follows_from_guard(tree.body.span)
    elif same and all(impossible([(body, True)], rounded=False) for body in bodies):
        yield suspicious.same_item(*same, holds=False)
    elif all(subjects(body) and impossible([(body, True)], rounded=False) for body in bodies):
        rounded = not all(impossible([(body, True)]) for body in bodies)
        yield suspicious.cannot_hold(*_clash(rule, first.body, tree.body.span), rounded=rounded)


def _clash(rule: Rule, expr: plan.Expr | None, whole: Span) -> tuple[Span, Sequence[str]]:
    """Return the parts that make a condition false of any data, and what is likely meant; the whole where they are not found."""
    return (expr and clash(rule, expr)) or (whole, ())


def _of_tables(rule: Rule) -> Iterator[Problem]:
    """Report a rule that makes the same checks in several of the tables around it, as it names those it reads."""
    made: dict[str, set[Check]] = defaultdict(set)
    for instance in rule.plan.instances if len(rule.tree.scopes) > 1 else ():
        made[instance.scope] |= {*_checks(instance)}
    again = [scope for scope, checks in made.items() if [*made.values()].count(checks) > 1]
    if len(again) > 1 and len({frozenset(made[scope]) for scope in again}) == 1:
        read = {column_of(node) for part in rule.plan.instances[0].parts.value if part for node in plan.walk(part)}
        named = [quoted(scope) for scope in again if any(f"{path}.".startswith(f"{scope}.") for path in read)]
        yield suspicious.made_again(rule.tree.body.span, [*map(quoted, again)], named)


def _unbracketed(text: str, *exprs: ast.Expr | None) -> Iterator[Problem]:
    """Report the first ``or`` of some expressions that has an ``and`` without brackets: few know which is taken first."""
    ors = (either for expr in exprs if expr for either in logic_of(expr) if either.op == "or")
    for either in ors:
        other = _or_first(either, text)
        if other is not None:
            yield suspicious.and_in_or(either.span, meant=written_out(either), other=written_out(other))
            return


def _or_first(either: ast.Logic, text: str) -> ast.Logic | None:
    """Return what an ``or`` would be if it were taken before the ``and`` inside; None if that has brackets, or there is none."""
    runs: list[list[ast.Expr]] = [[]]
    for at, each in enumerate(either.operands):
        first, *others = each.operands if isinstance(each, ast.Logic) and not _is_bracketed(either, at, text) else (each,)
        runs[-1].append(first)
        runs += [[other] for other in others]
    joined = (run[0] if len(run) == 1 else replace(either, operands=tuple(run)) for run in runs)
    return ast.Logic("and", tuple(joined)) if len(runs) > 1 else None


def _is_bracketed(either: ast.Logic, at: int, text: str) -> bool:
    """Tell whether an operand stands in brackets, by what is written between it and the one beside it."""
    between = either.operands[max(0, at - 1)].span.end, either.operands[max(1, at)].span.start
    signs = _COMMENT.sub("", text[slice(*between)]).strip()
    return signs.endswith(("(", "（")) if at else signs.startswith((")", "）"))


# Two rules -------------------------------------------------------------------------------------------------------------


def _of_pairs(every: Sequence[Stated], files: Collection[Source]) -> Iterator[Problem]:
    """Compare the rules of some files with all: a pair is told once, at the later rule, or at the one that is a part."""
    holders, speakers = _by_check(every), _by_subjects(every)
    for number, stated in enumerate(every):
        if stated.rule.source in files:
            other = _covering(stated, number, every, holders)
            against = None if other else _against(stated, number, every, speakers)
            if problem := other or against:
                yield _placed(problem, stated.rule)


def _by_check(every: Sequence[Stated]) -> Mapping[Check, Sequence[int]]:
    """Return which rules make a check."""
    found: dict[Check, list[int]] = defaultdict(list)
    for number, stated in enumerate(every):
        for check in stated.checks:
            found[check].append(number)
    return found


def _covering(stated: Stated, number: int, every: Sequence[Stated], holders: Mapping[Check, Sequence[int]]) -> Problem | None:
    """Report a rule whose checks are all made by another: by an earlier one that is the same, or by one that makes more."""
    for other in sorted(set.intersection(*(set(holders[check]) for check in stated.checks)) - {number}):
        name, tree = every[other].rule.id, stated.rule.tree
        if set(every[other].checks) == set(stated.checks):
            if other < number and _meet(tree, every[other].rule.tree):
                return suspicious.same_rule(tree.body.span, other=name)
        elif _within(tree, every[other].rule.tree):
            return suspicious.part_of_rule(tree.body.span, other=name)
    return None


def _by_subjects(every: Sequence[Stated]) -> Mapping[_About, Mapping[int, Check]]:
    """Return which rules speak of the same things at a level, each with what it says of them."""
    found: dict[_About, dict[int, Check]] = defaultdict(dict)
    for number, stated in enumerate(every):
        for check in stated.checks:
            found[_about(check)][number] = check
    return found


def _about(check: Check) -> _About:
    return check.level, subjects(check.body)


def _against(
    stated: Stated, number: int, every: Sequence[Stated], speakers: Mapping[_About, Mapping[int, Check]]
) -> Problem | None:
    """Report a rule that contradicts an earlier one."""
    for check in stated.checks:
        for other, said in speakers[_about(check)].items():
            if other < number and _meet(stated.rule.tree, every[other].rule.tree) and _contradict(check, said, rounded=False):
                return _contradiction(stated.rule, every[other].rule, check, said)
    return None


def _contradiction(rule: Rule, other: Rule, check: Check, said: Check) -> Problem:
    """Say that a rule contradicts another; where that has a premise that this one has not, its opposite is offered as one."""
    rounded = not _contradict(check, said, rounded=True)
    tree = other.tree
    premise = written_out(tree.guard) if tree.guard and check.guard is None else ""
    elsewhere = other.source != rule.source
    return suspicious.contradicts(rule.tree.body.span, other.id, premise=premise, elsewhere=elsewhere, rounded=rounded)


def _contradict(one: Check, other: Check, *, rounded: bool) -> bool:
    """Say whether two checks that apply together, and can hold each, cannot hold both."""
    if one.guard != other.guard and one.guard is not None and other.guard is not None:
        return False
    both = (*one.applies, *other.applies)
    each = ([*both, (check.body, True)] for check in (one, other))
    together = [*both, (one.body, True), (other.body, True)]
    return impossible(together, rounded=rounded) and not any(impossible(claims, rounded=rounded) for claims in each)


def _meet(one: ast.Rule, other: ast.Rule) -> bool:
    """Say whether some submission is of the years, kinds and regions of both rules."""
    first, last = max(_years(one)[0], _years(other)[0]), min(_years(one)[1], _years(other)[1])
    kinds = not (one.kinds and other.kinds) or not set(one.kinds).isdisjoint(other.kinds)
    pairs = ((a.value, b.value) for a in one.regions for b in other.regions)
    regions = not (one.regions and other.regions) or any(a.startswith(b) or b.startswith(a) for a, b in pairs)
    return first <= last and kinds and regions


def _within(one: ast.Rule, other: ast.Rule) -> bool:
    """Say whether the second rule is for every submission that the first is for."""
    first, last = _years(one)
    kinds = not other.kinds or (one.kinds and set(one.kinds) <= set(other.kinds))
    others = tuple(region.value for region in other.regions)
    regions = not others or (one.regions and all(region.value.startswith(others) for region in one.regions))
    return _years(other)[0] <= first <= last <= _years(other)[1] and bool(kinds) and bool(regions)


def _years(tree: ast.Rule) -> tuple[int, int]:
    return tree.from_year or 0, tree.until_year or _LAST_YEAR


# Lets ------------------------------------------------------------------------------------------------------------------


def _of_lets(source: Source) -> Iterator[Problem]:
    """Report the lets of a sound file that none of its rules needs, and those with an ``and`` that needs brackets."""
    file, _ = parse(source)
    used = _used(file)
    for let in file.lets:
        found = [] if let.name.text in used else [suspicious.unused_let(let.name.span, name=let.name.text)]
        yield from (replace(each, source=source) for each in (*found, *_unbracketed(source.text, let.value)))


def _used(file: ast.File) -> set[str]:
    """Return the names of the lets that the rules of a file need, through others too."""
    values = {let.name.text: let.value for let in file.lets}
    used, left = set[str](), [name for rule in file.rules for part in (rule.guard, rule.body) for name in _names(part)]
    while left:
        name = left.pop()
        if name in values and name not in used:
            used.add(name)
            left += _names(values[name])
    return used


def _names(part: object) -> Iterator[str]:
    """Go through the paths that are written in a piece of a rule, without those that select rows."""
    match part:
        case ast.Reference(selection=()):
            yield written(part)
        case ast.Node():
            for each in fields(part):
                yield from _names(getattr(part, each.name))
        case tuple():
            for inner in part:
                yield from _names(inner)
