"""What is meant by codes that the rows of a table do not have: by the lists of its classification, and by all the others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from budgetspec.lang import ast, misselected
from budgetspec.lang.mention import quoted
from budgetspec.lang.mention import selector as written
from budgetspec.lang.problems import Problem, nearest
from budgetspec.lang.types import PRIOR, CodeList, Level, Model, Table
from budgetspec.source import Span

_MOST_SHOWN: Final = 3
_MOST_BEGUN: Final = 10
"""So many codes at most begin with what lacks a digit."""
_TELLING: Final = 4
"""So long is the name of a subject that means the same inside a longer one."""


def lists_of(levels: Sequence[Level], model: Model) -> list[CodeList]:
    """Return the code lists of the classifications that the levels belong to."""
    wanted = {level.classification for level in levels} - {None}
    return [codes for codes in model.lists.values() if codes.classification in wanted]


def unknown_code(selector: ast.Selector, ref: ast.Reference, table: Table, levels: Sequence[Level], model: Model) -> Problem:
    """Say what is wrong with a code or pattern that no row of these levels can have."""
    code, lists = written(selector), lists_of(levels, model)
    digits = [(level.name, level.digits) for level in levels if level.digits is not None]
    known = {each: label for each, label in _labels(lists).items() if any(len(each) == n for _, n in digits)}
    if lists and (other := _list_with(code, model)):
        there = _in_other_tables(code, other, ref, table, model)
        if other.classification in {codes.classification for codes in lists}:
            alone = all(len(level.keys) < 2 for level in levels)  # noqa: PLR2004 - no unit beside the code
            near = [f"sum({each})" for each in there] if alone else there
            return misselected.too_fine_code(ref.span if near else selector.span, table.title, code, digits, near)
        label = other.codes().get(code)
        near = _shown(_called_so(label, known) if label else [], known)
        return misselected.code_of_others(
            selector.span if near or not there else ref.span,
            code=code,
            place=(other.classification or other.name, other.dimension, label),
            table=(table.title, lists[0].classification or lists[0].name),
            near=near or there,
        )
    begun = [f"[{each}] {label}" for each, label in known.items() if each.startswith(code)]
    slips, as_long = [] if "x" in code else _slips(code, known), any(len(code) == n for _, n in digits)
    if not as_long and 0 < len(begun) <= _MOST_BEGUN:
        return misselected.unlisted_code(selector.span, code, [codes.name for codes in lists], begun)
    if as_long or (0 < len(slips) <= _MOST_SHOWN and not any(each.startswith(code) for each in known)):
        near = _shown(slips or _of_its_length(code, known), known)
        return misselected.unlisted_code(selector.span, code, [codes.name for codes in lists], near)
    return misselected.unknown_code(selector.span, table.title, code, digits, known)


def taken_for_unit(span: Span, code: str, function: str, table: Table, model: Model) -> Problem | None:
    """Report a code that was taken for a unit's and is nearly one that the table's subjects have."""
    lists = lists_of(table.levels, model)
    known = _labels(lists)
    near = _shown(_slips(code, known), known)
    return misselected.code_or_unit(span, code, [codes.name for codes in lists], near, function) if near else None


def _in_other_tables(code: str, codes: CodeList, ref: ast.Reference, table: Table, model: Model) -> list[str]:
    """Return a column at a code in the tables that have such codes: the same one, or one with its last name, or the main one."""
    path = ".".join(part.text for part in ref.parts if isinstance(part, ast.Name)).removeprefix(f"{table.name}.")
    classified = [
        other
        for other in model.tables.values()
        if other.name.startswith(f"{PRIOR}.") == table.name.startswith(f"{PRIOR}.")
        and any(level.classification == codes.classification and level.digits == len(code) for level in other.levels)
    ]
    same = [(other, path) for other in classified if (path in other.columns if path else other.main)]
    alike = [(other, column) for other in classified for column in other.columns if _last(column) == _last(path)]
    main = [(other, "") for other in classified if other.main]
    found = [f"{quoted(other.name)}{f'.{quoted(column)}' if column else ''}[{code}]" for other, column in same or alike or main]
    return found[:_MOST_SHOWN]


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _labels(lists: Sequence[CodeList]) -> Mapping[str, str]:
    return {code: label for codes in reversed(lists) for code, label in codes.codes().items()}


def _list_with(code: str, model: Model) -> CodeList | None:
    """Return the first list that has a code, or one that fits a pattern."""
    pattern = re.compile(code.replace("x", "."))
    return next((codes for codes in model.lists.values() if any(map(pattern.fullmatch, codes.codes()))), None)


def _called_so(label: str, known: Mapping[str, str]) -> list[str]:
    """Return the codes that have a name: all of it, or else most of what is long enough to tell."""
    alike: dict[str, int] = {}
    for code, other in known.items():
        shorter, longer = sorted((label, other), key=len)
        if shorter == longer or (len(shorter) >= _TELLING and shorter in longer):
            alike[code] = len(shorter) - len(longer)
    most = max(alike.values(), default=0)
    return [code for code, common in alike.items() if common == most]


def _of_its_length(code: str, known: Mapping[str, str]) -> list[str]:
    """Return the codes nearest to one, or the patterns of such codes."""
    same = (each for each in known if len(each) == len(code))
    masked = ("".join("x" if p == "x" else digit for digit, p in zip(each, code, strict=True)) for each in same)
    return nearest(code, masked)


def _slips(code: str, known: Mapping[str, str]) -> list[str]:
    """Return the codes of which one is a likely slip: a digit doubled, or once instead of twice.

    Else two are exchanged, or one is too many, other or left out.
    """
    parts = [(code[:at], code[at:]) for at in range(len(code) + 1)]
    doubled = {a + b[1:]: None for a, b in parts if b and a.endswith(b[0])} | {a + b[0] + b: None for a, b in parts if b}
    exchanged = (a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1)
    more = (a + b[1:] for a, b in parts if b)
    other = (a + digit + b[left_out:] for left_out in (1, 0) for a, b in parts for digit in "0123456789")
    likely = [each for each in doubled if each in known]
    return likely or [each for each in dict.fromkeys((*exchanged, *more, *other)) if each in known]


def _shown(codes: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """Return codes with their names, patterns as they are."""
    return [f"[{code}] {known[code]}" if code in known else f"[{code}]" for code in codes[:_MOST_SHOWN]]
