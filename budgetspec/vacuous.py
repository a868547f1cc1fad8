"""Conditions that are true of any data or of none because of two of their parts, and what is likely meant instead.

``权重 <= 5 and 权重 >= 15`` is never true, ``科目 != "30239" or 科目 != "30299"`` always. Only parts that stand in the rule
itself are looked at, not those of its lets, and only what is proven of the parts is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby, pairwise
from typing import Final

from budgetspec.alignment import is_literal
from budgetspec.changed import text_of
from budgetspec.lang import ast, plan, suspicious
from budgetspec.lang.normal import Fact, condition, key, literals
from budgetspec.lang.problems import Problem
from budgetspec.lang.reasoning import Claim, impossible
from budgetspec.rule import Rule
from budgetspec.source import Span

_TWO: Final = 2
_DOWN: Final = frozenset({"<", "<="})
_UP: Final = frozenset({">", ">="})


def clash(rule: Rule, expr: plan.Expr) -> tuple[Span, Sequence[str]] | None:
    """Find parts of an ``and`` of which never two are true: their place, and what is likely meant.

    That is what lies between two bounds and what lies outside, or one of several values.
    """
    for node in _joined(expr, "and"):
        for parts in _alike(node, "=="):
            if all(impossible([(condition(a), True), (condition(b), True)]) for a, b in combinations(parts, _TWO)):
                return _place(parts), [_bracketed(rule, parts, "or", node)]
        for one, other in pairwise(map(_bound, node.operands)):
            if one and other and _is_crossed(one, other) and all(_is_inside(expr, side) for side in (one.left, other.left)):
                return _place((one, other)), _between(rule, (one, other), node)
    return None


def open_ors(rule: Rule, expr: plan.Expr) -> Iterator[Problem]:
    """Find ``or`` of several ``!=`` of one thing, of which one is always true."""
    for node in _joined(expr, "or"):
        for parts in _alike(node, "!="):
            if _is_always([(condition(part), False) for part in parts]):
                yield suspicious.either_differs(_place(parts), meant=_bracketed(rule, parts, "and", node))


def _is_always(opposite: Sequence[Claim]) -> bool:
    """Tell whether claims cannot be right together where nothing is blank."""
    facts = {each for formula, _ in opposite for each in literals(formula) if isinstance(each, Fact)}
    return impossible([*opposite, *((fact, True) for fact in facts if fact.key[0] == "differ")])


def _joined(expr: plan.Expr, op: str) -> Iterator[plan.Logic]:
    """Go through the ``and`` or ``or`` that stand in an expression, parts and all: not in a let."""
    for node in plan.walk(expr):
        if isinstance(node, plan.Logic) and node.op == op and all(_is_inside(expr, part) for part in node.operands):
            yield node


def _is_inside(expr: plan.Expr, part: plan.Expr) -> bool:
    return expr.span.holds(part.span)


def _place(parts: Sequence[plan.Expr]) -> Span:
    return Span(parts[0].span.start, parts[-1].span.end)


def _alike(node: plan.Logic, op: str) -> Iterator[Sequence[plan.Comparison]]:
    """Go through the runs of comparisons side by side that compare one thing in one way with literals."""
    for about, run in groupby(map(_from_what, node.operands), lambda part: part and part.op == op and key(part.left)):
        parts = [part for part in run if part]
        if about and len(parts) >= _TWO:
            yield parts


def _from_what(part: plan.Expr) -> plan.Comparison | None:
    """Return a comparison with a literal from the side of what is compared; None where it is none."""
    if not isinstance(part, plan.Comparison) or part.within is not None:
        return None
    if is_literal(part.left):
        part = replace(part, op=ast.MIRRORED[part.op], left=part.right, right=part.left)
    return part if is_literal(part.right) and not is_literal(part.left) else None


def _bound(part: plan.Expr) -> plan.Comparison | None:
    found = _from_what(part)
    return found if found and found.op in _DOWN | _UP else None


def _is_crossed(one: plan.Comparison, other: plan.Comparison) -> bool:
    """Tell whether one thing is to be below and above two bounds that leave nothing between them."""
    return (
        key(one.left) == key(other.left)
        and (one.op in _UP) != (other.op in _UP)
        and impossible([(condition(one), True), (condition(other), True)], rounded=False)
    )


def _between(rule: Rule, pair: Sequence[plan.Comparison], node: plan.Logic) -> list[str]:
    """Return what lies between two bounds, if there is anything, and what lies outside."""
    turned = [replace(part, op=ast.MIRRORED[part.op]) for part in pair]
    claims: list[Claim] = [(condition(part), True) for part in turned]
    inside = [f"{text_of(rule, part.left)} {part.op} {text_of(rule, part.right)}" for part in turned]
    outside = _bracketed(rule, pair, "or", node)
    return [outside] if impossible(claims, rounded=False) else [" and ".join(inside), outside]


def _bracketed(rule: Rule, parts: Sequence[plan.Expr], op: str, node: plan.Logic) -> str:
    """Return parts joined otherwise, to stand where they stand."""
    text = f" {op} ".join(text_of(rule, part) for part in parts)
    return text if len(parts) == len(node.operands) else f"({text})"
