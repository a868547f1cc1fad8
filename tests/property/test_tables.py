"""The tables are Lark's: what Lark's own parser reads is read, with the same places; where it stops, the same could follow.

Lark says what could follow after the productions that it makes before it sees that a token does not fit, which is less.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from budgetspec.lang.builder import NODES, TOKENS
from budgetspec.lang.tables import NodeMaker, Stuck, Tables
from budgetspec.resources import folder

GRAMMAR = Lark((folder("grammar") / "rules.lark").read_text("utf-8"), parser="lalr", propagate_positions=True)
SHIPPED = [path.read_text("utf-8") for path in sorted(folder("schema").glob("*/rules/*.rules"))]
WORDS = r"""
rule let in when and or not implies by within severity basis from until kind tags message note disable regrade because as
表 表.列 合计 单位 类 元 万元 天 days 日 sum list rules 「因公（境）费」 A B-1 甲-一 3xx 30x 201 0.5 100% 20天 "" "文" “文” ruleA
+ - − * × / == = ＝ ≠ <= ＜ ( ) （ ） [ ］ { } ｛ ｝ , ， 、 . ． : ： % # " “ 「 ￥ \ 1==1
""".split()  # noqa: SIM905 - reads as a vocabulary


def node(data: str) -> NodeMaker:
    return lambda inside, span: (data, inside, tuple(span))


TABLES = Tables(
    GRAMMAR,
    {kind: lambda text, start, end: (text, start, end) for kind in TOKENS},
    {data: node(data) for data in NODES},
)


def plain(tree: Any) -> Any:
    """Return a tree of Lark's as ``TABLES`` makes it."""
    if isinstance(tree, Token):
        return (str(tree), tree.start_pos, tree.end_pos)
    place = (0, 0) if tree.meta.empty else (tree.meta.start_pos, tree.meta.end_pos)
    return (str(tree.data), [plain(child) for child in unfolded(tree.children)], place)


def unfolded(children: list[Any]) -> Iterator[Any]:
    """Unfold the subtrees of a rule template, which Lark leaves inside."""
    for child in children:
        if isinstance(child, Tree) and child.data.startswith("_"):
            yield from unfolded(child.children)
        else:
            yield child


def lark(text: str) -> Any:
    try:
        return plain(GRAMMAR.parse(text))
    except UnexpectedInput as error:
        return place(error, text), acceptable(error)


def place(error: UnexpectedInput, text: str) -> int | None:
    if isinstance(error, UnexpectedToken):
        return error.token.start_pos if error.token.type != "$END" else len(text)
    assert isinstance(error, UnexpectedCharacters)
    return error.pos_in_stream


def acceptable(error: Any) -> set[str]:
    return set(error.interactive_parser.accepts())


def ours(text: str) -> Any:
    try:
        return TABLES.read(text)
    except Stuck as stuck:
        return stuck.at, set(stuck.accepts)


def assert_alike(text: str) -> None:
    here, there = ours(text), lark(text)
    if len(there) == 2:
        assert here[0] == there[0]
        assert here[1] >= there[1]
    else:
        assert here == there


@pytest.mark.parametrize("text", SHIPPED)
def test_shipped_rules(text: str) -> None:
    assert ours(text) == lark(text)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "\n", "\ufeff"]), max_size=25), st.sampled_from(["", " "]))
def test_any_words(words: list[str], between: str) -> None:
    assert_alike(between.join(words))


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(SHIPPED), st.sampled_from(["", "\n", *WORDS]))
def test_shipped_rules_with_a_fault(data: st.DataObject, shipped: str, word: str) -> None:
    start = data.draw(st.integers(0, len(shipped)))
    at = data.draw(st.integers(start, min(start + 400, len(shipped))))
    text = shipped[start:at] + word + shipped[at + 1 : at + 400]
    assert_alike(text)
