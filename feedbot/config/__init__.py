"""config.toml and the environment -> one `Config`, every fault told at once. Nothing else reads the environment."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from feedbot.config import environment, expand, file, secrets, values
from feedbot.config.faults import Faults
from feedbot.config.remarks import remarks
from feedbot.config.tables import sections
from feedbot.model import Config
from feedbot.text import toml

__all__ = ["load", "remarks"]


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in a file, with what the environment adds; relative paths begin at the file's folder.

    Reads the file and the secrets it names, and looks at nothing else. Raises ConfigError with every fault, in the
    order of the file.
    """
    text = file.read(path)
    data, origins = environment.overlay(file.tables(path, text), environ)
    faults = Faults(str(path), partial(toml.lines, text), origins)
    secrets.fill(data, environ, faults)
    environment.give(data, origins, environ, faults)
    place = Path(os.path.abspath(path))  # noqa: PTH100 - a link to the file leaves its folder where the link is
    found = sections(place.parent, data, faults)
    named = found.path(found.telegram.token_file) if found.telegram.token_file else None
    token = environment.token(environ, named, faults)
    keys = environment.keys(environ, faults)
    expand.check(found, data, faults)
    faults.check()
    return values.config(place, found, token, keys)
