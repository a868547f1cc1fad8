"""What is said about readings that are not written as they should be: one small function per mistake, all wording here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem, nearest
from budgetspec.source import Span

BRACES: Final = "R038"
_SHOWN: Final = 24
_COMMON: Final = "万元、元、%、年、日期、文、个、辆"

# Sentence patterns -------------------------------------------------------------------------------------------------------


def too_long(span: Span, most: int) -> Problem:
    """Report a pattern longer than any sentence."""
    return Problem(
        "R001",
        Bilingual(f"句式太长，最多 {most:,} 个字符；请分成几句", f"too long: at most {most:,} characters; split the pattern"),
        span,
    )


def too_many_levels(span: Span, most: int) -> Problem:
    """Report brackets in brackets in brackets."""
    return Problem(
        "R002",
        Bilingual(
            f"[ ] 和 ( ) 套得太多，最多 {most} 层；请分成几个句式",
            f"[ ] and ( ) are nested too deep: at most {most} levels; split the pattern",
        ),
        span,
    )


def unclosed(span: Span, opening: str, closing: str) -> Problem:
    """Report a bracket that nothing closes."""
    return Problem(
        "R003",
        Bilingual(
            f"“{opening}”没有对应的“{closing}”，请补上{_if_text_zh(opening)}",
            f"'{opening}' has no '{closing}'; add it{_if_text_en(opening)}",
        ),
        span,
    )


def unopened(span: Span, closing: str) -> Problem:
    """Report a bracket that closes nothing."""
    return Problem(
        "R004",
        Bilingual(
            f"“{closing}”前面没有与它对应的括号，请删去{_if_text_zh(closing)}",
            f"'{closing}' closes nothing; delete it{_if_text_en(closing)}",
        ),
        span,
    )


def lone_bar(span: Span) -> Problem:
    """Report a ``|`` outside round brackets."""
    return Problem(
        "R005",
        Bilingual("“|”只能写在半角括号里：(甲|乙)", "'|' stands only in half-width brackets: (甲|乙)"),
        span,
    )


def empty_brackets(span: Span, opening: str) -> Problem:
    """Report brackets, or one of several choices, with nothing inside."""
    return Problem(
        "R006",
        Bilingual(
            f"“{opening}”里有一处是空的；可有可无的文字写作 [文字]",
            f"something in '{opening}' is empty; what may be left out is written [文字]",
        ),
        span,
    )


def single_choice(span: Span, inside: str) -> Problem:
    """Report round brackets with nothing to choose from: most likely brackets of the text."""
    return Problem(
        "R007",
        Bilingual(
            f"原文中的括号写全角：（{inside}）；半角括号里要有几种写法：(甲|乙)",
            f"brackets of the text are full width: （{inside}）; half-width ones hold alternatives: (甲|乙)",
        ),
        span,
    )


def round_hole(span: Span, inside: str) -> Problem:
    """Report a hole in round brackets."""
    said = Bilingual(f"取数的空格用花括号：{{{inside}}}", f"holes stand in braces: {{{inside}}}")
    return Problem("R045", said, span)


def printed_blank(span: Span, found: str, unit: str) -> Problem:
    """Report a hole as forms print it: XX万元."""
    hole = f"{{金额:{unit}}}"
    return Problem("R046", Bilingual(f"取数的空格不写 {found}，写作 {hole}", f"a hole is not written {found} but {hole}"), span)


def no_type(span: Span, example: str) -> Problem:
    """Report a hole that does not say what it takes."""
    return Problem(
        "R008",
        Bilingual(
            f"空格要写明型：{example}；常用的型有 {_COMMON}", f"a hole needs a type: {example}; common types are {_COMMON}"
        ),
        span,
    )


def bad_hole_name(span: Span, name: str) -> Problem:
    """Report a name that no rule could use."""
    return Problem(
        "R009",
        Bilingual(
            f"“{name}”不能作名称：名称只含汉字、字母、数字和下划线，不以数字开头",
            f"'{name}' is no name: names have only letters, digits and underscores, and begin with no digit",
        ),
        span,
    )


def unknown_type(span: Span, kind: str, known: Sequence[str]) -> Problem:
    """Report a type that does not exist."""
    near = nearest(kind, known)
    zh, en = f"，常用的型有 {_COMMON}", f"; common types are {_COMMON}"
    if near:
        zh, en = f"，是否为 {' 或 '.join(near)}？", f"; did you mean {' or '.join(near)}?"
    return Problem("R010", Bilingual(f"没有“{kind}”这个型{zh}", f"there is no type {kind}{en}"), span)


def change_without_unit(span: Span, kind: str) -> Problem:
    """Report 增减 with what cannot rise or fall."""
    return Problem(
        "R011",
        Bilingual(
            f"增减后面写单位，如 {{变动:增减 万元}}；“{kind}”不是单位",
            f"增减 takes a unit, as in {{变动:增减 万元}}; {kind} is none",
        ),
        span,
    )


def listed_figures(span: Span, kind: str) -> Problem:
    """Report 列举 with what is no name."""
    return Problem(
        "R012",
        Bilingual(
            f"列举的是名称，如 {{科目:列举 款}}；“{kind}”不是名称的型",
            f"列举 lists names, as in {{科目:列举 款}}; {kind} is no type of names",
        ),
        span,
    )


def repeated_hole(span: Span, name: str) -> Problem:
    """Report two holes of one sentence that have one name."""
    return Problem(
        "R013",
        Bilingual(
            f"一句话里有两个空格都叫“{name}”，请改其中一个的名称",
            f"two holes of the sentence are called {name}; rename one of them",
        ),
        span,
    )


def adjacent_texts(span: Span, before: str, name: str) -> Problem:
    """Report two texts with nothing between them."""
    return Problem(
        "R014",
        Bilingual(
            f"{{{before}}} 和 {{{name}}} 之间没有文字，无法断定前一个到哪里为止；请在两者之间写上原文的字或标点",
            f"nothing stands between {{{before}}} and {{{name}}}, so the first has no end; write the text between them",
        ),
        span,
    )


def rest_not_last(span: Span) -> Problem:
    """Report a 段 with something behind it."""
    return Problem(
        "R015",
        Bilingual(
            "段 取到这一项的末尾，后面不能再写；只取到句末的型是 文",
            "段 takes all up to the end of the item, so nothing can follow; 文 ends with its sentence",
        ),
        span,
    )


def nothing_to_recognise(span: Span) -> Problem:
    """Report a pattern that would fit almost anything."""
    return Problem(
        "R016",
        Bilingual(
            "这个句式没有任何一定要有的文字或数，什么句子都符合；请写上原文中的字",
            "the pattern has no text or figure that must be there, so any sentence fits; write some text of the sentence",
        ),
        span,
    )


def _if_text_zh(sign: str) -> str:
    return "；原文中的括号写全角（ ）" if sign in "()" else ""


def _if_text_en(sign: str) -> str:
    return "; brackets of the text are full width （ ）" if sign in "()" else ""


# Readings ----------------------------------------------------------------------------------------------------------------


def unknown_section(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report sections that the form does not have."""
    zh, en = (f"，是否为 {'、'.join(near)}？", f"; did you mean {', '.join(near)}?") if near else ("", "")
    return Problem("R020", Bilingual(f"没有名为 {name} 的节{zh}", f"there is no section {name}{en}"), span)


def no_key(span: Span, key: str) -> Problem:
    """Report a reading with ``each`` whose sentences do not say what each is about."""
    return Problem(
        "R021",
        Bilingual(
            f"each {key} 的 {key} 没有写在句式里；请在句式中写上 {{{key}:…}}",
            f"no sentence of this reading binds {key} of 'each {key}'; write {{{key}:…}} into one",
        ),
        span,
    )


def unknown_rows(span: Span, table: str, near: Sequence[str]) -> Problem:
    """Report a table after ``of`` that the form does not have."""
    zh, en = (f"，是否为 {'、'.join(near)}？", f"; did you mean {', '.join(near)}?") if near else ("", "")
    return Problem("R022", Bilingual(f"没有表 {table}{zh}", f"there is no table {table}{en}"), span)


def no_such_rows(span: Span, key: str, level: str, fitting: Sequence[str]) -> Problem:
    """Report a key whose type is no level of the table: nothing says which rows the items speak of."""
    zh, en = (f"，例如 each {key} of {fitting[0]}", f", such as 'each {key} of {fitting[0]}'") if fitting else ("", "")
    return Problem(
        "R023",
        Bilingual(
            f"没有按 {key} 编号的 {level} 级，不知道各项说的是表中哪一行；请写明表和级{zh}",
            f"no level {level} is keyed by {key}, so nothing says which rows the items speak of; name the table and level{en}",
        ),
        span,
    )


def two_types(span: Span, name: str) -> Problem:
    """Report a name that two sentences of a reading bind as different things."""
    return Problem(
        "R024",
        Bilingual(
            f"{name} 在这个读法的几个句式里型不一样；请用同一个型，或改名",
            f"{name} has different types in the sentences of this reading; use one type, or rename it",
        ),
        span,
    )


def name_taken(span: Span, name: str, what: Bilingual) -> Problem:
    """Report a reading called as something else is, or a let called as a reading is."""
    return Problem(
        "R026",
        Bilingual(f"已有叫作 {name} 的{what.zh}，请换一个名称", f"there is a {what.en} {name} already; choose another name"),
        span,
    )


def no_level(span: Span) -> Problem:
    """Report ``of 表[…]`` that does not name one level."""
    return Problem(
        "R025",
        Bilingual("of 后面的表要写一个级，如 of 支出表[类]", "name one level of the table after 'of', such as 'of 支出表[类]'"),
        span,
    )


# How readings are written -------------------------------------------------------------------------------------------------


def no_name(span: Span) -> Problem:
    """Report a reading without a name, or with a name that rules could not use."""
    return Problem(
        "R030",
        Bilingual(
            "reading 后面写读法的名称，只含汉字、字母、数字和下划线，不加引号：reading 收入 from 节",
            "reading is followed by its name, of letters, digits and underscores, without quotes: reading A from SECTION",
        ),
        span,
    )


def no_section(span: Span, name: str) -> Problem:
    """Report a reading that does not say which text it reads."""
    return Problem(
        "R031",
        Bilingual(
            f"读法 {name} 没有写明读哪一节，请在句式之前写 from 节",
            f"reading {name} does not say what it reads; write 'from SECTION' before its sentences",
        ),
        span,
    )


def each_what(span: Span) -> Problem:
    """Report an ``each`` without its key, or with the wrong thing behind it."""
    return Problem(
        "R032",
        Bilingual(
            "each 的写法是 each 键，或 each 键 of 表[级]，如 each 科目 of 支出表[类]",
            "each is written 'each KEY' or 'each KEY of TABLE[LEVEL]'",
        ),
        span,
    )


def from_what(span: Span) -> Problem:
    """Report a ``from`` that names no section."""
    return Problem(
        "R033",
        Bilingual(
            "from 后面写节的名称，如 from 说明.收支；不加引号，名称中有括号、引号等的用「」括起来",
            "from is followed by the name of a section, without quotes; names with brackets stand in 「」",
        ),
        span,
    )


def no_sentence(span: Span, name: str) -> Problem:
    """Report a reading without sentences."""
    return Problem(
        "R034",
        Bilingual(
            f'读法 {name} 没有句式，请写上加引号的句式，如 "收入预算{{收入预算:万元}}"',
            f'reading {name} has no sentence; write one in quotes, such as "收入预算{{收入预算:万元}}"',
        ),
        span,
    )


def no_pattern(span: Span, word: str) -> Problem:
    """Report an ``under`` or ``optional`` without its pattern."""
    return Problem(
        "R035",
        Bilingual(
            f'{word} 后面写加引号的句式，如 {word} "{{项目:文}}情况"',
            f'{word} is followed by a pattern in quotes, such as {word} "{{项目:文}}情况"',
        ),
        span,
    )


def misplaced(span: Span, word: str) -> Problem:
    """Report a word of readings that stands in the wrong place."""
    return Problem(
        "R036",
        Bilingual(
            f'{word} 不写在这里；次序是 reading 名称 each 键 of 表[级] from 节 under "标题句式"，最后是各句式',
            f'{word} cannot stand here; the order is reading A each KEY of TABLE[LEVEL] from SECTION under "HEADING", '
            "then the sentences",
        ),
        span,
    )


def clause_of_rule(span: Span, clause: str) -> Problem:
    """Report a clause of rules in a reading."""
    return Problem(
        "R037",
        Bilingual(
            f"读法没有 {clause}，它写在 rule 里；请移过去或删去", f"readings have no {clause}; move it to a rule, or delete it"
        ),
        span,
    )


def braces(span: Span) -> Problem:
    """Report braces around the sentences of a reading."""
    return Problem(
        BRACES,
        Bilingual(
            "读法的句式、规则都不写在它的 { } 里，请删去这对括号",
            "the sentences of a reading do not stand in braces, nor do rules; delete them",
        ),
        span,
    )


def several_sections(span: Span) -> Problem:
    """Report sections with nothing between them."""
    return Problem("R039", Bilingual("几个节之间写逗号：from 甲节, 乙节", "write commas between sections: from A, B"), span)


def unquoted(span: Span, sentence: str) -> Problem:
    """Report a sentence without quotes."""
    text = sentence.rstrip()
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Problem("R040", Bilingual(f'句式要加引号："{shown}"', f'sentences stand in quotes: "{shown}"'), span)


def quotes_inside(span: Span) -> Problem:
    """Report a quotation mark of the text that ends its sentence too early."""
    return Problem(
        "R041",
        Bilingual(
            '句式在这个引号处就结束了：原文中有引号的，里面写 “ ”，外面写直引号 "…"',
            'the sentence ends at this quotation mark: write “ ” inside, and straight quotes "…" around',
        ),
        span,
    )


def between_sentences(span: Span, sign: str) -> Problem:
    """Report a comma between sentences."""
    return Problem(
        "R042",
        Bilingual(f"句式之间不写“{sign}”，一个句式写一行", f"no '{sign}' between sentences; each stands on its own line"),
        span,
    )


def in_block(span: Span) -> Problem:
    """Report a reading in an ``in``."""
    return Problem(
        "R043",
        Bilingual(
            "读法不属于哪张表，请移到 in 表 { … } 之外",
            "a reading belongs to no table: move it out of in TABLE { … }",
        ),
        span,
    )


def no_reading(span: Span, name: str) -> Problem:
    """Report a reading that begins with its name."""
    return Problem(
        "R044",
        Bilingual(f"读法以 reading 开头：reading {name} from …", f"a reading begins with reading: reading {name} from …"),
        span,
    )
