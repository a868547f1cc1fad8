"""Reading: exact values, every fault with its place, never an exception."""

import json
import math
from collections import UserDict
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetspec.finding import Bilingual
from budgetspec.reader import MAX_DEPTH, MAX_KEY, JsonValue, Reading, Unreadable, from_python, pointer, read

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KEYS = TEXT.filter(lambda key: len(key) <= MAX_KEY)
NUMBERS = st.integers(-(10**30) + 1, 10**30 - 1) | st.decimals(-(10**12), 10**12, places=8)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)
SMALL = '{"名称": "合计\\n", "行": [1, -0.50, null, true, {"a": [[]]}]}'.encode()


def printed(value: Any) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case dict():
            return f"{{{','.join(f'{json.dumps(key)}:{printed(child)}' for key, child in value.items())}}}"
        case list():
            return f"[{','.join(map(printed, value))}]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def refusal(reading: Reading) -> tuple[str, int | None, int | None]:
    (problem,) = reading.problems
    assert problem.fatal
    assert reading.value is None
    return problem.message.zh, problem.line, problem.column


def places(reading: Reading) -> dict[str, str]:
    assert not reading.fatal
    return {problem.pointer: problem.message.zh for problem in reading.problems}


class TestRead:
    @given(VALUES)
    def test_any_value_comes_back_exactly(self, value: JsonValue) -> None:
        assert read(printed(value).encode()) == Reading(value)

    @given(st.binary() | st.text("{}[]\",:0123456789.eE-+ \\ntrufalse“，'").map(str.encode))
    def test_any_bytes_give_a_reading(self, data: bytes) -> None:
        reading = read(data)
        assert all(problem.message.zh and problem.message.en for problem in reading.problems)
        assert reading.value is None or not reading.fatal

    @pytest.mark.parametrize("size", range(len(SMALL)))
    def test_a_document_cut_off_anywhere_is_refused_with_its_place(self, size: int) -> None:
        message, line, column = refusal(read(SMALL[:size]))
        assert message in {"文件是空的", "文件在此中断，内容不完整", "此处开始的文本缺少结束的双引号"}
        assert line == 1
        assert column is not None

    def test_numbers_are_exact_and_keep_their_printed_places(self) -> None:
        assert str(read(b"[607.60, 0.10, 1e2, -0.0]").value) == str(
            [Decimal("607.60"), Decimal("0.10"), Decimal("1e2"), Decimal("-0.0")]
        )

    def test_a_byte_order_mark_and_windows_line_ends_are_read(self) -> None:
        assert read(b'\xef\xbb\xbf{"a": 1,\r\n"b": 2}\r\n') == Reading({"a": 1, "b": 2})

    def test_escaped_pairs_are_one_character(self) -> None:
        assert read(rb'["\ud83d\ude00"]') == Reading(["😀"])


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", ("文件是空的", 1, 1)),
            ("\ufeff \r\n", ("文件是空的", 1, 1)),
            ('{"a": 1', ("文件在此中断，内容不完整", 1, 8)),
            ('{"a": 1,\n "b": }', ("此处应为一个值，实为“}”", 2, 7)),
            ('{"a": 1,\r\n}', ("最后一项之后多了逗号", 1, 8)),
            ("[1, 2,]", ("最后一项之后多了逗号", 1, 6)),
            ("[1 2]", ("此处应为逗号或结束的括号，实为“2”", 1, 4)),
            ('{"a" 1}', ("键之后应为冒号，实为“1”", 1, 6)),
            ("{a: 1}", ("此处应为双引号中的键，实为“a”", 1, 2)),
            ("{'a': 1}", ('此处是单引号，JSON 用双引号 "', 1, 2)),
            ('{"科目": 0101}', ('数不能以 0 开头；编码请加引号，如 "0101"', 1, 9)),
            ('{"a"：1}', ("此处是全角标点，JSON 用半角的 , : { } [ ]", 1, 5)),
            ("{“a”: 1}", ('此处是中文引号，JSON 用半角的双引号 "', 1, 2)),
            ("[None]", ("空与真假请写 null、true、false", 1, 2)),
            ("{} // 附表", ("此处是注释，JSON 中不能有注释", 1, 4)),
            ("<html>", ("此处是 HTML 或 XML，不是 JSON", 1, 1)),
            ("{} {}", ("JSON 到此已结束，其后还有“{”", 1, 4)),
            ('["合计', ("此处开始的文本缺少结束的双引号", 1, 2)),
            ('["合\n计"]', ("文本中不能直接换行或含控制字符，请写 \\n", 1, 4)),
            (r'["\q"]', ("反斜杠之后不是有效的转义", 1, 3)),
            ("[" * 101 + "]" * 101, ("嵌套太深：最多 100 层", None, None)),
            ("[" * 200_000, ("嵌套太深：最多 100 层", None, None)),
            ('{"a":' * 200_000, ("嵌套太深：最多 100 层", None, None)),
        ],
    )
    def test_what_is_not_json_says_where_and_what(self, text: str, expected: tuple[str, int, int]) -> None:
        assert refusal(read(text.encode())) == expected

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ('{"名称": "合计"}'.encode("gbk"), "不是 UTF-8 编码，看来是 GBK；请另存为 UTF-8"),
            ('{"名称": 1}'.encode("utf-16"), "不是 UTF-8 编码，看来是 UTF-16；请另存为 UTF-8"),
            (b'{"a": 1}'.decode().encode("utf-16-le"), "不是 UTF-8 编码，看来是 UTF-16；请另存为 UTF-8"),
            ('{"名称": 1}'.encode("utf-32"), "不是 UTF-8 编码，看来是 UTF-32；请另存为 UTF-8"),
            (b'{"a": "\xff"}', "不是 UTF-8 编码；请另存为 UTF-8"),
            (b"PK\x03\x04\x14\x00", "这不是 JSON，而是 Excel 或 Word 文件"),
            (b"%PDF-1.7\n%\xe2\xe3", "这不是 JSON，而是 PDF 文件"),
        ],
    )
    def test_other_encodings_and_formats_are_named(self, data: bytes, message: str) -> None:
        assert refusal(read(data))[0] == message

    def test_a_hundred_levels_are_read(self) -> None:
        assert not read(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH).problems

    def test_the_limit_of_size_says_how_to_raise_it(self) -> None:
        assert refusal(read(b"[1234]", max_bytes=5))[0] == "文件超过上限 5 字节；可用 --max-bytes（Python：max_bytes）提高上限"
        assert not read(b"[123]", max_bytes=5).problems


class TestMarked:
    def test_a_duplicate_key_is_unreadable_and_the_rest_is_read(self) -> None:
        reading = read('{"行": [{"合计": 1, "a/b": 2, "合计": 3}]}'.encode())
        assert places(reading) == {"/行/0/合计": "键“合计”在同一处出现了 2 次，无法确定以哪个为准"}
        mark = Unreadable(reading.problems[0].message)
        assert reading.value == {"行": [{"合计": mark, "a/b": 2}]}

    def test_nan_and_infinities_are_unreadable(self) -> None:
        assert places(read(b'{"a~b": [NaN, 1, -Infinity], "c": Infinity}')) == {
            "/a~0b/0": "NaN 不是数；空白请写 null",
            "/a~0b/2": "-Infinity 不是数；空白请写 null",
            "/c": "Infinity 不是数；空白请写 null",
        }

    @pytest.mark.parametrize(
        "text",
        [
            "1" * 31,
            "-" + "1" * 31,
            "0." + "1" * 31,
            "1e30",
            "1e-31",
            "0e999",
            "1e999999999",
            "1e-" + "9" * 50,
            "9" * 100_000,
            "1." + "0" * 100_000,
        ],
    )
    def test_numbers_over_thirty_digits_are_unreadable(self, text: str) -> None:
        reading = read(f'{{"a": {text}}}'.encode())
        assert places(reading).keys() == {"/a"}
        assert len(reading.problems[0].message.en) < 100

    @pytest.mark.parametrize("text", ["1" * 30, "-" + "1" * 30, "0." + "1" * 30, "1e29", "1e-30", "0E+5"])
    def test_thirty_digits_are_read(self, text: str) -> None:
        assert read(text.encode()) == Reading(Decimal(text))

    def test_half_a_character_is_unreadable(self) -> None:
        assert places(read(rb'{"a": "\udc00x", "\ud800": 1}')).keys() == {"/a", "/\ufffd"}

    def test_the_document_itself_may_be_unreadable(self) -> None:
        assert places(read(b"NaN")) == {"": "NaN 不是数；空白请写 null"}


class TestFromPython:
    @given(VALUES)
    def test_any_json_value_is_taken_over(self, value: JsonValue) -> None:
        assert from_python(value) == Reading(value)

    @given(VALUES)
    def test_it_agrees_with_the_text(self, value: JsonValue) -> None:
        assert from_python(json.loads(printed(value), parse_float=Decimal)) == read(printed(value).encode())

    def test_the_input_is_copied_and_kept(self) -> None:
        given_value = {"a": [0.1, (1, 2)]}
        reading = from_python(given_value)
        assert reading == Reading({"a": [Decimal("0.1"), [1, 2]]})
        assert given_value == {"a": [0.1, (1, 2)]}

    def test_a_float_means_what_it_prints_even_in_a_subclass(self) -> None:
        class Measured(float):
            def __repr__(self) -> str:
                return f"Measured({float(self)})"

        assert from_python([Measured(719.85)]) == Reading([Decimal("719.85")])

    def test_what_json_does_not_have_is_unreadable_at_its_place(self) -> None:
        value = {"a": math.nan, "b": [b"x", {1}], "c": Decimal("sNaN"), "d": 10**30, "e": 1e300, "f": {2025: 1}, "g": UserDict()}
        assert places(from_python(value)) == {
            "/a": "NaN 不是数；空白请写 null",
            "/b/0": "bytes 类型的值不是 JSON 值",
            "/b/1": "set 类型的值不是 JSON 值",
            "/c": "sNaN 不是数；空白请写 null",
            "/d": "数太长：写全后最多 30 位",
            "/e": "数太长：写全后最多 30 位",
            "/f/(int)": "键应为文本，实为 int 类型",
            "/g": "UserDict 类型的值不是 JSON 值",
        }

    def test_a_structure_that_contains_itself_is_too_deep(self) -> None:
        loop: list[object] = []
        loop.append({"loop": loop})
        assert refusal(from_python(loop))[0] == "嵌套太深：最多 100 层"


@given(st.lists(TEXT))
def test_a_pointer_can_be_taken_apart_again(path: list[str]) -> None:
    parts = pointer(path).split("/")[1:]
    assert [part.replace("~1", "/").replace("~0", "~") for part in parts] == path


def test_messages_are_said_in_both_languages() -> None:
    assert read(b"[1,]").problems[0].message == Bilingual("最后一项之后多了逗号", "there is a comma after the last item")
