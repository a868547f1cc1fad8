"""Runs the YAML cases of tests/suite/rules: one rule, one example with changes, one expected outcome."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from budgetspec.disclosure import Disclosure
from budgetspec.finding import Verdict
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.explainer import Explainer, Explanation
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "suite" / "rules"


class _Loader(yaml.SafeLoader):
    """YAML whose numbers are exact and whose dates stay texts."""


def _exact(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)


def _as_text(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _as_text)


@dataclass(frozen=True)
class Case:
    """One case and where it is written."""

    name: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What a rule said: how often each verdict, and the explanation of the first failure."""

    verdicts: dict[Verdict, int]
    failure: Explanation | None

    @property
    def verdict(self) -> Verdict:
        """One word for all checks: fails before undecided before holds before the others."""
        order = (Verdict.FAILS, Verdict.UNDECIDED, Verdict.HOLDS, Verdict.NOT_APPLICABLE, Verdict.EMPTY)
        return next((v for v in order if self.verdicts[v]), Verdict.EMPTY)


@cache
def rulebook() -> Rulebook:
    return Rulebook.load("dalian-department-budget")


@cache
def _example(name: str) -> Any:
    return read((ROOT / "examples" / name / "disclosure.json").read_bytes()).value


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        content = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
        for number, case in enumerate(content or (), 1):
            yield Case(f"{path.stem}-{number}-{case['rule']}-{case['verdict']}", case)


def run(case: dict[str, Any]) -> Result:
    book = rulebook()
    value = changed(_example(case["base"]), case)
    evaluation = Evaluation(Disclosure(book.structure, book.codes, value))
    rule = next(r for r in book.rules if r.id == case["rule"])
    counts = dict.fromkeys(Verdict, 0)
    failure = None
    for outcome in evaluation.run(rule.plan):
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True):
            counts[verdict] += 1
            if verdict is Verdict.FAILS and failure is None:
                failure = Explainer(evaluation, "zh").explain(outcome.instance.body, outcome.level, key)
    return Result(counts, failure)


def changed(base: Any, case: dict[str, Any]) -> Any:
    value = copy.deepcopy(base)
    for place in case.get("remove", ()):
        parent, last = _parent(value, place)
        del parent[last]
    for place, new in case.get("set", {}).items():
        parent, last = _parent(value, place)
        parent[last] = new
    for place, new in case.get("insert", {}).items():
        parent, last = _parent(value, place)
        parent.insert(len(parent) if last == "-" else last, new)
    return value


def _parent(value: Any, place: str) -> tuple[Any, Any]:
    *path, last = place.removeprefix("/").split("/")
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value, int(last) if isinstance(value, list) and last != "-" else last
