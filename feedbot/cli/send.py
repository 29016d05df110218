"""Commands about what channels are owed: outbox, send."""

import asyncio

import click

from feedbot import channels
from feedbot.cli import desk, explain
from feedbot.model import Channel, Config, Later, Moved, Outcome, Part, Refused, Sent, Unknown
from feedbot.store import entries as kept
from feedbot.store import outbox as owed
from feedbot.store import read, write


@click.group(invoke_without_command=True)
@click.option("--channel", help="Only this channel.")
@click.option(
    "--state",
    type=click.Choice(["owed", "parked", "dropped", "sent"]),
    help="Only these; owed and parked if not given.",
)
@click.option("-n", "--limit", default=100, show_default=True, help="How many.")
@desk.as_json
@click.pass_context
def outbox(ctx: click.Context, channel: str | None, state: str | None, limit: int, *, as_json: bool) -> None:
    """List what channels are owed or could not take, with the errors."""
    if ctx.invoked_subcommand:
        return
    with desk.opened(desk.configured(ctx)) as store, read(store.engine) as tx:
        states = [state] if state else ["owed", "parked"]
        found = [
            each
            for one in states
            for each in owed.deliveries(tx, channel=channel, state=one, limit=limit)  # type: ignore[arg-type]  # click checked it
        ]
        lanes = owed.lanes(tx)
        titles = {each.subject: entry.title for each in found if (entry := kept.find(tx, each.subject))}
    rows = [
        {
            "channel": each.channel,
            "made": each.made,
            "title": titles.get(each.subject, each.subject),
            "attempts": each.attempts,
            "became": explain.became(each, lanes.get(each.channel)),
        }
        for each in found
    ]
    desk.answer(rows, as_json=as_json, empty="nothing here: every promise is kept")


@outbox.command("retry")
@click.option("--channel", help="Only this channel.")
@click.option("--dropped", is_flag=True, help="Also what was dropped because it had grown too old.")
@click.pass_context
def retry(ctx: click.Context, channel: str | None, *, dropped: bool) -> None:
    """Owe again what was set aside, and try chats again that took nothing."""
    with desk.opened(desk.configured(ctx)) as store, write(store.engine) as tx:
        count = owed.retry(tx, channel, desk.now(), dropped=dropped)
    click.echo(f"{count} owed again; a running daemon sends them within seconds")


@click.command()
@click.option("--test", "name", required=True, metavar="CHANNEL", help="The channel to try.")
@click.pass_context
def send(ctx: click.Context, name: str) -> int:
    """Send a test message to a CHANNEL; nothing is stored."""
    config = desk.configured(ctx)
    channel = next((each for each in config.channels if each.name == name), None)
    if channel is None:
        names = ", ".join(each.name for each in config.channels) or "none"
        raise click.ClickException(f'no channel is called "{name}"; there are: {names}')
    if channel.asleep:
        raise click.ClickException(f'channel "{name}" is asleep: {channel.asleep}')
    outcome = asyncio.run(_send(config, channel))
    click.echo(f'channel "{name}": {sentence(outcome)}')
    return 0 if isinstance(outcome, Sent) else 1


async def _send(config: Config, channel: Channel) -> Outcome:
    kind, telegram = channels.KINDS[channel.kind], config.settings.telegram
    sender = kind.open(channel, telegram)
    text = f'A test by feedbot: channel "{channel.name}" works.'
    try:
        return await sender.send(Part(chat=kind.chat(channel, telegram) or "", text=text, silent=channel.silent))
    finally:
        await sender.close()


def sentence(outcome: Outcome) -> str:
    """What an outcome means, for people."""
    match outcome:
        case Sent(messages=ids):
            return f"sent as message {', '.join(str(number) for number in ids)}"
        case Later():
            wait = f"; try again in {outcome.after.total_seconds():.0f} s" if outcome.after else ""
            return f"not sent: {outcome.reason}{wait}"
        case Unknown():
            return f"no answer came back, look into the chat: {outcome.reason}"
        case Refused():
            return f"refused: {outcome.reason}"
        case Moved():
            return f'the chat has a new id; set chat = "{outcome.chat}"'
