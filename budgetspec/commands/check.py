"""``budgetspec check``: reports on submissions."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import ADD, FORM, PRIOR, RULES, Console, Output, prior_of, rulebook_of
from budgetspec.commands.progress import Progress
from budgetspec.files import cannot_write, is_folder, is_there
from budgetspec.finding import Bilingual, BudgetspecError, Severity
from budgetspec.inputs import STREAM, SUFFIXES, Entry, File, entries, files, is_one, line_entries, size
from budgetspec.render import FORMATS
from budgetspec.report import MAX_FINDINGS
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.batch import Outcome, Work
    from budgetspec.checker import Checker
    from budgetspec.rulebook import Rulebook
    from budgetspec.summary import Summary

_NOTHING: Final = 2
"""The exit code where a path leads to no submission."""
_MOST_JOBS: Final = 61
"""Windows waits for no more processes than these."""


def _check(options: argparse.Namespace, console: Console) -> int:
    options = _with_paths_among_ids(options)
    if not options.paths:
        raise WrongUsage(console.said("没有给出要检查的文件或文件夹", "no file or folder to check"))
    run = _run(options, console)
    run.ensure_inputs_are_kept()
    with _written(options.output) as output, _written(options.summary) as page:
        run.check_all(output or console.stdout)
        run.sum_up(output or console.stdout, page)
    return run.code


def _run(options: argparse.Namespace, console: Console) -> _Run:
    from budgetspec.batch import Work  # noqa: PLC0415 - it takes its time
    from budgetspec.summary import Summary  # noqa: PLC0415 - as above

    checker = _checker(options, console)
    style = "jsonl" if options.format == "json" and _may_be_several(options) else options.format
    work = Work(checker, prior_of(options, checker), style, Severity(options.fail_on))
    return _Run(options, console, work, Summary())


def _may_be_several(options: argparse.Namespace) -> bool:
    """Tell by the arguments alone, so that the format does not depend on how much a folder happens to hold."""
    return len(options.paths) > 1 or options.lines or not is_one(options.paths[0])


@dataclass(slots=True)
class _Run:
    """One run of the command: what it does, and what has come of it so far."""

    options: argparse.Namespace
    console: Console
    work: Work
    summary: Summary
    code: int = 0
    fruitful: set[str] = field(default_factory=set)
    """The paths that led to a submission."""

    def check_all(self, output: Output) -> None:
        """Check everything and write the reports; ends early if nobody reads them any more."""
        progress = self._progress()
        with closing(self.work.outcomes(self._entries(), self._jobs())) as outcomes:
            for entry, outcome in outcomes:
                if outcome:
                    if output.stream.isatty():
                        progress.clear()
                    self._take(entry, outcome, output)
                if not output.open:
                    break
                progress.add(entry.size, submissions=outcome is not None)
        progress.clear()

    def _take(self, entry: Entry, outcome: Outcome, output: Output) -> None:
        output.write("\n" * (self.work.style == "text" and self.summary.submissions > 0) + outcome.text)
        self.summary.add(outcome)
        self.code = max(self.code, outcome.code)
        self.fruitful.add(entry.asked)

    def sum_up(self, output: Output, page: Output | None) -> None:
        """Write what the reports come to, and say which paths led to none."""
        from budgetspec.summarypage import as_json, as_text  # noqa: PLC0415 - only now

        if self.work.style == "text" and self.summary.submissions > 1:
            output.write("\n" + as_text(self.summary, self.console.language))
        if page:
            for piece in as_json(self.summary):
                page.write(piece)
        for path in dict.fromkeys(self.options.paths) if output.open else ():
            if path not in self.fruitful:
                self.code = max(self.code, _NOTHING)
                self.console.complain(_no_submission(path).said(self.console.language))

    def ensure_inputs_are_kept(self) -> None:
        """Raise ``BudgetspecError`` rather than overwrite an input, or one result with the other."""
        results = self._results()
        if len(results) > 1 and Path(self.options.output).resolve() == Path(self.options.summary).resolve():
            raise WrongUsage(self.console.said("--output 和 --summary 是同一个文件", "--output and --summary are one file"))
        for option, path in results.items():
            if any(_same(file.path, path) and self._holds_submissions(file) for file in self._files()):
                zh, en = f"{option} {path} 会覆盖输入", f"{option} {path} would overwrite an input"
                raise BudgetspecError(self.console.said(zh, en))

    def _results(self) -> dict[str, str]:
        """Name the files to write, by their options."""
        named = {"--output": self.options.output, "--summary": self.options.summary}
        return {option: path for option, path in named.items() if path is not None}

    def _holds_submissions(self, file: File) -> bool:
        return not file.listed or any(map(self.work, self._within(file)))

    def _files(self) -> Iterator[File]:
        yield from (file for path in self.options.paths if path != STREAM for file in files(path))

    def _within(self, file: File) -> Iterator[Entry]:
        return entries(file, self.work.checker.max_bytes, lines=self.options.lines)

    def _entries(self) -> Iterator[Entry]:
        """Go through everything to check but the results of this run, which may be written into a folder that is checked."""
        results = self._results().values()
        for path in self.options.paths:
            for file in files(path) if path != STREAM else ():
                if not (file.listed and any(_same(file.path, result) for result in results)):
                    yield from self._within(file)
            if path == STREAM:
                yield from self._streamed()

    def _streamed(self) -> Iterator[Entry]:
        most, stdin = self.work.checker.max_bytes, self.console.stdin
        if self.options.lines:
            yield from line_entries(stdin, File(Path(STREAM), STREAM), most)
        else:
            data = stdin.read(most + 1)
            yield Entry(STREAM, data, len(data), STREAM)

    def _jobs(self) -> int:
        jobs: int = self.options.jobs or _cores()
        return min(jobs, _MOST_JOBS) if _may_be_several(self.options) else 1

    def _progress(self) -> Progress:
        """Follow the run on a terminal; how much there is to do cannot be known of a stream."""
        shown = self.console.stderr.stream.isatty()
        known = shown and STREAM not in self.options.paths
        return Progress(self.console, sum(map(size, self._files())) if known else 0, shown=shown)


def _cores() -> int:
    """Return how many cores this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _same(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _no_submission(path: str) -> Bilingual:
    if is_folder(path):
        kinds = "、".join(f"*{suffix}" for suffix in SUFFIXES)
        return Bilingual(f"{path} 之下没有部门预算公开（{kinds}）", f"no submission ({kinds.replace('、', ', ')}) below {path}")
    return Bilingual(f"{path} 中没有部门预算公开", f"no submission in {path}")


def _with_paths_among_ids(options: argparse.Namespace) -> argparse.Namespace:
    """Give paths back that stand after the ids of ``--only`` or ``--skip``: ``check --only T04-01 disclosure.json``."""
    ids: dict[str, list[str]] = {"only": [], "skip": []}
    paths = list(options.paths)
    for option, found in ids.items():
        for word in getattr(options, option):
            if word == STREAM or word.endswith(SUFFIXES) or is_there(word):
                paths.append(word)
            else:
                found.extend(filter(None, word.split(",")))
    return argparse.Namespace(**{**vars(options), **ids, "paths": paths})


def _checker(options: argparse.Namespace, console: Console) -> Checker:
    """Make a checker of the options; without any that names a rulebook, each submission says its form."""
    from budgetspec.checker import Checker  # noqa: PLC0415 - it takes its time
    from budgetspec.kept import shipped  # noqa: PLC0415 - as above

    checker = Checker(
        rulebook_of(options, console) if options.form or options.rules or options.add else None,
        language=console.language,
        only=options.only,
        skip=options.skip,
        max_findings=options.max_findings,
        max_bytes=options.max_bytes,
        load=shipped,
    )
    for glob in options.only:
        _ensure_rules(glob, list(checker.rulebooks.values()), console)
    return checker


def _ensure_rules(glob: str, books: Sequence[Rulebook], console: Console) -> None:
    """Raise ``BudgetspecError`` if no rule that runs, or should, is called so."""
    running = [rule.id for book in books for rule in book.rules]
    faulty = [problem.rule for book in books for problem in book.problems if problem.rule]
    if any(fnmatchcase(rule, glob) for rule in (*running, *faulty)):
        return
    for amendment in (amendment for book in books for amendment in book.amendments if fnmatchcase(amendment.rule, glob)):
        said = f"{amendment.rule} {amendment.said(console.language)}"
        raise BudgetspecError(
            console.said(f"没有可查的规则：--only {glob} 选的 {said}", f"no rule left to check: --only {glob} chooses {said}")
        )
    raise BudgetspecError(console.said(f"没有规则符合 --only {glob}", f"no rule is called {glob} (--only)"))


@contextmanager
def _written(path: str | None) -> Iterator[Output | None]:
    """Open a file to write a result into, if one is asked for."""
    if path is None:
        yield None
        return
    try:
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield Output(stream, path)
    except OSError as error:
        raise cannot_write(path, error) from error


def _natural(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a whole number, not {text}")
    return int(text)


CHECK: Final = Command(
    "check",
    Bilingual("检查部门预算公开", "check submissions"),
    _check,
    (
        Option(
            ("paths",),
            Bilingual(
                "文件、文件夹（其下所有公开）、通配符、JSON Lines（*.jsonl）或 -（标准输入）",
                "files, folders (all submissions below), globs, JSON Lines (*.jsonl) or - (stdin)",
            ),
            {"nargs": "*", "metavar": "PATH…"},
        ),
        Option(
            ("--format",),
            Bilingual("报告的格式；多个输入时 json 即 jsonl", "of the report; json of several inputs is jsonl"),
            {"choices": FORMATS, "default": "text"},
        ),
        Option(("--output",), Bilingual("报告写入文件", "write the report to a file"), {"metavar": "FILE"}),
        Option(
            ("--summary",),
            Bilingual("按规则、按部门的汇总写入文件（JSON）", "write a summary by rule and by department to a file (JSON)"),
            {"metavar": "FILE"},
        ),
        Option(
            ("--lines",),
            Bilingual("每行一份（JSON Lines），不论叫什么名", "one submission a line (JSON Lines), whatever the name"),
            {"action": "store_true"},
        ),
        Option(
            ("--jobs",),
            Bilingual("同时用几个进程检查，0 为每核一个（默认 1）", "check in N processes, 0: one a core (1)"),
            {"metavar": "N", "type": _natural, "default": 1},
        ),
        FORM,
        RULES,
        ADD,
        Option(
            ("--only",),
            Bilingual("只查这些规则，可用通配符", "check these rules only; globs"),
            {"metavar": "ID", "nargs": "+", "action": "extend", "default": []},
        ),
        Option(
            ("--skip",),
            Bilingual("不查这些规则，可用通配符", "leave these rules out; globs"),
            {"metavar": "ID", "nargs": "+", "action": "extend", "default": []},
        ),
        PRIOR,
        Option(
            ("--fail-on",),
            Bilingual("有此级别以上的问题时退出码为 1（默认 error）", "exit 1 on findings of this level or above (error)"),
            {"choices": [severity.value for severity in Severity], "default": Severity.ERROR.value},
        ),
        Option(
            ("--max-findings",),
            Bilingual(f"每份报告最多列出 N 处（默认 {MAX_FINDINGS}）", f"list at most N findings a report ({MAX_FINDINGS})"),
            {"metavar": "N", "type": _natural, "default": MAX_FINDINGS},
        ),
        Option(("--max-bytes",), Bilingual("输入大小的上限", "limit of an input's size"), {"metavar": "N", "type": _natural}),
    ),
    Bilingual(
        """\
  budgetspec check 公开.json                      检查一份，结果供人阅读
  budgetspec check 2025/ --format jsonl --output 结果.jsonl
                                                检查一个文件夹，每份一行 JSON
  budgetspec check 2025/ --jobs 0 --summary 汇总.json > 结果.txt
                                                用所有的核，另写汇总
  budgetspec check 公开.json --only 'T04-*' --fail-on warning
                                                只查附表4的规则，警告也算不通过
  budgetspec check 公开.json --add 我的.rules     另加自己的规则，其中也可停用内置的规则

退出码：0 没有问题  1 有问题  2 用法或规则有误  3 有输入无法读取
""",
        """\
  budgetspec check disclosure.json              check one, for people to read
  budgetspec check 2025/ --format jsonl --output result.jsonl
                                                check a folder, one line of JSON each
  budgetspec check 2025/ --jobs 0 --summary summary.json > result.txt
                                                on all cores, with a summary
  budgetspec check disclosure.json --only 'T04-*' --fail-on warning
                                                only the rules of table 4; warnings fail too
  budgetspec check disclosure.json --add my.rules
                                                with rules of your own besides, which may disable shipped ones

exit codes: 0 nothing found, 1 findings, 2 wrong usage or faulty rules, 3 an input could not be read
""",
    ),
)
