from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.model import Match, Signature
from feedbot.rules import stories
from feedbot.rules.stories import Tuning
from feedbot.rules.window import Window
from feedbot.text import meaning
from feedbot.text.parts import Parts
from tests import make
from tests.make import NOW, hours, minutes
from tests.rules.headlines import ONE_SUBJECT, UNRELATED, happenings

QUAKE = (
    "Землетрясение магнитудой 6,1 произошло в Чили, в городе Копьяпо разрушены сорок домов, сообщил мэр Рауль Ортис."
)


def sign(number: int, title: str, text: str = "", **fields: object) -> Signature:
    """The signature of an article, each of a source of its own."""
    values = {"source": f"source{number}", "language": "ru", "published": NOW, **fields}
    return stories.sign(make.entry(number, title=title, **values), Parts(lede=(text,) if text else ()))


def told(titles: Sequence[str], language: str) -> list[Match]:
    """What becomes of headlines that come one after another, from two sources."""
    window = Window()
    signatures = [sign(number, title, language=language) for number, title in enumerate(titles)]
    return [window.place(each, NOW) for each in signatures]


QUAKES = (
    sign(1, "В Чили произошло землетрясение магнитудой 6,1", QUAKE),
    sign(2, "Землетрясение в Чили разрушило сорок домов", "Толчки магнитудой 6,1 ощутили жители Копьяпо."),
    sign(3, "Чилийский город Копьяпо разрушен землетрясением", "Мэр Ортис сообщил о сорока разрушенных домах в Чили."),
)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
@pytest.mark.parametrize("titles", [UNRELATED, ONE_SUBJECT], ids=["unrelated", "one subject"])
def test_the_first_news_ever_are_stories_of_their_own(titles: dict[str, tuple[str, ...]], language: str) -> None:
    """Thirty short news open thirty stories, even if all are about one war, election or championship."""
    found = told(titles[language], language)

    assert [] == [each.because for each in found if each.kind != "opens"]


def test_another_outlet_joins_the_story() -> None:
    """One event in other words joins; the reason names the shared words and the score."""
    window = Window()
    found = [window.place(each, NOW) for each in QUAKES]

    assert ["opens", "joins", "joins"] == [each.kind for each in found]
    assert {QUAKES[0].entry} == {each.story for each in found}
    assert "чил" in found[1].words
    assert found[1].because.startswith(f"like {QUAKES[0].entry}: it shares ")


def test_ukrainian_joins_russian() -> None:
    """The same event in Ukrainian is the same story, without any model."""
    window = Window()
    window.place(QUAKES[0], NOW)
    found = sign(
        4, "У Чилі стався землетрус магнітудою 6,1", "У місті Копʼяпо зруйновано сорок будинків.", language="uk"
    )

    assert "joins" == window.place(found, NOW).kind


def test_english_joins_by_several_names() -> None:
    """Across alphabets only names and numbers speak: one in common says nothing, four do."""
    window = Window()
    window.place(QUAKES[0], NOW)
    one = sign(5, "Chile elects a new parliament", "Voting went on in Santiago all day.", language="en")
    four = sign(
        6,
        "Quake of 6.1 hits Chile",
        "In Copiapo houses fell, mayor Raul Ortis said in the Chile capital.",
        language="en",
    )

    assert "opens" == window.place(one, NOW).kind
    assert QUAKES[0].entry == window.place(four, NOW).story
    late = replace(four, entry="late", at=NOW + hours(30))
    assert "opens" == Window().place(late, NOW + hours(30)).kind


def test_time_ends_what_may_be_joined_across_alphabets() -> None:
    """After a day names alone do not tie articles."""
    window = Window()
    window.place(QUAKES[0], NOW)
    text = "In Copiapo houses fell, mayor Raul Ortis said in the Chile capital."
    late = sign(6, "Quake of 6.1 hits Chile", text, language="en", published=NOW + hours(25))

    assert "opens" == window.place(late, NOW + hours(25)).kind


def test_another_place_is_another_story() -> None:
    """The same words of another place open another story."""
    window = Window()
    window.place(QUAKES[0], NOW)
    other = QUAKE.replace("Чили", "Непале").replace("Копьяпо", "Джумле").replace("Рауль Ортис", "Бирендра Шах")

    found = window.place(sign(7, "В Непале произошло землетрясение магнитудой 5,8", other), NOW)

    assert "opens" == found.kind
    assert "nearest is" in found.because


def test_one_source_must_be_very_alike() -> None:
    """What joins from another source opens a story if the source told of it already."""
    text = "Президент прилетел в Копьяпо, обошел разрушенные кварталы и пообещал семьям деньги."
    follows = replace(sign(8, "Президент приехал в Чили", text), at=NOW + hours(3))
    found = []
    for source in ("gazeta", QUAKES[0].source):
        window = Window()
        window.place(QUAKES[0], NOW)
        found.append(window.place(replace(follows, source=source), NOW + hours(3)).kind)

    assert ["joins", "opens"] == found


def test_a_source_brings_its_own_story_up_to_date() -> None:
    """What says that a number grew joins the story that its source told; the same without that opens another."""
    text = "Президент прилетел в Копьяпо, обошел разрушенные кварталы и пообещал семьям деньги."
    visit = "Президент приехал в Чили"
    found = []
    for title in (f"{visit}: погибших уже 12", visit):
        window = Window()
        window.place(QUAKES[0], NOW)
        later = replace(sign(8, title, text, source=QUAKES[0].source), at=NOW + hours(3))
        found.append(window.place(later, NOW + hours(3)).kind)

    assert ["joins", "opens"] == found


def test_a_reprint_is_a_copy() -> None:
    """The same text from another source is a copy, of the story of what it copies."""
    window = Window()
    text = " ".join(f"слово{number}" for number in range(60))
    window.place(sign(1, "Мост открыт", text), NOW)

    found = window.place(sign(2, "Движение открыто", text), NOW)

    assert ("copy", "https://example.org/1", "a copy of https://example.org/1") == (
        found.kind,
        found.story,
        found.because,
    )


def test_an_alarm_that_sounds_again_is_news() -> None:
    """What a source repeats in the same words is told again, and others follow the alarm of their hour."""
    window = Window()
    alarm = "Воздушная тревога в Киевской области"
    first = window.place(sign(1, alarm, source="a"), NOW)
    echo = window.place(sign(2, alarm, source="b", published=NOW + minutes(2)), NOW + minutes(2))
    again = window.place(sign(3, alarm, source="a", published=NOW + hours(5)), NOW + hours(5))
    follows = window.place(sign(4, alarm, source="b", published=NOW + hours(5)), NOW + hours(5))

    assert ["opens", "joins", "opens", "joins"] == [each.kind for each in (first, echo, again, follows)]
    assert again.story == follows.story
    assert "but two of a series" in again.because


def test_a_story_ends_two_days_after_its_last_article() -> None:
    """It slides with what joins it: 47 hours later is the same story, 49 hours after that no more."""
    window = Window()
    window.place(QUAKES[0], NOW)
    later = replace(QUAKES[1], at=NOW + hours(47))
    assert "joins" == window.place(later, NOW + hours(47)).kind
    latest = replace(QUAKES[2], at=NOW + hours(90))
    assert "joins" == window.place(latest, NOW + hours(90)).kind

    assert "opens" == window.place(replace(QUAKES[1], entry="4", at=NOW + hours(139)), NOW + hours(139)).kind
    assert 1 == len(window)


def test_a_story_ends_after_a_week() -> None:
    """However many join it, after seven days another story begins."""
    window = Window()
    window.place(QUAKES[0], NOW)
    for number in range(1, 12):
        at = NOW + number * hours(16)
        each = replace(QUAKES[number % 3], entry=str(number), source=str(number), at=at)
        assert number * 16 > 168 or QUAKES[0].entry == window.place(each, at).story

    assert all(QUAKES[0].entry != str(number) for number in range(12))
    assert "1" not in {window.place(replace(QUAKES[0], entry="9", at=NOW + hours(176)), NOW + hours(176)).story}
    assert len(window) < 3


def test_an_old_article_joins_nothing_new() -> None:
    """An article of last month is of no story of today."""
    window = Window()
    window.place(QUAKES[0], NOW)

    assert "opens" == window.place(replace(QUAKES[1], at=NOW - hours(24 * 30)), NOW).kind


def test_what_was_not_kept_is_forgotten() -> None:
    """What was placed and is not among the next rows never was; the next one opens the story."""
    window = Window()
    window.place(QUAKES[0], NOW)
    window.settle([], NOW)

    assert (0, 0) == (len(window), window.words)
    assert "opens" == window.place(QUAKES[1], NOW).kind


def test_a_row_replaces_what_was_there() -> None:
    """A person moved an entry: who is like it follows."""
    window = Window()
    window.settle([(1, QUAKES[0], "one"), (2, QUAKES[1], "one")], NOW)
    window.settle([(3, QUAKES[0], "two"), (4, QUAKES[1], "two")], NOW)

    assert (2, 4) == (len(window), window.settled)
    assert "two" == window.place(QUAKES[2], NOW).story


def test_rows_that_are_known_are_ignored() -> None:
    """A row that is not newer than what was settled changes nothing."""
    window = Window()
    window.settle([(5, QUAKES[0], "one")], NOW)
    window.settle([(5, QUAKES[0], "two"), (4, QUAKES[1], "two")], NOW)

    assert 1 == len(window)
    assert "one" == window.place(QUAKES[2], NOW).story


def test_hashes_are_held_in_32_bits() -> None:
    """A row with larger ones, whoever wrote it, is a copy of what has the same lower bits."""
    window, low = Window(), tuple(range(40))
    window.settle([(1, replace(QUAKES[0], shingles=tuple(each + 2**40 for each in low)), "one")], NOW)

    found = window.place(replace(QUAKES[1], shingles=low), NOW)
    assert ("copy", "one") == (found.kind, found.story)


def test_an_entry_stays_where_it_is() -> None:
    """To place what is there already asks nothing."""
    window = Window()
    window.settle([(1, QUAKES[0], QUAKES[0].entry), (2, QUAKES[1], QUAKES[0].entry)], NOW)

    for kind, each in zip(("opens", "joins"), QUAKES, strict=False):
        found = window.place(each, NOW)
        assert (kind, QUAKES[0].entry, "it was placed before") == (found.kind, found.story, found.because)


def test_a_story_may_be_taken() -> None:
    """An article joins no story that it was taken out of."""
    window = Window()
    window.place(QUAKES[0], NOW)

    assert "opens" == window.place(QUAKES[1], NOW, taken={QUAKES[0].entry}).kind


def test_likeness_can_be_explained() -> None:
    """The words and the score of any two articles, whether they are there or not, in either order."""
    window = Window()
    before = window.explain(QUAKES[0], QUAKES[1])
    assert 0.2 < before.score < 1
    assert {"чил", "землетряс"} <= {*before.words}
    assert before.score == pytest.approx(window.explain(QUAKES[1], QUAKES[0]).score)

    window.settle([(1, QUAKES[0], "one")], NOW)
    assert 1 == pytest.approx(window.explain(QUAKES[0], QUAKES[0]).score)
    assert 0 == window.explain(QUAKES[0], sign(9, "Мост открыт")).score
    assert 0 == window.explain(sign(8, ""), sign(9, "")).score


def test_the_work_of_one_article_is_bounded() -> None:
    """Among thousands of articles with the same words no more than 1,500 places are looked at."""
    window = Window()
    base = sign(0, "Дожди и ветер", " ".join(f"слово{number}" for number in range(12)))
    same = [replace(base, entry=f"e{number}", shingles=(), size=0) for number in range(2_000)]
    window.settle([(number, each, each.entry) for number, each in enumerate(same, 1)], NOW)
    window.place(replace(base, entry="new"), NOW)

    assert 0 < window.touched <= 1_500


def test_the_work_across_alphabets_is_bounded() -> None:
    """Among thousands of articles with the same names in the other alphabet, twice 1,500 places are looked at."""
    window = Window()
    text = "Мэр Рауль Ортис, Карлос Вега, Педро Кинтана, Луис Мендоса, Хорхе Бланко и Пабло Торрес едут в Копьяпо"
    base = sign(0, "Мэр Рауль Ортис едет в Чили", text)
    same = [replace(base, entry=f"e{number}", shingles=(), size=0) for number in range(2_000)]
    window.settle([(number, each, each.entry) for number, each in enumerate(same, 1)], NOW)
    english = "Raul Ortis, Carlos Vega, Pedro Quintana, Luis Mendosa, Horhe Blanko and Pablo Torres went to Copiapo"
    window.place(sign(3_000, "Nobody else there in time", english, language="en"), NOW)

    assert 1_000 < window.touched <= 3_000


def test_words_that_mean_the_same_are_told() -> None:
    """Across alphabets the reason names what is shared: names as they sound, and words that mean the same."""
    window = Window()
    window.place(QUAKES[0], NOW)
    text = "In Copiapo houses fell, mayor Raul Ortis said in the Chile capital."
    found = window.place(sign(6, "Quake of 6.1 hits Chile", text, language="en"), NOW)

    assert {"6.1", "4al", "hous", "mayor"} & {*found.words} >= {"6.1", "4al"}
    assert "joins" == found.kind


def test_two_days_of_news_are_told_apart() -> None:
    """Two kinds of events in ten towns each, told by three outlets in two languages: few are told twice, none mixed."""
    window, at = Window(), NOW
    homes: dict[str, set[int]] = defaultdict(set)
    for number, (event, language, title, text) in enumerate(happenings(), 1):
        at += minutes(20)
        match = window.place(sign(number, title, text, language=language, published=at), at)
        homes[match.story].add(event)

    assert [] == [events for events in homes.values() if len(events) > 1]
    assert 24 >= len(homes)


def test_lists_shrink_with_the_window() -> None:
    """Words are forgotten with their last article, and a word that all have does not remember the dead."""
    window = Window()
    for number in range(300):
        at = NOW + number * hours(1)
        each = sign(number, f"Новости слово{number}", published=at)
        window.settle([(number + 1, each, each.entry)], at)

    assert 48 == len(window)
    assert window.words <= 48 * 4
    window.settle([], NOW + hours(400))
    assert (0, 0) == (len(window), window.words)


def test_a_story_of_many_is_judged_by_its_latest() -> None:
    """A story of a hundred articles can still be joined."""
    window = Window()
    many = [replace(QUAKES[number % 3], entry=f"e{number}", source=f"s{number}") for number in range(100)]
    window.settle([(number, each, "one") for number, each in enumerate(many, 1)], NOW)

    assert "one" == window.place(replace(QUAKES[0], text="x", size=0), NOW).story


WORDS = st.sampled_from(["чил", "землетряс", "мост", "12", "путин", "", "x", "\ud800", "attack", "a b"])
MOMENTS = st.datetimes(timezones=st.just(UTC)) | st.integers(-100, 100).map(lambda number: NOW + hours(number))
SIGNATURES = st.builds(
    Signature,
    entry=st.sampled_from([f"e{number}" for number in range(6)]),
    source=st.sampled_from(["a", "b", ""]),
    at=MOMENTS,
    title=st.text(max_size=5),
    terms=st.lists(WORDS, max_size=8).map(tuple),
    counts=st.lists(st.integers(-5, 300), max_size=8).map(tuple),
    names=st.lists(WORDS.filter(bool), max_size=5).map(tuple),
    doubtful=st.lists(WORDS.filter(bool), max_size=5).map(tuple),
    numbers=st.lists(WORDS, max_size=3).map(tuple),
    shingles=st.lists(st.integers(-5, 2**40), max_size=5).map(tuple),
    size=st.integers(0, 40),
    text=st.sampled_from(["", "x"]),
    series=st.sampled_from(["", "alarm", "clear", "weather", "live"]),
    template=st.sampled_from(["", "t"]),
    figures=st.lists(st.sampled_from(["1", "m3", "d1", "+", ""]), max_size=3).map(tuple),
    meaning=st.sampled_from(["", "x", *(meaning.pack([0.05] * each + [-0.05] * (384 - each)) for each in (0, 9, 300))]),
)
ROWS = st.lists(st.tuples(st.integers(1, 30), SIGNATURES, st.sampled_from(["e0", "e1", "s"])), max_size=8)


def decided(window: Window, asked: Sequence[Signature], now: datetime) -> list[Match]:
    """What it decides of some, each as if the others had never been."""
    found = []
    for each in asked:
        window.settle([], now)
        found.append(window.place(each, now))
    window.settle([], now)
    return found


@given(ROWS, st.lists(SIGNATURES, max_size=6), MOMENTS)
@settings(max_examples=25, deadline=None)
def test_no_signature_breaks_it(rows: list[tuple[int, Signature, str]], asked: list[Signature], now: datetime) -> None:
    """Whatever was stored or comes in, there is an answer, of a known story, and in a week all is forgotten."""
    window = Window()
    window.settle(rows, now)
    known = {story for _, _, story in rows}
    for each in asked:
        found = window.place(each, now)
        known.add(found.story)
        assert found.entry == each.entry
        assert 0 <= found.score <= 1 + 1e-9
        assert found.story in known if found.kind != "opens" else found.story == each.entry
        window.explain(each, asked[0])
    assert len(window) <= 6
    if now.year < 9999:
        window.settle([], now + timedelta(days=7, hours=1))
        assert (0, 0) == (len(window), window.words)


@given(ROWS, st.randoms(use_true_random=False), st.lists(SIGNATURES, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_order_and_repetition_of_rows_change_nothing(
    rows: list[tuple[int, Signature, str]], chance: object, asked: list[Signature]
) -> None:
    """Rows may come in any order, at once or again, and tentative articles leave no trace."""
    rows = [(number, signature, story) for number, (_, signature, story) in enumerate(rows, 1)]
    one, two = Window(), Window()
    one.settle(rows, NOW)
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a random.Random
    two.settle(mixed, NOW)
    two.settle(rows, NOW)

    expected = decided(one, asked, NOW)
    assert expected == decided(two, asked, NOW)
    assert expected == decided(one, asked, NOW)
    assert (len(one), one.words, one.settled) == (len(two), two.words, two.settled)


def test_the_thresholds_can_be_set() -> None:
    """A window that is told to be strict joins nothing."""
    window = Window(Tuning(text=1.1, title=1.1))
    window.place(QUAKES[0], NOW)

    assert "opens" == window.place(QUAKES[1], NOW).kind


def test_old_articles_that_come_now_are_compared() -> None:
    """What was published long ago and comes today joins what was published then, and nothing of today."""
    window, then = Window(), NOW - timedelta(days=400)
    old = [replace(each, at=then, came=NOW) for each in QUAKES]
    today = window.place(replace(QUAKES[0], entry="today"), NOW)
    found = [window.place(each, NOW) for each in old]

    assert ["opens", "joins", "joins"] == [each.kind for each in found]
    assert today.story not in {each.story for each in found}
    window.settle([], NOW + timedelta(hours=49))
    assert 0 == len(window)


def test_old_story_lives_as_long_as_it_grows() -> None:
    """A story of old articles is kept for two days after the last of them came, and loses what is dropped."""
    window, then = Window(), NOW - timedelta(days=400)
    rows = [(number, replace(each, at=then, came=NOW + hours(number)), "old") for number, each in enumerate(QUAKES, 1)]
    window.settle(rows, NOW + hours(3))
    window.settle([(4, replace(QUAKES[2], at=then, came=NOW + hours(3)), "own")], NOW + hours(3))
    window.settle([], NOW + hours(49.5))

    assert 3 == len(window)
    window.settle([], NOW + hours(50.5))
    assert 1 == len(window)


def test_a_flash_is_judged_again_when_its_text_has_come() -> None:
    """A title alone opened a story; by its text it joins that of the others, and nothing is kept of the judging."""
    window = Window()
    flash = sign(40, "Что известно к этому часу")
    for number, each in enumerate((QUAKES[0], flash), 1):
        window.settle([(number, each, window.place(each, NOW).story)], NOW)
    full = sign(40, "Что известно к этому часу", QUAKE)

    found = window.again(full, NOW)

    assert found is not None
    assert QUAKES[0].entry == found.story
    assert found == window.again(full, NOW)
    assert None is window.again(full, NOW, taken={QUAKES[0].entry})


def test_only_what_is_alone_is_judged_again() -> None:
    """What others joined stays, so does what is like nothing, and what the window does not hold."""
    window = Window()
    for number, each in enumerate(QUAKES[:2], 1):
        window.settle([(number, each, window.place(each, NOW).story)], NOW)
    alone = sign(41, "Библиотека запустила доставку книг", "Курьеры возят книги по Вологде.")
    window.settle([(3, alone, window.place(alone, NOW).story)], NOW)

    assert None is window.again(QUAKES[0], NOW)
    assert None is window.again(alone, NOW)
    assert None is window.again(sign(42, "Мост открыт"), NOW)
