"""What holds for every test: logs go nowhere, and properties try few examples unless HYPOTHESIS_PROFILE says "long".

Where FEEDBOT_TEST_DATABASE names a server, only those files of tests run that may use a database (`tests.postgres`).
"""

import ast
import logging
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests import bases

settings.register_profile("short", max_examples=30, deadline=None)
settings.register_profile("long", max_examples=1_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))

HOUSE = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """No test writes into another's stream."""
    structlog.configure(
        processors=[structlog.processors.KeyValueRenderer()], logger_factory=structlog.ReturnLoggerFactory()
    )
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def borrowed(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """What a test had of the databases on a server is given back, and noted in the report."""
    before = bases.lent()
    yield
    if mine := bases.lent() - before:
        record_property("database", "server")
        bases.give_back(mine)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what uses no database, where they are on a server."""
    if bases.SERVER is None:
        return
    kept = [item for item in items if _reaches(item.path, frozenset())]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_sessionfinish() -> None:
    """Nothing of ours stays on the server."""
    bases.close()


def _reaches(path: Path, above: frozenset[Path]) -> bool:
    """Whether a file of tests imports what gives databases, or one that does, or stands beside a conftest that does."""
    known = {*above, path}
    beside = path.with_name("conftest.py")
    others = {*_imported(path), *({beside} if beside.exists() and path.parent != HOUSE / "tests" else ())}
    return any(each == Path(bases.__file__) or _reaches(each, frozenset(known)) for each in others - known)


@cache
def _imported(path: Path) -> frozenset[Path]:
    """The files of `tests` that one imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "tests":
            names |= {f"{node.module}", *(f"{node.module}.{each.name}" for each in node.names)}
    files = {(HOUSE / name.replace(".", "/")).with_suffix(".py") for name in names}
    return frozenset(each for each in files if each.exists())
