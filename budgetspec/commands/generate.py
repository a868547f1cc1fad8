"""``budgetspec generate``: a consistent submission drawn by chance, for tests and for trying things out."""

from __future__ import annotations

import argparse
from typing import Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import FORM, Console, form_of
from budgetspec.commands.saving import OUTPUT, saved
from budgetspec.finding import Bilingual

_MOST_UNITS: Final = 100_000


def _generate(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.generating import generate  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - as above

    if options.units is not None and not 1 <= options.units <= _MOST_UNITS:
        raise WrongUsage(console.said(f"--units 应为1至{_MOST_UNITS}", f"--units takes 1 to {_MOST_UNITS}"))
    book = Rulebook.load(form_of(options, console))
    saved(generate(book, options.seed, options.units), options, console)
    return 0


GENERATE: Final = Command(
    "generate",
    Bilingual("随机生成一份前后一致的公开", "draw a consistent disclosure by chance"),
    _generate,
    (
        Option(
            ("--seed",),
            Bilingual("随机数的种子：同一个种子生成同一份公开", "seed: the same one gives the same disclosure"),
            {"metavar": "N", "type": int, "required": True},
        ),
        Option(
            ("--units",),
            Bilingual("单位的个数（默认随机，1至50个）", "how many units (default: by chance, 1 to 50)"),
            {"metavar": "K", "type": int},
        ),
        OUTPUT,
        FORM,
    ),
    Bilingual(
        """\
  budgetspec generate --seed 1 --units 3 -o 公开.json
  budgetspec generate --seed 1 | budgetspec check -

退出码：0 已生成  2 用法有误
""",
        """\
  budgetspec generate --seed 1 --units 3 -o disclosure.json
  budgetspec generate --seed 1 | budgetspec check -

exit codes: 0 done, 2 wrong usage
""",
    ),
)
