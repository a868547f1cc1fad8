"""Hypothesis strategies for whoever builds on this package: submissions, submissions with one fault, rules, rulebooks.

They draw with the code that ``budgetspec generate`` draws with, so that what they give is consistent, and shrinks to a
submission of a few rows. Hypothesis is not installed with the package: ``pip install hypothesis``.

    from hypothesis import given
    from budgetspec.testing import faults, submissions

    @given(submissions())
    def test_my_importer(submission):
        assert my_export(my_import(submission)) == submission

    @given(faults(kinds=["digit", "transposed"]))
    def test_my_checker(fault):
        assert fault.pointer in my_findings(fault.value)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from hypothesis import strategies as st

from budgetspec.faults import KINDS, Fault, faulty
from budgetspec.generating import generator
from budgetspec.lang.types import Kind, Table
from budgetspec.resources import folder
from budgetspec.rulebook import Rulebook, forms
from budgetspec.source import Source

__all__ = ["FAULTS", "Fault", "faults", "rulebooks", "rules", "submissions"]

FAULTS: Final = tuple(KINDS)
"""The kinds of faults."""
_MOST_UNITS: Final = 3


class _Drawn:
    """Chance that Hypothesis decides."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def number(self, least: int, most: int) -> int:
        """Return a whole number, ``most`` included."""
        return self._draw(_integers(least, most))

    def each(self, least: int, most: int, make: Callable[[int], None]) -> None:
        """Make several things so that any of them can be left out."""
        number = 0
        while number < least or (number < most and self._draw(_MORE)):
            number += 1
            self._draw(st.builds(make, st.just(number)))  # what is drawn inside belongs together


_MORE: Final = st.booleans()


@cache
def _integers(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least, most)


def _form(form: str | None) -> str:
    """Return the form that is named, else the first shipped one that says what to draw."""
    return form or next(name for name in forms() if (folder("schema") / name / "drawing.yaml").is_file())


@st.composite
def submissions(draw: st.DrawFn, form: str | None = None, *, most_units: int = _MOST_UNITS) -> dict[str, Any]:
    """Draw consistent submissions of a form (the first shipped one): checked, they have no findings."""
    return generator(_form(form)).submission(_Drawn(draw), (1, most_units))


@st.composite
def faults(draw: st.DrawFn, form: str | None = None, *, kinds: Sequence[str] = (), most_units: int = _MOST_UNITS) -> Fault:
    """Draw submissions with one fault of one of the ``kinds`` (of ``FAULTS``), with the truth about it."""
    name = _form(form)
    value = draw(submissions(name, most_units=most_units))
    found = faulty(generator(name).book.submission(value), _Drawn(draw), kinds)
    return draw(st.nothing()) if found is None else found


@st.composite
def rules(draw: st.DrawFn, form: str | None = None, *, id: str = "D-01") -> str:  # noqa: A002 - what the language calls it
    """Draw the text of a sound rule about the amounts of one table of a form: true or false, as it happens."""
    book = generator(_form(form)).book
    tables = [table for table in book.structure.tables().values() if _amounts(table)]
    table = draw(st.sampled_from(tables))
    condition = draw(_conditions(table))
    guard = draw(st.none() | _conditions(table))
    severity = draw(st.sampled_from(["", " severity warning", " severity info"]))
    title = draw(st.text("甲乙丙", min_size=1, max_size=4))
    when = f"when {guard}: " if guard else ""
    return f'in 「{table.name}」 {{\n  rule {id} "{title}"{severity}\n    {when}{condition}\n}}\n'


@st.composite
def rulebooks(draw: st.DrawFn, form: str | None = None, *, most: int = 4) -> Rulebook:
    """Draw rulebooks of a form with a few drawn rules instead of its own."""
    book = generator(_form(form)).book
    texts = [draw(rules(form, id=f"D-{number}")) for number in range(draw(st.integers(1, most)))]
    return replace(book, written=()).with_rules([Source("drawn.rules", "\n".join(texts))])


def _amounts(table: Table) -> list[str]:
    return [f"「{name}」" for name, column in table.columns.items() if column.kind is Kind.AMOUNT]


@st.composite
def _conditions(draw: st.DrawFn, table: Table) -> str:
    left, right = draw(st.sampled_from(_amounts(table))), draw(_sums(table))
    return f"{left} {draw(st.sampled_from(['==', '<=', '>=', '<', '>', '!=']))} {right}"


@st.composite
def _sums(draw: st.DrawFn, table: Table) -> str:
    terms = draw(st.lists(_terms(table), min_size=1, max_size=3))
    return draw(st.sampled_from([" + ", " - "])).join(terms)


def _terms(table: Table) -> st.SearchStrategy[str]:
    return st.sampled_from(_amounts(table)) | st.builds("{}元".format, st.integers(0, 10**6))
