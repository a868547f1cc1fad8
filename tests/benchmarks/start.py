"""What a whole process of the command takes, of the processor: telling its version, and checking the reference.

With bytecode and cache in folders of their own: the first check finds neither, the others what it has kept.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from table import Line, shown
from whole import REFERENCE

_COMMAND: Final = [sys.executable, "-m", "budgetspec"]
_CHECK: Final = [*_COMMAND, "check", str(REFERENCE)]
_FLOOR: Final = 'python -c "import json"'
_RUNS: Final = 7


def lines() -> list[Line]:
    """Time each in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        around = {**os.environ, "XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder, "PYTHONPYCACHEPREFIX": folder}
        around.pop("PYTHONDONTWRITEBYTECODE", None)
        taken = partial(_seconds, around=around)
        first = taken(_CHECK)
        works = {
            _FLOOR: [sys.executable, "-c", "import json"],
            "budgetspec --version": [*_COMMAND, "--version"],
            "budgetspec check of the reference": _CHECK,
        }
        least = dict.fromkeys(works, first)
        for _ in range(_RUNS):
            for name, command in works.items():
                least[name] = min(least[name], taken(command))
    least["budgetspec check, with nothing kept and nothing compiled"] = first
    return [Line(name, shown(time), f"{time / least[_FLOOR]:.1f} ×") for name, time in least.items()]


def _seconds(command: Sequence[str], around: Mapping[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=around, stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
