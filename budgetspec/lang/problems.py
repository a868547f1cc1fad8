"""Everything that can be wrong with a rule file: one small function per mistake, all wording on this page.

Each returns a ``Problem`` with a stable code, its place, the sentence in both languages and, where one fits, a change that works.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from budgetspec.finding import Bilingual, Language
from budgetspec.source import Source, Span


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in a rule file. ``rule`` is the id of the rule it stands in, if any."""

    code: str
    message: Bilingual
    span: Span
    source: Source | None = None
    rule: str | None = None

    def render(self, language: Language = "zh") -> str:
        """Return place, code and sentence, then the line with a caret below it."""
        if self.source is None:
            return f"{self.code} {self.message.said(language)}"
        line, column = self.source.locate(self.span.start)
        head = f"{self.source.name}:{line}:{column} {self.code} {self.message.said(language)}"
        return f"{head}\n{self.source.excerpt(self.span)}"


class Fault(Exception):  # noqa: N818 - carries a problem out of a deep expression to the rule it stands in
    """A problem on its way up; the resolver catches it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message.zh)
        self.problem = problem


def _or_zh(names: Sequence[str]) -> str:
    return "、".join(names)


def _meant(name: str, known: Iterable[str]) -> Bilingual:
    """Return the question “did you mean …” for the known names nearest to ``name``, or nothing."""
    candidates = list(known)
    near = get_close_matches(name, candidates, n=3, cutoff=0.5)
    near += [n for n in candidates if n.endswith(f".{name}") and n not in near][:3]
    if not near:
        return Bilingual("", "")
    return Bilingual(f"，是否为 {' 或 '.join(near[:3])}？", f"; did you mean {' or '.join(near[:3])}?")


def syntax(span: Span, found: str, expected: str) -> Problem:
    """Report text that the grammar does not allow here."""
    return Problem(
        "S001",
        Bilingual(f"此处不能是 {found}，应为{expected}", f"unexpected {found}, expected {expected}"),
        span,
    )


def unfinished(span: Span, expected: str) -> Problem:
    """Report a file that ends in the middle of a rule."""
    return Problem(
        "S002",
        Bilingual(f"规则没有写完，后面应有{expected}", f"the rule is not finished, expected {expected}"),
        span,
    )


def strange_character(span: Span, character: str) -> Problem:
    """Report a character that begins nothing in the language."""
    return Problem("S003", Bilingual(f"不认识的字符“{character}”", f"unknown character '{character}'"), span)


def too_deep(span: Span) -> Problem:
    """Report an expression that is nested too deep to be read."""
    return Problem("S004", Bilingual("式子太长或嵌套过深", "the expression is too long or nested too deep"), span)


def too_long(span: Span, most: int) -> Problem:
    """Report a file, name or number longer than anybody writes."""
    return Problem("S007", Bilingual(f"太长，最多 {most:,} 个字符", f"too long: at most {most:,} characters"), span)


def broken_block(span: Span) -> Problem:
    """Report an ``in`` without its tables and brace."""
    return Problem("S009", Bilingual("in 后面应有表名和 {", "in is followed by the names of tables and {"), span)


def unknown_name(span: Span, name: str, known: Iterable[str]) -> Problem:
    """Report a name that is neither column, let, record nor table."""
    hint = _meant(name, known)
    return Problem(
        "N001",
        Bilingual(f"没有名为 {name} 的列、变量或表{hint.zh}", f"no column, let or table {name}{hint.en}"),
        span,
    )


def unknown_column(span: Span, table: str, name: str, known: Iterable[str]) -> Problem:
    """Report a column that the table does not have."""
    hint = _meant(name, known)
    return Problem("N002", Bilingual(f"{table} 没有列 {name}{hint.zh}", f"{table} has no column {name}{hint.en}"), span)


def unknown_level(span: Span, table: str, name: str, known: Sequence[str]) -> Problem:
    """Report a level that the table does not have."""
    return Problem(
        "N003",
        Bilingual(
            f"{table} 没有“{name}”这一级，有 {_or_zh(known)}",
            f"{table} has no level {name}; it has {', '.join(known)}",
        ),
        span,
    )


def unknown_code(span: Span, table: str, code: str) -> Problem:
    """Report a code or pattern that fits no level of the table."""
    return Problem(
        "N004",
        Bilingual(
            f"{table} 没有哪一级的代码是 {code} 这样的（位数不符）",
            f"no level of {table} has codes like {code} (number of digits)",
        ),
        span,
    )


def unknown_function(span: Span, name: str, known: Iterable[str]) -> Problem:
    """Report a function that does not exist."""
    hint = _meant(name, known)
    return Problem("N005", Bilingual(f"没有函数 {name}{hint.zh}", f"no function {name}{hint.en}"), span)


def unknown_dimension(span: Span, name: str, known: Sequence[str]) -> Problem:
    """Report a ``by`` name that is not a key of the rows summed."""
    return Problem(
        "N006",
        Bilingual(
            f"by {name}：这些行不以 {name} 为键，键是 {_or_zh(known)}",
            f"by {name}: {name} is not a key of these rows; their keys are {', '.join(known)}",
        ),
        span,
    )


def unknown_list(span: Span, name: str, known: Iterable[str]) -> Problem:
    """Report a code list that the form does not have."""
    hint = _meant(name, known)
    return Problem("N007", Bilingual(f"没有代码表“{name}”{hint.zh}", f"no code list '{name}'{hint.en}"), span)


def unknown_severity(span: Span, name: str) -> Problem:
    """Report a severity other than the three."""
    return Problem(
        "N008",
        Bilingual(
            f"没有级别 {name}，应为 error、warning 或 info",
            f"no severity {name}; it is error, warning or info",
        ),
        span,
    )


def two_meanings(span: Span, name: str, meanings: Sequence[str]) -> Problem:
    """Report a bare name that is both a let and a column."""
    return Problem(
        "N009",
        Bilingual(
            f"“{name}”有两个意思：{_or_zh(meanings)}；请给变量改名，或把列写全",
            f"'{name}' means two things: {', '.join(meanings)}; rename the let or write the column in full",
        ),
        span,
    )


def group_as_value(span: Span, name: str, columns: Sequence[str]) -> Problem:
    """Report a header group used as if it were a column."""
    return Problem(
        "N010",
        Bilingual(
            f"{name} 是一组列，不是一个数；请写 {' 或 '.join(columns[:3])}",
            f"{name} is a group of columns, not a value; write {' or '.join(columns[:3])}",
        ),
        span,
    )


def table_as_value(span: Span, name: str, main: str | None) -> Problem:
    """Report a table used as if it were a value."""
    hint = f"，请写 {name}.{main}" if main else ""
    hint_en = f"; write {name}.{main}" if main else ""
    return Problem("N011", Bilingual(f"{name} 是一张表，不是一个数{hint}", f"{name} is a table, not a value{hint_en}"), span)


def selection_without_rows(span: Span) -> Problem:
    """Report a selection of rows where there is no table."""
    return Problem(
        "N012",
        Bilingual(
            "[…] 只能用在表的列上；请写明是哪张表，或把规则放进 in 表 { … }",
            "[…] selects rows of a table; name the table, or put the rule into in TABLE { … }",
        ),
        span,
    )


def no_main_column(span: Span, table: str) -> Problem:
    """Report a bare selection in a table that has no main column."""
    return Problem(
        "N013",
        Bilingual(
            f"{table} 没有主列，请写出列名，如 列名[合计]",
            f"{table} has no main column; name the column",
        ),
        span,
    )


def repeated_name(span: Span, what: str, name: str) -> Problem:
    """Report a rule id or let defined twice."""
    return Problem("N014", Bilingual(f"{what} {name} 重复", f"{what} {name} is defined twice"), span)


def two_selections(span: Span) -> Problem:
    """Report a reference with two selections."""
    return Problem(
        "S005",
        Bilingual("一个列只能用一次 […]，几项请写在一起，如 [301, 303]", "select once: [301, 303]"),
        span,
    )


def mixed_selection(span: Span) -> Problem:
    """Report a selection of both levels and codes."""
    return Problem(
        "S008",
        Bilingual(
            "[…] 里要么都是级，要么都是代码，不能混写",
            "select either levels or codes, not both at once",
        ),
        span,
    )


def no_tolerance(span: Span) -> Problem:
    """Report a ``within`` where it means nothing."""
    return Problem(
        "T012",
        Bilingual(
            "within 只能放宽数或金额的 ==、<= 和 >=，单位须与两边相同",
            "within can only relax ==, <= and >= between numbers or amounts, in the unit of both sides",
        ),
        span,
    )


def misplaced_star(span: Span) -> Problem:
    """Report a ``*`` that is not the last part of a path."""
    return Problem("S006", Bilingual("* 只能是路径的最后一段", "* can only end a path"), span)


def no_amount_columns(span: Span, name: str) -> Problem:
    """Report a ``*`` where there is no amount column."""
    return Problem("N015", Bilingual(f"{name} 没有金额列，* 无所指", f"{name} has no amount columns for * to mean"), span)


def no_shared_columns(span: Span) -> Problem:
    """Report several ``*`` that have no column in common."""
    return Problem("T001", Bilingual("各处的 * 没有共同的列", "the * in this rule share no column"), span)


def no_shared_level(span: Span, left: Sequence[str], right: Sequence[str]) -> Problem:
    """Report two fields that meet at no level."""
    return Problem(
        "T002",
        Bilingual(
            f"两边没有共同的级：左边是 {_or_zh(left)}，右边是 {_or_zh(right)}；请用 […] 选级，或用 sum(… by …) 汇总到同一级",
            f"the sides share no level: left {', '.join(left)}, right {', '.join(right)}; "
            "select a level with […] or fold with sum(… by …)",
        ),
        span,
    )


def different_keys(span: Span, level: str, left: Sequence[str], right: Sequence[str]) -> Problem:
    """Report two fields whose rows of one level have different keys."""
    shared = [k for k in left if k in right] or list(left)
    by = "、".join(shared)
    return Problem(
        "T003",
        Bilingual(
            f"“{level}”级两边的键不同：左边按 {_or_zh(left)}，右边按 {_or_zh(right)}；请写 sum(… by {by})",
            f"rows of level {level} are keyed by {', '.join(left)} on the left and {', '.join(right)} "
            f"on the right; write sum(… by {', '.join(shared)})",
        ),
        span,
    )


def several_levels(span: Span, function: str, levels: Sequence[str], example: str) -> Problem:
    """Report a sum over several levels, which would count amounts twice."""
    return Problem(
        "T004",
        Bilingual(
            f"{function} 的行有几级（{_or_zh(levels)}），加哪一级？例如 {function}({example}[{levels[-1]}])",
            f"{function} over several levels ({', '.join(levels)}); choose one: {function}({example}[{levels[-1]}])",
        ),
        span,
    )


def not_rows(span: Span, function: str) -> Problem:
    """Report a function of rows applied to a single value."""
    return Problem(
        "T005",
        Bilingual(
            f"{function} 要的是表的一列，这里是单个值",
            f"{function} works on a column of rows; this is a single value",
        ),
        span,
    )


def cannot_combine(span: Span, op: str, left: str, right: str) -> Problem:
    """Report an operator between kinds that do not go together."""
    return Problem(
        "T006",
        Bilingual(f"不能计算 {left} {op} {right}", f"cannot compute {left} {op} {right}"),
        span,
    )


def not_a_condition(span: Span, kind: str) -> Problem:
    """Report a value where a condition is needed."""
    return Problem(
        "T007",
        Bilingual(
            f"这里要一个条件（用 == <= 等比较），而这是{kind}",
            f"a condition is needed here (compare with ==, <= …); this is {kind}",
        ),
        span,
    )


def wrong_arguments(span: Span, function: str, usage: str) -> Problem:
    """Report a function called with the wrong number or kind of arguments."""
    return Problem("T008", Bilingual(f"{function} 的用法是 {usage}", f"{function} is used as {usage}"), span)


def unsafe_pattern(span: Span, pattern: str) -> Problem:
    """Report a text pattern that is wrong or might take unbounded time."""
    return Problem(
        "T009",
        Bilingual(
            f"文本模式“{pattern}”不可用：只能用字、字符类、? 和 {{n}}，* 或 + 至多一处",
            f"pattern '{pattern}' cannot be used: literals, classes, ?, {{n}} and at most one * or +",
        ),
        span,
    )


def guard_keys(span: Span) -> Problem:
    """Report a ``when`` that has rows which the check has not."""
    return Problem(
        "T010",
        Bilingual(
            "when 的条件有行，而检查的式子没有；请用 any(…) 或 all(…) 汇总条件",
            "the condition of when has rows and the check has none; fold it with any(…) or all(…)",
        ),
        span,
    )


def let_in_circle(span: Span, name: str) -> Problem:
    """Report a let that is defined by itself."""
    return Problem("T011", Bilingual(f"变量 {name} 用自己定义自己", f"let {name} is defined by itself"), span)
