from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.model import Match, Signature
from feedbot.rules import sequels, stories
from feedbot.rules.sequels import KEPT, Past
from feedbot.rules.window import Window
from feedbot.text.parts import Parts
from tests import make
from tests.make import NOW, hours, minutes

BRIBE = "Вице-мэра Зоринска Антона Гурченко задержали при получении взятки за участок под автостоянку."
BAIL = "Районный суд отправил под стражу Антона Гурченко: его обвиняют во взятке за участок под автостоянку."


def sign(number: int, title: str, text: str = "", **fields: object) -> Signature:
    """The signature of an article, each of a source of its own."""
    values = {"source": f"source{number}", "language": "ru", "published": NOW, **fields}
    return stories.sign(make.entry(number, title=title, **values), Parts(lede=(text,) if text else ()))


ARREST = sign(1, "В Зоринске за взятку задержали вице-мэра Гурченко", BRIBE)
COURT = sign(2, "Суд арестовал вице-мэра Зоринска Гурченко", BAIL, published=NOW + hours(72))
PAIRS = {
    "uk": (
        sign(
            11,
            "Зеновій Лавринчук оголосив голодування через водогін",
            "Зеновій Лавринчук почав голодування в Старогорську, він вимагає грошей на водогін.",
            language="uk",
        ),
        sign(
            12,
            "Лавринчук припинив голодування: гроші на водогін дадуть",
            "Старогорськ отримає гроші на водогін, тож Зеновій Лавринчук припинив голодування.",
            language="uk",
            published=NOW + hours(72),
        ),
    ),
    "en": (
        sign(
            21,
            "Striker Dario Menkov banned for biting",
            "Rovers striker Dario Menkov was banned for ten matches for biting an opponent in the cup tie.",
            language="en",
        ),
        sign(
            22,
            "Ban on Dario Menkov cut on appeal",
            "The appeals panel cut the ban of Rovers striker Dario Menkov for biting in the cup tie to six matches.",
            language="en",
            published=NOW + hours(72),
        ),
    ),
}


def remembered(*signatures: Signature) -> Past:
    """The past in which each of these was a story of its own."""
    past = Past()
    for each in signatures:
        past.enter(each, each.entry, each.at)
    return past


def placed(window: Window, number: int, signature: Signature) -> Match:
    """What becomes of an article that comes when it was published, and is kept."""
    match = window.place(signature, signature.at)
    window.settle([(number, signature, match.story)], signature.at)
    return match


def test_what_came_of_a_story_follows_it() -> None:
    """A court's ruling three days after an arrest opens a story that follows it; the reason says by what words."""
    window = Window()
    placed(window, 1, ARREST)

    found = placed(window, 2, COURT)

    assert "opens" == found.kind
    assert (ARREST.entry, ARREST.entry) == (found.follows, found.like)
    assert found.because.startswith(f"it tells what came of {ARREST.entry}: it shares ")
    assert "автостоянк" in found.words
    assert sequels.BAR <= found.score <= 1


@pytest.mark.parametrize("language", PAIRS)
def test_outcomes_are_seen_in_other_languages(language: str) -> None:
    """A sequel is told in Ukrainian and in English too."""
    first, later = PAIRS[language]

    found = remembered(first).followed(later)

    assert found is not None
    assert first.entry == found.story


def test_other_news_of_the_same_people_follow_nothing() -> None:
    """A name and a place alone tie nothing: the same man opens a kindergarten, and is no sequel of his arrest."""
    text = "Детский сад на сто мест открыл Антон Гурченко, дети спели ему песню."
    other = sign(3, "Вице-мэр Зоринска Гурченко открыл детский сад", text, published=NOW + hours(72))

    assert None is remembered(ARREST).followed(other)


def test_like_news_from_elsewhere_follow_nothing() -> None:
    """Another man's arrest for the same is no sequel."""
    text = BRIBE.replace("Зоринска", "Велемира").replace("Антона Гурченко", "Павла Лацкого")
    other = sign(4, "В Велемире за взятку задержали вице-мэра Лацкого", text, published=NOW + hours(72))

    assert None is remembered(ARREST).followed(other)


def test_a_story_is_never_followed_by_what_came_before() -> None:
    """Neither what was published earlier nor what comes at the same time follows a story."""
    past = remembered(COURT)

    assert None is past.followed(ARREST)
    assert None is remembered(ARREST).followed(replace(COURT, at=NOW + minutes(30)))


def test_series_follow_nothing() -> None:
    """One of a series follows nothing and is not followed, nor is what has the same title but for its numbers."""
    assert None is remembered(ARREST).followed(replace(COURT, series="weather"))
    assert None is remembered(replace(ARREST, series="weather")).followed(COURT)
    assert None is remembered(ARREST).followed(replace(COURT, template=ARREST.template))


def test_rates_of_the_next_day_are_no_sequel() -> None:
    """The rates of one day never follow those of another, not even in a window."""
    window = Window()
    text = "Доллар подорожал, установил Центробанк."
    titles = ("Курс валют на 12 марта: доллар подешевел", "Курс валют на 13 марта: доллар подорожал")
    found = [
        placed(window, number, sign(number, title, text, published=NOW + hours(24 * number)))
        for number, title in enumerate(titles, 1)
    ]

    assert [None, None] == [each.follows for each in found]


def test_a_story_is_followed_for_eight_days() -> None:
    """A story that is too old is forgotten, and followed no more even before that."""
    past = remembered(ARREST)
    late = replace(COURT, at=NOW + KEPT + hours(1))

    assert None is past.followed(late)
    past.expire(NOW + KEPT)
    assert 1 == len(past)
    past.expire(late.at)
    assert 0 == len(past)


def test_stories_that_are_taken_are_not_followed() -> None:
    """What a person parted from a story does not answer to it either."""
    assert None is remembered(ARREST).followed(COURT, taken={ARREST.entry})


def test_the_fullest_article_stands_for_its_story() -> None:
    """A flash that opened a story gives way to the article, in whichever order they come; the first date counts."""
    flash = sign(5, "Задержан вице-мэр", source="flash", published=NOW - hours(1))
    for order in ((flash, ARREST), (ARREST, flash)):
        past = Past()
        for each in order:
            past.enter(each, "the story", each.at)

        found = past.followed(COURT)

        assert found is not None
        assert ("the story", ARREST.entry) == (found.story, found.entry)


def test_an_article_that_moved_takes_its_story_along() -> None:
    """One that a person moved is followed where it is now."""
    past = remembered(ARREST)
    past.enter(ARREST, "another", ARREST.at)

    assert 1 == len(past)
    assert "another" == getattr(past.followed(COURT), "story", None)


def test_it_forgets_the_oldest_when_full() -> None:
    """It never remembers more than it may; leaving a story that is not there is nothing."""
    past = Past(most=2)
    for number in range(5):
        past.enter(sign(number, f"Мост {number} открыли в городе Зоринск{number}"), f"s{number}", NOW)
    past.leave("s0")

    assert 2 == len(past)


def test_a_restart_knows_what_was_told_last_week() -> None:
    """A window that reads the store again follows stories that nobody may join any more."""
    window = Window()
    window.settle([(1, replace(ARREST, came=NOW), ARREST.entry)], COURT.at)

    assert 0 == len(window)
    assert ARREST.entry == window.place(COURT, COURT.at).follows


@settings(max_examples=60)
@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=4))
def test_order_is_nothing_to_the_past(order: list[int], gone: list[int]) -> None:
    """What is followed does not depend on the order in which stories were entered, nor on what left and came back."""
    texts = [sign(number + 30, f"В Зоринске Гурченко {word}", BRIBE) for number, word in enumerate("абвгде")]
    past = Past()
    for place in order:
        past.enter(texts[place], f"story {place % 3}", texts[place].at)
    plain = Past()
    for place in range(6):
        plain.enter(texts[place], f"story {place % 3}", texts[place].at)
    for place in gone:
        past.enter(COURT, "gone", NOW + timedelta(minutes=place))
        past.leave("gone")

    assert plain.followed(COURT) == past.followed(COURT)


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_any_two_articles_can_be_compared(one: str, text: str, two: str, other: str) -> None:
    """Whatever is written, it never fails, and a story that is followed is one that was told."""
    first, later = sign(6, one, text), sign(7, two, other, published=NOW + hours(24))

    found = remembered(first).followed(later)

    assert found is None or first.entry == found.story


def test_long_articles_are_followed_too() -> None:
    """Of a text with many words the first count: a longer report of the ruling follows the same arrest."""
    words = " ".join(f"{letter}убо{other}рень" for letter in "бвгджз" for other in "клмнпр")
    long = sign(2, COURT.title, f"{BAIL[:-1]}; {words}.", published=COURT.at)

    found = remembered(ARREST).followed(long)

    assert 24 < len(long.terms)
    assert found is not None


GISTS = st.sampled_from([ARREST, COURT, *PAIRS["uk"], *PAIRS["en"]])


@given(st.lists(GISTS, min_size=1, max_size=5), GISTS)
def test_a_gist_says_what_the_words_say(some: list[Signature], later: Signature) -> None:
    """Whether the gist was written down or is found in the words again, the same story is followed."""
    noted = [sequels.noted(each) for each in some]

    assert all(each.gist for each in noted)
    assert some == [replace(each, gist="") for each in noted]
    assert remembered(*some).followed(later) == remembered(*noted).followed(sequels.noted(later))


@pytest.mark.parametrize("gist", ["nonsense", "AAAA", "щ", "A"])
def test_a_gist_that_cannot_be_read_is_found_again(gist: str) -> None:
    """What is no gist is as none."""
    assert remembered(ARREST).followed(COURT) == remembered(replace(ARREST, gist=gist)).followed(COURT)
