"""``python -m budgetspec`` and the script ``budgetspec``: the same command.

The version is told before anything else is imported: tools ask for it each time they start.
"""

import gc
import sys

from budgetspec import __version__

_ALLOCATIONS = 200_000
"""So many new objects are made between two searches for garbage; Python itself takes 700."""


def main() -> int:
    """Run the command of this process."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"budgetspec {__version__}\n")
        return 0
    # Rules become many objects that all stay: to look through them for garbage again and again takes a fifth of the time.
    gc.set_threshold(_ALLOCATIONS)
    from budgetspec.cli import main as command  # noqa: PLC0415 - see above

    return command()


if __name__ == "__main__":
    sys.exit(main())
