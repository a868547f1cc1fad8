"""``python -m budgetspec`` and the script ``budgetspec``: the same command.

The version is told before anything else is imported: tools ask for it each time they start.
"""

import gc
import os
import sys

from budgetspec import __version__

_ALLOCATIONS = 200_000
"""So many new objects are made between two searches for garbage; Python itself takes 700."""
_TOOLS = 6
"""So many tools can be registered with ``sys.monitoring``."""


def main() -> int:
    """Run the command of this process."""
    if sys.argv[1:] == ["--version"]:
        print(f"budgetspec {__version__}")  # noqa: T201 - the streams of a process, which may have none
        return 0
    # Rules become many objects that all stay: to look through them for garbage again and again takes a fifth of the time.
    gc.set_threshold(_ALLOCATIONS)
    from budgetspec.cli import main as command  # noqa: PLC0415 - see above

    code = command()
    if not _is_watched():
        # All is written. To take apart object by object what is there takes a tenth of a check, and is for nothing.
        os._exit(code)
    return code


def _is_watched() -> bool:
    """Tell whether somebody measures the process, or debugs it, who has something to write at its end."""
    monitoring = getattr(sys, "monitoring", None)  # since Python 3.12
    tools = map(monitoring.get_tool, range(_TOOLS)) if monitoring else ()
    return any((sys.gettrace(), sys.getprofile(), *tools))


if __name__ == "__main__":
    sys.exit(main())
