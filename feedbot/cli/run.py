"""Commands that set up and run: init, check, run, render, reload, healthcheck."""

import contextlib
import http
import http.client
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click

from feedbot.cli import desk
from feedbot.cli.words import n, t
from feedbot.model import Config, Failed

# Each command imports what it works with when it is called: --help needs neither database nor network.


@click.command()
@click.option(
    "--source", "sources", multiple=True, metavar="ADDRESS", help="What to watch; may be given several times."
)
@click.option("--title", help="The title of the feed.")
@click.option("--token", help="The token of a Telegram bot; better in FEEDBOT_TELEGRAM_TOKEN, where nobody sees it.")
@click.option("--chat", help='The chat that is told of news: a number or "@name".')
@click.option("--port", type=click.IntRange(1, 65535), help="Where the pages are; 8080, or the next that is free.")
@click.option("--unit", type=click.Path(path_type=Path, dir_okay=False), help="Make a systemd unit in this file.")
@click.option("--yes", is_flag=True, help="Ask nothing, and take every question for answered with yes.")
@click.option("--ask/--no-ask", default=None, help="Ask for what is not given; so it is on a terminal.")
@click.option("--force", is_flag=True, help="Write over a config that is there.")
@click.pass_context
def init(ctx: click.Context, /, *, yes: bool, ask: bool | None, force: bool, **given: Any) -> None:  # noqa: ANN401  # the options
    """Begin: find sources, try a Telegram chat, and write a commented config.toml. Asks on a terminal.

    Everything is tried before anything is written. Elsewhere, without options, a sample config is written with an empty
    folder for articles.
    """
    from feedbot.cli import guide

    asks = not yes and (guide.terminal() if ask is None else ask)
    guide.start(ctx.obj["path"], guide.Given(**given), guide.Talk(asks=asks, yes=yes), force=force)


@click.command()
@click.option("--fetch", is_flag=True, help="Also visit every source and ask every channel; nothing is stored or sent.")
@click.pass_context
def check(ctx: click.Context, *, fetch: bool) -> int:
    """Check the config: all faults at once, each with its line and what to do."""
    from feedbot.config import remarks

    config = desk.configured(ctx)
    for remark in (*remarks(config), *_missing(config)):
        click.echo(t("note: {text}").format(text=desk.say(remark)))
    own = [feed for feed in config.feeds if not feed.alarms]
    named = (("source", config.sources), ("feed", own), ("channel", config.channels))
    counts = ", ".join(desk.count(len(values), noun) for noun, values in named)
    click.echo(t("{file}: no faults; {counts}").format(file=ctx.obj["path"], counts=counts))
    return 0 if not fetch or _fetched(config) else 1


def _missing(config: Config) -> Iterator[str]:
    """A sentence for each folder of articles that is not there: it may come yet, so it is no fault."""
    for source in config.sources:
        if source.kind == "folder" and not source.paused and not Path(source.url).exists():
            yield t('source "{name}": the folder {folder} is not there yet').format(name=source.name, folder=source.url)


def _fetched(config: Config) -> bool:
    """Whether every source can be read and every channel that is awake takes messages; each told in a line."""
    from feedbot.cli import opened, trial

    well = True
    with opened.store(config) as store:
        for source in config.sources:
            harvest, _ = trial.visit(config, source, store)
            failed = isinstance(harvest.visit, Failed)
            counts = desk.count(len(harvest.finds) + len(harvest.same), "entry")
            text = desk.say(harvest.visit.reason) if isinstance(harvest.visit, Failed) else counts
            click.echo(t('source "{name}": {text}').format(name=source.name, text=text))
            for note in harvest.notes:
                click.echo("  " + t("note: {text}").format(text=desk.say(note)))
            well = well and not failed
    for line, good in trial.ask(config):
        click.echo(line)
        well = well and good
    return well


def _place(_: click.Context, option: click.Parameter, value: str | None) -> tuple[str, int] | None:
    """The host and port that an option names."""
    from feedbot.config.sections import host_and_port  # late, as in desk

    place = None if value is None else host_and_port(value)
    if value is not None and place is None:
        raise click.BadParameter(
            t('{value} is no host and port, such as "127.0.0.1:9101"').format(value=repr(value)), param=option
        )
    return place


@click.command()
@click.option("--once", is_flag=True, help="Visit what is due, write feeds, send what is owed, and end.")
@click.option(
    "--log",
    "style",
    type=click.Choice(["human", "logfmt", "json"]),
    envvar="FEEDBOT_LOG",
    help="How the log is written: human on a terminal and logfmt elsewhere if not given.",
)
@click.option(
    "--only",
    metavar="PARTS",
    help="Do only these parts of the work: ingest, publish, deliver, web, bot, with commas between. Other programs on "
    "the same PostgreSQL do the rest.",
)
@click.option(
    "--listen",
    metavar="HOST:PORT",
    callback=_place,
    help="With --only and without web: show /healthz, /readyz and /metrics there.",
)
@click.pass_context
def run(
    ctx: click.Context,
    style: Literal["human", "logfmt", "json"] | None,
    only: str | None,
    listen: tuple[str, int] | None,
    *,
    once: bool,
) -> int:
    """Run the daemon until SIGTERM or Ctrl-C; SIGHUP makes it read its config again."""
    from feedbot import late

    with late.without("rich"):  # structlog would draw tracebacks with it, which we do not, and it takes 40 ms
        import structlog  # noqa: F401 - before anybody else imports it
    from feedbot import logs
    from feedbot.cli import rounds
    from feedbot.loops import PARTS

    logs.set_up(style, debug=ctx.obj["debug"])
    config = desk.configured(ctx)
    if only is None and listen is None:
        return rounds.run(config, desk.load, once=once)
    if only is None or (listen is not None and "web" in only):
        raise click.UsageError(t("--listen: it goes with --only and without web, which listens at web.listen"))
    parts = tuple(filter(None, (part.strip() for part in only.split(","))))
    unknown = [part for part in parts if part not in PARTS]
    if unknown or not parts or once:
        not_of = t("{given} is not of {parts}").format(given=repr(only), parts=", ".join(PARTS))
        why = t("it goes with the daemon, not with --once") if once else not_of
        raise click.UsageError(f"--only: {why}")
    if rounds.on_file(config):
        raise click.UsageError(
            t(
                "--only shares the work between programs, and on an SQLite file there is one; give them a PostgreSQL: "
                "docs/database.md"
            )
        )
    return rounds.run(config, desk.load, once=once, parts=parts, instruments=listen)


@click.command()
@click.pass_context
def render(ctx: click.Context) -> int:
    """Write every feed anew from what is stored."""
    from feedbot import logs
    from feedbot.cli import rounds

    config = desk.configured(ctx)
    logs.set_up(debug=ctx.obj["debug"])
    written, waiting = rounds.render(config)
    told = n("{number} feed written in {folder}", "{number} feeds written in {folder}", written)
    click.echo(told.format(number=written, folder=config.settings.output))
    return 1 if waiting else 0


@click.command()
@click.pass_context
def reload(ctx: click.Context) -> None:
    """Make the running daemon read its config again; a faulty one is refused here already."""
    from feedbot.cli import rounds
    from feedbot.hold import holder

    config = desk.configured(ctx)
    if not rounds.on_file(config):
        rung = rounds.rung(config)
        told = n(
            "{number} program read their config again; their logs tell what changed",
            "{number} programs read their config again; their logs tell what changed",
            rung,
        )
        click.echo(told.format(number=rung))
        return
    pid = holder(config.settings.state)
    if pid is None:
        raise click.ClickException(
            t("no daemon works in {folder}; `feedbot run` starts one").format(folder=config.settings.state)
        )
    os.kill(pid, signal.SIGHUP)
    told = t("process {pid} reads {file} again; its log tells what changed")
    click.echo(told.format(pid=pid, file=config.settings.file))


@click.command()
@desk.as_json
@click.pass_context
def healthcheck(ctx: click.Context, *, as_json: bool) -> int:
    """Ask the running daemon whether it is well; exit code 0 for yes."""
    settings = desk.configured(ctx).settings
    if not settings.web:
        raise click.ClickException(t("the web server is off, so nobody can be asked; set enabled = true under [web]"))
    connection = http.client.HTTPConnection(settings.host, settings.port, timeout=5)
    status, text = 0, ""
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        status = answer.status
        text = answer.read(10_000).decode("utf-8", "replace").strip()
    except OSError as error:
        why = (error.strerror or str(error) or type(error).__name__).lower()
        told = t("nobody answers on {host}:{port} ({why}); `feedbot run` starts it, or see its log")
        raise click.ClickException(told.format(host=settings.host, port=settings.port, why=why)) from None
    except http.client.HTTPException:
        pass  # told below, as what another program says
    finally:
        connection.close()
    problems = _problems(text)
    if problems is None:
        told = t("what answers on {host}:{port} is not feedbot; see which program listens there")
        raise click.ClickException(told.format(host=settings.host, port=settings.port))
    well = status == http.HTTPStatus.OK
    click.echo(text if as_json else _health(problems, well=well))
    return 0 if well else 1


def _problems(text: str) -> list[str] | None:
    """What the daemon says is wrong; None where it is no answer of a daemon."""
    with contextlib.suppress(ValueError, RecursionError):
        said = json.loads(text)
        if isinstance(said, dict) and "status" in said:
            return [str(each) for each in said.get("problems") or ()]
    return None


def _health(problems: list[str], *, well: bool) -> str:
    if not well:
        said = t("feedbot does not get its work done")
    elif problems:
        count = len(problems)
        said = n("feedbot works; {number} thing is wrong", "feedbot works; {number} things are wrong", count)
    else:
        said = t("feedbot is well")
    return "\n  ".join([said.format(number=len(problems)), *map(desk.say, problems)])
