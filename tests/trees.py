"""Hypothesis strategies: syntax trees of every shape that can be written, and rule files written in every possible way."""

from __future__ import annotations

import re
from random import Random

from hypothesis import strategies as st

from budgetspec.lang import ast

KEYWORDS = (
    "rule let in when and or not implies by within severity basis from until kind region tags message note "  # noqa: SIM905 - reads as words
    "disable regrade reading each of under optional".split()
)
PLAIN = ["合计", "收入", "类", "x", "元", "days", "日", "notes", "in_", "三公２", "ⅷ"]
ODD = [*KEYWORDS, "因公出国（境）费", "本年 预算", "2025", "30x", "a-b", "“三公”", '"', "#", ",", "{", "a「b", "=", "*", "（"]

names = st.sampled_from([*PLAIN, *ODD]) | st.text(st.characters(exclude_characters="「」\n\r"), min_size=1, max_size=6)
texts = st.text(st.characters(exclude_characters="\n\r"), max_size=12).filter(lambda text: not ('"' in text and "”" in text))
name_nodes = st.builds(ast.Name, names)
patterns = st.from_regex(r"[0-9]{1,4}x{1,4}", fullmatch=True)
selectors = (
    st.builds(ast.LevelSelector, names)
    | st.builds(ast.CodeSelector, st.from_regex(r"[0-9]{1,7}", fullmatch=True))
    | st.builds(ast.PatternSelector, patterns)
)
selections = st.lists(selectors, min_size=1, max_size=3).map(tuple)
paths = st.lists(name_nodes, min_size=1, max_size=3).map(tuple)
scopes = st.just(((),)) | st.lists(paths, min_size=1, max_size=4).map(tuple)


@st.composite
def references(draw: st.DrawFn) -> ast.Reference:
    parts = tuple(draw(st.lists(name_nodes | st.builds(ast.Star), max_size=4)))
    if not parts:
        return ast.Reference((), draw(selections))
    at = draw(st.integers(0, len(parts)))
    return ast.Reference(parts, draw(selections), at) if at else ast.Reference(parts)


leaves = (
    references()
    | st.builds(
        ast.Number,
        st.from_regex(r"[0-9]{1,8}(\.[0-9]{1,3})?", fullmatch=True),
        st.sampled_from([None, None, "元", "万元", "%", "days"]),
    )
    | st.builds(ast.String, texts)
)


def _branches(inner: st.SearchStrategy[ast.Expr]) -> st.SearchStrategy[ast.Expr]:
    several = st.lists(inner, max_size=3).map(tuple)
    return (
        st.builds(ast.Negative, inner)
        | st.builds(ast.Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(ast.Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), inner, inner, st.none() | inner)
        | st.builds(ast.Member, inner, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(ast.Not, inner)
        | st.builds(ast.Logic, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=4).map(tuple))
        | st.builds(ast.Logic, st.just("implies"), st.tuples(inner, inner))
        | st.builds(ast.Call, name_nodes, several)
        | st.builds(ast.Call, name_nodes, st.tuples(inner), paths)
        | st.builds(ast.Lookup, name_nodes, several, name_nodes)
    )


expressions = st.recursive(leaves, _branches, max_leaves=12)
_list_of_texts = st.lists(texts, max_size=2).map(tuple)
_list_of_strings = st.lists(st.builds(ast.String, texts), max_size=2).map(tuple)
_years = st.none() | st.integers(1000, 9999)
ids = st.sampled_from(["T04-01", "N01", "because", "as", "规则-一", "a-2-b"])
rules = st.builds(
    ast.Rule,
    id=ids,
    title=texts,
    body=expressions,
    guard=st.none() | expressions,
    scopes=scopes,
    severity=st.none() | name_nodes,
    basis=st.none() | texts,
    from_year=_years,
    until_year=_years,
    kinds=_list_of_strings,
    regions=_list_of_strings,
    tags=_list_of_texts,
    message=st.none() | st.builds(ast.String, texts),
    note=st.none() | texts,
)
lets = st.builds(ast.Let, name_nodes, expressions, scopes)
checks = st.builds(ast.Rule, st.just(""), st.just(""), expressions, st.none() | expressions, scopes)
amended = st.lists(st.builds(ast.Name, ids), min_size=1, max_size=3).map(tuple)
amendments = st.builds(ast.Amendment, amended, texts, st.none() | name_nodes)
levels = st.builds(ast.LevelSelector, names)
eaches = st.builds(ast.Each, name_nodes) | st.builds(ast.Each, name_nodes, paths, levels)
sentences = st.builds(ast.Sentence, texts, st.booleans())
readings = st.builds(
    ast.Reading,
    name_nodes,
    st.lists(paths, min_size=1, max_size=3).map(tuple),
    st.lists(sentences, min_size=1, max_size=3).map(tuple),
    st.none() | eaches,
    st.none() | st.builds(ast.Sentence, texts),
)
files = st.builds(
    ast.File,
    st.lists(lets, max_size=3).map(tuple),
    st.lists(rules, max_size=3).map(tuple),
    st.lists(readings, max_size=2).map(tuple),
    amendments=st.lists(amendments, max_size=2).map(tuple),
) | st.builds(ast.File, st.just(()), st.tuples(checks))

_TOKEN = re.compile(
    r'"[^"\n]*"|“[^”\n]*”|#[^\n]*|(?<!\w)in(?!\w)(?:\s*(?:「[^」\n]+」|[\w.,，、]+))+\s*[{｛]|「[^」\n]+」'
    r"|[0-9]+(?:\.[0-9]+)?\w*|\w+(?:-\w+)*|[=!<>]=|\S"
)
_TWINS = {
    ",": "，、", "(": "（", ")": "）", "[": "［", "]": "］", "{": "｛", "}": "｝", ":": "：", ".": "．", "=": "＝", "==": "＝",
    "<": "＜", ">": "＞", "<=": "≤", ">=": "≥", "!=": "≠", "+": "＋", "-": "－−", "*": "×＊", "/": "÷／", "%": "％",
}  # fmt: skip
_BLANKS = [" ", " ", "  ", "\n", "\t", "\u3000", "\r\n", "\ufeff "]
_COMMENTS = [" # 一\n", "\n# 二\n", "\n\n\n#三 “未完\n", "\n  # 四「 \n\n", "#\n", " # 五\n # 六\n"]


def rewritten(text: str, random: Random, *, comments: bool) -> str:
    """Write a rule file differently: other blanks and lines, full-width punctuation, and comments anywhere."""
    out, end = [], 0
    for match in _TOKEN.finditer(text):
        out += [_between(text[end : match.start()], random, comments=comments), _twin(match[0], random)]
        end = match.end()
    return "".join([*out, _between("\n", random, comments=comments)])


def _between(blanks: str, random: Random, *, comments: bool) -> str:
    if "\n\n" in blanks:
        return blanks
    if comments and random.random() < 0.1:
        return str(random.choice(_COMMENTS))
    return str(random.choice(_BLANKS if blanks else ["", "", *_BLANKS]))


def _twin(token: str, random: Random) -> str:
    if token.startswith("#"):
        return f"{token}\n"
    return str(random.choice([token, *_TWINS.get(token, "")]))
