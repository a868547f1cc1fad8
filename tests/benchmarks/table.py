"""How benchmarks take times and print them: all in turns within one run, so that a noisy machine disturbs all of them alike."""

from __future__ import annotations

import math
import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what was measured, the measure, and what it is compared with."""

    what: str
    measure: str
    comparison: str = ""


def seconds(works: Mapping[str, Callable[[], Any]], runs: int) -> dict[str, float]:
    """Return the least time of the processor that each work takes in so many runs, taken in turns."""
    least = dict.fromkeys(works, math.inf)
    for _ in range(runs):
        for name, work in works.items():
            started = time.process_time()
            work()
            least[name] = min(least[name], time.process_time() - started)
    return least


def compared(times: Mapping[str, float], base: str) -> list[Line]:
    """Say how many times each takes as long as the base."""
    return [Line(name, shown(taken), f"{taken / times[base]:,.1f} ×") for name, taken in times.items()]


def exponent(sizes: Sequence[float], measures: Sequence[float]) -> float:
    """Return how the measure grows with the size: the slope of least squares through the logarithms.

    >>> round(exponent([1, 10, 100], [2, 20, 200]), 2)
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(measure) for measure in measures]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def shown(taken: float) -> str:
    """Write a time with three digits and its unit."""
    unit, factor = next(each for each in (("s", 1), ("ms", 1e3), ("µs", 1e6)) if taken * each[1] >= 1 or each[0] == "µs")
    return f"{taken * factor:.3g} {unit}"


def printed(title: str, lines: Iterable[Line]) -> str:
    """Return a block of the table."""
    return "\n".join(
        [title, *(f"  {_padded(line.what, 66)}{line.measure:>12}  {line.comparison:>12}".rstrip() for line in lines)]
    )


def _padded(text: str, width: int) -> str:
    columns = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
    return text + " " * (width - columns)
