"""Sentence patterns: what an accountant writes, {名:型} […] (甲|乙) and literal text, read into a tree.

Its signs are half width, or those full-width ones that no printed text has: ｛｝［］｜. The brackets （） are text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from budgetspec.lang import misread
from budgetspec.lang.passage import QUOTES, SEPARATORS, normal
from budgetspec.lang.problems import Fault, Problem, as_name
from budgetspec.lang.written import FIGURES, MEASURES, TEXTS
from budgetspec.source import NOWHERE, Span
from budgetspec.values import dataclass

MOST_CHARACTERS: Final = 2000
MOST_LEVELS: Final = 8
_REST: Final = "段"
_UNIT: Final = re.compile(r"\s*(?P<unit>万元|元|%|个|人|辆)")
_PRINTED_BLANK: Final = re.compile(rf"(?:[XxＸ×＊*_＿]{{2,}}|…+|\.{{3,}}){_UNIT.pattern}")
"""A figure that a form leaves to be filled in."""
_SIGNS: Final = {"｛": "{", "｝": "}", "［": "[", "］": "]", "｜": "|"}
_NAME: Final = re.compile(r"[^\W\d]\w*")
_CHANGE, _LISTED = "增减", "列举"
_CALLED: Final = {
    word: kind
    for kind, words in {
        "万元": "金额 数字 数 钱 amount number money", "%": "百分比 百分数 百分率 比例 percent", "年": "年份 年度 year",
        "文": "文字 文本 字符 字符串 内容 text string", "日期": "日 时间 date", "个": "数量 个数 count int",
    }.items()
    for word in words.split()
}  # fmt: skip
"""What people call the types of holes."""
_BY_NAME: Final = {
    "年度": "年",
    "年份": "年",
    "年": "年",
    "日期": "日期",
    "幅度": "%",
    "占比": "%",
    "比例": "%",
    "个数": "个",
    "原因": "文",
}
"""Types by the end of a hole's name."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands as it is written, but for blanks, width and separators."""

    text: str


@dataclass(frozen=True, slots=True)
class Hole:
    """A place for a figure or a text.

    ``change``: with the word that says which way; ``listed``: several names; ``named``: its type is the name of a level.
    """

    name: str
    type: str
    change: bool = False
    listed: bool = False
    span: Span = NOWHERE
    named: bool = False

    @property
    def textual(self) -> bool:
        """Whether it takes a text, whose end what follows must show."""
        return self.named or self.type not in FIGURES


@dataclass(frozen=True, slots=True)
class Maybe:
    """Parts that may be left out together: […]."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: (甲|乙)."""

    branches: tuple[tuple[Part, ...], ...]


Part = Literal | Hole | Maybe | Choice


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with holes, as written and as read."""

    text: str
    parts: tuple[Part, ...]


def read_pattern(text: str, start: int, types: Collection[str]) -> tuple[Pattern | None, list[Problem]]:
    """Read a pattern that stands at ``start`` of its source; ``types`` are names of levels that holes may have as type.

    >>> read_pattern("收入[预算]", 0, ())[0].parts
    (Literal(text='收入'), Maybe(parts=(Literal(text='预算'),)))
    """
    if len(text) > MOST_CHARACTERS:
        return None, [misread.too_long(Span(start, start + len(text)), most=MOST_CHARACTERS)]
    reader = _Reader(text, start, types)
    try:
        parts = reader.parts()
    except Fault as fault:
        return None, [*reader.problems, *fault.problems]
    problems = reader.problems or [*_repeated(parts), *_boundless(parts)]
    if not problems and not _recognisable(parts):
        problems = [misread.nothing_to_recognise(Span(start, start + len(text)))]
    return (None if problems else Pattern(text, parts)), sorted(problems, key=lambda p: p.span)


def holes(pattern: Pattern) -> Iterator[Hole]:
    """Go through the holes of a pattern in their order.

    >>> [hole.name for hole in holes(read_pattern("甲{a:元}[乙(丙{b:元}|丁{c:元})]", 0, ())[0])]
    ['a', 'b', 'c']
    """
    return holes_of(pattern.parts)


def holes_of(parts: Sequence[Part]) -> Iterator[Hole]:
    """Go through the holes of parts of a pattern in their order."""
    for part in parts:
        match part:
            case Hole():
                yield part
            case Maybe(inner):
                yield from holes_of(inner)
            case Choice(branches):
                for branch in branches:
                    yield from holes_of(branch)


class _Reader:
    """Goes through a pattern once. A bracket that has no partner ends it; what is wrong with a hole does not."""

    def __init__(self, text: str, start: int, types: Collection[str]) -> None:
        self.text, self.start, self.types = text, start, types
        self.at = self.levels = 0
        self.problems: list[Problem] = []

    def parts(self, until: str = "") -> tuple[Part, ...]:
        """Read parts up to one of the signs ``until``, or all there are."""
        found: list[Part] = []
        while (sign := self._sign()) and sign not in until:
            match sign:
                case "{":
                    found += self._hole()
                case "[":
                    found += self._maybe()
                case "(":
                    found += self._choice()
                case "]" | "}" | ")":
                    raise Fault(misread.unopened(self._span(self.at, self.at + 1), sign))
                case "|":
                    raise Fault(misread.lone_bar(self._span(self.at, self.at + 1)))
                case _:
                    found += self._literal()
        return tuple(found)

    def _sign(self) -> str:
        character = self.text[self.at : self.at + 1]
        return _SIGNS.get(character, character)

    def _span(self, start: int, end: int) -> Span:
        return Span(self.start + start, self.start + end)

    def _literal(self) -> list[Part]:
        begin = self.at
        while (sign := self._sign()) and sign not in "{}[]()|":
            self.at += 1
        if found := _PRINTED_BLANK.search(self.text, begin, self.at):
            self.problems.append(misread.printed_blank(self._span(*found.span()), found=found[0], unit=found["unit"]))
        text = "".join(self.text[begin : self.at].split())
        return [Literal(text)] if text else []

    def _enclosed(self, closing: str) -> list[tuple[Part, ...]]:
        """Read what stands in brackets, split at its bars."""
        begin, opening = self.at, self._sign()
        self.levels += 1
        if self.levels > MOST_LEVELS:
            raise Fault(misread.too_many_levels(self._span(begin, begin + 1), most=MOST_LEVELS))
        branches = []
        while self._sign() != closing:
            self.at += 1
            branches.append(self.parts(closing + "|" * (closing == ")")))
            if not self._sign():
                raise Fault(misread.unclosed(self._span(begin, begin + 1), opening, closing))
            if not branches[-1]:
                self.problems.append(misread.empty_brackets(self._span(begin, self.at + 1), opening=opening))
        self.at += 1
        self.levels -= 1
        return branches

    def _maybe(self) -> list[Part]:
        begin = self.at
        inside = self._enclosed("]")[0]
        if hole := self._hole_in_other_brackets(begin):
            self.problems.append(hole)
        return [Maybe(inside)]

    def _choice(self) -> list[Part]:
        begin = self.at
        branches = self._enclosed(")")
        if len(branches) > 1:
            return [Choice(tuple(branches))]
        inside = self.text[begin + 1 : self.at - 1]
        choice = misread.single_choice(self._span(begin, self.at), inside=inside)
        self.problems.append(self._hole_in_other_brackets(begin) or choice)
        return []

    def _hole_in_other_brackets(self, begin: int) -> Problem | None:
        """Report ``[金额:万元]``, ``(金额:万元)``, and ``[金额]万元``, which takes its unit with it."""
        inside, unit = self.text[begin + 1 : self.at - 1], _UNIT.match(self.text, self.at)
        name, kind = _halves(inside)
        if self._known(kind) and _NAME.fullmatch(name):
            return misread.round_hole(self._span(begin, self.at), inside=inside)
        if unit and _NAME.fullmatch(inside.strip()):
            return misread.round_hole(self._span(begin, unit.end()), inside=f"{inside.strip()}:{unit['unit']}")
        return None

    def _hole(self) -> list[Part]:
        begin = self.at
        found = re.compile("[}｝{｛]").search(self.text, begin + 1)
        if found is None or found[0] in "{｛":
            raise Fault(misread.unclosed(self._span(begin, begin + 1), "{", "}"))
        self.at = found.end()
        try:
            hole = self._filled(self.text[begin + 1 : found.start()], self._span(begin, self.at))
        except Fault as fault:
            self.problems += fault.problems
            return []
        if hole.type in MEASURES and self.text.startswith(hole.type, self.at):
            self.problems.append(misread.unit_twice(self._span(self.at, self.at + len(hole.type)), unit=hole.type))
        return [hole]

    def _filled(self, inside: str, span: Span) -> Hole:
        name, colon, kind = unicodedata.normalize("NFKC", inside).partition(":")
        name, kind = name.strip(), "".join(kind.split())
        if not colon or not kind or (self._known(name) and not self._known(kind) and _NAME.fullmatch(kind)):
            raise Fault(self._untyped(inside, span))
        if name and not _NAME.fullmatch(name):
            raise Fault(misread.bad_hole_name(span, name=name, example=f"{{{as_name(name) or '金额'}:{kind}}}"))
        change, listed = kind.startswith(_CHANGE), kind.startswith(_LISTED)
        bare = kind.removeprefix(_CHANGE).removeprefix(_LISTED)
        if not bare and (change or listed):
            raise Fault(self._incomplete(span, name, kind, change=change))
        if not self._known(bare):
            unit = _UNIT.match(self.text, self.at)
            meant = unit["unit"] if unit and bare in _CALLED else _CALLED.get(bare)
            called = f"{{{name}:{meant}}}" if meant else None
            raise Fault(misread.unknown_type(span, bare, (*FIGURES, *TEXTS, *sorted(self.types)), called))
        named = bare in self.types
        if change and (named or bare not in MEASURES):
            raise Fault(self._incomplete(span, name, bare, change=True))
        if listed and not (named or bare in TEXTS):
            raise Fault(self._incomplete(span, name, bare, change=False))
        return Hole(name, bare, change, listed, span, named)

    @staticmethod
    def _incomplete(span: Span, name: str, kind: str, *, change: bool) -> Problem:
        """Report 增减 without a unit of what changes, or 列举 without a level of what is listed."""
        if change:
            unit = next((unit for end, unit in _BY_NAME.items() if name.endswith(end) and unit in MEASURES), "万元")
            return misread.change_without_unit(span, example=f"{{{name}:增减 {unit}}}")
        return misread.listed_figures(span, kind=kind, example=f"{{{name}:列举 款}}")

    def _untyped(self, inside: str, span: Span) -> Problem:
        """Report a hole without a type; the unit that stands behind it is taken with it."""
        unit = _UNIT.match(self.text, self.at)
        if unit and _NAME.fullmatch(inside.strip()):
            whole, name = Span(span.start, self._span(self.at, unit.end()).end), inside.strip()
            return misread.unit_behind_hole(whole, found=f"{{{name}}}{unit['unit']}", name=name, unit=unit["unit"])
        return misread.no_type(span, example=self._typed(inside))

    def _typed(self, inside: str) -> str:
        """Return a hole as it is written whose name and type have another sign between them, or the other order, or lack one."""
        one, other = _halves(inside)
        if self._known(other):
            return f"{{{one}:{other}}}"
        if self._known(one):
            return f"{{{other}:{one}}}"
        return f"{{{one or '金额'}:{next((kind for end, kind in _BY_NAME.items() if one.endswith(end)), '万元')}}}"

    def _known(self, kind: str) -> bool:
        return kind in FIGURES or kind in TEXTS or kind in self.types


def _halves(inside: str) -> tuple[str, str]:
    """Split a hole at whatever stands between its name and its type."""
    one, _, other = re.sub(r"\s*[:,/=|、;\s-]\s*", ":", unicodedata.normalize("NFKC", inside).strip()).partition(":")
    return one, other


# What no reader would understand -----------------------------------------------------------------------------------------


def _repeated(parts: Sequence[Part]) -> list[Problem]:
    """Find the holes whose name another hole of the same branch has."""
    found: list[Problem] = []
    _name_in(parts, frozenset(), found)
    return found


def _name_in(parts: Sequence[Part], names: frozenset[str], found: list[Problem]) -> frozenset[str]:
    for part in parts:
        match part:
            case Hole(name) if name:
                found += [misread.repeated_hole(part.span, name=name)] if name in names else []
                names |= {name}
            case Maybe(inner):
                names = _name_in(inner, names, found)
            case Choice(branches):
                names = names.union(*(_name_in(branch, names, found) for branch in branches))
    return names


def _boundless(parts: Sequence[Part]) -> list[Problem]:
    """Find the texts whose end nothing shows, and what stands behind the rest of the item."""
    found: list[Problem] = []
    _bound(parts, None, found)
    return found


def _bound(parts: Sequence[Part], before: Hole | None, found: list[Problem]) -> Hole | None:
    """Return the hole at the end of the parts that takes a text, if any; ``before`` is the one right before them."""
    for part in parts:
        match part:
            case Literal(text):
                before = _after_literal(text, before, found)
            case Hole():
                found += [_unbounded(before, part)] if before and (part.textual or before.type == _REST) else []
                before = part if part.textual else None
            case Maybe(inner):
                before = _bound(inner, before, found) or before
            case Choice(branches):
                ends = [_bound(branch, before, found) for branch in branches]
                before = next((hole for hole in ends if hole), None)
    return before


def _after_literal(text: str, before: Hole | None, found: list[Problem]) -> Hole | None:
    shown = {*normal(text)} - QUOTES
    if before is None or before.type != _REST:
        return None if shown else before
    if shown - SEPARATORS:
        found.append(misread.rest_not_last(before.span))
        return None
    return before


def _unbounded(before: Hole, hole: Hole) -> Problem:
    return (
        misread.rest_not_last(before.span)
        if before.type == _REST
        else misread.adjacent_texts(hole.span, before=before.name, name=hole.name)
    )


def _recognisable(parts: Sequence[Part]) -> bool:
    """Tell whether something must stand in every sentence that fits: some letters, or a figure; or it takes the whole item."""
    whole = len(parts) == 1 and isinstance(parts[0], Hole) and parts[0].type == _REST
    return whole or any(_must_stand(part) for part in parts)


def _must_stand(part: Part) -> bool:
    match part:
        case Literal(text):
            return bool({*normal(text)} - QUOTES - SEPARATORS)
        case Hole():
            return not part.textual
        case Choice(branches):
            return all(map(_recognisable, branches))
    return False
