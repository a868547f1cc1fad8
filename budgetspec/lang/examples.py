"""Syntax errors by example: what stands where reading stopped, and what is said about it. The first that fits is taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang import brackets, foreign, misspelt, restated, rewordings
from budgetspec.lang.functions import FUNCTIONS
from budgetspec.lang.headings import HEADS
from budgetspec.lang.idioms import IDIOMS
from budgetspec.lang.mention import quoted
from budgetspec.lang.problems import Problem, alike, nearest
from budgetspec.lang.recovery import COMMENT
from budgetspec.lang.sayings import SIGNS, TOTALS, meanings
from budgetspec.lang.shapes import AMENDMENT, TEXT
from budgetspec.lang.stops import SEEN, Example, Stop, reworded
from budgetspec.lang.unreadable import of_reading
from budgetspec.source import Span

_BEGINNINGS: Final = frozenset({"when", "not", "in", "rule", "let", "disable", "regrade", "reading"})
_CLAUSES: Final = {
    "severity": "severity warning", "basis": 'basis "预算法 第十四条"', "from": "from 2025", "until": "until 2025",
    "kind": 'kind "部门", "单位"', "region": 'region "2102"', "tags": 'tags "三公"', "message": 'message "文字"',
    "note": 'note "文字"',
}  # fmt: skip
_NO_UNIT: Final = Bilingual("请只写数", "write the number alone"), ""
_UNITS: Final = {
    "万圆": (Bilingual("请写 万元", "write 万元"), "元"),
    "W": (Bilingual("请写 万元", "write 万元"), "元"),
    "w": (Bilingual("请写 万元", "write 万元"), "元"),
    "圆": (Bilingual("请写 元", "write 元"), "元"),
    "万": (Bilingual("请写 万元", "write 万元"), "元"),
    "分": (Bilingual("分数请只写数，一分钱请写 0.01元", "write a score alone, and 0.01元 for 1 分 of money"), ""),
    "元整": (Bilingual("请写 元", "write 元"), "元"),
    "day": (Bilingual("请写 days 或 天", "write days"), "天"),
    "个工作日": (Bilingual("日期按日历日计算，请写如 20天", "days are days of the calendar: 20天"), "天"),
}
_OPERAND: Final = r"(?=[\w(（\[［\"“「])"
_ANY: Final = r"[=＝！!<>＜＞]?[=＝]|[<>＜＞≠≤≥]"
_COMPARE: Final = r"[=＝！!]?[=＝]|[<>＜＞]|[≠≤≥]"
_ALL: Final = "|".join(FUNCTIONS)
_TERMINALS: Final = {
    **dict.fromkeys(("==", "!=", ">", ">=", "<", "<=", "== … within 0.01"), "COMPARE"),
    "+": "PLUS", "-": "MINUS", "*": "STAR", "/": "SLASH", ":": "_COLON", ",": "_COMMA",
}  # fmt: skip
_LONGEST_WORD: Final = 8
_KEYWORDS: Final = frozenset(
    "rule let in when and or not implies by within severity basis from until kind region tags message note "  # noqa: SIM905
    "disable regrade reading as because".split()
)
_HEAD: Final = re.compile(r"in(?!\w)(?P<names>(?:(?!\b(?:rule|let)\b)[^{｛\n])*+)")
_BETWEEN_TABLES: Final = re.compile(r"(?<=\s)(?:和|与|及|以及|and)(?=\s)|[;；+/|]")
_PLAIN_NAMES: Final = re.compile(r"(?P<names>(?:「[^」\n]+」|[\w.．,，、\s])+)[(（\[［<:：]?")
_ODD_NAME: Final = re.compile(r"\b[^\W\d]\w*+(?:(?:[(（]\w*+[)）]|[\"“]\w*+[\"”])\w*+)+|《[^《》\n]+》")
_CLAUSE: Final = "|".join(_CLAUSES)
_CLAUSE_OR_END: Final = re.compile(
    rf"\s*(?:[)）\]］}}｝,，、:：+＋/÷×<>=＝≠≤≥]|\Z|(?:rule|let|disable|regrade|reading|in|and|or|implies|by|within|{_CLAUSE})\b)"
)
_BREAK: Final = rf"\b(?:and|or|implies|within|{_CLAUSE})\b|#"


def explanations(stop: Stop) -> Iterator[Problem]:
    """Say what may be wrong where reading stopped, what is likeliest first; last what surely is."""
    return (problem for example in _EXAMPLES if (problem := example(stop)) is not None)


def _grouped(span: Span, head: str, tail: str) -> Problem:
    return foreign.grouped_number(span, number=re.sub(r"[,，\s]", "", head + tail))


def _scientific(span: Span, head: str, power: str) -> Problem:
    return foreign.written_as(span, found=f"{head}e{power}", meant=format(Decimal(head).scaleb(int(power)), "f"))


def _currency(span: Span, amount: str) -> Problem:
    return foreign.currency(span, amount=re.sub(r"[,，]", "", amount) or "1")


def _unit(span: Span, unit: str) -> Problem:
    known = (known for name, known in _UNITS.items() if unit in {name, f"{name}元", name.removeprefix("个")})
    change, instead = next(known, _NO_UNIT)
    return foreign.unknown_unit(span, unit=unit, change=change, instead=instead)


def _other_quotes(span: Span, text: str) -> Problem:
    return foreign.other_quotes(span, text=f"“{text[1:-1]}”" if '"' in text else f'"{text[1:-1]}"')


def _clause(span: Span, clause: str) -> Problem:
    return misspelt.clause_value(span, clause=clause, example=_CLAUSES[clause])


def _bad_id(span: Span, head: str, tail: str) -> Problem:
    return misspelt.bad_id(span, rule=head + tail)


def _no_tables(span: Span) -> Problem:
    return misspelt.broken_block(Span(span.start, span.start + 2))


def _new_rule(span: Span, rule: str) -> Problem:
    return misspelt.missing_rule(Span(span.start, span.start + len(rule)), rule)


def _word(stop: Stop) -> Problem | None:
    """Report words of one's own language, or capitals, for those of the rules, also if they are run into what follows."""
    word = re.compile(r"[^\W\d]+|、").match(stop.text, stop.at)
    whole = word[0] if word else ""
    for said in (whole, *(whole[:end] for end in range(min(len(whole), _LONGEST_WORD) - 1, 0, -1) if not whole.isascii())):
        if meant := _meant(said, stop):
            return foreign.written_as(Span(stop.at, _with_sign(stop.text, stop.at + len(said), meant)), found=said, meant=meant)
    if whole.isascii() and whole.lower() not in _KEYWORDS and (near := nearest(whole.lower(), _like(whole, stop.accepts))):
        return foreign.written_as(Span(stop.at, stop.at + len(whole)), found=whole, meant=near[0])
    last, said = stop.last, stop.said(stop.last)
    meant = next(iter(_meanings(said)), None)
    quoted = stop.text[stop.at : stop.at + 1] in {'"', "“"} and meant in _CLAUSES
    return foreign.written_as(last, found=said, meant=meant) if meant and (quoted or meant in _BEGINNINGS) else None


def _with_sign(text: str, end: int, meant: str) -> int:
    """Return where a word ends, with a sign behind it that it stands for, ``时：``, or a clause does without, ``依据：``."""
    if colon := re.compile(r"\s*[:：=＝]+").match(text, end) if meant in _CLAUSES else None:
        return colon.end()
    again = re.compile(r"\s*(?P<sign>[^\w\s]{1,2})(?![^\w\s])").match(text, end)
    return again.end() if again and unicodedata.normalize("NFKC", again["sign"]) == meant else end


def _like(word: str, accepts: Collection[str]) -> list[str]:
    """Return the words of the language that can stand here and are about as long."""
    return [each for each in _KEYWORDS if each.upper() in accepts and abs(len(each) - len(word)) < 3]  # noqa: PLR2004


def _meanings(word: str) -> tuple[str, ...]:
    lower = word.lower()
    return (*((lower,) if lower in _KEYWORDS and lower != word else ()), *meanings(word))


def _meant(word: str, stop: Stop) -> str | None:
    """Return which meaning of a word can stand here."""
    return next((meant for meant in _meanings(word) if _TERMINALS.get(meant, meant.upper()) in stop.accepts), None)


def _sign(stop: Stop) -> Problem | None:
    """Report signs of other languages: ``<>``, ``=>``, ``&&``."""
    back = re.search(r"[=<>!＝＜＞！&|~:：≥≤-]*\s*$", stop.tail)
    there = re.compile(r"[=<>!＝＜＞！&|~:：≧≦⩾⩽≈±→⇒≥≤〈〉]+(?:\s+[=＝>＞]+)?").match(stop.text, stop.at)
    if back is None or there is None:
        return None
    span, sign = Span(stop.at - len(back[0].rstrip() and back[0]), there.end()), back[0].rstrip() + there[0]
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", sign))
    meant = SIGNS.get(bare) or (bare if bare in {"==", "!=", ">=", "<="} and len(bare) < span.end - span.start else None)
    sign = stop.said(span)
    if meant == "=" and "_ASSIGN" not in stop.accepts:
        return foreign.single_equals(span)
    return foreign.written_as(span, found=sign, meant=meant) if meant else None


def _separator(stop: Stop) -> Problem | None:
    """Report a comma or semicolon after a whole condition."""
    found = re.compile("[;；,，、。]").match(stop.text, stop.at)
    if found is None or not {"AND", "RULE", "$END"} & stop.accepts:
        return None
    return misspelt.separator(Span(stop.at, stop.at + 1), found=found[0])


def _block(stop: Stop) -> Problem | None:
    """Report an ``in`` without names or brace, or with names that are not written so."""
    head = _HEAD.match(stop.text, stop.at)
    if head is None or "RULE" not in stop.accepts:
        return None
    names = head["names"].strip()
    begin = head.end("names") - len(head["names"].lstrip())
    if not names or names[0] in "{(（":
        return misspelt.broken_block(Span(stop.at, stop.at + 2))
    span = Span(begin, begin + len(names))
    return _sign_in_head(stop, names, span) or _brace_missing(stop, names, span) or _names_of_head(stop, names, span)


def _sign_in_head(stop: Stop, names: str, span: Span) -> Problem | None:
    """Report a word or sign between tables that is no comma, or a sign before the brace."""
    between = _BETWEEN_TABLES.search(stop.text, *span)
    if between and {name.strip() for name in _BETWEEN_TABLES.split(names)} <= {*stop.names}:
        return foreign.written_as(Span(*between.span()), found=between[0], meant=",")
    last = Span(span.end - 1, span.end)
    if re.compile(r"\s*[{｛]").match(stop.text, span.end):
        return foreign.superfluous(last, found=names[-1]) if names[-1] in ":：,，" else None
    return foreign.bracket_in_head(last, found=names[-1]) if names[-1] in "(（[［<" else None


def _brace_missing(stop: Stop, names: str, span: Span) -> Problem | None:
    plain = _PLAIN_NAMES.fullmatch(names)
    if plain is None:
        return None
    named = plain["names"].rstrip()
    return misspelt.missing_brace(Span(stop.at, span.start + len(named)), head=f"in {named}")


def _names_of_head(stop: Stop, names: str, span: Span) -> Problem:
    meant = _quoted(names, stop.names)
    if "「" in meant:
        return misspelt.unquoted_name(span, name=f"in {meant} {{")
    return foreign.written_as(span, found=names, meant=meant)


def _brace_in_head(stop: Stop) -> Problem | None:
    """Report a closing brace before the opening one of an ``in``, or instead of it."""
    head = re.compile(r"in\s(?:(?!\b(?:rule|let)\b)[^{｛}｝\n])*(?P<brace>[}｝])(?P<opened>\s*[{｛])?").match(stop.text, stop.at)
    if head is None or "RULE" not in stop.accepts:
        return None
    says = misspelt.stray_brace if head["opened"] else misspelt.turned_brace
    return says(Span(*head.span("brace")))


def _quoted(names: str, known: Collection[str]) -> str:
    """Write names with 「」 where they need it, as the tables are called."""
    parts = {part for name in known for part in name.split(".")}
    return re.sub(r"[^.．,，、]+", lambda m: _in_quotes(m[0].strip(), parts), names)


def _in_quotes(name: str, known: Collection[str]) -> str:
    bare = re.sub(r"^([\"“《])(.*)[\"”》]$", r"\2", name)
    actual = alike(bare, known) or bare
    return actual if re.fullmatch(r"[^\W\d]\w*|「.*」", actual) else f"「{actual}」"


def _odd_name(stop: Stop) -> Problem | None:
    """Report a name with brackets or quotes inside an expression."""
    begin = max(stop.start, stop.at - SEEN)
    for match in _ODD_NAME.finditer(stop.text[begin : stop.at + SEEN]):
        if match.start() <= stop.at - begin < match.end() and match[0].partition("(")[0] not in FUNCTIONS:
            parts = [part for name in stop.names for part in name.split(".")]
            span = Span(begin + match.start(), begin + match.end())
            return misspelt.unquoted_name(span, name=_in_quotes(match[0], parts))
    return None


def _chained(stop: Stop) -> Problem | None:
    """Report a comparison of a comparison."""
    there = re.compile(rf"(?P<op>{_ANY})\s*(?P<right>[^\n}}｝]*)").match(stop.text, stop.at)
    before = re.search(rf"(?P<op>{_ANY})\s*(?P<middle>[^=<>＝＜＞≤≥\n]+?)\s*$", stop.tail)
    if there is None or before is None or "AND" not in stop.accepts:
        return None
    start = re.split(r"[\n\"”:：]", stop.tail[: before.start()])[-1]
    left, right = re.split(r"\b(?:and|or|not|when|implies)\b", start)[-1], re.split(_BREAK, there["right"])[0]
    first = f"{left.strip()} {before['op']} {before['middle']}"
    return misspelt.chained(Span(*there.span("op")), first=first, second=f"{before['middle']} {there['op']} {right.strip()}")


def _nothing_there(stop: Stop) -> Problem | None:
    """Report an operand that is missing; of a rule, all it says."""
    if "NUMBER" not in stop.accepts or not _CLAUSE_OR_END.match(stop.text, stop.at):
        return None
    if "SEVERITY" in stop.accepts:
        swallowed = re.search(rf"[\"“][^\"”\n]*(?:{_COMPARE})[^\"”\n]*[\"”]\s*$", stop.tail)
        total = next((each for each in stop.columns if each.rpartition(".")[2] in TOTALS), None)
        example = f"{quoted(total)} >= 0" if total else Bilingual("左边 == 右边", "LEFT == RIGHT")
        return misspelt.swallowing_title(stop.last) if swallowed else misspelt.no_condition(stop.last, example=example)
    return misspelt.missing_operand(stop.last, after=stop.said(stop.last))


def _two_operands(stop: Stop) -> Problem | None:
    """Report two conditions, or two values, with nothing between them."""
    if "AND" not in stop.accepts or not re.compile(_OPERAND).match(stop.text, stop.at):
        return None
    rest = re.compile(r"[^\n}｝]*").match(stop.text, stop.at)
    word = _first_word(stop)
    span = Span(stop.at, stop.at + len(word))
    if rest and re.search(_COMPARE, rest[0]) and re.search(_COMPARE, COMMENT.sub("", stop.before)):
        return misspelt.headless_rule(span) if word == "rule" else misspelt.second_condition(span)
    return misspelt.missing_operator(span, left=stop.said(stop.last), right=word)


def _first_word(stop: Stop) -> str:
    word = re.compile(r"[\w.．]+|\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」|[=<>!＝＜＞！]+|\S|$").match(stop.text, stop.at)
    return word[0] if word else ""


def _strange(stop: Stop) -> Problem | None:
    """Report a character that the language does not use anywhere."""
    found = stop.text[stop.at : stop.at + 1]
    known = not found or (unicodedata.category(found)[0] in "LNPS" and found not in "￥¥$&@^~`\\|?!;'；？")
    return None if known else misspelt.strange_character(Span(stop.at, stop.at + 1), character=found)


def _otherwise(stop: Stop) -> Problem:
    word = _first_word(stop)
    if not word or stop.ended:
        return misspelt.syntax(stop.last, found=stop.said(stop.last), wanted=_wanted(stop.accepts))
    return misspelt.syntax(Span(stop.at, stop.at + len(word)), found=word, wanted=_wanted(stop.accepts))


_WANTED: Final = (
    ("NUMBER", Bilingual("列名、数、引号内的文字或 (", "a column, a number, a quoted text or (")),
    ("_LBRACE", Bilingual(" { 或逗号和另一张表", "{ or a comma and another table")),
    ("_ASSIGN", Bilingual(" =", "=")),
    ("STRING", Bilingual("引号内的文字", "a quoted text")),
    ("NAME", Bilingual("名称", "a name")),
    ("_RSQB", Bilingual("逗号或 ]", "a comma or ]")),
    ("_RPAR", Bilingual("运算号、逗号或 )", "an operator, a comma or )")),
    ("AND", Bilingual("运算号、比较号，或者另起一条 rule", "an operator or a comparison, or begin another rule")),
    ("RULE", Bilingual(" rule、let 或 in 表 {", "rule, let or in TABLE {")),
)


def _wanted(accepts: Collection[str]) -> Bilingual:
    return next((said for terminal, said in _WANTED if terminal in accepts), Bilingual("另一条规则", "another rule"))


_EXAMPLES: Final[tuple[Callable[[Stop], Problem | None], ...]] = (
    _brace_in_head,
    *HEADS,
    _block,
    Example(foreign.double_equals, given=r"let\s+\S+\s*", back="=", there="="),
    Example(foreign.double_equals, given=r"let\s+\S+\s*", there="＝＝|===?"),
    Example(foreign.single_equals, there=r"=(?!\s*[=<>~])", needs="COMPARE"),
    brackets.open_quote,
    of_reading,
    Example(misspelt.amendment_in_block, there=r"(?P<word>disable|regrade)\b", needs="_RBRACE RULE"),
    Example(
        foreign.superfluous,
        given=rf"^(?:{AMENDMENT})\s+",
        there=r"rules?\b(?=[ \t]+[\w-]+\s*(?:[,，]|because\b|as\b))",
        needs="RULE_ID",
    ),
    Example(
        misspelt.glob_in_amendment,
        given=rf"^(?:{AMENDMENT})\s+[^\"“]*?",
        back=r"(?P<head>[-\w]*)",
        there=r"(?P<more>[-\w]*)[*＊?？][-\w*＊?？]*",
    ),
    Example(
        foreign.written_as,
        given=rf"^(?:{AMENDMENT})\s[^\"“]*?",
        back=r"(?P<head>[\w-]+)\s+(?:和|与|及|、)?\s*",
        there=r"(?:(?:和|与|及|、|and\b)\s*)?(?P<tail>(?=[\w-]*[-0-9])[\w-]+)",
        needs="BECAUSE",
        meant="$head, $tail",
    ),
    Example(
        foreign.written_as,
        given=rf"^(?:{AMENDMENT})\s[^\"“\n]*",
        back=r"because\s*[:：]?\s*",
        there=r"(?P<reason>[^\s\"“][^\s\"”]*(?:[^\S\n]+[^\s\"”]+)*)(?=\s*(?:\n|\Z))",
        meant='because "$reason"',
    ),
    restated.amendment_without_rule,
    Example(misspelt.missing_id, there=rf"(?=(?P<title>{TEXT}|[\"“]))", needs="RULE_ID"),
    Example(misspelt.bad_id, there=r"(?P<rule>[^\s\"“{｛}｝]+)", needs="RULE_ID"),
    restated.missing_title,
    Example(_bad_id, given=r"\brule\s+", back=r"(?P<head>\S+)", there=r"(?P<tail>[^\s\"“\w'‘「{｛}｝]\S*)", needs="STRING"),
    Example(misspelt.unquoted_title, given=r"\brule\s+\S+", there=r"(?P<title>[^\s\"“'‘「]+)", needs="STRING"),
    Example(_other_quotes, there=r"(?P<text>'[^'\n]*'|‘[^’\n]*’|”[^“”\n]*[“”]|『[^』\n]*』|「[^」\n]*」(?=\s+\w))"),
    brackets.list_ended,
    *IDIOMS,
    _word,
    Example(foreign.written_as, there="。(?=[\\w*])", meant="."),
    Example(foreign.slash_comment, there="/", back="/"),
    Example(foreign.slash_comment, there="//"),
    _sign,
    Example(_grouped, given=r"(?<![\w.])", back="(?P<head>[0-9]+)", there=r"(?P<tail>([,，'’][0-9]+)+(\.[0-9]+)?)(?!\d)"),
    Example(_scientific, given=r"(?<![\w.])", back=r"(?P<head>[0-9]+(?:\.[0-9]+)?)", there=r"[eE]\+?(?P<power>[0-9]{1,2})(?!\w)"),
    Example(_grouped, given=r"(?<![\w.])", back=r"(?P<head>[0-9]+)\s+", there=r"(?P<tail>[0-9]{3,}(\.[0-9]+)?)"),
    Example(_currency, there=r"[￥¥$]\s*(?P<amount>[0-9,，]*(?:\.[0-9]+)?)"),
    Example(
        _unit,
        given=r"[0-9]\s*",
        there=r"(?P<unit>[wW]元?|万圆|万块钱?|万|day|个?工作日|年度?|个|人|次|项|个?字|行|家|辆|台|户|件|名|类|款|级|条|张|笔|位|份|处|种|圆|元整|块钱?|倍|分)(?!\w)",
    ),
    restated.no_otherwise,
    Example(foreign.superfluous, given=r"\bwhen\s*", there="[:：]"),
    Example(foreign.written_as, back=r"(?P<number>[0-9.]+)", there=r"(?<=[0-9])(?=[^\W\d]|[「(（])", meant="$number *"),
    _odd_name,
    restated.missing_reason,
    restated.amendment,
    reworded(rewordings.severity_alone, r"[\"“](?P<word>[^\"”\n]+)[\"”]", given=r"\bseverity\s+"),
    Example(_clause, given=rf"\b(?P<clause>{_CLAUSE})\s+", there=r"(?!\s)"),
    Example(misspelt.missing_comma, given=r"\b(kind|region|tags)\s+[^\n]*[\"”]", there=r"[\"“]"),
    Example(foreign.quoted_selector, given=r"[\[［,，、]\s*", there=r"[\"“](?P<selected>[^\"”\n]*)[\"”]", needs="PATTERN"),
    restated.code_range,
    restated.broken_let,
    Example(
        misspelt.missing_in,
        given=r"^\s*",
        back=r"(?P<table>(?!(?:rule|let|in)\b)[\w.「」“”（）]+)",
        there=r"[{｛]|[:：]\s*(?:[{｛]|rule\b)",
    ),
    Example(
        misspelt.missing_rule, given=r"^\s*", back=r"(?!(?:rule|let|in)\b)(?:rule)?(?P<rule>\w[\w-]*)", there=r"[\"“].*[\"”]\s*\w"
    ),
    Example(_new_rule, there=r"(?P<rule>[^\W\d][\w-]*)\s+[\"“][^\"”\n]*[\"”]\s*[\w(]", needs="AND"),
    Example(_no_tables, given=r"(?<!\w)", back=r"in", there=r"[{｛]"),
    Example(misspelt.several_tables, given=r"\bin\s+[^{｛]*", there=r"\w+", needs="_LBRACE"),
    Example(misspelt.unbracketed_options, given=r"\bin\s*", there="", needs="_LPAR"),
    Example(misspelt.by_outside, there=r"by\b", needs="AND"),
    restated.not_compared,
    Example(misspelt.misplaced_not, there=r"not\b", needs="COMPARE"),
    Example(misspelt.rule_in_braces, there=r"[{｛]", needs="SEVERITY NUMBER"),
    Example(misspelt.call_without_brackets, back=rf"(?<!\w)(?P<function>{_ALL})", there=r"[\w*「\"“]"),
    brackets.stray,
    Example(misspelt.stray_brace, there="[}｝]", needs="RULE"),
    _nothing_there,
    brackets.unclosed,
    brackets.opened_otherwise,
    restated.missing_colon,
    restated.clause_of_no_rule,
    Example(
        misspelt.unknown_clause, there=r"(?P<word>[^\W\d]\w*)(?=(?:\s*[:：])?\s*(?:\"[^\"\n]*\"|“[^”\n]*”))", needs="SEVERITY"
    ),
    _separator,
    _chained,
    _two_operands,
    _strange,
    _otherwise,
)
