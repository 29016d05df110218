from datetime import timedelta

from feedbot.web.brake import Brake, Measure
from tests import make

NEVER = timedelta(0)
QUICK = Measure(free=3, most=timedelta(seconds=8), quiet=timedelta(hours=1))
WIDE = Measure(free=1000, most=timedelta(seconds=8), quiet=timedelta(hours=1))


def test_each_wrong_guess_doubles_the_wait() -> None:
    """A few are free; then the waits are 1, 2, 4 and 8 seconds, and never longer than the longest."""
    brake, waits = Brake(client=QUICK, everybody=WIDE), []
    for _ in range(7):
        brake.tried("a", make.NOW)
        waits.append(brake.wait("a", make.NOW).total_seconds())

    assert [0, 0, 1, 2, 4, 8, 8] == waits
    assert NEVER == brake.wait("b", make.NOW)
    assert NEVER == brake.wait("a", make.NOW + timedelta(seconds=8))


def test_quiet_forgives() -> None:
    """After a long quiet the count begins anew."""
    brake = Brake(client=QUICK, everybody=WIDE)
    for _ in range(5):
        brake.tried("a", make.NOW)
    later = make.NOW + timedelta(hours=2)
    brake.tried("a", later)

    assert NEVER == brake.wait("a", later)


def test_all_together_are_held_back_too() -> None:
    """Many clients with a guess each wait as one would; who had the password before does not wait for them."""
    brake = Brake(client=WIDE, everybody=QUICK)
    brake.tried("friend", make.NOW)
    brake.right("friend")
    for number in range(5):
        brake.tried(str(number), make.NOW)

    assert timedelta(seconds=4) == brake.wait("stranger", make.NOW)
    assert NEVER == brake.wait("friend", make.NOW)
    brake.tried("friend", make.NOW)
    assert timedelta(seconds=4) == brake.wait("stranger", make.NOW)


def test_the_right_password_forgives() -> None:
    """Who gives the right password after wrong ones begins anew."""
    brake = Brake(client=QUICK, everybody=WIDE)
    for _ in range(5):
        brake.tried("a", make.NOW)
    brake.right("a")
    brake.right("a")

    assert NEVER == brake.wait("a", make.NOW)


def test_what_is_remembered_is_bounded() -> None:
    """An army of clients pushes the longest unseen ones out, and fills nothing."""
    brake = Brake(most=3, client=Measure(free=1, most=timedelta(hours=1), quiet=timedelta(days=1)), everybody=WIDE)
    for number in range(6):
        brake.tried(str(number), make.NOW)
        brake.right(f"friend {number}")

    assert [NEVER] * 3 == [brake.wait(str(number), make.NOW) for number in range(3)]
    assert all(brake.wait(str(number), make.NOW) for number in range(3, 6))
