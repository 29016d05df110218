import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread
from types import ModuleType

import pytest

import feedbot
from feedbot import late

Make = Callable[[str], ModuleType]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Imports a module of ours that has this code."""
    monkeypatch.setattr(feedbot, "__path__", [*feedbot.__path__, str(tmp_path)])
    before, made = [*sys.meta_path], list[str]()
    late.begin()

    def imported(code: str) -> ModuleType:
        made.append(f"made{len(made)}")
        (tmp_path / f"{made[-1]}.py").write_text(code, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(f"feedbot.{made[-1]}")

    yield imported
    sys.meta_path[:] = before
    for name in made:
        sys.modules.pop(f"feedbot.{name}", None)
        with suppress(AttributeError):
            delattr(feedbot, name)


RUNS: list[str] = []
"""Modules that ran write their names here."""

CONFIG = """[web]
enabled = false
[[sources]]
name = "still"
kind = "feed"
url = "https://example.org/feed"
paused = true
[[feeds]]
name = "all"
title = "All"
"""

CODE = "from tests.test_late import RUNS\nRUNS.append(__name__)\nWORD = 'word'\n"


@pytest.fixture(autouse=True)
def _quiet() -> None:
    RUNS.clear()
    sys.modules.setdefault("tests.test_late", sys.modules[__name__])


def test_a_module_runs_when_something_of_it_is_used(make: Make) -> None:
    """What every module has can be seen before; the first look at what is its own runs it, once."""
    module = make(CODE)
    assert module.__name__.startswith("feedbot.made")
    assert [] == RUNS

    assert ["word", "word"] == [module.WORD, module.WORD]
    assert [module.__name__] == RUNS
    assert ModuleType is type(module)
    assert module.__spec__ is not None
    assert module.__loader__ is module.__spec__.loader


def test_what_is_set_in_a_module_stays(make: Make) -> None:
    """Whoever puts something in the place of what it has finds it there."""
    module = make(CODE)
    setattr(module, "WORD", "other")  # noqa: B010 - mypy does not know that it has one

    assert "other" == module.WORD


def test_a_module_may_look_at_itself_while_it_runs(make: Make) -> None:
    """It sees what it has so far."""
    module = make("import sys\nPART = 1\nWORD = str(sys.modules[__name__].PART)\n")

    assert "1" == module.WORD


def test_a_fault_is_raised_for_everyone_who_looks(make: Make) -> None:
    """A module that cannot run says so each time."""
    module = make("1 / 0\n")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            _ = module.WORD


def test_threads_that_look_at_once_get_a_whole_module(make: Make) -> None:
    """It runs once, and who comes meanwhile waits for its end."""
    module = make("import time\ntime.sleep(0.05)\n" + CODE)
    together, found = Barrier(4), list[str]()

    def look() -> None:
        together.wait()
        found.append(module.WORD)

    threads = [Thread(target=look) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(10)

    assert ["word"] * 4 == found
    assert 1 == len(RUNS)


def test_a_program_that_goes_on_puts_nothing_off(make: Make) -> None:
    """What was put off runs, and what is imported from then on runs at once."""
    first = make(CODE)
    late.settle()
    assert [first.__name__] == RUNS

    second = make(CODE)
    assert [first.__name__, second.__name__] == RUNS


def test_modules_of_others_run_at_once(make: Make) -> None:
    """And so does what is asked for twice."""
    late.begin()
    make(CODE)

    assert 1 == sum(each.__class__.__module__ == "feedbot.late" for each in sys.meta_path)
    assert importlib.util.find_spec("tests.make") is not None
    assert importlib.util.find_spec("feedbot.nowhere") is None


def test_a_library_is_hidden_for_a_while() -> None:
    """Only one that nobody imported yet."""
    sys.modules.pop("this", None)
    with late.without("this"), late.without("sys"):
        assert importlib.import_module("sys") is sys
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("this")

    assert importlib.util.find_spec("this") is not None


def test_a_round_without_news_runs_nothing_that_reads_articles(tmp_path: Path) -> None:
    """`run --once` with nothing to take in leaves aside what parses files and letters and takes articles apart."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    script = (
        "import sys\nfrom feedbot import __main__, late\nsys.argv = ['feedbot', 'run', '--once']\n"
        "assert __main__.main() == 0\n"
        "assert 'rich' not in sys.modules\n"
        "put_off = [name for name, each in sys.modules.items() if type(each).__module__ == 'feedbot.late']\n"
        "print(*put_off)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )

    assert {"feedbot.text.anatomy", "feedbot.sources.files", "feedbot.sources.newsletter"} <= {*done.stdout.split()}
