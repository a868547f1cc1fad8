"""What a check says: verdicts, findings and the places they point to, and what severities and verdicts are called.

Values only: no reading, no judging.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Final, Literal, NamedTuple

from budgetspec.values import dataclass

Language = Literal["zh", "en"]


class Bilingual(NamedTuple):
    """One message in both languages; a report says it in one of them."""

    zh: str
    en: str

    def said(self, language: Language) -> str:
        """Return the message in ``language``.

        >>> Bilingual("差额", "difference").said("en")
        'difference'
        """
        return self.zh if language == "zh" else self.en


class Severity(StrEnum):
    """How much a finding matters, gravest first."""

    __hash__ = str.__hash__  # that of enumerations is a function of Python

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Kind(StrEnum):
    """What found it: a rule, the schema, the reader, or the rulebook itself being at fault."""

    __hash__ = str.__hash__  # that of enumerations is a function of Python

    RULE = "rule"
    SCHEMA = "schema"
    INPUT = "input"
    RULEBOOK = "rulebook"


class Verdict(StrEnum):
    """The outcome of one check; ``EMPTY`` (all operands blank) is never counted as holding."""

    __hash__ = str.__hash__  # that of enumerations is a function of Python

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"
    EMPTY = "empty"


SEVERITY_NAMES: Final = {
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("警告", "warning"),
    Severity.INFO: Bilingual("提示", "info"),
}
VERDICT_NAMES: Final = {
    Verdict.HOLDS: Bilingual("成立", "holds"),
    Verdict.FAILS: Bilingual("不成立", "fails"),
    Verdict.UNDECIDED: Bilingual("未定", "undecided"),
    Verdict.NOT_APPLICABLE: Bilingual("不适用", "not applicable"),
    Verdict.EMPTY: Bilingual("全空", "empty"),
}
LONGEST_TEXT: Final = 2000
"""So many characters of a text are repeated in a finding."""
UNNAMED: Final = Bilingual("未命名", "unnamed")
"""What a rule without an id is called."""


def number_of(count: int, noun: str) -> str:
    """Return a number with its noun in English.

    >>> number_of(1, "check"), number_of(2946, "check")
    ('1 check', '2,946 checks')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


def counted(counts: Mapping[Verdict, int], language: Language) -> str:
    """Say how many checks came to each verdict.

    >>> counted({Verdict.HOLDS: 3, Verdict.FAILS: 1}, "en")
    '3 hold, 1 fails'
    """
    if language == "zh":
        return "，".join(f"{VERDICT_NAMES[verdict].zh} {count:,}" for verdict, count in counts.items())
    names = {verdict: VERDICT_NAMES[verdict].en for verdict in counts}
    return ", ".join(f"{n:,} {names[v] if n == 1 else names[v].removesuffix('s')}" for v, n in counts.items())


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of the submission: JSON Pointer, and table, row and column as people say them; ``value`` as printed.

    A piece of a paragraph has its ``span``: from character (0-based) to character (exclusive). A cell of a document that was
    imported has the place in its file (``printed_at``).
    """

    pointer: str
    table: str | None = None
    row: str | None = None
    column: str | None = None
    value: str | None = None
    span: tuple[int, int] | None = None
    printed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of a paragraph: characters ``start`` (0-based) to ``end`` (exclusive) of the text at ``pointer``."""

    pointer: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Check:
    """One failing check of a rule: its key and both sides; amounts are decimal strings in ``unit``."""

    key: dict[str, str]
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    unit: str | None = None
    cells: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspect:
    """A value that, changed to ``suggested``, makes the rules it ``resolves`` hold; a figure in a sentence has start and end."""

    pointer: str
    value: str | None
    suggested: str | None
    reason: str
    resolves: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, with its place and its reason; its texts are cut after ``LONGEST_TEXT`` characters.

    ``left``, ``right``, ``difference``, ``cells`` and ``quotes`` are those of the first failing check
    (difference = left - right); ``filled`` is the rule's expression with its numbers filled in. ``truncated`` says how many
    failing checks are not among ``checks``.
    """

    rule: str
    kind: Kind
    severity: Severity
    title: str
    message: str
    basis: str | None = None
    expression: str | None = None
    filled: str | None = None
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    cells: tuple[Cell, ...] = ()
    quotes: tuple[Quote, ...] = ()
    checks: tuple[Check, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    consequences: tuple[str, ...] = ()
    truncated: int = 0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if (cut := _cut(value)) is not value:
                object.__setattr__(self, each.name, cut)


def _cut(value: Any) -> Any:
    """Cut the texts in a value that are longer than anybody reads; the same value if none is. Pointers stay as they are."""
    match value:
        case str():
            return value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…"
        case tuple():
            parts = tuple(map(_cut, value))
            return parts if any(part is not old for part, old in zip(parts, value, strict=True)) else value
        case dict():
            members = {key: _cut(each) for key, each in value.items()}
            return members if any(members[key] is not each for key, each in value.items()) else value
    if not is_dataclass(value) or isinstance(value, type):
        return value
    old = {each.name: getattr(value, each.name) for each in fields(value) if each.name != "pointer"}
    new = {name: cut for name, each in old.items() if (cut := _cut(each)) is not each}
    return replace(value, **new) if new else value


class Change(StrEnum):
    """What a rule file does to a rule of another one."""

    DISABLED = "disabled"
    REGRADED = "regraded"


@dataclass(frozen=True, slots=True)
class Amendment:
    """A rule that another file disables, or gives another ``severity``; ``source`` is where it says so, as file:line."""

    rule: str
    change: Change
    severity: Severity | None
    reason: str
    source: str

    def said(self, language: Language) -> str:
        """Say what has become of the rule, why and where.

        >>> Amendment("T08-02", Change.DISABLED, None, "本区合并列示", "本区.rules:1").said("zh")
        '停用：本区合并列示（本区.rules:1）'
        """
        to = SEVERITY_NAMES[self.severity] if self.severity else None
        zh, en = (f"改为{to.zh}", f"regraded as {to.en}") if to else ("停用", "disabled")
        where = Bilingual(f"（{self.source}）", f" ({self.source})")
        return f"{Bilingual(f'{zh}：', f'{en}: ').said(language)}{self.reason}{where.said(language)}"


@dataclass(frozen=True, slots=True)
class Undecided:
    """A rule that could not be decided, and why."""

    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks came to each verdict."""

    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))


class BudgetspecError(Exception):
    """A caller's mistake, in one clear sentence; bad data is a finding and a bad rule a problem, never this."""

    def __init__(self, message: str | Bilingual) -> None:
        super().__init__(message if isinstance(message, str) else message.zh)
        self.message = message

    def said(self, language: Language) -> str:
        """Return the sentence in ``language``, where it was written in both."""
        return self.message if isinstance(self.message, str) else self.message.said(language)
