"""Submissions with one fault, each told: what kind it is, where, and what stood there. For tests of whoever checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from budgetspec.cells import ABSENT, is_number
from budgetspec.chance import Chance, one_of
from budgetspec.disclosure import Slot
from budgetspec.lang.types import Kind
from budgetspec.lang.written import MEASURES
from budgetspec.order import Where
from budgetspec.patch import changed
from budgetspec.reader import followed, pointer, sought
from budgetspec.submission import Submission
from budgetspec.values import dataclass

_DIGIT: Final = re.compile("[0-9]")
_NEIGHBOURS: Final = re.compile(r"(?=([0-9])(?!\1)([0-9]))")
_OPPOSITE: Final = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
_NUMBERS: Final = frozenset({Kind.NUMBER, Kind.COUNT, Kind.PERCENT, Kind.VALUE})
_MOST_ATTEMPTS: Final = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """A submission with one fault: its kind, the JSON Pointer of the place, in the sound submission, and what stood there."""

    kind: str
    pointer: str
    old: Any
    value: Any


@dataclass(frozen=True, slots=True)
class _Change:
    """A fault as a change of a submission (see ``patch``)."""

    where: Where
    old: Any
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure of the text: its paragraph, where it stands there, its type and whether it is a change."""

    where: Where
    start: int
    end: int
    type: str
    change: bool


def faulty(submission: Submission, chance: Chance, kinds: Sequence[str] = ()) -> Fault | None:
    """Make one fault of one of the ``kinds``, of any if none is named; None where the submission has no place for it."""
    site = _Site(submission, chance)
    for _ in range(_MOST_ATTEMPTS):
        kind = one_of(chance, kinds or tuple(KINDS))
        change = KINDS[kind](site)
        if change is not None:
            value = changed(submission.disclosure.value, change.changes)
            return Fault(kind, pointer(change.where), change.old, value)
    return None


class _Site:
    """The places of a submission where faults can be made."""

    def __init__(self, submission: Submission, chance: Chance) -> None:
        self.submission, self.disclosure, self.chance = submission, submission.disclosure, chance

    @cached_property
    def slots(self) -> list[Slot]:
        """The filled cells of the tables and single values."""
        return [slot for slot in self.disclosure.slots() if slot.raw is not ABSENT and slot.raw is not None]

    @cached_property
    def amounts(self) -> list[Slot]:
        """The amounts that are not 0."""
        return [slot for slot in self.slots if slot.column.kind is Kind.AMOUNT and is_number(slot.raw) and slot.raw]

    @cached_property
    def rows(self) -> list[tuple[str, Any]]:
        """The rows of tables that have a key, with their tables."""
        tables = [name for catalogue in self.disclosure.form.catalogues.values() for e in catalogue.entries for name in e.tables]
        own = [name for name in tables if self.disclosure.form.layouts[name].outer is None]
        return [(name, row) for name in own for level, _, row in self.disclosure.rows(name) if level.keys]

    @cached_property
    def figures(self) -> list[_Stated]:
        """The figures that readings find in the text."""
        return list(self._figures())

    def _figures(self) -> Iterator[_Stated]:
        for _, item, match in self.submission.statements.matches():
            for captured in match.captured:
                if captured.hole.type in MEASURES or captured.hole.type == "年":
                    where, start, end = item.place(captured.start, captured.end)
                    yield _Stated(where, start, end, captured.hole.type, captured.hole.change)

    def at(self, where: Where) -> Any:
        """Return what stands at a place."""
        return followed(self.disclosure.value, where)

    def one(self, items: Sequence[Any]) -> Any:
        """Return one of several, None if there is none."""
        return one_of(self.chance, items) if items else None


def _set(where: Where, old: Any, new: Any) -> _Change | None:
    return None if new is None or new == old else _Change(where, old, {"set": {pointer(where): new}})


def _digit(site: _Site, text: str) -> str:
    """Return a text with one of its digits changed."""
    at = one_of(site.chance, [found.start() for found in _DIGIT.finditer(text)])
    return f"{text[:at]}{(int(text[at]) + site.chance.number(1, 9)) % 10}{text[at + 1 :]}"


def _amount(change: Callable[[_Site, str], str | None]) -> Callable[[_Site], _Change | None]:
    """Return the fault that changes the digits of an amount."""

    def fault(site: _Site) -> _Change | None:
        slot = site.one(site.amounts)
        new = change(site, format(slot.raw, "f")) if slot else None
        return _set(slot.where, slot.raw, Decimal(new)) if new is not None else None

    return fault


def _transposed(site: _Site, text: str) -> str | None:
    at = site.one([found.start() for found in _NEIGHBOURS.finditer(text)])
    return None if at is None else f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"


def _tenfold(_site: _Site, text: str) -> str:
    return str(Decimal(text) * 10)


def _blank(site: _Site) -> _Change | None:
    slot = site.one(site.amounts)
    return _Change(slot.where, slot.raw, {"set": {pointer(slot.where): None}}) if slot else None


def _moved(site: _Site) -> _Change | None:
    """Print an amount in another column of its row."""
    slot = site.one([slot for slot in site.amounts if slot.table])
    if slot is None:
        return None
    layout = site.disclosure.form.layouts[slot.table]
    row = slot.where[: len(slot.where) - len(layout.columns[slot.column.path])]
    filled = {each.column.path for each in site.amounts if each.where[: len(row)] == row}
    free = [c for c, column in layout.table.columns.items() if column.kind is Kind.AMOUNT and c not in filled]
    other = site.one([path for path in (layout.columns[c] for c in free) if isinstance(sought(site.at(row), path[:-1]), dict)])
    if other is None:
        return None
    return _Change(slot.where, slot.raw, {"set": {pointer(slot.where): None, pointer((*row, *other)): slot.raw}})


def _row_missing(site: _Site) -> _Change | None:
    found = site.one(site.rows)
    return _Change(found[1].where, found[1].value, {"remove": [pointer(found[1].where)]}) if found else None


def _row_twice(site: _Site) -> _Change | None:
    found = site.one(site.rows)
    return _Change(found[1].where, found[1].value, {"insert": {pointer(found[1].where): found[1].value}}) if found else None


def _code(site: _Site) -> _Change | None:
    """Change a digit of a code that is part of a row's key."""
    table, row = site.one(site.rows) or ("", None)
    if row is None:
        return None
    layout = site.disclosure.form.layouts[table]
    codes = [layout.columns[c] for c, column in layout.table.columns.items() if column.dimension and column.kind is Kind.CODE]
    path = site.one([path for path in codes if isinstance(sought(row.value, path), str)])
    old = sought(row.value, path) if path else None
    return _set((*row.where, *path), old, _digit(site, old)) if old and _DIGIT.search(old) else None


def _name(site: _Site) -> _Change | None:
    """Print the name of a row with one character less."""
    table, row = site.one(site.rows) or ("", None)
    label = site.disclosure.form.layouts[table].label if row else None
    old = sought(row.value, label) if row and label else None
    if not isinstance(old, str) or len(old) < 2:  # noqa: PLR2004 - of one character nothing would be left
        return None
    at = site.chance.number(0, len(old) - 1)
    return _set((*row.where, *(label or ())), old, old[:at] + old[at + 1 :]) if row else None


def _number(site: _Site) -> _Change | None:
    slot = site.one([s for s in site.slots if s.table and s.column.kind in _NUMBERS and is_number(s.raw)])
    return _set(slot.where, slot.raw, slot.raw + site.chance.number(1, 9)) if slot else None


def _table_missing(site: _Site) -> _Change | None:
    entries = [entry for catalogue in site.disclosure.form.catalogues.values() for entry in catalogue.entries]
    entry = site.one([e for e in entries if sought(site.disclosure.value, e.path) is not None])
    return _Change(entry.path, site.at(entry.path), {"remove": [pointer(entry.path)]}) if entry else None


def _figure(site: _Site) -> _Change | None:
    """Change a digit of a figure that a sentence states."""
    stated = site.one([s for s in site.figures if s.type in MEASURES and _DIGIT.search(site.at(s.where)[s.start : s.end])])
    return _restated(site, stated, lambda text: _digit(site, text)) if stated else None


def _year(site: _Site) -> _Change | None:
    stated = site.one([s for s in site.figures if s.type == "年"])
    return _restated(site, stated, lambda text: _digit(site, text)) if stated else None


def _direction(site: _Site) -> _Change | None:
    """Say of a change that it goes the other way."""
    stated = site.one([s for s in site.figures if s.change and site.at(s.where)[s.start : s.start + 2] in _OPPOSITE])
    return _restated(site, stated, lambda text: _OPPOSITE[text[:2]] + text[2:]) if stated else None


def _restated(site: _Site, stated: _Stated, change: Callable[[str], str]) -> _Change | None:
    text = site.at(stated.where)
    said = change(text[stated.start : stated.end])
    return _set(stated.where, text, f"{text[: stated.start]}{said}{text[stated.end :]}")


def _sentence_missing(site: _Site) -> _Change | None:
    where = site.one(list(dict.fromkeys(s.where for s in site.figures)))
    return _Change(where, site.at(where), {"remove": [pointer(where)]}) if where else None


KINDS: Final[Mapping[str, Callable[[_Site], _Change | None]]] = {
    "digit": _amount(_digit),
    "transposed": _amount(_transposed),
    "tenfold": _amount(_tenfold),
    "blank": _blank,
    "moved": _moved,
    "row-missing": _row_missing,
    "row-twice": _row_twice,
    "code": _code,
    "name": _name,
    "number": _number,
    "table-missing": _table_missing,
    "figure": _figure,
    "year": _year,
    "direction": _direction,
    "sentence-missing": _sentence_missing,
}
"""The kinds of faults, with what makes one."""
