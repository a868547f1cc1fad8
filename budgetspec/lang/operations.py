"""What the operators and functions of the language do to values: folds, three-valued logic, comparisons, texts, dates."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any, Final

from budgetspec.finding import Bilingual
from budgetspec.lang import plan
from budgetspec.lang.types import TEXTUAL, ZERO_WHEN_BLANK, WordList, plain
from budgetspec.money import BLANK, Printed, Unknown, divide, possible, shown
from budgetspec.values import dataclass

EMPTY: Final = type("Empty", (), {"__repr__": lambda _: "EMPTY"})()
"""The truth of a comparison whose operands are all blank: true, yet never counted as holding."""

_NOT_A_NUMBER: Final = Unknown(Bilingual("不是数", "not a number"))
_NOTHING_TO_COMPARE: Final = Unknown(Bilingual("比较的一方为空", "one side of the comparison is blank"))
_CHINESE_DIGITS: Final = "零一二三四五六七八九〇"
_YEAR: Final = re.compile(rf"(?<![0-9])(?P<digits>(?:19|20)[0-9]{{2}})年|(?P<chinese>[一二][{_CHINESE_DIGITS}]{{3}})年")
_TITLE: Final = re.compile("《[^《》]*》")
_REPEATED: Final = re.compile(r"(?:(?<=[,。;:])|^)([^,。;:0-9]{4,80})[,。;]+\1(?=[,。;]|$)|([^,。;:、0-9]{4,30})\2")


# Folds -----------------------------------------------------------------------------------------------------------------


def _unknown_or(fold: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def folded(values: list[Any]) -> Any:
        unknown = next((v for v in values if isinstance(v, Unknown)), None)
        return unknown or fold([v for v in values if v is not BLANK])

    return folded


def _sum(values: list[Any]) -> Any:
    """Add up values; blanks, of which there are many, are passed over first."""
    filled = [value for value in values if value is not BLANK]
    return sum(filled[1:], start=filled[0]) if filled else BLANK


def _extreme(choose: Callable[..., Any], values: list[Any]) -> Any:
    if any(isinstance(v, str) for v in values):
        return _NOT_A_NUMBER
    return choose(values, key=shown, default=BLANK)


def comparable(value: Any) -> Any:
    """Return what two values have in common that are the same to ``distinct``."""
    return plain(value) if isinstance(value, str) else shown(value)


FOLDS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "sum": _sum,
    "min": _unknown_or(partial(_extreme, min)),
    "max": _unknown_or(partial(_extreme, max)),
    "count": _unknown_or(lambda values: sum(v is not False for v in values)),
    "any": lambda values: either(*values),
    "all": lambda values: _and(*values),
    "distinct": _unknown_or(lambda values: len(set(map(comparable, values))) == len(values)),
    "join": _unknown_or("".join),
}
OF_NO_ROWS: Final[dict[str, Any]] = {"count": 0, "any": False, "all": True, "distinct": True}
"""What a fold of no rows is, where it is not blank."""


# Truth -----------------------------------------------------------------------------------------------------------------


def _first(values: Sequence[Any], order: Sequence[Any]) -> Any:
    """Return the first of ``order`` found among the values; ``Unknown`` stands for any unknown value."""
    for wanted in order:
        for value in values:
            if value is wanted or (wanted is Unknown and isinstance(value, Unknown)):
                return value
    return None


def _and(*values: Any) -> Any:
    found = _first(values, [False, Unknown])
    return found if found is not None else _all_empty(values)


def _all_empty(values: Sequence[Any]) -> Any:
    return EMPTY if values and all(v is EMPTY for v in values) else True


def either(*values: Any) -> Any:
    """Return whether one of several truths is true; ``EMPTY`` counts as true."""
    found = _first(values, [True, EMPTY, Unknown])
    return found if found is not None else False


def _not(value: Any) -> Any:
    return value if isinstance(value, Unknown) else value is False


LOGIC: Final[dict[str, Callable[..., Any]]] = {
    "and": _and,
    "or": either,
    "not": _not,
    "implies": lambda a, b: either(_not(a), b),
}


# Comparisons -----------------------------------------------------------------------------------------------------------

_EXACT: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def _is_literal(node: plan.Expr) -> bool:
    inner = plan.operands(node)
    return all(map(_is_literal, inner)) if inner else isinstance(node, plan.Const)


@dataclass(frozen=True, slots=True)
class Comparator:
    """A comparison of two values, as its kinds and its place (guard or body) ask for."""

    op: str
    guard: bool
    textual: bool
    zero_when_blank: bool
    literal: bool

    @classmethod
    def of(cls, op: str, left: plan.Expr, right: plan.Expr, *, guard: bool) -> Comparator:
        """Return how two expressions are compared."""
        kinds = {left.type.kind, right.type.kind}
        literal = _is_literal(left) or _is_literal(right)
        return _comparator(op, guard, bool(kinds & TEXTUAL), kinds <= ZERO_WHEN_BLANK, literal)

    def __call__(self, left: Any, right: Any) -> Any:
        """Compare two values: True, False, ``EMPTY`` or ``Unknown``."""
        if type(left) is int and type(right) is int:
            return _EXACT[self.op](left, right)
        if self.zero_when_blank and ((left is BLANK and type(right) is int) or (right is BLANK and type(left) is int)):
            truth = _EXACT[self.op](0 if left is BLANK else left, 0 if right is BLANK else right)
            return EMPTY if truth and self.literal and not self.guard else truth
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            return left if isinstance(left, Unknown) else right
        if left is BLANK or right is BLANK:
            return self._blank(left, right)
        return self._known(left, right)

    def within(self, left: Any, right: Any, tolerance: Any) -> Any:
        """Compare with the visible exception ``within``."""
        difference = left - right
        if tolerance is BLANK or isinstance(difference, Unknown) or difference is BLANK:
            return self(left, right)
        if isinstance(tolerance, Unknown):
            return tolerance
        if self.guard:
            difference, tolerance = shown(difference), shown(tolerance)
        low = self.op == "<=" or possible(">=", difference, -tolerance)
        truth = low and (self.op == ">=" or possible("<=", difference, tolerance))
        half_blank = left is BLANK or right is BLANK
        return EMPTY if truth and half_blank and self.literal and not self.guard else truth

    def _blank(self, left: Any, right: Any) -> Any:
        if left is BLANK and right is BLANK:
            return EMPTY if self.op in {"==", "<=", ">="} else False
        if self.textual:
            return self.op == "!=" and not self.guard
        if not self.zero_when_blank:
            return self.op == "!=" if self.op in {"==", "!="} else _NOTHING_TO_COMPARE
        truth = self._known(0 if left is BLANK else left, 0 if right is BLANK else right)
        return EMPTY if truth is True and self.literal and not self.guard else truth

    def _known(self, left: Any, right: Any) -> Any:
        texts = isinstance(left, str) + isinstance(right, str)
        if texts == 2:  # noqa: PLR2004 - both
            return _EXACT[self.op](plain(left), plain(right)) if self.op in {"==", "!="} else _NOT_A_NUMBER
        if texts:
            return self.op == "!=" if self.op in {"==", "!="} else _NOT_A_NUMBER
        if self.guard or not (isinstance(left, Printed) or isinstance(right, Printed)):
            return _EXACT[self.op](shown(left), shown(right))
        return possible(self.op, left, right)


_comparator: Final = lru_cache(maxsize=None)(Comparator)
"""Makes comparators; there are a hundred at most."""


@dataclass(frozen=True, slots=True)
class Among:
    """Whether a value is one of several, as ``==`` would find; ``texts`` are the options if all of them are literal texts."""

    equal: Comparator
    texts: frozenset[str] | None

    @classmethod
    def of(cls, node: plan.Membership) -> Among:
        """Return how a membership is decided."""
        values = [option.value for option in node.options if isinstance(option, plan.Const) and type(option.value) is str]
        texts = frozenset(map(plain, values)) if len(values) == len(node.options) else None
        return cls(Comparator.of("==", node.item, node.options[0], guard=node.guard), texts)

    def __call__(self, item: Any, *options: Any) -> Any:
        """Find a value among the options."""
        if self.texts is not None and type(item) is str:
            return plain(item) in self.texts
        return either(*(self.equal(item, option) for option in options))


# Functions -------------------------------------------------------------------------------------------------------------


def _of_texts(function: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
    """Make a function of texts: unknown stays unknown, a blank first text gives ``nothing``."""

    def applied(text: Any, *others: Any) -> Any:
        other = others[0] if others else ""
        if type(other) is str and len(others) <= 1:
            if type(text) is str:
                return function(plain(text), plain(other)) if others else function(plain(text))
            if text is BLANK:
                return nothing
        unknown = next((v for v in (text, *others) if isinstance(v, Unknown)), None)
        if unknown:
            return unknown
        if text is BLANK:
            return nothing
        return function(plain(text), *("" if o is BLANK else plain(o) for o in others))

    return applied


def _fits(text: Any, regex: str) -> Any:
    """Whether a whole text fits; the resolver has made the regular expression out of the author's pattern."""
    if isinstance(text, Unknown):
        return text
    return text is not BLANK and _whole(regex)(plain(text)) is not None


@lru_cache(maxsize=4096)
def _whole(regex: str) -> Callable[[str], re.Match[str] | None]:
    """Compile a regular expression; the cache of ``re`` itself holds fewer than a rulebook has."""
    return re.compile(regex, re.DOTALL).fullmatch


def _one_character_apart(a: str, b: str) -> bool:
    """Whether two texts differ by exactly one character changed, added or left out."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _shortens(text: str, whole: str) -> bool:
    """Whether the characters of a text all stand in another, in their order."""
    characters = iter(whole)
    return all(character in characters for character in text)


def _before(text: str, part: str) -> Any:
    return text.partition(part)[0] or BLANK if part and part in text else BLANK


def _after(text: str, part: str) -> Any:
    return text.partition(part)[2] or BLANK if part else BLANK


def _of_words(function: Callable[[str, WordList], Any], nothing: Any) -> Callable[[Any, WordList], Any]:
    """Make a function of a text and a word list."""

    def applied(text: Any, words: WordList) -> Any:
        if isinstance(text, Unknown):
            return text
        return nothing if text is BLANK else function(plain(text), words)

    return applied


def _year(value: Any) -> Any:
    return value.year if isinstance(value, date) else _YEAR_OF_TEXT(value)


def _year_of_text(text: str) -> Any:
    found = year_in(text)
    if found is None:
        return BLANK
    return int(found["digits"] or "".join(str(_CHINESE_DIGITS.index(c) % 10) for c in found["chinese"]))


_YEAR_OF_TEXT: Final = _of_texts(_year_of_text, nothing=BLANK)


def year_in(text: str) -> re.Match[str] | None:
    """Find the first year that a text names, outside of titles in 《》."""
    return _YEAR.search(_TITLE.sub(lambda title: "《" + "_" * (len(title[0]) - 2) + "》", text))


def _repeated(text: str) -> Any:
    found = repeated_in(text)
    return (found[1] or found[2]) if found else BLANK


def repeated_in(text: str) -> re.Match[str] | None:
    """Find a clause that stands twice in a row, or at least four characters that do within one; figures aside."""
    return _REPEATED.search(text)


def _only(value: Any, truth: Any) -> Any:
    if isinstance(truth, Unknown):
        return truth
    return BLANK if truth is False else value


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, date) and isinstance(right, int | Fraction):
        return left + timedelta(days=int(right))
    return left + right


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(left, date):
        return (left - right).days if isinstance(right, date) else _add(left, -right)
    return left - right


def _dated(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Make a date out of range, or a date less a blank, unknown."""

    def applied(left: Any, right: Any) -> Any:
        try:
            return function(left, right)
        except (OverflowError, TypeError):
            return _NOTHING_TO_COMPARE

    return applied


def _is_blank(value: Any) -> Any:
    return value if isinstance(value, Unknown) else value is BLANK


def _is_number(value: Any) -> Any:
    return value if isinstance(value, Unknown) else not isinstance(value, str) and value is not BLANK


def _as_number(value: Any) -> Any:
    return _NOT_A_NUMBER if isinstance(value, str) else value


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "+": _dated(_add),
    "-": _dated(_subtract),
    "*": operator.mul,
    "/": divide,
    "negative": operator.neg,
    "number": _as_number,
    "date": lambda value: _NOTHING_TO_COMPARE if value is BLANK else value,
    "blank": _is_blank,
    "numeric": _is_number,
    "contains": _of_texts(lambda text, part: part in text, nothing=False),
    "starts": _of_texts(lambda text, part: text.startswith(part), nothing=False),
    "length": _of_texts(len, nothing=0),
    "matches": _fits,
    "similar": _of_texts(_one_character_apart, nothing=False),
    "shortens": _of_texts(_shortens, nothing=False),
    "before": _of_texts(_before, nothing=BLANK),
    "after": _of_texts(_after, nothing=BLANK),
    "mentions": _of_words(lambda text, words: words.stands_in(text), nothing=False),
    "omit": _of_words(lambda text, words: words.left_out_of(text) or BLANK, nothing=BLANK),
    "year": _year,
    "repeated": _of_texts(_repeated, nothing=BLANK),
    "only": _only,
    "without": _of_texts(lambda text, part: text.replace(part, "") if part else text, nothing=BLANK),
}
