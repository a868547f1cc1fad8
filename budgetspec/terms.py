"""Known terms, indexed so that those which stand in a text are found without looking for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from budgetspec.lang.types import plain
from budgetspec.values import dataclass

SHORTEST: Final = 5
"""A term of fewer characters is too easily like another word."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of at least ``SHORTEST`` characters, by their first two; ``all`` are all terms, one a line."""

    by_start: Mapping[str, Sequence[str]]
    all: str

    @classmethod
    def of(cls, words: Iterable[str]) -> Terms:
        """Index words as texts are compared.

        >>> Terms.of(["机关运行经费", "经费"]).by_start
        {'机关': ['机关运行经费']}
        """
        terms = dict.fromkeys(map(plain, words))
        by_start: dict[str, list[str]] = {}
        for term in terms:
            if len(term) >= SHORTEST:
                by_start.setdefault(term[:2], []).append(term)
        return cls(by_start, "\n".join(terms))

    def standing_in(self, text: str, pairs: AbstractSet[str]) -> Iterator[str]:
        """Go through the terms that stand in a text, from whose ``pairs`` of characters it is seen that most do not."""
        for start, terms in self.by_start.items():
            if start in pairs:
                yield from (term for term in terms if term[2:4] in pairs and term[-2:] in pairs and term in text)
