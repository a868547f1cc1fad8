"""Rule files, read and checked besides those of a rulebook: readings and rules ready to run, and what is wrong with others."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count, groupby
from typing import Any, Final

from budgetspec.finding import Amendment, Bilingual, Change, Severity
from budgetspec.form import Structure
from budgetspec.lang import ast, misnamed, misread, misspelt, mistyped
from budgetspec.lang.groups import in_members
from budgetspec.lang.parser import parse
from budgetspec.lang.plan import Cells, Plan, Single, walk
from budgetspec.lang.problems import Problem
from budgetspec.lang.resolver import resolve, resolve_let
from budgetspec.lang.stops import Known
from budgetspec.lang.types import Model
from budgetspec.packing import Later
from budgetspec.reading import Reading
from budgetspec.readings import compiled, rows_of
from budgetspec.rule import Rule, Ruled, place_of
from budgetspec.source import Source, Span

_MOST_PROBLEMS: Final = 500
_NUMBER: Final = re.compile("[0-9]{0,9}$")
_SPELLING: Final = "S"
"""What the codes of mistakes in how a rule is written begin with."""
"""After so many in a file, nothing more of it is read."""
_RULE: Final = Bilingual("规则编号", "rule id")
_LET: Final = Bilingual("变量", "let")
_READING: Final = Bilingual("读法", "reading")


_Place = tuple[Source, Later[Any]]
"""Where a rule is written: its file, and its tree or what else of it could be read."""
Models = Callable[[Sequence[Reading]], Model]
"""What rules can name, by the readings there are."""


def read_files(before: Ruled, structure: Structure, models: Models, sources: Iterable[Source]) -> Ruled:
    """Read rule files of a form besides those that were read ``before``.

    What these disable or regrade counts, whatever was said of it before; their order does not matter.
    """
    files = _Files(before, structure, models)
    for source in sources:
        files.add(source)
    return files.ruled()


def read_rule(before: Ruled, structure: Structure, models: Models, text: str) -> tuple[Rule | None, list[Problem]]:
    """Read the text of one rule, which sees all lets of the files that were read ``before``."""
    source, model = Source("<rule>", text), models(before.readings)
    parsed, wrong = parse(source, _known(model, structure))
    file = in_members(parsed, structure.groups)
    if not file.rules:
        return None, wrong
    lets = {**before.written_lets.value, **_lets(file, source)[0]}
    rule, more = _rule(file.rules[0], source, model, lets, before.unread | file.unread)
    return rule, [*wrong, *more]


class _Files:
    """Rule files being read besides those that were read before: what has come of them so far."""

    def __init__(self, before: Ruled, structure: Structure, models: Models) -> None:
        self._before, self._structure, self._models = before, structure, models
        self._model = models(before.readings)
        self._known = _known(self._model, structure)
        self._rules, self._lets = list(before.written), dict(before.written_lets.value)
        self._ids: dict[str, _Place] = {rule.id: (rule.source, rule.written) for rule in before.written}
        self._ids |= _rules_of(before.faults, self._ids)
        self._unread, self._called = set(before.unread), {reading.name for reading in before.readings}
        self._read: list[tuple[Source, ast.File, list[Problem]]] = []
        self._taken: set[str] = set()

    def add(self, source: Source) -> None:
        """Read one file."""
        file, wrong = parse(source, self._known)
        self._read.append((source, in_members(file, self._structure.groups), wrong))

    def ruled(self) -> Ruled:
        """Return what has come of these files, of which each may use readings and amend rules of every other."""
        readings = self._readings()
        self._called = {reading.name for reading in readings}
        self._model = self._models(readings)
        self._taken = {*self._ids, *(rule.id for _, file, _ in self._read for rule in file.rules)}
        for source, file, wrong in self._read:
            self._add_rules(source, file, wrong)
        amended: dict[str, Amendment] = {}
        faults = list(self._before.faults)
        for source, file, wrong in self._read:
            faults += _in_order([*wrong, *self._amend(file, source, amended)], source)
        return Ruled(
            readings=readings,
            written=tuple(replace(rule, amendment=amended.get(rule.id, rule.amendment)) for rule in self._rules),
            written_lets=Later(self._lets),
            faults=tuple(faults),
            amended={**self._before.amended, **amended},
            unread=frozenset(self._unread),
        )

    def _readings(self) -> tuple[Reading, ...]:
        """Make the readings of the files ready, besides those there are; what is wrong with one is a problem of its file."""
        taken = _taken(self._model, self._before.readings)
        readings = list(self._before.readings)
        for source, file, wrong in self._read:
            self._unread |= file.unread
            for tree in file.readings:
                reading, wrong_here = compiled(tree, source, self._structure)
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
        lets, doubled = _lets(file, source)
        self._lets |= lets
        wrong += (*doubled, *self._lets_as_readings(lets))
        for tree in file.rules:
            rule, wrong_here = self._rule(tree, source, lets)
            self._rules += [rule] if rule else []
            wrong += wrong_here
            if len(wrong) > _MOST_PROBLEMS:
                break
        self._ids |= _rules_of((replace(problem, source=source) for problem in wrong), self._ids)
        wrong += _wrong_lets(self._unread, self._model, lets, wrong)

    def _rule(self, tree: ast.Rule, source: Source, lets: Mapping[str, ast.Let]) -> tuple[Rule | None, list[Problem]]:
        """Make a rule ready; one whose id is taken is not looked at."""
        if tree.id and tree.id in self._ids:
            where = _where(*self._ids[tree.id], source)
            free = _free(tree.id, self._taken)
            self._taken.add(free)
            repeated = misnamed.repeated_name(tree.span, what=_RULE, name=tree.id, place=where, free=free)
            return None, [replace(repeated, source=source, rule=tree.id)]
        self._ids[tree.id] = source, Later(tree)
        return _rule(tree, source, self._model, lets, self._unread)

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
            return misnamed.unknown_rule(rule.span, rule.text, sorted(self._ids), alone=not self._before.written)
        if rule.text in amended:
            return misnamed.amended_twice(rule.span, rule=rule.text, place=amended[rule.text].source)
        return None


def _taken(model: Model, readings: Iterable[Reading]) -> dict[str, Bilingual]:
    """Return the names that no reading can have any more, each with what bears it."""
    values = dict.fromkeys((path.partition(".")[0] for path in model.scalars), Bilingual("单个的值", "single value"))
    tables = dict.fromkeys(model.tables, Bilingual("表", "table"))
    return values | tables | dict.fromkeys((reading.name for reading in readings), _READING)


def _amendment(rule: str, tree: ast.Amendment, source: Source) -> Amendment:
    severity = Severity(tree.severity.text) if tree.severity else None
    change = Change.REGRADED if severity else Change.DISABLED
    return Amendment(rule, change, severity, tree.reason, place_of(source, tree))


def _rules_of(problems: Iterable[Problem], known: Collection[str]) -> dict[str, _Place]:
    """Return where the rules of problems are written that are not known otherwise: the first place of each."""
    found: dict[str, _Place] = {}
    for problem in problems:
        if problem.source and problem.rule and problem.rule not in known:
            found.setdefault(problem.rule, (problem.source, Later(ast.Node(span=problem.span))))
    return found


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name like one that is taken: the next by number.

    >>> _free("A-09", {"A-09", "A-10"}), _free("工资", {"工资"})
    ('A-11', '工资2')
    """
    number = _NUMBER.search(name)
    digits = number[0] if number else ""
    names = (f"{name.removesuffix(digits)}{following:0{len(digits)}}" for following in count(int(digits or 1) + 1))
    return next(each for each in names if each not in taken)


def _where(source: Source, first: Later[Any], again: Source) -> Bilingual:
    """Say where something is written that is written again: the line alone where the file is the same."""
    if source != again:
        return Bilingual(f"{place_of(source, first.value)} ", place_of(source, first.value))
    line, _ = source.locate(first.value.span.start)
    return Bilingual(f"第 {line} 行", f"line {line}")


def _known(model: Model, structure: Structure) -> Known:
    """Return what a faulty text may mean: the names and rows of tables, the codes of all lists, and the sections."""
    return Known(
        {name: tuple(table.columns) for name, table in model.tables.items()},
        tuple(model.scalars),
        lambda: {code for codes in model.lists.values() for code in codes.codes()},
        structure.sections,
        lambda: rows_of(structure),
    )


def _wrong_lets(unread: Collection[str], model: Model, lets: Mapping[str, ast.Let], found: Sequence[Problem]) -> list[Problem]:
    """Return the problems of all lets, used or not; of a circle, or of lets that grow without end, only the first."""
    wrong: list[Problem] = []
    for let in lets.values():
        said = {p.code for p in (*found, *wrong)} & {mistyped.CIRCLE, misspelt.TOO_DEEP}
        wrong += (p for p in resolve_let(let, model, lets, unread) if p.code not in said)
        if misspelt.TOO_DEEP in said:
            break
    return wrong


def _in_order(problems: Iterable[Problem], source: Source) -> list[Problem]:
    """Return problems by their place, each once, however many rules have it by a let.

    What is told to be written in another way as a whole is written so with the mistakes of spelling in it corrected. A block that
    is not closed has the next one inside, which is no mistake of its own.
    """
    every = list(problems)
    followed = {misnamed.TABLE_IN_TABLE} if any(p.code == misspelt.OPEN_BLOCK for p in every) else set()
    first: dict[tuple[str, Span], Problem] = {}
    for problem in every:
        if problem.code not in followed:
            first.setdefault((problem.code, problem.span), replace(problem, source=source))
    wide = {(p.code, p.span.start, p.message): p for p in sorted(first.values(), key=lambda p: p.span.end)}
    found, reached = [], -1
    for span, here in groupby(sorted(wide.values(), key=lambda p: (p.span.start, -p.span.end)), key=lambda p: p.span):
        told = [p for p in here if span.end > reached or p.code[0] != _SPELLING or p.instead is None]
        reached = max([reached, *(span.end for p in told if p.instead is not None)])
        found += told
    return sorted(found, key=lambda p: p.span)


def _rule(
    tree: ast.Rule, source: Source, model: Model, lets: Mapping[str, ast.Let], unread: Collection[str]
) -> tuple[Rule | None, list[Problem]]:
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


def _lets(file: ast.File, source: Source) -> tuple[dict[str, ast.Let], list[Problem]]:
    lets: dict[str, ast.Let] = {}
    doubled = []
    for let in file.lets:
        if first := lets.get(let.name.text):
            where = _where(source, Later(first), source)
            free = _free(let.name.text, {each.name.text for each in file.lets})
            doubled.append(misnamed.repeated_name(let.name.span, what=_LET, name=let.name.text, place=where, free=free))
        lets.setdefault(let.name.text, let)
    return lets, doubled
