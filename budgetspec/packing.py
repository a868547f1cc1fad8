"""Values of this package as bytes and back: fast, and without running anything that the bytes might ask for.

A pickle, with two differences. Frozen dataclasses with slots are set up field by field without the detours of ``dataclasses``:
ten times as fast. And what is read may only be made of this package's own values and a few harmless ones of Python, so that
bytes from elsewhere can be wrong, but do no harm.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final

_PACKAGE: Final = __name__.partition(".")[0]
_HARMLESS: Final = frozenset({
    ("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("decimal", "Decimal"), ("fractions", "Fraction"),
    ("pathlib", "PosixPath"), ("pathlib", "WindowsPath"), ("pathlib", "Path"), ("re", "_compile"), ("types", "NoneType"),
})  # fmt: skip
"""What a package's values are made of besides its own classes; ``re._compile`` is how Python pickles regular expressions."""


class UnpackableError(ValueError):
    """The bytes are not what ``pack`` returns."""


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    stream = BytesIO()
    _Packer(stream, protocol=5).dump(value)
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


class _Packer(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind.__module__.partition(".")[0] != _PACKAGE or not is_dataclass(kind) or "__slots__" not in vars(kind):
            return NotImplemented
        return made, (kind, *[getattr(value, field.name) for field in fields(kind)])


def made(kind: type, *values: object) -> Any:
    """Make a frozen dataclass of the values of its fields."""
    instance: Any = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(instance, value)
    return instance


@cache
def _setters(kind: Any) -> tuple[Callable[[object, object], None], ...]:
    return tuple(getattr(kind, field.name).__set__ for field in fields(kind))


class _Unpacker(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _HARMLESS:
            return super().find_class(module, name)
        if module.partition(".")[0] == _PACKAGE and "." not in name:
            found = super().find_class(module, name)
            if found is made or (isinstance(found, type) and found.__module__ == module):
                return found
        raise UnpackableError(f"{module}.{name}")
