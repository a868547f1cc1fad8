"""A grammar's LALR(1) tables, as Lark makes them, run straight from text to nodes, without tokens and trees in between.

Lark's own parser takes three times as long. Half of that is its lexer: blanks are tokens, and all tokens have lines and columns;
a quarter the ladder of precedence, where a name becomes a primary, a factor, a term … before anything is built of it. Here blanks
belong to the match of the token behind them, places are offsets, and a way up the ladder, once gone, is one step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeAlias, cast

from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from budgetspec.source import Span

TokenMaker: TypeAlias = Callable[[str, int, int], Any]
"""From the text of a token, its start and its end to its value."""
NodeMaker: TypeAlias = Callable[[list[Any], Span], Any]
"""From the values and nodes inside a node, and its place, to the node."""

_END: Final = "$END"
_ACCEPT: Final = -1
_WIDEST_WORD: Final = 20
_LOOKAROUND: Final = re.compile(r"\(\?[=!<]")


class Stuck(Exception):  # noqa: N818 - says where a text cannot be read on; what is wrong there is for others to say
    """Where a text cannot be read on, and the terminals that could really stand there."""

    def __init__(self, at: int, accepts: frozenset[str]) -> None:
        super().__init__(at, accepts)
        self.at, self.accepts = at, accepts


class _Production(NamedTuple):
    """How many symbols become which other one; ``make`` builds its node, without it what is inside passes on."""

    size: int
    origin: str
    make: NodeMaker | None


_Read: TypeAlias = tuple[int, int, int]
"""A symbol that has been read: the state behind it, the first of the values inside, its first character."""
_Row: TypeAlias = "dict[str, int | _Production]"
"""What to do for each symbol: the state to go to, or what to reduce before."""


class Tables:
    """Reads texts of a grammar.

    The values of terminals are made by ``tokens``; terminals that are not in it have none. Nodes are made by ``nodes``, by the
    alias of their alternative or the name of their rule. As in Lark's trees, what is inside a rule ``_x``, and the one thing
    inside an alternative of ``?x`` without alias, passes on to the node around it.
    """

    def __init__(self, grammar: Lark, tokens: Mapping[str, TokenMaker], nodes: Mapping[str, NodeMaker]) -> None:
        conf = grammar.parse_interactive("").parser_state.parse_conf
        productions = {rule: _production(rule, nodes) for rule in grammar.rules}
        self._rows: dict[int, _Row] = {
            state: {name: productions.get(goal, goal) for name, (_, goal) in row.items()} for state, row in conf.states.items()
        }
        self._rows[conf.end_state][_END] = _ACCEPT
        self._first: int = conf.start_state
        self._after = _States(self._rows)
        self._lexer = _Lexer(grammar)
        self._tokens = tokens

    def read(self, text: str, until: int = -1) -> Any:
        """Return the node of a whole text; raise ``Stuck`` where it cannot be read on, at the latest ``until`` there.

        This is one loop: calls for each token and node would take as long as what they do. Where a token does not fit, some
        productions may have been made that other tokens would not have: what could stand there is found by reading again.
        """
        rows, after, kinds, words, makers = self._rows, self._after, self._lexer.kinds, self._lexer.words, self._tokens
        matches = self._lexer.matches(text, 0)
        values: list[Any] = []
        stack, state, end = [(self._first, 0, 0)], self._first, 0
        while True:
            match = next(matches)
            index = match.lastindex or 0
            kind = kinds.get(index) or words[match[index]]
            start, stop = match.span(index)
            if start == until:
                raise self._stuck(stack, start)
            action = rows[state].get(kind)
            if action is None:
                kind, stop = self._expected(stack, text, start)
                matches = self._lexer.matches(text, stop)
                action = rows[state][kind]
            while isinstance(action, _Production):
                size, origin, make = action
                _, inside, begin = stack[-size] if size else (0, len(values), end)
                del stack[len(stack) - size :]
                if make:
                    values[inside:] = (make(values[inside:], Span(begin, end)),)
                state = after[stack[-1][0], origin, kind]
                stack.append((state, inside, begin))
                action = rows[state].get(kind)
            if action is None:
                return self.read(text, start)
            if action == _ACCEPT:
                return values[0]
            state, end = action, stop
            stack.append((state, len(values), start))
            if kind in makers:
                values.append(makers[kind](text[start:stop], start, stop))

    def _expected(self, stack: list[_Read], text: str, at: int) -> tuple[str, int]:
        """Return the first terminal that can stand here, and its end, where another one would be first without a context."""
        row = self._rows[stack[-1][0]]
        for kind, pattern in self._lexer.patterns.items():
            if kind in row and (match := pattern.match(text, at)):
                return kind, match.end()
        raise self._stuck(stack, at)

    def _stuck(self, stack: list[_Read], at: int) -> Stuck:
        states = [state for state, _, _ in stack]
        kinds = filter(str.isupper, self._rows[states[-1]])
        return Stuck(at, frozenset(kind for kind in kinds if self._can_follow(kind, states.copy())))

    def _can_follow(self, kind: str, states: list[int]) -> bool:
        """Tell whether a terminal of a state's row leads on; some only lead to reductions with nothing behind."""
        action = self._rows[states[-1]].get(kind)
        while isinstance(action, _Production):
            del states[len(states) - action.size :]
            states.append(self._after[states[-1], action.origin, kind])
            action = self._rows[states[-1]].get(kind)
        return action is not None


def _production(rule: Rule, nodes: Mapping[str, NodeMaker]) -> _Production:
    passes_on = rule.origin.name.startswith("_") or (rule.options.expand1 and not rule.alias)
    make = None if passes_on else nodes[rule.alias or rule.origin.name]
    return _Production(len(rule.expansion), rule.origin.name, make)


class _States(dict[tuple[int, str, str], int]):
    """The state after a production: by the state before it, what it makes, and the terminal behind it.

    Productions that only pass one symbol on are gone through at once.
    """

    def __init__(self, rows: Mapping[int, _Row]) -> None:
        super().__init__()
        self._rows = rows

    def __missing__(self, key: tuple[int, str, str]) -> int:
        before, origin, kind = key
        state = cast("int", self._rows[before][origin])
        while isinstance(action := self._rows[state].get(kind), _Production) and action.size == 1 and not action.make:
            state = cast("int", self._rows[before][action.origin])
        self[key] = state
        return state


class _Lexer:
    """One regular expression of all terminals, in the order in which Lark tries them, with the blanks before a token.

    Terminals of a few fixed texts, as signs and keywords, share a group and are told apart by ``words``: the fewer groups, the
    faster. A terminal with a lookahead has its own.
    """

    def __init__(self, grammar: Lark) -> None:
        terminals = sorted((each for each in grammar.terminals if each.name not in grammar.ignore_tokens), key=_order)
        blanks = "|".join(grammar.get_terminal(name).pattern.to_regexp() for name in grammar.ignore_tokens)
        groups = "|".join(group for are_words, run in groupby(terminals, _is_word) for group in _groups(run, are_words=are_words))
        pattern = re.compile(rf"(?:{blanks})*+(?:{groups}|(?P<end>\Z)|(?P<stray>.))")
        self.patterns = {each.name: re.compile(each.pattern.to_regexp()) for each in terminals}
        self.words = _Words({each.name: self.patterns[each.name] for each in terminals if _is_word(each)})
        self.kinds = {index: name for name, index in pattern.groupindex.items()} | {pattern.groupindex["end"]: _END}
        self.matches: Callable[[str, int], Iterator[re.Match[str]]] = pattern.finditer


def _order(terminal: TerminalDef) -> tuple[int, int, int, str]:
    """Order terminals as Lark's documentation says: by priority, length of the match, length of the pattern, name."""
    return -terminal.priority, -terminal.pattern.max_width, -len(terminal.pattern.value), terminal.name


def _is_word(terminal: TerminalDef) -> bool:
    return terminal.pattern.max_width <= _WIDEST_WORD and not _LOOKAROUND.search(terminal.pattern.value)


def _groups(terminals: Iterator[TerminalDef], *, are_words: bool) -> list[str]:
    if are_words:
        return [f"({'|'.join(each.pattern.to_regexp() for each in terminals)})"]
    return [f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in terminals]


class _Words(dict[str, str]):
    """The terminal of each fixed text."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        super().__init__()
        self._patterns = patterns

    def __missing__(self, text: str) -> str:
        self[text] = next(name for name, pattern in self._patterns.items() if pattern.fullmatch(text))
        return self[text]
