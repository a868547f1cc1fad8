"""A form's files, read and checked: schema, code lists and rules, ready to run."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from budgetspec import miswritten
from budgetspec.codes import Classification
from budgetspec.finding import BudgetspecError, Severity
from budgetspec.form import Structure, structure
from budgetspec.lang import ast, misnamed, misspelt, mistyped
from budgetspec.lang.parser import parse
from budgetspec.lang.plan import Plan
from budgetspec.lang.problems import Problem
from budgetspec.lang.resolver import resolve, resolve_let
from budgetspec.lang.types import Model
from budgetspec.resources import folder
from budgetspec.source import Source

if TYPE_CHECKING:
    from budgetspec.yamltext import YamlText

_MOST_PROBLEMS: Final = 500
"""After so many in a file, nothing more of it is read."""
_SUFFIX: Final = ".rules"
_RULE_ID: Final = re.compile(r"[^\W\d]\w*(-\w+)*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as written, with the plan it became; ``expression`` is its text on one line."""

    tree: ast.Rule
    source: Source
    plan: Plan

    @property
    def id(self) -> str:
        """The stable name of the rule; a rule written without one is called 未命名."""
        return self.tree.id or "未命名"

    @property
    def severity(self) -> Severity:
        """How much a failure matters; error unless the rule says otherwise."""
        return Severity(self.tree.severity.text) if self.tree.severity else Severity.ERROR

    @property
    def expression(self) -> str:
        """The rule's condition as written, on one line."""
        guard, body = self.tree.guard, self.tree.body
        start = guard.span.start if guard else body.span.start
        text = " ".join(line.partition(" #")[0].strip() for line in self.source.text[start : body.span.end].splitlines())
        return f"when {text}" if guard else text


@dataclass(frozen=True)
class Rulebook:
    """Everything a checker needs of a form. Immutable; load it once and use it for any number of submissions."""

    name: str
    title: str
    version: str
    schema: Mapping[str, Any]
    schema_path: Path
    structure: Structure
    codes: Mapping[str, Classification]
    rules: tuple[Rule, ...] = ()
    lets: Mapping[str, ast.Let] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def load(cls, form: str | Path, *, rules: Path | None = None, add: Path | None = None) -> Rulebook:
        """Load a shipped form by name, or a form folder by path.

        ``rules`` (a file or folder) stands in for the form's rules, ``add`` comes besides them. Faulty rules are in
        ``problems``; the others run. Raises ``BudgetspecError`` if the form itself cannot be read.

        >>> Rulebook.load("dalian-department-budget").title
        '大连市部门预算公开（十六张附表）'
        """
        place = _form_folder(form)
        manifest = _manifest(place / "form.yaml")
        schema_path = _inside(place, manifest["schema"])
        schema = _schema(schema_path)
        if place.parent != folder("schema"):
            from budgetspec.violations import ensure_sound  # noqa: PLC0415 - slow, and the shipped schemas are tested

            ensure_sound(schema)
        book = cls(
            str(manifest["name"]), str(manifest["title"]), str(manifest["version"]), schema, schema_path,
            structure(schema), _codes(place, manifest.get("codes") or {}),
        )  # fmt: skip
        own = [_inside(place, name) for name in manifest.get("rules") or ()]
        return book.with_rules(_sources([rules] if rules else own)).with_rules(_sources([add] if add else []))

    @property
    def model(self) -> Model:
        """What rules can name."""
        scalars = {name: scalar.column for name, scalar in self.structure.scalars.items()}
        lists = {name: codes.declared for name, codes in self.codes.items()}
        return Model(self.structure.tables(), scalars, lists, self.structure.titles())

    def with_rules(self, sources: Iterable[Source]) -> Rulebook:
        """Return the rulebook with more rules, read from ``sources``."""
        model, rules, found, every = self.model, list(self.rules), list(self.problems), dict(self.lets)
        taken = {rule.id for rule in rules}
        for source in sources:
            file, wrong = parse(source, _written_names(model))
            lets, doubled = _lets(file)
            every |= lets
            wrong += doubled
            for tree in file.rules:
                rule, wrong_here = _compiled(tree, source, model, lets, taken, file.unread)
                rules += [rule] if rule else []
                wrong += wrong_here
                if len(wrong) > _MOST_PROBLEMS:
                    break
            found += _in_order([*wrong, *_wrong_lets(file, model, lets, wrong)], source)
        return replace(self, rules=tuple(rules), lets=every, problems=tuple(found))

    def rule(self, name: str) -> tuple[Rule | None, list[Problem]]:
        """Return the rule of that id, or read ``name`` as the text of one rule, which sees all lets of the form."""
        found = next((rule for rule in self.rules if rule.id == name), None)
        if found or _RULE_ID.fullmatch(name):
            return found, []
        source = Source("<rule>", name)
        file, wrong = parse(source, _written_names(self.model))
        if not file.rules:
            return None, wrong
        lets = {**self.lets, **_lets(file)[0]}
        rule, more = _compiled(file.rules[0], source, self.model, lets, set(), file.unread)
        return rule, [*wrong, *more]


def forms() -> list[str]:
    """Return the names of the shipped forms."""
    return sorted(path.parent.name for path in folder("schema").glob("*/form.yaml"))


def _written_names(model: Model) -> list[str]:
    """Return the names that a faulty text may mean: those of tables and their columns."""
    columns = (column for table in model.tables.values() for column in table.columns)
    return list(dict.fromkeys([*model.tables, *model.scalars, *columns]))


def _wrong_lets(file: ast.File, model: Model, lets: Mapping[str, ast.Let], found: Sequence[Problem]) -> list[Problem]:
    """Return the problems of all lets, used or not; of a circle, or of lets that grow without end, only the first."""
    wrong: list[Problem] = []
    for let in lets.values():
        said = {p.code for p in (*found, *wrong)} & {mistyped.CIRCLE, misspelt.TOO_DEEP}
        wrong += (p for p in resolve_let(let, model, lets, file.unread) if p.code not in said)
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
    if tree.id and tree.id in taken:
        repeated = misnamed.repeated_name(tree.span, "规则编号", tree.id)
        return None, [replace(repeated, source=source, rule=tree.id)]
    taken.add(tree.id)
    plan, wrong = resolve(tree, model, lets, unread)
    return Rule(tree, source, plan) if plan else None, [replace(p, source=source) for p in wrong]


def _lets(file: ast.File) -> tuple[dict[str, ast.Let], list[Problem]]:
    lets: dict[str, ast.Let] = {}
    doubled = []
    for let in file.lets:
        if let.name.text in lets:
            doubled.append(misnamed.repeated_name(let.name.span, "变量", let.name.text))
        lets.setdefault(let.name.text, let)
    return lets, doubled


def _form_folder(form: str | Path) -> Path:
    if isinstance(form, str) and form in forms():
        return folder("schema") / form
    place = Path(form)
    if not (place / "form.yaml").is_file():
        names = "、".join(forms())
        msg = f"没有表式 {form}：既不是内置的表式（{names}），也不是含 form.yaml 的文件夹"
        raise BudgetspecError(msg)
    return place


def _manifest(path: Path) -> Mapping[str, Any]:
    from budgetspec.yamltext import read_yaml  # noqa: PLC0415 - only where a form is loaded

    text, wrong = read_yaml(Source(str(path), _text(path)))
    wrong = wrong or text.misfits(_schema(folder("schema") / "form.schema.json")) or _not_years(text)
    if wrong or not isinstance(text.value, dict):
        raise BudgetspecError("\n".join(problem.render() for problem in wrong))
    return text.value


def _not_years(text: YamlText) -> list[Problem]:
    """Report editions of code lists that are not called by their year."""
    editions = re.compile(r"/codes/[^/]*/editions/([^/]*)")
    found = [(span, match[1]) for place, span in text.keys.items() if (match := editions.fullmatch(place))]
    return [replace(miswritten.not_a_year(span, year), source=text.source) for span, year in found if not year.isdecimal()]


def _schema(path: Path) -> Mapping[str, Any]:
    try:
        schema = json.loads(_text(path), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise BudgetspecError(f"{path} 第 {error.lineno} 行不是 JSON") from error
    if not isinstance(schema, dict):
        raise BudgetspecError(f"{path} 不是 JSON Schema：应是一个对象")
    return schema


def _inside(place: Path, name: str) -> Path:
    return folder("schema") / name if name.startswith("common/") else place / name


def _codes(place: Path, declared: Mapping[str, Any]) -> dict[str, Classification]:
    return {
        name: Classification(
            name,
            str(notes["dimension"]),
            notes.get("classification"),
            tuple((int(year), _inside(place, file)) for year, file in notes["editions"].items()),
        )
        for name, notes in declared.items()
    }


def _sources(places: Sequence[Path]) -> Iterator[Source]:
    for place in places:
        paths = sorted(place.rglob(f"*{_SUFFIX}")) if place.is_dir() else [place]
        for path in paths:
            yield Source(str(path), _text(path))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "不是 UTF-8"
        msg = f"无法读取 {path}：{reason}"
        raise BudgetspecError(msg) from error
