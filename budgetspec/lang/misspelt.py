"""What is said about rules that are not written as the grammar has it: one small function per mistake, all wording here."""

from __future__ import annotations

from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem
from budgetspec.source import Span

TOO_DEEP: Final = "S004"
MISSING_IN: Final = "S050"
MISSING_BRACE: Final = "S025"
STRAY_BRACE: Final = "S027"
TURNED_BRACE: Final = "S060"


def syntax(span: Span, found: str, wanted: Bilingual) -> Problem:
    """Report text that the grammar does not allow here, where no other function knows better."""
    return Problem(
        "S001",
        Bilingual(f"“{found}”不能写在这里，这里应写{wanted.zh}", f"'{found}' cannot stand here; write {wanted.en}"),
        span,
    )


def missing_operand(span: Span, after: str) -> Problem:
    """Report an operator or bracket with nothing behind it."""
    return Problem(
        "S002",
        Bilingual(
            f"“{after}”后面没有写完，应接着写一列、一个数或引号内的文字",
            f"something is missing after '{after}': a column, a number or a quoted text",
        ),
        span,
    )


def strange_character(span: Span, character: str) -> Problem:
    """Report a character that begins nothing in the language."""
    return Problem(
        "S003",
        Bilingual(f"规则中不用字符“{character}”，请删去", f"the character '{character}' means nothing in rules; delete it"),
        span,
    )


def too_deep(span: Span) -> Problem:
    """Report an expression that is nested too deep to be read."""
    return Problem(
        TOO_DEEP,
        Bilingual(
            "式子太长或嵌套过深，请用 let 分成几段，或分成几条规则",
            "the expression is too long or nested too deep; split it into several rules",
        ),
        span,
    )


def two_selections(span: Span) -> Problem:
    """Report a reference with two selections."""
    return Problem(
        "S005",
        Bilingual(
            "一个列只能用一次 […]，几项请写在一起，如 [301, 303]",
            "[…] can be used once in a name; write several codes together: [301, 303]",
        ),
        span,
    )


def misplaced_star(span: Span) -> Problem:
    """Report a ``*`` that is not the last part of a path."""
    return Problem(
        "S006",
        Bilingual("* 只能是名称的最后一段，如 栏.*；相乘时两边各写一个数", "* can only end a name, as in GROUP.*"),
        span,
    )


def too_long(span: Span, most: int) -> Problem:
    """Report a file, name or number longer than anybody writes."""
    return Problem("S007", Bilingual(f"太长，最多 {most:,} 个字符", f"too long: at most {most:,} characters"), span)


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


def broken_block(span: Span) -> Problem:
    """Report an ``in`` without its tables."""
    return Problem(
        "S009",
        Bilingual("in 后面应写表名和 {，如 in 表名 { … }", "in is followed by the name of a table and {"),
        span,
    )


def unquoted_title(span: Span, title: str) -> Problem:
    """Report a rule whose title has no quotes."""
    return Problem("S014", Bilingual(f'规则的标题要加引号："{title}"', f'the title of a rule is quoted: "{title}"'), span)


def missing_title(span: Span, rule: str) -> Problem:
    """Report a rule without a title."""
    return Problem(
        "S015",
        Bilingual(f'规则编号之后缺少标题，如 rule {rule} "标题"', f'a title is missing: rule {rule} "title"'),
        span,
    )


def missing_id(span: Span) -> Problem:
    """Report a rule without an id."""
    return Problem(
        "S016",
        Bilingual('rule 之后缺少规则编号，如 rule A-1 "标题"', 'the id of the rule is missing: rule A-1 "title"'),
        span,
    )


def bad_id(span: Span, rule: str) -> Problem:
    """Report a rule id with characters that it cannot have."""
    return Problem(
        "S017",
        Bilingual(
            f"规则编号“{rule}”不可用：以字母或汉字开头，只含字母、数字、汉字和 -，如 A-1",
            f"'{rule}' is no rule id: it begins with a letter and has letters, digits and - only, as in A-1",
        ),
        span,
    )


def open_bracket(span: Span, opening: str, closing: str) -> Problem:
    """Report a bracket that is not closed."""
    zh = f"这个 {opening} 没有配对的 {closing}，请在括号内容的末尾补上 {closing}"
    return Problem("S018", Bilingual(zh, f"this {opening} has no {closing}; add it where the bracket ends"), span)


def stray_bracket(span: Span, closing: str, opening: str) -> Problem:
    """Report a closing bracket that closes nothing."""
    return Problem(
        "S019",
        Bilingual(
            f"这个 {closing} 没有配对的 {opening}，请删去，或在前面补上 {opening}",
            f"this {closing} has no {opening}; delete it, or open the bracket before",
        ),
        span,
    )


def other_bracket(span: Span, found: str, wanted: str) -> Problem:
    """Report a bracket that is closed by one of another kind."""
    return Problem("S020", Bilingual(f"这里应是 {wanted}，不是 {found}", f"this should be {wanted}, not {found}"), span)


def missing_colon(span: Span) -> Problem:
    """Report a ``when`` whose condition does not end."""
    return Problem(
        "S021",
        Bilingual("when 的条件之后缺少冒号：when 条件: 要检查的式子", "a colon is missing: when CONDITION: CHECK"),
        span,
    )


def chained(span: Span, first: str, second: str) -> Problem:
    """Report two comparisons in a row."""
    return Problem(
        "S022",
        Bilingual(
            f"比较不能连写，请写成两个条件：{first} and {second}",
            f"comparisons do not chain; write two conditions: {first} and {second}",
        ),
        span,
    )


def second_condition(span: Span) -> Problem:
    """Report a second condition in a rule."""
    return Problem(
        "S023",
        Bilingual(
            "一条规则只有一个条件：两个条件之间写 and，或者另写一条 rule",
            "a rule has one condition: write and between two, or another rule",
        ),
        span,
    )


def headless_rule(span: Span) -> Problem:
    """Report a rule behind a condition that stands alone: such a condition is all that its file or block may hold."""
    return Problem(
        "S073",
        Bilingual(
            '前面的条件没有规则的开头；请在它前面写 rule 编号 "标题"',
            'the condition before has no head; write rule ID "title" before it',
        ),
        span,
    )


def unquoted_name(span: Span, name: str) -> Problem:
    """Report a name with brackets or quotes in it that does not stand in 「」."""
    return Problem(
        "S024",
        Bilingual(f"名称中有括号、引号等，要用「」括起来：{name}", f"write a name with brackets or quotes as {name}"),
        span,
    )


def missing_brace(span: Span, head: str) -> Problem:
    """Report an ``in`` without its opening brace."""
    return Problem(
        MISSING_BRACE,
        Bilingual(f"表名之后缺少 {{：{head} {{ … }}", f"a brace is missing after the table: {head} {{ … }}"),
        span,
    )


def open_block(span: Span) -> Problem:
    """Report an ``in`` that is not closed at the end of the file."""
    return Problem(
        "S026",
        Bilingual(
            "这个 in 的 { 没有配对的 }，请在它的最后一条规则之后补上 }", "the { of this in has no }; add it after the last rule"
        ),
        span,
    )


def stray_brace(span: Span) -> Problem:
    """Report a closing brace that closes nothing."""
    return Problem(STRAY_BRACE, Bilingual("这个 } 没有配对的 {，请删去", "this } has no {; delete it"), span)


def turned_brace(span: Span) -> Problem:
    """Report an ``in`` with a closing brace where its opening brace should stand."""
    return Problem(TURNED_BRACE, Bilingual("表名之后应是 {，不是 }", "the table is followed by {, not by }"), span)


def open_quote(span: Span, opening: str, closing: str) -> Problem:
    """Report a text or name whose quotation mark is not closed on its line."""
    return Problem(
        "S028",
        Bilingual(f"{opening} 没有配对：请在文字末尾补上 {closing}", f"{opening} is not closed; add {closing} behind the text"),
        span,
    )


def missing_operator(span: Span, left: str, right: str) -> Problem:
    """Report two operands with nothing between them."""
    return Problem(
        "S032",
        Bilingual(
            f"“{left}”和“{right}”之间缺少运算号（+ - * /）、比较号（== <= 等）或点（.）",
            f"between '{left}' and '{right}' an operator (+ - * /), a comparison (== <= …) or a point is missing",
        ),
        span,
    )


def call_without_brackets(span: Span, function: str) -> Problem:
    """Report a function whose argument has no brackets."""
    return Problem(
        "S033",
        Bilingual(f"函数 {function} 要写括号：{function}(…)", f"the function {function} takes brackets: {function}(…)"),
        span,
    )


def clause_value(span: Span, clause: str, example: str) -> Problem:
    """Report a clause of a rule with the wrong thing behind it."""
    return Problem("S034", Bilingual(f"{clause} 的写法是 {example}", f"{clause} is written {example}"), span)


def repeated_clause(span: Span, clause: str) -> Problem:
    """Report a clause that a rule has twice."""
    return Problem(
        "S035",
        Bilingual(f"一条规则只能有一个 {clause}，请删去一个", f"a rule has one {clause} at most; delete one of them"),
        span,
    )


def no_condition(span: Span) -> Problem:
    """Report a rule that says nothing."""
    return Problem(
        "S036",
        Bilingual("规则没有要检查的式子，请写 左边 == 右边", "the rule has nothing to check; write LEFT == RIGHT"),
        span,
    )


def by_outside(span: Span) -> Problem:
    """Report a ``by`` that does not stand in the brackets of a sum."""
    return Problem("S037", Bilingual("by 写在括号里面：sum(列 by 键)", "by stands inside the brackets: sum(COLUMN by KEY)"), span)


def unbracketed_options(span: Span) -> Problem:
    """Report an ``in`` whose choices have no brackets."""
    return Problem(
        "S038",
        Bilingual('in 后面的几个值要写括号：in ("甲", "乙")', 'the choices of in stand in brackets: in ("a", "b")'),
        span,
    )


def broken_let(span: Span) -> Problem:
    """Report a let without its name or sign."""
    return Problem(
        "S039",
        Bilingual("let 的写法是 let 名称 = 式子，名称不含点和空格", "a let is written let a = 1, without points in its name"),
        span,
    )


def separator(span: Span, found: str) -> Problem:
    """Report a comma or semicolon between conditions."""
    return Problem(
        "S040",
        Bilingual(
            f"这里不能写“{found}”：两个条件之间写 and，两条规则各以 rule 开头",
            f"'{found}' cannot stand here: write and between conditions, and begin each rule with rule",
        ),
        span,
    )


def not_a_year(span: Span, clause: str) -> Problem:
    """Report a year with a fraction."""
    return Problem("S042", Bilingual(f"{clause} 之后写年份，如 {clause} 2025", f"{clause} takes a year: {clause} 2025"), span)


def misplaced_not(span: Span) -> Problem:
    """Report a ``not`` between a value and what is said of it."""
    return Problem(
        "S044",
        Bilingual("不等于写作 !=；不在其中写作 not 列 in (…)", "unequal is written !=, and absence not COLUMN in (…)"),
        span,
    )


def several_tables(span: Span) -> Problem:
    """Report tables of an ``in`` with nothing between them."""
    return Problem(
        "S045",
        Bilingual("几张表之间写逗号：in 甲表, 乙表 {；表名中间不能有空格", "write commas between tables: in A, B {"),
        span,
    )


def rule_in_braces(span: Span) -> Problem:
    """Report braces around what a rule says."""
    return Problem(
        "S048",
        Bilingual("规则的式子不写在 { } 里，请删去这对括号", "what a rule says does not stand in braces; delete them"),
        span,
    )


def missing_comma(span: Span) -> Problem:
    """Report several texts of a clause with nothing between them."""
    return Problem("S049", Bilingual('几项之间写逗号："甲", "乙"', 'write a comma between texts: "a", "b"'), span)


def missing_in(span: Span, table: str) -> Problem:
    """Report a block of rules that begins with its table."""
    return Problem(
        MISSING_IN,
        Bilingual(f"表名之前缺少 in：in {table} {{ … }}", f"in is missing before the table: in {table} {{ … }}"),
        span,
    )


def missing_rule(span: Span, rule: str) -> Problem:
    """Report a rule that begins with its id."""
    said = Bilingual(f"规则以 rule 开头：rule {rule} …", f"a rule begins with rule: rule {rule} …")
    return Problem("S051", said, span, rule=rule)


def amendment(span: Span, word: str, example: Bilingual) -> Problem:
    """Report a ``disable`` or ``regrade`` with the wrong thing behind it."""
    return Problem("S055", Bilingual(f"{word} 的写法是 {example.zh}", f"{word} is written {example.en}"), span)


def missing_reason(span: Span) -> Problem:
    """Report a rule disabled or regraded without a reason."""
    return Problem(
        "S052",
        Bilingual('停用规则、改变级别都要写理由，请在后面写 because "理由"', 'say why a rule is changed: because "REASON"'),
        span,
    )


def amendment_in_block(span: Span, word: str) -> Problem:
    """Report a ``disable`` or ``regrade`` in an ``in``, as if it were for some tables only."""
    return Problem(
        "S053",
        Bilingual(
            f"{word} 改的是整条规则，不能只改一张表的，请移到 in 表 {{ … }} 之外",
            f"{word} changes a whole rule, not for some tables: move it out of in TABLE {{ … }}",
        ),
        span,
    )


def glob_in_amendment(span: Span) -> Problem:
    """Report a ``disable`` or ``regrade`` of all rules that fit a pattern."""
    return Problem(
        "S054",
        Bilingual(
            "这里不用通配符：请逐条写出编号，如 A-1, A-2，以免日后新增的规则也被停用",
            "no wildcards here: list the ids, A-1, A-2, so that no later rule is changed by accident",
        ),
        span,
    )


def in_inside_rule(span: Span) -> Problem:
    """Report an ``in`` that stands in a rule, or behind it, instead of around it."""
    return Problem(
        "S066",
        Bilingual(
            'in 写在规则外面：in 表 { rule A-1 "标题" 条件 }', 'in stands around rules: in TABLE { rule A-1 "TITLE" CONDITION }'
        ),
        span,
    )


def quotes_inside(span: Span) -> Problem:
    """Report a title that ends at a quotation mark of its own."""
    return Problem(
        "S067",
        Bilingual(
            '文字里面的引号与外面的不能相同：外面用 "…"，里面用 “…”', 'quotes inside a text differ from those around it: "…“…”…"'
        ),
        span,
    )


def missing_let(span: Span, name: str) -> Problem:
    """Report an expression named without ``let``."""
    return Problem("S068", Bilingual(f"给式子起名以 let 开头：let {name} = …", f"naming begins with let: let {name} = …"), span)


def unknown_clause(span: Span, word: str) -> Problem:
    """Report a text behind a word that begins no clause."""
    return Problem(
        "S069",
        Bilingual(
            f"没有“{word}”这种说明；可写 basis 依据、message 说法、note 备注",
            f"there is no clause '{word}': write basis, message or note",
        ),
        span,
    )


def brace_in_comment(span: Span) -> Problem:
    """Report a closing brace that a comment swallows."""
    return Problem(
        "S070",
        Bilingual(
            "注释到行末为止，这个 } 也成了注释；请移到下一行", "a comment goes to the end of its line; move this } to the next"
        ),
        span,
    )


def let_inside_rule(span: Span) -> Problem:
    """Report a ``let`` that stands in a rule."""
    return Problem("S071", Bilingual("let 写在规则外面，请移到 rule 之前", "let stands outside rules; move it before rule"), span)


def swallowing_title(span: Span) -> Problem:
    """Report a title whose quotation mark closes behind what is to be checked."""
    said = Bilingual(
        "引号在标题之后就要写完：要检查的式子不写在引号里", "close the quotes behind the title: the check is not quoted"
    )
    return Problem("S072", said, span)
