"""Modules of ours whose code runs when something of them is first used.

A command imports nearly all there is and runs little of it. `from feedbot.text import html` then binds a module that
has not run yet; the first look at what is in it runs it. Names that are taken out of a module at once (`from
feedbot.model import Entry`) are such a look, and a package runs as ever, as do the modules of others.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType

_KNOWN = frozenset(
    {"__cached__", "__class__", "__file__", "__loader__", "__name__", "__package__", "__path__", "__spec__"}
)
"""What a module has before its code has run."""


def begin() -> None:
    """Let modules that are imported from now on run late."""
    if not any(isinstance(each, _Finder) for each in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def settle() -> None:
    """Run all that was put off, and put nothing off any more.

    For a program that goes on: none of its turns should wait for that, and what runs should be of one version when an
    update takes the place of the files.
    """
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, _Finder)]
    for module in [*sys.modules.values()]:
        if isinstance(module, _Late):
            _run(module)


@contextmanager
def without(name: str) -> Iterator[None]:
    """While the block lasts a library cannot be imported that was not before: another does without, if it can."""
    absent = name not in sys.modules
    if absent:
        sys.modules[name] = None  # type: ignore[assignment] # so Python is told that there is none
    try:
        yield
    finally:
        if absent:
            del sys.modules[name]


class _Late(ModuleType):
    """A module whose code has yet to run."""

    def __getattribute__(self, name: str) -> object:
        if name not in _KNOWN:
            _run(self)
        return ModuleType.__getattribute__(self, name)  # by now it is of another class

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _KNOWN:
            _run(self)
        ModuleType.__setattr__(self, name, value)


class _Loader(Loader):
    """Makes a module at once, and leaves its code for later.

    Each module has a lock of its own. A thread that holds one waits but for what that module imports, and no imports of
    ours go round in a circle.
    """

    def __init__(self, loader: Loader) -> None:
        self.loader, self.lock, self.begun = loader, RLock(), False

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module without what is in it."""
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing, so far."""


class _Finder(MetaPathFinder):
    """Finds our modules as Python does, and gives them another loader."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """How a module is loaded; None for what is not ours."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname.startswith("feedbot.") else None
        if spec is not None and spec.loader is not None and spec.submodule_search_locations is None:
            spec.loader = _Loader(spec.loader)
        return spec


def _run(module: ModuleType) -> None:
    """Run the code of a module, unless that was done; whoever comes meanwhile waits. Raises what the code raises."""
    spec = module.__spec__
    if spec is None or not isinstance(spec.loader, _Loader):
        return
    late = spec.loader
    with late.lock:
        if late.begun:
            return
        late.begun = True
        try:
            late.loader.exec_module(module)
        except BaseException:
            late.begun = False  # the next one to look is told too
            raise
        module.__class__ = ModuleType
        spec.loader = module.__loader__ = late.loader
