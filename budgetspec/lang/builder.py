"""What the grammar's tokens and alternatives become: a table each, and then the items of a file in the tables around them."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Any, Final, NamedTuple

from budgetspec.lang import ast, misread, misspelt
from budgetspec.lang.mention import by_kind, quoted
from budgetspec.lang.problems import Fault
from budgetspec.lang.tables import NodeMaker, TokenMaker
from budgetspec.source import Span

_DEEPEST: Final = 97
"""How many levels an expression has at most, and how many steps the path of the tables around an item."""
_LONGEST_NAME: Final = 100
_LONGEST_NUMBER: Final = 30
_MOST_SCOPES: Final = 1000
"""In how many tables an item stands at most; blocks of several tables inside each other multiply them."""
_OPERATORS: Final = {"＝": "==", "＝＝": "==", "≠": "!=", "！＝": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "/", "−": "-"}
_UNITS: Final = {"％": "%", "天": "days", "日": "days"}


class Part(NamedTuple):
    """What is no node of its own: an item, a clause, a selection; by the name it has in the grammar."""

    data: str
    children: list[Any]
    span: Span


def _name(text: str, start: int, end: int) -> ast.Name:
    if len(text) > _LONGEST_NAME:
        raise Fault(misspelt.too_long(Span(start, end), most=_LONGEST_NAME))
    return ast.Name(text.strip("「」"), span=Span(start, end))


def _ensure_short(text: str, start: int, most: int) -> None:
    if len(text) > most:
        raise Fault(misspelt.too_long(Span(start, start + len(text)), most=most))


def _number_text(text: str, start: int, _end: int) -> str:
    _ensure_short(text, start, _LONGEST_NUMBER)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _pattern_text(text: str, start: int, _end: int) -> str:
    _ensure_short(text, start, _LONGEST_NAME)
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def _operator(text: str, _start: int, _end: int) -> str:
    return _half_width(text)


@cache
def _half_width(operator: str) -> str:
    normal = unicodedata.normalize("NFKC", operator)
    return _OPERATORS.get(operator, _OPERATORS.get(normal, "==" if normal == "=" else normal))


TOKENS: Final[dict[str, TokenMaker]] = {
    "NAME": _name,
    "RULE_ID": _name,
    "STRING": lambda text, _start, _end: text[1:-1],
    "NUMBER": _number_text,
    "PATTERN": _pattern_text,
    "UNIT": lambda text, _start, _end: _UNITS.get(text, text),
    **dict.fromkeys(("COMPARE", "PLUS", "MINUS", "STAR", "SLASH"), _operator),
}
"""The values of tokens. The others are not needed where their node is known."""


def _reference(children: list[Any], span: Span) -> ast.Reference:
    if len(children) > _LONGEST_NAME:
        raise Fault(misspelt.too_long(Span(span.start, span.start + 1), most=_LONGEST_NAME))
    places = [i for i, child in enumerate(children) if isinstance(child, Part)]
    if not places:
        return ast.Reference(tuple(children), span=span)
    if len(places) > 1:
        first, *others = (children[place] for place in places)
        chosen = (x for each in (first, *others) for x in each.children)
        raise Fault(misspelt.two_selections(others[0].span, by_kind(chosen)))
    selection = children.pop(places[0])
    return ast.Reference(tuple(children), tuple(selection.children), places[0], span=span)


def _bare_pattern(children: list[Any], span: Span) -> ast.Reference:
    return ast.Reference((), (ast.PatternSelector(children[0], span=span),), span=span)


def _path(children: list[Any], span: Span) -> ast.Path:
    if len(children) > _LONGEST_NAME:
        raise Fault(misspelt.too_long(Span(span.start, span.start + 1), most=_LONGEST_NAME))
    return tuple(children)


def _binary(children: list[Any], span: Span) -> ast.Binary:
    left, op, right = children
    return ast.Binary(op, left, right, span=span)


def _compare(children: list[Any], span: Span) -> ast.Compare:
    left, op, *others = children
    return ast.Compare(op, left, *others, span=span)


def _start(items: list[Any], span: Span) -> ast.File:
    found: dict[str, list[ast.Node]] = defaultdict(list)
    _gather(items, ((),), found)
    return ast.File(**{field: tuple(nodes) for field, nodes in found.items()}, span=span)  # type: ignore[arg-type] # by _ITEMS


def _gather(items: Sequence[Any], scopes: tuple[ast.Path, ...], found: dict[str, list[ast.Node]]) -> None:
    """Add items to the fields of the file that they belong to; those of a block know the tables around them."""
    for item in items:
        if item.data == "block":
            _gather(*_inside(item, scopes), found)
        else:
            field, read = _ITEMS[item.data]
            found[field].append(read(item, scopes))


def _inside(block: Part, scopes: tuple[ast.Path, ...]) -> tuple[list[Part], tuple[ast.Path, ...]]:
    """Return the items of a block and the tables they stand in; refuse blocks too deep to be walked, and too many tables."""
    paths = [child for child in block.children if not isinstance(child, Part)]
    if len(scopes[0]) > _DEEPEST or len(scopes) * len(paths) > _MOST_SCOPES:
        raise Fault(misspelt.too_deep(Span(block.span.start, block.span.start + 1)))
    return block.children[len(paths) :], tuple(outer + path for outer in scopes for path in paths)


def _let(item: Part, scopes: tuple[ast.Path, ...]) -> ast.Let:
    name, value = item.children
    _ensure_shallow(value)
    return ast.Let(name, value, scopes, span=item.span)


def _check(item: Part, scopes: tuple[ast.Path, ...]) -> ast.Rule:
    guard, body = _body(item.children[0])
    return ast.Rule("", "", body, guard, scopes, span=item.span)


def _rule(item: Part, scopes: tuple[ast.Path, ...]) -> ast.Rule:
    identity, title, *parts = item.children
    clauses: dict[str, Any] = {}
    for part in parts:
        if isinstance(part, Part) and part.data in _CLAUSES:
            _add_clause(part, clauses)
        else:
            guard, body = _body(part)
    return ast.Rule(identity.text, title, body, guard, scopes, span=item.span, **clauses)


def _body(condition: Any) -> tuple[ast.Expr | None, ast.Expr]:
    guard, body = condition.children if isinstance(condition, Part) else (None, condition)
    for each in (guard, body) if guard else (body,):
        _ensure_shallow(each)
    return guard, body


def _ensure_shallow(whole: ast.Expr) -> None:
    """Refuse an expression too deep to be walked; one with fewer characters than levels cannot be, so most need no look."""
    left = [(whole, _DEEPEST)]
    while left:
        node, levels = left.pop()
        if levels < 0:
            raise Fault(misspelt.too_deep(Span(node.span.start, node.span.start + 1)))
        if node.span.end - node.span.start > levels:
            left += [(each, levels - 1) for each in reversed(_operands(node))]


def _operands(node: ast.Expr) -> tuple[ast.Expr, ...]:
    match node:
        case ast.Binary() | ast.Compare():
            within = node.within if isinstance(node, ast.Compare) else None
            return (node.left, node.right, within) if within else (node.left, node.right)
        case ast.Member():
            return (node.item, *node.options)
        case ast.Not() | ast.Negative():
            return (node.operand,)
        case ast.Logic():
            return node.operands
        case ast.Call() | ast.Lookup():
            return node.arguments
    return ()


def _add_clause(clause: Part, clauses: dict[str, Any]) -> None:
    """Add a clause to those of its rule; refuse one that the rule has already, and years that are none."""
    field, read = _CLAUSES[clause.data]
    if field in clauses:
        raise Fault(misspelt.repeated_clause(clause.span, clause=clause.data.partition("_")[0]))
    clauses[field] = read(clause)


def _one(clause: Part) -> Any:
    return clause.children[0]


def _text(clause: Part) -> ast.String:
    """Read a text with its place, that of what stands inside the quotes."""
    text, end = clause.children[0], clause.span.end - 1
    return ast.String(text, span=Span(end - len(text), end))


def _all(clause: Part) -> tuple[Any, ...]:
    return tuple(clause.children)


def _texts(clause: Part) -> tuple[ast.String, ...]:
    """Read texts, all with the place of their clause."""
    return tuple(ast.String(text, span=clause.span) for text in clause.children)


def _year(clause: Part) -> int:
    """Return the year of a clause, which stands at its end."""
    (year,), end = clause.children, clause.span.end
    if not re.fullmatch("[0-9]{4}", year):
        raise Fault(misspelt.not_a_year(Span(end - len(year), end), clause=clause.data.partition("_")[0], year=year))
    return int(year)


def _amendment(item: Part, _scopes: tuple[ast.Path, ...]) -> ast.Amendment:
    *words, reason = item.children
    severity = words.pop() if item.data == "regrade" else None
    return ast.Amendment(tuple(words), reason, severity, span=item.span)


def _reading(item: Part, _scopes: tuple[ast.Path, ...]) -> ast.Reading:
    name, *parts = item.children
    paths = tuple(part for part in parts if isinstance(part, tuple) and not isinstance(part, Part))
    given = {part.data: part for part in parts if isinstance(part, Part)}
    sentences = tuple(_sentence(part) for part in parts if isinstance(part, Part) and part.data in {"required", "optional"})
    each = _each(given["each"]) if "each" in given else None
    under = _sentence(given["under"]) if "under" in given else None
    return ast.Reading(name, paths, sentences, each, under, span=item.span)


def _each(part: Part) -> ast.Each:
    key, *rows = part.children
    if not rows:
        return ast.Each(key, span=part.span)
    table, selection = rows
    level, *more = selection.children
    if more or not isinstance(level, ast.LevelSelector):
        raise Fault(misread.no_level(selection.span, [f"of {quoted('.'.join(name.text for name in table))}[级]"]))
    return ast.Each(key, table, level, span=part.span)


def _sentence(part: Part) -> ast.Sentence:
    """Read a sentence pattern; its place is that of the text inside the quotes."""
    pattern, end = part.children[0], part.span.end - 1
    return ast.Sentence(pattern, part.data != "optional", span=Span(end - len(pattern), end))


_ITEMS: Final[dict[str, tuple[str, Callable[[Part, tuple[ast.Path, ...]], ast.Node]]]] = {
    "let": ("lets", _let),
    "rule": ("rules", _rule),
    "check": ("rules", _check),
    "disable": ("amendments", _amendment),
    "regrade": ("amendments", _amendment),
    "reading": ("readings", _reading),
}
"""The field of a file where an item belongs, and what reads it."""
_CLAUSES: Final[dict[str, tuple[str, Callable[[Part], Any]]]] = {
    "severity": ("severity", _one),
    "basis": ("basis", _one),
    "from_year": ("from_year", _year),
    "until_year": ("until_year", _year),
    "kind": ("kinds", _texts),
    "region": ("regions", _texts),
    "tags": ("tags", _all),
    "message": ("message", _text),
    "note": ("note", _one),
}
"""The field of a rule that a clause gives, and what reads it."""

_PARTS: Final = ("block", "guarded", "selection", "each", "under", "required", "optional")
NODES: Final[dict[str, NodeMaker]] = {
    "start": _start,
    "path": _path,
    "reference": _reference,
    "bare_pattern": _bare_pattern,
    "star": lambda _, span: ast.Star(span=span),
    "level": lambda inside, span: ast.LevelSelector(inside[0].text, span=span),
    "code": lambda inside, span: ast.CodeSelector(inside[0], span=span),
    "pattern": lambda inside, span: ast.PatternSelector(inside[0], span=span),
    "number": lambda inside, span: ast.Number(*inside, span=span),
    "string": lambda inside, span: ast.String(inside[0], span=span),
    "negative": lambda inside, span: ast.Negative(inside[1], span=span),
    "negation": lambda inside, span: ast.Not(inside[0], span=span),
    "binary": _binary,
    "compare": _compare,
    "member": lambda inside, span: ast.Member(inside[0], tuple(inside[1:]), span=span),
    "both": lambda inside, span: ast.Logic("and", tuple(inside), span=span),
    "either": lambda inside, span: ast.Logic("or", tuple(inside), span=span),
    "implies": lambda inside, span: ast.Logic("implies", tuple(inside), span=span),
    "call": lambda inside, span: ast.Call(inside[0], tuple(inside[1:]), span=span),
    "fold": lambda inside, span: ast.Call(inside[0], (inside[1],), tuple(inside[2:]), span=span),
    "lookup": lambda inside, span: ast.Lookup(inside[0], tuple(inside[1:-1]), inside[-1], span=span),
    **{data: partial(Part, data) for data in (*_PARTS, *_ITEMS, *_CLAUSES)},
}
"""The nodes of alternatives and rules, by their names in the grammar."""
