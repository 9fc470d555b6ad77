"""``python -m textgate`` is the command line."""

import sys

from textgate.cli import main

if __name__ == "__main__":
    sys.exit(main())
