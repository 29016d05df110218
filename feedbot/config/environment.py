"""What the environment says: places and secrets that do not belong in a file that is shared."""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedbot.config.faults import Faults
from feedbot.model import Secret
from feedbot.text import toml

PLACES: Mapping[str, toml.Path] = {
    "FEEDBOT_STATE": ("feedbot", "state"),
    "FEEDBOT_OUTPUT": ("feedbot", "output"),
    "FEEDBOT_DATABASE": ("feedbot", "database"),
    "FEEDBOT_WEB_LISTEN": ("web", "listen"),
    "FEEDBOT_WEB_URL": ("web", "url"),
    "FEEDBOT_TELEGRAM_BASE_URL": ("telegram", "base_url"),
}
"""Variables that take the place of a key."""

SECRETS: Mapping[str, str] = {
    "FEEDBOT_TELEGRAM_TOKEN": "The token of the bot, as @BotFather gives it.",
    "FEEDBOT_TELEGRAM_TOKEN_FILE": "A file with the token, read when the variable above is not set.",
    "FEEDBOT_TELEGRAM_CHAT": "The chat of each Telegram channel that names none.",
    "FEEDBOT_TELEGRAM_CHAT_FILE": "A file with that chat.",
    "FEEDBOT_WEBHOOK_SECRET": "The secret that signs what webhooks get: `whsec_` and base64.",
    "FEEDBOT_WEBHOOK_SECRET_FILE": "A file with that secret.",
    "FEEDBOT_SMTP_PASSWORD": "The password for the server that takes mail.",
    "FEEDBOT_SMTP_PASSWORD_FILE": "A file with that password.",
    "FEEDBOT_APPRISE_URLS": "The addresses for Apprise, parted by blanks.",
    "FEEDBOT_APPRISE_URLS_FILE": "A file with these addresses.",
    "FEEDBOT_SUMMARY_KEY": "The key of the endpoint for summaries.",
    "FEEDBOT_SUMMARY_KEY_FILE": "A file with that key.",
    "FEEDBOT_WEB_PASSWORD": "The password for the status pages, or its hash as `feedbot password` prints it.",
    "FEEDBOT_WEB_PASSWORD_FILE": "A file with that password or hash.",
    "FEEDBOT_S3_KEY": "The access key of the bucket that `[s3]` names.",
    "FEEDBOT_S3_KEY_FILE": "A file with that key.",
    "FEEDBOT_S3_SECRET": "The secret that belongs to that key.",
    "FEEDBOT_S3_SECRET_FILE": "A file with that secret.",
    "CREDENTIALS_DIRECTORY": (
        "Set by systemd; its files `telegram-token`, `telegram-chat`, `summary-key`, `web-password`, `s3-key`, "
        "`s3-secret`, `webhook-secret`, `smtp-password`, `apprise-urls` and those named after your secrets are read "
        "last."
    ),
}
"""Variables that are no keys, and what they mean."""


def overlay(data: Mapping[str, Any], environ: Mapping[str, str]) -> tuple[dict[str, Any], dict[toml.Path, str]]:
    """The tables with the environment's places put in, and the variable that stands behind each of these keys.

    An empty variable is one that is not set.
    """
    tables: dict[str, Any] = deepcopy(dict(data))
    origins: dict[toml.Path, str] = {}
    for variable, (table, key) in PLACES.items():
        value = environ.get(variable, "").strip()
        section = tables.setdefault(str(table), {}) if value else None
        if isinstance(section, dict):
            section[str(key)] = value
            origins[table, key] = variable
    return tables, origins


def token(environ: Mapping[str, str], named: Path | None, faults: Faults) -> Secret:
    """The bot's token: the variable, its file, systemd's credential, then the file that the config names.

    Empty when nothing names one. A file that is named and cannot be read is a fault.
    """
    text, variable = secret(environ, "FEEDBOT_TELEGRAM_TOKEN", "telegram-token", faults)
    if not text and named:
        text = _read(named, lambda message: faults.add(("telegram", "token_file"), message))
    if text and not _is_token(text):
        message = "this is no token of a bot; give the one that @BotFather gave, which looks like 123456789:AAF…"
        faults.blame(variable, message) if variable else faults.add(("telegram", "token_file"), message)
    return Secret(text)


_NONE = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The secrets that open something elsewhere, or our own pages; empty where nothing names them."""

    summary: Secret = _NONE
    password: Secret = _NONE
    s3_key: Secret = _NONE
    s3_secret: Secret = _NONE


def keys(environ: Mapping[str, str], faults: Faults) -> Keys:
    """All secrets but the bot's token."""

    def named(variable: str, credential: str) -> Secret:
        return Secret(secret(environ, variable, credential, faults)[0])

    return Keys(
        summary=named("FEEDBOT_SUMMARY_KEY", "summary-key"),
        password=named("FEEDBOT_WEB_PASSWORD", "web-password"),
        s3_key=named("FEEDBOT_S3_KEY", "s3-key"),
        s3_secret=named("FEEDBOT_S3_SECRET", "s3-secret"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A key of a kind of channels that the environment gives where the config does not."""

    kind: str
    key: str
    variable: str
    credential: str
    open: bool = False
    needs: str | None = None


_GIVEN = (
    _Given(kind="telegram", key="chat", variable="FEEDBOT_TELEGRAM_CHAT", credential="telegram-chat", open=True),
    _Given(kind="webhook", key="secret", variable="FEEDBOT_WEBHOOK_SECRET", credential="webhook-secret"),
    _Given(kind="email", key="password", variable="FEEDBOT_SMTP_PASSWORD", credential="smtp-password", needs="user"),
    _Given(kind="apprise", key="urls", variable="FEEDBOT_APPRISE_URLS", credential="apprise-urls"),
)


def give(data: Mapping[str, Any], origins: dict[toml.Path, str], environ: Mapping[str, str], faults: Faults) -> None:
    """Put the environment's chat and secrets into the channels that name none, and say so in `origins`."""
    named = data.get("channels")
    rows = [
        (number, row) for number, row in enumerate(named if isinstance(named, list) else []) if isinstance(row, dict)
    ]
    for given in _GIVEN:
        text, variable = secret(environ, given.variable, given.credential, faults)
        for number, row in rows if text else ():
            wants = given.needs is None or bool(row.get(given.needs))
            if row.get("kind") == given.kind and wants and not row.get(given.key):
                path = ("channels", number, given.key)
                row[given.key] = text.split() if given.key == "urls" else text
                origins[path] = variable
                if not given.open:
                    faults.hide(path, variable, text)


def secret(environ: Mapping[str, str], variable: str, credential: str, faults: Faults) -> tuple[str, str]:
    """A secret and the variable that led to it: the variable itself, its `_FILE`, or systemd's folder of credentials.

    Both are empty when nothing names it. A file that is named and cannot be read is a fault.
    """
    if value := environ.get(variable, "").strip():
        return value, variable
    if file := environ.get(f"{variable}_FILE", "").strip():
        return _read(Path(file), lambda message: faults.blame(f"{variable}_FILE", message)), f"{variable}_FILE"
    folder = environ.get("CREDENTIALS_DIRECTORY", "").strip()
    if folder and Path(folder, credential).exists():
        text = _read(Path(folder, credential), lambda message: faults.blame("CREDENTIALS_DIRECTORY", message))
        return text, "CREDENTIALS_DIRECTORY"
    return "", ""


def _read(file: Path, blame: Callable[[str], None]) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig").strip()
    except OSError as error:
        blame(
            f"{file} cannot be read ({(error.strerror or str(error)).lower()}); correct the path, or let this user "
            "read it"
        )
    except ValueError:
        blame(f"{file} is not a text; save it as UTF-8")
    else:
        if not text:
            blame(f"{file} is empty; put the secret into it")
        return text
    return ""


def _is_token(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]+", text) is not None
