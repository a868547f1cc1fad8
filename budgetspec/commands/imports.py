"""``budgetspec import``: a printed document made into a submission."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import FORM, UNREADABLE, Console
from budgetspec.commands.saving import OUTPUT, ensure_apart, saved
from budgetspec.files import cannot_read
from budgetspec.finding import Bilingual

if TYPE_CHECKING:
    from budgetspec.importing.forms import Form

_REMARKS: Final = 1


def _import(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.importing.opening import opened  # noqa: PLC0415 - it takes its time
    from budgetspec.reader import MAX_BYTES, legible  # noqa: PLC0415 - as above

    ensure_apart(options, console)
    reading = opened(_bytes(options.path, console), _forms(options.form), max_bytes=MAX_BYTES)
    for problem in reading.problems:
        console.complain(problem.said(console.language))
    if reading.fatal or not saved(legible(reading.value), options, console):
        return UNREADABLE
    return _REMARKS if reading.problems else 0


def _bytes(path: str, console: Console) -> bytes:
    if path == "-":
        return console.stdin.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise cannot_read(path, error) from error


def _forms(named: str | None) -> Mapping[str, Form]:
    """Return the form that was named, or the shipped ones."""
    from budgetspec.importing.forms import Form, Forms  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import form_folder, forms  # noqa: PLC0415 - as above

    return {named: Form.load(form_folder(named))} if named else Forms(forms())


IMPORT: Final = Command(
    "import",
    Bilingual("把印出的公开（工作簿、文本等）转成 JSON", "make a submission of a printed document"),
    _import,
    (
        Option(
            ("path",),
            Bilingual(
                "工作簿（.xlsx、.xls）、文本或 JSON（printed.schema.json），- 为标准输入",
                "a workbook (.xlsx, .xls), text or JSON (printed.schema.json), or - for stdin",
            ),
            {"metavar": "FILE"},
        ),
        OUTPUT,
        FORM,
    ),
    Bilingual(
        """\
  budgetspec import 部门预算.xlsx -o 公开.json

按表的标题认出表式，也可用 --form 指明。放不进表式的内容都在“未识别”中，连同位置写在标准错误输出。check 也可以直接检查这些文件。

退出码：0 全部放入  1 有没放进去的，或不是数的  2 用法有误  3 输入无法读取
""",
        """\
  budgetspec import budget.xlsx -o disclosure.json

The form is told by the titles of the tables, or by --form. What has no place in it is kept under 未识别 and told on stderr
with its place. check takes these files too.

exit codes: 0 all is placed, 1 something has no place or is no number, 2 wrong usage, 3 the input could not be read
""",
    ),
)
