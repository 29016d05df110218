"""The command that a message tells works where it is told: tried in an environment of its own, without a network."""

import subprocess
import sys
import venv
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

from feedbot.extras import install

PROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "feedbot"
version = "1"
"""

BACKEND = '''"""Makes wheels of feedbot whose extra "s3" wants a package that is there already."""
import zipfile

NAME = "feedbot-1-py3-none-any.whl"
META = "Metadata-Version: 2.1\\nName: feedbot\\nVersion: 1\\nProvides-Extra: s3\\n" \\
    "Requires-Dist: pip; extra == 's3'\\n"


def build_wheel(folder, settings=None, metadata=None, extra={}):
    with zipfile.ZipFile(f"{folder}/{NAME}", "w") as wheel:
        for name, text in {"METADATA": META, "WHEEL": "Wheel-Version: 1.0\\nGenerator: x\\n"
                "Root-Is-Purelib: true\\nTag: py3-none-any\\n", "RECORD": ""}.items():
            wheel.writestr(f"feedbot-1.dist-info/{name}", text)
    return NAME


build_editable = build_wheel
'''


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python in an environment of its own, which has pip."""
    place = tmp_path_factory.mktemp("its own") / "env"
    known = distribution("pip") if find_spec("pip") else None
    venv.create(place, with_pip=known is None)  # which takes ten seconds; a link to ours takes none
    if known is not None:
        packages = next((place / "lib").glob("python*/site-packages"))
        for name in ("pip", f"pip-{known.version}.dist-info"):
            (packages / name).symlink_to(Path(str(known.locate_file(name))).resolve())
    return place / "bin" / "python"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a feedbot, in a folder that has a blank in its name."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "backend.py").write_text(BACKEND)
    return folder


def said(command: str) -> str:
    """What a command of a shell tells that ends well, without a network and away from its folder."""
    # The command is the one that people read; nothing of a stranger's is in it.
    done = subprocess.run(  # noqa: S602 - as above
        f"{command} --no-index --no-build-isolation --disable-pip-version-check",
        shell=True,
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


def test_a_clone(clone: Path, python: Path) -> None:
    """Its folder is installed with the extra, from wherever the command is called."""
    told = said(install("s3", folder=clone, python=str(python), pip=True))

    assert "Successfully installed feedbot-1" in told
    assert "Requirement already satisfied: pip" in told


def test_a_package(clone: Path, python: Path, tmp_path: Path) -> None:
    """What was installed as a package gets what the extra needs, and stays as it is."""
    said(f"'{python}' -m pip install '{clone}'")
    told = said(install("s3", folder=tmp_path, python=str(python), pip=True))

    assert "Requirement already satisfied: feedbot[s3]" in told
    assert "Requirement already satisfied: pip" in told


def test_without_pip() -> None:
    """uv makes environments without it, and installs into them by itself."""
    told = install("s3", folder=Path("/nowhere"), python="/srv/my env/bin/python", pip=False)

    assert "uv pip install --python '/srv/my env/bin/python' 'feedbot[s3]'" == told


def test_this_one() -> None:
    """The feedbot that is tested is a clone, and says so with its own Python."""
    folder = Path(__file__).parent.parent

    assert install("s3").endswith(f"-e '{folder}[s3]'")
    assert sys.executable in install("s3")
