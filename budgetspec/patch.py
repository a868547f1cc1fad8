"""Changes to a submission at JSON Pointers: remove, set, replace, insert, without touching the submission that is changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from budgetspec import miswritten
from budgetspec.lang.problems import Problem
from budgetspec.reader import JsonValue, parts, pointer
from budgetspec.source import NOWHERE

Schema = Mapping[str, Any]
_Change = Callable[[Any, str, "_Place"], None]
_Where = tuple[str | int, ...]

MEMBERS: Final = ("remove", "set", "replace", "insert")
"""The members that change a submission, in the order of their changes."""

_POSITION: Final = re.compile(r"[0-9]{1,9}")


class Astray(Exception):  # noqa: N818 - a mistake in a case, told where the case is known
    """A change leads nowhere: ``where`` says which of the case's, ``problem`` has no place yet."""

    def __init__(self, problem: Problem, where: _Where = ()) -> None:
        super().__init__(problem.message.zh)
        self.problem, self.where = problem, where


def changed(value: JsonValue, changes: Mapping[str, Any]) -> JsonValue:
    """Return a submission with changes, made in the order remove, set, replace, insert; what is not changed is shared.

    Raises ``Astray`` where a pointer leads nowhere, or a piece to replace is not once in its text.

    >>> changed({"行": [1, 2]}, {"set": {"/行/0": 5}, "insert": {"/行/-": 3}})
    {'行': [5, 2, 3]}
    >>> changed({"正文": ["共3个项目"]}, {"replace": {"/正文/0": {"3个": "4个"}}})
    {'正文': ['共4个项目']}
    """
    for where, place, change in _steps(changes):
        try:
            value = _along(value, parts(place), change, _Place())
        except Astray as astray:
            raise Astray(astray.problem, where) from None
    return value


def _steps(changes: Mapping[str, Any]) -> Iterator[tuple[_Where, str, _Change]]:
    """Go through the changes in their order: where each is written, the place that it changes, and how."""
    yield from ((("remove", number), place, _remove) for number, place in enumerate(changes.get("remove", ())))
    yield from ((("set", place), place, partial(_set, new)) for place, new in changes.get("set", {}).items())
    for place, pieces in changes.get("replace", {}).items():
        yield from ((("replace", place, old), place, partial(_replace, old, new)) for old, new in pieces.items())
    yield from ((("insert", place), place, partial(_insert, new)) for place, new in changes.get("insert", {}).items())


def put(value: Any, path: Sequence[str | int], new: Any) -> None:
    """Set a value at a path into a submission, with the objects on the way that are blank.

    >>> row = {"级": "合计", "财政拨款": None}
    >>> put(row, ("财政拨款", "小计"), 5)
    >>> row
    {'级': '合计', '财政拨款': {'小计': 5}}
    """
    *before, last = path
    for part in before:
        if isinstance(value, dict) and value.get(part) is None:
            value[part] = {}
        value = value[part]
    value[last] = new


def undeclared(schema: Schema, place: str) -> Problem | None:
    """Say if a pointer names a key that the form's schema does not have: a misspelt key would change nothing a rule reads."""
    node: Any = schema
    path = parts(place)
    for number, part in enumerate(path):
        node = _resolved(node, schema)
        known = node.get("properties", {})
        if part in known:
            node = known[part]
        elif "items" in node:
            node = node["items"]
        elif node.get("additionalProperties") is False:
            return miswritten.undeclared_key(NOWHERE, pointer(path[:number]), part, known)
        else:
            return None
    return None


def _resolved(node: Any, root: Schema) -> Any:
    while isinstance(node, dict) and "$ref" in node:
        reference, node = node["$ref"], root
        for part in parts(reference.removeprefix("#")):
            node = node[part]
    return node if isinstance(node, dict) else {}


class _Place(tuple[str, ...]):
    """The parts of a pointer that have been followed."""

    __slots__ = ()

    def said(self) -> str:
        return pointer(self) or "/"


def _along(value: Any, path: Sequence[str], change: _Change, done: _Place) -> Any:
    """Copy what lies along a path and change the end of it."""
    if not isinstance(value, dict | list):
        raise Astray(miswritten.nowhere(NOWHERE, done.said(), path[0], ()))
    copy: Any = value.copy()
    if len(path) == 1:
        change(copy, path[0], done)
    else:
        key = _key(copy, path[0], done)
        copy[key] = _along(copy[key], path[1:], change, _Place((*done, path[0])))
    return copy


def _key(value: Any, part: str, done: _Place) -> str | int:
    """Return the key or position that a part of a pointer names."""
    if isinstance(value, list):
        return _position(part, len(value), done)
    if part not in value:
        raise Astray(miswritten.nowhere(NOWHERE, done.said(), part, list(value)))
    return part


def _position(part: str, count: int, done: _Place) -> int:
    if not _POSITION.fullmatch(part) or int(part) >= count:
        raise Astray(miswritten.no_row(NOWHERE, done.said(), part, count))
    return int(part)


def _remove(value: Any, part: str, done: _Place) -> None:
    del value[_key(value, part, done)]


def _set(new: JsonValue, value: Any, part: str, done: _Place) -> None:
    value[_key(value, part, done) if isinstance(value, list) else part] = new


def _replace(old: str, new: str, value: Any, part: str, done: _Place) -> None:
    key = _key(value, part, done)
    text = value[key]
    if not isinstance(text, str):
        raise Astray(miswritten.not_a_text(NOWHERE, place=pointer((*done, part))))
    if text.count(old) != 1:
        raise Astray(miswritten.not_once(NOWHERE, pointer((*done, part)), old, text.count(old)))
    value[key] = text.replace(old, new)


def _insert(new: JsonValue, value: Any, part: str, done: _Place) -> None:
    if not isinstance(value, list):
        raise Astray(miswritten.not_a_list(NOWHERE, place=pointer((*done, part))))
    value.insert(len(value) if part == "-" else _position(part, len(value) + 1, done), new)
