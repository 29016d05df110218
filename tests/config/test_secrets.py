from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedbot.errors import ConfigError
from feedbot.sources.http import HttpSection
from tests.config.test_config import FEED, SMALL, SOURCE, load

SECRET = "hush-hush-hush"


def options(folder: Path, keys: str, environ: Mapping[str, str]) -> Any:
    """The section of a source with these keys."""
    section = load(folder, SOURCE + keys + FEED, environ).sources[0].options
    assert isinstance(section, HttpSection)
    return section


def faults(folder: Path, keys: str, environ: Mapping[str, str]) -> list[str]:
    """What is wrong with a source with these keys, without the file's name."""
    with pytest.raises(ConfigError) as caught:
        load(folder, SOURCE + keys + FEED, environ)
    return [str(fault).rpartition("config.toml:")[2] for fault in caught.value.faults]


def test_secrets_come_from_the_environment(tmp_path: Path) -> None:
    """A name in ${} stands for the variable, wherever a text of a source has it."""
    found = options(
        tmp_path,
        'headers = { X-Key = "a ${KEY} b" }\nauth = { user = "${WHO}", password = "${KEY}${KEY}" }\n'
        'categories = ["${WHO}", "plain"]\nproxy = "http://${WHO}:${KEY}@proxy.example.org:3128"\n',
        {"KEY": SECRET, "WHO": "me"},
    )

    assert {"X-Key": f"a {SECRET} b"} == found.headers
    assert {"user": "me", "password": SECRET * 2} == found.auth
    assert ["me", "plain"] == found.categories
    assert f"http://me:{SECRET}@proxy.example.org:3128" == found.proxy
    assert SECRET not in repr(found)


def test_where_a_secret_comes_from(tmp_path: Path) -> None:
    """The variable wins, then the file that is named, then systemd's credential of that name."""
    (tmp_path / "KEY").write_text("credential\n")
    (tmp_path / "other").write_text(" file\n")
    keys = 'auth = { token = "${KEY}" }\n'
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    assert "credential" == options(tmp_path, keys, environ).auth["token"]
    environ["KEY_FILE"] = str(tmp_path / "other")
    assert "file" == options(tmp_path, keys, environ).auth["token"]
    environ["KEY"] = "variable"
    assert "variable" == options(tmp_path, keys, environ).auth["token"]


@pytest.mark.parametrize(
    ("written", "read"),
    [("$${KEY}", "${KEY}"), ("$$${KEY}", "$${KEY}"), ("$KEY {KEY} $", "$KEY {KEY} $"), ("a$${b${KEY}", "a${bhush")],
)
def test_signs_may_stand_for_themselves(tmp_path: Path, written: str, read: str) -> None:
    """Two dollars before a brace are the two signs, and a dollar alone is a dollar."""
    assert read == options(tmp_path, f"headers = {{ X = '{written}' }}\n", {"KEY": "hush"}).headers["X"]


def test_only_sources_have_secrets(tmp_path: Path) -> None:
    """The rest of the file is read as written."""
    assert "${KEY}" == load(tmp_path, SMALL + 'title = "${KEY}"\n', {"KEY": SECRET}).feeds[0].title


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            'auth = { token = "${KEY}" }\n',
            '5: sources[0].auth.token: no secret is called "KEY"; set the variable KEY, or KEY_FILE to name a file',
        ),
        ('proxy = "${KEY}"\n', '5: sources[0].proxy: no secret is called "KEY"; set'),
        ('every = "${KEY}"\n', '5: sources[0].every: no secret is called "KEY"; set'),
        ('categories = [\n"a",\n"${KEY}"]\n', '7: sources[0].categories[1]: no secret is called "KEY"; set'),
        ('title = "${}"\n', '5: sources[0].title: "${" begins the name of a secret, as in "${PASSWORD}"; write "$${"'),
        ('title = "${a b}"\n', '5: sources[0].title: "${" begins the name of a secret'),
        ('title = "a ${KEY"\n', '5: sources[0].title: "${" begins the name of a secret'),
    ],
)
def test_an_unknown_secret_is_a_fault(tmp_path: Path, keys: str, expected: str) -> None:
    """A secret that nobody knows is told with its line, and what comes of it is not."""
    (found,) = faults(tmp_path, keys, {"KEY": " "})

    assert found.startswith(expected)


def test_a_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    """The variable that names the file is to blame, and nothing else."""
    (found,) = faults(tmp_path, 'auth = { token = "${KEY}" }\n', {"KEY_FILE": str(tmp_path / "none")})

    assert found.startswith("environment: KEY_FILE: ")
    assert "/none cannot be read (no such file or directory); correct the path" in found


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ('proxy = "${KEY}"\n', "proxy"),
        ('every = "${KEY}"\n', "every"),
        ('paused = "${KEY}"\n', "paused"),
        ('paused = "x ${KEY}"\n', "paused"),
        ('timezone = "${KEY}"\n', "timezone"),
        ('language = "${KEY}!"\n', "language"),
        ('auth = { token = "${KEY}", user = "a" }\n', "auth"),
        ('headers = { X = "${KEY}\\u0007" }\n', "headers"),
        ('cookies = { X = "${KEY};" }\n', "cookies"),
        ('[sources.extra]\na = "${KEY}"\n', "extra"),
    ],
)
@pytest.mark.parametrize("secret", [SECRET, SECRET * 20, "hush"])
def test_faults_show_no_secret(tmp_path: Path, keys: str, place: str, secret: str) -> None:
    """Whatever a secret breaks, the fault names the key, and nothing of the secret."""
    (found,) = faults(tmp_path, keys, {"KEY": secret})

    assert f"sources[0].{place}: " in found
    assert "hush" not in found


def test_a_fault_names_the_secret(tmp_path: Path) -> None:
    """Where a sentence would show the secret, it names it instead."""
    assert ['5: sources[0].timezone: does not fit with what "KEY" and "WHO" stands for'] == faults(
        tmp_path, 'timezone = "${KEY}/${WHO}"\n', {"KEY": SECRET, "WHO": "me"}
    )


def test_other_faults_are_still_told(tmp_path: Path) -> None:
    """A missing secret hides nothing of other keys, tables or sources."""
    found = faults(tmp_path, 'title = "${KEY}"\npaused = 1\n[[sources]]\nkind = "feed"\nurl = "x"\n', {})

    assert ["5", "6", "7", "9"] == [line.partition(":")[0] for line in found]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("ab${}KEY\n '", max_size=12), st.text("0123456789", min_size=1, max_size=90))
def test_any_text_is_filled_or_refused(tmp_path: Path, text: str, secret: str) -> None:
    """Whatever a text says, a file loads or has faults in which no secret is shown."""
    written = '"' + text.replace("\n", "\\n") + '"'
    try:
        load(tmp_path, SOURCE + f"title = {written}\ntimezone = {written}\n" + FEED, {"KEY": secret})
    except ConfigError as error:
        sentences = [fault.message for fault in error.faults]
        assert not any(secret in sentence for sentence in sentences)
