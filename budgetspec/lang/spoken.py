"""What is meant by a name that is none but a figure, a formula in words or a column run into its rows: as the rules write it."""

from __future__ import annotations

import re

from budgetspec.lang.functions import CALLED
from budgetspec.lang.mention import quoted
from budgetspec.lang.names import Names
from budgetspec.lang.rewordings import AFTER, SINCE, trend
from budgetspec.lang.sayings import EVERY_COLUMN, between, figure, phrase


class Spoken:
    """Understands phrases by the names that can be used at a place."""

    def __init__(self, names: Names) -> None:
        self.names, self.model, self.scope, self.here = names, names.model, names.scope, names.table

    def meanings(self, path: str) -> list[str]:
        """Return what a name may mean, the likeliest first; nothing if it is no phrase.

        What is said of each row of a level may be said of all of them together.
        """
        ways = (figure, self._chosen_behind, self._from_to, self._since, self._after, self._phrase)
        meaning = next(filter(None, (way(path) for way in ways)), None)
        return [*filter(None, (self._of_each(path), meaning))]

    def _of_each(self, path: str) -> str | None:
        """Return the column that a phrase speaks of for each row of a level: ``各单位的合计``."""
        levels = [level.name for level in self.here.levels] if self.here else []
        told = ((level, re.fullmatch(rf"(?:各个?|每一?个?){re.escape(level)}的?(?P<column>.+)", path)) for level in levels)
        chosen = ((level, said["column"]) for level, said in told if said and self.here and said["column"] in self.here.columns)
        return next((f"{quoted(column)}[{level}]" for level, column in chosen), None)

    def _since(self, path: str) -> str | None:
        """Return what is meant by a column that is said to change: ``公用经费比上年下降``."""
        found = re.fullmatch(rf"(?P<left>.+?){SINCE}", path)
        column = self._term(found["left"]) if found else None
        table = f"{quoted(self.scope)}." if self.here else ""
        return trend(column, found["way"], table) if found and column else None

    def _after(self, path: str) -> str | None:
        """Return what is meant by days after a date: ``公开.批复日期后20日内``."""
        found = re.fullmatch(rf"(?P<date>.+?){AFTER}", path)
        date = self._term(found["date"]) if found else None
        return f"{date} + {found['days']}天" if found and date else None

    def _phrase(self, path: str) -> str | None:
        """Return what a phrase means: 合计 of a level is the row of all, not each row's."""
        meaning = phrase(path, self._term, self._total)
        levels = {level.name for level in self.here.levels if not level.keys} if self.here else set()
        left, equal, right = (meaning or "").partition(" == sum([")
        return f"[{left}]{equal}{right}" if equal and left in levels else meaning

    def _from_to(self, path: str) -> str | None:
        """Return the sum of the columns from one to another: ``货物类至服务类之和``."""
        match = re.fullmatch(r"(?P<first>.+?)[至到](?P<last>.+?)(?:之和|的和|的?合计|相加)", path)
        columns = between([*self.here.columns], match["first"], match["last"]) if self.here and match else []
        return " + ".join(map(quoted, columns)) or None

    def _chosen_behind(self, path: str) -> str | None:
        """Return what is meant by ``人员经费合计`` or ``人员经费301``: rows of a column; by words for every column, ``*``."""
        if path in EVERY_COLUMN:
            return "*"
        levels = {level.name for level in self.here.levels} if self.here else set()
        for at in range(len(path) - 1, 0, -1):
            column, chosen = path[:at], path[at:]
            table = self.model.tables.get(column)
            if table and chosen in {level.name for level in table.levels}:
                return f"{quoted(column)}[{chosen}]"
            if (chosen in levels or re.fullmatch("[0-9]+x*", chosen)) and self.here and column in self.here.columns:
                return f"{quoted(column)}[{chosen}]"
        return None

    def _term(self, text: str) -> str | None:
        """Return a part of a phrase as rules write it: a name, if it is known here, or a number."""
        if text in self.names.lets or re.fullmatch(r"[0-9]+(?:\.[0-9]+)?(?:万?元|%)?", text):
            return text
        found = (
            [name for name in self.names.near() if text in {name, name.replace(".", "")} or name.endswith(f".{text}")]
            if text
            else []
        )
        named = text if text in found else found[0] if len(found) == 1 else text
        known = self.names.find(named) if named else None
        return quoted(named) if known and known[1] else figure(text)

    def _total(self, text: str) -> str | None:
        """Return the sum that a phrase asks for: of a level, of the rows below, of a column."""
        table, what = self.here, re.sub("^(?:各个?|全部|所有|每一?个)", "", text)
        if table is None:
            return None
        if what in {level.name for level in table.levels}:
            return f"sum([{what}])"
        if CALLED.get(what) == "children" and table.main:
            return f"sum(children({quoted(table.main)}))"
        if what not in table.columns:
            nested = [name for name in self.names.near() if name.endswith(f".{what}") and name not in table.columns]
            return f"sum({quoted(nested[0])})" if len(nested) == 1 else None
        return f"sum({quoted(what)}[{table.levels[-1].name}])"
