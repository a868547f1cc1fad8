"""The functions of the language, each declared once with its usage, what it means and an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.types import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """A function as authors see it; ``text`` functions name the kind of their result and how many arguments they take."""

    name: str
    usage: str
    says: Bilingual
    example: str
    result: Kind | None = None
    arguments: int = 1


_FOLDS: Final = (
    Function(
        "sum", "sum(列 by 键, …)",
        Bilingual("一级各行之和；by 按键分组，不写 by 则全部相加；空白计 0", "the sum of rows of one level, by keys or of all"),
        "sum(合计[项] by 单位) == 合计",
    ),
    Function("min", "min(列 by 键, …)", Bilingual("最小的数，空白不计", "the least value, blanks aside"), "min(权重) > 0"),
    Function("max", "max(列 by 键, …)", Bilingual("最大的数，空白不计", "the greatest value, blanks aside"), "max(权重) <= 100"),
    Function(
        "count", "count(列 by 键, …)",
        Bilingual("有内容的行数；列是条件时为成立的行数", "how many rows are filled, or satisfy a condition"),
        "count(一级指标 by 单位, 项目名称) >= 3",
    ),
    Function("any", "any(条件 by 键, …)", Bilingual("有一行成立", "some row satisfies it"), 'any(contains(原文, "无"))'),
    Function("all", "all(条件 by 键, …)", Bilingual("每一行都成立", "every row satisfies it"), "all(权重 > 0)"),
    Function(
        "distinct", "distinct(列 by 键, …)",
        Bilingual("各行的值互不相同，空白不计", "no two rows have the same value, blanks aside"),
        "distinct(三级指标 by 单位, 项目名称)",
    ),
    Function(
        "join", "join(列 by 键, …)",
        Bilingual("各行的文字连成一段", "the texts of the rows, put together"),
        'contains(join(名词解释.正文.原文), "基本支出")',
    ),
)  # fmt: skip
_ROWS: Final = (
    Function(
        "children", "sum(children(列))",
        Bilingual(
            "每一行的下级各行，放在 sum、count 等之内；没有下级行时和为未定，个数为 0",
            "the rows below each row, inside sum, count …; without such rows a sum is undecided and a count is 0",
        ),
        "合计 == sum(children(合计))",
    ),
    Function("parent", "parent(列)", Bilingual("上一级那一行的值", "the value in the row above"), "parent(合计) >= 合计"),
    Function(
        "previous", "previous(列)",
        Bilingual("前面最近一个不空的值，最前面的为空", "the nearest value before that is not blank"),
        "序号 == previous(序号) + 1",
    ),
    Function(
        "rows", "rows(列)",
        Bilingual("同一个键之下有几行，缺行为 0", "how many rows stand under the key, 0 for a missing row"),
        "rows(合计) == 1",
    ),
)  # fmt: skip
_TEXTS: Final = (
    Function("blank", "blank(列)", Bilingual("没有内容", "has no content"), "not blank(金额单位)", Kind.BOOLEAN),
    Function(
        "numeric", "numeric(列)", Bilingual("是数，不是文字", "is a number, not a text"), "numeric(指标值)", Kind.BOOLEAN
    ),
    Function(
        "contains", 'contains(列, "文字")',
        Bilingual("含有这段文字，空格与全半角不计", "contains the text, blanks and width aside"),
        'contains(注, "如本表为空")', Kind.BOOLEAN, 2,
    ),
    Function(
        "starts", 'starts(列, "文字")',
        Bilingual("以这段文字开头", "begins with the text"),
        'starts(科目, "301")', Kind.BOOLEAN, 2,
    ),
    Function("length", "length(列)", Bilingual("字数", "the number of characters"), "length(科目) == 7", Kind.NUMBER),
    Function(
        "matches", 'matches(列, "模式")',
        Bilingual(
            "整个文字符合模式：[0-9] 是一个数字，[0-9]{5} 是五个，.* 是任何文字",
            "the whole text fits the pattern: [0-9] a digit, [0-9]{5} five, .* anything",
        ),
        'matches(科目, "2[0-9]{6}")', Kind.BOOLEAN, 2,
    ),
    Function(
        "similar", "similar(列, 列)",
        Bilingual("两段文字不同，但只差一个字", "the texts differ, by one character only"),
        'similar(名称, "机关运行经费")', Kind.BOOLEAN, 2,
    ),
    Function(
        "shortens", "shortens(列, 列)",
        Bilingual("前一个是后一个的简称：它的字都按顺序见于后者", "the first's characters stand in the second, in order"),
        "shortens(名称, 部门.名称)", Kind.BOOLEAN, 2,
    ),
    Function(
        "before", 'before(列, "文字")',
        Bilingual("这段文字之前的部分，没有这段文字则为空", "what stands before the text, blank without it"),
        'before(服务领域, "-") == "201"', Kind.TEXT, 2,
    ),
    Function(
        "without", 'without(列, "文字")',
        Bilingual("去掉这段文字以后的文字", "the text with that part taken out"),
        'without(名称, "支出")', Kind.TEXT, 2,
    ),
)  # fmt: skip
_LIST: Final = Function(
    "list", 'list("代码表").列 或 list("代码表", 代码列).列',
    Bilingual("按代码查代码表；不写代码列时用本行的科目", "a column of a code list, by the row's code or the given one"),
    '名称 == list("功能分类").名称',
)  # fmt: skip

FOLDS: Final = {f.name: f for f in _FOLDS}
"""Functions that fold rows."""
ROWS: Final = {f.name: f for f in _ROWS}
"""Functions of rows that stand in relation to others."""
TEXTS: Final = {f.name: f for f in _TEXTS}
"""Functions applied row by row."""
FUNCTIONS: Final = {**FOLDS, **ROWS, **TEXTS, "list": _LIST}
"""All functions, by name."""
