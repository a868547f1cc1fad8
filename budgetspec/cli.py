"""The command ``budgetspec``: arguments in, reports to stdout, messages to stderr, an exit code out.

The exit code is the highest of: 0 nothing at or above ``--fail-on``, 1 findings, 2 wrong usage or a faulty rulebook, 3 an input
that could not be read. What checks a submission is imported only when one is checked: help and version come at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from budgetspec.arguments import Asked, Command, Option, WrongUsage, language_of, parsed
from budgetspec.finding import Bilingual, BudgetspecError, Finding, Kind, Language, Severity

if TYPE_CHECKING:
    from budgetspec.checker import Checker
    from budgetspec.report import Report
    from budgetspec.rulebook import Rulebook

WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command reads, writes and complains, and in which language."""

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    language: Language

    def complain(self, message: str) -> None:
        """Write one message to stderr."""
        from budgetspec.render.controls import escaped  # noqa: PLC0415

        self.stderr.write(f"budgetspec: {escaped(message)}\n")

    def said(self, zh: str, en: str) -> str:
        """Return the wording in the console's language."""
        return Bilingual(zh, en).said(self.language)
