"""Holds a submission against its form's JSON Schema: one clear problem for each mistake, never an exception.

Most documents are as they should be, and that is decided here, fast. Only what is not is handed to the schema validator, which
explains it (``violations``): it takes twenty times as long, and as long again to import.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, partial, reduce
from types import NoneType
from typing import TYPE_CHECKING, Any, Final

from budgetspec.reader import JsonValue, Unreadable

if TYPE_CHECKING:
    from budgetspec.violations import SchemaProblem

Schema = Mapping[str, Any]
Test = Callable[[Any], bool]


class Conformance:
    """A JSON Schema made ready to judge any number of documents; see ``violations.ensure_sound`` about the schema itself.

    >>> Conformance({"type": "number"}).problems("abc")[0].message.zh
    '应为数，实为文本“abc”'
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    @cached_property
    def accepts(self) -> Test:
        """The fast decision, made when a first document is judged: a form has one for each single value, and few are read."""
        return _accepting(self.schema, self.schema)

    def problems(self, value: JsonValue) -> list[SchemaProblem]:
        """Return what is wrong with a document, in the document's order."""
        try:
            if self.accepts(value):
                return []
        except RecursionError:  # the schema refers to itself without end, which the validator says
            pass
        from budgetspec.violations import problems  # noqa: PLC0415 - only where something is wrong

        return problems(self.schema, value, FORMATS, partial(_accepting, root=self.schema))

    def __reduce__(self) -> tuple[type[Conformance], tuple[Schema]]:
        return Conformance, (self.schema,)


def conform(value: JsonValue, schema: Conformance | Schema) -> list[SchemaProblem]:
    """Return what is wrong with a document.

    >>> [problem.pointer for problem in conform({"a": 1, "b": 2}, {"properties": {"a": {}}, "additionalProperties": False})]
    ['/b']
    """
    return (schema if isinstance(schema, Conformance) else Conformance(schema)).problems(value)


def _is_date(value: object) -> bool:
    """Whether a text is a date as ``2025-01-31``; what is no text is not for a format to judge."""
    if not isinstance(value, str):
        return True
    try:
        return _DATE.fullmatch(value) is not None and bool(date.fromisoformat(value))
    except ValueError:
        return False


_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FORMATS: Final[dict[str, Test]] = {"date": _is_date}
"""Formats that are judged; any other is an annotation."""


# The fast decision: it may refuse what conforms, and never accepts what does not ---------------------------------------------


class _UnknownKeyword(Exception):  # noqa: N818 - no error: the schema is left to the validator
    pass


_ANNOTATIONS: Final = {"$schema", "$id", "$defs", "$comment", "title", "description", "default", "examples"}
_OBJECTS: Final = {"properties", "additionalProperties", "required"}
_NUMBERS: Final = (int, Decimal)
_TYPES: Final[dict[str, set[type]]] = {
    "object": {dict},
    "array": {list},
    "string": {str},
    "number": {int, Decimal},
    "integer": {int},
    "boolean": {bool},
    "null": {NoneType},
}


def _accepting(schema: Any, root: Schema) -> Test:
    """Return a test that accepts only what conforms to a part of ``root``; nothing, where it has keywords not known here."""
    try:
        return _Compiler(root).test(schema)
    except _UnknownKeyword:
        return _refuse


def _refuse(_: object) -> bool:
    return False


def _accept(_: object) -> bool:
    return True


def _both(first: Test, second: Test) -> Test:
    return lambda value: first(value) and second(value)


class _Compiler:
    """Makes tests of a schema and its parts; a definition is compiled once, and may contain itself."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._definitions: dict[str, Test | None] = {}

    def test(self, schema: Any) -> Test:
        if isinstance(schema, bool):
            return _accept if schema else _refuse
        makers: dict[str, Callable[[Any], Test]] = {
            "type": _of_type,
            "enum": _one_of,
            "const": lambda only: _one_of([only]),
            "items": self._items,
            "format": lambda name: FORMATS.get(name, _accept),
            "minimum": lambda least: lambda value: type(value) not in _NUMBERS or value >= least,
            "maximum": lambda most: lambda value: type(value) not in _NUMBERS or value <= most,
            "pattern": _matching,
            "$ref": self._definition,
        }
        tests = [self._object(schema)] if _OBJECTS & schema.keys() else []
        for keyword, demanded in schema.items():
            if keyword in makers:
                tests.append(makers[keyword](demanded))
            elif keyword not in _ANNOTATIONS | _OBJECTS and not keyword.startswith("x-"):
                raise _UnknownKeyword(keyword)
        return reduce(_both, tests) if tests else _accept

    def _object(self, schema: Schema) -> Test:
        members = {key: self.test(inner) for key, inner in schema.get("properties", {}).items()}
        others = self.test(schema.get("additionalProperties", True))
        required, member = schema.get("required", ()), members.get

        def accepts(value: Any) -> bool:
            if type(value) is not dict:
                return True
            for key in required:
                if key not in value:
                    return False
            for key, inner in value.items():  # noqa: SIM110 - a generator takes a third of the time
                if not member(key, others)(inner):
                    return False
            return True

        return accepts

    def _items(self, schema: Any) -> Test:
        test = self.test(schema)
        return lambda value: type(value) is not list or all(map(test, value))

    def _definition(self, reference: str) -> Test:
        if reference not in self._definitions:
            self._definitions[reference] = None
            self._definitions[reference] = self.test(_definition(self._root, reference))
        known = self._definitions[reference]
        return known or (lambda value: bool((test := self._definitions[reference]) and test(value)))


def _of_type(names: str | list[str]) -> Test:
    types = {Unreadable}.union(*(_TYPES[name] for name in ([names] if isinstance(names, str) else names)))
    return lambda value: type(value) in types


def _one_of(choices: list[Any]) -> Test:
    """Compare texts and null; what else is listed is left to the validator, since ``True == 1``."""
    texts = {choice for choice in choices if choice is None or isinstance(choice, str)}
    return lambda value: type(value) in (str, NoneType, Unreadable) and (value in texts or type(value) is Unreadable)


def _matching(pattern: str) -> Test:
    search = re.compile(pattern).search
    return lambda value: type(value) is not str or search(value) is not None


def _definition(root: Schema, reference: str) -> Any:
    found: Any = root
    if not reference.startswith("#"):
        raise _UnknownKeyword
    for part in reference.split("/")[1:]:
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found
