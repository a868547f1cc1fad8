"""What lint says is proven: no data shows the contrary, and no rule file makes it fail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

from hypothesis import event, given, settings
from hypothesis import strategies as st
from trees import files

from budgetspec.finding import Verdict
from budgetspec.lang import ast
from budgetspec.lang.evaluator import Evaluation
from budgetspec.lang.parser import parse
from budgetspec.lang.printer import written
from budgetspec.lint import Stated, lint
from budgetspec.reader import read
from budgetspec.rulebook import Rulebook
from budgetspec.source import Source
from budgetspec.submission import Submission

TOY: Final = Path(__file__).parent.parent / "toy"
BOOK: Final = Rulebook.load(TOY)
EXAMPLE: Final = (TOY / "disclosure.json").read_text("utf-8")
APPLICABLE: Final = {Verdict.HOLDS, Verdict.FAILS, Verdict.EMPTY}

# Conditions over few terms, so that they often say the same thing ------------------------------------------------------

MONEY: Final = st.sampled_from(["单位表.合计", "万元表.合计", "总表.收入.总计", "sum(单位表.合计[单位])", "0", "1元", "100元"])
NUMBERS: Final = st.sampled_from(["单位表.人数", "count(单位表.合计[单位])", "rows(单位表.合计)", "单位表.占比", "0", "1", "2"])
VALUES: Final = st.sampled_from(["项目表.指标.指标值", "项目表.指标.权重", "年度", "1", "2025"])
TEXTS: Final = st.sampled_from(["项目表.指标.度量单位", "项目表.指标.名称", '"%"', '"次"', '"％"'])
DATES: Final = st.sampled_from(["公开.公开日期", "公开.批复日期", "公开.批复日期 + 20 days", '"2025-01-20"'])
ORDERS: Final = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def computed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("{} {} {}".format, inner, st.sampled_from("+-"), inner) | st.builds("2 * {}".format, inner) | inner


def compared(inner: st.SearchStrategy[str], orders: st.SearchStrategy[str] = ORDERS) -> st.SearchStrategy[str]:
    return st.builds("{} {} {}".format, inner, orders, inner) | st.builds("{} in ({}, {})".format, inner, inner, inner)


def blank(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("blank({})".format, inner)


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or", "implies"]), inner) | st.builds(
        "not ({})".format, inner
    )


def conditions(base: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.recursive(base, joined, max_leaves=4)


CONDITIONS: Final = st.sampled_from(
    [
        compared(computed(MONEY)) | st.builds("{} == {} within 100元".format, MONEY, MONEY) | blank(MONEY),
        compared(computed(NUMBERS)) | blank(NUMBERS),
        compared(VALUES) | blank(VALUES),
        compared(TEXTS, st.sampled_from(["==", "!="])) | blank(TEXTS),
        compared(DATES) | blank(DATES),
    ]
)
"""Conditions that go together, for a rule and its ``when``."""


@st.composite
def rules(draw: st.DrawFn) -> str:
    kind = conditions(draw(CONDITIONS))
    texts = [f"when {draw(kind)}: {draw(kind)}" if draw(st.booleans()) else draw(kind) for _ in range(2)]
    return "".join(f'rule 甲{number} "x" {text} basis "y"\n' for number, text in enumerate(texts))


# Submissions -----------------------------------------------------------------------------------------------------------

SMALL: Final = st.sampled_from([None, 0, 0.01, 1, 2])
REPLACED: Final = {
    **dict.fromkeys(["合计", "人数", "占比", "总计", "权重"], SMALL),
    "指标值": SMALL | st.sampled_from(["较高", "2025"]),
    "度量单位": st.sampled_from([None, "%", "次"]),
    "公开日期": st.sampled_from([None, "2025-01-20", "2025-03-01"]),
    "年度": st.sampled_from([None, 2025, 1]),
}


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    value = json.loads(EXAMPLE)
    for place, name in _leaves(value):
        place[name] = draw(REPLACED[name])
    if draw(st.booleans()):
        del value["表"][draw(st.sampled_from(["单位表", "万元表", "总表", "项目表"]))]
    return BOOK.submission(read(json.dumps(value).encode()).value)


def _leaves(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, dict):
        yield from ((value, name) for name, leaf in value.items() if name in REPLACED and not isinstance(leaf, dict))
    yield from chain.from_iterable(map(_leaves, inner))


def verdicts(book: Rulebook, disclosure: Submission) -> list[dict[Any, Verdict]]:
    """Return what each rule says at each level and key."""
    evaluation = Evaluation(disclosure)
    found: list[dict[Any, Verdict]] = []
    for rule in book.rules:
        outcomes = list(evaluation.run(rule.plan))
        pairs = ((o.level, key, verdict) for o in outcomes for key, verdict in zip(o.keys, o.verdicts, strict=True))
        found.append({(level, key): verdict for level, key, verdict in pairs})
    return found


# What is claimed -------------------------------------------------------------------------------------------------------


class TestProven:
    @settings(max_examples=300, deadline=None)
    @given(rules(), submissions())
    def test_no_submission_shows_the_contrary(self, text: str, disclosure: Submission) -> None:
        """A rule that cannot fail never does, one that never applies never does, and so on, whatever the data."""
        source = Source("r", text)
        book = BOOK.with_rules([source])
        said = verdicts(book, disclosure)
        for problem in lint(book, [source]):
            event(problem.code)
            number = [rule.id for rule in book.rules].index(problem.rule or "")
            own, other = set(said[number].values()), said[0]
            aside = "约数" in problem.message.zh and ("万元表" in text or "占比" in text)
            match problem.code:
                case "L001" | "L002":
                    assert Verdict.FAILS not in own
                case "L003":
                    assert not own & APPLICABLE
                case "L004" if not aside:
                    assert not own & {Verdict.HOLDS, Verdict.EMPTY}
                case "L005":
                    assert [v is Verdict.FAILS for v in said[1].values()] == [v is Verdict.FAILS for v in other.values()]
                case "L007" if not aside:
                    met = {Verdict.HOLDS, Verdict.EMPTY}
                    assert not [key for key, v in said[1].items() if v in met and other.get(key) in met]


FLIPPED: Final = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def turned(expr: ast.Expr) -> ast.Expr:
    """Write a condition the other way round, all the way down."""
    match expr:
        case ast.Binary(op="+" | "*" as op, left=left, right=right) if getattr(right, "unit", None) != "days":
            return ast.Binary(op, turned(right), turned(left))
        case ast.Compare(op=op, left=left, right=right, within=within):
            return ast.Compare(FLIPPED[op], turned(right), turned(left), within)
        case ast.Logic(op="implies", operands=(premise, conclusion)):
            return ast.Logic("or", (turned(conclusion), ast.Not(turned(premise))))
        case ast.Logic(op=op, operands=operands):
            return ast.Logic(op, tuple(map(turned, reversed(operands))))
        case ast.Not(operand=operand):
            return ast.Not(turned(operand))
    return expr


class TestNormal:
    @settings(deadline=None)
    @given(rules())
    def test_a_rule_is_the_same_the_other_way_round(self, text: str) -> None:
        """Turning sides, signs and alternatives changes nothing: the turned rule is reported as the same."""
        first = parse(Source("r", text))[0].rules[0]
        other = replace(first, id="乙", body=turned(first.body), guard=turned(first.guard) if first.guard else None)
        book = BOOK.with_rules([Source("r", written(first)), Source("s", written(other))])
        if book.problems:
            return
        one, two = (Stated.of(rule) for rule in book.rules)
        assert set(one.checks) == set(two.checks)
        assert [problem.code for problem in lint(book, [book.rules[1].source]) if problem.code in {"L005", "L007"}] == ["L005"]


class TestAnyText:
    @settings(max_examples=150, deadline=None)
    @given(files)
    def test_any_file_is_linted(self, file: ast.File) -> None:
        """Whatever can be written is linted without an exception."""
        source = Source("r", written(file))
        book = BOOK.with_rules([source])
        for problem in lint(book, [source], frozenset()):
            assert problem.source == source
            assert problem.render("zh")
            assert problem.render("en")
