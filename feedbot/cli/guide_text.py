"""What a guided start writes, made of the answers: the config, a unit for systemd, and what to do next. Pure."""

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from feedbot import edit
from feedbot.cli.words import t

TITLE, LISTEN = "All news", "127.0.0.1:8080"
"""The title of a feed, and where the pages are, if nobody says otherwise."""

TOKEN_FILE = "telegram-token"  # noqa: S105  # the name of a file
"""The file beside the config that has the token."""

_OWN = "of your own network; all other private addresses are refused"
_BESIDE = "beside this file, for nobody else to read"
_REMARK = re.compile(r"^((?:# )?(?:[a-z_]+ = [^\n]*?  )?# )([^\n]+)", re.MULTILINE)

SENT_FIRST = 3
"""So many of the entries that a source has at first are sent, so that there is something to see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody wants. No `sources`: a folder of articles.

    `private` has the addresses of their own network that may be visited. `chat` is None where Telegram is not wanted
    yet; `token_file` says that the token lies in a file, else the environment has it. `base_url` is None where the Bot
    API is Telegram's own.
    """

    sources: tuple[edit.Addition, ...] = ()
    private: tuple[str, ...] = ()
    title: str = TITLE
    listen: str = LISTEN
    chat: str | None = None
    token_file: bool = False
    base_url: str | None = None


def config(answers: Answers) -> str:
    """The commented configuration for some answers. Raises ValueError where the sample is not as it was."""
    text = edit.sample()
    text = _put(text, f'title = "{TITLE}"', f"title = {edit.quoted(answers.title)}")
    text = _put(text, f'listen = "{LISTEN}"', f"listen = {edit.quoted(answers.listen)}")
    if answers.private:
        allowed = ", ".join(edit.quoted(each) for each in answers.private)
        line = f"allow_private = [{allowed}]  # {_OWN}\n"
        text = _put(text, "[feedbot]\n", f"[feedbot]\n{line}")
    if answers.chat is not None:
        text = _with_chat(text, answers)
    if answers.sources:
        # In the place of the folder of articles, with all that is said of it.
        before, after = _around(text, "# Each .txt, .md and .html file", "all are published\n")
        text = before + edit.add_all("", answers.sources) + after
    return _REMARK.sub(lambda found: found[1] + t(found[2]), text)


def remarks(text: str) -> Iterator[str]:
    """What stands in the comments of a config, also of lines that sleep in comments."""
    return (found[2] for found in _REMARK.finditer(text))


def _with_chat(text: str, answers: Answers) -> str:
    """A configuration whose channel is a chat of Telegram; the console sleeps in comments."""
    console = '[[channels]]\nname = "console"\nkind = "console"\n'
    text = _put(text, console, "".join(f"# {line}\n" for line in console.splitlines()))
    before, after = _around(text, "# Asleep until FEEDBOT_TELEGRAM_TOKEN", "\n")
    text = before + after
    chat = answers.chat or ""
    said = chat if re.fullmatch(r"-?[0-9]+", chat) else edit.quoted(chat)
    text = _put(text, 'kind = "telegram"\n', f'kind = "telegram"\nchat = {said}\n')
    lines = [f'token_file = "{TOKEN_FILE}"  # {_BESIDE}\n'] if answers.token_file else []
    if answers.base_url is not None:
        lines.append(f"base_url = {edit.quoted(answers.base_url)}\n")
    if not lines:
        return text
    table = f"[telegram]\n{''.join(lines)}\n\n"
    return _put(text, "# --- what to watch ---\n", f"{table}# --- what to watch ---\n")


def unit(program: Sequence[str], config: PurePath) -> str:
    """A unit for the systemd of a user (systemd.service(5)) that runs a program with this config."""
    command = " ".join(_word(each) for each in (*program, "--config", str(config), "run"))
    made = t("Made by `feedbot init`, for the systemd of one user: no rights of root are needed, and none are given.")
    return f"""\
# {made}
# {t("deploy/feedbot.service is for a whole machine, and shuts more doors.")}
[Unit]
Description=feedbot: sources in, feeds and Telegram messages out
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=10min
StartLimitBurst=10

[Service]
Type=notify
NotifyAccess=main
WorkingDirectory={_escaped(str(config.parent))}
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
WatchdogSec=60
TimeoutStartSec=120
TimeoutStopSec=30
Restart=on-failure
RestartSec=5
# {t("78: the configuration has faults.")}
RestartPreventExitStatus=78
UMask=0077
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes

[Install]
WantedBy=default.target
"""


def commands(file: PurePath) -> Iterator[str]:
    """The commands that put a unit to work."""
    yield f"systemctl --user link {shlex.quote(str(file))}"
    yield f"systemctl --user enable --now {shlex.quote(file.name)}"
    yield f"loginctl enable-linger  # {t('so that it runs while you are not logged in')}"


def following(path: PurePath, pages: str, *, told: bool, usual: bool) -> Iterator[str]:
    """What to do next, a line each. `told`: a chat is told of news; `usual`: the config lies where it is looked for."""
    program = "feedbot" if usual else f"feedbot -c {shlex.quote(str(path))}"
    yield f"{program} run  # {t('until Ctrl-C')}"
    yield f"{pages}/feeds/main  # {t('your feed, once it runs')}"
    yield f"{pages}/status  # {t('how it is')}"
    yield f"{program} add {t('ADDRESS')}  # {t('one more source')}"
    if not told:
        yield f"{program} preview console  # {t('how messages look; docs/telegram.md has the way to a chat')}"
    yield f"{program} doctor  # {t('checks everything, and says what to do')}"


def _put(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"the sample has {old!r} {text.count(old)} times")
    return text.replace(old, new)


def _around(text: str, start: str, end: str) -> tuple[str, str]:
    """What stands before one mark, and what after another that follows it."""
    before, found, rest = text.partition(start)
    _, last, after = rest.partition(end)
    if not found or not last:
        raise ValueError(f"the sample has no {start!r} with {end!r} after it")
    return before, after


def _escaped(text: str) -> str:
    return text.replace("%", "%%")  # systemd.unit(5), "Specifiers"


def _word(text: str) -> str:
    """A word of a command line (systemd.service(5), "Command lines")."""
    text = _escaped(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return text if re.fullmatch(r"[\w@%+=:,./-]+", text) else f'"{text}"'
