"""What is said about YAML files, and about cases in them, that are not as they should be: one function per mistake, one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from budgetspec.finding import Bilingual
from budgetspec.lang.problems import Problem, meant
from budgetspec.source import Span

_ADVICE: Final = (
    (
        ("mapping values are not allowed",),
        Bilingual("此处不能有冒号；文字中有冒号时请加引号", "no colon can stand here; quote a text that holds one"),
    ),
    (("could not find expected ':'",), Bilingual("键之后没有冒号（半角 : 和空格）", "no colon after the key")),
    (
        ("that cannot start any token",),
        Bilingual(
            "值不能以此字符（制表符、@、`、%）开头；缩进请用空格，文字请加引号",
            "nothing starts with this character; indent with blanks, quote texts",
        ),
    ),
    (
        ("did not find expected ',' or ']'", "expected ',' or ']'"),
        Bilingual("方括号没有配对，或各项之间缺少半角逗号", "a bracket is not closed, or a comma is missing"),
    ),
    (
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        Bilingual("花括号没有配对，或各项之间缺少半角逗号", "a brace is not closed, or a comma is missing"),
    ),
    (
        ("while scanning a quoted scalar", "unexpected end of stream"),
        Bilingual("引号没有配对", "a quotation mark is not closed"),
    ),
    (
        ("did not find expected key", "did not find expected '-' indicator", "expected <block end>"),
        Bilingual("缩进与上面不一致", "the indentation does not fit what stands above"),
    ),
    (
        ("while scanning an alias", "while scanning an anchor"),
        Bilingual("以 * 或 & 开头的文字请加引号", "quote a text that begins with * or &"),
    ),
)
"""What the YAML parser says (any of the phrases), and that for people who do not know YAML."""
_MOST_NAMES: Final = 12


# YAML ------------------------------------------------------------------------------------------------------------------


def not_yaml(span: Span, said: str) -> Problem:
    """Report text that is no YAML; ``said`` is what the parser says of it."""
    known = next((advice for phrases, advice in _ADVICE if any(phrase in said for phrase in phrases)), None)
    return Problem("Y001", known or Bilingual(f"不是 YAML：{said}", f"not YAML: {said}"), span)


def not_utf8() -> Problem:
    """Report a file that is not text in UTF-8."""
    return Problem("Y002", Bilingual("文件不是 UTF-8 编码", "the file is not UTF-8"), Span(0, 0))


def duplicate_key(span: Span, key: str) -> Problem:
    """Report a key that stands twice in one mapping."""
    return Problem("Y003", Bilingual(f"键“{key}”重复", f"the key “{key}” stands twice"), span)


def not_a_key(span: Span) -> Problem:
    """Report a key that is a list or a mapping, or bears an anchor."""
    return Problem("Y004", Bilingual("键应为文字", "a key should be a text"), span)


def tagged(span: Span) -> Problem:
    """Report a tag, which would make a value of some programming language."""
    return Problem("Y005", Bilingual("不支持 YAML 标签（!）；文字请加引号", "tags (!) are not supported; quote texts"), span)


def no_anchor(span: Span, name: str) -> Problem:
    """Report an alias whose anchor does not stand before it."""
    return Problem("Y012", Bilingual(f"前面没有 &{name}；文字请加引号", f"no &{name} before; quote texts"), span)


def too_much(span: Span, most: int) -> Problem:
    """Report aliases that together stand for more than anybody would write."""
    return Problem("Y013", Bilingual(f"内容过多：超过 {most} 个值", f"more than {most} values"), span)


def too_deep(span: Span) -> Problem:
    """Report nesting beyond any use."""
    return Problem("Y006", Bilingual("嵌套过深", "nested too deep"), span)


def too_long_a_number(span: Span) -> Problem:
    """Report a number with more digits than amounts have."""
    return Problem("Y007", Bilingual("数过长；如是代码请加引号", "the number is too long; quote a code"), span)


def too_large(most: int) -> Problem:
    """Report a file that is too large to have been written by anybody."""
    return Problem("Y008", Bilingual(f"文件超过 {most} 字", f"the file has more than {most} characters"), Span(0, 0))


def several_documents(span: Span) -> Problem:
    """Report a second document (``---``) in one file."""
    return Problem("Y009", Bilingual("一个文件中只能有一份内容（不能有第二个 ---）", "one document a file; no second ---"), span)


def unfit(span: Span, message: Bilingual) -> Problem:
    """Report a value that is not as the schema of the file says; ``message`` says how."""
    return Problem("Y010", message, span)


def full_width_colon(span: Span) -> Problem:
    """Report a mapping whose keys are followed by a Chinese colon, so that all of it is one text."""
    return Problem("Y011", Bilingual("键之后请用半角冒号和空格（:），不是“：”", "write “: ” after a key, not “：”"), span)


def not_a_year(span: Span, year: str) -> Problem:
    """Report an edition of a code list that is not called by its year."""
    return Problem("Y014", Bilingual(f"应为年份（如 2025），实为“{year}”", f"expected a year (2025), found “{year}”"), span)


def path_outside(span: Span, path: str) -> Problem:
    """Report a path of a form that leads out of its folder."""
    zh = f"{path} 不在表式的文件夹里：路径不能是绝对路径，也不能含 .."
    return Problem("Y015", Bilingual(zh, f"{path} is outside the form's folder: no absolute path, and no .."), span)


def no_include(span: Span, name: str, file: str) -> Problem:
    """Report an include that is no folder with a manifest of its own."""
    zh = f"没有可引用的 {name}：引用的是含 {file} 的文件夹，common/… 是各表式共用的"
    en = f"nothing to include at {name}: an include is a folder that holds {file}; common/… are the shared ones"
    return Problem("Y016", Bilingual(zh, en), span)


def circular_include(span: Span, name: str) -> Problem:
    """Report an include that includes itself, by whatever way round."""
    zh = f"{name} 绕了一圈引用到自己，请删去这一处"
    return Problem("Y017", Bilingual(zh, f"{name} includes itself, by way of others: take it out here"), span)


# Cases -----------------------------------------------------------------------------------------------------------------


def no_submission(span: Span) -> Problem:
    """Report a case that does not say what its rule runs on."""
    return Problem("K001", Bilingual("缺少 base（示例）或 submission（内容）", "“base” or “submission” is missing"), span)


def two_submissions(span: Span) -> Problem:
    """Report a case with both a base and a submission."""
    zh, en = "base 与 submission 只能有一个", "either “base” or “submission”, not both"
    return Problem("K002", Bilingual(zh, en), span)


def no_base(span: Span, name: str, tried: Sequence[str]) -> Problem:
    """Report a base that leads to no file."""
    places, others = "、".join(tried), ", ".join(tried)
    return Problem("K003", Bilingual(f"没有示例 {name}；找过 {places}", f"no example {name}; looked for {others}"), span)


def unreadable_base(span: Span, name: str, why: Bilingual) -> Problem:
    """Report a base that is no submission."""
    return Problem("K004", Bilingual(f"示例 {name} 无法读取：{why.zh}", f"the example {name} cannot be read: {why.en}"), span)


def no_rule(span: Span, rule: str, known: Iterable[str]) -> Problem:
    """Report a case of a rule that is not in the rulebook."""
    near = meant(rule, known)
    return Problem("K005", Bilingual(f"没有规则 {rule}{near.zh}", f"no rule {rule}{near.en}"), span)


def faulty_rule(span: Span, rule: str) -> Problem:
    """Report a case of a rule that has problems of its own."""
    return Problem("K006", Bilingual(f"规则 {rule} 有误，不能运行", f"the rule {rule} is faulty and cannot run"), span)


def nowhere(span: Span, place: str, last: str, known: Sequence[str]) -> Problem:
    """Report a pointer that leads nowhere from its part ``last`` on; ``known`` is what there is instead."""
    near = meant(last, known)
    names = "、".join(known[:_MOST_NAMES]) + "…" * (len(known) > _MOST_NAMES)
    there = near if near.zh or not known else Bilingual(f"；此处有 {names}", f"; there is {names}")
    return Problem("K007", Bilingual(f"{place} 中没有“{last}”{there.zh}", f"no “{last}” in {place}{there.en}"), span)


def no_row(span: Span, place: str, last: str, count: int) -> Problem:
    """Report a pointer to a position that a list of ``count`` items does not have."""
    zh, en = (
        f"{place} 中没有第“{last}”项，序号从 0 到 {count - 1}",
        f"no item “{last}” in {place}, positions are 0 to {count - 1}",
    )
    empty = Bilingual(f"{place} 中没有“{last}”，此处是空的", f"no item “{last}” in {place}, which is empty")
    return Problem("K008", Bilingual(zh, en) if count else empty, span)


def undeclared_key(span: Span, place: str, key: str, known: Iterable[str]) -> Problem:
    """Report that ``set`` adds a key that the form does not have there."""
    near = meant(key, known)
    return Problem(
        "K009", Bilingual(f"{place}：表式此处没有“{key}”{near.zh}", f"{place}: the form has no “{key}” here{near.en}"), span
    )


def not_a_pointer(span: Span, place: str) -> Problem:
    """Report a place that is no JSON Pointer."""
    zh = f"“{place}”不是位置；位置以 / 开头，如 /预算表/收支预算总表/收入/收入总计"
    return Problem("K010", Bilingual(zh, f"“{place}” is no place; one begins with /"), span)


def only_of_failures(span: Span, member: str) -> Problem:
    """Report a member that says something of failing checks in a case in which none is expected."""
    return Problem("K011", Bilingual(f"{member} 只用于 verdict: fails", f"{member} goes with “verdict: fails” only"), span)


def not_a_list(span: Span, place: str) -> Problem:
    """Report an insertion into what is no list."""
    return Problem("K012", Bilingual(f"{place} 不在列表中，不能插入", f"{place} is not in a list, nothing can be inserted"), span)


def not_a_text(span: Span, place: str) -> Problem:
    """Report a replacement in what is no text."""
    return Problem("K013", Bilingual(f"{place} 不是文字，不能替换", f"{place} is no text, nothing of it can be replaced"), span)


def not_once(span: Span, place: str, piece: str, times: int) -> Problem:
    """Report a piece to replace that its text does not have, or has more than once, so that which is meant is open."""
    zh = f"{place} 中没有“{piece}”" if not times else f"{place} 中有 {times} 处“{piece}”，请多写几个字，使它只有一处"
    en = f"no “{piece}” in {place}" if not times else f"“{piece}” stands {times} times in {place}: write more, to mean one"
    return Problem("K014", Bilingual(zh, en), span)
