import io
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from feedbot.catalogues import FOLDER, LANGUAGES
from tools import words

FILES = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
ASKED = [("", ("Add",)), ("shell.hours", ("{n} hour", "{n} hours"))]


def catalogue(*, hours: tuple[str, ...] = ("{n} час", "{n} часа", "{n} часов"), fuzzy: bool = False) -> Catalog:
    """A catalogue of what `ASKED` asks for."""
    made = Catalog(locale="ru")
    made.add("Add", "Добавить", flags=["fuzzy"] if fuzzy else [])
    made.add(("{n} hour", "{n} hours"), hours, context="shell.hours")
    return made


def written(folder: Path, language: str, domain: str, text: str) -> Path:
    """A .po in a folder of catalogues."""
    file = folder / language / "LC_MESSAGES" / f"{domain}.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def test_every_text_is_translated_into_every_language() -> None:
    """Nothing that the code says lacks its translation, in all forms and with all fields, and none is left over."""
    assert [] == list(words.problems())


def test_every_language_has_every_catalogue() -> None:
    """Each of our languages but English has the same catalogues; those of the bot and of the pages are among them."""
    found = {language: {file.stem for file in FILES if file.parts[-3] == language} for language in LANGUAGES[1:]}

    assert {"bot", "readers", "pages"} <= set(words.ASKED) <= found["ru"]
    assert found["ru"] == found["uk"]
    assert set(found) == {file.parts[-3] for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_what_ships_is_what_is_written(file: Path) -> None:
    """The compiled catalogue has the texts of the written one and its three forms for numbers."""
    written, shipped = words.read(file), words.shipped(file)

    assert words.held(written) == words.held(shipped)
    assert written.plural_forms == shipped.plural_forms
    assert 3 == written.num_plurals


@pytest.mark.parametrize("domain", words.ASKED)
def test_the_code_asks_for_much(domain: str) -> None:
    """A change of how the code asks that the search does not see is seen."""
    assert 100 <= len(set(words.ASKED[domain]()))


def test_a_catalogue_that_is_whole() -> None:
    """There is nothing to tell of one that has what is asked for."""
    assert [] == list(words.faults("x", catalogue(), ASKED))


@pytest.mark.parametrize(
    ("found", "asked", "told"),
    [
        (catalogue(), [*ASKED, ("", ("Remove",))], ['x: "Remove" is not translated; write it there']),
        (catalogue(fuzzy=True), ASKED, ['x: "Add" is not translated; write it there']),
        (catalogue(), ASKED[:1], ['x: nobody says "{n} hour" (shell.hours) any more; take it out']),
        (
            catalogue(hours=("{n} час", "{n} часа", "")),
            ASKED,
            ['x: "{n} hour" (shell.hours) is not translated in all its forms; write what is missing'],
        ),
        (
            catalogue(hours=("{n} час", "{n} часа")),
            ASKED,
            ['x: "{n} hour" (shell.hours) is not translated in all its forms; write what is missing'],
        ),
        (
            catalogue(hours=("{n} час", "{m} часа", "{{n}} часов")),
            ASKED,
            ['x: "{m} часа" has other fields than "{n} hour" (shell.hours); write {n}'],
        ),
    ],
    ids=["missing", "fuzzy", "superfluous", "empty form", "too few forms", "fields"],
)
def test_each_fault_is_a_sentence(found: Catalog, asked: list[words.Key], told: list[str]) -> None:
    """It names the catalogue, says of which text what is wrong, and what to do."""
    assert told == list(words.faults("x", found, asked))


def test_texts_in_code(tmp_path: Path) -> None:
    """What is said by t, by n and as the help of a Command is asked for; what a variable holds is not."""
    module = tmp_path / "module.py"
    module.write_text('t("a")\nself.n("{n} b", "{n} bs", 3)\nt(name)\nCommand("x", help="c")\nprint("d", help="e")\n')

    assert {("", ("a",)), ("", ("{n} b", "{n} bs")), ("", ("c",))} == set(words.called([module]))


def test_what_is_compiled_speaks() -> None:
    """Gettext finds texts by context and form in what is made of a catalogue, but none that is marked as fuzzy."""
    found = GNUTranslations(io.BytesIO(words.compiled(catalogue(fuzzy=True))))

    assert "Add" == found.gettext("Add")
    assert ["{n} час", "{n} часа", "{n} часов"] == [
        found.npgettext("shell.hours", "{n} hour", "{n} hours", number) for number in (21, 3, 11)
    ]
    assert {"content-type", "language", "plural-forms"} == set(found.info())


def test_the_same_words_make_the_same_bytes() -> None:
    """What is compiled says neither when nor by whom, so that nothing changes where no word did."""
    first, second = catalogue(), catalogue()
    second.add("Add", "Добавить", user_comments=["Somebody, some day"])

    assert words.compiled(first) == words.compiled(second)


def test_each_catalogue_is_compiled_beside_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command makes the compiled ones, tells what languages do not have alike, and fails."""
    russian = written(tmp_path, "ru", "spare", 'msgid "Add"\nmsgstr "Добавить"\n')
    ukrainian = written(tmp_path, "uk", "spare", 'msgid "Remove"\nmsgstr "Вилучити"\n')

    assert {} == words.held(words.shipped(russian))
    assert 1 == words.main(tmp_path)
    told = capsys.readouterr().out
    assert 'ru/LC_MESSAGES/spare.po: "Remove" is not translated; write it there\n' in told
    assert 'uk/LC_MESSAGES/spare.po: "Add" is not translated; write it there\n' in told
    assert "uk/LC_MESSAGES/pages.po: there is no such file; make it\n" in told
    assert {("", ("Add",)): ("Добавить",)} == words.held(words.shipped(russian))
    assert {("", ("Remove",)): ("Вилучити",)} == words.held(words.shipped(ukrainian))


def test_nothing_to_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command is silent about catalogues that are whole."""
    for file in FILES:
        other = tmp_path / file.relative_to(FOLDER)
        other.parent.mkdir(parents=True, exist_ok=True)
        other.write_bytes(file.read_bytes())

    assert 0 == words.main(tmp_path)
    assert "" == capsys.readouterr().out


def test_what_is_no_catalogue(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that gettext cannot read is told of, without a traceback."""
    written(tmp_path, "ru", "spare", 'msgid "Add"\nmsgstr[7] "Добавить"\nwhatever\n')

    assert 1 == words.main(tmp_path)
    assert "write it as gettext's manual says" in capsys.readouterr().out
