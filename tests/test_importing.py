"""Printed documents become submissions: everything comes to its place, what has none is kept and told."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from printing import printed, text, workbook

from budgetspec.importing.opening import Form, opened, taken
from budgetspec.reader import MAX_BYTES, Reading, from_python, read
from budgetspec.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
NOT_PRINTED = {"/部门/行政区划", "/部门/行政层级", "/公开"}


@pytest.fixture(scope="module")
def form() -> Form:
    book = Rulebook.load("dalian-department-budget")
    return Form(book.schema, book.codes)


def submission(name: str) -> Any:
    return read((ROOT / "examples" / name).read_bytes()).value


def imported(form: Form, document: Any) -> Reading:
    return taken(from_python(document), {"dalian-department-budget": form})


def filled(value: Any) -> Any:
    """Leave out blanks, and what no document prints of a unit."""
    if isinstance(value, dict):
        inner = {key: filled(child) for key, child in value.items() if key != "性质"}
        return {key: child for key, child in inner.items() if child not in (None, {}, [])}
    return [filled(child) for child in value] if isinstance(value, list) else value


def as_printable(value: Any) -> Any:
    """A submission without what is not printed."""
    value = {key: child for key, child in value.items() if f"/{key}" not in NOT_PRINTED}
    value["部门"] = {key: child for key, child in value["部门"].items() if f"/部门/{key}" not in NOT_PRINTED}
    return filled(value)


class TestThePrintedForm:
    @pytest.mark.parametrize("name", ["binhai-2025/disclosure.json", "xigang-2025/disclosure.json"])
    def test_comes_back_as_the_submission_that_was_printed(self, form: Form, name: str) -> None:
        value = submission(name)
        reading = imported(form, printed(form.plan, value))
        assert reading.problems == ()
        assert as_printable(reading.value) == as_printable(value)


class TestText:
    @pytest.mark.parametrize("name", ["binhai-2025/disclosure.json", "xigang-2025/disclosure.json"])
    def test_comes_back_as_the_submission_that_was_printed(self, form: Form, name: str) -> None:
        value = submission(name)
        reading = opened(text(form.plan, value).encode(), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert [problem.message.zh for problem in reading.problems] == []
        assert as_printable(reading.value) == as_printable(value)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


class TestWorkbooks:
    @pytest.mark.parametrize("name", ["binhai-2025/disclosure.json", "xigang-2025/disclosure.json"])
    def test_come_back_as_the_submission_that_was_printed(self, form: Form, name: str) -> None:
        value = submission(name)
        reading = opened(saved(workbook(form.plan, value)), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert [problem.message.zh for problem in reading.problems] == []
        assert as_printable(reading.value) == as_printable(value)
