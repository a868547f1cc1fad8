"""What is left of a rule file when a faulty item is taken out, so that every fault is found and the sound rules still run.

What is taken out becomes blanks, so that all places stay right; what is put in other words is kept account of.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from budgetspec.source import Span

_TEXT: Final = r"#[^\n]*|\"[^\"\n]*\"|“[^“”\n]*”|「[^「」\n]*」"
_MARK: Final = re.compile(
    _TEXT
    + r"|(?P<open>[{｛])|(?P<close>[}｝])|(?<!\w)(?P<item>(?:rule|let|disable|regrade|reading)(?!\w)"
    + r"|(?:Rule|RULE|规则)(?=\s+\S+\s+[\"“])|(?:令|停用|改级|读法)(?=\s)"
    + r"|^(?!(?:from|each|of|as)\b)[A-Za-z]+(?=\s+[^\W\d]\w*\s+(?:from|each)\s+[^\W\d]))"
    + r"|(?:^|(?<=[{}｛｝]))[ \t]*(?P<block>in(?!\w)(?!\s*[(（])|(?:In|IN|在)(?=\s+\S+\s*[{｛]))",
    re.MULTILINE,
)
_CLOSING_RUN: Final = re.compile(r"[}｝](?:\s*+[}｝])*+")
_BRACE: Final = re.compile(_TEXT + r"|(?P<open>[{｛])|(?P<close>[}｝])")
_BRACKET: Final = re.compile(_TEXT + r"|(?P<open>[(（\[［])|(?P<close>[)）\]］])")
_READING: Final = re.compile(r"(?:reading|读法)\b")
_RULE: Final = re.compile(r"rule\s+([^\W\d]\w*(?:-\w+)*)(?=[\s\"“])")
COMMENT: Final = re.compile(_TEXT)
"""Comments, and what only looks like one because it stands in quotes."""


class _Mark(NamedTuple):
    """Where an item, a block or a brace begins."""

    start: int
    end: int
    kind: str


def written_before(text: str, at: int) -> int:
    """Return the end of the last thing written before ``at``, comments aside."""
    without_comments = COMMENT.sub(lambda m: m[0] if m[0][0] != "#" else " " * len(m[0]), text[:at])
    return max(1, len(without_comments.rstrip()))


def item_before(text: str, at: int) -> int:
    """Return where the item or block begins in which ``at`` stands."""
    before = [m for m in _marks(text) if m.start < at]
    if not before:
        return 0
    return before[-1].start if before[-1].kind in {"item", "block"} else before[-1].end


def rule_at(text: str, at: int) -> str | None:
    """Return the id of the rule that holds the character ``at``."""
    found = _RULE.match(text, item_before(text, at + 1))
    return found[1] if found else None


def without_item(text: str, at: int) -> str:
    """Take out the rule, let or amendment that holds the character ``at``; of a block whose head is at fault, the whole block."""
    marks = _marks(text)
    before = [m for m in marks if m.start <= at]
    last = before[-1] if before else _Mark(0, 0, "close")
    if last.kind == "open" and last.start == at:
        last = before[-2]
    if last.kind == "block":
        return _without(text, last.start, _end_of_block(text, marks, last))
    begin = last.start if last.kind == "item" else last.end
    behind = (m for m in marks if m.start > max(at, begin))
    end = next((m.start for m in behind if m.kind != "close" or not _is_open(text[begin : m.start])), len(text))
    return _without(text, begin, end)


def _is_open(text: str) -> bool:
    """Tell whether an item has an open brace of its own: what stands behind the one that closes it is the item's too."""
    braces = COMMENT.sub("", text)
    return len(re.findall("[{｛]", braces)) > len(re.findall("[}｝]", braces))


def without_block(text: str, begin: int) -> str:
    """Take out a block that begins without its ``in``."""
    depth = 0
    for mark in _BRACE.finditer(text, begin):
        depth += (mark["open"] is not None) - (mark["close"] is not None)
        if mark["close"] and depth <= 0:
            return _without(text, begin, mark.end())
    return _without(text, begin, len(text))


def without_brace(text: str, at: int) -> str:
    """Take out a closing brace that closes nothing, and those right behind it."""
    run = _CLOSING_RUN.match(text, at)
    return _without(text, at, run.end() if run else at + 1)


def without_pair(text: str, at: int) -> str:
    """Take out a brace that opens nothing, and the one that closes it; what stands between them stays."""
    depth = 0
    for mark in _BRACE.finditer(text, at):
        depth += (mark["open"] is not None) - (mark["close"] is not None)
        if mark["close"] and depth <= 0:
            return without_brace(without_brace(text, mark.start()), at)
    return without_brace(text, at)


class Places:
    """Where the characters of a text stood before some of it was put in other words."""

    def __init__(self, length: int) -> None:
        self._begins, self._ends = [*range(length)], [*range(1, length + 1)]

    def put(self, span: Span, length: int) -> None:
        """Note that ``length`` characters stand for those of a place."""
        begin, end = self.before(span)
        self._begins[span.start : span.end], self._ends[span.start : span.end] = [begin] * length, [end] * length

    def before(self, span: Span) -> Span:
        """Return the place where those of ``span`` stood; of what was put at the end, the end."""
        end = self._ends[min(span.end, len(self._ends)) - 1] if self._ends else 0
        begin = self._begins[span.start] if span.start < len(self._begins) else end
        return Span(begin, max(begin, end))


def fitting(text: str, span: Span, instead: str) -> str:
    """Return what is meant as it can stand in a place: no shorter, and with blanks where it would run into a word beside it."""
    before = " " if re.match(r"\w\w", text[span.start - 1 : span.start] + instead[:1]) else ""
    after = " " if re.match(r"\w\w", instead[-1:] + text[span.end : span.end + 1]) else ""
    return f"{before}{instead}{after}".ljust(span.end - span.start)


def with_braces_for_brackets(text: str, at: int) -> str:
    """Put braces in the place of a bracket and of the one that closes it."""
    depth = 0
    for match in _BRACKET.finditer(text, at):
        depth += 1 if match["open"] else -1 if match["close"] else 0
        if match["close"] and depth <= 0:
            return f"{text[:at]}{{{text[at + 1 : match.start()]}}}{text[match.end() :]}"
    return f"{text[:at]}{{{text[at + 1 :]}"


def with_turned_brace(text: str, at: int) -> str:
    """Open a block where a closing brace stands."""
    return f"{text[:at]}{{{text[at + 1 :]}"


def with_brace(text: str, at: int) -> str:
    """Put in the opening brace that is missing after ``at``, where a blank or another bracket stands; take the block if none."""
    place = re.compile(r"\s*[(（\[［<:：]|\s").match(text, at)
    return f"{text[: place.end() - 1]}{{{text[place.end() :]}" if place else without_item(text, at - 1)


def with_braces(text: str) -> str:
    """Close the blocks that are still open at the end."""
    kinds = [mark.kind for mark in _marks(text)]
    return text + "\n" + "}" * max(1, kinds.count("open") - kinds.count("close"))


def open_block(text: str) -> tuple[Span, str | None]:
    """Return the place of the last block that is not closed, and the last rule in it."""
    opened: list[Span] = []
    head = Span(0, 1)
    for mark in _marks(text):
        if mark.kind == "block":
            head = Span(mark.start, mark.end)
        elif mark.kind == "open":
            opened.append(head)
        elif mark.kind == "close" and opened:
            opened.pop()
    block = opened[-1] if opened else head
    rules = _RULE.findall(COMMENT.sub("", re.split(r"\n[^\S\n]*in\b", text[block.end :])[0]))
    return block, rules[-1] if rules else None


def brace_in_comment(text: str) -> Span | None:
    """Return the place of a closing brace in a comment that stands behind something else."""
    for comment in COMMENT.finditer(text):
        brace = re.search("[}｝]\\s*$", comment[0]) if comment[0][0] == "#" else None
        if brace and text[text.rfind("\n", 0, comment.start()) + 1 : comment.start()].strip():
            return Span(comment.start() + brace.start(), comment.start() + brace.start() + 1)
    return None


def _marks(text: str) -> list[_Mark]:
    """Find the items, blocks and braces; of braces, those that may open or close a block."""
    found: list[_Mark] = []
    depth = 0
    for match in _MARK.finditer(text):
        kind = match.lastgroup
        if kind and (kind not in {"open", "close"} or _is_of_block(text, kind, found, depth)):
            found.append(_Mark(match.start(kind), match.end(kind), kind))
            depth = max(0, depth + (kind == "open") - (kind == "close"))
    return found


def _is_of_block(text: str, kind: str, before: list[_Mark], depth: int) -> bool:
    """Tell whether a brace may be that of a block: one opens behind its head; in a reading outside blocks, holes have braces."""
    if kind == "open":
        return bool(before) and before[-1].kind == "block"
    return depth > 0 or not (before and _READING.match(text, before[-1].start))


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
