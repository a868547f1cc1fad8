"""What is said about values that do not go together: one entry for each mistake, all wording here.

``left`` and ``right`` are a side as written and what kind it is: “科目 是代码”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, listed, some
from budgetspec.source import Span

ROWS_APART: Final = "T031"
CIRCLE: Final = "T011"
_SHOWN: Final = 3


class Side(NamedTuple):
    """A side of an operator: its text, and its kind in both languages."""

    text: str
    kind: Bilingual

    @property
    def zh(self) -> str:
        """The side in a Chinese sentence."""
        return f"{self.text} 是{self.kind.zh}"

    @property
    def en(self) -> str:
        """The side in an English sentence."""
        return f"{self.text} is {self.kind.en}"


def no_shared_columns(span: Span, columns: Sequence[Sequence[str]]) -> Problem:
    """Report several ``*`` that have no column in common."""
    each = [some(names, _SHOWN) for names in columns]
    return _no_shared_columns(span, columns=Bilingual("；".join(x.zh for x in each), "; ".join(x.en for x in each)))


_no_shared_columns = Mistake(
    "T001",
    "各处的 * 没有共同的列：$columns；请写出列名代替 *",
    "the * in this rule share no column: $columns; write the columns instead",
)


def no_shared_level(span: Span, left: Sequence[Bilingual], right: Sequence[Bilingual], advice: Bilingual) -> Problem:
    """Report two fields that meet at no level, and what to do about it."""
    return _no_shared_level(span, left=_all(left), right=_all(right), advice=advice)


def of_rows_above(column: str, upper: str) -> Bilingual:
    """Advise what to write where one side has the rows right above, as ``upper``, those of the other."""
    return Bilingual(
        f"上级等于下级之和写作 {upper} == sum(children({column}))，与上一级那一行相比写 parent({column})",
        f"rows add up to those above: {upper} == sum(children({column})); the row above is parent({column})",
    )


def of_parent(parent: str) -> Bilingual:
    """Advise to compare rows with a part of the row above them."""
    return Bilingual(f"上一级那一行写作 {parent}", f"the row above is {parent}")


def of_sums(sums: Sequence[str]) -> Bilingual:
    """Advise to sum one side to the keys of the other, or both."""
    said = listed(sums)
    return Bilingual(f"请写 {said.zh}", f"write {said.en}")


def of_many_rows(total: str, most: str, least: str) -> Bilingual:
    """Advise how many rows for each of one other are compared with it: together, or each of them."""
    return Bilingual(
        f"合在一起比写 {total}，每一行都不超过写 {most}，都不低于写 {least}",
        f"all together are {total}; that none is more is said of {most}, that none is less of {least}",
    )


def of_rows_or_sum(rows: str, total: str) -> Bilingual:
    """Advise to choose the rows that the other side has, or to sum those that are chosen to them."""
    return Bilingual(
        f"与同一级的行比写 {rows}，与各行之和比写 {total}",
        f"the rows of the same level are {rows}, the sum of those chosen {total}",
    )


def of_levels(both: Sequence[str]) -> Bilingual:
    """Advise which level to choose, of those that both tables have."""
    zh, en = (
        (f"请两边都选 [{both[-1]}]", f"select [{both[-1]}] on both") if both else ("请用 […] 选级", "select a level with […]")
    )
    return Bilingual(f"{zh}，或用 sum(… by …) 汇总到同一级", f"{en} or fold with sum(… by …)")


_no_shared_level = Mistake(
    "T002",
    "两边没有共同的级：左边是 $left，右边是 $right；$advice",
    "the sides share no level: left $left, right $right; $advice",
)


def _all(levels: Sequence[Bilingual]) -> Bilingual:
    return Bilingual(listed([level.zh for level in levels]).zh, listed([level.en for level in levels]).en)


def namesakes(span: Span, level: str, left: str, right: str) -> Problem:
    """Report two fields whose levels have one name in two classifications; of a reading it can be said which is meant."""
    return _namesakes(span, level=level, left=left, right=right)


_namesakes = Mistake(
    "T042",
    "两边都是“$level”级，但左边是$left的，右边是$right的，不是一回事；读法的键是哪张表的，写 each 键 of 表[$level]",
    "both sides are rows of $level, but of $left on the left and of $right on the right; of which table the key of a reading is, "
    "say with each KEY of TABLE[$level]",
)


def different_keys(span: Span, level: str, keys: tuple[Sequence[str], Sequence[str]], sums: Sequence[str]) -> Problem:
    """Report two fields whose rows of one level have different keys, those of the left and of the right; ``sums`` meet."""
    left, right = map(listed, keys)
    return _different_keys(span, level=level, left=left, right=right, sums=listed(sums))


_different_keys = Mistake(
    "T003",
    "“$level”级两边的键不同：左边按 $left，右边按 $right；请写 $sums",
    "rows of level $level are keyed by $left on the left and $right on the right; write $sums",
)


def several_levels(span: Span, function: str, levels: Sequence[str], example: str, level: str) -> Problem:
    """Report a sum over several levels, which would count amounts twice; ``example`` is the sum over one, if it can be told."""
    zh, en = (example or f"{function}({column}[{level}])" for column in ("列", "COLUMN"))
    return _several_levels(span, function=function, levels=listed(levels), meant=Bilingual(zh, en))


_several_levels = Mistake(
    "T004",
    "$function 的行有几级（$levels），加哪一级？例如 $meant",
    "$function over several levels ($levels); choose one: $meant",
)


not_rows = Mistake(
    "T005",
    "$function 要的是表的一列，$value 只有一个值；请去掉 $function，或换成一列",
    "$function works on a column of rows and $value is a single value; take $function away or name a column",
)
cannot_combine = Mistake(
    "T006",
    "$left，$right，不能用 $op；请换成同一种的两项",
    "$left and $right: $op does not go between them; take two of one kind",
)


def not_a_condition(span: Span, value: Side, *, filled: bool) -> Problem:
    """Report a value where a condition is needed; ``filled`` if it may be asked whether there is one."""
    blank = Bilingual(f"，是否填写写 not blank({value.text})", f", or ask not blank({value.text})")
    return _not_a_condition(span, value=value, text=value.text, hint=blank if filled else NOTHING)


_not_a_condition = Mistake(
    "T007",
    "这里要一个条件，而 $value；请与另一项比较，如 $text == …$hint",
    "a condition is needed here and $value; compare it, as in $text == …$hint",
)


wrong_arguments = Mistake("T008", "$function 的用法是 $usage", "$function is used as $usage")
unsafe_pattern = Mistake(
    "T009",
    "文本模式“$pattern”不可用：只能用字、[0-9] 这样的字符类、? 和 {n}，* 或 + 至多一处，不用 ( ) | ^ $$",
    "pattern '$pattern' cannot be used: literals, classes like [0-9], ?, {n} and at most one * or +, no ( ) | ^ $$",
)
guard_keys = Mistake(
    "T010",
    "when 的条件有许多行，而检查的式子只有一个值；请用 any(…) 或 all(…) 汇总条件，如 when any($example):",
    "the condition of when has rows and the check has none; fold it with any(…) or all(…): when any($example):",
)
let_in_circle = Mistake(CIRCLE, "变量 $name 用自己定义自己，请换一个名称", "let $name is defined by itself; rename one of them")
no_tolerance = Mistake(
    "T012",
    "within 只能放宽数或金额的 ==、<= 和 >=，后面写容许的差额，单位与两边相同，如 within $most",
    "within can only relax ==, <= and >= between numbers or amounts, by a difference in their unit: within $most",
)
share_as_tolerance = Mistake(
    "T045",
    "$percent 就是数 $number，不能作容差；容许相差百分之 $number 写作 within $most",
    "$percent is the number $number, not a tolerance; a difference of $number percent is within $most",
    instead="$most",
)
rows_for_amount = Mistake(
    "T044",
    "$count，$amount，不能用 $op；要数有几行写 $meant",
    "$count and $amount: $op does not go between them; rows are counted by $meant",
)


def unquoted_code(span: Span, code: Side, number: str, *, whole: bool = True) -> Problem:
    """Report a number where a text or code is needed; not ``whole`` if it is likelier to begin the text."""
    begins = Bilingual(f'；以它开头写 starts({code.text}, "{number}")', f'; that it begins so is starts({code.text}, "{number}")')
    return _unquoted_code(span, code=code, number=number, hint=NOTHING if whole else begins)


_unquoted_code = Mistake(
    "T013", '$code，$number 是数；请给它加引号："$number"$hint', '$code and $number a number; quote it: "$number"$hint'
)


def no_order(span: Span, op: str, text: Side) -> Problem:
    """Report texts or codes asked which is greater."""
    return _no_order(span, op=op, side=text, text=text.text)


_no_order = Mistake(
    "T014",
    "$side，没有大小，不能用 $op；请用 == 或 !=，比较字数写 length($text)",
    "$side and has no order: $op cannot be used; write == or !=, or length($text) for its length",
)


not_blank = Mistake("T043", "$text；有没有填写作 $meant", "$text; whether it is filled in is written $meant")
bare_days = Mistake("T015", "日期只能加减天数，请写 $op ${number}天", "dates take days; write $op $number days")
not_a_date = Mistake(
    "T016",
    '日期只能与日期比较；固定的日期按“年-月-日”写在引号内，如 "$example"',
    'dates compare with dates; a fixed date is a quoted text of year, month and day, such as "$example"',
)
year_of_date = Mistake(
    "T049",
    "$date 是日期，$year 是年份；日期的年份写 year($date)",
    "$date is a date and $year a year; the year of a date is year($date)",
    instead="year($date)",
)
date_otherwise = Mistake("T047", '日期“$text”写作 "$meant"', 'the date “$text” is written "$meant"', instead='"$meant"')
amount_by_amount = Mistake(
    "T017",
    "$left，$right，金额不能乘金额；请用 + - /，或让一边是数或百分比",
    "$left and $right: amounts do not multiply; use + - /, or a number or percentage on one side",
)
share_of_amount = Mistake(
    "T018",
    "$share 是百分比，不能与金额加减；请写 $amount $op $amount * $factor",
    "$share is a percentage and not an amount; write $amount $op $amount * $factor",
)
share_of_what = Mistake(
    "T046",
    "$amount，不能同 $percent 比；是哪一项的 $percent，就写那一项乘 $factor，如 $meant",
    "$amount and does not compare with $percent; write what it is a share of times $factor, as in $meant",
)
quoted_number = Mistake("T019", "$other，请去掉引号：$number", "$other; take the quotes away: $number")
condition_as_value = Mistake(
    "T020",
    "$op 的一边是条件，不是数或文字；条件之间写 and、or 或 implies",
    "one side of $op is a condition, not a value; write and, or, implies between conditions",
)
one_column = Mistake("T021", "$function 只取一列；请写 $meant", "$function takes one column; write $meant")
columns_or_rows = Mistake(
    "T048",
    "$function 只取一列；每一行的几列相加写 $each，再把各行合在一起写 $whole",
    "$function takes one column; the columns of each row are added by $each, and those of all rows together by $whole",
)
extreme_of_columns = Mistake(
    "T032",
    "$function 取一列各行中的一个，不比较几列；请逐列写条件：$meant",
    "$function takes one of the rows of a column, not one of several columns; write a condition for each: $meant",
)
bare_children = Mistake(
    "T022",
    "children 写在 sum、count 等之内：$function(children($column))",
    "children stands inside sum, count …: $function(children($column))",
)
star_in_let = Mistake(
    "T023",
    "变量中的 * 只能用在写有同样的 * 的规则里；请在变量中写出列名",
    "the * of a let can only be used in rules with the same *; name the column in the let",
)


def no_level_beside(span: Span, function: str, meant: str) -> Problem:
    """Report ``parent`` or ``children`` of rows that have none beside them; ``meant`` is the function of those that have."""
    change = Bilingual(f"请写 {meant}", f"write {meant}")
    other = Bilingual("请换一级，或去掉 […]", "choose another level or take […] away")
    return _no_level_beside(span, function=function, change=change if meant else other)


_no_level_beside = Mistake(
    "T024",
    "选的级没有上级或下级，$function 无所指；$change",
    "there is no level below or above for $function; $change",
)
no_number = Mistake("T025", "$value，前面不能写 -；请去掉 -", "$value and takes no -; delete it")
wrong_kind = Mistake("T026", "$value，这里不能用；用法是 $usage", "$value, which cannot be used here: $usage")


percent_as_factor = Mistake(
    "T027",
    "$percent 就是数 $number，只用来同印着百分数的列相比；要取金额的 $percent，请把 $percent 写成 $factor",
    "$percent is the number $number, to compare with printed percentages; "
    "for $percent of an amount write $factor instead of $percent",
)


compared_with_blank = Mistake("T028", "是否为空写作 $meant", "whether it is blank is written $meant", instead="$meant")
no_such_day = Mistake("T029", "没有“$text”这一天，请改正日期", "there is no day “$text”; correct the date")


def share_as_percent(span: Span, share: str, percent: str, factor: str) -> Problem:
    """Report a quotient compared with a percentage, which is a hundred times as much; ``factor`` is a percentage as a share."""
    literal = Bilingual(f"请把 {percent} 写成 {factor}", f"write {factor} for {percent}")
    printed = Bilingual(f"请写 ({share}) * 100", f"write ({share}) * 100")
    return _share_as_percent(span, share=share, percent=percent, advice=literal if factor else printed)


_share_as_percent = Mistake(
    "T030",
    "$share 是比值，一半是 0.5；$percent 是百分数，一半是 50；$advice",
    "$share is a quotient, half is 0.5; $percent is a percentage, half is 50; $advice",
)


def rows_added(span: Span, left: str, right: str, meant: str) -> Problem:
    """Report rows of several codes that are added; ``meant`` is the whole comparison with their sums."""
    return _no_common_rows(span, left=left, right=right, sums=meant)


def no_common_rows(span: Span, left: str, right: str, key: str) -> Problem:
    """Report rows of other codes on either side, none of which has a counterpart; ``key`` is what else they are keyed by."""
    whole = Bilingual(f"sum({left})、sum({right})", f"sum({left}), sum({right})")
    each = Bilingual(
        f"每个{key}各比写 sum({left} by {key})、sum({right} by {key})，合在一起比写 {whole.zh}",
        f"sum({left} by {key}), sum({right} by {key}) for each {key}, or {whole.en} for all together",
    )
    return _no_common_rows(span, left=left, right=right, sums=each if key else whole)


_no_common_rows = Mistake(
    ROWS_APART,
    "$left 和 $right 是不同的行，没有一行两边都有；请各自汇总：$sums",
    "$left and $right are different rows, none of which is in both; sum them up: $sums",
)
total_of_rows_below = Mistake(
    "T033",
    "这里每一行都与全表 $total 相比；每一行等于自己的下级之和写作 $each，只比一行写 [$one] == $total",
    "each row is compared with $total of the whole table; that each is the sum of its own rows below is written $each, "
    "of the one row [$one] == $total",
)
share_for_percent = Mistake(
    "T034",
    "$percent 是百分数；百分之 $number 写 $number%，百分之 $share 写 $share%",
    "$percent is a percentage: $share of all is written $number%, and $share percent $share%",
)
change_of_unit = Mistake(
    "T035",
    "元与万元直接相比，不用换算；请去掉 $op $number，写出的金额带上单位，如 100万元",
    "元 and 万元 compare directly; take $op $number away, and write amounts with their unit, as in 100万元",
)
part_against_whole = Mistake(
    "T037",
    "$total 是全表的一个数，这里与每个 $level 的数放在一起；每个 $level 一个数写 $function($column by $keys)",
    "$total is one number for the whole table beside one for each $level; for each $level write $function($column by $keys)",
)
star_in_fold = Mistake(
    "T039",
    "$star 是逐列来查，不是把几列相加；几列相加请写 甲列 + 乙列，每列各行相加写 $function($star[$level])",
    "$star checks the columns one by one and does not add them; write A + B for that, "
    "and $function($star[$level]) for the rows of each",
)


def too_few_keys(span: Span, keys: Sequence[str], all_keys: Sequence[str]) -> Problem:
    """Report rows folded by some of the keys that tell the rows above them apart."""
    return _too_few_keys(span, keys=listed(keys), all=listed(all_keys))


_too_few_keys = Mistake(
    "T040",
    "单凭 $keys 分不清是哪一行，要写全它的键：by $all",
    "$keys alone does not tell rows apart; write all of their keys: by $all",
)
fold_of_values = Mistake(
    "T041",
    "$function 要的是条件，$value 是数或文字；请把比较写在括号里：$function($value > 0$by)",
    "$function takes a condition, and $value is a value; write the comparison inside: $function($value > 0$by)",
)
share_of_number = Mistake(
    "T038",
    "$product 就是数 $number；比值写 $share，同印着的百分数相比写 $number%",
    "$product is the number $number; a quotient is written $share, a printed percentage $number%",
)
rows_against_total = Mistake(
    "T036",
    "$rows 有许多行，这里每一行都与 $one 相比；各行之和写 sum($rows)",
    "$rows are many rows, each of which is compared with $one here; their sum is written sum($rows)",
)
