"""What is said about rules that are not written as the grammar has it: one entry for each mistake, all wording here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, either
from budgetspec.source import Span

TOO_DEEP: Final = "S004"
MISSING_IN: Final = "S050"
MISSING_BRACE: Final = "S025"
STRAY_BRACE: Final = "S027"
TURNED_BRACE: Final = "S060"
OPEN_BLOCK: Final = "S026"
_LONGEST_ID: Final = 7
syntax = Mistake("S001", "“$found”不能写在这里，这里应写$wanted", "'$found' cannot stand here; write $wanted")


def missing_operand(span: Span, after: str) -> Problem:
    """Report an operator with nothing behind it; a word between conditions can be left out as well."""
    way_out = Bilingual(f"；没有别的条件就删去“{after}”", f"; without another condition, delete '{after}'")
    return _missing_operand(span, after=after, way_out=way_out if after in {"and", "or", "implies"} else NOTHING)


_missing_operand = Mistake(
    "S002",
    "“$after”后面没有写完，应接着写一列、一个数或引号内的文字$way_out",
    "something is missing after '$after': a column, a number or a quoted text$way_out",
)
strange_character = Mistake(
    "S003", "规则中不用字符“$character”，请删去", "the character '$character' means nothing in rules; delete it"
)
too_deep = Mistake(
    TOO_DEEP,
    "式子太长或嵌套过深，请用 let 分成几段，或分成几条规则",
    "the expression is too long or nested too deep; split it into several rules",
)


def two_selections(span: Span, kinds: Sequence[str]) -> Problem:
    """Report rows selected of rows selected; ``kinds`` is what can stand there."""
    return _two_selections(span, meant=either(kinds))


_two_selections = Mistake("S005", "一个列只能用一次 […]，请写 $meant", "[…] can be used once in a name; write $meant")
misplaced_star = Mistake("S006", "* 只能是名称的最后一段，如 栏.*；相乘时两边各写一个数", "* can only end a name, as in GROUP.*")
too_long = Mistake("S007", "太长，最多 $most 个字符", "too long: at most $most characters")


def mixed_selection(span: Span, kinds: Sequence[str]) -> Problem:
    """Report levels and codes selected at once; ``kinds`` is what can stand there."""
    return _mixed_selection(span, either=either(kinds))


_mixed_selection = Mistake(
    "S008", "[…] 里要么都是级，要么都是代码，请写 $either", "select either levels or codes, not both at once: $either"
)
broken_block = Mistake("S009", "in 后面应写表名和 {，如 in 表名 { … }", "in is followed by the name of a table and {")
unquoted_title = Mistake("S014", '规则的标题要加引号："$title"', 'the title of a rule is quoted: "$title"')


def missing_title(span: Span, rule: str) -> Problem:
    """Report a rule without a title, or one without an id that has a title without quotes."""
    return _unquoted_only(span, title=rule) if _is_title(rule) else _missing_title(span, rule=rule)


def _is_title(text: str) -> bool:
    """Tell whether what stands for an id is longer than any, and has no number of its own behind a -."""
    return len(text) > _LONGEST_ID and "-" not in text and not text.isascii()


_missing_title = Mistake("S015", '规则编号之后缺少标题，如 rule $rule "标题"', 'a title is missing: rule $rule "title"')
_unquoted_only = Mistake(
    "S083",
    '规则要有编号，标题要加引号，如 rule A-1 "$title"',
    'a rule has an id and its title is quoted, as in rule A-1 "$title"',
)
late_title = Mistake(
    "S080",
    "标题紧跟在规则编号之后：rule $rule $title $clause",
    "the title stands right behind the id: rule $rule $title $clause",
)
missing_id = Mistake("S016", "rule 之后缺少规则编号，如 rule A-1 $title", "the id of the rule is missing: rule A-1 $title")


def bad_id(span: Span, rule: str) -> Problem:
    """Report what is no id of a rule, with one that is like it."""
    title = rule.strip(":：,，.。")
    if _is_title(title):
        return _unquoted_only(span, title=title)
    parts = re.findall(r"\w+", rule.replace("_", "-"))
    like = "-".join(parts if parts and not parts[0][0].isdigit() else ["A", *parts, *["1"] * (not parts)])
    return _bad_id(span, rule=rule, like=like)


_bad_id = Mistake(
    "S017",
    "规则编号“$rule”不可用：以字母或汉字开头，只含字母、数字、汉字和 -，如 $like",
    "'$rule' is no rule id: it begins with a letter and has letters, digits and - only, as in $like",
)

open_bracket = Mistake(
    "S018",
    "这个 $opening 没有配对的 $closing，请在“$last”之后补上 $closing：$shown",
    "this $opening has no $closing; add $closing behind '$last': $shown",
    instead="$meant",
)
stray_bracket = Mistake(
    "S019",
    "这个 $closing 没有配对的 $opening，请删去，或在前面补上 $opening",
    "this $closing has no $opening; delete it, or open the bracket before",
)
other_bracket = Mistake("S020", "这里应是 $wanted，不是 $found", "this should be $wanted, not $found", instead="$wanted")
missing_colon = Mistake("S021", "when 的条件之后缺少冒号：when $premise: $check", "a colon is missing: when $premise: $check")
chained = Mistake(
    "S022",
    "比较不能连写，请写成两个条件：$first and $second",
    "comparisons do not chain; write two conditions: $first and $second",
)
second_condition = Mistake(
    "S023",
    "一条规则只有一个条件：两个条件之间写 and，或者另写一条 rule",
    "a rule has one condition: write and between two, or another rule",
)
headless_rule = Mistake(
    "S073",
    '前面的条件没有规则的开头；请在它前面写 rule 编号 "标题"',
    'the condition before has no head; write rule ID "title" before it',
)
unquoted_name = Mistake("S024", "名称中有括号、引号等，要用「」括起来：$name", "write a name with brackets or quotes as $name")
missing_brace = Mistake(MISSING_BRACE, "表名之后缺少 {：$head { … }", "a brace is missing after the table: $head { … }")


def open_block(span: Span, rule: str | None) -> Problem:
    """Report a block that is not closed; ``rule`` is the last one in it."""
    last = Bilingual(f"（{rule}）", f" ({rule})") if rule else NOTHING
    return _open_block(span, last=last)


_open_block = Mistake(
    OPEN_BLOCK,
    "这个 in 的 { 没有配对的 }，请在它的最后一条规则$last之后补上 }",
    "the { of this in has no }; add it after its last rule$last",
)
stray_brace = Mistake(STRAY_BRACE, "这个 } 没有配对的 {，请删去", "this } has no {; delete it")
turned_brace = Mistake(TURNED_BRACE, "表名之后应是 {，不是 }", "the table is followed by {, not by }")
open_quote = Mistake(
    "S028", "$opening 没有配对：请在文字末尾补上 $closing", "$opening is not closed; add $closing behind the text"
)
missing_operator = Mistake(
    "S032",
    "“$left”和“$right”之间缺少运算号（+ - * /）、比较号（== <= 等）或点（.）",
    "between '$left' and '$right' an operator (+ - * /), a comparison (== <= …) or a point is missing",
)
call_without_brackets = Mistake(
    "S033", "函数 $function 要写括号：$function(…)", "the function $function takes brackets: $function(…)"
)
clause_value = Mistake("S034", "$clause 的写法是 $example", "$clause is written $example")
repeated_clause = Mistake("S035", "一条规则只能有一个 $clause，请删去一个", "a rule has one $clause at most; delete one of them")
no_condition = Mistake(
    "S036", "规则没有要检查的式子，请写如 $example", "the rule has nothing to check; write for example $example"
)
by_outside = Mistake("S037", "by 写在括号里面：sum(列 by 键)", "by stands inside the brackets: sum(COLUMN by KEY)")
unbracketed_options = Mistake(
    "S038", 'in 后面的几个值要写括号：in ("甲", "乙")', 'the choices of in stand in brackets: in ("a", "b")'
)
broken_let = Mistake(
    "S039", "let 的写法是 $meant，名称不含点和空格", "a let is written $meant, without points or blanks in its name"
)
separator = Mistake(
    "S040",
    "这里不能写“$found”：两个条件之间写 and，两条规则各以 rule 开头",
    "'$found' cannot stand here: write and between conditions, and begin each rule with rule",
)


def not_a_year(span: Span, clause: str, year: str) -> Problem:
    """Report what is no year, with the one that stands in it."""
    found = re.search(r"(?:20)?(?P<year>[0-9]{2})(?![0-9])", year)
    return _not_a_year(span, clause=clause, year=f"20{found['year']}" if found else "2025")


_not_a_year = Mistake("S042", "$clause 之后写年份：$clause $year", "$clause takes a year: $clause $year")
misplaced_not = Mistake(
    "S044", "不等于写作 !=；不在其中写作 not 列 in (…)", "unequal is written !=, and absence not COLUMN in (…)"
)
several_tables = Mistake(
    "S045", "几张表之间写逗号：in 甲表, 乙表 {；表名中间不能有空格", "write commas between tables: in A, B {"
)
clause_of_no_rule = Mistake(
    "S081",
    '单独的条件不带 $clause，请删去；要带就写成 rule A-1 "标题" 条件 $found',
    'a condition alone has no $clause: delete it, or write rule A-1 "title" CONDITION $found',
    instead="",
)
rule_in_braces = Mistake(
    "S048", "规则的式子不写在 { } 里，请删去这对括号", "what a rule says does not stand in braces; delete them"
)
missing_comma = Mistake("S049", '几项之间写逗号："甲", "乙"', 'write a comma between texts: "a", "b"')
missing_in = Mistake(MISSING_IN, "表名之前缺少 in：in $table { … }", "in is missing before the table: in $table { … }")


def missing_rule(span: Span, rule: str) -> Problem:
    """Report a rule that begins with its id."""
    return replace(_missing_rule(span, rule=rule), rule=rule)


_missing_rule = Mistake("S051", "规则以 rule 开头：rule $rule …", "a rule begins with rule: rule $rule …")


amendment = Mistake("S055", "$word 的写法是 $head $because", "$word is written $head $because")
missing_reason = Mistake(
    "S052", '停用规则、改变级别都要写理由，请在后面写 because "理由"', 'say why a rule is changed: because "REASON"'
)
amendment_in_block = Mistake(
    "S053",
    "$word 改的是整条规则，不能只改一张表的，请移到 in 表 { … } 之外",
    "$word changes a whole rule, not for some tables: move it out of in TABLE { … }",
)
glob_in_amendment = Mistake(
    "S054",
    "这里不用通配符：请逐条写出编号，如 ${head}${more}01, ${head}${more}02，以免日后新增的规则也被停用",
    "no wildcards here: list the ids, ${head}${more}01, ${head}${more}02, so that no later rule is changed by accident",
)
in_inside_rule = Mistake("S066", "in 写在规则外面：$meant", "in stands around rules: $meant")
quotes_inside = Mistake(
    "S067", "文字里面的引号与外面的不能相同：$meant", "quotes inside a text differ from those around it: $meant"
)
missing_let = Mistake("S068", "给式子起名以 let 开头：let $name = …", "naming begins with let: let $name = …")
unknown_clause = Mistake(
    "S069",
    "没有“$word”这种说明；可写 basis 依据、message 说法、note 备注",
    "there is no clause '$word': write basis, message or note",
)
brace_in_comment = Mistake(
    "S070", "注释到行末为止，这个 } 也成了注释；请移到下一行", "a comment goes to the end of its line; move this } to the next"
)
let_inside_rule = Mistake("S071", "let 写在规则外面，请移到 rule 之前", "let stands outside rules; move it before rule")
swallowing_title = Mistake(
    "S072", "引号在标题之后就要写完：要检查的式子不写在引号里", "close the quotes behind the title: the check is not quoted"
)
condition_in_head = Mistake(
    "S074",
    'in 后面只写表名，条件写在各条规则里：in $table { rule A-1 "标题" when $condition: 要检查的式子 }',
    'only tables stand behind in; conditions stand in the rules: in $table { rule A-1 "title" when $condition: CHECK }',
)
every_table = Mistake(
    "S077",
    "没有“所有表”的写法：请逐张写出，如 in 甲表, 乙表 { … }",
    "there is no sign for all tables: name each, as in in A, B { … }",
)


no_exception = Mistake(
    "S082",
    "没有“$found”这样的写法，例外写成前提：$meant",
    "exceptions are not written '$found' but as a premise: $meant",
    instead="$meant",
)
no_exception_in_sum = Mistake(
    "S079",
    "[…] 中没有“除外”的写法，请从和中减去：$meant",
    "[…] has no exceptions; subtract them from the sum: $meant",
    instead="$meant",
)
half_condition = Mistake(
    "S084", "$found 后面的条件缺少左边：$meant", "the condition behind $found has no left side: $meant", instead="$meant"
)
nothing_before = Mistake(
    "S078", "“$found”前面缺少左边，请写 左边 $found $right", "nothing stands before '$found'; write LEFT $found $right"
)
