"""Syntax errors by example, as ``examples`` has them, of rows that a rule is not for: “but for 301” is written as a premise."""

from __future__ import annotations

import re
from typing import Final

from budgetspec.lang import misspelt
from budgetspec.lang.mention import bare, quoted
from budgetspec.lang.problems import Problem
from budgetspec.lang.rewordings import none_of
from budgetspec.lang.shapes import APART, CLAUSES, CODES, COMPARE, DOTTED, EXCEPT
from budgetspec.lang.stops import Stop
from budgetspec.source import Span

_INSIDE: Final = (
    rf"(?:(?:{EXCEPT}|[-－\\!！^~]=?|减去?|[<＜][>＞]|≠)[\s,，]*(?P<codes>{CODES})(?:\s*{APART})?|{APART})"
    r"(?:\s*[)）])?(?=\s*[\]］])"
)
_OPENED: Final = re.compile(
    rf"(?P<column>(?:{DOTTED})?)[\[［]\s*(?P<rows>(?:\w+(?:\s*[,，、]\s*\w+)*?)?)\s*"
    rf"(?P<found>(?:[,，、;；(（]\s*(?P<codes>(?:{CODES})?)\s*)?)$"
)
_SUMMED: Final = re.compile(r"\b(?i:sum)[(（]\s*$")
_SUM_ENDS: Final = re.compile(r"\s*[\]］](?P<by>(?:\s*by\s[^()（）\n]{0,200})?)\s*[)）]")
_CHECK: Final = re.compile(
    r"(?:[\"”{｛}｝\n]|^)[ \t]*(?P<all>(?:when\s+(?P<premise>[^\"”{｛}｝\n:：]*?)\s*[:：]\s*)?(?P<check>[^\"”{｛}｝\n:：]*))$"
)
_END: Final = rf"(?=[ \t\u3000]{{0,9}}(?:[}}｝\n#]|\Z|\b(?:{CLAUSES})\b))"
_REST: Final = re.compile(rf"[^\n}}｝]*?{_END}")
_BEHIND: Final = re.compile(
    rf"(?:[,，;；]\s*)?(?:[(（]\s*)?(?:{EXCEPT}\s*(?P<codes>{CODES})(?:\s*{APART})?|(?P<others>{CODES})\s*{APART})(?:\s*[)）])?{_END}"
)
_CONDITION: Final = re.compile(
    rf"(?:[,，;；]\s*)?(?:[(（]\s*)?{EXCEPT}\s*(?P<condition>[^\s\n}}｝][^\n}}｝]{{0,200}}?{COMPARE}[^\n}}｝]{{0,200}}?)(?:\s*[)）])?{_END}"
)
_FIRST: Final = re.compile(rf"^{EXCEPT}\s*(?:[(（]\s*)?(?P<codes>{CODES})(?:\s*[)）])?(?:\s*{APART})?(?:\s*[,，:：])?\s*")


def in_brackets(stop: Stop) -> Problem | None:
    """Report ``合计[类 除 301]``: of a sum the exception is subtracted, of a check of each row it is a premise."""
    opened, there = _OPENED.search(stop.tail), re.compile(_INSIDE).match(stop.text, stop.at)
    if opened is None or there is None or not (there["codes"] or opened["codes"]):
        return None
    codes = there["codes"] or opened["codes"]
    if there[0][0] in "-－~" and opened["rows"][-1:].isdecimal():
        return None  # a range
    rows = opened["rows"] or codes[:1].ljust(len(codes), "x")
    summed, rest = _SUMMED.search(stop.tail[: opened.start()]), _SUM_ENDS.match(stop.text, there.end())
    if summed:
        span = Span(stop.at - len(stop.tail) + summed.start(), rest.end() if rest else there.end())
        every, some = (f"sum({opened['column']}[{chosen}]{rest['by'] if rest else ''})" for chosen in (rows, codes))
        return misspelt.no_exception_in_sum(span, meant=f"{every} - {some}")
    found = f"{opened['found']}{there[0]}"
    return _as_premise(stop, stop.tail[: opened.start("rows")] + rows, found, codes, there.end())


def behind_check(stop: Stop) -> Problem | None:
    """Report ``合计[类] <= 300万元 除了 301``, ``合计[单位] == 0 除外 单位 == "101"``."""
    if not re.search(COMPARE, stop.tail):
        return None
    if there := _BEHIND.match(stop.text, stop.at):
        return _as_premise(stop, stop.tail, there[0], there["codes"] or there["others"], there.end())
    there = _CONDITION.match(stop.text, stop.at)
    return _as_premise(stop, stop.tail, there[0], there["condition"], there.end()) if there else None


def before_check(stop: Stop) -> Problem | None:
    """Report ``除301外 合计[类] <= 300万元``."""
    check = _CHECK.search(stop.tail)
    first = _FIRST.match(check["check"]) if check else None
    rest = re.compile(rf"(?P<sign>[,，:：]?\s*)[^\n}}｝]*{COMPARE}").match(stop.text, stop.at)
    if check is None or first is None or rest is None:
        return None
    before = stop.tail[: check.start("check")] + check["check"][first.end() :]
    return _as_premise(stop, before, first[0], first["codes"], rest.end("sign"))


def _as_premise(stop: Stop, before: str, found: str, excepted: str, end: int) -> Problem | None:
    """Say how a check is written with an exception as its premise; ``before`` is what it begins with, the rest is at ``end``.

    What is excepted are codes, or a condition.
    """
    begun, rest = _CHECK.search(before), _REST.match(stop.text, end)
    others = _others(stop, begun["check"], excepted) if begun else None
    if begun is None or rest is None or others is None:
        return None
    premise = f"{begun['premise']} and " if begun["premise"] else ""
    check = f"{begun['check']}{rest[0]}".strip()
    span = Span(stop.at - len(stop.tail) + begun.start("all"), rest.end())
    return misspelt.no_exception(span, found=found.strip(), meant=f"when {premise}{others}: {check}")


def _others(stop: Stop, check: str, excepted: str) -> str | None:
    """Write the condition of all rows but those that are excepted."""
    if re.fullmatch(CODES, excepted):
        key = _key_of(stop, check)
        return none_of(key, excepted) if key else None
    alone = len(re.findall("==|＝＝", excepted)) == 1 and not re.search(r"[<>≤≥]|\b(?:and|or|not)\b", excepted)
    return re.sub("==|＝＝", "!=", excepted) if alone else f"not ({excepted})"


def _key_of(stop: Stop, check: str) -> str | None:
    """Return the column of the codes that the rows of a check have, as it is written there: of the table here, or of its own."""
    own = max((table for table in stop.known.tables if bare(check).startswith(f"{table}.")), key=len, default="")
    keys = [rows.key for rows in stop.known.rows() if rows.table == (own or stop.table)]
    return (f"{quoted(own)}.{keys[-1]}" if own else keys[-1]) if keys else None
