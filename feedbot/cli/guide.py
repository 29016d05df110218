"""A guided start: what is asked, in which order, and what is written when all of it has been tried."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from feedbot.cli import guide_text as texts
from feedbot.cli import guide_tries as tries
from feedbot.cli.guide_text import Answers
from feedbot.cli.phrases import sentence
from feedbot.cli.words import t

_UNIT = "feedbot.service"
_SYSTEMD = Path("/run/systemd/system")  # sd_booted(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the options say; None, or nothing, where they do not."""

    sources: tuple[str, ...] = ()
    title: str | None = None
    token: str | None = None
    chat: str | None = None
    port: int | None = None
    unit: Path | None = None

    @property
    def anything(self) -> bool:
        """Whether any option was given."""
        return self != Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """How questions are answered: by a person, or else all by `yes`, or all by no."""

    asks: bool
    yes: bool

    def text(self, question: str, default: str, *, hidden: bool = False) -> str:
        """An answer in words; the default where nobody is asked."""
        if not self.asks:
            return default
        shown = bool(default) and not hidden
        said = click.prompt(question, default=default, show_default=shown, hide_input=hidden, err=False)
        return str(said).strip()

    def sure(self, question: str, *, default: bool = True) -> bool:
        """Yes or no."""
        return click.confirm(question, default=default) if self.asks else self.yes

    def wrong(self, why: str) -> None:
        """Tell why an answer will not do, so that another is asked for. Raises ClickException if nobody is asked."""
        if not self.asks:
            raise click.ClickException(why)
        click.echo(click.style("  " + sentence(why), fg="red"), err=True)


def terminal() -> bool:
    """Whether a person is there to be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def start(path: Path, given: Given, talk: Talk, *, force: bool) -> None:
    """Ask for what is not given, try it, and write the config; without anything to ask or given, the sample.

    Nothing is written before the last question is answered, and nothing that is there is written over but the config,
    with `force`. Raises ClickException.
    """
    folder = path.parent / "articles"
    if path.exists() and not force:
        raise click.ClickException(t("{path} is there already; --force writes over it").format(path=path))
    if not given.sources and os.path.lexists(folder) and not folder.is_dir():
        said = t("{folder} is no folder, and articles go into one of this name; move it away")
        raise click.ClickException(said.format(folder=folder))
    if not talk.asks and not talk.yes and not given.anything:
        _written(path, Answers(), "", None, force=force)
        said = t("wrote {path} and the folder {folder}\nput an article into it, then: feedbot run")
        click.echo(said.format(path=path, folder=folder))
        return
    _guided(path, given, talk, force=force)


def _guided(path: Path, given: Given, talk: Talk, *, force: bool) -> None:
    try:
        tries.config(Answers())
    except ValueError as error:  # nothing was answered yet, so it is what the environment says
        said = t("{why}; correct what the environment says, then begin again")
        raise click.ClickException(said.format(why=sentence(str(error)))) from None
    unit = _unit_place(path, given, talk) if given.unit else None
    answers = _titled(_sourced(given, talk), given, talk)
    answers, token = _chatted(answers, given, talk, path.parent / texts.TOKEN_FILE)
    answers = _listening(answers, given, talk)
    unit = unit or _unit_place(path, given, talk)
    if token and unit:  # a unit knows nothing of this environment
        answers = replace(answers, token_file=True)
    pages = tries.config(answers).settings.url
    _written(path, answers, token if answers.token_file else "", unit, force=force)
    for line in _told(path, answers, unit, pages):
        click.echo(line)


def _sourced(given: Given, talk: Talk) -> Answers:
    """The sources, each of which was looked at."""
    answers = Answers()
    if not given.sources and talk.asks:
        said = t(
            'What shall be watched? The address of a site or a feed, a folder of articles, or "@name" of a public '
            "Telegram channel."
        )
        click.echo(said)
    for url in given.sources:
        answers = _looked(answers, url, talk)
    while talk.asks and not (given.sources and answers.sources):
        more = t("Another source (Enter: no more)") if answers.sources else t("Source (Enter: a folder for articles)")
        url = talk.text(more, "")
        if not url:
            break
        answers = _looked(answers, url, talk)
    return answers


def _looked(answers: Answers, url: str, talk: Talk) -> Answers:
    """The answers with a source more, if one is there and wanted."""
    try:
        found = tries.source(answers, url, talk.sure)
    except ValueError as error:
        talk.wrong(str(error))
        return answers
    return found if not talk.asks or talk.sure(t("Take it?")) else answers


def _titled(answers: Answers, given: Given, talk: Talk) -> Answers:
    title = given.title
    while True:
        said = title if title is not None else talk.text(t("Title of your feed"), t(texts.TITLE))
        try:
            named = replace(answers, title=said)
            tries.config(named)
        except ValueError as error:
            title = None
            talk.wrong(str(error))
        else:
            return named


def _chatted(answers: Answers, given: Given, talk: Talk, file: Path) -> tuple[Answers, str]:
    """The answers with a chat, if one is wanted, and the token for it; `file` is where that is kept."""
    known = tries.token(answers)
    token, name = _token(given, talk, known, file)
    if not token:
        if given.chat:
            said = t("--chat needs a token; give it as --token, or set FEEDBOT_TELEGRAM_TOKEN")
            raise click.ClickException(said)
        return answers, ""
    click.echo("  " + t("the token opens {name}").format(name=name))
    chat = given.chat or tries.chat(answers)
    if not chat and talk.asks:
        said = t("Make {name} an administrator of your channel that may post, or a member of your group.")
        click.echo(said.format(name=name))
    while True:
        said = chat or talk.text(t('Chat, a number or "@name" (Enter: not now)'), "")
        if not said:
            if given.token and not talk.asks:
                talk.wrong(t("--token needs a chat; give --chat, or set FEEDBOT_TELEGRAM_CHAT"))
            return answers, ""
        chat, wanted = "", replace(answers, chat=said, token_file=token != known, base_url=tries.server(answers))
        try:
            click.echo(f"  {sentence(tries.chatted(wanted, token))}")
        except ValueError as error:
            talk.wrong(str(error))
            continue
        if talk.sure(t("Send a test message there now?")):
            click.echo(f"  {sentence(tries.tested(wanted, token))}")
        return wanted, token


def _token(given: Given, talk: Talk, known: str, file: Path) -> tuple[str, str]:
    """A token that opens a bot, and the bot's name; two empty texts where Telegram is not wanted yet."""
    token = given.token or known or (_kept(file) if talk.asks or given.chat else "")
    if talk.asks and not token:
        click.echo(t("Shall a Telegram chat be told? There @BotFather makes a bot (/newbot), and gives its token."))
    while True:
        said = token or talk.text(t("Token, not shown as you paste it (Enter: not now)"), "", hidden=True)
        if not said:
            return "", ""
        token = ""
        try:
            name = tries.bot(said)
        except ValueError as error:
            talk.wrong(str(error))
            continue
        if said != known and os.path.lexists(file) and said != _kept(file):
            wrong = t("{file} has another token already; move it away, then begin again")
            raise click.ClickException(wrong.format(file=file))
        return said, name


def _kept(file: Path) -> str:
    """The token that an earlier start wrote; empty if none did."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _listening(answers: Answers, given: Given, talk: Talk) -> Answers:
    """The answers with a port that is free."""
    if given.port is not None:
        answers = replace(answers, listen=f"127.0.0.1:{given.port}")
    why = tries.taken(answers)
    if not why:
        return answers
    if given.port is not None and not talk.asks:
        raise click.ClickException(t("{why}; give another --port").format(why=why))
    if tries.elsewhere(answers):
        said = t("{why}; free it, or set FEEDBOT_WEB_LISTEN to another place")
        click.echo("  " + said.format(why=why), err=True)
        return answers
    free = tries.free(answers)
    if not talk.asks:
        said = t("{why}; the pages are to be at port {port}")
        click.echo("  " + said.format(why=why, port=free))
        return replace(answers, listen=f"127.0.0.1:{free}")
    while why:
        click.echo(f"  {why}")
        said = talk.text(t("Port for the pages"), str(free))
        if not said.isdecimal() or not 0 < int(said) < 65536:
            why = t("a port is a number from 1 to 65535")
            continue
        answers = replace(answers, listen=f"127.0.0.1:{int(said)}")
        why = tries.taken(answers)
    return answers


def _unit_place(path: Path, given: Given, talk: Talk) -> Path | None:
    """Where a unit for systemd is to be written; None where none is wanted."""
    place = given.unit or path.parent / _UNIT
    if given.unit is None:
        if not talk.asks or not _SYSTEMD.is_dir():
            return None
        if place.exists():
            click.echo("  " + t("{place} is there already, and stays as it is").format(place=place))
            return None
        if not talk.sure(t("Make a unit, so that systemd keeps it running?"), default=False):
            return None
    if os.path.lexists(place):
        said = t("{place} is there already; name another file, or move it away")
        raise click.ClickException(said.format(place=place))
    return place.absolute()


def _written(path: Path, answers: Answers, token: str, unit: Path | None, *, force: bool) -> None:
    """Write all files, or none: what was begun is taken away again if anything goes wrong."""
    from feedbot.publish import replace as put

    made: list[Path] = []
    secret = path.parent / texts.TOKEN_FILE
    try:
        if not answers.sources:
            (path.parent / "articles").mkdir(parents=True, exist_ok=True)
        if token and token != _kept(secret):
            _new(secret, f"{token}\n", made, mode=0o600)
        if unit is not None:
            program = (sys.executable, "-m", "feedbot")
            _new(unit, texts.unit(program, path.absolute()), made, mode=0o644)
        if force and path.exists():
            put(path, texts.config(answers).encode())
        else:
            _new(path, texts.config(answers), made, mode=0o644)
    except BaseException as error:
        for each in made:
            each.unlink(missing_ok=True)
        if isinstance(error, FileExistsError):
            there = t("{file} is there already; move it away, then begin again")
            raise click.ClickException(there.format(file=error.filename)) from None
        if isinstance(error, OSError):
            unwritten = t("{file} cannot be written: {why}")
            why = sentence(str(error.strerror))
            raise click.ClickException(unwritten.format(file=error.filename or path, why=why)) from None
        raise


def _new(path: Path, text: str, made: list[Path], *, mode: int) -> None:
    """Write a file that is not there yet."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    made.append(path)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _told(path: Path, answers: Answers, unit: Path | None, pages: str) -> Iterator[str]:
    yield t("wrote {path}").format(path=path)
    if answers.token_file:
        yield t("wrote {path}, which nobody else may read").format(path=path.parent / texts.TOKEN_FILE)
    if unit is not None:
        yield t("wrote {path}; these put it to work:").format(path=unit)
        yield from (f"  {line}" for line in texts.commands(unit))
    yield t("Next:")
    usual = path == Path("config.toml")
    yield from (f"  {line}" for line in texts.following(path, pages, told=answers.chat is not None, usual=usual))
