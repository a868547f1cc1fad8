"""The printed text of a submission: its sections by name, each section's place under another, and their items.

An item is what one number stands before: a paragraph, with the paragraphs that a page break cut off from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from budgetspec import numbering
from budgetspec.form import Sections
from budgetspec.lang.matcher import Passage
from budgetspec.order import Where
from budgetspec.values import dataclass

_ENDS: Final = re.compile(r"[。；;：:！？!?]\s*$")
_FIGURE: Final = re.compile(r"(?<![0-9])(?<![0-9][,，.])([0-9]++(?:[,，][0-9]++)*+)(\.[0-9]++)?万元")
_PERCENTAGE: Final = re.compile(r"(?<![0-9.])([0-9]++)(?:\.([0-9]++))?+(?:%|个百分点)")
_SAY_NOTHING: Final = {"", "1"}
"""What is left of 0 and 100 (and of 1, 10, 0.1 …) without their zeros."""
_AT_LEAST: Final = 2


@dataclass(frozen=True, slots=True)
class Item:
    """Paragraphs that belong together: their places, and their text as one passage."""

    places: tuple[Where, ...]
    passage: Passage

    def place(self, start: int, end: int) -> tuple[Where, int, int]:
        """Return where a piece of the passage is printed: its paragraph, and from which character to which of it."""
        piece, first = self.passage.origin(start)
        last_piece, last = self.passage.origin(end - 1)
        return self.places[piece], first, last + 1 if last_piece == piece else self.passage.length(piece)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; ``name`` is its canonical name, ``above`` the section it stands under.

    ``title`` is the heading as an item; ``whole`` says that the section gives its amounts in whole 万元.
    """

    name: str | None
    where: Where
    title: Item
    above: Section | None
    items: tuple[Item, ...]
    whole: bool


def sections(declared: Sections, value: Any) -> tuple[Section, ...]:
    """Read an array of sections; what is no section is passed over, the schema reports it."""
    for part in declared.path:
        value = value.get(part) if isinstance(value, dict) else None
    found: list[Section] = []
    outline: list[tuple[int, Section]] = []
    for position, part in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(part, dict):
            continue
        heading = part.get(declared.heading)
        rank = numbering.rank(heading) if isinstance(heading, str) else None
        outline = [(r, section) for r, section in outline if rank is not None and r < rank]
        found.append(_section(declared, part, (*declared.path, position), outline[-1][1] if outline else None))
        outline += [] if rank is None else [(rank, found[-1])]
    return tuple(found)


def _section(declared: Sections, part: dict[str, Any], where: Where, above: Section | None) -> Section:
    heading = part.get(declared.heading)
    heading = heading if isinstance(heading, str) else ""
    title = Item(((*where, declared.heading),), Passage.of([heading]))
    items = tuple(_items(part.get(declared.text), (*where, declared.text)))
    return Section(declared.called(heading), where, title, above, items, _is_whole(items))


def _items(paragraphs: Any, where: Where) -> Iterator[Item]:
    texts = [(i, t) for i, t in enumerate(paragraphs if isinstance(paragraphs, list) else ()) if isinstance(t, str)]
    group: list[tuple[int, str]] = []
    for position, text in texts:
        if group and not _continues(group[-1][1], text):
            yield _item(group, where)
            group = []
        group.append((position, text))
    if group:
        yield _item(group, where)


def _item(group: Sequence[tuple[int, str]], where: Where) -> Item:
    return Item(tuple((*where, i) for i, _ in group), Passage.of([text for _, text in group]))


def _continues(before: str, text: str) -> bool:
    """Tell whether a paragraph goes on with the sentence of the one before, as where a page ended."""
    return not _ENDS.search(before) and numbering.rank(text) is None


def percent_places(texts: Iterable[Section]) -> int | None:
    """Return how many decimals the percentages of a text have at most; None where less than two are neither 0 nor 100."""
    passages = (item.passage.text for text in texts for item in text.items)
    found = [m for text in passages if "%" in text or "百分点" in text for m in _PERCENTAGE.finditer(text)]
    telling = [m for m in found if f"{m[1]}{m[2] or ''}".strip("0") not in _SAY_NOTHING]
    return max(len(m[2] or "") for m in telling) if len(telling) >= _AT_LEAST else None


def _is_whole(items: Sequence[Item]) -> bool:
    """Tell whether at least two amounts are not zero and all of these are whole (``x-precision`` then does not hold)."""
    figures = [m for item in items if "万元" in item.passage.text for m in _FIGURE.finditer(item.passage.text)]
    filled = [m for m in figures if m[1].strip("0,，") or (m[2] or "").strip("0.")]
    return len(filled) >= _AT_LEAST and not any(m[2] for m in filled)
