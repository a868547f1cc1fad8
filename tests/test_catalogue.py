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
    assert (code, err.splitlines()[0]) == (
        0,
        "budgetspec: <rule>:1:18 L008 与合计相比的这个和，没有包括代码表中同级的 310 资本性支出；全部相加写 [3xx]，或逐个补上",
    )
    assert "差额 -7,000.00" in out
    golden.check("explain-literal.txt", out)


def test_a_rule_that_is_not_suspicious_is_explained_alone() -> None:
    assert run("explain", LITERAL.replace("30x", "3xx"), REFERENCE)[2] == ""


def test_a_rule_that_holds_is_explained_too(golden: Golden) -> None:
    rule = "in 一般公共预算基本支出表 { when 合计 != 0: * == sum(children(*)) }"
    golden.check("explain-children.txt", run("explain", rule, REFERENCE)[1])


def test_a_rule_on_last_year_is_explained_with_it() -> None:
    rule = "收入预算总表.合计[合计] == 上年.收入预算总表.合计[合计]"
    binhai = str(Path(REFERENCE).parent.parent / "binhai-2025" / "disclosure.json")
    assert "未定 1" in run("explain", rule, binhai)[1]
    assert "成立 1" in run("explain", rule, binhai, "--prior", binhai)[1]
    assert run("explain", rule, binhai, "--prior", "没有.json")[::2] == (
        2,
        "budgetspec: --prior 没有.json: 无法读取 没有.json：没有这个文件或文件夹\n",
    )


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
    book = Rulebook.load("dalian-department-budget")
    names = [*book.structure.tables(), *book.structure.scalars, *book.model.lists, *(reading.name for reading in book.readings)]
    assert [name for name in names if name not in out] == []
    lines = {line.split()[0]: line for line in out.splitlines() if line.strip()}
    assert [(r.name, c) for r in book.readings for c in r.columns if c not in lines[r.name]] == []


@pytest.mark.parametrize("name", ["表8", "附表八", "一般公共预算基本支出表"])
def test_a_table_is_found_by_its_number_too(name: str) -> None:
    assert run("names", name) == run("names", "附表8")


def test_names_and_codes_are_found_by_a_word() -> None:
    assert run("names", "工会经费")[1] == "科目（方括号内选用）\n  [30228]  工会经费（部门预算经济分类）\n"
    assert run("names", "30228") == run("names", "工会经费")
    assert run("names", "预留")[1].splitlines() == [
        "单个的值",
        "  收支预算总表.支出类别.本年预留  （金额）",
        "  财政拨款预算总表.支出类别.本年预留  （金额）",
        "",
        "科目（方括号内选用）",
        "  [22902]  年初预留（功能分类）",
        "  [2290201]  年初预留（功能分类）",
        "  [514]  预备费及预留（政府预算经济分类）",
        "  [51402]  预留（政府预算经济分类）",
    ]
    assert run("names", "没有这个词")[0] == 2


@pytest.mark.parametrize("word", ["三公经费", "“三公”经费", "三公"])
def test_names_are_found_whatever_signs_stand_in_them(word: str) -> None:
    table = run("names", "附表9")[1].splitlines()
    assert run("names", word)[1].splitlines()[: len(table) + 1] == ["表", *table]
    assert run("names", "财政拨款三公经费支出预算表") == run("names", "附表9")
    assert [line.split()[0] for line in run("rules", word)[1].splitlines() if "“三公”经费" in line]


@pytest.mark.parametrize("heading", ["（五）政府采购情况", "政府采购情况", "五、政府采购情况"])
def test_a_section_is_found_by_its_heading(heading: str) -> None:
    assert run("names", heading)[1].splitlines() == ["节（写在读法的 from 后面）", "  预算情况说明.政府采购"]


def test_the_sections_of_a_text_are_listed_with_it_and_all_with_the_names() -> None:
    book = Rulebook.load("dalian-department-budget")
    of_each = {text: [f"  {text}.{name}" for name in about.named] for text, about in book.structure.sections.items()}
    listed = run("names")[1].partition("节（写在读法的 from 后面）\n")[2].split("\n\n")[0]
    assert listed.splitlines() == [line for lines in of_each.values() for line in lines]
    assert run("names", "部门概况")[1].splitlines()[-3:] == ["节（写在读法的 from 后面）", *of_each["部门概况"]]


def test_of_the_lets_only_ones_own_are_listed_the_others_are_found_by_a_word(tmp_path: Path) -> None:
    (tmp_path / "mine.rules").write_text('let 我的数 = 1\nrule A "x" 我的数 == 1', "utf-8")
    lets = run("names", "--add", str(tmp_path / "mine.rules"))[1].partition("变量（")[2].splitlines()
    assert lets[1:3] == ["  我的数 = 1", ""]
    assert "变量（" not in run("names")[1]
    assert run("names", "出国原因可比")[1].splitlines()[1].startswith("  出国原因可比 = not (mentions(三公说明.因公出国原因")


def test_rules_are_found_by_a_word() -> None:
    ids = [line.split()[0] for line in run("rules", "政府采购预算")[1].splitlines()]
    rules = {rule.id: rule for rule in Rulebook.load("dalian-department-budget").rules}
    assert ids
    assert [name for name in ids if "政府采购预算" not in f"{rules[name].tree.title} {rules[name].expression}"] == []


def test_names_of_last_year_are_explained_once() -> None:
    assert [line.strip() for line in run("names")[1].splitlines() if line.strip().startswith("上年.")] == [
        "上年.名称  上年公开（--prior）中的表、列、值和读法；没有提供时未定"
    ]
    assert "  收入预算总表.上年结转结余.小计  （金额）" in run("names", "上年")[1].splitlines()
    assert run("names", "上年.支出功能分类预算表")[1].startswith("上年 附表4 支出功能分类预算表")


class TestReadings:
    @pytest.fixture
    def mine(self, tmp_path: Path) -> str:
        """Return a file with a reading of values, a reading of rows, and a rule on both."""
        path = tmp_path / "mine.rules"
        path.write_text(
            "reading 我的收入 from 预算情况说明.部门收支预算\n"
            '  "{年度:年}收入预算{收入:万元}"\n  optional "比上年{变动:增减 万元}"\n'
            "reading 我的各类 each 科目 of 一般公共预算支出表[类] from 预算情况说明.一般公共预算支出结构\n"
            '  "{科目:类}（类）{金额:万元}"\n'
            'rule 我的-01 "一致" 我的收入.收入 >= sum(我的各类.金额) and 上年.我的收入.收入 > 0元\n',
            "utf-8",
        )
        return str(path)

    def test_a_reading_of_values_has_a_page(self, mine: str) -> None:
        assert run("names", "我的收入", "--add", mine)[1].splitlines() == [
            "  reading 我的收入 from 预算情况说明.部门收支预算",
            '    "{年度:年}收入预算{收入:万元}"',
            '    optional "比上年{变动:增减 万元}"',
            f"  写在：{mine}:1",
            "单个的值",
            "  我的收入.年度  （年份）",
            "  我的收入.收入  （金额）",
            "  我的收入.变动  （金额）",
        ]

    def test_a_reading_of_rows_has_a_page_like_a_table(self, mine: str) -> None:
        assert run("names", "我的各类", "--add", mine)[1].splitlines()[3:] == [
            "一般公共预算支出结构（我的各类）  我的各类",
            "级（方括号内选用）",
            "  [类]  功能分类 按 科目",
            "列",
            "  科目  （代码）",
            "  科目原文  （文本）",
            "  科目应为  （文本）",
            "  金额  （金额）",
        ]

    def test_the_names_say_what_each_takes_and_from_where(self, mine: str) -> None:
        listed = [line.strip() for line in run("names", "--add", mine)[1].splitlines() if "我的" in line]
        assert listed == [
            "我的收入  预算情况说明.部门收支预算  年度（年）、收入（万元）、变动（增减 万元）",
            "我的各类  预算情况说明.一般公共预算支出结构  科目（类）、科目原文、科目应为、金额（万元）",
        ]

    def test_a_rule_shows_the_sentences_that_it_reads(self, mine: str) -> None:
        shown = [line.strip() for line in run("rules", "我的-01", "--add", mine)[1].splitlines() if "句式" in line]
        assert shown == [
            '句式（我的收入）："{年度:年}收入预算{收入:万元}"',
            '句式（我的各类）："{科目:类}（类）{金额:万元}"',
        ]
        assert shown[0] in run("explain", "我的收入.收入 > 0元", REFERENCE, "--add", mine)[1]


def test_every_rule_has_a_page_with_its_ground() -> None:
    book = Rulebook.load("dalian-department-budget")
    listed = run("rules")[1].splitlines()
    assert [line.split()[0] for line in listed] == [rule.id for rule in book.rules]
    assert [rule.id for rule in book.rules if not rule.tree.basis] == []
    assert "依据：" in run("rules", book.rules[0].id)[1]
