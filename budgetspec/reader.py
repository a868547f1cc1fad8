"""Reads JSON exactly: decimal numbers, every fault with its place, never an exception.

What cannot be read at all is one fatal problem. Where only one place cannot be read (a duplicate key, ``NaN``, an over-long
number), an ``Unreadable`` stands in its stead, and the rest of the document is as good as ever.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Final, TypeAlias

from budgetspec import malformed
from budgetspec.finding import Bilingual, Language, Severity
from budgetspec.values import dataclass

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_DIGITS: Final = 30
MAX_KEY: Final = 200
"""So many characters a key may have: pointers are made of keys, and a report names many."""
MAX_MARKS: Final = 10_000
"""So many places may be unreadable; of a document with more, nothing is."""
MAX_TEXT: Final = 100_000
"""So many characters a text may have, which a report may quote more than once."""

_LINE_AND_COLUMN: Final = Bilingual("第 {} 行第 {} 列：", "line {}, column {}: ")
_LONGEST_NUMBER: Final = 100
_SURROGATE_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where nothing readable stood, and says why; whoever needs the value is undecided."""

    why: Bilingual


JsonValue: TypeAlias = "dict[str, JsonValue] | list[JsonValue] | str | Decimal | int | bool | Unreadable | None"


@dataclass(frozen=True, slots=True)
class InputProblem:
    """A place that cannot be read: its JSON Pointer, or line and column (from 1); ``fatal`` if nothing could be read.

    What an import could not place, or took for something, is a warning.
    """

    pointer: str
    message: Bilingual
    fatal: bool = False
    line: int | None = None
    column: int | None = None
    severity: Severity = Severity.ERROR

    @property
    def wording(self) -> Bilingual:
        """What is wrong, after line and column where they are known."""
        if self.line is None:
            return self.message
        zh, en = (place.format(self.line, self.column) for place in _LINE_AND_COLUMN)
        return Bilingual(f"{zh}{self.message.zh}", f"{en}{self.message.en}")

    def said(self, language: Language) -> str:
        """Say it in a language."""
        return self.wording.said(language)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document holds: its value (``None`` after a fatal problem) and what could not be read.

    A ``foreign`` one could be read well enough to see that it is no disclosure of any form. Of a document that was imported,
    ``places`` says where values are printed, by their JSON Pointers.
    """

    value: JsonValue
    problems: tuple[InputProblem, ...] = ()
    foreign: bool = False
    places: Mapping[str, Bilingual] = field(default_factory=dict)

    @property
    def fatal(self) -> bool:
        """Whether nothing could be read."""
        return any(problem.fatal for problem in self.problems)

    def begun_at(self, line: int) -> Reading:
        """Return the reading of a document that begins at a line of a longer text."""
        moved = (replace(p, line=p.line and p.line + line - 1) for p in self.problems)
        return replace(self, problems=tuple(moved)) if line > 1 else self


def pointer(path: Iterable[str | int]) -> str:
    """Return the JSON Pointer (RFC 6901) of a path.

    >>> pointer(["预算表", "行", 3, "a/b"])
    '/预算表/行/3/a~1b'
    """
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def followed(value: Any, path: Iterable[str | int]) -> Any:
    """Return what stands at a path of a JSON value, which must be there.

    >>> followed({"行": [{"合计": 5}]}, ["行", 0, "合计"])
    5
    """
    for part in path:
        value = value[part]
    return value


def sought(value: Any, path: Iterable[str], otherwise: Any = None) -> Any:
    """Return what stands at a path of names; ``otherwise`` where it does not lead anywhere.

    >>> sought({"财政拨款": {"小计": 5}}, ["财政拨款", "小计"]), sought({"财政拨款": 5}, ["财政拨款", "小计"])
    (5, None)
    """
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return otherwise
        value = value[part]
    return value


def parts(place: str) -> list[str]:
    """Return the parts of a JSON Pointer.

    >>> parts("/预算表/行/0/a~1b")
    ['预算表', '行', '0', 'a/b']
    """
    return [part.replace("~1", "/").replace("~0", "~") for part in place.split("/")[1:]]


def read(data: bytes, *, max_bytes: int = MAX_BYTES) -> Reading:
    """Read a JSON document of at most ``max_bytes`` bytes.

    >>> read(b'{"a": 0.10}').value
    {'a': Decimal('0.10')}
    """
    if len(data) > max_bytes:
        return _refused(malformed.too_large(max_bytes))
    if foreign := malformed.foreign(data):
        return _refused(foreign)
    try:
        return _parsed(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = _line_and_column(data[: error.start].decode("utf-8-sig", "replace"))
        return _refused(malformed.undecodable(data, error), place)


def from_python(value: object) -> Reading:
    """Take a parsed document over from a caller, who keeps theirs: a copy, with floats as they are printed.

    >>> from_python({"a": 0.1}).value
    {'a': Decimal('0.1')}
    """
    try:
        return _with_marks(_copied(value, 0))
    except RecursionError:
        return _refused(malformed.TOO_DEEP)


def _parsed(text: str) -> Reading:
    hooks = _Hooks()
    try:
        value = hooks.decode(text)
    except json.JSONDecodeError as error:
        offset, message = malformed.explained(text, error)
        return _refused(message, _line_and_column(text[:offset]))
    except RecursionError:
        return _refused(malformed.TOO_DEEP)
    except _TooManyMarks:
        return _refused(malformed.TOO_MANY_MARKS)
    if _too_deep(value):
        return _refused(malformed.TOO_DEEP)
    if hooks.long_key or _SURROGATE_ESCAPE.search(text) or (len(text) > MAX_TEXT and _has_long_text(value)):
        return from_python(value)
    return _with_marks(value) if hooks.marks else Reading(value)


def _refused(message: Bilingual, place: tuple[int, int] | None = None) -> Reading:
    line, column = place or (None, None)
    return Reading(None, (InputProblem("", message, fatal=True, line=line, column=column),))


def _line_and_column(before: str) -> tuple[int, int]:
    """Return where the character after ``before`` stands, both from 1."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class _TooManyMarks(Exception):  # noqa: N818 - no error: it ends the reading
    pass


class _Hooks:
    """What the parser calls: it works bottom-up and tells no path, so marks are set here and looked for afterwards."""

    __slots__ = ("decode", "long_key", "marks")

    def __init__(self) -> None:
        self.marks, self.long_key = 0, False
        self.decode = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=self._float, parse_int=self._int, parse_constant=self._constant
        ).decode

    def _object(self, pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members = dict(pairs)
        if len(members) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            members |= {key: self._mark(malformed.duplicate_key(key, n)) for key, n in counts.items() if n > 1}
        if max(map(len, members), default=0) > MAX_KEY:
            self.long_key = True
        return members

    def _float(self, text: str) -> Decimal | Unreadable:
        if len(text) <= MAX_DIGITS and "e" not in text and "E" not in text:
            return Decimal(text)
        number = _decimal(text)
        return self._mark(malformed.long_number(text)) if number is None else number

    def _int(self, text: str) -> int | Unreadable:
        return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else self._mark(malformed.long_number(text))

    def _constant(self, text: str) -> Unreadable:
        return self._mark(malformed.not_a_number(text))

    def _mark(self, why: Bilingual) -> Unreadable:
        self.marks += 1
        if self.marks > MAX_MARKS:
            raise _TooManyMarks
        return Unreadable(why)


def _decimal(text: str) -> Decimal | None:
    """Return a finite number of at most ``MAX_DIGITS`` digits, written out in full."""
    if len(text) > _LONGEST_NUMBER:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if _is_short(number) else None


def _is_short(number: Decimal) -> bool:
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return False
    return max(len(digits), len(digits) + exponent, -exponent) <= MAX_DIGITS


def _too_deep(value: JsonValue) -> bool:
    """Whether containers are nested more than ``MAX_DEPTH`` deep."""
    return any(depth == MAX_DEPTH for depth, _ in enumerate(_levels(value)))


def _has_long_text(value: JsonValue) -> bool:
    """Whether there is a text of more than ``MAX_TEXT`` characters."""
    nodes = (node for level in _levels([value]) for node in level)
    return any(
        len(child) > MAX_TEXT for node in nodes for child in (node.values() if type(node) is dict else node) if type(child) is str
    )


def _levels(value: JsonValue) -> Iterator[list[Any]]:
    """Go through the containers level by level, which is fast."""
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    while level:
        yield level
        level = [
            child
            for node in level
            for child in (node.values() if type(node) is dict else node)
            if type(child) is dict or type(child) is list
        ]


def _with_marks(value: JsonValue) -> Reading:
    found = list(islice(_marks(value, ()), MAX_MARKS + 1))
    if len(found) > MAX_MARKS:
        return _refused(malformed.TOO_MANY_MARKS)
    return Reading(value, tuple(InputProblem(pointer(path), mark.why) for path, mark in found))


def legible(value: JsonValue) -> JsonValue:
    """Return a value without the members of objects that could not be read.

    >>> legible({"合计": 5, "其中": [{"甲": Unreadable(Bilingual("没有印", "not printed"))}]})
    {'合计': 5, '其中': [{}]}
    """
    match value:
        case dict():
            return {name: legible(member) for name, member in value.items() if not isinstance(member, Unreadable)}
        case list():
            return [legible(member) for member in value]
    return value


def _marks(value: JsonValue, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Unreadable]]:
    match value:
        case Unreadable():
            yield path, value
        case dict():
            for key, child in value.items():
                yield from _marks(child, (*path, key))
        case list():
            for index, child in enumerate(value):
                yield from _marks(child, (*path, index))


def _copied(value: object, depth: int) -> JsonValue:
    """Copy a caller's value; raises ``RecursionError`` where it is nested too deep or contains itself."""
    match value:
        case dict() | list() | tuple() if depth == MAX_DEPTH:
            raise RecursionError
        case dict():
            return dict(_copied_member(key, child, depth + 1) for key, child in value.items())
        case list() | tuple():
            return [_copied(child, depth + 1) for child in value]
        case _:
            return _copied_leaf(value)


def _copied_member(key: object, child: object, depth: int) -> tuple[str, JsonValue]:
    if not isinstance(key, str):
        return f"({type(key).__name__})", Unreadable(malformed.not_a_key(key))
    if len(key) > MAX_KEY:
        return malformed.shortened(key), Unreadable(malformed.LONG_KEY)
    if _SURROGATE.search(key):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", key), Unreadable(malformed.SURROGATE)
    return key, _copied(child, depth)


def _copied_leaf(value: object) -> JsonValue:
    match value:
        case None | bool() | Unreadable():
            return value
        case str():
            return _copied_text(value)
        case int():
            return value if abs(value) < 10**MAX_DIGITS else Unreadable(malformed.LONG_NUMBER)
        case float():
            # A subclass (numpy's) may print itself differently.
            return _copied_decimal(Decimal(float.__repr__(value)))
        case Decimal():
            return _copied_decimal(value)
        case _:
            return Unreadable(malformed.not_json(value))


def _copied_text(value: str) -> str | Unreadable:
    if len(value) > MAX_TEXT:
        return Unreadable(malformed.LONG_TEXT)
    return Unreadable(malformed.SURROGATE) if _SURROGATE.search(value) else value


def _copied_decimal(value: Decimal) -> Decimal | Unreadable:
    if not value.is_finite():
        return Unreadable(malformed.not_a_number(str(value)))
    return value if _is_short(value) else Unreadable(malformed.LONG_NUMBER)
