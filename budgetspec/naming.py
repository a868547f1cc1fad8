"""Whose row an item of the text speaks of: names resolved to codes, by the table's own rows first, then by the code lists.

A name that is nobody's is taken for the row left over that is most like it, or that alone has its amount.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from budgetspec.lang.operations import plain

_ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Named:
    """A code as its names are known: ``path`` are the names above it and its own, as the lists and the table have them."""

    code: str
    paths: tuple[tuple[str, ...], ...]


class Naming:
    """The names of the codes of one level.

    ``marks`` are the names of the levels of its classification: A（类）B（款）; ``endings`` what names may end with or not.
    """

    def __init__(
        self, rows: Sequence[Named], listed: Sequence[Named], marks: Sequence[str] = (), endings: Sequence[str] = ()
    ) -> None:
        self._endings = tuple(endings)
        self._rows, self._listed = {r.code: r for r in rows}, {r.code: r for r in listed}
        self._mark = re.compile(f"[（(](?:{'|'.join(map(re.escape, marks))})[)）]") if marks else None
        self._by_path: dict[tuple[str, ...], list[str]] = {}
        for named in (*rows, *listed):
            for path in named.paths:
                for start in range(len(path)):
                    codes = self._by_path.setdefault(self._bare(path[start:]), [])
                    codes += [] if named.code in codes else [named.code]

    def parts(self, name: str) -> tuple[str, ...]:
        """Split a path of names: 卫生健康支出（类）计划生育事务（款）计划生育服务."""
        return tuple(part for part in self._mark.split(name) if part) or (name,) if self._mark else (name,)

    def code(self, name: str, above: str = "") -> str | None:
        """Return the code of a name, or of a path of names; one that begins with ``above``, if that is given."""
        codes = [c for c in self._by_path.get(self._bare(self.parts(name)), ()) if c.startswith(above)]
        return codes[0] if codes else None

    def right_name(self, code: str, printed: str) -> str | None:
        """Return how a code should be called where ``printed`` stands: with as many names above it.

        What has a name in no list may be called with such words as 项目 behind its name, or without.
        """
        named = self._listed.get(code) or self._rows.get(code)
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
        return tuple(map(self._without_ending, map(plain, path)))

    def _without_ending(self, name: str) -> str:
        return next((name.removesuffix(word) for word in self._endings if name.endswith(word) and name != word), name)
