"""Explains how a document breaks its schema: the validator's errors, sorted out to one problem for each mistake.

Where the reader has left an ``Unreadable``, the schema is silent: that place has its problem already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, SchemaError, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from budgetspec import mistakes
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.malformed import TOO_DEEP
from budgetspec.order import Order
from budgetspec.reader import JsonValue, Unreadable, pointer
from budgetspec.values import dataclass

Schema = Mapping[str, Any]
Test = Callable[[Any], bool]
Place = tuple[str | int, ...]

_MOST_SUGGESTIONS: Final = 50
_MOST_PROBLEMS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One mistake: its JSON Pointer (of the object, where a key is missing), what is wrong, and the schema's keyword."""

    pointer: str
    message: Bilingual
    keyword: str
    suggestion: str | None = None


def ensure_sound(schema: Schema) -> None:
    """Raise ``BudgetspecError`` where a form's schema is no JSON Schema or refers to what is not in it.

    Apart from ``Conformance``, because it takes longer than judging a document: once for a form, not at each start.
    """
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        said = f"{error.json_path} {error.message}"
        raise BudgetspecError(Bilingual(f"JSON Schema 有误：{said}", f"the JSON Schema is at fault: {said}")) from None
    resolver = Registry().resolver_with_root(DRAFT202012.create_resource(schema))
    for reference in _references(schema):
        try:
            resolver.lookup(reference)
        except Unresolvable:
            zh = f"JSON Schema 中的 $ref 没有所指：{reference}（只能指向同一文件之内）"
            en = f"a $ref of the JSON Schema leads nowhere: {reference} (it can only point into the same file)"
            raise BudgetspecError(Bilingual(zh, en)) from None


def _references(schema: object) -> Iterator[str]:
    match schema:
        case dict():
            if isinstance(reference := schema.get("$ref"), str):
                yield reference
            for inner in schema.values():
                yield from _references(inner)
        case list():
            for inner in schema:
                yield from _references(inner)


def problems(
    schema: Schema, value: JsonValue, formats: Mapping[str, Test], accepting: Callable[[Any], Test]
) -> list[SchemaProblem]:
    """Return what is wrong with a document, in the document's order; of very much, the first that is found.

    ``formats`` are the formats that are judged. ``accepting`` makes a fast test of a part of the schema: what that accepts is
    not looked into, which would take twenty times as long.
    """
    checker = FormatChecker(formats=())
    for name, test in formats.items():
        checker.checks(name)(test)
    validator = _hurried(accepting)(schema, registry=_NO_OTHER_FILES, format_checker=checker)
    try:
        found = list(islice(_problems(islice(validator.iter_errors(value), _MOST_PROBLEMS)), _MOST_PROBLEMS))
    except RecursionError:
        return [SchemaProblem("", TOO_DEEP, "$ref")]
    if len(found) == _MOST_PROBLEMS:
        found.append(SchemaProblem("", mistakes.too_many(_MOST_PROBLEMS), ""))
    order = Order(value)
    return sorted(found, key=lambda problem: order.rank(problem.pointer))


# Errors, sorted out ---------------------------------------------------------------------------------------------------


def _problems(errors: Iterable[ValidationError]) -> Iterator[SchemaProblem]:
    """Say each mistake once, whichever and however many keywords it breaks."""
    by_place: dict[Place, list[ValidationError]] = {}
    for error in errors:
        for leaf in _leaves(error):
            by_place.setdefault(tuple(leaf.absolute_path), []).append(leaf)
    for place, here in by_place.items():
        decisive = next((error for keywords in _DECISIVE for error in here if error.validator in keywords), None)
        yield from dict.fromkeys(said for error in ([decisive] if decisive else here) for said in _said(place, error))


_DECISIVE: Final = ({"type", "anyOf", "oneOf"}, {"enum", "const"})
"""Keywords that leave nothing more to say about a place, gravest first."""


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """Look into a choice of schemas: what is wrong by the one that was probably meant, or the choice itself."""
    branches: dict[str | int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    meant = [branch for branch in branches.values() if not any(_is_type_of_whole(inner) for inner in branch)]
    if not meant:
        yield error
    else:
        for inner in min(meant, key=len):
            yield from _leaves(inner)


def _is_type_of_whole(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _said(place: Place, error: ValidationError) -> Iterator[SchemaProblem]:
    value, keyword, demanded = error.instance, str(error.validator), error.validator_value
    match keyword:
        case "additionalProperties" if demanded is False:
            for key, suggestion in _unknown_keys(error).items():
                here = (*place, key)
                yield SchemaProblem(pointer(here), mistakes.unknown_key(key, suggestion), keyword, suggestion)
        case "required":
            for key in _missing_keys(error):
                yield SchemaProblem(pointer(place), mistakes.missing_key(key), keyword)
        case _:
            suggestion = _suggestion(value, _choices(error)) if keyword in {"enum", "const"} else None
            yield SchemaProblem(pointer(place), _worded(error, suggestion), keyword, suggestion)


def _worded(error: ValidationError, suggestion: str | None) -> Bilingual:
    match error.validator:
        case "type" | "anyOf" | "oneOf" if types := _types(error):
            return mistakes.wrong_type(types, error.instance)
        case "enum" | "const":
            return mistakes.not_listed(_choices(error), error.instance, suggestion)
        case _:
            return mistakes.unmet(str(error.validator), error.validator_value, error.instance)


def _types(error: ValidationError) -> list[str]:
    """Return the types that a place takes, each once, also over the branches of a choice."""
    if error.validator != "type":
        return list(dict.fromkeys(name for inner in error.context or () for name in _types(inner)))
    demanded: Any = error.validator_value
    return [demanded] if isinstance(demanded, str) else list(demanded)


def _choices(error: ValidationError) -> list[Any]:
    demanded: Any = error.validator_value
    return list(demanded) if error.validator == "enum" else [demanded]


def _unknown_keys(error: ValidationError) -> dict[str, str | None]:
    """Return the keys that an object does not take, each with the one that was probably meant."""
    schema: Any = error.schema
    value: Any = error.instance
    known = schema.get("properties", {})
    patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", {})]
    unknown = [key for key in value if key not in known and not any(pattern.search(key) for pattern in patterns)]
    free = {variant: name for name, inner in known.items() if name not in value for variant in _spellings(name, inner)}
    return {key: _nearest(key, free) if n < _MOST_SUGGESTIONS else None for n, key in enumerate(unknown)}


def _missing_keys(error: ValidationError) -> list[str]:
    """Return the keys that an object lacks, but for those that stand there misspelt."""
    schema: Any = error.schema
    value: Any = error.instance
    misspelt = _unknown_keys(error).values() if schema.get("additionalProperties") is False else ()
    return [key for key in schema["required"] if key not in value and key not in misspelt]


def _spellings(name: str, schema: Any) -> list[str]:
    printed = schema.get("x-printed", []) if isinstance(schema, dict) else []
    return [name, *printed]


def _suggestion(value: object, choices: list[Any]) -> str | None:
    return _nearest(value, {choice: choice for choice in choices if isinstance(choice, str)}) if isinstance(value, str) else None


def _nearest(text: str, spellings: Mapping[str, str]) -> str | None:
    near = get_close_matches(text, spellings, n=1)
    return spellings[near[0]] if near else None


# The validator: exact numbers, silent about what is unreadable, no files and no network ---------------------------------


def _is_number(_: object, value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _is_integer(_: object, value: object) -> bool:
    return _is_number(_, value) and (not isinstance(value, Decimal) or value == value.to_integral_value())


Keyword = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]


def _multiple_of(_: object, step: Any, value: Any, __: object) -> Iterator[ValidationError]:
    """Judge exactly: the remainder of Decimals fails where their quotient is long."""
    if _is_number(_, value) and Fraction(value) % Fraction(step):
        yield ValidationError("")


def _silent(keyword: Keyword) -> Keyword:
    def judged(validator: Any, demanded: Any, value: Any, schema: Any) -> Iterable[ValidationError] | None:
        return None if type(value) is Unreadable else keyword(validator, demanded, value, schema)

    return judged


_NO_OTHER_FILES: Final[Registry[Any]] = Registry()

_EXACT: Final = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {name: _silent(keyword) for name, keyword in {**Draft202012Validator.VALIDATORS, "multipleOf": _multiple_of}.items()},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many({"number": _is_number, "integer": _is_integer}),
)


def _hurried(accepting: Callable[[Any], Test]) -> Any:
    """Return the validator that passes over the members and items that a fast test accepts."""
    test = _Tests(accepting)

    def properties(validator: Any, named: Any, value: Any, _: Any) -> Iterator[ValidationError]:
        for name, inner in named.items() if type(value) is dict else ():
            if name in value and not test(inner, value[name]):
                yield from validator.descend(value[name], inner, path=name, schema_path=name)

    def items(validator: Any, inner: Any, value: Any, schema: Any) -> Iterator[ValidationError]:
        begin = len(schema.get("prefixItems", ()))
        for index, item in enumerate(value[begin:] if type(value) is list else (), begin):
            if not test(inner, item):
                yield from validator.descend(item, inner, path=index)

    return extend(_EXACT, {"properties": properties, "items": items})  # type: ignore[no-untyped-call]


class _Tests:
    """Fast tests of parts of a schema, each made once."""

    def __init__(self, accepting: Callable[[Any], Test]) -> None:
        self._accepting = accepting
        self._made: dict[int, Test] = {}

    def __call__(self, schema: Any, value: Any) -> bool:
        if id(schema) not in self._made:
            self._made[id(schema)] = self._accepting(schema)
        return self._made[id(schema)](value)
