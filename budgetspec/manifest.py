"""A form's manifest with those of what it includes: where its schema, its code lists and its rules stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from budgetspec import miswritten
from budgetspec.codes import Classification
from budgetspec.files import is_file, read_bytes, read_text
from budgetspec.finding import Bilingual, BudgetspecError, Language
from budgetspec.lang.problems import Problem
from budgetspec.reader import pointer, read
from budgetspec.resources import folder
from budgetspec.source import NOWHERE, Source
from budgetspec.values import dataclass

if TYPE_CHECKING:
    from budgetspec.yamltext import YamlText

FORM: Final = "form.yaml"
_INCLUDE: Final = "include.yaml"
_LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_COMMON: Final = "common/"
_OUTSIDE: Final = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)")
_EDITION: Final = re.compile(r"/codes/[^/]*/editions/([^/]*)")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a form's manifest says. ``shared`` are the rule files and folders of its includes, ``rules`` its own.

    ``readings`` are those of both. ``default``: of the shipped forms, this is meant where none is named.
    """

    name: str
    title: str
    version: str
    schema: Path
    codes: Mapping[str, Classification] = field(default_factory=dict)
    shared: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    readings: tuple[Path, ...] = ()
    words: Mapping[str, Path] = field(default_factory=dict)
    drawing: Path | None = None
    default: bool = False


class _Part(NamedTuple):
    """One manifest: the folder it stands in, and its text."""

    place: Path
    text: YamlText

    def member(self, name: str) -> Any:
        return self.text.value.get(name) if isinstance(self.text.value, dict) else None

    def paths(self, name: str) -> tuple[Path, ...]:
        return tuple(_path(self.place, each) for each in self.member(name) or ())

    def words(self) -> dict[str, Path]:
        return {name: _path(self.place, path) for name, path in (self.member("words") or {}).items()}

    def codes(self) -> dict[str, Classification]:
        return {name: _classification(self.place, name, notes) for name, notes in (self.member("codes") or {}).items()}


def read_manifest(place: Path) -> Manifest:
    """Read the manifest of a form's folder, and those of what it includes, each once and before what includes it.

    Of code lists of one name the form's own counts. Raises ``BudgetspecError`` for whatever is wrong with one of them.
    """
    form = _Part(place, _read(place / FORM, read_schema(folder("schema") / "form.schema.json")))
    parts: dict[Path, _Part] = {}
    _gather(form, (), parts)
    return Manifest(
        name=str(form.member("name")),
        title=str(form.member("title")),
        version=str(form.member("version")),
        schema=_path(place, form.member("schema")),
        codes={name: codes for part in parts.values() for name, codes in part.codes().items()},
        shared=tuple(path for part in parts.values() if part is not form for path in part.paths("rules")),
        rules=form.paths("rules"),
        readings=tuple(path for part in parts.values() for path in part.paths("readings")),
        words={name: path for part in parts.values() for name, path in part.words().items()},
        drawing=_path(place, form.member("drawing")) if form.member("drawing") else None,
        default=bool(form.member("default")),
    )


def read_schema(path: Path) -> Mapping[str, Any]:
    """Read a JSON Schema with exact numbers; raises ``BudgetspecError`` for what is none."""
    reading = read(read_bytes(path))
    for problem in reading.problems[:1]:
        zh, en = (f" 第 {problem.line} 行", f", line {problem.line}") if problem.line else (f" {problem.pointer}".rstrip(),) * 2
        raise BudgetspecError(Bilingual(f"{path}{zh}：{problem.message.zh}", f"{path}{en}: {problem.message.en}"))
    if not isinstance(reading.value, dict):
        raise BudgetspecError(Bilingual(f"{path} 不是 JSON Schema：应是一个对象", f"{path} is no JSON Schema: not an object"))
    return reading.value


def _gather(part: _Part, above: tuple[Path, ...], parts: dict[Path, _Part]) -> None:
    """Put what a part includes into ``parts``, then the part itself; ``above`` are those that include it."""
    for number, inner in enumerate(part.paths("include")):
        place = part.text.place(f"/include/{number}")
        name = part.member("include")[number]
        if inner in (*above, part.place):
            _refuse([miswritten.circular_include(place, name=name)], part.text)
        if not is_file(inner / _INCLUDE):
            _refuse([miswritten.no_include(place, name=name, file=_INCLUDE)], part.text)
        if inner not in parts:
            _gather(_Part(inner, _read(inner / _INCLUDE, _include_schema())), (*above, part.place), parts)
    parts[part.place] = part


def _include_schema() -> Mapping[str, Any]:
    definitions = read_schema(folder("schema") / "form.schema.json")["$defs"]
    return {**definitions["include"], "$defs": definitions}


def _read(path: Path, schema: Mapping[str, Any]) -> YamlText:
    from budgetspec.yamltext import read_yaml  # noqa: PLC0415 - only where a form is loaded

    text, wrong = read_yaml(Source(str(path), read_text(path)))
    _refuse(wrong or text.misfits(schema) or [*_wrong_paths(text), *_wrong_years(text)], text)
    return text


def _refuse(problems: list[Problem], text: YamlText) -> None:
    located = [replace(problem, source=text.source) for problem in problems]
    if located:
        raise BudgetspecError(Bilingual(*("\n".join(p.render(language) for p in located) for language in _LANGUAGES)))


def _wrong_years(text: YamlText) -> list[Problem]:
    """Report editions of code lists that are not called by their year."""
    found = [(span, match[1]) for place, span in text.keys.items() if (match := _EDITION.fullmatch(place))]
    return [miswritten.not_a_year(span, year=year) for span, year in found if not year.isdecimal()]


def _wrong_paths(text: YamlText) -> Iterator[Problem]:
    """Report paths that leave the folder they are relative to."""
    for place, path in _paths(text.value):
        if _OUTSIDE.match(path):
            yield miswritten.path_outside(text.values.get(place, NOWHERE), path=path)


def _paths(manifest: Any) -> Iterator[tuple[str, str]]:
    """Find the members of a manifest that are paths, with their JSON Pointers."""
    if "schema" in manifest:
        yield "/schema", manifest["schema"]
    if "drawing" in manifest:
        yield "/drawing", manifest["drawing"]
    for member in ("include", "readings", "rules"):
        yield from ((f"/{member}/{number}", path) for number, path in enumerate(manifest.get(member) or ()))
    yield from ((pointer(("words", name)), path) for name, path in (manifest.get("words") or {}).items())
    for name, notes in (manifest.get("codes") or {}).items():
        yield from ((pointer(("codes", name, "editions", year)), path) for year, path in notes["editions"].items())


def _path(place: Path, name: str) -> Path:
    return folder("schema") / name if name.startswith(_COMMON) else place / name


def _classification(place: Path, name: str, notes: Mapping[str, Any]) -> Classification:
    editions = tuple((int(year), _path(place, file)) for year, file in notes["editions"].items())
    return Classification(name, str(notes["dimension"]), notes.get("classification"), editions)
