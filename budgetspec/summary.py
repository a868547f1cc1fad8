"""What many reports come to: by rule and by department, counted as they come, so that none of them is kept.

As JSON it is described by ``schema/summary.schema.json``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final, NamedTuple, Protocol

from budgetspec import __version__
from budgetspec.finding import Severity
from budgetspec.report import Heading
from budgetspec.values import dataclass

FORMAT_VERSION: Final = 1

_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Counted(Protocol):
    """What is counted of a report: a report itself, or less of it."""

    @property
    def department(self) -> str | None:
        """Name of the department, None where it is not stated."""

    @property
    def unreadable(self) -> bool:
        """Whether the input could not be read."""

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity."""

    @property
    def headings(self) -> Mapping[Heading, int]:
        """How many findings there are under each heading."""


class RuleTotal(NamedTuple):
    """How often a rule heads a finding, and in how many submissions."""

    heading: Heading
    findings: int
    submissions: int


class DepartmentTotal(NamedTuple):
    """What a department's submissions come to; the name is None for those that do not say it."""

    name: str | None
    submissions: int
    unreadable: int
    counts: tuple[int, ...]
    """Findings of each severity, gravest first."""


@dataclass(slots=True)
class Summary:
    """What any number of reports come to.

    >>> from budgetspec.report import Report
    >>> summary = Summary()
    >>> summary.add(Report(department="某办公室"))
    >>> summary.submissions, summary.unreadable, summary.with_errors
    (1, 0, 0)
    """

    submissions: int = 0
    unreadable: int = 0
    with_errors: int = 0
    _findings: Counter[Heading] = field(default_factory=Counter)
    _places: Counter[Heading] = field(default_factory=Counter)
    _departments: dict[str | None, tuple[int, ...]] = field(default_factory=dict)

    def add(self, report: Counted) -> None:
        """Take one report in."""
        errors = report.counts[Severity.ERROR] > 0
        self.submissions += 1
        self.unreadable += report.unreadable
        self.with_errors += errors and not report.unreadable
        self._findings.update(report.headings)
        self._places.update(report.headings.keys())
        numbers = (1, int(report.unreadable), *(report.counts[severity] for severity in Severity))
        before = self._departments.get(report.department)
        self._departments[report.department] = tuple(map(sum, zip(numbers, before, strict=True))) if before else numbers

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        return {s: sum(n for heading, n in self._findings.items() if heading.severity is s) for s in Severity}

    def rules(self) -> list[RuleTotal]:
        """Return the rules that head findings: the gravest first, of these those of the most submissions."""
        totals = [RuleTotal(heading, n, self._places[heading]) for heading, n in self._findings.items()]
        return sorted(totals, key=lambda t: (_GRAVITY[t.heading.severity], -t.submissions, -t.findings, t.heading))

    def departments(self) -> list[DepartmentTotal]:
        """Return the departments: those with the most errors first, then warnings, then by name."""
        totals = [DepartmentTotal(name, n, bad, tuple(counts)) for name, (n, bad, *counts) in self._departments.items()]
        return sorted(totals, key=lambda t: ([-n for n in (*t.counts, t.unreadable)], t.name or ""))

    def to_dict(self) -> dict[str, Any]:
        """Return the summary as JSON values, keys in the documented order."""
        return {
            "version": FORMAT_VERSION,
            "tool": f"budgetspec {__version__}",
            "submissions": self.submissions,
            "unreadable": self.unreadable,
            "with_errors": self.with_errors,
            "summary": {severity.value: count for severity, count in self.counts.items()},
            "rules": [
                {**_heading(rule.heading), "findings": rule.findings, "submissions": rule.submissions} for rule in self.rules()
            ],
            "departments": list(map(_department, self.departments())),
        }


def _heading(heading: Heading) -> dict[str, str]:
    return {"rule": heading.rule, "severity": heading.severity.value, "title": heading.title}


def _department(total: DepartmentTotal) -> dict[str, Any]:
    counts = dict(zip(map(str, Severity), total.counts, strict=True))
    return {"department": total.name, "submissions": total.submissions, "unreadable": total.unreadable, **counts}
