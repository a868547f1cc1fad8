"""What the patterns, levels and wildcards of a rule stand for in one submission, and which keys its checks have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from budgetspec.finding import Bilingual, Language, Verdict, counted
from budgetspec.lang import plan
from budgetspec.lang.evaluator import Evaluation, Outcome
from budgetspec.lang.types import Key, Level

_MOST: Final = 6
_LONGEST: Final = 24
_SELECTS: Final = Bilingual("[{}] 选中：{}", "[{}] selects: {}")
_OF_TABLE: Final = Bilingual("{} 的 {}", "in {}, {}")
_MEANS: Final = Bilingual("{} 是：{}", "{} means: {}")
_BETWEEN: Final = Bilingual("、", ", ")
_COLON: Final = Bilingual("：", ": ")
_IN_ALL: Final = Bilingual("… 共 {} 个", "… {} in all")
_ROWS: Final = Bilingual("{}（{} 行）", "{} (rows: {})")
_BELOW: Final = Bilingual("{}的下级 {} {} 行", "{2} × {1} below {0}")
_ONE_ROW: Final = Bilingual("一行", "one row")
_NO_ROW: Final = Bilingual("没有一行", "no row")


class Expander:
    """Says what a rule comes to in the submission under evaluation."""

    def __init__(self, evaluation: Evaluation, language: Language) -> None:
        self.evaluation, self.language = evaluation, language

    def selections(self, checked: plan.Plan) -> list[str]:
        """Say which columns ``*`` stands for, which rows each selection chose and which rows ``children`` found."""
        parts = [part for instance in checked.instances for part in (instance.guard, instance.body) if part is not None]
        nodes = [node for part in parts for node in plan.walk(part)]
        several = len({node.table for node in nodes if isinstance(node, plan.Cells)}) > 1
        said = (self._selection(node, several=several) for node in nodes)
        return list(dict.fromkeys([*self._columns(checked), *filter(None, said)]))

    def _columns(self, checked: plan.Plan) -> Iterator[str]:
        labels = list(dict.fromkeys(instance.label for instance in checked.instances if instance.label))
        if labels:
            yield self._means("*", labels)

    def _means(self, written: str, names: Sequence[str]) -> str:
        return _MEANS.said(self.language).format(written, self._some(names))

    def _selection(self, node: plan.Expr, *, several: bool) -> str:
        match node:
            case plan.Cells(table=table, selection=selection) if selection:
                said = _SELECTS.said(self.language).format(selection, self._chosen(node))
                return _OF_TABLE.said(self.language).format(table, said) if several else said
            case plan.ChildFold():
                return self._means("children", self._children(node) or [_NO_ROW.said(self.language)])
        return ""

    def _chosen(self, node: plan.Cells) -> str:
        why = self.evaluation.lacking(node)
        if why:
            return why.said(self.language)
        rows = [(level, key) for level in node.levels for key in self._keys(node, level)]
        if rows and not any(key for _, key in rows):
            return _ONE_ROW.said(self.language)
        return self._rows(node, rows) if rows else _NO_ROW.said(self.language)

    def _keys(self, node: plan.Cells, level: Level) -> Iterable[Key]:
        """Return the keys of the rows selected; a single value counts only where its row is there."""
        return self.evaluation.scope.column(node.table, node.column, level) if node.single else self.evaluation.keys(node, level)

    def _rows(self, node: plan.Cells, rows: Sequence[tuple[Level, Key]]) -> str:
        """Name rows: those of a classification by their codes, once however many units have them."""
        first: dict[Any, tuple[Level, Key]] = {}
        for level, key in rows:
            first.setdefault(key[-1] if level.classification and key else key, (level, key))
        names = [self._name(node, *row) for row in list(first.values())[:_MOST]]
        said = self._some(names, len(first))
        return said if len(first) == len(rows) else _ROWS.said(self.language).format(said, len(rows))

    def _name(self, node: plan.Cells, level: Level, key: Key) -> str:
        row: str = self.evaluation.scope.cell(node.table, node.column, level, key).row or " ".join(key)
        name = row.removeprefix(f"{' '.join(key[:-1])} ") if level.classification else row
        return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"

    def _children(self, node: plan.ChildFold) -> list[str]:
        counts: dict[tuple[str, str], int] = {}
        for level in node.type.rows:
            for key in self.evaluation.keys(node, level):
                for below, _ in self.evaluation.rows(node, level, key):
                    counts[level.name, below.name] = counts.get((level.name, below.name), 0) + 1
        return [_BELOW.said(self.language).format(*names, count) for names, count in counts.items()]

    def _some(self, names: Sequence[str], total: int = 0) -> str:
        total = total or len(names)
        more = [_IN_ALL.said(self.language).format(total)] * (total > _MOST)
        return _BETWEEN.said(self.language).join([*names[:_MOST], *more])

    # Keys -----------------------------------------------------------------------------------------------------------

    def keys(self, outcomes: Iterable[Outcome]) -> list[str]:
        """Say for each table and level which keys were checked, and how many checks came to each verdict."""
        groups: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in outcomes:
            name = outcome.level.name if outcome.level else ""
            groups.setdefault((outcome.instance.table or "", name), []).append(outcome)
        return [self._group(" ".join(filter(None, names)), found) for names, found in groups.items() if any(names)]

    def _group(self, name: str, outcomes: Sequence[Outcome]) -> str:
        keys = dict.fromkeys(" ".join(key) for outcome in outcomes for key in outcome.keys)
        verdicts = [verdict for outcome in outcomes for verdict in outcome.verdicts]
        listed = f"{name} {self._some(list(keys))}".strip()
        return f"{listed}{_COLON.said(self.language)}{tally(verdicts, self.language)}"


def tally(verdicts: Sequence[Verdict], language: Language) -> str:
    """Count the verdicts that there are."""
    return counted({verdict: verdicts.count(verdict) for verdict in Verdict if verdict in verdicts}, language)
