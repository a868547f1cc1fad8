"""Which leaf of a table each printed column stands for, and how a block falls into the parts that stand side by side in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field

from budgetspec.importing import names
from budgetspec.importing.blueprint import Leaf, Part, TablePlan, headers
from budgetspec.importing.printed import Block, Header
from budgetspec.lang.types import Kind
from budgetspec.values import dataclass

Leaves = tuple[Leaf, ...]
"""What a column stands for: usually one leaf; several where one column prints codes of several kinds."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Columns of a block that belong to one part of the table; only rows of its ``side``, if it has one, fill them.

    ``bound`` says by position what columns stand for, ``starts`` which hold the label of a row, ``idle`` which are captions,
    ``unknown`` which the part does not have, ``double`` which say what another one says.
    """

    part: Part
    order: int
    side: str | None
    starts: tuple[int, ...]
    columns: tuple[int, ...]
    bound: Mapping[int, Leaves]
    idle: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    double: tuple[int, ...] = ()

    def of(self, leaf: Leaf) -> tuple[int, ...]:
        """Return the columns that print a leaf, in order."""
        return tuple(column for column in self.columns if leaf in self.bound.get(column, ()))


@dataclass(slots=True)
class _Draft:
    part: Part
    order: int
    side: str | None = None
    starts: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


def segments(plan: TablePlan, block: Block, year: int | None) -> list[Segment]:
    """Divide the columns of a block among the parts of a table."""
    sides = {names.header(row.side) for row in block.rows if row.side}
    drafts = _by_side(plan, block, sides) if sides else _by_start(plan, block)
    if not drafts:
        drafts = [_whole(plan, block, year)]
    return [_segment(plan, draft, block.columns, year) for draft in drafts]


def fits(plan: TablePlan, blocks: Sequence[Block], year: int | None) -> bool:
    """Say whether a table has all columns that are printed, and lacks none of its own."""
    every = [segment for block in blocks for segment in segments(plan, block, year)]
    if not every or any(segment.unknown or segment.double for segment in every):
        return False
    bound = [leaves for segment in every for leaves in segment.bound.values()]
    return not any(leaf for part in plan.parts if not part.record for leaf in lacking(part, bound))


def spelt(header: Header) -> str:
    """Return a header as people read it.

    >>> spelt(("基本支出", "小 计"))
    '基本支出/小 计'
    """
    return "/".join(dict.fromkeys(header))


def _by_side(plan: TablePlan, block: Block, sides: set[str]) -> list[_Draft]:
    """Give each side the columns under its header; those under none go to the sides that have none, or else to all."""
    parts = [(side, part) for side in sorted(sides, key=lambda s: _order(plan, s)) if (part := plan.part_of(side))]
    paths = [{*map(names.header, path)} for path in block.columns]
    own = [[i for i, path in enumerate(paths) if path & {*part.sides}] for _, part in parts]
    free = [i for i in range(len(paths)) if not any(i in columns for columns in own)]
    return [
        _Draft(part, order, side, [], sorted({*columns, *(free if not columns or all(own) else ())}))
        for order, ((side, part), columns) in enumerate(zip(parts, own, strict=True))
    ]


def _order(plan: TablePlan, side: str) -> tuple[int, int]:
    places = ((i, part.sides.index(side)) for i, part in enumerate(plan.parts) if side in part.sides)
    return next(places, (len(plan.parts), 0))


def _by_start(plan: TablePlan, block: Block) -> list[_Draft]:
    """Begin a part at each column that is headed as its first one is."""
    drafts: list[_Draft] = []
    for column, path in enumerate(block.columns):
        part = _starting(plan, path)
        if part and (not drafts or drafts[-1].part is not part or len(drafts[-1].columns) > len(drafts[-1].starts)):
            drafts.append(_Draft(part, len(drafts)))
        if drafts:
            drafts[-1].columns.append(column)
            drafts[-1].starts += [column] if part else []
    begun = min((draft.columns[0] for draft in drafts), default=0)
    for column in range(begun):
        _nearest(drafts, block.columns[column]).columns.append(column)
    return drafts


def _nearest(drafts: list[_Draft], path: Header) -> _Draft:
    """Return the part that a column before all of them belongs to by its outer headers, else the first."""
    above = {*map(names.header, path)}
    return next((draft for draft in reversed(drafts) if above & {*draft.part.sides}), drafts[0])


def _starting(plan: TablePlan, path: Header) -> Part | None:
    *outer, last = map(names.header, path) if path else ("",)
    fitting = [part for part in plan.parts if last in part.starts]
    return next((part for part in fitting if not part.sides or {*outer} & {*part.sides}), None)


def _whole(plan: TablePlan, block: Block, year: int | None) -> _Draft:
    """Take all columns for the part that has most of them."""
    columns = [*range(len(block.columns))]

    def fitting(part: Part) -> int:
        return len(_bound(part, columns, block.columns, year)[0])

    part = max(plan.parts, key=lambda part: (fitting(part), not part.record))
    return _Draft(part, 0, None, [], columns)


def _segment(plan: TablePlan, draft: _Draft, columns: Sequence[Header], year: int | None) -> Segment:
    idle = tuple(i for i in draft.columns if not any(columns[i]) or names.header(columns[i][-1]) in plan.captions)
    rest = [i for i in draft.columns if i not in idle]
    bound, double = _bound(draft.part, rest, columns, year)
    unknown = [i for i in rest if i not in bound and i not in double and i not in draft.starts]
    if draft.part.record and not bound:
        unknown = unknown[1:]
    return Segment(
        draft.part, draft.order, draft.side, tuple(draft.starts), tuple(rest), bound, idle, tuple(unknown), tuple(double)
    )  # fmt: skip


def _bound(part: Part, wanted: Iterable[int], columns: Sequence[Header], year: int | None) -> tuple[dict[int, Leaves], list[int]]:
    """Say what columns stand for: by the whole header first, then without outer headers that name nothing of the part.

    Then come those that are printed without their outer headers, and those whose headers stand in another order. Columns that
    say the same are one too many, unless the part is printed in several columns side by side.
    """
    printed = _printed(part, year)
    paths = {i: _path(columns[i]) for i in wanted}
    turned = {i: sorted(path) for i, path in paths.items()}
    bound: dict[int, Leaves] = {}
    double: list[int] = []
    depths = range(max(map(len, paths.values()), default=0))
    ways = [({i: path[depth:] for i, path in paths.items()}, printed) for depth in depths]
    for read, known in (*ways, (paths, _ends(printed)), (turned, _turned(printed))):
        taken = {leaf for leaves in bound.values() for leaf in leaves}
        found = {i: leaves for i in paths if i not in bound and (leaves := _found(read[i], known))}
        for i, leaves in found.items():
            if taken & {*leaves}:
                continue
            rivals = [j for j, others in found.items() if {*others} & {*leaves} and j < i]
            if rivals and not _is_code(leaves) and len(part.sides) <= 1:
                double.append(i)
            else:
                bound[i] = leaves
    return bound, [i for i in double if i not in bound]


def _printed(part: Part, year: int | None) -> dict[str, Leaves]:
    """Return the leaves of a part, and of the rows nested in it, by the headers they may stand under."""
    found: dict[str, Leaves] = {}
    for leaf in (*part.leaves, *(part.nested.leaves if part.nested else ())):
        for header in dict.fromkeys(headers(leaf.printed, year)):
            found[header] = (*found.get(header, ()), leaf)
    return {header: _without_names(leaves) for header, leaves in found.items()}


def _ends(printed: Mapping[str, Leaves]) -> dict[str, Leaves]:
    """Return the headers without their outer ones, where what is left names one leaf only."""
    found: dict[str, set[Leaves]] = {}
    for header, leaves in printed.items():
        parts = header.split("/")
        for depth in range(1, len(parts)):
            found.setdefault("/".join(parts[depth:]), set()).add(leaves)
    return _single(found)


def _turned(printed: Mapping[str, Leaves]) -> dict[str, Leaves]:
    """Return the headers of several parts with the parts in one order, where that names one leaf only."""
    found: dict[str, set[Leaves]] = {}
    for header, leaves in printed.items():
        if "/" in header:
            found.setdefault("/".join(sorted(header.split("/"))), set()).add(leaves)
    return _single(found)


def _single(found: Mapping[str, set[Leaves]]) -> dict[str, Leaves]:
    return {header: next(iter(several)) for header, several in found.items() if len(several) == 1}


def _without_names(leaves: Leaves) -> Leaves:
    """Leave out what only takes the name from a cell that another one takes the code from."""
    named = {leaf.named for leaf in leaves}
    return tuple(leaf for leaf in leaves if leaf.path[-1] not in named)


def _path(header: Header) -> list[str]:
    """Return the parts of a header as they are compared, each once where it stands above itself."""
    parts = [compared for part in header if part and (compared := names.header(part))]
    return [part for i, part in enumerate(parts) if i == 0 or part != parts[i - 1]]


def _found(path: list[str], printed: Mapping[str, Leaves]) -> Leaves:
    """Return what a header names; the parts of a code may have headers of their own below that of the code."""
    leaves = printed.get("/".join(path), ())
    if leaves or len(path) == 1:
        return leaves
    above = printed.get("/".join(path[:-1]), ())
    return above if _is_code(above) else ()


def _is_code(leaves: Leaves) -> bool:
    return bool(leaves) and all(leaf.kind is Kind.CODE for leaf in leaves)


def lacking(part: Part, bound: Iterable[Leaves]) -> Iterator[Leaf]:
    """Go through the leaves that should be printed and are not."""
    there = {leaf for leaves in bound for leaf in leaves}
    keys = {name for rank in part.ranks for name in rank.key}
    taken = keys | {leaf.named for leaf in part.leaves} | {part.label}
    for leaf in (*part.leaves, *(part.nested.leaves if part.nested else ())):
        if leaf not in there and not leaf.optional and leaf.path[-1] not in taken:
            yield leaf
