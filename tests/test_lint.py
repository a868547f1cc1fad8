"""What lint finds, what it leaves alone, and the command: runs tests/suite/lints.yaml."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO, StringIO
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Golden
from hypothesis import given
from hypothesis import strategies as st

from budgetspec import cli
from budgetspec.lang import ast
from budgetspec.lang.problems import Problem
from budgetspec.lint import lint
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source

TESTS = Path(__file__).parent
SHIPPED = TESTS.parent / "schema" / "dalian-department-budget"
ENTRIES = yaml.safe_load((TESTS / "suite" / "lints.yaml").read_text("utf-8"))
CLEAN = [(text, entry.get("form", SHIPPED.name)) for entry in ENTRIES for text in entry.get("clean", ())]
NO_CASE, NO_BASIS = "L011", "L012"

Run = Callable[..., tuple[int, str, str]]


@cache
def book(form: str = SHIPPED.name) -> Rulebook:
    return Rulebook.load(form, rules=TESTS / "toy" / "none.rules")


def found(text: str, *asked: str, form: str = SHIPPED.name) -> list[Problem]:
    """Lint a rule file; that rules have no case or basis is told only if it is asked for."""
    source = Source("r", text)
    read = book(form).with_rules([source])
    assert [problem.render() for problem in read.problems] == []
    return [p for p in lint(read, [source], frozenset()) if p.code not in {NO_CASE, NO_BASIS} - {*asked}]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['finds']} {entry['rules'][:50]}")
def test_what_is_found(entry: Mapping[str, str]) -> None:
    code = entry["finds"].split()[0]
    (problem,) = found(entry["rules"], code, form=entry.get("form", SHIPPED.name))
    line, column = Source("r", entry["rules"]).locate(problem.span.start)
    assert f"{problem.code} {line}:{column}" == entry["finds"]
    assert problem.message.zh == entry.get("zh", problem.message.zh)
    assert problem.message.en == entry.get("en", problem.message.en)


@pytest.mark.parametrize(("text", "form"), CLEAN, ids=lambda text: text[:60])
def test_what_is_left_alone(text: str, form: str) -> None:
    assert [problem.render() for problem in found(text, form=form)] == []


@pytest.mark.parametrize(
    ("entry", "works"),
    [(entry, text) for entry in ENTRIES for text in entry.get("works", ())],
    ids=lambda value: value[:70] if isinstance(value, str) else value["finds"].split()[0],
)
def test_what_works(entry: Mapping[str, str], works: str) -> None:
    """A change that is named can be put in as it stands there, and then the finding is gone."""
    code, form = entry["finds"].split()[0], entry.get("form", SHIPPED.name)
    (problem,) = found(entry["rules"], code, form=form)
    change = changed(entry["rules"], works)
    assert change
    assert change in problem.message.zh
    assert change in problem.message.en
    assert code not in {left.code for left in found(works, code, form=form)}


def test_every_change_that_is_named_has_been_tried() -> None:
    said = re.compile("写 .|改成 .")
    naming = {entry["finds"].split()[0] for entry in ENTRIES if said.search(entry.get("zh", ""))}
    assert naming <= {entry["finds"].split()[0] for entry in ENTRIES if "works" in entry}


def changed(before: str, after: str) -> str:
    """Return the part of a text that another one has not."""
    start = in_common(before, after)
    end = in_common(before[start:][::-1], after[start:][::-1])
    return after[start : len(after) - end].strip()


def in_common(one: str, other: str) -> int:
    """Count the characters with which two texts begin alike."""
    return len([*takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))])


def test_every_finding_has_an_entry_with_its_sentence() -> None:
    page = (TESTS.parent / "budgetspec" / "lang" / "suspicious.py").read_text("utf-8")
    codes = re.findall(r'Mistake\(\s*"(L[0-9]{3})"', page)
    assert len(codes) == len(set(codes))
    assert {*codes} == {entry["finds"].split()[0] for entry in ENTRIES if {"zh", "en"} <= {*entry}}


def test_help_lists_every_finding() -> None:
    page = (Path(__file__).parent.parent / "budgetspec" / "lang" / "suspicious.py").read_text("utf-8")
    for language in ("zh", "en"):
        said = (Path(__file__).parent / "golden" / f"help-lint.{language}.txt").read_text("utf-8")
        assert set(re.findall("L[0-9]{3}", page)) == set(re.findall("L[0-9]{3}", said))


class TestShipped:
    @pytest.mark.parametrize("form", ["dalian-department-budget", "shanghai-budget", "shanghai-department-accounts"])
    def test_the_shipped_rules_lint_clean(self, form: str) -> None:
        assert [problem.render() for problem in lint(Rulebook.load(form))] == []

    def test_an_authors_rules_are_compared_with_them(self) -> None:
        source = Source("r", """\
            in 支出功能分类预算表 {
              rule A "x" 财政拨款.小计 + 财政专户管理资金 == 合计 - 单位资金 basis "y"
              rule B "x" 合计 == 财政拨款.小计 + 财政专户管理资金 + 单位资金 + 100元 basis "y"
              rule C "x" 合计 >= 财政拨款.小计 basis "y"
            }
            """)  # fmt: skip
        read = Rulebook.load(SHIPPED.name).with_rules([source])
        assert [(p.rule, p.code, "T04-01" in p.message.en) for p in lint(read, [source])] == [
            ("A", "L006", True),
            ("B", "L007", True),
        ]

    def test_it_takes_no_time_to_speak_of(self) -> None:
        read = Rulebook.load(SHIPPED.name)
        start = time.process_time()
        lint(read)
        assert time.process_time() - start < 2


class TestHard:
    @pytest.mark.parametrize(
        "condition",
        [
            " and ".join(f"(合计 > {n}元 or 单位资金 < {n}元)" for n in range(300)),
            " or ".join(f"合计 * {n} + 单位资金 * {n * n} < 财政拨款.小计 + {n}" for n in range(1, 60)),
            " and ".join(f"合计 * {n} + 单位资金 * {n * n} <= 财政拨款.小计 * {n} + {n}" for n in range(1, 60)),
            " or ".join(f'(contains(名称, "{n}") and not (名称 in ("甲", "乙{n}")))' for n in range(300)),
        ],
        ids=["branches", "alternatives", "orders", "texts"],
    )
    def test_a_proof_that_takes_long_is_given_up(self, condition: str) -> None:
        start = time.perf_counter()
        assert found(f'in 支出功能分类预算表 {{ rule A "x" {condition} }}') == []
        assert time.perf_counter() - start < 5

    def test_a_chain_of_orders_is_seen_through(self) -> None:
        columns = ["合计", "单位资金", "财政拨款.小计", "财政专户管理资金"]
        chain = " and ".join(f"{a} < {b}" for a, b in pairwise(columns))
        (problem,) = found(
            f'in 支出功能分类预算表 {{ rule A "x" when {chain}: not ({columns[-1]} > {columns[0]}) or 合计 < 单位资金 }}'
        )
        assert problem.code == "L002"


class TestTitles:
    """A title agrees with its rule or it does not, whichever way round the rule is written."""

    @given(
        words=st.sampled_from([("不超过", "<="), ("不得高于", "<="), ("最多", "<="), ("不低于", ">="), ("至少", ">=")]),
        op=st.sampled_from(["<", "<=", ">", ">="]),
        turned=st.booleans(),
    )
    def test_a_direction(self, words: tuple[str, str], op: str, *, turned: bool) -> None:
        word, meant = words
        sides = ("20万元", ast.MIRRORED[op], "单位资金") if turned else ("单位资金", op, "20万元")
        problems = found(f'in 项目支出表 {{ rule A "单位资金{word}20万元" {" ".join(sides)} }}')
        assert [problem.code for problem in problems] == ([] if op[0] == meant[0] else ["L026"])
        sign = ast.MIRRORED[meant] if turned else meant
        assert all(f"改成 {sign}，" in problem.message.zh for problem in problems)

    @given(stated=st.integers(1, 9999), number=st.integers(1, 9999), unit=st.sampled_from(["元", "万元"]))
    def test_an_amount(self, stated: int, number: int, unit: str) -> None:
        problems = found(f'in 项目支出表 {{ rule A "单位资金不超过{stated}万元" 单位资金 <= {number}{unit} }}')
        same = stated * 10_000 == number * {"元": 1, "万元": 10_000}[unit]
        assert [problem.code for problem in problems] == ([] if same else ["L027"])

    @given(stated=st.integers(1, 99), number=st.integers(1, 99))
    def test_a_share(self, stated: int, number: int) -> None:
        problems = found(f'in 项目支出表 {{ rule A "单位资金不超过合计的{stated}%" 单位资金 <= 合计 * {number / 100} }}')
        same = number in {stated, 100 - stated}
        assert [problem.code for problem in problems] == ([] if same else ["L027"])


# The command -----------------------------------------------------------------------------------------------------------

SOUND = 'rule MY-01 "x"\n  预算年度 > 2000\n  basis "y"\n'
VACUOUS = 'rule MY-02 "x"\n  预算年度 == 预算年度\n  basis "y"\n'
FAULTY = 'rule MY-03 "x" 1 = 1\n'


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder of rule files."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, text in {"sound": SOUND, "vacuous": VACUOUS, "faulty": FAULTY + VACUOUS, "wrong": FAULTY}.items():
        Path(f"{name}.rules").write_text(text, "utf-8")

    def run(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        return cli.run(["lint", *argv], BytesIO(stdin), out, err), out.getvalue(), err.getvalue()

    return run


class TestCommand:
    @pytest.mark.parametrize(
        ("argv", "code", "last"),
        [
            (["sound.rules"], 0, "1 条规则，没有可疑之处"),
            (["vacuous.rules", "sound.rules", "sound.rules"], 1, "2 条规则，1 处可疑"),
            (["faulty.rules"], 2, "1 处错误，请先改正；其余 1 条规则，1 处可疑"),
            (["wrong.rules"], 2, "1 处错误，请先改正"),
            (["nowhere.rules", "vacuous.rules"], 3, "1 条规则，1 处可疑"),
            (["--form", "nowhere"], 2, None),
            (["sound.rules", "--lang", "en"], 0, "1 rule, nothing suspicious"),
            (["vacuous.rules", "--lang", "en"], 1, "1 rule, 1 finding"),
        ],
    )
    def test_the_code_says_how_it_ended(self, run: Run, argv: list[str], code: int, last: str | None) -> None:
        result, out, _ = run(*argv)
        assert result == code
        assert out.splitlines()[-1:] == ([last] if last else [])

    def test_a_finding_has_its_place_and_a_caret(self, run: Run) -> None:
        out = run("vacuous.rules", "--lang", "en")[1]
        assert out.startswith("vacuous.rules:2:3 L001 this condition is true of any data")
        assert "\n  预算年度 == 预算年度\n  ^^^^^^^^^^^^^^^^^^^^\n" in out

    def test_problems_are_told_as_by_other_commands(self, run: Run) -> None:
        assert run("faulty.rules")[2].startswith("budgetspec: faulty.rules:1:18 S011 ")

    def test_standard_input_is_read(self, run: Run) -> None:
        assert run("-", stdin=VACUOUS.encode())[:2] == (1, run("vacuous.rules")[1].replace("vacuous.rules", "-"))

    def test_rules_without_a_case_are_told_where_cases_are_named(self, run: Run) -> None:
        Path("cases.yaml").write_text("cases:\n  - {rule: MY-02, submission: {}, verdict: holds}\n", "utf-8")
        code, out, _ = run("sound.rules", "--cases", "cases.yaml")
        assert (code, out.count("L011")) == (1, 1)
        assert "L011" not in run("vacuous.rules", "--cases", "cases.yaml")[1]
        Path("cases.yaml").write_text("cases: 1\n", "utf-8")
        assert run("sound.rules", "--cases", "cases.yaml")[0] == 2

    def test_files_of_a_form_are_linted_in_their_place(self, run: Run) -> None:
        one = run(str(SHIPPED / "rules" / "columns.rules"))
        assert (one[0], one[2]) == (0, "")
        assert run(str(SHIPPED))[::2] == run()[::2] == (0, "")

    def test_the_order_is_the_same_on_every_run(self, run: Run) -> None:
        Path("many.rules").write_text(
            "".join(f'rule M-{n} "x" when 预算年度 > {n % 3}: 预算年度 > {n % 3 - 1}\n' for n in range(20)), "utf-8"
        )
        command = [sys.executable, "-m", "budgetspec", "lint", "many.rules"]
        runs = [
            subprocess.run(command, capture_output=True, check=False, env={"PYTHONHASHSEED": seed, "PATH": ""}).stdout  # noqa: S603
            for seed in ("1", "2")
        ]
        assert runs[0] == runs[1] == run("many.rules")[1].encode()

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_the_help_teaches(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        golden.check(f"help-lint.{lang}.txt", run("--help", "--lang", lang)[1])


def same(*texts: Any) -> bool:
    """Say whether conditions of a table have one normal form."""
    from budgetspec.lang.normal import condition  # noqa: PLC0415 - only here

    read = [book().with_rules([Source("r", f'in 支出功能分类预算表 {{ rule A "x" {text} }}')]).rules[0] for text in texts]
    return len({condition(rule.plan.instances[0].body) for rule in read}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("合计 > 单位资金", "单位资金 < 合计"),
        ("合计 - 单位资金 == 0", "单位资金 == 合计"),
        ("合计 / 2 == 1万元", "合计 == 20000元"),
        ("合计 == 单位资金 within 5", "单位资金 == 合计 within 5元"),
        ('名称 in ("甲", "乙")', '"乙" == 名称 or 名称 == "甲" or 名称 == "甲 "'),
        ("合计 > 0 implies 单位资金 > 0", "单位资金 > 0 or not (0 < 合计)"),
        ("not (not (合计 > 0))", "合计 > 0"),
        ("sum(合计[项] - 单位资金[项]) == 0", "0 == sum(-单位资金[项] + 合计[项])"),
        ("合计 / (2 * 单位资金) * 3 > 1", "1 < 3 * (合计 / (单位资金 * 2))"),
    ],
)
def test_one_condition_written_in_two_ways(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("合计 > 单位资金", "合计 >= 单位资金"),
        ("合计 - 单位资金 > 0", "单位资金 - 合计 > 0"),
        ('名称 + "甲" == "乙"', '"甲" + 名称 == "乙"'),
        ("sum(合计[项]) == 0", "sum(合计[款]) == 0"),
        ("sum(合计[项] - 合计[项] + 5) == 0", "sum(单位资金[项] - 单位资金[项] + 5) == 0"),
        ("合计 == 单位资金 within 5", "合计 == 单位资金"),
    ],
)
def test_two_conditions(one: str, other: str) -> None:
    assert not same(one, other)
