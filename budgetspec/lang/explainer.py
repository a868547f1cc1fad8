"""Why a check came out as it did, in plain numbers: both sides with their terms filled in, and the cells they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from budgetspec.finding import Bilingual, Cell, Language
from budgetspec.lang import pieces, plan
from budgetspec.lang.demands import DEMANDS, FACTS, NOT
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.operations import comparable
from budgetspec.lang.types import Key, Kind, Level, WordList, plain
from budgetspec.money import BLANK, Printed, Unknown, decimal_string, grouped, in_unit, is_nil, shown
from budgetspec.values import dataclass

_MOST_TERMS: Final = 6
_MOST_NAMES: Final = 3
_LONGEST_NAME: Final = 24
_BLANK: Final = Bilingual("空", "blank")
_BETWEEN: Final = Bilingual("、", ", ")
_AND: Final = {
    "and": Bilingual(" 且 ", " and "),
    "or": Bilingual(" 或 ", " or "),
}
_IF: Final = Bilingual("若 {}，则 {}", "if {}, then {}")
_NOT: Final = Bilingual("不应：", "not: ")
_AND_MORE: Final = Bilingual("… 共 {} 项", "… {} terms in all")
_UNKNOWN: Final = Bilingual("?（{}）", "? ({})")
_OTHER_ROW: Final = {
    plan.ParentOf: Bilingual("上级的 {} {}", "{1} in the row above ({0})"),
    plan.Previous: Bilingual("前一项 {} {}", "{1} in the item before ({0})"),
}
_OF_CONDITIONS: Final = {
    "any": Bilingual("应有一行成立，{1} 行中成立的有 {0} 行", "some row should satisfy it; {0} of {1} do"),
    "all": Bilingual("每行都应成立，{1} 行中成立的有 {0} 行", "every row should satisfy it; {0} of {1} do"),
}
_THESE: Final = Bilingual("{}（{}）", "{} ({})")
_COUNT: Final = Bilingual("行数 {}", "number of rows {}")
_DISTINCT: Final = Bilingual("{} 行互不相同", "the {} rows all differ")
_REPEATED: Final = Bilingual("各行应互不相同，重复的有 {}", "the rows should all differ; repeated: {}")
_OF_LIST: Final = Bilingual("{}中的“{}”", "“{1}” of {0}")
_DAYS: Final = Bilingual("{} 天", "{} days")
_DIFFERENCE: Final = Bilingual("{}，差额 {}", "{}; difference {}")
_OMITTED: Final = Bilingual("没有加进来的 {} 正好是 {}", "{}, which is left out, is exactly {}")
_OPERATORS: Final = {"*": "×", "/": "÷"}
_TAKING: Final = frozenset({"before", "after", "only", "repeated"})
"""Functions whose value is a piece of their text."""


@dataclass(frozen=True, slots=True)
class Term:
    """An expression with its numbers filled in, its value, and the cells it read."""

    text: str
    value: Any
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A check in words. Both sides and their difference are decimal strings (amounts in 元), None for texts and conditions.

    ``omitted`` names the row that a sum over selected codes left out, where its value is just the difference; ``row`` the row
    that is checked.
    """

    filled: str
    cells: tuple[Cell, ...]
    left: str | None = None
    right: str | None = None
    difference: str | None = None
    unit: str | None = None
    omitted: str | None = None
    row: str | None = None

    def with_difference(self, text: str, language: Language) -> str:
        """Add the difference of the sides to a text, where there is any."""
        if self.difference is None or is_nil(self.difference):
            return text
        return _DIFFERENCE.said(language).format(text, grouped(self.difference))


class Explainer:
    """Explains the checks of one evaluation in one language: conditions as demands, or as facts where they are premises."""

    def __init__(self, evaluation: Evaluation, language: Language, verbs: Mapping[str, Bilingual] = DEMANDS) -> None:
        self.evaluation, self.language, self._verbs = evaluation, language, verbs
        self._unselective: dict[plan.Fold, plan.Fold] = {}

    def explain(self, node: plan.Expr, level: Level | None, key: Key) -> Explanation:
        """Explain the body of a rule at one key."""
        return replace(self._explained(node, level, key), row=self._row(node, level, key))

    def premise(self, node: plan.Expr, level: Level | None, key: Key) -> str:
        """Say why a premise is not met, or cannot be decided."""
        return self._as_fact(self._decisive(node, level, key), level, key).text

    def _explained(self, node: plan.Expr, level: Level | None, key: Key) -> Explanation:
        node = self._decisive(node, level, key)
        match node:
            case plan.Comparison():
                return self._comparison(node, level, key)
            case plan.Membership():
                return self._membership(node, level, key)
            case plan.Logic(op="implies", operands=(premise, conclusion)):
                said = self._explained(conclusion, level, key)
                return replace(said, filled=self._if(premise, said.filled, level, key))
        term = self.term(node, level, key)
        return Explanation(term.text, term.cells)

    def _decisive(self, node: plan.Expr, level: Level | None, key: Key) -> plan.Expr:
        """Follow ``and`` to the part that fails."""
        while isinstance(node, plan.Logic) and node.op == "and":
            failing = next((p for p in node.operands if self.evaluation.at(p, level, key) is False), None)
            if failing is None:
                break
            node = failing
        return node

    def _if(self, premise: plan.Expr, conclusion: str, level: Level | None, key: Key) -> str:
        return _IF.said(self.language).format(self._as_fact(premise, level, key).text, conclusion)

    def _as_fact(self, node: plan.Expr, level: Level | None, key: Key) -> Term:
        return Explainer(self.evaluation, self.language, FACTS).term(node, level, key)

    def _row(self, node: plan.Expr, level: Level | None, key: Key) -> str | None:
        """Name the row that is checked as its table prints it, else by its codes; None for a single value."""
        if level is None or not key:
            return level.name if level else None
        columns = (n for n in plan.walk(node) if isinstance(n, plan.Cells) and _has_keys(n, level))
        rows: list[str | None] = [self._scope.cell(n.table, n.column, level, key).row for n in columns]
        if not rows or rows[0] is None:
            return None
        return next((row for row in rows if row not in {None, " ".join(key)}), rows[0])

    def _comparison(self, node: plan.Comparison, level: Level | None, key: Key) -> Explanation:
        left, right = self.term(node.left, level, key), self.term(node.right, level, key)
        verb = self._verbs[node.op].said(self.language)
        kinds = node.left.type.kind, node.right.type.kind
        filled = f"{self._with_value(node.left, left)} {verb} {self._with_value(node.right, right)}"
        amount = Kind.AMOUNT in kinds
        sides = [_plain_number(t.value, amount=amount) for t in (left, right)]
        difference = left.value - right.value if None not in sides else BLANK
        return Explanation(
            filled,
            _once(left.cells + right.cells),
            sides[0],
            sides[1],
            _plain_number(difference, amount=amount) if None not in sides else None,
            "元" if amount else None,
            self._omitted(node, level, key, difference),
        )

    def _omitted(self, node: plan.Comparison, level: Level | None, key: Key, difference: Any) -> str | None:
        """Find a row that a sum left out and that is just what the two sides differ by."""
        if not isinstance(difference, int | Fraction) or difference == 0:
            return None
        wanted = ((node.left, -difference), (node.right, difference))
        sums = [(fold, amount) for side, amount in wanted for fold in plan.walk(side) if isinstance(fold, plan.Fold)]
        rows = (row for fold, amount in sums for row in self._others(fold, level, key) if row.value == amount)
        found = next(rows, None)
        return found.text if found else None

    def _others(self, fold: plan.Fold, level: Level | None, key: Key) -> Iterator[Term]:
        """Go through the rows of the same levels that a sum over selected codes left out."""
        cells = fold.argument
        if fold.function != "sum" or not isinstance(cells, plan.Cells) or not (cells.codes or cells.patterns):
            return
        selected = self.evaluation.rows(fold, level, key)
        every = self._unselective.setdefault(fold, replace(fold, argument=replace(cells, codes=frozenset(), patterns=())))
        for row in self.evaluation.rows(every, level, key):
            if row not in selected:
                term, name = self._row_term(every.argument, *row)
                said = self.say(term.value, fold.type.kind)
                yield Term(_OMITTED.said(self.language).format(name, said), term.value, term.cells)

    def _membership(self, node: plan.Membership, level: Level | None, key: Key) -> Explanation:
        item = self.term(node.item, level, key)
        options = [self.term(o, level, key) for o in node.options]
        said = [o.text for o in options if o.value is not BLANK] or [_BLANK.said(self.language)]
        verb = self._verbs["in"].said(self.language) if len(said) > 1 else f"{self._verbs['=='].said(self.language)} "
        filled = f"{self._with_value(node.item, item)} {verb}{_BETWEEN.said(self.language).join(said)}"
        cells = _once(item.cells + tuple(c for o in options for c in o.cells))
        return Explanation(filled, cells, _plain_number(item.value, amount=node.item.type.kind is Kind.AMOUNT))

    def _with_value(self, node: plan.Expr, term: Term) -> str:
        """Add the result where the term is made of several."""
        several = isinstance(node, plan.Apply | plan.Fold | plan.ChildFold) and node.function != "count" and len(term.cells) > 1
        if not several or term.value is BLANK or isinstance(term.value, Unknown):
            return term.text
        return f"{term.text} = {self.say(term.value, node.type.kind)}"

    def term(  # noqa: PLR0911 - one case for each node of the plan
        self, node: plan.Expr, level: Level | None, key: Key
    ) -> Term:
        """Fill in the numbers of an expression at one key."""
        value = self.evaluation.at(node, level, key)
        match node:
            case plan.Const(text=text):
                return Term(self._literal(text, value, node.type.kind), value)
            case plan.Single(path=path, shown=name):
                return Term(f"{name} {self.say(value, node.type.kind)}", value, (self._scope.scalar_cell(path),))
            case plan.Cells():
                return self._cell(node, level, key, value)
            case plan.Fold() | plan.ChildFold():
                return self._folded(node, level, key, value)
            case plan.Apply() if node.function in "+-*/":
                return self._operation(node, level, key, value)
            case plan.Comparison(op=op, left=left, right=right):
                return self._joined((left, right), f" {self._verbs[op].said(self.language)} ", level, key, value)
            case plan.Membership():
                said = self._membership(node, level, key)
                return Term(said.filled, value, said.cells)
            case plan.Logic():
                return self._logic(node, level, key, value)
        return self._applied(node, level, key, value)

    def _logic(self, node: plan.Logic, level: Level | None, key: Key, value: Any) -> Term:
        match node:
            case plan.Logic(op="not", operands=(plan.Apply(function=name) as asked,)) if NOT + name in self._verbs:
                terms = self._inside(asked, level, key)
                return Term(self._said(NOT + name, terms), value, _cells_of(terms))
            case plan.Logic(op="not", operands=(inner,)):
                term = self._as_fact(inner, level, key)
                return Term(_NOT.said(self.language) + term.text, value, term.cells)
            case plan.Logic(op="implies", operands=(premise, conclusion)):
                term = self.term(conclusion, level, key)
                return Term(self._if(premise, term.text, level, key), value, term.cells)
        return self._joined(node.operands, _AND[node.op].said(self.language), level, key, value)

    def _literal(self, text: str, value: Any, kind: Kind) -> str:
        if kind is Kind.DAYS:
            return _DAYS.said(self.language).format(value)
        return self.say(value, kind) if kind is Kind.AMOUNT else text

    @property
    def _scope(self) -> Any:
        return self.evaluation.scope

    def _cell(self, node: plan.Cells, level: Level | None, key: Key, value: Any) -> Term:
        own, own_key = (node.levels[0], ()) if node.single else (level, key)
        cell = self._scope.cell(node.table, node.column, own, own_key)
        return Term(f"{node.shown} {self.say(value, node.type.kind)}".strip(), value, (cell,))

    def _joined(self, parts: Sequence[plan.Expr], between: str, level: Level | None, key: Key, value: Any) -> Term:
        terms = [self.term(p, level, key) for p in parts]
        return Term(between.join(t.text for t in terms), value, _cells_of(terms))

    def _operation(self, node: plan.Apply, level: Level | None, key: Key, value: Any) -> Term:
        (one, other), (left, right) = node.arguments, (self.term(a, level, key) for a in node.arguments)
        first = f"({left.text})" if _is_sum(one) and node.function in "*/" else left.text
        second = f"({right.text})" if isinstance(other, plan.Apply) and node.function != "+" else right.text
        text = f"{first} {_OPERATORS.get(node.function, node.function)} {second}"
        return Term(text, value, left.cells + right.cells)

    def _applied(self, node: plan.Expr, level: Level | None, key: Key, value: Any) -> Term:
        """Explain a function: its value, and the cells of what it was applied to."""
        if isinstance(node, plan.ParentOf | plan.Previous):
            column = next((each.shown for each in plan.walk(node) if isinstance(each, plan.Cells)), "")
            text = _OTHER_ROW[type(node)].said(self.language).format(column, self.say(value, node.type.kind))
            return Term(text, value, self._own_cell(node.argument, level, key))
        terms = self._inside(node, level, key)
        name = _function_name(node)
        if name == "negative":
            text = f"({terms[0].text})" if any(map(_is_sum, plan.operands(node))) else terms[0].text
            return Term(f"-{text}", value, terms[0].cells)
        if name in self._verbs:
            return Term(self._said(name, terms), value, _cells_of(terms))
        inside = ", ".join(t.text for t in terms)
        said = f" = {self.say(value, node.type.kind)}" if node.type.kind is not Kind.BOOLEAN else ""
        text = f"{name}({inside}){said}" if name else inside
        return Term(text, value, _cells_of(terms))

    def _said(self, condition: str, terms: Sequence[Term]) -> str:
        """Say a function that is true or false of its terms."""
        return self._verbs[condition].said(self.language).format(*(term.text for term in terms))

    def _inside(self, node: plan.Expr, level: Level | None, key: Key) -> list[Term]:
        """Return the terms that a function is applied to; of running text, the pieces that the function is about."""
        first, *others = [self.term(a, level, key) for a in plan.operands(node)]
        others = [self._found(first, term) for term in others]
        if not isinstance(node, plan.Apply) or len(first.cells) != 1 or not _is_running(node.arguments[0]):
            return [first, *others]
        cells = pieces.quoted(first.cells[0], node.function, [term.value for term in others])
        return [replace(first, cells=cells), *others]

    def _found(self, text: Term, words: Term) -> Term:
        """Say which word of a list a text contains."""
        if not isinstance(words.value, WordList) or not isinstance(text.value, str):
            return words
        found = next(words.value.found_in(plain(text.value)), None)
        return replace(words, text=_OF_LIST.said(self.language).format(words.text, found[0])) if found else words

    def _folded(self, node: plan.Fold | plan.ChildFold, level: Level | None, key: Key, value: Any) -> Term:
        rows = self.evaluation.rows(node, level, key)
        if node.function == "join":  # the whole text is no place to point at
            return Term(self.say(value, node.type.kind), value)
        if node.function in _OF_CONDITIONS:
            return self._conditions(node, level, key, value, rows)
        terms = [self._row_term(node.argument, *row) for row in rows]
        filled = [(t, name) for t, name in terms if t.value is not BLANK and t.value is not False]
        cells = _once(tuple(c for t, _ in terms for c in t.cells)) or self._where_missing(node, level, key)
        match node.function:
            case "count":
                text = _COUNT.said(self.language).format(self.say(value, Kind.COUNT))
                return Term(self._named(text, [name for _, name in filled]), value, cells)
            case "distinct":
                return self._distinct(filled, value, cells)
        return Term(self._filled(node, filled), value, cells)

    def _filled(self, node: plan.Fold | plan.ChildFold, terms: list[tuple[Term, str]]) -> str:
        """Say the terms of a sum, ``min`` or ``max``, those first that matter most to it."""
        least_first = node.function == "min"
        terms = sorted(terms, key=lambda x: _size(x[0].value), reverse=not least_first)
        said = [f"{name} {self.say(t.value, node.argument.type.kind)}".strip() for t, name in terms[:_MOST_TERMS]]
        if len(terms) > _MOST_TERMS:
            said.append(_AND_MORE.said(self.language).format(len(terms)))
        between = " + " if node.function == "sum" else ", "
        inside = between.join(said) or _BLANK.said(self.language)
        return f"({inside})" if node.function == "sum" else f"{node.function}({inside})"

    def _distinct(self, terms: Sequence[tuple[Term, str]], value: Any, cells: tuple[Cell, ...]) -> Term:
        """Say which values are repeated, and where."""
        groups: dict[Any, list[tuple[Term, str]]] = {}
        for term, name in terms:
            groups.setdefault(comparable(term.value), []).append((term, name))
        repeated = [group for group in groups.values() if len(group) > 1]
        if not repeated:
            return Term(_DISTINCT.said(self.language).format(len(terms)), value, cells)
        said = [self._named(self.say(group[0][0].value, Kind.VALUE), [name for _, name in group]) for group in repeated]
        text = _REPEATED.said(self.language).format(self._some(said))
        return Term(text, value, _once(tuple(c for group in repeated for t, _ in group for c in t.cells)))

    def _named(self, text: str, names: Sequence[str]) -> str:
        """Add the names of rows to a text: the first of them, cut short."""
        short = [name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…" for name in names if name]
        return _THESE.said(self.language).format(text, self._some(short)) if short else text

    def _some(self, texts: Sequence[str]) -> str:
        more = [_AND_MORE.said(self.language).format(len(texts))] * (len(texts) > _MOST_NAMES)
        return _BETWEEN.said(self.language).join([*texts[:_MOST_NAMES], *more])

    def _conditions(
        self, node: plan.Fold | plan.ChildFold, level: Level | None, key: Key, value: Any, rows: list[tuple[Level, Key]]
    ) -> Term:
        """Explain ``any`` and ``all``: how many rows satisfy the condition, and which do not."""
        against = [row for row in rows if self.evaluation.at(node.argument, *row) is False]
        terms = [self._row_term(node.argument, *row) for row in against]
        counted = _OF_CONDITIONS[node.function].said(self.language).format(len(rows) - len(against), len(rows))
        text = self._named(counted, list(dict.fromkeys(name for _, name in terms))) if node.function == "all" else counted
        cells = _once(tuple(c for t, _ in terms for c in t.cells)) or self._where_missing(node, level, key)
        return Term(text, value, cells)

    def _where_missing(self, node: plan.Fold | plan.ChildFold, level: Level | None, key: Key) -> tuple[Cell, ...]:
        """Return the place where rows to fold should stand, where there are none."""
        return self._own_cell(node.argument, level if node.type.rows else None, key)

    def _own_cell(self, node: plan.Expr, level: Level | None, key: Key) -> tuple[Cell, ...]:
        """Return the cell of this very row, where an expression reads others."""
        cells = next((n for n in plan.walk(node) if isinstance(n, plan.Cells)), None)
        if cells is None:
            return ()
        return (self._scope.cell(cells.table, cells.column, level or Level(""), key if level else ()),)

    def _row_term(self, node: plan.Expr, level: Level, key: Key) -> tuple[Term, str]:
        term = self.term(node, level, key)
        return term, (term.cells[0].row or "") if term.cells else ""

    def say(self, value: Any, kind: Kind) -> str:  # noqa: PLR0911 - one case for each kind of value
        """Say a value as accountants write it: amounts in 元 with cents, grouped by thousands."""
        match value:
            case Unknown(why=why):
                return _UNKNOWN.said(self.language).format(why.said(self.language))
            case bool():
                return str(value).lower()
            case int() if kind is Kind.YEAR:
                return str(value)
            case int() | Fraction() | Printed():
                return grouped(_number(shown(value), amount=kind is Kind.AMOUNT))
            case date():
                return value.isoformat()
            case str():
                return f"“{value if len(value) <= 40 else value[:40] + '…'}”"  # noqa: PLR2004
        return f"({_BLANK.said(self.language)})"


def _has_keys(cells: plan.Cells, level: Level) -> bool:
    """Whether a table has the dimensions of a level, so that its rows can be named."""
    return any(set(level.keys) <= set(other.keys) for other in cells.levels)


def _is_running(node: plan.Expr) -> bool:
    """Whether a text is a piece of a paragraph or heading, or all of it."""
    if isinstance(node, plan.Apply) and node.function in _TAKING:
        return _is_running(node.arguments[0])
    return isinstance(node, plan.Cells) and node.running


def _function_name(node: plan.Expr) -> str:
    match node:
        case plan.Apply(function=name):
            return name if name not in {"number", "date"} else ""
        case plan.RowCount():
            return "rows"
        case plan.FromList(codes=name, column=column):
            return f"{name}.{column}"
    return ""


def _number(number: Any, *, amount: bool) -> str:
    if not amount:
        return decimal_string(number)
    text = decimal_string(in_unit(number, "元"))
    places = len(text.partition(".")[2])
    return decimal_string(in_unit(number, "元"), max(2, places))


def _is_sum(node: plan.Expr) -> bool:
    return isinstance(node, plan.Apply) and node.function in {"+", "-"}


def _plain_number(value: Any, *, amount: bool) -> str | None:
    """Return a decimal string, amounts in 元; a blank is 0; None for what is not a number."""
    value = 0 if value is BLANK else shown(value)
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return None
    return _number(value, amount=amount)


def _size(value: Any) -> Any:
    value = shown(value)
    return abs(value) if isinstance(value, int | Fraction) else 0


def _cells_of(terms: Sequence[Term]) -> tuple[Cell, ...]:
    return _once(tuple(cell for term in terms for cell in term.cells))


def _once(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Return cells once each; a text of which there are pieces is not there as a whole."""
    quoted = {cell.pointer for cell in cells if cell.span}
    return tuple(dict.fromkeys(cell for cell in cells if cell.span or cell.pointer not in quoted))
