"""What authors do with their rule files: ``fmt`` lays them out."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import Console
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.render.controls import escaped
from budgetspec.source import Source

_STDIN: Final = "-"
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_CHANGES, _FAULTY, _UNREADABLE = 1, 2, 3


def _fmt(options: argparse.Namespace, console: Console) -> int:
    if not options.paths:
        raise WrongUsage(console.said("没有给出要整理的规则文件或文件夹", "no rule file or folder to format"))
    return max([_formatted(name, options, console) for name in list(_rule_files(options.paths, console))])


def _rule_files(paths: Sequence[str], console: Console) -> Iterator[str]:
    """Name every rule file; of a folder, those below it that are not hidden."""
    for path in paths:
        if path == _STDIN or not Path(path).is_dir():
            yield path
            continue
        below = [each for each in sorted(Path(path).rglob("*.rules")) if each.is_file() and _is_visible(each.relative_to(path))]
        if not below:
            raise BudgetspecError(console.said(f"{path} 之下没有规则文件（*.rules）", f"no rule file (*.rules) below {path}"))
        yield from map(str, below)


def _is_visible(path: Path) -> bool:
    return not any(part.startswith(".") for part in path.parts)


def _formatted(name: str, options: argparse.Namespace, console: Console) -> int:
    """Format one file, or say what would change; returns its exit code."""
    from budgetspec.lang.formatter import formatted  # noqa: PLC0415 - it takes its time

    text = _text(name, console)
    if text is None:
        return _UNREADABLE
    new, problems = formatted(Source(name, text))
    for problem in problems:
        console.complain(problem.render(console.language))
    if problems:
        return _FAULTY
    if options.diff:
        console.stdout.write(_difference(name, text, new))
    if options.check or options.diff:
        return _would_change(name, console) if new != text else 0
    return _put(name, text, new, console)


def _text(name: str, console: Console) -> str | None:
    """Read a file or standard input; says why where that fails."""
    try:
        return (console.stdin.read() if name == _STDIN else Path(name).read_bytes()).decode("utf-8")
    except OSError as error:
        console.complain(console.said(f"无法读取 {name}：{error.strerror}", f"cannot read {name}: {error.strerror}"))
    except UnicodeDecodeError:
        console.complain(console.said(f"无法读取 {name}：不是 UTF-8 文本", f"cannot read {name}: not UTF-8 text"))
    return None


def _would_change(name: str, console: Console) -> int:
    console.complain(console.said(f"{name} 的写法有待整理", f"{name} would be formatted"))
    return _CHANGES


def _put(name: str, text: str, new: str, console: Console) -> int:
    """Write standard input's text to standard output, and a file's in its place if it changed."""
    if name == _STDIN:
        console.stdout.write(new)
        return 0
    if new == text:
        return 0
    try:
        Path(name).write_text(new, "utf-8", newline="\n")
    except OSError as error:
        console.complain(console.said(f"无法写入 {name}：{error.strerror}", f"cannot write {name}: {error.strerror}"))
        return _FAULTY
    console.complain(console.said(f"已整理 {name}", f"formatted {name}"))
    return 0


def _difference(name: str, old: str, new: str) -> str:
    """Return a unified diff; control characters other than tabs are written out, so that a carriage return is seen."""
    from difflib import unified_diff  # noqa: PLC0415 - only for --diff

    lines = unified_diff(_LINE.findall(old), _LINE.findall(new), name, name)
    return "".join("\t".join(map(escaped, line.split("\t"))) + _UNENDED * (not line.endswith("\n")) for line in lines)


_UNENDED: Final = "\n\\ No newline at end of file\n"

AUTHORING: Final = (
    Command(
        "fmt",
        Bilingual("把规则文件整理成统一的写法", "lay rule files out in canonical form"),
        _fmt,
        (
            Option(
                ("paths",),
                Bilingual(
                    "规则文件、文件夹（其下所有 *.rules）或 -（标准输入，写到标准输出）",
                    "rule files, folders (all *.rules below) or - (stdin, to stdout)",
                ),
                {"nargs": "*", "metavar": "FILE|DIR…"},
            ),
            Option(
                ("--check",),
                Bilingual("不改文件；有待整理的，退出码为 1", "change nothing; exit 1 if something would change"),
                {"action": "store_true"},
            ),
            Option(
                ("--diff",),
                Bilingual("不改文件，列出会有的改动；退出码同上", "change nothing, print what would change; exit code as above"),
                {"action": "store_true"},
            ),
        ),
        Bilingual(
            "  budgetspec fmt 我的.rules            就地整理，注释都保留\n"
            "  budgetspec fmt --diff 我的规则/      只看会怎样改\n"
            "\n"
            "退出码：0 已整理或无须整理  1 有待整理（--check、--diff）  2 规则有语法错误，文件不动  3 有文件无法读取\n",
            "  budgetspec fmt my.rules              in place; comments are kept\n"
            "  budgetspec fmt --diff my-rules/      only show what would change\n"
            "\n"
            "exit codes: 0 formatted, 1 would change (--check, --diff),\n"
            "2 syntax errors (the file is left alone), 3 a file could not be read\n",
        ),
    ),
)
