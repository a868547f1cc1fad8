"""Syntax errors by example, as ``idioms`` has them, of what stands in a rule before its condition, and in its clauses."""

from __future__ import annotations

import re
from typing import Final

from budgetspec.lang import misspelt, restated
from budgetspec.lang.problems import Problem, alike
from budgetspec.lang.sayings import NUMERAL
from budgetspec.lang.shapes import CLAUSES, COMPARE, LINE, NAME, PATH, QUOTED, TEXT, TEXTUAL
from budgetspec.lang.stops import Example, Stop, dropped, reworded
from budgetspec.source import Span

_NUMBERED: Final = rf"[^\W\d]*表\s*(?:[0-9]+|[{NUMERAL}]+)"
"""A table by its number."""


def _id_in_two(span: Span, head: str, tail: str) -> Problem:
    return misspelt.bad_id(span, rule=f"{head} {tail}")


def _closed_late(span: Span, opening: str) -> Problem:
    """Report the text of a clause that goes on into the next clause."""
    return misspelt.open_quote(Span(span.start, span.start + 1), opening=opening, closing=opening)


def _rule_with(span: Span, rule: str) -> Problem:
    return misspelt.missing_rule(span, f"A-1 {rule}" if rule[0] in '"“' else rule)


def _missing_let(stop: Stop) -> Problem | None:
    """Report an expression that is given a name as in other languages: ``基本 = 基本支出.小计``."""
    before = re.search(
        rf"(?:^|[\n{{｛}}｝])[ \t]*(?P<name>(?!(?:{CLAUSES})\b){NAME})\s*$", stop.text[max(0, stop.at - 100) : stop.at]
    )
    there = re.compile("[=＝](?![=＝])").match(stop.text, stop.at)
    if before is None or there is None or alike(before["name"], stop.names):
        return None
    begin = stop.at - len(before[0]) + (before.start("name") - before.start())
    return misspelt.missing_let(Span(begin, begin + len(before["name"])), name=before["name"])


HEADS: Final = (
    dropped(given=rf"\brule\s+\S+\s+{TEXT}\s+", back=TEXT, there=r"(?=[\w「])(?!(?:not\s+)?in\b)", needs="AND"),
    dropped(given=r"\b(?:from|until)\s+[0-9]{4}", there=r"年度?(?:起|开始|以后|以来|止|为止|底)(?!\w)"),
    dropped(given=r"\b(?:from|until)\s+[0-9]{4}", back="年度?", there=r"(?=[\w「])", needs="AND"),
    reworded("implies", rf"[=＝][>＞](?=[^\n}}｝]*{COMPARE})", given=rf"{COMPARE}[^\n]*[^=<>!\s]\s*"),
    reworded(
        "in ($options)", rf"[{{｛](?P<options>(?:{QUOTED}|[\w,，、\s])+)[}}｝]", given=r"[\w」\]］]\s+", back="in", needs="NAME"
    ),
    Example(misspelt.let_inside_rule, given=rf"rule\s+\S+\s+{TEXT}[ \t]*", there=r"let\b(?=[ \t]+\w)", needs="SEVERITY"),
    Example(misspelt.unquoted_title, given=r"\brule\s+[\w-]+", there=r"(?P<title>[^\s\"“”]+)[\"”](?=\s*[\w(（])", needs="STRING"),
    reworded("rule", given=LINE, back=r"(?!rule\b)(?i:rules?|rul|rulle?|roule|ruel|rlue|ruler)", there=r"(?=[\w-]+\s*[\"“])"),
    reworded(
        "in", given=LINE, back=r"(?:(?!(?:in|rule|let)\b)[A-Za-z]{1,3}|(?i:table)|对于?|针对|表)", there=rf"(?={PATH}\s*[{{｛])"
    ),
    reworded(
        "in $table {",
        rf"in\s*[(（]\s*(?P<table>{PATH}(?:\s*[,，、]\s*{PATH})*)\s*[)）]\s*[{{｛]",
        given=LINE,
        needs="RULE",
    ),
    reworded("in $table {", rf"{NAME}\s+in\s+(?P<table>{PATH})\s*[:：{{｛]", given=LINE, back="(?i:for(?:each)?)"),
    restated.in_inside_rule,
    Example(
        misspelt.late_title,
        given=r"\brule\s+",
        back=r"(?P<rule>[\w-]+)\s+",
        there=rf"(?P<clause>(?:{CLAUSES})\s+(?:{TEXT}|\w+))\s+(?P<title>{TEXT})",
    ),
    reworded("$rule $title", rf"(?P<title>{TEXT})\s+(?P<rule>[^\W\d]\w*(?:-\w+)+|[A-Za-z]\w*[0-9]+)(?![\w-])", needs="RULE_ID"),
    reworded(
        "until $year",
        r"(?P<year>[0-9]{4})年?度?(?![0-9])",
        given=r"\bfrom\s+[0-9]{4}年?\s*",
        back=r"(?:(?i:to)|到|至|[-~～—]+)\s*",
    ),
    _missing_let,
    reworded("$rule", r"\"(?P<rule>[^\W\d][\w-]*)\"(?=\s*[\"“])", needs="RULE_ID"),
    Example(_id_in_two, given=r"\brule\s+", back=r"(?P<head>[\w-]+)\s+", there=r"(?P<tail>[\w-]+)(?=\s*[\"“])", needs="STRING"),
    Example(
        misspelt.unquoted_title,
        given=r"\brule\s+[\w-]+",
        there=r"[(（【《〈](?P<title>[^()（）【】《》\n]+)[)）】》〉]",
        needs="STRING",
    ),
    Example(
        _closed_late,
        back=rf"(?P<opening>\")[^\"\n]*\s(?:{CLAUSES})\s+\"",
        given=rf"\b(?:{TEXTUAL})\s+",
        there=r"[^\W\d]",
    ),
    restated.quotes_inside,
    Example(_rule_with, given=LINE, back=r"(?P<rule>\"[^\"\n]*\"|“[^”\n]*”)", there=r"(?=[\w(（\[［*「])", needs="AND"),
    Example(_rule_with, given=LINE, back=r"(?P<rule>[^\W\d]\w*(?:-\w+)+)", there=r"(?=[:：])"),
    reworded("until $year", r"\s*[-~～—至到]+\s*(?P<year>[0-9]{4})年?", given=r"\bfrom\s+[0-9]{4}年?"),
    Example(
        misspelt.not_a_year, given=r"\b(?P<clause>from|until)\s+(?P<year>[0-9]{4})", there=r"[-./年](?=[0-9])[-./0-9年月日]*"
    ),
    reworded('"$text"', r"(?:“(?=[^“”\"\n]*\")|\"(?=[^“”\"\n]*”))(?P<text>[^“”\"\n]*)[\"”](?![\"”])"),
    Example(misspelt.every_table, given=LINE, there=r"in\s+[*＊]\s*(?=[{｛])"),
    Example(
        misspelt.condition_in_head,
        given=LINE,
        there=rf"in\s+(?P<table>{PATH})\s+(?:where|when|if|WHERE|当)\s+(?P<condition>[^{{｛\n]*[^{{｛\s])(?=\s*[{{｛])",
    ),
    dropped(given=rf"\bin\s+{PATH}\s*", back="[,，、;；]", there=r"(?=[{｛])"),
    dropped(given=r"\bin\s+", back="(?i:table|sheet)", there=r"(?=\w)", needs="_LBRACE"),
    dropped(given=rf"\bin\s+{PATH}\s*", there=r"(?:之?[中内里]|里面|表中)(?=\s*[{｛])", needs="_LBRACE"),
    reworded(
        "$first, $second",
        rf"(?P<second>{_NUMBERED})(?=\s*[{{｛,，、])",
        given=r"\bin\s+(?:[^\n{｛]*[,，、]\s*)?",
        back=rf"(?P<first>{_NUMBERED})\s+",
        needs="_LBRACE",
    ),
    dropped(given=r"\bin\s+", back=_NUMBERED, there=r"(?=\w)", needs="_LBRACE"),
    dropped(given=r"\brule", there="[:：]", needs="RULE_ID"),
    dropped(given=r"\brule\s+[\w-]+", there=r"[:：,，、.．。;；=＝]+(?=\s*[\"“])", needs="STRING"),
    Example(
        misspelt.nothing_before,
        there=r"(?:[=＝]{2}|[<>＜＞][=＝]?|[!！][=＝]|[≤≥≠])(?=\s*(?P<right>[\w「\[［(（](?:[^\n}｝]*[^\s}｝])?))",
        needs="SEVERITY NUMBER",
    ),
    dropped(there=r"[=＝:：,，;；、。]+(?![=＝])", needs="SEVERITY NUMBER"),
    reworded("$clause $value", rf"[:：=＝]+\s*(?P<value>{TEXT}|\w*)", back=rf"(?P<clause>\b(?:{CLAUSES}))"),
)
"""What stands in a rule before its condition, and in its clauses."""
