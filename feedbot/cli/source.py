"""How a source is, and why it is visited when it is: what `why NAME` tells."""

import json
from collections.abc import Sequence
from datetime import datetime

import click

from feedbot.channels import tongue
from feedbot.cli import desk, look, words
from feedbot.cli.words import n, t
from feedbot.model import Ailment, Alarm, Cursor, Push, Source
from feedbot.rules import naming, outlook
from feedbot.store import Tx, glances, health, present, pushes, visits
from feedbot.store.present import Hold


def explain(tx: Tx, source: Source, *, as_json: bool) -> None:
    """Print what is known of a source: how it is and how it is read, when it is visited next, each term of that."""
    cursor = visits.cursors(tx, [source.name]).get(source.name)
    standing = [each for each in health.standing(tx) if each.source in {"", source.name}]
    flips = health.log(tx, source.name, 10)
    held = present.holds(tx, desk.now(), [source.name]).get(source.name)
    push = next((each for each in pushes.every(tx) if each.source == source.name), None)
    if cursor is None:
        told = t('"{name}" was never visited; `feedbot run` or `feedbot run --once` visits it')
        raise click.ClickException(told.format(name=source.name))
    if as_json:
        click.echo(
            json.dumps(_facts(source, cursor, standing, flips, held), ensure_ascii=False, indent=1, default=_plain)
        )
        return
    click.echo(f"{click.style(source.name, bold=True)}: {t(look.state(source, cursor, standing))}")
    desk.lines(
        [
            ("address", outlook.public(source.url)),
            ("moved to", _moved(cursor)),
            ("kind", source.kind),
            ("last visit", _last(cursor)),
            ("newest entry", glances.newest(tx, [source.name]).get(source.name)),
            ("read as", desk.reason("decoded", cursor.decoded)),
            ("items are known by", desk.reason("naming", naming.reason(cursor.naming, cursor.evidence))),
            ("usual items", cursor.habits.items or None),
            ("certificate", _until(cursor.habits.certificate)),
            ("hub", _hub(cursor, push)),
        ]
    )
    for note in cursor.notes:
        click.echo(t("note: {text}").format(text=desk.note(note)))
    click.echo("\n" + t("next visit: {when}").format(when=_next(source, cursor)))
    if held is not None:
        click.echo(f"  {look.held(held)}")
    for term in cursor.terms if not (source.paused or cursor.gone) else ():
        click.echo(f"  {desk.reason('term', term)}")
    for ailment in standing:
        since = t("since {when}: {why}").format(when=desk.local(ailment.since), why=desk.say(ailment.because))
        click.echo(f"\n{since}\n  " + t("what to do: {text}").format(text=desk.say(ailment.remedy)))
    if flips:
        click.echo("\n" + t("what was told of it, newest first"))
    for flip in flips:
        kind = tongue.kind(flip.ailment.code, words.language())
        over = t("over: {code}").format(code=kind)
        what = over if flip.over else f"{kind}: {desk.say(flip.ailment.because)}"
        click.echo(f"  {desk.local(flip.at)}  {what}")


def _facts(
    source: Source,
    cursor: Cursor,
    standing: Sequence[Ailment],
    flips: Sequence[Alarm],
    held: Hold | None,
) -> dict[str, object]:
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
        "held": {"by": held.by, "until": held.until, "ended": held.ended} if held else None,
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
    told = n(
        "{address} (permanent redirects in {number} visit)",
        "{address} (permanent redirects in {number} visits)",
        cursor.moves,
    )
    return told.format(address=outlook.public(cursor.moved), number=cursor.moves)


def _last(cursor: Cursor) -> str:
    if cursor.tried is None and cursor.visited is None:
        return t("none yet")
    if cursor.error is None:
        return t("{when}, it worked").format(when=desk.local(cursor.visited))
    if cursor.visited:
        good = t("; the last that worked was {when}").format(when=desk.local(cursor.visited))
    else:
        good = t("; none worked yet")
    return t("{when}, it failed: {why}").format(when=desk.local(cursor.tried), why=desk.say(cursor.error)) + good


def _until(moment: datetime | None) -> str | None:
    return t("is good until {when}").format(when=desk.local(moment)) if moment else None


def _hub(cursor: Cursor, push: Push | None) -> str | None:
    """What the hub does for us, if the source names one."""
    state = outlook.hub(cursor, push, desk.now())
    if state is None:
        return None
    said = {
        "tells": t("tells us of news until {when}").format(when=desk.local(cursor.pushed)),
        "idle": t("is not asked to tell us of news"),
        "silent": t("did not tell us of the last news, so the source is visited as if there were none"),
        "refused": t("was asked to tell us of news {answer}").format(answer=_answered(push)),
        "asked": t("is being asked to tell us of news"),
    }
    return f"{outlook.public(cursor.hints.hub or '')} {said[state]}"


def _answered(push: Push | None) -> str:
    return f"{desk.local(push.asked)}: {push.error}" if push else ""


def _next(source: Source, cursor: Cursor) -> str:
    match outlook.upcoming(source, cursor, desk.now()):
        case "paused":
            return t("none, it is paused; `feedbot resume` ends that")
        case "gone":
            return t(
                "none, it is gone for good (410); correct its url, or remove it, or try once more with `feedbot poll`"
            )
        case "soon":
            return t("{when}, as soon as may be").format(when=desk.local(cursor.due))
        case "later":
            length = desk.span(cursor.due - desk.now())
            return t("{when}, in {length}").format(when=desk.local(cursor.due), length=length)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
