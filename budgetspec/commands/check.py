"""``budgetspec check``: reports on submissions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import ADD, FORM, RULES, Console, Output, rulebook_of
from budgetspec.finding import Bilingual, BudgetspecError, Finding, Kind, Severity
from budgetspec.render import FORMATS, render
from budgetspec.report import Report

if TYPE_CHECKING:
    from budgetspec.checker import Checker
    from budgetspec.rulebook import Rulebook
    from budgetspec.submission import Submission

_STDIN: Final = "-"


def _check(options: argparse.Namespace, console: Console) -> int:
    options = _with_paths_among_ids(options)
    if not options.paths:
        raise WrongUsage(console.said("没有给出要检查的文件或文件夹", "no file or folder to check"))
    checker = _checker(options, console)
    inputs = list(_inputs(options.paths, checker, console))
    prior = _prior(options.prior, checker)
    style = "jsonl" if options.format == "json" and len(inputs) > 1 else options.format
    code = 0
    with _output(options.output, inputs, console) as output:
        for number, name in enumerate(inputs):
            report = _report(checker, name, prior, console)
            output.write("\n" * (style == "text" and number > 0) + render(report, style))
            code = max(code, report.exit_code(Severity(options.fail_on)))
            if not output.open:
                break
    return code


def _with_paths_among_ids(options: argparse.Namespace) -> argparse.Namespace:
    """Give paths back that stand after the ids of ``--only`` or ``--skip``: ``check --only T04-01 disclosure.json``."""
    ids: dict[str, list[str]] = {"only": [], "skip": []}
    paths = list(options.paths)
    for option, found in ids.items():
        for word in getattr(options, option):
            if word == _STDIN or word.endswith(".json") or Path(word).exists():
                paths.append(word)
            else:
                found.extend(filter(None, word.split(",")))
    return argparse.Namespace(**{**vars(options), **ids, "paths": paths})


def _checker(options: argparse.Namespace, console: Console) -> Checker:
    """Make a checker of the options; without any that names a rulebook, each submission says its form."""
    from budgetspec.checker import Checker  # noqa: PLC0415 - it takes its time

    checker = Checker(
        rulebook_of(options, console) if options.form or options.rules or options.add else None,
        language=console.language,
        only=options.only,
        skip=options.skip,
        max_findings=options.max_findings,
        max_bytes=options.max_bytes,
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
        raise BudgetspecError(f"--only {glob}: {amendment.rule} {amendment.said(console.language)}")
    raise BudgetspecError(console.said(f"没有规则符合 --only {glob}", f"no rule is called {glob} (--only)"))


def _inputs(paths: Sequence[str], checker: Checker, console: Console) -> Iterator[str]:
    """Name every file to check; of a folder, those below it that are submissions or cannot be read."""
    for path in paths:
        if path == _STDIN or not Path(path).is_dir():
            yield path
            continue
        below = [each for each in sorted(Path(path).rglob("*.json")) if _is_visible(each.relative_to(path))]
        submissions = [str(each) for each in below if _names_a_form(each, checker)]
        if not submissions:
            raise BudgetspecError(console.said(f"{path} 之下没有部门预算公开（*.json）", f"no submission (*.json) below {path}"))
        yield from submissions


def _is_visible(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts)


def _names_a_form(path: Path, checker: Checker) -> bool:
    """Tell a submission by its naming a form; a file that cannot be read may be one, and is for the checker to report."""
    from budgetspec.reader import read  # noqa: PLC0415 - only where a folder is checked

    try:
        reading = read(path.read_bytes())
    except OSError:
        return True
    roles = [book.structure.roles.get("form") for book in checker.rulebooks.values()]
    return reading.fatal or any(role is None or _has(reading.value, role) for role in roles)


def _has(value: object, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _prior(path: str | None, checker: Checker) -> Submission | None:
    """Read last year's submission, once for all; raises ``BudgetspecError`` if it cannot be read."""
    if path is None:
        return None
    try:
        return checker.open(Path(path))[1]
    except BudgetspecError as error:
        raise BudgetspecError(f"--prior {path}: {error}") from error


def _report(checker: Checker, name: str, prior: Submission | None, console: Console) -> Report:
    """Check one input; one that cannot be opened has a report that says so."""
    if name == _STDIN:
        return checker.check(console.stdin, _STDIN, prior)
    try:
        return checker.check(Path(name), name, prior)
    except BudgetspecError as error:
        title = console.said("无法读取", "cannot be read")
        finding = Finding(Kind.INPUT.value, Kind.INPUT, Severity.ERROR, title, str(error))
        return Report(source=name, findings=(finding,), unreadable=True, language=console.language)


@contextmanager
def _output(path: str | None, inputs: Sequence[str], console: Console) -> Iterator[Output]:
    """Open the file that was asked for, or give stdout; raises ``BudgetspecError`` rather than overwrite an input."""
    if path is None:
        yield console.stdout
        return
    if any(Path(name).resolve() == Path(path).resolve() for name in inputs):
        raise BudgetspecError(console.said(f"--output {path} 会覆盖输入", f"--output {path} would overwrite an input"))
    try:
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            yield Output(stream, path)
    except OSError as error:
        raise BudgetspecError(
            console.said(f"无法写入 {path}：{error.strerror}", f"cannot write {path}: {error.strerror}")
        ) from error


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
            Bilingual("文件、文件夹（其下所有公开）或 -（标准输入）", "files, folders (all submissions below) or - (stdin)"),
            {"nargs": "*", "metavar": "PATH…"},
        ),
        Option(
            ("--format",),
            Bilingual("报告的格式；多个输入时 json 即 jsonl", "of the report; json of several inputs is jsonl"),
            {"choices": FORMATS, "default": "text"},
        ),
        Option(("--output",), Bilingual("报告写入文件", "write the report to a file"), {"metavar": "FILE"}),
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
        Option(
            ("--prior",),
            Bilingual("上年的公开，本年与它相比", "last year's submission, to compare with"),
            {"metavar": "FILE"},
        ),
        Option(
            ("--fail-on",),
            Bilingual("有此级别以上的问题时退出码为 1（默认 error）", "exit 1 on findings of this level or above (error)"),
            {"choices": [severity.value for severity in Severity], "default": Severity.ERROR.value},
        ),
        Option(
            ("--max-findings",),
            Bilingual("每份报告最多列出 N 处", "list at most N findings a report"),
            {"metavar": "N", "type": _natural},
        ),
        Option(("--max-bytes",), Bilingual("输入大小的上限", "limit of an input's size"), {"metavar": "N", "type": _natural}),
    ),
    Bilingual(
        """\
  budgetspec check 公开.json                      检查一份，结果供人阅读
  budgetspec check 2025/ --format jsonl --output 结果.jsonl
                                                检查一个文件夹，每份一行 JSON
  budgetspec check 公开.json --only 'T04-*' --fail-on warning
                                                只查附表4的规则，警告也算不通过
  budgetspec check 公开.json --add 我的.rules     另加自己的规则，其中也可停用内置的规则

退出码：0 没有问题  1 有问题  2 用法或规则有误  3 有输入无法读取
""",
        """\
  budgetspec check disclosure.json              check one, for people to read
  budgetspec check 2025/ --format jsonl --output result.jsonl
                                                check a folder, one line of JSON each
  budgetspec check disclosure.json --only 'T04-*' --fail-on warning
                                                only the rules of table 4; warnings fail too
  budgetspec check disclosure.json --add my.rules
                                                with rules of your own besides, which may disable shipped ones

exit codes: 0 nothing found, 1 findings, 2 wrong usage or faulty rules, 3 an input could not be read
""",
    ),
)
