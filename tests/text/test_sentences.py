import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import razdel
import sentencex
import tokenize_uk
from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.text.sentences import ends, sentences

DATA = Path(__file__).parent.parent / "data" / "sentences"
LANGUAGES = ("ru", "uk", "en")
BREAK = " ⏎"
WRITING = st.text(alphabet="абвЯЇієЁ Xyz.!?…«»“”\"()—-\n\t 5І'\u0301", max_size=120)
EAST = st.text(alphabet="他来は。！？「」』”と 1a\n", max_size=60)
Splitter = Callable[[str], Iterable[str]]


def paragraphs(language: str) -> list[tuple[str, tuple[str, ...]]]:
    """The paragraphs of the labelled news of a language, each with its sentences."""
    found = []
    for block in (DATA / f"{language}.txt").read_text("utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("#")]
        text = "".join(line.removesuffix(BREAK) + "\n" if line.endswith(BREAK) else line + " " for line in lines)
        if lines:
            found.append((text.strip(), tuple(line.removesuffix(BREAK) for line in lines)))
    return found


def borders(parts: Iterable[str]) -> set[int]:
    """How many letters and marks stand before the end of each part, whatever the whitespace."""
    count, found = 0, set()
    for part in parts:
        count += len("".join(part.split()))
        found.add(count)
    return found


def oracle(language: str) -> Splitter:
    """The best package for a language."""
    packages: dict[str, Splitter] = {
        "ru": lambda text: [part.text for part in razdel.sentenize(text)],
        "uk": tokenize_uk.tokenize_sents,
        "en": lambda text: sentencex.segment("en", text),
    }
    return packages[language]


@pytest.mark.parametrize(("language", "least"), [("ru", 0.994), ("uk", 0.975), ("en", 0.94)])
def test_borders_in_news(language: str, least: float) -> None:
    """In news of every style the ends of sentences are found: F1 is at least what each language's goal says."""
    right = found = true = 0
    for text, parts in paragraphs(language):
        ours, labelled = borders(sentences(text, language)), borders(parts)
        right, found, true = right + len(ours & labelled), found + len(ours), true + len(labelled)

    assert true >= 400
    assert least <= 2 * right / (found + true)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_oracle_differs(language: str) -> None:
    """Where we and the best package for the language differ, we are right at least as often, by the labels."""
    ours = theirs = 0
    for text, parts in paragraphs(language):
        labelled, split, other = borders(parts), borders(sentences(text, language)), borders(oracle(language)(text))
        ours += sum((place in split) == (place in labelled) for place in split ^ other)
        theirs += sum((place in other) == (place in labelled) for place in split ^ other)

    assert theirs <= ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_paragraphs_are_kept_apart(language: str) -> None:
    """Joined by blank lines, paragraphs and headings have the sentences that each has alone."""
    texts = [text for text, _ in paragraphs(language)]

    assert [part for text in texts for part in sentences(text, language)] == list(
        sentences("\n\n".join(texts), language)
    )


@given(st.text() | WRITING, st.sampled_from([None, "ru", "uk-UA", "EN_us", "de", "eo"]))
@example(". . .\n.", None)
def test_sentences_lose_nothing(text: str, language: str | None) -> None:
    """Joined by spaces, sentences give the folded text back, and none is empty."""
    found = sentences(text, language)
    spaced = not re.search("[。！？｡]", text)

    assert borders(text.split()) >= borders(found)
    assert all(found)
    assert " ".join(text.split()) == " ".join(found) or not spaced


@given(st.text() | WRITING | EAST)
def test_ends_ascend_and_cover_the_text(text: str) -> None:
    """Every end lies behind the one before; the last is the end of the last word."""
    found = ends(text)

    assert sorted(set(found)) == list(found)
    assert ([len(text.rstrip())] if text.strip() else []) == list(found[-1:])


@given(st.text() | WRITING | EAST, st.sampled_from([None, "uk", "ja"]))
def test_no_end_within_a_word(text: str, language: str | None) -> None:
    """A sentence ends before whitespace, or at a terminator of a script that writes none."""
    for end in ends(text, language):
        behind = text[end : end + 1]
        before = text[:end].rstrip("」』”\"'’)]}*_»›）〉》】“")

        assert not text[end - 1].isspace()
        assert not behind.strip() or re.search(r"[。！？｡](?:\[[\w ]{1,20}\]|[¹²³⁰⁴-⁹])*$", before)


@given(WRITING | EAST)
@example("5\n—")
@example("Да. —")
@example("Взять\n1)")
def test_a_sentence_stays_one_in_its_paragraph(text: str) -> None:
    """What stands behind a blank line does not matter before it, nor the other way round."""
    assert sentences(text + "\n\nЭто всё.") == (*sentences(text), "Это всё.")


def test_lines_end_sentences() -> None:
    """A line break behind a terminator ends a sentence even before a small letter; so does a blank line anywhere."""
    assert ("Ремонт на ул.", "садовой идёт", "Конец") == sentences("Ремонт на ул.\nсадовой идёт\n\nКонец")
    assert ("Ремонт на ул.", "садовой идёт", "Конец") == sentences("Ремонт на ул.\r\nсадовой идёт\r\n\r\nКонец")
    assert ("Ремонт на улице идёт",) == sentences("Ремонт на улице\nидёт")
    assert ("Ремонт на улице идёт",) == sentences("Ремонт на улице\r\nидёт")
    assert ("Глава", "Ремонт идёт") == sentences("Глава\u2029Ремонт идёт")
    assert ("Глава", "Ремонт идёт") == sentences("Глава \t\n \nРемонт идёт")
    assert ("Он знал: всё кончено; пора.",) == sentences("Он знал:\nвсё кончено;\nпора.")


def test_lists_and_tables() -> None:
    """Items of a list and rows of a table on lines of their own are sentences of their own."""
    assert ("Взять:", "• хлеб", "• соль") == sentences("Взять:\n• хлеб\n• соль")
    assert ("Взять:", "- хлеб;", "- соль") == sentences("Взять:\n- хлеб;\n- соль")
    assert ("Взять:", "1) хлеб;", "2) соль") == sentences("Взять:\n1) хлеб;\n2) соль")
    assert ("Взять хлеб", "— Соль тоже") == sentences("Взять хлеб\n— Соль тоже")
    assert ("Взять хлеб — и соль",) == sentences("Взять хлеб\n— и соль")
    assert ("Всё было в году 90. а потом",) == sentences("Всё было в году\n90. а потом")
    assert ("Он ждал (долго)", "* и ушёл") == sentences("Он ждал (долго)\n* и ушёл")
    assert ("Курс доллара", "Киев 41,7", "Львов 41,9") == sentences("Курс\tдоллара\nКиев\t41,7\nЛьвов\t41,9")
    assert ("| город | курс |", "| Киев | 41,7 |") == sentences("| город | курс |\n| Киев | 41,7 |")


def test_marks_that_are_not_closed_enclose_nothing() -> None:
    """An opening mark without its partner on the line does not glue sentences together."""
    assert ("Он сказал: «Да.", "Нет.", "Ушёл.") == sentences("Он сказал: «Да. Нет. Ушёл.")
    assert ("(Да.", "Нет.)") == sentences("(Да.\nНет.)")
    assert ('Экран 27" хорош.', "Но дорог.", 'Экран 32" тоже.') == sentences(
        'Экран 27" хорош. Но дорог. Экран 32" тоже.'
    )
    assert ("‘It’s late. Go,’ he said.", "They went.") == sentences("‘It’s late. Go,’ he said. They went.", "en")


def test_nested_marks() -> None:
    """Of nested quotations the outer counts."""
    assert ("«Он звал: «Эй, стой! Стой же», а я ушёл», — сказал сосед.", "Он рад.") == sentences(
        "«Он звал: «Эй, стой! Стой же», а я ушёл», — сказал сосед. Он рад."
    )


def test_long_quotations_are_parted() -> None:
    """A quotation of three sentences has an end at each."""
    assert ("«Раз.", "Два.", "Три», — сказал он.", "Все ждали.") == sentences(
        "«Раз. Два. Три», — сказал он. Все ждали."
    )


def test_marks_of_footnotes() -> None:
    """The number of a note belongs to the sentence before it, with a space between or without."""
    assert ("It rained.[1][note 2]", "It poured. [2][3]", "It stopped.²", "End.", "[Applause] Yes") == sentences(
        "It rained.[1][note 2] It poured. [2][3] It stopped.² End. [Applause] Yes", "en"
    )


def test_attribution_behind_a_quotation() -> None:
    """A name and a verb of speech go on with the sentence; a new subject does not."""
    assert ("“Who?” Ann Plum Jr. asked.", "“Me!”", "She said so.") == sentences(
        "“Who?” Ann Plum Jr. asked. “Me!” She said so.", "en"
    )
    assert ("“Who?”", "In Ohio, Plum said no.") == sentences("“Who?” In Ohio, Plum said no.", "en")
    assert ("“Who?”", "Plum left.", "He said no.") == sentences("“Who?” Plum left. He said no.", "en")
    assert ("“Who?”", "Old grey men in long coats stood there") == sentences(
        "“Who?” Old grey men in long coats stood there", "en"
    )


def test_notes_of_editors() -> None:
    """A dash and the editor's sign belong to what they sign."""
    assert ("Так было. — Ред.",) == sentences("Так было. — Ред.", "ru")


def test_marks_of_doubt() -> None:
    """An exclamation or question mark alone in parentheses ends nothing, nor does that of a name."""
    assert ("Он (!) Иванов и она (?) Петрова ушли.",) == sentences("Он (!) Иванов и она (?) Петрова ушли.", "ru")
    assert ("Yahoo! News fell.", "Stop!", "News rose.") == sentences("Yahoo! News fell. Stop! News rose.", "en")


@pytest.mark.parametrize(
    "piece",
    ["А. ", "«", '" . ', "А.Б. ", "1.", "(", "\n", " \n", "«А. Б! Во.» ", "。", ".[1]", ". [1] ", "т. ", "?” A "],
)
def test_cost_grows_with_the_length_only(piece: str) -> None:
    """Hostile repetitions of 60,000 characters are read to their end."""
    text = piece * (60_000 // len(piece))

    assert len("".join(text.split())) == sum(len("".join(part.split())) for part in sentences(text))


@pytest.mark.parametrize("piece", ["а" * 10, " " * 10, ".", "]"])
def test_long_runs_cost_no_more(piece: str) -> None:
    """A megabyte of one word, blank or mark is one sentence, or none."""
    text = "Да" + piece * (1_000_000 // len(piece)) + " нет."

    assert 1 == len(sentences(text))
