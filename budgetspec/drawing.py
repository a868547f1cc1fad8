"""What generated submissions of a form are drawn from: its ``drawing.yaml``, with the places it names found in the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from budgetspec.codes import Classification
from budgetspec.files import read_text
from budgetspec.finding import Bilingual, BudgetspecError
from budgetspec.form import Structure
from budgetspec.lang.types import Level
from budgetspec.manifest import read_schema
from budgetspec.resources import folder
from budgetspec.source import Source
from budgetspec.values import dataclass
from budgetspec.yamltext import YamlText, read_yaml

_PLACE: Final = re.compile(r"(?P<table>[^\[\]]+)\[(?P<level>[^\[\]]+)\](?:\.(?P<column>.+))?")


@dataclass(frozen=True, slots=True)
class Post:
    """A place that a line of the budget stands in: a single value, or a row, and a column if it states its amount there."""

    table: str
    column: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of line of a budget.

    ``amount`` are the least and the most, in 元; ``codes`` are patterns by code list, ``x`` for any digit. It is in one
    submission out of ``likely``, and is drawn as often as its ``weight`` says.
    """

    name: str
    amount: tuple[int, int]
    codes: Mapping[str, tuple[str, ...]]
    rows: tuple[Post, ...]
    states: tuple[Post, ...]
    weight: int = 1
    likely: int = 1
    of_projects: bool = False


@dataclass(frozen=True, slots=True)
class Owners:
    """Units, or the projects of a unit: their names, and how many lines and projects each may have."""

    given: Mapping[str, Any]
    first: Mapping[str, Any]
    lines: tuple[int, int]
    projects: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What ``drawing.yaml`` says; ``schema/drawing.md`` describes it. Templates are as written (see ``template``)."""

    given: Mapping[str, Any]
    units: Owners
    projects: Owners
    keys: Mapping[str, str]
    labels: Mapping[str, str]
    rows: tuple[Post, ...]
    lines: tuple[Line, ...]
    fields: Mapping[tuple[str, str], Any]
    tables: Mapping[str, Any]
    empty: Mapping[str, Any]
    says: Mapping[str, Any]
    rises: tuple[str, ...]
    falls: tuple[str, ...]
    follows: Mapping[str, str]
    submission: Mapping[str, Any]


def read_drawing(path: Path, structure: Structure, codes: Mapping[str, Classification]) -> Drawing:
    """Read a form's annotation of what to draw; raises ``BudgetspecError`` for whatever is wrong with it."""
    text, wrong = read_yaml(Source(str(path), read_text(path)))
    wrong = wrong or text.misfits(read_schema(folder("schema") / "drawing.schema.json"))
    if wrong:
        zh, en = ("\n".join(problem.render(language) for problem in wrong) for language in ("zh", "en"))
        raise BudgetspecError(Bilingual(zh, en))
    return _Reader(text, structure, codes).drawing()


@dataclass(frozen=True, slots=True)
class _Reader:
    text: YamlText
    structure: Structure
    codes: Mapping[str, Classification]

    def drawing(self) -> Drawing:
        notes: Any = self.text.value
        return Drawing(
            given=notes["given"],
            units=_owners(notes["units"]),
            projects=_owners(notes["projects"]),
            keys=notes["keys"],
            labels=notes["labels"],
            rows=tuple(map(self.post, notes["rows"])),
            lines=tuple(self.line(name, line, notes["parts"]) for name, line in notes["lines"].items()),
            fields={self._row(place): template for place, template in notes["fields"].items()},
            tables=notes["tables"],
            empty=notes["empty"],
            says=notes["says"],
            rises=tuple(notes["rises"]),
            falls=tuple(notes["falls"]),
            follows=notes["follows"],
            submission=notes["submission"],
        )

    def line(self, name: str, notes: Mapping[str, Any], parts: Mapping[str, Any]) -> Line:
        """Put a line together out of its parts and what it says itself, which has the last word."""
        said = [*(self._part(part, parts) for part in notes.get("parts", ())), notes]
        codes = {codes: patterns for each in said for codes, patterns in each.get("codes", {}).items()}
        unknown = next((name for name in codes if name not in self.codes), None)
        if unknown:
            raise self._mistake(unknown)
        least, most = next(each["amount"] for each in reversed(said) if "amount" in each)
        return Line(
            name,
            (least, most),
            {name: tuple(patterns) for name, patterns in codes.items()},
            tuple(self.post(place) for each in said for place in each.get("rows", ())),
            tuple(self.post(place) for each in said for place in each.get("states", ())),
            notes.get("weight", 1),
            notes.get("likely", 1),
            notes.get("of") == "projects",
        )

    def _part(self, name: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
        if name not in parts:
            raise self._mistake(name)
        part: Mapping[str, Any] = parts[name]
        return part

    def post(self, place: str) -> Post:
        """Find the place that a text names: ``表[级].列``, ``表[级]`` for a row, or a single value."""
        found = _PLACE.fullmatch(place)
        if found is None:
            if place not in self.structure.scalars:
                raise self._mistake(place)
            return Post("", place)
        layout = self.structure.layouts.get(found["table"])
        levels = layout.table.levels if layout else ()
        level = next((level for level in levels if level.name == found["level"]), None)
        if layout is None or level is None or (found["column"] and found["column"] not in layout.columns):
            raise self._mistake(place)
        return Post(found["table"], found["column"] or "", level)

    def _row(self, place: str) -> tuple[str, str]:
        post = self.post(place)
        return post.table, post.level.name if post.level else ""

    def _mistake(self, place: str) -> BudgetspecError:
        name = self.text.source.name
        return BudgetspecError(Bilingual(f"{name}：没有“{place}”", f"{name}: there is no “{place}”"))


def _owners(notes: Mapping[str, Any]) -> Owners:
    least, most = notes["lines"]
    owners = Owners(notes["given"], notes.get("first", {}), (least, most))
    return replace(owners, projects=tuple(notes["projects"])) if "projects" in notes else owners


def fitting(line: Line, lines: tuple[Line, ...], codes: str, known: Mapping[str, Any]) -> Iterator[str]:
    """Go through the codes of a list that a line may be drawn with: those that a line names in full are for such lines."""
    wanted = [re.compile(pattern.replace("x", "[0-9]")) for pattern in line.codes[codes]]
    taken = {code for each in lines for code in each.codes.get(codes, ()) if "x" not in code}
    for code in known:
        if any(pattern.fullmatch(code) for pattern in wanted) and (code in line.codes[codes] or code not in taken):
            yield code
