"""``budgetspec fill``: what the identities determine in a partly filled submission, filled in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import ADD, FORM, RULES, STDOUT, UNREADABLE, Console, opened, store
from budgetspec.finding import Bilingual, BudgetspecError

_CLASHES: Final = 1


def _fill(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.derivationpage import derivation_page  # noqa: PLC0415 - it takes its time
    from budgetspec.deriving import derive  # noqa: PLC0415 - as above

    _ensure_apart(options, console)
    there = opened(options, console)
    if isinstance(there, int):
        return there
    book, submission, code = there
    found = derive(book, submission.disclosure.value)
    text = _text(found.value, console)
    if text is None:
        return UNREADABLE
    store(text, options.output, console)
    for line in derivation_page(found, console.language).splitlines():
        console.complain(line)
    return max(code, _CLASHES if found.clashes else 0)


def _ensure_apart(options: argparse.Namespace, console: Console) -> None:
    """Raise ``BudgetspecError`` rather than overwrite the input."""
    if options.output != STDOUT and Path(options.path).resolve() == Path(options.output).resolve():
        raise BudgetspecError(console.said(f"-o {options.output} 会覆盖输入", f"-o {options.output} would overwrite the input"))


def _text(value: object, console: Console) -> str | None:
    """Return a submission as JSON text, None if a place of it could not be read, which is told."""
    from budgetspec.jsontext import written  # noqa: PLC0415 - only where there is something to write

    try:
        return written(value)
    except BudgetspecError as error:
        console.complain(error.said(console.language))
        return None


FILL: Final = Command(
    "fill",
    Bilingual("按规则填出合计、小计等由其他数决定的金额", "fill in the amounts that the others determine"),
    _fill,
    (
        Option(
            ("path",),
            Bilingual("没有填全的公开，- 为标准输入", "a partly filled submission, or - for stdin"),
            {"metavar": "PATH"},
        ),
        Option(
            ("-o", "--output"),
            Bilingual("写入文件（默认 -，标准输出）", "write to a file (default -, stdout)"),
            {"metavar": "OUT", "default": STDOUT},
        ),
        FORM,
        RULES,
        ADD,
    ),
    Bilingual(
        """\
  budgetspec fill 明细.json -o 公开.json

已经填的数一个也不改；填了哪些、哪些未能确定，写在标准错误输出。

退出码：0 填完  1 有的规则与已填的数不能同时成立  2 用法或规则有误  3 输入无法读取
""",
        """\
  budgetspec fill details.json -o disclosure.json

No amount that is there is changed; what was filled and what stays open is told on stderr.

exit codes: 0 done, 1 rules cannot hold with what is filled in, 2 wrong usage or faulty rules, 3 the input could not be read
""",
    ),
)
