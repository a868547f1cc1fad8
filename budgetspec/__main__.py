"""``python -m budgetspec``: the same as the command."""

import sys

from budgetspec.cli import main

if __name__ == "__main__":
    sys.exit(main())
