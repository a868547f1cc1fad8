"""Where a command reads and writes, and the options that several commands share."""

from __future__ import annotations

import argparse
import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from budgetspec.arguments import Option, WrongUsage
from budgetspec.files import cannot_write
from budgetspec.finding import Bilingual, BudgetspecError, Language
from budgetspec.render.controls import escaped
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.checker import Checker
    from budgetspec.rulebook import Rulebook
    from budgetspec.submission import Submission

_CLOSED_PIPE: Final = {errno.EPIPE, errno.EINVAL}
"""What writing to a closed pipe is called; Windows says ``EINVAL``."""

FORM: Final = Option(
    ("--form",),
    Bilingual("表式：内置的名称，或自己的表式文件夹", "form: the name of a shipped one, or a folder"),
    {"metavar": "NAME|DIR"},
)

RULES: Final = Option(
    ("--rules",),
    Bilingual("用这些规则代替表式的规则", "rules to use instead of the form's"),
    {"metavar": "FILE|DIR", "type": Path},
)
ADD: Final = Option(
    ("--add",),
    Bilingual("另加这些规则；可以写几次", "rules to use besides; may be given several times"),
    {"metavar": "FILE|DIR", "type": Path, "action": "append", "default": []},
)
PRIOR: Final = Option(
    ("--prior",),
    Bilingual("上年的公开，本年与它相比", "last year's submission, to compare with"),
    {"metavar": "FILE"},
)


@dataclass(slots=True)
class Output:
    """A stream that is written to until its reader leaves; then ``open`` is false and nothing is written any more."""

    stream: TextIO
    name: str
    open: bool = True

    def write(self, text: str) -> None:
        """Write and flush; raises ``BudgetspecError`` where that fails."""
        if not self.open:
            return
        try:
            self.stream.write(text)
            self.stream.flush()
        except OSError as error:
            self.open = False
            _discard(self.stream)
            if error.errno not in _CLOSED_PIPE:
                raise cannot_write(self.name, error) from error


@dataclass(frozen=True, slots=True)
class Console:
    """Where a command reads, writes and complains, and in which language."""

    stdin: BinaryIO
    stdout: Output
    stderr: Output
    language: Language

    def said(self, zh: str, en: str) -> str:
        """Return the wording in the console's language."""
        return Bilingual(zh, en).said(self.language)

    def show(self, text: str) -> None:
        """Write text to stdout in which names may stand that somebody else has given: none of them steers a terminal."""
        self.stdout.write(escaped(text))

    def complain(self, message: str) -> None:
        """Write one message to stderr."""
        self.stderr.write(f"budgetspec: {escaped(message.rstrip())}\n")


def rulebook_of(options: argparse.Namespace, console: Console) -> Rulebook:
    """Load the rulebook that ``FORM``, ``RULES`` and ``ADD`` name."""
    from budgetspec.kept import shipped  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook, forms  # noqa: PLC0415 - as above

    form = form_of(options, console)
    if form in forms() and not options.rules and not options.add:
        return shipped(form)
    return Rulebook.load(form, rules=options.rules, add=options.add)


def prior_of(options: argparse.Namespace, checker: Checker) -> Submission | None:
    """Read last year's submission that ``PRIOR`` names, once for all; raises ``BudgetspecError`` if it cannot be read."""
    if options.prior is None:
        return None
    try:
        return checker.open(Path(options.prior))[1]
    except BudgetspecError as error:
        raise BudgetspecError(f"--prior {options.prior}: {error}") from error


UNREADABLE: Final = 3
"""The exit code where an input could not be read."""
_FAULTY: Final = 2


def opened(options: argparse.Namespace, console: Console) -> tuple[Rulebook, Submission, int] | int:
    """Read the one submission that ``path`` names, with its rulebook, and say what is wrong with its rules.

    Returns the exit code besides, or it alone where the submission could not be read, which is told.
    """
    from budgetspec.checker import Checker  # noqa: PLC0415 - it takes its time
    from budgetspec.kept import shipped  # noqa: PLC0415 - as above

    named = options.form or options.rules or options.add
    checker = Checker(rulebook_of(options, console) if named else None, language=console.language, load=shipped)
    try:
        book, submission = checker.open(console.stdin if options.path == "-" else options.path)
    except BudgetspecError as error:
        console.complain(error.said(console.language))
        return UNREADABLE
    for problem in book.problems:
        console.complain(problem.render(console.language))
    return book, submission, _FAULTY if book.problems else 0


def form_of(options: argparse.Namespace, console: Console) -> str:
    """Return the form that was named, or the shipped one that is meant where none is."""
    from budgetspec.rulebook import default_form, forms  # noqa: PLC0415 - it takes its time

    if options.form:
        return str(options.form)
    name = default_form()
    if name is None:
        shipped = forms()
        raise WrongUsage(console.said(f"请用 --form 指明表式：{'、'.join(shipped)}", f"name a --form: {', '.join(shipped)}"))
    return name


def _discard(stream: TextIO) -> None:
    """Send what is still buffered nowhere: Python would try to write it once more at exit, and complain."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())
