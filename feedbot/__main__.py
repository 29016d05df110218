"""python -m feedbot."""

import gc
import sys

from feedbot import late

_OBJECTS = 500_000
"""After so many new objects cycles are looked for: a start makes fewer, and what it makes lives on."""


def main() -> int:
    """Run one command, and end quickly; its exit code."""
    gc.set_threshold(_OBJECTS)
    late.begin()
    from feedbot import cli  # from here on most modules need not run

    code = cli.main()
    gc.freeze()  # the interpreter would look through all there is once more before it ends: a fifth of a command's time
    return code


if __name__ == "__main__":
    sys.exit(main())
