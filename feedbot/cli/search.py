"""The command that searches: which entries pass a rule, and why."""

from datetime import timedelta

import click

from feedbot.cli import desk, look
from feedbot.cli.words import n, number, t

# What it works with is imported when it is called: --help needs neither database nor dictionaries.


@click.command(context_settings={"ignore_unknown_options": True})  # a rule may begin with "-", which forbids a word
@click.argument("rule")
@click.option("--since", metavar="LENGTH", help='Only entries of the last days or hours, such as "7d" or "12h".')
@desk.limit(20)
@desk.with_ids
@desk.as_json
@click.pass_context
def search(ctx: click.Context, rule: str, since: str | None, limit: int, *, ids: bool, as_json: bool) -> None:
    """Find entries that pass a RULE, newest first: words in all their forms, "phrases", fields, AND, OR, NOT.

    It is the language of `where` in feeds and channels, so this also tries out such a rule on what there is.
    """
    from feedbot.cli import opened
    from feedbot.find import matches
    from feedbot.rules import filters, matching

    try:
        wanted = filters.parse(rule)
    except filters.RuleError as error:
        raise click.BadParameter(str(error), param_hint="RULE") from None
    now = desk.now()
    length = _length(since) if since else None
    panel = matching.compile({"": wanted})
    with opened.reading(desk.configured(ctx)) as tx:
        found = matches(tx, panel, now, since=now - length if length else None, limit=limit)
    wide = desk.width() >= look.NARROW
    rows = [
        {
            "published": entry.published,
            "source": entry.source,
            "title": entry.title,
            "because": desk.reason("verdict", hit.because),
        }
        | ({"link": entry.link if as_json else entry.link or entry.id} if as_json or wide else {})
        | ({"id": entry.id} if as_json or ids else {})
        for entry, hit in found.hits
    ]
    desk.answer(rows, as_json=as_json, empty=t("no entry passes {rule}").format(rule=filters.show(wanted)))
    if not as_json and len(rows) == limit:
        told = t("these are the newest {number}; there may be more: -n {more}")
        click.echo("\n" + told.format(number=number(limit), more=limit * 5))
    elif found.looked:
        told = n(
            "only the newest {number} entry that may pass was looked at",
            "only the newest {number} entries that may pass were looked at",
            found.looked,
        )
        click.echo("\n" + told.format(number=number(found.looked)), err=as_json)


def _length(text: str) -> timedelta:
    from pydantic import TypeAdapter, ValidationError

    from feedbot.sections import Duration

    try:
        found: timedelta = TypeAdapter(Duration).validate_python(text)
    except ValidationError:
        told = t('"{text}" is no length of time; write "7d" or "12h"').format(text=text)
        raise click.BadParameter(told, param_hint="--since") from None
    return found
