"""The functions of the language, each declared once with its usage, what it means and an example.

The table an example stands in is one of the shipped form; a test holds every example to be a sound rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.types import Kind


@dataclass(frozen=True, slots=True)
class Function:
    """A function as authors see it, with an example and the table it stands in.

    Functions of texts name the kind of their result and how many arguments they take.
    """

    name: str
    usage: str
    says: Bilingual
    table: str
    example: str
    result: Kind | None = None
    arguments: int = 1


_FOLDS: Final = (
    Function(
        "sum", "sum(列 by 键, …)",
        Bilingual("一级各行之和；by 按键分组，不写 by 则全部相加；空白计 0", "the sum of rows of one level, by keys or of all"),
        "支出功能分类预算表", "sum(合计[项] by 单位) == 合计",
    ),
    Function(
        "min", "min(列 by 键, …)", Bilingual("最小的数，空白不计", "the least value, blanks aside"),
        "项目支出绩效表.指标", "min(权重) > 0",
    ),
    Function(
        "max", "max(列 by 键, …)", Bilingual("最大的数，空白不计", "the greatest value, blanks aside"),
        "项目支出绩效表.指标", "max(权重) <= 100",
    ),
    Function(
        "count", "count(列 by 键, …)",
        Bilingual("有内容的行数；列是条件时为成立的行数", "how many rows are filled, or satisfy a condition"),
        "项目支出绩效表.指标", "count(一级指标 by 单位, 项目名称) >= 3",
    ),
    Function(
        "any", "any(条件 by 键, …)", Bilingual("有一行成立", "some row satisfies it"),
        "名词解释.正文", 'any(contains(原文, "基本支出"))',
    ),
    Function(
        "all", "all(条件 by 键, …)", Bilingual("每一行都成立", "every row satisfies it"),
        "项目支出绩效表.指标", "all(权重 > 0 by 单位, 项目名称)",
    ),
    Function(
        "distinct", "distinct(列 by 键, …)",
        Bilingual("各行的值互不相同，空白不计", "no two rows have the same value, blanks aside"),
        "项目支出绩效表.指标", "distinct(三级指标 by 单位, 项目名称)",
    ),
    Function(
        "join", "join(列 by 键, …)",
        Bilingual("各行的文字连成一段", "the texts of the rows, put together"),
        "名词解释.正文", 'contains(join(原文), "基本支出")',
    ),
)  # fmt: skip
_ROWS: Final = (
    Function(
        "children", "sum(children(列))",
        Bilingual(
            "每一行的下级各行，放在 sum、count 等之内；没有下级行时和为未定，个数为 0",
            "the rows below each row, inside sum, count …; without such rows a sum is undecided and a count is 0",
        ),
        "支出功能分类预算表", "合计 == sum(children(合计))",
    ),
    Function(
        "parent", "parent(列)", Bilingual("上一级那一行的值", "the value in the row above"),
        "支出功能分类预算表", "parent(合计) >= 合计",
    ),
    Function(
        "previous", "previous(列)",
        Bilingual("前面最近一个不空的值，最前面的为空", "the nearest value before that is not blank"),
        "项目支出表", "序号 == previous(序号) + 1",
    ),
    Function(
        "rows", "rows(列)",
        Bilingual("同一个键之下有几行，缺行为 0", "how many rows stand under the key, 0 for a missing row"),
        "支出功能分类预算表", "rows(级) == 1",
    ),
)  # fmt: skip
_TEXTS: Final = (
    Function(
        "blank", "blank(列)", Bilingual("没有内容", "has no content"),
        "预算表", "not blank(金额单位)", Kind.BOOLEAN,
    ),
    Function(
        "numeric", "numeric(列)", Bilingual("是数，不是文字", "is a number, not a text"),
        "项目支出绩效表.指标", 'when 指标性质 == "≥": numeric(指标值)', Kind.BOOLEAN,
    ),
    Function(
        "contains", 'contains(列, "文字")',
        Bilingual("含有这段文字，空格与全半角不计", "contains the text, blanks and width aside"),
        "预算表", 'when 金额数 == 0: contains(注, "如本表为空")', Kind.BOOLEAN, 2,
    ),
    Function(
        "starts", 'starts(列, "文字")',
        Bilingual("以这段文字开头", "begins with the text"),
        "一般公共预算基本支出表", 'when 公用经费 > 0: starts(科目, "302") or starts(科目, "310")', Kind.BOOLEAN, 2,
    ),
    Function(
        "length", "length(列)", Bilingual("字数", "the number of characters"),
        "支出功能分类预算表", "length(科目[项]) == 7", Kind.NUMBER,
    ),
    Function(
        "matches", 'matches(列, "模式")',
        Bilingual(
            "整个文字符合模式：[0-9] 是一个数字，[0-9]{5} 是五个，.* 是任何文字",
            "the whole text fits the pattern: [0-9] a digit, [0-9]{5} five, .* anything",
        ),
        "支出功能分类预算表", 'matches(科目[项], "2[0-9]{6}")', Kind.BOOLEAN, 2,
    ),
    Function(
        "similar", "similar(列, 列)",
        Bilingual("两段文字不同，但只差一个字", "the texts differ, by one character only"),
        "名词解释.正文", 'not similar(标题, "机关运行经费")', Kind.BOOLEAN, 2,
    ),
    Function(
        "shortens", "shortens(列, 列)",
        Bilingual("前一个是后一个的简称：它的字都按顺序见于后者", "the first's characters stand in the second, in order"),
        "封面", 'when contains(原文, "概况"): shortens(部门.名称, 原文)', Kind.BOOLEAN, 2,
    ),
    Function(
        "before", 'before(列, "文字")',
        Bilingual("这段文字之前的部分，没有这段文字则为空", "what stands before the text, blank without it"),
        "政府购买服务预算表", 'before(服务领域[项目], "-") == "201"', Kind.TEXT, 2,
    ),
    Function(
        "without", 'without(列, "文字")',
        Bilingual("去掉这段文字以后的文字", "the text with that part taken out"),
        "支出功能分类预算表", 'without(名称[类], "支出") != 名称', Kind.TEXT, 2,
    ),
)  # fmt: skip
_LIST: Final = Function(
    "list", 'list("代码表").列 或 list("代码表", 代码列).列',
    Bilingual("按代码查代码表；不写代码列时用本行的科目", "a column of a code list, by the row's code or the given one"),
    "支出功能分类预算表", '名称[项] == list("功能分类").名称',
)  # fmt: skip

FOLDS: Final = {f.name: f for f in _FOLDS}
"""Functions that fold rows."""
ROWS: Final = {f.name: f for f in _ROWS}
"""Functions of rows that stand in relation to others."""
TEXTS: Final = {f.name: f for f in _TEXTS}
"""Functions applied row by row."""
FUNCTIONS: Final = {**FOLDS, **ROWS, **TEXTS, "list": _LIST}
"""All functions, by name."""

CALLED: Final = {
    word: name
    for name, words in {
        "sum": "求和 合计 总和 总计 加总 汇总 相加 total add sumif", "min": "最小 最小值 minimum", "max": "最大 最大值 maximum",
        "count": "个数 计数 数量 行数 counta countif", "any": "任一 任意 存在 有", "all": "全部 所有 每个 every",
        "distinct": "不重复 互不相同 唯一 unique", "join": "连接 合并 拼接 concat", "children": "下级 子项 明细",
        "parent": "上级 父级", "previous": "上一行 前一行 prev", "blank": "空 为空 空白 empty isblank isempty",
        "numeric": "是数 数字 isnumber", "contains": "包含 含有 含 有字 include includes has find search",
        "starts": "开头 以开头 startswith left", "length": "长度 字数 len", "matches": "匹配 符合 match regex like",
        "similar": "相似 近似", "without": "去掉 替换 replace remove", "before": "之前", "list": "代码表 查表 vlookup lookup",
    }.items()
    for word in words.split()
}  # fmt: skip
"""What people call the functions elsewhere: in their own language, in spreadsheets."""
