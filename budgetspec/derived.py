"""Columns that are not printed but worked out of headings and paragraphs: number, text behind it, section, number due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from budgetspec import numbering
from budgetspec.form import Layout, Path, Sections, Structure
from budgetspec.order import Where
from budgetspec.reader import followed
from budgetspec.sequence import Line, due


class Derived:
    """What ``columns`` of ``x-table`` declare, of one submission."""

    def __init__(self, form: Structure, value: Any) -> None:
        self.form, self.value = form, value
        self._due: dict[Path, Mapping[Where, int]] = {}

    def of(self, layout: Layout, column: str, row: Any, where: Where) -> Any:
        """Return a column of a row, which stands at a place of the submission; None if the row has none."""
        how = layout.derived[column]
        match how:
            case "section":
                text = self._around(where)
                heading = text and _heading(text, followed(self.value, (*text.path, where[len(text.path)])))
                return text.called(heading) if text and heading else None
            case "due":
                return self._numbers(self._around(where), layout).get(where)
        said = row if isinstance(row, str) else self._heading_of(row, where)
        if said is None:
            return None
        number, rest = numbering.split(said)
        return {"text": said, "numbering": number, "heading": rest}[how]

    def _heading_of(self, section: Any, where: Where) -> str | None:
        text = self._around(where)
        return _heading(text, section) if text else None

    def path(self, layout: Layout, column: str) -> Path:
        """Return where in a row a column is worked out from: its heading, or all of it."""
        text = self.form.sections.get(layout.table.name)
        return (text.heading,) if text and layout.derived.get(column) != "section" else ()

    def _around(self, where: Where) -> Sections | None:
        """Return the array of sections in which a row stands, if it stands in one."""
        return next((each for each in self.form.sections.values() if where[: len(each.path)] == each.path), None)

    def _numbers(self, text: Sections | None, layout: Layout) -> Mapping[Where, int]:
        """Return the numbers due in the array in which a row stands: of sections, or of strings."""
        path = text.path if text else layout.path
        if path not in self._due:
            self._due[path] = due(_lines(text, followed(self.value, path), path))
        return self._due[path]


def _lines(text: Sections | None, rows: Any, path: Where) -> Iterator[Line]:
    """Go through headings and paragraphs in the order in which they are printed."""
    for position, row in enumerate(rows):
        where: Where = (*path, position)
        if isinstance(row, str):
            yield Line(where, row)
        elif text and isinstance(row, dict):
            yield Line(where, _heading(text, row) or "", is_heading=True)
            paragraphs = row.get(text.text)
            yield from _lines(None, paragraphs, (*where, text.text)) if isinstance(paragraphs, list) else ()


def _heading(text: Sections, section: Any) -> str | None:
    heading = section.get(text.heading) if isinstance(section, dict) else None
    return heading if isinstance(heading, str) else None
