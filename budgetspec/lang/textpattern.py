"""Patterns of texts, as rules and lists of words have them: letters, sets of them and how often they stand, in linear time."""

from __future__ import annotations

import re
from typing import Final

from budgetspec.lang.types import plain

_LONGEST_PATTERN: Final = 200
_MOST_CHOICES: Final = 16
_PIECE: Final = re.compile(
    r"((?P<set>\[[^\[\]\\]+\])|(?P<any>\.)|(?P<char>[^\[\]{}?*+.\\()|^$]))(?P<times>\{[0-9]{1,3}(,[0-9]{0,3})?\}|[?*+])?"
)
_SPAN: Final = re.compile(r"(.)(?:-(.))?", re.DOTALL)
_FEW: Final = 16
_ANY: Final = ("",)
"""Stands in each text."""


def as_regex(pattern: str) -> str | None:
    """Return a text pattern as a regular expression for normalised texts; None if it is wrong or not surely linear.

    >>> as_regex("试行[０-9]{2}"), as_regex("a*b*")
    ('试行(?:[0-9]){2}', None)
    """
    pieces, at, choices, most = [], 0, 1, 0
    while at < len(pattern):
        piece = _PIECE.match(pattern, at)
        if piece is None or "--" in (piece["set"] or ""):
            return None
        least, more = _repeats(piece["times"] or "")
        choices, most = choices * (1 if more is None else more + 1), most + least
        one, times = _normal(piece), piece["times"]
        pieces.append(f"(?:{one}){times}" if one and times else one)
        at = piece.end()
    unbounded = sum(_repeats(m["times"] or "")[1] is None for m in _PIECE.finditer(pattern))
    regex = "".join(pieces)
    return regex if unbounded <= 1 and choices <= _MOST_CHOICES and most <= _LONGEST_PATTERN and _compiles(regex) else None


def as_word(pattern: str) -> str | None:
    """Return a pattern that is looked for in texts, as ``as_regex``; None too if it has no longest text or fits the empty one.

    >>> as_word("增长[0-9]{1,3}[，。]"), as_word("增长.*"), as_word("元?")
    ('增长(?:[0-9]){1,3}[,。]', None, None)
    """
    repeats = [_repeats(piece["times"] or "") for piece in _PIECE.finditer(pattern)]
    bounded = all(more is not None for _, more in repeats)
    return (as_regex(pattern) or None) if bounded and any(least for least, _ in repeats) else None


def signs_of(pattern: str) -> tuple[str, ...]:
    """Return texts of which one stands in each text that fits a pattern of ``as_word``: letters, or the characters of a set.

    The longest are the rarest, and signs rarer than letters.

    >>> signs_of("增长[0-9]{1,3}个?百分点"), signs_of("[增减升降]{2}[/∕]"), signs_of("[^无]")
    (('百分点',), ('/', '∕'), ('',))
    """
    runs, sets = [""], list[tuple[str, ...]]()
    for piece in _PIECE.finditer(pattern):
        times = piece["times"] or ""
        if piece["char"] and not times:
            runs[-1] += plain(piece["char"])
            continue
        runs.append("")
        sets += [_characters(piece)] if _repeats(times)[0] else []
    return max(_ANY, *((run,) for run in runs), *filter(None, sets), key=_rarity)


def _rarity(signs: tuple[str, ...]) -> tuple[int, bool, int]:
    return min(map(len, signs)), not any(sign.isalpha() and not sign.isascii() for sign in signs), -len(signs)


def _characters(piece: re.Match[str]) -> tuple[str, ...]:
    """Return the characters that a piece of a pattern stands for; none if they are many."""
    if piece["any"] or (piece["set"] or "").startswith("[^"):
        return ()
    spans = [(m[1], m[2] or m[1]) for m in _SPAN.finditer(piece["char"] or piece["set"][1:-1])]
    if sum(ord(last) - ord(first) for first, last in spans) > _FEW:
        return ()
    return tuple(plain(chr(code)) for first, last in spans for code in range(ord(first), ord(last) + 1))


def _repeats(times: str) -> tuple[int, int | None]:
    """Return how often a repeated piece stands at least, and how much more often at most: None for any number."""
    if not times.startswith("{"):
        return {"": (1, 0), "?": (0, 1), "*": (0, None), "+": (1, None)}[times]
    least, comma, most = times[1:-1].partition(",")
    return int(least), (None if not most else max(0, int(most) - int(least))) if comma else 0


def _normal(piece: re.Match[str]) -> str:
    """Return a character or class as it looks in texts of normal width without blanks."""
    if piece["any"]:
        return "."
    if piece["char"]:
        return re.escape(plain(piece["char"]))
    content = piece["set"][1:-1]
    head, rest = ("^", content[1:]) if content.startswith("^") else ("", content)
    inside = (c if c == "-" else re.escape(plain(c)) for c in rest)
    return f"[{head}{''.join(inside)}]"


def _compiles(regex: str) -> bool:
    """Tell whether Python reads an expression; one of mere letters it does."""
    if "[" not in regex and "(?:" not in regex:
        return True
    try:
        re.compile(regex)
    except (re.error, OverflowError):
        return False
    return True
