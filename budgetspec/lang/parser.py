"""Text to syntax tree. A rule that cannot be read is a problem with its place; the others are still read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import replace
from functools import cache
from typing import Any, Final, cast

from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from budgetspec.lang import ast, misspelt, recovery
from budgetspec.lang.examples import Stop, explained
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
_OPERATORS: Final = {"＝": "==", "＝＝": "==", "≠": "!=", "！＝": "!=", "≤": "<=", "≥": ">=", "×": "*", "÷": "/", "−": "-"}
_UNITS: Final = {"％": "%", "天": "days", "日": "days"}
_NEXT: Final = re.compile(r"(?:rule|let|in)\b|[}｝]")
_LET: Final = re.compile(r"(?<!\w)(?:let|Let|LET|令|设)\s+([^\W\d]\w*|「[^」\n]+」)")


def parse(source: Source, names: Collection[str] = ()) -> tuple[ast.File, list[Problem]]:
    """Read a rule file: its tree, and the problems of what could not be read; ``names`` are the tables that may be meant."""
    reader = _Reader(source.text, names)
    file = reader.file()
    if reader.found:
        written = {name.strip("「」") for name in _LET.findall(source.text)}
        file = replace(file, unread=frozenset(written - {let.name.text for let in file.lets}))
    return file, [replace(p, source=source) for p in sorted(reader.found, key=lambda p: p.span)]


def outline(source: Source) -> Tree[Any]:
    """Return the concrete tree of a file without syntax errors, in the order of its text: for who prints it again."""
    return _grammar().parse(source.text)


def is_identifier(name: str) -> bool:
    """Tell whether a name can be written without 「」."""
    return name[:1] != "「" and re.fullmatch(_grammar().get_terminal("NAME").pattern.to_regexp(), name) is not None


class _Reader:
    """Reads a text again and again, each time without the fault that was found."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self.text, self.names = text, names
        self.found: list[Problem] = []
        self.brace_added = False

    def file(self) -> ast.File:
        """Return the tree of what can be read; nothing of a text with more faults than anybody reads."""
        if len(self.text) > _MOST_CHARACTERS:
            self.found.append(misspelt.too_long(Span(0, 1), _MOST_CHARACTERS))
            return ast.File()
        left = _MOST_READ
        while len(self.found) < _MOST_PROBLEMS and left > 0:
            left -= len(self.text)
            try:
                return self._sound()
            except UnexpectedInput as error:
                self._take_out(_stop(error, self.text, self.names))
            except Fault as fault:
                self.found += fault.problems
                self.text = recovery.without_item(self.text, fault.problems[0].span.start)
        return ast.File()

    def _sound(self) -> ast.File:
        tree = _grammar().parse(self.text)
        _ensure_bounded(tree)
        return _builder(tree)

    def _take_out(self, stop: Stop) -> None:
        """Say what is wrong and go on without it. Where the next item begins too early, the one before is not finished."""
        text, at = stop.text, stop.at
        if at == len(text) and "_RBRACE" in stop.accepts:
            self.found += [] if self.brace_added else [misspelt.open_block(recovery.open_block(text))]
            self.text = recovery.with_braces(text)
            return
        problem = explained(stop)
        self.found.append(problem)
        self.text = self._without(stop, problem)

    def _without(self, stop: Stop, problem: Problem) -> str:
        text, at = stop.text, stop.at
        if problem.code == misspelt.MISSING_IN:
            return recovery.without_block(text, problem.span.start)
        if at < len(text) and not _NEXT.match(text, at):
            return recovery.without_item(text, at)
        if at == len(text) or "RULE" not in stop.accepts:
            return recovery.without_item(text, recovery.written_before(text, at) - 1)
        if text[at] in "}｝":
            return recovery.without_brace(text, at)
        if problem.code == misspelt.MISSING_BRACE:
            self.brace_added = True
            return recovery.with_brace(text, problem.span.end)
        return recovery.without_item(text, at)


def _stop(error: UnexpectedInput, text: str, names: Collection[str]) -> Stop:
    """Say where reading stopped, and what could have followed."""
    at = len(text)
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        at = cast("int", error.token.start_pos)
    elif isinstance(error, UnexpectedCharacters):
        at = cast("int", error.pos_in_stream)
    return Stop(text, at, recovery.item_before(text, at), _acceptable(error), names)


def _acceptable(error: Any) -> frozenset[str]:
    """Return the terminals that could really follow; what the error says comes from several places like this one."""
    reader = error.interactive_parser
    reader.parser_state.value_stack = [None] * len(reader.parser_state.value_stack)  # so that nothing is copied in vain
    return frozenset(reader.accepts())


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
            raise Fault(misspelt.too_deep(Span(node.meta.start_pos, node.meta.start_pos + 1)))
        if node.data in {"reference", "path"} and len(node.children) > _LONGEST_NAME:
            raise Fault(misspelt.too_long(Span(node.meta.start_pos, node.meta.start_pos + 1), _LONGEST_NAME))
        left += [(child, depth + 1) for child in reversed(node.children)]


def _ensure_short(token: Token) -> None:
    most = {"NAME": _LONGEST_NAME, "RULE_ID": _LONGEST_NAME, "PATTERN": _LONGEST_NAME, "NUMBER": _LONGEST_NUMBER}.get(token.type)
    if most and len(token) > most:
        raise Fault(misspelt.too_long(_span(token), most))


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
    clauses: dict[str, Any] = {}
    for part in parts:
        if isinstance(part, Tree) and part.data in _CLAUSES:
            _ensure_sound(part, clauses)
            clauses[part.data] = part
    guard, body = _body(next(p for p in parts if not (isinstance(p, Tree) and p.data in _CLAUSES)))
    given = {field: read(clauses[data]) for data, (field, read) in _CLAUSES.items() if data in clauses}
    return ast.Rule(str(identity), _text(title), body, guard, scopes, span=_span(tree), **given)


def _ensure_sound(clause: Any, others: Collection[str]) -> None:
    """Refuse a clause that the rule has already, and years that are none."""
    word = clause.data.partition("_")[0]
    if clause.data in others:
        raise Fault(misspelt.repeated_clause(_span(clause), word))
    if word in {"from", "until"} and not re.fullmatch("[0-9]{4}", str(clause.children[0])):
        raise Fault(misspelt.not_a_year(_span(clause.children[0]), word))


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
        raise Fault(misspelt.two_selections(_span(children[places[1]])))
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
