"""Writes docs/reference.zh-CN.md from the declarations: ``python docs/generate.py``, or ``pytest --update-goldens``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import budgetspec
from budgetspec.arguments import Asked, parsed
from budgetspec.commands import COMMANDS
from budgetspec.finding import SEVERITY_NAMES, VERDICT_NAMES, Verdict
from budgetspec.lang.functions import FUNCTIONS
from budgetspec.lang.kinds import comparable
from budgetspec.lang.types import KIND_NAMES, ZERO_WHEN_BLANK, Kind
from budgetspec.lang.words import WORDS, Theme
from budgetspec.rulebook import Rule, Rulebook, forms

PAGE: Final = Path(__file__).parent / "reference.zh-CN.md"
_PACKAGE: Final = Path(budgetspec.__file__).parent
_CODE: Final = re.compile(r"[A-Z][0-9]{3}")
_BAR: Final = r"\|"
_HINTS: Final = {"advice", "hint", "hint_zh", "meant", "near", "zh"}
"""What the functions of problems call the question “did you mean …”."""
_HEAD: Final = """\
# 参考手册

这一页由程序中的声明生成，请不要直接改：`pytest --update-goldens` 会重写。初次使用请看[教程](tutorial.zh-CN.md)。
同样的内容在命令行上随时可查：`budgetspec names`（名称、函数、词和符号）、`budgetspec names 附表8`（一张表的级和列）、
`budgetspec rules 编号`（一条规则）、`budgetspec 命令 --help`。
"""
_VERDICTS: Final = {
    Verdict.HOLDS: "满足条件。",
    Verdict.FAILS: "不满足条件，是问题。",
    Verdict.UNDECIDED: "缺少所需的表、行或值，判断不了；报告的“未能检查”写明缺什么。",
    Verdict.NOT_APPLICABLE: "`when` 不成立，或规则不用于这一年度、文件类型、地区。",
    Verdict.EMPTY: "两边的格子都空着，不算成立。",
}
_FULL_WIDTH: Final = """\
中文输入法打出的全角标点（（）［］｛｝：，、．＝≠≤≥＜＞＋－×÷％“”）处处可用，`budgetspec fmt` 会改成统一的写法。
换行和空格可以随意；名称之间、列表各项之间的逗号也可以写顿号。
"""


def reference_page() -> str:
    """Return the whole reference."""
    sections = (_words(), _functions(), _kinds(), _verdicts(), _problems(), _commands(), *map(_form, forms()))
    return "\n".join([_HEAD, *sections])


def _words() -> str:
    parts = [f"## 词和符号\n\n{_FULL_WIDTH}"]
    for theme in Theme:
        rows = [(_code(w.usage), w.says.zh, _code(w.example), _table(w.table)) for w in WORDS if w.theme is theme]
        parts.append(f"### {theme.value.zh}\n\n{_rows(('写法', '意思', '例', '例所在的表'), rows)}")
    return "\n".join(parts)


def _functions() -> str:
    rows = [(_code(f.usage), f.says.zh, _code(f.example), _table(f.table)) for f in FUNCTIONS.values()]
    return f"## 函数\n\n{_rows(('写法', '意思', '例', '例所在的表'), rows)}"


def _kinds() -> str:
    rows = [(name, _code(kind.value), _blank(kind), _alike(kind)) for kind, name in KIND_NAMES.items()]
    about = "列的种类由表式的 Schema 规定（`x-kind`），`budgetspec names 表` 可查。能比较的种类才能放在 `==`、`<=` 等两边。"
    return f"## 值的种类\n\n{about}\n\n{_rows(('种类', 'Schema 中', '空白', '可以与之比较'), rows)}"


def _blank(kind: Kind) -> str:
    return "计 0" if kind in ZERO_WHEN_BLANK else "没有值"


def _alike(kind: Kind) -> str:
    equal = [name for other, name in KIND_NAMES.items() if comparable("==", kind, other)]
    ordered = [name for other, name in KIND_NAMES.items() if comparable("<=", kind, other)]
    if not equal:
        return "—"
    return "、".join(equal) + ("" if ordered else "（只能用 `==`、`!=`、`in`）")


def _verdicts() -> str:
    rows = [(VERDICT_NAMES[verdict].zh, _code(verdict.value), _VERDICTS[verdict]) for verdict in Verdict]
    return f"## 检查的结果\n\n一条规则对每一行、每一列各是一项检查。\n\n{_rows(('结果', '用例和 JSON 中', '意思'), rows)}"


# Problems: read from the modules that make them ------------------------------------------------------------------------


def _problems() -> str:
    rows = sorted({row for path in sorted(_PACKAGE.rglob("*.py")) for row in _problems_of(path)})
    about = "规则文件或用例文件有误时，先写文件、行、列，再写代码和原因，下面一行用 ^ 标出位置。□ 处是文件里的文字。"
    return f"## 规则和用例有误时\n\n{about}\n\n{_rows(('代码', '原因'), [(_code(code), said) for code, said in rows])}"


def _problems_of(path: Path) -> Iterator[tuple[str, str]]:
    """Find the functions of a module that make a problem: its code and its sentence in Chinese."""
    module = ast.parse(path.read_text("utf-8"))
    constants = _assigned(module.body)
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            named = _assigned(ast.walk(function))
            for problem in _calls(function, "Problem"):
                code = _sentence(problem.args[0], constants) if problem.args else ""
                if _CODE.fullmatch(code):
                    yield code, _longest([problem, function], named).rstrip(" ，；") or "原因随情况写明"


def _longest(places: Sequence[ast.AST], named: Mapping[str, ast.expr]) -> str:
    """Return the longest Chinese sentence of the first place that has one."""
    said = ((_sentence(b.args[0], named) for b in _calls(place, "Bilingual")) for place in places)
    return next(filter(None, (max(sentences, key=len, default="") for sentences in said)), "")


def _calls(place: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(place):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _assigned(nodes: Iterable[ast.AST]) -> dict[str, ast.expr]:
    """Return what names are given to, one name or several at once."""
    named: dict[str, ast.expr] = {}
    for node in nodes:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                named[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                named |= {n.id: value for n, value in zip(names, values, strict=True) if isinstance(n, ast.Name)}
    return named


def _sentence(node: ast.expr, named: Mapping[str, ast.expr]) -> str:
    """Return a text as it is written in the program; what is filled in is □, hints are left out."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_sentence(part, named) for part in parts)
        case ast.FormattedValue(value=ast.Attribute(value=ast.Name(id=name)) | ast.Name(id=name)) if name in _HINTS:
            return ""
        case ast.FormattedValue():
            return "□"
        case ast.Name(id=name) if name in named:
            return _sentence(named[name], {})
    return ""


# Commands and forms ----------------------------------------------------------------------------------------------------


def _commands() -> str:
    parts = [f"### budgetspec {name}\n\n```text\n{_help(name)}```" for name in COMMANDS]
    return "\n\n".join(["## 命令", *parts]) + "\n"


def _help(command: str) -> str:
    try:
        parsed([command, "--help"], COMMANDS, "zh")
    except Asked as text:
        return str(text)
    raise AssertionError(command)


def _form(name: str) -> str:
    book = Rulebook.load(name)
    parts = [f"## 表式 {book.name}：{book.title}\n\n{book.version} 版，{len(book.rules)} 条规则。"]
    for source, rules in groupby(book.rules, key=lambda rule: rule.source):
        rows = [_rule(rule, book) for rule in rules]
        about = _comment(source.text)
        parts.append(
            f"### {Path(source.name).name}\n\n{about}{_rows(('编号', '级别', '标题', '表', '条件', '依据'), rows)}".rstrip()
        )
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule, book: Rulebook) -> Sequence[str]:
    tree, severity = rule.tree, SEVERITY_NAMES[rule.severity].zh
    return rule.id, severity, tree.title, _scopes(rule, book), _code(rule.expression), tree.basis or ""


def _scopes(rule: Rule, book: Rulebook) -> str:
    """Name the tables a rule stands in, by their numbers where they have one."""
    titles = {**book.model.titles, **{name: table.title for name, table in book.model.tables.items()}}
    paths = [".".join(name.text for name in path) for path in rule.tree.scopes]
    named = [titles.get(path, path) for path in paths]
    short = [title.split()[0] if title.startswith("附表") and title.count(" ") == 1 else title for title in named]
    return "、".join(short) or "—"


def _comment(text: str) -> str:
    """Return the comment a rule file begins with, as a paragraph."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return "".join(lines).replace("*", r"\*") + "\n\n" if lines else ""


def _table(name: str) -> str:
    return name or "—"


def _code(text: str) -> str:
    return "<br>".join(f"`{line.strip()}`" for line in text.splitlines())


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n" for cells in lines)


if __name__ == "__main__":
    PAGE.write_text(reference_page(), "utf-8", newline="\n")
