"""``budgetspec coverage``: which rules guard each filled cell and each stated figure of a submission."""

from __future__ import annotations

import argparse
from typing import Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import ADD, FORM, RULES, Console, opened
from budgetspec.finding import Bilingual
from budgetspec.render.controls import escaped

FORMATS: Final = ("text", "json")


def _coverage(options: argparse.Namespace, console: Console) -> int:
    import json  # noqa: PLC0415 - only for a report

    from budgetspec.coverage import coverage  # noqa: PLC0415 - it takes its time
    from budgetspec.coveragepage import coverage_page  # noqa: PLC0415 - as above

    there = opened(options, console)
    if isinstance(there, int):
        return there
    book, submission, code = there
    found = coverage(book, submission)
    if options.format == "json":
        text = escaped(json.dumps(found.to_dict(options.path), ensure_ascii=False, indent=2)) + "\n"
    else:
        text = coverage_page(found, console.language, options.path, every=options.all)
    console.show(text)
    return code


COVERAGE: Final = Command(
    "coverage",
    Bilingual("说明一份公开的每个数由哪些规则管住", "show which rules guard each value of a submission"),
    _coverage,
    (
        Option(("path",), Bilingual("公开文件，- 为标准输入", "a submission, or - for stdin"), {"metavar": "PATH"}),
        Option(("--format",), Bilingual("报告的格式", "of the report"), {"choices": FORMATS, "default": "text"}),
        Option(("--all",), Bilingual("列出所有的位置和规则", "list all places and rules"), {"action": "store_true"}),
        FORM,
        RULES,
        ADD,
    ),
    Bilingual(
        "  budgetspec coverage 公开.json\n  budgetspec coverage 公开.json --format json > 覆盖.json\n",
        "  budgetspec coverage disclosure.json\n  budgetspec coverage disclosure.json --format json > coverage.json\n",
    ),
)
