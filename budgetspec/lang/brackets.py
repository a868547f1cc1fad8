"""Brackets and quotes that do not pair: which sign is missing or wrong, and where; readings stop behind that place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Final, NamedTuple

from budgetspec.lang import misspelt
from budgetspec.lang.functions import CALLED, FUNCTIONS
from budgetspec.lang.problems import Problem
from budgetspec.lang.recovery import COMMENT
from budgetspec.lang.sayings import meanings
from budgetspec.lang.shapes import CLAUSES, DOTTED, NAME, VALUE
from budgetspec.lang.stops import SEEN, Stop
from budgetspec.source import Span

_PAIRS: Final = {"(": ")", "（": "）", "[": "]", "［": "］"}
_OPENING: Final = {closing: opening for opening, closing in _PAIRS.items()}
_QUOTES: Final = {'"': '"', "“": "”", "「": "」"}
_OTHERS: Final = frozenset("】〕〗》〉」』")
"""Closing signs that no bracket of the rules has."""
_OF_CONDITIONS: Final = frozenset({"count", "any", "all", "only"})
"""Functions in whose brackets conditions stand."""
_SIGN: Final = r"[=＝!！]?[=＝]|[<>＜＞≤≥≠]"
_LOGIC: Final = r"(?<!\w)(?:and|or|implies)(?!\w)"
_GOES_ON: Final = re.compile(rf"[:：.．]|[-+*/×÷＋－]|{_SIGN}|(?:{CLAUSES}|and|or|implies|within)\b")
_LATER: Final = re.compile(rf"[:：]|(?<=[\"”])[.．]|(?:{CLAUSES})\b")
_PARTS: Final = re.compile(rf"{COMMENT.pattern}|(?P<open>[(（\[［])|(?P<close>[)）\]］])|(?P<ends>{_SIGN}|{_LOGIC})")
_REST: Final = re.compile(rf"(?:(?!\b(?:rule|let|in|disable|regrade|reading|{CLAUSES})\b)[^{{}}｛｝])*")
_BRACE: Final = re.compile(rf"[}}｝](?=[ \t]*(?:[-+*/×÷＋－)）]|{_SIGN}|(?:and|or|by|implies|within)\b))")
_OTHER_OPENING: Final = frozenset("{｛【〔〖")
_NO_FUNCTIONS: Final = "and|or|not|implies|when|within|error|warning|info"
_CALLED: Final = re.compile(rf"(?<!\w)(?!(?:{_NO_FUNCTIONS})(?!\w))(?P<name>{NAME})\s*$")
_PATH_BEFORE: Final = re.compile(rf"(?<![\w.．]){DOTTED}$")
_VALUE_BEFORE: Final = re.compile(rf"(?:(?<![\w.．]){VALUE}|[\w.．]+)$")
_LONGEST_SHOWN: Final = 60
_MOST_OPEN: Final = 5
_END_SHOWN: Final = 24


class _Open(NamedTuple):
    """A bracket that is not closed."""

    at: int
    sign: str

    @property
    def closing(self) -> str:
        """The sign that closes it."""
        return _PAIRS[self.sign]


def unclosed(stop: Stop) -> Problem | None:
    """Report an open bracket where something stands that cannot be inside it: where it ends, and how that looks.

    Where very many are open reading does not go on: there is no end to what is missing.
    """
    opened = _open_brackets(stop.before)
    found = _unclosed_of(stop, opened) if opened else None
    return replace(found, instead=None) if found and len(opened) > _MOST_OPEN else found


def _unclosed_of(stop: Stop, opened: list[_Open]) -> Problem | None:
    last = opened[-1]
    there = stop.text[stop.at : stop.at + 1]
    if there in _OPENING:
        return _crossed(stop, opened, there)
    if there in _OTHERS or _BRACE.match(stop.text, stop.at):
        return _exchanged(stop, there, last.closing)
    if not _cannot_be_inside(stop, last):
        return None
    end = _end_of(stop.before, last)
    return _unclosed(stop, last, end, _begin_of(stop.before, last), "")


def list_ended(stop: Stop) -> Problem | None:
    """Report a bracket that is open where its list ends and another condition begins."""
    begun = re.compile(rf"{_LOGIC}[^\n=＝<>＜＞≤≥≠]*(?={_SIGN})").match(stop.text, stop.at)
    return unclosed(stop) if begun and _is_list(stop) and _left(_open_brackets(stop.before)[-1:], begun[0]) > 0 else None


def opened_otherwise(stop: Stop) -> Problem | None:
    """Report an opening sign of another kind than the one that closes."""
    there, depth = stop.text[stop.at : stop.at + 1], 0
    for part in _PARTS.finditer(_rest(stop.text, stop.at + 1)) if there in _OTHER_OPENING else ():
        depth += (part["open"] is not None) - (part["close"] is not None)
        if depth < 0:
            return _exchanged(stop, there, _OPENING[part[0]])
    return None


def stray(stop: Stop) -> Problem | None:
    """Report a closing bracket without an opening one."""
    there = stop.text[stop.at : stop.at + 1]
    if there not in _OPENING or _open_brackets(stop.before):
        return None
    return misspelt.stray_bracket(Span(stop.at, stop.at + 1), closing=there, opening=_OPENING[there])


def open_quote(stop: Stop) -> Problem | None:
    """Report a text or name that ends with its line and not with a quote; of a name that is known, where it ends."""
    found = re.compile(r"(?P<opening>\")[^\"\n]*(?:\n|$)|(?P<other>“)[^”\n]*(?:\n|$)|(?P<name>「)[^」\n]*(?:\n|$)").match(
        stop.text, stop.at
    )
    if found is None:
        return None
    opening, closing = found[0][0], _QUOTES[found[0][0]]
    parts = {part for name in stop.names for part in name.split(".")} if found["name"] else ()
    known = max((part for part in parts if stop.text.startswith(part, stop.at + 1)), key=len, default=None)
    if known is None:
        return misspelt.open_quote(Span(stop.at, stop.at + 1), opening=opening, closing=closing)
    span = Span(stop.at, stop.at + 1 + len(known))
    meant = f"{opening}{known}{closing}"
    return misspelt.open_bracket(span, opening=opening, closing=closing, last=known, shown=meant, meant=meant)


def _crossed(stop: Stop, opened: list[_Open], there: str) -> Problem | None:
    """Report a closing bracket of another kind: the right one is missing before it where it closes one further out."""
    *outer, last = opened
    if _same(there, last.closing):
        return None
    rest = _rest(stop.text, stop.at + 1)
    closes = bool(outer) and _same(there, outer[-1].closing)
    if not closes or (_left([*outer[:-1]], rest) != 0 and _left(outer, rest) == 0):
        return _exchanged(stop, there, last.closing)
    return _unclosed(stop, last, len(stop.before.rstrip()), _begin_of(stop.before, outer[-1]), there)


def _exchanged(stop: Stop, found: str, wanted: str) -> Problem:
    return misspelt.other_bracket(Span(stop.at, stop.at + 1), found=found, wanted=wanted)


def _unclosed(stop: Stop, bracket: _Open, end: int, begin: int, behind: str) -> Problem:
    """Report a bracket that ends at ``end``; ``behind`` stands after it and belongs to what is shown from ``begin`` on."""
    value = _VALUE_BEFORE.search(stop.before, max(bracket.at + 1, end - SEEN), end)
    last = value[0] if value else stop.before[end - 1 : end]
    shown = " ".join(f"{stop.before[begin:end]}{bracket.closing}{behind}".split())
    if len(shown) > _LONGEST_SHOWN:
        shown = f"{shown[: _LONGEST_SHOWN - _END_SHOWN]}…{shown[-_END_SHOWN:]}"
    span, meant = Span(stop.start + end - len(last), stop.start + end), last + bracket.closing
    return misspelt.open_bracket(span, opening=bracket.sign, closing=bracket.closing, last=last, shown=shown, meant=meant)


def _cannot_be_inside(stop: Stop, bracket: _Open) -> bool:
    """Tell whether what stands where reading stopped shows that a bracket was to be closed before."""
    if stop.ended or (bracket.sign in "(（" and _LATER.match(stop.text, stop.at)):
        return True
    if bracket.sign in "[［" or _is_list(stop):
        return bool(_GOES_ON.match(stop.text, stop.at)) or _is_word_of_condition(stop) or stop.text.startswith("by", stop.at)
    compares = re.compile(_SIGN).match(stop.text, stop.at)
    return bool(compares) and _is_value(stop.before, bracket) and _left([bracket], _rest(stop.text, stop.at)) > 0


def _is_list(stop: Stop) -> bool:
    """Tell whether reading stopped in a list of names behind ``by``, which can but go on with a comma or end."""
    return "_RPAR" in stop.accepts and "PLUS" not in stop.accepts


def _is_word_of_condition(stop: Stop) -> bool:
    """Tell whether a word stands there that people write for a sign between values or conditions: 应等于, 并且."""
    word = re.compile(r"[^\W\d]+").match(stop.text, stop.at)
    return word is not None and any(_GOES_ON.match(meant) for meant in meanings(word[0]))


def _end_of(before: str, bracket: _Open) -> int:
    """Return where a bracket is to be closed: before a comparison if it holds a value, else where reading stopped."""
    depth = 0
    for part in _PARTS.finditer(before, bracket.at + 1) if _is_value(before, bracket) else ():
        depth += (part["open"] is not None) - (part["close"] is not None)
        if part["ends"] and depth == 0:
            return len(before[: part.start()].rstrip())
    return len(before.rstrip())


def _is_value(before: str, bracket: _Open) -> bool:
    """Tell whether a bracket holds a value and no condition: by the function before it, or the sign."""
    if bracket.sign in "[［":
        return True
    if called := _CALLED.search(before, max(0, bracket.at - SEEN), bracket.at):
        name = CALLED.get(called["name"].lower(), called["name"].lower())
        return name in FUNCTIONS and name not in _OF_CONDITIONS
    return before[: bracket.at].rstrip()[-1:] in {*"+-*/×÷＋－=＝<>＜＞≤≥≠"}


def _begin_of(before: str, bracket: _Open) -> int:
    """Return where what a bracket belongs to begins: its function, or the column whose rows it selects."""
    pattern = _CALLED if bracket.sign in "(（" else _PATH_BEFORE
    found = pattern.search(before, max(0, bracket.at - SEEN), bracket.at)
    return found.start() if found else bracket.at


def _rest(text: str, at: int) -> str:
    """Return what is left of a condition."""
    found = _REST.match(text, at)
    return found[0] if found else ""


def _left(opened: list[_Open], rest: str) -> int:
    """Count the brackets that are open behind the rest of a condition; less than 0 if more are closed than opened."""
    parts = [part.lastgroup for part in _PARTS.finditer(rest)]
    return len(opened) + parts.count("open") - parts.count("close")


def _open_brackets(text: str) -> list[_Open]:
    found: list[_Open] = []
    for part in _PARTS.finditer(text):
        if part["open"]:
            found.append(_Open(part.start(), part["open"]))
        elif part["close"] and found:
            found.pop()
    return found


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)
