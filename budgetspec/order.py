"""Where the places of a document stand in it, however many it has: their order, and the path that a JSON Pointer names."""

from __future__ import annotations

from typing import Any

from budgetspec.reader import JsonValue, parts

Where = tuple[str | int, ...]
"""A path into a document, of keys and positions."""


class Order:
    """The order of one document, which must not change; it keeps the ranks of the keys it was asked about."""

    __slots__ = ("_ranks", "_value")

    def __init__(self, value: JsonValue) -> None:
        self._value = value
        self._ranks: dict[int, dict[str, int]] = {}

    def rank(self, place: str) -> tuple[int, ...]:
        """Return where a JSON Pointer stands, to sort by; what is not there comes after what is.

        >>> order = Order({"b": [1, 2], "a": None})
        >>> order.rank("/b/1"), order.rank("/a"), order.rank("/c")
        ((0, 1), (1,), (2,))
        """
        ranks: list[int] = []
        value: Any = self._value
        for part in parts(place):
            if isinstance(value, dict):
                ranks.append(self._keys(value).get(part, len(value)))
                value = value.get(part)
            else:
                ranks.append(int(part) if part.isdecimal() else 0)
                value = value[ranks[-1]] if isinstance(value, list) and ranks[-1] < len(value) else None
        return tuple(ranks)

    def where(self, place: str) -> Where:
        """Return the path that a JSON Pointer names, there or not.

        >>> Order({"0": [1, 2]}).where("/0/1")
        ('0', 1)
        """
        found: list[str | int] = []
        value: Any = self._value
        for part in parts(place):
            at = int(part) if isinstance(value, list) and part.isdecimal() else part
            found.append(at)
            there = isinstance(value, dict) or (isinstance(at, int) and at < len(value))
            value = (value.get(at) if isinstance(value, dict) else value[at]) if there else None
        return tuple(found)

    def _keys(self, value: dict[str, JsonValue]) -> dict[str, int]:
        if id(value) not in self._ranks:
            self._ranks[id(value)] = {key: rank for rank, key in enumerate(value)}
        return self._ranks[id(value)]
