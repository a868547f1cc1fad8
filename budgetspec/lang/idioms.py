"""Syntax errors by example, as ``examples`` has them: what is written as in spreadsheets, other languages, or as one speaks."""

from __future__ import annotations

import re
from typing import Final

from budgetspec.lang import foreign, misspelt
from budgetspec.lang.functions import CALLED, FUNCTIONS, TEXTS
from budgetspec.lang.problems import Problem, alike
from budgetspec.lang.sayings import NUMERAL, figure
from budgetspec.lang.stops import Example, Stop
from budgetspec.source import Span

_NAME: Final = r"(?:[^\W\d]\w*|「[^」\n]*」)"
_PATH: Final = rf"{_NAME}(?:[.．]{_NAME})*(?:[\[［][^\[\]［］\n]*[\]］](?:[.．]{_NAME})*)?"
_TEXT: Final = r"(?:\"[^\"\n]*\"|“[^”\n]*”)"
_VALUE: Final = rf"(?:{_TEXT}|{_PATH}|[0-9.]+(?:\s*(?:万?元|[%％]))?)"
_BLANK: Final = r"(?:空白|空值|空的|空|null|NULL|None|(?:blank|empty)(?!\s*[(（]))(?!\w)"
_CLAUSES: Final = "severity|basis|from|until|kind|region|tags|message|note"
_SEVERITIES: Final = {"错误": "error", "警告": "warning", "提示": "info", "提醒": "warning"}
_SUM_AHEAD: Final = re.compile(r"[^=＝<>≤≥≠\n}｝]*(?:(?P<sum>之和|的和|总和|相加)|相等|一致|相同|相符)")
_SQUARE: Final = {"{": "}", "｛": "｝", "【": "】", "〔": "〕", "〖": "〗", "<": ">", "＜": "＞", "《": "》"}


def _infix(stop: Stop) -> Problem | None:
    """Report a function of two texts that is written between them: ``名称 包含 "工资"``."""
    left = re.search(rf"(?P<left>{_PATH})\s*$", stop.tail)
    there = re.compile(
        rf"(?P<not>不|没有|未)?[中里]?(?:以\s*(?P<start>{_TEXT}|[0-9]+)\s*(?:开头|开始|打头)|(?P<word>[^\W\d]+)\s*(?P<right>{_TEXT}))"
    ).match(stop.text, stop.at)
    if left is None or there is None or "AND" not in stop.accepts:
        return None
    word = (there["word"] or "开头").lower()
    name = CALLED.get(word, word)
    if name not in TEXTS or TEXTS[name].arguments != 2:  # noqa: PLR2004 - a text and what is asked of it
        return None
    text = there["right"] or there["start"]
    text = f'"{text}"' if text.isdecimal() else text
    return _written(stop, left, there, f"{name}({left['left']}, {text})", negated=there["not"] is not None)


def _written(stop: Stop, left: re.Match[str], there: re.Match[str], meant: str, *, negated: bool) -> Problem:
    begin = stop.at - (len(stop.tail) - left.start())
    span = Span(begin, there.end())
    return foreign.written_as(span, stop.text[span.start : span.end], f"not {meant}" if negated else meant)


def _blank(stop: Stop) -> Problem | None:
    """Report a blank that is asked for as other languages do: ``合计 不为空``, ``合计 is not null``."""
    left = re.search(rf"(?P<left>{_PATH})\s*$", stop.tail)
    there = re.compile(
        rf"(?P<not>(?:不能|不得|不可|不应|不许|不)(?:为|是)?|非|is\s+not\s+)?\s*(?:应?为|应?是|is\s)?\s*{_BLANK}"
    ).match(stop.text, stop.at)
    if left is None or there is None or "AND" not in stop.accepts:
        return None
    return _written(stop, left, there, f"blank({left['left']})", negated=there["not"] is not None)


def _premise(stop: Stop) -> Problem | None:
    """Report a premise as it is said: ``如果货物类 > 0，则 …``, ``货物类 > 0 时 …``."""
    there = re.compile(r"[,，]?\s*(?:则|那么|就|的?时候?|的话)\s*[,，:：]?|[,，]").match(stop.text, stop.at)
    before = re.search(
        r"(?:[\"”{｛}｝\n]|^)\s*(?P<said>(?P<if>如果|假如|若|当|只要)?\s*(?P<condition>[^\"”{｛}｝\n]*[=＝<>≤≥≠＜＞][^\n]*?))\s*$",
        stop.tail,
    )
    if there is None or before is None or "AND" not in stop.accepts or (there[0] in {",", "，"} and not before["if"]):
        return None
    span = Span(stop.at - (len(stop.tail) - before.start("said")), there.end())
    return foreign.written_as(span, stop.text[span.start : span.end].rstrip(), f"when {before['condition']}:")


def _joined(span: Span, word: str) -> Problem:
    """Report a word between conditions that stands inside what looks like one name."""
    meant = "or" if "或" in word else "and"
    return foreign.written_as(Span(span.start, span.start + len(word)), word, meant)


def _times(span: Span, times: str) -> Problem:
    return foreign.written_as(span, f"的{times}倍", f"* {figure(times) or times}", instead="*1")


def _date(span: Span, year: str, month: str, day: str) -> Problem:
    return foreign.written_as(span, f"{year}年{month}月{day}日", f'"{year}-{month:0>2}-{day:0>2}"')


def _zeros(span: Span, head: str, tail: str) -> Problem:
    meant = head + re.sub(r"\D", "0", re.sub("[lI]", "1", tail))
    return foreign.written_as(span, head + tail, meant, instead=meant)


def _between(stop: Stop) -> Problem | None:
    """Report a range: ``合计 between 0 and 100万元``, ``合计 在 0 到 100万元 之间``."""
    left = re.search(rf"(?P<left>{_PATH})\s*$", stop.tail)
    there = re.compile(
        rf"(?:between|介于|在)\s*(?P<low>{_VALUE})\s*(?:and|到|至|与|和|[-~～—])\s*(?P<high>{_VALUE})(?P<end>\s*之间)?",
        re.IGNORECASE,
    ).match(stop.text, stop.at)
    if left is None or there is None or "AND" not in stop.accepts or (there[0].startswith("在") and not there["end"]):
        return None
    name, low, high = left["left"], there["low"].strip(), there["high"].strip()
    return _written(stop, left, there, f"{name} >= {low} and {name} <= {high}", negated=False)


def _method(stop: Stop) -> Problem | None:
    """Report a function written behind its column: ``名称.contains("工资")``."""
    left = re.search(rf"(?P<left>{_PATH})[.．](?P<word>[^\W\d]+)$", stop.tail)
    there = re.compile(r"[(（](?P<rest>[^()（）\n]*)[)）]").match(stop.text, stop.at)
    name = left and CALLED.get(left["word"].lower(), left["word"].lower())
    if left is None or there is None or name not in FUNCTIONS:
        return None
    arguments = ", ".join(filter(None, [left["left"], there["rest"].strip()]))
    return _written(stop, left, there, f"{name}({arguments})", negated=False)


def _share_of(stop: Stop) -> Problem | None:
    """Report ``合计的20%``, which is a product."""
    there = re.compile(r"(?:的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*)?[%％]").match(stop.text, stop.at)
    before = re.search(r"的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*$", stop.tail)
    share = (there and there["share"]) or (before and before["share"])
    if there is None or not share:
        return None
    begin = stop.at if there["share"] or before is None else stop.at - (len(stop.tail) - before.start())
    span = Span(begin, there.end())
    return foreign.written_as(span, stop.text[span.start : span.end], f"* {float(share) / 100:g}", instead="*1")


def _for_a_point(stop: Stop) -> Problem | None:
    """Report a sign between table and column, or group and column, that is no point."""
    there = re.compile(r"(?:[-－][>＞]|[!！]|[:：]{2}|→|[·•・‧⋅]|\\)(?=[^\W\d])").match(stop.text, stop.at)
    signs = re.search(r"[^\W\d]\w*(?P<back>-?)$", stop.text[max(0, stop.at - 100) : stop.at])
    if there is None:
        there = re.compile(r"[>＞](?=[^\W\d])").match(stop.text, stop.at) if signs and signs["back"] else None
    if there is None or signs is None:
        return None
    span = Span(stop.at - len(signs["back"]), there.end())
    return foreign.written_as(span, stop.text[span.start : span.end], ".", instead=".")


def _sum_sign(span: Span) -> Problem:
    return foreign.written_as(span, "∑", "sum(…)")


def no_clause(stop: Stop) -> Problem | None:
    """Report a word with a text behind it, where a clause can stand."""
    there = re.compile(rf"(?P<word>[^\W\d]\w*)\s*[:：]?\s*(?={_TEXT})").match(stop.text, stop.at)
    if there is None or "SEVERITY" not in stop.accepts:
        return None
    return misspelt.unknown_clause(Span(stop.at, stop.at + len(there["word"])), there["word"])


def _table_behind(span: Span, word: str) -> Problem:
    """Report another word before a table and its brace."""
    return foreign.written_as(Span(span.start, span.start + len(word)), word, "in")


def _columns_from_to(span: Span, left: str, right: str) -> Problem:
    return foreign.written_as(span, f"{left}:{right}", f"{left} + {right}", instead=f"{left}+{right}")


def _summed_from_to(span: Span, function: str, left: str, right: str) -> Problem:
    meant = f"{left} + {right}"
    return foreign.written_as(span, f"{function}{left}:{right})", meant)


def _bound(span: Span, word: str) -> Problem:
    if "以" not in word:
        return foreign.written_as(span, word, "within …", instead="")
    return foreign.superfluous(span, word)


def _text_of_clause(span: Span, clause: str, text: str) -> Problem:
    bare = text.strip("\"“”' ")
    return misspelt.clause_value(span, clause, f'{clause} "{bare}"')


def _clause_named(span: Span, clause: str, text: str) -> Problem:
    """Report a text in angle brackets, as names of laws are written, without the quotes around it."""
    return misspelt.clause_value(span, clause, f'{clause} "《{text.strip()}"')


def _superfluous(span: Span, sign: str) -> Problem:
    """Report the sign at the end or the beginning of what was found."""
    return foreign.superfluous(span, sign)


def _last_comma(span: Span, comma: str) -> Problem:
    return foreign.superfluous(Span(span.start, span.start + 1), comma)


def _square(stop: Stop) -> Problem | None:
    """Report rows selected with brackets of another kind."""
    there = re.compile(r"(?P<open>[{｛【〔〖<＜《])(?P<inner>[\wx,，、\s]{1,40})(?P<close>[}｝】〕〗>＞》])").match(
        stop.text, stop.at
    )
    begins_rule = "SEVERITY" in stop.accepts and "_LSQB" not in stop.accepts
    if there is None or _SQUARE[there["open"]] != there["close"] or begins_rule or not {"_LSQB", "NUMBER"} & stop.accepts:
        return None
    return foreign.other_brackets(Span(*there.span()), f"[{there['inner'].strip()}]")


def _square_after_bracket(stop: Stop) -> Problem | None:
    """Report rows selected with round brackets behind rows or a dotted name, which no function is called."""
    there = re.compile(r"[(（](?P<inner>[\wx,，、\s]{1,40})[)）]").match(stop.text, stop.at)
    if there is None or "_LSQB" not in stop.accepts:
        return None
    return foreign.other_brackets(Span(*there.span()), f"[{there['inner'].strip()}]")


def _severity_alone(span: Span, word: str) -> Problem:
    return foreign.written_as(span, word, f"severity {_SEVERITIES.get(word, word)}", instead="")


def _plus(stop: Stop) -> Problem | None:
    """Report words and signs between the terms of a sum that is said, not written: ``人员经费、公用经费之和``."""
    there = re.compile(r"以及|[与和及同、]").match(stop.text, stop.at)
    ahead = _SUM_AHEAD.match(stop.text, there.end()) if there else None
    if there is None or ahead is None or "PLUS" not in stop.accepts:
        return None
    return foreign.written_as(Span(*there.span()), there[0], "+" if ahead["sum"] else "==")


def _broken_name(stop: Stop) -> Problem | None:
    """Report a known name with a blank in it, or with one for its point."""
    before = re.search(r"(?P<head>[^\W\d][\w.．]*)[ \t\u3000]+$", stop.tail)
    there = re.compile(r"[^\W\d][\w.．]*").match(stop.text, stop.at)
    if before is None or there is None:
        return None
    written = (f"{before['head']}{there[0]}", f"{before['head']}.{there[0]}")
    name = next((known for each in written if (known := alike(each, stop.names))), None)
    if name is None or not re.fullmatch(r"[\w.]+", name):
        return None
    return foreign.broken_name(Span(stop.at - (len(stop.tail) - before.start()), there.end()), name)


def _pattern(span: Span, head: str, tail: str) -> Problem:
    """Report another sign for a digit of a code: 2**, 20?, 2XX."""
    meant = head + ("xx" if tail in "*＊" else "x" * len(tail) if not tail[0].isalnum() else tail.lower())
    return foreign.written_as(span, head + tail, meant, instead=meant)


def _year_said(span: Span, word: str, year: str) -> Problem:
    clause = "from" if word in "自从" else "until"
    return foreign.written_as(span, f"{word}{year}年", f"{clause} {year}", instead="")


def _chosen_before(span: Span, rows: str, column: str) -> Problem:
    return foreign.written_as(span, f"{rows}.{column}", f"{column}{rows}", instead=f"{column}{rows}")


def _only_code(span: Span, key: str, code: str) -> Problem:
    return foreign.written_as(span, f"{key}={code}", code, instead=code)


def _by(span: Span, word: str, key: str) -> Problem:
    return foreign.written_as(span, f"{word}{key}", f"by {key}")


def _quoted_id(span: Span, rule: str) -> Problem:
    return foreign.written_as(span, f'"{rule}"', rule, instead=f" {rule}")


def _mixed_quotes(span: Span, text: str) -> Problem:
    return foreign.written_as(span, f"{text[0]}…{text[-1]}", '"…"', instead=f'"{text[1:-1]}"')


def _id_in_two(span: Span, head: str, tail: str) -> Problem:
    return misspelt.bad_id(span, f"{head} {tail}")


def _rule_with(span: Span, rule: str) -> Problem:
    return misspelt.missing_rule(span, f"A-1 {rule}" if rule[0] in '"“' else rule)


def _missing_let(stop: Stop) -> Problem | None:
    """Report an expression that is given a name as in other languages: ``基本 = 基本支出.小计``."""
    before = re.search(rf"(?:^|[\n{{｛}}｝])[ \t]*(?P<name>{_NAME})\s*$", stop.text[max(0, stop.at - 100) : stop.at])
    there = re.compile("[=＝](?![=＝])").match(stop.text, stop.at)
    if before is None or there is None or alike(before["name"], stop.names):
        return None
    begin = stop.at - len(before[0]) + (before.start("name") - before.start())
    return misspelt.missing_let(Span(begin, begin + len(before["name"])), before["name"])


_LINE: Final = r"(?:^|[\n{｛}｝])\s*"


def _unit_in_two(span: Span) -> Problem:
    return foreign.written_as(span, "万 元", "万元", instead="万元")


def _quoted_part(span: Span, name: str) -> Problem:
    return foreign.written_as(span, f'"{name}"', name, instead=name)


def _table_in_brackets(span: Span, table: str) -> Problem:
    return foreign.written_as(span, f"({table})", table, instead=table)


def _quoted_sign(span: Span) -> Problem:
    return foreign.written_as(span, "%", '"%"')


def _implied(span: Span) -> Problem:
    """Report an arrow between two conditions, which elsewhere is the sign for at least."""
    return foreign.written_as(span, "=>", "implies")


def _each_compared(stop: Stop) -> Problem | None:
    """Report several columns compared at once: ``合计, 人员经费 >= 0``."""
    before = re.search(rf"(?:[\"”{{｛}}｝\n]|^)\s*(?P<first>{_PATH})\s*$", stop.tail)
    there = re.compile(rf"(?P<others>(?:\s*[,，、]\s*{_PATH})+)\s*(?P<rest>(?:[<>=!]=|[<>≤≥≠＝＞＜])\s*{_VALUE})").match(
        stop.text, stop.at
    )
    if before is None or there is None or "AND" not in stop.accepts:
        return None
    columns = [before["first"], *(each.strip() for each in re.split("[,，、]", there["others"]) if each.strip())]
    span = Span(stop.at - (len(stop.tail) - before.start("first")), there.end())
    meant = " and ".join(f"{column} {there['rest']}" for column in columns)
    return foreign.written_as(span, stop.text[span.start : span.end], meant)


def _within(span: Span, most: str) -> Problem:
    return foreign.written_as(span, f"误差 {most}", f"within {most}")


def _size(span: Span, inside: str, most: str) -> Problem:
    meant = f"{inside} >= -{most} and {inside} <= {most}"
    return foreign.written_as(span, f"|{inside}|", meant)


def _share(span: Span, left: str, whole: str) -> Problem:
    return foreign.written_as(span, f"{left} 占 {whole}", f"{left} / {whole} * 100")


def _code_for_name(span: Span, path: str, code: str) -> Problem:
    return foreign.written_as(span, f"{path}.{code}", f"{path}[{code}]")


def _round(span: Span, inside: str) -> Problem:
    return foreign.written_as(span, "{…}", f"({inside})", instead=f"({inside})")


def _round_for_square(span: Span, head: str, tail: str) -> Problem:
    return foreign.written_as(span, f"[{head}{tail}]", f"({head}{tail})", instead=f"({head}{tail})")


HEADS: Final = (
    Example(_superfluous, given=rf"\brule\s+\S+\s+{_TEXT}\s+", back=rf"(?P<sign>{_TEXT})", there=r"(?=[\w「])", needs="AND"),
    Example(_superfluous, given=r"\b(?:from|until)\s+[0-9]{4}", back=r"(?P<sign>年度?)", there=r"(?=[\w「])", needs="AND"),
    Example(_implied, given=r"[=＝<>＜＞≤≥≠][^\n]*[^=<>!\s]\s*", there=r"[=＝][>＞](?=[^\n}｝]*[=＝<>＜＞≤≥≠])"),
    Example(misspelt.let_inside_rule, given=rf"rule\s+\S+\s+{_TEXT}[ \t]*", there=r"let\b(?=[ \t]+\w)", needs="SEVERITY"),
    Example(misspelt.unquoted_title, given=r"\brule\s+[\w-]+", there=r"(?P<title>[^\s\"“”]+)[\"”](?=\s*[\w(（])", needs="STRING"),
    Example(_table_behind, given=_LINE, back=r"(?P<word>(?!(?:in|rule|let)\b)[A-Za-z]{1,3})\s+", there=rf"{_PATH}\s*[{{｛]"),
    Example(
        misspelt.in_inside_rule, given=r"rule\s+\S+\s+[\"“][^\"”\n]*[\"”]\s*", there=r"in\s+[^\n{｛:：]+[{｛:：](?!\s*rule\b)"
    ),
    Example(misspelt.in_inside_rule, given=r"[=＝<>＜＞≤≥≠][^\n]*", there=r"in\s+[^\W\d][\w.]*\s*(?:[}｝\n]|\Z)"),
    _missing_let,
    Example(_quoted_id, there=r"\"(?P<rule>[^\W\d][\w-]*)\"(?=\s*[\"“])", needs="RULE_ID"),
    Example(_id_in_two, given=r"\brule\s+", back=r"(?P<head>[\w-]+)\s+", there=r"(?P<tail>[\w-]+)(?=\s*[\"“])", needs="STRING"),
    Example(
        misspelt.unquoted_title,
        given=r"\brule\s+[\w-]+",
        there=r"[(（【《〈](?P<title>[^()（）【】《》\n]+)[)）】》〉]",
        needs="STRING",
    ),
    Example(misspelt.quotes_inside, given=r"\brule\s+[\w-]+\s+\"[^\"\n]*\"", back=r"[^\W\d]\w*", there=r"(?=\")"),
    Example(misspelt.quotes_inside, given=r"\b(?:basis|message|note)\s+\"[^\"\n]*\"", there=r"[^\W\d]\w*(?=\")"),
    Example(_rule_with, given=_LINE, back=r"(?P<rule>\"[^\"\n]*\"|“[^”\n]*”)", there=r"(?=[\w(（\[［*「])", needs="AND"),
    Example(_rule_with, given=_LINE, back=r"(?P<rule>[^\W\d]\w*(?:-\w+)+)", there=r"(?=[:：])"),
    Example(misspelt.not_a_year, given=r"\b(?P<clause>from|until)\s+[0-9]{4}", there=r"[-./](?=[0-9])[-./0-9]*"),
    Example(_mixed_quotes, there=r"(?P<text>“[^“”\"\n]*\"|\"[^“”\"\n]*”)(?![\"”])"),
    Example(
        _superfluous,
        given=r"\bin\s+",
        back=rf"(?P<sign>[^\W\d]*表\s*(?:[0-9]+|[{NUMERAL}]+))[ \t]+",
        there=r"(?=\w)",
        needs="_LBRACE",
    ),
    Example(_superfluous, given=r"\brule", there=r"(?P<sign>[:：])", needs="RULE_ID"),
    Example(_superfluous, given=r"\brule\s+[\w-]+", there=r"(?P<sign>[:：,，、.．。;；=＝]+)(?=\s*[\"“])", needs="STRING"),
    Example(_superfluous, there=r"(?P<sign>[=＝:：,，;；、。]+)(?![=＝])", needs="SEVERITY NUMBER"),
    Example(_superfluous, given=rf"\b(?:{_CLAUSES})", there=r"(?P<sign>[:：=＝]+)"),
)
"""What stands in a rule before its condition, and in its clauses."""
IDIOMS: Final = (
    Example(
        _severity_alone, given=r"[\"”]\s*", back=r"(?P<word>error|warning|info|错误|警告|提示|提醒)", there=r"(?=[\w(（\[［*「])"
    ),
    Example(_severity_alone, there=r"(?P<word>error|warning|info|错误|警告|提示|提醒)(?!\w)", needs="SEVERITY"),
    _premise,
    _each_compared,
    Example(
        _within,
        there=r"[,，]?\s*(?:允许|容许)?(?:误差|差额|容差)(?:在|不超过|不大于|小于|为|是)?\s*(?P<most>[0-9.]+(?:\s*万?元)?)(?:以内|之内)?",
        needs="WITHIN",
    ),
    Example(misspelt.repeated_clause, given=r"\bwithin\s[^\n]*", there=r"(?P<clause>within)\b"),
    Example(_superfluous, back=r"(?P<sign>[(（])", there=r"(?=within\b)"),
    Example(_size, there=rf"[|｜](?P<inside>[^|｜\n]+)[|｜]\s*(?:<=?|≤|＜)\s*(?P<most>{_VALUE})"),
    Example(_share, back=rf"(?P<left>{_PATH})", there=rf"占\s*(?P<whole>{_PATH})\s*(?:的?(?:比例|比重|百分比)|的)?"),
    Example(_code_for_name, back=rf"(?P<path>{_PATH})[.．]", there=r"(?P<code>[0-9]+x*)"),
    Example(_by, back=r"(?P<word>by)\s*", there=rf"[(（]\s*(?P<key>{_PATH}(?:\s*[,，、]\s*{_PATH})*)\s*[)）]"),
    Example(_superfluous, there=r"(?P<sign>group|GROUP|Group)(?=\s+(?i:by)\b)"),
    Example(
        _joined, given=r"[\w\]］]", back=rf"(?P<word>并且|而且|或者|且|或){_NAME}", there=r"(?=\s*[=＝<>≤≥≠＜＞])", needs="AND"
    ),
    Example(_date, back=r"(?P<year>[0-9]{4})", there=r"年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日?"),
    Example(_times, there=rf"的\s*(?P<times>[0-9.]+|[{NUMERAL}]+)\s*倍"),
    Example(_superfluous, back=r"(?P<sign>每一?个|所有|全部|任意|任何)\s+", there=r"(?=[^\W\d「])", needs="AND"),
    Example(_sum_sign, there=r"[∑Σ]"),
    Example(foreign.slash_comment, there=r"<!--|/\*"),
    Example(_superfluous, given=rf"\b(?:basis|message|note)\s+{_TEXT}", there=rf"(?P<sign>{_TEXT})"),
    Example(_zeros, back=r"(?P<head>[0-9]+)", there=r"(?P<tail>[OoＯｏlI][0-9OoＯｏlI]*)(?![A-Za-z])"),
    Example(_superfluous, given=r"[0-9]", there=r"(?P<sign>[.．])(?=\s*(?:万?元|[%％]|[^\w]))"),
    Example(_superfluous, given=r"[0-9]\s*(?:万?元)?", there=r"(?P<sign>整|人民币|钱)(?!\w)"),
    Example(_unit_in_two, there=r"万\s+元(?!\w)"),
    Example(_superfluous, there=r"(?P<sign>[\[［]\s*(?:info|warning|error|提示|警告|错误)\s*[\]］])", needs="SEVERITY"),
    Example(_quoted_part, given=r"[\w」\]］]\s*[.．]\s*", there=r"[\"“](?P<name>[^\"”\n{}｛｝\[\]［］]*)[\"”]", needs="NAME"),
    Example(_table_in_brackets, back=rf"[(（]\s*(?P<table>{_PATH})\s*[)）]", there=r"(?=[\[［])"),
    Example(_quoted_sign, there=r"[%％](?=\s*(?:[:：)）}｝]|and\b|or\b))", needs="STRING"),
    Example(_superfluous, back=r"(?P<sign>[.．])", there=r"(?=[\[［])"),
    Example(_superfluous, there=r"(?P<sign>end|END|结束)(?!\w)", needs="AND"),
    _infix,
    _blank,
    _between,
    _method,
    _share_of,
    _for_a_point,
    _plus,
    Example(_superfluous, there=r"(?P<sign>之和|的和|总和|相加|相等|一致|相同|相符)(?!\w)", needs="PLUS"),
    Example(_bound, given=r"[0-9]\s*(?:万?元|[%％])?", there=r"(?P<word>(?:及|或)?以[上下]|左右|上下)(?!\w)", needs="AND"),
    Example(_text_of_clause, back=r"(?P<clause>basis|note|message)\s*", there=r"[(（](?P<text>[^()（）\n]*)[)）]"),
    Example(_clause_named, there=r"[《〈](?P<text>[^\n}｝]*)", given=r"\b(?P<clause>basis|note|message)\s+"),
    Example(_superfluous, given=r"[0-9]\s*(?:日|天|days)", there=r"(?P<sign>之?[内后前]|以[内后前])(?!\w)"),
    Example(foreign.late_when, given=r"[=＝<>＜＞≤≥≠][^\n]*", there=r"when\b|当(?=\s)|如果|假如|若(?=\s)", needs="AND"),
    Example(_summed_from_to, back=rf"(?P<function>(?i:sum)[(（]\s*)(?P<left>{_PATH})", there=rf"[:：](?P<right>{_PATH})\s*[)）]"),
    Example(_columns_from_to, given=r"[(（,，+]\s*", back=rf"(?P<left>{_PATH})", there=rf"[:：](?P<right>{_PATH})(?=[)）])"),
    Example(_superfluous, given=r"[-+＋−－*×/÷]\s*", there=r"(?P<sign>[+＋÷])", needs="NUMBER"),
    Example(_last_comma, back=r"(?P<comma>[,，、])", there=r"(?=[)）\]］]|by\b|按)"),
    Example(_by, there=r"(?P<word>按照?|分)(?P<key>[^\W\d]\w*)", needs="BY"),
    Example(_only_code, given=r"[\[［]\s*", back=r"(?P<key>[^\W\d]\w*)", there=r"[=＝]{1,2}\s*[\"“]?(?P<code>\w+)[\"”]?"),
    Example(_pattern, given=r"[\[［,，、]\s*", back=r"(?P<head>[0-9][0-9x]*)", there=r"(?P<tail>[*＊?？_#]+)"),
    Example(_pattern, given=r"(?<![\w.])", back=r"(?P<head>[0-9][0-9x]*)", there=r"(?P<tail>[xX][0-9xX]*)(?!\w)"),
    Example(_superfluous, given=r"[\[［,，、]\s*[0-9][0-9x]*", there=r"(?P<sign>[^\W\d]+)(?=\s*[\]］,，、])", needs="_RSQB"),
    Example(_chosen_before, back=r"(?P<rows>[\[［][^\[\]［］\n]*[\]］])", there=rf"[.．](?P<column>{_NAME}(?:[.．]{_NAME})*|\*)"),
    Example(_year_said, there=r"(?P<word>自|从|至|到)(?P<year>[0-9]{4})年?度?(?:起|开始|止|为止)?", needs="SEVERITY"),
    Example(_superfluous, there=r"(?P<sign>[(（][^()（）\n]*[:：][^()（）\n]*[)）])", needs="AND"),
    Example(
        _superfluous,
        there=r"(?P<sign>[;；,，、。]+)(?=\s*(?:[}｝]|\Z|(?:rule|let|in|severity|basis|message|note)\b))",
        needs="AND",
    ),
    _square,
    _square_after_bracket,
    Example(_round, there=r"[{｛【〔](?P<inside>[^{}｛｝【】〔〕=＝<>≤≥≠\n]+)[}｝】〕]", needs="NUMBER"),
    Example(
        _round_for_square,
        given=r"[-=＝<>≤≥≠+*/(（]\s*",
        back=r"[\[［](?P<head>[^\[\]［］\n]*)",
        there=r"(?P<tail>[-+*/][^\[\]［］\n]*)[\]］]",
    ),
    _broken_name,
)
"""What stands in a condition."""
