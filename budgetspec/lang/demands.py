"""How conditions are said: as demands, where they are to hold, and as facts, where they are premises.

Signs are said between their sides. Functions, and what they are not to be, are said of the texts that they are asked of: ``{0}``,
``{1}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from budgetspec.finding import Bilingual

NOT: Final = "not "
"""What stands before a function that is not to be true."""

DEMANDS: Final[Mapping[str, Bilingual]] = {
    "==": Bilingual("应等于", "should equal"),
    "!=": Bilingual("不应等于", "should not equal"),
    "<=": Bilingual("应不大于", "should be at most"),
    ">=": Bilingual("应不小于", "should be at least"),
    "<": Bilingual("应小于", "should be less than"),
    ">": Bilingual("应大于", "should be greater than"),
    "in": Bilingual("应为其中之一：", "should be one of "),
    "blank": Bilingual("{0} 应为空", "{0} should be blank"),
    "not blank": Bilingual("{0} 应填写", "{0} should be filled in"),
    "numeric": Bilingual("{0} 应为数", "{0} should be a number"),
    "not numeric": Bilingual("{0} 不应为数", "{0} should be no number"),
    "contains": Bilingual("{0} 应含有 {1}", "{0} should contain {1}"),
    "not contains": Bilingual("{0} 不应含有 {1}", "{0} should not contain {1}"),
    "starts": Bilingual("{0} 应以 {1} 开头", "{0} should begin with {1}"),
    "not starts": Bilingual("{0} 不应以 {1} 开头", "{0} should not begin with {1}"),
    "matches": Bilingual("{0} 应符合模式 {1}", "{0} should fit the pattern {1}"),
    "not matches": Bilingual("{0} 不应符合模式 {1}", "{0} should not fit the pattern {1}"),
    "mentions": Bilingual("{0} 应提到 {1}", "{0} should mention {1}"),
    "not mentions": Bilingual("{0} 不应提到 {1}", "{0} should not mention {1}"),
    "similar": Bilingual("{0} 应与 {1} 只差一个字", "{0} should differ from {1} by one character"),
    "not similar": Bilingual("{0} 不应与 {1} 只差一个字", "{0} should not differ from {1} by one character"),
    "shortens": Bilingual("{0} 应为 {1} 的简称", "{0} should be short for {1}"),
    "not shortens": Bilingual("{0} 不应为 {1} 的简称", "{0} should not be short for {1}"),
}
FACTS: Final[Mapping[str, Bilingual]] = {
    "==": Bilingual("等于", "equals"),
    "!=": Bilingual("不等于", "does not equal"),
    "<=": Bilingual("不大于", "is at most"),
    ">=": Bilingual("不小于", "is at least"),
    "<": Bilingual("小于", "is less than"),
    ">": Bilingual("大于", "is greater than"),
    "in": Bilingual("为其中之一：", "is one of "),
    "blank": Bilingual("{0} 为空", "{0} is blank"),
    "not blank": Bilingual("{0} 已填写", "{0} is filled in"),
    "numeric": Bilingual("{0} 是数", "{0} is a number"),
    "not numeric": Bilingual("{0} 不是数", "{0} is no number"),
    "contains": Bilingual("{0} 含有 {1}", "{0} contains {1}"),
    "not contains": Bilingual("{0} 不含 {1}", "{0} does not contain {1}"),
    "starts": Bilingual("{0} 以 {1} 开头", "{0} begins with {1}"),
    "not starts": Bilingual("{0} 不以 {1} 开头", "{0} does not begin with {1}"),
    "matches": Bilingual("{0} 符合模式 {1}", "{0} fits the pattern {1}"),
    "not matches": Bilingual("{0} 不符合模式 {1}", "{0} does not fit the pattern {1}"),
    "mentions": Bilingual("{0} 提到 {1}", "{0} mentions {1}"),
    "not mentions": Bilingual("{0} 没有提到 {1}", "{0} does not mention {1}"),
    "similar": Bilingual("{0} 与 {1} 只差一个字", "{0} differs from {1} by one character"),
    "not similar": Bilingual("{0} 与 {1} 不是只差一个字", "{0} does not differ from {1} by just one character"),
    "shortens": Bilingual("{0} 是 {1} 的简称", "{0} is short for {1}"),
    "not shortens": Bilingual("{0} 不是 {1} 的简称", "{0} is not short for {1}"),
}
