"""The text of a drawn submission: to each section the sentences that its readings look for, as these print them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from budgetspec.correction import printed
from budgetspec.drawing import Drawing
from budgetspec.lang.pattern import holes
from budgetspec.lang.phrase import say
from budgetspec.lang.types import Key, Missing
from budgetspec.lang.written import MONEY
from budgetspec.money import BLANK
from budgetspec.narrative import Section
from budgetspec.reader import followed
from budgetspec.reading import Phrase, Reading
from budgetspec.submission import Submission
from budgetspec.telling import Teller, Ties, Told
from budgetspec.template import Drawer, Names
from budgetspec.values import dataclass

_ROWS: Final = re.compile(r"\{(?P<table>[^\[\]{}]+)\[(?P<level>[^\[\]{}]+)\]\}")
_END: Final = "。"


def narrate(ties: Ties, drawing: Drawing, drawer: Drawer, names: Names, value: Any) -> None:
    """Add to the sections of a submission the sentences that readings look for in them."""
    submission = ties.book.submission(value)
    readings = {reading.name: reading for reading in ties.book.readings}
    told = Told(readings, {name: _items(reading, submission) for name, reading in readings.items()})
    Teller(ties, drawing, drawer, names, submission, told).settle()
    _Narrator(drawing, drawer, submission, told).narrate()


def _items(reading: Reading, submission: Submission) -> Sequence[Key]:
    """Return the keys of what a reading is to speak of: one without key, or the rows of its table that have an amount."""
    if reading.level is None:
        return [()]
    if reading.of is None:
        return []
    statements = submission.statements
    if reading.under is not None:
        codes = [statements.spoken_of(reading, s) for name, wanted in reading.sources for s in statements.sections(name)
                 if wanted in {None, s.name}]  # fmt: skip
        return [(code,) for code in dict.fromkeys(codes) if code is not None]
    return [(code,) for code in dict.fromkeys(_filled(reading, submission))]


def _filled(reading: Reading, submission: Submission) -> Iterator[str]:
    table = submission.disclosure.form.layouts[reading.of or ""].table
    level = next(level for level in table.levels if reading.level and level.name == reading.level.name)
    try:
        amounts = submission.column(table.name, table.main or "", level)
    except Missing:
        return
    yield from (key[-1] for key, amount in amounts.items() if amount is not BLANK and amount != 0)


@dataclass(frozen=True, slots=True)
class _Narrator:
    """Prints sentences into sections."""

    drawing: Drawing
    drawer: Drawer
    submission: Submission
    told: Told

    def narrate(self) -> None:
        """Go through all sections."""
        statements = self.submission.statements
        for array in statements.arrays:
            text = self.submission.disclosure.form.sections[array].text
            for section in statements.sections(array):
                said = list(self._sentences(array, section))
                if said:
                    followed(self.submission.disclosure.value, section.where).setdefault(text, []).extend(said)

    def _sentences(self, array: str, section: Section) -> Iterator[str]:
        for reading in self.told.readings.values():
            if (array, section.name) in reading.sources:
                for key in self._keys(reading, section):
                    said = [self._sentence(reading, phrase, key) for phrase in reading.phrases]
                    yield from (sentence for sentence in said if sentence)

    def _keys(self, reading: Reading, section: Section) -> Sequence[Key]:
        if reading.under is None:
            return self.told.items[reading.name]
        code = self.submission.statements.spoken_of(reading, section)
        return [] if code is None else [(code,)]

    def _sentence(self, reading: Reading, phrase: Phrase, key: Key) -> str | None:
        """Print a sentence; where it speaks of no amount but zeros, perhaps the one that says there is none."""
        values = dict(self._printed(reading, phrase, key))
        if set(values) <= {reading.key}:
            return None
        full = say(phrase.pattern, values)
        amounts = [h.name for h in holes(phrase.pattern) if h.type in MONEY and h.name in values]
        if amounts and all(self._is_zero(reading, name, key) for name in amounts):
            brief = say(phrase.pattern, {name: text for name, text in values.items() if not self._is_zero(reading, name, key)})
            full = brief if brief and self.drawer.chance.number(0, 1) else full
        if full is None:
            return None
        said = full.removesuffix(_END)
        follows = self.drawing.follows.get(reading.name)
        return f"{said}{self._following(follows, key)}" if follows else f"{said}{_END}"

    def _is_zero(self, reading: Reading, name: str, key: Key) -> bool:
        return self.told.values.get((reading.name, name, key)) in {0, BLANK}

    def _printed(self, reading: Reading, phrase: Phrase, key: Key) -> Iterator[tuple[str, str]]:
        precision: Mapping[str, Any] = self.submission.disclosure.form.precision
        for hole in holes(phrase.pattern):
            if key and hole.name == reading.key:
                yield hole.name, self.submission.statements.name_of(reading, key[-1])
            elif (reading.name, hole.name, key) in self.told.values:
                text = printed(hole, self.told.values[reading.name, hole.name, key], precision)
                if text is not None:
                    yield hole.name, text

    def _following(self, template: str, key: Key) -> str:
        """Print what goes on behind a sentence: the names of the rows below its item."""
        return _ROWS.sub(lambda found: "、".join(self._names(found["table"], found["level"], key)), template)

    def _names(self, table: str, level: str, key: Key) -> Iterator[str]:
        layout = self.submission.disclosure.form.layouts[table].table
        labels = self.submission.disclosure.labels(table, next(x for x in layout.levels if x.name == level))
        yield from (name for code, name in labels.items() if code.startswith(key[-1]))
