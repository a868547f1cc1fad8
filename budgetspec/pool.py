"""Does a work in several processes: results in the order of the items, few items under way, one process's end not the others'."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from threading import Thread, current_thread, main_thread
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

    One that dies takes the others with it: they are renewed, what was under way is done again, and ``lost`` says what becomes
    of an item whose process dies again. Work, items and results are pickled.
    """

    def __init__(self, work: Callable[[Item], Result], jobs: int, lost: Callable[[Item], Result]) -> None:
        self._work, self._jobs, self._lost = work, jobs, lost
        self._alone: ProcessPoolExecutor | None = None

    def results(self, items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
        """Give each item with its result, in order; close the iterator to stop before the end."""
        self._start()
        try:
            for item, future in in_order(self._submit, items, self._jobs * _AHEAD):
                yield item, self._result(item, future)
        except BaseException:
            self._stop()
            raise
        finally:
            for executor in filter(None, (self._executor, self._alone)):
                executor.shutdown(cancel_futures=True)

    def _stop(self) -> None:
        """End the processes, whatever they are at: nobody wants their results any more."""
        for process in self._processes:
            process.terminate()

    def _start(self) -> None:
        others = {*active_children()}
        self._executor = _executor(self._work, self._jobs)
        self._processes = {*active_children()} - others

    def _submit(self, item: Item) -> Future[Result]:
        try:
            return self._executor.submit(_do, item)
        except BrokenProcessPool:
            self._executor.shutdown()
            self._start()
            return self._executor.submit(_do, item)

    def _result(self, item: Item, future: Future[Result]) -> Result:
        try:
            return future.result()
        except BrokenProcessPool:
            return self._done_alone(item)

    def _done_alone(self, item: Item) -> Result:
        """Do an item again in a process that does one at a time, so that what ends it is known."""
        if self._alone is None:
            self._alone = _executor(self._work, 1)
        try:
            result: Result = self._alone.submit(_do, item).result()
        except BrokenProcessPool:
            self._alone = None
            result = self._lost(item)
        return result


def _executor(work: Callable[[Item], Result], jobs: int) -> ProcessPoolExecutor:
    """Start processes, all at once and everywhere in the same way: a program with threads is not to be forked."""
    executor = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_begin, initargs=(work,))
    with _interruptions_ignored():
        for _ in range(jobs):
            executor.submit(os.getpid)
    return executor


@contextmanager
def _interruptions_ignored() -> Iterator[None]:
    """Let processes start that ignore Ctrl-C, which is for their parent to answer; only the main thread may say so."""
    if current_thread() is not main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


# In a process of the pool ------------------------------------------------------------------------------------------------------

_WORK: Final[list[Callable[[Any], Any]]] = []
"""The work of this process, sent to it once and not with every item."""


def _begin(work: Callable[[Item], Result]) -> None:
    """Take the work over; the process ends when its parent does, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORK[:] = [work]
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(item: Any) -> Any:
    return _WORK[0](item)
