"""A mistake in a rule file: its stable code, its place, the sentence in both languages and, where one fits, a change that works.

The sentences stand on a few pages, one entry for each mistake: ``misspelt`` and ``foreign`` (S: how it is written),
``misnamed`` and ``misselected`` (N: what it names, which rows it selects), ``mistyped`` (T: what goes together) and ``misread``
(R: readings).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from budgetspec.finding import Bilingual, Language
from budgetspec.source import Source, Span
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from string import Template

NOTHING: Final = Bilingual("", "")
_LONGEST_SHOWN: Final = 200
_LONGEST_CHANGE: Final = 1000
_SHORT: Final = 3
"""Names so short may have the same letters by chance."""
_QUOTES: Final = str.maketrans("", "", "“”‘’「」《》\"'")


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a rule file. ``rule`` is the id of the rule it stands in, if any.

    ``instead`` is what surely should stand at its place, for reading to go on.
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


class Said(Protocol):
    """What is said in both languages."""

    @property
    def zh(self) -> str:
        """Return it in Chinese."""

    @property
    def en(self) -> str:
        """Return it in English."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mistake that authors make: its code and what is said about it, with ``$names`` for what stands in the rule.

    >>> Mistake("S029", "请写 $meant", "write $meant")(Span(0, 1), meant="==").message.en
    'write =='
    """

    code: str
    zh: str
    en: str
    instead: str | None = None

    def __call__(self, span: Span, **values: str | int | Said) -> Problem:
        """Return the problem at a place."""
        said = Bilingual(_filled(self.zh, values, "zh"), _filled(self.en, values, "en"))
        instead = None if self.instead is None else _template(self.instead).substitute(values)
        surely = instead is not None and "…" not in instead and len(instead) <= _LONGEST_CHANGE
        return Problem(self.code, said, span, instead=instead if surely else None)


def _template(text: str) -> Template:
    from string import Template  # noqa: PLC0415 - it takes its time, and most rules are sound

    return Template(text)


def _filled(template: str, values: Mapping[str, str | int | Said], language: Language) -> str:
    return _template(template).substitute({name: _in(value, language) for name, value in values.items()})


def _in(value: str | int | Said, language: Language) -> str:
    match value:
        case str():
            return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
        case int():
            return f"{value:,}"
    return value.zh if language == "zh" else value.en


class Fault(Exception):  # noqa: N818 - carries problems out of a deep expression to the rule it stands in
    """Problems on their way up; none where the mistake is reported elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message.zh for problem in problems))
        self.problems = problems


def asked(near: Sequence[str], otherwise: Bilingual = NOTHING) -> Bilingual:
    """Return the question “did you mean …” for names that may be meant; without any, what is said ``otherwise``."""
    if not near:
        return otherwise
    names = either(near)
    return Bilingual(f"，是否为 {names.zh}？", f"; did you mean {names.en}?")


def meant(name: str, known: Iterable[str], otherwise: Bilingual = NOTHING) -> Bilingual:
    """Ask “did you mean …” of the known names nearest to ``name``."""
    return asked(nearest(name, known), otherwise)


def some(names: Sequence[str], most: int) -> Bilingual:
    """Return the first names, and that there are more."""
    more, first = len(names) > most, listed(names[:most])
    return Bilingual(f"{first.zh} 等", f"{first.en} …") if more else first


def listed(names: Sequence[str]) -> Bilingual:
    """Return names with the comma of each language between them."""
    return Bilingual("、".join(names), ", ".join(names))


def either(names: Sequence[str]) -> Bilingual:
    """Return names with “or” between them."""
    return Bilingual(" 或 ".join(names), " or ".join(names))


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """Return the known names that differ least from ``name``, three at most, none twice, and only if they differ little.

    Of those that differ as much, longer ones come before shorter ones: people leave words out.

    >>> nearest("财政拨款.小记", ["财政拨款.小计", "财政拨款预算总表.注"]), nearest("行政运行", ["收入"])
    (['财政拨款.小计'], [])
    """
    most = max(1, len(name) // 3)
    away = {other: _away(_plain(name), _plain(other), most) for other in dict.fromkeys(known)}
    least = min(away.values(), default=most + 1)
    near = [other for other, distance in away.items() if distance == least <= most]
    return ([other for other in near if len(other) >= len(name)] or near)[:3]


def alike(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs only in width, blanks or quotes.

    >>> alike('财政拨款"三公"经费', ["财政拨款“三公”经费"])
    '财政拨款“三公”经费'
    """
    return next((other for other in known if _plain(other) == _plain(name)), None)


def letters(name: str) -> str:
    """Return a name without signs: 三公 for “三公”."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", name))


def as_name(text: str) -> str:
    """Return what is left of a text as a name: without signs, and a year or digits before it.

    >>> as_name("2025年 基本-支出")
    '基本支出'
    """
    return re.sub(r"^\d+年?|\W", "", text)


def common(one: str, other: str) -> int:
    """Count the letters of the longest piece that two texts have in common.

    >>> common("一般公共预算支出表", "一般公共预算支出结构")
    8
    """
    sizes = range(len(one), 0, -1)
    return next((size for size in sizes if any(one[i : i + size] in other for i in range(len(one) - size + 1))), 0)


def leaves_out(path: str, other: str) -> bool:
    """Tell whether a path is another one without some of its groups: 项目支出.政府性基金 for 项目支出.财政拨款.政府性基金."""
    parts, rest = path.split("."), iter(other.split("."))
    return parts[-1] == other.rpartition(".")[2] and all(part in rest for part in parts)


def shortens(name: str, root: str) -> bool:
    """Tell whether all characters of a name stand in a table's, in order: 支出表 for 支出决算表."""
    rest = iter(letters(root))
    return len(name) > 2 and all(character in rest for character in name)  # noqa: PLR2004 - two may stand anywhere


def _plain(name: str) -> str:
    narrow = unicodedata.normalize("NFKC", name).casefold()
    return "".join(narrow.split()).translate(_QUOTES)


def _away(name: str, other: str, most: int) -> int:
    """Count the letters that differ; none do if only the groups before it are left out, one if they are in another order."""
    if other.endswith(f".{name}"):
        return 0
    head, _, last = name.rpartition(".")
    other_head, _, other_last = other.rpartition(".")
    shorter, longer = sorted((last, other_last), key=len)
    if head == other_head and len(shorter) > 1 and shorter in longer:
        return min(1, len(longer) - len(shorter))
    if len(name) > _SHORT and sorted(name) == sorted(other):
        return 1
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
