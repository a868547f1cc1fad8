"""A rule with a piece of it written otherwise: what lint offers is read before it is said."""

from __future__ import annotations

from budgetspec.lang import plan
from budgetspec.lang.mention import quoted
from budgetspec.rule import Rule
from budgetspec.rulebook import Rulebook
from budgetspec.source import Span


def text_of(rule: Rule, node: plan.Expr) -> str:
    """Return what is written of a rule's file where something stands."""
    return rule.source.text[node.span.start : node.span.end]


def is_inside(rule: Rule, node: plan.Expr) -> bool:
    """Tell whether something stands in the rule itself, not in a let."""
    return any(part.span.holds(node.span) for part in (rule.tree.guard, rule.tree.body) if part)


def changed(rule: Rule, book: Rulebook, span: Span, text: str) -> Rule | None:
    """Return a rule with another condition, ``text`` in place of what stands at ``span``; None if that is no sound rule."""
    tree, whole = rule.tree, rule.source.text
    if not tree.body.span.holds(span):
        return None
    body = f"{whole[tree.body.span.start : span.start]}{text}{whole[span.end : tree.body.span.end]}"
    guard = f"when {whole[tree.guard.span.start : tree.guard.span.end]}: " if tree.guard else ""
    scopes = ", ".join(quoted(".".join(name.text for name in path)) for path in tree.scopes if path)
    head, tail = (f"in {scopes} {{", "}") if scopes else ("", "")
    read, wrong = book.rule(f'{head} rule X "x" {guard}{body}\n{tail}')
    return None if wrong else read
