import io
import tomllib

import click
import pytest

from feedbot.web import passwords
from tests.cli.conftest import Feedbot


def test_the_first_line_of_the_input_is_hashed(feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Out of a pipe the hash is printed as the table of config.toml that it belongs into, and nothing else."""
    monkeypatch.setattr("sys.stdin", io.StringIO("seven wet umbrellas\nmore\n"))
    code, out, err = feedbot("password")
    kept = tomllib.loads(out)["web"]["password"]

    assert 0 == code
    assert kept.startswith("$argon2id$")
    assert passwords.right(kept, "seven wet umbrellas")
    assert "FEEDBOT_WEB_PASSWORD_FILE" in err
    assert "umbrellas" not in out + err


@pytest.mark.parametrize("told", ["", "short", "\n", "x" * 2000])
def test_a_password_of_another_length_is_refused(feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    """A password that is too short to be one, or too long to be hashed, is told so."""
    monkeypatch.setattr("sys.stdin", io.StringIO(told))
    code, out, err = feedbot("password")

    assert (1, "") == (code, out)
    assert "8 to 1,000 characters" in err


def test_a_person_is_asked_twice(feedbot: Feedbot, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the password is asked for twice, without being seen, until both are the same."""
    typed = iter(["seven wet umbrellas", "seven wet umbrella", "seven wet umbrellas", "seven wet umbrellas"])
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr(click.termui, "hidden_prompt_func", lambda _: next(typed))
    code, out, err = feedbot("password")

    assert 0 == code
    assert passwords.right(tomllib.loads(out)["web"]["password"], "seven wet umbrellas")
    assert [] == list(typed)
    assert "umbrella" not in out + err
