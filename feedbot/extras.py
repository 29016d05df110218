"""What feedbot can do with packages that not everybody wants, and the command that installs them where this one is."""

import sys
from importlib.util import find_spec
from pathlib import Path
from shlex import quote

_HERE = Path(__file__).resolve().parent.parent


def install(extra: str, *, folder: Path = _HERE, python: str = sys.executable, pip: bool | None = None) -> str:
    """The command that installs an extra of pyproject.toml, such as "postgres", for the feedbot that says so.

    It works in any folder: for a clone, whose `folder` has its pyproject.toml, and where feedbot was installed as a
    package. uv makes environments without `pip`; None: look.
    """
    clone = (folder / "pyproject.toml").is_file()
    wanted = f"-e {quote(f'{folder}[{extra}]')}" if clone else f"'feedbot[{extra}]'"
    has = find_spec("pip") is not None if pip is None else pip
    return f"{quote(python)} -m pip install {wanted}" if has else f"uv pip install --python {quote(python)} {wanted}"
