"""docs/identities.yaml says of every rule what it checks, and of every identity and class of error which rules do."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml
from casework import rulebook
from conftest import Golden

DOCS = Path(__file__).parent.parent / "docs"
PARTS = yaml.safe_load((DOCS / "identities.yaml").read_text("utf-8"))
IDS = [rule.id for rule in rulebook().rules]


def patterns(*parts: str) -> Iterator[str]:
    for part in PARTS:
        if part["part"] in parts:
            yield from (pattern for group in part["groups"] for entry in group["entries"] for pattern in entry["rules"])


def test_every_entry_names_a_rule() -> None:
    entries = [entry for part in PARTS for group in part["groups"] for entry in group["entries"]]
    assert [entry for entry in entries if not entry["rules"] or not entry["says"]] == []


@pytest.mark.parametrize("part", [part["part"] for part in PARTS])
def test_every_pattern_fits_a_rule(part: str) -> None:
    assert [p for p in patterns(part) if not any(fnmatchcase(rule, p) for rule in IDS)] == []


def test_every_rule_is_there_for_an_identity() -> None:
    wanted = list(patterns("关系"))
    assert [rule for rule in IDS if not any(fnmatchcase(rule, pattern) for pattern in wanted)] == []


def test_the_page_is_up_to_date(golden: Golden) -> None:
    generate = runpy.run_path(str(DOCS / "generate.py"))
    golden.beside(DOCS / "identities.zh-CN.md", generate["identities_page"]())
