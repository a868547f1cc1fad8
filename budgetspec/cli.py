"""The command ``budgetspec``: arguments in, reports to stdout, messages to stderr, an exit code out.

The exit code is the highest of: 0 nothing at or above ``--fail-on``, 1 findings, 2 wrong usage or a faulty rulebook, 3 an input
that could not be read. What checks a submission is imported only when one is checked, so that help and version come at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, Final, TextIO

from budgetspec.arguments import Asked, WrongUsage, language_of, parsed
from budgetspec.commands import COMMANDS
from budgetspec.commands.console import Console, Output
from budgetspec.finding import BudgetspecError

WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130


def main() -> int:
    """Run the command of this process: the entry point of the script ``budgetspec``."""
    stdin = sys.stdin.buffer if sys.stdin else BytesIO()
    return run(sys.argv[1:], stdin, _robust(sys.stdout), _robust(sys.stderr))


def run(argv: Sequence[str], stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run one command and return its exit code; every mistake of the user ends in one message on stderr."""
    console = Console(stdin, Output(stdout, "stdout"), Output(stderr, "stderr"), language_of(argv, os.environ))
    try:
        command, options = parsed(argv, COMMANDS, console.language)
        return command.run(options, console)
    except Asked as text:
        console.stdout.write(str(text))
        return 0
    except WrongUsage as error:
        console.complain(str(error))
        return WRONG_USAGE
    except BudgetspecError as error:
        console.complain(error.said(console.language))
        return WRONG_USAGE
    except KeyboardInterrupt:
        console.complain(console.said("已中断", "interrupted"))
        return INTERRUPTED


def _robust(stream: TextIO | None) -> TextIO:
    """Let a stream write any text: UTF-8 into files and pipes, on a console what its code page has; nowhere if it is closed."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if isinstance(stream, TextIOWrapper):
        encoding = None if stream.isatty() or "PYTHONIOENCODING" in os.environ else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
    return stream
