"""What is said about readings that are not written as they should be: one entry for each mistake, all wording here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, asked, either, meant
from budgetspec.source import Span

BRACES: Final = "R038"
_SHOWN: Final = 24
_COMMON: Final = "万元、元、%、年、日期、文、个、辆"

# Sentence patterns -------------------------------------------------------------------------------------------------------
too_long = Mistake("R001", "句式太长，最多 $most 个字符；请分成几句", "too long: at most $most characters; split the pattern")
too_many_levels = Mistake(
    "R002",
    "[ ] 和 ( ) 套得太多，最多 $most 层；请分成几个句式",
    "[ ] and ( ) are nested too deep: at most $most levels; split the pattern",
)


def unclosed(span: Span, opening: str, closing: str) -> Problem:
    """Report a bracket that nothing closes."""
    return _unclosed(span, opening=opening, closing=closing, hint=_if_text(opening))


_unclosed = Mistake("R003", "“$opening”没有对应的“$closing”，请补上$hint", "'$opening' has no '$closing'; add it$hint")


def unopened(span: Span, closing: str) -> Problem:
    """Report a bracket that closes nothing."""
    return _unopened(span, closing=closing, hint=_if_text(closing))


_unopened = Mistake("R004", "“$closing”前面没有与它对应的括号，请删去$hint", "'$closing' closes nothing; delete it$hint")


lone_bar = Mistake("R005", "“|”只能写在半角括号里：(甲|乙)", "'|' stands only in half-width brackets: (A|B)")
empty_brackets = Mistake(
    "R006",
    "“$opening”里有一处是空的；可有可无的文字写作 [文字]",
    "something in '$opening' is empty; what may be left out is written [文字]",
)
single_choice = Mistake(
    "R007",
    "原文中的括号写全角：（$inside）；半角括号里要有几种写法：(甲|乙)",
    "brackets of the text are full width: （$inside）; half-width ones hold alternatives: (A|B)",
)
round_hole = Mistake("R045", "取数的空格用花括号：{$inside}", "holes stand in braces: {$inside}")


printed_blank = Mistake("R046", "取数的空格不写 $found，写作 {金额:$unit}", "a hole is not written $found but {金额:$unit}")


unit_behind_hole = Mistake(
    "R050", "空格连同单位一起写：$found 写作 {$name:$unit}", "a hole holds its unit: $found is written {$name:$unit}"
)
no_type = Mistake(
    "R008", f"空格要写明型：$example；常用的型有 {_COMMON}", f"a hole needs a type: $example; common types are {_COMMON}"
)
bad_hole_name = Mistake(
    "R009",
    "“$name”不能作名称：名称只含汉字、字母、数字和下划线，不以数字开头，如 $example",
    "'$name' is no name: names have only letters, digits and underscores, and begin with no digit, as in $example",
)


def unknown_type(span: Span, kind: str, known: Sequence[str], called: str | None = None) -> Problem:
    """Report a type that does not exist; ``called`` is the one that people call so."""
    common = Bilingual(f"，常用的型有 {_COMMON}", f"; common types are {_COMMON}")
    return _unknown_type(span, kind=kind, hint=asked([called]) if called else meant(kind, known, common))


_unknown_type = Mistake("R010", "没有“$kind”这个型$hint", "there is no type $kind$hint")


change_without_unit = Mistake("R011", "增减后面写单位，如 $example", "增减 takes a unit, as in $example")
listed_figures = Mistake(
    "R012",
    "列举的是名称，如 $example；“$kind”不是名称的型",
    "列举 lists names, as in $example; $kind is no type of names",
)
repeated_hole = Mistake(
    "R013", "一句话里有两个空格都叫“$name”，请改其中一个的名称", "two holes of the sentence are called $name; rename one of them"
)
adjacent_texts = Mistake(
    "R014",
    "{$before} 和 {$name} 之间没有文字，无法断定前一个到哪里为止；请在两者之间写上原文的字或标点",
    "nothing stands between {$before} and {$name}, so the first has no end; write the text between them",
)
unit_twice = Mistake(
    "R047", "空格连同单位一起取，后面不再写“$unit”，请删去", "a hole takes its unit with it; delete this '$unit'"
)
rest_not_last = Mistake(
    "R015",
    "段 取到这一项的末尾，后面不能再写；只取到句末的型是 文",
    "段 takes all up to the end of the item, so nothing can follow; 文 ends with its sentence",
)
nothing_to_recognise = Mistake(
    "R016",
    "这个句式没有任何一定要有的文字或数，什么句子都符合；请写上原文中的字",
    "the pattern has no text or figure that must be there, so any sentence fits; write some text of the sentence",
)


def _if_text(sign: str) -> Bilingual:
    hint = Bilingual("；原文中的括号写全角（ ）", "; brackets of the text are full width （ ）")
    return hint if sign in "()" else NOTHING


# Readings ----------------------------------------------------------------------------------------------------------------


def unknown_section(span: Span, name: str, near: Sequence[str]) -> Problem:
    """Report sections that the form does not have."""
    see = Bilingual("；budgetspec names 列出各节", "; budgetspec names lists the sections")
    return _unknown_section(span, name=name, hint=asked(near, see))


_unknown_section = Mistake("R020", "没有名为 $name 的节$hint", "there is no section $name$hint")


def no_key(span: Span, key: str, names: Sequence[str]) -> Problem:
    """Report a reading with ``each`` whose sentences do not say what each is about; ``names`` are those of its names."""
    said = (
        Bilingual(f"；句式中的名称有 {names[0]}，是否为 each {names[0]}？", f"; did you mean each {names[0]}?")
        if names
        else NOTHING
    )
    return _no_key(span, key=key, hint=said)


key_called_otherwise = Mistake(
    "R051",
    "每句话说的是哪一行，由 each 后的名称取：$found 写作 $meant",
    "each sentence names its row by the key of each: $found is $meant",
    instead="$meant",
)
_no_key = Mistake(
    "R021",
    "each $key 的 $key 没有写在句式里；请在句式中写上 {$key:…}$hint",
    "no sentence of this reading binds $key of 'each $key'; write {$key:…} into one$hint",
)


def unknown_rows(span: Span, table: str, near: Sequence[str]) -> Problem:
    """Report a table after ``of`` that the form does not have."""
    return _unknown_rows(span, table=table, hint=asked(near))


_unknown_rows = Mistake("R022", "没有表 $table$hint", "there is no table $table$hint")


def no_such_rows(span: Span, key: str, level: str, fitting: str | None, hole: str | None) -> Problem:
    """Report a key whose type is no level of the table: nothing says which rows the items speak of.

    ``fitting`` is an ``each`` that has some, and ``hole`` the one that its key stands in if that is called otherwise.
    """
    inside = Bilingual(f"，句式中写 {hole}", f", and {hole} in the sentence") if hole else NOTHING
    hint = Bilingual(f"，例如 {fitting}{inside.zh}", f", such as '{fitting}'{inside.en}") if fitting else NOTHING
    return _no_such_rows(span, key=key, level=level, hint=hint)


_no_such_rows = Mistake(
    "R023",
    "没有按 $key 编号的 $level 级，不知道各项说的是表中哪一行；请写明表和级$hint",
    "no level $level is keyed by $key, so nothing says which rows the items speak of; name the table and level$hint",
)


two_types = Mistake(
    "R024",
    "$name 在这个读法的几个句式里型不一样，前面是 $first，这里是 $here；请用同一个型，或改名",
    "$name has different types in the sentences of this reading, first $first and here $here; use one type, or rename it",
)
name_taken = Mistake("R026", "已有叫作 $name 的$what，请换一个名称", "there is a $what $name already; choose another name")


def no_level(span: Span, meant: Sequence[str]) -> Problem:
    """Report a table after ``of`` without one level of it."""
    return _no_level(span, meant=either(meant))


_no_level = Mistake("R025", "of 后面的表要写一个级：$meant", "name one level of the table after 'of': $meant")


# How readings are written -------------------------------------------------------------------------------------------------
no_name = Mistake(
    "R030",
    "读法的名称只含汉字、字母、数字和下划线，不以数字开头，不加引号：reading $name",
    "a reading has a name of letters, digits and underscores that begins with no digit, without quotes: reading $name",
)
no_section = Mistake(
    "R031",
    "读法 $name 没有写明读哪一节，例如 $meant；budgetspec names 列出各节",
    "reading $name does not say what it reads, such as $meant; budgetspec names lists the sections",
)


def missing_from(span: Span, head: str, near: Sequence[str]) -> Problem:
    """Report a section without its ``from``; ``head`` is the reading up to there, ``near`` what may be meant."""
    return _sure(_missing_from(span, meant=either([f"{head} from {section}" for section in near])), "from {}", near)


_missing_from = Mistake("R048", "节的名称之前要写 from：$meant", "a section stands behind from: $meant")


each_what = Mistake(
    "R032",
    "each 后面写键，再写它是哪张表哪一级的：$meant",
    "each is followed by a key, and by the table and level that has it: $meant",
)


def wrong_section(span: Span, written: str, near: Sequence[str], example: str) -> Problem:
    """Report what is no name of a section: ``near`` are those that may be meant, and ``example`` one of the form."""
    see = Bilingual("；budgetspec names 列出各节", "; budgetspec names lists the sections")
    such = Bilingual(f"，如 from {example}{see.zh}", f", such as from {example}{see.en}")
    if not written:
        return _wrong_section(span, hint=such)
    plain = Bilingual("，不写标题，不加引号", ", not by a heading, nor in quotes")
    if not near:
        return _wrong_section(span, hint=Bilingual(f"{plain.zh}{such.zh}", f"{plain.en}{such.en}"))
    if near == [written[1:-1]]:
        hint = Bilingual(f"，不加引号：from {near[0]}", f", without quotes: from {near[0]}")
        return _sure(_wrong_section(span, hint=hint), "{}", near)
    asks = asked([f"from {section}" for section in near])
    return _sure(_wrong_section(span, hint=Bilingual(f"{plain.zh}{asks.zh}", f"{plain.en}{asks.en}")), "{}", near)


_wrong_section = Mistake("R033", "from 后面写节的名称$hint", "from is followed by the name of a section$hint")


def _sure(problem: Problem, instead: str, near: Sequence[str]) -> Problem:
    """Return a problem with what stands for it, if only one thing may be meant."""
    return replace(problem, instead=instead.format(near[0])) if len(near) == 1 else problem


no_sentence = Mistake(
    "R034",
    '读法 $name 没有句式，请写上加引号的句式，如 "$figure{$figure:万元}"',
    'reading $name has no sentence; write one in quotes, such as "$figure{$figure:万元}"',
)
no_pattern = Mistake(
    "R035", '$word 后面写加引号的句式，如 $word "$pattern"', '$word is followed by a pattern in quotes, as in $word "$pattern"'
)
misplaced = Mistake(
    "R036", "$word 不写在这里；次序是 $meant，最后是各句式", "$word cannot stand here; the order is $meant, then the sentences"
)
clause_of_rule = Mistake(
    "R037", "读法没有 $clause，它写在 rule 里；请移过去或删去", "readings have no $clause; move it to a rule, or delete it"
)
braces = Mistake(
    BRACES,
    "读法的句式、规则都不写在它的 { } 里，请删去这对括号",
    "the sentences of a reading do not stand in braces, nor do rules; delete them",
)
several_sections = Mistake("R039", "几个节之间写逗号：from $meant", "write commas between sections: from $meant")


def unquoted(span: Span, sentence: str) -> Problem:
    """Report a sentence without quotes."""
    text = sentence.strip(" \t\r'‘’「」")
    return _unquoted(span, shown=text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


_unquoted = Mistake("R040", '句式要加引号："$shown"', 'sentences stand in quotes: "$shown"')


quotes_inside = Mistake(
    "R041",
    '句式在这个引号处就结束了；里面写 “ ”，外面写直引号："$sentence"',
    'the sentence ends at this quotation mark; write “ ” inside, and straight quotes around: "$sentence"',
)
between_sentences = Mistake(
    "R042", "句式之间不写“$sign”，一个句式写一行", "no '$sign' between sentences; each stands on its own line"
)
in_block = Mistake(
    "R043", "读法不属于哪张表，请移到 in 表 { … } 之外", "a reading belongs to no table: move it out of in TABLE { … }"
)
no_reading = Mistake("R044", "读法以 reading 开头：reading $name from …", "a reading begins with reading: reading $name from …")
