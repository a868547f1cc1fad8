"""What is left of a rule file when a faulty item is taken out, so that every fault is found and the sound rules still run.

Nothing moves: what is taken out becomes blanks, so that all places stay right.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TEXT: Final = r"#[^\n]*|\"[^\"\n]*\"|“[^“”\n]*”|「[^「」\n]*」"
_MARK: Final = re.compile(
    _TEXT
    + r"|(?P<open>[{｛])|(?P<close>[}｝])|(?<!\w)(?P<item>rule|let)(?!\w)"
    + r"|(?:^|(?<=[{}｛｝]))[ \t]*(?P<block>in)(?!\w)(?!\s*[(（])",
    re.MULTILINE,
)
_COMMENT: Final = re.compile(_TEXT)


class _Mark(NamedTuple):
    """Where an item, a block or a brace begins."""

    start: int
    end: int
    kind: str


def written_before(text: str, at: int) -> int:
    """Return the end of the last thing written before ``at``, comments aside."""
    without_comments = _COMMENT.sub(lambda m: m[0] if m[0][0] != "#" else " " * len(m[0]), text[:at])
    return max(1, len(without_comments.rstrip()))


def without_item(text: str, at: int) -> str:
    """Take out the rule or let that holds the character ``at``; of a block whose head is at fault, the whole block."""
    marks = _marks(text)
    before = [m for m in marks if m.start <= at]
    last = before[-1] if before else _Mark(0, 0, "close")
    if last.kind == "open" and last.start == at:
        last = before[-2]
    if last.kind == "block":
        return _without(text, last.start, _end_of_block(text, marks, last))
    begin = last.start if last.kind == "item" else last.end
    stop = next((m.start for m in marks if m.start > max(at, begin)), len(text))
    return _without(text, begin, stop)


def without_brace(text: str, at: int) -> str:
    """Take out a closing brace that closes nothing."""
    return _without(text, at, at + 1)


def with_braces(text: str) -> str:
    """Close the blocks that are still open at the end."""
    kinds = [mark.kind for mark in _marks(text)]
    return text + "\n" + "}" * max(1, kinds.count("open") - kinds.count("close"))


def _marks(text: str) -> list[_Mark]:
    """Find the items, blocks and braces; an opening brace counts only after the head of a block."""
    found: list[_Mark] = []
    for match in _MARK.finditer(text):
        kind = match.lastgroup
        if kind and (kind != "open" or (found and found[-1].kind == "block")):
            found.append(_Mark(match.start(kind), match.end(kind), kind))
    return found


def _end_of_block(text: str, marks: list[_Mark], head: _Mark) -> int:
    depth = 0
    for mark in marks:
        if mark.start > head.start:
            depth += (mark.kind == "open") - (mark.kind == "close")
            if mark.kind == "close" and depth <= 0:
                return mark.end
    return next((mark.start for mark in marks if mark.start > head.start), len(text))


def _without(text: str, begin: int, stop: int) -> str:
    return text[:begin] + re.sub(r"[^\n]", " ", text[begin:stop]) + text[stop:]
