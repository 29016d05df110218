from collections.abc import Callable

import pytest

from feedbot.web import passwords
from tests.web.shelled import PASSWORD


@pytest.mark.parametrize("keep", [str, passwords.hashed])
@pytest.mark.parametrize(
    ("told", "right"),
    [(PASSWORD, True), (PASSWORD + " ", False), ("", False), ("x" * 1001, False), ("\udcff", False)],
)
def test_which_password_is_right(keep: Callable[[str], str], told: str, right: bool) -> None:  # noqa: FBT001
    """The same password is right whether it is kept as it is or as a hash, and no other one is."""
    assert right == passwords.right(keep(PASSWORD), told)


@pytest.mark.parametrize("kept", ["", "$argon2id$broken", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$x"])
def test_nothing_is_right_for_a_broken_hash(kept: str) -> None:
    """Where no password is kept, or a hash that is none, nobody comes in."""
    assert not passwords.right(kept, kept)


def test_letters_are_the_same_from_any_keyboard() -> None:
    """A letter that is written as one sign or as two is the same letter."""
    assert passwords.right(passwords.hashed("пароль з \u0456\u0308 і e\u0301"), "пароль з ї і é")
