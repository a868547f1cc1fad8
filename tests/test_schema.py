"""The schema of dalian-department-budget, and the examples that it describes."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
FORM = ROOT / "schema" / "dalian-department-budget"
EXAMPLES = sorted((ROOT / "examples" / "xigang-2025").glob("*.json"))
VOCABULARY = (ROOT / "schema" / "README.md").read_text(encoding="utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
IDENTIFYING = {"表式", "预算年度", "部门", "预算表", "编码", "名称", "级"}

Node = dict[str, Any]


def load(path: Path) -> Node:
    """Read JSON with exact numbers.

    An amount is a Decimal, as it is in the checker.
    """
    loaded: Node = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return loaded


SCHEMA = load(FORM / "disclosure.schema.json")
VALIDATOR = Draft202012Validator(SCHEMA)


def subschemas(schema: Node, path: str = "#") -> Iterator[tuple[str, Node]]:
    """Every schema inside a schema, with its place."""
    yield path, schema
    for keyword in ("properties", "$defs"):
        for name, inner in schema.get(keyword, {}).items():
            yield from subschemas(inner, f"{path}/{keyword}/{name}")
    if "items" in schema:
        yield from subschemas(schema["items"], f"{path}/items")


def resolved(schema: Node) -> Node:
    """Put a schema over the definition that it refers to."""
    if "$ref" not in schema:
        return schema
    definition: Node = SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    return {**resolved(definition), **schema}


def properties() -> Iterator[tuple[str, Node]]:
    """Every property of every object of the form, with its place."""
    for path, schema in subschemas(SCHEMA):
        for name, inner in schema.get("properties", {}).items():
            yield f"{path}/{name}", resolved(inner)


def documented(heading: str) -> set[str]:
    """Names in the first column of a README section's table."""
    section = VOCABULARY.split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([\w-]+)` \|", section, flags=re.MULTILINE))


def patched(**changes: object) -> Node:
    """Build the smallest disclosure, with changes at its root."""
    smallest: Node = {
        "表式": "dalian-department-budget",
        "预算年度": 2025,
        "部门": {"编码": "103", "名称": "某办公室"},
        "预算表": {},
    }
    return {**smallest, **changes}


def with_row(**row: object) -> Node:
    """Build a disclosure of one table of one row."""
    return patched(预算表={"支出功能分类预算表": {"行": [row]}})


def messages(disclosure: Node) -> list[str]:
    """List what the schema refuses."""
    return [error.message for error in VALIDATOR.iter_errors(disclosure)]


class TestTheSchema:
    """The schema is sound, and helps whoever fills in the form."""

    def test_it_is_a_valid_2020_12_schema(self) -> None:
        assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        Draft202012Validator.check_schema(SCHEMA)

    def test_every_reference_leads_somewhere_and_every_definition_is_used(self) -> None:
        used = {inner["$ref"] for _, inner in subschemas(SCHEMA) if "$ref" in inner}
        assert used == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}

    def test_every_property_is_explained_in_chinese(self) -> None:
        silent = [
            path
            for path, schema in properties()
            if not CHINESE.search(schema.get("title", "")) or not CHINESE.search(schema.get("description", ""))
        ]
        assert silent == []

    def test_every_object_refuses_unknown_keys(self) -> None:
        objects = [(path, inner) for path, inner in subschemas(SCHEMA) if inner.get("type") == "object"]
        assert [path for path, inner in objects if inner.get("additionalProperties") is not False] == []

    def test_only_what_identifies_is_required(self) -> None:
        assert {name for _, inner in subschemas(SCHEMA) for name in inner.get("required", [])} == IDENTIFYING

    def test_one_mistake_gives_one_message(self) -> None:
        alternatives = {"oneOf", "anyOf", "allOf", "not", "if"}
        assert [path for path, inner in subschemas(SCHEMA) if alternatives & inner.keys()] == []
        assert [path for path, inner in subschemas(SCHEMA) if {"type", "enum"} <= inner.keys()] == []

    def test_references_are_plain_ascii(self) -> None:
        assert all(name.isascii() for name in SCHEMA["$defs"])


class TestTheAnnotations:
    """The annotations keep to the vocabulary of schema/README.md."""

    def test_only_documented_keywords(self) -> None:
        keywords = {name for _, inner in subschemas(SCHEMA) for name in inner if name.startswith("x-")}
        assert keywords <= set(re.findall(r"`(x-[a-z]+)`", VOCABULARY))

    def test_only_documented_kinds(self) -> None:
        kinds = {inner["x-kind"] for _, inner in subschemas(SCHEMA) if "x-kind" in inner}
        assert kinds <= documented("Values")

    def test_every_leaf_has_a_kind(self) -> None:
        leaves = [(path, inner) for path, inner in properties() if inner.get("type") not in ("object", "array")]
        assert [path for path, inner in leaves if "x-kind" not in inner] == []

    def test_only_documented_members_of_a_table(self) -> None:
        members = {name for _, inner in subschemas(SCHEMA) for name in inner.get("x-table", {})}
        assert members <= documented("Tables")

    def test_every_array_that_a_rule_may_read_is_a_table(self) -> None:
        rows = {
            f"{path}/properties/{inner['x-table']['rows']}"
            for path, inner in subschemas(SCHEMA)
            if "rows" in inner.get("x-table", {})
        }
        arrays = {
            path
            for path, inner in subschemas(SCHEMA)
            if resolved(inner).get("type") == "array" and "x-table" not in resolved(inner)
        }
        assert arrays - rows == {"#/properties/未识别", "#/$defs/fundTableRows"}

    def test_a_table_names_columns_that_it_has(self) -> None:
        for path, inner in subschemas(SCHEMA):
            table = inner.get("x-table", {})
            if "unit-from" in table:
                assert table["unit-from"] in inner["properties"], path
            if "rows" in table:
                row = resolved(inner["properties"][table["rows"]])["items"]
                assert table["main"] in row["properties"], path

    def test_levels_are_the_values_of_the_property(self) -> None:
        for path, inner in subschemas(SCHEMA):
            if levels := inner.get("x-levels"):
                assert list(levels) == inner["enum"], path
                assert {level.get("parent") for level in levels.values()} - {None} <= set(levels), path

    def test_the_keys_of_a_level_are_columns_of_its_rows(self) -> None:
        for path, inner in subschemas(SCHEMA):
            columns = inner.get("properties", {})
            levels = resolved(columns.get("级", {})).get("x-levels", {})
            keys = {name for level in levels.values() for name in level["key"]}
            assert keys - {"#"} <= columns.keys(), path

    def test_the_tables_are_numbered_as_printed(self) -> None:
        tables = SCHEMA["properties"]["预算表"]["properties"].values()
        assert [table["x-table"]["no"] for table in tables] == [str(number) for number in range(1, 17)]

    def test_every_role_is_taken_once(self) -> None:
        roles = [inner["x-role"] for _, inner in subschemas(SCHEMA) if "x-role" in inner]
        assert sorted(set(roles) - {"label"}) == sorted(r for r in roles if r != "label")
        assert set(roles) == {"department", "form", "kind", "label", "region", "year"}


class TestSections:
    """x-sections names the sections of the reference document."""

    @staticmethod
    def names(part: str, heading: str) -> list[str]:
        bare = re.sub(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+、)", "", heading)
        sections: Node = SCHEMA["properties"][part]["x-sections"]
        return [name for name, section in sections.items() if re.fullmatch(section["heading"], "".join(bare.split()))]

    @pytest.mark.parametrize("part", ["部门概况", "预算情况说明"])
    def test_every_heading_of_the_reference_has_one_name(self, part: str) -> None:
        headings = [section["标题"] for section in load(EXAMPLES[-1])[part]]
        assert [heading for heading in headings if len(self.names(part, heading)) != 1] == []

    @pytest.mark.parametrize("part", ["管理文件", "部门概况", "预算情况说明"])
    def test_every_name_stands_in_the_reference(self, part: str) -> None:
        headings = [section["标题"] for section in load(EXAMPLES[-1])[part]]
        found = {name for heading in headings for name in self.names(part, heading)}
        assert found == set(SCHEMA["properties"][part]["x-sections"])


class TestTheExamples:
    """The reference disclosure, right and as its text file has it."""

    def test_there_are_two(self) -> None:
        assert [path.name for path in EXAMPLES] == ["as-extracted.json", "disclosure.json"]

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_it_is_valid(self, path: Path) -> None:
        assert messages(load(path)) == []

    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_every_amount_of_a_table_keeps_its_two_decimals(self, path: Path) -> None:
        tables = load(path)["预算表"]
        amounts = re.findall(r"Decimal\('([^']*)'\)", repr(tables))
        assert amounts
        assert [amount for amount in amounts if not re.fullmatch(r"\d+\.\d\d", amount)] == []


class TestWhatIsRefused:
    """Only what cannot be read is refused, and once."""

    def test_the_smallest_disclosure_is_accepted(self) -> None:
        assert messages(patched()) == []

    def test_a_table_without_rows_is_accepted(self) -> None:
        assert messages(patched(预算表={"收入预算总表": {}, "项目支出表": {"行": []}})) == []

    def test_a_negative_amount_and_a_missing_code_are_accepted(self) -> None:
        assert messages(with_row(级="项", 合计=Decimal("-0.005"))) == []

    @pytest.mark.parametrize(
        "disclosure",
        [
            patched(表式="another"),
            patched(预算年度="2025"),
            patched(文件类型="街道"),
            patched(部门={"编码": 103, "名称": "某办公室"}),
            patched(单位=[{"编码": "103001", "性质": "机关"}]),
            patched(目录=[1]),
            patched(附件=[]),
            patched(预算表={"收入预算": {}}),
            with_row(合计=1),
            with_row(级="目"),
            with_row(级=5),
            with_row(级="类", 科目=201),
            with_row(级="类", 合计="5,096,654.93"),
            with_row(级="类", 财政拨款={"小记": 1}),
        ],
    )
    def test_a_mistake_is_refused_once(self, disclosure: Node) -> None:
        assert len(messages(disclosure)) == 1
