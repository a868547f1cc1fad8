"""Whether numbered headings and items run on: what number each should bear by those before it.

Items of one style (一、 （一） 1、 …) under one heading are a list, and so are the headings of one style under one heading.
A list begins at 1 and goes on by 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from typing import Final

from budgetspec import numbering
from budgetspec.order import Where
from budgetspec.values import dataclass

_SECOND: Final = 2


@dataclass(frozen=True, slots=True)
class Line:
    """A heading or a paragraph of a part of the text, and where it stands."""

    where: Where
    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """A numbered line of a list, by its position; ``since`` is the line before it in the list, or what the list stands under.

    A list may begin anew where lines without a number stand before it (``apart``).
    """

    position: int
    number: int
    since: int
    apart: bool


@dataclass(frozen=True, slots=True)
class _List:
    rank: int
    steps: list[_Step] = field(default_factory=list)


def due(lines: Iterable[Line]) -> dict[Where, int]:
    """Return the number that each numbered line should bear, by where it stands.

    >>> due([Line((0,), "（一）甲"), Line((1,), "（三）乙"), Line((2,), "（四）丙")])
    {(0,): 1, (1,): 2, (2,): 4}
    """
    every = tuple(lines)
    lists = _Outline(every).lists()
    return {every[step.position].where: number for each in lists for step, number in _numbers(each, every)}


class _Outline:
    """The lists that the numbered lines of a text belong to."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.found: list[_List] = []
        self.headings: list[_List] = []  # the lists that go on, outermost first
        self.items: list[_List] = []
        self.section = self.plain = 0  # the last heading, and the last line without a number

    def lists(self) -> list[_List]:
        for position, line in enumerate(self.lines):
            rank, number = numbering.rank(line.text), numbering.split(line.text)[0]
            if line.is_heading:
                self.section, self.items = position, []
            if rank is not None and number is not None:
                self._add(position, rank, number)
            else:
                self.plain = position
                self.headings = [] if line.is_heading else self.headings
        return self.found

    def _add(self, position: int, rank: int, number: int) -> None:
        is_heading = self.lines[position].is_heading or self._is_like_a_heading(rank, number)
        around = self.headings if is_heading else self.items
        around[:] = [each for each in around if each.rank <= rank]
        above = around[-1].steps[-1].position if around and is_heading else 0 if is_heading else self.section
        if not around or around[-1].rank < rank:
            around.append(_List(rank))
            self.found.append(around[-1])
        steps = around[-1].steps
        since = steps[-1].position if steps else above
        steps.append(_Step(position, number, since, apart=self.plain > since and not is_heading))

    def _is_like_a_heading(self, rank: int, number: int) -> bool:
        """Whether an item goes on with the headings: each may stand on a line of its own or not."""
        return not any(each.rank == rank for each in self.items) and any(
            each.rank == rank and each.steps[-1].number + 1 == number for each in self.headings
        )


def _numbers(found: _List, lines: Sequence[Line]) -> Iterator[tuple[_Step, int]]:
    """Give each line of a list its number; a line whose follower goes on without it has a wrong one."""
    number = 1
    followers = [*(step.number for step in found.steps[1:]), None]
    for step, follower in zip(found.steps, followers, strict=True):
        goes_on = follower == number + 1
        begins = step.number == 1 and (step.apart or number > _SECOND) and not goes_on
        left_out, before = range(number, step.number), lines[step.since : step.position]
        if begins or _is_printed(found.rank, left_out, before, lines[step.position]):
            number = step.number
        yield step, number
        number = number + 1 if step.number == number or goes_on else step.number + 1


def _is_printed(rank: int, numbers: range, lines: Sequence[Line], line: Line) -> bool:
    """Whether all numbers that a line leaves out stand in lines before it: in other styles, or where a line break was lost."""
    inside = {number for each in lines for number in numbering.within(each.text, rank)}
    alike = [numbering.split(each.text)[0] for each in lines if each.is_heading == line.is_heading]
    numbered = [number for number in alike if number is not None]
    return bool(numbers) and (inside.issuperset(numbers) or numbered[-len(numbers) :] == list(numbers))
