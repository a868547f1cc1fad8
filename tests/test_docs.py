"""The pages under docs/ are followed literally: every file they show is written, every command run, every rule and script read.

In a page, a fence ``rules 我的.rules`` (or any language and a file name) is a file that the reader saves, ``console`` is commands
with their output, ``rules`` alone a rule file that must be sound, ``python`` a script that must run, and ``sh`` the installation.
A line that is only ``…`` leaves lines of an output out. ``pytest --update-goldens`` writes the real outputs into the pages.
A row ``| what is checked | `rule` |`` of the tutorial's common checks is a rule that must hold on the example of three units.
"""

from __future__ import annotations

import io
import re
import runpy
import shlex
import shutil
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from conftest import Golden

from budgetspec import Checker, Rulebook, cli
from budgetspec.finding import Bilingual
from budgetspec.lang.functions import FUNCTIONS, Function
from budgetspec.lang.types import PRIOR
from budgetspec.lang.words import WORDS, Theme, Word
from budgetspec.lang.written import FIGURES, TEXTS
from budgetspec.lint import lint
from budgetspec.resources import folder
from budgetspec.source import Source

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
EXAMPLES = yaml.safe_load((DOCS / "examples.yaml").read_text("utf-8"))
FORM = "dalian-department-budget"
LEFT_OUT = "…\n"
FENCE = re.compile(r"^```([^\n`]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| ([^|`]+) \| `([^|`]+)` \|$", re.MULTILINE)
PAGES = {"tutorial.zh-CN.md": "zh_CN.UTF-8", "forms.zh-CN.md": "zh_CN.UTF-8", "language.md": "en_US.UTF-8"}
"""Pages that are followed, and the locale of their reader."""
GIVEN = {
    "公开.json": "examples/xigang-2025/disclosure.json",
    "有错.json": "examples/faulty/transposed-digits.json",
    "三个单位.json": "examples/binhai-2025/disclosure.json",
    "disclosure.json": "examples/xigang-2025/disclosure.json",
}
"""Files that the reader copies before she begins."""
CHECKED_TWICE_OR_BARE = {"L005", "L006", "L012"}
"""What lint may say of a rule shown as an example: the form checks that too, and there is no basis."""


class Fence(NamedTuple):
    """A fenced block: its language, the file it is saved as, if any, and what it holds."""

    language: str
    file: str
    body: str


def fences(text: str) -> list[Fence]:
    split = [(match[1].partition(" "), match[2]) for match in FENCE.finditer(text)]
    return [Fence(language, file, body) for (language, _, file), body in split]


def printed(command: str) -> str:
    """Run a command of a console and return what a terminal would show; paths of this checkout are shortened."""
    program, *argv = shlex.split(command)
    assert program == "budgetspec", command
    screen = io.StringIO()
    cli.run(argv, io.BytesIO(), screen, screen)
    return screen.getvalue().replace(str(ROOT), "…")


def as_shown(real: str, shown: str) -> str:
    """Leave the lines out of a real output that the shown one leaves out."""
    lines = real.splitlines(keepends=True)
    if LEFT_OUT not in shown.splitlines(keepends=True):
        return real
    first, last = shown.split(LEFT_OUT, 1) if shown.startswith(LEFT_OUT) else shown.split(f"\n{LEFT_OUT}", 1)
    head, tail = len(first.splitlines()), len(last.splitlines())
    assert head + tail < len(lines), "nothing is left out any more"
    return "".join([*lines[:head], LEFT_OUT, *lines[len(lines) - tail :]])


def followed(body: str) -> str:
    """Run every command of a console and return the console as it really looks."""
    commands = re.findall(r"^\$ ([^\n]*)\n((?:(?!\$ )[^\n]*\n)*)", body, re.MULTILINE)
    return "".join(f"$ {command}\n{as_shown(printed(command), shown)}" for command, shown in commands)


def rulebook_without_rules() -> Rulebook:
    return Rulebook.load(FORM, rules=ROOT / "tests" / "toy" / "none.rules")


@cache
def shipped() -> Rulebook:
    return Rulebook.load(FORM)


def problems_of(rules: str) -> list[str]:
    return [problem.render() for problem in rulebook_without_rules().with_rules([Source("docs", rules)]).problems]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_followed_literally_shows_what_it_says(
    page: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / page).read_text("utf-8")
    for name, example in GIVEN.items():
        shutil.copy(ROOT / example, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", PAGES[page])

    def real(match: re.Match[str]) -> str:
        language, _, file = match[1].partition(" ")
        if file:
            path = tmp_path / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(match[2], "utf-8")
        elif language == "python":
            exec(compile(match[2], page, "exec"), {})  # noqa: S102 - our own text
        return f"```{match[1]}\n{followed(match[2]) if language == 'console' else match[2]}```"

    golden.beside(DOCS / page, FENCE.sub(real, text))


@pytest.mark.parametrize("page", PAGES)
def test_rules_that_a_page_shows_are_sound(page: str) -> None:
    shown = [fence.body for fence in fences((DOCS / page).read_text("utf-8")) if fence.language == "rules" and not fence.file]
    assert [problems_of(body) for body in shown] == [[]] * len(shown)


def common_checks() -> list[tuple[str, str]]:
    """What the tables of the tutorial's section of common checks want checked, and the rules that do."""
    section = (DOCS / "tutorial.zh-CN.md").read_text("utf-8").partition("## 15. 要查什么")[2].partition("\n## ")[0]
    found: list[tuple[str, str]] = ROW.findall(section)
    assert len(found) == section.count("\n| ") - section.count("\n| 要查什么 |") > 0
    return found


@pytest.mark.parametrize(("what", "rule"), common_checks())
def test_a_common_check_of_the_tutorial_is_sound_and_holds(what: str, rule: str) -> None:
    assert shipped().rule(rule)[1] == []  # as explain reads it
    source = Source("docs", re.sub(r"^(in [^{]+{ )?", rf'\g<1>rule 查-01 "{what}" ', rule))
    book = shipped().with_rules([source])
    assert [problem.render() for problem in book.problems if problem.source == source] == []
    assert [problem.render() for problem in lint(book, [source]) if problem.code not in CHECKED_TWICE_OR_BARE] == []
    example = ROOT / GIVEN["三个单位.json"]
    checks = Checker(book, only=["查-01"]).check(example, prior=example).to_dict()["summary"]["checks"]
    assert checks["holds"] > 0
    assert checks["fails"] == checks["undecided"] == 0


def test_the_tutorial_installs_as_the_readme_does() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    blocks = [fence.body for fence in fences((DOCS / "tutorial.zh-CN.md").read_text("utf-8")) if fence.language == "sh"]
    assert blocks
    for line in "".join(blocks).splitlines():
        assert line in readme or line.startswith(("source ", "cd ", "mkdir ", "cp ")), line


def test_links_lead_somewhere() -> None:
    links = [
        (page, link)
        for page in DOCS.glob("*.md")
        for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", page.read_text("utf-8"))
    ]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


# The reference ---------------------------------------------------------------------------------------------------------


def test_the_reference_is_what_the_declarations_say(golden: Golden) -> None:
    generate = runpy.run_path(str(DOCS / "generate.py"))
    golden.beside(DOCS / "reference.zh-CN.md", generate["reference_page"]())


def test_every_word_of_the_grammar_is_documented() -> None:
    grammar = (folder("grammar") / "rules.lark").read_text("utf-8")
    documented = {part for word in WORDS for part in re.findall(r"[a-z]+", word.name)}
    assert set(re.findall(r'"([a-z]+)"', grammar)) == documented


def test_every_word_and_function_has_an_example() -> None:
    assert list(EXAMPLES["words"]) == [word.name for word in WORDS]
    assert list(EXAMPLES["functions"]) == list(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_of_a_function_is_a_sound_rule(name: str) -> None:
    example = EXAMPLES["functions"][name]
    assert f"{name}(" in example["rule"]
    assert problems_of(f'in {example["table"]} {{ rule E-1 "例" {example["rule"]} }}') == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name)
def test_the_example_of_a_word_is_sound_and_uses_it(word: Word) -> None:
    example = EXAMPLES["words"][word.name]
    rule = example["rule"]
    if "table" in example:
        rules = f'in {example["table"]} {{ rule E-1 "例" {rule} }}'
    elif word.theme is Theme.CLAUSE:
        rules = f'rule E-1 "例" not blank(预算年度) {rule}'
    else:
        rules = rule
    source = Source("docs", rules)
    assert [problem.render() for problem in shipped().with_rules([source]).problems if problem.source == source] == []
    if word.name.isascii() and word.name.isalpha():
        assert re.search(rf"\b{word.name}\b", rule)


@pytest.mark.parametrize("pages", ["lang/mis*.py", "lang/words.py", "lang/functions.py", "lang/examples.py", "commands/*.py"])
def test_what_is_said_of_the_language_names_no_table_of_a_form(pages: str) -> None:
    titles = {title.split()[-1] for title in rulebook_without_rules().model.titles.values() if title.startswith("附表")}
    said = {page.name: page.read_text("utf-8") for page in (ROOT / "budgetspec").glob(pages)}
    assert said
    assert [(page, title) for page, text in said.items() for title in titles if title in text] == []


def test_words_and_functions_are_said_in_both_languages() -> None:
    declared: list[Word | Function] = [*WORDS, *FUNCTIONS.values()]
    said: list[Bilingual] = [text for one in declared for text in (one.usage, one.says)]
    own = "|".join([*FIGURES, *TEXTS, "天", "日", "类", "增减", "列举", PRIOR])
    assert [one for one in said if not one.zh or not one.en or re.search(r"[\u4e00-\u9fff]", re.sub(own, "", one.en))] == []


def test_every_type_of_hole_is_documented() -> None:
    documented = [part for word in WORDS if word.theme is Theme.HOLE for part in re.split("[、 ]", word.usage.zh)]
    assert [kind for kind in (*FIGURES, *TEXTS) if kind not in documented] == []
