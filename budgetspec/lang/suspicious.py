"""What is said about rules that are sound but suspicious: one entry for each finding, all wording here.

Each says only what is proven, or of a title what is plain. A finding is a ``Problem`` with a code of its own letter, L.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import NOTHING, Mistake, Problem, listed
from budgetspec.source import Span

_LISTED: Final = 5
_ROUNDED: Final = Bilingual("（印作约数的数除外）", " (figures printed rounded aside)")
"""What is proven of exact figures only."""


def cannot_fail(span: Span) -> Problem:
    """Report a condition that is true of any data."""
    zh, en = "请看两边是否写成了同一项，比较的方向是否写反", "are both sides, and the sign, what you mean?"
    return _cannot_fail(span, change=Bilingual(zh, en))


def same_item(span: Span, elsewhere: Sequence[str], *, holds: bool) -> Problem:
    """Report a comparison of an item with itself; ``elsewhere`` is what may be meant in place of this side."""
    change = Bilingual("两边是同一项，请改其中一边", "both sides are the same item; change one of them")
    if elsewhere:
        others = listed(elsewhere)
        zh = f"两边是同一项，请改这一边：别处有 {others.zh}"
        change = Bilingual(zh, f"both sides are the same item; change this one: elsewhere there is {others.en}")
    return _cannot_fail(span, change=change) if holds else _cannot_hold(span, hint=NOTHING, change=change)


_cannot_fail = Mistake(
    "L001",
    "这个条件对任何数据都成立，规则查不出问题；$change",
    "this condition is true of any data, so the rule finds nothing; $change",
)
follows_from_guard = Mistake(
    "L002",
    "when 成立时，这个条件必然成立，规则查不出问题；请改 when 或这个条件",
    "where the rule's when is true this condition must be, so the rule finds nothing; change one of them",
)


def never_applies(span: Span, ways: Sequence[str] = ()) -> Problem:
    """Report a premise that is false of any data; ``ways`` as in ``_instead``."""
    return _never_applies(span, change=_instead(ways))


_never_applies = Mistake(
    "L003",
    "when 的条件不可能成立，规则从不适用；$change",
    "this when can never be true, so the rule never applies; $change",
)


def cannot_hold(span: Span, ways: Sequence[str] = (), *, rounded: bool) -> Problem:
    """Report a condition that is false of any data; ``rounded`` if figures printed rounded could satisfy it."""
    return _cannot_hold(span, hint=_ROUNDED if rounded else NOTHING, change=_instead(ways))


_cannot_hold = Mistake(
    "L004",
    "这个条件不可能成立$hint，凡检查到的都是问题；$change",
    "this condition can never be true$hint; $change",
)


def _instead(ways: Sequence[str]) -> Bilingual:
    """Say what may be meant by parts that clash: ``ways`` are what lies between two bounds, and one of the parts alone."""
    match ways:
        case [one]:
            return Bilingual(f"只要一个成立写 {one}", f"if one of them is enough, write {one}")
        case [inside, outside]:
            zh = f"在两者之间写 {inside}；在两者之外写 {outside}"
            return Bilingual(zh, f"between the two is {inside}, outside of them {outside}")
    zh = "请看几个条件是否矛盾，“或”是否写成了 and"
    return Bilingual(zh, "do its parts contradict each other, or is an 'or' meant?")


same_rule = Mistake(
    "L005",
    "与规则 $other 查的是同一件事：表、行、列和条件都相同；请删去这一条",
    "this checks what rule $other checks: tables, rows, columns and condition are the same; delete this one",
)
part_of_rule = Mistake(
    "L006",
    "这条规则的每一项检查，规则 $other 都已经做了；请删去这一条",
    "rule $other already makes every check of this rule; delete this one",
)


def contradicts(span: Span, other: str, *, premise: str, elsewhere: bool, rounded: bool) -> Problem:
    """Report a rule that cannot hold where another one, perhaps of ``elsewhere``, holds; ``rounded`` as in ``cannot_hold``.

    ``premise`` is what the other is for, where this one is for all.
    """
    change = Bilingual("请改其中一条", "change one of them")
    if premise:
        change = Bilingual(
            f"那一条只管 {premise} 时；这一条请加前提 when not ({premise}):",
            f"that one is for {premise}; give this one the premise when not ({premise}):",
        )
    elif elsewhere:
        change = Bilingual(
            f'请改这一条，或停用那一条：disable {other} because "理由"', f'change this one, or disable {other} because "REASON"'
        )
    return _contradicts(span, other=other, hint=_ROUNDED if rounded else NOTHING, change=change)


_contradicts = Mistake(
    "L007",
    "与规则 $other 矛盾：同一处数据不可能两条都满足$hint；$change",
    "this contradicts rule $other: no data can satisfy both$hint; $change",
)


def forgotten_codes(span: Span, codes: Sequence[str], pattern: str) -> Problem:
    """Report a sum of codes that is compared with the total and leaves siblings out; ``codes`` with their names."""
    more, some = len(codes) - _LISTED, listed(codes[:_LISTED])
    left_out = Bilingual(f"{some.zh}等 {len(codes)} 项", f"{some.en} and {more} more") if more > 0 else some
    return _forgotten_codes(span, codes=left_out, pattern=pattern)


_forgotten_codes = Mistake(
    "L008",
    "与合计相比的这个和，没有包括代码表中同级的 $codes；全部相加写 [$pattern]，或逐个补上",
    "this sum is compared with the total but leaves out $codes, which the code list has at the same level; "
    "write [$pattern] for all, or add what is missing",
)


no_year = Mistake(
    "L009",
    "从 $first 年起、到 $last 年止，没有一个年度适用；请看 from 和 until 是否写反",
    "from $first until $last is no year at all; are from and until exchanged?",
)
unused_let = Mistake(
    "L010",
    "本文件没有规则用到变量 $name；请删去，或看规则中是否该写它",
    "no rule of this file uses $name; delete it, or see whether a rule should",
)
no_case = Mistake(
    "L011",
    "没有一个用例检验 $rule；请写一个它成立、一个它不成立的用例",
    "no case tests $rule; write one in which it holds and one in which it fails",
)
no_basis = Mistake(
    "L012",
    '$rule 没有写依据；请加 basis "…"，写明法规条款或表式的哪一项',
    '$rule gives no basis; add basis "…": the article of a law, or the part of the form',
)
row_of_all = Mistake(
    "L013",
    "$rows 有许多行，这里每一行都与同一个数 $one 相比；只比全表那一行写 $rows[$level]",
    "$rows has many rows, each of which is compared with the one $one here; the row of all is $rows[$level]",
)


def rows_against_one(span: Span, sides: tuple[str, str], key: str, sign: str, meant: str) -> Problem:
    """Report rows, one for each ``key``, that are each to reach one amount; ``sign`` is how, ``meant`` the likely condition."""
    order, (rows, one) = Bilingual(*_TO_BE[sign]), sides
    return _rows_against_one(span, rows=rows, one=one, key=key, order=order, meant=meant)


_rows_against_one = Mistake(
    "L014",
    "$rows 每个 $key 各有一行，这里每一行都要$order同一个数 $one；不止一行时写 $meant",
    "$rows has a row for each $key, each of which is to $order the one $one here; where there are several, write $meant",
)
_TO_BE: Final = {
    "==": ("等于", "equal"),
    ">": ("大于", "be more than"),
    ">=": ("不小于", "be no less than"),
}


def rows_of_code(span: Span, rows: str, chosen: str, other: str, meant: Sequence[str]) -> Problem:
    """Report rows of a code beside all rows; ``meant`` is the same rows of the other, and perhaps a comparison of totals."""
    same, *totals = meant
    change = Bilingual(f"；请两边选同样的行：{same}", f"; choose the same: {same}")
    if totals:
        change = Bilingual(
            f"；与合计相比写 {totals[0]}，只看同样的行写 {same}", f"; write {totals[0]}, or of the same rows {same}"
        )
    return _rows_of_code(span, rows=rows, chosen=chosen, other=other, change=change)


_rows_of_code = Mistake(
    "L015",
    "$rows 只选了 [$chosen] 的行，而 $other 各行都有，其余各行拿空的 $rows 来比$change",
    "$rows are rows of [$chosen] while $other has all rows, so others meet nothing$change",
)
bare_amount_of_text = Mistake(
    "L016",
    "$amount 在文字里以万元计，这里的 $number 没有写单位，是 $number 元；万元请写 $number万元，元请写 $number元",
    "$amount is stated in 万元, while $number without a unit is $number 元; write $number万元, or $number元",
)


bare_amount = Mistake(
    "L018",
    "这里的 $number 没有写单位，是 $number 元；万元请写 $number万元，元请写 $number元",
    "$number without a unit is $number 元 here; write $number万元, or $number元",
)
matched_word = Mistake(
    "L019",
    "matches 要整个文字就是 $text，不能多一个字；含有这几个字写 contains($column, $text)，就是这几个字写 $column == $text",
    "matches asks for $text and nothing else; a text that has it is contains($column, $text), one that is it $column == $text",
)

matched_beginning = Mistake(
    "L020",
    "matches 要整个文字符合，这里到分隔的符号就完了；只要这样开头写 $meant",
    "matches asks for the whole text, and this ends with a separator; that a text begins so is $meant",
)
parent_below = Mistake(
    "L021",
    "$parent 是上级，这里要求上级不大于下级；下级不大于上级写 $column <= $parent",
    "$parent is the row above, which is to be no more than one below it here; the other way round is $column <= $parent",
)
new_rows = Mistake(
    "L022",
    "上年没有的行算 0，今年新有的行都会不成立；只比上年也有的请写 when $last > 0: $check",
    "what last year had no row for is 0, so new rows fail; of those it had it is when $last > 0: $check",
)
and_in_or = Mistake(
    "L023",
    "and 比 or 先算，请写明括号：就是这样，写 $meant；先算 or，写 $other",
    "and is taken before or; write the brackets: $meant, or where or is to come first $other",
)


always_applies = Mistake(
    "L024",
    "这个前提对每一行都成立，写不写都一样；请删去 when，或改这个条件",
    "this when is true of every row, so it makes no difference; delete it, or change it",
)
either_differs = Mistake(
    "L025",
    "同一项不会同时等于几个值，总有一个不等，这个 or 对每一行都成立；都不等于，请写 $meant",
    "nothing equals several values at once, so this is true of every row; that it equals none of them is $meant",
)


def turned_title(span: Span, word: str, sides: Sequence[str], op: str, meant: str) -> Problem:
    """Report a comparison that a title says the other way round; ``op`` is its sign from the first of its sides."""
    words = Bilingual(*_ORDERS[op])
    return _turned_title(span, word=word, one=sides[0], other=sides[1], order=words, meant=meant)


_turned_title = Mistake(
    "L026",
    "标题说“$word”，这里却要 $one $order $other；请把符号改成 $meant，或改标题",
    "the title says “$word”, while $one is to be $order $other here; make the sign $meant, or change the title",
)
_ORDERS: Final = {
    "<": ("小于", "less than"),
    "<=": ("不大于", "no more than"),
    ">": ("大于", "more than"),
    ">=": ("不小于", "no less than"),
}
misstated = Mistake(
    "L027",
    "标题写的是 $stated，这里是 $number；请写 $meant，或改标题",
    "the title says $stated, this is $number; write $meant, or change the title",
)


other_column = Mistake(
    "L028",
    "标题说的是 $title，这里没有用到；用的是 $used：请写 $meant，或改标题",
    "the title says $title, which is not used here, while $used is; write $meant, or change the title",
)
other_code = Mistake(
    "L029",
    "标题说的是 $title，这里选的是 $used；请写 $meant，或改标题",
    "the title says $title, this is $used; write $meant, or change the title",
)


def made_again(span: Span, tables: Sequence[str], read: Sequence[str]) -> Problem:
    """Report a rule that makes the same checks in several ``tables``, of which it names those that it has ``read``."""
    unread = listed([table for table in tables if table not in read] or tables)
    change = Bilingual("请把它移到 in 之外", "move it out of them")
    if len(read) == 1:
        change = Bilingual(f"请把它移到 in {read[0]} {{ … }} 里", f"move it into in {read[0]} {{ … }}")
    return _made_again(span, unread=unread, times=len(tables), change=change)


_made_again = Mistake(
    "L030",
    "这条规则自己写明了表，用不到 in 里的 $unread，同样的检查会做 $times 次；$change",
    "this rule names its tables itself and does not need $unread around it, so it makes the same checks $times times; $change",
)


lists_together = Mistake(
    "L017",
    "$whole 把每个$each的都算在一起；每个$each各自的写 $meant",
    "$whole takes those of every $each together; those of each are $meant",
)
other_rows = Mistake(
    "L031",
    "标题说“$stated”，这里只查 $rows 一行；请把 $rows 改成 $meant，或改标题",
    "the title says “$stated”, while only the row $rows is checked; write $meant for $rows, or change the title",
)
