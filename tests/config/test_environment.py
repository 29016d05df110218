from pathlib import Path

import pytest

from feedbot.config.environment import PLACES
from feedbot.errors import ConfigError
from tests.config.test_config import FULL, SMALL, load

TOKEN = "123456789:AAF_x-1"


def test_places_win_over_the_file(tmp_path: Path) -> None:
    """A variable takes the place of a key, whether the file has its table or not."""
    environ = {
        "FEEDBOT_STATE": "/var/lib/feedbot",
        "FEEDBOT_OUTPUT": "out",
        "FEEDBOT_DATABASE": "sqlite:///x.db",
        "FEEDBOT_WEB_LISTEN": "0.0.0.0:80",
        "FEEDBOT_WEB_URL": "https://news.example.org",
        "FEEDBOT_TELEGRAM_BASE_URL": "http://127.0.0.1:8081",
    }

    assert PLACES.keys() == environ.keys()
    for text in (SMALL, FULL):
        settings = load(tmp_path, text, environ).settings
        assert Path("/var/lib/feedbot") == settings.state
        assert tmp_path / "out" == settings.output
        assert f"sqlite:///{tmp_path}/x.db" == settings.database
        assert ("0.0.0.0", 80) == (settings.host, settings.port)  # noqa: S104 - read, not bound
        assert "https://news.example.org" == settings.url
        assert "http://127.0.0.1:8081" == settings.telegram.base_url


def test_an_empty_variable_is_not_set(tmp_path: Path) -> None:
    """Compose files set variables to nothing; that is no value."""
    environ = dict.fromkeys(
        [*PLACES, "FEEDBOT_TELEGRAM_TOKEN", "FEEDBOT_TELEGRAM_TOKEN_FILE", "CREDENTIALS_DIRECTORY"], " "
    )

    assert load(tmp_path, FULL) == load(tmp_path, FULL, environ)


def test_faults_name_the_variable(tmp_path: Path) -> None:
    """A wrong value in the environment blames the variable and no line, after the faults of the file."""
    environ = {"FEEDBOT_WEB_LISTEN": "80", "FEEDBOT_TELEGRAM_TOKEN": "secret", "FEEDBOT_TELEGRAM_CHAT": "no chat"}
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, SMALL + 'sizes = 1\n[[channels]]\nname = "x"\nkind = "telegram"\n', environ)

    assert [
        ("sizes", 8),
        ("FEEDBOT_TELEGRAM_CHAT", None),
        ("FEEDBOT_TELEGRAM_TOKEN", None),
        ("FEEDBOT_WEB_LISTEN", None),
    ] == [(fault.place.split(".")[-1], fault.line) for fault in caught.value.faults]
    assert "secret" not in str(caught.value)
    assert "environment: FEEDBOT_WEB_LISTEN: " in str(caught.value)


def test_where_a_token_comes_from(tmp_path: Path) -> None:
    """The variable wins, then its file, then systemd's credential, then the file that the config names."""
    for name in ("named", "variable", "telegram-token"):
        (tmp_path / name).write_text(f"\ufeff{len(name)}:x\n")
    text = SMALL + '[telegram]\ntoken_file = "named"\n'
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path)}

    assert "5:x" == load(tmp_path, text).settings.telegram.token.value
    assert "14:x" == load(tmp_path, text, environ).settings.telegram.token.value
    environ["FEEDBOT_TELEGRAM_TOKEN_FILE"] = str(tmp_path / "variable")
    assert "8:x" == load(tmp_path, text, environ).settings.telegram.token.value
    environ["FEEDBOT_TELEGRAM_TOKEN"] = TOKEN
    assert TOKEN == load(tmp_path, text, environ).settings.telegram.token.value


def test_credentials_may_be_for_something_else(tmp_path: Path) -> None:
    """A credentials folder without our file is no fault."""
    assert not load(tmp_path, SMALL, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).settings.telegram.token


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (None, r"cannot be read \(no such file or directory\); correct the path"),
        (b" \n", "is empty"),
        (b"\xff\xfe\xff", "is not a text"),
        (b"hello", "this is no token of a bot; give the one that @BotFather gave, which looks like 123456789:AAF"),
    ],
    ids=["missing", "empty", "binary", "other"],
)
def test_files_with_a_token(tmp_path: Path, body: bytes | None, expected: str) -> None:
    """A file that is named for the token must have one, whoever names it; its text is never shown."""
    if body is not None:
        (tmp_path / "telegram-token").write_bytes(body)
    with pytest.raises(ConfigError, match=f"telegram.token_file: .*{expected}") as by_file:
        load(tmp_path, SMALL + '[telegram]\ntoken_file = "telegram-token"\n')
    with pytest.raises(ConfigError, match=f"environment: FEEDBOT_TELEGRAM_TOKEN_FILE: .*{expected}"):
        load(tmp_path, SMALL, {"FEEDBOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "telegram-token")})
    if body is not None:
        with pytest.raises(ConfigError, match=f"environment: CREDENTIALS_DIRECTORY: .*{expected}"):
            load(tmp_path, SMALL, {"CREDENTIALS_DIRECTORY": str(tmp_path)})

    assert "hello" not in str(by_file.value)
    assert 9 == by_file.value.faults[0].line


def test_a_chat_for_channels_that_name_none(tmp_path: Path) -> None:
    """The environment's chat goes to each Telegram channel without one, and to no other."""
    text = SMALL + "".join(
        f'[[channels]]\nname = "{name}"\nkind = "{kind}"\n{chat}\n'
        for name, kind, chat in (("a", "telegram", ""), ("b", "telegram", "chat = -5"), ("c", "console", ""))
    )
    (tmp_path / "chat").write_text("@my_channel\n")

    for environ in ({"FEEDBOT_TELEGRAM_CHAT": "@my_channel"}, {"FEEDBOT_TELEGRAM_CHAT_FILE": str(tmp_path / "chat")}):
        found = load(tmp_path, text, environ)
        assert ["@my_channel", -5, None] == [getattr(one.options, "chat", None) for one in found.channels]


def test_a_chat_for_nobody(tmp_path: Path) -> None:
    """A chat without channels, or with channels that are no tables, changes nothing else."""
    assert () == load(tmp_path, SMALL, {"FEEDBOT_TELEGRAM_CHAT": "1"}).channels
    with pytest.raises(ConfigError, match="channels: each one begins with"):
        load(tmp_path, "channels = 1\n" + SMALL, {"FEEDBOT_TELEGRAM_CHAT": "1"})


def test_a_table_that_is_none_takes_no_variable(tmp_path: Path) -> None:
    """A variable does not hide that its table is written wrongly."""
    with pytest.raises(ConfigError, match=r"config\.toml:1: web: must be a table, not the number 1"):
        load(tmp_path, "web = 1\n" + SMALL, {"FEEDBOT_WEB_LISTEN": "127.0.0.1:80"})
