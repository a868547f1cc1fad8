"""Syntax tree to canonical text: half-width punctuation, no parentheses that the order of operators does without.

Only ``and`` inside ``or`` keeps them: few authors know which of the two binds more tightly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from enum import IntEnum
from itertools import groupby
from typing import Any, Final, NamedTuple, cast

from budgetspec.lang import ast
from budgetspec.lang.comments import Comment, Comments
from budgetspec.lang.layout import Break, Doc, Group, Indent, Line, Suffix, laid_out
from budgetspec.lang.parser import is_identifier
from budgetspec.values import dataclass

COLUMNS: Final = 120
"""How many terminal columns a line takes at most, where it can be broken; a Chinese character takes two."""
IN_BLOCK: Final = 2
"""By how much the items of a block stand to the right of it, and the lines of a rule in a block to the right of the rule."""
_RULE_LINES: Final = 4
"""By how much the lines of a rule outside all blocks stand to the right: in the same column as those in a block."""
_SENTENCES: Final = 2
"""By how much the sentences of a reading stand to the right of it."""
_CONTINUED: Final = 4
"""By how much the second and later lines of a condition, a list or a sum stand to the right of its first."""
_UNBROKEN: Final = 10**9
"""The columns of an expression that is to stand on one line."""
Item = ast.Let | ast.Rule | ast.Reading | ast.Amendment
_HEAD: Final = ("rule", "severity", "from", "until", "kind", "region", "tags")
"""What stands on the first line of a rule, in this order."""
_ORDER: Final = (*_HEAD, "condition", "basis", "message", "note")


class _Binds(IntEnum):
    """How tightly an operator holds its operands together."""

    IMPLIES = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARE = 5
    SUM = 6
    PRODUCT = 7
    NEGATIVE = 8
    PRIMARY = 9


_LOGIC: Final = {"implies": _Binds.IMPLIES, "or": _Binds.OR, "and": _Binds.AND}
_ARITHMETIC: Final = {"+": _Binds.SUM, "-": _Binds.SUM, "*": _Binds.PRODUCT, "/": _Binds.PRODUCT}
_OPERANDS: Final = {
    "implies": (_Binds.OR, _Binds.IMPLIES),
    "or": (_Binds.NOT, _Binds.NOT),
    "and": (_Binds.NOT, _Binds.NOT),
}
"""How tightly the first and the other operands must bind to stand without parentheses; `and` inside `or` has them always."""


def written(node: ast.Node) -> str:
    """Return the canonical text of a node: an expression on one line, lets, rules and files as ``fmt`` lays them out.

    >>> written(ast.Not(ast.Compare("==", ast.Number("1"), ast.Reference((ast.Name("本年 预算"),)))))
    'not (1 == 「本年 预算」)'
    """
    match node:
        case ast.File():
            items: tuple[Item, ...] = (*node.amendments, *node.readings, *node.lets, *node.rules)
            return laid_out(_file(items), COLUMNS).lstrip("\n") + "\n" * bool(items)
        case ast.Let() | ast.Rule() | ast.Reading() | ast.Amendment():
            return laid_out(_file([node]), COLUMNS).lstrip("\n")
        case ast.Name():
            return name(node.text)
        case ast.Star():
            return "*"
        case ast.LevelSelector() | ast.CodeSelector() | ast.PatternSelector():
            return _selector(node)
    return laid_out(Printer().expression(cast("ast.Expr", node)), _UNBROKEN)


def name(text: str) -> str:
    """Return a name as it is written: in 「」 where it is a keyword or no identifier."""
    return text if is_identifier(text) else f"「{text}」"


def dotted(names: Iterable[str]) -> str:
    """Return a path as it is written."""
    return ".".join(map(name, names))


def quoted(text: str) -> str:
    """Return a text in quotes: in “ ” where it holds a straight quote itself."""
    return f"“{text}”" if '"' in text else f'"{text}"'


def _reference(node: ast.Reference) -> str:
    parts = [written(part) for part in node.parts]
    if not node.selection:
        return ".".join(parts)
    if not parts and len(node.selection) == 1 and isinstance(node.selection[0], ast.PatternSelector):
        return node.selection[0].pattern
    selection = f"[{', '.join(map(_selector, node.selection))}]"
    return ".".join([".".join(parts[: node.at]) + selection, *parts[node.at :]])


def _selector(node: ast.Selector) -> str:
    match node:
        case ast.LevelSelector():
            return name(node.name)
        case ast.CodeSelector():
            return node.code
    return node.pattern


def _number(node: ast.Number) -> str:
    return f"{node.text} days" if node.unit == "days" else f"{node.text}{node.unit or ''}"


def _binds(node: ast.Expr) -> _Binds:
    match node:
        case ast.Logic():
            return _LOGIC[node.op]
        case ast.Not():
            return _Binds.NOT
        case ast.Compare() | ast.Member():
            return _Binds.COMPARE
        case ast.Binary():
            return _ARITHMETIC[node.op]
        case ast.Negative():
            return _Binds.NEGATIVE
    return _Binds.PRIMARY


def begin(node: ast.Expr) -> int:
    """Return where the first operand of an expression begins, after all its opening parentheses."""
    match node:
        case ast.Logic():
            return begin(node.operands[0])
        case ast.Binary() | ast.Compare():
            return begin(node.left)
        case ast.Member():
            return begin(node.item)
        case ast.Not() | ast.Negative():
            return begin(node.operand)
    return node.span.start


def _is_nested(condition: ast.Expr) -> bool:
    """Tell whether an operand of and, or, implies is one of these itself."""
    inner = condition.operand if isinstance(condition, ast.Not) else condition
    return isinstance(inner, ast.Logic)


class _Term(NamedTuple):
    """An operand with the operator before it, and how tightly it must bind to stand without parentheses."""

    op: str
    node: ast.Expr
    least: int


def _terms(node: ast.Expr, kind: _Binds) -> list[_Term]:
    """Return the operands of a sum (or product) in order; a node that is none is its only operand."""
    found = []
    while isinstance(node, ast.Binary) and _ARITHMETIC[node.op] == kind:
        found.append(_Term(node.op, node.right, kind + 1))
        node = node.left
    return [_Term("", node, kind), *reversed(found)]


@dataclass(frozen=True, slots=True)
class Printer:
    """Lays out expressions, with the comments that stand between their operands."""

    comments: Comments = field(default_factory=Comments)

    def expression(self, node: ast.Expr, least: int = _Binds.IMPLIES) -> Doc:
        """Lay out an expression, in parentheses if it binds less tightly than ``least``."""
        doc = _LAYOUTS[type(node)](self, node)
        return ("(", doc, ")") if _binds(node) < least else doc

    def condition(self, guard: ast.Expr | None, body: ast.Expr) -> Doc:
        """Lay out what a rule checks: on one line if it fits, else the condition of ``when`` above the check."""
        if guard is None:
            return self.expression(body)
        head = ("when ", Indent(_CONTINUED, self.expression(guard)), ":")
        return Group((*head, Indent(_CONTINUED, (self._gap(body), self.expression(body)))))

    def let(self, let: ast.Let) -> Doc:
        """Lay out a let."""
        return (f"let {name(let.name.text)} = ", self.expression(let.value))

    def negative(self, node: ast.Negative) -> Doc:
        """Lay out a number's negative."""
        return ("-", self.expression(node.operand, _Binds.NEGATIVE))

    def member(self, node: ast.Member) -> Doc:
        """Lay out an ``in``."""
        return (self.expression(node.item, _Binds.SUM), " in ", self._arguments(node.options, _Binds.SUM))

    def call(self, node: ast.Call) -> Doc:
        """Lay out a function."""
        return (written(node.function), self._arguments(node.arguments, _Binds.IMPLIES, node.by))

    def lookup(self, node: ast.Lookup) -> Doc:
        """Lay out a column of a code list."""
        return (written(node.function), self._arguments(node.arguments, _Binds.IMPLIES), ".", written(node.column))

    def negation(self, node: ast.Not) -> Doc:
        """Lay out a ``not``: a comparison after it gets parentheses, which it could do without, for people to read."""
        least = _Binds.NOT if isinstance(node.operand, ast.Not) else _Binds.PRIMARY
        return ("not ", self.expression(node.operand, least))

    def logic(self, node: ast.Logic) -> Doc:
        """Lay out and, or, implies: as many conditions on a line as fit, or each on its own if one is made of others itself."""
        least, least_of_others = _OPERANDS[node.op]
        first = Indent(_CONTINUED, self.expression(node.operands[0], least))
        others = [self._piece(_Term(node.op, each, least_of_others)) for each in node.operands[1:]]
        nested = any(map(_is_nested, node.operands))
        return Group((first, Indent(_CONTINUED, tuple(each.doc if nested else each for each in others))))

    def comparison(self, node: ast.Compare) -> Doc:
        """Lay out a comparison: if the left side is a sum, the right side begins a line of its own before that is broken."""
        left = Indent(_CONTINUED, self.expression(node.left, _Binds.SUM))
        if isinstance(node.left, ast.Binary):
            right: Doc = (self._gap(node.right), f"{node.op} ", self.expression(node.right, _Binds.SUM))
        else:
            first, *others = _terms(node.right, _Binds.SUM)
            right = tuple(map(self._piece, [first._replace(op=node.op), *others]))
        tolerance = [self._piece(_Term("within", node.within, _Binds.SUM))] if node.within else []
        return Group((left, Indent(_CONTINUED, (right, *tolerance))))

    def arithmetic(self, node: ast.Binary) -> Doc:
        """Lay out a sum or product: as many terms on a line as fit."""
        first, *others = _terms(node, _ARITHMETIC[node.op])
        return (self.expression(first.node, first.least), Indent(_CONTINUED, tuple(map(self._piece, others))))

    def _piece(self, term: _Term) -> Group:
        return Group((self._gap(term.node), f"{term.op} ", self.expression(term.node, term.least)))

    def _arguments(self, nodes: Sequence[ast.Expr], least: _Binds, by: Sequence[ast.Name] = ()) -> Doc:
        """Lay out what stands in the parentheses of a function or of ``in``: as much on a line as fits."""
        if not nodes:
            return "()"
        first = (Indent(_CONTINUED, self._gap(nodes[0], "")), self.expression(nodes[0], least))
        others = [(",", Group((self._gap(node), self.expression(node, least)))) for node in nodes[1:]]
        keys = [Group((self._gap_before(by[0].span.start), f"by {', '.join(map(written, by))}"))] if by else []
        return ("(", *first, Indent(_CONTINUED, (*others, *keys)), ")")

    def _gap(self, node: ast.Expr, blank: str = " ") -> Doc:
        return self._gap_before(begin(node), blank)

    def _gap_before(self, position: int, blank: str = " ") -> Doc:
        """Return what stands between operands: a place to break, or comments; the first stays at the end of its line."""
        found = self.comments.before(position)
        if not found:
            return Line(blank) if blank else ""
        trailing = found[:1] if found[0].trails is not None else []
        return (*trail(trailing), *((Break(), comment.text) for comment in found[len(trailing) :]), Break())


_LAYOUTS: Final[dict[type[ast.Expr], Callable[[Printer, Any], Doc]]] = {
    ast.Reference: lambda _, node: _reference(node),
    ast.Number: lambda _, node: _number(node),
    ast.String: lambda _, node: quoted(node.value),
    ast.Negative: Printer.negative,
    ast.Not: Printer.negation,
    ast.Binary: Printer.arithmetic,
    ast.Compare: Printer.comparison,
    ast.Logic: Printer.logic,
    ast.Member: Printer.member,
    ast.Call: Printer.call,
    ast.Lookup: Printer.lookup,
}


def trail(comments: Sequence[Comment]) -> tuple[Doc, ...]:
    """Lay out the comment at the end of a line, if there is one."""
    return tuple(Suffix(comment.text) for comment in comments)


def above(comments: Sequence[Comment]) -> tuple[Doc, ...]:
    """Lay out comments on lines of their own, and begin the line below them."""
    return tuple((comment.text, Break()) for comment in comments)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a rule: its head, its condition (``condition``) or one clause (its keyword), with its comments."""

    kind: str
    doc: Doc
    above: tuple[Comment, ...] = ()
    trailing: tuple[Comment, ...] = ()


def head_of(identity: str, title: str) -> Doc:
    """Return the beginning of a rule."""
    return f"rule {identity} {quoted(title)}"


def rule_doc(pieces: Sequence[Piece], *, in_block: bool) -> Doc:
    """Lay out a rule: what classifies it behind its title, then condition, basis, message and note each on its own line."""
    ordered = sorted(pieces, key=lambda piece: _ORDER.index(piece.kind))
    head = [piece for piece in ordered if piece.kind in _HEAD]
    lines = [(Break(), *above(piece.above), piece.doc, *trail(piece.trailing)) for piece in ordered[len(head) :]]
    trailing = [comment for piece in head for comment in piece.trailing]
    remarks = [*(comment for piece in head for comment in piece.above), *trailing[:-1]]
    words = [part for piece in head for part in (" ", piece.doc)][1:]
    return (*above(remarks), *words, *trail(trailing[-1:]), Indent(IN_BLOCK if in_block else _RULE_LINES, tuple(lines)))


def block_doc(paths: Iterable[str], inside: Doc, trailing: Sequence[Comment] = ()) -> Doc:
    """Lay out a block; its tables run over several lines if they must."""
    first, *others = paths
    tables = (first, Indent(_CONTINUED, tuple((",", Group((Line(), path))) for path in others)))
    return ("in ", *tables, " {", *trail(trailing), Indent(IN_BLOCK, inside), Break(), "}")


def amendment_doc(amendment: ast.Amendment) -> Doc:
    """Lay out a ``disable`` or ``regrade``; its rules run over several lines if they must."""
    word, change = ("regrade", f" as {written(amendment.severity)}") if amendment.severity else ("disable", "")
    first, *others = (rule.text for rule in amendment.rules)
    rules = tuple((",", Group((Line(), rule))) for rule in others)
    reason = Group((Line(), f"because {quoted(amendment.reason)}"))
    return (f"{word} {first}", Indent(_CONTINUED, (*rules, change, reason)))


def reading_head(reading: ast.Reading) -> Doc:
    """Lay out the beginning of a reading, up to its sentences; it runs over several lines if it must."""
    first, *others = (dotted(part.text for part in path) for path in reading.sources)
    sources = [f"from {first}{',' * bool(others)}", *(f"{path}," for path in others[:-1]), *others[-1:]]
    under = [f"under {quoted(reading.under.pattern)}"] if reading.under else []
    words = (*_each(reading.each), *sources, *under)
    return (f"reading {written(reading.name)}", Indent(_CONTINUED, tuple(Group((Line(), word)) for word in words)))


def _each(each: ast.Each | None) -> list[str]:
    if each is None:
        return []
    rows = [f"of {dotted(part.text for part in each.table)}[{_selector(each.level)}]"] if each.level else []
    return [f"each {written(each.key)}", *rows]


def sentence_doc(sentence: ast.Sentence) -> Doc:
    """Lay out a sentence pattern, always on one line."""
    return f"{'' if sentence.required else 'optional '}{quoted(sentence.pattern)}"


def reading_doc(head: Piece, sentences: Sequence[Piece]) -> Doc:
    """Lay out a reading: its sentences each on its own line."""
    lines = tuple((Break(), *above(piece.above), piece.doc, *trail(piece.trailing)) for piece in sentences)
    return (*above(head.above), head.doc, *trail(head.trailing), Indent(_SENTENCES, lines))


def _file(items: Sequence[Item]) -> Doc:
    """Lay out lets and rules one below the other; neighbours in the same tables share a block."""
    docs: list[Doc] = []
    for (scopes, _), group in groupby(items, _shared_block):
        in_block = scopes != ((),)
        inside = tuple((Break(), _item(item, in_block=in_block)) for item in group)
        docs.append((Break(), block_doc([dotted(n.text for n in path) for path in scopes], inside)) if in_block else inside)
    return tuple(docs)


def _shared_block(item: Item) -> tuple[tuple[ast.Path, ...], int]:
    """Tell neighbours apart that cannot share a block: a rule without a name has its own."""
    is_unnamed = isinstance(item, ast.Rule) and not item.id
    return ((),) if isinstance(item, ast.Amendment | ast.Reading) else item.scopes, id(item) if is_unnamed else 0


def _item(item: Item, *, in_block: bool) -> Doc:
    match item:
        case ast.Amendment():
            return amendment_doc(item)
        case ast.Reading():
            sentences = [Piece("sentence", sentence_doc(each)) for each in item.sentences]
            return reading_doc(Piece("reading", reading_head(item)), sentences)
        case ast.Let():
            return Printer().let(item)
    condition = Printer().condition(item.guard, item.body)
    pieces = [Piece("rule", head_of(item.id, item.title)), Piece("condition", condition), *_clauses(item)]
    return rule_doc(pieces, in_block=in_block) if item.id else condition


def _clauses(rule: ast.Rule) -> list[Piece]:
    """Return the clauses that a rule has."""
    values = {
        "severity": rule.severity and written(rule.severity),
        "from": rule.from_year,
        "until": rule.until_year,
        "kind": ", ".join(quoted(kind.value) for kind in rule.kinds) or None,
        "region": ", ".join(quoted(region.value) for region in rule.regions) or None,
        "tags": ", ".join(map(quoted, rule.tags)) or None,
        "basis": None if rule.basis is None else quoted(rule.basis),
        "message": None if rule.message is None else quoted(rule.message.value),
        "note": None if rule.note is None else quoted(rule.note),
    }
    return [Piece(kind, f"{kind} {value}") for kind, value in values.items() if value is not None]
