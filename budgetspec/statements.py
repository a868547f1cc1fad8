"""Reads the text of a submission: the figures its readings find, as tables and single values with their places.

An item that names no known code is taken for the row of its table that is most like it, or that alone has its amount: the
name is then what is wrong with it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from budgetspec.disclosure import Disclosure
from budgetspec.figures import meaning
from budgetspec.finding import Bilingual, Cell
from budgetspec.lang.matcher import Captured, Known, Match, Stop, nothing_known
from budgetspec.lang.types import Key, Kind, Level, Missing, Table, plain
from budgetspec.money import BLANK, Unknown, possible
from budgetspec.naming import Listed, Named, Naming, names_above
from budgetspec.narrative import Item, Section, percent_places, sections
from budgetspec.part import Part
from budgetspec.reader import followed, pointer
from budgetspec.reading import RIGHT_NAME, Phrase, Reading, kind
from budgetspec.stated import Figure, Place, Row, Spoken, Stated, Told

_CONFLICTING: Final = Unknown(Bilingual("原文中有几个不同的数", "the text states several values"))
_PERCENT: Final = "%"
_REPEATED: Final = Unknown(Bilingual("原文中有几项说的是它", "several items speak of it"))
_BROKEN_OFF: Final = Unknown(Bilingual("原文中说它的一项没有读懂", "the item that speaks of it could not be read"))


class Statements(Part):
    """What the readings find in one submission. Implements the language's ``Scope`` for their names."""

    def __init__(self, found: Iterable[Reading], disclosure: Disclosure) -> None:
        self.readings = tuple(found)
        self._readings = {reading.name: reading for reading in self.readings}
        self._disclosure = disclosure
        self._stated: dict[str, Stated] = {}
        self._columns: dict[tuple[str, str], Mapping[Key, Any]] = {}
        self._sections: dict[str, tuple[Section, ...]] = {}
        self._namings: dict[tuple[str | None, str | None], Naming] = {}
        self._precision: Mapping[str, Decimal] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the readings."""
        return tuple(self._readings)

    def stated(self, name: str) -> Stated:
        """Return what a reading found."""
        if name not in self._stated:
            self._stated[name] = self._read(self._readings[name])
        return self._stated[name]

    def every(self) -> Iterator[Stated]:
        """Go through what all readings found."""
        return (self.stated(name) for name in self._readings)

    @property
    def arrays(self) -> tuple[str, ...]:
        """The names of the arrays of sections."""
        return tuple(self._disclosure.form.sections)

    def sections(self, name: str) -> tuple[Section, ...]:
        """Return the sections of an array."""
        if name not in self._sections:
            self._sections[name] = sections(self._disclosure.form.sections[name], self._disclosure.value)
        return self._sections[name]

    def matches(self) -> Iterator[tuple[Reading, Item, Match]]:
        """Go through the places of all sentences, also those that say again what another one has said."""
        for reading in self.readings:
            for phrase in reading.phrases:
                yield from ((reading, place.item, place.match) for place in self._tell(reading, phrase, 0)[1])

    # Scope ---------------------------------------------------------------------------------------------------------

    def column(self, table: str, column: str, _level: Level, /) -> Mapping[Key, Any]:
        """Return what the items state, by key; raise ``Missing`` if there is no item at all."""
        if (table, column) not in self._columns:
            stated = self.stated(table)
            if not stated.rows:
                raise Missing(self._not_stated(stated.reading))
            values = {key: self._value(stated.reading, column, key, row) for key, row in stated.rows.items()}
            self._columns[table, column] = values
        return self._columns[table, column]

    def scalar(self, path: str, /) -> Any:
        """Return a stated value; unknown where the text does not have the sentence."""
        name, _, column = path.partition(".")
        stated = self.stated(name)
        row = stated.rows.get(())
        phrases = [stated.reading.phrases[number] for number in row.times] if row else []
        if row is None or not any(column in phrase.names for phrase in phrases):
            return Unknown(self._not_stated(stated.reading), quiet=True)
        return self._value(stated.reading, column, (), row)

    def row_counts(self, table: str, _level: Level, /) -> Mapping[Key, int]:
        """Return how many items speak of each key."""
        return {key: max(row.times.values(), default=1) for key, row in self.stated(table).rows.items()}

    def cell(self, table: str, column: str, _level: Level, key: Key, /) -> Cell:
        """Return where the text states a value, or where it should."""
        return self._cell(self.stated(table), column, key)

    def scalar_cell(self, path: str, /) -> Cell:
        """Return where the text states a single value."""
        name, _, column = path.partition(".")
        return self._cell(self.stated(name), column, ())

    def figure(self, name: str, column: str, key: Key) -> Figure | None:
        """Return what a reading captured under a name, None if it is no reading or has nothing there."""
        row = self.stated(name).rows.get(key) if name in self._readings else None
        return row.figures.get(self._readings[name].hole(column)) if row else None

    def name_of(self, reading: Reading, code: str) -> str:
        """Return what the text may call the thing that an item speaks of."""
        return self._naming(reading).name(code) if reading.of else code

    def spoken_of(self, reading: Reading, section: Section) -> str | None:
        """Return the code of what the heading above a section names, None if the reading does not ask for it."""
        names = [figure for figure in self._above(reading, section) if figure.captured.hole.name == reading.key]
        return next(iter(self._codes(reading, [(name, []) for name in names])), None)

    def place_of(self, reading: Reading, told: Told) -> Cell:
        """Return where a missing sentence goes wrong, or where it should stand."""
        if told.stop is None:
            return Cell(pointer(told.section.where if told.section else self._place(reading)), reading.title)
        item, stop = told.stop
        end = max(stop.at, stop.start + 1)
        where, first, last = item.place(stop.start, end)
        return Cell(pointer(where), reading.title, None, None, self._text(where)[first:last], (first, last))

    def _value(self, reading: Reading, column: str, key: Key, row: Row) -> Any:
        """Return a value of a row; the code of its key, and the name that the code should have, are worked out."""
        if column in row.conflicts:
            return _CONFLICTING
        if key and column == reading.key:
            return key[-1]
        if key and reading.of and column == f"{reading.key}{RIGHT_NAME}":
            return self._naming(reading).right_name(key[-1], _printed_name(reading, row)) or BLANK
        if not row.times:
            return _BROKEN_OFF
        if key and max(row.times.values()) > 1:
            return _REPEATED
        figure = row.figures.get(reading.hole(column))
        return figure.value if figure else _BROKEN_OFF if column in row.unread else BLANK

    def _cell(self, stated: Stated, column: str, key: Key) -> Cell:
        reading, row = stated.reading, stated.rows.get(key)
        figure = row.figures.get(reading.hole(column)) if row else None
        if row is None or figure is None:
            return Cell(pointer(self._place(reading)), reading.title, " ".join(key) or None, column)
        where, start, end = figure.item.place(figure.captured.start, figure.captured.end)
        label = _label(key[-1], _printed_name(reading, row)) if key else None
        return Cell(pointer(where), reading.title, label, column, self._text(where)[start:end], (start, end))

    def _place(self, reading: Reading) -> tuple[str | int, ...]:
        """Return where the text that is read stands: its first section, else the whole."""
        name = reading.sources[0][0]
        section = next(self._of(reading), None)
        return section.where if section else self._disclosure.form.sections[name].path

    def _not_stated(self, reading: Reading) -> Bilingual:
        """Say that what a reading reads is not stated: its sections are not there, or have no such sentence."""
        title, name = reading.title, reading.name
        if any(self._of(reading)):
            return Bilingual(f"{title}中没有合句式的句子（读法 {name}）", f"no sentence of {name} stands in the text ({title})")
        return Bilingual(f"原文中没有{title}的说明", f"the text does not say it ({title})")

    def _text(self, where: Sequence[str | int]) -> str:
        return str(followed(self._disclosure.value, where))

    # Reading -------------------------------------------------------------------------------------------------------

    def _of(self, reading: Reading) -> Iterator[Section]:
        """Go through the sections that a reading reads."""
        for name, wanted in reading.sources:
            yield from (s for s in self.sections(name) if wanted is None or wanted == s.name)

    def _read(self, reading: Reading) -> Stated:
        told: list[Told] = []
        places: list[Place] = []
        for number, phrase in enumerate(reading.phrases):
            fate, there = self._tell(reading, phrase, number)
            told.append(fate)
            places += there
        places += self._broken(reading, told, places)
        every = [each.stop for each in told]
        broken = tuple(each for each in (place.told for place in places if place.match.beyond) if each.stop not in every)
        return Stated(reading, self._rows(reading, places), tuple(told), broken, self._is_idle(reading))

    def _tell(self, reading: Reading, phrase: Phrase, number: int) -> tuple[Told, list[Place]]:
        """Look for a sentence everywhere; say how it fared, and what each of its places states.

        Items of a list are looked at too where there may be several, and where the sentence does not stand for itself.
        """
        told, places = self._tell_of(reading, phrase, number, listed=reading.level is not None)
        if reading.level is None and not places:
            in_a_list, places = self._tell_of(reading, phrase, number, listed=True)
            told = in_a_list if places else told
        return told, places

    def _tell_of(self, reading: Reading, phrase: Phrase, number: int, *, listed: bool) -> tuple[Told, list[Place]]:
        places: list[Place] = []
        stops: list[tuple[Item, Stop]] = []
        first = None
        for section in self._of(reading):
            first = first or section
            above = self._above(reading, section)
            for item in section.items:
                there, stop = self._matches(reading, phrase, item, listed=listed)
                stops += [(item, stop)] if stop else []
                for match in there:
                    figures = [*above, *self._figures(item, match, whole=section.whole)]
                    places.append(Place(phrase, section, item, match, figures, number))
        return Told(phrase, len(places), first, tuple(stops)), places

    def _broken(self, reading: Reading, told: Sequence[Told], places: Sequence[Place]) -> list[Place]:
        """Return the sentences that break off after they have named what they speak of, each with that name."""
        if reading.level is None:
            return []
        found: list[Place] = []
        for each in told:
            read = {id(place.item) for place in (*places, *found)}
            broken = (self._place_named(reading, each, item, stop) for item, stop in each.stops if id(item) not in read)
            found += [place for place in broken if place and not self._names_lower(reading, place.item)]
        return [*found, *self._of_rows_left(reading, told, [*places, *found])]

    def _of_rows_left(self, reading: Reading, told: Sequence[Told], places: Sequence[Place]) -> Iterator[Place]:
        """Go through the sentences that name a row of which no other speaks, and break off, however soon."""
        spoken_of = self._codes(reading, [(key, figures) for _, key, figures in self._items(reading, places)])
        left = {*self._amounts(reading)}.difference(spoken_of) if reading.of else set()
        items = [item for section in self._of(reading) for item in section.items] if left else []
        for each in told:
            for item in items:
                for stop in each.phrase.matcher.stops(item.passage):
                    place = self._place_named(reading, each, item, stop)
                    code = self._naming(reading).code(str(place.figures[0].value)) if place else None
                    if place and code in left:
                        left.remove(code)
                        yield place

    def _place_named(self, reading: Reading, told: Told, item: Item, stop: Stop) -> Place | None:
        """Return the place of a sentence that breaks off, with what it speaks of; None if it has not named that."""
        captured = told.phrase.matcher.captured(item.passage, stop.taken)
        named = tuple(each for each in captured if each.hole.name == reading.key)
        match = Match(stop.start, stop.at, named, stop)
        figures = self._figures(item, match, whole=False)
        return Place(told.phrase, told.section, item, match, figures) if figures else None

    def _matches(self, reading: Reading, phrase: Phrase, item: Item, *, listed: bool) -> tuple[list[Match], Stop | None]:
        """Match a sentence in an item; what is marked as the name of a lower level, A（类）B（款）, is no name of 类.

        An item of a list that speaks of a row has the name of one.
        """
        there, stop = phrase.matcher.matches(item.passage, self._known(reading), listed=listed)
        return [match for match in there if self._is_meant(reading, item, match)], stop

    def _is_meant(self, reading: Reading, item: Item, match: Match) -> bool:
        if self._is_lower(reading, match.captured):
            return False
        names = (each.text for each in match.captured if each.hole.name == reading.key)
        return match.start in item.passage.starts or not reading.of or all(map(self._known(reading), names))

    def _known(self, reading: Reading) -> Known:
        if reading.of is None:
            return nothing_known
        naming = self._naming(reading)
        return lambda name: naming.code(name) is not None

    def _is_lower(self, reading: Reading, captured: Sequence[Captured]) -> bool:
        names = [each.text for each in captured if each.hole.name == reading.key]
        return any(mark in name for mark in self._lower_marks(reading) for name in names)

    def _names_lower(self, reading: Reading, item: Item) -> bool:
        """Whether an item speaks of a lower level: A（类）B（款）C（项） breaks off behind （款） for a reading of 款."""
        return any(mark in item.passage.text for mark in self._lower_marks(reading))

    def _lower_marks(self, reading: Reading) -> list[str]:
        """Return how names of lower levels of the classification are marked."""
        if reading.of is None or reading.level is None or reading.level.digits is None:
            return []
        table, level = self._table_level(reading)
        below = (x for x in table.levels if x.classification == level.classification and (x.digits or 0) > (level.digits or 0))
        return [f"({x.name})" for x in below]

    def _above(self, reading: Reading, section: Section) -> list[Figure]:
        """Return what the heading above a section states."""
        if reading.under is None or section.above is None:
            return []
        there, _ = reading.under.matcher.matches(section.above.title.passage)
        return self._figures(section.above.title, there[0], whole=False) if there else []

    def _figures(self, item: Item, match: Match, *, whole: bool) -> list[Figure]:
        precision = self.precision
        return [Figure(meaning(c, kind(c.hole), precision, whole=whole), c, item, match) for c in match.captured if c.hole.name]

    @property
    def precision(self) -> Mapping[str, Decimal]:
        """The last place by unit: the form's, but for percentages that the whole text prints with fewer decimals."""
        if self._precision is None:
            declared = self._disclosure.form.precision
            places = percent_places(section for name in self.arrays for section in self.sections(name))
            coarser = _PERCENT in declared and places is not None and Decimal(1).scaleb(-places) > declared[_PERCENT]
            self._precision = {**declared, _PERCENT: Decimal(1).scaleb(-(places or 0))} if coarser else declared
        return self._precision

    # Rows ----------------------------------------------------------------------------------------------------------

    def _rows(self, reading: Reading, places: Sequence[Place]) -> dict[Key, Row]:
        """Put together what is stated of the same thing."""
        rows: dict[Key, Row] = {}
        if reading.level is None:
            for place in places:
                rows.setdefault((), Row()).add(place, place.figures)
            return rows
        items = self._items(reading, places)
        codes = self._codes(reading, [(key, figures) for _, key, figures in items])
        for (place, key, figures), code in zip(items, codes, strict=True):
            rows.setdefault((code,), Row()).add(place, [key, *figures])
        return rows

    @staticmethod
    def _items(reading: Reading, places: Iterable[Place]) -> list[Spoken]:
        """Return an item for each name that a sentence lists, with what the sentence states besides."""
        return [
            (place, figure, [other for other in place.figures if other.captured.hole.name != reading.key])
            for place in places
            for figure in place.figures
            if figure.captured.hole.name == reading.key
        ]

    def _codes(self, reading: Reading, items: Sequence[tuple[Figure, Sequence[Figure]]]) -> list[str]:
        """Return the code that each item speaks of; the name itself where it is nobody's."""
        if reading.of is None:
            return [plain(str(key.value)) for key, _ in items]
        naming = self._naming(reading)
        codes = [naming.code(str(key.value)) for key, _ in items]
        there = self._amounts(reading)
        spoken = {*codes}
        left = [code for code in there if code not in spoken]
        for at, (key, figures) in enumerate(items):
            if codes[at] in there or not left:
                continue
            alike = naming.closest(str(key.value), left) if codes[at] is None else None
            paired = alike or self._of_that_amount(reading, figures, left)
            codes[at] = paired or codes[at]
            left = [code for code in left if code != paired]
        return [code or plain(str(key.value)) for code, (key, _) in zip(codes, items, strict=True)]

    def _of_that_amount(self, reading: Reading, figures: Sequence[Figure], left: Sequence[str]) -> str | None:
        """Return the one row left whose amount is the first that the item states."""
        amounts = self._amounts(reading)
        stated = next((f.value for f in figures if kind(f.captured.hole) is Kind.AMOUNT), None)
        if stated is None or isinstance(stated, Unknown):
            return None
        fitting = [code for code in left if possible("==", amounts[code], stated)]
        return fitting[0] if len(fitting) == 1 else None

    def _amounts(self, reading: Reading) -> dict[str, Any]:
        """Return the main amounts of the rows that the items speak of, by code, where there is something."""
        table, level = self._table_level(reading)
        if table.main is None:
            return {}
        try:
            column = self._disclosure.column(table.name, table.main, level)
        except Missing:
            return {}
        sums: dict[str, Any] = {}
        for key, amount in column.items():
            sums[key[-1]] = sums.get(key[-1], BLANK) + amount
        return {code: amount for code, amount in sums.items() if amount is not BLANK and not isinstance(amount, Unknown)}

    def _is_idle(self, reading: Reading) -> bool:
        """Tell whether there is no row that a reading could speak of."""
        if reading.of is None:
            return False
        table, level = self._table_level(reading)
        try:
            amounts = self._disclosure.column(table.name, table.main, level) if table.main else {"": None}
        except Missing:
            return False
        return all(amount is BLANK or amount == 0 for amount in amounts.values())

    def _table_level(self, reading: Reading) -> tuple[Table, Level]:
        table = self._disclosure.form.layouts[reading.of or ""].table
        return table, next(x for x in table.levels if reading.level and x.name == reading.level.name)

    def _naming(self, reading: Reading) -> Naming:
        rows = reading.of, reading.level.name if reading.level else None
        if rows not in self._namings:
            self._namings[rows] = self._names_of(reading)
        return self._namings[rows]

    def _names_of(self, reading: Reading) -> Naming:
        """Return the names of the codes that a reading's items may speak of."""
        table, level = self._table_level(reading)
        levels = _classified(level)
        printed = {c: n for x in levels for c, n in self._disclosure.labels(table.name, x).items()}
        lists = (c for c in self._disclosure.codes.values() if level.classification and c.classification == level.classification)
        digits = tuple(x.digits for x in levels)
        listed = Listed(tuple(lists), self._disclosure.year, digits)

        def known(code: str) -> str | None:
            return listed.name(code) or printed.get(code)

        there = dict.fromkeys(key[-1] for key in self._disclosure.row_counts(table.name, level))
        rows = [Named(code, (names_above(code, digits, printed.get), names_above(code, digits, known))) for code in there]
        return Naming(rows, listed, [x.name for x in levels if x.classification], self._disclosure.form.endings)


def _classified(level: Level) -> list[Level]:
    """Return a level and those of its classification above it, the highest first."""
    levels = [level]
    while levels[0].parent is not None and level.classification and levels[0].parent.classification == level.classification:
        levels.insert(0, levels[0].parent)
    return levels


def _label(code: str, printed: str) -> str:
    return printed if plain(printed) == code else f"{code} {printed}"


def _printed_name(reading: Reading, row: Row) -> str:
    return str(row.figures[reading.key].value)
