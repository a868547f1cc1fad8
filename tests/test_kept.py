"""Shipped rulebooks are kept from one start of the command to the next, and only as long as they are what the files say."""

from __future__ import annotations

import marshal
import sys
from pathlib import Path
from typing import Any

import pytest

from budgetspec import Checker, Rulebook
from budgetspec.kept import shipped
from budgetspec.lang.formulas import Formulas
from budgetspec.source import Source

RULES = """
in 功能表 {
    rule A "甲" 合计 == 基本支出.小计 + 项目支出
    rule B "乙" when 合计 > 0: sum(children(合计)) == 合计
}
"""
TOY = Rulebook.load(Path(__file__).parent / "toy").with_rules([Source("toy.rules", RULES)])


class Loads:
    """Stands in for the reading of a form, and counts how often it is read."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, _form: Any) -> Rulebook:
        self.times += 1
        return TOY


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Loads:
    counted = Loads()
    monkeypatch.setattr(Rulebook, "load", counted)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "code"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return counted


def kept(folder: Path) -> list[Path]:
    return [*(folder / "budgetspec").iterdir()]


def code(folder: Path) -> list[Path]:
    return [*(folder / "code").rglob("formulas-*")]


def test_a_form_is_read_once(loads: Loads, tmp_path: Path) -> None:
    books = [shipped("toy"), shipped("toy"), shipped("toy")]
    assert (loads.times, [len(book.rules) for book in books], len(kept(tmp_path))) == (1, [len(TOY.rules)] * 3, 1)


def test_what_belongs_to_other_files_is_not_used(loads: Loads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shipped("toy")
    monkeypatch.setattr("budgetspec.kept._files", lambda: iter([("a.rules", 1, 2)]))
    shipped("toy")
    assert (loads.times, len(kept(tmp_path))) == (2, 2)


def test_the_oldest_are_forgotten(loads: Loads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for time in range(20):
        monkeypatch.setattr("budgetspec.kept._files", lambda time=time: iter([("a.rules", 1, time)]))
        shipped("toy")
    assert (loads.times, len(kept(tmp_path))) == (20, 16)


@pytest.mark.parametrize("damage", [b"", b"cos\nsystem\n.", b"\x80\x05K\x01."])
def test_what_cannot_be_read_is_made_anew(loads: Loads, tmp_path: Path, damage: bytes) -> None:
    shipped("toy")
    kept(tmp_path)[0].write_bytes(damage)
    books = [shipped("toy"), shipped("toy")]
    assert (loads.times, [len(book.rules) for book in books]) == (2, [len(TOY.rules)] * 2)


def test_where_nothing_can_be_written_nothing_is_kept(loads: Loads, tmp_path: Path) -> None:
    (tmp_path / "budgetspec").write_text("in the way")
    assert [len(shipped("toy").rules), len(shipped("toy").rules)] == [len(TOY.rules)] * 2
    assert loads.times == 2


@pytest.mark.usefixtures("loads")
def test_formulas_are_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = (Path(__file__).parent / "toy" / "disclosure.json").read_bytes()
    first = Checker(shipped("toy")).check(submission).to_dict()
    assert len(code(tmp_path)) == 1
    monkeypatch.setattr("budgetspec.lang.formulas._compiled", None)
    assert Checker(shipped("toy")).check(submission).to_dict() == first


@pytest.mark.usefixtures("loads")
def test_formulas_are_kept_with_their_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped("toy")
    monkeypatch.setattr(Formulas, "_checking", None)
    book = shipped("toy")
    checks = [book.formulas.check(instance) for rule in book.rules for instance in rule.plan.instances]
    assert {check.levels for check in checks} == {i.levels for rule in book.rules for i in rule.plan.instances}


@pytest.mark.usefixtures("loads")
def test_the_text_of_a_formula_is_never_compiled_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loads: Loads
) -> None:
    shipped("toy")
    code(tmp_path)[0].write_bytes(marshal.dumps({}))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert (shipped("toy").formulas.kept(), loads.times) == (({}, {}, ()), 1)


@pytest.mark.usefixtures("loads")
def test_formulas_that_lack_code_are_made_anew(tmp_path: Path) -> None:
    shipped("toy")
    code(tmp_path)[0].write_bytes(marshal.dumps({}))
    assert [shipped("toy").formulas.ready, shipped("toy").formulas.ready] == [True, True]
    assert len(code(tmp_path)[0].read_bytes()) > len(marshal.dumps({}))


@pytest.mark.usefixtures("loads")
def test_code_is_kept_where_python_keeps_it_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    shipped("toy")
    assert not shipped("toy").formulas.codes
    assert (code(tmp_path), len(kept(tmp_path))) == ([], 1)


@pytest.mark.usefixtures("loads")
@pytest.mark.parametrize("damage", [b"", b"N", b"\xe9"])
def test_code_that_cannot_be_read_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    codes = shipped("toy").formulas.codes
    code(tmp_path)[0].write_bytes(damage)
    assert shipped("toy").formulas.codes == codes
