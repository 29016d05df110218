"""The catalogues in `feedbot/locale`: makes each .mo of its .po, and tells what is wrong with the words there.

    python -m tools.words [FOLDER]

A sentence a fault: a text that nobody translated, one that nobody says any more, fields or forms that differ from the
English. Exit code 1 if there is any.
"""

import ast
import io
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog

from feedbot import bot
from feedbot.bot import admin_add, vocabulary
from feedbot.catalogues import FOLDER, LANGUAGES
from feedbot.model import Talk
from feedbot.web import words

Key = tuple[str, tuple[str, ...]]
"""What a catalogue is asked for: a context or "", and a text in English, in two forms if it goes with a number."""

_BOT = Path(bot.__file__).parent
_READERS = ("readers", "buttons", "inline")
_FIELD = re.compile(r"\{\{|\}\}|\{(\w*)[^{}]*\}")


def called(paths: Iterable[Path]) -> Iterator[Key]:
    """The texts that modules say by t("..."), by n("...", "...", number) and as the help of a Command."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            number = {"t": 1, "n": 2}.get(name, 0)
            given = node.args[:number] or [
                each.value for each in node.keywords if (name, each.arg) == ("Command", "help")
            ]
            texts = [each.value for each in given if isinstance(each, ast.Constant)]
            if texts:
                yield "", tuple(map(str, texts))


def administrators() -> Iterator[Key]:
    """What the bot says to those who run it."""
    yield from called(path for path in _BOT.glob("*.py") if not path.stem.startswith(_READERS))
    for command in vocabulary.table().offered("admin", Talk(readers=True)):
        if not command.handler.__module__.startswith("feedbot.bot.readers"):
            yield "", (command.help,)
    yield from (("", (kind,)) for kind in admin_add.KINDS.values())


def readers() -> Iterator[Key]:
    """What the bot says to readers."""
    return called(path for path in _BOT.glob("*.py") if path.stem.startswith(_READERS))


ASKED: Mapping[str, Callable[[], Iterable[Key]]] = {
    "bot": administrators,
    "readers": readers,
    words.DOMAIN: words.asked,
}
"""What the code asks each catalogue for. Of others only forms, fields and that languages have the same can be told."""


def held(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    """What a catalogue has, each text in all its forms; what is marked as fuzzy does not count, as in gettext."""
    return {
        (_text(each.context), _forms(each.id)): _forms(each.string) for each in catalogue if each.id and not each.fuzzy
    }


def read(file: Path) -> Catalog:
    """A .po of the folder. Raises PoFileError, with its sentence, for what is none."""
    with file.open("rb") as lines:
        return pofile.read_po(lines, locale=file.parent.parent.name, abort_invalid=True)


def shipped(file: Path) -> Catalog:
    """The .mo beside a .po; an empty one if there is none."""
    beside = file.with_suffix(".mo")
    if not beside.exists():
        return Catalog(locale=file.parent.parent.name)
    with beside.open("rb") as lines:
        return mofile.read_mo(lines)


def compiled(catalogue: Catalog) -> bytes:
    """A catalogue as .mo: the same bytes for the same words, as its head has neither dates nor names."""
    plain = _Plain(locale=catalogue.locale)
    for each in catalogue:
        if each.id and not each.fuzzy:
            plain.add(each.id, each.string, context=each.context)
    plain.rule = catalogue.plural_forms
    made = io.BytesIO()
    mofile.write_mo(made, plain)
    return made.getvalue()


def faults(name: str, catalogue: Catalog, asked: Collection[Key]) -> Iterator[str]:
    """What is wrong with a catalogue of which this is asked, in sentences that begin with its name."""
    found = held(catalogue)
    yield from (f"{name}: {_told(key)} is not translated; write it there" for key in sorted(set(asked) - set(found)))
    yield from (f"{name}: nobody says {_told(key)} any more; take it out" for key in sorted(set(found) - set(asked)))
    for key, forms in found.items():
        fields, number = _fields(key[1][-1]), catalogue.num_plurals if len(key[1]) > 1 else 1
        if len(forms) != number or not all(map(str.strip, forms)):
            yield f"{name}: {_told(key)} is not translated in all its forms; write what is missing"
        elif wrong := [form for form in forms if _fields(form) != fields]:
            yield f'{name}: "{wrong[0]}" has other fields than {_told(key)}; write {", ".join(fields) or "none"}'


def problems(folder: Path = FOLDER) -> Iterator[str]:
    """What is wrong with all catalogues of a folder, in sentences."""
    domains = sorted({*ASKED, *(file.stem for file in folder.glob("*/LC_MESSAGES/*.po"))})
    for domain in domains:
        files = [folder / language / "LC_MESSAGES" / f"{domain}.po" for language in LANGUAGES[1:]]
        yield from (f"{_name(file)}: there is no such file; make it" for file in files if not file.exists())
        known = {file: read(file) for file in files if file.exists()}
        either = {key for catalogue in known.values() for key in held(catalogue)}
        asked = set(ASKED[domain]()) if domain in ASKED else either
        for file, catalogue in known.items():
            yield from faults(_name(file), catalogue, asked)


def write(folder: Path = FOLDER) -> None:
    """Make the .mo of each .po of a folder."""
    for file in folder.glob("*/LC_MESSAGES/*.po"):
        file.with_suffix(".mo").write_bytes(compiled(read(file)))


class _Plain(Catalog):
    """A catalogue whose head says no more than gettext must know."""

    rule = ""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Language", str(self.locale)),
            ("Plural-Forms", self.rule),
        ]


def _forms(text: object) -> tuple[str, ...]:
    return tuple(map(_text, text)) if isinstance(text, list | tuple) else (_text(text),)


def _text(text: object) -> str:
    """What Babel says a text is; in a .mo it has contexts as bytes."""
    return text.decode() if isinstance(text, bytes) else str(text or "")


def _fields(text: str) -> list[str]:
    return sorted({f"{{{found[1]}}}" for found in _FIELD.finditer(text) if found[1] is not None})


def _told(key: Key) -> str:
    context, forms = key
    return f'"{forms[0]}"{f" ({context})" if context else ""}'


def _name(file: Path) -> str:
    return "/".join(file.parts[-4:])


def main(folder: Path) -> int:
    """Make each .mo of a folder, print what is wrong with its catalogues, and give the exit code."""
    try:
        write(folder)
        told = list(problems(folder))
    except pofile.PoFileError as error:
        told = [f"{error}; write it as gettext's manual says"]
    for sentence in told:
        print(sentence)  # noqa: T201  # what it is for
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
