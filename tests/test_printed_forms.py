"""What the regional forms print comes back from import: every figure, row and sentence, with nothing left over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from printing import workbook

from budgetspec import Checker, numbering
from budgetspec.importing.forms import Form
from budgetspec.importing.opening import opened, taken
from budgetspec.reader import MAX_BYTES, from_python, read
from budgetspec.rulebook import Rulebook

EXAMPLES = Path(__file__).parent.parent / "examples"
FORM = "shanghai-budget"
NAMES = ("chenghu-2025", "jiangcheng-2025")
TEXTS = ("部门概况", "名词解释", "预算情况说明")
WHOSE = {1: "本年", 4: "财政拨款"}
"""What stands before 收入 and 支出 in the heads of the tables of two sides."""
NUMERALS = "一二三四五六七八九十"


def submission(name: str) -> Any:
    return read((EXAMPLES / name / "disclosure.json").read_bytes()).value


def printed(value: Any) -> dict[str, Any]:
    """Print a submission as an extraction of the published document hands it over."""
    return {
        "department": value["部门"]["名称"],
        "year": value["预算年度"],
        "kind": "预算",
        "level": value["文件类型"],
        "cover": value["封面"],
        "contents": value["目录"],
        "tables": [table(each) for each in value["预算表"].values()],
        "narrative": [each for part in TEXTS for each in narrative(value[part])],
    }


def narrative(sections: Any) -> Iterator[dict[str, str]]:
    """Print sections, numbered ones under the nearest heading without a number."""
    above = ""
    for section in sections:
        heading = section["标题"]
        if numbering.rank(heading) is None:
            above = heading
        path = heading if heading == above else f"{above}/{heading}"
        if section["正文"]:
            yield {"heading": path, "text": "\n".join(section["正文"])}


def table(value: Any) -> dict[str, Any]:
    rows = [*left(value), *right(value)]
    columns = list(dict.fromkeys(path for _, cells in rows for path in cells))
    return {
        "no": value["附表"],
        "title": value["标题"],
        "unit": value["金额单位"],
        "columns": columns,
        "rows": [{**head, "values": [text(cells.get(path)) for path in columns]} for head, cells in rows],
        "notes": [value["注"]] if value["注"] else [],
        "org_line": value["编制部门"],
    }


def left(value: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Print the income of a table of two sides."""
    for name, amount in value.get("收入", {}).items():
        yield {"side": "收入", "name": name}, {f"{WHOSE[value['附表']]}收入/预算数": amount}


def right(value: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Print the rows of a table, of its right side if it has two."""
    two = "支出" in value
    side = {"side": "支出"} if two else {}
    for number, row in enumerate((value["支出"] if two else value)["行"]):
        cells = {path if not two else f"{WHOSE[value['附表']]}支出/{path}": amount for path, amount in leaves(row)}
        name = row.get("名称") or (row["级"] if value["附表"] != 9 else None)
        numbered = f"{NUMERALS[number]}、{name}" if two and row["级"] == "类" else name
        yield {**side, "name": numbered, "code": None if two else row.get("科目")}, cells


def leaves(row: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{before}{name}/")
        elif name not in {"级", "科目", "名称"}:
            yield before + name, value


def text(amount: Any) -> str | None:
    return None if amount is None else f"{amount:,}"


def filled(value: Any) -> Any:
    """Leave out blanks."""
    if isinstance(value, dict):
        inner = {key: filled(child) for key, child in value.items()}
        return {key: child for key, child in inner.items() if child not in (None, {}, [])}
    return [filled(child) for child in value] if isinstance(value, list) else value


def as_printable(value: Any) -> Any:
    """Return a submission without what is not printed; who prepared a table is imported without the word for it."""
    tables = {name: {**each, "编制部门": each["编制部门"].rpartition("：")[2]} for name, each in value["预算表"].items()}
    there = {key: child for key, child in value.items() if key != "公开"}
    return filled({**there, "部门": {"名称": value["部门"]["名称"]}, "预算表": tables})


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    book = Rulebook.load(FORM)
    return {FORM: Form(book.schema, book.codes)}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_comes_back(forms: dict[str, Form], name: str) -> None:
    reading = taken(from_python(printed(submission(name))), forms)
    assert [problem.message.zh for problem in reading.problems] == []
    value: Any = reading.value
    assert value.pop("未识别") == []
    assert as_printable(value) == as_printable(submission(name))


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_document_has_the_findings_of_the_submission(name: str) -> None:
    checker = Checker(Rulebook.load(FORM))
    assert checker.check(printed(submission(name))).findings == checker.check(submission(name)).findings == ()


def test_a_section_without_the_heading_of_its_part_is_known_by_its_own(forms: dict[str, Form]) -> None:
    document = printed(submission("chenghu-2025"))
    document["narrative"] = [{**each, "heading": each["heading"].rpartition("/")[2]} for each in document["narrative"]]
    reading = taken(from_python(document), forms)
    assert [problem.message.zh for problem in reading.problems] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_of_a_workbook_come_back(forms: dict[str, Form], name: str) -> None:
    value = submission(name)
    stream = BytesIO()
    workbook(forms[FORM].plan, value).save(stream)
    reading = opened(stream.getvalue(), forms, max_bytes=MAX_BYTES)
    assert [problem.message.zh for problem in reading.problems] == []
    tables: Any = reading.value
    assert nobody(tables) == nobody(value)


def nobody(value: Any) -> Any:
    """Return the tables without who prepared them."""
    return {
        name: filled({key: child for key, child in each.items() if key != "编制部门"}) for name, each in value["预算表"].items()
    }


def changed_row(example: str, number: int, found: str, **changes: str) -> dict[str, Any]:
    """Print an example with one row of a table changed: the one whose name ends so."""
    document = printed(submission(example))
    row = next(row for row in document["tables"][number - 1]["rows"] if str(row["name"]).endswith(found))
    row |= changes
    return document


def test_a_code_that_lost_a_digit_stands_at_the_level_that_has_its_name() -> None:
    document = changed_row("chenghu-2025", 5, "住房改革支出", code="2212")
    assert [(f.rule, f.cells[0].row) for f in Checker(Rulebook.load(FORM)).check(document).findings] == [
        ("C01", "2212 住房改革支出")
    ]


def test_amounts_whose_column_is_not_printed_are_not_known() -> None:
    document = printed(submission("chenghu-2025"))
    fifth = document["tables"][4]
    left_out = fifth["columns"].index("基本支出")
    del fifth["columns"][left_out]
    for row in fifth["rows"]:
        del row["values"][left_out]
    report = Checker(Rulebook.load(FORM)).check(document)
    assert [f.message for f in report.findings] == ["/tables/4：附表5 一般公共预算支出功能分类预算表缺少栏目“基本支出”"]
    undecided = [each.rule for each in report.undecided if each.why.endswith("没有印栏目“基本支出”")]
    assert {"R01", "T03-01", "X08-01"} <= {*undecided}


def test_a_row_without_code_is_told_of_where_others_have_theirs() -> None:
    document = printed(submission("chenghu-2025"))
    next(row for row in document["tables"][2]["rows"] if row["name"] == "购房补贴")["code"] = None
    assert [f.message for f in Checker(Rulebook.load(FORM)).check(document).findings] == [
        "/tables/2/rows/23：“购房补贴”没有印编码，按名称当作 2210203"
    ]


def test_rows_of_dots_are_told_once() -> None:
    document = printed(submission("chenghu-2025"))
    rows = document["tables"][4]["rows"]
    rows[1:1] = [{"code": "…", "name": "…", "values": []}, {"code": None, "name": "……", "values": []}]
    assert [f.message for f in Checker(Rulebook.load(FORM)).check(document).findings] == [
        "/tables/4/rows/1：附表5 一般公共预算支出功能分类预算表有 2 行只印着“…”，没有填写"
    ]


def test_who_prepared_the_tables_is_whose_document_it_is(forms: dict[str, Form]) -> None:
    document = {**printed(submission("chenghu-2025")), "department": None, "cover": []}
    value: Any = taken(from_python(document), forms).value
    assert value["部门"] == {"名称": "江城市澄湖区水务局"}


@pytest.mark.parametrize("example", NAMES)
def test_codes_that_lost_their_zeros_in_a_workbook_are_told_once_a_table(forms: dict[str, Form], example: str) -> None:
    book = Workbook()
    del book["Sheet"]
    page = book.create_sheet("支出预算总表")
    page.append(["支出预算总表"])
    page.append(["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"])
    page.append(["类", "款", "项", None, None, None, None])
    rows = [row for row in submission(example)["预算表"]["支出预算总表"]["行"] if row["级"] != "合计"]
    for row in rows:
        code = row["科目"]
        parts = [int(part) for part in (code[:3], code[3:5], code[5:]) if part]
        page.append([*parts, *[None] * (3 - len(parts)), row["名称"], row["合计"], row["基本支出"], row["项目支出"]])
    stream = BytesIO()
    book.save(stream)
    reading = opened(stream.getvalue(), forms, max_bytes=MAX_BYTES)
    value: Any = reading.value
    assert [row["科目"] for row in value["预算表"]["支出预算总表"]["行"]] == [row["科目"] for row in rows]
    assert sum("少了前面的 0" in problem.message.zh for problem in reading.problems) == 1


def _inner_headers_alone(document: Any) -> None:
    document["tables"][8]["columns"] = [path.removeprefix("三公经费/") for path in document["tables"][8]["columns"]]


def _codes_as_numbers(document: Any) -> None:
    for row in document["tables"][2]["rows"]:
        row["code"] = row["code"] and int(row["code"])


def _codes_before_names(document: Any) -> None:
    for row in document["tables"][2]["rows"]:
        row.update({"code": None, "name": f"{row['code']} {row['name']}"} if row["code"] else {})


def _codes_in_parts(document: Any) -> None:
    for row in document["tables"][2]["rows"]:
        row["code"] = row["code"] and f"{row['code'][:3]} {row['code'][3:]}"


def _a_row_called_by_its_owner(document: Any) -> None:
    document["tables"][8]["rows"][0]["name"] = document["department"]


def _totals_called_otherwise(document: Any) -> None:
    for table in document["tables"]:
        for row in table["rows"]:
            row["name"] = "总  计" if row["name"] == "合计" else row["name"]


def _units_in_full(document: Any) -> None:
    for table in document["tables"]:
        table["unit"] = f"单位：人民币{table['unit']}"


@pytest.mark.parametrize(
    "change",
    [
        _inner_headers_alone,
        _codes_as_numbers,
        _codes_before_names,
        _codes_in_parts,
        _a_row_called_by_its_owner,
        _totals_called_otherwise,
        _units_in_full,
    ],
)
def test_another_print_of_the_same_is_the_same(change: Callable[[Any], None]) -> None:
    document = printed(submission("chenghu-2025"))
    change(document)
    assert Checker(Rulebook.load(FORM)).check(document).findings == ()


def test_a_line_whose_name_no_code_has_is_a_row_without_code(forms: dict[str, Form]) -> None:
    document = changed_row("chenghu-2025", 4, "卫生健康支出", name="二、医疗卫生与计划生育支出")
    reading = taken(from_python(document), forms)
    value: Any = reading.value
    row = next(row for row in value["预算表"]["财政拨款收支预算总表"]["支出"]["行"] if "科目" not in row and row["级"] == "类")
    assert (row["名称"], value["未识别"]) == ("医疗卫生与计划生育支出", [])
    assert [str(f.rule) for f in Checker(Rulebook.load(FORM)).check(document).findings] == ["schema"]
