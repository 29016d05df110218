"""The catalogues of what readers are told: whole, compiled, and with every word that is filled in."""

import ast
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog

from feedbot import bot
from feedbot.catalogues import FOLDER

HERE = Path(bot.__file__).parent
FILES = (*sorted(HERE.glob("readers*.py")), HERE / "buttons.py", HERE / "inline.py")


def catalogue(language: str) -> Catalog:
    """What readers are told in a language."""
    text = (FOLDER / language / "LC_MESSAGES" / "readers.po").read_text(encoding="utf-8")
    return pofile.read_po(io.StringIO(text), locale=language)


def said(found: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The forms of each translation by those of its key."""
    return {forms(message.id): forms(message.string) for message in found if message.id}


def forms(text: str | Sequence[str | None] | None) -> tuple[str, ...]:
    """One form, or one for each plural."""
    return (text,) if isinstance(text, str) else tuple(each or "" for each in text or ())


def keys() -> Iterator[tuple[str, ...]]:
    """Every text that readers are told, as the code names it."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            if called == "t":
                yield (ast.literal_eval(node.args[0]),)
            elif called == "n":
                yield tuple(ast.literal_eval(each) for each in node.args[:2])
            elif called == "Command":
                yield from ((ast.literal_eval(each.value),) for each in node.keywords if each.arg == "help")


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_text_is_translated(language: str) -> None:
    """Each text of the code has its translation, and there are none for texts that nobody says."""
    assert set(keys()) == set(said(catalogue(language)))
    for key, translated in said(catalogue(language)).items():
        assert all(translated), key
        assert (3 if len(key) == 2 else 1) == len(translated)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_what_is_filled_in_is_in_every_form(language: str) -> None:
    """A translation has the same names in braces and the same numbers as its key."""
    filled = re.compile(r"\{\w+\}|%d")
    for key, translated in said(catalogue(language)).items():
        for form in translated:
            assert sorted(filled.findall(key[0])) == sorted(filled.findall(form)), key


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_what_is_shipped_is_what_is_written(language: str) -> None:
    """The compiled catalogue says what the readable one does."""
    with (FOLDER / language / "LC_MESSAGES" / "readers.mo").open("rb") as file:
        compiled = mofile.read_mo(file)

    assert said(catalogue(language)) == said(compiled)
    assert catalogue(language).plural_forms == compiled.plural_forms
