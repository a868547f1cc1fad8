"""Rule files in canonical layout, comments and all.

A comment line stays before what it preceded, a comment at the end of a line stays at the end of what it followed. Where clauses
change places, each takes its comments along; comments between the words of a clause move above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

from lark import Token, Tree

from budgetspec.lang import ast
from budgetspec.lang.comments import Comment, Comments, comments_of
from budgetspec.lang.layout import Break, Doc, laid_out
from budgetspec.lang.parser import outline, parse
from budgetspec.lang.printer import (
    COLUMNS,
    Piece,
    Printer,
    above,
    amendment_doc,
    begin,
    block_doc,
    dotted,
    head_of,
    name,
    quoted,
    reading_doc,
    reading_head,
    rule_doc,
    sentence_doc,
    trail,
)  # fmt: skip
from budgetspec.lang.problems import Problem
from budgetspec.source import Source
from budgetspec.values import dataclass

_ITEMS: Final = {"let", "rule", "block", "check"}
_KEYWORDS: Final = {
    **{word: word for word in ("severity", "kind", "region", "tags", "basis", "message", "note")},
    "from_year": "from", "until_year": "until",
}  # fmt: skip
_AFTER_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n[\s\ufeff]*")
_BRACE: Final = re.compile("[{｛]")


def formatted(source: Source) -> tuple[str, list[Problem]]:
    r"""Return the canonical text of a rule file; of one with syntax errors its text as it is, and its problems.

    >>> formatted(Source("a.rules", "let  基＝（1）# 一"))
    ('let 基 = 1  # 一\n', [])
    """
    source = replace(source, text=source.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    file, problems = parse(source)
    if problems:
        return source.text, problems
    layout = _Layout.of(source, file)
    doc = layout.items(outline(source).children, len(source.text) + 1, in_block=False)
    text = laid_out(doc, COLUMNS).strip("\n")
    return text and f"{text}\n", []


@dataclass(frozen=True, slots=True)
class _Layout:
    """A file being laid out: its text, its comments still to be written, and its items by where they begin."""

    text: str
    comments: Comments
    printer: Printer
    lets: dict[int, ast.Let]
    rules: dict[int, ast.Rule]
    readings: dict[int, ast.Reading]
    amendments: dict[int, ast.Amendment]
    after_blank_line: frozenset[int]

    @classmethod
    def of(cls, source: Source, file: ast.File) -> _Layout:
        """Make the layout of a file that has been read."""
        comments = Comments(comments_of(source.text))
        lets = {let.span.start: let for let in file.lets}
        rules = {rule.span.start: rule for rule in file.rules}
        readings = {reading.span.start: reading for reading in file.readings}
        amendments = {amendment.span.start: amendment for amendment in file.amendments}
        blanks = frozenset(match.end() for match in _AFTER_BLANK_LINE.finditer(source.text))
        return cls(source.text, comments, Printer(comments), lets, rules, readings, amendments, blanks)

    def items(self, trees: Sequence[Any], end: int, *, in_block: bool) -> Doc:
        """Lay out items and the comments before, between and after them; ``end`` is where what holds them ends."""
        docs: list[Doc] = []
        for tree in trees:
            docs += self._remarks(tree.meta.start_pos, first=not docs)
            docs += [self._new_line(tree.meta.start_pos, first=not docs), self._item(tree, in_block=in_block)]
        return (*docs, *self._remarks(end, first=not docs))

    def _remarks(self, position: int, *, first: bool) -> list[Doc]:
        """Lay out the comments that stand before an item or the end, each on its line."""
        found = self.comments.before(position)
        return [(self._new_line(each.start, first=first and each is found[0]), each.text) for each in found]

    def _new_line(self, position: int, *, first: bool) -> Doc:
        return (Break(), Break()) if position in self.after_blank_line and not first else Break()

    def _item(self, tree: Tree[Any], *, in_block: bool) -> Doc:
        match tree.data:
            case "block":
                return self._block(tree)
            case "rule":
                return rule_doc(self._pieces(tree), in_block=in_block)
            case "reading":
                return self._reading(tree)
            case "disable" | "regrade":
                piece = self._amendment(tree)
            case "let":
                piece = self._let(tree)
            case _:
                piece = self._condition(tree, self.rules[tree.meta.start_pos])
        return (*above(piece.above), piece.doc, *trail(piece.trailing))

    def _block(self, tree: Tree[Any]) -> Doc:
        inside = [child for child in tree.children if child.data in _ITEMS]
        paths = [path for child in tree.children if child.data not in _ITEMS for path in child.find_data("path")]
        head = self.comments.through(self._end_of_head(paths[-1]))
        doc = self.items(inside, tree.meta.end_pos - 1, in_block=True)
        tables = [dotted(str(word).strip("「」") for word in path.children) for path in paths]
        return (block_doc(tables, doc, head), *trail(self.comments.through(tree.meta.end_pos)))

    def _end_of_head(self, last_table: Tree[Any]) -> int:
        brace = _BRACE.search(self.text, last_table.meta.end_pos)
        return brace.end() if brace else last_table.meta.end_pos

    def _let(self, tree: Tree[Any]) -> Piece:
        let = self.lets[tree.meta.start_pos]
        remarks = self.comments.before(begin(let.value))
        return self._piece("let", self.printer.let(let), tree.meta.end_pos, remarks)

    def _amendment(self, tree: Tree[Any]) -> Piece:
        return self._piece("amendment", amendment_doc(self.amendments[tree.meta.start_pos]), tree.meta.end_pos)

    def _reading(self, tree: Tree[Any]) -> Doc:
        reading = self.readings[tree.meta.start_pos]
        parts = cast("list[Any]", tree.children)[-len(reading.sentences) - 1 :]
        head = self._piece("reading", reading_head(reading), parts[0].meta.end_pos)
        return reading_doc(head, [self._sentence(*each) for each in zip(parts[1:], reading.sentences, strict=True)])

    def _sentence(self, tree: Tree[Any], sentence: ast.Sentence) -> Piece:
        remarks = self.comments.before(tree.meta.start_pos)
        return self._piece("sentence", sentence_doc(sentence), tree.meta.end_pos, remarks)

    def _condition(self, tree: Tree[Any], rule: ast.Rule) -> Piece:
        remarks = self.comments.before(begin(rule.guard or rule.body))
        return self._piece("condition", self.printer.condition(rule.guard, rule.body), tree.meta.end_pos, remarks)

    def _pieces(self, tree: Tree[Any]) -> list[Piece]:
        """Take a rule apart in the order of its text, so that each part finds its comments."""
        rule, (_, title, *parts) = self.rules[tree.meta.start_pos], cast("list[Any]", tree.children)
        head = self._piece("rule", head_of(rule.id, rule.title), title.end_pos)
        return [head, *(self._part(part, rule) for part in parts)]

    def _part(self, tree: Tree[Any], rule: ast.Rule) -> Piece:
        if tree.data not in _KEYWORDS:
            return self._condition(tree, rule)
        remarks = self.comments.before(tree.meta.start_pos)
        values = ", ".join(map(_word, tree.scan_values(lambda token: isinstance(token, Token))))
        return self._piece(_KEYWORDS[tree.data], f"{_KEYWORDS[tree.data]} {values}", tree.meta.end_pos, remarks)

    def _piece(self, kind: str, doc: Doc, end: int, remarks: Sequence[Comment] = ()) -> Piece:
        """Make a part that ends at ``end``; of the comments left inside and behind it the last stays behind it."""
        left = self.comments.through(end)
        return Piece(kind, doc, (*remarks, *left[:-1]), tuple(left[-1:]))


def _word(token: Token) -> str:
    match token.type:
        case "STRING":
            return quoted(str(token)[1:-1])
        case "NAME":
            return name(str(token).strip("「」"))
    return str(token)
