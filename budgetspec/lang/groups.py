"""Groups of tables: a form gives several of its tables one name, so that rules shared by forms need not know theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from budgetspec.lang import ast

Groups = Mapping[str, Sequence[str]]
"""The members of each group: paths of tables."""


def in_members(file: ast.File, groups: Groups) -> ast.File:
    """Return a file whose rules and lets stand in every member of a group where they were written in the group."""
    return replace(
        file,
        lets=tuple(replace(let, scopes=_members(let.scopes, groups)) for let in file.lets),
        rules=tuple(replace(rule, scopes=_members(rule.scopes, groups)) for rule in file.rules),
    )


def _members(scopes: Sequence[ast.Path], groups: Groups) -> tuple[ast.Path, ...]:
    return tuple(dict.fromkeys(path for scope in scopes for path in _spread(scope, groups)))


def _spread(scope: ast.Path, groups: Groups) -> Iterator[ast.Path]:
    """Go through the paths that a path means: one that begins with a group means as many as it has members."""
    if not scope or scope[0].text not in groups:
        yield scope
        return
    group, *inside = scope
    for member in groups[group.text]:
        yield *(replace(group, text=part) for part in member.split(".")), *inside
