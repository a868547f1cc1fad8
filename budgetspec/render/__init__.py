"""Reports as text, in the report's own language: one format, one module, each with ``render(report) -> str``."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from budgetspec.report import Report

FORMATS: Final = ("text", "json", "jsonl")


def render(report: Report, style: str = "text") -> str:
    """Return a report in one of ``FORMATS``, ending in a line feed."""
    written: str = import_module(f"{__name__}.{style}").render(report)
    return written
