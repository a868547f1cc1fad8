"""What the names in a rule mean: paths to columns, single values, tables and lets, in the scope they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgetspec.lang import ast, problems
from budgetspec.lang.problems import Fault, Problem
from budgetspec.lang.types import Column, Kind, Model, Table


class Names:
    """The names that can be used at one place: those of the model, of the ``in`` around it, and the lets of the file."""

    def __init__(self, model: Model, lets: Mapping[str, ast.Let], scope: ast.Path) -> None:
        self.model, self.lets, self.path = model, lets, scope
        self.scope = ".".join(n.text for n in scope)
        if scope and not self._known_scope():
            raise Fault(problems.unknown_name(scope[-1].span, self.scope, self._roots()))

    @property
    def table(self) -> Table | None:
        """The table of the ``in`` around this place."""
        return self.model.tables.get(self.scope)

    @property
    def title(self) -> str:
        """What people call the table or record of the ``in`` around this place."""
        return self.table.title if self.table else self.model.titles.get(self.scope, self.scope)

    def _known_scope(self) -> bool:
        within = self.scope + "."
        return self.scope in self.model.tables or any(
            name.startswith(within) for name in (*self.model.scalars, *self.model.tables)
        )

    def _roots(self) -> list[str]:
        records = {name.rpartition(".")[0] for name in self.model.scalars} - {""}
        return [*self.model.tables, *sorted(records)]

    def _paths(self, path: str) -> tuple[str, ...]:
        """Return what a written path may mean in full, nearest first."""
        return (f"{self.scope}.{path}", path) if self.scope else (path,)

    def find(self, path: str) -> tuple[Table | None, Column | None] | None:
        """Find a path: (table, column), (table, None) for the table itself, (None, column) for a single value."""
        for full in self._paths(path):
            if full in self.model.scalars:
                return None, self.model.scalars[full]
            table, rest = self._table_of(full)
            if table is not None and (not rest or rest in table.columns):
                return table, table.columns[rest] if rest else None
        return None

    def _table_of(self, full: str) -> tuple[Table | None, str]:
        """Return the table with the longest name that begins ``full``, and the rest of the path."""
        name, rest = full, ""
        while name:
            if name in self.model.tables:
                return self.model.tables[name], rest
            name, _, last = name.rpartition(".")
            rest = f"{last}.{rest}" if rest else last
        return None, full

    def unknown(self, ref: ast.Reference, path: str) -> Problem:
        """Say what is wrong with a path that means nothing."""
        columns = self._columns_below(path)
        if columns:
            return problems.group_as_value(ref.span, path, columns)
        table, rest = self._table_of(path)
        if table is not None:
            return problems.unknown_column(ref.span, table.title, rest, table.columns)
        scope = self.model.tables.get(self.scope)
        near = list(scope.columns) if scope else []
        inside = [s.removeprefix(f"{self.scope}.") for s in self.model.scalars if s.startswith(f"{self.scope}.")]
        return problems.unknown_name(ref.span, path, [*near, *inside, *self.lets, *self.model.tables, *self.model.scalars])

    def _columns_below(self, path: str) -> list[str]:
        """Return the columns and values of which ``path`` is a group, as they would be written."""
        for full in self._paths(path):
            table, rest = self._table_of(full)
            names = table.columns if table and rest else self.model.scalars
            prefix = f"{rest}." if table and rest else f"{full}."
            below = [f"{path}.{n.removeprefix(prefix)}" for n in names if n.startswith(prefix)]
            if below:
                return below
        return []

    def starred(self, ref: ast.Reference) -> dict[str, tuple[Table, Column]]:
        """Return the amount columns a ``*`` stands for, by the rest of their path."""
        if any(isinstance(p, ast.Star) for p in ref.parts[:-1]):
            raise Fault(problems.misplaced_star(ref.span))
        path = ".".join(p.text for p in ref.parts if isinstance(p, ast.Name))
        for full in self._paths(path) if path else (self.scope,):
            table, rest = self._table_of(full)
            if table is not None:
                found = _amounts(table, f"{rest}." if rest else "")
                if found:
                    return {label: (table, column) for label, column in found.items()}
        raise Fault(problems.no_amount_columns(ref.span, path or self.scope or "*"))


def stars(expr: ast.Expr) -> Iterator[ast.Reference]:
    """Find the ``*`` of an expression."""
    if isinstance(expr, ast.Reference):
        if expr.parts and isinstance(expr.parts[-1], ast.Star):
            yield expr
        return
    for inner in _inner(expr):
        yield from stars(inner)


def written(ref: ast.Reference) -> str:
    """Return the path of a reference as written."""
    return ".".join("*" if isinstance(p, ast.Star) else p.text for p in ref.parts)


def _inner(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    match expr:
        case ast.Negative(operand=x) | ast.Not(operand=x):
            return (x,)
        case ast.Binary(left=a, right=b) | ast.Compare(left=a, right=b):
            return (a, b)
        case ast.Member(item=x, options=rest):
            return (x, *rest)
        case ast.Logic(operands=parts) | ast.Call(arguments=parts) | ast.Lookup(arguments=parts):
            return parts
    return ()


def _amounts(table: Table, prefix: str) -> dict[str, Column]:
    return {
        path.removeprefix(prefix): column
        for path, column in table.columns.items()
        if column.kind is Kind.AMOUNT and path.startswith(prefix)
    }
