"""Commands about stories: list them, show one, and say by hand which entries belong together."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from feedbot.cli import desk, look
from feedbot.cli.words import n, t
from feedbot.model import Entry, Member

if TYPE_CHECKING:
    from feedbot.store import Tx

# Each command imports what it works with when it is called: --help needs no database.

_LATELY = timedelta(days=3)


@click.command()
@desk.limit(20)
@desk.as_json
@click.pass_context
def stories(ctx: click.Context, limit: int, *, as_json: bool) -> None:
    """List the stories of the last three days, those that most sources tell first."""
    from feedbot.cli import opened
    from feedbot.store import stories as kept

    with opened.reading(desk.configured(ctx)) as tx:
        found = kept.largest(tx, desk.now() - _LATELY, limit)
    rows = [
        {"entries": len(story.entries), "began": story.opened, "last": story.updated, "title": first.title}
        | ({"id": story.id} if as_json or desk.width() >= look.NARROW else {})
        for story, first in found
    ]
    desk.answer(rows, as_json=as_json, empty=t("no stories in the last three days; `feedbot run` brings entries"))


@click.group()
def story() -> None:
    """Show the story of an entry, or say by hand which entries belong together."""


@story.command()
@click.argument("entry")
@desk.as_json
@click.pass_context
def show(ctx: click.Context, entry: str, *, as_json: bool) -> None:
    """Show all entries of the story that ENTRY (id, link or key) belongs to, and why each does."""
    from feedbot.cli import opened
    from feedbot.store import entries as kept
    from feedbot.store import stories as told

    with opened.reading(desk.configured(ctx)) as tx:
        found = kept.find(tx, entry)
        if found is None:
            raise click.ClickException(look.absent(entry))
        place = told.places(tx, [found.id]).get(found.id, found.id)
        members: Sequence[Member] = told.members(tx, [place]).get(place, ())
    rows = [
        {
            "published": member.entry.published,
            "source": member.entry.source,
            "title": member.entry.title,
            "because": _because(member),
        }
        | ({"id": member.entry.id} if as_json else {})
        for member in members
    ]
    desk.answer(rows, as_json=as_json, empty=t("all entries of this story were withdrawn"))


@story.command()
@click.argument("entry")
@click.argument("other")
@click.pass_context
def join(ctx: click.Context, entry: str, other: str) -> None:
    """Let the story of ENTRY be part of the story of OTHER; a message that was sent of it already stays."""
    from feedbot import retell
    from feedbot.cli import opened

    config = desk.configured(ctx)
    with opened.writing(config) as tx:
        one, two = (_found(tx, name) for name in (entry, other))
        _, count = retell.join(tx, one.id, two.id, config, desk.now())
    told = n('joined {number} entry to "{title}"', 'joined {number} entries to "{title}"', count)
    now = t("the running daemon edits what stands in seconds")
    later = t("`feedbot run` edits what stands")
    click.echo(f"{told.format(number=count, title=two.title)}; {now if opened.running(config) else later}")


@story.command()
@click.argument("entry")
@click.pass_context
def split(ctx: click.Context, entry: str) -> None:
    """Let ENTRY be a story of its own, told by a message of its own."""
    from feedbot import retell
    from feedbot.cli import opened

    config = desk.configured(ctx)
    with opened.writing(config) as tx:
        found = _found(tx, entry)
        retell.split(tx, found.id, config, desk.now())
    told = t('"{title}" is a story of its own now').format(title=found.title)
    now = t("the running daemon tells it within seconds")
    click.echo(f"{told}; {now if opened.running(config) else t('`feedbot run` tells it')}")


def _found(tx: "Tx", name: str) -> Entry:
    from feedbot.store import entries as kept

    found = kept.find(tx, name)
    if found is None:
        raise click.ClickException(look.absent(name))
    return found


def _because(member: Member) -> str:
    verdict = member.verdicts.get("story")
    return desk.reason("story", verdict.because) if verdict else ""
