"""The functions of the language, each declared once with its usage and what it means.

The examples of the reference are drawn from a form: ``docs/examples.yaml``.
"""

from __future__ import annotations

from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.types import Kind
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """A function as authors see it. Functions of texts name the kind of their result and how many arguments they take."""

    name: str
    usage: Bilingual
    says: Bilingual
    result: Kind | None = None
    arguments: int = 1


_FOLDS: Final = (
    Function(
        "sum", Bilingual("sum(列 by 键, …)", "sum(COLUMN by KEY, …)"),
        Bilingual(
            "一级各行之和；by 按键分组，不写 by 则全部相加；空白计 0",
            "the sum of rows of one level, by keys or of all",
        ),
    ),
    Function(
        "min", Bilingual("min(列 by 键, …)", "min(COLUMN by KEY, …)"),
        Bilingual("最小的数，空白不计", "the least value, blanks aside"),
    ),
    Function(
        "max", Bilingual("max(列 by 键, …)", "max(COLUMN by KEY, …)"),
        Bilingual("最大的数，空白不计", "the greatest value, blanks aside"),
    ),
    Function(
        "count", Bilingual("count(列 by 键, …)", "count(COLUMN by KEY, …)"),
        Bilingual("有内容的行数；列是条件时为成立的行数", "how many rows are filled, or satisfy a condition"),
    ),
    Function(
        "any", Bilingual("any(条件 by 键, …)", "any(CONDITION by KEY, …)"),
        Bilingual("有一行成立", "some row satisfies it"),
    ),
    Function(
        "all", Bilingual("all(条件 by 键, …)", "all(CONDITION by KEY, …)"),
        Bilingual("每一行都成立", "every row satisfies it"),
    ),
    Function(
        "distinct", Bilingual("distinct(列 by 键, …)", "distinct(COLUMN by KEY, …)"),
        Bilingual("各行的值互不相同，空白不计", "no two rows have the same value, blanks aside"),
    ),
    Function(
        "join", Bilingual("join(列 by 键, …)", "join(COLUMN by KEY, …)"),
        Bilingual("各行的文字连成一段", "the texts of the rows, put together"),
    ),
)  # fmt: skip
_ROWS: Final = (
    Function(
        "children", Bilingual("sum(children(列))", "sum(children(COLUMN))"),
        Bilingual(
            "每一行的下级各行，放在 sum、count 等之内；没有下级行时和为未定，个数为 0",
            "the rows below each row, inside sum, count …; without such rows a sum is undecided and a count is 0",
        ),
    ),
    Function(
        "parent", Bilingual("parent(列)", "parent(COLUMN)"),
        Bilingual("上一级那一行的值；选级要选上一级", "the value in the row above; if a level is selected, that one"),
    ),
    Function(
        "previous", Bilingual("previous(列)", "previous(COLUMN)"),
        Bilingual("前面最近一个不空的值，最前面的为空", "the nearest value before that is not blank"),
    ),
    Function(
        "rows", Bilingual("rows(列)", "rows(COLUMN)"),
        Bilingual("同一个键之下有几行，缺行为 0", "how many rows stand under the key, 0 for a missing row"),
    ),
)  # fmt: skip
_TEXTS: Final = (
    Function(
        "blank", Bilingual("blank(列)", "blank(COLUMN)"),
        Bilingual("没有内容", "has no content"), Kind.BOOLEAN,
    ),
    Function(
        "numeric", Bilingual("numeric(列)", "numeric(COLUMN)"),
        Bilingual("是数，不是文字", "is a number, not a text"), Kind.BOOLEAN,
    ),
    Function(
        "contains", Bilingual('contains(列, "文字")', 'contains(COLUMN, "TEXT")'),
        Bilingual("含有这段文字，空格与全半角不计", "contains the text, blanks and width aside"), Kind.BOOLEAN, 2,
    ),
    Function(
        "starts", Bilingual('starts(列, "文字")', 'starts(COLUMN, "TEXT")'),
        Bilingual("以这段文字开头", "begins with the text"), Kind.BOOLEAN, 2,
    ),
    Function(
        "length", Bilingual("length(列)", "length(COLUMN)"),
        Bilingual("字数", "the number of characters"), Kind.NUMBER,
    ),
    Function(
        "matches", Bilingual('matches(列, "模式")', 'matches(COLUMN, "PATTERN")'),
        Bilingual(
            "整个文字符合模式：[0-9] 是一个数字，[0-9]{5} 是五个，.* 是任何文字",
            "the whole text fits the pattern: [0-9] a digit, [0-9]{5} five, .* anything",
        ), Kind.BOOLEAN, 2,
    ),
    Function(
        "similar", Bilingual("similar(列, 列)", "similar(COLUMN, COLUMN)"),
        Bilingual("两段文字不同，但只差一个字", "the texts differ, by one character only"), Kind.BOOLEAN, 2,
    ),
    Function(
        "shortens", Bilingual("shortens(列, 列)", "shortens(COLUMN, COLUMN)"),
        Bilingual("前一个是后一个的简称：它的字都按顺序见于后者", "the first's characters stand in the second, in order"),
        Kind.BOOLEAN, 2,
    ),
    Function(
        "before", Bilingual('before(列, "文字")', 'before(COLUMN, "TEXT")'),
        Bilingual("这段文字之前的部分，没有这段文字则为空", "what stands before the text, blank without it"), Kind.TEXT, 2,
    ),
    Function(
        "after", Bilingual('after(列, "文字")', 'after(COLUMN, "TEXT")'),
        Bilingual("这段文字之后的部分，没有这段文字则为空", "what stands after the text, blank without it"), Kind.TEXT, 2,
    ),
    Function(
        "without", Bilingual('without(列, "文字")', 'without(COLUMN, "TEXT")'),
        Bilingual("去掉这段文字以后的文字", "the text with that part taken out"), Kind.TEXT, 2,
    ),
    Function(
        "mentions", Bilingual('mentions(列, "词表")', 'mentions(COLUMN, "WORD LIST")'),
        Bilingual("含有词表中的词", "contains a word of the list"), Kind.BOOLEAN, 2,
    ),
    Function(
        "omit", Bilingual('omit(列, "词表")', 'omit(COLUMN, "WORD LIST")'),
        Bilingual("去掉词表中的词以后的文字", "the text with the words of the list taken out"), Kind.TEXT, 2,
    ),
    Function(
        "year", Bilingual("year(列)", "year(COLUMN)"),
        Bilingual(
            "日期的年份；文字中第一个年份（2025年），书名号内的不计，没有则为空",
            "the year of a date, or the first that a text names (2025), titles in 《》 aside, blank without one",
        ), Kind.YEAR,
    ),
    Function(
        "repeated", Bilingual("repeated(列)", "repeated(COLUMN)"),
        Bilingual("接连写了两遍的话，没有则为空；数字不算", "what stands twice in a row, else blank; figures aside"), Kind.TEXT,
    ),
)  # fmt: skip
_ONLY: Final = Function(
    "only", Bilingual("only(列, 条件)", "only(COLUMN, CONDITION)"),
    Bilingual("条件成立时的值，不成立则为空", "the value where the condition is true, blank where it is not"), None, 2,
)  # fmt: skip
_LIST: Final = Function(
    "list", Bilingual('list("代码表").列 或 list("代码表", 代码列).列', 'list("LIST").COLUMN or list("LIST", COLUMN).COLUMN'),
    Bilingual("按代码查代码表；不写代码列时用本行的代码", "a column of a code list, by the row's code or the given one"),
)  # fmt: skip

FOLDS: Final = {f.name: f for f in _FOLDS}
"""Functions that fold rows."""
ROWS: Final = {f.name: f for f in _ROWS}
"""Functions of rows that stand in relation to others."""
TEXTS: Final = {f.name: f for f in _TEXTS}
"""Functions applied row by row."""
OF_WORDS: Final = frozenset({"mentions", "omit"})
"""Functions of texts whose second argument names a word list."""
FUNCTIONS: Final = {**FOLDS, **ROWS, **TEXTS, "only": _ONLY, "list": _LIST}
"""All functions, by name."""

CALLED: Final = {
    word: name
    for name, words in {
        "sum": "求和 合计 总和 总计 加总 汇总 相加 total add sumif", "min": "最小 最小值 minimum", "max": "最大 最大值 maximum",
        "count": "个数 计数 数量 行数 counta countif", "any": "任一 任意 存在 有 exists some", "all": "全部 所有 每个 every",
        "distinct": "不重复 互不相同 唯一 unique", "join": "连接 合并 拼接 concat", "children": "下级 子项 明细",
        "parent": "上级 父级", "previous": "上一行 前一行 prev", "blank": "空 为空 空白 empty isblank isempty",
        "numeric": "是数 数字 isnumber", "contains": "包含 含有 含 有字 include includes has find search",
        "starts": "开头 以开头 开始 打头 startswith", "length": "长度 字数 len", "matches": "匹配 符合 match regex like",
        "similar": "相似 近似", "without": "去掉 替换 replace remove", "before": "之前", "after": "之后", "mentions": "提到 含词",
        "year": "年份 年 年度", "repeated": "重复的话 两遍", "only": "只取 仅取 filter iif", "list": "代码表 查表",
    }.items()
    for word in words.split()
}  # fmt: skip
"""What people call the functions elsewhere: in their own language, in spreadsheets."""
