import json
from dataclasses import asdict
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Signature
from feedbot.rules import stories
from feedbot.rules.stories import Barred, Likeness, Tuning
from feedbot.text.parts import Parts
from tests import make
from tests.make import NOW, hours, minutes

BRIDGE = (
    "Мост через реку Сухону открыли в понедельник после двух лет ремонта, рассказали в городской администрации. "
    "По нему уже прошли 300 человек, а первый трамвай проедет 5 октября. Работы стоили 80 миллионов рублей. "
    "Подрядчик обещает следить за мостом еще десять лет и менять деревянный настил каждую весну."
)
SHORT = "Движение по мосту через Сухону открыто с 6 утра."


def sign(text: str = BRIDGE, source: str = "vesti", number: int = 1, **fields: object) -> Signature:
    """The signature of an article."""
    entry = make.entry(
        number, **{"source": source, "title": "Мост открыт", "language": "ru", "published": NOW, **fields}
    )
    return stories.sign(entry, Parts(lede=(text,) if text else ()))


def copied(one: Signature, two: Signature) -> bool:
    """Whether one is a copy of the other, in either order."""
    answers = {stories.copied(*pair, pair[0].shingles, pair[1].shingles, Tuning()) for pair in ((one, two), (two, one))}
    assert 1 == len(answers)
    return answers.pop()


def test_the_title_counts_thrice() -> None:
    """A stem of the title has three counts and one for each time the text has it; those of the title come first."""
    found = sign("Мост, мосты и трамваи.")

    assert {"мост": 5, "откр": 3, "трамв": 1} == dict(zip(found.terms, found.counts, strict=True))
    assert ("мост", "откр") == found.terms[:2]


def test_terms_are_few() -> None:
    """A signature has 40 terms at most, and none of what comes after 600 characters of the text."""
    found = sign(" ".join(f"слово{number}ъ" for number in range(500)) + " Вологда")

    assert 40 == len(found.terms)
    assert "волог" not in found.terms


def test_names_and_numbers_are_kept() -> None:
    """What has a capital inside a sentence is a name; a year is no number that tells anything."""
    found = sign("Мэр Вологды Ларс Кедров в 2026 году выделил 80 миллионов.")

    assert ("vlgd", "lrs", "kdrv", "80") == found.names
    assert ("2026", "80") == found.numbers


def test_a_title_in_capitals_names_nobody() -> None:
    """Where most words of a title have capitals, these tell no names; the text may."""
    found = sign("Crowds met Karvas at the bridge.", title="Old Bridge Opens Again For Karvas", language="en")

    assert ("krvs",) == found.names
    assert {"brdg", "pns"} <= set(found.doubtful)


def test_background_and_quotations_are_not_compared() -> None:
    """What other articles repeat counts only where there is nothing else."""
    parts = Parts(lede=("Мост открыли.",), quotation=("Мы рады.",), background=("Его строили два года.",))
    entry = make.entry(1, title="Мост")
    alone = stories.sign(entry, Parts(quotation=("Мы очень рады этому.",)))

    assert not {"рад", "строил"} & set(stories.sign(entry, parts).terms)
    assert "рад" in alone.terms
    assert "собак" in stories.sign(entry, Parts(summary="Собаки.")).terms


def test_a_signature_is_small() -> None:
    """A long article's signature takes less than two kilobytes of JSON."""
    words = " ".join(f"Слово{number}" for number in range(3000))
    found = asdict(sign(words, title="Заголовок " * 40)) | {"at": 0}

    assert 2_500 > len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    "edited",
    [
        BRIDGE.replace("еще", "ещё"),
        BRIDGE + " Подписывайтесь на наш канал.",
        "ОБНОВЛЕНО. " + BRIDGE + " Новость дополняется.",
        BRIDGE.replace(" Работы стоили 80 миллионов рублей.", ""),
        BRIDGE[: len(BRIDGE) * 4 // 5],
        BRIDGE.replace("рассказали", "сообщили"),
    ],
)
def test_an_edited_copy_is_a_copy(edited: str) -> None:
    """A reprint with its boilerplate, without a sentence or the end, or with another word is a copy."""
    assert copied(sign(), sign(edited, "gazeta", title="Движение открыто"))


def test_half_of_a_long_text_is_a_copy() -> None:
    """The first half of a text that is so long that only a part of its shingles is kept is a copy of it."""
    text = " ".join(f"слово{number}" for number in range(400))

    assert copied(sign(text), sign(text[: len(text) // 2], "gazeta"))
    assert 64 == len(sign(text).shingles)


def test_too_little_in_common_says_nothing() -> None:
    """Of a short and a very long text too few shingles are comparable, and doubt means no copy."""
    text = " ".join(f"слово{number}" for number in range(4000))

    assert not copied(sign(text), sign(" ".join(text.split()[:40]), "gazeta"))


def test_other_numbers_make_another_text() -> None:
    """A text that says the same of other numbers is no copy."""
    assert not copied(sign(), sign(BRIDGE.replace("300", "900").replace("80", "95"), "gazeta"))


def test_a_short_text_is_a_copy_only_at_once_and_elsewhere() -> None:
    """An alarm that sounds again, or that the same source repeats, is no copy."""
    one = sign(SHORT)

    assert copied(one, sign(SHORT, "gazeta", published=NOW + minutes(59)))
    assert copied(one, sign(SHORT.replace("с 6 утра", "6 утра"), "gazeta")) is False
    assert not copied(one, sign(SHORT, "gazeta", published=NOW + minutes(61)))
    assert not copied(one, sign(SHORT, number=2, title="Другое"))
    assert not copied(sign(""), sign("", "gazeta"))


def test_one_source_may_repeat_a_long_text() -> None:
    """An article of the same source under another id is a copy if it is long and all but equal."""
    assert copied(sign(), sign(number=2))


def test_series_are_no_copies() -> None:
    """The weather of tomorrow is no copy of today's, however alike."""
    later = sign(title="Прогноз погоды на завтра", published=NOW + hours(24), source="gazeta")

    assert not copied(sign(title="Прогноз погоды на завтра"), later)


def likeness(**fields: object) -> Likeness:
    """How like a story an article is."""
    values = {"story": "s1", "like": "e1", "score": 0.5, "bar": 0.3, "words": ("мост", "река")}
    return Likeness(**{**values, **fields})  # type: ignore[arg-type]  # of any field


def test_it_joins_the_likest_that_is_like_enough() -> None:
    """The highest score that reaches its bar wins, and the reason names words and score."""
    found = stories.judge(
        sign(), [likeness(), likeness(story="s2", like="e2", score=0.6, bar=0.7), likeness(story="s3", score=0.4)]
    )

    assert ("joins", "s1", "e1", 0.5) == (found.kind, found.story, found.like, found.score)
    assert "like e1: it shares мост, река; likeness 0.50 of at least 0.30" == found.because


def test_of_equals_the_first_story_wins() -> None:
    """Which story comes first in the search does not matter."""
    found = {stories.judge(sign(), each).story for each in ([likeness(), likeness(story="s0")],) * 2}

    assert {"s0"} == found


def test_a_copy_goes_before_what_joins() -> None:
    """A copy is of the copied one's story, and the reason says so."""
    found = stories.judge(sign(), [likeness(), likeness(story="s2", like="e2", score=0.2, copy=True)])

    assert ("copy", "s2", "a copy of e2") == (found.kind, found.story, found.because)


def test_what_is_like_nothing_opens_a_story() -> None:
    """The story has the id of the entry; the reason tells what was nearest, or why it was barred."""
    one = sign()
    near = stories.judge(one, [likeness(score=0.2, words=())])

    assert ("opens", one.entry) == (near.kind, near.story)
    assert "nearest is e1: it shares no words; likeness 0.20 of at least 0.30" == near.because
    assert "nothing like it was told" == stories.judge(one, []).because


def test_who_was_barred_is_told() -> None:
    """The reason tells what an entry is like and why it is not of its story, whatever else is near; `like` is that."""
    barred = Barred(like="e9", why="two of a series")
    for near in ([likeness(score=0.2)], []):
        found = stories.judge(sign(), near, refused=barred)
        assert ("opens", "like e9, but two of a series", "e9") == (found.kind, found.because, found.like)
    assert "joins" == stories.judge(sign(), [likeness()], refused=barred).kind


@pytest.mark.parametrize(
    ("told", "score"),
    [
        ("0.55 of at least 0.55", 0.5501),
        ("0.54 of at least 0.55", 0.5449),
        ("0.547 of at least 0.550", 0.5467),
        ("0.5499999 of at least 0.55", 0.5499999),
    ],
)
def test_what_is_less_looks_less(told: str, score: float) -> None:
    """A likeness that is under the bar is told to so many places that people see it."""
    assert stories.judge(sign(), [likeness(score=score, bar=0.55)]).because.endswith(f"likeness {told}")


TEXTS = st.text(max_size=300) | st.text("абвгд АБВ 123.,:-ієї'\n", max_size=300) | st.text("ab AB 1.\n", max_size=300)


@given(TEXTS, TEXTS, st.sampled_from([None, "ru", "uk", "en", "xx", ""]))
def test_anything_can_be_signed(title: str, text: str, language: str | None) -> None:
    """No text breaks it, two signings are equal, and all of it is bounded."""
    entry = make.entry(1, title=title, language=language)
    found = stories.sign(entry, Parts(lede=(text,), details=(title,)))

    assert found == stories.sign(entry, Parts(lede=(text,), details=(title,)))
    assert len(found.terms) == len(found.counts) <= 40
    assert len(found.names) <= 20
    assert sorted(found.shingles) == list(found.shingles)
    assert len(found.shingles) <= min(64, found.size)
    assert all(0 < count < 10 for count in found.counts)


@given(TEXTS, TEXTS, st.integers(0, 100))
def test_to_be_a_copy_is_mutual(one: str, two: str, distance: int) -> None:
    """Which of two came first does not matter."""
    copied(sign(one), sign(two, "gazeta", published=NOW + timedelta(minutes=distance)))


def test_a_signature_reads_so_much_and_no_more() -> None:
    """What comes after 20,000 characters changes nothing."""
    text = "слово дело " * 2_000

    assert sign(text) == sign(text + "хвост" * 50_000)


def test_the_newest_get_a_meaning() -> None:
    """Of many that come at once only the newest have the meanings of their titles read; the order stays."""
    entries = [make.entry(number, title=f"T{number}", published=NOW - hours(number)) for number in range(4)]
    finds = [make.find(entry=each, signature=stories.sign(each, Parts())) for each in entries]
    found = stories.meant([*finds, make.find(signature=None)], str.lower, most=2)

    assert ["t0", "t1", "", ""] == [each.signature.meaning for each in found if each.signature]
    assert found[-1].signature is None
    assert [each.entry for each in finds] == [each.entry for each in found[:-1]]


def test_the_reason_tells_of_the_meaning() -> None:
    """Whoever asks why learns how near the titles are in meaning."""
    found = stories.judge(sign(), [likeness(meaning=0.81)])

    assert "shares мост, река; in meaning its title is 0.81 alike; likeness 0.50 of at least 0.30" in found.because
