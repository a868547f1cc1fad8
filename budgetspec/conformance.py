"""Holds a submission against its form's JSON Schema: one clear problem for each mistake, never an exception.

The schema validator decides; this module says what is wrong in the words of whoever fills in the form. Where the reader has
left an ``Unreadable``, the schema is silent: that place has its problem already.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import reduce
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import extend

from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.malformed import TOO_DEEP
from budgetspec.reader import JsonValue, Unreadable, pointer

Schema = Mapping[str, Any]

_SUGGESTED_KEYS: Final = 50
_LISTED_VALUES: Final = 8
_SHOWN: Final = 30

_TYPES: Final = {
    "object": Bilingual("对象", "an object"),
    "array": Bilingual("数组", "an array"),
    "string": Bilingual("文本", "a text"),
    "number": Bilingual("数", "a number"),
    "integer": Bilingual("整数", "a whole number"),
    "boolean": Bilingual("真假值", "true or false"),
    "null": Bilingual("空（null）", "null"),
}


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One mistake: its place as a JSON Pointer (of the object, where a key is missing), what is wrong, and the schema's keyword."""

    pointer: str
    message: Bilingual
    keyword: str
    suggestion: str | None = None


class Conformance:
    """A JSON Schema made ready to judge any number of documents; raises ``BudgetspecError`` where it is no JSON Schema.

    >>> Conformance({"type": "number"}).problems("abc")[0].message.zh
    '应为数，实为文本“abc”'
    """

    __slots__ = ("_validator", "schema")

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._validator = _VALIDATOR(_sound(schema), format_checker=_FORMATS)

    @classmethod
    def load(cls, path: Path) -> Conformance:
        """Read a schema, its numbers exact; raises ``BudgetspecError`` where the file is missing or no JSON Schema."""
        try:
            return cls(json.loads(path.read_bytes(), parse_float=Decimal))
        except (OSError, ValueError, BudgetspecError) as error:
            raise BudgetspecError(f"{path}: {error}") from None

    def problems(self, value: JsonValue) -> list[SchemaProblem]:
        """Return what is wrong with a document, in its own order."""
        try:
            found = [*_problems(_by_place(self._validator.iter_errors(value)))]
        except RecursionError:
            return [SchemaProblem("", TOO_DEEP, "$ref")]
        ranks: dict[int, dict[str, int]] = {}
        found.sort(key=lambda place_and_problem: _position(value, place_and_problem[0], ranks))
        return [problem for _, problem in found]

    def __reduce__(self) -> tuple[type[Conformance], tuple[Schema]]:
        return Conformance, (self.schema,)


def conform(value: JsonValue, schema: Conformance | Schema) -> list[SchemaProblem]:
    """Return what is wrong with a document by a schema.

    >>> [problem.pointer for problem in conform({"a": 1, "b": 2}, {"properties": {"a": {}}, "additionalProperties": False})]
    ['/b']
    """
    return (schema if isinstance(schema, Conformance) else Conformance(schema)).problems(value)


# The validator: exact numbers, blind to what is unreadable, and without any access to files or the network.

Path_ = tuple[str | int, ...]
