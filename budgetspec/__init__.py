"""A declarative specification and checker for Chinese department budget disclosures.

>>> import budgetspec
>>> report = budgetspec.check("examples/xigang-2025/disclosure.json")
>>> report.form
'dalian-department-budget'
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers know it; to import typing takes longer than all else that --version does

if TYPE_CHECKING:
    from budgetspec.checker import Checker, check
    from budgetspec.finding import (
        BudgetspecError,
        Cell,
        Check,
        Finding,
        Kind,
        Language,
        Quote,
        Severity,
        Suspect,
        Undecided,
        Verdict,
    )
    from budgetspec.report import Report
    from budgetspec.rulebook import Rulebook

__version__ = "0.1.0"

__all__ = [
    "BudgetspecError",
    "Cell",
    "Check",
    "Checker",
    "Finding",
    "Kind",
    "Language",
    "Quote",
    "Report",
    "Rulebook",
    "Severity",
    "Suspect",
    "Undecided",
    "Verdict",
    "check",
]

_HOMES = {"Checker": "checker", "check": "checker", "Report": "report", "Rulebook": "rulebook"}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: ``budgetspec --version`` must not wait for the parsers."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value = getattr(import_module(f"{__name__}.{_HOMES.get(name, 'finding')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
