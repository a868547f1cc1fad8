"""Which section of the text is meant by what an author wrote for one: its name, its heading as printed, or a piece of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from budgetspec.lang.mention import quoted
from budgetspec.lang.problems import common, letters, nearest
from budgetspec.numbering import numberless

_MOST: Final = 3
_SIGNS: Final = re.compile(r"[\s\"“”'‘’「」《》【】]+")
_STEPS: Final = re.compile(r"[.．\[\]［］/／>＞→|\\]+|--+|——")
"""What people write between the part of a text and a section of it."""


class Text(Protocol):
    """An array of sections: what it is called on the form, and the names of its sections."""

    @property
    def title(self) -> str:
        """The heading of all its sections."""

    @property
    def named(self) -> Mapping[str, object]:
        """Its sections by name."""

    def called(self, heading: str) -> str | None:
        """Return the name of a section by its heading as printed."""


def meant(written: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the sections that may be meant by what an author wrote, as readings name them; the likeliest first, few at most."""
    bare = _SIGNS.sub("", written)
    head, _, last = (_STEPS.sub(".", bare).strip(".")).rpartition(".")
    found = next(filter(None, (_called(name, texts) for name in (last, bare) if name)), [])
    found = (
        found or _whole(bare, texts) or _near(last, texts) or _alike(last, texts) or _part(bare, texts) or _common(last, texts)
    )
    inside = [path for path in found if head and _stands_for(head, path.partition(".")[0], texts)]
    return [quoted(path) for path in dict.fromkeys(inside or found)][:_MOST]


def fitting(reading: str, texts: Mapping[str, Text]) -> str:
    """Return a section that a reading may well be of: one whose name stands in it, or else the first of the longest text."""
    named = [path for path in _paths(texts) if _last(path) in letters(reading)]
    longest = max(texts, key=lambda text: len(texts[text].named), default="")
    first = [path for path in _paths(texts) if path.startswith(f"{longest}.")]
    return quoted(max(named, key=lambda path: len(_last(path)), default=next(iter([*first, *texts]), "节")))


def _paths(texts: Mapping[str, Text]) -> list[str]:
    return [f"{text}.{name}" for text, about in texts.items() for name in about.named]


def _last(path: str) -> str:
    return letters(path.rpartition(".")[2])


def _called(name: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the sections of that name or heading."""
    by_name = [path for path in _paths(texts) if _last(path) == letters(name)]
    by_heading = [f"{text}.{section}" for text, about in texts.items() if (section := about.called(name))]
    return by_name or by_heading


def _whole(name: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the texts of that name or title."""
    bare = letters(numberless(name))
    return [text for text, about in texts.items() if bare and bare in {letters(text), letters(numberless(about.title))}]


def _near(name: str, texts: Mapping[str, Text]) -> list[str]:
    near = nearest(letters(numberless(name)), map(_last, _paths(texts)))
    return [path for path in _paths(texts) if _last(path) in near]


def _alike(name: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the sections whose name stands in what is written, the longest first, or in whose name that stands."""
    bare = letters(numberless(name))
    inside = sorted((path for path in _paths(texts) if _last(path) in bare), key=lambda path: -len(_last(path)))
    longest = [path for path in inside if len(_last(path)) == len(_last(inside[0]))]
    return longest or [path for path in _paths(texts) if len(bare) > 1 and bare in _last(path)]


def _common(name: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the sections with the longest piece of what is written in their name."""
    shared = {path: common(_last(path), letters(numberless(name))) for path in _paths(texts)}
    most = max(shared.values(), default=0)
    return [path for path, size in shared.items() if size == most > 2]  # noqa: PLR2004 - two may stand anywhere


def _part(name: str, texts: Mapping[str, Text]) -> list[str]:
    """Return the text whose number is written: 第三部分."""
    return [text for text, about in texts.items() if name.startswith(about.title.split()[0]) and " " in about.title]


def _stands_for(head: str, text: str, texts: Mapping[str, Text]) -> bool:
    """Tell whether a text is called so, in its name or title."""
    return letters(head) in letters(f"{text} {texts[text].title}")
