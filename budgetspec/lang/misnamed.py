"""What is said about names that mean nothing, or not what is needed: one entry for each mistake, all wording here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, asked, either, listed, meant, some
from budgetspec.lang.sayings import SEVERITIES
from budgetspec.source import Span

UNKNOWN_NAME: Final = "N001"
UNKNOWN_TABLE: Final = "N023"
GROUP: Final = "N010"
ELSEWHERE: Final = "N017"
TABLE_IN_TABLE: Final = "N038"
FIXED_DATE: Final = Bilingual('固定的日期，如 "2025-01-01"', 'a fixed date such as "2025-01-01"')
_AMOUNT: Final = "金额"
_REST: Final = "其后"
"""What figures and texts may be called that an example reads."""
_LISTED: Final = 4
_MANY: Final = 8
_GROUPED: Final = 3
_ADDED: Final = 2


def unknown_name(span: Span, name: str, near: Sequence[str], columns: Sequence[str] = ()) -> Problem:
    """Report a name that is neither column, let, record nor table; ``columns`` are those of the table here."""
    there = some(columns, _LISTED)
    here = Bilingual(f"；这张表的列有 {there.zh}", f"; columns of this table are {there.en}")
    listing = here if columns else Bilingual("；budgetspec names 列出可用的名称", "; budgetspec names lists what there is")
    own = Bilingual(f"；自己起的名称要先写 let {name} = …", f"; a name of your own needs let {name} = … first")
    hint = asked(near, listing if "." in name else Bilingual(f"{listing.zh}{own.zh}", f"{listing.en}{own.en}"))
    return _unknown_name(span, name=name, hint=hint)


_unknown_name = Mistake(UNKNOWN_NAME, "没有名为 $name 的列、变量或表$hint", "no column, let or table $name$hint")


def likely_column(span: Span, table: str, name: str, near: Sequence[str]) -> Problem:
    """Report a column that the table does not have where it can be told what is meant: ``near``."""
    return _unknown_column(span, table=table, name=name, hint=asked(near))


def unknown_column(span: Span, table: str, name: str, known: Sequence[str], others: Sequence[str]) -> Problem:
    """Report a column that the table does not have; ``others`` are the tables that have it."""
    there, columns = some(others, _LISTED), some(known, _LISTED)
    elsewhere = Bilingual(f"；别处有 {there.zh}", f"; there is {there.en}") if others else NOTHING
    either = Bilingual(f"，它的列是 {columns.zh}{elsewhere.zh}", f"; its columns are {columns.en}{elsewhere.en}")
    return _unknown_column(span, table=table, name=name, hint=meant(name, known, either))


_unknown_column = Mistake("N002", "$table 没有列 $name$hint", "$table has no column $name$hint")


let_of_table = Mistake(
    "N055",
    "$name 是 let 起的名称，前面不写表名：$name",
    "$name is the name of a let, written without a table: $name",
    instead="$name",
)
rows_of_let = Mistake(
    "N056",
    "$name 是 let 起的名称，行在 let 里选；这里只写 $name，let 中写 $value",
    "$name is the name of a let, which selects the rows itself; write $name here, and $value in the let",
)


def unknown_function(span: Span, name: str, known: Iterable[str], synonym: str | None) -> Problem:
    """Report a function that does not exist; ``synonym`` is what the language calls it, if it has it."""
    see = Bilingual("；budgetspec names 列出全部函数", "; budgetspec names lists all functions")
    said = Bilingual(f"，请写 {synonym}(…)", f"; write {synonym}(…)")
    return _unknown_function(span, name=name, hint=said if synonym else meant(name, known, see))


_unknown_function = Mistake("N005", "没有函数 $name$hint", "no function $name$hint")


written_otherwise = Mistake("N032", "没有函数 $name，请写 $usage", "no function $name; write $usage")


section_already_read = Mistake(
    "N054",
    "$section 是文字的一节，规则中写从它读到的数：$meant",
    "$section is a section of the text; rules name the figures that are read from it: $meant",
)


def section_as_value(span: Span, section: str, text: str) -> Problem:
    """Report a section of the text, which only readings name; ``text`` is what was looked for in it."""
    name = f"{section.rpartition('.')[2]}的话"
    example = f"not blank({name}.{_REST})" if text else f"{name}.{_AMOUNT}"
    sentence = f"{text}{{{_REST}:文}}" if text else f"…{{{_AMOUNT}:万元}}"
    reading = f'reading {name} from {section} "{sentence}"'
    return _section_as_value(span, section=section, reading=reading, example=example)


_section_as_value = Mistake(
    "N049",
    "$section 是文字的一节，规则不能直接用：先写读法 $reading（… 换成原文），规则里写 $example",
    "$section is a section of the text that rules cannot name: write $reading (its own words for …), and $example in the rule",
)


def cell_address(span: Span, address: str, column: str | None) -> Problem:
    """Report a cell of a spreadsheet."""
    return _cell_address(span, address=address, column=column or Bilingual("表.列", "TABLE.COLUMN"))


_cell_address = Mistake(
    "N034",
    "规则不用单元格地址 $address，请写列名，如 $column",
    "no cell addresses like $address: name the column, such as $column",
)


quoted_condition = Mistake("N044", "要检查的式子不加引号：$condition", "what is to be checked is not quoted: $condition")
quoted_name = Mistake("N035", "列名不加引号：$name", "names of columns are not quoted: $name")


def unknown_list(span: Span, name: str, known: Sequence[str]) -> Problem:
    """Report a code list that the form does not have."""
    return _unknown_list(span, name=name, hint=meant(name, known, _there_are(known)))


_unknown_list = Mistake("N007", "没有代码表“$name”$hint", "no code list '$name'$hint")


def unknown_words(span: Span, name: str, near: Sequence[str], contains: str) -> Problem:
    """Report a word list that the form does not have: one of those ``near`` is meant, or ``contains`` its words."""
    itself = Bilingual(f"；要看有没有这几个字写 {contains}", f"; for the words themselves write {contains}")
    return _unknown_words(span, name=name, hint=asked(near, itself))


_unknown_words = Mistake("N028", "没有词表“$name”$hint", "no word list '$name'$hint")


def unknown_kind(span: Span, kind: str, known: Sequence[str]) -> Problem:
    """Report a kind of submissions that the form does not have."""
    near = [each for each in known if each in kind] or known
    return _unknown_kind(span, kind=kind, meant=either([f'kind "{each}"' for each in near]))


_unknown_kind = Mistake("N050", "没有文件类型“$kind”，请写 $meant", "there is no kind of submission '$kind'; write $meant")
region_without_code = Mistake(
    "N051",
    'region 写行政区划代码的前几位，如 region "2102"，不写名称“$region”',
    'region takes the first digits of the code of a region, as in region "2102", not "$region"',
)


def unknown_severity(span: Span, name: str, word: str = "severity") -> Problem:
    """Report a severity other than the three; ``word`` is what stands before it."""
    known = SEVERITIES.get(name.lower())
    meant = f"{word} {known}" if known else Bilingual("error、warning 或 info", "error, warning or info")
    return _unknown_severity(span, name=name, meant=meant)


_unknown_severity = Mistake("N008", "没有级别 $name，请写 $meant", "no severity $name; write $meant")


def two_meanings(span: Span, name: str, meanings: Sequence[Bilingual]) -> Problem:
    """Report a bare name that is both a let and a column."""
    both = Bilingual("、".join(each.zh for each in meanings), ", ".join(each.en for each in meanings))
    return _two_meanings(span, name=name, both=both)


_two_meanings = Mistake(
    "N009",
    "“$name”有两个意思：$both；请给变量改名，或把列写全",
    "'$name' means two things: $both; rename the let or write the column in full",
)


def group_as_value(span: Span, name: str, columns: Sequence[str]) -> Problem:
    """Report a header group used as if it were a column."""
    more, first = len(columns) > _GROUPED, either(columns[:_GROUPED])
    said = Bilingual(f"{first.zh} 等", f"{first.en} …") if more else first
    return _group_as_value(span, name=name, columns=said)


_group_as_value = Mistake(
    GROUP, "$name 是一组列，不是一个数；请写 $columns", "$name is a group of columns, not a value; write $columns"
)


def whole_group(span: Span, name: str, parts: Sequence[str]) -> Problem:
    """Report a group of values or columns that is to be added up."""
    added = " + ".join([*parts[:_ADDED], *["…"] * (len(parts) > _ADDED)])
    return _whole_group(span, name=name, added=added)


_whole_group = Mistake(
    "N042",
    "$name 是一组，不能整个来用；请逐项写出，相加不用 sum：$added",
    "$name is a group and cannot be used as a whole; write its parts, and add them without sum: $added",
)


def table_as_value(span: Span, name: str, column: str, one: str | None) -> Problem:
    """Report a table where a column or value is needed; its row of all, ``one``, is offered first, if it has such."""
    each = f"{name}.{column}"
    both = Bilingual(f"{name}[{one}]（全表一行）或 {each}（每一行）", f"{name}[{one}] for the row of all, {each} for each row")
    return _table_as_value(span, name=name, meant=both if one else each)


_table_as_value = Mistake("N011", "$name 是一张表，不是一个数，请写 $meant", "$name is a table, not a value; write $meant")
no_main_column = Mistake(
    "N013", "$table 没有主列，请写出列名，如 $column[…]", "$table has no main column; name the column: $column[…]"
)
repeated_name = Mistake(
    "N014",
    "$what $name 重复，$place已有，请换一个，如 $free",
    "$what $name is defined twice, first at $place; choose another, as $free",
)
no_amount_columns = Mistake(
    "N015",
    "$name 没有金额列，* 无所指；请写出列名，或把规则放进有金额列的 in 表 { … }",
    "$name has no amount columns for * to mean; name the column, or put the rule into in TABLE { … }",
)


def in_other_tables(span: Span, name: str, places: Sequence[str], rows: str) -> Problem:
    """Report a column that other tables have, as ``places``, written without its table; ``rows`` are those that are selected."""
    tables = {place.removesuffix(f".{name}") for place in places if place.endswith(f".{name}")}
    around = f"in {next(iter(tables))} {{ … }}" if len(tables) == 1 else _IN_A_TABLE
    return _in_other_tables(span, name=name, places=either([f"{place}{rows}" for place in places[:_LISTED]]), around=around)


_IN_A_TABLE: Final = Bilingual("in 表 { … }", "in TABLE { … }")
in_one_table = Mistake(
    ELSEWHERE,
    "这里不知道 $names 是哪张表的；请把这一条放进 in $table { … }",
    "it is not known here of which table $names is meant; put this into in $table { … }",
)
_in_other_tables = Mistake(
    ELSEWHERE,
    "这里不知道 $name 是哪张表的；请写全，如 $places，或把这一条放进 $around",
    "it is not known here which table's $name is meant; write $places, or put this into $around",
)


def not_here(span: Span, table: str, name: str, columns: Sequence[str], places: Sequence[str]) -> Problem:
    """Report a column that the table here lacks and others have."""
    return _not_here(span, table=table, name=name, columns=some(columns, _MANY), places=either(places[:_LISTED]))


_not_here = Mistake(
    ELSEWHERE,
    "$table 没有列 $name；别处有 $places；它自己的列是 $columns",
    "$table has no column $name; there is $places elsewhere; its own columns are $columns",
)


def other_in(span: Span, table: tuple[str, str], names: Sequence[str], others: Sequence[str], places: Sequence[str]) -> Problem:
    """Report columns that the table here, its name and title, lacks, where each of ``others`` has all columns of the rule."""
    here, title = table
    meant = either([f"in {other}" for other in others])
    known: dict[str, str | Bilingual] = {"table": title, "names": listed(names), "here": here, "others": meant}
    if len(names) > 1:
        return _other_in_of_all(span, **known, place=places[0])
    return _other_in(span, **known, places=either(places[:_LISTED]))


_other_in = Mistake(
    ELSEWHERE,
    "$table 没有列 $names；如果整条规则说的是另一张表，请把 in $here 改成 $others；如果只有这一项是，写 $places",
    "$table has no $names; if all of the rule is about another table, write $others instead of in $here; if only this, $places",
)
_other_in_of_all = Mistake(
    ELSEWHERE,
    "$table 没有列 $names；如果整条规则说的是另一张表，请把 in $here 改成 $others；否则写全表名，如 $place",
    "$table has no $names; if all of the rule is about another table, write $others instead of in $here; if not, name it: $place",
)
not_in_one = Mistake(
    ELSEWHERE,
    "$table 没有这一列，in 中别的表有；请把 $name 从 in 中去掉，为它另写一条，它的列是 $columns",
    "$table has no such column, other tables of the in have; take $name out of in; a rule for it can name its columns $columns",
)


def unquoted_text(span: Span, word: str, known: Iterable[str] = ()) -> Problem:
    """Report a bare word compared with a text."""
    return _unquoted_text(span, word=word, hint=meant(word, known, Bilingual("；", ";")))


_unquoted_text = Mistake(
    "N018",
    '没有名为 $word 的列或变量$hint如果是文字，请加引号："$word"',
    'no column or let $word$hint if it is a text, write "$word"',
)


operator_in_name = Mistake("N019", "没有名为 $name 的列；是否为 $meaning？", "no column $name; did you mean $meaning?")
function_as_name = Mistake("N021", "$name 是函数，用法是 $usage", "$name is a function, used as $usage")
no_code_at_hand = Mistake(
    "N022",
    '这里没有 $dimension 可查；请写 list("$name", 表.$dimension)，或把规则放进 in 表 { … }',
    'there is no $dimension to look up here; write list("$name", TABLE.$dimension), or use in TABLE { … }',
)


def unknown_table(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report an ``in`` around a table that the form does not have."""
    see = Bilingual("；budgetspec names 列出全部表名", "; budgetspec names lists all tables")
    return _unknown_table(span, name=name, hint=asked(near, see))


_unknown_table = Mistake(UNKNOWN_TABLE, "没有名为 $name 的表$hint", "no table $name$hint")


def unknown_rule(span: Span, rule: str, known: Iterable[str], *, alone: bool) -> Problem:
    """Report a rule disabled or regraded that no file has; ``alone`` if the file stands in for those of the form."""
    see = Bilingual("；budgetspec rules 列出全部", "; budgetspec rules lists them all")
    if alone:
        see = Bilingual(
            "：这里只有本文件的规则；要停用或改级别的是内置的规则，请不用 --rules，用 --add",
            ": there are only the rules of this file; to change shipped rules, use --add instead of --rules",
        )
    return _unknown_rule(span, rule=rule, hint=meant(rule, known, see))


_unknown_rule = Mistake("N025", "没有规则 $rule$hint", "no rule $rule$hint")


own_rule = Mistake(
    "N026",
    "$rule 就写在这个文件里，请直接改那一条规则，删去这一项",
    "$rule stands in this very file: change the rule itself, and take this out",
)
amended_twice = Mistake(
    "N027",
    "$rule 在 $place 已经停用或改过级别，请删去一处",
    "$rule is disabled or regraded in $place already; delete one of them",
)
last_year = Mistake("N030", "$path 写作 $meaning", "$path is written $meaning")


def unknown_placeholder(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report ``{名}`` in a message that is neither a side of the check nor a column of the table."""
    known = _SIDES.get(name)
    ending = [each for each in near if name.endswith(each)]
    return _unknown_placeholder(
        span, name=name, hint=asked([f"{{{each}}}" for each in ([known] if known else ending[:1] or near)], _ANY_SIDE)
    )


_SIDES: Final = {"左": "left", "左边": "left", "右": "right", "右边": "right", "差": "difference", "差额": "difference"}
_ANY_SIDE: Final = Bilingual(
    "；左边写 {left}，右边写 {right}，差额写 {difference}", "; the sides are {left}, {right}, {difference}"
)
_unknown_placeholder = Mistake(
    "N031",
    "message 中可写 {left}、{right}、{difference} 和本表的列，没有 {$name}$hint",
    "a message can have {left}, {right}, {difference} and columns of the table, but there is no {$name}$hint",
)


table_in_table = Mistake(
    TABLE_IN_TABLE,
    "in 不能套在另一张表的 in 里；请在它前面写 } 结束那一个，或把它移到外面",
    "in cannot stand inside the in of another table: close that one with } before it, or move it out",
)
truth_as_name = Mistake(
    "N041",
    "规则中没有 $name：条件本身成立或不成立，不与真假比较，不成立写 not 条件",
    "there is no $name in rules: a condition holds or not by itself, and not CONDITION is its opposite",
)


def _there_are(names: Sequence[str]) -> Bilingual:
    known = listed(names)
    return Bilingual(f"，有 {known.zh}", f"; there are {known.en}")
