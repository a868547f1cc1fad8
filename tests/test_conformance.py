"""Conformance: one clear problem for each mistake, never an exception."""

import json
import pickle
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetspec.conformance import FORMATS, Conformance, conform
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.reader import MAX_DEPTH, JsonValue, Unreadable, read
from budgetspec.resources import folder
from budgetspec.violations import ensure_sound, problems

ROW: dict[str, Any] = {
    "type": "object",
    "required": ["级", "财政拨款"],
    "additionalProperties": False,
    "properties": {
        "级": {"type": "string", "enum": ["合计", "部门", "单位"], "x-printed": ["层级"]},
        "科目": {"$ref": "#/$defs/code"},
        "合计": {"$ref": "#/$defs/amount"},
        "财政拨款": {"$ref": "#/$defs/amount"},
        "年": {"type": "integer"},
        "日期": {"type": ["string", "null"], "format": "date"},
        "指标值": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "minLength": 2}, {"type": "null"}]},
        "权重": {"type": "number", "minimum": 0, "maximum": 100, "multipleOf": Decimal("0.5")},
        "已公开": {"type": "boolean"},
        "说明": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
    },
    "$defs": {"code": {"type": "string", "pattern": "^[0-9]+$"}, "amount": {"type": ["number", "null"]}},
}
SOUND: dict[str, Any] = {"级": "合计", "财政拨款": None}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=3)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW["properties"], "财政拔款", "~/"]), inner),
    max_leaves=12,
)


def said(value: JsonValue, schema: dict[str, Any] = ROW) -> dict[str, str]:
    found = conform(value, schema)
    assert len({problem.pointer + problem.message.zh for problem in found}) == len(found)
    return {problem.pointer: problem.message.zh for problem in found}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"合计": Decimal("0.10"), "年": Decimal("2025.0"), "权重": Decimal("10.5"), "日期": "2025-01-31"}, {}),
        ({"合计": "abc"}, {"/合计": "应为数或空（null），实为文本“abc”"}),
        ({"合计": " 1,234.00"}, {"/合计": "应为数或空（null），实为文本“ 1,234.00”；请去掉引号和千分位：1234.00"}),
        ({"合计": []}, {"/合计": "应为数或空（null），实为数组（0 项）"}),
        ({"合计": True}, {"/合计": "应为数或空（null），实为 true"}),
        ({"科目": 201}, {"/科目": '应为文本，实为数 201；请加引号："201"'}),
        ({"科目": "2O1"}, {"/科目": "不符合格式 ^[0-9]+$，实为文本“2O1”"}),
        ({"年": Decimal("2025.5")}, {"/年": "应为整数，实为数 2025.5"}),
        ({"日期": "2025-02-30"}, {"/日期": "应为日期（如 2025-01-31），实为文本“2025-02-30”"}),
        ({"日期": "20250130"}, {"/日期": "应为日期（如 2025-01-31），实为文本“20250130”"}),
        ({"级": "部 门"}, {"/级": "应为 合计、部门、单位 之一，实为文本“部 门”，是否为“部门”？"}),
        ({"级": 7}, {"/级": '应为文本，实为数 7；请加引号："7"'}),
        ({"权重": Decimal("99.25")}, {"/权重": "应为 0.5 的整数倍，实为数 99.25"}),
        ({"已公开": "是"}, {"/已公开": "应为真假值，实为文本“是”"}),
        (
            {"说明": ["a", 1, {}]},
            {
                "/说明": "最多 2 项，实为数组（3 项）",
                "/说明/1": '应为文本，实为数 1；请加引号："1"',
                "/说明/2": "应为文本，实为对象",
            },
        ),
        ({"说明": "x" * 99}, {"/说明": f"应为数组，实为文本“{'x' * 30}…”"}),
        ({"指标值": {}}, {"/指标值": "应为数或文本或空（null），实为对象"}),
        ({"指标值": "x"}, {"/指标值": "至少 2 个字，实为文本“x”"}),
        ({"a/b": 1}, {"/a~1b": "未知的键“a/b”"}),
    ],
)
def test_a_mistake_is_said_once_and_clearly(changes: dict[str, JsonValue], expected: dict[str, str]) -> None:
    assert said({**SOUND, **changes}) == expected


def test_a_misspelt_key_is_not_missing_as_well() -> None:
    assert said({"级": "合计", "财政拔款": None}) == {"/财政拔款": "未知的键“财政拔款”，是否为“财政拨款”？"}


def test_a_printed_variant_of_a_key_is_recognised() -> None:
    assert said({"层级": "合计", "财政拨款": None}) == {"/层级": "未知的键“层级”，是否为“级”？"}


def test_each_missing_key_is_named_at_its_object() -> None:
    found = conform({}, ROW)
    assert [(problem.pointer, problem.message.zh) for problem in found] == [("", "缺少“级”"), ("", "缺少“财政拨款”")]


@pytest.mark.parametrize("value", [None, True, 1, Decimal("1.5"), "x", []])
def test_a_document_of_the_wrong_type_is_one_problem(value: JsonValue) -> None:
    assert len(conform(value, ROW)) == 1


def test_problems_come_in_the_order_of_the_document() -> None:
    found = conform({"合计": "x", "级": "合", "b": 1, "说明": [1, 2], "a": 1}, {**ROW, "required": []})
    assert [problem.pointer for problem in found] == ["/合计", "/级", "/b", "/说明/0", "/说明/1", "/a"]


def test_a_long_list_of_choices_is_cut_short() -> None:
    (problem,) = conform("x", {"enum": [*range(20), None]})
    assert problem.message == Bilingual(
        "应为 0、1、2、3、4、5、6、7 等 21 项 之一，实为文本“x”",
        "expected one of 0, 1, 2, 3, 4, 5, 6, 7 … (21 in all), found the text “x”",
    )


def test_messages_are_said_in_english_too() -> None:
    found = conform({**SOUND, "合计": "1,5", "级": "部", "财政": 1}, ROW)
    assert [problem.message.en for problem in found] == [
        "expected one of 合计, 部门, 单位, found the text “部”; did you mean “部门”?",
        "expected a number or null, found the text “1,5”; without quotes and separators: 15",
        "unknown key “财政”",
    ]


def test_what_the_reader_could_not_read_is_not_said_again() -> None:
    reading = read('{"级": NaN, "财政拨款": 1, "财政拨款": 2, "合计": 1e99, "说明": [NaN]}'.encode())
    assert len(reading.problems) == 4
    assert conform(reading.value, ROW) == []
    assert conform(Unreadable(Bilingual("", "")), ROW) == []


@given(JSON)
def test_any_json_value_is_judged_and_each_place_with_a_wrong_type_once(value: JsonValue) -> None:
    found = conform(value, ROW)
    wrong = [problem.pointer for problem in found if problem.keyword == "type"]
    assert len(wrong) == len(set(wrong))


def looking_at_all(_: object) -> Callable[[object], bool]:
    return lambda _: False


SIMPLE: dict[str, Any] = {**ROW, "properties": {**ROW["properties"], "权重": True, "指标值": {"type": ["number", "null"]}}}
SIMPLE["properties"]["说明"] = {"type": "array", "items": {"$ref": "#"}}
SIMPLE["$defs"] = {**ROW["$defs"], "code": {"type": "string"}}


class TestFast:
    """jsonschema and the fast validator agree: what is accepted fast has no problems, and passing over it changes nothing."""

    @given(
        st.one_of(JSON, st.fixed_dictionaries({"级": st.just("合计"), "财政拨款": JSON}, optional={"说明": JSON, "日期": JSON}))
    )
    def test_what_is_accepted_fast_has_no_problems(self, value: JsonValue) -> None:
        if Conformance(SIMPLE).accepts(value):
            assert problems(SIMPLE, value, FORMATS, looking_at_all) == []

    @given(
        st.one_of(JSON, st.fixed_dictionaries({"级": st.just("合计"), "财政拨款": JSON}, optional={"说明": JSON, "日期": JSON}))
    )
    def test_to_pass_over_what_is_accepted_changes_nothing(self, value: JsonValue) -> None:
        assert conform(value, SIMPLE) == problems(SIMPLE, value, FORMATS, looking_at_all)


def test_the_examples_are_accepted_fast() -> None:
    for path in sorted((folder("schema").parent / "examples").glob("*/disclosure.json")):
        value: Any = read(path.read_bytes()).value
        form = folder("schema") / value["表式"] / "disclosure.schema.json"
        assert Conformance(json.loads(form.read_bytes())).accepts(value), path


@pytest.mark.parametrize("path", sorted(folder("schema").glob("*/*.schema.json")), ids=lambda path: path.parent.name)
def test_shipped_schemas_are_sound(path: Path) -> None:
    ensure_sound(json.loads(path.read_bytes()))


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (SOUND, SIMPLE),
        ({**SOUND, "说明": [SOUND, SOUND], "日期": "2025-01-31", "年": 2025, "权重": {}}, SIMPLE),
        (Unreadable(Bilingual("", "")), SIMPLE),
        (None, {"enum": ["a", None]}),
        ([1, Decimal(2)], {"items": {"type": "number"}, "x-note": 1}),
    ],
)
def test_what_conforms_is_accepted_fast(value: JsonValue, schema: dict[str, Any]) -> None:
    assert Conformance(schema).accepts(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10) | st.integers())
def test_multiples_are_judged_exactly(value: Decimal | int) -> None:
    assert conform(value, {"multipleOf": Decimal("1e-10")}) == []


def test_a_schema_that_contains_itself_follows_a_document_of_any_depth() -> None:
    value: JsonValue = 1
    for _ in range(MAX_DEPTH):
        value = [value]
    (problem,) = conform(value, {"type": "array", "items": {"$ref": "#"}})
    assert problem.keyword in {"type", "$ref"}


def test_of_very_many_mistakes_the_first_are_told() -> None:
    first, *others = conform({str(number): number for number in range(20_000)}, {**ROW, "required": []})
    assert first.message.zh == "不符合表式的地方太多，只查了最先找到的 10,000 处"
    assert [problem.pointer for problem in others] == [f"/{number}" for number in range(10_000)]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"type": "numbr"}, "JSON Schema 有误：$.type 'numbr' is not valid under any of the given schemas"),
        ({"$ref": "#/$defs/none"}, "JSON Schema 中的 $ref 没有所指：#/$defs/none（只能指向同一文件之内）"),
        ({"items": [], "$ref": "http://example.invalid/x"}, "JSON Schema 有误：$.items [] is not of type 'object', 'boolean'"),
        (
            {"allOf": [{"$ref": "http://example.invalid/x"}]},
            "JSON Schema 中的 $ref 没有所指：http://example.invalid/x（只能指向同一文件之内）",
        ),
    ],
)
def test_an_unsound_schema_is_the_authors_mistake(schema: dict[str, Any], message: str) -> None:
    with pytest.raises(BudgetspecError) as caught:
        ensure_sound(schema)
    assert str(caught.value) == message


def test_it_can_be_sent_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(Conformance(ROW)))  # noqa: S301 - our own bytes
    assert copy.problems({"级": "合计"}) == Conformance(ROW).problems({"级": "合计"})
