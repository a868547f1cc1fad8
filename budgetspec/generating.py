"""Consistent submissions of any size, by chance: what the form's ``drawing.yaml`` draws, and what its rules make of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from budgetspec.chance import Chance, Seeded, amount, magnitude, one_of, weighted
from budgetspec.drawing import Line, Owners, fitting, read_drawing
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.kernels import Kernel, deriving_book, kernel
from budgetspec.lang.types import Key, Level
from budgetspec.ledger import Account, Ledger, Row
from budgetspec.narrating import narrate
from budgetspec.patch import put
from budgetspec.reader import followed
from budgetspec.rulebook import Rulebook
from budgetspec.telling import Ties
from budgetspec.template import Drawer, Names

_MOST_UNITS: Final = 50
_UNITS: Final = "units"
_ROWS: Final = re.compile(r"(?P<table>[^\[\]]+)\[(?P<level>[^\[\]]+)\]")


class Generator:
    """Draws submissions of one form. What the identities make of each kind of line is derived once and kept."""

    def __init__(self, book: Rulebook) -> None:
        if book.drawing is None:
            raise BudgetspecError(Bilingual(f"表式 {book.name} 没有 drawing.yaml", f"the form {book.name} has no drawing.yaml"))
        self.book = book
        self.drawing = read_drawing(book.drawing, book.structure, book.codes)
        self.ties = Ties(book)
        self._deriving = deriving_book(book)
        self._kernels: dict[tuple[object, ...], Kernel] = {}
        self._codes: dict[tuple[str, str, int], tuple[str, ...]] = {}

    def submission(self, chance: Chance, units: int | tuple[int, int] | None = None) -> dict[str, Any]:
        """Draw a submission of so many units, or of 1 to 50."""
        least, most = units if isinstance(units, tuple) else [units or magnitude(chance, 1, _MOST_UNITS)] * 2
        return _Draft(self, chance).submission(least, most)

    def kernel(self, line: Line) -> Kernel:
        """Return what a line touches; the same for all lines that stand in the same places."""
        places = line.rows, line.states, tuple(line.codes)
        if places not in self._kernels:
            self._kernels[places] = self._derived(line)
        return self._kernels[places]

    def _derived(self, line: Line) -> Kernel:
        """Derive what a line touches, in a submission of one unit and one project."""
        draft = _Draft(self, Seeded(0))
        unit = draft.owner(self.drawing.units, draft.names, 1)
        account = draft.account(line, draft.owner(self.drawing.projects, unit, 1))
        bare = Ledger(self.book.structure, self.book.codes, self.drawing).tables(draft.drawer)
        year = self.book.structure.roles.get("year")
        if year:
            put(bare, year, draft.year)

        def key_of(level: Level) -> Key:
            return draft.ledger.key(level, account)

        return kernel(self._deriving, line, self.drawing.rows, bare, key_of)

    def codes(self, line: Line, codes: str, year: int) -> tuple[str, ...]:
        """Return the codes of a list that a line may be drawn with."""
        wanted = line.name, codes, year
        if wanted not in self._codes:
            known = self.book.codes[codes].edition(year)
            self._codes[wanted] = tuple(fitting(line, self.drawing.lines, codes, known))
        return self._codes[wanted]


@cache
def generator(form: str) -> Generator:
    """Return the generator of a shipped form, made once."""
    return Generator(Rulebook.load(form))


def generate(book: Rulebook, seed: int, units: int | None = None) -> dict[str, Any]:
    """Return a consistent submission, the same for the same seed; of so many units, or of 1 to 50.

    Raises ``BudgetspecError`` for a form that does not say what to draw.

    >>> generate(Rulebook.load("dalian-department-budget"), 1, 1)["文件类型"]
    '部门'
    """
    return Generator(book).submission(Seeded(seed), units)


class _Draft:
    """One submission being drawn."""

    def __init__(self, generator: Generator, chance: Chance) -> None:
        self.generator, self.drawing, self.chance = generator, generator.drawing, chance
        book = generator.book
        self.drawer = Drawer(chance, self._each)
        self.ledger = Ledger(book.structure, book.codes, self.drawing)
        self.names: Names = self.drawer.given(self.drawing.given, {})
        self.year = self._year(book.structure.roles.get("year", ()))
        self.units: list[Names] = []
        self.lines = [line for line in self.drawing.lines if chance.number(1, line.likely) == line.likely]

    def submission(self, least: int, most: int) -> dict[str, Any]:
        """Draw the units, and print what has come of them."""
        self.chance.each(least, most, self._unit)
        value: dict[str, Any] = self.drawer.draw(self.drawing.submission, self.names)
        value |= self.ledger.tables(self.drawer)
        narrate(self.generator.ties, self.drawing, self.drawer, self.names, value)
        return value

    def _year(self, path: Sequence[str]) -> int:
        year: int = self.drawer.draw(followed(self.drawing.submission, path), self.names)
        return year

    # Lines ---------------------------------------------------------------------------------------------------------

    def _unit(self, number: int) -> None:
        owners = self.drawing.units
        unit = self.owner(owners, self.names, number)
        self.units.append(unit)
        self._lines(unit, owners, of_projects=False)
        projects = self.drawing.projects
        self.chance.each(*owners.projects, lambda at: self._lines(self.owner(projects, unit, at), projects, of_projects=True))

    def owner(self, owners: Owners, names: Names, number: int) -> Names:
        """Draw the names of a unit, or of a project."""
        given = {**owners.given, **owners.first} if number == 1 else owners.given
        return self.drawer.given(given, {**names, "#": number})

    def _lines(self, names: Names, owners: Owners, *, of_projects: bool) -> None:
        lines = [(line, line.weight) for line in self.lines if line.of_projects == of_projects]
        self.chance.each(*owners.lines, lambda _: self._line(names, weighted(self.chance, lines)))

    def _line(self, names: Names, line: Line) -> None:
        self.ledger.enter(self.generator.kernel(line), self.account(line, names), amount(self.chance, *line.amount))

    def account(self, line: Line, names: Names) -> Account:
        """Draw the codes of a line."""
        codes = {name: one_of(self.chance, self.generator.codes(line, name, self.year)) for name in line.codes}
        return Account(names, codes, self.year)

    # Text ----------------------------------------------------------------------------------------------------------

    def _each(self, each: str, most: int | None) -> Sequence[Names]:
        """Return the names of the units, or of the rows of a table, those of several units once."""
        if each == _UNITS:
            return self.units
        found = _ROWS.fullmatch(each)
        rows = [r for r in self.ledger.ordered(found["table"]) if r.level.name == found["level"]] if found else []
        return [self._row_names(row) for row in {row.key[-1]: row for row in rows}.values()][:most]

    def _row_names(self, row: Row) -> Names:
        """Return the names of a row's account, and what it and the rows above it are called."""
        names: dict[str, Any] = dict(row.account.names)
        level: Level | None = row.level
        while level is not None and level.keys:
            above = Row(level, self.ledger.key(level, row.account), row.account)
            names[level.name] = self.ledger.label(above)
            level = level.parent
        return names
