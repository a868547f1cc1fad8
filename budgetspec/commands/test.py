"""``budgetspec test``: runs the cases of rules, says what none puts to the test, and rewrites what they expect if asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import ADD, FORM, Console, form_of
from budgetspec.files import cannot_write, is_folder
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.render.controls import escaped
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.cases import Case
    from budgetspec.lang.problems import Problem
    from budgetspec.rule import Rule
    from budgetspec.trial import Runner, Trial

_BOM: Final = b"\xef\xbb\xbf"
_FAILURES, _FAULTY = 1, 2
_STEP: Final = 10


@dataclass(slots=True)
class _Session:
    """One run of the command: a runner for each form, what ran, and how many cases or rules were at fault."""

    options: argparse.Namespace
    console: Console
    runners: dict[Path | None, Runner] = field(default_factory=dict)
    trials: list[Trial] = field(default_factory=list)
    faults: int = 0

    def complain(self, problem: Problem) -> None:
        """Say a problem of a case or of the rulebook."""
        self.faults += 1
        self.console.complain(problem.render(self.console.language))

    def say(self, text: str) -> None:
        """Write a line of the result; texts of submissions cannot steer a terminal."""
        self.console.stdout.write(f"{escaped(text)}\n")

    def runner(self, file: Path) -> Runner:
        """Return the runner for a case file: of the form that was named, of the form it stands beside, or of the shipped one."""
        from budgetspec.cases import form_above  # noqa: PLC0415 - it takes its time
        from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time
        from budgetspec.trial import Runner  # noqa: PLC0415 - it takes its time

        above = None if self.options.form else form_above(file)
        if above not in self.runners:
            book = Rulebook.load(above or form_of(self.options, self.console), add=self.options.add)
            self.runners[above] = Runner(book, self.console.language)
            for problem in book.problems:
                self.complain(problem)
        return self.runners[above]


def _test(options: argparse.Namespace, console: Console) -> int:
    from budgetspec import casepages  # noqa: PLC0415 - it takes its time

    if not options.paths:
        raise WrongUsage(console.said("没有给出用例文件或文件夹", "no case file or folder to test"))
    session = _Session(options, console)
    _run(session, _cases(session, _files(options.paths, console)))
    failed = [trial for trial in session.trials if trial.mismatches]
    left = _rewritten(failed, session) if options.update else failed
    for trial in left:
        session.say(f"{casepages.failure_page(trial, console.language)}\n")
    _say_coverage(session)
    session.say(casepages.summary_line(session.trials, len(failed) - len(left), session.faults, console.language))
    return _FAULTY if session.faults else _FAILURES if left else 0


def _files(paths: Sequence[str], console: Console) -> list[Path]:
    """Name every case file once; raises ``BudgetspecError`` for a folder without any."""
    from budgetspec.cases import case_files  # noqa: PLC0415 - it takes its time

    files: dict[Path, None] = {}
    for path in paths:
        below = case_files(Path(path))
        if not below:
            raise BudgetspecError(console.said(f"{path} 之下没有用例（*.yaml）", f"no cases (*.yaml) below {path}"))
        files |= dict.fromkeys(below)
    return list(files)


def _cases(session: _Session, files: Sequence[Path]) -> list[tuple[Path, Case]]:
    """Read every case file; what is wrong with a file or a case is said, and the others run."""
    from budgetspec.cases import read_cases  # noqa: PLC0415 - it takes its time

    found: list[tuple[Path, Case]] = []
    for file in files:
        try:
            cases, problems = read_cases(file)
        except BudgetspecError as error:
            session.faults += 1
            session.console.complain(session.console.said(f"无法读取 {error}", f"cannot read {error}"))
            continue
        found += [(file, case) for case in cases]
        for problem in problems:
            session.complain(problem)
    return found


def _run(session: _Session, cases: Sequence[tuple[Path, Case]]) -> None:
    from budgetspec.lang.problems import Problem  # noqa: PLC0415 - it takes its time

    for file, case in _with_progress(cases, session.console):
        outcome = session.runner(file).run(case)
        if isinstance(outcome, Problem):
            session.complain(outcome)
        else:
            session.trials.append(outcome)


def _with_progress(cases: Sequence[tuple[Path, Case]], console: Console) -> Iterator[tuple[Path, Case]]:
    """Go through the cases; on a terminal, say how far, and leave nothing of it behind."""
    shown = console.stderr.stream.isatty()
    width = 2 * len(str(len(cases))) + 1
    for number, one in enumerate(cases):
        if shown and number % _STEP == 0:
            console.stderr.write(f"\r{f'{number}/{len(cases)}':<{width}}\r")
        yield one
    if shown:
        console.stderr.write(f"\r{'':<{width}}\r")


def _rewritten(failed: Sequence[Trial], session: _Session) -> list[Trial]:
    """Rewrite what failing cases expect, and say so; returns the cases that are left to the author."""
    from budgetspec import casepages  # noqa: PLC0415 - it takes its time
    from budgetspec.rewriting import rewritten  # noqa: PLC0415 - only for --update

    by_file: dict[str, list[Trial]] = {}
    for trial in failed:
        by_file.setdefault(trial.case.text.source.name, []).append(trial)
    left: list[Trial] = []
    for name, trials in by_file.items():
        new = rewritten(trials[0].case.text, trials)
        if new.changes:
            _put(Path(name), new.text)
        for change in new.changes:
            session.say(casepages.change_line(change, session.console.language))
        left += new.left
    return left


def _put(path: Path, text: str) -> None:
    """Write a case file; it keeps its byte order mark and its line ends."""
    try:
        mark = _BOM if path.read_bytes().startswith(_BOM) else b""
        path.write_bytes(mark + text.encode("utf-8"))
    except OSError as error:
        raise cannot_write(path, error) from error


def _say_coverage(session: _Session) -> None:
    """Say what no case puts to the test: of all rules where a folder was named, else of the rules the cases name."""
    from budgetspec import casepages  # noqa: PLC0415 - it takes its time

    whole_form = any(is_folder(path) for path in session.options.paths)
    for runner in session.runners.values():
        rules: list[Rule] = [rule for rule in runner.book.rules if whole_form or rule.id in runner.exercise.verdicts]
        page = casepages.coverage_page(runner.exercise, rules, session.console.language, whole=session.options.coverage)
        if page:
            session.say(page)


TEST: Final = Command(
    "test",
    Bilingual("运行规则的用例", "run the cases of rules"),
    _test,
    (
        Option(
            ("paths",),
            Bilingual("用例文件，或文件夹（其下所有 *.yaml）", "case files, or folders (all *.yaml below)"),
            {"nargs": "*", "metavar": "FILE|DIR…"},
        ),
        Option(
            ("--update",),
            Bilingual("把不通过的用例改写为实际的结果", "rewrite what failing cases expect to what came of them"),
            {"action": "store_true"},
        ),
        Option(
            ("--coverage",),
            Bilingual("全部列出没有用例检验的规则和条件", "list every rule and condition that no case puts to the test"),
            {"action": "store_true"},
        ),
        FORM,
        ADD,
    ),
    Bilingual(
        """\
  budgetspec test 我的表式/                       我的表式/cases 中的用例，用这个表式的规则
  budgetspec test 用例.yaml --add 我的.rules      用内置的表式，另加自己的规则
  budgetspec test 用例.yaml --update              核对过的结果写回用例，注释都保留

一个用例：一条规则、一份公开（可加改动）、应有的结果
  - rule: T04-01
    base: 示例/公开.json                          相对于用例文件；或用 submission: 直接写内容
    set: {"/支出表/行/5/合计": 100}
    verdict: fails                                holds fails undecided not_applicable empty
    at: ["/支出表/行/5/合计"]
    difference: "-50.00"

退出码：0 都通过  1 有不通过的  2 用法、规则或用例有误
""",
        """\
  budgetspec test my-form/                        the cases in my-form/cases, with the rules of that form
  budgetspec test cases.yaml --add my.rules       with the shipped form, and rules of your own besides
  budgetspec test cases.yaml --update             write results you have looked at into the cases; comments are kept

a case is a rule, a submission (perhaps changed), and what must come of it
  - rule: T04-01
    base: examples/disclosure.json                relative to the case file; or write it out under submission:
    set: {"/支出表/行/5/合计": 100}
    verdict: fails                                holds fails undecided not_applicable empty
    at: ["/支出表/行/5/合计"]
    difference: "-50.00"

exit codes: 0 all passed, 1 some failed, 2 wrong usage, faulty rules or faulty cases
""",
    ),
)
