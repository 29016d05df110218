"""The command that shows all faces with sample data: demo."""

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from feedbot.cli import desk, words
from feedbot.cli.phrases import sentence
from feedbot.cli.words import t


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Where the chats are shown; any free port if not given."
)
@click.option(
    "--for", "seconds", type=click.FloatRange(1, 86_400), metavar="SECONDS", help="End after so long; else at Ctrl-C."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Work in this new or empty folder, and leave it there.",
)
@click.option(
    "--pace", type=click.FloatRange(0.1, 600), default=4.0, show_default=True, help="Seconds between what happens."
)
def demo(port: int, seconds: float | None, keep: Path | None, pace: float) -> None:
    """Show feedbot at work with sample news and a stand-in for Telegram; nothing leaves this machine."""
    with _place(keep) as folder:
        asyncio.run(_shown(folder, port, seconds, pace))
    kept = t("ended; {folder} has its config, database, feeds and log")
    click.echo(kept.format(folder=keep) if keep else t("ended; its folder is gone"))


@contextlib.contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """The folder to work in: one that stays, or one that is gone afterwards."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="feedbot-demo-", ignore_cleanup_errors=True) as place:
            yield Path(place)
        return
    if keep.exists() and any(keep.iterdir()):
        said = t("{folder} is not empty, and nothing in it shall be lost; name a new folder")
        raise click.ClickException(said.format(folder=keep))
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        said, why = t("{folder} cannot be made: {why}; name another folder"), sentence(str(error.strerror))
        raise click.ClickException(said.format(folder=keep, why=why)) from None
    yield keep.resolve()


async def _shown(folder: Path, port: int, seconds: float | None, pace: float) -> None:
    from feedbot.demo import stage  # here, because it brings aiohttp and the pages, and --help needs neither

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    click.echo(t("starting; nothing leaves this machine"))
    async with stage.opened(folder, port=port, now=desk.now) as made:

        def ready() -> None:
            places = list(_places(made.chat, made.pages, folder))
            width = max(len(what) for what, _ in places)
            for what, where in places:
                click.echo(f"  {what:<{width}} {where}")
            click.echo(t("something happens every {seconds} s; Ctrl-C ends it").format(seconds=f"{pace:g}"))

        await stage.run(made, environ=words.environ(), stop=stop, pace=pace, seconds=seconds, ready=ready)


def _places(chat: str, pages: str, folder: Path) -> Iterator[tuple[str, str]]:
    """What is to be seen, and where."""
    yield t("the chats"), chat
    yield t("how it is"), f"{pages}/status"
    yield t("stories"), f"{pages}/stories"
    yield t("the feed"), f"{pages}/feeds/main"
    yield t("the articles"), f"{folder / 'articles'}  ({t('put a text into it, and watch')})"
