"""Printed documents become submissions: everything comes to its place, what has none is kept and told."""

from __future__ import annotations

import json
import re
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook
from printing import printed, text, workbook

from budgetspec import numbering
from budgetspec.checker import Checker
from budgetspec.cli import run
from budgetspec.finding import Kind, Severity
from budgetspec.importing.forms import Form, Forms
from budgetspec.importing.opening import opened, taken
from budgetspec.reader import MAX_BYTES, Reading, from_python, read
from budgetspec.rulebook import Rulebook, forms

ROOT = Path(__file__).parent.parent
NOT_PRINTED = {"/部门/行政区划", "/部门/行政层级", "/公开"}


@pytest.fixture(scope="module")
def form() -> Form:
    book = Rulebook.load("dalian-department-budget")
    return Form(book.schema, book.codes)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def submission(name: str) -> Any:
    return read((ROOT / "examples" / name).read_bytes()).value


def filled(value: Any) -> Any:
    """Leave out blanks, and what no document prints of a unit; a name stands without 编制部门："""
    if isinstance(value, str):
        return re.sub("^编制(部门|单位)：", "", value)
    if isinstance(value, dict):
        inner = {key: filled(child) for key, child in value.items() if key != "性质"}
        return {key: child for key, child in inner.items() if child not in (None, {}, [])}
    if isinstance(value, list):
        return [inner for child in value if (inner := filled(child)) != {}]
    return value


def as_printable(value: Any) -> Any:
    """A submission without what is not printed."""
    value = {key: child for key, child in value.items() if f"/{key}" not in NOT_PRINTED}
    value["部门"] = {key: child for key, child in value["部门"].items() if f"/部门/{key}" not in NOT_PRINTED}
    value["封面"] = [line for line in value["封面"] if numbering.rank(line) != 0]
    return filled(value)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/disclosure.json"))
FORMS = Forms(forms())


@pytest.mark.parametrize("name", EXAMPLES)
class TestEveryExample:
    """What is printed comes back as the submission it was printed from, of the form whose titles are printed."""

    @staticmethod
    def comes_back(value: Any, reading: Reading) -> None:
        assert [problem.message.zh for problem in reading.problems] == []
        assert as_printable(reading.value) == as_printable(value)

    def test_in_the_printed_form(self, name: str) -> None:
        value = submission(f"{name}/disclosure.json")
        self.comes_back(value, taken(from_python(printed(FORMS[value["表式"]].plan, value)), FORMS))

    def test_as_text(self, name: str) -> None:
        value = submission(f"{name}/disclosure.json")
        self.comes_back(value, opened(text(FORMS[value["表式"]].plan, value).encode(), FORMS, max_bytes=MAX_BYTES))

    def test_as_a_workbook(self, name: str) -> None:
        value = submission(f"{name}/disclosure.json")
        self.comes_back(value, opened(saved(workbook(FORMS[value["表式"]].plan, value)), FORMS, max_bytes=MAX_BYTES))


class TestText:
    def test_the_text_of_the_published_document(self, form: Form) -> None:
        data = (ROOT / "examples" / "xigang-2025" / "as-extracted.txt").read_bytes()
        reading = opened(data, {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert as_printable(reading.value) == as_printable(submission("xigang-2025/as-extracted.json"))
        assert [(problem.severity.value, problem.message.zh) for problem in reading.problems] == [
            ("warning", "第 649 行第 1 栏：“09-其他/01-其他”不属于栏目“年度绩效指标/部门整体绩效情况”"),
            ("warning", "第 685 行第 1 栏：“时效指标”不属于栏目“单位名称”"),
            ("warning", "第 686 行第 1 栏：“效益指标”不属于栏目“单位名称”"),
            ("warning", "第 688 行第 1 栏：“满意度指标”不属于栏目“单位名称”"),
            ("warning", "第 689 行第 1 栏：“成本指标”不属于栏目“单位名称”"),
            ("info", "第 675 行第 1 栏：栏目“单位名称”只印了一个值“103001”，上面空着的行也按它填"),
        ]

    def test_its_shifts_are_named(self, checker: Checker) -> None:
        path = ROOT / "examples" / "xigang-2025"
        printed, submitted = (checker.check(path / f"as-extracted.{suffix}").findings for suffix in ("txt", "json"))
        of_rules = [(f.rule, f.message) for f in printed if f.kind is Kind.RULE]
        assert of_rules == [(f.rule, f.message) for f in submitted]


TABLE_7 = "附表7 一般公共预算支出表"


class TestBrokenWorkbooks:
    """Each fault of a workbook is named with its place, and all that is sound comes in."""

    @pytest.fixture
    def book(self, form: Form) -> Workbook:
        return workbook(form.plan, submission("binhai-2025/disclosure.json"))

    @staticmethod
    def told(form: Form, book: Workbook) -> list[tuple[str, str]]:
        reading = opened(saved(book), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        return [(problem.pointer, problem.message.zh) for problem in reading.problems]

    def test_split_cells_lose_nothing(self, form: Form, book: Workbook) -> None:
        for page in book.worksheets:
            for merged in list(page.merged_cells.ranges):
                page.unmerge_cells(str(merged))
        reading = opened(saved(book), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert (reading.problems, as_printable(reading.value)) == ((), as_printable(submission("binhai-2025/disclosure.json")))

    def test_a_deleted_column_is_missed(self, form: Form, book: Workbook) -> None:
        book["附表8"].delete_cols(3)
        assert self.told(form, book) == [("", "工作表“附表8”A1：附表8 一般公共预算基本支出表缺少栏目“人员经费”")]

    def test_a_renamed_column_is_kept_and_missed(self, form: Form, book: Workbook) -> None:
        assert book["附表7"]["F4"].value == "项目支出"
        book["附表7"]["F4"] = "专项支出"
        assert self.told(form, book) == [
            ("/未识别/0", f"工作表“附表7”F6：{TABLE_7}没有栏目“专项支出”"),
            ("", f"工作表“附表7”A1：{TABLE_7}缺少栏目“项目支出”"),
        ]

    def test_text_in_an_amount_is_kept_as_printed(self, form: Form, book: Workbook) -> None:
        book["附表7"]["B9"] = "约 12 万"
        pointer = "/预算表/一般公共预算支出表/行/3/合计"
        assert self.told(form, book) == [(pointer, "工作表“附表7”B9：栏目“合计”中的“约 12 万”不是数，照印保留")]

    def test_an_error_and_a_formula_without_value_are_kept_as_printed(self, form: Form, book: Workbook) -> None:
        book["附表7"]["B9"], book["附表7"]["B10"] = "#REF!", "=C10+F10"
        assert [said for _, said in self.told(form, book)] == [
            "工作表“附表7”B9：栏目“合计”中的“#REF!”不是数，照印保留",
            "工作表“附表7”B10：栏目“合计”中的“=C10+F10”不是数，照印保留",
        ]

    def test_a_line_between_title_and_table_is_a_note(self, form: Form, book: Workbook) -> None:
        book["附表7"].insert_rows(3)
        book["附表7"]["A3"] = "（本表含下属单位）"
        assert self.told(form, book) == []

    def test_a_sheet_with_the_name_of_another_table(self, form: Form, book: Workbook) -> None:
        book["附表7"].title = "支出功能分类预算表"
        said = "工作表名“支出功能分类预算表”是附表4 支出功能分类预算表的名称，表上的标题是“一般公共预算支出表”，按标题放入"
        assert self.told(form, book) == [("", f"工作表“支出功能分类预算表”A1：{said}")]

    def test_a_table_without_title_is_taken_by_its_number(self, form: Form, book: Workbook) -> None:
        book["附表7"]["A1"] = None
        book["附表7"].title = "Sheet9"
        assert self.told(form, book) == [("", f"工作表“Sheet9”F2：标题“Sheet9”不认识，按表号 7 当作{TABLE_7}")]

    def test_a_table_without_title_and_number_is_taken_by_its_columns(self, form: Form, book: Workbook) -> None:
        book["附表7"].delete_rows(1, 2)
        book["附表7"].title = "Sheet9"
        assert self.told(form, book) == [("", f"工作表“Sheet9”F1：标题“Sheet9”不认识，按栏目当作{TABLE_7}")]

    def test_a_table_that_reads_like_several_is_kept_whole(self, form: Form, book: Workbook) -> None:
        for name, title in (("附表10", "甲表"), ("附表11", "乙表")):
            book[name].delete_rows(1, 2)
            book[name].title = title
        assert self.told(form, book) == [
            ("/未识别/0", "工作表“甲表”D1：表式中没有这张表“甲表”"),
            ("/未识别/1", "工作表“乙表”D1：表式中没有这张表“乙表”"),
        ]

    def test_a_row_of_no_level_is_kept(self, form: Form, book: Workbook) -> None:
        book["附表1"]["A7"] = "一、什么收入"
        assert self.told(form, book) == [("/未识别/0", "工作表“附表1”A7：附表1 收支预算总表中没有“一、什么收入”这样的行")]


class TestFiles:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"%PDF-1.7", "这是 PDF：请在 WPS 或 Acrobat 中把它导出为 Excel 工作簿（一张表一个工作表），再导入"),
            (b"PK\x03\x04", "工作簿无法读取：Cannot detect file format"),
            ("甲\t乙\n丙\t丁".encode(), "没有找到表，认不出是哪种表式"),
        ],
    )
    def test_what_cannot_be_imported_is_told_in_one_sentence(self, form: Form, data: bytes, said: str) -> None:
        reading = opened(data, {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert [(problem.message.zh, problem.fatal) for problem in reading.problems] == [(said, True)]

    def test_a_word_document_must_be_converted(self, form: Form) -> None:
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            archive.writestr("word/document.xml", "")
        reading = opened(stream.getvalue(), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        assert [problem.message.zh.partition("：")[0] for problem in reading.problems] == ["这是 Word 文档"]

    def test_a_sheet_with_a_cell_far_away_is_not_read(self, form: Form) -> None:
        book = Workbook()
        book.create_sheet("甲")["XFD5000"] = 1
        reading = opened(saved(book), {"dalian-department-budget": form}, max_bytes=MAX_BYTES)
        said = "工作表太大：内容远到第 5000 行第 16384 列，请删去远处的单元格"
        assert [(problem.message.zh, problem.fatal) for problem in reading.problems] == [(said, True)]

    def test_a_text_of_chinese_windows(self, form: Form) -> None:
        value = submission("xigang-2025/disclosure.json")
        printed_text = text(form.plan, value)
        known = {"dalian-department-budget": form}
        in_gbk, in_utf8 = (opened(printed_text.encode(code), known, max_bytes=MAX_BYTES) for code in ("gb18030", "utf-8"))
        assert in_gbk == in_utf8


class TestChecking:
    """A printed document is checked as the submission that it becomes."""

    @pytest.mark.parametrize("name", ["xigang-2025/disclosure.json", "faulty/row-left-out.json", "faulty/transposed-digits.json"])
    def test_the_findings_of_a_workbook_are_those_of_the_submission(self, form: Form, checker: Checker, name: str) -> None:
        value = submission(name)
        expected, found = checker.check(value), checker.check(saved(workbook(form.plan, value)))
        assert [(f.rule, f.message) for f in found.findings] == [(f.rule, f.message) for f in expected.findings]

    def test_cells_of_findings_say_where_they_are_printed(self, form: Form, checker: Checker) -> None:
        report = checker.check(saved(workbook(form.plan, submission("faulty/transposed-digits.json"))))
        finding = next(f for f in report.findings if f.kind is Kind.RULE and f.severity is Severity.ERROR)
        printed_at = {(cell.column, cell.value): cell.printed_at for cell in finding.cells}
        assert printed_at["合计", "4972654.93"] == "工作表“附表4”B11"
        Draft202012Validator(json.loads((ROOT / "schema" / "report.schema.json").read_text("utf-8"))).validate(report.to_dict())

    def test_a_cell_that_is_no_number_is_one_finding_with_its_place_in_print(self, form: Form, checker: Checker) -> None:
        book = workbook(form.plan, submission("binhai-2025/disclosure.json"))
        book["附表13"]["B6"] = "若干"
        inputs = [f for f in checker.check(saved(book)).findings if f.kind is not Kind.RULE]
        assert [(f.kind, f.severity, f.message, f.cells[0].row, f.cells[0].column) for f in inputs] == [
            (
                Kind.INPUT,
                Severity.ERROR,
                "工作表“附表13”B6：栏目“合计”中的“若干”不是数，照印保留",
                "127 滨海市望潮区文化体育局",
                "合计",
            )
        ]


class TestFolders:
    def test_workbooks_of_a_folder_are_checked_and_others_left_out(self, form: Form, tmp_path: Path) -> None:
        (tmp_path / "部门.xlsx").write_bytes(saved(workbook(form.plan, submission("binhai-2025/disclosure.json"))))
        other = Workbook()
        other.create_sheet("甲").append(["姓名", "电话"])
        other.save(tmp_path / "名单.xlsx")
        out, err = StringIO(), StringIO()
        assert run(["check", str(tmp_path), "--format", "jsonl"], BytesIO(), out, err) == 0
        assert [Path(json.loads(line)["source"]).name for line in out.getvalue().splitlines()] == ["部门.xlsx"]


class TestTheCommand:
    def test_import_writes_the_submission_and_tells_what_has_no_place(self, form: Form, tmp_path: Path) -> None:
        book = workbook(form.plan, submission("binhai-2025/disclosure.json"))
        book["附表13"]["B6"] = "若干"
        path = tmp_path / "部门.xlsx"
        path.write_bytes(saved(book))
        out, err = StringIO(), StringIO()
        assert run(["import", str(path), "--lang", "zh"], BytesIO(), out, err) == 1
        assert err.getvalue() == "budgetspec: 工作表“附表13”B6：栏目“合计”中的“若干”不是数，照印保留\n"
        assert json.loads(out.getvalue())["预算表"]["政府采购预算表"]["行"][1]["合计"] == "若干"

    def test_import_does_not_write_over_its_input(self, tmp_path: Path) -> None:
        path = tmp_path / "部门.xlsx"
        out, err = StringIO(), StringIO()
        assert run(["import", str(path), "-o", str(path), "--lang", "en"], BytesIO(), out, err) == 2
        assert err.getvalue() == f"budgetspec: -o {path} would overwrite the input\n"

    def test_a_file_that_cannot_be_imported_is_one_sentence(self) -> None:
        out, err = StringIO(), StringIO()
        assert run(["import", "-", "--lang", "en"], BytesIO(b"%PDF-1.4"), out, err) == 3
        said = "this is a PDF: export it as an Excel workbook (a sheet for each table) and import that"
        assert (out.getvalue(), err.getvalue()) == ("", f"budgetspec: {said}\n")
