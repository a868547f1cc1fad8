"""A form's files, read and checked: schema, code lists and rules, ready to run.

What reads rules is imported where they are read: a rulebook that was kept (``kept``) does without.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from budgetspec.codes import Classification
from budgetspec.disclosure import Disclosure
from budgetspec.files import is_file, is_folder, read_text
from budgetspec.finding import UNNAMED, Amendment, Bilingual, BudgetspecError, Change, Language, Severity
from budgetspec.form import Structure, structure
from budgetspec.lang import ast, misnamed, misread, misspelt, mistyped
from budgetspec.lang.formulas import Formulas
from budgetspec.lang.groups import in_members
from budgetspec.lang.plan import Cells, Plan, Single, walk
from budgetspec.lang.problems import Problem
from budgetspec.lang.routes import Readers, readers
from budgetspec.lang.types import Model, WordList
from budgetspec.manifest import FORM, read_manifest, read_schema
from budgetspec.packing import Later, pack, unpack
from budgetspec.readings import Reading, compiled
from budgetspec.resources import folder, shown
from budgetspec.source import Source
from budgetspec.submission import Submission
from budgetspec.values import dataclass
from budgetspec.wordlists import read_words

_MOST_PROBLEMS: Final = 500
"""After so many in a file, nothing more of it is read."""
_SUFFIXES: Final = (".readings", ".rules")
_READING: Final = Bilingual("读法", "reading")
_RULE_ID: Final = re.compile(r"[^\W\d]\w*(-\w+)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written, with the plan it became, and what another file has changed of it.

    ``tables`` are the titles of those it stands in or, if it stands in none, of those it reads. It is ``bounded`` if it is not
    for every year, kind and region. The tree is needed only where there is something to say of the rule.
    """

    name: str
    bounded: bool
    written: Later[ast.Rule]
    source: Source
    plan: Plan
    tables: tuple[str, ...] = ()
    amendment: Amendment | None = None

    @classmethod
    def of(cls, tree: ast.Rule, source: Source, plan: Plan, tables: tuple[str, ...]) -> Rule:
        """Make a rule of its tree and plan."""
        bounded = bool(tree.from_year or tree.until_year or tree.kinds or tree.regions)
        return cls(tree.id, bounded, Later(tree), source, plan, tables)

    @property
    def tree(self) -> ast.Rule:
        """The rule as written."""
        return self.written.value

    @property
    def id(self) -> str:
        """The stable name of the rule; a rule written without one is called 未命名."""
        return self.called("zh")

    def called(self, language: Language) -> str:
        """Return the name of the rule in reports of a language."""
        return self.name or UNNAMED.said(language)

    @property
    def severity(self) -> Severity:
        """How much a failure matters; error unless the rule, or who has regraded it, says otherwise."""
        if self.amendment and self.amendment.severity:
            return self.amendment.severity
        return Severity(self.tree.severity.text) if self.tree.severity else Severity.ERROR

    @property
    def place(self) -> str:
        """Where the rule is written: file and line."""
        return _place(self.source, self.tree)

    @property
    def expression(self) -> str:
        """The rule's condition as written, on one line."""
        guard, body = self.tree.guard, self.tree.body
        start = guard.span.start if guard else body.span.start
        text = " ".join(line.partition(" #")[0].strip() for line in self.source.text[start : body.span.end].splitlines())
        return f"when {text}" if guard else text


@dataclass(frozen=True, repr=False)
class Rulebook:
    """Everything a checker needs of a form. Immutable; load it once and use it for any number of submissions.

    ``written`` are the rules that could be read and ``faults`` what is wrong with the others, whether disabled or not;
    ``rules`` and ``problems`` leave out those that are. ``amended`` says of each rule what has become of it; ``unread`` are
    the names of readings that could not be read. ``drawing`` is the file that says what generated submissions are drawn from.
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
        own = [manifest.shared, manifest.rules] if rules is None else [[Path(rules)]]
        for places in (*own, *([path] for path in _several(add))):
            book = book.with_rules(_sources(places))
        return book

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
    def readers(self) -> Readers:
        """Which of its checks read which cells."""
        return readers((rule.plan for rule in self.rules), self.formulas)

    @property
    def model(self) -> Model:
        """What rules can name."""
        tables = self.structure.tables() | {r.name: r.table for r in self.readings if r.table}
        scalars = {name: scalar.column for name, scalar in self.structure.scalars.items()}
        scalars |= {path: column for reading in self.readings for path, column in reading.scalars().items()}
        lists = {name: codes.declared for name, codes in self.codes.items()}
        titles = {**self.structure.titles(), **{r.name: r.title for r in self.readings if r.table is None}}
        return Model(tables, scalars, lists, self.words, titles).with_prior()

    def submission(self, value: Any, prior: Any = None) -> Submission:
        """Read a parsed submission as the form and its readings say, with last year's if that is given."""
        before = None if prior is None else Disclosure(self.structure, self.codes, prior)
        return Submission(Disclosure(self.structure, self.codes, value), self.readings, before, self.formulas)

    def with_rules(self, sources: Iterable[Source]) -> Rulebook:
        """Return the rulebook with more rules, read from ``sources``.

        What these disable or regrade counts, whatever was said of it before; their order does not matter.
        """
        files = _Files(self)
        for source in sources:
            files.add(source)
        return files.book()

    def rule(self, name: str) -> tuple[Rule | None, list[Problem]]:
        """Return the rule of that id, or read ``name`` as the text of one rule, which sees all lets of the form."""
        found = next((rule for rule in self.written if rule.id == name), None)
        if found or is_rule_id(name):
            return found, []
        from budgetspec.lang.parser import parse  # noqa: PLC0415 - see above

        source = Source("<rule>", name)
        parsed, wrong = parse(source, _written_names(self.model))
        file = in_members(parsed, self.structure.groups)
        if not file.rules:
            return None, wrong
        lets = {**self.lets, **_lets(file)[0]}
        rule, more = _compiled(file.rules[0], source, self.model, lets, set(), self.unread | file.unread)
        return rule, [*wrong, *more]


class _Files:
    """Rule files being read besides those of a rulebook: what has come of them so far."""

    def __init__(self, book: Rulebook) -> None:
        self._book, self._model = book, book.model
        self._names = _written_names(self._model)
        self._rules, self._lets = list(book.written), dict(book.lets)
        self._ids = {rule.id for rule in book.written} | _rules_of(book.faults)
        self._unread, self._called = set(book.unread), {reading.name for reading in book.readings}
        self._read: list[tuple[Source, ast.File, list[Problem]]] = []

    def add(self, source: Source) -> None:
        """Read one file."""
        from budgetspec.lang.parser import parse  # noqa: PLC0415 - see above

        file, wrong = parse(source, self._names)
        self._read.append((source, in_members(file, self._book.structure.groups), wrong))

    def book(self) -> Rulebook:
        """Return the rulebook with these files, of which each may use readings and amend rules of every other."""
        readings = self._readings()
        self._called = {reading.name for reading in readings}
        self._model = replace(self._book, readings=readings).model
        for source, file, wrong in self._read:
            self._add_rules(source, file, wrong)
        amended: dict[str, Amendment] = {}
        faults = list(self._book.faults)
        for source, file, wrong in self._read:
            faults += _in_order([*wrong, *self._amend(file, source, amended)], source)
        return replace(
            self._book,
            readings=readings,
            written=tuple(replace(rule, amendment=amended.get(rule.id, rule.amendment)) for rule in self._rules),
            written_lets=Later(self._lets),
            faults=tuple(faults),
            amended={**self._book.amended, **amended},
            unread=frozenset(self._unread),
        )

    def _readings(self) -> tuple[Reading, ...]:
        """Make the readings of the files ready, besides those there are; what is wrong with one is a problem of its file."""
        taken = _taken(self._book)
        readings = list(self._book.readings)
        for source, file, wrong in self._read:
            self._unread |= file.unread
            for tree in file.readings:
                reading, wrong_here = compiled(tree, source, self._book.structure)
                wrong_here += self._repeated(tree, taken) if reading else []
                self._unread |= set() if reading else {tree.name.text}
                readings += [reading] if reading and not wrong_here else []
                wrong.extend(wrong_here)
        return tuple(readings)

    @staticmethod
    def _repeated(tree: ast.Reading, taken: dict[str, Bilingual]) -> Iterator[Problem]:
        """Report a reading that is called as something else is, and take its name."""
        name = tree.name.text
        if name in taken:
            yield misread.name_taken(tree.name.span, name=name, what=taken[name])
        taken.setdefault(name, _READING)

    def _add_rules(self, source: Source, file: ast.File, wrong: list[Problem]) -> None:
        """Make the rules of a file ready; what is wrong with them is added to ``wrong``."""
        lets, doubled = _lets(file)
        self._lets |= lets
        wrong += (*doubled, *self._lets_as_readings(lets))
        for tree in file.rules:
            rule, wrong_here = _compiled(tree, source, self._model, lets, self._ids, self._unread)
            self._rules += [rule] if rule else []
            wrong += wrong_here
            if len(wrong) > _MOST_PROBLEMS:
                break
        self._ids |= _rules_of(wrong)
        wrong += _wrong_lets(self._unread, self._model, lets, wrong)

    def _lets_as_readings(self, lets: Mapping[str, ast.Let]) -> Iterator[Problem]:
        """Report lets that are called as a reading is."""
        yield from (
            misread.name_taken(let.name.span, name=name, what=_READING) for name, let in lets.items() if name in self._called
        )

    def _amend(self, file: ast.File, source: Source, amended: dict[str, Amendment]) -> Iterator[Problem]:
        """Add what a file disables and regrades to ``amended``; yields what is wrong with it."""
        own = {rule.id for rule in file.rules}
        for tree in file.amendments:
            if tree.severity and tree.severity.text not in list(Severity):
                yield misnamed.unknown_severity(tree.severity.span, tree.severity.text, "as")
                continue
            for rule in tree.rules:
                wrong = self._wrong_amendment(rule, own, amended)
                if wrong is None:
                    amended[rule.text] = _amendment(rule.text, tree, source)
                else:
                    yield wrong

    def _wrong_amendment(self, rule: ast.Name, own: Collection[str], amended: Mapping[str, Amendment]) -> Problem | None:
        if rule.text in own:
            return misnamed.own_rule(rule.span, rule=rule.text)
        if rule.text not in self._ids:
            return misnamed.unknown_rule(rule.span, rule.text, sorted(self._ids))
        if rule.text in amended:
            return misnamed.amended_twice(rule.span, rule=rule.text, place=amended[rule.text].source)
        return None


def _taken(book: Rulebook) -> dict[str, Bilingual]:
    """Return the names that no reading can have any more, each with what bears it."""
    values = dict.fromkeys((path.partition(".")[0] for path in book.model.scalars), Bilingual("单个的值", "single value"))
    tables = dict.fromkeys(book.model.tables, Bilingual("表", "table"))
    return values | tables | dict.fromkeys((reading.name for reading in book.readings), _READING)


def _amendment(rule: str, tree: ast.Amendment, source: Source) -> Amendment:
    severity = Severity(tree.severity.text) if tree.severity else None
    change = Change.REGRADED if severity else Change.DISABLED
    return Amendment(rule, change, severity, tree.reason, _place(source, tree))


def _place(source: Source, node: ast.Node) -> str:
    return f"{shown(source.name)}:{source.locate(node.span.start)[0]}"


def _rules_of(problems: Iterable[Problem]) -> set[str]:
    return {problem.rule for problem in problems if problem.rule}


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


def _written_names(model: Model) -> list[str]:
    """Return the names that a faulty text may mean: those of tables and their columns."""
    columns = (column for table in model.tables.values() for column in table.columns)
    return list(dict.fromkeys([*model.tables, *model.scalars, *columns]))


def _wrong_lets(unread: Collection[str], model: Model, lets: Mapping[str, ast.Let], found: Sequence[Problem]) -> list[Problem]:
    """Return the problems of all lets, used or not; of a circle, or of lets that grow without end, only the first."""
    from budgetspec.lang.resolver import resolve_let  # noqa: PLC0415 - see above

    wrong: list[Problem] = []
    for let in lets.values():
        said = {p.code for p in (*found, *wrong)} & {mistyped.CIRCLE, misspelt.TOO_DEEP}
        wrong += (p for p in resolve_let(let, model, lets, unread) if p.code not in said)
        if misspelt.TOO_DEEP in said:
            break
    return wrong


def _in_order(found: Iterable[Problem], source: Source) -> list[Problem]:
    """Return problems by their place, each once, however many rules have it by a let."""
    first: dict[tuple[str, object], Problem] = {}
    for problem in found:
        first.setdefault((problem.code, problem.span), replace(problem, source=source))
    return sorted(first.values(), key=lambda p: p.span)


def _compiled(  # noqa: PLR0913, PLR0917 - what a rule is read in, given once
    tree: ast.Rule, source: Source, model: Model, lets: Mapping[str, ast.Let], taken: set[str], unread: Collection[str]
) -> tuple[Rule | None, list[Problem]]:
    from budgetspec.lang.resolver import resolve  # noqa: PLC0415 - see above

    if tree.id and tree.id in taken:
        repeated = misnamed.repeated_name(tree.span, what=Bilingual("规则编号", "rule id"), name=tree.id)
        return None, [replace(repeated, source=source, rule=tree.id)]
    taken.add(tree.id)
    plan, wrong = resolve(tree, model, lets, unread)
    rule = Rule.of(tree, source, plan, _tables(tree, plan, model)) if plan and tree.sound else None
    return rule, [replace(p, source=source) for p in wrong]


def _tables(tree: ast.Rule, plan: Plan, model: Model) -> tuple[str, ...]:
    around = [".".join(name.text for name in path) for path in tree.scopes if path]
    if around:
        return tuple(_title(path, model) for path in around)
    read = (path.partition(".")[0] for path in _read_by(plan))
    return tuple(dict.fromkeys(model.titles.get(name, _title(name, model)) for name in read))


def _title(name: str, model: Model) -> str:
    table = model.tables.get(name)
    return table.title if table else name


def _read_by(plan: Plan) -> Iterator[str]:
    """Name the tables and single values that a rule reads, the same for each of its columns."""
    for instance in plan.instances[:1]:
        for node in (n for expr in (instance.guard, instance.body) if expr for n in walk(expr)):
            match node:
                case Cells(table=name) | Single(path=name):
                    yield name


def _lets(file: ast.File) -> tuple[dict[str, ast.Let], list[Problem]]:
    lets: dict[str, ast.Let] = {}
    doubled = []
    for let in file.lets:
        if let.name.text in lets:
            doubled.append(misnamed.repeated_name(let.name.span, what=Bilingual("变量", "let"), name=let.name.text))
        lets.setdefault(let.name.text, let)
    return lets, doubled


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
