"""The outcome of checking one submission, and its form as JSON (described by ``schema/report.schema.json``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import InitVar, asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from budgetspec import __version__
from budgetspec.finding import Amendment, Finding, Kind, Language, Severity, Tally, Undecided, Verdict

FORMAT_VERSION: Final = 1
MAX_FINDINGS: Final = 1000
"""So many findings are in a report unless its reader asks for more."""

_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}


class Heading(NamedTuple):
    """What a finding is headed by: gravity, rule and title."""

    severity: Severity
    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a submission: findings by severity, then in the order given, at most ``max_findings`` of them.

    ``counts``, ``headings`` and the verdicts take in those beyond ``max_findings`` too; ``truncated`` says how many they are.
    ``untold`` heads the findings that were not even made, as ``max_findings`` of their severity come before them.
    ``unreadable`` is set where the input could not be read at all; its one finding says why.
    """

    source: str | None = None
    sha256: str | None = None
    form: str | None = None
    rulebook: str | None = None
    rulebook_version: str | None = None
    amendments: tuple[Amendment, ...] = ()
    department: str | None = None
    year: int | None = None
    findings: tuple[Finding, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    checks: Tally = field(default_factory=Tally)
    unreadable: bool = False
    language: Language = "zh"
    max_findings: InitVar[int | None] = None
    untold: InitVar[Iterable[Heading]] = ()
    counts: dict[Severity, int] = field(init=False)
    headings: Counter[Heading] = field(init=False)
    faulty: bool = field(init=False)
    truncated: int = field(init=False)

    def __post_init__(self, max_findings: int | None, untold: Iterable[Heading]) -> None:
        every = sorted(self.findings, key=lambda finding: _GRAVITY[finding.severity])
        shown = tuple(every[:max_findings])
        headings = Counter(Heading(f.severity, f.rule, f.title) for f in every)
        headings.update(untold)
        counts = {severity: sum(n for heading, n in headings.items() if heading.severity is severity) for severity in Severity}
        object.__setattr__(self, "findings", shown)
        object.__setattr__(self, "counts", counts)
        object.__setattr__(self, "headings", headings)
        object.__setattr__(self, "faulty", any(_is_fault(finding) for finding in every))
        object.__setattr__(self, "truncated", headings.total() - len(shown))

    @property
    def ok(self) -> bool:
        """Whether there is no error.

        >>> Report().ok
        True
        """
        return self.counts[Severity.ERROR] == 0

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> int:
        """Return 3 for an unreadable input, 2 for a faulty rulebook, 1 for findings at or above ``fail_on``, or 0."""
        if self.unreadable:
            return 3
        if self.faulty:
            return 2
        return int(any(count and _GRAVITY[severity] <= _GRAVITY[fail_on] for severity, count in self.counts.items()))

    def _rulebook(self) -> dict[str, Any]:
        amendments = [_as_json(asdict(amendment)) for amendment in self.amendments]
        return {"name": self.rulebook, "version": self.rulebook_version, "amendments": amendments}

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values, keys in the documented order."""
        return {
            "version": FORMAT_VERSION,
            "tool": f"budgetspec {__version__}",
            "source": self.source,
            "sha256": self.sha256,
            "form": self.form,
            "rulebook": self._rulebook() if self.rulebook else None,
            "department": self.department,
            "year": self.year,
            "summary": {
                **{severity.value: self.counts[severity] for severity in Severity},
                "checks": {verdict.value: self.checks.counts.get(verdict, 0) for verdict in Verdict},
            },
            "findings": [_finding(finding) for finding in self.findings],
            "undecided": [_as_json(asdict(undecided)) for undecided in self.undecided],
            "truncated": self.truncated,
        }


def _is_fault(finding: Finding) -> bool:
    return finding.kind is Kind.RULEBOOK and finding.severity is Severity.ERROR


def _finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values; what has a span is among its quotes, and only imported cells have a place in print."""
    content = asdict(finding)
    for cell in content["cells"]:
        del cell["span"]
        if cell["printed_at"] is None:
            del cell["printed_at"]
    return {key: _as_json(value) for key, value in content.items()}


def _as_json(value: Any) -> Any:
    match value:
        case dict():
            return {key: _as_json(child) for key, child in value.items()}
        case list() | tuple():
            return [_as_json(child) for child in value]
        case StrEnum():
            return value.value
        case _:
            return value
