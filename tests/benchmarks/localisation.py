"""Corrupts filled amounts at random and counts how often the cause is named: one, two and three wrong cells a submission.

Run it from the project's folder:  .venv/bin/python tests/benchmarks/localisation.py [--trials N] [--misses] [SUBMISSION …]

Every run draws the same corruptions. A corrupted submission is the base with other values in its cells, so that its text is
read only once; wrong codes are written into the document. Times are those of the diagnosis alone.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from budgetspec.diagnosis.amended import Amended
from budgetspec.diagnosis.causes import Cause, Diagnosed, diagnosed
from budgetspec.diagnosis.linear import Check, CheckId, off_by
from budgetspec.diagnosis.system import System, is_number, moved
from budgetspec.finding import Severity, Verdict
from budgetspec.generating import generate
from budgetspec.judge import applies
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.routes import Place
from budgetspec.lang.types import Kind
from budgetspec.money import BLANK, Exact, Printed, shown
from budgetspec.patch import changed
from budgetspec.reader import pointer, read
from budgetspec.rulebook import Rulebook

_EXAMPLES: Final = Path(__file__).parent.parent.parent / "examples"
_SIZES: Final = (1, 2, 3)
_GRAVE: Final = frozenset({Severity.ERROR, Severity.WARNING})
_MANY: Final = 100
_ROUNDING: Final = 10
"""By so many last places a rounded amount may be put right wrongly: the sums that determine it are of rounded amounts."""
_UNITS: Final = (1, 3, 10)


@dataclass
class Base:
    """A sound submission: its filled amounts in printed order, and the checks that fail already."""

    book: Rulebook
    name: str
    value: Any

    def __post_init__(self) -> None:
        self.submission = self.book.submission(self.value)
        self.ran = frozenset(n for n, rule in enumerate(self.book.rules) if applies(rule, self.submission))
        self.severity = [rule.severity for rule in self.book.rules]
        evaluation = Evaluation(self.submission)
        self.failing = _failing(self.book, self.ran, evaluation)
        self.system = System(self.book.readers, evaluation, self.submission, self.ran, ())
        self.amounts = dict(self._amounts())
        self.places = list(self.amounts)

    def _amounts(self) -> Iterator[tuple[Place, Any]]:
        """Go through the amounts that some rule reads, in printed order."""
        disclosure, routes = self.submission.disclosure, self.book.readers.of
        for path, scalar in disclosure.form.scalars.items():
            if scalar.column.kind is Kind.AMOUNT and routes(("", path, None, ())):
                yield ("", path, None, ()), self.submission.scalar(path)
        for table, layout in disclosure.form.layouts.items():
            amounts = [c.path for c in layout.table.columns.values() if c.kind is Kind.AMOUNT]
            columns = [path for path in amounts if routes((table, path, None, ()))]
            for level, key, _ in disclosure.rows(table):
                for column in columns:
                    yield (table, column, level.identity, key), self.submission.column(table, column, level)[key]

    def filled(self) -> list[Place]:
        """Return the amounts that are neither blank nor 0."""
        return [place for place, value in self.amounts.items() if is_number(value) and value is not BLANK and shown(value) != 0]

    def equalities(self, place: Place, by: Exact | None = None) -> int:
        """Return how many equalities of error severity that apply read a cell, and do not hold if it changes by so much.

        Of a table in exact amounts these are all; rounded ones allow for the rounding of their terms.
        """
        return len({
            check.identity
            for route in self.book.readers.of(place)
            if route.coefficient and self.severity[route.rule] is Severity.ERROR
            for check in self.system.checks(route, place)
            if self._notices(check, route.coefficient, by)
        })  # fmt: skip

    def _notices(self, check: Check, factor: Exact, by: Exact | None) -> bool:
        off = off_by(check, self.system.evaluation)
        if not isinstance(off, Printed) or by is None:
            return self.system.binds(check)
        applies = self.system.evaluation.verdict(check.instance, check.level, check.key) is Verdict.HOLDS
        return applies and not off.low <= -factor * by <= off.high

    def checks_of(self, edits: dict[Place, Any]) -> tuple[Evaluation, list[Check]]:
        """Return the failing checks of the submission with other values in some cells."""
        evaluation = Evaluation(Amended(self.submission, edits))
        read = self.system.reading(edits)
        failing = [check for identity, check in self.failing.items() if identity not in read]
        failing += (c for c in read.values() if evaluation.verdict(c.instance, c.level, c.key) is Verdict.FAILS)
        order = {id(i): n for n, i in enumerate(i for rule in self.book.rules for i in rule.plan.instances)}
        return evaluation, sorted(failing, key=lambda check: (check.rule, order[id(check.instance)]))


def _failing(book: Rulebook, ran: frozenset[int], evaluation: Evaluation) -> dict[CheckId, Check]:
    """Return the failing checks of the rules that are run."""
    checks = (
        Check(number, outcome.instance, outcome.level, key)
        for number in sorted(ran)
        for outcome in evaluation.run(book.rules[number].plan)
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True)
        if verdict is Verdict.FAILS
    )
    return {check.identity: check for check in checks}


# Corruptions -----------------------------------------------------------------------------------------------------------


def _retyped(change: Callable[[str, random.Random], str]) -> Callable[[Base, Place, Any, random.Random], Any]:
    """Return a corruption of the digits as they are printed: in 分, or in the last place of what is rounded."""

    def corrupted(base: Base, place: Place, value: Any, rng: random.Random) -> Any:
        step = _step(value)
        digits = str(int(abs(shown(value)) / step))
        return _moved_to(value, int(change(digits, rng) or "0") * step * (1 if shown(value) > 0 else -1))

    return corrupted


def _step(value: Any) -> Exact:
    return value.high - value.low if isinstance(value, Printed) else 1


def _moved_to(value: Any, new: Exact) -> Any:
    return moved(value, new - shown(value))


def _transposed(digits: str, rng: random.Random) -> str:
    at = rng.randrange(max(len(digits) - 1, 1))
    return digits[:at] + digits[at : at + 2][::-1] + digits[at + 2 :]


def _digit(digits: str, rng: random.Random) -> str:
    at = rng.randrange(len(digits))
    return digits[:at] + rng.choice("0123456789") + digits[at + 1 :]


def _lost(digits: str, rng: random.Random) -> str:
    at = rng.randrange(len(digits))
    return digits[:at] + digits[at + 1 :]


def _beside(base: Base, place: Place, value: Any, rng: random.Random) -> Any:
    """Take the value of the neighbouring column of the same row, or of the neighbouring single value."""
    row = [p for p in base.places if p[0] == place[0] and p[2:] == place[2:]] if place[0] else [
        p for p in base.places if not p[0] and p[1].rpartition(".")[0] == place[1].rpartition(".")[0]
    ]  # fmt: skip
    return _next(base, row, place, rng)


def _above(base: Base, place: Place, value: Any, rng: random.Random) -> Any:
    """Take the value of the neighbouring row of the same column."""
    return _next(base, [p for p in base.places if p[:3] == place[:3]], place, rng)


def _next(base: Base, places: Sequence[Place], place: Place, rng: random.Random) -> Any:
    at = places.index(place) + rng.choice((-1, 1))
    return base.amounts[places[at]] if 0 <= at < len(places) else base.amounts[place]


def _stale(base: Base, place: Place, value: Any, rng: random.Random) -> Any:
    """Take a part away that came later."""
    part = _above(base, place, value, rng)
    return value if part is BLANK else _moved_to(value, shown(value) - shown(part))


KINDS: Final[dict[str, Callable[[Base, Place, Any, random.Random], Any]]] = {
    "digits transposed": _retyped(_transposed),
    "one digit": _retyped(_digit),
    "digit lost": _retyped(_lost),
    "sign": lambda base, place, value, rng: -value,
    "x 10,000": lambda base, place, value, rng: _moved_to(value, shown(value) * 10000),
    "/ 10,000": lambda base, place, value, rng: _moved_to(value, round(shown(value) / (10000 * _step(value))) * _step(value)),
    "value beside": _beside,
    "value above": _above,
    "stale total": _stale,
    "blank": lambda base, place, value, rng: BLANK,
}


def corrupted(base: Base, filled: Sequence[Place], size: int, rng: random.Random) -> tuple[dict[Place, Any], list[str]]:
    """Draw cells and wrong values for them, with the kinds of what was done."""
    edits: dict[Place, Any] = {}
    kinds: list[str] = []
    while len(edits) < size:
        place, kind = rng.choice(filled), rng.choice(list(KINDS))
        wrong = KINDS[kind](base, place, base.amounts[place], rng)
        if place not in edits and _differs(wrong, base.amounts[place]):
            edits[place] = wrong
            kinds.append(kind)
    return edits, kinds


def _differs(one: Any, other: Any) -> bool:
    return bool(_number(one) != _number(other))


def _number(value: Any) -> Exact:
    """Return a value as printed; a blank is 0."""
    number: Exact = 0 if value is BLANK else shown(value)
    return number


def _by(base: Base, edits: dict[Place, Any], place: Place) -> Exact:
    """Return by how much a cell was changed."""
    return _number(edits[place]) - _number(base.amounts[place])


def _as_right(base: Base, place: Place, value: Any) -> bool:
    """Whether a value is what stood in a cell; a rounded one may differ as far as the rounding of its equations goes."""
    old = base.amounts[place]
    most = _ROUNDING * _step(old) if isinstance(old, Printed) else 0
    return -most <= _number(value) - _number(old) <= most


# Corruptions of several cells at once, each of them one cause ---------------------------------------------------------


def _row(base: Base, place: Place) -> list[Place]:
    return [other for other in base.places if other[0] == place[0] and other[2:] == place[2:]]


def _exchanged(base: Base, place: Place, rng: random.Random) -> dict[Place, Any]:
    """Exchange the values of two rows of a level."""
    rows = list(dict.fromkeys(p[2:] for p in base.places if p[0] == place[0] and p[2] == place[2]))
    other = rng.choice(rows)
    pairs = [(p, (p[0], p[1], *other)) for p in _row(base, place)]
    return {one: base.amounts[two] for p, q in pairs for one, two in ((p, q), (q, p))}


def _shifted(base: Base, place: Place, rng: random.Random) -> dict[Place, Any]:
    """Move the values of a row by one column, where a blank is at the end of them."""
    row = _row(base, place)
    values = [base.amounts[p] for p in row]
    at = row.index(place)
    by = rng.choice((-1, 1))
    ends = [i for i in range(at, len(row) if by > 0 else -1, by) if values[i] is BLANK]
    if not ends:
        return {}
    block = row[at : ends[0] + 1] if by > 0 else row[ends[0] : at + 1]
    old = [base.amounts[p] for p in block]
    return dict(zip(block, [BLANK, *old[:-1]] if by > 0 else [*old[1:], BLANK], strict=True))


def _repeated(base: Base, place: Place, rng: random.Random) -> dict[Place, Any]:
    """Give a row the values of the row above it."""
    rows = list(dict.fromkeys(p[2:] for p in base.places if p[0] == place[0]))
    above = rows[max(rows.index(place[2:]) - 1, 0)]
    return {p: base.amounts[p[0], p[1], *above] for p in _row(base, place)}


def _beside_blank(base: Base, place: Place, rng: random.Random) -> dict[Place, Any]:
    """Put a value into the blank cell beside it."""
    row = _row(base, place)
    at = row.index(place) + rng.choice((-1, 1))
    free = 0 <= at < len(row) and base.amounts[row[at]] is BLANK
    return {place: BLANK, row[at]: base.amounts[place]} if free else {}


SEVERAL: Final[dict[str, Callable[[Base, Place, random.Random], dict[Place, Any]]]] = {
    "rows exchanged": _exchanged,
    "columns shifted": _shifted,
    "line above repeated": _repeated,
    "value in the next column": _beside_blank,
}


def _corrupted_row(base: Base, filled: Sequence[Place], kind: str, rng: random.Random) -> dict[Place, Any]:
    """Draw one corruption of several cells that changes something and is not seen by itself."""
    while True:
        place = rng.choice([p for p in filled if p[0]])
        edits = {p: v for p, v in SEVERAL[kind](base, place, rng).items() if _differs(v, base.amounts[p])}
        if len(edits) > 1 and all(base.equalities(p, _by(base, edits, p)) > 1 for p in edits):
            return edits


def judged_row(base: Base, edits: dict[Place, Any], score: Score) -> None:
    """Diagnose one submission with several cells wrong by one cause."""
    evaluation, failing = base.checks_of(edits)
    started = time.process_time()
    found = diagnosed(base.book.readers, evaluation, base.submission, base.ran, failing)
    score.times.append((time.process_time() - started) * 1000)
    right = {place: base.amounts[place] for place in edits}
    named = [any(_undoes(base, dict(choice.edits), right) for choice in cause.choices) for cause in found.causes]
    unique = [is_named and cause.decided for is_named, cause in zip(named, found.causes, strict=True)]
    score.counts["trials"] += 1
    score.counts["detected"] += any(check.identity not in base.failing for check in failing)
    score.counts["truth among"] += any(named)
    score.counts["unique and right"] += any(unique)
    wrong = any(c.decided and _is_new(c, base) and not _is_part(base, c, right) for c in found.causes)
    score.counts["wrong claims"] += wrong
    score.misses += [f"WRONG CLAIM: {_told(base, edits, ['row'] * len(edits), found)}"] if wrong else []
    score.counts["as many findings"] += _findings(base, found, failing) == 1
    if not any(unique):
        score.misses.append(_told(base, edits, ["row"] * len(edits), found))


def _is_part(base: Base, cause: Cause, right: dict[Place, Any]) -> bool:
    """Whether a cause names nothing but cells that are wrong, with their true values."""
    return all(place in right and _as_right(base, place, value) for place, value in cause.choices[0].edits)


# Wrong codes are wrong in the document itself --------------------------------------------------------------------------


def _recoded(base: Base, rng: random.Random) -> tuple[Any, Place, str]:
    """Give a row another code of the same length that no row has: the document, its row and the code it should have."""
    disclosure = base.submission.disclosure
    while True:
        table = rng.choice(
            [name for name, layout in disclosure.form.layouts.items() if any(x.classification for x in layout.table.levels)]
        )
        layout, rows = disclosure.form.layouts[table], disclosure.rows(table)
        level, key, row = rng.choice(rows)
        part = next((p for p in layout.keys[level.name] if key and p.dimension == level.keys[-1]), None)
        if (
            level.classification
            and part
            and part.property
            and not any(k and k != key and k[-1].startswith(key[-1]) for _, k, _ in rows)
        ):
            at = rng.randrange(1, len(key[-1]))
            code = key[-1][:at] + rng.choice("0123456789") + key[-1][at + 1 :]
            amount = base.amounts.get((table, layout.table.main or "", level.identity, key), BLANK)
            if (*key[:-1], code) not in {k for _, k, _ in rows} and amount is not BLANK:
                place = (table, part.property, level.identity, (*key[:-1], code))
                return changed(disclosure.value, {"set": {pointer((*row.where, part.property)): code}}), place, key[-1]


def judged_code(base: Base, rng: random.Random, score: Score) -> None:
    """Diagnose one submission with a wrong code."""
    value, place, right = _recoded(base, rng)
    submission = base.book.submission(value)
    evaluation = Evaluation(submission)
    failing = _failing(base.book, base.ran, evaluation)
    started = time.process_time()
    found = diagnosed(base.book.readers, evaluation, submission, base.ran, list(failing.values()))
    score.times.append((time.process_time() - started) * 1000)
    causes = [cause for cause in found.causes if _is_new(cause, base)]
    named = [any(choice.edits == ((place, right),) for choice in cause.choices) for cause in causes]
    score.counts["trials"] += 1
    score.counts["detected"] += failing.keys() > base.failing.keys()
    score.counts["truth among"] += any(named)
    score.counts["unique and right"] += any(n and cause.decided for cause, n in zip(causes, named, strict=True))
    score.counts["wrong claims"] += any(c.decided and not n for c, n in zip(causes, named, strict=True))
    score.counts["as many findings"] += _findings(base, found, list(failing.values())) == 1
    if not any(named):
        rules = sorted({base.book.rules[c.rule].id for identity, c in failing.items() if identity not in base.failing})
        score.misses.append(f"{_name(place)} should be {right}; failing {rules}; found {len(causes)} causes")


def _undoes(base: Base, edits: dict[Place, Any], right: dict[Place, Any]) -> bool:
    return all(place in edits and _as_right(base, place, edits[place]) for place in right)


# Judging ---------------------------------------------------------------------------------------------------------------


@dataclass
class Score:
    """What came of the corruptions of one size."""

    counts: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def judged(base: Base, edits: dict[Place, Any], kinds: list[str], score: Score) -> None:
    """Diagnose one corrupted submission and count what came of it."""
    evaluation, failing = base.checks_of(edits)
    started = time.process_time()
    found = diagnosed(base.book.readers, evaluation, base.submission, base.ran, failing)
    score.times.append((time.process_time() - started) * 1000)
    read = [base.equalities(place, _by(base, edits, place)) for place in edits]
    new = [check for check in failing if check.identity not in base.failing and base.severity[check.rule] is Severity.ERROR]
    score.counts["trials"] += 1
    if all(read):
        score.counts["readable"] += 1
        score.counts["detected"] += bool(new)
    named = [_named(cause, edits, base) for cause in found.causes]
    truth = all(any(place in names for names, _ in named) for place in edits)
    wrong = [
        cause for cause, (names, unique) in zip(found.causes, named, strict=True) if unique and not names and _is_new(cause, base)
    ]
    score.counts["wrong claims"] += len(wrong)
    if min(read) >= 1 and not truth and _is_smaller(found, failing, len(edits), base):
        score.counts["explained by fewer"] += 1
    elif min(read) >= 1:
        score.counts["determined by 1"] += 1
        score.counts["truth among"] += truth
    if min(read) >= 2:
        score.counts["determined by 2"] += 1
        unique = all(any(place in names and unique for names, unique in named) for place in edits)
        score.counts["unique and right"] += unique
        score.counts["as many findings"] += _findings(base, found, failing) == len(edits)
        if not unique:
            score.misses.append(_told(base, edits, kinds, found))
    elif min(read) >= 1 and not truth:
        score.misses.append("truth not among: " + _told(base, edits, kinds, found))
    if wrong:
        score.misses.append("WRONG CLAIM: " + _told(base, edits, kinds, found))


def _is_smaller(found: Diagnosed, failing: Sequence[Check], size: int, base: Base) -> bool:
    """Whether all that is new is explained by fewer changes than were made."""
    causes = [cause for cause in found.causes if _is_new(cause, base)]
    explained = {check.identity for cause in causes for check in cause.checks}
    changes = sum(1 if cause.choices[0].move else len(cause.choices[0].edits) for cause in causes)
    new = {check.identity for check in failing if base.severity[check.rule] is Severity.ERROR} - base.failing.keys()
    return new <= explained and changes < size


def _is_new(cause: Cause, base: Base) -> bool:
    return any(check.identity not in base.failing for check in cause.checks)


def _named(cause: Cause, edits: dict[Place, Any], base: Base) -> tuple[set[Place], bool]:
    """Return the corrupted cells that a cause names with their true values, and whether it leaves no choice."""
    right = {
        place for choice in cause.choices for place, value in choice.edits if place in edits and _as_right(base, place, value)
    }
    return right, cause.decided


def _findings(base: Base, found: Diagnosed, failing: Sequence[Check]) -> int:
    """Return how many findings there are beyond those of the base; what is only information is none."""
    explained = {check.identity for cause in found.causes for check in cause.checks}
    rest = {c.rule for c in failing if c.identity not in explained and c.identity not in base.failing}
    causes = [c for c in found.causes if _is_new(c, base) and any(base.severity[k.rule] in _GRAVE for k in c.checks)]
    return len(causes) + sum(base.severity[rule] in _GRAVE for rule in rest)


def _told(base: Base, edits: dict[Place, Any], kinds: list[str], found: Diagnosed) -> str:
    wrong = [
        f"{_name(p)} {_said(base.amounts[p])} -> {_said(v)} ({kind}, {base.equalities(p, _by(base, edits, p))} equalities)"
        for (p, v), kind in zip(edits.items(), kinds, strict=True)
    ]
    causes = [[[f"{_name(p)} -> {_said(v)}" for p, v in choice.edits] for choice in cause.choices] for cause in found.causes]
    return f"{'; '.join(wrong)}\n      found {causes}"


def _said(value: Any) -> str:
    return f"~{value.shown}" if isinstance(value, Printed) else str(value)


def _name(place: Place) -> str:
    return " ".join(filter(None, [place[0], place[1], place[2][1] if place[2] else "", " ".join(place[3])]))


# Reporting -------------------------------------------------------------------------------------------------------------


def main() -> None:
    """Print one table for all submissions together."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("paths", nargs="*", type=Path)
    arguments.add_argument("--trials", type=int, default=1000)
    arguments.add_argument("--misses", action="store_true", help="list what was not named uniquely")
    arguments.add_argument("--form", default="dalian-department-budget")
    given = arguments.parse_args()
    book = Rulebook.load(given.form)
    bases = [Base(book, name, value) for name, value in _submissions(book, given.paths)]
    scores = {size: _scored(bases, size, given.trials) for size in _SIZES}
    rows = {kind: _scored_rows(bases, kind, given.trials // 10) for kind in SEVERAL}
    rows["wrong code"] = _scored_codes(bases, given.trials // 20)
    _print(scores)
    _print_rows(rows)
    for base in bases:
        _print_many(base)
    every = [*((f"{size} cells", score) for size, score in scores.items()), *rows.items()]
    for name, score in every if given.misses else ():
        for miss in score.misses:
            print(f"{name}: {miss}")


def _submissions(book: Rulebook, paths: Sequence[Path]) -> Iterator[tuple[str, Any]]:
    """Give the submissions that were named; without any, the examples of the form and generated ones of some units."""
    for path in paths or sorted(_EXAMPLES.glob("*/disclosure.json")):
        value: Any = read(path.read_bytes()).value
        if paths or value["表式"] == book.name:
            yield path.parent.name, value
    for units in _UNITS if book.drawing and not paths else ():
        yield f"generated, {units} units", generate(book, units, units)


def _scored(bases: Sequence[Base], size: int, trials: int) -> Score:
    rng, score = random.Random(size), Score()
    filled = [base.filled() for base in bases]
    for trial in range(trials):
        at = trial % len(bases)
        edits, kinds = corrupted(bases[at], filled[at], size, rng)
        judged(bases[at], edits, kinds, score)
    return score


def _scored_rows(bases: Sequence[Base], kind: str, trials: int) -> Score:
    rng, score = random.Random(kind), Score()
    filled = [base.filled() for base in bases]
    for trial in range(trials):
        at = trial % len(bases)
        judged_row(bases[at], _corrupted_row(bases[at], filled[at], kind, rng), score)
    return score


def _print_many(base: Base) -> None:
    """Say what is found where a hundred cells are wrong that have nothing to do with each other."""
    edits, _ = corrupted(base, base.filled(), _MANY, random.Random(_MANY))
    evaluation, failing = base.checks_of(edits)
    started = time.process_time()
    found = diagnosed(base.book.readers, evaluation, base.submission, base.ran, failing)
    taken = time.process_time() - started
    named = [_named(cause, edits, base) for cause in found.causes]
    right = sum(any(place in places and unique for places, unique in named) for place in edits)
    wrong = sum(unique and not places and _is_new(c, base) for (places, unique), c in zip(named, found.causes, strict=True))
    print(
        f"{_MANY} wrong cells of {len(base.filled())} in {base.name}: {len(failing)} failing checks, {taken:.2f} s;",
        end=" ",
    )
    print(f"{right} unique and right, {wrong} wrong claims{'; says that not all is found' * found.broken_off}")


def _scored_codes(bases: Sequence[Base], trials: int) -> Score:
    rng, score = random.Random("codes"), Score()
    for trial in range(trials):
        judged_code(bases[trial % len(bases)], rng, score)
    return score


def _print_rows(scores: dict[str, Score]) -> None:
    names = ["trials", "detected", "truth among", "unique and right", "wrong claims", "as many findings"]
    print(f"\n{'one cause, several wrong cells':<30}" + "".join(f"{name:>18}" for name in (*names, "median ms")))
    for kind, score in scores.items():
        print(f"{kind:<30}" + "".join(f"{score.counts[name]:>18}" for name in names) + f"{median(score.times):>18.1f}")


def _print(scores: dict[int, Score]) -> None:
    rows: list[tuple[str, Callable[[Score], str]]] = [
        ("corrupted submissions", lambda s: str(s.counts["trials"])),
        ("detected, of those each cell of which an error equality reads", lambda s: _share(s, "detected", "readable")),
        ("truth among the explanations given", lambda s: _share(s, "truth among", "determined by 1")),
        ("fewer changes than were made explain all", lambda s: str(s.counts["explained by fewer"])),
        ("unique claims that are wrong", lambda s: str(s.counts["wrong claims"])),
        (
            "unique and corrected exactly, of those read by two or more",
            lambda s: _share(s, "unique and right", "determined by 2"),
        ),
        ("findings = causes, of those", lambda s: _share(s, "as many findings", "determined by 2")),
        ("median time, ms", lambda s: f"{median(s.times):.1f}"),
        ("longest time, ms", lambda s: f"{max(s.times):.0f}"),
    ]
    print(f"{'wrong cells':<64}" + "".join(f"{size:>20}" for size in scores))
    for label, value in rows:
        print(f"{label:<64}" + "".join(f"{value(score):>20}" for score in scores.values()))


def _share(score: Score, part: str, whole: str) -> str:
    return f"{score.counts[part]}/{score.counts[whole]} {score.counts[part] / max(score.counts[whole], 1):.1%}"


if __name__ == "__main__":
    main()
