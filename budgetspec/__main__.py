"""``python -m budgetspec`` and the script ``budgetspec``: the same command.

The version is told before anything else is imported: tools ask for it each time they start.
"""

import sys

from budgetspec import __version__


def main() -> int:
    """Run the command of this process."""
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"budgetspec {__version__}\n")
        return 0
    from budgetspec.cli import main as command  # noqa: PLC0415 - see above

    return command()


if __name__ == "__main__":
    sys.exit(main())
