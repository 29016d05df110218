import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog, mofile, pofile

from feedbot.bot import admin_add, texts, vocabulary
from feedbot.catalogues import FOLDER
from feedbot.model import Talk

BOT = Path(texts.__file__).parent
READERS = ("readers", "buttons", "inline")
FIELD = re.compile(r"\{(\w*)\}")


def asked(path: Path) -> Iterator[tuple[str, ...]]:
    """The keys of texts in a module: one, or two for a number."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            keys = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            if name in {"t", "n"} and keys:
                yield tuple(keys[: 2 if name == "n" else 1])


def known() -> set[tuple[str, ...]]:
    """All keys of what administrators read."""
    modules = [path for path in BOT.glob("*.py") if not path.stem.startswith(READERS)]
    keys = {key for path in modules for key in asked(path)}
    rights = vocabulary.table().offered("admin", Talk(readers=True))
    mine = {(each.help,) for each in rights if not each.handler.__module__.startswith("feedbot.bot.readers")}
    return keys | mine | {(kind,) for kind in admin_add.KINDS.values()}


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_every_text_is_translated(language: str) -> None:
    """Each key has a text in each language, in all forms of a number, and no catalogue has more than is asked for."""
    with (FOLDER / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=language)
    held = {tuple(each.id) if each.pluralizable else (str(each.id),): each.string for each in catalogue if each.id}

    assert known() == set(held)
    for key, told in held.items():
        forms = told if isinstance(told, tuple) else (told,)
        assert all(forms), key
        assert len(forms) == (3 if len(key) == 2 else 1), key
        assert all(set(FIELD.findall(key[-1])) == set(FIELD.findall(str(form))) for form in forms), key


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_what_ships_is_what_was_written(language: str) -> None:
    """The compiled catalogue says what the written one says."""
    folder = FOLDER / language / "LC_MESSAGES"
    with (folder / "bot.po").open("rb") as file:
        catalogue = pofile.read_po(file, locale=language)
    with (folder / "bot.mo").open("rb") as compiled:
        shipped = mofile.read_mo(compiled)

    assert told(catalogue) == told(shipped)


def told(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """All texts of a catalogue by their keys, each in all its forms."""
    return {whole(each.id): whole(each.string) for each in catalogue if each.id}


def whole(text: object) -> tuple[str, ...]:
    """A text, or all its forms."""
    return tuple(map(str, text)) if isinstance(text, list | tuple) else (str(text),)


@pytest.mark.parametrize(
    ("code", "language"), [("ru", "ru"), ("uk-UA", "uk"), ("EN", "en"), ("pt-br", "en"), (None, "en"), ("", "en")]
)
def test_the_language_of_a_person(code: str | None, language: str) -> None:
    """One that we speak, else English."""
    assert language == texts.language(code)


def test_forms_of_numbers() -> None:
    """Slavic languages have three."""
    _, n = texts.translator("uk")
    told = [n("{number} source", "{number} sources", number).format(number=number) for number in (1, 3, 11)]

    assert ["1 джерело", "3 джерела", "11 джерел"] == told
    t, n = texts.translator("en")
    assert "2 sources" == n("{number} source", "{number} sources", 2).format(number=2)
    assert "Add" == t("Add")


def test_what_nobody_translated_is_english() -> None:
    """A key without a text is the text, in every language."""
    for language in (*texts.LANGUAGES, "xx"):
        assert "No such key" == texts.translator(language)[0]("No such key")
