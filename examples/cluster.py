"""Checks the submissions in a folder on a Dask cluster; prints each report as a line of JSON, as ``check --format jsonl`` does.

    pip install 'budgetspec[cluster]'
    python examples/cluster.py FOLDER [SCHEDULER]

SCHEDULER is the address of a cluster (tcp://…) whose machines have budgetspec and the folder; without it, one is started on
this machine. Nothing here but ``Client`` is Dask's: the executor may be Ray's or any other of ``concurrent.futures``.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from distributed import Client

from budgetspec import Checker
from budgetspec.pool import in_order
from budgetspec.render import render
from budgetspec.summary import Summary

AHEAD = 1000
"""So many submissions are handed to the cluster before the first report is asked for."""


def main(folder: str, scheduler: str | None = None) -> None:
    """Print the reports in the order of the files, and what they come to on stderr."""
    checker, summary = Checker(), Summary()
    with Client(scheduler) if scheduler else Client(threads_per_worker=1) as client:
        submit = partial(client.get_executor(pure=False).submit, checker.check)
        for _, report in in_order(submit, map(str, sorted(Path(folder).rglob("*.json"))), AHEAD):
            summary.add(report.result())
            print(render(report.result(), "jsonl"), end="")
    print(f"{summary.submissions} submissions, {summary.with_errors} with errors", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
