"""Says on a terminal how far a long check has come, how fast it goes and how long it will take, on one line that is overwritten.

Our own few lines: tqdm takes longer to import than a submission to check, and speaks no Chinese.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import field
from typing import Final

from budgetspec.commands.console import Console
from budgetspec.source import width
from budgetspec.values import dataclass

_PAUSE: Final = 0.5
"""Seconds between two lines, and before the first: a short check says nothing."""


@dataclass(slots=True)
class Progress:
    """What has been checked so far; ``total`` is the bytes there are to check, 0 if that cannot be known."""

    console: Console
    total: int
    shown: bool = True
    clock: Callable[[], float] = time.monotonic
    _checked: int = 0
    _bytes: int = 0
    _begun: float = field(init=False)
    _said: float = field(init=False)
    _columns: int = 0

    def __post_init__(self) -> None:
        self._begun = self._said = self.clock()

    def add(self, size: int, *, submissions: int = 1) -> None:
        """Count so many bytes, which hold a submission or none, and say so if it is time."""
        self._checked += submissions
        self._bytes += size
        now = self.clock()
        if self.shown and now - self._said >= _PAUSE:
            self._said = now
            self._say(self._line(now - self._begun))

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        if self._columns:
            self._say("")

    def _say(self, line: str) -> None:
        columns = sum(map(width, line))
        self.console.stderr.write(f"\r{line}{' ' * (self._columns - columns)}\r")
        self._columns = columns

    def _line(self, seconds: float) -> str:
        rate = f"{self._checked / seconds:,.1f}"
        said = self.console.said(f"已检查 {self._checked:,} 份，每秒 {rate} 份", f"{self._checked:,} checked, {rate} a second")
        if not self.total:
            return said
        done = min(1.0, self._bytes / self.total)
        left = _clock(seconds / done - seconds) if done else "?"
        return said + self.console.said(f"，{done:.0%}，还需 {left}", f", {done:.0%}, {left} left")


def _clock(seconds: float) -> str:
    """Write a time as hours, minutes and seconds.

    >>> _clock(59), _clock(3700)
    ('0:59', '1:01:40')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
