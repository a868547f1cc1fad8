"""Writes docs/reference.zh-CN.md from the declarations, docs/coverage.zh-CN.md from the rules and examples.

And docs/identities.zh-CN.md, which rules check what, from identities.yaml: ``python docs/generate.py``, or
``pytest --update-goldens``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path
from typing import Final

import yaml

from budgetspec import miswritten
from budgetspec.arguments import Asked, parsed
from budgetspec.checker import Checker
from budgetspec.commands import COMMANDS
from budgetspec.coverage import Coverage, Group, Guarded, Summary, coverage
from budgetspec.finding import SEVERITY_NAMES, VERDICT_NAMES, Verdict
from budgetspec.lang import foreign, misnamed, misread, misselected, misspelt, mistyped, suspicious
from budgetspec.lang.functions import FUNCTIONS
from budgetspec.lang.kinds import comparable
from budgetspec.lang.problems import Mistake
from budgetspec.lang.types import KIND_NAMES, ZERO_WHEN_BLANK, Kind
from budgetspec.lang.words import WORDS, Theme
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook, forms

PAGE: Final = Path(__file__).parent / "reference.zh-CN.md"
COVERAGE: Final = Path(__file__).parent / "coverage.zh-CN.md"
IDENTITIES: Final = Path(__file__).parent / "identities.zh-CN.md"
CHECKED: Final = yaml.safe_load((Path(__file__).parent / "identities.yaml").read_text("utf-8"))
WHY: Final = yaml.safe_load((Path(__file__).parent / "coverage.yaml").read_text("utf-8"))
COVERED: Final = sorted((Path(__file__).parent.parent / "examples").glob("*/disclosure.json"))
EXAMPLES: Final = yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text("utf-8"))
_BAR: Final = r"\|"
_PAGES: Final = (misspelt, foreign, misnamed, misselected, mistyped, misread, suspicious, miswritten)
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
_LINT: Final = "L"
_SAID: Final = (
    (
        "规则和用例有误时",
        "规则文件或用例文件有误时，先写文件、行、列，再写代码和原因，下面一行用 ^ 标出位置。□ 处是文件里的文字。",
        False,
    ),
    (
        "规则可疑时",
        "写法无误、但可疑的规则，由 `budgetspec lint` 指出，写法同上；只说能证明的，标题只在意思明白的地方与条件相比。",
        True,
    ),
)
"""What is said about files: a heading, how it is said, and whether lint says it."""
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
        rows = [(_code(w.usage.zh), w.says.zh, *_example("words", w.name)) for w in WORDS if w.theme is theme]
        parts.append(f"### {theme.value.zh}\n\n{_rows(('写法', '意思', '例', '例所在的表'), rows)}")
    return "\n".join(parts)


def _functions() -> str:
    rows = [(_code(f.usage.zh), f.says.zh, *_example("functions", name)) for name, f in FUNCTIONS.items()]
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


# Problems: as their pages declare them ---------------------------------------------------------------------------------


def _problems() -> str:
    declared = [each for page in _PAGES for each in vars(page).values() if isinstance(each, Mistake)]
    rows = sorted((mistake.code, _sentence(mistake.zh) or "原因随情况写明") for mistake in declared)
    parts = []
    for title, about, of_lint in _SAID:
        said = [(_code(code), reason) for code, reason in rows if code.startswith(_LINT) is of_lint]
        parts.append(f"## {title}\n\n{about}\n\n{_rows(('代码', '原因'), said)}")
    return "\n".join(parts)


def _sentence(template: str) -> str:
    """Return what is said of a mistake: what is filled in is □, hints are left out."""
    said = re.sub(r"\$\{[a-z_]+\}|\$[a-z_]+", "□", re.sub(r"\$(?:hint|advice)\b", "", template)).replace("$$", "$")
    return "" if said == "□" else said.rstrip(" ，；")


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


def _example(of: str, name: str) -> tuple[str, str]:
    """Return an example of a word or function, and the table it stands in."""
    example = EXAMPLES[of][name]
    return _code(example["rule"]), example.get("table", "—")


def _code(text: str) -> str:
    return "<br>".join(f"`{line.strip()}`" for line in text.splitlines())


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', _BAR) for cell in cells)} |\n" for cells in lines)


# Coverage --------------------------------------------------------------------------------------------------------------

_IDENTITIES_OF: Final = "dalian-department-budget"
_IDENTITIES_HEAD: Final = """\
# 检查什么：关系和错误各由哪些规则检查

这一页由 `identities.yaml` 和规则生成，请不要直接改：`pytest --update-goldens` 会重写。共 {} 条规则，每条的写法和依据见
[参考手册](reference.zh-CN.md)，或用 `budgetspec rules 编号` 查。
"""
_COVERAGE_HEAD: Final = """\
# 覆盖：每个数由哪些规则管住

这一页由规则和示例生成，请不要直接改：`pytest --update-goldens` 会重写；“为什么”写在 `coverage.yaml`。
对自己的公开，用 `budgetspec coverage 公开.json` 查；`--all` 列出每一格，`--format json` 供程序读
（[格式](../schema/coverage.schema.json)）。

- 数的是规则，不是检查：一条规则在几项检查中读到同一个数，算一条。只算查了的检查（成立或不成立），不算它的前提（`when`）。
- 等式把数管死；不等式、`within` 只限大小；计数、是否为空、文字的包含等只看条件。后两种较弱，另外计数。
- 文中的数是带单位的金额、百分比、个数，以及读法读出的年份和日期。编号、“第几项”、期限（3个月）、没有读法读的年份和日期、
  书名号内的文字、句式中照印的数（“单位价值50万元（含）以上”）不算；读法当作整段文字收下的（项目概述）不算读出。
"""


def coverage_page() -> str:
    """Return what guards the values of the examples, and why some have one guard or none."""
    return "\n".join([_COVERAGE_HEAD, *map(_covered, COVERED)])


def _covered(path: Path) -> str:
    found = coverage(*Checker().open(path))
    parts = [f"## {found.department}（examples/{path.parent.name}）\n", _counts(found), _one_guard(found), _no_guard(found)]
    return "\n".join(parts)


def _counts(found: Coverage) -> str:
    names = {
        Group.AMOUNTS: "各表的金额",
        Group.NUMBERS: "各表的其他数",
        Group.TEXTS: "文字、编码、日期",
        Group.FIGURES: "文中的数",
    }
    rows = [(name, *_counted(found.summary(group))) for group, name in names.items()]
    left = f"文中没有读法读出的数 {len(found.uncaptured)} 个；没有内容可查的规则 {len(found.idle)} 条。\n"
    return f"{_rows(('', '个数', '几条规则读', '一条', '没有', '读而没有等式'), rows)}\n{left}"


def _counted(summary: Summary) -> Sequence[str]:
    return [str(n) for n in (summary.filled, summary.several, summary.one, summary.none, summary.weak)]


def _one_guard(found: Coverage) -> str:
    values = [value for value in _figures_of(found) if len(value.guards) == 1]
    rows = [(why, _places(those)) for why, those in _by(values, _why_one)]
    return f"### 只有一条规则管住的金额和文中的数\n\n{_rows(('为什么', '管住的（规则）'), rows)}"


def _no_guard(found: Coverage) -> str:
    values = [value for value in _figures_of(found) if not value.guards]
    rows = [(why, _places(those)) for why, those in _by(values, _why_none)]
    return f"### 没有规则管住的金额和文中的数\n\n{_rows(('为什么', '没有管住的'), rows)}"


def _figures_of(found: Coverage) -> list[Guarded]:
    return [*found.of(Group.AMOUNTS), *found.of(Group.FIGURES)]


def _by(values: Iterable[Guarded], key: Callable[[Guarded], str]) -> list[tuple[str, list[Guarded]]]:
    """Group values, in the order in which they come."""
    groups: dict[str, list[Guarded]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return list(groups.items())


def _places(values: Iterable[Guarded]) -> str:
    """Name columns with the rule that guards them, each once."""
    named = (
        (" ".join(filter(None, (value.cell.table, value.cell.column))), "".join(f"（{guard.rule}）" for guard in value.guards))
        for value in values
    )
    return "、".join(f"{name}{rule}" for name, rule in dict.fromkeys(named))


def _why_one(value: Guarded) -> str:
    return next(str(why) for pattern, why in WHY["one"].items() if fnmatchcase(value.guards[0].rule, pattern))


def _why_none(value: Guarded) -> str:
    return str(WHY["none"][value.cell.column])


# What checks what ------------------------------------------------------------------------------------------------------


def identities_page() -> str:
    """Return which rules check each identity, and find each class of error."""
    ids = [rule.id for rule in Rulebook.load(_IDENTITIES_OF).rules]
    parts = [_IDENTITIES_HEAD.format(len(ids))]
    for part in CHECKED:
        parts.append(f"## {part['part']}\n")
        parts += [f"### {group['heading']}\n\n{_checked(group['entries'], ids)}" for group in part["groups"]]
    return "\n".join(parts)


def _checked(entries: Iterable[Mapping[str, str]], ids: Sequence[str]) -> str:
    """List what is checked with the rules that do; a pattern stands for the ids that fit it."""
    rows = [
        (entry["says"], " ".join(_code(i) for i in ids if any(fnmatchcase(i, p) for p in entry["rules"]))) for entry in entries
    ]
    return _rows(("内容", "规则"), rows)


if __name__ == "__main__":
    IDENTITIES.write_text(identities_page(), "utf-8", newline="\n")
    COVERAGE.write_text(coverage_page(), "utf-8", newline="\n")
    PAGE.write_text(reference_page(), "utf-8", newline="\n")
