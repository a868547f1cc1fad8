"""What the READMEs show is what happens."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest

from budgetspec import Rulebook, cli
from budgetspec.source import Source

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]
EXAMPLE = "examples/xigang-2025/disclosure.json"
OUTPUT = re.compile(r"(<!-- output of the first command: begin -->\n```text\n)(.*?)(```\n<!-- output)", re.DOTALL)


def _text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def _blocks(name: str, language: str) -> list[str]:
    """Return the fenced blocks of a language; ``""`` is none."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", _text(name), re.DOTALL | re.MULTILINE)
    return [block for said, block in fenced if said == language]


@pytest.mark.parametrize("name", READMES)
def test_the_output_shown_is_the_real_one(name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.chdir(ROOT)
    out = io.StringIO()
    assert cli.run(["check", EXAMPLE, "--lang", "zh"], io.BytesIO(), out, io.StringIO()) == 1
    if request.config.getoption("--update-goldens"):
        real = out.getvalue()
        (ROOT / name).write_text(OUTPUT.sub(lambda m: m[1] + real + m[3], _text(name)), "utf-8", newline="\n")
    shown = OUTPUT.search(_text(name))
    assert shown is not None
    assert shown[2] == out.getvalue()


@pytest.mark.parametrize("name", READMES)
def test_the_python_shown_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(ROOT / EXAMPLE, tmp_path / "disclosure.json")
    monkeypatch.chdir(tmp_path)
    blocks = _blocks(name, "python")
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), {})  # noqa: S102 - our own text


@pytest.mark.parametrize("name", READMES)
def test_the_rules_shown_are_sound(name: str) -> None:
    rules = _blocks(name, "")
    assert rules
    book = Rulebook.load("dalian-department-budget", rules=ROOT / "tests" / "toy" / "none.rules")
    for text in rules:
        assert [p.render() for p in book.with_rules([Source(name, text)]).problems] == []


def test_both_readmes_have_the_same_commands() -> None:
    assert _blocks(READMES[0], "sh") == _blocks(READMES[1], "sh")
