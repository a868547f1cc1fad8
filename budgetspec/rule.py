"""Rules: as written, each with the plan that it became; and what else comes of the files they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from budgetspec.finding import UNNAMED, Amendment, Language, Severity
from budgetspec.lang import ast
from budgetspec.lang.plan import Plan
from budgetspec.lang.problems import Problem
from budgetspec.packing import Later
from budgetspec.reading import Reading
from budgetspec.resources import shown
from budgetspec.source import Source
from budgetspec.values import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written, with the plan it became, and what another file has changed of it.

    ``tables`` are the titles of those it stands in or, if it stands in none, of those it reads. It is ``bounded`` if it is not
    for every year, kind and region. The tree is needed only where there is something to say of the rule.
    """

    name: str
    bounded: bool
    written: Later[ast.Rule]
    source: Source
    plan: Plan
    tables: tuple[str, ...] = ()
    amendment: Amendment | None = None

    @classmethod
    def of(cls, tree: ast.Rule, source: Source, plan: Plan, tables: tuple[str, ...]) -> Rule:
        """Make a rule of its tree and plan."""
        bounded = bool(tree.from_year or tree.until_year or tree.kinds or tree.regions)
        return cls(tree.id, bounded, Later(tree), source, plan, tables)

    @property
    def tree(self) -> ast.Rule:
        """The rule as written."""
        return self.written.value

    @property
    def id(self) -> str:
        """The stable name of the rule; a rule written without one is called 未命名."""
        return self.called("zh")

    def called(self, language: Language) -> str:
        """Return the name of the rule in reports of a language."""
        return self.name or UNNAMED.said(language)

    @property
    def severity(self) -> Severity:
        """How much a failure matters; error unless the rule, or who has regraded it, says otherwise."""
        if self.amendment and self.amendment.severity:
            return self.amendment.severity
        return Severity(self.tree.severity.text) if self.tree.severity else Severity.ERROR

    @property
    def place(self) -> str:
        """Where the rule is written: file and line."""
        return place_of(self.source, self.tree)

    @property
    def expression(self) -> str:
        """The rule's condition as written, on one line."""
        guard, body = self.tree.guard, self.tree.body
        start = guard.span.start if guard else body.span.start
        text = " ".join(line.partition(" #")[0].strip() for line in self.source.text[start : body.span.end].splitlines())
        return f"when {text}" if guard else text


class Ruled(NamedTuple):
    """What has come of all rule files of a rulebook, by the names that this has for them."""

    readings: tuple[Reading, ...]
    written: tuple[Rule, ...]
    written_lets: Later[Mapping[str, ast.Let]]
    faults: tuple[Problem, ...]
    amended: Mapping[str, Amendment]
    unread: frozenset[str]


def place_of(source: Source, node: ast.Node) -> str:
    """Return where something of a file is written: file and line."""
    return f"{shown(source.name)}:{source.locate(node.span.start)[0]}"
