"""Rows of cells become blocks: header rows are told by their words, and each column gets the headers above it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from budgetspec.importing import names
from budgetspec.importing.pages import Line
from budgetspec.importing.printed import Block, Header, PrintedRow, Text
from budgetspec.importing.values import number
from budgetspec.importing.vocabulary import Vocabulary, word

_SENTENCE: Final = re.compile(r"[，。；]|^\s*(?:备?注|说明)\s*[:：]")


def blocks(lines: Sequence[Line], words: Vocabulary) -> tuple[list[Block], list[Text]]:
    """Return the blocks of a table's rows, and the notes that stand among them."""
    if not any(is_head(line, words) for line in lines):
        words = _with_first_row(lines, words)
    builder = _Builder(words)
    for line in lines:
        builder.add(line)
    return builder.finished()


def _with_first_row(lines: Sequence[Line], words: Vocabulary) -> Vocabulary:
    """Take the first row of several cells for a head where none is known."""
    first = next(filter(_may_stand_above, lines), None)
    return replace(words, headers=words.headers | set(_words(first))) if first else words


def is_head(line: Line, words: Vocabulary) -> bool:
    """Tell a header row: most of its cells are words of headers, none is a number, and it is more than a total's label."""
    texts = [cell.text or "" for cell in line.filled]
    known = [text for text in texts if word(text) in words.headers]
    if not texts or any(number(text) is not None for text in texts) or all(word(t) in words.totals for t in texts):
        return False
    return 2 * len(known) >= len(texts)


class _Builder:
    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.done: list[Block] = []
        self.notes: list[Text] = []
        self.head: list[Line] = []
        self.rows: list[Line] = []
        self.outer: list[Line] = []
        self.repeated = False

    def add(self, line: Line) -> None:
        if not line.filled:
            return
        if field := self._field(line):
            self._close()
            self.done.append(field)
        elif is_head(line, self.words) and not (self.rows and self._may_be_row(line)):
            self._heading(line)
        elif not self.head and not self.done and _may_stand_above(line):
            self.outer.append(line)
        elif self.head and not self._is_note(line):
            self.rows.append(line)
            self.repeated = False
        else:
            self.notes += line.filled

    def _may_be_row(self, line: Line) -> bool:
        """Tell a row whose cells are blank but for labels, some of which head a column elsewhere."""
        first = names.label(line.text.text or "")
        return first in self.words.labels | self.words.totals or any(word(c.text) not in self.words.headers for c in line.filled)

    def _heading(self, line: Line) -> None:
        """Go on with the head; after rows a new one begins, unless the page before had the same."""
        if self.rows and (self.repeated or _words(line) == _words(self.head[0])):
            self.repeated = True
            return
        if self.rows:
            self._close()
        self.head += [*self.outer, line]
        self.outer = []

    def _field(self, line: Line) -> Block | None:
        """Read a line that has a name and a value of its own, where the name heads no column."""
        name, *values = line.filled
        if len(values) > 1 or not self._is_name(word(name.text), values):
            return None
        value = values[0] if values else Text(None, name.place)
        return Block(((name.text or "",),), (PrintedRow((value,), place=name.place),))

    def _is_name(self, name: str, values: Sequence[Text]) -> bool:
        """Tell the name of a text that stands alone; that of a row's key has a code behind it."""
        if name in self.words.keys:
            return bool(values) and names.coded(values[0].text or "") is not None
        heading = {word(cell.text) for head in self.head for cell in head.filled}
        begins_a_head = not values and not self.rows and (self.head or not self.done)
        return name in self.words.fields - heading and not begins_a_head

    def _is_note(self, line: Line) -> bool:
        """Tell a note by its being one sentence alone in the first cell."""
        return len(line.filled) == 1 and line.cells[0].text is not None and bool(_SENTENCE.search(line.cells[0].text))

    def _close(self) -> None:
        if self.head and (self.rows or not self.done):
            width = max(len(line.cells) for line in (*self.head, *self.rows))
            columns = headed(self.head, width)
            self.done.append(Block(columns, tuple(_row(line, width) for line in self.rows)))
        self.head, self.rows, self.repeated = [], [], False

    def finished(self) -> tuple[list[Block], list[Text]]:
        self._close()
        return self.done, [*(cell for line in self.outer for cell in line.filled), *self.notes]


def _may_stand_above(line: Line) -> bool:
    """Tell a row that may be the outermost of a head though it names nothing: several texts, none a number."""
    return len(line.filled) > 1 and all(number(cell.text or "") is None for cell in line.filled)


def headed(head: Sequence[Line], width: int) -> tuple[Header, ...]:
    """Return the headers above each column; a cell extends over the blank ones to its right, within what stands above it."""
    above = [False] * width
    rows: list[list[str | None]] = []
    for depth, line in enumerate(head):
        texts = _spread(line, width)
        free = [depth == 0 or inherited for inherited in above]
        above = [False] * width
        for i in range(1, width):
            below = any(i < len(other.cells) and other.cells[i].text for other in head[depth + 1 :])
            if texts[i] is None and texts[i - 1] is not None and free[i] and below:
                texts[i], above[i] = texts[i - 1], True
            elif texts[i] is not None and texts[i] == texts[i - 1] and free[i]:
                above[i] = True
        rows.append(texts)
    return tuple(tuple(text for row in rows if (text := row[i])) for i in range(width))


def _spread(line: Line, width: int) -> list[str | None]:
    """Return the texts of a row, with those of merged cells in all of them."""
    texts = [cell.text for cell in line.cells] + [None] * (width - len(line.cells))
    for start, end in line.spans:
        texts[start : end + 1] = [texts[start]] * (min(end, width - 1) + 1 - start)
    return texts


def _row(line: Line, width: int) -> PrintedRow:
    blank = [Text(None, line.text.place)] * (width - len(line.cells))
    return PrintedRow((*line.cells, *blank), place=line.text.place)


def _words(line: Line) -> list[str]:
    return [word(cell.text) for cell in line.filled]


def units(head: Iterable[Block]) -> str | None:
    """Return the unit that headers name in brackets: 总体资金情况（元）."""
    texts = (text for block in head for column in block.columns for text in column)
    return next((match[1] for match in map(_UNIT.search, texts) if match), None)


_UNIT: Final = re.compile(r"[（(]\s*(?:金额)?(?:单位[:：])?\s*([亿千百万]*元)\s*[）)]")
