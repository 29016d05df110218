from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from feedbot.rules.differences import differences
from tests import make


def test_a_config_that_is_the_same_tells_nothing() -> None:
    """Whoever asks for a reload without a change learns of none."""
    assert {} == differences(make.config(), make.config())


def test_what_differs_is_told_by_name() -> None:
    """Of each kind what came, what went, and what stands there otherwise; settings have a name, too."""
    old = make.config(sources=(make.source("a"), make.source("b")), channels=(make.channel("c"),))
    new = replace(
        old,
        sources=(make.source("b", paused=True), make.source("d")),
        channels=(),
        settings=replace(old.settings, url="https://new.example"),
    )

    assert {
        "added": "source d",
        "removed": "source a, channel c",
        "changed": "source b, setting url",
    } == differences(old, new)


def test_channels_of_readers_are_nobody_s_business() -> None:
    """They come and go while the bot works, and are in no file."""
    old = make.config(channels=(make.channel("c"),))
    assert {} == differences(old, replace(old, channels=(*old.channels, make.channel("@7", reader=True))))


@given(before=st.sets(st.integers(0, 60)), after=st.sets(st.integers(0, 60)))
@example(before=set(), after=set(range(20)))
@example(before=set(range(21)), after=set())
def test_it_is_bounded_and_says_how_many_there_are(before: set[int], after: set[int]) -> None:
    """However long two configs are, 20 names of each kind of change are told, and all are counted."""
    old, new = (make.config(sources=tuple(make.source(f"s{each}") for each in some)) for some in (before, after))
    told = differences(old, new)

    for change, some in ("added", after - before), ("removed", before - after):
        names, _, more = told.get(change, "").partition(" and ")
        assert min(len(some), 20) == names.count("source ")
        assert len(some) - 20 == int(more.removesuffix(" more")) if len(some) > 20 else not more
    assert "changed" not in told
