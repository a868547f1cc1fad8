"""Hostile input: whatever a submission or a rulebook holds, the answer is short, prompt and printable."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO, RawIOBase, StringIO
from pathlib import Path
from shutil import copytree
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from budgetspec import BudgetspecError, Checker, Report, Rulebook, cli
from budgetspec.finding import LONGEST_TEXT, Bilingual
from budgetspec.importing import unpacking
from budgetspec.importing.unpacking import unpacked
from budgetspec.inputs import files
from budgetspec.judge import MOST_CELLS, MOST_CHECKS, MOST_REASONS
from budgetspec.reader import MAX_MARKS, read
from budgetspec.render import FORMATS, render
from budgetspec.report import MAX_FINDINGS
from budgetspec.source import Source
from budgetspec.yamltext import read_yaml

TOY = Path(__file__).parent / "toy"
TEXT = (TOY / "disclosure.json").read_bytes()
DOCUMENT: dict[str, Any] = json.loads(TEXT)
SOUND: dict[str, Any] = json.loads((TOY.parents[1] / "examples" / "xigang-2025" / "disclosure.json").read_bytes())
RULES = """
reading 各类 each 科目 of 功能表[类] from 说明
  "{科目:类}（类）{合计:万元}，用于{用途:文}。"
rule A "小计" 功能表.合计 == 功能表.基本支出.小计 + 功能表.项目支出
rule B "合计" 功能表[合计].合计 == sum(功能表[项].合计)
rule C "各类" 各类.合计 == sum(功能表[类].合计 by 科目)
rule D "编号" 词汇.编号 == previous(词汇.编号) + 1
rule E "标题" without(功能表.标题, "x") == 功能表.标题
"""
MANY = 10_000
LAST: dict[str, Any] = next(row for row in reversed(DOCUMENT["表"]["功能表"]["行"]) if row["级"] == "项")


@pytest.fixture(scope="module")
def checker() -> Checker:
    book = Rulebook.load(TOY).with_rules([Source("a.rules", RULES)])
    assert not book.problems
    return Checker(book)


@pytest.fixture(scope="module")
def shipped() -> Checker:
    return Checker()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold a piece of work to five times what it takes on a slow machine."""
    begin = time.process_time()
    yield
    assert time.process_time() - begin < seconds * 5


def rows(make: Callable[[int], Any], count: int = MANY) -> dict[str, Any]:
    """Put rows into the toy's table."""
    tables = DOCUMENT["表"]
    table = tables["功能表"]
    return {**DOCUMENT, "表": {**tables, "功能表": {**table, "行": [*table["行"], *map(make, range(count))]}}}


def text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def assert_short(report: Report) -> None:
    """Hold a report to its bounds, in every form that is printed."""
    assert len(report.findings) <= MAX_FINDINGS
    for finding in report.findings:
        assert len(finding.checks) <= MOST_CHECKS
        assert len(finding.cells) <= MOST_CELLS
        assert len(finding.message) <= LONGEST_TEXT + 1
    for style in FORMATS:
        assert len(render(report, style)) < 2_000_000


class TestVeryMany:
    @pytest.mark.parametrize(
        ("make", "found"),
        [
            (lambda number: {**LAST, "科目": f"{number:07}"}, 1),
            (lambda number: {**LAST, "科目": f"{number:07}", "合计": number + 0.5}, MANY),
            (lambda _: LAST, 0),
            (lambda number: {**LAST, "科目": f"{number:07}", "合计": "x"}, MANY),
            (lambda number: number, MANY),
            (lambda _: {"级": "项"}, MANY),
            (lambda number: {"级": f"x{number}"}, MANY),
        ],
        ids=["good", "failing", "repeated", "of the wrong type", "no rows", "without key", "of unknown level"],
    )
    def test_rows(self, checker: Checker, make: Callable[[int], Any], found: int) -> None:
        """The report of many rows is short, comes in time that grows with them, and counts what it leaves out."""
        with within(8):
            report = checker.check(text(rows(make)))
        assert_short(report)
        told = sum(len(finding.checks) or 1 for finding in report.findings)
        left_out = report.truncated + sum(finding.truncated for finding in report.findings)
        assert told + left_out >= found
        assert (left_out > 0) == (found > MAX_FINDINGS)

    def test_failing_checks(self, checker: Checker) -> None:
        """Of a rule that fails in very many rows the first are explained, and all are counted."""
        report = checker.check(rows(lambda number: {**LAST, "科目": f"{number:07}", "合计": number + 0.5}))
        (finding,) = (finding for finding in report.findings if finding.rule == "A")
        assert len(finding.checks) + finding.truncated == MANY
        assert len(finding.checks) == MOST_CHECKS
        assert f"另有 {MANY - 4} 处" in render(report)

    def test_the_report_is_the_same_again(self, checker: Checker) -> None:
        data = text(rows(lambda number: number))
        assert render(checker.check(data), "json") == render(checker.check(data), "json")

    @pytest.mark.parametrize(
        "value",
        [
            {**DOCUMENT, "说明": [{"标题": f"{number}、收支", "正文": []} for number in range(MANY // 4)]},
            {**DOCUMENT, "说明": [{"标题": "二", "正文": [f"{n}、某{n}（类）{n}.01万元，用于工作。" for n in range(MANY // 4)]}]},
            {**DOCUMENT, "说明": [{"标题": "二", "正文": ["二〇二五年（类）1万元，用于" * (MANY // 4)]}]},
            {**DOCUMENT, "说明": [{"标题": "一、收支情况", "正文": ["1" * 99_000]}]},
            {**DOCUMENT, "说明": [{"标题": "一、收支情况", "正文": ["1，" * 49_000]}]},
            {**DOCUMENT, "说明": [{"标题": " " * 99_000, "正文": ["一" * 99_000]}]},
            {**DOCUMENT, "词汇": [f"{number}、项目支出：x" for number in range(0, MANY, 2)]},
            {**DOCUMENT, "词汇": ["一" * 99_000 + "、x", "十百" * 40_000 + "、y"]},
        ],
        ids=["sections", "unknown names", "sentence", "digit", "commas", "blanks", "items", "numbers"],
    )
    def test_texts(self, checker: Checker, value: Any) -> None:
        """A long text takes time that grows with it, whatever it repeats."""
        with within(8):
            report = checker.check(text(value))
        assert_short(report)

    def test_reasons(self, checker: Checker) -> None:
        """Why a rule could not be decided is said a few times, and how many more reasons there are."""
        data = text(rows(lambda number: {**LAST, "科目": f"{number:07}", "合计": f"={number}="}, 100))
        for number in range(100):
            data = data.replace(f'"={number}="'.encode(), f"1e{number + 100}".encode())
        whys = [undecided.why for undecided in checker.check(data).undecided if undecided.rule == "A"]
        assert len(whys) == MOST_REASONS + 1
        assert whys[-1] == "另有 90 个原因"

    def test_long_texts_and_keys(self, checker: Checker) -> None:
        """A text or a key longer than any is an unreadable place, and a finding repeats the beginning of a long one."""
        report = checker.check({**DOCUMENT, "k" * 201: 1, "地区": "地" * 100_001, "年度": "年" * 99_999})
        assert [f.message for f in report.findings if f.kind == "input"] == [
            "文本太长：最多 100,000 个字符",
            "键太长：最多 200 个字符",
        ]
        assert_short(report)

    @pytest.mark.parametrize(
        "data",
        [
            b"[" + b"NaN," * MAX_MARKS + b"NaN]",
            b'{"x":' * 99 + b"[" + b"NaN," * MAX_MARKS + b"NaN]" + b"}" * 99,
            b"[" + rb'"\ud800",' * MAX_MARKS + rb'"\ud800"]',
            b"[" + b"1e99," * MAX_MARKS + b"1e99]",
            b"[" + b'{"a":1,"a":2},' * (MAX_MARKS + 1) + b"0]",
        ],
        ids=["NaN", "deep", "surrogates", "exponents", "keys"],
    )
    def test_unreadable_places(self, data: bytes) -> None:
        """A document that is unreadable in very many places is refused; its memory grows with its size alone."""
        tracemalloc.start()
        reading = read(data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert [problem.message.zh for problem in reading.problems] == ["无法读取的地方太多：超过 10,000 处"]
        assert most < 10_000_000 + 60 * len(data)

    @pytest.mark.parametrize("item", [b"[],", b"{},", b"1.5,", b'"\\u4e00",', b'{"a":1},'])
    def test_memory(self, item: bytes) -> None:
        """No document takes more than a hundred times its size to read."""
        data = b"[" + item * (500_000 // len(item)) + b"0]"
        tracemalloc.start()
        read(data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 100 * len(data)


SHIPPED = json.loads((Path(__file__).parents[1] / "examples" / "xigang-2025" / "disclosure.json").read_text("utf-8"))


def _projects(count: int) -> Any:
    table = SHIPPED["预算表"]["项目支出表"]
    added = [{**table["行"][1], "项目名称": f"项目{number}"} for number in range(count)]
    return {**SHIPPED, "预算表": {**SHIPPED["预算表"], "项目支出表": {**table, "行": [*table["行"], *added]}}}


def _said(count: int, section: int, make: Callable[[int], str]) -> Any:
    sections = [dict(each) for each in SHIPPED["预算情况说明"]]
    sections[section]["正文"] = [make(number) for number in range(count)]
    return {**SHIPPED, "预算情况说明": sections}


class TestGrowth:
    """The shipped rules take time that grows with what there is, when there is very much of one thing."""

    @pytest.mark.parametrize(
        "make",
        [
            _projects,
            lambda count: _said(count, 4, lambda number: f"某{number}（类）{number}.01万元，比2024年预算增加1万元，增长1%。"),
            lambda count: _said(count, 4, lambda _: "用于某某工作任务增加而增加的支出的说明。"),
            lambda count: {**SHIPPED, "预算情况说明": SHIPPED["预算情况说明"] * (count // 100)},
        ],
        ids=["projects", "unknown names", "purposes", "sections"],
    )
    def test_growth(self, make: Callable[[int], Any]) -> None:
        checker = Checker()
        checker.check(SHIPPED)
        taken = []
        for count in (500, 2000):
            begin = time.process_time()
            assert_short(checker.check(make(count)))
            taken.append(time.process_time() - begin)
        assert taken[1] < 8 * taken[0]


class _Lying(dict[str, Any]):
    """A mapping that answers no question."""

    def get(self, *_: Any) -> Any:
        raise RuntimeError

    __contains__ = get


class _Endless(RawIOBase):
    """A file that has no end."""

    def read(self, size: int = -1) -> bytes:
        return b" " * size


class TestOddValues:
    """What a program may hand over, or a text may hold, that no file and no person ever would."""

    @pytest.mark.parametrize(
        "odd",
        [{5: 1}, {("a",): 1}, b"2025", {1, 2}, 1j, Decimal("sNaN"), 10**5000, object(), _Lying(SOUND), lambda: 1],
        ids=["number as key", "tuple as key", "bytes", "set", "complex", "signalling", "huge", "object", "liar", "function"],
    )
    def test_values_of_python(self, shipped: Checker, odd: Any) -> None:
        for name in ("预算年度", "部门", "单位", "预算表", "预算情况说明"):
            assert_short(shipped.check({**SOUND, name: odd}))

    def test_what_contains_itself(self, shipped: Checker) -> None:
        around: dict[str, Any] = {**SOUND}
        around["预算表"] = {"收支预算总表": around}
        (finding,) = shipped.check(around).findings
        assert "嵌套太深" in finding.message

    @pytest.mark.parametrize(
        "said",
        ["\u0301", "\ufdfa", "1,", "一", "（", "《", "、", "2025年收入预算1万元。", "\u200d", "\U000e0041"],
        ids=["accents", "ligatures", "digits", "numerals", "brackets", "titles", "marks", "sentences", "joiners", "tags"],
    )
    def test_texts_of_one_kind(self, shipped: Checker, said: str) -> None:
        """A long text of anything takes bounded time, be it a name, a title or a paragraph."""
        long = said * (90_000 // len(said))
        with within(20):
            said_everywhere = {"部门": {**SOUND["部门"], "名称": long}, "预算情况说明": [{"标题": long, "正文": [long]}]}
            report = shipped.check({**SOUND, **said_everywhere})
        assert_short(report)

    def test_a_file_without_end(self, shipped: Checker) -> None:
        (finding,) = shipped.check(_Endless()).findings  # type: ignore[arg-type]
        assert "超过上限" in finding.message

    def test_a_text_of_very_many_tables(self, shipped: Checker) -> None:
        """Each table of a printed text is looked at once, whatever stands before it."""
        tables = "".join(f"附表{number} 收支预算总表\n项目\t金额\n甲\t1\n" for number in range(1, 5000))
        with within(4):
            assert_short(shipped.check(tables.encode()))

    def test_years_and_dates_at_the_end_of_time(self, shipped: Checker) -> None:
        for year, day in ((0, "0001-01-01"), (-5, "9999-12-31"), (9999, "9999-12-31")):
            assert_short(shipped.check({**SOUND, "预算年度": year, "公开": {"公开日期": day, "批复日期": day}}))

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
    def test_a_pipe_or_device_in_a_folder(self, tmp_path: Path) -> None:
        """A folder is not read for ever because something in it never ends."""
        os.mkfifo(tmp_path / "a.json")
        (tmp_path / "b.json").symlink_to("/dev/zero")
        (tmp_path / "c.json").write_text("{}", "utf-8")
        assert [file.path.name for file in files(str(tmp_path))] == ["c.json"]


class TestCutOff:
    def test_a_submission(self) -> None:
        """A submission that ends anywhere is one finding with its place, and so in any other encoding."""
        for size in range(len(TEXT.rstrip())):
            (problem,) = read(TEXT[:size]).problems
            assert problem.fatal
        for encoding in ("gbk", "utf-16", "utf-16-le", "utf-32-be", "big5"):
            (problem,) = read(TEXT.decode().encode(encoding, "replace")).problems
            assert problem.fatal

    def test_rules(self) -> None:
        """A rule file that ends anywhere has problems or rules."""
        book = Rulebook.load(TOY)
        for size in range(0, len(RULES), 3):
            cut = book.with_rules([Source("a.rules", RULES[:size])])
            assert all(0 <= problem.span.start <= size + 2 for problem in cut.problems)

    def test_yaml(self) -> None:
        """A manifest that ends anywhere has problems or a value."""
        manifest = (TOY / "form.yaml").read_text("utf-8")
        for size in range(len(manifest)):
            _, problems = read_yaml(Source("form.yaml", manifest[:size]))
            assert all(0 <= problem.span.start <= size for problem in problems)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    copytree(TOY, tmp_path / "form")
    return tmp_path / "form"


class TestFiles:
    @pytest.mark.parametrize("name", ["a\0b", "a" * 300, "a/" * 3000, ".", "~/x"])
    @pytest.mark.parametrize("member", ["rules: [{}]", "readings: [{}]", "words: {{费用: {}}}", "include: [{}]"])
    def test_odd_paths_in_a_manifest(self, form: Path, member: str, name: str) -> None:
        """A path that leads nowhere is one sentence."""
        head = "name: toy\ntitle: t\nversion: '1'\nschema: disclosure.schema.json\n"
        (form / "form.yaml").write_text(head + member.format(json.dumps(name)), "utf-8")
        if name == "." and member.startswith(("rules", "readings")):
            assert Rulebook.load(form).name == "toy"
        else:
            with pytest.raises(BudgetspecError):
                Rulebook.load(form)

    @pytest.mark.parametrize("name", ["a\0b", "a" * 300, "*" * 300])
    def test_odd_paths_to_check(self, name: str) -> None:
        """A path that leads nowhere is an input that cannot be read."""
        out, err = StringIO(), StringIO()
        assert cli.run(["check", name, "--form", str(TOY)], BytesIO(), out, err) == 3
        assert cli.run(["check", "x.json", "--form", name], BytesIO(), out, err) == 2
        assert cli.run(["lint", name], BytesIO(), out, err) in {2, 3}
        assert cli.run(["fmt", name], BytesIO(), out, err) in {2, 3}
        assert cli.run(["test", name], BytesIO(), out, err) in {2, 3}

    @pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
    def test_loops_of_links(self, form: Path, checker: Checker) -> None:
        """A link to itself is a file that cannot be read; one to a folder above does not lead around."""
        (form / "loop.rules").symlink_to("loop.rules")
        with pytest.raises(BudgetspecError, match=r"无法读取 .*loop\.rules"):
            Rulebook.load(form, rules=form)
        (form / "loop.rules").unlink()
        (form / "up").symlink_to("..")
        assert Rulebook.load(form, rules=form).rules == ()
        (form / "loop.json").symlink_to("loop.json")
        with pytest.raises(BudgetspecError, match=r"无法读取 .*loop\.json"):
            checker.check(form / "loop.json")
        out, err = StringIO(), StringIO()
        assert cli.run(["check", str(form), "--form", str(TOY), "--format", "jsonl"], BytesIO(), out, err) == 3
        sources = [json.loads(line)["source"] for line in out.getvalue().splitlines()]
        assert [Path(source).name for source in sources] == ["disclosure.json", "loop.json"]

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read any file")
    def test_a_file_without_permission(self, form: Path) -> None:
        (form / "disclosure.schema.json").chmod(0)
        with pytest.raises(BudgetspecError, match="Permission denied"):
            Rulebook.load(form)

    @pytest.mark.parametrize(
        ("schema", "said"),
        [
            ("[" * 100_000, "嵌套太深"),
            ('{"a":' * 100_000, "嵌套太深"),
            ("[]", "应是一个对象"),
            ('{"minimum": 1e999999999}', "太长"),
            ('{"minimum": NaN}', "NaN 不是数"),
            ('{"multipleOf": 0}', "multipleOf"),
            ('{"$ref": "file:///etc/passwd"}', "没有所指"),
            ('{"$ref": "http://127.0.0.1/x"}', "没有所指"),
            ('{"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}}', "绕了一圈"),
            ('{"properties": {"a": {"type": "object", "properties": {"b": {"$ref": "#/properties/a"}}}}}', "绕了一圈"),
            ('{"properties": {"a": {"type": "array", "x-table": 1}}}', "标注"),
            ('{"x-precision": {"元": "x"}}', "标注"),
        ],
    )
    def test_odd_schemas(self, form: Path, schema: str, said: str) -> None:
        """A schema that cannot be used is one sentence, and no other file is looked for."""
        (form / "disclosure.schema.json").write_text(schema, "utf-8")
        with pytest.raises(BudgetspecError, match=said):
            Rulebook.load(form)

    def test_a_schema_that_refers_to_itself(self, form: Path) -> None:
        (form / "disclosure.schema.json").write_text('{"$ref": "#"}', "utf-8")
        (form / "form.yaml").write_text("name: toy\ntitle: t\nversion: '1'\nschema: disclosure.schema.json\n", "utf-8")
        assert [finding.kind for finding in Checker(Rulebook.load(form)).check({}).findings] == ["schema"]

    @pytest.mark.parametrize("lists", ["", "code\tname\n1\t一\n", "code\tname\tlevel\tconfidence\tnote\n1\t一\n", "\udcff"])
    def test_odd_code_lists(self, form: Path, lists: str) -> None:
        (form / "function-2025.tsv").write_bytes(lists.encode("utf-8", "surrogateescape"))
        with pytest.raises(BudgetspecError, match=r"function-2025\.tsv"):
            Checker(Rulebook.load(form, rules=_rules(form, 'list("功能分类", 功能表[类].科目).名称 == ""'))).check(TEXT)

    @pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-32"])
    def test_other_encodings(self, form: Path, encoding: str) -> None:
        path = form / "a.rules"
        path.write_bytes('rule A "甲" 1 == 1'.encode(encoding))
        with pytest.raises(BudgetspecError, match="不是 UTF-8"):
            Rulebook.load(form, rules=path)


def _rules(form: Path, rules: str) -> Path:
    path = form / "一.rules"
    path.write_text(rules, "utf-8")
    return path


def archive(**parts: str) -> bytes:
    """Return a workbook of these parts, as small as it goes."""
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(f"xl/{name}.xml", part)
    return stream.getvalue()


LONG = "x" * 1_000_000
SHARING = "".join(f'<row><c t="s" r="A{row}"><v>0</v></c></row>' for row in range(1, 1001))


class TestWorkbooks:
    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (
                archive(a='<w><row r="1"><c s="0" r="A1"/></row><row r="200000"><c s=">" r="ZZ200000"/></row></w>'),
                "200000 行第 702 列",
            ),
            (archive(a='<x:w xmlns:x="x"><x:row r="1048576"><x:c r="ALL1048576"/><x:c/></x:row></x:w>'), "1048576 行第 1001 列"),
            (archive(a=f"<s><si><t>{LONG}</t></si></s>", b=f"<w>{SHARING}</w>"), "解压后太大"),
            (
                archive(a='<t><table-row number-rows-repeated="9999999"><table-cell value-type="x"/></table-row></t>'),
                "9999999 行第 1 列",
            ),
            (
                archive(a=f'<t><table-row number-rows-repeated="600"><table-cell>{LONG}</table-cell></table-row></t>'),
                "解压后太大",
            ),
            (archive(a='<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'), "XML 有误"),
            (archive(a='<w><row r="x"/></w>'), "XML 有误"),
            (archive(a="<w><row"), "XML 有误"),
        ],
        ids=["far", "far elsewhere", "shared", "repeated rows", "repeated texts", "entities", "no number", "cut off"],
    )
    def test_a_workbook_that_stands_for_far_more(self, data: bytes, said: str) -> None:
        """A small archive that would not fit into memory is told by what is in it, before any reader of workbooks sees it."""
        tracemalloc.start()
        with within(10):
            found = unpacked(data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert isinstance(found, Bilingual)
        assert said in found.zh
        assert most < 20_000_000

    def test_a_workbook_that_is_large_once_unpacked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unpacking, "_MOST_BYTES", 1000)
        assert unpacked(archive(a="<w/>", b=" " * 1000)) == Bilingual(
            "工作簿解压后太大", "the workbook is too large once it is unpacked"
        )

    def test_what_was_not_measured_is_not_handed_on(self) -> None:
        """Of an archive only parts of XML stay, each once."""
        data = archive(a="<w/>", b="BOOM")
        repacked = unpacked(data)
        assert isinstance(repacked, bytes)
        assert ZipFile(BytesIO(repacked)).namelist() == ["xl/a.xml"]


ESCAPES = "\x1b[2J\x1b]0;x\x07\x9b31m\r\x08\x7f\u202e\u2066\u200b\ufeff\u2028"


class TestTerminal:
    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_no_name_steers_it(self, form: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
        """No name, text, title or path reaches a terminal with its escape sequences, whatever prints it."""
        monkeypatch.chdir(tmp_path)
        name = f"名{ESCAPES}".replace("\r", "")
        value = rows(lambda number: {**LAST, "科目": f"{number}{ESCAPES}", "合计": ESCAPES}, 2)
        value |= {"说明": [{"标题": f"一、{ESCAPES}", "正文": [ESCAPES]}], ESCAPES: 1, "地区": ESCAPES}
        Path("x.json").write_bytes(text(value))
        escapes = ESCAPES.replace("\r", "").replace("\u2028", "")
        rules = f'rule A "题{escapes}" 功能表.合计 == 1 basis "依{escapes}" message "话{escapes} {{left}}"\nlet {name} = 1\n'
        _rules(form, f'{rules}\nrule B "b" 地区 == "{escapes}"\n rule C "没有" {escapes} == 1\n')
        path = str(form / "一.rules")
        for argv in (
            ["check", "x.json", "--form", str(form), "--rules", path],
            ["check", "x.json", "--form", str(form), "--rules", path, "--format", "json"],
            ["check", f"{name}.json", "--form", str(form)],
            ["check", "x.json", "--form", f"{form}{name}"],
            ["check", "x.json", "--form", str(form), "--only", name],
            ["explain", "A", "x.json", "--form", str(form), "--rules", path],
            ["explain", "B", "x.json", "--form", str(form), "--rules", path],
            ["explain", f"地区 == {escapes}", "x.json", "--form", str(form)],
            ["coverage", "x.json", "--form", str(form), "--rules", path],
            ["rules", "--form", str(form), "--rules", path],
            ["rules", "A", "--form", str(form), "--rules", path],
            ["names", name, "--form", str(form)],
            ["lint", path, "--form", str(form)],
            ["fill", "x.json", "--form", str(form), "--rules", path],
            [name],
            ["check", f"--{name}"],
        ):
            out, err = StringIO(), StringIO()
            cli.run([*argv, "--lang", lang], BytesIO(), out, err)
            steering = {c for c in ESCAPES if not c.isprintable()} & {*out.getvalue(), *err.getvalue()}
            assert not steering, (argv, out.getvalue(), err.getvalue())

    def test_a_console_of_another_code_page(self) -> None:
        """On a console that does not have a character stands its escape; Chinese is written in the console's code page."""
        value = {**DOCUMENT, "年度": "😀①²"}
        done = subprocess.run(  # noqa: S603 - the command itself
            [sys.executable, "-m", "budgetspec", "check", "-", "--form", str(TOY)],
            input=text(value),
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "cp936", "LANG": "zh_CN"},
        )
        assert (done.returncode, done.stderr) == (1, b"")
        printed = done.stdout.decode("cp936")
        assert "应为整数" in printed
        assert "\\U0001f600①\\xb2" in printed


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
def test_an_hour_is_not_needed_to_refuse_what_is_too_large() -> None:
    """A file beyond the limit is not read beyond it, even one that never ends."""
    begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    checker = Checker(Rulebook.load(TOY), max_bytes=1_000_000)
    report = checker.check(Path("/dev/zero"))
    assert report.unreadable
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - begin < 100_000
