"""Does a work in several processes: results in the order of the items, few items under way, one process's end not the others'."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, Final, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD: Final = 4
"""So many items a process are under way: enough that none waits for the next, few enough for large ones."""


def in_order(submit: Callable[[Item], Result], items: Iterable[Item], ahead: int) -> Iterator[tuple[Item, Result]]:
    """Submit items, ``ahead`` of them before the first is given with what became of it, and then one for each given.

    With the ``submit`` of an executor, which gives futures, memory does not grow with the number of items.

    >>> list(in_order(str, range(3), 2))
    [(0, '0'), (1, '1'), (2, '2')]
    """
    waiting: deque[tuple[Item, Result]] = deque()
    for item in items:
        waiting.append((item, submit(item)))
        if len(waiting) == ahead:
            yield waiting.popleft()
    yield from waiting


class Pool(Generic[Item, Result]):
    """Processes that do a work.

    One that dies takes the others with it: they are renewed, what was under way is done again, each item by a process of its
    own, and ``lost`` says what becomes of an item whose process dies again. Work, items and results are pickled.
    """

    def __init__(self, work: Callable[[Item], Result], jobs: int, lost: Callable[[Item], Result]) -> None:
        self._work, self._jobs, self._lost = work, jobs, lost
        self._executor = self._started()

    def results(self, items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Give each item with its result, in order; close the iterator to stop before the end."""
        try:
            for item, future in in_order(self._submit, items, self._jobs * _AHEAD):
                yield item, self._result(item, future)
        finally:
            self._executor.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._jobs, initializer=_begin, initargs=(self._work,))

    def _submit(self, item: Item) -> Future[Result]:
        try:
            return self._executor.submit(_do, item)
        except BrokenProcessPool:
            self._executor.shutdown()
            self._executor = self._started()
            return self._executor.submit(_do, item)

    def _result(self, item: Item, future: Future[Result]) -> Result:
        try:
            return future.result()
        except BrokenProcessPool:
            return self._done_alone(item)

    def _done_alone(self, item: Item) -> Result:
        """Do the work in a new process, spawned, as a program with threads, such as a pool has, is not to be forked."""
        with ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin, initargs=(self._work,)) as alone:
            try:
                result: Result = alone.submit(_do, item).result()
            except BrokenProcessPool:
                result = self._lost(item)
        return result


# In a process of the pool ------------------------------------------------------------------------------------------------------

_WORK: Final[list[Callable[[Any], Any]]] = []
"""The work of this process, sent to it once and not with every item."""


def _begin(work: Callable[[Item], Result]) -> None:
    """Take the work over; interruptions are for the parent to answer, and the process ends when the parent does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORK[:] = [work]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(item: Any) -> Any:
    return _WORK[0](item)
