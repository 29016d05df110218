"""How a source is, and why it is visited when it is: what `why NAME` tells."""

import json
from collections.abc import Sequence
from datetime import datetime

import click

from feedbot.cli import desk, look
from feedbot.model import Ailment, Alarm, Cursor, Push, Source
from feedbot.rules import naming, outlook
from feedbot.store import Tx, health, pushes, visits
from feedbot.text.lengths import span


def explain(tx: Tx, source: Source, *, as_json: bool) -> None:
    """Print what is known of a source: how it is and how it is read, when it is visited next, each term of that."""
    cursor = visits.cursors(tx, [source.name]).get(source.name)
    standing = [each for each in health.standing(tx) if each.source in {"", source.name}]
    flips = health.log(tx, source.name, 10)
    push = next((each for each in pushes.every(tx) if each.source == source.name), None)
    if cursor is None:
        raise click.ClickException(
            f'"{source.name}" was never visited; `feedbot run` or `feedbot run --once` visits it'
        )
    if as_json:
        click.echo(json.dumps(_facts(source, cursor, standing, flips), ensure_ascii=False, indent=1, default=_plain))
        return
    click.echo(f"{click.style(source.name, bold=True)}: {look.state(source, cursor, standing)}")
    desk.lines(
        [
            ("address", outlook.public(source.url)),
            ("moved to", _moved(cursor)),
            ("kind", source.kind),
            ("last visit", _last(cursor)),
            ("read as", cursor.decoded),
            ("items are known by", naming.reason(cursor.naming, cursor.evidence)),
            ("usual items", cursor.habits.items or None),
            ("certificate", _until(cursor.habits.certificate)),
            ("hub", _hub(cursor, push)),
        ]
    )
    for note in cursor.notes:
        click.echo(f"note: {note}")
    click.echo(f"\nnext visit: {_next(source, cursor)}")
    for term in cursor.terms if not (source.paused or cursor.gone) else ():
        click.echo(f"  {term}")
    for ailment in standing:
        click.echo(f"\nsince {desk.local(ailment.since)}: {ailment.because}\n  what to do: {ailment.remedy}")
    if flips:
        click.echo("\nwhat was told of it, newest first")
    for flip in flips:
        what = f"over: {flip.ailment.code}" if flip.over else f"{flip.ailment.code}: {flip.ailment.because}"
        click.echo(f"  {desk.local(flip.at)}  {what}")


def _facts(source: Source, cursor: Cursor, standing: Sequence[Ailment], flips: Sequence[Alarm]) -> dict[str, object]:
    return {
        "name": source.name,
        "state": look.state(source, cursor, standing),
        "kind": source.kind,
        "address": outlook.public(source.url),
        "moved": outlook.public(cursor.moved) if cursor.moved else None,
        "visited": cursor.visited,
        "tried": cursor.tried,
        "error": cursor.error,
        "fault": cursor.fault,
        "failures": cursor.failures,
        "failing": cursor.failing,
        "decoded": cursor.decoded,
        "naming": cursor.naming,
        "hub": cursor.hints.hub,
        "pushed": cursor.pushed,
        "certificate": cursor.habits.certificate,
        "notes": list(cursor.notes),
        "next": None if cursor.gone or source.paused else cursor.due,
        "terms": list(cursor.terms),
        "ailments": [
            {"code": each.code, "since": each.since, "because": each.because, "remedy": each.remedy}
            for each in standing
        ],
        "told": [
            {"code": each.ailment.code, "at": each.at, "over": each.over, "because": each.ailment.because}
            for each in flips
        ],
    }


def _moved(cursor: Cursor) -> str | None:
    if not cursor.moved:
        return None
    return f"{outlook.public(cursor.moved)} (permanent redirects in {desk.count(cursor.moves, 'visit')})"


def _last(cursor: Cursor) -> str:
    if cursor.error is None:
        return f"{desk.local(cursor.visited)}, it worked"
    good = f"; the last that worked was {desk.local(cursor.visited)}" if cursor.visited else "; none worked yet"
    return f"{desk.local(cursor.tried)}, it failed: {cursor.error}{good}"


def _until(moment: datetime | None) -> str | None:
    return f"is good until {desk.local(moment)}" if moment else None


def _hub(cursor: Cursor, push: Push | None) -> str | None:
    """What the hub does for us, if the source names one."""
    state = outlook.hub(cursor, push, desk.now())
    if state is None:
        return None
    said = {
        "tells": f"tells us of news until {desk.local(cursor.pushed)}",
        "idle": "is not asked to tell us of news",
        "silent": "did not tell us of the last news, so the source is visited as if there were none",
        "refused": f"was asked to tell us of news {_answered(push)}",
        "asked": "is being asked to tell us of news",
    }
    return f"{outlook.public(cursor.hints.hub or '')} {said[state]}"


def _answered(push: Push | None) -> str:
    return f"{desk.local(push.asked)}: {push.error}" if push else ""


def _next(source: Source, cursor: Cursor) -> str:
    match outlook.upcoming(source, cursor, desk.now()):
        case "paused":
            return "none, it is paused; `feedbot resume` ends that"
        case "gone":
            return (
                "none, it is gone for good (410); correct its url, or remove it, or try once more with `feedbot poll`"
            )
        case "soon":
            return f"{desk.local(cursor.due)}, as soon as may be"
        case "later":
            return f"{desk.local(cursor.due)}, in {span(cursor.due - desk.now())}"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
