"""Many submissions: any number of processes and any executor give what one process gives, and none stops the others."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from budgetspec import Checker, Report, Rulebook
from budgetspec.batch import Outcome, Work
from budgetspec.finding import BudgetspecError
from budgetspec.inputs import Entry
from budgetspec.pool import in_order
from budgetspec.source import Source

TOY = Path(__file__).parent / "toy"
RULE = 'rule A-01 "年度是2025年" 年度 == 2025\n'


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(Rulebook.load(TOY).with_rules([Source("a.rules", RULE)]))


@pytest.fixture(scope="module")
def texts() -> list[bytes]:
    """Submissions of which every third fails, and one that cannot be read."""
    document = json.loads((TOY / "disclosure.json").read_bytes())
    return [json.dumps({**document, "年度": 2025 - (n % 3 == 0)}).encode() for n in range(20)] + [b"{"]


def entered(texts: list[bytes]) -> list[Entry]:
    return [Entry(f"x:{n}", text, len(text), "x") for n, text in enumerate(texts)]


class TestJobs:
    def test_any_number_gives_what_one_gives(self, checker: Checker, texts: list[bytes]) -> None:
        work = Work(checker, style="jsonl")
        alone = list(work.outcomes(entered(texts)))
        assert list(work.outcomes(entered(texts), jobs=2)) == alone
        assert [outcome.code for _, outcome in alone if outcome] == [int(n % 3 == 0) for n in range(20)] + [3]

    def test_few_are_under_way_at_any_time(self, checker: Checker, texts: list[bytes]) -> None:
        taken = []

        def endless() -> Iterator[Entry]:
            while True:
                taken.append(1)
                yield Entry("x", texts[0], 0, "x")

        outcomes = Work(checker).outcomes(endless(), jobs=2)
        for _ in range(10):
            next(outcomes)
        outcomes.close()
        assert len(taken) < 20

    def test_a_fault_in_one_is_its_own_report(self, checker: Checker, texts: list[bytes]) -> None:
        broken = Entry("b", Faulty(), 0, "b")  # type: ignore[arg-type]
        missing = Entry("m", BudgetspecError("无法读取 m"), 0, "m")
        outcomes = [outcome for _, outcome in Work(checker).outcomes([broken, missing, *entered(texts[:1])]) if outcome]
        assert [outcome.code for outcome in outcomes] == [3, 3, 1]
        assert "程序出错，请报告给开发者：" in outcomes[0].text
        assert "无法读取 m" in outcomes[1].text

    def test_what_a_folder_lists_may_be_something_else(self, checker: Checker, texts: list[bytes]) -> None:
        found = [Entry("s", text, 0, ".", listed=True) for text in (b'{"a": 1}', b"[]", b"3", b"{", texts[1])]
        codes = [outcome and outcome.code for _, outcome in Work(checker).outcomes(found)]
        assert codes == [None, None, None, 3, 0]


class Faulty:
    """Is read as a file is, and stands for a fault of ours."""

    def read(self, _size: int) -> bytes:
        raise ZeroDivisionError


class Deadly:
    """Ends the process that it is sent to."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (9,)


def test_a_process_that_dies_costs_only_what_killed_it(checker: Checker, texts: list[bytes]) -> None:
    work = Work(checker)
    sound = entered(texts[:7])
    deadly = Entry("x:deadly", Deadly(), 0, "x")  # type: ignore[arg-type]
    found = dict(work.outcomes([*sound[:5], deadly, *sound[5:]], jobs=2))
    died = found.pop(deadly)
    assert found == dict(work.outcomes(sound))
    assert died is not None
    assert (died.code, died.text.splitlines()[3]) == (3, "    检查它的进程意外终止，可能内存不足")


def test_items_are_submitted_a_few_ahead() -> None:
    submitted: list[int] = []
    results = in_order(submitted.append, iter(range(100)), 3)
    assert next(results) == (0, None)
    assert submitted == [0, 1, 2]
    assert [item for item, _ in results] == [*range(1, 100)]


class TestExecutors:
    @pytest.mark.parametrize("executor", [ThreadPoolExecutor, partial(ProcessPoolExecutor, mp_context=get_context("spawn"))])
    def test_a_checker_works_under_any(self, checker: Checker, texts: list[bytes], executor: Callable[[int], Executor]) -> None:
        with executor(2) as pool:
            assert list(pool.map(checker.check, texts)) == [checker.check(text) for text in texts]

    def test_a_checker_of_the_shipped_forms_is_sent_by_name(self) -> None:
        checker = Checker(language="en", only=["T04-*"], skip=["T04-02"], max_findings=3, max_bytes=1000)
        sent = pickle.dumps(checker)
        assert len(sent) < 300
        copy = pickle.loads(sent)  # noqa: S301 - our own bytes
        assert pickle.dumps(copy) == sent

    def test_a_process_makes_a_checker_ready_once(self, checker: Checker) -> None:
        sent = pickle.dumps(checker)
        assert pickle.loads(sent) is pickle.loads(sent)  # noqa: S301 - our own bytes


def test_an_outcome_keeps_what_is_counted(checker: Checker, texts: list[bytes]) -> None:
    report: Report = checker.check(texts[0], "x:0")
    ((_, outcome),) = Work(checker).outcomes(entered(texts[:1]))
    assert isinstance(outcome, Outcome)
    assert (outcome.department, outcome.counts, outcome.headings) == (report.department, report.counts, report.headings)
