"""Titles that name one column or one subject while the rule reads another beside it.

A title need not name what a rule reads, and names it in its own words: it is held against the rule only where it names exactly
one column or code that is not read, and exactly one is read of which it has no two letters together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from budgetspec.changed import text_of
from budgetspec.form import Structure
from budgetspec.lang import plan, suspicious
from budgetspec.lang.mention import quoted
from budgetspec.lang.problems import Problem, common
from budgetspec.lang.types import SUMMABLE, Model
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span
from budgetspec.titles import codes_of, last_name
from budgetspec.values import dataclass

_SHORTEST: Final = 3
"""Shorter names may stand in a title by chance."""
_ALIKE: Final = 2
_OTHERWISE: Final = re.compile("除|以外|之外|不含|不包括|其余|其他")
"""Words of a title that names what is not meant."""
_Read = plan.Cells | plan.Single


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table, or a single value of one, by the rest of its path."""

    table: str
    path: str

    @classmethod
    def of(cls, node: _Read) -> _Column:
        """Return what is read."""
        if isinstance(node, plan.Cells):
            return cls(node.table, node.column)
        table, _, path = node.path.partition(".")
        return cls(table, path)

    @property
    def name(self) -> str:
        """What a title may call it; nothing for a total of all."""
        return last_name(f"{self.table}.{self.path}")


def other_subjects(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Report a column or code that a rule reads in place of the one that its title names."""
    instance = rule.plan.instances[0]
    if instance.label is not None:
        return
    nodes = [node for part in (instance.guard, instance.body) if part for node in plan.walk(part)]
    title = _without_tables(rule.tree.title, book.structure)
    yield from _other_column(rule, [node for node in nodes if isinstance(node, _Read)], title, book.structure)
    yield from _other_code(rule, nodes, title, book.model)


def _without_tables(title: str, printed: Structure) -> str:
    """Return a title without the names of tables, which have those of columns in them."""
    names = {part for said in printed.titles().values() for part in said.split()} | {*printed.tables()}
    for name in sorted(names, key=len, reverse=True):
        title = title.replace(name, " ") if len(name) > _SHORTEST else title
    return title


def _named(names: Collection[str], title: str) -> tuple[list[str], str]:
    """Return those of some names that stand in a title, not those inside another, and what is left of the title."""
    found = []
    for name in sorted(names, key=len, reverse=True):
        if len(name) >= _SHORTEST and name in title:
            found.append(name)
            title = title.replace(name, " ")
    return found, title


def _is_inside(rule: Rule, node: plan.Expr) -> bool:
    """Tell whether something stands in the rule itself, not in a let."""
    spans = [part.span for part in (rule.tree.guard, rule.tree.body) if part]
    return any(span.start <= node.span.start and node.span.end <= span.end for span in spans)


# Columns ---------------------------------------------------------------------------------------------------------------


def _other_column(rule: Rule, read: Sequence[_Read], title: str, printed: Structure) -> Iterator[Problem]:
    used = {_Column.of(node): node for node in read}
    words = {word for column in used for word in column.path.split(".")}
    beside = [column for column in _beside(used, printed) if column.name]
    named, rest = _named({column.name for column in beside}, title)
    odd = [column for column in used if column in beside and column.name not in named and common(column.name, rest) < _ALIKE]
    if len({column.name for column in odd}) != 1 or not _is_inside(rule, used[odd[0]]) or _OTHERWISE.search(rest):
        return
    unread = [column for column in beside if column.name in named and column.name not in words and column.table == odd[0].table]
    if len(unread) != 1:
        return
    node = used[odd[0]]
    text, old, new = text_of(rule, node), quoted(odd[0].path), quoted(unread[0].path)
    if old in text:
        yield suspicious.other_column(node.span, title=unread[0].name, used=text, meant=text.replace(old, new))


def _beside(used: Collection[_Column], printed: Structure) -> Iterator[_Column]:
    """Go through the numbers of the printed tables that are read; readings have names that only rules call them by."""
    tables = printed.tables()
    for name in dict.fromkeys(column.table for column in used):
        inside = {path: scalar.column for path, scalar in printed.scalars.items() if path.startswith(f"{name}.")}
        yield from (_Column(name, path.removeprefix(f"{name}.")) for path, it in inside.items() if it.kind in SUMMABLE)
        columns = tables[name].columns if name in tables else {}
        yield from (_Column(name, path) for path, column in columns.items() if column.kind in SUMMABLE)


# Codes -----------------------------------------------------------------------------------------------------------------


def _other_code(rule: Rule, nodes: Sequence[plan.Expr], title: str, model: Model) -> Iterator[Problem]:
    cells = [node for node in nodes if isinstance(node, plan.Cells)]
    codes = codes_of(cells, model)
    named, rest = _named({*codes.values()}, title)
    alone = dict(place for node in nodes if _is_inside(rule, node) for place in _alone(rule, node, codes))
    read = {*alone, *(code for each in cells for code in each.codes)}
    unread = [name for name in named if not any(codes[code] == name for code in read if code in codes)]
    odd = [code for code in alone if codes[code] not in named and code not in title and common(codes[code], rest) < _ALIKE]
    meant = [code for code, name in codes.items() if name in unread and odd and len(code) == len(odd[0])]
    if len(unread) == len(odd) == len(meant) == 1 and not any(each.patterns for each in cells) and not _OTHERWISE.search(rest):
        yield suspicious.other_code(alone[odd[0]], title=unread[0], used=f"{odd[0]} {codes[odd[0]]}", meant=meant[0])


def _alone(rule: Rule, node: plan.Expr, codes: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Return the one code that rows are chosen by, or that is written as a text, with its place."""
    written = [*node.codes] if isinstance(node, plan.Cells) else [node.value] if isinstance(node, plan.Const) else []
    if len(written) == 1 and written[0] in codes:
        at = text_of(rule, node).find(written[0])
        if at >= 0:
            yield written[0], Span(node.span.start + at, node.span.start + at + len(written[0]))
