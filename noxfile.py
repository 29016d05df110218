"""The tests on every Python that feedbot runs on: `make pythons`, or `nox`.

A Python that this machine lacks is told as skipped with its name, and is not counted as passed; with CI set, or with
`--error-on-missing-interpreters`, it fails.
"""

import os
import re
import shutil
import subprocess

import nox

PYTHONS = ("3.11", "3.12", "3.13")

nox.needs_version = ">=2026"
nox.options.default_venv_backend = "venv"
nox.options.envdir = ".venv/nox"  # git looks away, `make clean` removes it
nox.options.download_python = "never"  # what is tested is what is here
nox.options.reuse_venv = "yes"


def show_all(command: str | None) -> None:
    """Let pyenv, if it is there, show its newest of each Python; it hides all but those chosen."""
    if command is None or "PYENV_VERSION" in os.environ:
        return
    has = subprocess.run([command, "versions", "--bare"], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 - the program that was found
    newest = {}
    for one in sorted(
        (name for name in has if re.fullmatch(r"\d+(\.\d+)*", name)), key=lambda name: [*map(int, name.split("."))]
    ):
        newest[".".join(one.split(".")[:2])] = one
    if chosen := [newest[python] for python in PYTHONS if python in newest]:
        os.environ["PYENV_VERSION"] = ":".join(chosen)


show_all(shutil.which("pyenv"))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """The whole suite with what the lock names, warnings being errors; arguments after -- go to pytest."""
    session.install("--quiet", "--require-hashes", "--requirement", "requirements-dev.lock")
    session.run("python", "-m", "pytest", *(session.posargs or ("-n", "2", "--dist", "worksteal")))
