"""The fixture by which tests open a recipe."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.recipes_kitchen import Kitchen, Recipe, kitchen


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Recipe]:
    """Opens a recipe by its name."""
    with ExitStack() as stack:

        def opened(name: str) -> Kitchen:
            return stack.enter_context(kitchen(name, tmp_path, monkeypatch, capsys))

        yield opened
