"""Syntax errors of readings by example, as ``examples`` has those of rules. The first that fits is taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from budgetspec.lang import foreign, misread
from budgetspec.lang.problems import Problem, nearest
from budgetspec.lang.shapes import DOTTED, NAME
from budgetspec.lang.stops import Example, Stop
from budgetspec.source import Span

_READING: Final = re.compile(r"reading\b")
_KEYWORDS: Final = ("from", "each", "of", "under", "optional", "reading", "rule", "let", "disable", "regrade")
_WORDS: Final = {
    word: meant
    for meant, words in {
        "from": "从 自 来自 取自 读自 in", "each": "每 每个 每项 每一 逐项 各", "of": "属于 取自表", "under": "标题 上级标题",
        "optional": "可选 可有可无 可省略 可缺", "reading": "读法",
    }.items()
    for word in words.split()
}  # fmt: skip
"""What people write, and the word of the language."""
_HEAD_OF_READING: Final = rf"\s+{NAME}\s+(?:from|each)\s+[^\W\d]"
_CLAUSES: Final = "severity|basis|until|kind|region|tags|message|note|when"


def of_reading(stop: Stop) -> Problem | None:
    """Say what is wrong with a reading, if reading stopped in one; with one that is not begun as it should be."""
    if not _READING.match(stop.text, stop.start):
        return None if "_RSQB" in stop.accepts else _first(_OUTSIDE, stop)
    return None if {"_RSQB", "PATTERN"} & stop.accepts else _first(_INSIDE, stop)


def _first(examples: tuple[Callable[[Stop], Problem | None], ...], stop: Stop) -> Problem | None:
    return next((problem for example in examples if (problem := example(stop)) is not None), None)


def _behind(says: Callable[..., Problem], given: str, needs: str) -> Callable[[Stop], Problem | None]:
    """Make an example of something missing behind what is ``given``, which is shown."""

    def example(stop: Stop) -> Problem | None:
        found = re.search(rf"(?:{given})\s*$", stop.tail)
        return says(stop.last, **found.groupdict()) if found and needs in stop.accepts else None

    return example


def _begun_otherwise(span: Span, word: str) -> Problem:
    return foreign.written_as(Span(span.start, span.start + len(word)), found=word, meant="reading")


def _in_block(span: Span) -> Problem:
    return misread.in_block(Span(span.start, span.start + len("reading")))


def _keyword(stop: Stop) -> Problem | None:
    """Report a word of one's own language, or a misspelt one, for a word that can stand there."""
    word = re.compile(r"[^\W\d]+(?=[\s\"“])").match(stop.text, stop.at)
    if word is None:
        return None
    meant = _meant(word[0], [keyword for keyword in _KEYWORDS if keyword.upper() in stop.accepts])
    return foreign.written_as(Span(*word.span()), found=word[0], meant=meant) if meant else None


def _meant(word: str, possible: list[str]) -> str | None:
    lower = word.lower()
    if word in _WORDS:
        return _WORDS.get(word) if _WORDS.get(word) in possible else None
    mixed_up = [keyword for keyword in possible if sorted(keyword) == sorted(lower)]
    return next(iter([*mixed_up, *nearest(lower, possible)]), None)


def _quotes_inside(stop: Stop) -> Problem | None:
    """Report a sentence that ends at a quotation mark of the text: something follows right behind it."""
    there = re.compile(r"[^\s,，、;；。][^\n]*[\"”]|”").match(stop.text, stop.at)
    if there is None or stop.text[stop.at - 1] not in {'"', "”"}:
        return None
    return misread.quotes_inside(Span(stop.at - 1, stop.at))


def _no_section(stop: Stop) -> Problem | None:
    """Report a reading that goes on without its ``from``."""
    named = re.match(rf"reading\s+(?P<name>{NAME})", stop.before)
    return misread.no_section(stop.last, name=named["name"]) if named and "FROM" in stop.accepts else None


def _no_sentence(stop: Stop) -> Problem | None:
    """Report a reading that ends before its first sentence."""
    named = re.match(rf"reading\s+(?P<name>{NAME})", stop.before)
    missing = stop.ended and {"STRING", "OPTIONAL"} <= stop.accepts and "RULE" not in stop.accepts
    return misread.no_sentence(stop.last, name=named["name"]) if named and missing else None


_INSIDE: Final[tuple[Callable[[Stop], Problem | None], ...]] = (
    Example(foreign.superfluous, there=r"[:：](?=\s*[\"“])"),
    Example(foreign.superfluous, given=rf"^reading\s+{NAME}", there="[:：]"),
    _behind(misread.no_name, given="^reading", needs="NAME"),
    Example(misread.no_name, given=rf"^reading\s+{NAME}", there=r"[-.．·－—]\S*"),
    _quotes_inside,
    Example(misread.between_sentences, given=r"[\"”]", there=r"(?P<sign>[,，、;；。])", needs="OPTIONAL"),
    _keyword,
    _behind(misread.each_what, given=r"\b(?:each|of)", needs="NAME"),
    Example(misread.each_what, given=rf"\beach\s+{NAME}", there=r"[\[［.．]|in\b"),
    _behind(misread.no_level, given=rf"\bof\s+{DOTTED}", needs="_LSQB"),
    _behind(misread.from_what, given=r"\bfrom(?:\s[^\n]*[,，、.．])?", needs="NAME"),
    Example(misread.misplaced, there=r"(?P<word>each|of|from|under)\b"),
    _no_section,
    _behind(misread.no_pattern, given=r"\b(?P<word>under|optional)", needs="STRING"),
    _no_sentence,
    Example(misread.clause_of_rule, there=rf"(?P<clause>{_CLAUSES})\b", needs="STRING"),
    Example(misread.braces, there=r"[{｛](?![^{}｛｝\n\"“:：]*[:：])", needs="STRING"),
    Example(misread.several_sections, there=rf"{DOTTED}(?=\s*\n\s*[\"“])", needs="UNDER"),
    Example(misread.unquoted, there=r"(?P<sentence>[^\s\"“}｝。][^\n]*)", needs="STRING"),
)
_OUTSIDE: Final[tuple[Callable[[Stop], Problem | None], ...]] = (
    Example(_in_block, there=r"reading\b", needs="_RBRACE RULE"),
    Example(_begun_otherwise, there=rf"(?P<word>(?!(?:from|each|reading)\b)[A-Za-z]+|读法)(?={_HEAD_OF_READING})"),
    Example(_begun_otherwise, back=r"(?P<word>\b[A-Za-z]+|读法)", there=rf"(?={NAME}\s+(?:from|each)\s+[^\W\d])"),
    Example(misread.no_reading, back=rf"(?P<name>{NAME})", there=r"from(?=\s+[^\W\d])"),
    Example(misread.no_reading, there=rf"(?P<name>{NAME})(?=\s+from\s+[^\W\d])", needs="AND"),
)
