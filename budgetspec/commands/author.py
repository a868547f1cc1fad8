"""What authors do with their rule files: ``fmt`` lays them out, ``lint`` says what is suspicious about their rules."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from budgetspec.arguments import Command, Option, WrongUsage
from budgetspec.commands.console import FORM, Console, form_of
from budgetspec.files import cannot_write, is_file, is_folder, read_bytes
from budgetspec.finding import Bilingual, BudgetspecError, number_of
from budgetspec.render.controls import escaped
from budgetspec.source import Source

if TYPE_CHECKING:
    from budgetspec.rulebook import Rulebook

_STDIN: Final = "-"
_SUFFIXES: Final = (".rules", ".readings")
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_CHANGES, _FAULTY, _UNREADABLE = 1, 2, 3


def _fmt(options: argparse.Namespace, console: Console) -> int:
    if not options.paths:
        raise WrongUsage(console.said("没有给出要整理的规则文件或文件夹", "no rule file or folder to format"))
    return max([_formatted(name, options, console) for name in list(_rule_files(options.paths, console))])


def _rule_files(paths: Sequence[str], console: Console) -> Iterator[str]:
    """Name every rule file; of a folder, those below it that are not hidden."""
    for path in paths:
        if path == _STDIN or not is_folder(path):
            yield path
            continue
        below = [each for each in sorted(Path(path).rglob("*")) if _is_rule_file(each) and _is_visible(each.relative_to(path))]
        if not below:
            raise BudgetspecError(
                console.said(
                    f"{path} 之下没有规则文件（*.rules、*.readings）", f"no rule file (*.rules, *.readings) below {path}"
                )
            )
        yield from map(str, below)


def _is_rule_file(path: Path) -> bool:
    return path.suffix in _SUFFIXES and is_file(path)


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
        console.stdout.write(_difference(escaped(name), text, new))
    if options.check or options.diff:
        return _would_change(name, console) if new != text else 0
    return _put(name, text, new, console)


def _text(name: str, console: Console) -> str | None:
    """Read a file or standard input; says why where that fails."""
    try:
        return (console.stdin.read() if name == _STDIN else read_bytes(Path(name))).decode("utf-8")
    except BudgetspecError as error:
        console.complain(error.said(console.language))
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
        console.complain(cannot_write(name, error).said(console.language))
        return _FAULTY
    console.complain(console.said(f"已整理 {name}", f"formatted {name}"))
    return 0


def _difference(name: str, old: str, new: str) -> str:
    """Return a unified diff; control characters other than tabs are written out, so that a carriage return is seen."""
    from difflib import unified_diff  # noqa: PLC0415 - only for --diff

    lines = unified_diff(_LINE.findall(old), _LINE.findall(new), name, name)
    return "".join("\t".join(map(escaped, line.split("\t"))) + _UNENDED * (not line.endswith("\n")) for line in lines)


_UNENDED: Final = "\n\\ No newline at end of file\n"


# lint ------------------------------------------------------------------------------------------------------------------


def _lint(options: argparse.Namespace, console: Console) -> int:
    from budgetspec.cases import form_above  # noqa: PLC0415 - it takes its time

    names: dict[str | Path, list[str]] = {} if options.paths else {form_of(options, console): []}
    for name in dict.fromkeys(_rule_files(options.paths, console)):
        form = options.form or form_above(Path(name)) or form_of(options, console)
        names.setdefault(form, []).append(name)
    cased, code = _cased(options.cases, console)
    return max([code, *(_linted(form, of_form, cased, console) for form, of_form in names.items())])


def _linted(form: str | Path, names: Sequence[str], cased: frozenset[str] | None, console: Console) -> int:
    """Say what is suspicious about rule files, or about all rules of a form where none is named; returns the exit code."""
    from budgetspec.lint import lint  # noqa: PLC0415 - it takes its time
    from budgetspec.rulebook import Rulebook  # noqa: PLC0415 - it takes its time

    book = Rulebook.load(form)
    texts = {name: _text(name, console) for name in names}
    sources = [_source(book, name, text) for name, text in texts.items() if text is not None] if names else None
    book = book.with_rules(source for source in sources or () if source not in _files(book))
    for problem in book.problems:
        console.complain(problem.render(console.language))
    found = lint(book, sources, cased)
    for problem in found:
        console.stdout.write(f"{escaped(problem.render(console.language))}\n")
    judged = sum(sources is None or rule.source in sources for rule in book.rules)
    console.stdout.write(f"{_summary(judged, len(found), len(book.problems)).said(console.language)}\n")
    return _UNREADABLE if None in texts.values() else _FAULTY if book.problems else _CHANGES if found else 0


def _source(book: Rulebook, name: str, text: str) -> Source:
    """Return a file as a source; a file of the form itself as the form has it, so that its rules are not read twice."""
    own = {Path(source.name).resolve(): source for source in _files(book)}
    return own.get(Path(name).resolve(), Source(name, text))


def _files(book: Rulebook) -> set[Source]:
    """Return the files that the rules and readings of a book were read from."""
    read = {part.source for parts in (book.written, book.readings) for part in parts}
    return read | {problem.source for problem in book.faults if problem.source}


def _cased(places: Sequence[str], console: Console) -> tuple[frozenset[str] | None, int]:
    """Return the rules that have cases, None where no cases are named, and an exit code for cases that cannot be read."""
    from budgetspec.cases import case_files, read_cases  # noqa: PLC0415 - it takes its time

    read = [read_cases(file) for place in places for file in case_files(Path(place))]
    problems = [problem for _, wrong in read for problem in wrong]
    for problem in problems:
        console.complain(problem.render(console.language))
    return frozenset(case.rule for cases, _ in read for case in cases) if places else None, _FAULTY if problems else 0


def _summary(rules: int, found: int, wrong: int) -> Bilingual:
    zh, en = (f"{found} 处可疑", number_of(found, "finding")) if found else ("没有可疑之处", "nothing suspicious")
    if not wrong:
        return Bilingual(f"{rules} 条规则，{zh}", f"{number_of(rules, 'rule')}, {en}")
    first = Bilingual(f"{wrong} 处错误，请先改正", f"{number_of(wrong, 'mistake')}, to be corrected first")
    if not rules:
        return first
    return Bilingual(f"{first.zh}；其余 {rules} 条规则，{zh}", f"{first.en}; {number_of(rules, 'other rule')}, {en}")


AUTHORING: Final = (
    Command(
        "fmt",
        Bilingual("把规则文件整理成统一的写法", "lay rule files out in canonical form"),
        _fmt,
        (
            Option(
                ("paths",),
                Bilingual(
                    "规则文件、文件夹（其下所有 *.rules、*.readings）或 -（标准输入，写到标准输出）",
                    "rule files, folders (all *.rules and *.readings below) or - (stdin, to stdout)",
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
    Command(
        "lint",
        Bilingual("找出写法无误、但可疑的规则", "find rules that are sound but suspicious"),
        _lint,
        (
            Option(
                ("paths",),
                Bilingual(
                    "规则文件、文件夹（其下所有 *.rules、*.readings）或 -；省略则看表式的全部规则",
                    "rule files, folders (all *.rules and *.readings below) or -; without any, all rules of the form",
                ),
                {"nargs": "*", "metavar": "FILE|DIR…"},
            ),
            FORM,
            Option(
                ("--cases",),
                Bilingual(
                    "用例文件或文件夹（可写几次）；也指出没有用例的规则",
                    "case files or a folder, may be repeated: also report rules without a case",
                ),
                {"action": "append", "default": [], "metavar": "FILE|DIR"},
            ),
        ),
        Bilingual(
            """\
  budgetspec lint 我的.rules                      看自己的规则，也与表式的规则相比
  budgetspec lint 我的表式/ --cases 我的表式/     看一个表式的规则，也指出没有用例的
  budgetspec lint                                 看内置表式的全部规则

指出什么（只说能证明的，空白、缺表、万元约数都算在内）
  L001 L002  查不出问题：合计 == 合计；when 合计 > 0: 合计 >= 0
  L003 L004  不可能成立：when 合计 > 0 and 合计 < 0: …
  L005 L006  别的规则已经查了：合计 - 小计 == 0 与 小计 == 合计，写法不同也看得出
  L007       与别的规则矛盾：权重 > 0 与 权重 < 0
  L008       漏加了同级的代码：sum(30x) == [合计] 不含 310
  L009 L010  from 晚于 until；没有用到的变量
  L011 L012  没有用例（写了 --cases 时）；没有依据
  L013       一个数与每一行相比：收入总计 == 收入表.合计，没有选 [合计]
  L014       每个单位的数都等于同一个数：人员经费[301] == sum(人员经费[301xx])
  L015       一边选了代码，一边是各行：公用经费[30228] <= 合计 * 0.02
  L016       文字中的万元与没有单位的数：三公说明.三公 <= 50
  L017       各项目的指标加在一起：sum(指标.权重) == 100
  L018       小数目没有写单位：合计[项目] <= 200
  L019 L020  matches 要整个文字符合：matches(项目名称, "文化")
  L021       要上级不大于下级：parent(合计) <= 合计
  L022       今年新有的行，上年没有：合计[项目] <= 上年.甲表.合计[项目] * 1.3
  L023       and 与 or 之间没有括号：甲 or 乙 and 丙
  L024 L025  对每一行都成立：when 科目 != "30239" or 科目 != "30299": …
  L026 L027  与标题不符：标题写“不超过20万元”，条件是 >= 20万元，或 <= 30万元
  L028 L029  标题说的是别的列、别的科目：标题写“会议费”，选的是 [30216]（培训费）
  L030       在几个表里查的是同样的行：in 甲表, 乙表 { 甲表.合计 >= 0 }
  L031       标题说每个单位，查的只有合计一行

退出码：0 没有可疑之处  1 有  2 用法、规则或用例有误  3 有文件无法读取
""",
            """\
  budgetspec lint my.rules                        your rules, also compared with those of the form
  budgetspec lint my-form/ --cases my-form/       the rules of a form, and which of them have no case
  budgetspec lint                                 all rules of the shipped form

what is found (only what is proven, for blanks, missing tables and rounded figures too)
  L001 L002  finds nothing: a == a; when a > 0: a >= 0
  L003 L004  never true: when a > 0 and a < 0: …
  L005 L006  another rule checks it: a - b == 0 and b == a are the same
  L007       contradicts another rule: a > 0 and a < 0
  L008       a sum forgets codes: sum(30x) == [合计] leaves out 310
  L009 L010  from after until; a let that is not used
  L011 L012  no case (with --cases); no basis
  L013       one amount against every row: total == column, without [合计]
  L014       each unit's amount equal to one: 人员经费[301] == sum(人员经费[301xx])
  L015       rows of a code against all rows: 公用经费[30228] <= 合计 * 0.02
  L016       万元 of a text against a number without a unit: 三公说明.三公 <= 50
  L017       the lists of all rows added up: sum(指标.权重) == 100
  L018       a small amount without a unit: 合计[项目] <= 200
  L019 L020  matches asks for the whole text: matches(项目名称, "文化")
  L021       a row to be no less than the one above: parent(合计) <= 合计
  L022       new rows, which last year had not: 合计[项目] <= 上年.甲表.合计[项目] * 1.3
  L023       no brackets between and, or: a or b and c
  L024 L025  true of every row: when 科目 != "30239" or 科目 != "30299": …
  L026 L027  not what the title says: “不超过20万元” with >= 20万元, or with <= 30万元
  L028 L029  another column or subject than the title says: “会议费” with [30216], which is 培训费
  L030       the same rows checked in several tables: in a, b { a.合计 >= 0 }
  L031       a title that says 每个单位 above a check of the one row of all

exit codes: 0 nothing suspicious, 1 findings, 2 wrong usage, faulty rules or cases, 3 a file could not be read
""",
        ),
    ),
)
