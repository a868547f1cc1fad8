"""The facade: rulebooks, made ready once, check any number of submissions."""

from __future__ import annotations

import hashlib
import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from budgetspec.disclosure import Disclosure
from budgetspec.files import beginning
from budgetspec.finding import Bilingual, BudgetspecError, Cell, Finding, Kind, Language, Severity
from budgetspec.garbage import uncollected
from budgetspec.importing.forms import Form, Forms
from budgetspec.importing.opening import opened, taken
from budgetspec.judge import Selection, judge
from budgetspec.lang.problems import Problem
from budgetspec.reader import MAX_BYTES, Reading, from_python
from budgetspec.report import MAX_FINDINGS, Heading, Report
from budgetspec.rulebook import Rulebook, forms
from budgetspec.submission import Submission

Input = str | Path | bytes | BinaryIO | Mapping[str, Any] | list[Any]
"""A path, the JSON text as bytes or a binary file, or a parsed document, which may be anything that JSON can be."""

_TITLES: Final = {
    Kind.INPUT: Bilingual("无法读取", "cannot be read"),
    Kind.SCHEMA: Bilingual("不符合表式", "not as the form declares"),
}
_IMPORTED: Final = Bilingual("导入时的问题", "a remark on the import")
_GRAVITY: Final = {severity: rank for rank, severity in enumerate(Severity)}
_FAULTY_RULE: Final = Bilingual("规则有误，未能运行", "a faulty rule could not run")
_FAULTY_FILE: Final = Bilingual("规则文件有误", "a rule file is faulty")
_NOTHING_TO_READ: Final = Bilingual(
    "要检查的应是路径、bytes、以二进制打开的文件或解析好的 dict，不是 {}",
    "what is checked is a path, bytes, a file opened in binary mode or a parsed dict, not {}",
)
_UNKNOWN_FORM: Final = Bilingual("不认识表式{}，内置的有 {}", "unknown form {}; there are {}")
_NO_FORM: Final = Bilingual("没有写明是哪一种表式，内置的有 {}", "it does not say which form it is of; there are {}")


class Checker:
    """Checks submissions against a rulebook, or against every shipped form, chosen by what the submission says it is.

    Holds no state between submissions: one checker serves any number of threads, and any executor of
    ``concurrent.futures``: a process that is sent the same checker again and again makes it ready once.
    ``only`` and ``skip`` are globs on rule ids; ``max_findings`` bounds a report (None: all are in
    it), ``max_bytes`` what is read. A shipped form is loaded, by ``load``, when the first submission names it.
    """

    def __init__(  # noqa: PLR0913 - each has its default
        self,
        rulebook: Rulebook | None = None,
        *,
        language: Language = "zh",
        only: Iterable[str] = (),
        skip: Iterable[str] = (),
        max_findings: int | None = MAX_FINDINGS,
        max_bytes: int | None = None,
        load: Callable[[str], Rulebook] = Rulebook.load,
    ) -> None:
        self._chosen = rulebook
        self._names = (rulebook.name,) if rulebook else tuple(forms())
        self._books = {rulebook.name: rulebook} if rulebook else {}
        self.language, self._selection = language, Selection(tuple(only), tuple(skip))
        self._load = load
        self._max_findings, self.max_bytes = max_findings, max_bytes or MAX_BYTES

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._packed, self.language, self._selection, self._max_findings, self.max_bytes, self._load)

    @cached_property
    def _packed(self) -> bytes | None:
        """The rulebook to send, None for the shipped ones, which every process has."""
        return zlib.compress(pickle.dumps(self._chosen)) if self._chosen else None

    @property
    def rulebooks(self) -> dict[str, Rulebook]:
        """The rulebooks by the names of their forms; those that no submission has asked for so far are loaded now."""
        return {name: self._of_form(name) for name in self._names}

    def _of_form(self, name: str) -> Rulebook:
        if name not in self._books:
            self._books.setdefault(name, self._load(name))
        return self._books[name]

    @cached_property
    def _forms(self) -> Mapping[str, Form]:
        """What importing needs of the forms."""
        book = self._chosen
        return {book.name: Form(book.schema, book.codes)} if book else Forms(self._names)

    @uncollected
    def check(self, submission: Input, source: str | None = None, prior: Input | Submission | None = None) -> Report:
        """Check one submission; ``source`` is what the report calls it, ``prior`` last year's, opened or not.

        Whatever is wrong with the submission is a finding. Raises ``BudgetspecError`` if a path leads to no
        file, or the submission of the year before cannot be read.
        """
        before = self._value(prior)
        reading, name, digest = self._read(submission)
        return self._report(reading, source or name, digest, before)

    @uncollected
    def check_listed(
        self, text: Path | bytes, source: str, prior: Submission | None = None, *, line: int = 1, may_be_other: bool = False
    ) -> Report | None:
        """Check one of many texts, which begins at a line of its source; None where it may be, and is, no submission.

        What can be read and has no place that names a form is none, nor is a workbook without tables of any form.
        """
        reading, _, digest = self._read(text)
        if may_be_other and (reading.foreign or not (reading.fatal or self._may_be_one(reading.value))):
            return None
        return self._report(reading.begun_at(line), source, digest, self._value(prior))

    def _may_be_one(self, value: object) -> bool:
        return any(_names_form(book, value) for book in self.rulebooks.values())

    def open(self, submission: Input, prior: Input | Submission | None = None) -> tuple[Rulebook, Submission]:
        """Read a submission without judging it; raises ``BudgetspecError`` if it cannot be read."""
        reading, _, _ = self._read(submission)
        if reading.fatal:
            raise BudgetspecError(reading.problems[0].said(self.language))
        book = self._rulebook(reading.value)
        if isinstance(book, Bilingual):
            raise BudgetspecError(book.said(self.language))
        return book, book.submission(reading.value, self._value(prior))

    def _value(self, prior: Input | Submission | None) -> Any:
        """Return the submission of the year before as parsed, None if there is none."""
        if prior is None:
            return None
        return (prior if isinstance(prior, Submission) else self.open(prior)[1]).disclosure.value

    def _read(self, submission: Input) -> tuple[Reading, str | None, str | None]:
        """Read a submission: what there is, what to call it, and the digest of its bytes."""
        if isinstance(submission, Mapping | list):
            return taken(from_python(submission), self._forms), None, None
        data, name = self._bytes_of(submission)
        return opened(data, self._forms, max_bytes=self.max_bytes), name, hashlib.sha256(data).hexdigest()

    def _report(self, reading: Reading, source: str | None, digest: str | None, before: Any) -> Report:
        if reading.fatal:
            told = [self._finding(Cell(p.pointer), _Wrong(p.pointer, p.wording, Kind.INPUT)) for p in reading.problems]
            return self._bare(source, digest, told)
        book = self._rulebook(reading.value)
        if isinstance(book, Bilingual):
            return self._bare(source, digest, [self._finding(Cell(""), _Wrong("", book, Kind.INPUT))])
        submission = book.submission(reading.value, before)
        disclosure = submission.disclosure
        judgement = judge(book, submission, self._selection, self.language)
        wrong = sorted(
            self._wrong(book, reading, disclosure), key=lambda each: (_GRAVITY[each.severity], disclosure.order(each.pointer))
        )
        told = [self._finding(disclosure.place(each.pointer), each) for each in wrong[: self._max_findings]]
        found = sorted((*told, *judgement.findings), key=lambda f: _place(f, disclosure))
        department = disclosure.role("department")
        return Report(
            source=source,
            sha256=digest,
            form=book.name,
            rulebook=book.name,
            rulebook_version=book.version,
            amendments=book.amendments,
            department=department if isinstance(department, str) else None,
            year=disclosure.year,
            findings=(*_faults(book, self.language), *(self._printed(finding, reading) for finding in found)),
            undecided=judgement.undecided,
            checks=judgement.tally,
            language=self.language,
            max_findings=self._max_findings,
            untold=(self._heading(each) for each in wrong[len(told) :]),
        )

    def _bytes_of(self, submission: str | Path | bytes | BinaryIO) -> tuple[bytes, str | None]:
        """Return what there is to read, hardly more than may be read, and what to call it."""
        match submission:
            case bytes():
                return submission, None
            case str() | Path():
                return beginning(Path(submission), self.max_bytes + 1), str(submission)
        data = _rest_of(submission, self.max_bytes + 1) if hasattr(submission, "read") else None
        if not isinstance(data, bytes):
            raise BudgetspecError(_NOTHING_TO_READ.said(self.language).format(type(submission).__name__))
        return data, getattr(submission, "name", None)

    def _bare(self, source: str | None, digest: str | None, findings: list[Finding]) -> Report:
        return Report(source=source, sha256=digest, findings=tuple(findings), unreadable=True, language=self.language)

    def _named(self, value: object) -> Rulebook | None:
        """Return the shipped form that a submission names, without loading any other."""
        named = (name for name in self._names if isinstance(value, dict) and name in value.values())
        books = map(self._of_form, named)
        return next((book for book in books if _stated_form(book, value) == book.name), None)

    def _rulebook(self, value: object) -> Rulebook | Bilingual:
        """Choose the form a submission says it is; a submission that does not say is taken for the only one there is."""
        if self._chosen:
            return self._chosen
        if (named := self._named(value)) is not None:
            return named
        stated = {_stated_form(book, value) for book in self.rulebooks.values()} - {None}
        found = [self.rulebooks[name] for name in sorted(stated, key=str) if name in self.rulebooks]
        if not stated and len(self.rulebooks) == 1:
            found = list(self.rulebooks.values())
        if found:
            return found[0]
        unknown = [f"“{name}”" for name in sorted(map(str, stated))[:1]]
        wording, told = (_UNKNOWN_FORM if unknown else _NO_FORM), (*unknown, "、".join(self.rulebooks))
        return Bilingual(wording.zh.format(*told), wording.en.format(*told))

    def _wrong(self, book: Rulebook, reading: Reading, disclosure: Disclosure) -> Iterator[_Wrong]:
        """Go through the places that cannot be read or are not as the form declares; there may be very many."""
        yield from (_Wrong(each.pointer, each.wording, Kind.INPUT, each.severity) for each in reading.problems)
        told = {each.pointer for each in reading.problems}
        problems = book.conformance.problems(reading.value)
        yield from (_Wrong(each.pointer, each.message, Kind.SCHEMA) for each in problems if each.pointer not in told)
        yield from (_Wrong(each.pointer, each.message, Kind.SCHEMA) for each in disclosure.unplaced)

    def _printed(self, finding: Finding, reading: Reading) -> Finding:
        """Say of the cells of an imported document where its file prints them."""
        if not any(cell.pointer in reading.places for cell in finding.cells):
            return finding
        said = {cell.pointer: reading.places.get(cell.pointer) for cell in finding.cells}
        places = {pointer: place.said(self.language) for pointer, place in said.items() if place}
        return replace(finding, cells=tuple(replace(cell, printed_at=places.get(cell.pointer)) for cell in finding.cells))

    def _finding(self, cell: Cell, wrong: _Wrong) -> Finding:
        severity, rule, title = self._heading(wrong)
        cells = (cell,) if cell.pointer else ()
        return Finding(rule, wrong.kind, severity, title, wrong.message.said(self.language), cells=cells)

    def _heading(self, wrong: _Wrong) -> Heading:
        title = _TITLES[wrong.kind] if wrong.severity is Severity.ERROR else _IMPORTED
        return Heading(wrong.severity, wrong.kind.value, title.said(self.language))


class _Wrong(NamedTuple):
    """A mistake of the document itself, before it is made a finding."""

    pointer: str
    message: Bilingual
    kind: Kind
    severity: Severity = Severity.ERROR


def check(
    submission: Input, *, rulebook: Rulebook | None = None, language: Language = "zh", prior: Input | None = None
) -> Report:
    """Check one submission, with that of the year before if it is given; for many, make a ``Checker`` once.

    >>> check({"表式": "dalian-department-budget"}).ok
    False
    """
    return Checker(rulebook, language=language).check(submission, prior=prior)


@lru_cache(maxsize=8)
def _restored(  # noqa: PLR0913, PLR0917 - what a checker is made of
    packed: bytes | None,
    language: Language,
    selection: Selection,
    findings: int | None,
    most: int,
    load: Callable[[str], Rulebook],
) -> Checker:
    """Make a checker of what was pickled, once for all that a process receives of it."""
    book = pickle.loads(zlib.decompress(packed)) if packed else None  # noqa: S301 - inside a pickle already
    only, skip = selection.only, selection.skip
    return Checker(book, language=language, only=only, skip=skip, max_findings=findings, max_bytes=most, load=load)


def _rest_of(stream: BinaryIO, most: int) -> bytes:
    """Return what can still be read of a stream, ``most`` bytes of it at most; it may be closed."""
    try:
        return stream.read(most)
    except (OSError, ValueError) as error:
        raise BudgetspecError(Bilingual(f"文件读不出来：{error}", f"the file cannot be read: {error}")) from error


def _names_form(book: Rulebook, value: object) -> bool:
    """Tell a submission by its having the place where the form is named; what a form has no such place for may be one."""
    for part in book.structure.roles.get("form", ()):
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _stated_form(book: Rulebook, value: object) -> str | None:
    for part in book.structure.roles.get("form", ()):
        value = value.get(part) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _place(finding: Finding, disclosure: Disclosure) -> tuple[int, ...]:
    """Return where a finding's first cell or quote stands in the submission; findings without either come first."""
    places = [*(cell.pointer for cell in finding.cells), *(quote.pointer for quote in finding.quotes)]
    return min(map(disclosure.order, filter(None, places)), default=())


def _faults(book: Rulebook, language: Language) -> list[Finding]:
    return [_fault(problem, language) for problem in book.problems]


def _fault(problem: Problem, language: Language) -> Finding:
    title = (_FAULTY_RULE if problem.rule else _FAULTY_FILE).said(language)
    return Finding(problem.rule or Kind.RULEBOOK.value, Kind.RULEBOOK, Severity.ERROR, title, problem.render(language))
