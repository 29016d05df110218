from hypothesis import given
from hypothesis import strategies as st

from feedbot.text import ranker

TITLE = "Мост через Ильму закрыли"
NEWS = "Городские власти Речного закрыли мост через Ильму на 12 недель из-за трещины."
IDLE = "Такого тут ещё не было."


def test_the_first_sentence_unless_another_is_better() -> None:
    """A report that begins with its news keeps its beginning; idle talk gives way."""
    assert 0 == ranker.best(TITLE, (NEWS, IDLE))[0]
    assert 1 == ranker.best(TITLE, (IDLE, NEWS))[0]


def test_a_margin_protects_the_first() -> None:
    """The more sure one has to be, the longer the first sentence stays, if it has a word of the title."""
    near = "Такого этот мост ещё не видел."

    assert (0, 1) == ranker.best(TITLE, (near, NEWS), margin=99)
    assert (1, 0) == ranker.best(TITLE, (near, NEWS), margin=0)
    assert (1, 0) == ranker.best(TITLE, (IDLE, NEWS), margin=99)
    assert (0, 1) == ranker.best("", (IDLE, NEWS), margin=99)


def test_words_of_three_letters_and_vowels_that_go() -> None:
    """A title's short words count unless they say nothing, and a vowel that comes and goes parts no word."""
    market, shop, empty = ranker.features("Рынок и лес для всех", ("Рынка нет.", "Лес растёт.", "Для нас это уже так."))
    title = ranker.FEATURES.index("title")

    assert 0 < market[title] == shop[title]
    assert 0 == empty[title]


def test_a_sentence_apart() -> None:
    """What has no word of the title nor of another sentence stands apart."""
    apart = [row[ranker.FEATURES.index("apart")] for row in ranker.features(TITLE, (NEWS, IDLE))]

    assert [0.0, 1.0] == apart


def test_quotations_and_hints_lean() -> None:
    """A quotation or a word that points back is a poor opening."""
    assert ranker.leans("«Мост закрыт», — сказал мэр.")
    assert ranker.leans("Он закрыт до осени.")
    assert ranker.leans("However, the bridge is closed.")
    assert not ranker.leans(NEWS)
    assert not ranker.leans("")


def test_what_is_known_of_a_sentence() -> None:
    """Position, words of the title, names, numbers and manner are told apart."""
    first, asking = (
        dict(zip(ranker.FEATURES, row, strict=True)) for row in ranker.features(TITLE, (NEWS, "А мы как?"))
    )

    assert (1.0, 0.0) == (first["first"], first["later"])
    assert first["title"] > 0.5 > asking["title"]
    assert first["names"] > 0 < first["numbers"]
    assert (0.0, 1.0, 1.0, 1.0) == (asking["numbers"], asking["asks"], asking["leans"], asking["person"])
    assert asking["short"] > first["short"]
    assert 1.0 == ranker.features("", ("«Мы закрыли этот мост надолго», — сказал мэр.",))[0][8]


def test_a_weight_for_each_feature() -> None:
    """Weights and features are as many, and the score is their sum of products."""
    assert len(ranker.FEATURES) == len(ranker.WEIGHTS) == len(ranker.features(TITLE, (NEWS,))[0])
    assert 11.0 == ranker.score((1.0, 2.0), (3.0, 4.0))


@given(st.text(max_size=40), st.lists(st.text(max_size=60), max_size=12))
def test_ranks_are_an_order(title: str, sentences: list[str]) -> None:
    """All of the first eight are ranked once, by features from 0 to 1, always alike."""
    order = ranker.best(title, sentences)

    assert [*range(min(len(sentences), ranker.MOST))] == sorted(order)
    assert order == ranker.best(title, sentences)
    assert all(0 <= value <= 1 for row in ranker.features(title, sentences) for value in row)


def test_a_first_sentence_apart_gives_way() -> None:
    """A summary begins with the first sentence, unless that has nothing in common with the title and the others."""
    title = "Мост через Ильму закрыли на ремонт"
    lede = "Власти закрыли мост через Ильму на полгода, ремонт начнут в понедельник."

    assert 0 == ranker.opening(title, ())
    assert 0 == ranker.opening(title, (lede, "Движение пустят по плотине."))
    assert 1 == ranker.opening(title, ("В редакции сегодня пахнет мандаринами, а за окном второй день метёт.", lede))
