"""The command that takes over what another program had subscribed to, and what it had shown already: import."""

import json
from pathlib import Path

import click

from feedbot.cli import desk
from feedbot.cli.words import t
from feedbot.errors import FeedbotError, ParseError, helped


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--cache",
    type=click.Path(path_type=Path, exists=True),
    help="Where that program remembers what it has shown: newsboat's cache.db, feedforbot's folder.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be added.")
@desk.as_json
@click.pass_context
def take(ctx: click.Context, file: Path, cache: Path | None, *, dry_run: bool, as_json: bool) -> None:
    """Take over the subscriptions in FILE: OPML, RSS-to-Telegram-Bot, newsboat or feedforbot.

    What that program had shown is not sent again; what came in since its last look is, where it can be told.
    """
    from feedbot.cli import handover  # here, because it brings all kinds of sources and the store
    from feedbot.sources import stores

    path: Path = ctx.obj["path"]
    try:
        move = stores.read(file, cache, now=desk.now())
    except ParseError as error:
        raise FeedbotError(helped(str(error), t("docs/moving.md tells what can be taken over, and how"))) from error
    found = handover.taken(path, move)
    if found.added and not dry_run:
        handover.carry(path, found)
    if as_json:
        click.echo(json.dumps(handover.answer(move, found, dry_run=dry_run), ensure_ascii=False, indent=1))
    else:
        handover.tell(move, found, dry_run=dry_run)


# A command's function is found by its name, and "import" is a word that no def can have.
globals()["import"] = take
