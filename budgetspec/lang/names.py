"""What the names in a rule mean: paths to columns, single values, tables and lets, in the scope they are written in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from budgetspec.lang import ast, misnamed, misspelt
from budgetspec.lang.mention import quoted
from budgetspec.lang.problems import Fault
from budgetspec.lang.sayings import TOTALS, between, codes_between
from budgetspec.lang.types import PRIOR, SUMMABLE, Column, Kind, Model, Table

OF_LAST_YEAR: Final = f"{PRIOR}."
_MOST_SHOWN: Final = 3


class Names:
    """The names that can be used at one place: those of the model, of the ``in`` around it, and the lets of the file.

    ``unread`` are the names of lets and readings that could not be read: to miss them is no new mistake.
    ``whole`` is all that is written at the place: what is said of one name looks at the others too.
    """

    def __init__(
        self,
        model: Model,
        lets: Mapping[str, ast.Let],
        scope: ast.Path,
        unread: Collection[str] = frozenset(),
        whole: Sequence[ast.Expr] = (),
    ) -> None:
        self.model, self.lets, self.path, self.unread, self.whole = model, lets, scope, unread, whole
        self.scope = ".".join(n.text for n in scope)

    @property
    def table(self) -> Table | None:
        """The table of the ``in`` around this place."""
        return self.model.tables.get(self.scope)

    @property
    def title(self) -> str:
        """What people call the table or record of the ``in`` around this place."""
        return self.table.title if self.table else self.model.titles.get(self.scope, self.scope)

    def is_unread(self, path: str) -> bool:
        """Tell whether a path is, or begins with, a name that could not be read."""
        return path in self.unread or path.removeprefix(OF_LAST_YEAR).partition(".")[0] in self.unread

    def is_known(self) -> bool:
        """Tell whether the ``in`` around this place, if there is one, is of a table or record that is there."""
        if not self.path or self.scope in self.model.tables:
            return True
        within = self.scope + "."
        return any(name.startswith(within) for names in (self.model.scalars, self.model.tables) for name in names)

    def _paths(self, path: str) -> tuple[str, ...]:
        """Return what a written path may mean in full, nearest first."""
        return (f"{self.scope}.{path}", path) if self.scope else (path,)

    def find(self, path: str) -> tuple[Table | None, Column | None] | None:
        """Find a path: (table, column), (table, None) for the table itself, (None, column) for a single value."""
        for full in self._paths(path):
            if full in self.model.scalars:
                return None, self.model.scalars[full]
            table, rest = self.table_of(full)
            if table is not None and (not rest or rest in table.columns):
                return table, table.columns[rest] if rest else None
        return None

    def table_of(self, full: str) -> tuple[Table | None, str]:
        """Return the table with the longest name that begins ``full``, and the rest of the path."""
        name, rest = full, ""
        while name:
            if name in self.model.tables:
                return self.model.tables[name], rest
            name, _, last = name.rpartition(".")
            rest = f"{last}.{rest}" if rest else last
        return None, full

    def codes_called(self, label: str, table: Table | None) -> list[str]:
        """Return the codes of the rows of a table that are called so."""
        return list(dict.fromkeys(code for codes in self._lists(table) for code, name in codes.items() if name == label))[
            :_MOST_SHOWN
        ]

    def is_listed(self, code: str) -> bool:
        """Tell whether a code is one of those that the rows of the table here have."""
        return any(code in codes for codes in self._lists(self.table))

    def codes_between(self, first: str, last: str) -> list[str]:
        """Return the codes of the rows of the table here from one to another, as long as both."""
        return codes_between((code for codes in self._lists(self.table) for code in codes), first, last)

    def _lists(self, table: Table | None) -> list[Mapping[str, str]]:
        """Return the codes that the rows of a table have, with their names."""
        classes = {level.classification for level in table.levels} - {None} if table else set()
        return [codes.codes() for codes in self.model.lists.values() if codes.classification in classes]

    def near(self) -> list[str]:
        """Return the names that can be used here without naming a table."""
        columns = list(self.table.columns) if self.table else []
        inside = [s.removeprefix(f"{self.scope}.") for s in self.model.scalars if s.startswith(f"{self.scope}.")]
        within = (t for name, t in self.model.tables.items() if columns and name.startswith(f"{self.scope}."))
        nested = [f"{t.name.removeprefix(f'{self.scope}.')}.{column}" for t in within for column in t.columns]
        return [*columns, *inside, *nested, *self.lets]

    def everything(self, path: str) -> Iterator[str]:
        """Go through all names of the year that ``path`` is of."""
        columns = (f"{table.name}.{column}" for table in self.model.tables.values() for column in table.columns)
        return of_the_year((*self.model.tables, *self.model.scalars, *columns), path)

    def numbers_below(self, path: str) -> list[str]:
        """Return what ``below`` does, as far as it can be added up."""
        found = ((name, self.find(name)) for name in self.below(path))
        return [quoted(name) for name, known in found if known and known[1] and known[1].kind in SUMMABLE]

    def parts_of(self, ref: ast.Reference) -> list[str]:
        """Return the amount columns beside one that is called a total, of groups with a total the total."""
        path = ".".join(part.text for part in ref.parts if isinstance(part, ast.Name))
        table, column = self.find(path) or (None, None)
        group, point, last = column.path.rpartition(".") if column else ("", "", "")
        beside = [name for name in amounts_of(table, f"{group}{point}") if name != last] if table and last in TOTALS else []
        head = path.removesuffix(last)
        return [quoted(f"{head}{name}") for name in between(beside, beside[0], beside[-1])] if beside else []

    def below(self, path: str) -> list[str]:
        """Return the columns and values of which ``path`` is a group, as they would be written."""
        for full in self._paths(path):
            table, rest = self.table_of(full)
            names = table.columns if table and rest else self.model.scalars
            prefix = f"{rest}." if table and rest else f"{full}."
            below = [f"{path}.{n.removeprefix(prefix)}" for n in names if n.startswith(prefix)]
            if below:
                return below
        return []

    def starred(self, ref: ast.Reference) -> dict[str, tuple[Table, Column]]:
        """Return the amount columns a ``*`` stands for, by the rest of their path."""
        if any(isinstance(p, ast.Star) for p in ref.parts[:-1]):
            raise Fault(misspelt.misplaced_star(ref.span))
        path = ".".join(p.text for p in ref.parts if isinstance(p, ast.Name))
        for full in self._paths(path) if path else (self.scope,):
            table, rest = self.table_of(full)
            if table is not None:
                found = amounts_of(table, f"{rest}." if rest else "")
                if found:
                    return {label: (table, column) for label, column in found.items()}
        unknown = misnamed.no_amount_columns(ref.span, name=path or self.scope or "*")
        if path and (parts := self.numbers_below(path)):
            unknown = misnamed.whole_group(ref.span, path, parts)
        raise Fault(*([] if self.is_unread(path) else [unknown]))


def is_of_last_year(path: str) -> bool:
    """Tell whether a path is of last year's submission."""
    return path.startswith(OF_LAST_YEAR)


def of_the_year(names: Iterable[str], path: str) -> Iterator[str]:
    """Leave out the names of the other year: last year's repeat those of this year."""
    wanted = is_of_last_year(path)
    return (name for name in names if is_of_last_year(name) == wanted)


def named_columns(table: Table) -> list[str]:
    """Return the columns by which messages tell what a table has: its amounts, or else all."""
    return [*amounts_of(table, "")] or [*table.columns]


def amounts_of(table: Table, prefix: str) -> dict[str, Column]:
    """Return the amount columns whose path begins so, by the rest of it."""
    return {
        path.removeprefix(prefix): column
        for path, column in table.columns.items()
        if column.kind is Kind.AMOUNT and path.startswith(prefix)
    }
