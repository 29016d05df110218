from datetime import timedelta, timezone

from feedbot.store.clocks import Common
from tests.make import NOW, hours, minutes


def test_one_machines_clock_does_not_count() -> None:
    """After a look at the server's clock, time goes on from there, wherever the own clock jumps to."""
    own, seconds = NOW, 100.0
    clock = Common(lambda: own, lambda: seconds)
    assert own == clock()

    clock.look(NOW + minutes(3))
    own, seconds = NOW + hours(9), 160.0
    assert NOW + minutes(4) == clock()

    clock.look(NOW + minutes(5))
    assert NOW + minutes(5) == clock()


def test_moments_are_in_utc() -> None:
    """A server that speaks in another time zone changes no words about moments."""
    clock = Common(lambda: NOW, lambda: 0.0)
    clock.look(NOW.astimezone(timezone(timedelta(hours=3))))

    assert (NOW, timedelta(0)) == (clock(), clock().utcoffset())


def test_time_goes_on() -> None:
    """Without a clock of its own it goes by the machine's, which nobody sets."""
    clock = Common(lambda: NOW + hours(9))
    clock.look(NOW)

    assert NOW <= clock() < NOW + minutes(1)
