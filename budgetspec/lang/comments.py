"""The comments of a rule file, in order, handed out to what is written next so that none is lost or written twice."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import Final

from budgetspec.values import dataclass

_TOKEN: Final = re.compile(r"\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]+」|#[^\n]*")
"""Comments, and what may hold a # that begins none; as in the grammar."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its #; ``trails`` is the end of what is written before it on its line, if anything is."""

    start: int
    text: str
    trails: int | None


def comments_of(text: str) -> list[Comment]:
    """Find the comments of a rule file that has no syntax errors.

    >>> [comment.text for comment in comments_of('let a = "#" # one')]
    ['# one']
    """
    return [_comment(text, match) for match in _TOKEN.finditer(text) if match[0].startswith("#")]


def _comment(text: str, match: re.Match[str]) -> Comment:
    begin = text.rfind("\n", 0, match.start()) + 1
    before = text[begin : match.start()].replace("\ufeff", " ").rstrip()
    return Comment(match.start(), match[0].rstrip(), begin + len(before) if before else None)


class Comments:
    """Comments still to be written, in the order of the file."""

    def __init__(self, comments: Iterable[Comment] = ()) -> None:
        self._left = deque(comments)

    def before(self, position: int) -> list[Comment]:
        """Take the comments that stand before a character."""
        taken = []
        while self._left and self._left[0].start < position:
            taken.append(self._left.popleft())
        return taken

    def through(self, end: int) -> list[Comment]:
        """Take the comments inside what ends at ``end``, and the one behind it on its line."""
        taken = self.before(end)
        if self._left and self._left[0].trails is not None and self._left[0].trails <= end:
            taken.append(self._left.popleft())
        return taken
