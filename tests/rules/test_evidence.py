from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedbot.model import Signature
from feedbot.rules import evidence, postings, stories
from feedbot.rules.evidence import Evidence, Words
from feedbot.rules.postings import Postings
from feedbot.text.parts import Parts
from tests import make
from tests.make import NOW, hours

NOTHING = Evidence(
    cosine=0, ours=0, theirs=0, name=0, kin=0, clan=0, nameless=0, telling=0, numbers=0, hours=0,
    strange=0, serial=0, plain=0, akin=0, others=0
)  # fmt: skip
MUCH = Evidence(
    cosine=0.8, ours=0.9, theirs=0.9, name=0.9, kin=0.9, clan=0.8, nameless=0, telling=3, numbers=1, hours=1,
    strange=0, serial=0, plain=3, akin=0, others=0
)  # fmt: skip


def sign(number: int, title: str, text: str = "", language: str = "ru") -> Signature:
    """The signature of an article."""
    entry = make.entry(number, title=title, language=language, published=NOW)
    return stories.sign(entry, Parts(lede=(text,) if text else ()))


def weighed(one: Signature, two: Signature, after: timedelta = timedelta()) -> Evidence:
    """What an article has in common with one that is held."""
    lists = Postings(50.0)
    alphabet = postings.script(two)
    names = [alphabet + word for word in postings.called(two)]
    lists.enter([*two.terms, *names], 1)
    words = Words(
        terms=tuple(map(lists.term, two.terms)),
        counts=postings.counts(two),
        heads=postings.heads(two),
        names=tuple(map(lists.term, names)),
        sure=len(two.names),
    )
    lists.texts += 1
    query = lists.query(one)
    return evidence.weigh(query, words, after, lists.scale, foreign=query.alphabet != alphabet)


BRIDGE = sign(1, "Мост через Сухону открыли после ремонта", "Мэр Вологды Ларс Кедров проехал по нему с 80 гостями.")


def test_plain_words_are_no_names_and_no_numbers() -> None:
    """What two share is plain only so far as it is neither, in whatever case a name stands."""
    names = weighed(sign(2, "Кедров уехал в Вологду, ему 80"), sign(3, "Без Кедрова Вологда скучает: 80 писем"))
    words = weighed(BRIDGE, sign(4, "Мост закрыли на ремонт"))

    assert 0 < names.name
    assert 0 == names.plain < words.plain


def test_an_article_has_all_in_common_with_itself() -> None:
    """Its words, its title and its names are all there, and no time is between."""
    found = weighed(BRIDGE, BRIDGE)

    assert 1 == pytest.approx(found.cosine)
    assert 1 == pytest.approx(found.ours)
    assert 1 == pytest.approx(found.theirs)
    assert 0.7 < found.kin < 1
    assert (0, 0) == (found.nameless, found.hours)
    assert found.numbers > 0


def test_how_much_of_a_title_stands_in_the_other_text() -> None:
    """A title whose words are all in a longer text is found there whole, and not the other way round."""
    found = weighed(sign(2, "Сухону"), BRIDGE)

    assert 1 == pytest.approx(found.ours)
    assert found.theirs < 0.5


def test_other_names_make_common_words_mute() -> None:
    """Where both have names and none in common, rare words tell nothing; where one has no names they do."""
    other = sign(3, "Мост через Каму открыли после ремонта", "Мэр Перми Олег Стриж проехал по нему с 80 гостями.")
    nobody = sign(4, "Мост открыли после ремонта")

    assert (0, 0) == (weighed(other, BRIDGE).kin, weighed(other, BRIDGE).telling)
    assert weighed(nobody, BRIDGE).nameless
    assert weighed(nobody, BRIDGE).telling > 0.5


def test_words_are_compared_by_meaning_across_alphabets() -> None:
    """Bridge and мост mean the same, Sukhona and Сухона sound the same; what nobody can compare counts for nothing."""
    found = weighed(sign(5, "Bridge over Sukhona opens after repairs", language="en"), BRIDGE)
    none = weighed(sign(6, "Lighthouse keeper grows orchids", language="en"), BRIDGE)

    assert found.cosine > 0.1
    assert min(found.ours, found.theirs, found.name) > 0.1
    assert (0, 0, 0) == (none.cosine, none.ours, none.name)


def test_a_name_among_the_first_of_each_that_the_other_lacks_speaks_against() -> None:
    """Two calls of one leader are told apart by whom he called; that one of them names more people says nothing."""
    call = sign(
        7, "Вечером президент Олаф Гравен впервые позвонил министру Юхану Бергу насчет рыбы", "Говорили о рыбе."
    )
    other = sign(
        8, "Вечером президент Олаф Гравен впервые позвонил министру Нильсу Торпу насчет рыбы", "Говорили о рыбе."
    )
    longer = sign(
        9,
        "Вечером президент Олаф Гравен и министр Юхан Берг говорили насчет рыбы",
        "Рядом были Нильс Торп, Ян Стен и Эрик Лунд.",
    )

    assert weighed(other, call).strange > 0.5
    assert (0, 0) == (weighed(call, longer).strange, weighed(longer, call).strange)
    apart = evidence.likeness(MUCH._replace(strange=1), "same", title=False)
    assert apart < evidence.likeness(MUCH, "same", title=False)


def test_two_of_one_series_are_likelier_one() -> None:
    """That both give exchange rates says more than the words do: these are few, and different."""
    plain = NOTHING._replace(ours=0.5, theirs=0.5)

    for kinship in ("same", "kin"):
        assert evidence.likeness(plain, kinship, title=True) < evidence.likeness(
            plain._replace(serial=1), kinship, title=True
        )


def test_names_are_no_plain_words() -> None:
    """What two calls of the same people share in plain words is told apart from that they share the people."""
    call = sign(10, "Гравен позвонил Бергу насчет рыбы", "Ларс Гравен и Юхан Берг говорили о рыбе и о мостах.")
    again = sign(11, "Гравен и Берг поговорили о рыбе", "Ларс Гравен позвонил, и Юхан Берг обещал мосты.")
    gift = sign(12, "Гравен подарил Бергу коня", "Юхан Берг назвал коня именем отца, Ларс Гравен смеялся.")

    assert weighed(gift, call).plain < weighed(again, call).plain
    assert weighed(gift, call).name > 0.5
    bare = evidence.likeness(MUCH._replace(plain=0), "same", title=True)
    assert bare < evidence.likeness(MUCH, "same", title=True)


def test_words_of_one_meaning_speak_for_each_other() -> None:
    """A crash in other words is akin to it; what both say in the same word is not told twice."""
    crash = sign(13, "Авария в Вологде: столкнулись грузовики")
    again = sign(14, "ДТП в Вологде: фуры на мосту")
    fair = sign(15, "Ярмарка в Вологде: пряники на мосту")

    assert weighed(again, crash).akin > 0.5 > weighed(fair, crash).akin
    assert 0 == weighed(crash, crash).akin
    assert evidence.likeness(MUCH, "same", title=False) < evidence.likeness(MUCH._replace(akin=1), "same", title=False)


def test_other_numbers_speak_against_unless_one_grew() -> None:
    """Two deals of one firm differ in their sums; a toll that grew is another number of the same event."""
    deal = sign(16, "Сухона купит завод за 810 миллионов")
    other = sign(17, "Сухона купит завод за 302 миллиона")
    grown = sign(18, "Цена завода Сухоны выросла до 900 миллионов")

    assert (0, 1, 0) == tuple(weighed(each, deal).others for each in (deal, other, grown))
    assert 0 == weighed(sign(19, "Сухона купит завод"), deal).others
    assert evidence.likeness(MUCH._replace(others=2), "same", title=False) < evidence.likeness(
        MUCH, "same", title=False
    )


def test_time_counts_for_half_a_day() -> None:
    """What is further apart than half a day is no further for it: a story goes on for two days."""
    assert [0, 5, 12, 12] == [weighed(BRIDGE, BRIDGE, hours(each)).hours for each in (0, 5, 12, 40)]


@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("kinship", ["same", "kin", "other"])
def test_much_in_common_is_likely_one_event(kinship: evidence.Kinship, *, title: bool) -> None:
    """Nothing in common is next to impossible, much is nearly sure, and a day between makes it less so."""
    assert evidence.likeness(NOTHING, kinship, title=title) < 0.06
    much = evidence.likeness(MUCH, kinship, title=title)
    assert much > 0.9
    assert evidence.likeness(MUCH._replace(hours=24), kinship, title=title) < much


def test_what_nearness_in_meaning_says() -> None:
    """Across alphabets titles of nearly one meaning need no words; in one language remoteness speaks against."""
    assert evidence.likeness(NOTHING, "other", title=True, close=0.9) > 0.9
    assert evidence.likeness(NOTHING, "other", title=True, close=0.5) < 0.12
    plain = evidence.likeness(MUCH, "same", title=True)
    assert evidence.likeness(MUCH, "same", title=True, close=0.0) < plain
    assert plain == evidence.likeness(MUCH, "same", title=True, close=0.9)


TEXTS = st.text("аб АБ.1", max_size=60) | st.text("ab AB.1", max_size=60) | st.text(max_size=30)


@given(TEXTS, TEXTS, TEXTS, st.integers(0, 100))
@settings(deadline=None, max_examples=50)
def test_evidence_is_bounded(one: str, two: str, three: str, distance: int) -> None:
    """Whatever is compared, shares are shares, and the likeness is between 0 and 1."""
    found = weighed(sign(1, one, two), sign(2, three, one), hours(distance))

    assert all(0 <= each <= 1 + 1e-9 for each in found[:7])
    assert 0 <= found.telling <= 6 + 1e-9
    assert 0 <= found.plain <= 6
    assert 0 <= found.akin
    assert 0 <= found.others <= 3
    for kinship in get_args(evidence.Kinship):
        assert 0 < evidence.likeness(found, kinship, title=not two) < 1
