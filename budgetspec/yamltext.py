"""YAML read exactly, every value with its place: numbers are decimals; dates, codes and ``yes`` stay the texts they are.

An unquoted scalar is null, true, false or a number only where JSON writes it so: ``0101``, ``2025-01-20``, ``1_000`` and ``yes``
are texts, and so is whatever is quoted. Aliases (``*rows``) share what their anchor (``&rows``) holds; what they stand for
counts as if it were written out, so that few of them cannot stand for very much. Tags are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, Final

import yaml

from budgetspec import miswritten
from budgetspec.conformance import Conformance
from budgetspec.lang.problems import Problem
from budgetspec.reader import MAX_DEPTH, MAX_DIGITS, JsonValue, pointer
from budgetspec.source import NOWHERE, Source, Span
from budgetspec.values import dataclass

MAX_CHARACTERS: Final = 8 * 1024 * 1024
MAX_VALUES: Final = 500_000

_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_WORDS: Final[dict[str, JsonValue]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlText:
    """What a YAML text holds, and where: ``values`` and ``keys`` give the characters of each value and key by JSON Pointer."""

    source: Source
    value: JsonValue
    values: Mapping[str, Span] = field(default_factory=dict)
    keys: Mapping[str, Span] = field(default_factory=dict)

    def place(self, place: str) -> Span:
        """Return where the key or the item at a JSON Pointer is written; of one that is not there, the place around it."""
        while place and place not in self.values:
            place = place.rpartition("/")[0]
        return self.keys.get(place) or self.values.get(place, NOWHERE)

    def misfits(self, schema: Mapping[str, Any]) -> list[Problem]:
        """Return what is not as a JSON Schema says."""
        return [self._misfit(p.pointer, p.keyword, p.message) for p in Conformance(schema).problems(self.value)]

    def _misfit(self, place: str, keyword: str, message: Any) -> Problem:
        span = self.values.get(place, NOWHERE) if keyword == "type" else self.place(place)
        if keyword == "type" and re.match(r"\w+：", self.source.text[span.start : span.end]):
            return replace(miswritten.full_width_colon(span), source=self.source)
        return replace(miswritten.unfit(span, message=message), source=self.source)


def read_yaml(source: Source) -> tuple[YamlText, list[Problem]]:
    """Read a YAML text; what cannot be read is null, with a problem that says where and why.

    >>> read_yaml(Source("a.yaml", "{代码: 0101, 金额: 1.50, 日期: 2025-01-20}"))[0].value
    {'代码': '0101', '金额': Decimal('1.50'), '日期': '2025-01-20'}
    """
    reader = _Reader(source)
    try:
        value = reader.document()
    except yaml.YAMLError as error:
        value = None
        reader.report(miswritten.not_yaml(_place_of(error, source.text), str(error)))
    except _Stop as stop:
        value = None
        reader.report(stop.problem)
    return YamlText(source, value, reader.values, reader.keys), reader.problems


class _Stop(Exception):  # noqa: N818 - carries the problem that ends the reading
    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


class _Reader:
    """Builds values of the parser's events, which unlike its trees tell quoted from unquoted and do not follow aliases."""

    def __init__(self, source: Source) -> None:
        self.problems: list[Problem] = []
        self.values: dict[str, Span] = {}
        self.keys: dict[str, Span] = {}
        self._source = source
        self._events: Iterator[Any] = iter(())
        self._anchored: dict[str, tuple[JsonValue, int]] = {}
        self._count = 0

    def document(self) -> JsonValue:
        if len(self._source.text) > MAX_CHARACTERS:
            raise _Stop(miswritten.too_large(NOWHERE, most=MAX_CHARACTERS))
        self._events = yaml.parse(self._source.text, Loader=_LOADER)
        value: JsonValue = None
        for number, event in enumerate(e for e in self._events if isinstance(e, yaml.NodeEvent | yaml.DocumentStartEvent)):
            if isinstance(event, yaml.NodeEvent):
                value = self._node(event, ())
            elif number:
                raise _Stop(miswritten.several_documents(_span(event)))
        return value

    def report(self, problem: Problem) -> None:
        self.problems.append(replace(problem, source=self._source))

    def _node(self, event: Any, path: Path) -> JsonValue:
        self._counted(event, 1)
        if len(path) > MAX_DEPTH:
            raise _Stop(miswritten.too_deep(_span(event)))
        if isinstance(event, yaml.AliasEvent):
            value, span = self._shared(event), _span(event)
        else:
            before = self._count
            value, span = self._built(event, path)
            if event.anchor:
                self._anchored[event.anchor] = value, self._count - before
        self.values[pointer(path)] = span
        return value

    def _counted(self, event: Any, values: int) -> None:
        self._count += values
        if self._count > MAX_VALUES:
            raise _Stop(miswritten.too_much(_span(event), most=MAX_VALUES))

    def _shared(self, event: Any) -> JsonValue:
        if event.anchor not in self._anchored:
            raise _Stop(miswritten.no_anchor(_span(event), name=event.anchor))
        value, values = self._anchored[event.anchor]
        self._counted(event, values)
        return value

    def _built(self, event: Any, path: Path) -> tuple[JsonValue, Span]:
        if event.tag not in {None, "!"}:
            self.report(miswritten.tagged(_span(event)))
        match event:
            case yaml.SequenceStartEvent():
                return self._list(event, path)
            case yaml.MappingStartEvent():
                return self._mapping(event, path)
        return self._scalar(event), _span(event)

    def _scalar(self, event: Any) -> JsonValue:
        text: str = event.value
        if event.style or event.tag == "!":
            return text
        if text in _WORDS:
            return _WORDS[text]
        number = _NUMBER.fullmatch(text)
        if number and len(text) > MAX_DIGITS:
            self.report(miswritten.too_long_a_number(_span(event)))
            return None
        if number:
            return Decimal(text) if number[2] else int(text)
        return text

    def _list(self, start: Any, path: Path) -> tuple[JsonValue, Span]:
        items: list[JsonValue] = []
        span = _span(start)
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
            span = Span(span.start, self.values[pointer((*path, len(items) - 1))].end)
        return items, _up_to(span, start, event)

    def _mapping(self, start: Any, path: Path) -> tuple[JsonValue, Span]:
        members: dict[str, JsonValue] = {}
        span = _span(start)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, members)
            here = (*path, key)
            self.keys[pointer(here)] = _span(event)
            members[key] = self._node(next(self._events), here)
            span = Span(span.start, self.values[pointer(here)].end)
        return members, _up_to(span, start, event)

    def _key(self, event: Any, members: Mapping[str, JsonValue]) -> str:
        if not isinstance(event, yaml.ScalarEvent) or event.anchor:
            raise _Stop(miswritten.not_a_key(_span(event)))
        key: str = event.value
        if key in members:
            self.report(miswritten.duplicate_key(_span(event), key=key))
        return key


def _span(event: Any) -> Span:
    return Span(event.start_mark.index, event.end_mark.index)


def _up_to(span: Span, start: Any, end: Any) -> Span:
    """End a collection at its bracket, or, where it has none, with its last item: the parser looks on to the next token."""
    return Span(span.start, end.end_mark.index) if start.flow_style else span


def _place_of(error: yaml.YAMLError, text: str) -> Span:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        start = min(mark.index, len(text))
    else:  # a character that YAML does not allow, counted in bytes of UTF-8
        start = len(text.encode()[: getattr(error, "position", 0)].decode("utf-8", "ignore"))
    return Span(start, start + 1)
