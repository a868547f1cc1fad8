"""A report as one line of JSON."""

from __future__ import annotations

import json

from budgetspec.render.controls import escaped
from budgetspec.report import Report


def render(report: Report) -> str:
    """Return the report as JSON on one line."""
    return escaped(json.dumps(report.to_dict(), ensure_ascii=False, separators=(",", ":"))) + "\n"
