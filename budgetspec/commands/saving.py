"""Saves a submission that a command has made: to a file or stdout, never over its input."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from budgetspec.arguments import Option
from budgetspec.commands.console import Console
from budgetspec.files import cannot_write
from budgetspec.finding import Bilingual, BudgetspecError

_STDOUT: Final = "-"

OUTPUT: Final = Option(
    ("-o", "--output"),
    Bilingual("写入文件（默认 -，标准输出）", "write to a file (default -, stdout)"),
    {"metavar": "OUT", "default": _STDOUT},
)


def ensure_apart(options: argparse.Namespace, console: Console) -> None:
    """Raise ``BudgetspecError`` rather than overwrite the input."""
    if options.output != _STDOUT and Path(options.path).resolve() == Path(options.output).resolve():
        raise BudgetspecError(console.said(f"-o {options.output} 会覆盖输入", f"-o {options.output} would overwrite the input"))


def saved(value: object, options: argparse.Namespace, console: Console) -> bool:
    """Write a submission where ``OUTPUT`` says; false if a place of it could not be read, which is told."""
    from budgetspec.jsontext import written  # noqa: PLC0415 - only where there is something to write

    try:
        text = written(value)
    except BudgetspecError as error:
        console.complain(error.said(console.language))
        return False
    _write(text, options.output, console)
    return True


def _write(text: str, path: str, console: Console) -> None:
    if path == _STDOUT:
        console.show(text)
        return
    try:
        Path(path).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise cannot_write(path, error) from error
