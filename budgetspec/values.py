"""``dataclass``, as that of Python: frozen ones with slots for a tenth of the time.

Python 3.11 writes and compiles six methods for each class, which takes 0.4 ms; a check needs 160 classes, and few of these
methods. Here some are shared, and the others are written when they are first asked for. For everyone else the classes are the
same: type checkers, ``fields``, ``replace``, ``match``, ``copy``, ``pickle``, ``inspect``. There is no ``InitVar``.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, FrozenInstanceError, fields
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options: bool) -> Callable[[type], type]:
        """Make a class a dataclass; one that is not frozen and slotted, or out of the common, in Python's own way."""
        if not {"frozen", "slots"} <= options.keys() <= {"frozen", "slots", "eq", "kw_only"}:
            return dataclasses.dataclass(**options)
        return partial(_made, **options)


__all__ = ["dataclass"]


def _made(kind: type, *, eq: bool = True, kw_only: bool = False, **_: bool) -> type:
    kind.__doc__ = kind.__doc__ or kind.__name__  # else Python makes one of the signature, for which it reads its text
    kind = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(kind)
    written = [name for name in _WRITERS if eq or name == "__init__"]
    for name, method in {**_SHARED, **{name: _Unwritten(kind, name) for name in written}}.items():
        if vars(kind).get(name) is None:
            setattr(kind, name, method)
    return kind


def _shown(self: Any) -> str:
    """Return the value as it is written: ``__repr__``."""
    parts = (f"{field.name}={getattr(self, field.name)!r}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(parts)})"


def _refuse_set(_: object, name: str, value: object) -> NoReturn:  # noqa: ARG001 - as ``__setattr__`` is called
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for field, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


_SHARED: Final[Mapping[str, Callable[..., Any]]] = {
    "__repr__": _shown,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}


class _Unwritten:
    """Stands for a method of a class until somebody asks for it."""

    def __init__(self, kind: type, name: str) -> None:
        self._kind, self._name = kind, name

    def __get__(self, instance: object, owner: type) -> Any:
        signature, lines, values = _WRITERS[self._name](self._kind)
        head = f"def make({', '.join(values)}):\n def {self._name}{signature}:\n"
        text = f"{head}  {'; '.join(lines)}\n return {self._name}"
        found: dict[str, Any] = {}
        exec(compile(text, "<written>", "exec", dont_inherit=True), vars(sys.modules[self._kind.__module__]), found)  # noqa: S102 - names of fields alone
        method = found["make"](**values)
        method.__qualname__ = f"{self._kind.__qualname__}.{self._name}"
        setattr(self._kind, self._name, method)
        return method.__get__(instance, owner)


Written = tuple[str, list[str], dict[str, object]]
"""A method: its signature, its lines, and the values that these name."""


class _Factory:
    def __repr__(self) -> str:
        return "<factory>"


_FACTORY: Final = _Factory()
"""Stands for what a field's factory makes where nothing is given."""


def _making(kind: Any) -> Written:
    """Write ``__init__``."""
    positional, lines = ["self"], list[str]()
    named: list[str] = []
    values: dict[str, object] = {"FACTORY": _FACTORY}
    for field in fields(kind):
        name, given = field.name, field.name
        if field.default_factory is not MISSING:
            values[f"make_{name}"] = field.default_factory
            default, given = " = FACTORY", f"make_{name}() if {name} is FACTORY else {name}"
        else:
            values[f"default_{name}"] = field.default
            default = "" if field.default is MISSING else f" = default_{name}"
        if field.init:
            (named if field.kw_only else positional).append(f"{name}: {field.type!r}{default}")
            values[f"put_{name}"] = getattr(kind, name).__set__
            lines.append(f"put_{name}(self, {given})")
    lines += ["self.__post_init__()"] if hasattr(kind, "__post_init__") else []
    return f"({', '.join([*positional, *(['*', *named] if named else [])])}) -> None", lines or ["pass"], values


def _equality(kind: Any) -> Written:
    """Write ``__eq__``."""
    mine, theirs = _compared(kind, "self"), _compared(kind, "other")
    return "(self, other)", [f"return {mine} == {theirs} if other.__class__ is self.__class__ else NotImplemented"], {}


def _hash(kind: Any) -> Written:
    """Write ``__hash__``."""
    return "(self)", [f"return hash({_compared(kind, 'self')})"], {}


def _compared(kind: Any, name: str) -> str:
    return f"({''.join(f'{name}.{field.name}, ' for field in fields(kind) if field.compare)})"


_WRITERS: Final[Mapping[str, Callable[[type], Written]]] = {"__init__": _making, "__eq__": _equality, "__hash__": _hash}
