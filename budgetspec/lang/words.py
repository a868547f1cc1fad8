"""The words and signs of the language, each declared once with its usage and what it means, as functions are.

The grammar says what may be written; this says what it is for. ``names`` and the reference print it, and a test holds every
word of the grammar to stand here. The examples of the reference are drawn from a form: ``docs/examples.yaml``.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.written import COUNTERS
from budgetspec.values import dataclass


class Theme(Enum):
    """What a word or sign is part of."""

    FILE = Bilingual("规则文件", "rule files")
    CLAUSE = Bilingual("规则的说明，写在条件之前或之后", "clauses, before or after a rule's condition")
    CONDITION = Bilingual("条件", "conditions")
    ARITHMETIC = Bilingual("计算", "arithmetic")
    REFERENCE = Bilingual("列和行", "columns and rows")
    VALUE = Bilingual("写出的值", "values")
    READING = Bilingual("读法：文字说明怎样读成数", "readings: how figures come out of the text")
    HOLE = Bilingual("读法的句式中可以取什么", "what a sentence of a reading can take")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign as authors see it."""

    name: str
    theme: Theme
    usage: Bilingual
    says: Bilingual


_FILE: Final = (
    Word(
        "rule", Theme.FILE, Bilingual('rule 编号 "标题" 条件', 'rule ID "TITLE" CONDITION'),
        Bilingual("一条规则；编号不重复，可含短横线；标题写应当怎样", "a rule: its id, its title, and what must hold"),
    ),
    Word(
        "in", Theme.FILE, Bilingual("in 表, 表, … { 规则 … }", "in TABLE, TABLE, … { RULES … }"),
        Bilingual(
            "其中的规则对每一张表各查一遍，列名不必再写表名",
            "the rules inside hold in each table, whose columns need no table",
        ),
    ),
    Word(
        "let", Theme.FILE, Bilingual("let 名称 = 式子", "let NAME = EXPRESSION"),
        Bilingual("给式子起名，同一文件的规则都可以用", "name an expression for the rules of the file"),
    ),
    Word(
        "disable because", Theme.FILE, Bilingual('disable 编号, … because "理由"', 'disable ID, … because "REASON"'),
        Bilingual(
            "停用另一个文件里的规则；报告写明停用了哪些、为什么",
            "leave out rules of another file; reports say which, and why",
        ),
    ),
    Word(
        "regrade as", Theme.FILE,
        Bilingual('regrade 编号, … as 级别 because "理由"', 'regrade ID, … as SEVERITY because "REASON"'),
        Bilingual("给另一个文件里的规则换一个级别", "give rules of another file another severity"),
    ),
    Word(
        "#", Theme.FILE, Bilingual("# 文字", "# TEXT"),
        Bilingual("注释，到行末为止", "a comment, to the end of the line"),
    ),
)  # fmt: skip


def _clause(name: str, usage: Bilingual, says: Bilingual) -> Word:
    return Word(name, Theme.CLAUSE, usage, says)


_CLAUSES: Final = (
    _clause(
        "severity", Bilingual("severity error 或 warning 或 info", "severity error, warning or info"),
        Bilingual("级别：错误、警告、提示；不写为错误", "how much a failure matters; error if not given"),
    ),
    _clause(
        "basis", Bilingual('basis "文字"', 'basis "TEXT"'),
        Bilingual("依据，印在问题之下", "the ground, printed below a finding"),
    ),
    _clause(
        "message", Bilingual('message "文字"', 'message "TEXT"'),
        Bilingual(
            "代替自动写出的句子；{left}、{right}、{difference} 是左边、右边、差额，{列名} 是这一行的那一列",
            "stands in for the automatic sentence; {left}, {right}, {difference} and columns of the row, {COLUMN}, are filled in",
        ),
    ),
    _clause(
        "note", Bilingual('note "文字"', 'note "TEXT"'),
        Bilingual(
            "给看规则的人的说明，budgetspec rules 编号 时印出",
            "for who reads the rule, printed by budgetspec rules ID",
        ),
    ),
    _clause(
        "from", Bilingual("from 年份", "from YEAR"),
        Bilingual("从这一年度起适用", "holds from this budget year on"),
    ),
    _clause(
        "until", Bilingual("until 年份", "until YEAR"),
        Bilingual("到这一年度为止适用", "holds until this budget year"),
    ),
    _clause(
        "kind", Bilingual('kind "类型", …', 'kind "KIND", …'),
        Bilingual("只用于这些文件类型的公开", "only for submissions of these kinds"),
    ),
    _clause(
        "region", Bilingual('region "区划", …', 'region "REGION", …'),
        Bilingual("只用于行政区划以此开头的公开", "only for regions whose code begins so"),
    ),
    _clause(
        "tags", Bilingual('tags "标签", …', 'tags "TAG", …'),
        Bilingual("标签，供归类", "labels to group rules by"),
    ),
)  # fmt: skip
_CONDITIONS: Final = (
    Word(
        "when", Theme.CONDITION, Bilingual("when 条件: 条件", "when CONDITION: CONDITION"),
        Bilingual(
            "前一个成立时才查后一个，逐行判断；不成立的行是不适用",
            "check the second where the first holds, row by row",
        ),
    ),
    Word(
        "==", Theme.CONDITION, Bilingual("甲 == 乙", "A == B"),
        Bilingual("等于，也可写 ＝", "equal"),
    ),
    Word(
        "!=", Theme.CONDITION, Bilingual("甲 != 乙", "A != B"),
        Bilingual("不等于，也可写 ≠", "not equal"),
    ),
    Word(
        "<=", Theme.CONDITION, Bilingual("甲 <= 乙", "A <= B"),
        Bilingual("不大于，也可写 ≤", "at most"),
    ),
    Word(
        ">=", Theme.CONDITION, Bilingual("甲 >= 乙", "A >= B"),
        Bilingual("不小于，也可写 ≥", "at least"),
    ),
    Word(
        "<", Theme.CONDITION, Bilingual("甲 < 乙", "A < B"),
        Bilingual("小于，也可写 ＜", "less"),
    ),
    Word(
        ">", Theme.CONDITION, Bilingual("甲 > 乙", "A > B"),
        Bilingual("大于，也可写 ＞", "more"),
    ),
    Word(
        "within", Theme.CONDITION, Bilingual("甲 == 乙 within 容差", "A == B within TOLERANCE"),
        Bilingual("相差不超过容差也算成立；不写就一分不差", "holds if the difference is at most that"),
    ),
    Word(
        "in (…)", Theme.CONDITION, Bilingual("甲 in (乙, 丙, …)", "A in (B, C, …)"),
        Bilingual("是其中之一", "is one of them"),
    ),
    Word(
        "and", Theme.CONDITION, Bilingual("条件 and 条件", "CONDITION and CONDITION"),
        Bilingual("都成立", "both hold"),
    ),
    Word(
        "or", Theme.CONDITION, Bilingual("条件 or 条件", "CONDITION or CONDITION"),
        Bilingual("至少一个成立", "at least one holds"),
    ),
    Word(
        "not", Theme.CONDITION, Bilingual("not 条件", "not CONDITION"),
        Bilingual("不成立", "does not hold"),
    ),
    Word(
        "implies", Theme.CONDITION, Bilingual("条件 implies 条件", "CONDITION implies CONDITION"),
        Bilingual("前一个成立则后一个也成立；可以放在式子中间", "if the first holds, so does the second"),
    ),
)  # fmt: skip
_ARITHMETIC: Final = (
    Word(
        "+", Theme.ARITHMETIC, Bilingual("甲 + 乙", "A + B"),
        Bilingual("加；文字相连", "plus; joins texts"),
    ),
    Word(
        "-", Theme.ARITHMETIC, Bilingual("甲 - 乙", "A - B"),
        Bilingual("减", "minus"),
    ),
    Word(
        "*", Theme.ARITHMETIC, Bilingual("甲 * 乙", "A * B"),
        Bilingual("乘，也可写 ×；百分之二写 * 0.02", "times; two percent is * 0.02"),
    ),
    Word(
        "/", Theme.ARITHMETIC, Bilingual("甲 / 乙", "A / B"),
        Bilingual("除，也可写 ÷；除数为 0 时这一项未定", "divided by; undecided where the divisor is 0"),
    ),
    Word(
        "by", Theme.ARITHMETIC, Bilingual("函数(列 by 键, …)", "FUNCTION(COLUMN by KEY, …)"),
        Bilingual("按键分组，每组一个结果", "one result for each group of rows with equal keys"),
    ),
    Word(
        "( )", Theme.ARITHMETIC, Bilingual("(式子)", "(EXPRESSION)"),
        Bilingual("先算括号里的", "groups"),
    ),
)  # fmt: skip
_REFERENCES: Final = (
    Word(
        ".", Theme.REFERENCE, Bilingual("表.列、栏.列", "TABLE.COLUMN, GROUP.COLUMN"),
        Bilingual("某表的某列；几层栏目逐层写全", "a column by its full path"),
    ),
    Word(
        "[级]", Theme.REFERENCE, Bilingual("列[级, …]", "COLUMN[LEVEL, …]"),
        Bilingual(
            "只要这一级的行；[合计] 是全表那一行；不写列名就是主列",
            "rows of these levels; without a column, those of the main one",
        ),
    ),
    Word(
        "[代码]", Theme.REFERENCE, Bilingual("列[代码, …]", "COLUMN[CODE, …]"),
        Bilingual("只要这些代码的行", "rows of these codes"),
    ),
    Word(
        "代码模式", Theme.REFERENCE, Bilingual("列[30x]、30x", "COLUMN[30x], 30x"),
        Bilingual(
            "代码模式，每个 x 是一位数字：30x 是 300 至 309，不含下级 30101，也不含 310",
            "codes that fit, each x one digit: 30x is 300 to 309, no code below them",
        ),
    ),
    Word(
        "*列", Theme.REFERENCE, Bilingual("*、*[级]、栏.*", "*, *[LEVEL], GROUP.*"),
        Bilingual("每一个金额列，逐列检查", "every amount column, checked one by one"),
    ),
    Word(
        "「」", Theme.REFERENCE, Bilingual("「名称」", "「NAME」"),
        Bilingual("名称含括号、引号等符号时用", "around names that hold brackets or quotes"),
    ),
    Word(
        "上年", Theme.REFERENCE, Bilingual("上年.名称", "上年.NAME"),
        Bilingual(
            "上年公开（--prior）中的表、列、值和读法；没有提供时未定",
            "a table, column, value or reading of last year's submission (--prior); undecided where none is given",
        ),
    ),
)  # fmt: skip
_VALUES: Final = (
    Word(
        "元", Theme.VALUE, Bilingual("数 元", "NUMBER 元"),
        Bilingual("金额；与金额比较时，不写单位也是元", "an amount"),
    ),
    Word(
        "万元", Theme.VALUE, Bilingual("数 万元", "NUMBER 万元"),
        Bilingual("金额，一万元为单位", "an amount in 10,000 元"),
    ),
    Word(
        "%", Theme.VALUE, Bilingual("数%", "NUMBER%"),
        Bilingual(
            "百分数，同印着百分数的列相比；就是那个数，50% 与 50 相同，金额的百分之二要写 * 0.02",
            "a percentage, to compare with printed ones: 50% is the number 50; of an amount write * 0.5",
        ),
    ),
    Word(
        "days", Theme.VALUE, Bilingual("数 days，也可写 天、日", "NUMBER days, also 天, 日"),
        Bilingual("天数，与日期相加减", "days, to add to a date"),
    ),
    Word(
        '"…"', Theme.VALUE, Bilingual('"文字"', '"TEXT"'),
        Bilingual("文字，也可用“”；空格与全半角不计", "a text; blanks and width do not count"),
    ),
)  # fmt: skip
_READINGS: Final = (
    Word(
        "reading from", Theme.READING, Bilingual('reading 名称 from 节, … "句式" …', 'reading NAME from SECTION, … "SENTENCE" …'),
        Bilingual(
            "到这些节里找这些句式；读到的数在规则中写 名称.数名",
            "find these sentences in these sections; rules call what is found NAME.FIGURE",
        ),
    ),
    Word(
        "each of", Theme.READING, Bilingual("each 键 of 表[级]", "each KEY of TABLE[LEVEL]"),
        Bilingual(
            "句子有许多，每个键一句，读成一张表；of 说明键是哪张表哪一级的行，名称自成一类的（型为 文）不写",
            "many sentences, one for each key, read as a table with the keys of those rows; without of, names are its keys",
        ),
    ),
    Word(
        "under", Theme.READING, Bilingual('under "标题句式"', 'under "HEADING"'),
        Bilingual(
            "上一层标题也是句式，其中的数各句共有",
            "the heading above is a pattern too; what it takes belongs to each sentence",
        ),
    ),
    Word(
        "optional", Theme.READING, Bilingual('optional "句式"', 'optional "SENTENCE"'),
        Bilingual(
            "这一句可以没有；没有时，读它的检查未定",
            "a text need not have the sentence; without it, what reads it is undecided",
        ),
    ),
    Word(
        "{}", Theme.READING, Bilingual("{名称:型}、{:型}", "{NAME:TYPE}, {:TYPE}"),
        Bilingual(
            "这里取一个数或一段文字；不写名称就只是跳过",
            "take a figure or a text here; without a name it is only passed over",
        ),
    ),
    Word(
        "[…]", Theme.READING, Bilingual("[文字]", "[TEXT]"),
        Bilingual("可有可无，可以套；其中的数没有时是空白", "may be left out, may be nested; its figures are then blank"),
    ),
    Word(
        "(…|…)", Theme.READING, Bilingual("(甲|乙)", "(A|B)"),
        Bilingual("任选其一；原文的括号写全角（ ）", "one of several; brackets of the text are full width （ ）"),
    ),
)  # fmt: skip
_HOLES: Final = (
    Word(
        "{:万元}", Theme.HOLE, Bilingual("万元、元、亿元", "万元, 元, 亿元"),
        Bilingual(
            "金额，连同单位；按表式声明的末位，四舍五入或截去",
            "an amount with its unit, rounded or cut off at the declared place",
        ),
    ),
    Word(
        "{:%}", Theme.HOLE, Bilingual("%", "%"),
        Bilingual("百分数，也可印作 个百分点", "a percentage"),
    ),
    Word(
        "{:个}", Theme.HOLE, Bilingual("、".join(COUNTERS), ", ".join(COUNTERS)),
        Bilingual("个数，连同量词", "a count with its measure word"),
    ),
    Word(
        "{:年}", Theme.HOLE, Bilingual("年", "年"),
        Bilingual("年份，如 2025年、2025年度", "a year"),
    ),
    Word(
        "{:日期}", Theme.HOLE, Bilingual("日期", "日期"),
        Bilingual("日期，如 2025年1月20日、2025-1-20", "a date"),
    ),
    Word(
        "{:增减}", Theme.HOLE, Bilingual("增减 万元、增减 % 等", "增减 万元, 增减 % …"),
        Bilingual(
            "连同 增加、减少、增长、下降 的字一起取，减少为负，持平为 0",
            "a change with the word that says which way: negative where it falls, 0 where nothing changes",
        ),
    ),
    Word(
        "{:类}", Theme.HOLE, Bilingual("类、款、项、项目等级名", "the name of a level"),
        Bilingual(
            "这一级的名称，找得到代码；单凭名称分不清的可写 类名（类）款名（款）",
            "the name of a row of that level, which leads to its code; names of levels above may stand before it",
        ),
    ),
    Word(
        "{:列举}", Theme.HOLE, Bilingual("列举 款、列举 文", "列举 LEVEL, 列举 文"),
        Bilingual("用顿号、逗号隔开的几个名称，每个各是一行", "several names with commas between, each a row of its own"),
    ),
    Word(
        "{:文}", Theme.HOLE, Bilingual("文", "文"),
        Bilingual("到后面的字为止的文字，不出这一句", "a text up to what follows, within its sentence"),
    ),
    Word(
        "{:词}", Theme.HOLE, Bilingual("词", "词"),
        Bilingual("到后面的字为止的文字，其中没有标点", "a text up to what follows, without any separators"),
    ),
    Word(
        "{:段}", Theme.HOLE, Bilingual("段", "段"),
        Bilingual("到这一项末尾的全部文字", "all text up to the end of the item"),
    ),
)  # fmt: skip

WORDS: Final = (*_FILE, *_CLAUSES, *_CONDITIONS, *_ARITHMETIC, *_REFERENCES, *_VALUES, *_READINGS, *_HOLES)
"""All words and signs, as the reference lists them."""
