"""What is said about values that do not go together: one small function per mistake, all wording here.

``left`` and ``right`` are a side as written and what kind it is: “科目 是代码”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem
from budgetspec.source import Span

CIRCLE: Final = "T011"


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
    zh = ["、".join(names[:3]) + " 等" * (len(names) > 3) for names in columns]  # noqa: PLR2004
    en = [", ".join(names[:3]) + " …" * (len(names) > 3) for names in columns]  # noqa: PLR2004
    return Problem(
        "T001",
        Bilingual(
            f"各处的 * 没有共同的列：{'；'.join(zh)}；请写出列名代替 *",
            f"the * in this rule share no column: {'; '.join(en)}; write the columns instead",
        ),
        span,
    )


def no_shared_level(
    span: Span, left: Sequence[Bilingual], right: Sequence[Bilingual], both: Sequence[str], above: str | None
) -> Problem:
    """Report two fields that meet at no level; ``both`` are levels that the two tables have, ``above`` a column of rows above."""
    zh = f"请两边都选 [{both[-1]}]，或用 sum(… by …) 汇总到同一级" if both else "请用 […] 选级，或用 sum(… by …) 汇总到同一级"
    en = f"select [{both[-1]}] on both or fold with sum(… by …)" if both else "select a level with […] or fold with sum(… by …)"
    if above:
        zh, en = (f"{said} {above} == sum(children({above}))" for said in ("上级等于下级之和写作", "rows add up to those above:"))
    return Problem(
        "T002",
        Bilingual(
            f"两边没有共同的级：左边是 {'、'.join(x.zh for x in left)}，右边是 {'、'.join(x.zh for x in right)}；{zh}",
            f"the sides share no level: left {', '.join(x.en for x in left)}, right {', '.join(x.en for x in right)}; {en}",
        ),
        span,
    )


def different_keys(span: Span, level: str, left: Sequence[str], right: Sequence[str], finer: str) -> Problem:
    """Report two fields whose rows of one level have different keys; ``finer`` is the one with more keys."""
    shared = [k for k in left if k in right] or list(left)
    return Problem(
        "T003",
        Bilingual(
            f"“{level}”级两边的键不同：左边按 {'、'.join(left)}，右边按 {'、'.join(right)}；"
            f"请写 sum({finer} by {'、'.join(shared)})",
            f"rows of level {level} are keyed by {', '.join(left)} on the left and {', '.join(right)} "
            f"on the right; write sum({finer} by {', '.join(shared)})",
        ),
        span,
    )


def several_levels(span: Span, function: str, levels: Sequence[str], example: str) -> Problem:
    """Report a sum over several levels, which would count amounts twice."""
    return Problem(
        "T004",
        Bilingual(
            f"{function} 的行有几级（{'、'.join(levels)}），加哪一级？例如 {function}({example}[{levels[-1]}])",
            f"{function} over several levels ({', '.join(levels)}); choose one: {function}({example}[{levels[-1]}])",
        ),
        span,
    )


def not_rows(span: Span, function: str, value: str) -> Problem:
    """Report a function of rows applied to a single value."""
    return Problem(
        "T005",
        Bilingual(
            f"{function} 要的是表的一列，{value} 只有一个值；请去掉 {function}，或换成一列",
            f"{function} works on a column of rows and {value} is a single value; take {function} away or name a column",
        ),
        span,
    )


def cannot_combine(span: Span, op: str, left: Side, right: Side) -> Problem:
    """Report an operator between kinds that do not go together, where no other function knows better."""
    return Problem(
        "T006",
        Bilingual(
            f"{left.zh}，{right.zh}，不能用 {op}；请换成同一种的两项",
            f"{left.en} and {right.en}: {op} does not go between them; take two of one kind",
        ),
        span,
    )


def not_a_condition(span: Span, value: Side) -> Problem:
    """Report a value where a condition is needed."""
    return Problem(
        "T007",
        Bilingual(
            f"这里要一个条件，而 {value.zh}；请与另一项比较，如 {value.text} == …",
            f"a condition is needed here and {value.en}; compare it, as in {value.text} == …",
        ),
        span,
    )


def wrong_arguments(span: Span, function: str, usage: Bilingual) -> Problem:
    """Report a function called with the wrong number or kind of arguments."""
    return Problem("T008", Bilingual(f"{function} 的用法是 {usage.zh}", f"{function} is used as {usage.en}"), span)


def unsafe_pattern(span: Span, pattern: str) -> Problem:
    """Report a text pattern that is wrong or might take unbounded time."""
    return Problem(
        "T009",
        Bilingual(
            f"文本模式“{pattern}”不可用：只能用字、[0-9] 这样的字符类、? 和 {{n}}，* 或 + 至多一处，不用 ( ) | ^ $",
            f"pattern '{pattern}' cannot be used: literals, classes like [0-9], ?, {{n}} and at most one * or +, no ( ) | ^ $",
        ),
        span,
    )


def guard_keys(span: Span, example: str) -> Problem:
    """Report a ``when`` that has rows which the check has not."""
    return Problem(
        "T010",
        Bilingual(
            f"when 的条件有许多行，而检查的式子只有一个值；请用 any(…) 或 all(…) 汇总条件，如 when any({example}):",
            f"the condition of when has rows and the check has none; fold it with any(…) or all(…): when any({example}):",
        ),
        span,
    )


def let_in_circle(span: Span, name: str) -> Problem:
    """Report a let that is defined by itself."""
    return Problem(
        CIRCLE,
        Bilingual(f"变量 {name} 用自己定义自己，请换一个名称", f"let {name} is defined by itself; rename one of them"),
        span,
    )


def no_tolerance(span: Span) -> Problem:
    """Report a ``within`` where it means nothing."""
    return Problem(
        "T012",
        Bilingual(
            "within 只能放宽数或金额的 ==、<= 和 >=，后面写容许的差额，单位与两边相同，如 within 0.01",
            "within can only relax ==, <= and >= between numbers or amounts, by a difference in their unit: within 0.01",
        ),
        span,
    )


def unquoted_code(span: Span, code: Side, number: str) -> Problem:
    """Report a code compared with a number."""
    return Problem(
        "T013",
        Bilingual(
            f'{code.zh}，{number} 是数；请给它加引号："{number}"', f'{code.en} and {number} a number; quote it: "{number}"'
        ),
        span,
    )


def no_order(span: Span, op: str, text: Side) -> Problem:
    """Report texts or codes asked which is greater."""
    return Problem(
        "T014",
        Bilingual(
            f"{text.zh}，没有大小，不能用 {op}；请用 == 或 !=，比较字数写 length({text.text})",
            f"{text.en} and has no order: {op} cannot be used; write == or !=, or length({text.text}) for its length",
        ),
        span,
    )


def bare_days(span: Span, op: str, number: str) -> Problem:
    """Report a plain number added to a date."""
    return Problem(
        "T015",
        Bilingual(f"日期只能加减天数，请写 {op} {number} days", f"dates take days; write {op} {number} days"),
        span,
    )


def not_a_date(span: Span, example: str) -> Problem:
    """Report a date compared with something else."""
    return Problem(
        "T016",
        Bilingual(
            f'日期只能与日期比较；固定的日期写在引号内："{example}"',
            f'dates compare with dates; a fixed date is a quoted text: "{example}"',
        ),
        span,
    )


def amount_by_amount(span: Span, left: Side, right: Side) -> Problem:
    """Report amounts multiplied with each other."""
    return Problem(
        "T017",
        Bilingual(
            f"{left.zh}，{right.zh}，金额不能乘金额；请用 + - /，或让一边是数或百分比",
            f"{left.en} and {right.en}: amounts do not multiply; use + - /, or a number or percentage on one side",
        ),
        span,
    )


def share_of_amount(span: Span, op: str, amount: str, share: str, factor: str) -> Problem:
    """Report a percentage added to an amount; ``factor`` is the share as amounts are multiplied with it."""
    return Problem(
        "T018",
        Bilingual(
            f"{share} 是百分比，不能与金额加减；请写 {amount} {op} {amount} * {factor}",
            f"{share} is a percentage and not an amount; write {amount} {op} {amount} * {factor}",
        ),
        span,
    )


def quoted_number(span: Span, other: Side, number: str) -> Problem:
    """Report a number in quotes compared with an amount or number."""
    return Problem(
        "T019",
        Bilingual(f"{other.zh}，请去掉引号：{number}", f"{other.en}; take the quotes away: {number}"),
        span,
    )


def condition_as_value(span: Span, op: str) -> Problem:
    """Report a condition that is compared or computed with."""
    return Problem(
        "T020",
        Bilingual(
            f"{op} 的一边是条件，不是数或文字；条件之间写 and、or 或 implies",
            f"one side of {op} is a condition, not a value; write and, or, implies between conditions",
        ),
        span,
    )


def one_column(span: Span, function: str, meant: str) -> Problem:
    """Report a fold of several columns; ``meant`` is what may be meant by all of it."""
    said = Bilingual(f"{function} 只取一列；请写 {meant}", f"{function} takes one column; write {meant}")
    return Problem("T021", said, span)


def bare_children(span: Span, column: str) -> Problem:
    """Report ``children`` that does not stand inside a fold."""
    return Problem(
        "T022",
        Bilingual(
            f"children 写在 sum、count 等之内：sum(children({column}))",
            f"children stands inside sum, count …: sum(children({column}))",
        ),
        span,
    )


def star_in_let(span: Span) -> Problem:
    """Report a ``*`` in a let that a rule without ``*`` uses."""
    return Problem(
        "T023",
        Bilingual(
            "变量中的 * 只能用在写有同样的 * 的规则里；请在变量中写出列名",
            "the * of a let can only be used in rules with the same *; name the column in the let",
        ),
        span,
    )


def no_level_beside(span: Span, function: str) -> Problem:
    """Report ``children`` or ``parent`` where the table has no such level."""
    return Problem(
        "T024",
        Bilingual(
            f"选的级没有上级或下级，{function} 无所指；请换一级，或去掉 […]",
            f"there is no level below or above for {function}; choose another level or take […] away",
        ),
        span,
    )


def no_number(span: Span, value: Side) -> Problem:
    """Report a minus before something that is no number."""
    return Problem(
        "T025",
        Bilingual(f"{value.zh}，前面不能写 -；请去掉 -", f"{value.en} and takes no -; delete it"),
        span,
    )


def wrong_kind(span: Span, usage: Bilingual, value: Side) -> Problem:
    """Report a function called with a value of a kind that it does not take."""
    return Problem(
        "T026",
        Bilingual(f"{value.zh}，这里不能用；用法是 {usage.zh}", f"{value.en}, which cannot be used here: {usage.en}"),
        span,
    )


def percent_as_factor(span: Span, percent: str, factor: str) -> Problem:
    """Report an amount multiplied with or divided by a percentage, which is a hundred times the share that is meant."""
    return Problem(
        "T027",
        Bilingual(
            f"{percent} 就是数 {percent[:-1]}，只用来同印着百分数的列相比；要取金额的 {percent}，请把 {percent} 写成 {factor}",
            f"{percent} is the number {percent[:-1]}, to compare with printed percentages; "
            f"for {percent} of an amount write {factor} instead of {percent}",
        ),
        span,
    )


def compared_with_blank(span: Span, meant: str) -> Problem:
    """Report a comparison with nothing, which is no value."""
    return Problem("T028", Bilingual(f"是否为空写作 {meant}", f"whether it is blank is written {meant}"), span)


def no_such_day(span: Span, text: str) -> Problem:
    """Report a quoted date that the calendar does not have."""
    return Problem("T029", Bilingual(f"没有“{text}”这一天，请改正日期", f"there is no day “{text}”; correct the date"), span)
