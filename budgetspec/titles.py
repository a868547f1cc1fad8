"""Titles that say one thing of a rule while its condition says another: the direction of a comparison, or a number.

A title is prose: it is held against the rule only where one word or one number of it can mean only one sign or number there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from budgetspec.alignment import is_literal, is_small
from budgetspec.changed import is_inside, text_of
from budgetspec.lang import ast, plan, suspicious
from budgetspec.lang.names import OF_LAST_YEAR
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import TOTALS
from budgetspec.lang.types import Kind, Model
from budgetspec.lang.unknown import YEARS
from budgetspec.money import FEN_PER_UNIT, decimal_string
from budgetspec.numbering import number
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span
from budgetspec.values import dataclass

_NOT: Final = "(?:不(?:得|应|能|可|宜|会|许|准|应当)?|未|没有)"
_NUMERAL: Final = r"(?:\d+(?:,\d{3})*(?:\.\d+)?|[零一二两三四五六七八九十百]+)"
_COUNTED: Final = "[条个项名人辆次家份]"
_STATED: Final = (
    rf"(?:(?P<amount>{_NUMERAL})\s*(?P<unit>[千万亿]?元|[万亿](?![人个条次]))|百分之(?P<hundredths>{_NUMERAL})|(?P<percent>{_NUMERAL})\s*[%％]"
    rf"|(?P<tenths>{_NUMERAL})成(?![本员立果效人为])|(?P<half>一半|半数)"
    rf"|(?P<count>{_NUMERAL})\s*{_COUNTED}|(?P<days>(?<![\d月]){_NUMERAL})\s*[日天]|(?P<plain>{_NUMERAL})分?(?![\w.%％‰/]))"
)
_LIMITS: Final = {
    "<=": rf"{_NOT}(?:超过|超出|大于|高于|多于|晚于|迟于)|至多|最多(?!的)|(?i:\bat most\b|\bno(?:t)? more than\b|\bnot exceed)",
    ">=": rf"{_NOT}(?:小于|低于|少于|早于)|至少|最少(?!的)|(?i:\bat least\b|\bno(?:t)? less than\b)",
}
_BEHIND: Final = {"<=": "之内|以内|以下|内", ">=": "以上"}
_WORD: Final = re.compile("|".join(f"(?P<{name}>{_LIMITS[op]})" for name, op in (("most", "<="), ("least", ">="))))
_NUMBER: Final = re.compile(_STATED)
_AT_ONCE: Final = re.compile(rf"[有为是含]?\s*{_STATED}")
_CLAUSE: Final = re.compile("[，,；;：:。]|时(?=[^间期])")
_SIGN: Final = re.compile(r"[<>＜＞≤≥]\s*[=＝]?")
_TABLE: Final = re.compile(r"附?(表\d+)(?!\d)")
_NEVER_BELOW_ZERO: Final = re.compile(rf"{_NOT}为负数?|非负数?")
_YUAN: Final = {unit: FEN_PER_UNIT[f"{unit[0]}元"] for unit in ("万", "亿")} | {"千元": 1000 * FEN_PER_UNIT["元"], **FEN_PER_UNIT}
_SHARES: Final = frozenset({"hundredths", "percent", "tenths", "half"})
_BOUNDED: Final = frozenset({"count", "days", "plain"})
"""Numbers that may be anything unless a word bounds them: 三项之和, 第8张表."""
_SINCE: Final = re.compile(rf"\s*(?:{'|'.join(YEARS)})")
_MORE: Final = re.compile("增|升|提高")
_FEWER: Final = re.compile("减|降|压|跌|扣")
_TENTH: Final = 10
_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class _Limit:
    """A word of a title that bounds what stands before it: ``op`` is the sign that it asks for, seen from there."""

    op: str
    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Number:
    """A number that a title states, of a ``sort``; amounts in 分, shares in percent."""

    sort: str
    text: str
    value: Fraction


def turned(rule: Rule, book: Rulebook) -> Iterator[Problem]:
    """Find a comparison that goes against the one word of the title that says its direction."""
    body, written, limit = rule.plan.instances[0].body, rule.tree.body, _limit(rule)
    orders = [node for node in _comparisons(body) if node.op[0] in "<>"]
    if limit is None or not isinstance(body, plan.Comparison) or not isinstance(written, ast.Compare) or orders != [body]:
        return
    subject = _subject(body, limit, book.model)
    sides, op, meant = (written.left, written.right), body.op, limit.op
    if subject is body.right:
        sides, op, meant = (written.right, written.left), ast.MIRRORED[op], ast.MIRRORED[meant]
    sign = _SIGN.search(rule.source.text, written.left.span.end, written.right.span.start)
    if subject and sign and op[0] != limit.op[0]:
        texts = [rule.source.text[side.span.start : side.span.end] for side in sides]
        yield suspicious.turned_title(Span(*sign.span()), limit.word, texts, op=op, meant=meant)


def _comparisons(expr: plan.Expr) -> Iterator[plan.Comparison]:
    return (node for node in plan.walk(expr) if isinstance(node, plan.Comparison))


def _limit(rule: Rule) -> _Limit | None:
    """Return the one word of a title that says which way a comparison goes; None where it may speak of a premise."""
    title = rule.tree.title
    found = [*_words(title)]
    if len(found) != 1:
        return None
    (limit,) = found
    rest = _NUMBER.match(limit.after)
    is_premise = bool(rest and limit.after[rest.end() :].lstrip().startswith("的"))
    ends = not rule.tree.guard or not _CLAUSE.search(limit.after)
    return limit if ends and not is_premise else None


def _words(title: str) -> Iterator[_Limit]:
    """Go through the words that bound: 不超过 before a number or name, 以内 behind a number."""
    for match in _NEVER_BELOW_ZERO.finditer(title):
        yield _Limit(">=", match[0], title[: match.start()], "0")
    for match in _WORD.finditer(title):
        op = "<=" if match["most"] else ">="
        yield _Limit(op, match[0], title[: match.start()], title[match.end() :])
    for stated in _NUMBER.finditer(title):
        for op, words in _BEHIND.items():
            if behind := re.match(rf"\s*({words})", title[stated.end() :]):
                yield _Limit(op, stated[0] + behind[0], title[: stated.start()], stated[0] + title[stated.end() + behind.end() :])


def _subject(body: plan.Comparison, limit: _Limit, model: Model) -> plan.Expr | None:
    """Return the side of a comparison that a title bounds: the other is a number, or what it names behind the word.

    Tables tell it surer than columns. Of what falls, a title may bound the fall.
    """
    if _FEWER.search(limit.before):
        return None
    for one, other in _turns(body):
        if is_literal(other):
            fits = isinstance(other, plan.Const) and not is_literal(one) and _is_stated(_AT_ONCE.match(limit.after), limit, other)
            return one if fits and not (_is_zero(other) and _is_difference(one)) else None
    stated = _NUMBER.search(limit.after)
    numbered = [one for one, other in _turns(body) if _is_stated(stated, limit, other) and not _is_stated(stated, limit, one)]
    if numbered or _AT_ONCE.match(limit.after) or _is_difference(body.left) or _is_difference(body.right):
        return next(iter(numbered), None)
    if _SINCE.match(limit.after):
        return next((one for one, other in _turns(body) if _is_last_years(other) and not _is_last_years(one)), None)
    for called in (_tables, _called):
        left, right = called(body.left, model), called(body.right, model)
        if _is_named(left, right, limit) or _is_named(right, left, limit):
            return body.left if _is_named(left, right, limit) else body.right
    return None


def _is_last_years(side: plan.Expr) -> bool:
    """Tell whether a value is read from last year's submission."""
    cells = (node for node in plan.walk(side) if isinstance(node, plan.Cells | plan.Single))
    return any((node.table if isinstance(node, plan.Cells) else node.path).startswith(OF_LAST_YEAR) for node in cells)


def _is_zero(literal: plan.Expr) -> bool:
    return isinstance(literal, plan.Const) and literal.value == 0


def _is_difference(side: plan.Expr) -> bool:
    """Tell whether a value may be meant with its sides exchanged: 收入 - 支出 of a balance, or 支出 - 收入."""
    return any(isinstance(node, plan.Apply) and node.function == "-" for node in plan.walk(side))


def _is_named(own: frozenset[str], others: frozenset[str], limit: _Limit) -> bool:
    """Tell whether a title names one side before its word, or the other behind it, and neither where it should not stand."""
    own, others = own - others, others - own
    named = _names(own, limit.before) or _names(others, limit.after)
    return named and not _names(others, limit.before) and not _names(own, limit.after)


def _is_stated(match: re.Match[str] | None, limit: _Limit, side: plan.Expr) -> bool:
    """Tell whether a number that a title states is one of those of a side; of 10% more, 1.1.

    Ten times a side is no 10% of it.
    """
    if match is None:
        return False
    stated, values = _stated(match), [const.value for const in _consts(side)]
    ways = [stated, _share(stated, 1)] if stated.sort == "share" and _MORE.search(limit.before) else [stated]
    if stated.sort == "share" and not is_literal(side) and _HUNDRED not in values:
        values = [value for value in values if value not in {way.value for way in ways}]
    return any(_is(way, value) for way in ways for value in values)


def _tables(side: plan.Expr, model: Model) -> frozenset[str]:
    """Return what a title may call the tables of a side of a comparison: their names and numbers."""
    tables = {column_of(node).partition(".")[0] for node in plan.walk(side)} - {""}
    numbers = {number_of(model.titles.get(table, "")) for table in tables}
    return frozenset(tables | numbers - {""})


def number_of(table: str) -> str:
    """Return the number in the title of a table, by which a rule's may call it; nothing if it has none.

    >>> number_of("附表8 基本支出表"), number_of("封面")
    ('表8', '')
    """
    found = _TABLE.match(table)
    return found[1] if found else ""


def _called(side: plan.Expr, model: Model) -> frozenset[str]:
    """Return what a title may call a side of a comparison: its tables, its columns, and the subjects of its rows."""
    columns = {name for node in plan.walk(side) for name in words_of(column_of(node))[-1:]}
    coded = [node for node in plan.walk(side) if isinstance(node, plan.Cells) and len(node.codes) == 1]
    subjects = {codes_of([node], model).get(code, "") for node in coded for code in node.codes} - {""}
    return _tables(side, model) | columns | subjects


def codes_of(cells: Collection[plan.Cells], model: Model) -> Mapping[str, str]:
    """Return the codes that the rows of some tables have, with their names."""
    tables = [model.tables[each.table] for each in cells if each.table in model.tables]
    classes = {level.classification for table in tables for level in table.levels} - {None}
    lists = [listed for listed in model.lists.values() if listed.classification in classes]
    return {code: name for listed in lists for code, name in listed.codes().items()}


def column_of(node: plan.Expr) -> str:
    """Return the path of a column or single value, of last year's that of this year; nothing for another expression."""
    match node:
        case plan.Cells(table=table, column=column):
            return f"{table}.{column}".removeprefix(OF_LAST_YEAR)
        case plan.Single(path=path):
            return path.removeprefix(OF_LAST_YEAR)
    return ""


def words_of(path: str) -> tuple[str, ...]:
    """Return what a title may call a column by: its groups and its name, without totals.

    >>> words_of("附表9.公务用车.小计"), words_of("附表9.合计")
    (('公务用车',), ())
    """
    return tuple(word for word in path.split(".")[1:] if word not in TOTALS)


def _names(called: frozenset[str], text: str) -> bool:
    return any(re.search(rf"{re.escape(name)}(?!\d)", text) for name in called)


# Numbers ---------------------------------------------------------------------------------------------------------------


def misstated(rule: Rule) -> Iterator[Problem]:
    """Find the one number of its sort in a rule that is not the one its title states."""
    instance = rule.plan.instances[0]
    parts = [part for part in (instance.guard, instance.body) if part]
    stated = [*_numbers(rule.tree.title)]
    for sort in dict.fromkeys(each.sort for each in stated):
        numbers = [each for each in stated if each.sort == sort]
        consts = [const for part in parts for const in _of_sort(sort, part)]
        if len(numbers) == len(consts) == 1 and not _fits(numbers[0], consts[0]) and _is_written(rule, consts[0]):
            meant = _as_written(numbers[0], consts[0], rule.tree.title)
            yield suspicious.misstated(consts[0].span, stated=numbers[0].text, number=text_of(rule, consts[0]), meant=meant)


def _numbers(title: str) -> Iterator[_Number]:
    """Go through the numbers that a title states; of those without a unit that tells, the ones that a word bounds."""
    for match in _NUMBER.finditer(title):
        stated = _stated(match)
        if stated.sort not in _BOUNDED or _is_bounded(title[: match.start()], title[match.end() :]):
            yield stated


def _stated(match: re.Match[str]) -> _Number:
    sort = "amount" if match.lastgroup == "unit" else str(match.lastgroup)
    return _Number("share" if sort in _SHARES else sort, match[0].strip(), _value(match, sort))


def _is_bounded(before: str, after: str) -> bool:
    words = [match.end() for match in _WORD.finditer(before)]
    return (bool(words) and before[words[-1] :].strip() in {"", "有", "为", "是", "含"}) or bool(
        re.match("以[内上下]|之?内", after)
    )


def _value(match: re.Match[str], sort: str) -> Fraction:
    """Return a stated number: an amount in 分, a share in percent."""
    if sort == "half":
        return Fraction(_HUNDRED, 2)
    digits = match[sort].replace(",", "")
    scale = _YUAN[match["unit"]] if sort == "amount" else _TENTH if sort == "tenths" else 1
    return (Fraction(digits) if digits[0].isdigit() else Fraction(number(digits))) * scale


def _of_sort(sort: str, part: plan.Expr) -> Iterator[plan.Const]:
    """Go through the numbers of a rule that may be one that is stated: not 0, nor what makes a share of 100 or of 1."""
    compared = {id(side): other for node in _comparisons(part) for side, other in _turns(node)}
    for const in _consts(part):
        kind, beside = const.type.kind, compared.get(id(const))
        counted = beside is not None and beside.type.kind is Kind.COUNT
        fitting = {
            "amount": kind is Kind.AMOUNT and not is_small(const.text),
            "share": kind in {Kind.NUMBER, Kind.PERCENT} and not counted and const.value not in {1, _HUNDRED},
            "days": kind is Kind.DAYS,
            "count": counted,
            "plain": beside is not None and const.text[-1:].isdigit(),
        }
        if fitting[sort] and const.value:
            yield const


def _turns(node: plan.Comparison) -> Sequence[tuple[plan.Expr, plan.Expr]]:
    return (node.left, node.right), (node.right, node.left)


def _consts(expr: plan.Expr) -> Iterator[plan.Const]:
    """Go through the numbers of an expression."""
    return (node for node in plan.walk(expr) if isinstance(node, plan.Const) and isinstance(node.value, int | Fraction))


def _fits(stated: _Number, const: plan.Const) -> bool:
    """Tell whether a number in a rule is the one that is stated, or follows from it: of 10% 1.1, 0.9, or 10 of the whole."""
    if _is(stated, const.value) or stated.sort != "share":
        return _is(stated, const.value)
    return const.value * stated.value == _HUNDRED or any(_is(_share(stated, sign), const.value) for sign in (1, -1))


def _is(stated: _Number, value: object) -> bool:
    """Tell whether a number is the one that is stated: 20万元 is 200000, 10% is 10 and 0.1."""
    scale = Fraction(1, _HUNDRED) if stated.sort == "share" else FEN_PER_UNIT["元"]
    return value in {stated.value, stated.value * scale}


def _share(stated: _Number, sign: int) -> _Number:
    """Return what is left of a whole that a share comes to or goes from: of 10% more, 110%."""
    return replace(stated, value=_HUNDRED + sign * stated.value)


def _is_written(rule: Rule, const: plan.Const) -> bool:
    """Tell whether a number stands in the rule itself, not in a let."""
    written = re.sub(r"\s|日|天|days", "", text_of(rule, const))
    return is_inside(rule, const) and written == re.sub(r"\s|日|天|days", "", const.text)


def _as_written(stated: _Number, const: plan.Const, title: str) -> str:
    """Return a stated number as it would stand for a number of the rule."""
    match stated.sort:
        case "amount":
            unit = "万元" if stated.value >= FEN_PER_UNIT["万元"] else "元"
            return decimal_string(stated.value / FEN_PER_UNIT[unit]) + unit
        case "days":
            return f"{decimal_string(stated.value)}天"
        case "share" if const.type.kind is Kind.NUMBER and const.value < 2:  # noqa: PLR2004 - a factor
            share = stated.value / _HUNDRED
            more, fewer = _MORE.search(title) and const.value > 1, _FEWER.search(title) and const.value < 1
            return decimal_string(1 + share if more else 1 - share if fewer else share)
    return decimal_string(stated.value) + "%" * const.text.endswith("%")
