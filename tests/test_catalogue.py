"""What authors look up, as it is printed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from conftest import Golden

from budgetspec import cli
from budgetspec.rulebook import Rulebook

REFERENCE = str(Path(__file__).parent.parent / "examples" / "xigang-2025" / "disclosure.json")
LITERAL = "in 一般公共预算基本支出表 { sum(30x) == [合计] }"


def run(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return cli.run([*argv, "--lang", "zh"], io.BytesIO(), out, err), out.getvalue(), err.getvalue()


def test_rule_text_is_explained_with_its_terms(golden: Golden) -> None:
    code, out, err = run("explain", LITERAL, REFERENCE)
    assert (code, err) == (0, "")
    assert "差额 -7,000.00" in out
    golden.check("explain-literal.txt", out)


def test_a_rule_that_holds_is_explained_too(golden: Golden) -> None:
    rule = "in 一般公共预算基本支出表 { when 合计 != 0: * == sum(children(*)) }"
    golden.check("explain-children.txt", run("explain", rule, REFERENCE)[1])


def test_a_faulty_rule_text_is_told_with_its_place() -> None:
    code, out, err = run("explain", LITERAL.replace("合计", "合记"), REFERENCE)
    assert (code, out) == (2, "")
    assert "N003" in err
    assert "^^^^" in err


@pytest.mark.parametrize("arguments", [("explain", "X99-99", REFERENCE), ("rules", "X99-99"), ("names", "附表99")])
def test_an_unknown_name_is_one_sentence(arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("name", ["附表8", "一般公共预算基本支出表", "「一般公共预算基本支出表」"])
def test_a_table_is_found_by_number_or_name(golden: Golden, name: str) -> None:
    golden.check("names-table-8.txt", run("names", name)[1])


def test_every_name_of_the_model_is_listed() -> None:
    out = run("names")[1].replace("「", "").replace("」", "")
    model = Rulebook.load("dalian-department-budget").model
    assert [name for name in (*model.tables, *model.scalars, *model.lists) if name not in out] == []


def test_every_rule_has_a_page_with_its_ground() -> None:
    book = Rulebook.load("dalian-department-budget")
    listed = run("rules")[1].splitlines()
    assert [line.split()[0] for line in listed] == [rule.id for rule in book.rules]
    assert [rule.id for rule in book.rules if not rule.tree.basis] == []
    assert "依据：" in run("rules", book.rules[0].id)[1]
