"""Tables that are filled in in another unit than they state: the first thing to know of them, as nothing else in them agrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Final

from budgetspec.diagnosis.linear import Check, CheckId, read, sides
from budgetspec.diagnosis.move import Move
from budgetspec.diagnosis.system import System
from budgetspec.finding import Bilingual
from budgetspec.form import Money
from budgetspec.lang import plan
from budgetspec.lang.routes import Place
from budgetspec.money import FEN_PER_UNIT, Exact, shown
from budgetspec.patch import changed
from budgetspec.reader import pointer

_FEWEST: Final = 3
"""So many cells must be off by the factor of a unit."""
_MOST_TABLES: Final = 6
_MOST_CHECKS: Final = 500
_NEAR: Final = Fraction(1, 20)
"""How far the quotient of two sides may be from that of two units: what is rounded to 万元 is coarse."""
_OTHER_UNIT: Final = Bilingual(
    "{rows} 的金额像是以%s填写的，金额单位却是%s", "{rows}: the amounts look like %s, but the unit of the table is %s"
)
_ALL_OTHER_UNIT: Final = Bilingual(
    "各表的金额都像是以%s填写的，金额单位却是%s", "the amounts of all tables look like %s, but the unit of the tables is %s"
)
_UNIT: Final = Bilingual("整张表的金额差同一个倍数", "all amounts of the table differ by the same factor")


def other_units(system: System) -> Iterator[tuple[Move, frozenset[CheckId]]]:
    """Go through the tables that agree with all others once their unit is another, with the failing checks that this resolves."""
    cells: dict[tuple[Money, str], set[Place]] = {}
    for check in islice(system.failing.values(), _MOST_CHECKS):
        for suspected, places in _suspected(system, check):
            cells.setdefault(suspected, set()).update(places)
    likely = sorted((each for each in cells if len(cells[each]) >= _FEWEST), key=lambda each: -len(cells[each]))
    together = list(_all_restated(system, likely))
    yield from together
    for money, unit in likely[:_MOST_TABLES] if not together else ():
        if money.stated:
            yield from _restated(system, [money], unit, _OTHER_UNIT)


def _all_restated(system: System, likely: Sequence[tuple[Money, str]]) -> Iterator[tuple[Move, frozenset[CheckId]]]:
    """Try all tables that state one unit at once: they agree with each other, and not with what is printed otherwise.

    Where the form prints some of them in the other unit, it is those.
    """
    form, printing_of = system.submission.disclosure.form, system.submission.disclosure.printing_of
    for money, unit in likely[:1]:
        of_tables, of_values = (each.money for each in form.layouts.values()), (each.money for each in form.scalars.values())
        every = dict.fromkeys(each for each in (*of_tables, *of_values) if each.stated)
        alike = [each for each in every if printing_of(each)[0] == printing_of(money)[0]]
        usual = [each for each in alike if each.unit == unit] or alike
        if len(usual) > 1:
            yield from _restated(system, usual, unit, _ALL_OTHER_UNIT)


def _restated(system: System, monies: Sequence[Money], unit: str, said: Bilingual) -> Iterator[tuple[Move, frozenset[CheckId]]]:
    """Give the change of the unit that tables state, if nothing speaks against it."""
    form = system.submission.disclosure.form
    wanted = {money.stated for money in monies}
    tables = [name for name, layout in form.layouts.items() if layout.money.stated in wanted]
    paths = [path for path, scalar in form.scalars.items() if scalar.money.stated in wanted]
    places = {path: scalar.path for path, scalar in form.scalars.items() if scalar.path in wanted}
    value = changed(system.submission.disclosure.value, {"set": {pointer(place): unit for place in places.values()}})
    effect = system.revision(value, tables, paths)
    if places and not effect.breaks and len(effect.resolves) >= _FEWEST:
        old, _ = system.submission.disclosure.printing_of(monies[0])
        edits = tuple((("", path, None, ()), unit) for path in places)
        filled = Bilingual(said.zh % (unit, old), said.en % (unit, old))
        yield Move(edits, filled, "", (), tuple(places)[:1], _UNIT), effect.resolves


def _suspected(system: System, check: Check) -> Iterator[tuple[tuple[Money, str], list[Place]]]:
    """Give the tables, by how they print money, that one side of an equality has wrong by the factor of a unit; their cells."""
    values, body = sides(check, system.evaluation), check.instance.body
    left, right = (shown(value) for value in values) if values else (0, 0)
    if (
        not isinstance(left, Exact)
        or not isinstance(right, Exact)
        or not left
        or not right
        or not isinstance(body, plan.Comparison)
    ):
        return
    for side, quotient in ((body.left, Fraction(right) / left), (body.right, Fraction(left) / right)):
        places = list(read(side, check, system.evaluation))
        for money in dict.fromkeys(filter(None, (_printing(system, place) for place in places))):
            for unit in _units(system, money, quotient):
                yield (money, unit), [place for place in places if _printing(system, place) == money]


def _units(system: System, money: Money, quotient: Fraction) -> Iterator[str]:
    """Give the unit that makes amounts so many times as large."""
    unit, _ = system.submission.disclosure.printing_of(money)
    for other, fen in FEN_PER_UNIT.items():
        wanted = Fraction(fen, FEN_PER_UNIT[unit])
        if other != unit and abs(quotient / wanted - 1) <= _NEAR:
            yield other


def _printing(system: System, place: Place) -> Money | None:
    """Return how the table of a cell prints money."""
    form = system.submission.disclosure.form
    found = form.layouts.get(place[0]) or form.scalars.get(place[1])
    return found.money if found else None
