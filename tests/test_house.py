"""What a linter cannot say of the house: sizes, and who may read a clock, a file or the environment."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
PACKAGE = HOUSE / "feedbot"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
PURE = sorted(
    [
        *(PACKAGE / "rules").glob("*.py"),
        *(PACKAGE / "text").glob("*.py"),
        *(PACKAGE / "feeds").glob("*.py"),
        *(PACKAGE / "model").glob("*.py"),
        PACKAGE / "channels" / "telegram.py",
    ]
)


def name(path: Path) -> str:
    """A file's name within the package."""
    return path.relative_to(PACKAGE).as_posix()


def calls(tree: ast.AST) -> Iterator[str]:
    """The dotted names of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_and_functions_are_small(path: Path) -> None:
    """No file has over 400 lines and no function over 60."""
    text = path.read_text()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 60]

    assert [] == long
    assert text.count("\n") <= 400


@pytest.mark.parametrize("path", PURE, ids=name)
def test_what_decides_reads_no_clock_file_or_chance(path: Path) -> None:
    """Pure modules get what they need as arguments."""
    forbidden = re.compile(
        r"(datetime\.(now|today|utcnow)|date\.today|time\.(time|monotonic|sleep)|open|random\.\w+|secrets\.\w+|uuid4|"
        r".*\.(read_text|read_bytes|write_text|write_bytes)|print|input)"
    )

    assert [] == [call for call in calls(ast.parse(path.read_text())) if forbidden.fullmatch(call)]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    """A glance at a file's first line tells its role."""
    assert ast.get_docstring(ast.parse(path.read_text()))


def test_the_environment_is_read_in_few_places() -> None:
    """Who reads os.environ: the command line hands it to the config, and sd_notify(3) speaks through it."""
    readers = {name(path) for path in FILES if re.search(r"os\.(environ|getenv)", path.read_text())}

    assert readers <= {"cli/words.py", "ticks.py", "config/__init__.py"}


def test_locks_name_no_host() -> None:
    """The locks pin by hash and say nothing of where packages came from."""
    for lock in HOUSE.glob("requirements*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"://|^--", text, re.MULTILINE)
