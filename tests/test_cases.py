"""Cases of rules: reading them, running them, what they leave untested, and rewriting what they expect."""

from __future__ import annotations

import copy
import json
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from conftest import Golden
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from budgetspec import cli
from budgetspec.cases import Case, case_files, cases_of
from budgetspec.finding import BudgetspecError, Verdict
from budgetspec.lang.problems import Problem
from budgetspec.patch import Astray, changed, undeclared
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source
from budgetspec.trial import Runner, Trial
from budgetspec.yamltext import MAX_VALUES, read_yaml

ROOT = Path(__file__).parent.parent
TOY = ROOT / "tests" / "toy"
SCHEMAS = {name: json.loads((ROOT / "schema" / f"{name}.schema.json").read_text("utf-8")) for name in ("cases", "form")}

RULES = """\
rule A-01 "合计等于基本支出与项目支出之和"
    功能表.合计 == 功能表.基本支出.小计 + 功能表.项目支出

let 无结转 = 总表.收入.上年结转 == 0 and 总表.收入.其他 >= 0

rule A-02 "无结转时总计等于拨款与其他之和"
    when 无结转: 总表.收入.总计 == 总表.收入.拨款 + 总表.收入.其他 or 总表.收入.总计 == 0

rule A-03 "没有用例"
    功能表.人数 >= 0

rule A-04 "有总计则有拨款" from 2020 until 2024
    总表.收入.总计 > 0 implies 总表.收入.拨款 > 0
"""
PRIOR = 'rule A-05 "与上年相同"\n    总表.收入.总计 == 上年.总表.收入.总计\n'

CASES = """\
# 附表1 的用例
- rule: A-01            # 原以为不成立
  base: good
  verdict: fails
  at: ["/表/功能表/行/5/合计"]
  # 这一行留着
  difference: "1.00"
  count: 1

- rule: A-01
  base: good
  set: {"/表/功能表/行/5/合计": 70075.76}
  verdict: fails
  at: ["/表/功能表/行/5/合计"]
  difference: '0.02'    # 一分
  count: 2
- {rule: A-01, base: good, set: {"/表/功能表/行/5/合计": 70075.76}, verdict: holds}
- {rule: A-01, base: good, verdict: fails, difference: "1.00", count: 3}
- rule: A-02
  title: 直接写出内容
  submission: {表: {总表: {收入: {总计: 3, 拨款: 1, 其他: 2}}}}
  verdict: holds
- rule: A-01
  base: good
  set: {"/表/功能表/行/5/合计": 70075.76}
  verdict: fails
  at: ["/表/功能表/行/6/合计"]
  difference: 0.01
"""
PASSING = "- {rule: A-01, base: good, verdict: holds}\n- {rule: A-03, submission: {}, verdict: undecided}\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in a folder that holds a form of one's own, with an example and cases."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    shutil.copytree(TOY, "my-form")
    form = Path("my-form/form.yaml")
    form.write_text(form.read_text("utf-8").replace("rules: []", "rules: [a.rules]"), "utf-8")
    Path("my-form/a.rules").write_text(RULES, "utf-8")
    for place, text in {"cases/a.yaml": CASES, "cases/deep/b.yml": PASSING, "cases/.hidden/c.yaml": "-"}.items():
        path = Path("my-form", place)
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, "utf-8", newline="")
    Path("my-form/examples").mkdir()
    shutil.move("my-form/disclosure.json", "my-form/examples/good.json")

    def run(*argv: str) -> tuple[int, str, str]:
        out, err = StringIO(), StringIO()
        return cli.run(argv, BytesIO(), out, err), out.getvalue(), err.getvalue()

    return run


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def read(text: str, path: str = "x.yaml") -> tuple[list[Case], list[str]]:
    """Read a case file: its cases, and its problems as code, place and sentence."""
    cases, problems = cases_of(Source(path, text), Path(path))
    return cases, [problem.render().splitlines()[0] for problem in problems]


def tried(text: str, rules: str = RULES + PRIOR) -> list[Trial | Problem]:
    """Run cases on the toy form with some rules; ``base: TOY`` is its example."""
    runner = Runner(Rulebook.load(TOY).with_rules([Source("a.rules", rules)]))
    cases, problems = cases_of(Source("x.yaml", text.replace("TOY", f"{TOY}/disclosure.json")), Path("x.yaml"))
    assert problems == []
    return [runner.run(case) for case in cases]


def untested(text: str, rules: str) -> list[str]:
    """Say which clauses of the rules the cases leave untested."""
    runner = Runner(Rulebook.load(TOY).with_rules([Source("a.rules", rules)]))
    for case in cases_of(Source("x.yaml", text.replace("TOY", f"{TOY}/disclosure.json")), Path("x.yaml"))[0]:
        assert isinstance(runner.run(case), Trial)
    return [
        f"{rule.id} {clause.role}: {rules[clause.span.start : clause.span.end]}"
        for rule in runner.book.rules
        for clause in runner.exercise.untested(rule)
    ]


class TestYaml:
    """What is written is what is read, with its place; what cannot be read is said with its place."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("12", 12),
            ("-12.50", Decimal("-12.50")),
            ("'12'", "12"),
            ('"12.50"', "12.50"),
            ("0101", "0101"),
            ("2025-01-20", "2025-01-20"),
            ("20:30", "20:30"),
            ("1_000", "1_000"),
            ("1,000", "1,000"),
            ("1e3", "1e3"),
            (".5", ".5"),
            ("+5", "+5"),
            ("yes", "yes"),
            ("否", "否"),
            ("NULL", "NULL"),
            ("null", None),
            ("~", None),
            ("", None),
            ("true", True),
            ("'true'", "true"),
            ("|\n  一\n  二\n", "一\n二\n"),
        ],
    )
    def test_only_what_json_writes_so_is_a_number(self, text: str, value: object) -> None:
        read, problems = read_yaml(Source("x.yaml", f"键: {text}"))
        assert (read.value, problems) == ({"键": value}, [])
        assert isinstance(read.value, dict)
        assert type(read.value["键"]) is type(value)

    JSON = st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**20), 10**20)
        | st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), max_codepoint=0xFFFD)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab/~：:# 键", max_size=4), inner, max_size=4),
        max_leaves=12,
    )

    @given(JSON)
    def test_json_reads_as_itself(self, value: Any) -> None:
        read, problems = read_yaml(Source("x.yaml", json.dumps(value, ensure_ascii=False)))
        assert (read.value, problems) == (value, [])

    @given(JSON)
    def test_every_value_and_key_has_its_place(self, value: Any) -> None:
        text = json.dumps(value, ensure_ascii=False)
        read, _ = read_yaml(Source("x.yaml", text))
        for place, span in read.values.items():
            assert json.loads(text[span.start : span.end]) == self.at(value, place)
        for place, span in read.keys.items():
            assert json.loads(text[span.start : span.end]) == place.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    @staticmethod
    def at(value: Any, place: str) -> Any:
        for part in place.split("/")[1:]:
            value = value[int(part)] if isinstance(value, list) else value[part.replace("~1", "/").replace("~0", "~")]
        return value

    def test_an_item_without_brackets_ends_with_its_last_value(self) -> None:
        text = "a:\n  - b\n  - c  # 注\n\nd: 1\n"
        read, _ = read_yaml(Source("x.yaml", text))
        assert text[slice(*read.values["/a"])] == "- b\n  - c"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("a: b: c", "1:5 Y001 此处不能有冒号：上一行可能缺少冒号，或缩进与各键不同；文字中有冒号时请加引号"),
            ("a: 1\n b: 2", "2:3 Y001 此处不能有冒号：上一行可能缺少冒号，或缩进与各键不同；文字中有冒号时请加引号"),
            ("- a\nb: 1", "2:1 Y001 缩进与上面不一致"),
            ("{a: [1, 2}", "1:10 Y001 方括号没有配对，或各项之间缺少半角逗号"),
            ("{a: 1", "1:6 Y001 花括号没有配对，或各项之间缺少半角逗号"),
            ("a: 'x", "1:6 Y001 引号没有配对"),
            ("a: @b", "1:4 Y001 值不能以此字符（制表符、@、`、%）开头；缩进请用空格，文字请加引号"),
            ("\tb: 1", "1:1 Y001 值不能以此字符（制表符、@、`、%）开头；缩进请用空格，文字请加引号"),
            ("a: *", "1:5 Y001 以 * 或 & 开头的文字请加引号"),
            ("一: \x01", "1:4 Y001 不是 YAML：unacceptable character #x0001: control characters are not allowed"),
            ("a: 1\na: 2", "2:1 Y003 键“a”重复"),
            ("? [a]\n: 1", "1:3 Y004 键应为文字"),
            ("a: !!python/name:os.system", "1:4 Y005 不支持 YAML 标签（!）；文字请加引号"),
            ("[" * 500, "1:102 Y006 嵌套过深"),
            (f"a: {'9' * 40}", "1:4 Y007 数过长；如是代码请加引号"),
            ("a\n---\nb", "2:1 Y009 一个文件中只能有一份内容（不能有第二个 ---）"),
            ("a: *b", "1:4 Y012 前面没有 &b；文字请加引号"),
            ("a: &b [*b]", "1:8 Y012 前面没有 &b；文字请加引号"),
        ],
    )  # fmt: skip
    def test_a_mistake_is_said_with_its_place(self, text: str, said: str) -> None:
        _, problems = read_yaml(Source("x.yaml", text))
        assert [problem.render().splitlines()[0] for problem in problems] == [f"x.yaml:{said}"]

    def test_without_the_fast_parser_it_is_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = ["a: [1, 二]\nb: 'c'  # 注\n", CASES, *(path.read_text("utf-8") for path in case_files(TOY.parent / "suite"))]
        fast = [read_yaml(Source("x.yaml", text)) for text in texts]
        monkeypatch.setattr("budgetspec.yamltext._LOADER", yaml.SafeLoader)
        assert [read_yaml(Source("x.yaml", text)) for text in texts[:3]] == fast[:3]

    def test_an_alias_shares_what_its_anchor_holds(self) -> None:
        read, problems = read_yaml(Source("x.yaml", "a: &rows [1, 2]\nb: {c: *rows}"))
        assert (read.value, problems) == ({"a": [1, 2], "b": {"c": [1, 2]}}, [])

    def test_a_bomb_of_aliases_is_refused(self) -> None:
        bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        bomb += "".join(f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
        read, problems = read_yaml(Source("x.yaml", bomb))
        assert (read.value, [problem.message.zh for problem in problems]) == (None, [f"内容过多：超过 {MAX_VALUES:,} 个值"])


class TestSchemas:
    """The schemas of case files and forms are sound, explain themselves, and fit what is shipped."""

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_it_is_a_valid_2020_12_schema(self, name: str) -> None:
        Draft202012Validator.check_schema(SCHEMAS[name])

    @pytest.mark.parametrize("name", SCHEMAS)
    def test_every_member_has_a_chinese_title(self, name: str) -> None:
        objects = [SCHEMAS[name], *SCHEMAS[name]["$defs"].values()]
        members = {key: member for inner in objects for key, member in inner.get("properties", {}).items()}
        assert [
            key for key, member in members.items() if "$ref" not in member and not re.search("[一-龥]", member["title"])
        ] == []

    def test_the_shipped_cases_fit_as_a_whole(self) -> None:
        validator = Draft202012Validator(SCHEMAS["cases"])
        for path in case_files(ROOT / "tests" / "suite" / "rules"):
            text = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
            assert [error.message for error in validator.iter_errors(text)] == [], path

    @pytest.mark.parametrize("form", [*sorted((ROOT / "schema").glob("*/form.yaml")), TOY / "form.yaml"])
    def test_the_forms_fit(self, form: Path) -> None:
        text, problems = read_yaml(Source(str(form), form.read_text("utf-8")))
        assert problems + text.misfits(SCHEMAS["form"]) == []

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("title:", "titel:", "3:1 Y010 未知的键“titel”，是否为“title”？"),
            ("rules: []", "rules: a.rules", "6:8 Y010 应为数组，实为文本“a.rules”"),
            ("rules: []", "rules: [", "8:7 Y001 方括号没有配对，或各项之间缺少半角逗号"),
            ("2020:", "二〇:", "8:36 Y014 应为年份（如 2025），实为“二〇”"),
            ("dimension", "维度", "8:3 Y010 缺少“dimension”"),
        ],
    )
    def test_a_mistake_in_a_form_is_said_with_its_place(self, tmp_path: Path, old: str, new: str, said: str) -> None:
        shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
        text = (TOY / "form.yaml").read_text("utf-8")
        (tmp_path / "form.yaml").write_text(text.replace(old, new), "utf-8")
        with pytest.raises(BudgetspecError, match=re.escape(f"form.yaml:{said}")):
            Rulebook.load(tmp_path)


class TestReading:
    """A case that is not as it should be is said with its place, and the others run."""

    def test_a_file_beside_the_cases_is_proposed_as_base(self, tmp_path: Path) -> None:
        (tmp_path / "公开.json").write_text("{}", "utf-8")
        source = Source("x.yaml", "- {rule: A, base: 公开, verdict: holds}")
        (problem,) = cases_of(source, tmp_path / "x.yaml")[1]
        examples = tmp_path / "examples"
        tried = f"{examples / '公开' / 'disclosure.json'}、{examples / '公开.json'}"
        assert problem.message.zh == f"没有示例 公开；找过 {tried}，是否为 公开.json？"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "- {rule: A, submission: {}, verdict: 成立}",
                "1:29 Y010 应为 holds、fails、undecided、not_applicable、empty 之一，实为文本“成立”",
            ),
            ("- {rule: A, submission: {}}", "1:3 Y010 缺少“verdict”"),
            ("- {rule: A, submission: {}, verdict: holds, diference: 1}", "1:45 Y010 未知的键“diference”，是否为“difference”？"),
            ("- {rule: A, submission: {}, verdict: fails, count: 多}", "1:52 Y010 应为整数，实为文本“多”"),
            ("rule：A\nbase：x", "1:1 Y011 键之后请用半角冒号和空格（:），不是“：”"),
            ("rule: A\nsubmission: {}\nverdict: holds", "1:1 K015 每个用例以“- ”开头，其余各行缩进两格：- rule: …"),
            ("- rule：A", "1:3 Y011 键之后请用半角冒号和空格（:），不是“：”"),
            ("cases: 1", "1:8 Y010 应为数组，实为数 1"),
            ("- {rule: A, verdict: holds}", "1:3 K001 缺少 base（示例）或 submission（内容）"),
            ("- {rule: A, base: a, submission: {}, verdict: holds}", "1:22 K002 base 与 submission 只能有一个"),
            ("- {rule: A, base: a/b.json, verdict: holds}", "1:13 K003 没有示例 a/b.json；找过 a/b.json"),
            (
                "- {rule: A, base: 甲, verdict: holds}",
                "1:13 K003 没有示例 甲；找过 examples/甲/disclosure.json、examples/甲.json",
            ),
            (
                "bases: {甲: 乙.json}\ncases: [{rule: A, base: 甲, verdict: holds}]",
                "2:19 K003 没有示例 甲；找过 乙.json",
            ),
            (
                "- {rule: A, submission: {}, set: {表: 1}, verdict: holds}",
                "1:35 K010 “表”不是位置；位置以 / 开头，如 /预算表/收支预算总表/收入/收入总计",
            ),
            ("- {rule: A, submission: {}, verdict: holds, at: [/a]}", "1:45 K011 at 只用于 verdict: fails"),
            ("- {rule: A, submission: {}, replace: {/a: {b: 1}}, verdict: holds}", '1:47 Y010 应为文本，实为数 1；请加引号："1"'),
            ("- {rule: A, submission: {}, prior: {verdict: holds}, verdict: holds}", "1:37 Y010 未知的键“verdict”"),
            ("- {rule: A, submission: {}, prior: {base: a.json}, verdict: holds}", "1:37 K003 没有示例 a.json；找过 a.json"),
            (
                "- {rule: A, submission: {}, prior: {base: a.json, submission: {}}, verdict: holds}",
                "1:51 K002 base 与 submission 只能有一个",
            ),
            (
                "- {rule: A, submission: {}, prior: {remove: [表]}, verdict: holds}",
                "1:46 K010 “表”不是位置；位置以 / 开头，如 /预算表/收支预算总表/收入/收入总计",
            ),
        ],
    )  # fmt: skip
    def test_a_mistake_is_said_with_its_place(self, text: str, said: str) -> None:
        assert read(text) == ([], [f"x.yaml:{said}"])

    def test_the_sound_cases_of_a_faulty_file_are_read(self) -> None:
        cases, problems = read(
            "- {rule: A, submission: {}, verdict: holds}\n- {rule: B}\n- {rule: C, submission: {}, verdict: empty}\n"
        )
        assert [case.rule for case in cases] == ["A", "C"]
        assert problems == ["x.yaml:2:3 Y010 缺少“verdict”"]
        assert [case.line for case in cases] == [1, 3]

    def test_an_empty_file_has_no_cases(self) -> None:
        assert read("# 还没有\n") == ([], [])

    def test_a_base_is_found_where_the_file_says(self, tmp_path: Path) -> None:
        (tmp_path / "cases").mkdir()
        for name in ("a.json", "examples/b.json", "examples/c/disclosure.json"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("{}", "utf-8")
        text = """\
base: c
bases: {甲: ../a.json}
cases:
- {rule: A, base: 甲, verdict: holds}
- {rule: A, base: ../a.json, verdict: holds}
- {rule: A, base: b, verdict: holds}
- {rule: A, verdict: holds}
- {rule: A, submission: {}, verdict: holds}
"""
        cases, problems = read(text, str(tmp_path / "cases" / "x.yaml"))
        assert problems == []
        bases = [case.given.base for case in cases]
        assert [base and base.resolve().relative_to(tmp_path.resolve()).as_posix() for base in bases] == [
            "a.json", "a.json", "examples/b.json", "examples/c/disclosure.json", None,
        ]  # fmt: skip

    def test_the_cases_of_a_form_are_those_in_its_folder_of_cases(self, run: Run) -> None:
        assert run is not None
        assert [path.as_posix() for path in case_files(Path("my-form"))] == ["my-form/cases/a.yaml", "my-form/cases/deep/b.yml"]


class TestChanges:
    """Changes are made to a copy, in their order, and each has to lead somewhere."""

    BASE: ClassVar[Any] = {"表": {"行": [{"合计": 1}, {"合计": 2}]}, "注": None, "其他": [[1]], "文": ["共 3 个"]}

    @pytest.mark.parametrize(
        ("changes", "value"),
        [
            ({"set": {"/表/行/1/合计": 5}}, {**BASE, "表": {"行": [{"合计": 1}, {"合计": 5}]}}),
            ({"set": {"/新": 1}}, {**BASE, "新": 1}),
            ({"remove": ["/表/行/0", "/表/行/0"]}, {**BASE, "表": {"行": []}}),
            ({"insert": {"/表/行/0": 7, "/表/行/-": 8}}, {**BASE, "表": {"行": [7, {"合计": 1}, {"合计": 2}, 8]}}),
            ({"insert": {"/表/行/2": 7}}, {**BASE, "表": {"行": [{"合计": 1}, {"合计": 2}, 7]}}),
            ({"remove": ["/表"], "set": {"/表": {}}}, {**BASE, "表": {}}),
            ({"set": {"/表/行": []}, "insert": {"/表/行/-": 1}}, {**BASE, "表": {"行": [1]}}),
            ({"replace": {"/文/0": {"3 个": "4 个", "共": "计"}}}, {**BASE, "文": ["计 4 个"]}),
            (
                {"set": {"/文": ["甲"]}, "replace": {"/文/0": {"甲": "乙"}}, "insert": {"/文/0": "丙"}},
                {**BASE, "文": ["丙", "乙"]},
            ),
        ],
    )
    def test_what_comes_of_them(self, changes: dict[str, Any], value: Any) -> None:
        before = copy.deepcopy(self.BASE)
        assert changed(self.BASE, changes) == value
        assert before == self.BASE

    def test_what_is_not_changed_is_shared(self) -> None:
        assert changed(self.BASE, {"set": {"/注": 1}})["表"] is self.BASE["表"]  # type: ignore[index, call-overload]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"set": {"/表/航/0": 1}}, "/表 中没有“航”；此处有 行"),
            ({"remove": ["/表名"]}, "/ 中没有“表名”，是否为 表？"),
            ({"set": {"/表/行/2/合计": 1}}, "/表/行 中没有第“2”项，序号从 0 到 1"),
            ({"set": {"/表/行/一": 1}}, "/表/行 中没有第“一”项，序号从 0 到 1"),
            ({"set": {f"/表/行/{'9' * 5000}": 1}}, f"/表/行 中没有第“{'9' * 200}…”项，序号从 0 到 1"),
            ({"set": {"/注/a": 1}}, "/注 中没有“a”"),
            ({"insert": {"/表/行/4": 1}}, "/表/行 中没有第“4”项，序号从 0 到 2"),
            ({"insert": {"/表/a": 1}}, "/表/a 不在列表中，不能插入"),
            ({"remove": ["/其他/0/0", "/其他/0/0"]}, "/其他/0 中没有第“0”项，此处是空的"),
            ({"replace": {"/注": {"a": "b"}}}, "/注 不是文字，不能替换"),
            ({"replace": {"/文/1": {"a": "b"}}}, "/文 中没有第“1”项，序号从 0 到 0"),
            ({"replace": {"/文/0": {"4": "3"}}}, "/文/0 中没有“4”"),
            ({"replace": {"/文/0": {" ": ""}}}, "/文/0 中有 2 处“ ”，请多写几个字，使它只有一处"),
        ],
    )
    def test_one_that_leads_nowhere_says_where_it_ends(self, changes: dict[str, Any], said: str) -> None:
        with pytest.raises(Astray, match=f"^{re.escape(said)}$"):
            changed(self.BASE, changes)

    def test_a_key_that_the_form_does_not_have_is_told(self) -> None:
        schema = Rulebook.load("dalian-department-budget").schema
        said = undeclared(schema, "/预算表/支出功能分类预算表/行/5/合记")
        assert said is not None
        assert said.message.zh == "/预算表/支出功能分类预算表/行/5：表式此处没有“合记”，是否为 合计？"
        assert undeclared(schema, "/预算表/支出功能分类预算表/行/5/合计") is None


class TestRunning:
    """A case passes if everything it says comes true, and a case that cannot run says why."""

    CHANGED = 'base: TOY, set: {"/表/功能表/行/5/合计": 70075.76}'

    @pytest.mark.parametrize(
        ("case", "mismatches"),
        [
            ("rule: A-01, base: TOY, verdict: holds", []),
            ("rule: A-01, base: TOY, verdict: fails", ["verdict fails holds"]),
            (f"rule: A-01, {CHANGED}, verdict: holds", ["verdict holds fails"]),
            (f'rule: A-01, {CHANGED}, verdict: fails, difference: "0.01", left: "70,075.76", right: 70075.75, count: 1', []),
            (f"rule: A-01, {CHANGED}, verdict: fails, difference: 1, count: 2", ["difference 1 0.01", "count 2 1"]),
            (f"rule: A-01, {CHANGED}, verdict: fails, difference: 一", ["difference 一 0.01"]),
            (f'rule: A-01, {CHANGED}, verdict: fails, at: ["/表/功能表/行/5/合计"]', []),
            (f'rule: A-01, {CHANGED}, verdict: fails, filled: ""', [
                "filled  功能表.合计 70,075.76 应等于 功能表.基本支出.小计 70,075.75 + 功能表.项目支出 (空) = 70,075.75",
            ]),
            ("rule: A-01, submission: {}, verdict: undecided", []),
            ("rule: A-04, base: TOY, verdict: not_applicable", []),
            ("rule: A-04, submission: {年度: 2024, 表: {总表: {收入: {总计: 1}}}}, verdict: fails", []),
            ("rule: A-05, base: TOY, verdict: undecided", []),
            ("rule: A-05, base: TOY, prior: {}, verdict: holds", []),
            ("rule: A-05, base: TOY, prior: {set: {/表/总表/收入/总计: 1}}, verdict: fails", []),
            ("rule: A-05, base: TOY, set: {/表/总表/收入/总计: 1}, prior: {}, verdict: fails", []),
            ("rule: A-05, submission: {表: {总表: {收入: {总计: 1}}}}, prior: {}, verdict: holds", []),
            ("rule: A-05, base: TOY, prior: {submission: {表: {总表: {收入: {总计: 1}}}}}, verdict: fails", []),
        ],
    )  # fmt: skip
    def test_what_it_says_is_compared(self, case: str, mismatches: list[str]) -> None:
        [trial] = tried(f"- {{{case}}}")
        assert isinstance(trial, Trial), trial.render()
        assert [f"{one.member} {one.expected} {one.actual}" for one in trial.mismatches] == mismatches

    @pytest.mark.parametrize(
        ("case", "said"),
        [
            ("rule: A-011, submission: {}", "x.yaml:1:4 K005 没有规则 A-011，是否为 A-01？"),
            ("rule: A-09, submission: {}", "x.yaml:1:4 K006 规则 A-09 有误，不能运行"),
            ("rule: A-01, submission: {}, remove: [/表]", "x.yaml:1:41 K007 / 中没有“表”"),
            ("rule: A-01, submission: {表: {}}, set: {/表/功能表/行: 1}", "x.yaml:1:43 K007 /表 中没有“功能表”"),
            ("rule: A-01, submission: {a: 一}, replace: {/a: {二: 三}}", "x.yaml:1:51 K014 /a 中没有“二”"),
            ("rule: A-05, submission: {}, prior: {remove: [/表]}", "x.yaml:1:49 K007 / 中没有“表”"),
        ],
    )
    def test_what_keeps_it_from_running_is_said_with_its_place(self, case: str, said: str) -> None:
        [problem] = tried(f"- {{{case}, verdict: holds}}", f'{RULES}{PRIOR}\nrule A-09 "有误"\n    无 == 1\n')
        assert isinstance(problem, Problem)
        assert problem.render().splitlines()[0] == said

    def test_a_base_that_is_no_submission_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text("{", "utf-8")
        [problem] = tried(f"- {{rule: A-01, base: {tmp_path}/a.json, verdict: holds}}")
        assert isinstance(problem, Problem)
        assert problem.code == "K004"

    def test_cases_do_not_disturb_each_other(self) -> None:
        plain = "- {rule: A-01, base: TOY, verdict: holds}\n"
        trials = tried(f"{plain}- {{rule: A-01, {self.CHANGED}, verdict: fails}}\n{plain}")
        assert [trial.mismatches for trial in trials if isinstance(trial, Trial)] == [(), (), ()]


class TestClauses:
    """A condition is tested where some case makes it matter, and only then."""

    RULE = 'rule B "条件"\n    when 总表.收入.其他 == 0: 总表.收入.总计 == 1 {} 总表.收入.拨款 == 1\n'

    @staticmethod
    def case(verdict: str, **amounts: int) -> str:
        income = ", ".join(f"{name}: {amount}" for name, amount in amounts.items())
        return f"- {{rule: B, submission: {{表: {{总表: {{收入: {{{income}}}}}}}}}, verdict: {verdict}}}\n"

    @pytest.mark.parametrize(
        ("op", "cases", "left"),
        [
            ("and", [(0, 1, 1)], ["guard false: G", "breaks and: L", "breaks and: R"]),
            ("and", [(5, 1, 1)], ["guard true: G", "breaks and: L", "breaks and: R"]),
            ("and", [(0, 1, 1), (5, 1, 1), (0, 2, 2)], ["breaks and: L", "breaks and: R"]),
            ("and", [(0, 1, 1), (5, 2, 1), (0, 1, 2)], ["breaks and: L"]),
            ("and", [(0, 1, 1), (5, 1, 1), (0, 1, 2), (0, 2, 1)], []),
            ("or", [(0, 1, 1), (5, 1, 1)], ["makes or: L", "makes or: R"]),
            ("or", [(0, 1, 1), (5, 1, 1), (0, 1, 2)], ["makes or: R"]),
            ("or", [(5, 1, 1), (0, 1, 2), (0, 2, 1)], []),
            ("implies", [(0, 1, 1), (5, 1, 1)], ["premise false: L"]),
            ("implies", [(0, 2, 2), (5, 1, 1)], ["conclusion true: R"]),
            ("implies", [(0, 2, 1), (5, 1, 1)], ["premise false: L", "conclusion true: R"]),
        ],
    )
    def test_what_no_case_tests_is_named(self, op: str, cases: list[tuple[int, int, int]], left: list[str]) -> None:
        names = {"G": "总表.收入.其他 == 0", "L": "总表.收入.总计 == 1", "R": "总表.收入.拨款 == 1"}
        text = "".join(self.case("holds", 其他=a, 总计=b, 拨款=c) for a, b, c in cases)
        said = [f"B {role}: {names[name]}" for role, name in (one.split(": ") for one in left)]
        assert untested(text, self.RULE.format(op)) == said

    def test_conditions_inside_not_and_inside_each_other_are_looked_into(self) -> None:
        rule = 'rule B "条件"\n    not (总表.收入.总计 == 1 or 总表.收入.拨款 == 1 and 总表.收入.其他 == 1)\n'
        assert untested(self.case("fails", 总计=2, 拨款=1, 其他=1), rule) == [
            "B makes or: 总表.收入.总计 == 1",
            "B breaks and: 总表.收入.拨款 == 1",
            "B breaks and: 总表.收入.其他 == 1",
        ]

    def test_a_condition_that_rules_share_is_tested_by_any_of_them(self) -> None:
        rules = "let 零 = 总表.收入.总计 == 0 or 总表.收入.拨款 == 0\n" + "".join(
            f'rule {name} "条件"\n    when 零: 总表.收入.其他 == 0\n' for name in ("B", "C")
        )
        cases = self.case("holds", 总计=0, 拨款=1) + self.case("holds", 总计=1, 拨款=0).replace("B", "C")
        assert untested(cases, rules) == [
            "B guard false: 总表.收入.总计 == 0 or 总表.收入.拨款 == 0",
            "C guard false: 总表.收入.总计 == 0 or 总表.收入.拨款 == 0",
        ]

    def test_a_rule_without_cases_has_no_more_said_of_it(self) -> None:
        assert untested("[]", self.RULE.format("or")) == []

    def test_rules_without_a_verdict_are_named(self) -> None:
        runner = Runner(Rulebook.load(TOY).with_rules([Source("a.rules", RULES)]))
        for case in read("- {rule: A-02, submission: {表: {总表: {收入: {总计: 3, 拨款: 1, 其他: 2}}}}, verdict: holds}")[0]:
            runner.run(case)
        assert [rule.id for rule in runner.exercise.without(Verdict.HOLDS, runner.book.rules)] == ["A-01", "A-03", "A-04"]
        assert [rule.id for rule in runner.exercise.without(Verdict.FAILS, runner.book.rules)] == ["A-01", "A-02", "A-03", "A-04"]


class TestUpdate:
    """What cases expect is rewritten in place, and nothing else."""

    UPDATED = """\
# 附表1 的用例
- rule: A-01            # 原以为不成立
  base: good
  verdict: holds
  # 这一行留着

- rule: A-01
  base: good
  set: {"/表/功能表/行/5/合计": 70075.76}
  verdict: fails
  at: ["/表/功能表/行/5/合计"]
  difference: '0.01'    # 一分
  count: 1
- {rule: A-01, base: good, set: {"/表/功能表/行/5/合计": 70075.76}, verdict: fails}
- {rule: A-01, base: good, verdict: holds}
"""

    def test_comments_and_layout_stay(self, run: Run) -> None:
        code, out, _ = run("test", "my-form/cases/a.yaml", "--update")
        assert code == 1
        assert "6 个用例：1 个通过，5 个不通过，其中 4 个已改写" in out
        assert "my-form/cases/a.yaml:10 A-01 difference: 0.02 → 0.01\n" in out
        assert "my-form/cases/a.yaml:2 A-01 at: /表/功能表/行/5/合计 → 删去\n" in out
        text = Path("my-form/cases/a.yaml").read_text("utf-8")
        assert text == self.UPDATED + CASES[CASES.index("- rule: A-02") :]

    def test_what_was_rewritten_passes_and_is_not_rewritten_again(self, run: Run) -> None:
        path = Path("my-form/cases/a.yaml")
        path.write_text(CASES[: CASES.index("- rule: A-02")], "utf-8")
        assert run("test", "my-form", "--update")[0] == 0
        once = path.read_text("utf-8")
        assert run("test", "my-form", "--update")[0] == run("test", "my-form")[0] == 0
        assert path.read_text("utf-8") == once == self.UPDATED

    def test_a_byte_order_mark_and_line_ends_stay(self, run: Run) -> None:
        path = Path("my-form/cases/a.yaml")
        path.write_bytes(("\ufeff" + CASES[: CASES.index("- rule: A-02")].replace("\n", "\r\n")).encode())
        assert run("test", "my-form/cases/a.yaml", "--update")[0] == 0
        assert path.read_bytes() == ("\ufeff" + self.UPDATED.replace("\n", "\r\n")).encode()

    @pytest.mark.parametrize(
        "case",
        [
            "- at: [/a]\n  rule: A-01\n  base: good\n  verdict: fails\n",
            "- rule: A-01\n  base: good\n  set: {/表/功能表/行/5/合计: 1}\n  verdict: fails\n  filled: |\n    无\n",
            "- {rule: A-04, base: good, verdict: &a holds}\n- {rule: A-01, base: good, verdict: *a}\n",
        ],
    )
    def test_what_cannot_be_rewritten_safely_is_left_alone(self, run: Run, case: str) -> None:
        path = Path("my-form/cases/a.yaml")
        path.write_text(case, "utf-8")
        code, out, _ = run("test", "my-form/cases/a.yaml", "--update")
        assert (code, path.read_text("utf-8")) == (1, case)
        assert "应为" in out

    def test_a_verdict_keeps_its_quotes_and_other_texts_get_some(self, run: Run) -> None:
        path = Path("my-form/cases/a.yaml")
        head = "- rule: A-01\n  base: good\n  set: {/表/功能表/行/5/合计: 70075.76}\n  verdict: "
        path.write_text(f'{head}"fails"\n  filled: 无\n{head}"holds"\n', "utf-8")
        assert run("test", "my-form/cases/a.yaml", "--update")[0] == 0
        filled = "功能表.合计 70,075.76 应等于 功能表.基本支出.小计 70,075.75 + 功能表.项目支出 (空) = 70,075.75"
        assert path.read_text("utf-8") == f'{head}"fails"\n  filled: "{filled}"\n{head}"fails"\n'

    def test_in_english_the_cases_stay_chinese(self, run: Run) -> None:
        Path("my-form/cases/a.yaml").write_text(CASES[: CASES.index("- rule: A-02")], "utf-8")
        run("test", "my-form", "--update", "--lang", "en")
        assert Path("my-form/cases/a.yaml").read_text("utf-8") == self.UPDATED


class TestTheCommand:
    """``budgetspec test``: what it prints and how it ends."""

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_its_output(self, run: Run, golden: Golden, lang: str) -> None:
        code, out, err = run("test", "my-form", "--lang", lang)
        assert (code, err) == (1, "")
        golden.check(f"cases.{lang}.txt", out)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_its_help_teaches(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
        monkeypatch.setenv("COLUMNS", "100")
        golden.check(f"help-test.{lang}.txt", run("test", "--help", "--lang", lang)[1])

    @pytest.mark.parametrize(
        ("argv", "code"),
        [
            (["my-form/cases/deep"], 0),
            (["my-form/cases/deep/b.yml", "--form", "my-form"], 0),
            (["my-form"], 1),
            ([], 2),
            (["nowhere.yaml"], 2),
            (["nowhere.yaml", "my-form"], 2),
            (["my-form/examples"], 2),
            (["my-form", "--form", "nowhere"], 2),
            (["my-form/cases/deep/b.yml", "--form", "dalian-department-budget"], 2),
            (["faulty.yaml"], 2),
            (["latin.yaml"], 2),
            (["my-form/cases/deep", "--add", "faulty.rules"], 2),
        ],
    )
    def test_the_code_says_how_it_ended(self, run: Run, argv: list[str], code: int) -> None:
        Path("faulty.yaml").write_text("- {rule: T04-01}", "utf-8")
        Path("latin.yaml").write_bytes("- {rule: é}".encode("latin-1"))
        Path("faulty.rules").write_text('rule B-01 "有误"\n    无 == 1\n', "utf-8")
        result, _, err = run("test", *argv)
        assert (result, bool(err)) == (code, code == 2), err
        assert "Traceback" not in err

    def test_rules_of_ones_own_are_tested_with_a_shipped_form(self, run: Run) -> None:
        Path("my.rules").write_text('rule 我-01 "有项目"\n    count(项目支出表[项目].合计) > 0\n', "utf-8")
        example = ROOT / "examples" / "xigang-2025" / "disclosure.json"
        Path("my.yaml").write_text(f"- {{rule: 我-01, base: {example}, verdict: holds}}\n", "utf-8")
        assert run("test", "my.yaml", "--add", "my.rules") == (
            0,
            "没有不成立用例的规则（1）：我-01\n1 个用例：1 个通过\n",
            "",
        )

    def test_all_gaps_are_listed_if_asked(self, run: Run) -> None:
        suite = str(ROOT / "tests" / "suite" / "rules")
        short, whole = (run("test", suite, *more)[1] for more in ((), ("--coverage",)))
        assert ("--coverage" in short, "--coverage" in whole) == (len(whole) > len(short), False)

    def test_progress_is_shown_on_a_terminal_and_leaves_nothing(self, run: Run) -> None:
        assert run is not None
        err = Terminal()
        assert cli.run(["test", "my-form/cases/deep"], BytesIO(), StringIO(), err) == 0
        assert err.getvalue() == "\r0/2\r\r   \r"

    def test_what_a_submission_says_cannot_steer_the_terminal(self, run: Run) -> None:
        Path("my-form/cases/a.yaml").write_text('- {rule: A-01, title: "\\e[2J", base: good, verdict: fails}\n', "utf-8")
        _, out, _ = run("test", "my-form/cases/a.yaml")
        assert "\\u001b[2J" in out
        assert "\x1b" not in out
