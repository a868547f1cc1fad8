"""A mistake in a rule file: its stable code, its place, the sentence in both languages and, where one fits, a change that works.

The sentences stand on a few pages, one small function per mistake: ``misspelt`` and ``foreign`` (S: how it is written),
``misnamed`` (N: what it names), ``mistyped`` (T: what goes together) and ``misread`` (R: readings).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from budgetspec.finding import Bilingual, Language
from budgetspec.source import Source, Span
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a rule file. ``rule`` is the id of the rule it stands in, if any.

    ``instead`` is what surely should stand at its place, for reading to go on: not more characters than stand there.
    """

    code: str
    message: Bilingual
    span: Span
    source: Source | None = None
    rule: str | None = None
    instead: str | None = None

    def render(self, language: Language = "zh") -> str:
        """Return place, code and sentence, then the line with a caret below it."""
        if self.source is None:
            return f"{self.code} {self.message.said(language)}"
        line, column = self.source.locate(self.span.start)
        head = f"{self.source.name}:{line}:{column} {self.code} {self.message.said(language)}"
        return f"{head}\n{self.source.excerpt(self.span)}"


class Fault(Exception):  # noqa: N818 - carries problems out of a deep expression to the rule it stands in
    """Problems on their way up; none where the mistake is reported elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message.zh for problem in problems))
        self.problems = problems


def meant(name: str, known: Iterable[str]) -> Bilingual:
    """Return the question “did you mean …” for the known names nearest to ``name``, or nothing."""
    near = nearest(name, known)
    if not near:
        return Bilingual("", "")
    return Bilingual(f"，是否为 {' 或 '.join(near)}？", f"; did you mean {' or '.join(near)}?")


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that differ least from ``name``, three at most, none twice, and only if they differ little.

    >>> nearest("财政拨款.小记", ["财政拨款.小计", "财政拨款预算总表.注"]), nearest("行政运行", ["收入"])
    (['财政拨款.小计'], [])
    """
    most = max(1, len(name) // 3)
    away = {other: _away(_plain(name), _plain(other), most) for other in dict.fromkeys(known)}
    least = min(away.values(), default=most + 1)
    return [other for other, distance in away.items() if distance == least <= most][:3]


def alike(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs only in width, blanks or quotes.

    >>> alike('财政拨款"三公"经费', ["财政拨款“三公”经费"])
    '财政拨款“三公”经费'
    """
    return next((other for other in known if _plain(other) == _plain(name)), None)


def _plain(name: str) -> str:
    narrow = unicodedata.normalize("NFKC", name).casefold()
    return "".join(narrow.split()).translate(str.maketrans("“”", '""'))


def _away(name: str, other: str, most: int) -> int:
    """Count the letters that differ; one that leaves out the groups before it is as near as can be."""
    if other.endswith(f".{name}"):
        return 0
    head, _, last = name.rpartition(".")
    other_head, _, other_last = other.rpartition(".")
    shorter, longer = sorted((last, other_last), key=len)
    if head == other_head and len(shorter) > 1 and shorter in longer:
        return min(1, len(longer) - len(shorter))
    if abs(len(name) - len(other)) > most or len(set(name) - set(other)) > most or not set(name) & set(other):
        return most + 1
    return _edits(name, other)


def _edits(a: str, b: str) -> int:
    """Count the insertions, deletions and replacements that lead from ``a`` to ``b``."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]
