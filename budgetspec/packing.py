"""Values of this package as bytes and back: fast, and without running anything that the bytes might ask for.

A pickle, with these differences. Frozen dataclasses with slots are set up field by field without the detours of
``dataclasses``: ten times as fast. Those that are alike in all their fields are written once. What is ``Later`` is read when it
is asked for. And what is read may only be made of this package's own values and a few harmless ones of Python, so that bytes
from elsewhere can be wrong, but do no harm.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

Value = TypeVar("Value")

_PACKAGE: Final = __name__.partition(".")[0]
_KINDS: Final = (bool, frozenset, int, set, str, date, Decimal, Fraction, type(Path()))
_HARMLESS: Final = frozenset({*((kind.__module__, kind.__name__) for kind in _KINDS), ("re", "_compile"), ("types", "NoneType")})
"""What a package's values are made of besides its own classes; ``re._compile`` is how Python pickles regular expressions.

Where Python has a class differs: that of paths stands in ``pathlib._local`` in 3.13 alone.
"""


class UnpackableError(ValueError):
    """The bytes are not what ``pack`` returns."""


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    stream = BytesIO()
    _Packer(stream).dump(value)
    return stream.getvalue()


def unpack(data: bytes) -> Any:
    """Return the value of bytes; raises ``UnpackableError`` if they are of another origin, or not whole.

    >>> unpack(pack({"a": frozenset({1})}))
    {'a': frozenset({1})}
    """
    try:
        return _Unpacker(BytesIO(data)).load()
    except Exception as error:
        raise UnpackableError(str(error)) from error


class Later(Generic[Value]):
    """A value that is unpacked when it is first asked for.

    >>> unpack(pack(Later("told at length"))).value
    'told at length'
    """

    def __init__(self, value: Value | None, packed: bytes = b"") -> None:
        self._packed = packed
        if value is not None:
            self.value = value

    @cached_property
    def value(self) -> Value:
        """The value itself."""
        value: Value = unpack(self._packed)
        return value

    def __reduce__(self) -> tuple[type[Later[Value]], tuple[None, bytes]]:
        return Later, (None, self._packed or pack(self.value))


class _Packer(pickle.Pickler):
    def __init__(self, stream: BytesIO) -> None:
        super().__init__(stream, protocol=5)
        self._first: dict[tuple[Any, ...], Any] = {}
        self._seen: dict[int, tuple[Any, Any]] = {}
        self._texts: dict[str, str] = {}

    def reducer_override(self, value: Any) -> Any:
        kind: Any = type(value)
        return (made, (kind, *map(self._shared, _parts(value)))) if _is_ours(kind) else NotImplemented

    def _shared(self, value: Any) -> Any:
        """Return the first of all values that are the same in all their parts, so that it is written only once."""
        kind: Any = type(value)
        if kind is str:
            return self._texts.setdefault(value, value)
        if not (kind is tuple or (_is_ours(kind) and _by_value(kind))):
            return value
        known = self._seen.get(id(value))
        if known is None:
            parts = [self._shared(part) for part in (value if kind is tuple else _parts(value))]
            told = kind, *(part if type(part) is str else id(part) for part in parts)
            known = self._seen[id(value)] = self._first.setdefault(told, value), value
        return known[0]


def _by_value(kind: type) -> bool:
    """Tell kinds whose values are told apart by what they hold, and not by which they are."""
    return "__hash__" in vars(kind)


@cache
def _is_ours(kind: Any) -> bool:
    """Tell a dataclass of this package that has slots."""
    return kind.__module__.partition(".")[0] == _PACKAGE and is_dataclass(kind) and "__slots__" in vars(kind)


def _parts(value: Any) -> Iterator[Any]:
    kind: Any = type(value)
    return (get(value) for get in _getters(kind))


def made(kind: type, *values: object) -> Any:
    """Make a frozen dataclass of the values of its fields."""
    instance: Any = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(instance, value)
    return instance


@cache
def _getters(kind: Any) -> tuple[Callable[[object], Any], ...]:
    return tuple(getattr(kind, field.name).__get__ for field in fields(kind))


@cache
def _setters(kind: Any) -> tuple[Callable[[object, object], None], ...]:
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return _found(module, name)


@cache
def _found(module: str, name: str) -> Any:
    """Return what values may be made of, looked up once: what is ``Later`` has a reader for each value."""
    if (module, name) in _HARMLESS:
        return getattr(import_module(module), name)
    if module.partition(".")[0] == _PACKAGE and "." not in name:
        found = getattr(import_module(module), name)
        if found is made or (isinstance(found, type) and found.__module__ == module):
            return found
    raise UnpackableError(f"{module}.{name}")
