"""Opens whatever a user has: a submission as it is, or a printed document of any format, made into one.

Which of a user's files is what is told by its first bytes, never by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from budgetspec.codes import Classification
from budgetspec.conformance import conform
from budgetspec.finding import Bilingual
from budgetspec.form import Schema
from budgetspec.importing import formats, jsonform, remarks, textfile, workbook
from budgetspec.importing.blueprint import Blueprint, blueprint
from budgetspec.importing.layout import document, titles_on, year_of
from budgetspec.importing.mapping import fitting, imported
from budgetspec.importing.pages import Page
from budgetspec.importing.printed import PrintedDocument
from budgetspec.importing.remarks import Remark
from budgetspec.manifest import read_manifest, read_schema
from budgetspec.reader import InputProblem, JsonValue, Reading, read
from budgetspec.resources import folder
from budgetspec.rulebook import form_folder


@dataclass(frozen=True)
class Form:
    """What importing needs of a form: its schema and its code lists."""

    schema: Schema
    codes: Mapping[str, Classification]

    @classmethod
    def load(cls, place: Path) -> Form:
        """Read what importing needs of a form's folder; raises ``BudgetspecError`` for whatever is wrong with it."""
        manifest = read_manifest(place)
        return cls(read_schema(manifest.schema), manifest.codes)

    @cached_property
    def plan(self) -> Blueprint:
        """Where what is printed goes."""
        return blueprint(self.schema)


class Forms(Mapping[str, Form]):
    """Shipped forms by name, each read when it is first asked for."""

    def __init__(self, shipped: Sequence[str]) -> None:
        self._names, self._read = tuple(shipped), dict[str, Form]()

    def __getitem__(self, name: str) -> Form:
        if name not in self._read:
            if name not in self._names:
                raise KeyError(name)
            self._read[name] = Form.load(form_folder(name))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def opened(data: bytes, forms: Mapping[str, Form], *, max_bytes: int) -> Reading:
    """Read a file of any format that can be imported; a printed document becomes a submission of the form that fits it."""
    if len(data) > max_bytes:
        return read(data, max_bytes=max_bytes)
    match formats.kind_of(data):
        case formats.Kind.WORKBOOK:
            pages = workbook.pages(data)
            return _refused(pages) if isinstance(pages, Bilingual) else printed(pages, forms)
        case formats.Kind.TEXT:
            return printed([textfile.page(formats.decoded(data))], forms)
        case formats.Kind.JSON:
            return taken(read(data, max_bytes=max_bytes), forms)
        case foreign:
            return _refused(formats.CONVERSIONS[foreign])


def printed(pages: Sequence[Page], forms: Mapping[str, Form]) -> Reading:
    """Make a submission of pages of text and tables, of the form whose titles stand there."""
    known = {name: titles_on(pages, form.plan) for name, form in forms.items()}
    name = max(known, key=lambda name: known[name])
    if not known[name]:
        return _unknown([])
    return submitted(document(pages, forms[name].plan, year_of(pages)), {name: forms[name]})


def taken(reading: Reading, forms: Mapping[str, Form]) -> Reading:
    """Take JSON for what it is: a submission, which stays, or the printed form."""
    if not jsonform.is_printed(reading.value):
        return reading
    wrong = conform(reading.value, read_schema(folder("schema") / "printed.schema.json"))
    if wrong or reading.problems:
        malformed = [InputProblem(p.pointer, p.message, fatal=True) for p in wrong]
        return Reading(None, (*(_fatal(p) for p in reading.problems), *malformed))
    return submitted(jsonform.document(reading.value), forms)


def submitted(document: PrintedDocument, forms: Mapping[str, Form]) -> Reading:
    """Make a submission of a printed document, of the form whose tables it has; what could not be placed is told."""
    name = fitting(document, {name: form.plan for name, form in forms.items()})
    if name is None:
        return _unknown([table.title for table in document.tables])
    form = forms[name]
    found = imported(document, form.schema, form.codes)
    value: JsonValue = found.value
    return Reading(value, tuple(map(_told, found.remarks)), places=found.places)


def _told(remark: Remark) -> InputProblem:
    """Say a remark with the place where the cause is printed."""
    zh, en = remark.place
    said = Bilingual(
        f"{zh}：{remark.message.zh}" if zh else remark.message.zh, f"{en}: {remark.message.en}" if en else remark.message.en
    )
    return InputProblem(remark.pointer, said, severity=remark.severity)


def _unknown(titles: Sequence[str]) -> Reading:
    return replace(_refused(remarks.no_form(titles)), foreign=True)


def _refused(why: Bilingual) -> Reading:
    return Reading(None, (InputProblem("", why, fatal=True),))


def _fatal(problem: InputProblem) -> InputProblem:
    return InputProblem(problem.pointer, problem.message, fatal=True)
