"""What was filled in and what was not, as people read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from budgetspec.deriving import Clash, Derivation, Open
from budgetspec.finding import Bilingual, Cell, Language, number_of
from budgetspec.render.controls import one_line

_MOST: Final = 8
_MOST_RULES: Final = 6
_INDENT: Final = "  "
_BETWEEN: Final = Bilingual("、", ", ")
_COLON: Final = Bilingual("：", ": ")
_ELSEWHERE: Final = Bilingual("表外", "outside of tables")
_IN_BRACKETS: Final = Bilingual("（{}）", " ({})")


def derivation_page(found: Derivation, language: Language) -> str:
    """Return the amounts filled by table, the rows put in, and what stays open, each with its reason."""
    return "".join(f"{line}\n" for line in _Page(language).lines(found))


class _Page:
    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def lines(self, found: Derivation) -> Iterator[str]:
        count, rows, left = len(found.amounts), len(found.rows), len(found.open)
        yield self._counted(Bilingual(f"填了 {count:,} 个金额", f"filled {number_of(count, 'amount')}"), found.amounts)
        if rows:
            yield self._counted(Bilingual(f"补了 {rows:,} 行", f"put in {number_of(rows, 'row')}"), found.rows)
        if left:
            yield self._counted(Bilingual(f"未能确定 {left:,} 个", f"not determined: {left:,}"), [o.cell for o in found.open])
            yield from self._some([self._open(each) for each in found.open])
        yield from map(self._clash, found.clashes)

    def _said(self, wording: Bilingual) -> str:
        return wording.said(self._language)

    def _counted(self, said: Bilingual, cells: Sequence[Cell]) -> str:
        tables = [cell.table or self._said(_ELSEWHERE) for cell in cells]
        parts = (f"{one_line(table)} {tables.count(table):,}" for table in dict.fromkeys(tables))
        by_table = self._said(_COLON) + self._said(_BETWEEN).join(parts) if cells else ""
        return self._said(said) + by_table

    def _open(self, each: Open) -> str:
        why = f"{self._said(each.why)}{self._said(_IN_BRACKETS).format(self._rules(each.rules))}"
        return f"{self._place(each.cell)}{self._said(_COLON)}{why}"

    def _clash(self, clash: Clash) -> str:
        rules, cells = self._rules(clash.rules), self._said(_BETWEEN).join(map(self._place, clash.cells[:_MOST]))
        said = Bilingual(f"与已填的数不能同时成立：{rules}", f"cannot hold with what is filled in: {rules}")
        left = self._said(Bilingual("；未填 ", "; left blank: ")) + cells if cells else ""
        return self._said(said) + left

    def _rules(self, rules: Sequence[str]) -> str:
        return self._said(_BETWEEN).join(map(one_line, rules[:_MOST_RULES])) + " …" * (len(rules) > _MOST_RULES)

    def _place(self, cell: Cell) -> str:
        return one_line(" / ".join(part for part in (cell.table, cell.row, cell.column) if part))

    def _some(self, lines: Sequence[str]) -> Iterable[str]:
        left = len(lines) - _MOST
        more = [self._said(Bilingual(f"另有 {left} 处", f"and {left} more"))] if left > 1 else []
        return (f"{_INDENT}{line}" for line in [*lines[: _MOST if more else None], *more])
