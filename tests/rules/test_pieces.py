from feedbot.model import Entry, Member, Origin, Verdict
from feedbot.rules import pieces
from tests import make

TARGET = "channel:console"
LONG = "The council of the town voted for the new bridge after nine hours of debate. "
LONG += "The mayor signs the act on Monday, and work begins in May."


def told(number: int = 1, **fields: object) -> Entry:
    """An entry of a source of its own."""
    return make.entry(number, **{"origin": Origin(id=f"urn:{number}", title=f"Source {number}"), **fields})


def member(number: int = 1, *, passed: bool = True, because: str = "", **fields: object) -> Member:
    """Such an entry with a verdict of the console."""
    entry = told(number, **fields)
    said = Verdict(target=TARGET, subject=entry.id, passed=passed, because=because, at=make.NOW)
    return Member(entry=entry, verdicts={TARGET: said})


def test_story_of_one_is_its_entry() -> None:
    """A story with one entry looks as the entry alone does, and has its digest."""
    one = member(1)
    piece = pieces.shape(one.entry.id, [one], TARGET)

    assert piece is not None
    assert (one.entry, (), one.entry.digest) == (piece.lead, piece.also, piece.digest)


def test_story_without_entries_is_nothing() -> None:
    """Where all were withdrawn there is nothing to show."""
    assert pieces.shape("story", [], TARGET) is None


def test_first_entry_leads() -> None:
    """The entry that opened a story leads it, and the others follow in order."""
    piece = pieces.shape("story", [member(1, summary=LONG), member(2, summary=LONG * 2), member(3)], TARGET)

    assert piece is not None
    assert make.entry(1).id == piece.lead.id
    assert [make.entry(2).id, make.entry(3).id] == [each.id for each in piece.also]


def test_flash_gives_way_to_the_article() -> None:
    """A story that began with a flash is led by the entry that tells most."""
    piece = pieces.shape("story", [member(1, summary="A blast."), member(2, summary=LONG), member(3)], TARGET)

    assert piece is not None
    assert make.entry(2).id == piece.lead.id
    assert [make.entry(1).id, make.entry(3).id] == [each.id for each in piece.also]


def test_short_entries_keep_their_order() -> None:
    """A flash stays in the lead where no other entry tells much more."""
    piece = pieces.shape(
        "story", [member(1, summary="A blast there."), member(2, summary="A blast was heard.")], TARGET
    )

    assert piece is not None
    assert make.entry(1).id == piece.lead.id


def test_only_what_passed_is_shown() -> None:
    """Entries that a channel's rule did not let pass are no part of what it shows of their story."""
    piece = pieces.shape("story", [member(1, passed=False), member(2)], TARGET)

    assert piece is not None
    assert (make.entry(2).id, ()) == (piece.lead.id, piece.also)
    assert "story" == piece.id


def test_what_a_person_asked_for_is_shown() -> None:
    """Where no entry passed, those that were held, or never judged, are shown, for somebody asked for them by hand."""
    held, unjudged = member(1, passed=False, because="held: it may be old"), Member(entry=told(2), verdicts={})
    piece = pieces.shape("story", [member(3, passed=False, because="no word of it"), held, unjudged], TARGET)

    assert piece is not None
    assert [held.entry, unjudged.entry] == [piece.lead, *piece.also]


def test_what_a_rule_refused_is_never_shown() -> None:
    """A story of which nothing is left but what the channel's rule refused shows nothing there."""
    assert pieces.shape("story", [member(1, passed=False, because="no word of it")], TARGET) is None


def test_digest_follows_what_is_seen() -> None:
    """Another source, or another text of the lead, changes the digest; another text of one that is named does not."""
    lead, also = told(1), told(2)
    before = pieces.digest(lead, [also])

    assert before == pieces.digest(lead, [told(2, digest="other", content="<p>Other.</p>")])
    assert before != pieces.digest(lead, [also, told(3)])
    assert before != pieces.digest(told(1, digest="other"), [also])


def test_source_that_is_named_already_changes_nothing() -> None:
    """A second article of a source that leads, or is named, is not seen in the message, so it edits nothing."""
    lead, also = told(1), told(2)

    assert lead.digest == pieces.digest(lead, [told(4, origin=lead.origin)])
    assert pieces.digest(lead, [also]) == pieces.digest(lead, [also, told(5, origin=also.origin)])
