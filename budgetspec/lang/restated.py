"""Syntax errors by example, as ``examples`` has them, that are answered with the author's own rule as it should stand."""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang import ast, foreign, misspelt
from budgetspec.lang.mention import bare, quoted
from budgetspec.lang.problems import Problem
from budgetspec.lang.sayings import SEVERITIES, between, codes_between
from budgetspec.lang.shapes import AMENDMENT, CLAUSES, COMPARE, LEFT, NAME, PATH, TEXT, TEXTUAL
from budgetspec.lang.stops import Example, Stop
from budgetspec.source import Span

_LONGEST: Final = 1000
"""How many characters before the place, or behind it, are looked at."""
_MOST_LISTED: Final = 3
"""So many codes are rather listed than written as a pattern."""
_IF: Final = r"(?:\b(?:when|if)\b|如果|若|当)\s*"
_WHEN: Final = re.compile(rf"{_IF}[:：]?\s*(?P<premise>[^{{}}｛｝]*)$", re.IGNORECASE)
_UNIT: Final = rf"(?>{TEXT}|[(（][^()（）\n]*[)）]|[\[［][^\[\]［］\n]*[\]］]|[^{{}}｛｝])"
"""What is read as one in a premise: what stands in quotes or brackets may hold signs that end it elsewhere."""
_PREMISE: Final = re.compile(rf"{_IF}(?P<premise>{_UNIT}*?)\s*(?:[:：,，;；]|\bthen\b|那么|则)", re.IGNORECASE)
_THEN: Final = re.compile(r"^(?:的话|时)?[;；,，、\s]*(?:(?:那么|则|就|(?i:then)\b)\s*)?")
_OTHERWISE: Final = re.compile(r"[;；,，]?\s*(?P<word>否则|(?:else|otherwise)\b)\s*[:：,，]?\s*", re.IGNORECASE)
_BEGINS_CHECK: Final = re.compile(rf"(?:[\w.]|「[^」\n]*」)+\s*(?:{COMPARE}|[-+*/(（\[.])|[\[［(（]|when\b|[}}｝]|\Z")
_CHECK: Final = re.compile(rf"[^\n}}｝]{{0,{_LONGEST}}}?(?=[ \t\u3000]{{0,9}}(?:[}}｝\n#]|\Z|\b(?:{CLAUSES}|rule)\s))")
_RULE: Final = rf"rule\s+[\w-]+\s+{TEXT}"
_IN_RULE: Final = re.compile(rf"in\s+(?P<tables>{PATH}(?:\s*[,，、]\s*{PATH})*)\s*(?P<sign>[{{｛:：]?)\s*")
_QUOTED_INSIDE: Final = re.compile(r"(?P<before>\"[^\"\n]*)\"(?P<inside>[^\"\n]+)\"(?P<after>[^\"\n]*\")")
_LET: Final = re.compile(
    rf"let\s+(?:(?P<name>{NAME}(?:[ \t.．]{{1,20}}{NAME}){{0,9}})[ \t]{{0,20}}[=＝]|(?P<bare>{NAME})[ \t]{{0,20}}[:：]?)"
    r"[ \t]{0,20}(?P<value>[^\n]{0,300}?)(?=[ \t\u3000]{0,9}(?:\n|\Z|[}｝]|\brule\b))"
)
_SIGN: Final = re.compile(rf"not\s*(?P<sign>{COMPARE}{{1,2}}|[!！]=)")
_ID: Final = re.compile(r"(?<![\w-])(?:[^\W\d]\w*(?:-\w+)+|[A-Z]\w*[0-9])(?![\w-])")
_TEXT_AT_END: Final = re.compile(r"[\"“(（](?P<reason>[^\"“”()（）]+)[\"”)）]\s*$")
_QUOTED: Final = re.compile(r"\"[^\"]*\"|“[^”]*”|[(（][^()（）]*[)）]")
_FROM_TO: Final = (
    (rf"[:：](?P<right>{PATH})\s*[)）](?P<rows>(?:[\[［][^\[\]［］\n]*[\]］])?)", rf"(?i:sum)[(（]\s*{LEFT}", ""),
    (rf"[:：](?P<right>{PATH})(?=[)）])", LEFT, r"[(（,，+]\s*"),
    (rf"(?:至|到|[-~～—]+)\s*(?P<right>{PATH})\s*(?:之和|的和|的?合计|相加)", LEFT, ""),
    (r"(?:[:：~～至到])\s*(?P<right>[0-9]{3,7})\s*[)）]", r"(?i:sum)[(（]\s*(?P<left>[0-9]{3,7})", ""),
)
"""What stands there, what right before it is part of it, and what else precedes."""
_NEGATED: Final = {**ast.OPPOSITE, "=": "!=", "＝": "!=", "≤": ">", "≥": "<"}


def missing_title(stop: Stop) -> Problem | None:
    """Report a rule that goes on behind its id without a title."""
    rule, there = re.search(r"\brule\s+(?P<rule>\S+)\s*$", stop.tail), _BEGINS_CHECK.match(stop.text, stop.at)
    if rule is None or there is None or (there[0][:1] in {*"[［(（"} and not stop.text[stop.at - 1].isspace()):
        return None
    span = stop.last if "\n" in stop.text[stop.last.end : stop.at] else Span(stop.at, max(there.end(), stop.at + 1))
    return misspelt.missing_title(span, rule=rule["rule"])


def missing_colon(stop: Stop) -> Problem | None:
    """Report a ``when`` that goes on without its colon."""
    check = _check_at(stop.text, stop.at)
    if "_COLON" not in stop.accepts or re.search("[:：]", check):
        return None
    when = _WHEN.search(stop.before[-_LONGEST:])
    premise = _one_line(when["premise"]) if when else ""
    inner = premise[1:-1] if re.fullmatch(r"\([^()]*\)", premise) else premise
    span = stop.last if stop.ended else Span(stop.at, stop.at + 1)
    return misspelt.missing_colon(span, premise=inner or "…", check=_THEN.sub("", check) or "…")


def no_otherwise(stop: Stop) -> Problem | None:
    """Report what is to be checked where the premise does not hold."""
    there = _OTHERWISE.match(stop.text, stop.at)
    if there is None:
        return None
    when = _PREMISE.search(stop.before[-_LONGEST:])
    premise, check = _one_line(when["premise"]) if when else "…", _check_at(stop.text, there.end())
    return foreign.no_otherwise(Span(stop.at, there.end("word")), premise=premise, check=check or "…")


def no_otherwise_behind_sign(stop: Stop) -> Problem | None:
    """Report the same behind a comma or semicolon."""
    return no_otherwise(stop) if stop.text[stop.at : stop.at + 1] in {*";；,，"} else None


def in_inside_rule(stop: Stop) -> Problem | None:
    """Report an ``in`` that stands in a rule instead of around it: before what is checked, or behind it."""
    there = _IN_RULE.match(stop.text, stop.at)
    rule = re.search(rf"(?P<head>{_RULE})\s*(?P<check>[^\n]*)$", stop.before[-_LONGEST:])
    if there is None or rule is None or re.compile(r"\s*rule\b").match(stop.text, there.end()):
        return None
    before, behind = rule["check"].strip(), re.compile(r"[ \t]*(?:[}｝\n]|\Z)").match(stop.text, there.end())
    if (there["sign"] and before) or (not there["sign"] and not (re.search(COMPARE, before) and behind)):
        return None
    check = before or _check_at(stop.text, there.end())
    meant = f"in {there['tables']} {{ {_one_line(rule['head'])} {check or '…'} }}"
    return misspelt.in_inside_rule(Span(stop.at, stop.at + len(there[0].rstrip())), meant=meant)


def quotes_inside(stop: Stop) -> Problem | None:
    """Report a text with quotes inside that are those around it: ``"不为"负""``."""
    line = stop.text.rfind("\n", 0, stop.at) + 1
    for clause in re.compile(rf"(?:\brule\s+[\w-]+|\b(?:{TEXTUAL}))\s+").finditer(stop.text, line, stop.at):
        text = _QUOTED_INSIDE.match(stop.text, clause.end())
        if text and text.start("inside") <= stop.at <= text.end("inside") and not text["inside"][0].isspace():
            meant = f"{text['before']}“{text['inside']}”{text['after']}"
            return misspelt.quotes_inside(Span(text.start("inside"), text.end("inside") + 1), meant=meant)
    return None


def broken_let(stop: Stop) -> Problem | None:
    """Report a ``let`` whose name has blanks or points in it, or nothing between it and its value."""
    if not {"_ASSIGN", "NAME"} & stop.accepts:
        return None
    begin = stop.text.rfind("let", stop.start, stop.at)
    let = _LET.match(stop.text, begin) if begin >= 0 else None
    if not re.search(r"\blet\s+\S*\s*$", stop.tail) or "\n" in stop.text[begin : stop.at]:
        return None
    name = re.sub(r"[ \t.．]+", "", let["name"] or let["bare"]) if let else "…"
    value = let["value"] if let and let["value"] else "…"
    end = re.compile(r"[^\s「]\S*|\S?").match(stop.text, stop.at)
    return misspelt.broken_let(Span(stop.at, end.end() if end else stop.at + 1), meant=f"let {name} = {value}")


def missing_reason(stop: Stop) -> Problem | None:
    """Report a rule disabled or regraded with nothing behind it, or with a text that is not said to be the reason."""
    if "BECAUSE" not in stop.accepts or not (stop.ended or stop.text[stop.at] in {'"', "“"}):
        return None
    reason, end = re.compile(TEXT).match(stop.text, stop.at), stop.last.end
    if reason:
        return foreign.written_as(Span(*reason.span()), found=reason[0], meant=f"because {reason[0]}")
    return misspelt.missing_reason(Span(end, end + 1))


def clause_of_no_rule(stop: Stop) -> Problem | None:
    """Report a clause behind a condition that has no id and title, as one given to be explained, or behind a let in a rule."""
    there = re.compile(rf"(?P<clause>{CLAUSES})\s+(?:{TEXT}|\w+)").match(stop.text, stop.at)
    if there is None or "AND" not in stop.accepts or "SEVERITY" in stop.accepts:
        return None
    if let := re.match(r"let\b[^\n]*", stop.before):
        return misspelt.let_inside_rule(Span(stop.start, stop.start + len(let[0].rstrip())))
    return misspelt.clause_of_no_rule(Span(*there.span()), clause=there["clause"], found=there[0])


def amendment(stop: Stop) -> Problem | None:
    """Report a rule disabled or regraded in another shape: with the ids, the severity and the reason that are written."""
    line = stop.text[stop.start :].partition("\n")[0][:_LONGEST]
    word = re.match(AMENDMENT, line)
    if word is None or "\n" in stop.text[stop.start : stop.at].strip():
        return None
    rules = ", ".join(_ID.findall(line.partition("because")[0])) or "A-1"
    severity = next((SEVERITIES[each] for each in SEVERITIES if each in _QUOTED.sub("", line[word.end() :]).lower()), "warning")
    reason = _TEXT_AT_END.search(line)
    because = f'because "{reason["reason"]}"' if reason else Bilingual('because "理由"', 'because "REASON"')
    graded = f" as {severity}" if word[0] == "regrade" else ""
    end = re.compile(r"[\w.]+|\S|\Z").match(stop.text, stop.at)
    span = Span(stop.at, max(end.end(), stop.at + 1)) if end else stop.last
    return misspelt.amendment(span, word=word[0], head=f"{word[0]} {rules}{graded}", because=because)


def amendment_without_rule(stop: Stop) -> Problem | None:
    """Report the same where the id of a rule is missing."""
    return amendment(stop) if "RULE_ID" in stop.accepts else None


def not_compared(stop: Stop) -> Problem | None:
    """Report ``合计 not < 0``, where the opposite has a sign of its own."""
    there = _SIGN.match(stop.text, stop.at)
    meant = _NEGATED.get(there["sign"]) if there and "COMPARE" in stop.accepts else None
    return foreign.written_as(Span(*there.span()), found=there[0], meant=meant) if there and meant else None


def code_range(stop: Stop) -> Problem | None:
    """Report ``[301:310]``: of the codes that are listed, those between the two are told."""
    before = re.search(r"[\[［][^\[\]［］]*?(?P<low>[0-9]+)\s*$", stop.tail)
    there = re.compile(r"(?:[-－—~～到至:：]|\.\.)+\s*(?P<high>[0-9]+)?").match(stop.text, stop.at)
    if before is None or there is None:
        return None
    low, high = before["low"], there["high"] or ""
    span = Span(stop.at - (len(stop.tail) - before.start("low")), there.end())
    return foreign.code_range(span, codes=_codes_between(stop, low, high))


def from_to(stop: Stop) -> Problem | None:
    """Report a range of columns, or of rows by their codes, that is summed: ``SUM(货物类:服务类)``, ``甲至丙之和``."""
    told = (Example(partial(_said_from_to, stop), there=there, back=back, given=given) for there, back, given in _FROM_TO)
    return next((problem for each in told if (problem := each(stop)) is not None), None)


def _said_from_to(stop: Stop, span: Span, left: str, right: str, rows: str = "") -> Problem:
    """Say what a range is; ``rows`` behind its brackets are meant of each column."""
    first, last = (re.fullmatch(r"(?P<column>.*?)[\[［](?P<code>[0-9]+)[\]］]", each) for each in (left, right))
    if left.isdecimal() and right.isdecimal():
        meant = f"sum([{_codes_between(stop, left, right)}])"
    elif first and last and first["column"] == last["column"]:
        meant = f"sum({first['column']}[{_codes_between(stop, first['code'], last['code'])}])"
    else:
        columns = _columns_between(stop, left, right) or [left, "…", right]
        meant = " + ".join(f"{column}{rows}" if column != "…" else column for column in columns)
    return foreign.written_as(span, found=stop.said(span), meant=meant)


def _columns_between(stop: Stop, left: str, right: str) -> list[str]:
    """Return the columns of the table here from one to another, as they are printed."""
    return [quoted(each) for each in between(stop.columns, bare(left), bare(right))]


def _codes_between(stop: Stop, low: str, high: str) -> str:
    """Return the listed codes from one to another, those below one code by their pattern; of such as are not listed, the two."""
    listed = codes_between(stop.known.codes(), low, high)
    head = next(low[:end] for end in range(len(low), -1, -1) if high.startswith(low[:end]))
    below = [code for code in stop.known.codes() if len(code) == len(low) and code.startswith(head)]
    if len(listed) > _MOST_LISTED and listed == sorted({*below}):
        return head.ljust(len(low), "x")
    return ", ".join(listed) or f"{low}, …, {high}"


def _check_at(text: str, at: int) -> str:
    found = _CHECK.match(text, at)
    return found[0].strip() if found else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
