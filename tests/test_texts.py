"""Rules about running text: where they point to, the word lists they use, and suspected misprints."""

from __future__ import annotations

import pickle
import time
from pathlib import Path

import pytest
from casework import rulebook

from budgetspec.checker import Checker
from budgetspec.finding import BudgetspecError, Cell, Finding, Severity
from budgetspec.lang.pieces import quoted
from budgetspec.lang.types import Word, WordList
from budgetspec.misprints import misprints
from budgetspec.terms import Terms
from budgetspec.wordlists import read_words

EXAMPLES = Path(__file__).parent.parent / "examples"
WORDS = Path(__file__).parent.parent / "schema" / "common" / "text" / "words"
TERMS = Terms.of(["机关运行经费", "公务用车购置费", "社会保障和就业支出", "政府性基金预算", "住房公积金"])


def findings(example: str) -> list[Finding]:
    report = Checker(rulebook(), only=["W*"]).check(EXAMPLES / example / "disclosure.json")
    return [finding for finding in report.findings if finding.rule.startswith("W")]


class TestTheExamples:
    def test_the_reference_has_four(self) -> None:
        found = [(f.rule, f.severity, len(f.checks), f.quotes[0].quote) for f in findings("xigang-2025")]
        assert found == [
            ("W01", Severity.WARNING, 4, "减少（增加）"),
            ("W05", Severity.WARNING, 1, "（每个部门至少选取两个项目进行说明）"),
            ("W04", Severity.INFO, 1, "、、"),
            ("W13", Severity.INFO, 1, "机关支行经费"),
        ]

    def test_all_places_of_a_choice_are_one_finding(self) -> None:
        choice = findings("xigang-2025")[0]
        places = [(quote.pointer, quote.quote) for check in choice.checks for quote in check.quotes]
        assert len(places) == 5
        assert places[-1] == ("/预算情况说明/6/正文/3", "减少(增加)")
        assert [cell for check in choice.checks for cell in check.cells] == []

    def test_the_invented_department_has_none(self) -> None:
        assert findings("binhai-2025") == []


class TestPlaces:
    """A function of texts points to the characters it is about, as they are printed."""

    CELL = Cell("/文/0", value="截至 2024 年，其它 费用")

    @pytest.mark.parametrize(
        ("function", "arguments", "expected"),
        [
            ("contains", ["2024年"], [("2024 年", (3, 9))]),
            ("mentions", [WordList("其它", (Word("其它费用", ("其它",)),))], [("其它 费用", (10, 15))]),
            ("year", [], [("2024 年", (3, 9))]),
            ("before", ["，"], [("截至 2024 年", (0, 9))]),
            ("after", ["，"], [("其它 费用", (10, 15))]),
            ("starts", ["截至2"], [("截至 2", (0, 4))]),
            ("matches", [".*"], [("截至 2024 年，其它 费用", (0, 15))]),
            ("contains", ["2025年"], [("截至 2024 年，其它 费用", None)]),
            ("omit", [WordList("其它", (Word("其它费用", ("其它",)),))], [("截至 2024 年，其它 费用", None)]),
        ],
    )
    def test_of(self, function: str, arguments: list[object], expected: list[object]) -> None:
        assert [(cell.value, cell.span) for cell in quoted(self.CELL, function, arguments)] == expected

    def test_a_piece_of_a_piece_is_counted_from_the_beginning_of_the_paragraph(self) -> None:
        (piece,) = quoted(self.CELL, "after", ["至"])
        assert [(cell.value, cell.span) for cell in quoted(piece, "contains", ["费用"])] == [("费用", (13, 15))]


class TestMisprints:
    def found(self, text: str) -> list[tuple[str, str, int]]:
        return [(m.found, m.term, m.times) for m in misprints(text, [TERMS])]

    @pytest.mark.parametrize("variant", ["机关支行经费", "机构运行经费", "机关运营经费"])
    def test_a_near_miss_of_a_term_that_stands_elsewhere(self, variant: str) -> None:
        assert self.found(f"机关运行经费为72.98万元。{variant}增加。") == [(variant, "机关运行经费", 1)]

    def test_a_name_of_its_own_is_none(self) -> None:
        terms = Terms.of(["公安(款)特勤业务", "特别业务"])
        assert [*misprints("公安(款)特勤业务。公安(款)特别业务。", [terms])] == []
        assert [m.found for m in misprints("公安(款)特勤业务。公安(款)特动业务。", [terms])] == ["公安(款)特动业务"]

    @pytest.mark.parametrize("variant", ["几关运行经费", "机关运行经贵"])
    def test_at_an_end_of_the_term_only_where_the_word_ends(self, variant: str) -> None:
        assert self.found(f"机关运行经费。{variant}。") == [(variant, "机关运行经费", 1)]
        assert self.found(f"机关运行经费。其{variant}用。") == []

    @pytest.mark.parametrize(
        "text",
        [
            "机关支行经费。",  # the term itself stands nowhere
            "公务用车购置费，执法车辆的公务用车购置价格。",  # another word begins there
            "社会保障和就业支出，社会保障与就业支出。",
            "住房公积金，住房公积1金。",
            "政府性基金预算，政府性基金收入。",  # two characters
            "机关运行经费。机关、运行经费。",
        ],
    )
    def test_no_misprint(self, text: str) -> None:
        assert self.found(text) == []

    def test_a_known_term_is_none(self) -> None:
        assert list(misprints("本年收入合计，本年支出合计", [Terms.of(["本年收入合计", "本年支出合计"])])) == []

    def test_times_says_how_often(self) -> None:
        assert self.found("机关运行经费。机关支行经费。机关支行经费。") == [("机关支行经费", "机关运行经费", 2)]

    def test_time_is_linear_in_the_text(self) -> None:
        def seconds(text: str) -> float:
            started = time.perf_counter()
            list(misprints(text, [TERMS]))
            return time.perf_counter() - started

        text = "机关运行经费、机关支行经费，" * 2_000
        assert seconds(text * 4) < 12 * max(seconds(text), 0.01)


class TestWordLists:
    @pytest.mark.parametrize("path", sorted(WORDS.glob("*.tsv")), ids=lambda path: path.stem)
    def test_the_shipped_lists_can_be_read(self, path: Path) -> None:
        assert read_words(path.stem, path, path.read_text("utf-8")).words

    def test_no_old_name_is_part_of_a_name_in_force(self) -> None:
        names = "\n".join(row["名称"] for codes in rulebook().codes.values() for row in codes.edition(2025).values())
        assert not rulebook().words["旧的科目名称"].stands_in(names)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "words.tsv 第 1 行：没有“word”一栏"),
            ("词\n减少\n", "words.tsv 第 1 行：没有“word”一栏"),
            ("word\n减少\n\n增长.*\n", "words.tsv 第 4 行：“增长.*”不能用作要找的词"),
            ("note\tword\n没有词\n", "words.tsv 第 2 行：“”不能用作要找的词"),
            ("word\n元?\n", "words.tsv 第 2 行：“元?”不能用作要找的词"),
        ],
    )
    def test_what_is_no_list_is_refused_with_its_line(self, text: str, message: str) -> None:
        with pytest.raises(BudgetspecError, match=r"words\.tsv") as error:
            read_words("词", Path("words.tsv"), text)
        assert str(error.value) == message

    def test_the_longest_word_is_found(self) -> None:
        assert read_words("词", Path("a"), "word\n本级\n本级及所属单位\n").left_out_of("局本级及所属单位") == "局"

    def test_that_a_list_is_kept_with_a_rulebook_that_is_pickled(self) -> None:
        copy = pickle.loads(pickle.dumps(rulebook()))  # noqa: S301 - our own
        assert copy.words["空位"].stands_in("XX局")


class TestDirection:
    """The words that explain only a rise or only a fall: rules on stated changes compare them with the sign."""

    @pytest.mark.parametrize("reason", ["人员增加", "养老保险缴费基数上调", "新增执法车辆", "工资标准提高", "增设社区健身场地"])
    def test_of_a_rise(self, reason: str) -> None:
        assert self.found(reason) == ["说明增加的词"]

    @pytest.mark.parametrize("reason", ["人员减少", "压减办公费和印刷费", "医疗保险费率下调", "落实过紧日子要求", "项目已完成"])
    def test_of_a_fall(self, reason: str) -> None:
        assert self.found(reason) == ["说明减少的词"]

    @pytest.mark.parametrize("reason", ["养老保险基数调整", "车辆情况无变化", "无公务接待安排", "项目调整"])
    def test_of_neither(self, reason: str) -> None:
        assert self.found(reason) == []

    @pytest.mark.parametrize("reason", ["新增项目，同时压缩会议费", "退休人员增加，在职人员减少"])
    def test_of_both(self, reason: str) -> None:
        assert self.found(reason) == ["说明增加的词", "说明减少的词"]

    def found(self, reason: str) -> list[str]:
        return [name for name in ("说明增加的词", "说明减少的词") if rulebook().words[name].stands_in(reason)]
