"""Syntax errors of readings by example, as ``examples`` has those of rules. The first that fits is taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from budgetspec.lang import foreign, misread, reread
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


def _begun_otherwise(span: Span, word: str) -> Problem:
    return foreign.written_as(Span(span.start, span.start + len(word)), found=word, meant="reading")


def _in_block(span: Span) -> Problem:
    return misread.in_block(Span(span.start, span.start + len("reading")))


def _keyword(stop: Stop) -> Problem | None:
    """Report a word of one's own language, or a misspelt one, for a word that can stand there."""
    word = re.compile(r"[^\W\d]+(?=[\s\"“])").match(stop.text, stop.at)
    if word is None:
        return None
    possible = [keyword for keyword in _KEYWORDS if keyword.upper() in stop.accepts]
    of_rows = "of" in possible and word[0] not in _KEYWORDS and re.compile(rf"\s*{DOTTED}[\[［]").match(stop.text, word.end())
    meant = "of" if of_rows else _meant(word[0], possible)
    return foreign.written_as(Span(*word.span()), found=word[0], meant=meant) if meant else None


def _meant(word: str, possible: list[str]) -> str | None:
    lower = word.lower()
    if word in _WORDS:
        return _WORDS.get(word) if _WORDS.get(word) in possible else None
    mixed_up = [keyword for keyword in possible if sorted(keyword) == sorted(lower)]
    return next(iter([*mixed_up, *nearest(lower, possible)]), None)


_INSIDE: Final[tuple[Callable[[Stop], Problem | None], ...]] = (
    Example(foreign.superfluous, there=r"[:：](?=\s*[\"“])"),
    Example(foreign.superfluous, given=rf"^reading\s+{NAME}", there="[:：]"),
    _keyword,
    reread.bad_name,
    reread.quotes_inside,
    Example(misread.between_sentences, given=r"[\"”]", there=r"(?P<sign>[,，、;；。])", needs="OPTIONAL"),
    reread.wrong_key,
    reread.no_level,
    Example(misread.clause_of_rule, there=rf"(?P<clause>{_CLAUSES})\b", needs="STRING"),
    Example(misread.braces, there=r"[{｛](?![^{}｛｝\n\"“:：]*[:：])", needs="STRING"),
    reread.misplaced,
    reread.no_section,
    reread.no_pattern,
    reread.no_sentence,
    reread.several_sections,
    reread.wrong_section,
    Example(misread.unquoted, there=r"(?P<sentence>[^\s\"“}｝。][^\n]*)", needs="STRING"),
)
_OUTSIDE: Final[tuple[Callable[[Stop], Problem | None], ...]] = (
    Example(_in_block, there=r"reading\b", needs="_RBRACE RULE"),
    Example(_begun_otherwise, there=rf"(?P<word>(?!(?:from|each|reading)\b)[A-Za-z]+|读法)(?={_HEAD_OF_READING})"),
    Example(_begun_otherwise, back=r"(?P<word>\b[A-Za-z]+|读法)", there=rf"(?={NAME}\s+(?:from|each)\s+[^\W\d])"),
    Example(misread.no_reading, back=rf"(?P<name>{NAME})", there=r"from(?=\s+[^\W\d])"),
    Example(misread.no_reading, there=rf"(?P<name>{NAME})(?=\s+from\s+[^\W\d])", needs="AND"),
)
