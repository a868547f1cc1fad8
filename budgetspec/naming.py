"""Whose row an item of the text speaks of: names resolved to codes, by the table's own rows first, then by the code lists.

A name that is nobody's is taken for the row left over that is most like it, or that alone has its amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Final

from budgetspec.codes import Classification, bare
from budgetspec.values import dataclass

_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Named:
    """A code as its names are known: ``path`` are the names above it and its own, as the lists and the table have them."""

    code: str
    paths: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What code lists call the codes of a level in a year; ``digits`` are the lengths of the codes above and of its own."""

    lists: tuple[Classification, ...] = ()
    year: int | None = None
    digits: tuple[int | None, ...] = (None,)

    def name(self, code: str) -> str | None:
        """Return the name of a code of any level."""
        names = (codes.names(self.year).get(code) for codes in reversed(self.lists))
        return next((name for name in names if name is not None), None)

    def named(self, code: str) -> Named | None:
        """Return a code of the level with its name and those above; None if it is not listed."""
        if len(code) != self.digits[-1] or self.name(code) is None:
            return None
        return Named(code, (names_above(code, self.digits, self.name),))

    def called(self, name: str, endings: tuple[str, ...]) -> Iterator[Named]:
        """Go through the codes of the level with a name."""
        codes = dict.fromkeys(code for each in self.lists for code in each.called(self.year, name, endings))
        return filter(None, map(self.named, codes))


def names_above(code: str, digits: Sequence[int | None], name: Callable[[str], str | None]) -> tuple[str, ...]:
    """Return the names of the codes above a code, and its own; a code without a name is called by itself."""
    codes = [code[:length] if length else code for length in digits]
    return tuple([name(each) or each for each in codes])


class Naming:
    """The names of the codes of one level.

    ``marks`` are the names of the levels of its classification: A（类）B（款）; ``endings`` what names may end with or not.
    """

    def __init__(self, rows: Sequence[Named], listed: Listed, marks: Sequence[str] = (), endings: Sequence[str] = ()) -> None:
        self._endings, self._listed = tuple(endings), listed
        self._rows = {row.code: row for row in rows}
        self._marks = tuple(marks)
        self._mark = re.compile(f"[（(](?:{'|'.join(map(re.escape, marks))})[)）]") if marks else None
        self._called: dict[str, dict[Named, None]] = {}
        for row in rows:
            for names in row.paths:
                self._called.setdefault(bare(names[-1], self._endings), {})[row] = None

    def parts(self, name: str) -> tuple[str, ...]:
        """Split a path of names: 卫生健康支出（类）计划生育事务（款）计划生育服务."""
        return tuple(part for part in self._mark.split(name) if part) or (name,) if self._mark else (name,)

    def code(self, name: str, above: str = "") -> str | None:
        """Return the code of a name, or of a path of names; one that begins with ``above``, if that is given."""
        wanted = self._bare(self.parts(name))
        every = chain(self._called.get(wanted[-1], ()), self._listed.called(wanted[-1], self._endings))
        return next((named.code for named in every if named.code.startswith(above) and self._ends(named, wanted)), None)

    def _ends(self, named: Named, wanted: tuple[str, ...]) -> bool:
        """Tell whether the names of a code end with those wanted."""
        return any(self._bare(names[-len(wanted) :]) == wanted for names in named.paths)

    def name(self, code: str) -> str:
        """Return what a code may be called: with as few of the names above it as tell it from any other."""
        named = self._listed.named(code) or self._rows.get(code)
        path = named.paths[0] if named else (code,)
        marks = [f"（{mark}）" for mark in self._marks]
        for length in range(1, len(path) + 1):
            above = zip(path[-length:-1], marks[-length:-1], strict=True)
            name = "".join((*(part + mark for part, mark in above), path[-1]))
            if self.code(name) == code:
                return name
        return path[-1]

    def right_name(self, code: str, printed: str) -> str | None:
        """Return how a code should be called where ``printed`` stands: with as many names above it.

        What has a name in no list may be called with such words as 项目 behind its name, or without.
        """
        named = self._listed.named(code) or self._rows.get(code)
        if named is None:
            return None
        if self._mark is None and self.code(printed) == code:
            return printed
        wanted = self.parts(printed)
        right = next((p for p in named.paths if self._bare(p[-len(wanted) :]) == self._bare(wanted)), named.paths[0])
        marks = self._mark.findall(printed) if self._mark else []
        return "".join(n + m for n, m in zip(right[-len(wanted) :], [*marks, "", ""], strict=False))

    def closest(self, name: str, free: Sequence[str]) -> str | None:
        """Return the one of the ``free`` rows whose name is most like ``name``, if it is alike at all."""
        known = {code: self._rows[code] for code in free if code in self._rows}
        likeness = {code: max(self._alike(name, path) for path in named.paths) for code, named in known.items()}
        best = max(likeness, key=likeness.__getitem__, default=None)
        return best if best is not None and likeness[best] >= _ALIKE else None

    def _alike(self, name: str, path: tuple[str, ...]) -> float:
        wanted = self._bare(self.parts(name))
        return SequenceMatcher(None, "".join(wanted), "".join(self._bare(path[-len(wanted) :]))).ratio()

    def _bare(self, path: Sequence[str]) -> tuple[str, ...]:
        return tuple([bare(name, self._endings) for name in path])
