"""Proves that conditions cannot be true together, or says nothing: what is not proven within bounds counts as possible.

Proofs hold for any data: blanks, values that cannot be had, and figures printed with limited precision. Of a rounded figure a
comparison in a rule's body is true if some value inside makes it true, so a true one of them binds no other; a false one
binds all. In a ``when`` figures are compared as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from budgetspec.lang import ast
from budgetspec.lang.normal import Both, Either, Fact, Formula, Key, Linear, Literal, Opposite, Relation, Same, Term
from budgetspec.values import dataclass

_MOST_STEPS: Final = 3000
"""After so many steps a proof is given up."""
_MOST_ORDERS: Final = 150

Claim = tuple[Formula, bool]
"""A condition, and whether it is said to be true."""
_Facts = Mapping[Literal, bool]


def impossible(claims: Iterable[Claim], *, rounded: bool = True) -> bool:
    """Say whether claims are proven never to be right together; without ``rounded``, of exact figures only."""
    return all(leaf is not None and _clash(leaf, rounded=rounded) for leaf in _leaves(claims))


# Which conditions are true ---------------------------------------------------------------------------------------------


def _leaves(claims: Iterable[Claim]) -> Iterator[_Facts | None]:
    """Go through the ways in which claims can be right; None where there are too many."""
    open_ways: list[tuple[list[Claim], dict[Literal, bool]]] = [(list(claims), {})]
    for _ in range(_MOST_STEPS):
        if not open_ways:
            return
        todo, facts = open_ways.pop()
        if not todo:
            yield facts
            continue
        open_ways += _step(todo, facts)
    yield None


def _step(todo: list[Claim], facts: dict[Literal, bool]) -> Iterable[tuple[list[Claim], dict[Literal, bool]]]:
    """Take the last claim apart: the ways that are left, none if it contradicts a fact."""
    formula, said = todo.pop()
    match formula:
        case Opposite(part=part):
            return [([*todo, (part, not said)], facts)]
        case Both(parts=parts) | Either(parts=parts):
            claims = [(part, said) for part in parts]
            if isinstance(formula, Both) is said:
                return [(_ordered([*todo, *claims]), facts)]
            return [([*todo, claim], dict(facts)) for claim in reversed(claims)]
        case Relation() | Same() | Fact():
            return [(todo, facts)] if facts.setdefault(formula, said) is said else []


def _ordered(claims: list[Claim]) -> list[Claim]:
    """Put claims that leave a choice first, for the last is taken up next."""
    return sorted(claims, key=lambda claim: not isinstance(claim[0], Both | Either))


def _clash(facts: _Facts, *, rounded: bool) -> bool:
    texts = [(literal, said) for literal, said in facts.items() if isinstance(literal, Same)]
    return _texts_clash(texts) or _numbers_clash(facts, rounded=rounded)


# Texts -----------------------------------------------------------------------------------------------------------------


def _texts_clash(facts: Sequence[tuple[Same, bool]]) -> bool:
    """Say whether texts are said to be the same that differ, as two literals do."""
    groups: dict[Key, set[Key]] = {}
    for same, said in facts:
        one, other = (groups.setdefault(side, {side}) for side in (same.left, same.right))
        if said and one is not other:
            one |= other
            groups.update(dict.fromkeys(other, one))
    literals = ([side for side in group if side[0] == "text"] for group in groups.values())
    apart = (groups[same.left] is groups[same.right] for same, said in facts if not said)
    return any(len(found) > 1 for found in literals) or any(apart)


# Numbers ---------------------------------------------------------------------------------------------------------------


class _Bound(NamedTuple):
    """``form op 0``, op one of ``== != < <=``."""

    op: str
    form: Linear


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What is known: of the values as printed, of every value that they may stand for, and what may be true of one of these."""

    printed: tuple[_Bound, ...]
    always: tuple[_Bound, ...]
    single: tuple[_Bound, ...]


def _numbers_clash(facts: _Facts, *, rounded: bool) -> bool:
    known = _bounds(facts, rounded=rounded)
    return _infeasible(known.printed) or any(_infeasible((*known.always, one)) for one in known.single)


def _bounds(facts: _Facts, *, rounded: bool) -> _Bounds:
    printed, always, single = [*_zeros(facts)], [*_zeros(facts)], []
    for literal, said in facts.items():
        if isinstance(literal, Relation):
            bound, exact = _bound(literal, said), literal.difference.exact or not rounded
            if exact or literal.shown or not said:
                printed.append(bound)
            if exact or not (literal.shown or said):
                always.append(bound)
            elif not literal.shown and not literal.difference.repeats:
                single.append(bound)
    natural = _naturals((*printed, *single))
    return _Bounds((*printed, *natural), (*always, *natural), tuple(single))


def _zeros(facts: _Facts) -> Iterator[_Bound]:
    for literal, said in facts.items():
        if isinstance(literal, Fact) and said and literal.zero is not None:
            yield _Bound("==", literal.zero)


def _naturals(bounds: Iterable[_Bound]) -> list[_Bound]:
    terms = dict.fromkeys(term for bound in bounds for term, _ in bound.form.parts if term.natural)
    return [_Bound("<=", Linear(((term, Fraction(-1)),))) for term in terms]


def _bound(relation: Relation, said: bool) -> _Bound:  # noqa: FBT001 - what is said of it
    op, form = relation.op if said else ast.OPPOSITE[relation.op], relation.difference
    return _Bound({">": "<", ">=": "<="}[op], form.times(Fraction(-1))) if op in {">", ">="} else _Bound(op, form)


def _infeasible(bounds: Sequence[_Bound]) -> bool:
    """Say whether no numbers satisfy all bounds: an inequality is broken only if its two sides must be equal."""
    solved = _solved(list(bounds))
    if solved is None:
        return True
    orders = [bound for bound in solved if bound.op != "!="]
    unequal = [bound.form for bound in solved if bound.op == "!="]
    sides = (([*orders, _Bound("<", form)], [*orders, _Bound("<", form.times(Fraction(-1)))]) for form in unequal)
    return _crossed(orders) or any(_crossed(below) and _crossed(above) for below, above in sides)


def _solved(bounds: list[_Bound]) -> list[_Bound] | None:
    """Put what equations say of a term in its place; None if an equation is wrong."""
    while equation := next((bound for bound in bounds if bound.op == "=="), None):
        bounds.remove(equation)
        if equation.form.parts:
            term, n = equation.form.parts[0]
            bounds = [_Bound(bound.op, _without(bound.form, term, equation.form, n)) for bound in bounds]
        elif equation.form.constant:
            return None
    return bounds


def _without(form: Linear, term: Term, zero: Linear, n: Fraction) -> Linear:
    """Take a multiple of ``zero``, which has ``term`` n times, from a form, so that the term is gone."""
    return form.minus(zero.times(_times(form, term) / n))


def _times(form: Linear, term: Term) -> Fraction:
    return next((n for other, n in form.parts if other == term), Fraction(0))


def _crossed(orders: list[_Bound]) -> bool:
    """Eliminate term by term (Fourier, Motzkin); say whether something above 0 is then said to be below."""
    while terms := dict.fromkeys(term for order in orders for term, _ in order.form.parts):
        if len(orders) > _MOST_ORDERS:
            return False
        orders = _eliminated(orders, next(iter(terms)))
    return any(order.form.constant > 0 or (order.op == "<" and order.form.constant == 0) for order in orders)


def _eliminated(orders: Sequence[_Bound], term: Term) -> list[_Bound]:
    signed = [(order, _times(order.form, term)) for order in orders]
    found = [order for order, n in signed if not n]
    for above, a in signed:
        for below, b in signed:
            if a > 0 > b:
                strict = "<" if "<" in (above.op, below.op) else "<="
                found.append(_Bound(strict, above.form.times(1 / a).plus(below.form.times(-1 / b))))
    return list(dict.fromkeys(found))
