"""Values as bytes and back, and nothing else that bytes might ask for."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from budgetspec import Checker, Rulebook
from budgetspec.lang import plan
from budgetspec.lang.types import FieldType, Kind, Level
from budgetspec.packing import Later, UnpackableError, pack, unpack

TOY = Path(__file__).parent / "toy"


def test_a_rulebook_checks_the_same_after_it_was_packed() -> None:
    book = Rulebook.load(TOY)
    submission = (TOY / "disclosure.json").read_bytes()
    assert Checker(unpack(pack(book))).check(submission).to_dict() == Checker(book).check(submission).to_dict()


@pytest.mark.parametrize("value", [os.system, eval, pytest.fail, pickle.loads], ids=["system", "eval", "fail", "loads"])
def test_what_could_do_something_is_not_unpacked(value: object) -> None:
    with pytest.raises(UnpackableError):
        unpack(pickle.dumps((value,)))


def test_what_is_imported_into_a_module_does_not_belong_to_it() -> None:
    with pytest.raises(UnpackableError, match=r"budgetspec\.packing\.BytesIO"):
        unpack(b"cbudgetspec.packing\nBytesIO\n.")


def test_bytes_that_are_not_whole_are_told() -> None:
    whole = pack(Rulebook.load(TOY).readings)
    for end in range(0, len(whole) - 1, 97):
        with pytest.raises(UnpackableError):
            unpack(whole[:end])


def test_what_is_alike_is_written_once() -> None:
    first, second = (FieldType(Kind.AMOUNT, (Level("单位", ("单位",)),)) for _ in range(2))
    nodes = [plan.Single("年度", type=each) for each in (first, second)]
    one, other = unpack(pack(nodes))
    assert one is not other
    assert one.type is other.type


def test_what_is_needed_later_is_read_later_and_only_by_the_same_reader() -> None:
    hostile: Later[object] = Later(None, pickle.dumps(os.system))
    read = unpack(pack(hostile))
    with pytest.raises(UnpackableError):
        _ = read.value
