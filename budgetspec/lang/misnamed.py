"""What is said about names that mean nothing, or not what is needed: one small function per mistake, all wording here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem, meant, nearest
from budgetspec.source import Span

UNKNOWN_NAME: Final = "N001"
LABEL: Final = "N020"
_LISTED: Final = 4
_SEVERITIES: Final = {
    "error": "错误 严重 err fatal critical", "warning": "警告 提醒 warn 一般", "info": "提示 信息 参考 note information",
}  # fmt: skip


def unknown_name(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report a name that is neither column, let, record nor table."""
    zh = f"，是否为 {' 或 '.join(near)}？" if near else "；budgetspec names 列出可用的名称"
    en = f"; did you mean {' or '.join(near)}?" if near else "; budgetspec names lists what there is"
    return Problem(UNKNOWN_NAME, Bilingual(f"没有名为 {name} 的列、变量或表{zh}", f"no column, let or table {name}{en}"), span)


def unknown_column(span: Span, table: str, name: str, known: Sequence[str], others: Sequence[str]) -> Problem:
    """Report a column that the table does not have; ``others`` are the tables that have it."""
    hint = meant(name, known)
    zh, en = f"，它的列是 {_some(known).zh}", f"; its columns are {_some(known).en}"
    if hint.zh:
        zh, en = hint.zh, hint.en
    elif others:
        zh, en = f"；它在 {_some(others).zh}", f"; it is in {_some(others).en}"
    return Problem("N002", Bilingual(f"{table} 没有列 {name}{zh}", f"{table} has no column {name}{en}"), span)


def unknown_level(span: Span, table: str, name: str, known: Sequence[str]) -> Problem:
    """Report a level that the table does not have."""
    near = nearest(name, known) or [known[-1]]
    return Problem(
        "N003",
        Bilingual(
            f"{table} 没有“{name}”这一级，有 {_or_zh(known)}；请写其中一级，如 [{near[0]}]",
            f"{table} has no level {name}; it has {', '.join(known)}: write for example [{near[0]}]",
        ),
        span,
    )


def label_as_level(span: Span, label: str, codes: Sequence[str]) -> Problem:
    """Report the name of a subject inside […], where its code is meant."""
    return Problem(
        LABEL,
        Bilingual(
            f"[…] 中写代码，不写科目名称：{label} 的代码是 {_or_zh(codes)}，请写 [{codes[0]}]",
            f"[…] takes codes, not names of subjects: {label} is {', '.join(codes)}; write [{codes[0]}]",
        ),
        span,
    )


def unknown_code(span: Span, table: str, code: str, digits: Sequence[tuple[str, int]]) -> Problem:
    """Report a code or pattern that is as long as those of no level; ``digits`` says how long they are."""
    near = min((n for _, n in digits), key=lambda n: (abs(n - len(code)), n))
    example = code[:near].ljust(near, "x")
    return Problem(
        "N004",
        Bilingual(
            f"{table} 没有 {len(code)} 位的代码 {code}：{'，'.join(f'{name} {n} 位' for name, n in digits)}；请写如 [{example}]",
            f"{table} has no code of {len(code)} digits like {code}: {', '.join(f'{name} {n}' for name, n in digits)}; "
            f"write for example [{example}]",
        ),
        span,
    )


def no_codes(span: Span, table: str, code: str, level: str) -> Problem:
    """Report a code or pattern in a table whose rows have none."""
    return Problem(
        "N024",
        Bilingual(
            f"{table} 的行不按代码区分，不能选 {code}；请按级选，如 [{level}]",
            f"the rows of {table} have no codes like {code}; select a level: [{level}]",
        ),
        span,
    )


def unlisted_code(span: Span, code: str, lists: Sequence[str], near: Sequence[str]) -> Problem:
    """Report a code or pattern that fits none of the codes listed."""
    hint_zh = f"，是否为 [{'] 或 ['.join(near)}]？" if near else ""
    hint_en = f"; did you mean [{'] or ['.join(near)}]?" if near else ""
    return Problem(
        "N016",
        Bilingual(f"{_or_zh(lists)} 中没有代码符合 {code}{hint_zh}", f"no code in {', '.join(lists)} fits {code}{hint_en}"),
        span,
    )


def unknown_function(span: Span, name: str, known: Iterable[str], synonym: str | None) -> Problem:
    """Report a function that does not exist; ``synonym`` is what the language calls it, if it has it."""
    hint = Bilingual(f"，请写 {synonym}(…)", f"; write {synonym}(…)") if synonym else meant(name, known)
    zh, en = hint.zh or "；budgetspec names 列出全部函数", hint.en or "; budgetspec names lists all functions"
    return Problem("N005", Bilingual(f"没有函数 {name}{zh}", f"no function {name}{en}"), span)


def written_otherwise(span: Span, name: str, usage: Bilingual) -> Problem:
    """Report a function of spreadsheets that the language has in another shape."""
    return Problem("N032", Bilingual(f"没有函数 {name}，请写 {usage.zh}", f"no function {name}; write {usage.en}"), span)


def level_outside(span: Span, level: str, meaning: str) -> Problem:
    """Report the name of a level used as if it were a column."""
    return Problem(
        "N033", Bilingual(f"{level} 是级，写在方括号里：{meaning}", f"{level} is a level, written in brackets: {meaning}"), span
    )


def cell_address(span: Span, address: str, column: str | None) -> Problem:
    """Report a cell of a spreadsheet."""
    zh, en = (f"，如 {column}", f", such as {column}") if column else ("，如 表.列", ", such as TABLE.COLUMN")
    return Problem(
        "N034",
        Bilingual(f"规则不用单元格地址 {address}，请写列名{zh}", f"no cell addresses like {address}: name the column{en}"),
        span,
    )


def quoted_name(span: Span, name: str) -> Problem:
    """Report a column in quotes, which is a text."""
    return Problem("N035", Bilingual(f"列名不加引号：{name}", f"names of columns are not quoted: {name}"), span)


def code_as_number(span: Span, code: str) -> Problem:
    """Report a code written as a number where its row is meant."""
    return Problem(
        "N036",
        Bilingual(f"{code} 在这里是数；代码为 {code} 的行写 [{code}]", f"{code} is a number here; its row is [{code}]"),
        span,
    )


def unknown_dimension(span: Span, name: str, known: Sequence[str]) -> Problem:
    """Report a ``by`` name that is not a key of the rows summed."""
    return Problem(
        "N006",
        Bilingual(
            f"这些行不以 {name} 为键，键是 {_or_zh(known)}；请写 by {' 或 by '.join(known)}",
            f"{name} is not a key of these rows; their keys are {', '.join(known)}: write by {' or by '.join(known)}",
        ),
        span,
    )


def unknown_list(span: Span, name: str, known: Sequence[str]) -> Problem:
    """Report a code list that the form does not have."""
    hint = meant(name, known)
    zh, en = hint.zh or f"，有 {_or_zh(known)}", hint.en or f"; there are {', '.join(known)}"
    return Problem("N007", Bilingual(f"没有代码表“{name}”{zh}", f"no code list '{name}'{en}"), span)


def unknown_words(span: Span, name: str, known: Sequence[str]) -> Problem:
    """Report a word list that the form does not have."""
    hint = meant(name, known)
    zh, en = hint.zh or f"，有 {_or_zh(known)}", hint.en or f"; there are {', '.join(known)}"
    return Problem("N028", Bilingual(f"没有词表“{name}”{zh}", f"no word list '{name}'{en}"), span)


def unknown_severity(span: Span, name: str, word: str = "severity") -> Problem:
    """Report a severity other than the three; ``word`` is what stands before it."""
    known = next((severity for severity, words in _SEVERITIES.items() if name.lower() in {severity, *words.split()}), "")
    zh, en = (f"，请写 {word} {known}", f"; write {word} {known}") if known else ("，请写 error、warning 或 info", "")
    return Problem("N008", Bilingual(f"没有级别 {name}{zh}", f"no severity {name}: error, warning or info{en}"), span)


def two_meanings(span: Span, name: str, meanings: Sequence[Bilingual]) -> Problem:
    """Report a bare name that is both a let and a column."""
    return Problem(
        "N009",
        Bilingual(
            f"“{name}”有两个意思：{_or_zh([meaning.zh for meaning in meanings])}；请给变量改名，或把列写全",
            f"'{name}' means two things: {', '.join(meaning.en for meaning in meanings)}; "
            "rename the let or write the column in full",
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


def table_as_value(span: Span, name: str, column: str) -> Problem:
    """Report a table used as if it were a value."""
    return Problem(
        "N011",
        Bilingual(f"{name} 是一张表，不是一个数，请写 {name}.{column}", f"{name} is a table, not a value; write {name}.{column}"),
        span,
    )


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


def no_main_column(span: Span, table: str, column: str) -> Problem:
    """Report a bare selection in a table that has no main column."""
    return Problem(
        "N013",
        Bilingual(f"{table} 没有主列，请写出列名，如 {column}[…]", f"{table} has no main column; name the column: {column}[…]"),
        span,
    )


def repeated_name(span: Span, what: Bilingual, name: str) -> Problem:
    """Report a rule id or let defined twice."""
    return Problem(
        "N014", Bilingual(f"{what.zh} {name} 重复，请换一个", f"{what.en} {name} is defined twice; choose another"), span
    )


def no_amount_columns(span: Span, name: str) -> Problem:
    """Report a ``*`` where there is no amount column."""
    return Problem(
        "N015",
        Bilingual(
            f"{name} 没有金额列，* 无所指；请写出列名，或把规则放进有金额列的 in 表 {{ … }}",
            f"{name} has no amount columns for * to mean; name the column, or put the rule into in TABLE {{ … }}",
        ),
        span,
    )


def in_other_tables(span: Span, name: str, places: Sequence[str]) -> Problem:
    """Report a column that other tables have, written without its table."""
    return Problem(
        "N017",
        Bilingual(
            f"这里不知道 {name} 是哪张表的；请写全，如 {' 或 '.join(places[:_LISTED])}，或把规则放进 in 表 {{ … }}",
            f"it is not known here which table's {name} is meant; write {' or '.join(places[:_LISTED])}, or use in TABLE {{ … }}",
        ),
        span,
    )


def unquoted_text(span: Span, word: str, known: Iterable[str]) -> Problem:
    """Report a bare word compared with a text."""
    hint = meant(word, known)
    return Problem(
        "N018",
        Bilingual(
            f'没有名为 {word} 的列或变量{hint.zh}{"" if hint.zh else "；"}如果是文字，请加引号："{word}"',
            f'no column or let {word}{hint.en}{"" if hint.en else ";"} if it is a text, write "{word}"',
        ),
        span,
    )


def operator_in_name(span: Span, name: str, meaning: str) -> Problem:
    """Report a name that holds the Chinese word for an operator."""
    return Problem(
        "N019",
        Bilingual(f"没有名为 {name} 的列；是否为 {meaning}？", f"no column {name}; did you mean {meaning}?"),
        span,
    )


def function_as_name(span: Span, name: str, usage: Bilingual) -> Problem:
    """Report a function used without its brackets."""
    return Problem("N021", Bilingual(f"{name} 是函数，用法是 {usage.zh}", f"{name} is a function, used as {usage.en}"), span)


def no_code_at_hand(span: Span, name: str, dimension: str) -> Problem:
    """Report a look-up in a code list where no row says which code."""
    return Problem(
        "N022",
        Bilingual(
            f'这里没有 {dimension} 可查；请写 list("{name}", 表.{dimension})，或把规则放进 in 表 {{ … }}',
            f'there is no {dimension} to look up here; write list("{name}", TABLE.{dimension}), or use in TABLE {{ … }}',
        ),
        span,
    )


def unknown_table(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report an ``in`` around a table that the form does not have."""
    zh = f"，是否为 {' 或 '.join(near)}？" if near else "；budgetspec names 列出全部表名"
    en = f"; did you mean {' or '.join(near)}?" if near else "; budgetspec names lists all tables"
    return Problem("N023", Bilingual(f"没有名为 {name} 的表{zh}", f"no table {name}{en}"), span)


def unknown_rule(span: Span, rule: str, known: Iterable[str]) -> Problem:
    """Report a rule disabled or regraded that no file has."""
    hint = meant(rule, known)
    zh, en = hint.zh or "；budgetspec rules 列出全部", hint.en or "; budgetspec rules lists them all"
    return Problem("N025", Bilingual(f"没有规则 {rule}{zh}", f"no rule {rule}{en}"), span)


def own_rule(span: Span, rule: str) -> Problem:
    """Report a rule disabled or regraded in the file that it stands in."""
    return Problem(
        "N026",
        Bilingual(
            f"{rule} 就写在这个文件里，请直接改那一条规则，删去这一项",
            f"{rule} stands in this very file: change the rule itself, and take this out",
        ),
        span,
    )


def amended_twice(span: Span, rule: str, place: str) -> Problem:
    """Report a rule that is disabled or regraded twice; ``place`` is where it was first."""
    return Problem(
        "N027",
        Bilingual(
            f"{rule} 在 {place} 已经停用或改过级别，请删去一处",
            f"{rule} is disabled or regraded in {place} already; delete one of them",
        ),
        span,
    )


def last_year(span: Span, path: str, meaning: str) -> Problem:
    """Report a name of last year's submission that begins with another word than the language has for it."""
    return Problem("N030", Bilingual(f"{path} 写作 {meaning}", f"{path} is written {meaning}"), span)


def unknown_placeholder(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report ``{名}`` in a message that is neither a side of the check nor a column of the table."""
    zh, en = (f"，是否为 {'、'.join(near)}？", f"; did you mean {', '.join(near)}?") if near else ("", "")
    return Problem(
        "N031",
        Bilingual(
            f"message 中的 {{{name}}} 不是 left、right、difference，也不是本表的列{zh}",
            f"{{{name}}} in the message is neither left, right, difference nor a column of the table{en}",
        ),
        span,
    )


def _or_zh(names: Sequence[str]) -> str:
    return "、".join(names)


def _some(names: Sequence[str]) -> Bilingual:
    more = len(names) > _LISTED
    listed = list(names[:_LISTED])
    return Bilingual("、".join(listed) + (" 等" if more else ""), ", ".join(listed) + (" …" if more else ""))
