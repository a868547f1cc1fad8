"""Our dataclasses are those of Python in everything that can be seen of them."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, get_type_hints

import pytest

CLASSES = """
from __future__ import annotations
from dataclasses import field
from {} import dataclass

@dataclass(frozen=True, slots=True)
class Base:
    "A class."

    first: int
    second: tuple[str, ...] = ()

@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Base):
    "A class."

    third: list[int] = field(default_factory=list, repr=False)
    place: int = field(default=0, compare=False)
    told: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "told", f"{{self.first}} {{self.second}}")

@dataclass(frozen=True, slots=True, eq=False)
class Same:
    "A class."

    first: int

@dataclass(frozen=True, slots=True)
class Shown:
    "A class."

    first: int

    def __repr__(self) -> str:
        return "shown"

@dataclass(slots=True)
class Changing:
    "A class."

    first: int = 1
"""
NAMES = ("Base", "Derived", "Same", "Shown", "Changing")
GIVEN: tuple[dict[str, Any], ...] = (
    {"first": 1},
    {"first": 2, "second": ("a",)},
    {"first": 1, "third": [2]},
    {"first": 1, "place": 2},
    {},
    {"other": 1},
)


def classes(origin: str) -> ModuleType:
    """Make the classes with the decorator of a module."""
    made = ModuleType(f"classes_of_{origin.rpartition('.')[2]}")
    sys.modules[made.__name__] = made
    exec(compile(CLASSES.format(origin), made.__name__, "exec", dont_inherit=True), vars(made))  # noqa: S102 - the text above
    return made


OURS, PYTHONS = classes("budgetspec.values"), classes("dataclasses")


def seen(module: ModuleType, name: str) -> dict[str, Any]:
    """Return what can be seen of a class."""
    kind = getattr(module, name)
    every = [tried(kind, given) for given in GIVEN]
    sound = [value for value in every if not isinstance(value, str)]
    return {
        "made": [value if isinstance(value, str) else repr(value) for value in every],
        "copies": [[repr(each), each == value] for value in sound for each in copies(value)],
        "equal": [[one == other for other in sound] for one in sound],
        "hashes": [[tried_hash(one) == tried_hash(other) for other in sound] for one in sound],
        "refused": [refused(value) for value in sound],
        "signature": str(inspect.signature(kind)),
        "hints": get_type_hints(kind.__init__),
        "matched": (kind.__match_args__, kind.__slots__),
        "fields": [field.name for field in dataclasses.fields(kind)],
    }


def tried(kind: Any, given: dict[str, Any]) -> Any:
    try:
        return kind(**given)
    except TypeError as error:
        return str(error)


def copies(value: Any) -> list[Any]:
    return [pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value), dataclasses.replace(value, first=9)]  # noqa: S301 - ours


def tried_hash(value: Any) -> Any:
    try:
        return hash(value)
    except TypeError as error:
        return str(error).partition("'")[0]


def refused(value: Any) -> list[str]:
    said = []
    changes: list[Callable[[], None]] = [
        lambda: setattr(value, "first", 5),
        lambda: delattr(value, "first"),
    ]
    for change in changes:
        try:
            change()
        except (AttributeError, TypeError) as error:
            said.append(str(error) if isinstance(error, dataclasses.FrozenInstanceError) else "not there")
    return said


@pytest.mark.parametrize("name", NAMES)
def test_nothing_tells_them_apart(name: str) -> None:
    assert seen(OURS, name) == seen(PYTHONS, name)


def test_methods_are_written_when_they_are_needed() -> None:
    kind = classes("budgetspec.values").Base
    assert [type(vars(kind)[name]).__name__ for name in ("__init__", "__eq__", "__hash__")] == ["_Unwritten"] * 3
    assert hash(kind(1)) == hash(kind(1))
    assert [type(vars(kind)[name]).__name__ for name in ("__init__", "__eq__", "__hash__")] == [
        "function",
        "_Unwritten",
        "function",
    ]
