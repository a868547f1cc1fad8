"""Syntax errors of readings by example, as ``unreadable`` has them, that are answered with the author's own reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from budgetspec.lang import misread
from budgetspec.lang.mention import bare, quoted
from budgetspec.lang.problems import Problem, as_name, common
from budgetspec.lang.sections import fitting, meant
from budgetspec.lang.shapes import DOTTED, NAME, PATH, TEXT
from budgetspec.lang.stops import SEEN, Rows, Stop
from budgetspec.source import Span

_LONGEST: Final = 2000
"""How many characters of a reading are looked at."""
_NEXT: Final = re.compile(r"\n\s*(?:rule|let|reading|in|disable|regrade)\b")
_SENTENCE: Final = r"(?:\"|“[^”\n]*[{｛]|\n|\Z|\b(?:each|of|from|under|optional|rule|reading)\b)"
_SECTION: Final = re.compile(rf"(?P<quoted>\"[^\"\n{{｛]*\"|“[^”\n{{｛]*”)|(?:[^\n\"“{{｛]|“[^”\n{{｛]*”)*?(?=\s*{_SENTENCE})")
_FROM: Final = re.compile(r"\bfrom\b(?:[^\n\"“]*(?:[,，]|(?<![一二三四五六七八九十])、))?\s*(?P<begun>[^\n\"“]*)$")
_UNQUOTED: Final = re.compile(r"[^\n\"“]*[{｛]")
"""A sentence without quotes: its holes tell it from the name of a section."""
_NAMED: Final = re.compile(rf"reading\s+(?P<name>{NAME})")
_HOLE: Final = re.compile(rf"[{{｛]\s*(?P<name>{NAME})\s*[:：]\s*(?:列举\s*)?(?P<type>{NAME})\s*[}}｝]")
_BAD_NAME: Final = re.compile(r"(?!(?:from|each|under)\b)[^\n{｛]+?(?=\s*\b(?:from|each|under)\b|\s*\n|\s*\Z|\s+\")")
_ROWS: Final = re.compile(rf"[\[［.．(（,，、]|{DOTTED}[\[［]")
_GOES_ON: Final = re.compile(r"[-.．·－—]|(?!(?:from|each|of|under)\b)[^\n\"“{｛]*?\bfrom\b")
"""What shows that a name is not finished: signs, or words before ``from``."""
_PIECES: Final = (
    re.compile(rf"\b(?P<word>each)\s+(?P<what>{NAME})"),
    re.compile(rf"\b(?P<word>of)\s+(?P<what>{PATH})"),
    re.compile(rf"\b(?P<word>from)\s+(?P<what>{DOTTED}(?:\s*[,，、]\s*{DOTTED})*)"),
    re.compile(rf"\b(?P<word>under)\s+(?P<what>{TEXT})"),
)
"""The parts of a reading before its sentences, in their order."""


def bad_name(stop: Stop) -> Problem | None:
    """Report a reading whose name is none, or that has none: what is left of it without signs, or its section's."""
    begun = re.search(rf"^reading\s*(?P<name>(?:{NAME})?)\s*$", stop.before)
    if begun is None or not (begun["name"] or "NAME" in stop.accepts):
        return None
    start = stop.start + begun.start("name") if begun["name"] else stop.at
    there = _BAD_NAME.match(stop.text, start, start + SEEN)
    if begun["name"] and (there is None or not _there(_GOES_ON, stop)):
        return None
    span = Span(*there.span()) if there and there[0].strip() else stop.last
    return misread.no_name(span, name=(as_name(there[0]) if there else "") or as_name(_example(stop).rpartition(".")[2]))


def wrong_section(stop: Stop) -> Problem | None:
    """Report what stands behind ``from`` and is no name of a section: a heading, or a name in quotes."""
    begun, bare = _FROM.search(stop.tail), _there(_UNQUOTED, stop)
    if begun is None or bare or (not begun["begun"].strip() and "NAME" not in stop.accepts):
        return None
    rest = None if stop.tail.endswith("\n") or "\n" in begun[0] else _there(_SECTION, stop)
    start = stop.at - len(begun["begun"])
    written = stop.text[start : rest.end() if rest else stop.at].strip()
    span = Span(start, start + len(written)) if written else stop.last
    return misread.wrong_section(span, written, meant(written, stop.known.sections), _example(stop))


def several_sections(stop: Stop) -> Problem | None:
    """Report sections without commas between them, where each of them is one."""
    begun, there = _FROM.search(stop.tail), re.compile(DOTTED).match(stop.text, stop.at)
    if begun is None or there is None or "UNDER" not in stop.accepts:
        return None
    both = [begun["begun"].strip(), there[0]]
    if any(meant(part, stop.known.sections) != [part] for part in both):
        return wrong_section(stop)
    return misread.several_sections(Span(*there.span()), meant=", ".join(both))


def no_section(stop: Stop) -> Problem | None:
    """Report a reading that goes on without its ``from``: with the section that is named, or that it may be of."""
    named = _NAMED.match(stop.before)
    if named is None or "FROM" not in stop.accepts:
        return None
    if later := re.compile(rf"{TEXT}\s*(?P<word>from)\b").match(stop.text, stop.at):
        order = " ".join([f"reading {named['name']}", *_in_order(stop)])
        return misread.misplaced(Span(*later.span("word")), word="from", meant=order)
    there = _there(_SECTION, stop)
    near = meant(there[0], stop.known.sections) if there and there[0] else []
    head = " ".join(stop.before.split())
    if there and near:
        return misread.missing_from(Span(*there.span()), head, near)
    return misread.no_section(stop.last, name=named["name"], meant=f"{head} from {_example(stop)}")


def wrong_key(stop: Stop) -> Problem | None:
    """Report an ``each`` without its key, or with the rows that it means in another shape."""
    begun = re.search(rf"\beach(?:\s+(?P<key>{NAME}))?\s*(?P<of>of)?\s*$", stop.tail)
    if begun is None or (begun["key"] and not begun["of"] and not _ROWS.match(stop.text, stop.at)):
        return None
    return misread.each_what(stop.last, meant=_each(stop, begun["key"]))


def no_level(stop: Stop) -> Problem | None:
    """Report a table behind ``of`` without the level of its rows."""
    begun = re.search(rf"\beach\s+(?P<key>{NAME})\s+of\s+(?P<table>{DOTTED})\s*$", stop.tail)
    if begun is None or "_LSQB" not in stop.accepts:
        return None
    table = bare(begun["table"])
    span = Span(stop.at - len(stop.tail) + begun.start("table"), stop.at - len(stop.tail) + begun.end("table"))
    every = stop.known.rows()
    types = [hole["type"] for hole in _HOLE.finditer(_reading(stop)) if any(rows.level == hole["type"] for rows in every)]
    head, _, last = table.rpartition(".")
    if any((rows.table, rows.level) == (head, last) for rows in every):
        return misread.no_level(span, [f"of {quoted(head)}[{last}]"])
    levels = [rows.level for rows in every if rows.table == table]
    fit = [level for level in levels if level in types] or levels or types or ["级"]
    return misread.no_level(span, [f"of {quoted(table)}[{level}]" for level in dict.fromkeys(fit)])


def misplaced(stop: Stop) -> Problem | None:
    """Report a part of a reading that stands where it cannot: all of them in their order."""
    named = _NAMED.match(stop.before)
    word = re.compile(r"(?:each|of|from|under)\b").match(stop.text, stop.at)
    if named is None or word is None:
        return None
    there = re.compile(rf"of\s+(?P<section>{DOTTED})").match(stop.text, stop.at)
    if there and not re.search(r"\b(?:each|from)\b", _reading(stop)) and (near := meant(there["section"], stop.known.sections)):
        return misread.missing_from(Span(*there.span()), " ".join(stop.before.split()), near)
    return misread.misplaced(Span(*word.span()), word=word[0], meant=" ".join([f"reading {named['name']}", *_in_order(stop)]))


def _in_order(stop: Stop) -> Iterator[str]:
    """Go through the parts of a reading in the order in which they should stand; what is written twice is put together."""
    for piece in _PIECES:
        if found := list(piece.finditer(_reading(stop))):
            yield f"{found[0]['word']} {', '.join(' '.join(match['what'].split()) for match in found)}"


def no_pattern(stop: Stop) -> Problem | None:
    """Report ``under`` or ``optional`` without a quoted pattern: with what stands there instead in quotes."""
    begun = re.search(r"\b(?P<word>under|optional)\s*$", stop.tail)
    if begun is None or "STRING" not in stop.accepts:
        return None
    there = re.compile(r"(?!optional\b|under\b)[^\s\"“][^\n\"]*").match(stop.text, stop.at)
    key = re.search(rf"\beach\s+(?P<key>{NAME})", stop.before)
    pattern = there[0].strip() if there else f"{{{key['key'] if key else '项目'}:文}}情况"
    return misread.no_pattern(stop.last, word=begun["word"], pattern=pattern)


def no_sentence(stop: Stop) -> Problem | None:
    """Report a reading that ends before its first sentence: with what rules read of it."""
    named = _NAMED.match(stop.before)
    if named is None or not stop.ended or "RULE" in stop.accepts or not {"STRING", "OPTIONAL"} <= stop.accepts:
        return None
    used = re.search(rf"(?<!\w){named['name']}[.．](?P<figure>[^\W\d]\w*)", stop.text)
    figure = used["figure"] if used else as_name(_example(stop).rpartition(".")[2])
    return misread.no_sentence(stop.last, name=named["name"], figure=figure)


def quotes_inside(stop: Stop) -> Problem | None:
    """Report a sentence that ends at a quotation mark of the text: something follows right behind it."""
    there = re.compile(r"[^\s,，、;；。][^\n]*[\"”]|”").match(stop.text, stop.at)
    if there is None or stop.text[stop.at - 1] not in {'"', "”"}:
        return None
    begin = stop.text.rfind("\n", 0, stop.at) + 1
    line = stop.text[begin:].split("\n", 1)[0]
    sentence = line[min(at for at in (line.find('"'), line.find("“")) if at >= 0) :].strip()[1:-1]
    marks = iter(range(len(sentence)))
    inside = re.sub('["“”]', lambda _: "“”"[next(marks) % 2], sentence)
    return misread.quotes_inside(Span(stop.at - 1, stop.at), sentence=inside)


def _example(stop: Stop) -> str:
    return fitting(_reading(stop), stop.known.sections)


def _reading(stop: Stop) -> str:
    """Return the reading in which reading stopped, as it is written, up to what comes after it."""
    return _NEXT.split(stop.text[stop.start : stop.start + _LONGEST], maxsplit=1)[0]


def _there(shape: re.Pattern[str], stop: Stop) -> re.Match[str] | None:
    """Match what stands at the place; no more than anybody writes, since shapes with blanks in them look ahead at each."""
    return shape.match(stop.text, stop.at, stop.at + SEEN)


def _each(stop: Stop, key: str | None) -> str:
    """Return ``each`` with a key of the sentences, and the rows that are most likely meant."""
    holes = [(hole["name"], hole["type"]) for hole in _HOLE.finditer(_reading(stop))]
    wanted = key or next((name for name, kind in holes if any(rows.level == kind for rows in stop.known.rows())), None)
    wanted = wanted or next((name for name, kind in holes if kind in {"文", "词"}), "键")
    kinds = [kind for name, kind in holes if name == wanted]
    rows = likely(stop.known.rows(), _reading(stop), key=wanted, levels=kinds)
    return next((f"each {wanted} of {quoted(row.table)}[{row.level}]" for row in rows), f"each {wanted}")


def likely(every: Sequence[Rows], reading: str, key: str, levels: Sequence[str]) -> list[Rows]:
    """Return the rows of that key, and of one of the levels, of the table whose name has most in common with a reading."""
    fit = [rows for rows in every if rows.key == key and rows.level in levels]
    return sorted(fit, key=lambda rows: (rows.table not in reading, -common(rows.table, reading[:_LONGEST])))
