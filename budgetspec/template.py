"""What is to be drawn, as a form's ``drawing.yaml`` writes it: texts with names, and ``one-of``, ``between``, ``each``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from budgetspec import numbering
from budgetspec.chance import Chance, one_of, shares
from budgetspec.values import dataclass

Names = Mapping[str, Any]
"""What the names in a template stand for."""
_NAME: Final = re.compile(r"\{([^{}:]+)(?::([0-9]+|一))?\}")
_POSITION: Final = "#"
_ROW: Final = "##"


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws what templates describe. ``rows`` gives the names of the rows that an ``each`` goes through."""

    chance: Chance
    rows: Callable[[str, int | None], Sequence[Names]] = lambda _each, _most: ()

    def draw(  # noqa: PLR0911 - one case for each kind of template
        self, template: Any, names: Names
    ) -> Any:
        """Return what a template stands for, with every choice in it made."""
        match template:
            case str():
                return filled(template, names)
            case {"one-of": [*choices]}:
                return self.draw(one_of(self.chance, choices), names)
            case {"between": [int(least), int(most)]}:
                return self.chance.number(least, most)
            case {"before": str(name)}:
                return names[name] - 1
            case {"each": str()}:
                return self._list([template], names)
            case {"share": dict(totals), "among": [*rows]}:
                return self._shared(totals, rows, names)
            case dict():
                return {key: self.draw(inner, names) for key, inner in template.items()}
            case list():
                return self._list(template, names)
        return template

    def given(self, templates: Mapping[str, Any], names: Names) -> dict[str, Any]:
        """Return the names with those that templates add, each of which may use those before it."""
        known = dict(names)
        for name, template in templates.items():
            known[name] = self.draw(template, known)
        return known

    def _list(self, templates: Sequence[Any], names: Names) -> list[Any]:
        found: list[Any] = []
        for template, known in self._members(templates, names):
            found.append(self.draw(template, {**known, _POSITION: len(found) + 1}))
        return found

    def _members(self, templates: Sequence[Any], names: Names) -> Iterator[tuple[Any, Names]]:
        """Go through the members of a list, those of an ``each`` for each of its rows."""
        for template in templates:
            if not isinstance(template, dict) or "each" not in template:
                yield template, names
                continue
            inner = template["all"] if "all" in template else [template["one"]]
            for number, row in enumerate(self.rows(template["each"], template.get("most")), template.get("from", 1)):
                yield from ((each, {**names, **row, _ROW: number}) for each in inner)

    def _shared(self, totals: Mapping[str, Any], rows: Sequence[Any], names: Names) -> list[Any]:
        found = [self.draw(row, names) for row in rows]
        for name, total in totals.items():
            for row, share in zip(found, shares(self.chance, self.draw(total, names), len(found)), strict=True):
                row[name] = share
        return found


def filled(template: str, names: Names) -> Any:
    """Return a text with the values of its names; a template that is nothing but a name stands for its value.

    >>> filled("{部门.名}第{#:03}号", {"部门": {"名": "甲局"}, "#": 7}), filled("{#}", {"#": 7})
    ('甲局第007号', 7)
    >>> filled("（{##:一}）", {"##": 12})
    '（十二）'
    """
    whole = _NAME.fullmatch(template)
    if whole and whole[2] is None:
        return _value(whole[1], names)
    return _NAME.sub(lambda name: _formatted(_value(name[1], names), name[2]), template)


def _formatted(value: Any, how: str | None) -> str:
    return numbering.chinese(value) if how == "一" else format(value, f"{how}d" if how else "")


def _value(path: str, names: Names) -> Any:
    value: Any = names
    for part in path.split("."):
        value = value[part]
    return value
