"""``budgetspec fill``: what the identities determine in a partly filled submission, filled in."""

from __future__ import annotations

import argparse
from typing import Final

from budgetspec.arguments import Command, Option
from budgetspec.commands.console import ADD, FORM, RULES, UNREADABLE, Console, opened
from budgetspec.commands.saving import OUTPUT, ensure_apart, saved
from budgetspec.finding import Bilingual

_CLASHES: Final = 1


def _fill(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.derivationpage import derivation_page  # noqa: PLC0415 - it takes its time
    from budgetspec.deriving import derive  # noqa: PLC0415 - as above

    ensure_apart(options, console)
    there = opened(options, console)
    if isinstance(there, int):
        return there
    book, submission, code = there
    found = derive(book, submission.disclosure.value)
    if not saved(found.value, options, console):
        return UNREADABLE
    for line in derivation_page(found, console.language).splitlines():
        console.complain(line)
    return max(code, _CLASHES if found.clashes else 0)


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
        OUTPUT,
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
