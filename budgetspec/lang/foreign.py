"""What is said about what other notations have, and rules write in another way: one entry for each mistake, all wording here.

Where it is sure what is meant, ``instead`` is what reading goes on with, so that what else is wrong is found too.
"""

from __future__ import annotations

from typing import Final

from budgetspec.lang.problems import Mistake

BRACKET_IN_HEAD: Final = "S065"


written_as = Mistake("S010", "“$found”写作 $meant", "'$found' is written $meant", instead="$meant")


single_equals = Mistake("S011", "相等写作 ==（两个等号）", "equality is written == (two signs)", instead="==")
double_equals = Mistake("S012", "let 的名称之后写一个 =", "the name of a let is followed by a single =", instead="=")


grouped_number = Mistake(
    "S013", "数中不写千位分隔号，请写 $number", "numbers have no separators; write $number", instead="$number"
)


other_quotes = Mistake("S029", "文字用双引号括起来：$text", "texts stand in double quotes: $text", instead="$text")
currency = Mistake(
    "S030", "金额不写货币符号，请写 $amount元", "amounts have no currency sign; write $amount元", instead="$amount元"
)
unknown_unit = Mistake("S031", "数后面不能写“$unit”，$change", "numbers do not take '$unit'; $change", instead="$instead")
slash_comment = Mistake("S041", "注释以 # 开头", "comments begin with #")
no_otherwise = Mistake(
    "S043",
    "没有“否则”的写法：请删去这一段，另写一条规则 when not ($premise): $check",
    "there is no else; delete it and write another rule: when not ($premise): $check",
)
quoted_selector = Mistake("S046", "[…] 中不加引号：[$selected]", "no quotes inside […]: [$selected]", instead=" $selected")
code_range = Mistake(
    "S047",
    "[…] 中没有“从几到几”的写法，请写 $codes",
    "[…] has no ranges; write $codes",
    instead="$codes",
)
superfluous = Mistake("S061", "这里不写“$found”，请删去", "no '$found' is written here; delete it", instead="")
broken_name = Mistake("S062", "名称中间不写空格：$name", "a name is written without blanks: $name", instead="$name")
other_brackets = Mistake("S063", "选行用方括号：$meant", "rows are selected with square brackets: $meant", instead="$meant")
late_when = Mistake("S064", "前提写在前面：when 前提: 要检查的式子", "the premise stands before the check: when CONDITION: CHECK")
bracket_in_head = Mistake(
    BRACKET_IN_HEAD, "表名之后应是 {，最后一条规则之后是 }，不是 $found", "the rules of a table stand in { }, not in $found"
)
interval = Mistake(
    "S075",
    "在 $low 到 $high 之间写作 $left >= $low and $left <= $high；是这两个值之一写作 $left in ($low, $high)",
    "between $low and $high is written $left >= $low and $left <= $high, one of the two $left in ($low, $high)",
)
two_cases = Mistake(
    "S076",
    "两种情况各写一条规则：when $condition: $then，另一条 when not ($condition): $other",
    "write a rule for each case: when $condition: $then, and when not ($condition): $other",
)
