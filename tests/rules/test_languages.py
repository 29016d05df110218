"""Which language an entry is in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.rules.languages import Decision, bare, decide, learn, remark, tag

UKRAINIAN = ("Уряд затвердив план ремонту сільських доріг", "Кошти на це виділять із бюджету наступного року.")
RUSSIAN = ("Суд отложил заседание по делу о взятке", "Следующее назначено на конец месяца, сообщили в суде.")
ENGLISH = ("Central bank cuts rates", "The decision is the first of its kind in a year, the bank said.")
PORTUGUESE = ("Governo aprova plano para as estradas", "As obras começam no próximo mês e vão durar dois anos.")


@pytest.mark.parametrize(
    ("declared", "piece", "language"),
    [
        ("uk", UKRAINIAN, "uk"),
        ("uk-UA", UKRAINIAN, "uk-UA"),
        ("ru_RU", RUSSIAN, "ru-RU"),
        ("EN-gb", ENGLISH, "en-gb"),
        ("pt-BR", PORTUGUESE, "pt-BR"),
        (" en ", ENGLISH, "en"),
        ("gl", PORTUGUESE, "gl"),
    ],
)
def test_what_agrees_is_kept(declared: str, piece: tuple[str, str], language: str) -> None:
    """A declaration that is right, or of the next of kin, keeps its region and nothing is told."""
    assert Decision(language=language) == decide(declared, *piece, {})


@pytest.mark.parametrize(
    ("declared", "piece", "language", "note"),
    [
        ("en", UKRAINIAN, "uk", 'declares "en" and is written in Ukrainian; "uk" counts'),
        ("en-US", RUSSIAN, "ru", 'declares "en-US" and is written in Russian; "ru" counts'),
        ("ru", UKRAINIAN, "uk", 'declares "ru" and is written in Ukrainian; "uk" counts'),
        ("de", ENGLISH, "en", 'declares "de" and is written in English; "en" counts'),
        ("ru", ENGLISH, "en", 'declares "ru" and is written in English; "en" counts'),
        ("en", ("Пожежа", "на складі"), "uk", 'declares "en" and is written in Ukrainian; "uk" counts'),
        ("en", ("東京の新しい空港が開港した", ""), "ja", 'declares "en" and is written in Japanese; "ja" counts'),
        ("en", ("ქალაქში ახალი ხიდი გაიხსნა", ""), "ka", 'declares "en" and is written in Georgian; "ka" counts'),
        ("en", ("ትላንት ምሽት በከተማው ውስጥ ዝናብ ጣለ", ""), "am", 'declares "en" and is written in "am"; "am" counts'),
    ],
)
def test_what_is_wrong_is_corrected(declared: str, piece: tuple[str, str], language: str, note: str) -> None:
    """A declaration that the text plainly contradicts does not count, and the note says what does."""
    assert Decision(language=language, note=note) == decide(declared, *piece, {})


@pytest.mark.parametrize(
    ("declared", "title", "text"),
    [
        ("uk", "Нова програма", ""),
        ("ru", "Apple Vision Pro", ""),
        ("en", "Déjà vu", ""),
        ("fr", "Breaking news", ""),
        ("uk", "", ""),
        ("de", "12:30", "100 %"),
        ("ru", "Windows Server Insider Preview Build", ""),
    ],
)
def test_what_is_not_sure_does_not_contradict(declared: str, title: str, text: str) -> None:
    """A name, a foreign phrase, two words that fit several languages, or no words leave the declaration alone."""
    assert Decision(language=declared) == decide(declared, title, text, {})


@pytest.mark.parametrize(
    "declared", [None, "", "  ", "und", "mul", "x-default", "zxx", "not a tag!", "a", "<b>", "x" * 99]
)
def test_what_declares_nothing_is_read(declared: str | None) -> None:
    """Without a declaration, or with one that names no language, the text alone decides and nothing is told."""
    assert Decision(language="uk") == decide(declared, *UKRAINIAN, {})
    assert Decision(language=None) == decide(declared, "", "", {})


@pytest.mark.parametrize(
    ("declared", "meant"),
    [("ua", "uk"), ("UA", "uk"), ("by", "be"), ("cz-CZ", "cs-CZ"), ("iw", "he"), ("uk_UA", "uk-UA")],
)
def test_what_was_meant(declared: str, meant: str) -> None:
    """A country taken for a language, and a tag that was replaced, are mended."""
    assert meant == tag(declared)


def test_history_counts() -> None:
    """What fits two languages is in the one that the source writes in."""
    assert "uk" == decide(None, "Нова програма", "", {"uk": 30}).language
    assert "bg" == decide(None, "Нова програма", "", {"bg": 30}).language


def test_one_remark_for_a_document() -> None:
    """Many corrections make one sentence, which does not change with their number."""
    wrong = decide("en", *UKRAINIAN, {})
    other = decide("en", *RUSSIAN, {})
    right = decide("en", *ENGLISH, {})

    assert remark([]) is None
    assert remark([right, right]) is None
    assert 'declares "en" and is written in Ukrainian; "uk" counts' == remark([wrong, wrong])
    partly = 'declares "en" and is partly written in Ukrainian; "uk" counts there'
    assert partly == remark([wrong, right])
    assert partly == remark([right, other, wrong, wrong, right])


def test_learning() -> None:
    """Counts grow by bare tags, the most frequent first; what names no language does not count."""
    learnt = learn((("uk", 3),), ["ru", "uk-UA", None, "", "ru", "ru-RU", "ru"])

    assert (("ru", 4), ("uk", 4)) == learnt
    assert (("ru", 5), ("uk", 4)) == learn(learnt, ["ru"])
    assert () == learn((), [])


def test_a_changed_source_is_learnt_anew() -> None:
    """A source that wrote in one language for long is known by its new one after some hundred entries."""
    history = learn((), ["ru"] * 50_000)
    for _ in range(70):
        history = learn(history, ["uk"] * 10)

    assert "uk" == history[0][0]


def test_bare_tags() -> None:
    """The language of a tag is what stands before its first dash."""
    assert "pt" == bare("PT-BR")
    assert "uk" == bare("uk")


TAGS = st.sampled_from(["ru", "uk", "be", "bg", "mk", "sr", "kk", "en", "de", "fr", "es", "pl"])


@given(st.dictionaries(TAGS, st.integers(1, 2_000), max_size=8), st.lists(TAGS, max_size=50))
@settings(max_examples=60)
def test_what_is_learnt_is_bounded(history: dict[str, int], languages: list[str]) -> None:
    """Eight languages at most, sorted, none twice, none at zero, a thousand in all."""
    learnt = learn(history, languages)

    assert len(learnt) <= 8
    assert len(learnt) == len(dict(learnt))
    assert list(learnt) == sorted(learnt, key=lambda each: (-each[1], each[0]))
    assert all(count > 0 for _, count in learnt)
    assert sum(count for _, count in learnt) <= 1_000


@given(st.text(max_size=12) | st.none(), st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=100)
def test_it_never_raises(declared: str | None, title: str, text: str) -> None:
    """Whatever a source says, the decision is a tag or None, and a note comes only with a correction."""
    decision = decide(declared, title, text, {"ru": 3})

    assert decision.language is None or tag(decision.language)
    assert decision.note is None or (declared and decision.language != tag(declared))


def test_short_cyrillic_text_is_not_english() -> None:
    """Two Cyrillic words are no English, whatever is declared; what they are is told only when that is sure."""
    assert Decision(language=None) == decide("en", "Курс НБУ", "", {})
    assert "uk" == decide("en", "Курс НБУ", "", {"uk": 50}).language
    assert "en" == decide("en", "Спорт", "", {}).language
