"""The subcommands of ``budgetspec``: one module a theme, imported light; what a command needs it imports when it runs."""

from __future__ import annotations

from typing import Final

from budgetspec.commands.author import AUTHORING
from budgetspec.commands.check import CHECK
from budgetspec.commands.coverage import COVERAGE
from budgetspec.commands.derive import FILL
from budgetspec.commands.generate import GENERATE
from budgetspec.commands.imports import IMPORT
from budgetspec.commands.lookup import LOOKUPS
from budgetspec.commands.test import TEST

COMMANDS: Final = {command.name: command for command in (CHECK, IMPORT, *LOOKUPS, COVERAGE, FILL, GENERATE, *AUTHORING, TEST)}
"""Every subcommand, by name, in the order help lists them."""
