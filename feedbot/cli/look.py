"""Commands that look and change nothing: sources, entries, show, export."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from feedbot.cli import desk
from feedbot.cli.words import t
from feedbot.model import Ailment, Cursor, Entry, Source
from feedbot.rules import outlook

if TYPE_CHECKING:
    from feedbot.store.present import Hold

NARROW = 110
"""Columns below which a list leaves out ids, or links where others matter more: folded they could not be copied."""

# Each command imports what it works with when it is called: --help needs no database.


@click.command()
@desk.as_json
@click.pass_context
def sources(ctx: click.Context, *, as_json: bool) -> None:
    """List the sources and how they are."""
    from feedbot.cli import opened
    from feedbot.store import entries as kept
    from feedbot.store import health, visits

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        cursors, counts, standing = visits.cursors(tx), kept.count(tx), health.standing(tx)
    rows = [
        {
            "name": source.name,
            "state": desk.t(state(source, cursor := cursors.get(source.name), standing)),
            "entries": counts.get(source.name, 0),
            "visited": cursor.visited if cursor else None,
            "next": cursor.due if cursor and not cursor.gone and not source.paused else None,
            "read as": cursor.decoded.partition(":")[0] if cursor else "",
            "trouble": trouble(source, cursor, standing),
            "address": outlook.public(source.url),
        }
        for source in config.sources
    ]
    desk.answer(rows, as_json=as_json, empty=t("no sources in the config; `feedbot add URL` adds one"))
    if not as_json and any(ailment.source in {"", *(source.name for source in config.sources)} for ailment in standing):
        click.echo("\n" + t("`feedbot why NAME` tells of one source what is wrong and what to do"))


@click.command()
@click.argument("source", required=False)
@desk.limit(20)
@desk.with_ids
@desk.as_json
@click.pass_context
def entries(ctx: click.Context, source: str | None, limit: int, *, ids: bool, as_json: bool) -> None:
    """List the newest entries, of one SOURCE if it is named."""
    from feedbot.cli import opened
    from feedbot.store import entries as kept

    config = desk.configured(ctx)
    desk.known("source", source, (each.name for each in config.sources))
    with opened.reading(config) as tx:
        newest = kept.latest(tx, source=source, limit=limit)
    wide = desk.width() >= NARROW
    rows = [
        {
            "published": entry.published,
            "source": entry.source,
            "title": entry.title,
            "link": entry.link or (entry.id if wide and not as_json else None),
        }
        | ({"id": entry.id} if ids or as_json else {})
        for entry in newest
    ]
    desk.answer(rows, as_json=as_json, empty=t("no entries yet; `feedbot run` or `feedbot run --once` brings them"))


@click.command()
@click.argument("entry")
@desk.as_json
@click.pass_context
def show(ctx: click.Context, entry: str, *, as_json: bool) -> None:
    """Show one ENTRY in full, named by its id, link or key."""
    from feedbot.cli import opened
    from feedbot.store import entries as kept
    from feedbot.text import html

    with opened.reading(desk.configured(ctx)) as tx:
        found = kept.find(tx, entry)
    if found is None:
        raise click.ClickException(absent(entry))
    if as_json:
        click.echo(json.dumps(_whole(found), ensure_ascii=False, indent=1))
        return
    click.echo(click.style(found.title, bold=True))
    desk.lines(
        [
            ("link", found.link),
            ("id", found.id),
            ("source", found.source),
            ("key", found.key),
            ("published", found.published),
            ("updated", found.updated),
            ("language", found.language),
            ("authors", ", ".join(person.name for person in found.authors)),
            ("categories", ", ".join(category.term for category in found.categories)),
            ("attribution", ", ".join(each.short for each in found.attribution)),
            ("links", "\n".join(f"{link.rel} {link.href}" for link in found.links)),
        ]
    )
    content = html.plain(found.content)
    if found.summary and not _begins(content, found.summary):
        click.echo("\n" + t("summary: {text}").format(text=found.summary))
    if content:
        click.echo(f"\n{content}")


def _begins(content: str, summary: str) -> bool:
    """Whether a content says what its summary says, and in the same words right at its beginning."""
    whole, part = (" ".join(text.split()) for text in (content, summary))
    return whole.startswith(part.removesuffix("…").removesuffix("...").rstrip())


@click.group()
def export() -> None:
    """Write what feedbot holds, for other programs."""


@export.command("entries")
@click.option("--source", help="Only entries of this source.")
@click.pass_context
def export_entries(ctx: click.Context, source: str | None) -> None:
    """Write all entries as JSON lines, oldest first: source, url, id, title, link, published."""
    from feedbot.cli import opened
    from feedbot.store import entries as kept

    config = desk.configured(ctx)
    desk.known("source", source, (each.name for each in config.sources))
    addresses = {each.name: outlook.public(each.url) for each in config.sources}
    with opened.reading(config) as tx:
        for entry in kept.every(tx, source=source):
            row = {
                "source": entry.source,
                "url": addresses.get(entry.source),
                "id": entry.id,
                "title": entry.title,
                "link": entry.link,
                "published": entry.published.isoformat(),
            }
            click.echo(json.dumps(row, ensure_ascii=False))


def state(source: Source, cursor: Cursor | None, standing: Sequence[Ailment]) -> str:
    """How a source is, in a word."""
    from feedbot.rules import health

    return health.state(source, cursor, tuple(each for each in standing if each.source in {"", source.name}))


def trouble(source: Source, cursor: Cursor | None, standing: Sequence[Ailment]) -> str:
    """What is wrong with a source, or was odd about it at the last visit."""
    return "; ".join(troubles(source, cursor, standing))


def troubles(source: Source, cursor: Cursor | None, standing: Sequence[Ailment]) -> list[str]:
    """The same one by one; of what was odd three at most, and how many more there are."""
    if cursor is None:
        return []
    because = [each.because for each in standing if each.source == source.name]
    ails = [*map(desk.say, because)]
    if cursor.error and not any(cursor.error.partition(";")[0] in each for each in because):
        ails.append(desk.t("{error} ({number} in a row)").format(error=desk.say(cursor.error), number=cursor.failures))
    if ails:
        return ails
    if cursor.moved:
        ails.append(desk.t("moved to {address}").format(address=outlook.public(cursor.moved)))
    notes = (*ails, *map(desk.note, cursor.notes))
    if len(notes) > 3:
        more = desk.t("; and {number} more").format(number=len(notes) - 3)
        return [*notes[:2], f"{notes[2]}{more}"]
    return list(notes)


def held(hold: "Hold") -> str:
    """Who visits a source now, and until when."""
    said = desk.t("it is being visited, until {when} at the latest")
    if hold.by:
        said = desk.t("it is being visited by {who}, until {when} at the latest")
    if hold.ended:
        said = desk.t(
            "a program that ended ({who}) holds it until {when}; one that runs takes it over within two minutes"
        )
    return said.format(who=hold.by, when=desk.local(hold.until))


def absent(text: str) -> str:
    """The sentence for an entry that is not there."""
    return t('no entry has the id, link or key "{text}"; `feedbot entries` lists them').format(text=text)


def _whole(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "source": entry.source,
        "key": entry.key,
        "title": entry.title,
        "link": entry.link,
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "language": entry.language,
        "authors": [person.name for person in entry.authors],
        "categories": [category.term for category in entry.categories],
        "attribution": [each.short for each in entry.attribution],
        "links": [{"rel": link.rel, "href": link.href, "type": link.type} for link in entry.links],
        "summary": entry.summary,
        "content": entry.content,
    }
