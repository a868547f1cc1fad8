"""Syntax errors by example, as ``examples`` has them: what is written as in spreadsheets, other languages, or as one speaks.

Each line says where a mistake is told by and what is meant. Lines further up are asked first.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from budgetspec.lang import exceptions, foreign, misspelt, restated, rewordings
from budgetspec.lang.functions import FOLDS, TEXTS
from budgetspec.lang.problems import Problem, alike
from budgetspec.lang.sayings import DEMANDS, NUMERAL, OPERATOR_WORDS, PREDICATES, SEVERITIES
from budgetspec.lang.shapes import (
    ANY_DIGITS,
    BEGINS,
    BLANK,
    CLAUSES,
    COMPARE,
    DIFFERENCE,
    FORBIDDEN,
    LEFT,
    MODAL,
    NAME,
    NUMBER,
    PATH,
    QUOTED,
    SAME_AHEAD,
    SUM_AHEAD,
    TEXT,
    TEXTUAL,
    UNGUARDED,
    UNQUOTED,
    VALUE,
)
from budgetspec.lang.stops import Example, Stop, dropped, reworded
from budgetspec.source import Span

_OPERATORS: Final = "|".join(OPERATOR_WORDS)
_SEVERITY: Final = f"(?i:{'|'.join(SEVERITIES)})"
_ENGLISH: Final = (
    r"(?:(?:must|should|shall|has\s+to)\s+)?(?:be\s+|is\s+)?(?:\w+\s+){0,3}(?:than|to|least|most|as)(?:\s+or\s+equal\s+to)?"
    r"|(?:must|should)\s+(?:be|equal)"
)
_ELSE: Final = "否则|(?i:else|otherwise)"
_OTHERWISE: Final = rf"(?:{_ELSE})(?:\s*(?:(?:则|就)(?:提示|报错|报|警告)?|提示|报错|报|警告))?|提示|报错|警告|错误|(?i:msg)"
_PREDICATES: Final = "|".join(r"\s*".join(word) for word in PREDICATES)
_MOST: Final = r"(?P<most>[0-9.]+(?:\s*万?元)?)(?:以内|之内)?"
_SQUARE: Final = {"{": "}", "｛": "｝", "【": "】", "〔": "〕", "〖": "〗", "<": ">", "＜": "＞", "《": "》"}


# Other mistakes ----------


def _text_of_clause(span: Span, clause: str, text: str) -> Problem:
    """Report the text of a clause, with its clause, in brackets."""
    return _clause_with(span, clause, text, f'{clause} "{_bare(text)}"')


def _text_behind_clause(span: Span, clause: str, text: str) -> Problem:
    """Report the text of a clause without its quotes."""
    return _clause_with(span, clause, text, f'"{_bare(text)}"')


def _clause_with(span: Span, clause: str, text: str, instead: str) -> Problem:
    return replace(misspelt.clause_value(span, clause=clause, example=f'{clause} "{_bare(text)}"'), instead=instead)


def _bare(text: str) -> str:
    return text.strip("\"“”' 《》〈〉") if text[:1] not in "《〈" else text.strip()


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


# Conditions ---------------------------------------------------------------------------------------------------------------

_FOR_A_POINT: Final = r"(?:[-－][>＞]|[!！]|[:：]{2}|→|[·•・‧⋅]|\\)(?=[^\W\d])"
IDIOMS: Final = (
    exceptions.in_brackets,
    exceptions.behind_check,
    exceptions.before_check,
    reworded("or", r"(?:[,，]\s*)?(?:除非|(?i:unless)\b)", needs="AND"),
    reworded("上年.", r"年?度?\s*[.．的]?(?=(?![年度])[^\W\d]|「)", given=r"(?<![\w.])", back="20[0-9]{2}", needs="AND"),
    reworded(
        "message $text",
        rf"(?:[,，;；](?:\s*(?:{_ELSE}))?|{_OTHERWISE})(?:\s*[:：,，])?\s*(?P<text>{TEXT})",
        needs="SEVERITY AND",
    ),
    reworded(
        rewordings.graded, rf"(?P<word>(?i:warning|warn|error|info))(?:\s*[:：,，])?\s*(?P<text>{TEXT})", needs="SEVERITY AND"
    ),
    restated.no_otherwise_behind_sign,
    reworded(rewordings.severity, rf"(?:{_ELSE})\s*(?P<word>{_SEVERITY})(?!\w)", needs="SEVERITY"),
    dropped(given=r"[\"”]\s*", back=rf"(?i:{'|'.join(DEMANDS)})", there=r"(?=[\w「(（\[［*])"),
    reworded(
        rewordings.severity, given=r"[\"”]\s*", back=rf"[(（\[［]?(?P<word>{_SEVERITY})[)）\]］]?", there=r"(?=[\w(（\[［*「])"
    ),
    reworded(rewordings.severity, there=rf"(?P<word>{_SEVERITY})(?!\w)", back=r"(?i:level|级别|等级)\s*[:：=]?"),
    dropped(given=r"\bseverity\s+\w+\s+", there=rf"{_SEVERITY}(?!\w)", needs="SEVERITY"),
    reworded(rewordings.severity, there=rf"[(（\[［]?\s*(?P<word>{_SEVERITY})(?!\w)\s*[)）\]］]?", needs="SEVERITY"),
    reworded(
        rewordings.demanded,
        "(?:则|就|时|的)?(?:报错|出错|有错|错误|不对|不合格|预警)(?!\\w)",
        given=BEGINS,
        back=rf"(?P<failure>{UNQUOTED}{COMPARE}[^\n]*?)",
        needs="AND",
    ),
    reworded(
        "when $condition:",
        r"[,，]?\s*(?:则|那么|就|的?时候?|的话)\s*[,，:：]?",
        given=BEGINS,
        back=rf"(?:如果|假如|若|当|只要)?\s*(?P<condition>{UNQUOTED}{COMPARE}[^\n]*?)",
        needs="AND",
    ),
    reworded(
        "when $condition:",
        "[,，]",
        given=BEGINS,
        back=rf"(?:如果|假如|若|当|只要)\s*(?P<condition>{UNQUOTED}(?:{COMPARE}|{_OPERATORS})[^\n]*?)(?:的?时候?|的话)?",
        needs="AND",
    ),
    reworded(
        rewordings.each_compared,
        given=r"(?:[\"”{｛}｝\n]|^)\s*",
        back=rf"(?P<first>{PATH})",
        there=rf"(?P<others>(?:\s*[,，、]\s*{PATH})+)\s*{MODAL}\s*(?P<rest>(?:[<>=!]=|[<>≤≥≠＝＞＜]|{_OPERATORS})\s*{VALUE})",
        needs="AND",
    ),
    reworded(
        rewordings.each_compared,
        rf"(?P<others>[^\[\]()（）\n]*)[\]］)）]\s*{MODAL}\s*(?P<rest>(?:[<>=!]=|[<>≤≥≠＝＞＜]|{_OPERATORS})\s*{VALUE})",
        given=r"[\"”:：]\s*",
        back=rf"[\[［(（]\s*(?P<first>{PATH}(?:\s*[,，、]\s*{PATH})*)",
    ),
    reworded("within", r"[+＋]?[/／][-－]|[-－][/／]?[+＋]|[+＋][-－]", back=r"[+＋]?", needs="NUMBER"),
    reworded(
        " within $head$tail",
        r"(?P<tail>[0-9]*(?:[.．][0-9]+)?(?:\s*万?元)?)\s*(?:以内|之内)?[)）]",
        back=rf"[(（]\s*{DIFFERENCE}\s*(?P<head>[0-9]*[.．]?)",
    ),
    reworded(
        "$left $sign $right within $most",
        rf"within\s*(?P<most>{NUMBER})\s*(?P<sign>[=＝]{{2}}|[<>]=|[≤≥])\s*(?P<right>[^\n}}｝]{{1,200}}?)"
        rf"(?=\s*(?:[}}｝\n#]|\Z|\b(?:{CLAUSES}|and|or|implies)\b))",
        back=LEFT,
    ),
    reworded("within $most", rf"[,，(（]?\s*{DIFFERENCE}\s*{_MOST}\s*[)）]?", needs="WITHIN"),
    reworded("matches($left, $right)", rf"[=＝]?~\s*(?P<right>{TEXT})", back=LEFT, needs="AND"),
    reworded(
        "any($rest)",
        r"(?P<rest>[^\n}｝]*[^\s}｝])",
        given=r"[\"”:：]\s*",
        back=r"(?:有一行|存在一行|至少有?一行|存在|(?i:some|exists))(?=\s)",
    ),
    reworded(
        "$column == 0",
        rf"(?P<column>{PATH})(?=\s*(?:[}}｝\n]|\Z))",
        given=r"[\"”:：]\s*",
        back="(?:不应该?|不得|不能|不可)有|没有|无",
    ),
    reworded("$group.*", rf"(?={COMPARE})", back=rf"(?P<group>{NAME})[*＊]"),
    reworded("$left == $right within $most", rf"{DIFFERENCE}\s*{_MOST}", back=rf"{LEFT}\s*-\s*(?P<right>{PATH})", needs="AND"),
    reworded("$left == $right within $most", rf"[与和同跟]\s*(?P<right>{VALUE})\s*{DIFFERENCE}\s*{_MOST}", back=LEFT),
    Example(misspelt.repeated_clause, given=r"\bwithin\s[^\n]*", there=r"(?P<clause>within)\b"),
    dropped(back="[(（]", there=r"(?=within\b)"),
    reworded("$inside >= -$most and $inside <= $most", rf"[|｜](?P<inside>[^|｜\n]+)[|｜]\s*(?:<=?|≤|＜)\s*(?P<most>{VALUE})"),
    reworded("$left / $whole * 100", rf"占\s*(?!比)(?P<whole>{PATH})\s*(?:的?\s*(?:比例|比重|百分比)|的)?", back=LEFT),
    reworded("(… and not …) or (not … and …)", r"(?i:xor)\b|异或"),
    reworded('"$sign"', r"(?P<sign>[≥≤=＝><≠])(?=\s*[,，、)）])", needs="NUMBER"),
    reworded("numeric($left)", r"(?i:is)\s+(?:a\s+)?(?i:number|numeric)\b", back=LEFT),
    reworded(rewordings.length, rf"的?(?:长度|字数)\s*(?P<word>{_OPERATORS})", back=LEFT, needs="AND"),
    reworded("$left / … * 100", "占比(?:重|例)?(?!\\w)", back=LEFT),
    reworded(
        rewordings.chosen,
        rf"(?i:where|when|if|for|当)\s*{NAME}\s*(?:[=＝]{{1,2}}|in\b|属于)\s*[(（\[［]?(?P<rows>[\w\s,，、\"“”'‘’]+?)[)）\]］]?(?=\s*[)）])",
        back=rf"(?P<column>{PATH})",
    ),
    reworded(
        rewordings.taken_when,
        rf"[,，]?\s*(?:when|if|where|当|如果|且|其中)\s{{0,9}}(?P<premise>[^()（）\n]{{1,99}}?{COMPARE}[^()（）\n]{{1,99}}?)(?P<keys>\s+by\s[^()（）\n]{{1,99}})?[)）]",
        back=rf"(?P<function>{'|'.join(FOLDS)})[(（]\s*(?P<column>{PATH})",
    ),
    dropped(
        there=rf"(?i:where|on|join\s+on)\s+(?:{NAME}[.．])*(?P<key>{NAME})\s*[=＝]{{1,2}}\s*(?:{NAME}[.．])*(?P=key)(?![\w.．])",
        needs="AND",
    ),
    reworded("$head$tail", r"[-－](?P<tail>[0-9]{2})(?=\s*[\]］,，])", given=r"[\[［,，]\s*", back="(?P<head>[0-9]{3,5})"),
    reworded("上年.$left", r"[(（](?:(?:上年|去年|上一年)度?|20[0-9]{2}年?)[)）]", back=LEFT),
    reworded(
        "$group.", r"[.．](?=[^\W\d])", given=rf"(?P<group>{NAME}(?:[.．]{NAME})*)[.．]{NAME}\s*[-+*/=<>]+\s*", needs="NUMBER"
    ),
    reworded("$column[$code]", rf"[.．](?P<column>{NAME}(?:[.．]{NAME})*)", back=r"(?<![\w.])(?P<code>[0-9]{3,})"),
    reworded(", $text", rf"(?P<text>{QUOTED})", given=rf"\b(?:{'|'.join(TEXTS)})[(（]\s*{PATH}\s*"),
    reworded(
        "$function($column, $text)",
        rf"(?P<column>{PATH})(?:\s*[,，])?\s*(?P<text>{TEXT})",
        back=rf"\b(?P<function>{'|'.join(TEXTS)})",
    ),
    reworded("$path[$code]", r"(?P<code>[0-9]+x*)", back=rf"(?P<path>{PATH})[.．]"),
    reworded("by $key", rf"[(（]\s*(?P<key>{PATH}(?:\s*[,，、]\s*{PATH})*)\s*[)）]", back="by"),
    dropped(there=r"(?:group|GROUP|Group)(?=\s+(?i:by)\b)"),
    reworded(
        rewordings.joined,
        given=r"[\w\]］]",
        back=rf"(?P<word>并且|而且|或者|且|或)(?P<name>{NAME})",
        there=rf"(?=\s*{COMPARE})",
        needs="AND",
    ),
    reworded(rewordings.date, back=r"(?P<year>[0-9]{4})", there=r"年\s*(?P<month>[0-9]{1,2})\s*月\s*(?P<day>[0-9]{1,2})\s*日?"),
    reworded(
        rewordings.date,
        r"[.．/](?P<day>[0-9]{1,2})(?![0-9])",
        back=r"(?<![\w.])(?P<year>20[0-9]{2})[.．/](?P<month>[0-9]{1,2})",
    ),
    reworded('"…-$month-$day"', r"月\s*(?P<day>[0-9]{1,2})\s*日?", back=r"(?<![\w.年])(?P<month>[0-9]{1,2})"),
    reworded(", $text", rf"(?P<text>{QUOTED})", given=rf"\bin\s*[(（][^()（）\n]*{TEXT}\s*"),
    reworded(
        rewordings.days,
        r"\s*个?(?P<unit>周|星期|月|季度)(?:之?[内后前]|以[内后前])?(?!\w)",
        given=r"[-+＋－−=＝<>≤≥]\s*",
        back=r"(?P<number>[0-9]{1,4})",
    ),
    reworded(
        rewordings.days,
        r"\s*(?P<unit>年)(?:之?[内后前]|以[内后前])?(?!\w)",
        given=r"[-+＋－−]\s*",
        back=r"(?P<number>[0-9]{1,2})",
    ),
    reworded("+ $days天", rf"(?=[之以]?后){rewordings.AFTER}", needs="PLUS"),
    reworded(
        "$function(上年.$inside)",
        r"[(（]\s*(?P<inside>[^()（）\n]{1,200})[)）]",
        back=rf"(?:上年|去年)[.．](?P<function>{'|'.join(FOLDS)})",
    ),
    reworded(rewordings.times, there=rf"的\s*(?P<times>[0-9.]+|[{NUMERAL}]+)\s*倍"),
    dropped(back="(?:每一?个|所有|全部|任意|任何|(?:每一?|所有|全部|各|逐)行)(?=\\s)", there=r"(?=[^\W\d]|「)", needs="AND"),
    reworded("sum(…)", "[∑Σ]"),
    Example(foreign.slash_comment, there=r"<!--|/\*|--|＃"),
    dropped(given=rf"\b(?:{TEXTUAL})\s+{TEXT}", there=TEXT),
    reworded(rewordings.zeros, back=r"(?P<head>[0-9]+)", there=r"(?P<tail>[OoＯｏlI][0-9OoＯｏlI]*)(?![A-Za-z])"),
    dropped(given="[0-9]", there=r"[.．](?![.．])(?=\s*(?:万?元|[%％]|[^\w]))"),
    dropped(given=r"[0-9]\s*(?:万?元)?", there=r"(?:整|人民币|钱)(?!\w)"),
    reworded("万元", r"万\s+元(?!\w)"),
    reworded("$name", r"[\"“](?P<name>[^\"”\n{}｛｝\[\]［］]*)[\"”]", given=r"[\w」\]］]\s*[.．]\s*", needs="NAME"),
    reworded("$table", r"(?=[\[［])", back=rf"[(（]\s*(?P<table>{PATH})\s*[)）]"),
    reworded('"%"', r"[%％](?=\s*(?:[:：)）}｝]|and\b|or\b))", needs="STRING"),
    dropped(back="[.．]", there=r"(?=[\[［}｝]|\Z)"),
    dropped(there=r"(?:end|END|结束)(?!\w)", needs="AND"),
    reworded("$left > $right", rf"(?:应|须)?在\s*(?P<right>{VALUE})\s*的?(?:之|以)?后(?!\w)", back=LEFT, needs="AND"),
    reworded("$left < $right", rf"(?:应|须)?在\s*(?P<right>{VALUE})\s*的?(?:之|以)?前(?!\w)", back=LEFT, needs="AND"),
    reworded(
        "$left <= $right + $days天",
        rf"(?:应|须)?[在于]\s*(?P<right>{PATH})\s*[之以]?后的?\s*(?P<days>[0-9]+)\s*(?:个?工作日|日|天)(?:之?内|以内)?",
        back=LEFT,
        needs="AND",
    ),
    Example(
        foreign.interval,
        back=rf"{LEFT}\s*in",
        there=rf"[\[［]\s*(?P<low>{NUMBER})\s*[,，]\s*(?P<high>{NUMBER})\s*[\]］]",
    ),
    reworded(rewordings.between, rf"∈\s*[\[［(（]\s*(?P<low>{VALUE})\s*[,，]\s*(?P<high>{VALUE})\s*[\]］)）]", back=LEFT),
    reworded(
        "in (list($codes).$column)",
        rf"list\s*[(（]\s*(?P<codes>{TEXT}(?:\s*[,，]\s*{PATH})?)\s*[)）]\s*[.．]\s*(?P<column>{NAME})",
        back="in",
        needs="_LPAR",
    ),
    reworded(rewordings.between, rf"(?P<low>{NUMBER}|{TEXT})\s*\.\.+\s*(?P<high>{VALUE}|{TEXT})", back=rf"{LEFT}\s*in"),
    reworded(
        rewordings.between,
        rf"\s*\.\.+\s*(?P<high>{VALUE})\s*[\]］)）]?",
        back=rf"{LEFT}\s*in\s*[\[［(（]?\s*(?P<low>{NUMBER})",
    ),
    reworded(
        rewordings.infix,
        back=LEFT,
        there=rf"(?P<no>不|没有|未|)[中里]?以\s*(?P<right>{QUOTED}|[0-9]+)\s*(?P<word>开头|开始|打头|结尾)",
        needs="AND",
    ),
    reworded(rewordings.compared, rf"(?P<words>(?i:{_ENGLISH}))(?!\w)", needs="AND"),
    reworded(
        rewordings.infix,
        back=LEFT,
        there=rf"{MODAL}(?P<no>(?:不|没有|未)[能得应可会]?|(?:(?i:does|do|must|should)\s+)?(?i:not)\s+|)[中里]?"
        rf"(?P<word>[^\W\d]+(?:\s+(?i:with))?)\s*(?P<right>{QUOTED})",
        needs="AND",
    ),
    reworded(
        rewordings.said_of,
        rf"(?P<word>{MODAL}(?:\s*(?:是|为))?\s*(?:{_PREDICATES}))(?!\w)",
        back=LEFT,
        needs="AND",
    ),
    reworded(
        rewordings.change,
        r"[比较]\s*(?:上年|去年|上一年)度?\s*(?P<way>增长|增加|上升|下降|减少)\s*"
        r"(?P<word>不超过|不高于|不大于|超过|达到)?\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]",
        back=LEFT,
        needs="AND",
    ),
    reworded(
        rewordings.trend,
        rf"{rewordings.SINCE}(?!\w)",
        back=LEFT,
        needs="AND",
    ),
    reworded(rewordings.contains, rf"(?P<no>not\s+in\s*)(?P<left>{PATH})", back=rf"(?P<right>{TEXT})"),
    reworded(rewordings.contains, rf"(?P<left>{PATH})", back=rf"(?P<right>{TEXT})\s*(?P<no>not\s+|)in"),
    reworded("not $left in $options", r"(?:not\s+in|不属于|不在|不是)\s*(?P<options>[(（][^()（）\n]*[)）])", back=LEFT),
    reworded(
        rewordings.one_of,
        rf"(?P<others>(?:\s*[,，、]\s*{TEXT})+)",
        back=rf"{LEFT}\s*(?P<sign>[!！=＝]?[=＝]|≠|是|为)\s*(?P<first>{TEXT})",
    ),
    reworded("in ($options)", rf"(?P<options>{TEXT}(?:\s*[,，、]\s*{TEXT})+)", back="in"),
    reworded("in ($options)", rf"[\[［{{｛](?P<options>(?:{QUOTED}|[\w,，、\s])+)[\]］}}｝]", back="in", needs="_LPAR"),
    reworded(
        "sum($left)",
        r"(?:之和|的总和|的合计|的和|总和)(?!\w)",
        given=r"[=＝<>≤≥(（\"”]\s*",
        back=rf"(?P<left>{NAME}[\[［][^\[\]］\n]*[\]］])",
    ),
    reworded("not blank($left)", rf"{FORBIDDEN}(?:\s*(?:应?为|应?是|is\s))?\s*{BLANK}", back=LEFT, needs="AND"),
    reworded("blank($left)", rf"(?:应?为|应?是|is\s)?\s*{BLANK}", back=LEFT, needs="AND"),
    reworded(
        rewordings.between,
        rf"(?i:between|介于)\s*(?P<low>{VALUE})\s*(?i:and|到|至|与|和|[-~～—])\s*(?P<high>{VALUE})(?:\s*之间)?",
        back=LEFT,
        needs="AND",
    ),
    reworded(
        rewordings.between,
        rf"在\s*(?P<low>{VALUE})\s*(?:and|到|至|与|和|[-~～—])\s*(?P<high>{VALUE})\s*之间",
        back=LEFT,
        needs="AND",
    ),
    reworded(
        "starts($left, $text)",
        rf"(?:[:：]\s*[0-9]+)\s*[\]］]\s*[=＝]{{1,2}}\s*(?P<text>{TEXT})",
        back=rf"(?P<left>{PATH})[\[［]0?",
    ),
    reworded(rewordings.method, back=rf"{LEFT}[.．](?P<word>[^\W\d]+)", there=r"[(（](?P<rest>[^()（）\n]*)[)）]"),
    reworded(rewordings.share, there=r"的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]"),
    reworded(rewordings.share, there=rf"的\s*(?P<share>百分之[{NUMERAL}]+|[{NUMERAL}]+分之[{NUMERAL}]+|一半|半数|[{NUMERAL}]成)"),
    reworded(rewordings.share, back=r"的\s*(?P<share>[0-9]+(?:\.[0-9]+)?)", there="[%％]"),
    reworded(".", _FOR_A_POINT, given=r"[^\W\d]\w*"),
    reworded(".", r"[>＞](?=[^\W\d])", given=r"[^\W\d]\w*", back="-"),
    reworded("+", rf"(?:以及|[与和及同、，,]){SUM_AHEAD}", needs="PLUS"),
    reworded("==", rf"{MODAL}(?:以及|[与和及同跟、]){SAME_AHEAD}", needs="PLUS"),
    dropped(there=rf"(?:之和|的\s*和|总和|相加|{MODAL}(?:相等|一致|相同|相符|一样))(?!\w)", needs="PLUS"),
    dropped(given=r"[0-9]\s*(?:万?元|[%％])?", there=r"(?:及|或)?以[上下](?!\w)", needs="AND"),
    reworded("within …", r"(?:左右|上下)(?!\w)", given=r"[0-9]\s*(?:万?元|[%％])?", needs="AND"),
    Example(_text_of_clause, back=rf"(?P<clause>{TEXTUAL})\s*", there=r"[(（](?P<text>[^()（）\n]*)[)）]"),
    Example(_text_behind_clause, there=r"(?P<text>[《〈][^\n}｝]*)", given=rf"\b(?P<clause>{TEXTUAL})\s*"),
    Example(
        _text_behind_clause,
        given=rf"\b(?P<clause>{TEXTUAL})\s+",
        there=rf"(?P<text>(?!(?:{CLAUSES}|rule|let|in)\b)[^\W\d][^\n\"“”}}｝#]*?[^\s\"“”}}｝#])(?=\s*(?:[}}｝#\n]|\Z|\b(?:{CLAUSES})\b))",
    ),
    dropped(given=r"[0-9]\s*(?:日|天|days)", there=r"(?:之?[内后前]|以[内后前])(?!\w)"),
    reworded(
        "when $premise: $check",
        rf"(?i:when|where|if|当|如果|假如|若)\s*(?P<premise>[^\n}}｝:：]*?(?:{COMPARE}|\w[(（])[^\n}}｝:：]*?)(?=\s*(?:[}}｝\n]|\Z|(?:{CLAUSES})\b))",
        given=BEGINS,
        back=rf"(?P<check>{UNQUOTED}(?:{COMPARE}|\w[(（])[^\n]*?)",
        needs="AND",
    ),
    reworded(
        rewordings.guarded,
        r"(?i:then|则)?\s*[{｛](?P<check>[^{}｛｝]*[^{}｛｝\s])\s*[}｝]",
        given=r"[\"”]\s*",
        back=r"(?i:if|when|如果|若|当)\s*(?P<premise>[^\"”{｛}｝\n]*)",
        needs="AND",
    ),
    reworded("when not ($premise)", r"(?P<premise>[^\n:：}｝]*[^\n:：}｝\s])(?=\s*[:：])", back="(?i:unless)|除非"),
    dropped(given=r"[\"”]\s*", back=rf"(?:(?i:for|foreach)\s+|对于?\s*|每一?个\s*|各\s*)+{NAME}", there="[:：]"),
    dropped(given=r"[\"”]\s*", back="(?i:for|foreach|every)|对于?|每一?个", there=rf"(?:each\s+)?{NAME}\s*[:：]"),
    Example(
        misspelt.half_condition,
        rf"(?={COMPARE})",
        meant="and $left",
        given=rf"(?P<left>{VALUE})\s*{COMPARE}+\s*{VALUE}\s+",
        back="and",
    ),
    Example(
        misspelt.half_condition,
        rf"(?={COMPARE})",
        meant="or $left",
        given=rf"(?P<left>{VALUE})\s*{COMPARE}+\s*{VALUE}\s+",
        back="or",
    ),
    Example(
        foreign.two_cases,
        given=BEGINS,
        back=rf"(?P<condition>{UNQUOTED}{COMPARE}[^\n]*?)",
        there=r"[?？]\s*(?P<then>[^\n:：?？]*[^\s:：])\s*[:：]\s*(?P<other>[^\n}｝]*[^\s}｝])",
        needs="AND",
    ),
    reworded(
        "when $condition:",
        "[:：]",
        given=BEGINS,
        back=rf"(?P<condition>{UNGUARDED}{COMPARE}[^\n:：]*?)",
        needs="AND",
    ),
    dropped(given=r"\bwhen\b[^\"”{｛}｝\n]*[:：]\s*", back="那么|则|就|(?i:then)", there=r"(?=[\w「(（\[［*])"),
    reworded("when", "(?i:when)", back="(?i:case)"),
    Example(foreign.late_when, there=r"when\b", needs="AND"),
    restated.from_to,
    dropped(given=r"[-+＋−－*×/÷]\s*", there="[+＋÷]", needs="NUMBER"),
    reworded(
        "$share *",
        rf"(?={PATH}[ \t]{{0,9}}(?:[}}｝\n]|\Z|\b(?:{CLAUSES})\b))",
        given=rf"{COMPARE}\s*",
        back=r"(?P<share>0\.[0-9]+)[ \t]+",
    ),
    dropped(back="[,，、]", there=r"(?=[)）\]］]|by\b|按)"),
    dropped(given=r"\bby\s*", there="[=＝:：]"),
    reworded(rewordings.operator, given=r"[^\W\d]\w*?", back=rf"(?P<word>{_OPERATORS})", there=r"(?=[0-9\"“(（])"),
    reworded(rewordings.operator, "[%％]", given=r"[^\W\d]\w*?", back=rf"(?P<word>{_OPERATORS})(?P<number>[0-9]+)"),
    reworded(rewordings.part, r"(?:(?i:of)\s+|的)?(?=[^\W\d]|[「\[［(（])", back=r"(?P<share>[0-9]+(?:\.[0-9]+)?)\s*[%％]"),
    reworded("by $key", r"(?:按照?|分)(?P<key>[^\W\d]\w*)", needs="BY"),
    reworded(
        "$function($column by $keys)",
        rf"(?:by|按照?)\s*(?P<keys>{NAME}(?:\s*[,，、]\s*{NAME})*)",
        back=rf"(?P<function>{'|'.join(FOLDS)})[(（](?P<column>[^()（）\n]*)[)）]",
        needs="AND",
    ),
    reworded(
        "$function($column by $keys)$rest",
        rf"by\s+(?P<keys>{NAME}(?:\s*[,，、]\s*{NAME})*)",
        back=rf"(?P<function>{'|'.join(FOLDS)})[(（](?P<column>[^()（）\n]*)[)）](?P<rest>\s*{COMPARE}+\s*{VALUE})",
        needs="AND",
    ),
    reworded(
        "$function($column by $keys)",
        rf"by\s+(?P<keys>{NAME}(?:\s*[,，、]\s*{NAME})*)\s*[(（](?P<column>[^()（）\n]*)[)）]",
        back=rf"(?P<function>{'|'.join(FOLDS)})",
    ),
    reworded("sum($left by $keys)", rf"by\s+(?P<keys>{NAME}(?:\s*[,，、]\s*{NAME})*)", back=rf"(?P<left>{PATH})", needs="AND"),
    reworded(
        rewordings.amount, rf"(?P<unit>{'|'.join(rewordings.LARGE)})(?!\w)", back=r"(?<![\w.])(?P<number>[0-9]+(?:\.[0-9]+)?)"
    ),
    reworded(rewordings.mille_of, r"的\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*‰"),
    reworded(rewordings.per_mille, "‰", back=r"(?P<number>[0-9]+(?:\.[0-9]+)?)"),
    reworded("or", r"[/／]\s*or(?!\w)", back="and"),
    dropped(given=r"\b(?:and|or)\s+", there=r"(?:and|or)(?!\w)"),
    reworded("$code", r"[=＝]{1,2}\s*[\"“]?(?P<code>\w+)[\"”]?(?=\s*[\]］,，])", given=r"[\[［]\s*", back=r"[^\W\d]\w*"),
    dropped(given=r"[\w」]\s*", back=r"[\[［]", there=r"[*＊]\s*[\]］]"),
    reworded("*", r"[*＊]\s*[\]］]", back=r"[\[［]"),
    reworded(
        rewordings.digits, given=r"[\[［,，、]\s*", back=r"(?P<head>[0-9][0-9x]*)", there=rf"(?P<tail>{ANY_DIGITS})(?![0-9])"
    ),
    reworded(
        rewordings.digits,
        given=r"[(（=＝<>]\s*",
        back=rf"(?P<head>[0-9]+)(?P<tail>{ANY_DIGITS}|)",
        there=r"(?=\s*(?:[)）}｝=＝<>]|\Z))",
        needs="NUMBER",
    ),
    reworded(
        "$head, $tail",
        r"(?:[;；|｜/／+＋&＆]|或者?|or\b|and\b|)\s*(?P<tail>[0-9]+x*)",
        given=r"[\[［][\w,，、\s]*",
        back=r"(?<!\w)(?P<head>[0-9]+x*)\s*",
        needs="_RSQB",
    ),
    reworded(
        rewordings.select,
        rf"(?:(?P<function>[^\W\d]\w*)[(（]\s*(?P<column>{PATH})\s*[)）]|(?P<bare>{PATH}))\s+(?i:from)\s+(?P<table>{PATH})"
        rf"(?:\s+(?i:where)\s+{NAME}\s*[=＝]{{1,2}}\s*[\"“'‘]?(?P<rows>\w+)[\"”'’]?)?",
        back="(?i:select)",
    ),
    reworded(rewordings.digits, given=r"(?<![\w.])", back=r"(?P<head>[0-9][0-9x]*)", there=r"(?P<tail>[xX][0-9xX]*)(?!\w)"),
    dropped(given=r"[\[［,，、]\s*[0-9][0-9x]*", there=r"[^\W\d]+(?=\s*[\]］,，、])", needs="_RSQB"),
    reworded("$column$rows", rf"[.．](?P<column>{NAME}(?:[.．]{NAME})*|\*)", back=r"(?P<rows>[\[［][^\[\]［］\n]*[\]］])"),
    reworded("from $year", r"[自从](?P<year>[0-9]{4})年?度?(?:起|开始)?", needs="SEVERITY"),
    reworded("until $year", r"[至到](?P<year>[0-9]{4})年?度?(?:止|为止)?", needs="SEVERITY"),
    dropped(there=r"[(（][^()（）\n]*[:：][^()（）\n]*[)）]", needs="AND"),
    dropped(there=r"[;；,，、。]+(?=\s*(?:[}｝]|\Z|(?:rule|let|in|severity|basis|message|note)\b))", needs="AND"),
    reworded(
        "$function($head$tail)",
        r"(?P<tail>[\[［][^\[\]［］\n]*[\]］][^\[\]［］\n]*)[\]］]",
        back=rf"(?P<function>{'|'.join(FOLDS)})[\[［](?P<head>[^\[\]［］\n]*)",
    ),
    reworded("($inside)", r"[{｛](?P<inside>[^{}｛｝\n]+)[}｝]", given="|".join(FOLDS)),
    _square,
    Example(foreign.other_brackets, there=r"[(（](?P<inner>[\wx,，、\s]{1,40})[)）](?!\w)", needs="_LSQB", meant="[$inner]"),
    reworded("($inside)", r"[{｛【〔](?P<inside>[^{}｛｝【】〔〕=＝<>≤≥≠\n]+)[}｝】〕]", needs="NUMBER"),
    reworded(
        "($head$tail)",
        r"(?P<tail>[-+*/][^\[\]［］\n]*)[\]］]",
        given=r"[-=＝<>≤≥≠+*/(（]\s*",
        back=r"[\[［](?P<head>[^\[\]［］\n]*)",
    ),
    _broken_name,
)
"""What stands in a condition."""
