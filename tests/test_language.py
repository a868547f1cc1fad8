"""The meaning of the rule language, sentence by sentence: runs the cases of tests/suite/language on the form in tests/toy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from casework import changed

from budgetspec.finding import Check, Finding
from budgetspec.judge import Judgement, Selection, judge
from budgetspec.lang.problems import Problem
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source

TOY = Path(__file__).parent / "toy"
CASES = Path(__file__).parent / "suite" / "language"
MEMBERS = {
    "name", "rule", "set", "insert", "remove", "prior", "verdicts", "fails", "filled", "messages", "quotes", "undecided",
    "left_out", "problems", "says",
}  # fmt: skip


class _Loader(yaml.SafeLoader):
    """YAML whose numbers are exact and whose dates stay texts."""


def _exact(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


@dataclass(frozen=True)
class Case:
    """A rule text, a change to the toy submission, and what must come of it."""

    name: str
    content: dict[str, Any]


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.load(path.read_text("utf-8"), Loader=_Loader):  # noqa: S506 - a SafeLoader
            yield Case(f"{path.stem}: {case['name']}", case)


@cache
def toy() -> Rulebook:
    return Rulebook.load(TOY)


@cache
def submission() -> Any:
    return read((TOY / "disclosure.json").read_bytes()).value


def judged(book: Rulebook, value: Any, prior: Any = None) -> Judgement:
    return judge(book, book.submission(value, prior), Selection(), "zh")


def said(problem: Problem) -> str:
    """Give a problem as the cases do: code, line:column, and the line with its caret."""
    assert problem.source is not None
    line, column = problem.source.locate(problem.span.start)
    return f"{problem.code} {line}:{column}\n{problem.source.excerpt(problem.span)}"


def numbers(check: Check) -> dict[str, str]:
    """Give a failing check as the cases do."""
    sides = {"left": check.left, "right": check.right, "difference": check.difference}
    key = " ".join(check.key.values())
    return ({"key": key} if key else {}) | {name: side for name, side in sides.items() if side is not None}


def checks_of(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    return [numbers(check) for finding in findings for check in finding.checks]


def quotes_of(findings: tuple[Finding, ...]) -> list[str]:
    """Give the pieces of text that failing checks quote: pointer, start-end, the piece."""
    quotes = [quote for finding in findings for check in finding.checks for quote in check.quotes]
    return [f"{quote.pointer} {quote.start}-{quote.end} {quote.quote}" for quote in quotes]


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.name)
def test_case(case: Case) -> None:
    content = case.content
    assert set(content) <= MEMBERS
    book = toy().with_rules([Source("r", content["rule"])])
    assert [said(p) for p in book.problems] == [str(p).rstrip("\n") for p in content.get("problems", [])]
    for part, problem in zip(content.get("says", []), book.problems, strict=False):
        assert part in problem.message.zh
    if "problems" in content and "verdicts" not in content:
        assert book.rules == ()
        return
    prior = changed(submission(), content["prior"]) if "prior" in content else None
    found = judged(book, changed(submission(), content), prior)
    assert {v.value: n for v, n in found.tally.counts.items() if n} == content["verdicts"]
    assert checks_of(found.findings) == content.get("fails", [])
    filled = content.get("filled", [])
    assert filled == [f.filled for f in found.findings][: len(filled)]  # checks of several causes are several findings
    assert content.get("messages", [f.message for f in found.findings]) == [f.message for f in found.findings]
    assert content.get("quotes", quotes_of(found.findings)) == quotes_of(found.findings)
    assert content.get("undecided", [u.why for u in found.undecided]) == [u.why for u in found.undecided]
    assert content.get("left_out", list(book.rules[0].plan.left_out)) == list(book.rules[0].plan.left_out)


def test_every_paragraph_of_the_meaning_has_cases() -> None:
    """A case's name begins with the sentence of language.md that it is about: paragraph.sentence."""
    numbered = [re.match(r"([0-9]+)\.[0-9]+ ", case.content["name"]) for case in cases()]
    assert {int(match[1]) for match in numbered if match} == set(range(1, 12))
    assert all(numbered)
