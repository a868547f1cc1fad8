"""What is printed is read as what it was; formatting changes nothing but the looks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import expressions, files, rewritten

from budgetspec.lang import ast
from budgetspec.lang.comments import comments_of
from budgetspec.lang.formatter import formatted
from budgetspec.lang.layout import columns_of
from budgetspec.lang.parser import parse
from budgetspec.lang.printer import COLUMNS, written
from budgetspec.resources import folder
from budgetspec.source import Source

SHIPPED = sorted(path for kind in ("rules", "readings") for path in folder("schema").rglob(f"*.{kind}"))
ON_ONE_LINE = ("rule ", "basis ", "message ", "note ", '"', "optional ")
"""How lines begin that hold a text of any length."""
randoms = st.randoms(use_true_random=True)


def read(text: str) -> ast.File:
    file, problems = parse(Source("written.rules", text))
    assert [problem.render() for problem in problems] == []
    return file


def canonical(text: str) -> str:
    new, problems = formatted(Source("written.rules", text))
    assert [problem.render() for problem in problems] == []
    return new


def remarks(text: str) -> list[str]:
    return sorted(comment.text for comment in comments_of(text.replace("\r\n", "\n")))


def ensure_only_the_looks_change(text: str) -> None:
    new = canonical(text)
    assert read(new) == read(text.replace("\r\n", "\n"))
    assert remarks(new) == remarks(text)
    assert canonical(new) == new


class TestPrintedAndRead:
    """What is printed is read as what it was: printing and reading together change no rule."""

    @given(expressions)
    def test_an_expression(self, tree: ast.Expr) -> None:
        assert read(written(tree)) == ast.File((), (ast.Rule("", "", tree),))

    @given(files)
    def test_a_file(self, tree: ast.File) -> None:
        assert read(written(tree)) == tree

    @given(files)
    def test_what_is_printed_is_canonical(self, tree: ast.File) -> None:
        assert canonical(written(tree)) == written(tree)

    @given(files, randoms)
    def test_there_is_one_way_to_write_a_tree(self, tree: ast.File, random: Random) -> None:
        text = rewritten(written(tree), random, comments=False)
        assert read(text) == tree
        assert canonical(text) == written(tree)


@given(files, randoms)
def test_formatting_keeps_meaning_and_comments(tree: ast.File, random: Random) -> None:
    text = rewritten(written(tree), random, comments=True)
    ensure_only_the_looks_change(text)


@given(files.filter(lambda file: bool(file.lets)).map(lambda file: replace(file, readings=(), amendments=())), randoms)
def test_formatting_keeps_blocks_within_blocks(tree: ast.File, random: Random) -> None:
    text = f"in 外.表, 「另 表」 {{\n{rewritten(written(tree), random, comments=True)}\n}}  # 完\n"
    ensure_only_the_looks_change(text)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_formatting_shipped_rules_changes_only_their_looks(path: Path) -> None:
    text = path.read_text("utf-8")
    ensure_only_the_looks_change(text)
    assert [line for line in canonical(text).split("\n") if too_long(line)] == []


def too_long(line: str) -> bool:
    return columns_of(line.partition("#")[0]) > COLUMNS and not line.lstrip().startswith(ON_ONE_LINE)


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(SHIPPED), randoms)
def test_formatting_rewritten_shipped_rules_changes_only_their_looks(path: Path, random: Random) -> None:
    text = rewritten(path.read_text("utf-8"), random, comments=True)
    ensure_only_the_looks_change(text)
