"""Checks many submissions, whatever is wrong with one of them, and keeps of each only what is printed and counted."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.finding import Bilingual, BudgetspecError, Finding, Kind, Severity
from budgetspec.inputs import Entry
from budgetspec.render import render
from budgetspec.report import Heading, Report
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.checker import Checker
    from budgetspec.submission import Submission

_UNREADABLE: Final = Bilingual("无法读取", "cannot be read")
_DIED: Final = Bilingual("检查它的进程意外终止，可能内存不足", "the process that checked it died, perhaps for want of memory")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is kept of a report: its text, its exit code, and what a summary counts."""

    text: str
    code: int
    department: str | None
    unreadable: bool
    counts: Mapping[Severity, int]
    headings: Mapping[Heading, int]


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with each entry: it is checked, and its report written in a style."""

    checker: Checker
    prior: Submission | None = None
    style: str = "text"
    fail_on: Severity = Severity.ERROR

    def __call__(self, entry: Entry) -> Outcome | None:
        """Check an entry; None for a listed one that is no submission."""
        try:
            report = self._report(entry)
        except BudgetspecError as error:
            return self._failed(entry, error.said(self.checker.language))
        except Exception as error:  # noqa: BLE001 - a fault of ours in one submission must not stop the others
            return self._failed(entry, _fault(error).said(self.checker.language))
        return None if report is None else self._outcome(report)

    def outcomes(self, entries: Iterable[Entry], jobs: int = 1) -> Generator[tuple[Entry, Outcome | None], None, None]:
        """Give each entry with its outcome, in order and the same for any number of ``jobs``, which are processes.

        Close the iterator to stop before its end; what is under way is then waited for.
        """
        if jobs == 1:
            return ((entry, self(entry)) for entry in entries)
        from budgetspec.pool import Pool  # noqa: PLC0415 - takes its time, and one process does without

        return Pool(self, jobs, self._lost).results(entries)

    def _lost(self, entry: Entry) -> Outcome | None:
        return self._failed(entry, _DIED.said(self.checker.language))

    def _failed(self, entry: Entry, why: str) -> Outcome:
        language = self.checker.language
        finding = Finding(Kind.INPUT.value, Kind.INPUT, Severity.ERROR, _UNREADABLE.said(language), why)
        return self._outcome(Report(source=entry.source, findings=(finding,), unreadable=True, language=language))

    def _report(self, entry: Entry) -> Report | None:
        if isinstance(entry.text, BudgetspecError):
            raise entry.text
        return self.checker.check_listed(entry.text, entry.source, self.prior, line=entry.line, may_be_other=entry.listed)

    def _outcome(self, report: Report) -> Outcome:
        text, code = render(report, self.style), report.exit_code(self.fail_on)
        return Outcome(text, code, report.department, report.unreadable, report.counts, report.headings)


def _fault(error: Exception) -> Bilingual:
    """Say of an unforeseen exception what it is and where: what a report of the fault needs."""
    from traceback import extract_tb  # noqa: PLC0415 - hardly ever needed

    last = extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
    return Bilingual(f"程序出错，请报告给开发者：{said}", f"a fault of the program, please report it: {said}")
