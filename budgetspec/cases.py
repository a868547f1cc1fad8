"""Cases: what an author says must come of a rule on a submission, read from YAML and found sound before anything runs.

The format is described in ``schema/cases.schema.json`` and, with examples, in ``tests/suite/README.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from budgetspec import miswritten, patch
from budgetspec.files import is_file, is_folder, read_bytes
from budgetspec.finding import Verdict
from budgetspec.lang.problems import Problem
from budgetspec.reader import pointer
from budgetspec.resources import folder
from budgetspec.source import NOWHERE, Source, Span
from budgetspec.values import dataclass
from budgetspec.yamltext import YamlText, read_yaml

OF_FAILURES: Final = ("at", "difference", "left", "right", "filled", "count")
"""Members that say something of failing checks."""

_PRIOR: Final = "prior"
_ENDINGS: Final = (".yaml", ".yml")
_MANIFEST: Final = "form.yaml"
_NAMES_A_SCHEMA: Final = re.compile(rb"^schema:", re.MULTILINE)
_EXAMPLES: Final = ("examples/{}/disclosure.json", "examples/{}.json")


@dataclass(frozen=True, slots=True)
class Given:
    """A submission as a case gives it: in which part of the case, how, and the file of its base, if it has one."""

    part: tuple[str, ...]
    content: Mapping[str, Any]
    base: Path | None

    @property
    def is_changed(self) -> bool:
        """Whether it is another than its base."""
        return any(self.content.get(member) for member in patch.MEMBERS)


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the text it is written in, its JSON Pointer there, what it says, its submission, and last year's if given."""

    text: YamlText
    place: str
    content: Mapping[str, Any]
    given: Given
    prior: Given | None = None

    @property
    def rule(self) -> str:
        """The id of the rule that runs."""
        return str(self.content["rule"])

    @property
    def verdict(self) -> Verdict:
        """What is expected."""
        return Verdict(self.content["verdict"])

    @property
    def line(self) -> int:
        """The line it begins in, from 1."""
        return self.text.source.locate(self.text.place(self.place).start)[0]

    def span(self, *parts: str | int) -> Span:
        """Return where a part of the case is written."""
        return self.text.place(self.place + pointer(parts))

    def located(self, problem: Problem) -> Problem:
        """Return a problem of this case with its source."""
        return replace(problem, source=self.text.source)


def case_files(place: Path) -> list[Path]:
    """Return the case files of a path: the file itself, or those below a folder; of a form's folder, those in ``cases``."""
    if not is_folder(place):
        return [place]
    start = place / "cases" if is_form(place) else place
    below = [path for path in sorted(start.rglob("*")) if path.suffix in _ENDINGS and not is_form(path.parent, path.name)]
    return [path for path in below if not any(part.startswith(".") for part in path.relative_to(start).parts)]


def form_above(path: Path) -> Path | None:
    """Return the nearest folder above a case file that is a form's: cases of a form stand beside it."""
    return next((above for above in _above(path) if is_form(above)), None)


def _above(path: Path) -> Sequence[Path]:
    """Return every folder above a file, the nearest first, and as the file is called as long as that goes."""
    if path.is_absolute() or ".." in path.parts:
        return path.absolute().resolve().parents
    return [*path.parents, *Path.cwd().parents]


def is_form(place: Path, name: str = _MANIFEST) -> bool:
    """Whether a folder is a form's, and ``name`` its manifest: cases, too, may stand in a file called so."""
    path = place / name
    if name != _MANIFEST or not is_file(path):
        return False
    return _NAMES_A_SCHEMA.search(read_bytes(path)) is not None


def read_cases(path: Path) -> tuple[list[Case], list[Problem]]:
    """Read a case file: its sound cases, and what is wrong with the others. Raises ``BudgetspecError`` if it cannot be opened."""
    data = read_bytes(path)
    try:
        source = Source(str(path), data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return [], [replace(miswritten.not_utf8(NOWHERE), source=Source(str(path), ""))]
    return cases_of(source, path)


def cases_of(source: Source, path: Path) -> tuple[list[Case], list[Problem]]:
    """Read the text of a case file; bases are looked for from ``path``, where the file stands."""
    text, problems = read_yaml(source)
    if text.value is None:
        return [], problems
    if isinstance(text.value, dict) and "rule" in text.value and "cases" not in text.value:
        key = next(iter(text.value))
        return [], [*problems, replace(miswritten.case_without_dash(text.values[""], key=key), source=source)]
    problems += text.misfits(_schema(headed=isinstance(text.value, dict)))
    cases = []
    for case in _cases(text, path):
        span = text.values[case.place]
        if any(span.start <= p.span.start < span.end for p in problems):
            continue
        wrong = [case.located(problem) for problem in _problems(case, path, _head(text))]
        problems += wrong
        cases += [] if wrong else [case]
    return cases, problems


@cache
def _schema(*, headed: bool) -> Mapping[str, Any]:
    """Return the schema of a file with a head, or of a mere list: told apart, a mistake is said once and plainly."""
    path = folder("schema") / "cases.schema.json"
    definitions = json.loads(path.read_text("utf-8"))["$defs"]
    return {"$ref": "#/$defs/file" if headed else "#/$defs/list", "$defs": definitions}


def _head(text: YamlText) -> Mapping[str, Any]:
    return text.value if isinstance(text.value, dict) else {}


def _cases(text: YamlText, path: Path) -> Iterator[Case]:
    head: Any = _head(text)
    place, listed = ("/cases", head.get("cases")) if head else ("", text.value)
    for number, content in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(content, dict):
            before = _before(content)
            prior = _given((_PRIOR,), before, path, head) if before is not None else None
            yield Case(text, f"{place}/{number}", content, _given((), content, path, head), prior)


def _given(part: tuple[str, ...], content: Mapping[str, Any], path: Path, head: Mapping[str, Any]) -> Given:
    name = _base_name(content, head)
    places = _candidates(name, path, head) if isinstance(name, str) else ()
    return Given(part, content, next((place for place in places if is_file(place)), None))


def _base_name(content: Mapping[str, Any], head: Mapping[str, Any]) -> Any:
    return None if "submission" in content else content.get("base", head.get("base"))


def _before(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return how a case gives last year's submission: of its own base, unless it names another."""
    said = content.get(_PRIOR)
    if not isinstance(said, dict) or "base" in said or "submission" in said:
        return said if isinstance(said, dict) else None
    return {**{member: content[member] for member in ("base", "submission") if member in content}, **said}


def _candidates(name: str, path: Path, head: Mapping[str, Any]) -> Iterator[Path]:
    """Return where a base may stand: as the file's head says; relative to the file; among the examples of a folder above it."""
    bases = head.get("bases")
    if isinstance(bases, dict) and isinstance(bases.get(name), str):
        yield path.parent / bases[name]
    elif name.endswith(".json") or "/" in name:
        yield path.parent / name
    else:
        for above in _above(path):
            yield from (above / pattern.format(name) for pattern in _EXAMPLES)


def _problems(case: Case, path: Path, head: Mapping[str, Any]) -> Iterator[Problem]:
    for given in filter(None, (case.given, case.prior)):
        yield from _base_problems(case, given, path, head)
        yield from _astray(case, given)
    if case.verdict is not Verdict.FAILS:
        for member in OF_FAILURES:
            if member in case.content:
                yield miswritten.only_of_failures(case.span(member), member=member)


def _base_problems(case: Case, given: Given, path: Path, head: Mapping[str, Any]) -> Iterator[Problem]:
    inline, name = "submission" in given.content, _base_name(given.content, head)
    if inline and "base" in given.content:
        yield miswritten.two_submissions(case.span(*given.part, "submission"))
    elif not inline and name is None:
        yield miswritten.no_submission(case.span(*given.part))
    elif not inline and given.base is None:
        beside = [each.name for each in path.parent.glob("*.json")]
        yield miswritten.no_base(case.span(*given.part, "base"), str(name), _tried(str(name), path, head), beside)


def _astray(case: Case, given: Given) -> Iterator[Problem]:
    """Find the places that are no JSON Pointers."""
    for member in (*patch.MEMBERS, "at"):
        listed = given.content.get(member, ())
        for number, place in enumerate(listed):
            if not place.startswith("/"):
                at = number if isinstance(listed, list) else place
                yield miswritten.not_a_pointer(case.span(*given.part, member, at), place=place)


def _tried(name: str, path: Path, head: Mapping[str, Any]) -> list[str]:
    """Name the places a base was looked for, of the many folders above only the nearest."""
    return [str(place) for _, place in zip(_EXAMPLES, _candidates(name, path, head), strict=False)]
