"""Syntax errors by example, as ``examples`` has them: what is written as in spreadsheets, other languages, or as one speaks.

Each line says where a mistake is told by and what is meant. Lines further up are asked first.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from budgetspec.lang import foreign, misspelt, rewordings
from budgetspec.lang.functions import FOLDS
from budgetspec.lang.problems import Problem, alike
from budgetspec.lang.sayings import DEMANDS, NUMERAL, OPERATOR_WORDS, PREDICATES, SEVERITIES
from budgetspec.lang.stops import Example, Meaning, Stop
from budgetspec.source import Span

_NAME: Final = r"(?:[^\W\d]\w*|「[^」\n]*」)"
_PATH: Final = rf"{_NAME}(?:[.．]{_NAME})*(?:[\[［][^\[\]［］\n]*[\]］](?:[.．]{_NAME})*)?"
_CALL: Final = rf"(?:{_NAME}[(（](?:[^()（）\n]|[(（][^()（）\n]*[)）])*[)）])"
_TEXT: Final = r"(?:\"[^\"\n]*\"|“[^”\n]*”)"
_QUOTED: Final = rf"(?:{_TEXT}|'[^'\n]*'|‘[^’\n]*’)"
_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?(?:\s*(?:[万亿]?元|[万亿%％]))?"
_VALUE: Final = rf"(?:{_TEXT}|{_CALL}|[\[［][^\[\]［］\n]*[\]］]|{_PATH}|{_NUMBER})"
_LEFT: Final = rf"(?P<left>{_CALL}|{_PATH}|[\[［][^\[\]［］\n]*[\]］])"
_COMPARE: Final = r"[=＝<>＜＞≤≥≠]"
_BEGINS: Final = r"(?:[\"”{｛}｝\n]|^)\s*"
_OPERATORS: Final = "|".join(OPERATOR_WORDS)
_LINE: Final = r"(?:^|[\n{｛}｝])\s*"
_BLANK: Final = r"(?:空白|空值|空的|空|null|NULL|None|(?:blank|empty)(?!\s*[(（]))(?!\w)"
_FORBIDDEN: Final = r"(?:(?:不能|不得|不可|不应|不许|不)(?:为|是)?|非|(?:is\s+)?not\s+)"
_CLAUSES: Final = "severity|basis|from|until|kind|region|tags|message|note"
_TEXTUAL: Final = "basis|message|note"
_SEVERITY: Final = f"(?i:{'|'.join(SEVERITIES)})"
_SUM_AHEAD: Final = r"(?=[^=＝<>≤≥≠\n}｝]*(?:之和|的\s*和|总和|相加))"
_SAME_AHEAD: Final = r"(?=[^=＝<>≤≥≠\n}｝]*(?:相等|一致|相同|相符))"
_DIFFERENCE: Final = r"(?:之间)?的?(?:允许|容许)?(?:误差|差额|容差|相差|差)(?:在|不超过|不大于|不得超过|小于|为|是|<=|≤|<)?"
_MODAL: Final = "(?:都|均|应当|应该|应|必须|须)*"
_MOST: Final = r"(?P<most>[0-9.]+(?:\s*万?元)?)(?:以内|之内)?"
_ANY_DIGITS: Final = r"[*＊?？_#%％…]+|[.．]{2,}"
"""What stands elsewhere for any digits, or for those that are left."""
_SQUARE: Final = {"{": "}", "｛": "｝", "【": "】", "〔": "〕", "〖": "〗", "<": ">", "＜": "＞", "《": "》"}


def _as(meant: str | Meaning, there: str = "", **where: str) -> Example:
    """Make an example of what is written in another way."""
    return Example(foreign.written_as, there=there, meant=meant, **where)


_out: Final = partial(Example, foreign.superfluous)
"""Make an example of what is not written at all."""


# Other mistakes -----------------------------------------------------------------------------------------------------------


def _text_of_clause(span: Span, clause: str, text: str) -> Problem:
    bare = text.strip("\"“”' 《》〈〉") if text[:1] not in "《〈" else text.strip()
    return misspelt.clause_value(span, clause=clause, example=f'{clause} "{bare}"')


def _id_in_two(span: Span, head: str, tail: str) -> Problem:
    return misspelt.bad_id(span, rule=f"{head} {tail}")


def _rule_with(span: Span, rule: str) -> Problem:
    return misspelt.missing_rule(span, f"A-1 {rule}" if rule[0] in '"“' else rule)


def _square(stop: Stop) -> Problem | None:
    """Report rows selected with brackets of another kind."""
    there = re.compile(r"(?P<open>[{｛【〔〖<＜《])(?P<inner>[\wx,，、\s]{1,40})(?P<close>[}｝】〕〗>＞》])").match(
        stop.text, stop.at
    )
    begins_rule = "SEVERITY" in stop.accepts and "_LSQB" not in stop.accepts
    if there is None or _SQUARE[there["open"]] != there["close"] or begins_rule or not {"_LSQB", "NUMBER"} & stop.accepts:
        return None
    return foreign.other_brackets(Span(*there.span()), meant=f"[{there['inner'].strip()}]")


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
    return foreign.broken_name(Span(stop.at - (len(stop.tail) - before.start()), there.end()), name=name)


def _missing_let(stop: Stop) -> Problem | None:
    """Report an expression that is given a name as in other languages: ``基本 = 基本支出.小计``."""
    before = re.search(rf"(?:^|[\n{{｛}}｝])[ \t]*(?P<name>{_NAME})\s*$", stop.text[max(0, stop.at - 100) : stop.at])
    there = re.compile("[=＝](?![=＝])").match(stop.text, stop.at)
    if before is None or there is None or alike(before["name"], stop.names):
        return None
    begin = stop.at - len(before[0]) + (before.start("name") - before.start())
    return misspelt.missing_let(Span(begin, begin + len(before["name"])), name=before["name"])


# Heads of rules, and clauses ----------------------------------------------------------------------------------------------

HEADS: Final = (
    _out(given=rf"\brule\s+\S+\s+{_TEXT}\s+", back=_TEXT, there=r"(?=[\w「])(?!(?:not\s+)?in\b)", needs="AND"),
    _out(given=r"\b(?:from|until)\s+[0-9]{4}", back="年度?", there=r"(?=[\w「])", needs="AND"),
    _as("implies", rf"[=＝][>＞](?=[^\n}}｝]*{_COMPARE})", given=rf"{_COMPARE}[^\n]*[^=<>!\s]\s*"),
    _as(
        "in ($options)", rf"[{{｛](?P<options>(?:{_QUOTED}|[\w,，、\s])+)[}}｝]", given=r"[\w」\]］]\s+", back="in", needs="NAME"
    ),
    Example(misspelt.let_inside_rule, given=rf"rule\s+\S+\s+{_TEXT}[ \t]*", there=r"let\b(?=[ \t]+\w)", needs="SEVERITY"),
    Example(misspelt.unquoted_title, given=r"\brule\s+[\w-]+", there=r"(?P<title>[^\s\"“”]+)[\"”](?=\s*[\w(（])", needs="STRING"),
    _as(
        "in", given=_LINE, back=r"(?:(?!(?:in|rule|let)\b)[A-Za-z]{1,3}|(?i:table)|对于?|针对|表)", there=rf"(?={_PATH}\s*[{{｛])"
    ),
    _as(
        "in $table {",
        rf"in\s*[(（]\s*(?P<table>{_PATH}(?:\s*[,，、]\s*{_PATH})*)\s*[)）]\s*[{{｛]",
        given=_LINE,
        needs="RULE",
    ),
    _as("in $table {", rf"{_NAME}\s+in\s+(?P<table>{_PATH})\s*[:：{{｛]", given=_LINE, back="(?i:for(?:each)?)"),
    Example(
        misspelt.in_inside_rule, given=r"rule\s+\S+\s+[\"“][^\"”\n]*[\"”]\s*", there=r"in\s+[^\n{｛:：]+[{｛:：](?!\s*rule\b)"
    ),
    Example(misspelt.in_inside_rule, given=rf"{_COMPARE}[^\n]*", there=r"in\s+[^\W\d][\w.]*\s*(?:[}｝\n]|\Z)"),
    _missing_let,
    _as("$rule", r"\"(?P<rule>[^\W\d][\w-]*)\"(?=\s*[\"“])", needs="RULE_ID"),
    Example(_id_in_two, given=r"\brule\s+", back=r"(?P<head>[\w-]+)\s+", there=r"(?P<tail>[\w-]+)(?=\s*[\"“])", needs="STRING"),
    Example(
        misspelt.unquoted_title,
        given=r"\brule\s+[\w-]+",
        there=r"[(（【《〈](?P<title>[^()（）【】《》\n]+)[)）】》〉]",
        needs="STRING",
    ),
    Example(misspelt.quotes_inside, given=r"\brule\s+[\w-]+\s+\"[^\"\n]*\"", back=r"[^\W\d]\w*", there=r"(?=\")"),
    Example(misspelt.quotes_inside, given=rf"\b(?:{_TEXTUAL})\s+\"[^\"\n]*\"", there=r"[^\W\d]\w*(?=\")"),
    Example(_rule_with, given=_LINE, back=r"(?P<rule>\"[^\"\n]*\"|“[^”\n]*”)", there=r"(?=[\w(（\[［*「])", needs="AND"),
    Example(_rule_with, given=_LINE, back=r"(?P<rule>[^\W\d]\w*(?:-\w+)+)", there=r"(?=[:：])"),
    Example(misspelt.not_a_year, given=r"\b(?P<clause>from|until)\s+[0-9]{4}", there=r"[-./](?=[0-9])[-./0-9]*"),
    _as('"$text"', r"(?:“(?=[^“”\"\n]*\")|\"(?=[^“”\"\n]*”))(?P<text>[^“”\"\n]*)[\"”](?![\"”])"),
    Example(misspelt.every_table, given=_LINE, there=r"in\s+[*＊]\s*(?=[{｛])"),
    Example(
        misspelt.condition_in_head,
        given=_LINE,
        there=rf"in\s+(?P<table>{_PATH})\s+(?:where|when|if|WHERE|当)\s+(?P<condition>[^{{｛\n]*[^{{｛\s])(?=\s*[{{｛])",
    ),
    _out(given=r"\bin\s+", back="(?i:table|sheet)", there=r"(?=\w)", needs="_LBRACE"),
    _out(given=rf"\bin\s+{_PATH}\s*", there=r"(?:之?[中内里]|里面|表中)(?=\s*[{｛])", needs="_LBRACE"),
    _out(given=r"\bin\s+", back=rf"[^\W\d]*表\s*(?:[0-9]+|[{NUMERAL}]+)", there=r"(?=\w)", needs="_LBRACE"),
    _out(given=r"\brule", there="[:：]", needs="RULE_ID"),
    _out(given=r"\brule\s+[\w-]+", there=r"[:：,，、.．。;；=＝]+(?=\s*[\"“])", needs="STRING"),
    Example(
        misspelt.nothing_before,
        there=r"(?:[=＝]{2}|[<>＜＞][=＝]?|[!！][=＝]|[≤≥≠])(?=\s*[\w「\[［(（])",
        needs="SEVERITY NUMBER",
    ),
    _out(there=r"[=＝:：,，;；、。]+(?![=＝])", needs="SEVERITY NUMBER"),
    _as("$clause $value", rf"[:：=＝]+\s*(?P<value>{_TEXT}|\w*)", back=rf"(?P<clause>\b(?:{_CLAUSES}))"),
)
"""What stands in a rule before its condition, and in its clauses."""

# Conditions ---------------------------------------------------------------------------------------------------------------

_FOR_A_POINT: Final = r"(?:[-－][>＞]|[!！]|[:：]{2}|→|[·•・‧⋅]|\\)(?=[^\W\d])"
IDIOMS: Final = (
    _as(
        "message $text",
        rf"(?:[,，;；]\s*(?:否则|(?i:else|otherwise))?|否则|(?i:else|otherwise|msg)|提示|报错|警告|错误)\s*[:：,，]?\s*(?P<text>{_TEXT})",
        needs="SEVERITY AND",
    ),
    _as(rewordings.severity, rf"(?:否则|(?i:else|otherwise))\s*(?P<word>{_SEVERITY})(?!\w)", needs="SEVERITY"),
    _out(given=r"[\"”]\s*", back=rf"(?i:{'|'.join(DEMANDS)})", there=r"(?=[\w「(（\[［*])"),
    _as(rewordings.severity, given=r"[\"”]\s*", back=rf"[(（\[［]?(?P<word>{_SEVERITY})[)）\]］]?", there=r"(?=[\w(（\[［*「])"),
    _as(rewordings.severity, there=rf"(?P<word>{_SEVERITY})(?!\w)", back=r"(?i:level|级别|等级)\s*[:：=]?"),
    _out(given=r"\bseverity\s+\w+\s+", there=rf"{_SEVERITY}(?!\w)", needs="SEVERITY"),
    _as(rewordings.severity, there=rf"[(（\[［]?\s*(?P<word>{_SEVERITY})(?!\w)\s*[)）\]］]?", needs="SEVERITY"),
    _as(
        "when $condition:",
        r"[,，]?\s*(?:则|那么|就|的?时候?|的话)\s*[,，:：]?",
        given=_BEGINS,
        back=rf"(?:如果|假如|若|当|只要)?\s*(?P<condition>[^\"”{{｛}}｝\n]*{_COMPARE}[^\n]*?)",
        needs="AND",
    ),
    _as(
        "when $condition:",
        "[,，]",
        given=_BEGINS,
        back=rf"(?:如果|假如|若|当|只要)\s*(?P<condition>[^\"”{{｛}}｝\n]*(?:{_COMPARE}|{_OPERATORS})[^\n]*?)(?:的?时候?|的话)?",
        needs="AND",
    ),
    _as(
        rewordings.each_compared,
        given=r"(?:[\"”{｛}｝\n]|^)\s*",
        back=rf"(?P<first>{_PATH})",
        there=rf"(?P<others>(?:\s*[,，、]\s*{_PATH})+)\s*{_MODAL}\s*(?P<rest>(?:[<>=!]=|[<>≤≥≠＝＞＜]|{_OPERATORS})\s*{_VALUE})",
        needs="AND",
    ),
    _as("within", r"[+＋]?[/／][-－]|[-－][/／]?[+＋]|[+＋][-－]", back=r"[+＋]?", needs="NUMBER"),
    _as("within $most", rf"[,，(（]?\s*{_DIFFERENCE}\s*{_MOST}\s*[)）]?", needs="WITHIN"),
    _as("matches($left, $right)", rf"[=＝]?~\s*(?P<right>{_TEXT})", back=_LEFT, needs="AND"),
    _as(
        "any($rest)",
        r"(?P<rest>[^\n}｝]*[^\s}｝])",
        given=r"[\"”:：]\s*",
        back=r"(?:有一行|存在一行|至少有?一行|存在|(?i:some|exists))(?=\s)",
    ),
    _as("$group.*", rf"(?={_COMPARE})", back=rf"(?P<group>{_NAME})[*＊]"),
    _as("$left == $right within $most", rf"{_DIFFERENCE}\s*{_MOST}", back=rf"{_LEFT}\s*-\s*(?P<right>{_PATH})", needs="AND"),
    _as("$left == $right within $most", rf"[与和同跟]\s*(?P<right>{_VALUE})\s*{_DIFFERENCE}\s*{_MOST}", back=_LEFT),
    Example(misspelt.repeated_clause, given=r"\bwithin\s[^\n]*", there=r"(?P<clause>within)\b"),
    _out(back="[(（]", there=r"(?=within\b)"),
    _as("$inside >= -$most and $inside <= $most", rf"[|｜](?P<inside>[^|｜\n]+)[|｜]\s*(?:<=?|≤|＜)\s*(?P<most>{_VALUE})"),
    _as("$left / $whole * 100", rf"占\s*(?!比)(?P<whole>{_PATH})\s*(?:的?\s*(?:比例|比重|百分比)|的)?", back=_LEFT),
    _as("(… and not …) or (not … and …)", r"(?i:xor)\b|异或"),
    _as('"$sign"', r"(?P<sign>[≥≤=＝><≠])(?=\s*[,，、)）])", needs="NUMBER"),
    _as("numeric($left)", r"(?i:is)\s+(?:a\s+)?(?i:number|numeric)\b", back=_LEFT),
    _as(rewordings.length, rf"的?(?:长度|字数)\s*(?P<word>{_OPERATORS})", back=_LEFT, needs="AND"),
    _as("$left / … * 100", "占比(?:重|例)?(?!\\w)", back=_LEFT),
    _as(
        rewordings.chosen,
        rf"(?i:where|when|if|for|当)\s*{_NAME}\s*(?:[=＝]{{1,2}}|in\b|属于)\s*[(（\[［]?(?P<rows>[\w\s,，、\"“”'‘’]+?)[)）\]］]?(?=\s*[)）])",
        back=rf"(?P<column>{_PATH})",
    ),
    _out(
        there=rf"(?i:where|on|join\s+on)\s+(?:{_NAME}[.．])*(?P<key>{_NAME})\s*[=＝]{{1,2}}\s*(?:{_NAME}[.．])*(?P=key)(?![\w.．])",
        needs="AND",
    ),
    _as("$head$tail", r"[-－](?P<tail>[0-9]{2})(?=\s*[\]］,，])", given=r"[\[［,，]\s*", back="(?P<head>[0-9]{3,5})"),
    _as("$path[$code]", r"(?P<code>[0-9]+x*)", back=rf"(?P<path>{_PATH})[.．]"),
    _as("by $key", rf"[(（]\s*(?P<key>{_PATH}(?:\s*[,，、]\s*{_PATH})*)\s*[)）]", back="by"),
    _out(there=r"(?:group|GROUP|Group)(?=\s+(?i:by)\b)"),
    _as(
        rewordings.joined,
        given=r"[\w\]］]",
        back=rf"(?P<word>并且|而且|或者|且|或)(?P<name>{_NAME})",
        there=rf"(?=\s*{_COMPARE})",
        needs="AND",
    ),
    _as(rewordings.date, back=r"(?P<year>[0-9]{4})", there=r"年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日?"),
    _as(rewordings.times, there=rf"的\s*(?P<times>[0-9.]+|[{NUMERAL}]+)\s*倍"),
    _out(back="(?:每一?个|所有|全部|任意|任何|(?:每一?|所有|全部|各|逐)行)(?=\\s)", there=r"(?=[^\W\d「])", needs="AND"),
    _as("sum(…)", "[∑Σ]"),
    Example(foreign.slash_comment, there=r"<!--|/\*|--|＃"),
    _out(given=rf"\b(?:{_TEXTUAL})\s+{_TEXT}", there=_TEXT),
    _as(rewordings.zeros, back=r"(?P<head>[0-9]+)", there=r"(?P<tail>[OoＯｏlI][0-9OoＯｏlI]*)(?![A-Za-z])"),
    _out(given="[0-9]", there=r"[.．](?![.．])(?=\s*(?:万?元|[%％]|[^\w]))"),
    _out(given=r"[0-9]\s*(?:万?元)?", there=r"(?:整|人民币|钱)(?!\w)"),
    _as("万元", r"万\s+元(?!\w)"),
    _as("$name", r"[\"“](?P<name>[^\"”\n{}｛｝\[\]［］]*)[\"”]", given=r"[\w」\]］]\s*[.．]\s*", needs="NAME"),
    _as("$table", r"(?=[\[［])", back=rf"[(（]\s*(?P<table>{_PATH})\s*[)）]"),
    _as('"%"', r"[%％](?=\s*(?:[:：)）}｝]|and\b|or\b))", needs="STRING"),
    _out(back="[.．]", there=r"(?=[\[［}｝]|\Z)"),
    _out(there=r"(?:end|END|结束)(?!\w)", needs="AND"),
    _as(
        "$left <= $right + $days days",
        rf"(?:应|须)?[在于]\s*(?P<right>{_PATH})\s*[之以]?后的?\s*(?P<days>[0-9]+)\s*(?:个?工作日|日|天)(?:之?内|以内)?",
        back=_LEFT,
        needs="AND",
    ),
    Example(
        foreign.interval,
        back=rf"{_LEFT}\s*in",
        there=rf"[\[［]\s*(?P<low>{_NUMBER})\s*[,，]\s*(?P<high>{_NUMBER})\s*[\]］]",
    ),
    _as(rewordings.between, rf"∈\s*[\[［(（]\s*(?P<low>{_VALUE})\s*[,，]\s*(?P<high>{_VALUE})\s*[\]］)）]", back=_LEFT),
    _as(rewordings.between, rf"(?P<low>{_NUMBER})\s*\.\.+\s*(?P<high>{_VALUE})", back=rf"{_LEFT}\s*in"),
    _as(
        rewordings.between,
        rf"\s*\.\.+\s*(?P<high>{_VALUE})\s*[\]］)）]?",
        back=rf"{_LEFT}\s*in\s*[\[［(（]?\s*(?P<low>{_NUMBER})",
    ),
    _as(
        rewordings.infix,
        back=_LEFT,
        there=rf"(?P<no>不|没有|未|)[中里]?以\s*(?P<right>{_QUOTED}|[0-9]+)\s*(?P<word>开头|开始|打头)",
        needs="AND",
    ),
    _as(
        rewordings.infix,
        back=_LEFT,
        there=rf"(?P<no>不|没有|未|(?i:not)\s+|)[中里]?(?P<word>[^\W\d]+)\s*(?P<right>{_QUOTED})",
        needs="AND",
    ),
    _as(
        rewordings.said_of,
        rf"(?P<word>(?:都|均|应当|应该|应|必须|须)?\s*(?:是|为)?\s*(?:{'|'.join(PREDICATES)}))(?!\w)",
        back=_LEFT,
        needs="AND",
    ),
    _as(
        rewordings.change,
        r"[比较]\s*(?:上年|去年|上一年)度?\s*(?P<way>增长|增加|上升|下降|减少)\s*"
        r"(?P<word>不超过|不高于|不大于|超过|达到)?\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]",
        back=_LEFT,
        needs="AND",
    ),
    _as(rewordings.contains, rf"(?P<no>not\s+in\s*)(?P<left>{_PATH})", back=rf"(?P<right>{_TEXT})"),
    _as(rewordings.contains, rf"(?P<left>{_PATH})", back=rf"(?P<right>{_TEXT})\s*(?P<no>not\s+|)in"),
    _as("not $left in $options", r"(?:not\s+in|不属于|不在|不是)\s*(?P<options>[(（][^()（）\n]*[)）])", back=_LEFT),
    _as("in ($options)", rf"(?P<options>{_TEXT}(?:\s*[,，、]\s*{_TEXT})+)", back="in"),
    _as("in ($options)", rf"[\[［{{｛](?P<options>(?:{_QUOTED}|[\w,，、\s])+)[\]］}}｝]", back="in", needs="_LPAR"),
    _as(
        "sum($left)",
        r"(?:之和|的总和|的合计|的和|总和)(?!\w)",
        given=r"[=＝<>≤≥(（\"”]\s*",
        back=rf"(?P<left>{_NAME}[\[［][^\[\]］\n]*[\]］])",
    ),
    _as("not blank($left)", rf"{_FORBIDDEN}\s*(?:应?为|应?是|is\s)?\s*{_BLANK}", back=_LEFT, needs="AND"),
    _as("blank($left)", rf"(?:应?为|应?是|is\s)?\s*{_BLANK}", back=_LEFT, needs="AND"),
    _as(
        rewordings.between,
        rf"(?i:between|介于)\s*(?P<low>{_VALUE})\s*(?i:and|到|至|与|和|[-~～—])\s*(?P<high>{_VALUE})(?:\s*之间)?",
        back=_LEFT,
        needs="AND",
    ),
    _as(
        rewordings.between,
        rf"在\s*(?P<low>{_VALUE})\s*(?:and|到|至|与|和|[-~～—])\s*(?P<high>{_VALUE})\s*之间",
        back=_LEFT,
        needs="AND",
    ),
    _as(
        "starts($left, $text)",
        rf"(?:[:：]\s*[0-9]+)\s*[\]］]\s*[=＝]{{1,2}}\s*(?P<text>{_TEXT})",
        back=rf"(?P<left>{_PATH})[\[［]0?",
    ),
    _as(rewordings.method, back=rf"{_LEFT}[.．](?P<word>[^\W\d]+)", there=r"[(（](?P<rest>[^()（）\n]*)[)）]"),
    _as(rewordings.share, there=r"的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]"),
    _as(rewordings.share, there=rf"的\s*(?P<share>百分之[{NUMERAL}]+)"),
    _as(rewordings.share, back=r"的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)", there="[%％]"),
    _as(".", _FOR_A_POINT, given=r"[^\W\d]\w*"),
    _as(".", r"[>＞](?=[^\W\d])", given=r"[^\W\d]\w*", back="-"),
    _as("+", rf"(?:以及|[与和及同、，,]){_SUM_AHEAD}", needs="PLUS"),
    _as("==", rf"(?:以及|[与和及同、]){_SAME_AHEAD}", needs="PLUS"),
    _out(there=r"(?:之和|的\s*和|总和|相加|相等|一致|相同|相符)(?!\w)", needs="PLUS"),
    _out(given=r"[0-9]\s*(?:万?元|[%％])?", there=r"(?:及|或)?以[上下](?!\w)", needs="AND"),
    _as("within …", r"(?:左右|上下)(?!\w)", given=r"[0-9]\s*(?:万?元|[%％])?", needs="AND"),
    Example(_text_of_clause, back=rf"(?P<clause>{_TEXTUAL})\s*", there=r"[(（](?P<text>[^()（）\n]*)[)）]"),
    Example(_text_of_clause, there=r"(?P<text>[《〈][^\n}｝]*)", given=rf"\b(?P<clause>{_TEXTUAL})\s+"),
    Example(
        _text_of_clause,
        given=rf"\b(?P<clause>{_TEXTUAL})\s+",
        there=rf"(?P<text>(?!(?:{_CLAUSES}|rule|let|in)\b)[^\W\d][^\n\"“”}}｝#]*[^\s\"“”}}｝#])(?=\s*(?:[}}｝#\n]|\Z))",
    ),
    _out(given=r"[0-9]\s*(?:日|天|days)", there=r"(?:之?[内后前]|以[内后前])(?!\w)"),
    _as(
        "when $premise: $check",
        rf"(?i:when|where|if|当|如果|假如|若)\s*(?P<premise>[^\n}}｝:：]*?{_COMPARE}[^\n}}｝:：]*?)(?=\s*(?:[}}｝\n]|\Z|(?:{_CLAUSES})\b))",
        given=_BEGINS,
        back=rf"(?P<check>[^\"”{{｛}}｝\n]*{_COMPARE}[^\n]*?)",
        needs="AND",
    ),
    _as("when not ($premise)", r"(?P<premise>[^\n:：}｝]*[^\n:：}｝\s])(?=\s*[:：])", back="(?i:unless)|除非"),
    _out(given=r"[\"”]\s*", back=rf"(?:(?i:for|foreach)\s+|对于?\s*|每一?个\s*|各\s*)+{_NAME}", there="[:：]"),
    _out(given=r"[\"”]\s*", back="(?i:for|foreach|every)|对于?|每一?个", there=rf"(?:each\s+)?{_NAME}\s*[:：]"),
    _as("and $left", rf"(?={_COMPARE})", given=rf"(?P<left>{_VALUE})\s*{_COMPARE}+\s*{_VALUE}\s+", back="and"),
    _as("or $left", rf"(?={_COMPARE})", given=rf"(?P<left>{_VALUE})\s*{_COMPARE}+\s*{_VALUE}\s+", back="or"),
    Example(
        foreign.two_cases,
        given=_BEGINS,
        back=rf"(?P<condition>[^\"”{{｛}}｝\n]*{_COMPARE}[^\n]*?)",
        there=r"[?？]\s*(?P<then>[^\n:：?？]*[^\s:：])\s*[:：]\s*(?P<other>[^\n}｝]*[^\s}｝])",
        needs="AND",
    ),
    _as("when", "(?i:when)", back="(?i:case)"),
    Example(foreign.late_when, there=r"when\b", needs="AND"),
    _as(rewordings.from_to, back=rf"(?i:sum)[(（]\s*{_LEFT}", there=rf"[:：](?P<right>{_PATH})\s*[)）]"),
    _as(rewordings.from_to, given=r"[(（,，+]\s*", back=_LEFT, there=rf"[:：](?P<right>{_PATH})(?=[)）])"),
    _as(rewordings.from_to, back=_LEFT, there=rf"(?:至|到|[-~～—]+)\s*(?P<right>{_PATH})\s*(?:之和|的和|的?合计|相加)"),
    _out(given=r"[-+＋−－*×/÷]\s*", there="[+＋÷]", needs="NUMBER"),
    _out(back="[,，、]", there=r"(?=[)）\]］]|by\b|按)"),
    _out(given=r"\bby\s*", there="[=＝:：]"),
    _as(rewordings.operator, given=r"[^\W\d]\w*?", back=rf"(?P<word>{_OPERATORS})", there=r"(?=[0-9\"“(（])"),
    _as(rewordings.operator, "[%％]", given=r"[^\W\d]\w*?", back=rf"(?P<word>{_OPERATORS})(?P<number>[0-9]+)"),
    _as(rewordings.part, r"(?=[^\W\d「\[［(（])", back=r"(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]"),
    _as("by $key", r"(?:按照?|分)(?P<key>[^\W\d]\w*)", needs="BY"),
    _as(
        "$function($column by $keys)",
        rf"(?:by|按照?)\s*(?P<keys>{_NAME}(?:\s*[,，、]\s*{_NAME})*)",
        back=rf"(?P<function>{'|'.join(FOLDS)})[(（](?P<column>[^()（）\n]*)[)）]",
        needs="AND",
    ),
    _as("$code", r"[=＝]{1,2}\s*[\"“]?(?P<code>\w+)[\"”]?(?=\s*[\]］,，])", given=r"[\[［]\s*", back=r"[^\W\d]\w*"),
    _out(given=r"[\w」]\s*", back=r"[\[［]", there=r"[*＊]\s*[\]］]"),
    _as("*", r"[*＊]\s*[\]］]", back=r"[\[［]"),
    _as(rewordings.digits, given=r"[\[［,，、]\s*", back=r"(?P<head>[0-9][0-9x]*)", there=rf"(?P<tail>{_ANY_DIGITS})(?![0-9])"),
    _as(
        rewordings.digits,
        given=r"[(（=＝<>]\s*",
        back=rf"(?P<head>[0-9]+)(?P<tail>{_ANY_DIGITS}|)",
        there=r"(?=\s*(?:[)）}｝=＝<>]|\Z))",
        needs="NUMBER",
    ),
    _as(
        "$head, $tail",
        r"(?:[;；|｜/／+＋&＆]|或者?|or\b|and\b|)\s*(?P<tail>[0-9]+x*)",
        given=r"[\[［][\w,，、\s]*",
        back=r"(?<!\w)(?P<head>[0-9]+x*)\s*",
        needs="_RSQB",
    ),
    _as(
        rewordings.select,
        rf"(?:(?P<function>[^\W\d]\w*)[(（]\s*(?P<column>{_PATH})\s*[)）]|(?P<bare>{_PATH}))\s+(?i:from)\s+(?P<table>{_PATH})"
        rf"(?:\s+(?i:where)\s+{_NAME}\s*[=＝]{{1,2}}\s*[\"“'‘]?(?P<rows>\w+)[\"”'’]?)?",
        back="(?i:select)",
    ),
    _as(rewordings.digits, given=r"(?<![\w.])", back=r"(?P<head>[0-9][0-9x]*)", there=r"(?P<tail>[xX][0-9xX]*)(?!\w)"),
    _out(given=r"[\[［,，、]\s*[0-9][0-9x]*", there=r"[^\W\d]+(?=\s*[\]］,，、])", needs="_RSQB"),
    _as("$column$rows", rf"[.．](?P<column>{_NAME}(?:[.．]{_NAME})*|\*)", back=r"(?P<rows>[\[［][^\[\]［］\n]*[\]］])"),
    _as("from $year", r"[自从](?P<year>[0-9]{4})年?度?(?:起|开始)?", needs="SEVERITY"),
    _as("until $year", r"[至到](?P<year>[0-9]{4})年?度?(?:止|为止)?", needs="SEVERITY"),
    _out(there=r"[(（][^()（）\n]*[:：][^()（）\n]*[)）]", needs="AND"),
    _out(there=r"[;；,，、。]+(?=\s*(?:[}｝]|\Z|(?:rule|let|in|severity|basis|message|note)\b))", needs="AND"),
    _square,
    Example(foreign.other_brackets, there=r"[(（](?P<inner>[\wx,，、\s]{1,40})[)）](?!\w)", needs="_LSQB", meant="[$inner]"),
    _as("($inside)", r"[{｛【〔](?P<inside>[^{}｛｝【】〔〕=＝<>≤≥≠\n]+)[}｝】〕]", needs="NUMBER"),
    _as(
        "($head$tail)",
        r"(?P<tail>[-+*/][^\[\]［］\n]*)[\]］]",
        given=r"[-=＝<>≤≥≠+*/(（]\s*",
        back=r"[\[［](?P<head>[^\[\]［］\n]*)",
    ),
    _broken_name,
)
"""What stands in a condition."""
