"""All that is said of what could not be placed, on one page: each remark with its place in the file, in words."""

from __future__ import annotations

from collections.abc import Iterable

from budgetspec.finding import Bilingual, Severity
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a printed document that a reviewer should know: where it is printed, and what it is.

    ``pointer`` leads to what came of it in the submission, if anything did.
    """

    place: Bilingual
    message: Bilingual
    pointer: str = ""
    severity: Severity = Severity.WARNING


def unknown_table(title: str) -> Bilingual:
    """Return what is said of a table that the form does not have."""
    return Bilingual(f"表式中没有这张表“{title}”", f"the form has no table '{title}'")


def taken_by_number(title: str, number: int, called: str) -> Bilingual:
    """Return what is said of a table whose title is unknown and whose number is not."""
    zh, en = (f"标题“{title}”不认识", f"the title '{title}' is unknown") if title else ("没有标题", "it has no title")
    return Bilingual(f"{zh}，按表号 {number} 当作{called}", f"{en}; taken for {called} by its number {number}")


def taken_by_columns(title: str, called: str) -> Bilingual:
    """Return what is said of a table whose title is unknown, and that has the columns of one table only."""
    zh, en = (f"标题“{title}”不认识", f"the title '{title}' is unknown") if title else ("没有标题", "it has no title")
    return Bilingual(f"{zh}，按栏目当作{called}", f"{en}; taken for {called} by its columns")


def other_sheet(sheet: str, title: str, called: str) -> Bilingual:
    """Return what is said of a sheet that bears the name of another table than the one on it."""
    zh = f"工作表名“{sheet}”是{called}的名称，表上的标题是“{title}”，按标题放入"
    return Bilingual(zh, f"the sheet '{sheet}' bears the name of {called}, its title is '{title}', which counts")


def table_twice(title: str) -> Bilingual:
    """Return what is said of a table that is printed once more, with other contents."""
    return Bilingual(f"“{title}”印了不止一次，只取第一次", f"'{title}' is printed more than once; the first one counts")


def no_rows(title: str) -> Bilingual:
    """Return what is said of a title without a table."""
    return Bilingual(f"“{title}”只有标题，没有表", f"'{title}' is a title without a table")


def unknown_column(header: str, title: str) -> Bilingual:
    """Return what is said of a column that the table does not have."""
    return Bilingual(f"{title}没有栏目“{header}”", f"{title} has no column '{header}'")


def column_twice(header: str, title: str) -> Bilingual:
    """Return what is said of a column that stands there twice."""
    return Bilingual(f"{title}的栏目“{header}”印了两次", f"column '{header}' of {title} is printed twice")


def missing_columns(headers: Iterable[str], title: str) -> Bilingual:
    """Return what is said of columns that the table should have."""
    listed = list(headers)
    zh, en = "、".join(f"“{header}”" for header in listed), ", ".join(f"'{header}'" for header in listed)
    return Bilingual(f"{title}缺少栏目{zh}", f"{title} lacks {en}")


def not_printed(header: str, title: str) -> Bilingual:
    """Return why an amount is not known: its column is not printed."""
    return Bilingual(f"{title}没有印栏目“{header}”", f"{title} does not print '{header}'")


def unknown_row(label: str, title: str) -> Bilingual:
    """Return what is said of a row that has no place in the table."""
    return Bilingual(f"{title}中没有“{label}”这样的行", f"{title} has no row like '{label}'")


def row_twice(label: str, title: str) -> Bilingual:
    """Return what is said of a row that can stand there once only."""
    return Bilingual(f"{title}的“{label}”印了不止一次", f"'{label}' of {title} is printed more than once")


def stray_cell(text: str, header: str) -> Bilingual:
    """Return what is said of a cell that holds what its column cannot."""
    return Bilingual(f"“{text}”不属于栏目“{header}”", f"'{text}' does not belong under '{header}'")


def odd_code(code: str, level: str) -> Bilingual:
    """Return what is said of a code that is as long as those of no level."""
    zh = f"编码“{code}”的位数不合任何一级，按“{level}”放入"
    return Bilingual(zh, f"code '{code}' has the length of no level; taken for {level}")


def unfilled_rows(rows: int, title: str) -> Bilingual:
    """Return what is said of rows that hold nothing but the dots of the template."""
    return Bilingual(f"{title}有 {rows} 行只印着“…”，没有填写", f"{title} has {rows} rows with dots alone, not filled in")


def zeros_lost(code: str, rows: int) -> Bilingual:
    """Return what is said of parts of codes that have lost the zeros before them, of which this is the first."""
    zh = f"编码“{code}”少了前面的 0，已补上" + (f"；本表这样的有 {rows} 行" if rows > 1 else "")
    en = f"code '{code}' has lost the zeros before it; they are filled in" + (
        f"; {rows} rows of the table have" if rows > 1 else ""
    )
    return Bilingual(zh, en)


def taken_by_name(name: str, code: str) -> Bilingual:
    """Return what is said of a row that prints no code, in a table whose rows print theirs."""
    zh = f"“{name}”没有印编码，按名称当作 {code}"
    return Bilingual(zh, f"'{name}' is printed without a code; taken for {code} by its name")


def one_for_all(header: str, text: str) -> Bilingual:
    """Return what is said where the only value of a column was taken for rows above it."""
    zh = f"栏目“{header}”只印了一个值“{text}”，上面空着的行也按它填"
    return Bilingual(zh, f"'{header}' has one value only, '{text}', which also fills the blank cells above it")


def unknown_section(heading: str) -> Bilingual:
    """Return what is said of a part of the text that the form does not have."""
    return Bilingual(f"表式中没有“{heading}”这一部分", f"the form has no part '{heading}'")


def outside_sections(text: str) -> Bilingual:
    """Return what is said of text that stands under no heading."""
    return Bilingual(f"“{_short(text)}”不在任何标题之下", f"'{_short(text)}' stands under no heading")


def not_a_number(text: str, header: str) -> Bilingual:
    """Return what is said of a cell that should hold a number."""
    zh = f"栏目“{header}”中的“{_short(text)}”不是数，照印保留"
    return Bilingual(zh, f"'{_short(text)}' under '{header}' is no number; kept as printed")


def no_year() -> Bilingual:
    """Return what is said of a document that does not say which year it is of."""
    return Bilingual("没有找到年度", "no year is found")


def no_department() -> Bilingual:
    """Return what is said of a document that does not say whose it is."""
    return Bilingual("没有找到部门名称", "no department is found")


def no_form(titles: Iterable[str]) -> Bilingual:
    """Return what is said of a document none of whose tables a form has."""
    listed = list(titles)
    if not listed:
        return Bilingual("没有找到表，认不出是哪种表式", "no tables are found, so its form is unknown")
    zh, en = "、".join(f"“{title}”" for title in listed), ", ".join(f"'{title}'" for title in listed)
    return Bilingual(f"认不出是哪种表式：没有一种表式有其中的表 {zh}", f"its form is unknown: no form has any of its tables {en}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


_LONGEST = 40
