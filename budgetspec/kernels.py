"""What the identities make of one line of a budget: the rows it stands in, and how often its amount counts in each cell.

It is what ``derive`` fills in for a submission that holds nothing but this line. Identities are linear, so that sums of
consistent submissions are consistent: a budget of any size is a sum of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from budgetspec.cells import is_number
from budgetspec.deriving import derive
from budgetspec.disclosure import Disclosure
from budgetspec.drawing import Line, Post
from budgetspec.finding import Bilingual, BudgetspecError, Severity
from budgetspec.form import Layout, Structure
from budgetspec.lang import plan
from budgetspec.lang.types import Key, Kind, Level
from budgetspec.money import exact
from budgetspec.patch import put
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.values import dataclass

KeyOf = Callable[[Level], Key]
"""Returns the key of a line's row at a level."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of a table that a line stands in, with its columns and how often the amount counts in each.

    Without a level it is no row: the columns are single values.
    """

    table: str
    level: Level | None
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Kernel:
    """Everything that a line touches."""

    touched: tuple[Touched, ...]


def deriving_book(book: Rulebook) -> Rulebook:
    """Return a rulebook with only those rules that ``derive`` can learn something from: text and codes determine no amount."""
    stated = {reading.name for reading in book.readings}
    return replace(book, written=tuple(r for r in book.rules if r.severity is Severity.ERROR and _tells(r, stated)))


def _tells(rule: Rule, stated: set[str]) -> bool:
    nodes = [node for instance in rule.plan.instances for node in plan.walk(instance.body)]
    amounts = any(isinstance(n, plan.Comparison) and n.op == "==" and n.left.type.kind is Kind.AMOUNT for n in nodes)
    return amounts and not any(_read(node) in stated for node in nodes)


def _read(node: plan.Expr) -> str:
    match node:
        case plan.Single(path=path):
            return path.partition(".")[0]
        case plan.Cells(table=table):
            return table
    return ""


def kernel(book: Rulebook, line: Line, always: tuple[Post, ...], bare: Any, key_of: KeyOf) -> Kernel:
    """Derive what a line touches; ``bare`` is a submission without rows. Raises ``BudgetspecError`` if that is not determined.

    Changes ``bare``.
    """
    for post in (*always, *line.rows, *line.states):
        _enter(book.structure, post, bare, key_of)
    derivation = derive(book, bare)
    if derivation.open or derivation.clashes:
        places = [o.cell.pointer for o in derivation.open] or [rule for clash in derivation.clashes for rule in clash.rules]
        said = "、".join(places)
        raise BudgetspecError(Bilingual(f"“{line.name}”没有全部确定：{said}", f"“{line.name}” leaves open: {said}"))
    return Kernel(tuple(_touched(Disclosure(book.structure, book.codes, derivation.value))))


def _enter(structure: Structure, post: Post, value: Any, key_of: KeyOf) -> None:
    """Put 1 元 at a place of a submission, or only the row if no column is named."""
    if post.level is None:
        put(value, structure.scalars[post.column].path, 1)
        return
    layout = structure.layouts[post.table]
    row = _row(layout, post.level, value, key_of(post.level))
    if post.column:
        put(row, layout.columns[post.column], 1)


def _row(layout: Layout, level: Level, value: Any, key: Key) -> Any:
    """Return a row of a table, put in where it is not there yet."""
    for part in (*layout.path, *layout.rows[:-1]):
        value = value.setdefault(part, {})
    rows = value.setdefault(layout.rows[-1], [])
    wanted = key_properties(layout, level, key)
    found = next((row for row in rows if all(row.get(name) == part for name, part in wanted.items())), None)
    if found is None:
        found = dict(wanted)
        rows.append(found)
    return found


def key_properties(layout: Layout, level: Level, key: Key) -> dict[str, str]:
    """Return the properties of a row that say its level and its key."""
    known = {layout.level_property: level.name} if layout.level_property else {}
    parts = zip(layout.keys[level.name], key, strict=True)
    return known | {field.property: part for field, part in parts if field.property is not None}


def _touched(disclosure: Disclosure) -> Iterator[Touched]:
    rows: dict[tuple[str, Any], tuple[Level, dict[str, int]]] = {}
    for name in disclosure.form.layouts:
        for level, _, _ in disclosure.rows(name):
            rows.setdefault((name, level.identity), (level, {}))
    singles: dict[str, int] = {}
    for slot in disclosure.slots():
        if slot.column.kind is Kind.AMOUNT and is_number(slot.raw) and slot.raw:
            columns = rows[slot.table, slot.level.identity][1] if slot.level else singles
            columns[slot.column.path] = columns.get(slot.column.path, 0) + int(exact(slot.raw))
    yield Touched("", None, tuple(singles.items()))
    for (table, _), (level, columns) in rows.items():
        yield Touched(table, level, tuple(columns.items()))
