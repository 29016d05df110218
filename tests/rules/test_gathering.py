"""What one visit brings in excess is told in one message."""

from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Channel, Promise
from feedbot.rules.gathering import gathered
from tests import make
from tests.make import NOW, minutes


def promise(number: int, **fields: object) -> Promise:
    """A promise of an entry to the channel "console"."""
    return Promise(**{"channel": "console", "subject": str(number), "wanted": "d", "due": NOW, **fields})  # type: ignore[arg-type]


def channels(**bursts: int) -> dict[str, Channel]:
    """Channels by name, each with its burst."""
    return {name: make.channel(name, burst=burst) for name, burst in bursts.items()}


def gathers(promises: tuple[Promise, ...]) -> list[str | None]:
    """How each is gathered."""
    return [each.gather for each in promises]


def test_the_newest_have_messages_of_their_own() -> None:
    """Of five with a burst of two, the three oldest are one message."""
    told = gathered([promise(number) for number in range(5)], channels(console=2), NOW, key="k")

    assert ["burst k", "burst k", "burst k", None, None] == gathers(told)


def test_a_burst_that_is_small_enough_stays() -> None:
    """As many as may come alone do, and so does one more: a list of one would be silly."""
    promises = [promise(number) for number in range(3)]

    assert tuple(promises) == gathered(promises, channels(console=3), NOW, key="k")
    assert tuple(promises) == gathered(promises, channels(console=2), NOW, key="k")


def test_without_a_bound_all_come_alone() -> None:
    """A burst of 0 is none, and of a channel that is not known nothing is said."""
    promises = [promise(number) for number in range(50)]

    assert tuple(promises) == gathered(promises, channels(console=0), NOW, key="k")
    assert tuple(promises) == gathered(promises, {}, NOW, key="k")


def test_each_channel_has_its_own_bound() -> None:
    """Promises of several channels stand mixed; the order stays."""
    promises = [promise(number, channel=name) for number in range(3) for name in ("one", "two")]
    told = gathered(promises, channels(one=1, two=3), NOW, key="k")

    assert ["burst k", None, "burst k", None, None, None] == gathers(told)
    assert [each.subject for each in promises] == [each.subject for each in told]


def test_what_is_told_otherwise_neither_counts_nor_changes() -> None:
    """What is breaking, held back, or in a digest already is left as it is."""
    others = [promise(1, breaking=True), promise(2, held="doubt"), promise(3, gather="digest x")]
    told = gathered([*others, promise(4), promise(5)], channels(console=2), NOW, key="k")

    assert (*others, promise(4), promise(5)) == told


def test_what_is_gathered_is_due_together() -> None:
    """With the last of them: none comes too late for the message that tells it."""
    promises = [promise(1), promise(2, due=NOW + minutes(3)), promise(3, due=NOW + minutes(9))]
    told = gathered(promises, channels(console=1), NOW, key="k")

    assert [NOW + minutes(3), NOW + minutes(3), NOW + minutes(9)] == [each.due for each in told]


@given(st.lists(st.sampled_from(["one", "two"]), max_size=20), st.integers(0, 5))
def test_no_more_than_a_burst_stay_alone(names: list[str], burst: int) -> None:
    """Whatever comes, a channel has at most its burst of single messages and one more, and no promise is lost."""
    promises = [promise(number, channel=name) for number, name in enumerate(names)]
    told = gathered(promises, channels(one=burst, two=0), NOW, key="k")

    assert [each.subject for each in promises] == [each.subject for each in told]
    alone = sum(each.channel == "one" and each.gather is None for each in told)
    assert alone <= burst + 1 or burst == 0
