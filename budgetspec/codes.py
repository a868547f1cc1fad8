"""Classification lists: dated tables of codes, read from tab-separated files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from budgetspec.files import read_text
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.lang.types import CodeList, plain
from budgetspec.terms import Terms
from budgetspec.values import dataclass

COLUMNS: Final[Mapping[str, str]] = {"名称": "name", "级": "level", "可信度": "confidence", "说明": "note"}
"""The columns of a code list as rules name them, and as the files do."""
_CODE: Final = "code"
_RECALLED: Final = "recalled"
"""The confidence in a code that was not seen in a published document."""


def bare(name: str, endings: Iterable[str]) -> str:
    """Return a name as names are compared, without the first of the ``endings`` that it has and does not consist of.

    >>> bare("一般公共服务 支出", ["支出"]), bare("支出", ["支出"])
    ('一般公共服务', '支出')
    """
    name = plain(name)
    for ending in endings:
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending)
    return name


@dataclass(frozen=True)
class Classification:
    """A code list in its editions by year.

    ``dimension`` is the key whose codes it lists, ``classification`` what the levels are called whose codes they all are.
    """

    name: str
    dimension: str
    classification: str | None
    editions: tuple[tuple[int, Path], ...]

    @property
    def declared(self) -> CodeList:
        """What the language is told of the list."""
        return CodeList(self.name, self.dimension, tuple(COLUMNS), self.classification, lambda: self._listed)

    def edition(self, year: int | None) -> Mapping[str, Mapping[str, str]]:
        """Return the list in force in ``year``: the newest edition not after it, else the oldest there is."""
        return self._read[self._start(year)]

    def _start(self, year: int | None) -> int:
        years = [start for start, _ in self.editions]
        fitting = [start for start in years if year is None or start <= year]
        return max(fitting) if fitting else min(years)

    def names(self, year: int | None) -> Mapping[str, str]:
        """Return the codes in force in ``year`` with their names."""
        return self._names[self._start(year)]

    def called(self, year: int | None, name: str, endings: tuple[str, ...]) -> Sequence[str]:
        """Return the codes in force in ``year`` with a name, which may have one of the ``endings`` or not."""
        wanted = self._start(year), endings
        if wanted not in self._by_name:
            found: dict[str, list[str]] = {}
            for code, listed in self._names[wanted[0]].items():
                found.setdefault(bare(listed, endings), []).append(code)
            self._by_name[wanted] = found
        return self._by_name[wanted].get(bare(name, endings), ())

    def attested(self, year: int | None) -> Mapping[str, str]:
        """Return the codes in force in ``year`` with their names, without those that were only recalled."""
        return {code: row["名称"] for code, row in self.edition(year).items() if row["可信度"] != _RECALLED}

    @cached_property
    def terms(self) -> Terms:
        """The names of all editions, as known terms."""
        return Terms.of(row["名称"] for rows in self._read.values() for row in rows.values())

    @cached_property
    def _read(self) -> Mapping[int, Mapping[str, Mapping[str, str]]]:
        return {start: self._rows(path) for start, path in self.editions}

    @cached_property
    def _names(self) -> Mapping[int, Mapping[str, str]]:
        return {start: {code: row["名称"] for code, row in rows.items()} for start, rows in self._read.items()}

    @cached_property
    def _by_name(self) -> dict[tuple[int, tuple[str, ...]], Mapping[str, Sequence[str]]]:
        """The codes of each edition by their names without endings, for all that has been asked for."""
        return {}

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        """The codes of all editions, with their names."""
        return {code: row["名称"] for rows in self._read.values() for code, row in rows.items()}

    def _rows(self, path: Path) -> Mapping[str, Mapping[str, str]]:
        head, *lines = (line.split("\t") for line in read_text(path).splitlines() or [""])
        for column in (_CODE, *COLUMNS.values()):
            if column not in head:
                raise BudgetspecError(Bilingual(f"{path} 没有“{column}”一栏", f"{path} has no column {column}"))
        for number, row in enumerate(lines, 2):
            if row != [""] and len(row) < len(head):
                zh, en = f"{path} 第 {number} 行的栏少于第 1 行", f"{path}, line {number}: fewer columns than in line 1"
                raise BudgetspecError(Bilingual(zh, en))
        places, code = {name: head.index(column) for name, column in COLUMNS.items()}, head.index(_CODE)
        return {row[code]: {name: row[at] for name, at in places.items()} for row in lines if row != [""]}
