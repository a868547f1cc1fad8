"""What a finding says is wrong, changed as it suggests, makes the failing checks hold; and it claims nothing that is not so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from budgetspec.diagnosis.causes import Cause, diagnosed
from budgetspec.diagnosis.linear import Check
from budgetspec.finding import Verdict
from budgetspec.lang.evaluator import Evaluation
from budgetspec.money import BLANK
from budgetspec.patch import changed
from budgetspec.reader import pointer, read
from budgetspec.rulebook import Rulebook
from budgetspec.submission import Submission

EXAMPLE = Path(__file__).parents[2] / "examples" / "binhai-2025" / "disclosure.json"
BOOK = Rulebook.load("dalian-department-budget")
SOUND: Any = read(EXAMPLE.read_bytes()).value
DISCLOSURE = BOOK.submission(SOUND).disclosure
AMOUNTS = [
    (slot.where, slot.raw)
    for slot in DISCLOSURE.slots()
    if slot.column.kind == "amount"
    and slot.raw
    and DISCLOSURE.printing(slot)[1] is None  # printed exactly
    and BOOK.readers.of((slot.table, slot.column.path, None, ()))
]


def caused(document: Any) -> tuple[Submission, tuple[Cause, ...]]:
    submission = BOOK.submission(document)
    evaluation = Evaluation(submission)
    failing = [
        Check(number, outcome.instance, outcome.level, key)
        for number, rule in enumerate(BOOK.rules)
        for outcome in evaluation.run(rule.plan)
        for key, verdict in zip(outcome.keys, outcome.verdicts, strict=True)
        if verdict is Verdict.FAILS
    ]
    return submission, diagnosed(BOOK.readers, evaluation, submission, range(len(BOOK.rules)), failing).causes


wrong_amounts = st.lists(
    st.tuples(st.sampled_from(AMOUNTS), st.integers(-(10**7), 10**7).filter(bool)),
    min_size=1, max_size=3, unique_by=lambda drawn: drawn[0][0],
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(wrong_amounts)
def test_what_is_claimed_is_so(drawn: list[tuple[tuple[tuple[str | int, ...], Decimal], int]]) -> None:
    """A cause without choice names the cell that was changed, and the value that it had.

    One cell is changed: of several, fewer changes may do as well, and those are then what is claimed.
    """
    drawn = drawn[:1]
    wrong = {pointer(where): value + Decimal(cents) / 100 for (where, value), cents in drawn}
    right = {pointer(where): value for (where, value), _ in drawn}
    submission, causes = caused(changed(SOUND, {"set": wrong}))
    for cause in causes:
        if cause.decided:
            for (table, column, identity, key), value in cause.choices[0].edits:
                level = BOOK.readers.levels.get((table, identity))
                cell = submission.cell(table, column, level, key) if level else submission.scalar_cell(column)
                assert Decimal(0 if value is BLANK else int(value)) / 100 == right[cell.pointer]


@settings(deadline=None, max_examples=15)
@given(wrong_amounts)
def test_the_truth_is_among_what_is_given(drawn: list[tuple[tuple[tuple[str | int, ...], Decimal], int]]) -> None:
    """The cell that was changed is one of those that some cause names."""
    drawn = drawn[:1]
    wrong = {pointer(where): value + Decimal(cents) / 100 for (where, value), cents in drawn}
    submission, causes = caused(changed(SOUND, {"set": wrong}))
    named = {
        (
            submission.cell(table, column, BOOK.readers.levels[table, identity], key) if table else submission.scalar_cell(column)
        ).pointer
        for cause in causes
        for choice in cause.choices
        for (table, column, identity, key), _ in choice.edits
    }
    assert named >= set(wrong)
