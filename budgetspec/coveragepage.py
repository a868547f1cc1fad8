"""What guards a submission, as people read it: counts first, then what no rule reads, what one alone reads, and idle rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from budgetspec.coverage import Coverage, Group, Guarded, Idle, Summary
from budgetspec.finding import VERDICT_NAMES, Bilingual, Cell, Language, Verdict
from budgetspec.lang.reads import Strength
from budgetspec.render.controls import one_line

_MOST_PLACES: Final = 4
_MOST_RULES: Final = 12
_COUNTED_ONLY: Final = frozenset({Group.TEXTS})
"""Groups whose values are listed only if all are."""
_INDENT: Final = "  "
_COLON: Final = Bilingual("：", ": ")
_BETWEEN: Final = Bilingual("、", ", ")
_NAMES: Final = {
    Group.AMOUNTS: Bilingual("各表的金额", "amounts of the tables"),
    Group.NUMBERS: Bilingual("各表的其他数", "other numbers of the tables"),
    Group.TEXTS: Bilingual("各表的文字、编码、日期", "texts, codes and dates"),
    Group.FIGURES: Bilingual("文中读出的数", "figures read in the text"),
}
_COUNTED: Final = Bilingual(
    "{0.filled:,} 个：几条规则读 {0.several:,}，一条 {0.one:,}，没有规则读 {0.none:,}；读而没有等式管住 {0.weak:,}",
    "{0.filled:,}: read by several rules {0.several:,}, by one {0.one:,}, by none {0.none:,}; by no equality {0.weak:,}",
)
_NOTHING: Final = Bilingual("没有", "none")
_UNREAD: Final = Bilingual("没有规则读", "Read by no rule")
_ONE: Final = Bilingual("只有一条规则读", "Read by one rule alone")
_WEAK: Final = Bilingual("几条规则读，但没有等式管住", "Read by several rules, but by no equality")
_UNCAPTURED: Final = Bilingual("文中没有读法读出的数", "Figures of the text that no reading captures")
_IDLE: Final = Bilingual("没有内容可查的规则", "Rules that had nothing to read")
_NO_ROWS: Final = Bilingual("没有可核对的行", "no rows to check")
_NOT_HERE: Final = Bilingual("不用于本份公开", "not for this submission")
_ELSEWHERE: Final = Bilingual("表外", "outside of tables")
_STRENGTHS: Final = {
    Strength.EQUALITY: Bilingual("", ""),
    Strength.BOUND: Bilingual("（限大小）", " (bounds it)"),
    Strength.CONDITION: Bilingual("（看条件）", " (in a condition)"),
}


def coverage_page(found: Coverage, language: Language, source: str | None = None, *, every: bool = False) -> str:
    """Return the coverage as text; ``every`` lists all places, else the first of each table and no texts."""
    return "\n".join(block for block in _Page(language, every=every).blocks(found, source) if block)


class _Page:
    def __init__(self, language: Language, *, every: bool) -> None:
        self._language: Language = language
        self._places: int | None = None if every else _MOST_PLACES
        self._rules: int | None = None if every else _MOST_RULES
        self._groups = frozenset(Group) - (frozenset() if every else _COUNTED_ONLY)

    def blocks(self, found: Coverage, source: str | None) -> Iterator[str]:
        yield self._head(found, source)
        yield self._summary(found)
        yield self._values(_UNREAD, [value for value in found.values if not value.guards])
        yield self._values(_ONE, [value for value in found.values if len(value.guards) == 1])
        yield self._values(_WEAK, [value for value in found.values if len(value.guards) > 1 and value.weak])
        yield self._listed(_UNCAPTURED, [self._place(cell, None) for cell in found.uncaptured])
        yield self._idle(found.idle)

    def _said(self, wording: Bilingual) -> str:
        return wording.said(self._language)

    def _head(self, found: Coverage, source: str | None) -> str:
        form = " ".join(filter(None, (found.form, found.rulebook_version)))
        parts = (source, found.department, str(found.year) if found.year else None, form)
        return f"{' · '.join(one_line(part) for part in parts if part)}\n"

    def _summary(self, found: Coverage) -> str:
        lines = [f"{self._said(_NAMES[group])} {self._counted(found.summary(group))}" for group in Group]
        lines += [self._titled(_UNCAPTURED, len(found.uncaptured)), self._titled(_IDLE, len(found.idle))]
        return "".join(f"{line}\n" for line in lines)

    def _counted(self, summary: Summary) -> str:
        return self._said(_COUNTED).format(summary)

    def _titled(self, title: Bilingual, count: int) -> str:
        return f"{self._said(title)}{self._said(_COLON)}{f'{count:,}' if count else self._said(_NOTHING)}"

    # Places --------------------------------------------------------------------------------------------------------

    def _values(self, title: Bilingual, values: Sequence[Guarded]) -> str:
        """List values by group and table."""
        tables: dict[tuple[Group, str], list[Guarded]] = {}
        for value in (value for value in values if value.group in self._groups):
            tables.setdefault((value.group, value.cell.table or self._said(_ELSEWHERE)), []).append(value)
        lines = (line for (group, table), inside in tables.items() for line in self._table(group, table, inside))
        return f"{self._said(title)}\n" + "".join(f"{_INDENT}{line}\n" for line in lines) if tables else ""

    def _table(self, group: Group, table: str, values: Sequence[Guarded]) -> Iterator[str]:
        yield f"{one_line(table)} · {self._titled(_NAMES[group], len(values))}"
        yield from (f"{_INDENT}{line}" for line in self._some([self._place(v.cell, v) for v in values]))

    def _place(self, cell: Cell, value: Guarded | None) -> str:
        path = " / ".join(part for part in (cell.row, cell.column) if part)
        place = " ".join(filter(None, (path, cell.pointer if cell.span or not path else "")))
        guards = "  " + self._guards(value) if value and value.guards else ""
        return one_line(f"{place}{self._said(_COLON)}{cell.value}{guards}")

    def _guards(self, value: Guarded) -> str:
        return self._said(_BETWEEN).join(f"{guard.rule}{self._said(_STRENGTHS[guard.strength])}" for guard in value.guards)

    def _listed(self, title: Bilingual, lines: Sequence[str]) -> str:
        return f"{self._said(title)}\n" + "".join(f"{_INDENT}{line}\n" for line in self._some(lines)) if lines else ""

    def _some(self, lines: Sequence[str]) -> list[str]:
        """Return the first lines and how many more there are; one more line is shown rather than counted."""
        left = 0 if self._places is None else len(lines) - self._places
        if left <= 1:
            return list(lines)
        more = Bilingual(f"另有 {left} 处（--all 全部列出）", f"and {left} more (--all lists them)")
        return [*lines[: self._places], self._said(more)]

    # Rules ---------------------------------------------------------------------------------------------------------

    def _idle(self, rules: Iterable[Idle]) -> str:
        """List idle rules by why they made no check."""
        reasons: dict[str, list[str]] = {}
        for rule in rules:
            reasons.setdefault(self._reason(rule), []).append(rule.rule)
        lines = [f"{why}{self._said(_COLON)}{len(names):,}  {self._named(names)}" for why, names in reasons.items()]
        return f"{self._said(_IDLE)}\n" + "".join(f"{_INDENT}{line}\n" for line in lines) if lines else ""

    def _reason(self, rule: Idle) -> str:
        if not rule.applies:
            return self._said(_NOT_HERE)
        names = (self._said(VERDICT_NAMES[verdict]) for verdict in Verdict if verdict in rule.counts)
        return self._said(_BETWEEN).join(names) or self._said(_NO_ROWS)

    def _named(self, rules: Sequence[str]) -> str:
        left = self._rules is not None and len(rules) > self._rules
        return self._said(_BETWEEN).join(map(one_line, rules[: self._rules])) + " …" * left
