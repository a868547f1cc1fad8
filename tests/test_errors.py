"""One mistake put into a sound disclosure is found by its rule, at its place, and nothing else is said of it.

``tests/suite/errors/*.yaml``: a base, and mistakes with their class in real disclosures, the rule that finds each, the place it
names and the words it quotes (none, if it only looks like a mistake).
``also`` names the rules that fire besides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from casework import rulebook

from budgetspec.checker import Checker
from budgetspec.finding import Check, Finding, Severity
from budgetspec.patch import changed
from budgetspec.reader import read
from budgetspec.source import Source
from budgetspec.yamltext import read_yaml

ROOT = Path(__file__).parent.parent
ERRORS = Path(__file__).parent / "suite" / "errors"
MEMBERS = {"class", "title", "remove", "set", "replace", "insert", "finds", "also"}
AT_LEAST = 5
"""Variants of every class in each document."""


class Mistake(NamedTuple):
    """A mistake of the suite: the file it stands in, its number there, the base, and what the suite says of it."""

    file: str
    number: int
    base: str
    content: Mapping[str, Any]

    @property
    def label(self) -> str:
        return f"{self.file}-{self.number}-{self.content['class']}-{self.content['title']}"


def mistakes() -> Iterator[Mistake]:
    for path in sorted(ERRORS.glob("*.yaml")):
        text, problems = read_yaml(Source(path.name, path.read_text("utf-8")))
        assert [problem.render() for problem in problems] == []
        value: Any = text.value
        for number, content in enumerate(value["errors"], 1):
            yield Mistake(path.stem, number, value["base"], content)


ALL = list(mistakes())


@cache
def checker(form: str) -> Checker:
    return Checker(rulebook(form))


@cache
def sound(base: str) -> Any:
    return read((ROOT / "examples" / base / "disclosure.json").read_bytes()).value


def failures(value: Any) -> dict[tuple[object, ...], tuple[Finding, Check]]:
    """Return what fails in a submission, by rule and key; a remark (info) is no finding here."""
    found = checker(value["表式"]).check(value).findings
    return {
        (f.rule, *c.key.items()): (f, c) for f in found if f.severity is not Severity.INFO for c in f.checks
    }  # fmt: skip


@cache
def known(base: str) -> frozenset[tuple[object, ...]]:
    return frozenset(failures(sound(base)))


def at(value: Any, pointer: str) -> Any:
    for part in pointer.split("/")[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


@pytest.mark.parametrize("mistake", ALL, ids=lambda mistake: mistake.label)
def test_a_mistake_is_found_once_and_where_it_is(mistake: Mistake) -> None:
    content = mistake.content
    value = changed(sound(mistake.base), content)
    new = {key: found for key, found in failures(value).items() if key not in known(mistake.base)}
    assert {finding.rule for finding, _ in new.values()} == {*content["finds"], *content.get("also", ())}
    for rule, place in content["finds"].items():
        checks = [check for finding, check in new.values() if finding.rule == rule]
        if "words" not in place:
            assert any(place["at"] in check.cells or not check.cells for check in checks)
            continue
        quotes = [quote for check in checks for quote in check.quotes if quote.pointer == place["at"]]
        assert place["words"] in {quote.quote for quote in quotes}
        assert all(at(value, quote.pointer)[quote.start : quote.end] == quote.quote for quote in quotes)


def test_every_mistake_says_what_it_is() -> None:
    assert [mistake.label for mistake in ALL if not MEMBERS >= {*mistake.content} >= {"class", "title", "finds"}] == []


def test_every_class_is_there_often_enough_in_each_document_of_its_form() -> None:
    counts = Counter((mistake.base, mistake.content["class"]) for mistake in ALL)
    forms = {mistake.base: sound(mistake.base)["表式"] for mistake in ALL}
    classes = {(forms[mistake.base], mistake.content["class"]) for mistake in ALL}
    wanted = [(base, each) for base, form in sorted(forms.items()) for of, each in sorted(classes) if of == form]
    assert [each for each in wanted if counts[each] < AT_LEAST] == []
