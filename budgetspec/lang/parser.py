"""Text to syntax tree. A rule that cannot be read is a problem with its place; the others are still read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any, Final, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from budgetspec.lang import ast, problems, recovery
from budgetspec.lang.problems import Fault, Problem
from budgetspec.resources import folder
from budgetspec.source import Source, Span

_MOST_PROBLEMS: Final = 50
_DEEPEST: Final = 100
_MOST_CHARACTERS: Final = 500_000
_MOST_READ: Final = 10 * _MOST_CHARACTERS
"""How many characters are read in all, however often faulty rules are taken out and the rest is read again."""
_LONGEST_NAME: Final = 100
_LONGEST_NUMBER: Final = 30
_MOST_EXPECTED: Final = 4
_OPERATORS: Final = {"＝": "==", "＝＝": "==", "≠": "!=", "！＝": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "/", "−": "-"}
_UNITS: Final = {"％": "%", "天": "days", "日": "days"}
_NEXT: Final = re.compile(r"(?:rule|let|in)\b|[}｝]")
_WORD: Final = re.compile(r"\w+|.", re.DOTALL)
_FOREIGN: Final = "￥¥$&@^~`\\|?!;'"
_SAID: Final = {
    "NAME": "名称", "RULE_ID": "规则编号", "STRING": "引号内的文字", "NUMBER": "数", "PATTERN": "代码模式", "COMPARE": "比较号",
    "_LPAR": "(", "_RPAR": ")", "_COLON": ":", "_COMMA": ",", "_DOT": ".", "_LBRACE": "{", "_RBRACE": "}", "_ASSIGN": "=",
    "_LSQB": "[", "_RSQB": "]", "STAR": "*", "PLUS": "+", "MINUS": "-", "SLASH": "/", "$END": "文件结束", "_BLOCK": "in",
}  # fmt: skip


def parse(source: Source) -> tuple[ast.File, list[Problem]]:
    """Read a rule file: its tree, and the problems of the rules that could not be read."""
    text, left = source.text, _MOST_READ
    found: list[Problem] = []
    if len(text) > _MOST_CHARACTERS:
        return ast.File(), [replace(problems.too_long(Span(0, 1), _MOST_CHARACTERS), source=source)]
    while len(found) < _MOST_PROBLEMS and left > 0:
        left -= len(text)
        try:
            tree = _grammar().parse(text)
            _ensure_bounded(tree)
            return _builder(tree), _placed(found, source)
        except UnexpectedInput as error:
            problem, text = _faulty(error, text)
        except Fault as fault:
            problem, text = fault.problem, recovery.without_item(text, fault.problem.span.start)
        found.append(problem)
    return ast.File(), _placed(found, source)


def outline(source: Source) -> Tree[Any]:
    """Return the concrete tree of a file without syntax errors, in the order of its text: for who prints it again."""
    return _grammar().parse(source.text)


def is_identifier(name: str) -> bool:
    """Tell whether a name can be written without 「」."""
    return name[:1] != "「" and re.fullmatch(_grammar().get_terminal("NAME").pattern.to_regexp(), name) is not None


def _placed(found: list[Problem], source: Source) -> list[Problem]:
    return [replace(p, source=source) for p in sorted(found, key=lambda p: p.span)]


@cache
def _grammar() -> Lark:
    text = (folder("grammar") / "rules.lark").read_text("utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


def _ensure_bounded(tree: Any) -> None:
    """Refuse trees too deep to be walked, and names and numbers that nobody writes."""
    left = [(tree, 0)]
    while left:
        node, depth = left.pop()
        if isinstance(node, Token):
            _ensure_short(node)
            continue
        if depth > _DEEPEST:
            raise Fault(problems.too_deep(Span(node.meta.start_pos, node.meta.start_pos + 1)))
        if node.data in {"reference", "path"} and len(node.children) > _LONGEST_NAME:
            raise Fault(problems.too_long(Span(node.meta.start_pos, node.meta.start_pos + 1), _LONGEST_NAME))
        left += [(child, depth + 1) for child in reversed(node.children)]


def _ensure_short(token: Token) -> None:
    most = {"NAME": _LONGEST_NAME, "RULE_ID": _LONGEST_NAME, "PATTERN": _LONGEST_NAME, "NUMBER": _LONGEST_NUMBER}.get(token.type)
    if most and len(token) > most:
        raise Fault(problems.too_long(_span(token), most))


def _faulty(error: UnexpectedInput, text: str) -> tuple[Problem, str]:
    """Say what is wrong, and give the text without it. Where the next item begins too early, the one before is not finished."""
    terminals, at = _stopped(error, text)
    expected, between_items = _expected(terminals), "RULE" in terminals
    if at < len(text) and not _NEXT.match(text, at):
        return _unexpected(text, at, expected), recovery.without_item(text, at)
    end = recovery.written_before(text, at)
    if at == len(text) and "_RBRACE" in terminals:
        return problems.unfinished(Span(end - 1, end), "}"), recovery.with_braces(text)
    if at == len(text) or not between_items:
        return problems.unfinished(Span(end - 1, end), expected), recovery.without_item(text, end - 1)
    if text[at] in "}｝":
        return _unexpected(text, at, expected), recovery.without_brace(text, at)
    return problems.broken_block(Span(at, at + 2)), recovery.without_item(text, at)


def _stopped(error: UnexpectedInput, text: str) -> tuple[set[str], int]:
    """Return what could have followed, and where something else stands."""
    match error:
        case UnexpectedToken():
            return error.expected, len(text) if error.token.type == "$END" else cast("int", error.token.start_pos)
        case UnexpectedCharacters():
            return error.allowed, cast("int", error.pos_in_stream)
    return set(getattr(error, "expected", ())), len(text)


def _unexpected(text: str, at: int, expected: str) -> Problem:
    word = _WORD.match(text, at)
    found = word[0] if word else text[at : at + 1]
    span = Span(at, at + len(found))
    if unicodedata.category(found[0])[0] in "LNPS" and found[0] not in _FOREIGN:
        return problems.syntax(span, found, expected)
    return problems.strange_character(span, found)


def _expected(terminals: Any) -> str:
    names = sorted({_SAID.get(t, t.lower() if t.isascii() else t) for t in terminals})
    return " 或 ".join(names[:_MOST_EXPECTED]) + (" 等" if len(names) > _MOST_EXPECTED else "")


def _span(tree: Tree[Any] | Token) -> Span:
    if isinstance(tree, Token):
        return Span(cast("int", tree.start_pos), cast("int", tree.end_pos))
    if tree.meta.empty:
        return Span(0, 0)
    return Span(tree.meta.start_pos, tree.meta.end_pos)


def _name(token: Token) -> ast.Name:
    return ast.Name(str(token).strip("「」"), span=_span(token))


def _operator(token: Token) -> str:
    normal = unicodedata.normalize("NFKC", str(token))
    return _OPERATORS.get(str(token), _OPERATORS.get(normal, "==" if normal == "=" else normal))


def _builder(tree: Any) -> ast.File:
    file = _items(tree, ((),))
    return ast.File(tuple(file[0]), tuple(file[1]), span=_span(tree))


def _items(tree: Any, scopes: tuple[ast.Path, ...]) -> tuple[list[ast.Let], list[ast.Rule]]:
    lets: list[ast.Let] = []
    rules: list[ast.Rule] = []
    for item in tree.children:
        match item.data:
            case "let":
                lets.append(ast.Let(_name(item.children[0]), _expr(item.children[1]), scopes, span=_span(item)))
            case "rule":
                rules.append(_rule(item, scopes))
            case "check":
                guard, body = _body(item.children[0])
                rules.append(ast.Rule("", "", body, guard, scopes, span=_span(item)))
            case "block":
                children = _flat(item.children)
                paths = [tuple(map(_name, c.children)) for c in children if c.data == "path"]
                inner = Tree("items", [c for c in children if c.data != "path"])
                more_lets, more_rules = _items(inner, tuple(outer + path for outer in scopes for path in paths))
                lets += more_lets
                rules += more_rules
    return lets, rules


def _rule(tree: Any, scopes: tuple[ast.Path, ...]) -> ast.Rule:
    identity, title, *parts = tree.children
    clauses = {p.data: p for p in parts if isinstance(p, Tree) and p.data in _CLAUSES}
    guard, body = _body(next(p for p in parts if not (isinstance(p, Tree) and p.data in _CLAUSES)))
    given = {field: read(clauses[data]) for data, (field, read) in _CLAUSES.items() if data in clauses}
    return ast.Rule(str(identity), _text(title), body, guard, scopes, span=_span(tree), **given)


def _body(tree: Any) -> tuple[ast.Expr | None, ast.Expr]:
    if tree.data == "guarded":
        return _expr(tree.children[0]), _expr(tree.children[1])
    return None, _expr(tree)


def _text(token: Token) -> str:
    return str(token)[1:-1]


def _one(tree: Any) -> str:
    return _text(tree.children[0])


def _all(tree: Any) -> tuple[str, ...]:
    return tuple(_text(t) for t in _flat(tree.children))


def _year(tree: Any) -> int:
    return int(str(tree.children[0]).partition(".")[0])


_CLAUSES: Final[dict[str, tuple[str, Any]]] = {
    "severity": ("severity", lambda tree: _name(tree.children[0])),
    "basis": ("basis", _one),
    "from_year": ("from_year", _year),
    "until_year": ("until_year", _year),
    "kind": ("kinds", _all),
    "region": ("regions", _all),
    "tags": ("tags", _all),
    "message": ("message", _one),
    "note": ("note", _one),
}


def _flat(children: list[Any]) -> list[Any]:
    """Unfold the ``_list`` subtrees that the grammar leaves inside."""
    flat: list[Any] = []
    for child in children:
        flat += _flat(child.children) if isinstance(child, Tree) and str(child.data).startswith("_list") else [child]
    return flat


def _expr(tree: Any) -> ast.Expr:
    return cast("ast.Expr", _EXPRESSIONS[tree.data](tree, _flat(tree.children), _span(tree)))


def _reference(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Reference:
    parts = tuple(_part(c) for c in children if isinstance(c, Token))
    places = [i for i, c in enumerate(children) if isinstance(c, Tree)]
    if len(places) > 1:
        raise Fault(problems.two_selections(_span(children[places[1]])))
    selection = tuple(s for i in places for s in map(_selector, _flat(children[i].children)))
    return ast.Reference(parts, selection, places[0] if places else 0, span=span)


def _part(token: Token) -> ast.Name | ast.Star:
    return ast.Star(span=_span(token)) if token.type == "STAR" else _name(token)


def _selector(tree: Any) -> ast.Selector:
    token, span = tree.children[0], _span(tree)
    match tree.data:
        case "level":
            return ast.LevelSelector(str(token).strip("「」"), span=span)
        case "code":
            return ast.CodeSelector(str(token), span=span)
    return ast.PatternSelector(str(token), span=span)


def _bare_pattern(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Reference:
    return ast.Reference((), (ast.PatternSelector(str(children[0]), span=span),), span=span)


def _number(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Number:
    unit = _UNITS.get(str(children[1]), str(children[1])) if len(children) > 1 else None
    return ast.Number(str(children[0]), unit, span=span)


def _binary(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Binary:
    left, op, right = children
    return ast.Binary(_operator(op), _expr(left), _expr(right), span=span)


def _compare(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Compare:
    left, op, right, *within = children
    tolerance = _expr(within[0]) if within else None
    return ast.Compare(_operator(op), _expr(left), _expr(right), tolerance, span=span)


def _logic(op: str) -> Any:
    def build(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Logic:
        return ast.Logic(op, tuple(map(_expr, children)), span=span)

    return build


def _call(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Call:
    return ast.Call(_name(children[0]), tuple(map(_expr, children[1:])), span=span)


def _fold(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Call:
    return ast.Call(_name(children[0]), (_expr(children[1]),), tuple(map(_name, children[2:])), span=span)


def _lookup(_tree: Tree[Any], children: list[Any], span: Span) -> ast.Lookup:
    return ast.Lookup(_name(children[0]), tuple(map(_expr, children[1:-1])), _name(children[-1]), span=span)


_EXPRESSIONS: Final[dict[str, Any]] = {
    "reference": _reference,
    "bare_pattern": _bare_pattern,
    "number": _number,
    "string": lambda _t, children, span: ast.String(_text(children[0]), span=span),
    "negative": lambda _t, children, span: ast.Negative(_expr(children[1]), span=span),
    "negation": lambda _t, children, span: ast.Not(_expr(children[0]), span=span),
    "binary": _binary,
    "compare": _compare,
    "member": lambda _t, c, span: ast.Member(_expr(c[0]), tuple(map(_expr, c[1:])), span=span),
    "both": _logic("and"),
    "either": _logic("or"),
    "implies": _logic("implies"),
    "call": _call,
    "fold": _fold,
    "lookup": _lookup,
}
