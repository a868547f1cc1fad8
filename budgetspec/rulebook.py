"""A form's files, read and checked: schema, code lists and rules, ready to run.

What reads rules is imported where they are read: a rulebook that was kept (``kept``) does without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from budgetspec.codes import Classification
from budgetspec.conformance import Conformance
from budgetspec.disclosure import Disclosure
from budgetspec.files import is_file, is_folder, read_text
from budgetspec.finding import Amendment, Bilingual, BudgetspecError, Change
from budgetspec.form import Structure, structure
from budgetspec.lang import ast
from budgetspec.lang.formulas import Formulas
from budgetspec.lang.problems import Problem
from budgetspec.lang.routes import Readers, readers
from budgetspec.lang.types import Model, WordList
from budgetspec.manifest import FORM, read_manifest, read_schema
from budgetspec.packing import Later, pack, unpack
from budgetspec.reading import Reading
from budgetspec.resources import folder
from budgetspec.rule import Rule, Ruled
from budgetspec.source import Source
from budgetspec.submission import Submission
from budgetspec.values import dataclass

_SUFFIXES: Final = (".readings", ".rules")
_RULE_ID: Final = re.compile(r"[^\W\d]\w*(-\w+)*")


@dataclass(frozen=True, repr=False)
class Rulebook:
    """Everything a checker needs of a form. Immutable; load it once and use it for any number of submissions.

    ``written`` are the rules that could be read and ``faults`` what is wrong with the others, whether disabled or not;
    ``rules`` and ``problems`` leave out those that are. ``amended`` says of each rule what has become of it; ``unread`` are
    the names of readings that could not be read. ``drawing`` is the file that says what generated submissions are drawn from.
    ``added`` are the ids of rules that are not the form's own.
    """

    name: str
    title: str
    version: str
    schema: Mapping[str, Any]
    schema_path: Path
    structure: Structure
    codes: Mapping[str, Classification]
    words: Mapping[str, WordList] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    written: tuple[Rule, ...] = ()
    written_lets: Later[Mapping[str, ast.Let]] = field(default_factory=lambda: Later({}))
    faults: tuple[Problem, ...] = ()
    amended: Mapping[str, Amendment] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    drawing: Path | None = None
    added: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<Rulebook {self.name} {self.version}: {len(self.rules)} rules, {len(self.problems)} problems>"

    @classmethod
    def load(
        cls, form: str | Path, *, rules: str | Path | None = None, add: str | Path | Sequence[str | Path] | None = None
    ) -> Rulebook:
        """Load a shipped form by name, or a form folder by path.

        ``rules`` (a file or folder) stands in for the form's rules and those it includes; ``add``, one or several, come
        besides them. Faulty rules are in ``problems``; the others run. Raises ``BudgetspecError`` if the form itself
        cannot be read.

        >>> Rulebook.load("dalian-department-budget").title
        '大连市部门预算公开（十六张附表）'
        """
        from budgetspec.wordlists import read_words  # noqa: PLC0415 - see above

        place = form_folder(form)
        manifest = read_manifest(place)
        schema = read_schema(manifest.schema)
        if place.parent != folder("schema"):
            from budgetspec.violations import ensure_sound  # noqa: PLC0415 - slow, and the shipped schemas are tested

            ensure_sound(schema)
        book = cls(
            manifest.name, manifest.title, manifest.version, schema, manifest.schema, structure(schema), manifest.codes,
            words={name: read_words(name, path, read_text(path)) for name, path in manifest.words.items()},
            drawing=manifest.drawing,
        )  # fmt: skip
        book = book.with_rules(_sources(manifest.readings))
        for places in [manifest.shared, manifest.rules] if rules is None else []:
            book = book.with_rules(_sources(places))
        own = {rule.id for rule in book.written}
        for place in ([] if rules is None else [Path(rules)]) + _several(add):
            book = book.with_rules(_sources([place]))
        return replace(book, added=frozenset(rule.id for rule in book.written) - own)

    def __getstate__(self) -> bytes:
        """Return the files as read, packed: other processes read that ten times as fast as a plain pickle."""
        return pack(self.parts())

    def parts(self) -> dict[str, Any]:
        """Return what it was made of, by name."""
        return {member.name: getattr(self, member.name) for member in fields(self)}

    def __setstate__(self, state: bytes) -> None:
        self.__dict__.update(unpack(state))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that run, in order."""
        return tuple(rule for rule in self.written if not self._disabled(rule.id))

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with rules, in order."""
        return tuple(problem for problem in self.faults if not self._disabled(problem.rule))

    @property
    def lets(self) -> Mapping[str, ast.Let]:
        """The lets of all its files, for the text of a rule that is none of them."""
        return self.written_lets.value

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """The rules that another file has disabled or regraded."""
        return tuple(self.amended.values())

    def _disabled(self, rule: str | None) -> bool:
        amendment = self.amended.get(rule or "")
        return amendment is not None and amendment.change is Change.DISABLED

    @cached_property
    def formulas(self) -> Formulas:
        """The formulas of the rules, made when they are first evaluated."""
        return Formulas()

    @cached_property
    def conformance(self) -> Conformance:
        """The form's JSON Schema, ready to judge submissions."""
        return Conformance(self.schema)

    @cached_property
    def readers(self) -> Readers:
        """Which of its checks read which cells."""
        return readers((rule.plan for rule in self.rules), self.formulas)

    @cached_property
    def model(self) -> Model:
        """What rules can name."""
        return self.model_with(self.readings)

    def model_with(self, readings: Sequence[Reading]) -> Model:
        """Return what rules can name if these are the readings."""
        tables = self.structure.tables() | {r.name: r.table for r in readings if r.table}
        scalars = {name: scalar.column for name, scalar in self.structure.scalars.items()}
        scalars |= {path: column for reading in readings for path, column in reading.scalars().items()}
        lists = {name: codes.declared for name, codes in self.codes.items()}
        titles = {**self.structure.titles(), **{r.name: r.title for r in readings if r.table is None}}
        sections = tuple(f"{text}.{name}" for text, about in self.structure.sections.items() for name in about.named)
        return Model(tables, scalars, lists, self.words, titles, sections, self.structure.kinds()).with_prior()

    def submission(self, value: Any, prior: Any = None) -> Submission:
        """Read a parsed submission as the form and its readings say, with last year's if that is given."""
        before = None if prior is None else Disclosure(self.structure, self.codes, prior)
        return Submission(Disclosure(self.structure, self.codes, value), self.readings, before, self.formulas)

    def with_rules(self, sources: Iterable[Source]) -> Rulebook:
        """Return the rulebook with more rules, read from ``sources``.

        What these disable or regrade counts, whatever was said of it before; their order does not matter.
        """
        from budgetspec.rulefiles import read_files  # noqa: PLC0415 - see above

        ruled = read_files(self._ruled, self.structure, self.model_with, sources)
        return replace(self, **ruled._asdict())

    def rule(self, name: str) -> tuple[Rule | None, list[Problem]]:
        """Return the rule of that id, or read ``name`` as the text of one rule, which sees all lets of the form."""
        found = next((rule for rule in self.written if rule.id == name), None)
        if found or is_rule_id(name):
            return found, []
        from budgetspec.rulefiles import read_rule  # noqa: PLC0415 - see above

        return read_rule(self._ruled, self.structure, self.model_with, name)

    @property
    def _ruled(self) -> Ruled:
        return Ruled(*(getattr(self, name) for name in Ruled._fields))


def is_rule_id(name: str) -> bool:
    """Tell whether a name may be the id of a rule, and is not the text of one."""
    return _RULE_ID.fullmatch(name) is not None


def forms() -> list[str]:
    """Return the names of the shipped forms."""
    return sorted(path.parent.name for path in folder("schema").glob(f"*/{FORM}"))


def default_form() -> str | None:
    """Return the shipped form that is meant where none is named; None if that is not said of exactly one of them."""
    meant = [name for name in forms() if read_manifest(folder("schema") / name).default]
    return meant[0] if len(meant) == 1 else None


def form_folder(form: str | Path) -> Path:
    """Return the folder of a form by its name or path; raises ``BudgetspecError`` where there is none."""
    if isinstance(form, str) and form in forms():
        return folder("schema") / form
    place = Path(form)
    if not is_file(place / FORM):
        names = "、".join(forms())
        zh = f"没有表式 {form}：既不是内置的表式（{names}），也不是含 {FORM} 的文件夹"
        en = f"no form {form}: neither a shipped one ({', '.join(forms())}) nor a folder with {FORM}"
        raise BudgetspecError(Bilingual(zh, en))
    return place


def _several(add: str | Path | Sequence[str | Path] | None) -> list[Path]:
    return [Path(add)] if isinstance(add, str | Path) else list(map(Path, add or ()))


def _sources(places: Sequence[Path]) -> Iterator[Source]:
    for place in places:
        paths = sorted(p for p in place.rglob("*") if p.suffix in _SUFFIXES) if is_folder(place) else [place]
        for path in paths:
            yield Source(str(path), read_text(path))
