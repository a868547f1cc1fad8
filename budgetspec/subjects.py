"""Titles that name one column, one subject or each row while the rule reads another, or but one.

A title need not name what a rule reads, and names it in its own words: it is held against the rule only where it names exactly
one column or code that is not read, and exactly one is read of which it has no two letters together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from budgetspec.changed import is_inside, text_of
from budgetspec.form import Structure
from budgetspec.lang import plan, suspicious
from budgetspec.lang.mention import quoted
from budgetspec.lang.problems import Problem, common
from budgetspec.lang.types import SUMMABLE, Model
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span
from budgetspec.titles import codes_of, words_of
from budgetspec.values import dataclass

_SHORTEST: Final = 3
"""Shorter names may stand in a title by chance."""
_ALIKE: Final = 2
_OTHERWISE: Final = re.compile("除|以外|之外|不含|不包括|其余|其他")
"""Words of a title that names what is not meant."""
_TOGETHER: Final = re.compile("合计|总|之和|共|相加|加起来")
"""Words of a title that takes all rows together."""
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
    def words(self) -> tuple[str, ...]:
        """What a title may call it by: its name and its groups, without totals."""
        return words_of(f"{self.table}.{self.path}")


def other_subjects(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Report a column or code that a rule reads in place of the one that its title names."""
    instance = rule.plan.instances[0]
    if instance.label is not None:
        return
    nodes = [node for part in (instance.guard, instance.body) if part for node in plan.walk(part)]
    title = _without_tables(rule.tree.title, book.structure)
    yield from _other_column(rule, [node for node in nodes if isinstance(node, _Read)], title, book.structure)
    yield from _other_code(rule, nodes, title, book.model)


def other_rows(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Report a rule that checks the one row of all where its title speaks of each row of a level: 每个单位, 各项目."""
    instance, title = rule.plan.instances[0], rule.tree.title
    nodes = [node for part in (instance.guard, instance.body) if part for node in plan.walk(part)]
    read = [node for node in nodes if isinstance(node, _Read)]
    cells = [node for node in read if isinstance(node, plan.Cells) and node.single and node.selection]
    folds = any(isinstance(node, plan.Fold | plan.ChildFold | plan.ParentOf) for node in nodes)
    if folds or not cells or len(cells) < len(read) or _TOGETHER.search(title):
        return
    inside = rule.tree.body.span.holds(cells[0].span)
    levels = [level for level in book.model.tables[cells[0].table].levels if level.keys]
    words = [f"(?:每一?个?|单个){level.name}" for level in levels] + [f"各个?{x.name}" for x in levels if not x.classification]
    stated = next((found for word in words if (found := re.search(word, title))), None)
    if stated and inside:
        level = next(each.name for each in levels if stated[0].endswith(each.name))
        yield suspicious.other_rows(cells[0].span, stated=stated[0], rows=f"[{cells[0].selection}]", meant=f"[{level}]")


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


# Columns ---------------------------------------------------------------------------------------------------------------


def _other_column(rule: Rule, read: Sequence[_Read], title: str, printed: Structure) -> Iterator[Problem]:
    used = {_Column.of(node): node for node in read}
    beside = [column for column in _beside(used, printed) if column.words]
    named, rest = _named({word for column in beside for word in column.words}, title)
    unread = [word for word in named if not any(word in column.path.split(".") for column in used)]
    if len(unread) != 1 or _OTHERWISE.search(rest):
        return
    told = [word for column in used for word in column.words if word in named or common(word, rest) >= _ALIKE]
    others = {column: _instead(column, unread[0], beside) for column in used if column in beside}
    apart = {column: _without(column, other) for column, other in others.items() if other}
    odd = [column for column, words in apart.items() if words and not {*words} & {*told}]
    if len({apart[column] for column in odd}) == 1:
        yield from _put_in(rule, (odd[0], used[odd[0]]), others[odd[0]], unread[0])


def _instead(column: _Column, word: str, beside: Sequence[_Column]) -> _Column | None:
    """Return the one column of the same table that is called by a word and most like another in all else."""
    meant = [other for other in beside if other.table == column.table and word in other.words]
    apart = {other: len({*other.words} ^ {*column.words}) for other in meant}
    nearest = [other for other, words in apart.items() if words == min(apart.values())]
    return nearest[0] if len(nearest) == 1 else None


def _without(column: _Column, other: _Column) -> tuple[str, ...]:
    """Return what a column is called by that another is not."""
    return tuple(word for word in column.words if word not in other.words)


def _put_in(rule: Rule, odd: tuple[_Column, _Read], meant: _Column | None, title: str) -> Iterator[Problem]:
    """Offer another column in place of one, where that is written as it is called."""
    column, node = odd
    text, old = text_of(rule, node), quoted(column.path)
    if meant and old in text and is_inside(rule, node):
        yield suspicious.other_column(node.span, title=title, used=text, meant=text.replace(old, quoted(meant.path)))


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
    alone = dict(place for node in nodes if is_inside(rule, node) for place in _alone(rule, node, codes))
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
