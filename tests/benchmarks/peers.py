"""The same 520 identities by budgetspec, by hand in Python, by dpm-xl and by CEL: 200 rows, 8 columns, three code levels.

Each starts from the parsed submission, rules compiled, and counts the identities that hold and fail; all must agree.
The peers are installed with  pip install -e '.[benchmarks]'; those that are not are left out, and said to be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

from table import Line, compared, seconds
from workload import COLUMNS, FORM, Shape, amounts, rows, text

from budgetspec.finding import Verdict
from budgetspec.judge import Selection, judge
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook

Counts = tuple[int, int]
"""How many identities hold, and how many fail."""
Evaluate = Callable[[Any], Counts]

IDENTITIES: Final = 520

_RUNS: Final = 5
_SUMS: Final = ((1, (2, 3, 4)), (0, (1, 5, 6, 7)))
"""Columns that are sums, and of which."""
_BELOW: Final = {row.code: row.below for row in rows(0, Shape()) if row.below}


def lines() -> list[Line]:
    """Time all that are installed on a sound submission, after they have agreed on it and on a wrong one."""
    sound, wrong = read(text()).value, read(text().replace(b"8", b"9", 1)).value
    evaluators, missing = _evaluators()
    for name, evaluate in evaluators.items():
        if evaluate(sound) != (IDENTITIES, 0) or evaluate(wrong) != by_hand(wrong):
            raise SystemExit(f"{name} does not agree: {evaluate(sound)}, {evaluate(wrong)}")
    times = seconds({name: partial(evaluate, sound) for name, evaluate in evaluators.items()}, _RUNS)
    return [*compared(times, "Python integers by hand"), *(Line(name, "not installed") for name in missing)]


def _evaluators() -> tuple[dict[str, Evaluate], list[str]]:
    """Make all evaluators ready; of those that are not installed, return the names."""
    makers: dict[str, Callable[[], Evaluate]] = {
        "dpm-xl, its MemoryProvider": _dpm_xl,
        "dpm-xl, an indexed provider": partial(_dpm_xl, indexed=True),
        "cel-python": _cel,
    }
    found: dict[str, Evaluate] = {"Python integers by hand": by_hand, "budgetspec": budgetspec_evaluator()}
    missing = []
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError:
            missing.append(name)
    return found, missing


def budgetspec_evaluator() -> Evaluate:
    """Return budgetspec's: tables indexed, rules judged, findings of those that fail."""
    book = Rulebook.load(FORM)

    def evaluate(document: Any) -> Counts:
        counts = judge(book, book.submission(document), Selection(), "zh").tally.counts
        return counts[Verdict.HOLDS], counts[Verdict.FAILS]

    return evaluate


def by_hand(document: Any) -> Counts:
    """Check the identities as somebody would write them down for this table alone, in 分."""
    table = {row["科目"]: _cents(row) for row in document["支出表"]}
    found = Counter(row[at] == sum(row[n] for n in parts) for row in table.values() for at, parts in _SUMS)
    for code, below in _BELOW.items():
        above, rows_below = table[code], [table[each] for each in below]
        found.update(above[n] == sum(row[n] for row in rows_below) for n in range(COLUMNS))
    return found[True], found[False]


def _cents(row: dict[str, Any]) -> list[int]:
    return [int(amount.scaleb(2)) for amount in amounts(row)]


def _dpm_xl(*, indexed: bool = False) -> Evaluate:
    """Return dpm-xl's: a rule for each sum of columns and each row with rows below it, precision two decimals."""
    dpmxl = import_module("dpmxl")
    codes = [row.code for row in rows(0, Shape())]
    columns = [f"{n + 1:04}" for n in range(COLUMNS)]
    layout = dpmxl.TableLayout("T", rows=tuple(codes), columns=tuple(columns))
    expressions = [_expression("r*", [f"c{columns[at]}", *(f"c{columns[n]}" for n in parts)]) for at, parts in _SUMS]
    expressions += [_expression("c*", [f"r{code}", *(f"r{each}" for each in below)]) for code, below in _BELOW.items()]
    trees = [dpmxl.parse(expression) for expression in expressions]
    provider_class = _indexed(dpmxl) if indexed else dpmxl.MemoryProvider

    def evaluate(document: Any) -> Counts:
        values = {
            ("T", row["科目"], column, None, ()): dpmxl.Number.of(amount, 2)
            for row in document["支出表"]
            for column, amount in zip(columns, amounts(row), strict=True)
        }
        provider, cache, found = provider_class([layout], values), dpmxl.SelectionCache(), Counter[str]()
        for tree in trees:
            found.update(dpmxl.evaluate_rule(tree, provider, trace=False, cache=cache).counts)
        return found["passed"], found["failed"]

    return evaluate


def _expression(over: str, terms: Sequence[str]) -> str:
    return f"with {{tT, {over}}}: {{{terms[0]}}} = {' + '.join(f'{{{term}}}' for term in terms[1:])}"


def _indexed(dpmxl: Any) -> Any:
    """Return a provider that finds the cells of single codes without going through the table."""

    class Indexed(dpmxl.MemoryProvider):  # type: ignore[misc]
        def select(self, query: Any) -> Any:
            layout = self.tables[query.table]
            rows_, columns = _codes(dpmxl, query.rows, layout.rows), _codes(dpmxl, query.columns, layout.columns)
            keys = [(query.table, row, column, None, ()) for row in rows_ for column in columns]
            return [dpmxl.DataPoint(table=k[0], row=k[1], column=k[2], value=self.values.get(k), ref=k) for k in keys]

    return Indexed


def _codes(dpmxl: Any, selector: Any, every: Sequence[str]) -> Sequence[str]:
    """Return the codes that are selected: all or, as the expressions here do, one, which dpm-xl pads with zeros."""
    matcher = dpmxl.axis_matcher(selector)
    return every if matcher.wildcard else [code for code in (matcher.single, matcher.single.lstrip("0")) if code in every]


def _cel() -> Evaluate:
    """Return CEL's: an expression for each kind of identity, evaluated with the amounts in 分, as CEL has no decimals."""
    celpy = import_module("celpy")
    environment = celpy.Environment()

    def program(terms: Sequence[str]) -> Any:
        return environment.program(environment.compile(f"{terms[0]} == {' + '.join(terms[1:])}"))

    across = [(program([f"c{n}" for n in (at, *parts)]), (at, *parts)) for at, parts in _SUMS]
    down = {code: program([f"r{n}" for n in range(len(below) + 1)]) for code, below in _BELOW.items()}

    def results(document: Any) -> Iterator[bool]:
        table = {row["科目"]: [celpy.celtypes.IntType(amount) for amount in _cents(row)] for row in document["支出表"]}
        for row in table.values():
            for sum_, used in across:
                yield bool(sum_.evaluate({f"c{n}": row[n] for n in used}))
        for code, sum_ in down.items():
            group = [table[each] for each in (code, *_BELOW[code])]
            for n in range(COLUMNS):
                yield bool(sum_.evaluate({f"r{i}": row[n] for i, row in enumerate(group)}))

    def evaluate(document: Any) -> Counts:
        found = Counter(results(document))
        return found[True], found[False]

    return evaluate
