"""Sums of codes that are compared with their total and leave out siblings that the code list has.

``sum(30x) == [合计]`` adds up 301 to 309 and forgets 310. Only equations of sums of codes with one total are looked at, and
only in the main column of a table: another may be what some of the codes add up to, as 人员经费 is 301 and 303. A code counts
as forgotten only if the rule reads it nowhere, if it is attested, if every list of the level has it, and if no more codes are
left out than summed: who sums a few of many means these few.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, TypeVar

from budgetspec.codes import Classification
from budgetspec.lang import plan, suspicious
from budgetspec.lang.normal import Term, linear
from budgetspec.lang.problems import Problem
from budgetspec.lang.types import Level
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span
from budgetspec.values import dataclass

_SEVERAL: Final = 2
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Summand:
    """What an equation adds up: cells of one level, ``folded`` if it is their sum."""

    cells: plan.Cells
    level: Level
    folded: bool
    span: Span


@dataclass(frozen=True, slots=True)
class _Addition:
    """Sums of codes of one level that a rule wants to add up to a total; ``read`` are all cells that the rule reads."""

    sums: tuple[_Summand, ...]
    total: _Summand
    read: tuple[plan.Cells, ...]


def forgotten(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Report the sums of a rule that forget codes, each once."""
    mains = {(table.name, table.main) for table in book.structure.tables().values()}
    additions = (each for instance in rule.plan.instances for each in _additions(instance))
    whole = (each for each in additions if (each.total.cells.table, each.total.cells.column) in mains)
    problems = (problem for each in whole for problem in _missing(each, rule.tree.until_year, book.codes))
    yield from {problem.span: problem for problem in problems}.values()


def _additions(instance: plan.Instance) -> Iterator[_Addition]:
    parts = (part for part in (instance.guard, instance.body) if part is not None)
    read = tuple(node for part in parts for node in plan.walk(part) if isinstance(node, plan.Cells))
    for equation in _demanded(instance.body):
        for sums, total in _totals(equation):
            yield _Addition(tuple(sums), total, read)


def _demanded(body: plan.Expr) -> Iterator[plan.Comparison]:
    """Go through the equations that a rule asks for."""
    match body:
        case plan.Comparison(op="=="):
            yield body
        case plan.Logic(op="and", operands=parts):
            for part in parts:
                yield from _demanded(part)


def _totals(equation: plan.Comparison) -> Iterator[tuple[list[_Summand], _Summand]]:
    """Find the one total that all else in an equation, sums of codes, adds up to."""
    difference = linear(equation.left).minus(linear(equation.right))
    parts = [(_summand(term, equation), n) for term, n in difference.parts]
    summands = [(summand, n) for summand, n in parts if summand is not None]
    if len(summands) < len(parts) or difference.constant or difference.repeats:
        return
    for total, n in summands:
        sums = [summand for summand, m in summands if m == -n and _adds_up_to(summand, total)]
        if len(sums) == len(summands) - 1 and len({each.level.identity for each in sums}) == 1:
            yield sums, total


def _summand(term: Term, equation: plan.Comparison) -> _Summand | None:
    match term.node:
        case plan.Fold(function="sum", argument=plan.Cells() as cells, targets=((level, _),), span=span):
            return _Summand(cells, level, folded=True, span=span)
        case plan.Cells(levels=(level,), single=True) as cells:
            return _Summand(cells, level, folded=False, span=cells.span)
        case plan.Cells() as cells if len(equation.type.rows) == 1:
            return _Summand(cells, equation.type.rows[0], folded=False, span=cells.span)
    return None


def _adds_up_to(summand: _Summand, total: _Summand) -> bool:
    """Say whether a sum of codes adds up to a total: the same column at a level above, all of it or one code of it."""
    alike = (summand.cells.table, summand.cells.column) == (total.cells.table, total.cells.column)
    whole = not total.cells.patterns and len(total.cells.codes) < _SEVERAL
    return alike and whole and summand.folded and bool(_selected(summand.cells)) and total.level.identity in _above(summand.level)


def _above(level: Level) -> Collection[tuple[str | None, str]]:
    """Return the levels that a level adds up to."""
    found = []
    while level.parent is not None:
        level = level.parent
        found.append(level.identity)
    return found


def _missing(addition: _Addition, year: int | None, lists: Mapping[str, Classification]) -> Iterator[Problem]:
    """Compare the codes summed with those of every list that has some of them."""
    sums, total = addition.sums, addition.total.cells
    siblings = _Siblings(sums[0].level, "".join(total.codes))
    codes = [each for each in lists.values() if each.classification == sums[0].level.classification]
    attested = [siblings.among(each.attested(year)) for each in codes]
    summed = {code for each in attested for code in each if any(_selects(one.cells, code) for one in sums)}
    having = [each for each in attested if not summed.isdisjoint(each)]
    shared = {code: name for each in having[:1] for code, name in each.items() if all(code in other for other in having)}
    read = [cells for cells in addition.read if cells.table == total.table]
    left_out = [f"{code} {name}" for code, name in shared.items() if not any(_selects(cells, code) for cells in read)]
    if _SEVERAL <= len(summed) >= len(left_out) > 0:
        pattern = _pattern([code for each in codes for code in siblings.among(each.edition(year))])
        yield suspicious.forgotten_codes(sums[0].span, left_out, pattern)


def _selected(cells: plan.Cells) -> tuple[str, ...]:
    """Return the codes and patterns that cells are selected by."""
    return (*sorted(cells.codes), *cells.patterns)


def _selects(cells: plan.Cells, code: str) -> bool:
    """Say whether cells are selected by a code, or by a pattern that it fits."""
    return any(len(code) == len(s) and all(x in {"x", y} for x, y in zip(s, code, strict=True)) for s in _selected(cells))


@dataclass(frozen=True, slots=True)
class _Siblings:
    """The codes of a level, or those of it below one code."""

    level: Level
    above: str

    def among(self, codes: Mapping[str, _T]) -> dict[str, _T]:
        """Return those among the codes of a list."""
        return {code: about for code, about in codes.items() if len(code) == self.level.digits and code.startswith(self.above)}


def _pattern(codes: Sequence[str]) -> str:
    """Return the pattern of codes of one length: their common digits, and x where they differ.

    >>> _pattern(["301", "302", "310"])
    '3xx'
    """
    return "".join(digits[0] if len(set(digits)) == 1 else "x" for digits in zip(*codes, strict=True))
