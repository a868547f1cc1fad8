"""What is said about rows that are not selected or folded as they can be: by level, code, pattern or key; all wording here."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, asked, either, listed, some
from budgetspec.source import Span

LABEL: Final = "N039"
LEVEL: Final = "N033"
_LISTED: Final = 4


def unknown_level(span: Span, table: str, name: str, known: Sequence[str], meant: str) -> Problem:
    """Report a level that the table does not have; ``meant`` is one that may stand for it."""
    return _unknown_level(span, table=table, name=name, known=listed(known), near=meant)


_unknown_level = Mistake(
    "N003",
    "$table 没有“$name”这一级，有 $known；请写其中一级，如 [$near]",
    "$table has no level $name; it has $known: write for example [$near]",
)
summed_for_level = Mistake(
    "N053",
    "$table 没有“$name”这一级，有 $known；每个$name的合计写作 $usage",
    "$table has no level $name; it has $known: the sum for each $name is $usage",
    instead="$usage",
)
columns_for_level = Mistake(
    "N048",
    "$table 没有“$name”这一级，有 $known，没有更细的行可加；把各列相加写作 $usage",
    "$table has no level $name; it has $known, and no finer rows to add up; its columns are added by $usage",
    instead="$usage",
)


def label_as_level(span: Span, label: str, codes: Sequence[str]) -> Problem:
    """Report the name of a subject inside […], where its code is meant."""
    return _label_as_level(span, label=label, codes=listed(codes), meant=either([f"[{code}]" for code in codes]))


_label_as_level = Mistake(
    "N020",
    "[…] 中写代码，不写科目名称：$label 的代码是 $codes，请写 $meant",
    "[…] takes codes, not names of subjects: $label is $codes; write $meant",
)


def labels_as_levels(span: Span, labels: Sequence[str], codes: Sequence[str]) -> Problem:
    """Report several names of subjects inside […], with a code of each."""
    return _label_as_level(span, label=listed(labels), codes=listed(codes), meant=f"[{', '.join(codes)}]")


def level_elsewhere(span: Span, table: str, name: str, places: Sequence[str]) -> Problem:
    """Report a level that the table has not, beside the sum of its rows; ``places`` are columns of others that may be meant."""
    there = Bilingual(f"，如 {either(places[:_LISTED]).zh}", f", as {either(places[:_LISTED]).en}") if places else NOTHING
    return _level_elsewhere(span, table=table, name=name, there=there)


_level_elsewhere = Mistake(
    "N057",
    "$table 没有“$name”这一级，另一边已经是它各行之和；每个$name的数在别的表$there",
    "$table has no level $name, and the other side is the sum of its rows already; numbers of each are in other tables$there",
)


def label_as_column(span: Span, label: str, code: str, columns: Sequence[str]) -> Problem:
    """Report the name of a subject where a column of the table can stand."""
    return _label_as_column(span, label=label, code=code, columns=some(columns, _LISTED))


_label_as_column = Mistake(
    LABEL,
    "没有名为 $label 的列，这张表的列有 $columns；要取科目的行，$label 的代码是 $code，写 [$code]",
    "no column $label, columns of this table are $columns; the row of the subject $label is that of its code: [$code]",
)


def too_fine_code(span: Span, table: str, code: str, digits: Sequence[tuple[str, int]], near: Sequence[str]) -> Problem:
    """Report a code of a level that the table does not go down to; ``near`` is what has it in other tables."""
    return _unknown_code(span, table=table, code=code, length=len(code), known=_digits(digits), hint=asked(near))


def unknown_code(
    span: Span, table: str, code: str, digits: Sequence[tuple[str, int]], listed_codes: Collection[str] = ()
) -> Problem:
    """Report a code or pattern that is as long as those of no level; ``digits`` says how long they are.

    Of a pattern a digit is likelier missing than too many. What is written instead fits a code that is listed, if any are.
    """
    near = min((n for _, n in digits), key=lambda n: ("x" in code and n < len(code), abs(n - len(code)), n))
    example = code[:near].ljust(near, "x")
    fits = not listed_codes or any(map(re.compile(example.replace("x", ".")).fullmatch, listed_codes))
    hint = Bilingual(f"；请写如 [{example}]", f"; write for example [{example}]") if fits else NOTHING
    return _unknown_code(span, table=table, code=code, length=len(code), known=_digits(digits), hint=hint)


def _digits(digits: Sequence[tuple[str, int]]) -> Bilingual:
    return Bilingual("，".join(f"{name} {n} 位" for name, n in digits), ", ".join(f"{name} {n}" for name, n in digits))


_unknown_code = Mistake(
    "N004",
    "$table 没有 $length 位的代码 $code：$known$hint",
    "$table has no code of $length digits like $code: $known$hint",
)
no_codes = Mistake(
    "N024",
    "$table 的行不按代码区分，不能选 $code；请按级选，如 [$level]",
    "the rows of $table have no codes like $code; select a level: [$level]",
)


def unlisted_code(span: Span, code: str, lists: Sequence[str], near: Sequence[str]) -> Problem:
    """Report a code or pattern that fits none of the codes listed."""
    return _unlisted_code(span, code=code, lists=listed(lists), hint=asked(near))


_unlisted_code = Mistake("N016", "$lists 中没有代码符合 $code$hint", "no code in $lists fits $code$hint")


def code_or_unit(span: Span, code: str, lists: Sequence[str], near: Sequence[str], function: str) -> Problem:
    """Report a code that is folded as if it were a unit's."""
    return _code_or_unit(span, code=code, lists=listed(lists), hint=asked(near), function=function)


_code_or_unit = Mistake(
    "N046",
    "$lists 中没有代码 $code$hint若是单位的编码，请去掉 $function",
    "no code $code in $lists$hint If it is that of a unit, take $function away",
)


def code_of_others(
    span: Span, code: str, place: tuple[str, str, str | None], table: tuple[str, str], near: Sequence[str]
) -> Problem:
    """Report a code of another classification than the table's; ``place`` is that, what it classifies, and its name there."""
    (other, dimension, label), (title, own) = place, table
    called = Bilingual(f"（{label}）", f" ({label})") if label else NOTHING
    return _code_of_others(
        span, code=code, other=other, dimension=dimension, called=called, table=title, own=own, hint=asked(near)
    )


_code_of_others = Mistake(
    "N047",
    "$code 是$other的$dimension$called；$table 按$own$hint",
    "$code is a $dimension of $other$called; $table has $own$hint",
)


def level_outside(span: Span, level: str, meaning: str, main: str) -> Problem:
    """Report a level where a column stands; ``main`` is the amount column that may be meant rather than a row."""
    said = Bilingual(f"这张表的金额列是 {main}；", f"the amount column of the table is {main}; ") if main else NOTHING
    return _level_outside(span, level=level, meaning=meaning, main=said)


_level_outside = Mistake(
    LEVEL, "$main$level 是级，写在方括号里：$meaning", "$main$level is a level, written in brackets: $meaning"
)
column_as_level = Mistake(
    "N045", "$name 是列，不写在方括号里；请去掉方括号", "$name is a column and not a level; take its brackets away"
)
code_as_number = Mistake(
    "N036",
    "$code 在这里是数，不是代码；代码的行写 $rows，金额要写单位（元）",
    "$code is a number here and no code; rows of codes are $rows, and amounts have a unit (元)",
)


def unknown_dimension(span: Span, name: str, known: Sequence[str], keys: Sequence[str] = (), *, both: bool = False) -> Problem:
    """Report a ``by`` name that is not a key of the rows summed; ``keys`` are those of the level that it is.

    It is written in ``both`` sides if another sum has it too.
    """
    meant = listed(keys) if keys else Bilingual(" 或 by ".join(known), " or by ".join(known))
    zh, en = ("两边都写", "on both sides") if both else ("写", "")
    said = Bilingual(f"{zh} by {meant.zh}", " ".join(filter(None, [f"by {meant.en}", en])))
    return _unknown_dimension(span, name=name, known=listed(known), meant=said)


_unknown_dimension = Mistake(
    "N006",
    "这些行不以 $name 为键，键是 $known；请$meant",
    "$name is not a key of these rows; their keys are $known: write $meant",
)
rows_of_table = Mistake(
    "N052", "$name 是一张表，请写明哪一级的行：$rows", "$name is a table; say the rows of which level: $rows", instead="$rows"
)
selection_of_value = Mistake(
    "N043", "$name 只有一个值，没有行可选；请去掉 $rows", "$name is a single value without rows to select; take $rows away"
)
selection_without_rows = Mistake(
    "N012",
    "[…] 只能用在表的列上；请写明是哪张表，或把规则放进 in 表 { … }",
    "[…] selects rows of a table; name the table, or put the rule into in TABLE { … }",
)
level_as_key = Mistake(
    "N040",
    "$name 是级，不是键；全表这一级的行合成一个数写作 $meant，每个$key一个数写作 $each",
    "$name is a level and no key; its rows are folded into one by $meant, and for each $key by $each",
)
level_above_as_key = Mistake(
    "N037",
    "$name 是上一级，不是键；每个 $name 的下级各行之和写作 $meant",
    "$name is the level above and no key; the rows below each $name are summed by $meant",
)
