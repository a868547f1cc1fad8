"""Printed documents of any format become submissions of the form that fits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from budgetspec.conformance import conform
from budgetspec.finding import Bilingual
from budgetspec.importing import formats, jsonform, remarks, textfile, workbook
from budgetspec.importing.forms import Form
from budgetspec.importing.layout import document, titles_on, year_of
from budgetspec.importing.mapping import fitting, imported
from budgetspec.importing.pages import Page
from budgetspec.importing.printed import PrintedDocument
from budgetspec.importing.remarks import Remark
from budgetspec.manifest import read_schema
from budgetspec.reader import InputProblem, JsonValue, Reading
from budgetspec.resources import folder


def of_file(kind: formats.Kind, data: bytes, forms: Mapping[str, Form]) -> Reading:
    """Make a submission of a file that is no JSON."""
    match kind:
        case formats.Kind.WORKBOOK:
            pages = workbook.pages(data)
            return _refused(pages) if isinstance(pages, Bilingual) else of_pages(pages, forms)
        case formats.Kind.TEXT:
            return of_pages([textfile.page(formats.decoded(data))], forms)
    return _refused(formats.CONVERSIONS[kind])


def of_pages(pages: Sequence[Page], forms: Mapping[str, Form]) -> Reading:
    """Make a submission of pages of text and tables, of the form whose titles stand there."""
    known = {name: titles_on(pages, form.plan) for name, form in forms.items()}
    name = max(known, key=lambda name: known[name])
    if not known[name]:
        return _unknown([])
    return _submitted(document(pages, forms[name].plan, year_of(pages)), {name: forms[name]})


def of_json(reading: Reading, forms: Mapping[str, Form]) -> Reading:
    """Make a submission of the printed form as JSON."""
    wrong = conform(reading.value, read_schema(folder("schema") / "printed.schema.json"))
    if wrong or reading.problems:
        malformed = [InputProblem(p.pointer, p.message, fatal=True) for p in wrong]
        return Reading(None, (*(_fatal(p) for p in reading.problems), *malformed))
    return _submitted(jsonform.document(reading.value), forms)


def _submitted(document: PrintedDocument, forms: Mapping[str, Form]) -> Reading:
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
