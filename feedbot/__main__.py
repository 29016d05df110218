"""python -m feedbot."""

import gc
import sys

from feedbot import cli


def main() -> int:
    """Run one command, and end quickly; its exit code."""
    code = cli.main()
    gc.freeze()  # the interpreter would look through all there is once more before it ends: a fifth of a command's time
    return code


if __name__ == "__main__":
    sys.exit(main())
