"""python -m feedbot."""

import sys

from feedbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
