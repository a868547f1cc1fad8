"""Every example gives the report that is expected of it; the expected reports stand beside the faulty examples."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from conftest import Golden
from jsonschema import Draft202012Validator

from budgetspec import Checker
from budgetspec.render import render

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
FAULTY = sorted((EXAMPLES / "faulty").glob("*.json"))


@cache
def _checker() -> Checker:
    return Checker()


def _text(path: Path) -> str:
    data = path.read_bytes()
    return render(_checker().check(data, path.relative_to(ROOT).as_posix()))


def test_there_are_a_dozen_faulty_examples_or_more() -> None:
    assert len(FAULTY) >= 12


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_example_gives_the_report_beside_it(golden: Golden, path: Path) -> None:
    golden.beside(path.with_suffix(".txt"), _text(path))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_faulty_example_says_more_than_its_base(path: Path) -> None:
    base = next(p for p in EXAMPLES.glob("*/disclosure.json") if f"| `{path.name}` | `{p.parent.name}` |" in _readme())
    before, after = (_checker().check(p).findings for p in (base, path))
    assert [finding for finding in after if finding not in before] != []


def _readme() -> str:
    return (EXAMPLES / "faulty" / "README.md").read_text("utf-8")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_reports_are_as_their_schema_says(path: Path) -> None:
    schema = json.loads((ROOT / "schema" / "report.schema.json").read_bytes())
    report = json.loads(json.dumps(_checker().check(path).to_dict()))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(report)] == []


@pytest.mark.parametrize("name", ["xigang-2025/disclosure", "xigang-2025/as-extracted"])
def test_the_reference_gives_the_report_expected(golden: Golden, name: str) -> None:
    golden.check(f"{name.replace('/', '-')}.txt", _text(EXAMPLES / f"{name}.json"))
