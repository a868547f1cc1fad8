"""The words and signs of the language, each declared once with its usage, what it means and an example, as functions are.

The grammar says what may be written; this says what it is for. ``names`` and the reference print it, and a test holds every
word of the grammar to stand here. Further tests hold every example to be sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from budgetspec.finding import Bilingual


class Theme(Enum):
    """What a word or sign is part of."""

    FILE = Bilingual("规则文件", "rule files")
    CLAUSE = Bilingual("规则的说明，写在条件之前或之后", "clauses, before or after a rule's condition")
    CONDITION = Bilingual("条件", "conditions")
    ARITHMETIC = Bilingual("计算", "arithmetic")
    REFERENCE = Bilingual("列和行", "columns and rows")
    VALUE = Bilingual("写出的值", "values")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign as authors see it.

    Its example is a condition in ``table``; without one a whole item of a rule file, or a clause of a rule.
    """

    name: str
    theme: Theme
    usage: str
    says: Bilingual
    example: str
    table: str = ""


_BASIC: Final = "一般公共预算基本支出表"
_FUNCTIONAL: Final = "支出功能分类预算表"

_FILE: Final = (
    Word(
        "rule", Theme.FILE, 'rule 编号 "标题" 条件',
        Bilingual("一条规则；编号不重复，可含短横线；标题写应当怎样", "a rule: its id, its title, and what must hold"),
        'rule 例-1 "附表1与附表6的人员经费一致"\n  收支预算总表.支出类别.人员经费 == 财政拨款预算总表.支出类别.人员经费',
    ),
    Word(
        "in", Theme.FILE, "in 表, 表, … { 规则 … }",
        Bilingual(
            "其中的规则对每一张表各查一遍，列名不必再写表名",
            "the rules inside hold in each table, whose columns need no table",
        ),
        'in 一般公共预算基本支出表, 支出经济分类预算表 {\n  rule 例-2 "合计不为负"\n    合计 >= 0\n}',
    ),
    Word(
        "let", Theme.FILE, "let 名称 = 式子",
        Bilingual("给式子起名，同一文件的规则都可以用", "name an expression for the rules of the file"),
        'let 基本支出 = 一般公共预算基本支出表[合计]\n'
        'rule 例-3 "附表1与附表8的基本支出一致"\n  收支预算总表.支出类别.基本支出 == 基本支出',
    ),
    Word(
        "#", Theme.FILE, "# 文字",
        Bilingual("注释，到行末为止", "a comment, to the end of the line"),
        'rule 例-4 "预算年度填了"  # 封面\n  not blank(预算年度)',
    ),
)  # fmt: skip


def _clause(name: str, usage: str, says: Bilingual, example: str) -> Word:
    return Word(name, Theme.CLAUSE, usage, says, example)


_CLAUSES: Final = (
    _clause(
        "severity", "severity error 或 warning 或 info",
        Bilingual("级别：错误、警告、提示；不写为错误", "how much a failure matters; error if not given"),
        "severity warning",
    ),
    _clause(
        "basis", 'basis "文字"',
        Bilingual("依据，印在问题之下", "the ground, printed below a finding"),
        'basis "表式行关系"',
    ),
    _clause(
        "message", 'message "文字"',
        Bilingual(
            "代替自动写出的句子；{left}、{right}、{difference} 是左边、右边、差额",
            "stands in for the automatic sentence; {left}, {right}, {difference} are filled in",
        ),
        'message "合计 {left}，两项之和 {right}"',
    ),
    _clause(
        "note", 'note "文字"',
        Bilingual("给看规则的人的说明，budgetspec rules 编号 时印出", "for who reads the rule, printed by budgetspec rules ID"),
        'note "两列都印在表上"',
    ),
    _clause("from", "from 年份", Bilingual("从这一年度起适用", "holds from this budget year on"), "from 2024"),
    _clause("until", "until 年份", Bilingual("到这一年度为止适用", "holds until this budget year"), "until 2030"),
    _clause(
        "kind", 'kind "类型", …',
        Bilingual("只用于这些文件类型的公开", "only for submissions of these kinds"),
        'kind "部门"',
    ),
    _clause(
        "region", 'region "区划", …',
        Bilingual("只用于行政区划以此开头的公开", "only for regions whose code begins so"),
        'region "2102"',
    ),
    _clause("tags", 'tags "标签", …', Bilingual("标签，供归类", "labels to group rules by"), 'tags "表内"'),
)  # fmt: skip
_CONDITIONS: Final = (
    Word(
        "when", Theme.CONDITION, "when 条件: 条件",
        Bilingual("前一个成立时才查后一个，逐行判断；不成立的行是不适用", "check the second where the first holds, row by row"),
        "when 合计 > 1万元: 人员经费 > 0 or 公用经费 > 0", _BASIC,
    ),
    Word("==", Theme.CONDITION, "甲 == 乙", Bilingual("等于，也可写 ＝", "equal"), "合计 == 人员经费 + 公用经费", _BASIC),
    Word("!=", Theme.CONDITION, "甲 != 乙", Bilingual("不等于，也可写 ≠", "not equal"), "合计 != 0", _BASIC),
    Word("<=", Theme.CONDITION, "甲 <= 乙", Bilingual("不大于，也可写 ≤", "at most"), "公用经费 <= 合计", _BASIC),
    Word(">=", Theme.CONDITION, "甲 >= 乙", Bilingual("不小于，也可写 ≥", "at least"), "合计 >= 人员经费", _BASIC),
    Word("<", Theme.CONDITION, "甲 < 乙", Bilingual("小于，也可写 ＜", "less"), "公用经费[单位] < 人员经费", _BASIC),
    Word(">", Theme.CONDITION, "甲 > 乙", Bilingual("大于，也可写 ＞", "more"), "合计[合计] > 0", _BASIC),
    Word(
        "within", Theme.CONDITION, "甲 == 乙 within 容差",
        Bilingual("相差不超过容差也算成立；不写就一分不差", "holds if the difference is at most that"),
        "合计 == 人员经费 + 公用经费 within 1元", _BASIC,
    ),
    Word(
        "in (…)", Theme.CONDITION, "甲 in (乙, 丙, …)",
        Bilingual("是其中之一", "is one of them"),
        '科目[类] in ("301", "302", "303", "310")', _BASIC,
    ),
    Word(
        "and", Theme.CONDITION, "条件 and 条件",
        Bilingual("都成立", "both hold"),
        "合计 >= 人员经费 and 合计 >= 公用经费", _BASIC,
    ),
    Word(
        "or", Theme.CONDITION, "条件 or 条件",
        Bilingual("至少一个成立", "at least one holds"),
        "人员经费 > 0 or 公用经费 > 0", _BASIC,
    ),
    Word("not", Theme.CONDITION, "not 条件", Bilingual("不成立", "does not hold"), "not blank(名称[类])", _BASIC),
    Word(
        "implies", Theme.CONDITION, "条件 implies 条件",
        Bilingual("前一个成立则后一个也成立；可以放在式子中间", "if the first holds, so does the second"),
        "合计 == 0 implies 人员经费 == 0", _BASIC,
    ),
)  # fmt: skip
_ARITHMETIC: Final = (
    Word("+", Theme.ARITHMETIC, "甲 + 乙", Bilingual("加；文字相连", "plus; joins texts"), "合计 == 人员经费 + 公用经费", _BASIC),
    Word("-", Theme.ARITHMETIC, "甲 - 乙", Bilingual("减", "minus"), "公用经费 == 合计 - 人员经费", _BASIC),
    Word(
        "*", Theme.ARITHMETIC, "甲 * 乙",
        Bilingual("乘，也可写 ×；百分之二写 * 2 / 100", "times"), "公用经费 * 2 / 100 <= 合计", _BASIC,
    ),
    Word(
        "/", Theme.ARITHMETIC, "甲 / 乙",
        Bilingual("除，也可写 ÷；除数为 0 时这一项未定", "divided by; undecided where the divisor is 0"),
        "人员经费[合计] / 合计[合计] > 0", _BASIC,
    ),
    Word(
        "by", Theme.ARITHMETIC, "函数(列 by 键, …)",
        Bilingual("按键分组，每组一个结果", "one result for each group of rows with equal keys"),
        "sum(合计[款] by 单位) == 合计", _BASIC,
    ),
    Word("( )", Theme.ARITHMETIC, "(式子)", Bilingual("先算括号里的", "groups"), "(人员经费 + 公用经费) / 2 <= 合计", _BASIC),
)  # fmt: skip
_REFERENCES: Final = (
    Word(
        ".", Theme.REFERENCE, "表.列、栏.列",
        Bilingual("某表的某列；几层栏目逐层写全", "a column by its full path"),
        "财政拨款.小计 <= 支出功能分类预算表.合计", _FUNCTIONAL,
    ),
    Word(
        "[级]", Theme.REFERENCE, "列[级, …]",
        Bilingual(
            "只要这一级的行；[合计] 是全表那一行；不写列名就是主列",
            "rows of these levels; without a column, those of the main one",
        ),
        "sum(合计[类]) == [合计]", _BASIC,
    ),
    Word(
        "[代码]", Theme.REFERENCE, "列[代码, …]",
        Bilingual("只要这些代码的行", "rows of these codes"),
        "人员经费[301, 303] > 0", _BASIC,
    ),
    Word(
        "代码模式", Theme.REFERENCE, "列[30x]、30x",
        Bilingual(
            "代码模式，每个 x 是一位数字：30x 是 300 至 309，不含下级 30101，也不含 310",
            "codes that fit, each x one digit: 30x is 300 to 309, no code below them",
        ),
        "sum(301xx) == [301]", _BASIC,
    ),
    Word(
        "*列", Theme.REFERENCE, "*、*[级]、栏.*",
        Bilingual("每一个金额列，逐列检查", "every amount column, checked one by one"),
        "* == sum(children(*))", _BASIC,
    ),
    Word(
        "「」", Theme.REFERENCE, "「名称」",
        Bilingual("名称含括号、引号等符号时用", "around names that hold brackets or quotes"),
        "「因公出国（境）费」 <= 合计", "「财政拨款“三公”经费支出预算表」",
    ),
)  # fmt: skip
_VALUES: Final = (
    Word("元", Theme.VALUE, "数 元", Bilingual("金额；与金额比较时，不写单位也是元", "an amount"), "合计 >= 0元", _BASIC),
    Word(
        "万元", Theme.VALUE, "数 万元",
        Bilingual("金额，一万元为单位", "an amount in 10,000 元"),
        "合计[合计] > 1.5万元", _BASIC,
    ),
    Word(
        "%", Theme.VALUE, "数%",
        Bilingual("百分数；就是那个数，50% 与 50 相同，金额的百分之二要写 * 2 / 100", "a percentage: 50% is the number 50"),
        'when 度量单位 == "%": 指标值 <= 100%', "项目支出绩效表.指标",
    ),
    Word(
        "days", Theme.VALUE, "数 days，也可写 天、日",
        Bilingual("天数，与日期相加减", "days, to add to a date"),
        'rule 例-5 "批复后20日内公开"\n  公开.公开日期 <= 公开.批复日期 + 20 days',
    ),
    Word(
        '"…"', Theme.VALUE, '"文字"',
        Bilingual("文字，也可用“”；空格与全半角不计", "a text; blanks and width do not count"),
        '金额单位 == "元"', "预算表",
    ),
)  # fmt: skip

WORDS: Final = (*_FILE, *_CLAUSES, *_CONDITIONS, *_ARITHMETIC, *_REFERENCES, *_VALUES)
"""All words and signs, as the reference lists them."""
