"""Commands that explain: why, poll, status."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

from feedbot import __version__
from feedbot.catalogues import LANGUAGES
from feedbot.cli import desk, look
from feedbot.cli.words import language, n, t
from feedbot.errors import FeedbotError, parts
from feedbot.model import CANARY, Ailment, Batch, Config, Cursor, Delivery, Failed, Feed, Harvest, Lane, Source, Walk

if TYPE_CHECKING:
    from feedbot.fate import Around
    from feedbot.portrait import Portrait, Turn
    from feedbot.store.archive import Shelf
    from feedbot.store.present import Hold

_TURNS = 5
"""How many changes of an entry are told."""

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
            how = _canary(config, canary.state(tx)) or ""
            click.echo(
                json.dumps({"canary": how}, ensure_ascii=False) if as_json else t("canary: {text}").format(text=how)
            )
            return
        known = portrait.portrait(tx, entry, config)
        if known is None:
            raise click.ClickException(look.absent(entry))
        beside = fate.around(tx, config, known.deliveries, desk.now())
    turns = portrait.turns(known.entry, known.older)
    told = {key: became(each, beside[key]) for each in known.deliveries for key in [(each.channel, each.subject)]}
    if as_json:
        click.echo(json.dumps(_why(known, told, turns), ensure_ascii=False, indent=1))
        return
    _tell(known, told, turns)


def _tell(known: "Portrait", told: dict[tuple[str, str], str], turns: Sequence["Turn"]) -> None:
    """Print all about an entry: verdict by verdict what became of it, then what no verdict explains any more."""
    found, members = known.entry, len(known.members)
    click.echo(click.style(found.title, bold=True))
    desk.lines([("id", found.id), ("link", found.link), ("source", found.source), ("published", found.published)])
    if known.follows is not None:
        desk.lines([("follows", known.follows)])
    for each in turns[:_TURNS]:
        click.echo(_turned(each))
    for verdict in known.verdicts:
        kind, _, name = verdict.target.partition(":")
        if kind == "story":
            click.echo(f"\n{_story(members)}: {desk.reason('story', verdict.because)}")
            continue
        mine = [told.pop(key) for key in list(told) if kind == "channel" and key[0] == name]
        if members > 1 and not verdict.passed:  # what stands there tells its story without it
            mine = []
        told_of = "\n  ".join(mine) or (t("shown") if verdict.passed and kind == "feed" else t("not sent"))
        why = desk.reason("verdict", verdict.because)
        because = t("because: {text}").format(text=f"{why} ({desk.local(verdict.at)})")
        click.echo(f"\n{target(verdict.target)}: {told_of}\n  {because}")
    for (name, _), became_of in told.items():
        because = t("because: {text}").format(text=t("the verdict is older than what is kept"))
        click.echo(f"\n{target(f'channel:{name}')}: {became_of}\n  {because}")
    if known.readers:
        readers = n(
            "{number} reader of the bot: promised to them, too",
            "{number} readers of the bot: promised to them, too",
            known.readers,
        )
        click.echo("\n" + readers.format(number=known.readers))


def _turned(turn: "Turn") -> str:
    """One change of an entry; messages that stand were edited for it."""
    match turn.kind:
        case "title":
            said = t('changed {at}: the title alone, it was "{title}"; messages that stand are edited')
        case "both":
            said = t('changed {at}: the title, it was "{title}", and more; messages that stand are edited')
        case _:
            said = t("changed {at}: not its title; messages that stand are edited")
    return said.format(at=desk.local(turn.at), title=turn.title)


def _story(members: int) -> str:
    told = n(
        "story of {number} entry, which `feedbot story show` lists",
        "story of {number} entries, which `feedbot story show` lists",
        members,
    )
    return told.format(number=members) if members > 1 else t("story")


def target(text: str) -> str:
    """What a verdict is about: "feed:main" is "feed main"."""
    kind, _, name = text.partition(":")
    told = {"feed": t("feed {name}"), "channel": t("channel {name}")}.get(kind, f"{kind} {{name}}")
    return told.format(name=name).rstrip()


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
            told = t('"{name}" is paused in the config; take "paused" away to have it visited')
            raise click.ClickException(told.format(name=name))
        with write(store.engine) as tx:
            visits.hurry(tx, name, desk.now())
    running = t('"{name}" is due now: the running daemon visits it within seconds')
    later = t('"{name}" is due now: the next `feedbot run` or `feedbot run --once` visits it')
    click.echo((running if opened.running(config) else later).format(name=name))


@click.command()
@desk.as_json
@click.pass_context
def status(ctx: click.Context, *, as_json: bool) -> None:
    """Show in one page how feedbot is."""
    from feedbot.cli import felt, opened, programs
    from feedbot.hold import holder
    from feedbot.store import archive, canary, feeds, health, outbox, present, visits
    from feedbot.store import entries as kept

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        there = present.programs(tx)
        cursors, counts, lanes = visits.cursors(tx), outbox.counts(tx), outbox.lanes(tx)
        standing, walk = health.standing(tx), canary.state(tx)
        held = {name: each for name, each in present.holds(tx, desk.now()).items() if each.ended}
        names = [feed.name for feed in config.feeds]
        entries, waiting, shelves = sum(kept.count(tx).values()), feeds.pending(tx, names), archive.shelves(tx, names)
    apart, wrong = "; " if as_json else "\n" + " " * 23, felt.troubles(config)
    sources = {
        each.name: _state(each, cursors.get(each.name), standing, held.get(each.name), apart) for each in config.sources
    }
    shown = {feed.name: _written(config, feed, shelves.get(feed.name), waiting) for feed in config.feeds}
    channels = {
        channel.name: desk.say(channel.asleep or "") or _lane(lanes.get(channel.name), counts.get(channel.name, {}))
        for channel in config.channels
    }
    whole = {
        "version": __version__,
        "running": holder(config.settings.state) if config.settings.database.startswith("sqlite:") else len(there),
        "troubles": wrong,
        "programs": [{"parts": each.parts, "place": programs.shown(each)} for each in there],
        "entries": entries,
        "sources": sources,
        "feeds": shown,
        "channels": channels,
        "canary": _canary(config, walk),
    }
    if as_json:
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    process, together = t("running as process {pid}"), n("{number} program works", "{number} programs work", len(there))
    running = together.format(number=len(there)) if there else process.format(pid=whole["running"])
    idle = t("not running; `feedbot run` starts it")
    click.echo(f"feedbot {__version__}, {running if whole['running'] else idle}; {desk.count(entries, 'entry')}\n")
    if wrong:
        click.echo("\n".join([click.style(t("trouble"), bold=True), *(f"  {desk.say(each)}" for each in wrong), ""]))
    works = programs.told(there)
    titled = (t("programs"), works), (t("sources"), sources), (t("feeds"), shown), (t("channels"), channels)
    for title, named in titled:
        if named:
            click.echo(click.style(title, bold=True))
            width = min(max(20, *map(len, named)), 40)
            for name, text in named.items():
                click.echo(f"  {name:<{width}} {text}")
            click.echo()
    if whole["canary"] is not None:
        click.echo(f"{click.style(t('canary'), bold=True)}\n  {whole['canary']}\n")


def _failed(source: Source, visit: Failed) -> str:
    """Why a visit failed, and what helps with such a fault where the reason itself does not say more than a word."""
    from feedbot.rules import remedies
    from feedbot.text.alarm_help import HELP

    said = parts(visit.reason)
    if said.remedy and not said.remedy.endswith("?") and said.remedy not in _BARE:
        return visit.reason
    no_tls = t("If its server speaks no TLS at all, let url begin with http://.")
    advice = no_tls if visit.fault == "tls" else HELP[visit.fault][LANGUAGES.index(language())]
    remedy = advice.format(where=remedies.where(source), kind=source.kind).rstrip(".")
    because = f" ({said.because})" if said.because else ""
    return f"{said.what}{because}; {remedy[:1].lower()}{remedy[1:]}"


def _show_visit(source: Source, harvest: Harvest, batch: Batch | None) -> None:
    if batch is None:
        reason = _failed(source, harvest.visit) if isinstance(harvest.visit, Failed) else t("nothing changed")
        raise FeedbotError(t('source "{name}": {text}').format(name=harvest.source, text=reason))
    told = t('"{name}": {new} new, {changed} changed, {same} the same, {withdrawn} withdrawn; nothing was stored')
    opened, changed, withdrawn = len(batch.opened), len(batch.changed), len(batch.retracted)
    same = len(batch.same)
    click.echo(told.format(name=harvest.source, new=opened, changed=changed, same=same, withdrawn=withdrawn))
    for note in harvest.notes:
        click.echo("  " + t("note: {text}").format(text=desk.note(note)))
    for entry in batch.opened:
        click.echo(f"\n{click.style(entry.title, bold=True)}\n  {desk.local(entry.published)}  {entry.link or ''}")
        click.echo("  " + (entry.summary or t("(no summary)")))
        for verdict in batch.verdicts:
            if verdict.subject == entry.id and verdict.target == "story":
                click.echo(f"  {t('story')}: {desk.reason('story', verdict.because)}")
            elif verdict.subject == entry.id:
                would = t("would be told") if verdict.passed else t("would not be told")
                click.echo(f"  {target(verdict.target)}: {would}: {desk.reason('verdict', verdict.because)}")
    for entry in batch.changed:
        edited = t("changed; a message that stands would be edited")
        click.echo(f"\n{click.style(entry.title, bold=True)}\n  {edited}")


def became(delivery: Delivery, known: "Around") -> str:
    """What became of a delivery, in a sentence."""
    from feedbot import fate

    told = fate.fate(delivery, known)
    sentences = [desk.fact(fact) for fact in told.facts]
    if told.state == "parked":
        sentences[0] += desk.t("; `feedbot outbox retry` sends it again")
    return "; ".join(sentences)


def _canary(config: Config, walk: Walk) -> str | None:
    from feedbot.rules import troubles

    way = config.settings.canary
    return None if way is None else desk.say(troubles.walked(way, walk, desk.now()))


def _written(config: Config, feed: Feed, shelf: "Shelf | None", waiting: Sequence[str]) -> str:
    from feedbot.feeds import FORMATS

    stem = shelf.stem if shelf is not None else feed.name
    files = (config.settings.output / f"{stem}{FORMATS[name].suffix}" for name in feed.formats)
    done = feed.name not in waiting and all(file.exists() for file in files)
    return desk.t("written") if done else desk.t("to be written")


def _state(source: Source, cursor: Cursor | None, standing: Sequence[Ailment], held: "Hold | None", apart: str) -> str:
    troubles = look.troubles(source, cursor, standing) + ([look.held(held)] if held is not None else [])
    return desk.t(look.state(source, cursor, standing)) + (f": {apart.join(troubles)}" if troubles else "")


def _lane(lane: Lane | None, counts: Mapping[str, int]) -> str:
    numbers = {name: counts.get(name, 0) for name in ("sent", "owed", "parked", "dropped")}
    told = [desk.t("{sent} sent, {owed} owed, {parked} parked, {dropped} dropped").format(**numbers)]
    if unknown := counts.get("unknown"):
        twice = desk.n("{number} may have arrived twice", "{number} may have arrived twice", unknown)
        told.append(twice.format(number=unknown))
    if lane and lane.gone:
        told.append(desk.t("the chat takes nothing: {why}").format(why=lane.gone))
    if lane and lane.chat:
        told.append(desk.t('the chat moved to {chat}: set chat = "{chat}" in the config').format(chat=lane.chat))
    return ", ".join(told)


def _why(known: "Portrait", told: Mapping[tuple[str, str], str], turns: Sequence["Turn"]) -> dict[str, object]:
    return {
        "id": known.entry.id,
        "title": known.entry.title,
        "source": known.entry.source,
        "story": known.story,
        "follows": known.follows,
        "changes": [{"at": each.at.isoformat(), "what": each.kind, "title": each.title} for each in turns],
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
