"""The outline of a document's text: its cover, its table of contents, and the parts that the form knows by their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from budgetspec import numbering
from budgetspec.finding import Bilingual
from budgetspec.importing import names
from budgetspec.importing.blueprint import Blueprint, TextPlan
from budgetspec.importing.printed import PrintedSection, PrintedTable, Text
from budgetspec.numbering import numberless
from budgetspec.values import dataclass

Piece = Text | PrintedTable
_CONTENTS: Final = re.compile(r"\s*目\s*[录次]\s*")
_PAGE: Final = re.compile(r"[\s.…·．]*(?:[…·.．]|\s{2,})[\s.…·．]*\d*\s*$|\s+\d{1,3}\s*$")
_LONGEST_ENTRY: Final = 60
_ENDS: Final = re.compile(r"[。；;：:！？!?]\s*$")


@dataclass(frozen=True, slots=True)
class Outline:
    """The text of a document, divided; ``strays`` stand under no heading."""

    cover: tuple[str, ...]
    contents: tuple[str, ...]
    sections: tuple[PrintedSection, ...]
    strays: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class _Heading:
    """A heading of a part: which array it begins, and which pieces it is printed on."""

    plan: TextPlan
    text: str
    start: int
    end: int


def outlined(pieces: Sequence[Piece], plan: Blueprint) -> Outline:
    """Divide the text of a document by the headings that the form knows."""
    front = next((i for i, piece in enumerate(pieces) if _matches(_CONTENTS, piece)), None)
    listed = list(_entries(pieces, front + 1)) if front is not None else []
    body = front + 1 + len(listed) if front is not None else 0
    parts = _parts(list(_headings(pieces, body, plan)))
    first = parts[0].start if parts else len(pieces)
    loose = [piece for piece in pieces[body:first] if isinstance(piece, Text)]
    before = [piece for piece in pieces[:front] if isinstance(piece, Text)] if front is not None else []
    cover = before if front is not None else loose
    ends = [*(part.start for part in parts[1:]), len(pieces)]
    sections = (
        tuple(
            PrintedSection((part.text,), tuple(pieces[part.end : end]), _place(pieces[part.start]))
            for part, end in zip(parts, ends, strict=True)
        )
        if parts
        else ()
    )
    strays = tuple(loose) if front is not None else ()
    return Outline(tuple(p.text or "" for p in cover), tuple(listed), sections, strays)


def _entries(pieces: Sequence[Piece], start: int) -> Iterator[str]:
    """Go through the entries of the table of contents: numbered lines, until one of them comes again as a heading."""
    seen: list[str] = []
    for piece in pieces[start:]:
        text = _PAGE.sub("", (piece.text or "").rstrip()) if isinstance(piece, Text) else ""
        number = numbering.split(text)[0]
        begun = any(names.bare(each).startswith(names.bare(text)) for each in seen)
        if number is None or begun or not _may_head(text):
            return
        seen.append(text)
        yield text


def _headings(pieces: Sequence[Piece], start: int, plan: Blueprint) -> Iterator[_Heading]:
    """Find lines that are the heading of a part; the number of the part may stand on a line before."""
    end = start
    for i in range(start, len(pieces)):
        lines = [piece.text for piece in pieces[i : i + 2] if isinstance(piece, Text) and piece.text]
        if i < end or not lines or not _may_head(lines[0]):
            continue
        count = 1 if numberless(lines[0]) else 2
        heading = " ".join(lines[:count])
        part = plan.text_under((heading,))
        if part:
            end = i + count
            yield _Heading(part, heading, i, end)


def _may_head(text: str) -> bool:
    return len(text) <= _LONGEST_ENTRY and not _ENDS.search(text)


def _parts(found: list[_Heading]) -> list[_Heading]:
    """Choose among lines that read like the heading of a part: the first of all, and of any other number or name the last.

    A document may list the parts once more in its text (as regulations about what is to be published do). Where parts are
    numbered as such (第一部分), other lines that read like their headings head sections.
    """
    numbered = [heading for heading in found if numbering.rank(heading.text) == 0]
    found = numbered or found
    chosen: dict[int | str, _Heading] = {}
    for heading in found:
        number, name = numbering.split(heading.text)
        key = name if number is None else number
        if not chosen or key != next(iter(chosen)):
            chosen[key] = heading
    return sorted(chosen.values(), key=lambda heading: heading.start)


def _matches(pattern: re.Pattern[str], piece: Piece) -> bool:
    return isinstance(piece, Text) and pattern.fullmatch(piece.text or "") is not None


def _place(piece: Piece) -> Bilingual:
    return piece.place
