"""Printed names made comparable: width, blanks, quotation marks, numbering and units do not matter."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from budgetspec import numbering

_DROPPED: Final = re.compile(r"[\s\"'“”‘’]+")
_OF_WHICH: Final = re.compile(r"(?:其中|其)[::]")
_UNIT: Final = re.compile(r"\((?:单位[::])?(?:元|万元|%)\)$")
_OWNER: Final = re.compile(r"(?:编制|预算|填报|公开)?(?:主管)?(?:部门|单位)(?:名称)?")
_YEAR: Final = re.compile(r"\d{4}年度?")
_CODED: Final = re.compile(r"\s*(?:([0-9A-Za-z]{2,})\s*[-－—–]|([0-9]{3,})\s+)(.*\S.*)", re.DOTALL)


def bare(text: str) -> str:
    """Return a name without blanks and quotation marks, in half width.

    >>> bare("国有资本 经营预算"), bare("因公出国（境）费")
    ('国有资本经营预算', '因公出国(境)费')
    """
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text))


def header(text: str) -> str:
    """Return a column's header as it is compared.

    >>> header("其中：公务用车购置费"), header("总体资金情况（元）")
    ('公务用车购置费', '总体资金情况')
    """
    return _UNIT.sub("", _OF_WHICH.sub("", bare(text))).rstrip(":")


def label(text: str) -> str:
    """Return what a row is called, as it is compared.

    >>> label("一、一般公共 预算拨款收入"), label("合 计：")
    ('一般公共预算拨款收入', '合计')
    """
    return header(numbering.split(text)[1])


def title(text: str) -> str:
    """Return a table's title as it is compared: without a year and without a number.

    >>> title("2025年部门收入预算总表"), title("附表2 收入预算总表")
    ('部门收入预算总表', '收入预算总表')
    """
    return _YEAR.sub("", bare(numbering.split(text)[1]))


def ownerless(title: str) -> str:
    """Return a title without the word for whose table it is.

    >>> ownerless("部门收入预算总表"), ownerless("预算单位收入预算总表")
    ('收入预算总表', '收入预算总表')
    """
    return re.sub("^(?:预算)?(?:部门|单位)", "", title)


def is_owner(header: str) -> bool:
    """Tell what is printed before the name of who prepared a table.

    >>> is_owner("编制部门"), is_owner("公开单位名称"), is_owner("单位性质")
    (True, True, False)
    """
    return _OWNER.fullmatch(header) is not None


def coded(text: str) -> tuple[str, str] | None:
    """Take a code and a name apart that are printed in one cell, None if there is no code.

    >>> coded("103001-某办公室（本级）"), coded("205 教育支出"), coded("合计")
    (('103001', '某办公室（本级）'), ('205', '教育支出'), None)
    """
    match = _CODED.fullmatch(text)
    return (match[1] or match[2], match[3]) if match else None
