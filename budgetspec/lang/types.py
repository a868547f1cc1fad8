"""What the language is told about the data: tables, levels, columns, kinds; and what a field's type is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import count
from typing import Any, Final, NamedTuple, Protocol

from budgetspec.finding import Bilingual, Cell
from budgetspec.values import dataclass

PRIOR = "上年"
"""Begins the names of last year's submission: ``上年.收支预算总表.收入.收入总计``."""
Key = tuple[str, ...]
"""The codes of a row, one for each dimension of its level."""


class Kind(StrEnum):
    """What a value is; the schema's ``x-kind``."""

    __hash__ = str.__hash__  # that of enumerations is a function of Python

    AMOUNT = "amount"
    NUMBER = "number"
    PERCENT = "percent"
    COUNT = "count"
    YEAR = "year"
    TEXT = "text"
    CODE = "code"
    DATE = "date"
    DAYS = "days"
    VALUE = "value"
    BOOLEAN = "boolean"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.AMOUNT: "金额",
    Kind.NUMBER: "数",
    Kind.PERCENT: "百分比",
    Kind.COUNT: "个数",
    Kind.YEAR: "年份",
    Kind.TEXT: "文本",
    Kind.CODE: "代码",
    Kind.DATE: "日期",
    Kind.DAYS: "天数",
    Kind.VALUE: "数或文本",
    Kind.BOOLEAN: "条件",
}
TEXTUAL = frozenset({Kind.TEXT, Kind.CODE})
NUMERIC = frozenset({Kind.NUMBER, Kind.PERCENT, Kind.COUNT, Kind.YEAR, Kind.DAYS, Kind.VALUE})
SUMMABLE = NUMERIC | {Kind.AMOUNT}
"""Kinds that can be added up."""
ZERO_WHEN_BLANK = frozenset({Kind.AMOUNT, Kind.NUMBER, Kind.PERCENT, Kind.COUNT})
"""Kinds whose blank counts as 0 in a comparison; a blank date or 指标值 is no value at all."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of rows: its name, the dimensions of its keys, and the level it adds up to.

    A level belongs to its ``classification``: 类 of 功能分类 and 类 of 经济分类 are two levels.
    ``digits`` is the length of its codes, where it is fixed; ``positional`` rows are keyed by their place among siblings.
    """

    name: str
    keys: tuple[str, ...] = ()
    classification: str | None = None
    digits: int | None = None
    positional: bool = False
    parent: Level | None = None
    identity: tuple[str | None, str] = field(init=False, compare=False, repr=False)
    """What makes two levels the same level."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "identity", (self.classification, self.name))


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its full path; ``dimension`` if it is part of the row key; ``help`` says what it holds.

    A column of ``running`` text holds paragraphs or headings: a place in it is a piece of the text.
    """

    path: str
    kind: Kind
    dimension: str | None = None
    help: str = ""
    running: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: name as written in rules, name as people say it, levels and columns in printed order."""

    name: str
    title: str
    levels: tuple[Level, ...]
    columns: Mapping[str, Column]
    main: str | None = None
    help: str = ""

    @property
    def whole(self) -> str | None:
        """The level of the one row of all; None if the table has no such row."""
        return next((level.name for level in self.levels if not level.keys), None)

    def levels_of(self, column: Column) -> tuple[Level, ...]:
        """Return the levels at which the column has values: a key column only where it is part of the key."""
        if column.dimension is None:
            return self.levels
        return tuple(x for x in self.levels if column.dimension in x.keys)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A classification list: its columns and the dimension it is joined by.

    ``classification`` says the codes of which levels it lists; ``codes`` reads them, with their names, when they are asked for.
    """

    name: str
    dimension: str
    columns: tuple[str, ...]
    classification: str | None = None
    codes: Callable[[], Mapping[str, str]] = field(default=dict, compare=False, repr=False)


_OFTEN: Final = 500
"""So many texts, and a list is compiled as a whole."""


class Word(NamedTuple):
    """A word or phrase: a ``regex`` of bounded length, and ``signs``, of which one stands in each text that fits it."""

    regex: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class WordList:
    """Words and phrases that rules look for in texts. Few texts have a sign of them, and until many have, few are compiled."""

    name: str
    words: tuple[Word, ...]

    def __reduce__(self) -> tuple[type[WordList], tuple[str, tuple[Word, ...]]]:
        return WordList, (self.name, self.words)

    @cached_property
    def _times(self) -> Iterator[int]:
        """Counts the texts in which the list was looked for."""
        return count()

    @cached_property
    def _by_sign(self) -> dict[str, list[str]]:
        """The regular expressions that have each sign."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            for sign in word.signs:
                found.setdefault(sign, []).append(word.regex)
        return found

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _compiled("|".join(sorted((word.regex for word in self.words), key=len, reverse=True)))

    def _standing(self, text: str) -> Iterator[str]:
        """Go through the regular expressions of the words that stand in a text."""
        shown = dict.fromkeys(regex for sign in filter(text.__contains__, self._by_sign) for regex in self._by_sign[sign])
        return (regex for regex in shown if _compiled(regex).search(text))

    def stands_in(self, text: str) -> bool:
        """Tell whether any of them stands in a text of normal width without blanks."""
        if next(self._times) > _OFTEN:
            return self._whole.search(text) is not None
        return any(self._standing(text))

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Find all of them in such a text, the longest first where several begin."""
        every = (found for regex in self._standing(text) for found in _compiled(regex).finditer(text))
        end = 0
        for found in sorted(every, key=lambda found: (found.start(), -found.end())):
            if found.start() >= end:
                yield found
                end = found.end()

    def left_out_of(self, text: str) -> str:
        """Return such a text without any of them."""
        kept, end = "", 0
        for found in self.found_in(text):
            kept, end = kept + text[end : found.start()], found.end()
        return kept + text[end:]


@lru_cache(maxsize=4096)
def _compiled(regex: str) -> re.Pattern[str]:
    return re.compile(regex)


@dataclass(frozen=True, slots=True)
class Model:
    """What a rule can name: tables, single values by full path, lists of codes and words; ``titles`` of records by path.

    ``sections`` of texts, by path, are what readings name, and no rule can; ``kinds`` are those of submissions.
    """

    tables: Mapping[str, Table] = field(default_factory=dict)
    scalars: Mapping[str, Column] = field(default_factory=dict)
    lists: Mapping[str, CodeList] = field(default_factory=dict)
    words: Mapping[str, WordList] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def with_prior(self) -> Model:
        """Return the model with all names of last year's submission besides."""
        tables = {f"{PRIOR}.{n}": replace(t, name=f"{PRIOR}.{n}", title=f"{PRIOR} {t.title}") for n, t in self.tables.items()}
        scalars = {f"{PRIOR}.{n}": replace(c, path=f"{PRIOR}.{n}") for n, c in self.scalars.items()}
        titles = {f"{PRIOR}.{n}": f"{PRIOR} {title}" for n, title in self.titles.items()}
        return replace(
            self, tables={**self.tables, **tables}, scalars={**self.scalars, **scalars}, titles={**self.titles, **titles}
        )


@dataclass(frozen=True, slots=True)
class FieldType:
    """The type of an expression: its kind, and the levels of its rows (none for a single value)."""

    kind: Kind
    rows: tuple[Level, ...] = ()


class Scope(Protocol):
    """The data of one submission, as the language reads it."""

    def column(self, table: str, column: str, level: Level, /) -> Mapping[Key, Any]:
        """Return the values of a column at a level, by key, in document order; raise ``Missing`` if the table is not there."""

    def scalar(self, path: str, /) -> Any:
        """Return a single value; an ``Unknown`` if the place is not there."""

    def row_counts(self, table: str, level: Level, /) -> Mapping[Key, int]:
        """Return how many rows stand under each key."""

    def incomplete(self, table: str, /) -> Bilingual | None:
        """Say why rows of the table could not be read, if so: then no sum over it is known."""

    def parents(self, table: str, level: Level, /) -> Mapping[Key, Key]:
        """Return for each key of a level the key of the row above it, whether that row is there or not."""

    def lookup(self, codes: str, code: str, column: str, /) -> Any:
        """Return a column of a code list, ``BLANK`` for an unknown code."""

    def cell(self, table: str, column: str, level: Level, key: Key, /) -> Cell:
        """Return the place of a cell; of a row that is missing, the place where it should stand."""

    def scalar_cell(self, path: str, /) -> Cell:
        """Return the place of a single value."""


class Missing(Exception):  # noqa: N818 - a state of the data, not an error
    """A table is not in the submission."""

    def __init__(self, why: Bilingual) -> None:
        super().__init__(why.zh)
        self.why = why


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return a text as it is compared: one width, no blanks.

    >>> plain("合　计") == plain("合计")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())
