from feedbot.model import Match
from feedbot.rules.wording import worded
from feedbot.text import sounds, stems
from tests import make


def match(**fields: object) -> Match:
    """A match with the second entry."""
    known = {"entry": make.entry(1).id, "kind": "joins", "story": "story", "because": "nothing like it was told"}
    return Match(**{**known, **fields})  # type: ignore[arg-type]  # fields of a match


def test_title_instead_of_id() -> None:
    """The reason names the entry that is like it by its title, cut where that is long."""
    like = make.entry(2).id
    said = match(like=like, because=f"a copy of {like}")

    assert 'a copy of "A bridge fell"' == worded(said, make.entry(1), "A bridge fell").because
    assert f'a copy of "{"x" * 79}…"' == worded(said, make.entry(1), "x" * 90).because
    assert said == worded(said, make.entry(1), None)


def test_words_instead_of_stems() -> None:
    """Stems and sounds of names are told as the words that the entry has; one that it has not stays as it is."""
    entry = make.entry(1, title="В Чили обрушились мосты", summary="Мэр Ортис ранен.", language="ru")
    bridges = next(word.stem for word in stems.read("мосты", "ru"))
    words = (bridges, sounds.skeleton("ортис"), "qqq")
    said = match(like="x", words=words, because=f"like x: it shares {', '.join(words)}; likeness 0.50")

    assert 'like "Y": it shares мосты, ортис, qqq; likeness 0.50' == worded(said, entry, "Y").because


def test_reason_without_words_stays() -> None:
    """What is like nothing says so."""
    assert match() == worded(match(), make.entry(1), "A title")
