from dataclasses import replace
from datetime import timedelta

from feedbot.model import Config, Find, Known, Match, Member, Verdict
from feedbot.rules import filters, matching
from feedbot.rules.plan import plan
from feedbot.rules.telling import Telling, tell
from tests import make
from tests.make import NOW

NOTHING = Known(sightings={}, entries={}, first=False)
ONE, TWO, THREE = (make.entry(number).id for number in (1, 2, 3))


def match(number: int, story: str = ONE, kind: str = "joins") -> Match:
    """A match of an entry with the story of the first."""
    return Match(entry=make.entry(number).id, kind=kind, story=story, because=f"{kind}: bridge, town")  # type: ignore[arg-type]  # a literal


def told(
    *finds: Find,
    config: Config | None = None,
    known: Known = NOTHING,
    matches: tuple[Match, ...] = (),
    doubts: dict[str, str] | None = None,
) -> Telling:
    """What is told of new entries."""
    config = config or make.config()
    rules = {f"channel:{each.name}": each.where for each in config.channels if each.where}
    rules |= {f"feed:{each.name}": each.where for each in config.feeds if each.where}
    return tell(
        finds,
        config.sources[0],
        config,
        NOW,
        known=known,
        doubts=doubts or {},
        matches={each.entry: each for each in matches},
        panel=matching.compile({name: filters.parse(rule) for name, rule in rules.items()}) if rules else None,
    )


def held(number: int = 1, *verdicts: Verdict) -> Known:
    """A store with the first story, whose verdicts are given."""
    member = Member(entry=make.entry(number), verdicts={each.target: each for each in verdicts})
    return replace(NOTHING, members={ONE: (member,)})


def verdict(target: str = "channel:console", *, passed: bool = True, waits: bool = False) -> Verdict:
    """A verdict on the first entry."""
    return Verdict(target=target, subject=ONE, passed=passed, because="said so", at=NOW, waits=waits)


def named(telling: Telling) -> dict[tuple[str, str], tuple[bool, str]]:
    """The verdicts by target and entry."""
    return {(each.target, each.subject): (each.passed, each.because) for each in telling.verdicts}


def test_entry_without_a_match_opens_its_story() -> None:
    """An entry that nothing is known of is a story of its own, promised under its own name."""
    found = told(make.find(1))

    assert [(ONE, (ONE,))] == [(story.id, story.entries) for story in found.stories]
    assert [ONE] == [promise.subject for promise in found.promises]
    assert ("story", ONE) not in named(found)


def test_channel_with_stories_is_promised_a_story_once() -> None:
    """Two entries of one story are promised under the story's name; a channel without stories gets each."""
    channels = (make.channel("whole"), make.channel("each", stories=False))
    found = told(make.find(1), make.find(2), config=make.config(channels=channels), matches=(match(2),))

    assert [("whole", ONE), ("each", ONE), ("whole", ONE), ("each", TWO)] == [
        (promise.channel, promise.subject) for promise in found.promises
    ]
    assert [(ONE, TWO)] == [story.entries for story in found.stories]


def test_entry_that_joins_is_a_member_behind_those_before() -> None:
    """A story that the store holds has the new entry behind its own, and the verdict says why it joined."""
    found = told(make.find(2), known=held(), matches=(match(2),))

    assert [(ONE, TWO)] == [story.entries for story in found.stories]
    assert (True, "joins: bridge, town") == named(found)["story", TWO]


def test_copy_is_not_sent_where_the_original_was() -> None:
    """A channel without stories that has an entry is not sent a copy of it; one that has it not is; feeds show it."""
    channels = (make.channel("has", stories=False), make.channel("has-not", stories=False))
    found = told(
        make.find(2),
        config=make.config(channels=channels),
        known=held(1, verdict("channel:has"), verdict("channel:has-not", passed=False)),
        matches=(match(2, kind="copy"),),
    )

    assert ["has-not"] == [promise.channel for promise in found.promises]
    assert (False, "copy: bridge, town") == named(found)["channel:has", TWO]
    assert [TWO] == [each.subject for each in found.memberships]


def test_copy_is_named_in_its_story() -> None:
    """A channel with stories takes a copy as one more source of the story."""
    found = told(make.find(2), known=held(1, verdict()), matches=(match(2, kind="copy"),))

    assert [ONE] == [promise.subject for promise in found.promises]


def test_rule_of_a_channel_and_a_feed() -> None:
    """What a rule does not let pass is neither sent nor shown, and the verdict says what is missing."""
    config = make.config(
        feeds=(make.feed(where="мост"),), channels=(make.channel(where="title:ракета"), make.channel("all"))
    )
    entry = make.entry(1, title="Ракету сбили", content="<p>Над мостом.</p>", summary="")
    found = told(make.find(entry=entry), config=config)

    assert ["console", "all"] == [promise.channel for promise in found.promises]
    assert [ONE] == [each.subject for each in found.memberships]
    assert "ракет" in named(found)["channel:console", ONE][1].lower()

    other = told(make.find(entry=replace(entry, title="Дождь", content="")), config=config)
    assert ["all"] == [promise.channel for promise in other.promises]
    assert () == other.memberships


def test_entry_waits_for_its_story_to_grow() -> None:
    """A rule that asks for three sources lets none pass before, and all of them when the third comes."""
    config = make.config(feeds=(make.feed(where="story >= 3"),), channels=(make.channel(where="story >= 3"),))
    entries = [make.entry(number, source=f"outlet {number}") for number in (1, 2, 3)]
    finds = [make.find(number, entry=entry) for number, entry in enumerate(entries, 1)]
    first = told(*finds[:2], config=config, matches=(match(2),))

    assert ((), ()) == (first.promises, first.memberships)
    assert all(each.waits for each in first.verdicts if each.target != "story")

    known = replace(
        NOTHING,
        members={
            ONE: tuple(
                Member(entry=entry, verdicts={each.target: each for each in first.verdicts if each.subject == entry.id})
                for entry in entries[:2]
            )
        },
    )
    then = told(finds[2], config=config, known=known, matches=(match(3),))

    assert {ONE} == {promise.subject for promise in then.promises}
    assert {ONE, TWO, THREE} == {each.subject for each in then.memberships}
    assert all(each.passed and not each.waits for each in then.verdicts)


def test_many_entries_of_one_source_are_one() -> None:
    """What a source writes again of its own story makes the story no bigger for a rule."""
    config = make.config(channels=(make.channel(where="story >= 2"),))
    found = told(make.find(1), make.find(2), make.find(3), config=config, matches=(match(2), match(3)))

    assert () == found.promises


def test_what_waited_for_something_else_is_not_judged_again() -> None:
    """An entry that was not sent for another reason stays so when its story grows."""
    known = held(1, verdict(passed=False))
    found = told(make.find(2), known=known, matches=(match(2),))

    assert not [each for each in found.verdicts if each.subject == ONE]


def test_doubtful_entry_does_not_open_a_story_for_another() -> None:
    """What is doubted is promised as held if it is a story of its own, and not at all within another."""
    doubts = {make.entry(number).key: "held: looks old" for number in (1, 2)}
    found = told(make.find(1), make.find(2), doubts=doubts, matches=(match(2, story="urn:other"),))

    assert [(ONE, "held: looks old")] == [(promise.subject, promise.held) for promise in found.promises]
    assert (False, "held: looks old") == named(found)["channel:console", TWO]


def test_rules_do_not_hold_back_alarms() -> None:
    """A rule is about news: a channel that takes alarms only needs to match no word."""
    config = make.config(channels=(make.channel(where="ракета", alarms="only"),))

    assert [(False, "takes alarms only")] == [
        said for (target, _), said in named(told(make.find(1), config=config)).items() if target != "feed:main"
    ]


def test_planning_has_the_signatures_of_what_is_new_or_changed() -> None:
    """A batch has the signatures and words of new and changed entries under their final ids, and of no other."""
    read = [matching.read(make.entry(number)) for number in (1, 2)]
    finds = tuple(
        replace(make.find(number), text=read[number - 1], signature=make.signature(number)) for number in (1, 2)
    )
    known = replace(NOTHING, entries={ONE: make.entry(1, source="another")})
    batch = plan(make.harvest(finds=finds), known, make.config(), NOW + timedelta(0))

    ids = {entry.id for entry in batch.opened}
    assert ONE not in ids
    assert ids == {each.entry for each in batch.signatures} == {id for id, _ in batch.words}
    assert {"body", "1"} <= set(dict(batch.words)[next(id for id in ids if id != TWO)])
