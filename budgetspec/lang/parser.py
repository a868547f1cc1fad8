"""Text to syntax tree. A rule that cannot be read is a problem with its place; the others are still read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final, cast

from lark import Lark, Tree

from budgetspec.lang import ast, foreign, misread, misspelt, recovery
from budgetspec.lang.builder import NODES, TOKENS
from budgetspec.lang.examples import explanations
from budgetspec.lang.problems import Fault, Problem
from budgetspec.lang.stops import Known, Stop
from budgetspec.lang.tables import Stuck, Tables
from budgetspec.resources import folder
from budgetspec.source import Source, Span

_MOST_PROBLEMS: Final = 50
_MOST_CHARACTERS: Final = 500_000
_MOST_READ: Final = 10 * _MOST_CHARACTERS
"""How many characters are read in all, however often faulty rules are taken out and the rest is read again."""
_REPAIRS: Final[dict[str, Callable[[str, int], str]]] = {
    misspelt.MISSING_IN: recovery.without_block,
    misspelt.TURNED_BRACE: recovery.with_turned_brace,
    misspelt.STRAY_BRACE: recovery.without_brace,
    foreign.BRACKET_IN_HEAD: recovery.with_braces_for_brackets,
    misread.BRACES: recovery.without_pair,
}
"""How to go on after a problem with a block, whatever stands there."""
_NEXT: Final = re.compile(r"(?:rule|let|disable|regrade|reading|in)\b|[}｝]")
_NAMED: Final = re.compile(
    r"(?<!\w)(?:let|Let|LET|令|设|reading|Reading|READING|读法)\s+([^\W\d]\w*(?:[ \t]+[^\W\d]\w*(?=[ \t]*[=＝]))?|「[^」\n]+」)"
    r"|^[ \t]*([^\W\d]\w*)[ \t]*=(?!=)",
    re.MULTILINE,
)


def parse(source: Source, known: Known = Known()) -> tuple[ast.File, list[Problem]]:  # noqa: B008 - it cannot be changed
    """Read a rule file: its tree, and the problems of what could not be read; ``known`` is what those may mean."""
    reader = _Reader(source.text, known)
    file = reader.file()
    if reader.found:
        written = {"".join((match[1] or match[2]).split()).strip("「」") for match in _NAMED.finditer(source.text)}
        read = {let.name.text for let in file.lets} | {reading.name.text for reading in file.readings}
        file = replace(file, unread=frozenset(written - read))
    return file, [_located(p, source) for p in sorted(reader.found, key=lambda p: p.span)]


def _located(problem: Problem, source: Source) -> Problem:
    """Say where a problem stands, and in which rule if in any."""
    return replace(problem, source=source, rule=problem.rule or recovery.rule_at(source.text, problem.span.start))


def outline(source: Source) -> Tree[Any]:
    """Return the concrete tree of a file without syntax errors, in the order of its text: for who prints it again."""
    return _grammar().parse(source.text)


def is_identifier(name: str) -> bool:
    """Tell whether a name can be written without 「」."""
    return name[:1] != "「" and re.fullmatch(_grammar().get_terminal("NAME").pattern.to_regexp(), name) is not None


class _Reader:
    """Reads a text again and again, each time without the fault that was found, or with what is meant in its place."""

    def __init__(self, text: str, known: Known) -> None:
        self.text, self.known = text, known
        self.found: list[Problem] = []
        self.places: recovery.Places | None = None
        self.mended: list[int] = []
        self.brace_added = False
        self.left = _MOST_READ

    def file(self) -> ast.File:
        """Return the tree of what can be read; nothing of a text with more faults than anybody reads."""
        if len(self.text) > _MOST_CHARACTERS:
            self.found.append(misspelt.too_long(Span(0, 1), most=_MOST_CHARACTERS))
            return ast.File()
        while len(self.found) < _MOST_PROBLEMS and self.left > 0:
            try:
                file = self._read(self.text)
            except Stuck as stuck:
                start = recovery.item_before(self.text, stuck.at)
                self._take_out(Stop(self.text, stuck.at, start, stuck.accepts, self.known))
            except Fault as fault:
                self._say(*fault.problems)
                self.text = recovery.without_item(self.text, fault.problems[0].span.start)
            else:
                return _marked(ast.moved(file, self.places.before), self.mended) if self.places else file
        return ast.File()

    def _read(self, text: str) -> ast.File:
        self.left -= 2 * len(text)  # with a fault it is read twice
        return cast("ast.File", _tables().read(text))

    def _say(self, *problems: Problem) -> None:
        self.found += (replace(problem, span=self._written(problem.span)) for problem in problems)

    def _written(self, span: Span) -> Span:
        """Return the place in the text as it was written."""
        return self.places.before(span) if self.places else span

    def _take_out(self, stop: Stop) -> None:
        """Say what is wrong and go on without it. Where the next item begins too early, the one before is not finished."""
        text, at = stop.text, stop.at
        if at == len(text) and "_RBRACE" in stop.accepts:
            swallowed = recovery.brace_in_comment(text)
            problem = misspelt.brace_in_comment(swallowed) if swallowed else misspelt.open_block(*recovery.open_block(text))
            self._say(*[] if self.brace_added else [problem])
            self.text = recovery.with_braces(text)
            return
        problem = self._explained(stop)
        self._say(problem)
        if problem.instead is None:
            self.text = self._without(stop, problem)
        else:
            self._put(problem.span, recovery.fitting(text, problem.span, problem.instead))

    def _explained(self, stop: Stop) -> Problem:
        """Say what is wrong; of several things that may be meant, the first that can be read."""
        found = explanations(stop)
        return next(problem for problem in found if problem.instead is None or self._is_read(problem.span, problem.instead))

    def _is_read(self, span: Span, instead: str) -> bool:
        """Tell whether a change can stand in its place, whatever is wrong behind it."""
        change = recovery.fitting(self.text, span, instead)
        try:
            self._read(f"{self.text[: span.start]}{change}{self.text[span.end :]}")
        except Stuck as stuck:
            return stuck.at >= span.start + len(change.rstrip())
        except Fault:
            pass
        return True

    def _put(self, span: Span, change: str) -> None:
        """Go on with what is meant."""
        self.mended.append(self._written(span).start)
        self.places = self.places or recovery.Places(len(self.text))
        self.places.put(span, len(change))
        self.text = f"{self.text[: span.start]}{change}{self.text[span.end :]}"

    def _without(self, stop: Stop, problem: Problem) -> str:
        text, at = stop.text, stop.at
        if repaired := _REPAIRS.get(problem.code):
            return repaired(text, problem.span.start)
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


def _marked(file: ast.File, mended: Sequence[int]) -> ast.File:
    """Mark the rules that were read otherwise than they are written, and leave out such lets, readings and amendments."""
    if not mended:
        return file
    return replace(
        file,
        rules=tuple(replace(rule, sound=not _holds(rule, mended)) for rule in file.rules),
        lets=tuple(let for let in file.lets if not _holds(let, mended)),
        readings=tuple(reading for reading in file.readings if not _holds(reading, mended)),
        amendments=tuple(amendment for amendment in file.amendments if not _holds(amendment, mended)),
    )


def _holds(node: ast.Node, places: Sequence[int]) -> bool:
    return any(node.span.start <= place < node.span.end for place in places)


@cache
def _grammar() -> Lark:
    text = (folder("grammar") / "rules.lark").read_text("utf-8")
    return Lark(text, parser="lalr", propagate_positions=True, maybe_placeholders=False)


@cache
def _tables() -> Tables:
    return Tables(_grammar(), TOKENS, NODES)
