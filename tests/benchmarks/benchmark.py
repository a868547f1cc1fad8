"""Runs the benchmarks and prints one table; some minutes.

Run it from the project's folder:  .venv/bin/python tests/benchmarks/benchmark.py [peers] [whole] [start] [scaling]

Times are of the processor, the least of several runs, all in turns in one process; compare ratios and exponents, since machines
are noisy. The peers are installed with  pip install -e '.[benchmarks]'. To join, a module gives its ``lines()`` and stands in
``PARTS``. ``reference.py``, ``parsing.py`` and ``localisation.py`` look closer at one thing each.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Sequence
from typing import Final

import peers
import scaling
import start
import whole
from table import Line, printed

PARTS: Final[dict[str, tuple[str, Callable[[], list[Line]]]]] = {
    "peers": ("520 identities of one table, parsed: 200 rows, 8 columns, 3 levels", peers.lines),
    "whole": ("The reference submission, all rules and sentences", whole.lines),
    "start": ("Whole processes, on the reference", start.lines),
    "scaling": ("Growth: times, exponents; memory at its peak", scaling.lines),
}


def main(wanted: Sequence[str]) -> None:
    """Print the parts that are wanted, or all."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in wanted or PARTS:
        title, lines = PARTS[name]
        print(f"\n{printed(title, lines())}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
