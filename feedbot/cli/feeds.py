"""The command about feeds: their addresses, the secret ones too, what they have, and another secret for one."""

from secrets import token_urlsafe
from typing import Any

import click

from feedbot.cli import desk
from feedbot.cli.words import t

# Each command imports what it works with when it is called: --help needs no database.


@click.group(invoke_without_command=True)
@desk.as_json
@click.pass_context
def feeds(ctx: click.Context, *, as_json: bool) -> None:
    """List the feeds with their addresses, also the secret ones, their entries and the pages of their archives."""
    if ctx.invoked_subcommand:
        return
    from feedbot.cli import opened
    from feedbot.feeds import FORMATS
    from feedbot.store import archive
    from feedbot.store import feeds as kept

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        names = [feed.name for feed in config.feeds]
        shelves, counts, due = archive.shelves(tx, names), kept.held(tx, config.feeds), kept.pending(tx, names)
    rows: list[dict[str, Any]] = []
    for feed in config.feeds:
        shelf = shelves.get(feed.name)
        suffix = FORMATS[feed.formats[0]].suffix
        known = shelf is not None and (not feed.private or shelf.stem != feed.name)
        stem = shelf.stem if shelf is not None and known else None
        row = {
            "name": feed.name,
            "entries": counts.get(feed.name, 0),
            "pages": len(shelf.pages) if shelf and feed.archive else 0,
            "private": feed.private,
            "written": shelf is not None and feed.name not in due,
            "address": f"{config.settings.url}/feeds/{stem}{suffix}" if stem else None,
        }
        if as_json:
            row |= {"title": feed.title, "formats": list(feed.formats), "stem": stem}
        rows.append(row)
    desk.answer(rows, as_json=as_json, empty=t("no feeds in the config; add [[feeds]] with a name"))


@feeds.command()
@click.argument("name")
@click.pass_context
def renew(ctx: click.Context, name: str) -> None:
    """Give the private feed NAME another secret address; the old one answers 410 from then on."""
    from feedbot.cli import opened
    from feedbot.feeds import FORMATS
    from feedbot.store import addresses

    config = desk.configured(ctx)
    desk.known("feed", name, (feed.name for feed in config.feeds))
    feed = next(feed for feed in config.feeds if feed.name == name)
    if not feed.private:
        told = t('feed "{name}" is open to all; set private = true for a secret address')
        raise click.ClickException(told.format(name=name))
    with opened.writing(config) as tx:
        token = addresses.renew(tx, name, desk.now(), lambda: token_urlsafe(24))
    if token is None:
        raise click.ClickException(t('feed "{name}" has no address yet; `feedbot run` gives it one').format(name=name))
    address = f"{config.settings.url}/feeds/{addresses.stem(name, token)}{FORMATS[feed.formats[0]].suffix}"
    written = t("the running daemon writes it within seconds; the old address is gone for good")
    later = t("`feedbot run` writes it; the old address is gone for good")
    click.echo(f"{address}\n{written if opened.running(config) else later}")
