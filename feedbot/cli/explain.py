"""Commands that explain: why, poll, status."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from feedbot import __version__
from feedbot.cli import desk, look
from feedbot.errors import FeedbotError, parts
from feedbot.model import CANARY, Ailment, Batch, Config, Cursor, Delivery, Failed, Feed, Harvest, Lane, Source, Walk

if TYPE_CHECKING:
    from feedbot.fate import Around
    from feedbot.portrait import Portrait

_NO_TLS = "If its server speaks no TLS at all, let url begin with http://."
_BARE = ("correct url", "correct url or proxy")

# Each command imports what it works with when it is called: --help needs neither database nor network.


@click.command()
@click.argument("entry", metavar="ENTRY|SOURCE")
@desk.as_json
@click.pass_context
def why(ctx: click.Context, entry: str, *, as_json: bool) -> None:
    """Explain why an ENTRY (id, link or key) was sent, or not, or how a SOURCE is and when it is visited next."""
    from feedbot import fate, portrait
    from feedbot.cli import opened, source
    from feedbot.store import canary

    config = desk.configured(ctx)
    named = next((each for each in config.sources if each.name == entry), None)
    with opened.reading(config) as tx:
        if named is not None:
            source.explain(tx, named, as_json=as_json)
            return
        if config.settings.canary is not None and entry in {"canary", CANARY}:
            how = _canary(config, canary.state(tx))
            click.echo(json.dumps({"canary": how}, ensure_ascii=False) if as_json else f"canary: {how}")
            return
        known = portrait.portrait(tx, entry, config)
        if known is None:
            raise click.ClickException(look.absent(entry))
        beside = fate.around(tx, config, known.deliveries, desk.now())
    told = {key: became(each, beside[key]) for each in known.deliveries for key in [(each.channel, each.subject)]}
    if as_json:
        click.echo(json.dumps(_why(known, told), ensure_ascii=False, indent=1))
        return
    _tell(known, told)


def _tell(known: "Portrait", told: dict[tuple[str, str], str]) -> None:
    """Print all about an entry: verdict by verdict what became of it, then what no verdict explains any more."""
    found, members = known.entry, len(known.members)
    click.echo(click.style(found.title, bold=True))
    desk.lines([("id", found.id), ("link", found.link), ("source", found.source), ("published", found.published)])
    if known.follows is not None:
        desk.lines([("follows", known.follows)])
    for verdict in known.verdicts:
        kind, _, name = verdict.target.partition(":")
        if kind == "story":
            beside = f" of {desk.count(members, 'entry')}, which `feedbot story show` lists" if members > 1 else ""
            click.echo(f"\nstory{beside}: {verdict.because}")
            continue
        mine = [told.pop(key) for key in list(told) if kind == "channel" and key[0] == name]
        if members > 1 and not verdict.passed:  # what stands there tells its story without it
            mine = []
        told_of = "\n  ".join(mine) or ("shown" if verdict.passed and kind == "feed" else "not sent")
        click.echo(f"\n{kind} {name}: {told_of}\n  because: {verdict.because} ({desk.local(verdict.at)})")
    for (name, _), became_of in told.items():
        click.echo(f"\nchannel {name}: {became_of}\n  because: the verdict is older than what is kept")
    if known.readers:
        click.echo(f"\n{desk.count(known.readers, 'reader')} of the bot: promised to them, too")


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Visit it here and now, show what would come of it, store nothing.")
@click.pass_context
def poll(ctx: click.Context, name: str, *, dry_run: bool) -> None:
    """Visit the source NAME as soon as possible."""
    from feedbot.cli import opened, trial
    from feedbot.store import visits, write

    config = desk.configured(ctx)
    desk.known("source", name, (each.name for each in config.sources))
    source = next(each for each in config.sources if each.name == name)
    with opened.store(config) as store:
        with write(store.engine) as tx:
            visits.enrol(tx, [name], desk.now())
        if dry_run:
            _show_visit(source, *trial.visit(config, source, store))
            return
        if source.paused:
            raise click.ClickException(f'"{name}" is paused in the config; take "paused" away to have it visited')
        with write(store.engine) as tx:
            visits.hurry(tx, name, desk.now())
    click.echo(f'"{name}" is due now: a running daemon visits it within seconds, else the next `feedbot run --once`')


@click.command()
@desk.as_json
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Show in one page how feedbot is."""
    from feedbot.cli import opened
    from feedbot.hold import holder
    from feedbot.store import canary, feeds, health, outbox, visits
    from feedbot.store import entries as kept

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        cursors, counts, lanes = visits.cursors(tx), outbox.counts(tx), outbox.lanes(tx)
        standing, walk = health.standing(tx), canary.state(tx)
        entries, waiting = sum(kept.count(tx).values()), feeds.pending(tx, [feed.name for feed in config.feeds])
    whole = {
        "version": __version__,
        "running": holder(config.settings.state),
        "entries": entries,
        "sources": {source.name: _state(source, cursors.get(source.name), standing) for source in config.sources},
        "feeds": {feed.name: _written(config, feed, waiting) for feed in config.feeds},
        "channels": {
            channel.name: channel.asleep or _lane(lanes.get(channel.name), counts.get(channel.name, {}))
            for channel in config.channels
        },
        "canary": _canary(config, walk),
    }
    if as_json:
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    running = f"running as process {whole['running']}" if whole["running"] else "not running; `feedbot run` starts it"
    click.echo(f"feedbot {__version__}, {running}; {desk.count(entries, 'entry')}\n")
    for title in ("sources", "feeds", "channels"):
        click.echo(click.style(title, bold=True))
        named = whole[title]
        for name, text in named.items() if isinstance(named, dict) else ():
            click.echo(f"  {name:<20} {text}")
        click.echo()
    if whole["canary"] is not None:
        click.echo(f"{click.style('canary', bold=True)}\n  {whole['canary']}\n")


def _failed(source: Source, visit: Failed) -> str:
    """Why a visit failed, and what helps with such a fault where the reason itself does not say more than a word."""
    from feedbot.rules import remedies
    from feedbot.text.alarm_help import HELP

    said = parts(visit.reason)
    if said.remedy and not said.remedy.endswith("?") and said.remedy not in _BARE:
        return visit.reason
    advice = _NO_TLS if visit.fault == "tls" else HELP[visit.fault][0]
    remedy = advice.format(where=remedies.where(source), kind=source.kind).rstrip(".")
    because = f" ({said.because})" if said.because else ""
    return f"{said.what}{because}; {remedy[:1].lower()}{remedy[1:]}"


def _show_visit(source: Source, harvest: Harvest, batch: Batch | None) -> None:
    if batch is None:
        reason = _failed(source, harvest.visit) if isinstance(harvest.visit, Failed) else "nothing changed"
        raise FeedbotError(f'source "{harvest.source}": {reason}')
    counts = f"{len(batch.opened)} new, {len(batch.changed)} changed, {len(batch.same)} the same"
    click.echo(f'"{harvest.source}": {counts}, {len(batch.retracted)} withdrawn; nothing was stored')
    for note in harvest.notes:
        click.echo(f"  note: {note}")
    for entry in batch.opened:
        click.echo(f"\n{click.style(entry.title, bold=True)}\n  {desk.local(entry.published)}  {entry.link or ''}")
        click.echo(f"  {entry.summary}" if entry.summary else "  (no summary)")
        for verdict in batch.verdicts:
            if verdict.subject == entry.id and verdict.target == "story":
                click.echo(f"  story: {verdict.because}")
            elif verdict.subject == entry.id:
                would = "would be told" if verdict.passed else "would not be told"
                click.echo(f"  {verdict.target.replace(':', ' ')}: {would}: {verdict.because}")
    for entry in batch.changed:
        click.echo(f"\n{click.style(entry.title, bold=True)}\n  changed; a message that stands would be edited")


def became(delivery: Delivery, known: "Around") -> str:
    """What became of a delivery, in a sentence."""
    from feedbot import fate

    told = fate.fate(delivery, known)
    sentences = [fate.english(fact, desk.local) for fact in told.facts]
    if told.state == "parked":
        sentences[0] += "; `feedbot outbox retry` sends it again"
    return "; ".join(sentences)


def _canary(config: Config, walk: Walk) -> str | None:
    from feedbot.rules import troubles

    way = config.settings.canary
    return None if way is None else troubles.walked(way, walk, desk.now())


def _written(config: Config, feed: Feed, waiting: Sequence[str]) -> str:
    from feedbot.feeds import FORMATS

    files = (config.settings.output / f"{feed.name}{FORMATS[name].suffix}" for name in feed.formats)
    return "written" if feed.name not in waiting and all(file.exists() for file in files) else "to be written"


def _state(source: Source, cursor: Cursor | None, standing: Sequence[Ailment]) -> str:
    trouble = look.trouble(source, cursor, standing)
    return look.state(source, cursor, standing) + (f": {trouble}" if trouble else "")


def _lane(lane: Lane | None, counts: Mapping[str, int]) -> str:
    parts = [f"{counts.get(name, 0)} {name}" for name in ("sent", "owed", "parked", "dropped")]
    if counts.get("unknown"):
        parts.append(f"{counts['unknown']} may have arrived twice")
    if lane and lane.gone:
        parts.append(f"the chat takes nothing: {lane.gone}")
    if lane and lane.chat:
        parts.append(f'the chat moved to {lane.chat}: set chat = "{lane.chat}" in the config')
    return ", ".join(parts)


def _why(known: "Portrait", told: Mapping[tuple[str, str], str]) -> dict[str, object]:
    return {
        "id": known.entry.id,
        "title": known.entry.title,
        "source": known.entry.source,
        "story": known.story,
        "follows": known.follows,
        "readers": known.readers,
        "verdicts": [
            {"target": each.target, "passed": each.passed, "because": each.because, "at": each.at.isoformat()}
            for each in known.verdicts
        ],
        "deliveries": [
            {
                "channel": each.channel,
                "subject": each.subject,
                "became": told[each.channel, each.subject],
                "owed": each.owed,
                "messages": list(each.messages),
                "attempts": each.attempts,
                "unknowns": each.unknowns,
                "error": each.error,
                "parked": each.parked,
                "dropped": each.dropped,
                "gather": each.gather,
                "folded": each.folded,
                "settled": each.settled.isoformat() if each.settled else None,
            }
            for each in known.deliveries
        ],
    }
