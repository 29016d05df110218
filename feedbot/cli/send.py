"""Commands about what channels are owed: outbox, send."""

from typing import Literal

import click

from feedbot.cli import desk, explain
from feedbot.cli.words import n, t
from feedbot.errors import FeedbotError, helped
from feedbot.model import DIGEST, JUMP, Channel, Later, Moved, Outcome, Refused, Sent, Unknown

# Each command imports what it works with when it is called: --help needs neither database nor network.

State = Literal["owed", "parked", "dropped", "sent"]

_ALL = 1_000_000  # deliveries; more are set aside by nobody


@click.group(invoke_without_command=True)
@click.option("--channel", help="Only this channel.")
@click.option(
    "--state",
    type=click.Choice(["owed", "parked", "dropped", "sent"]),
    help="Only these; owed and parked if not given.",
)
@desk.limit(100)
@desk.as_json
@click.pass_context
def outbox(ctx: click.Context, channel: str | None, state: State | None, limit: int, *, as_json: bool) -> None:
    """List what channels are owed or could not take, with the errors."""
    if ctx.invoked_subcommand:
        return
    from feedbot import fate, manners
    from feedbot.cli import opened
    from feedbot.store import entries as kept
    from feedbot.store import outbox as owed

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        lanes = owed.lanes(tx)
        desk.known("channel", channel, [*(each.name for each in config.channels), *lanes])
        states: list[State] = [state] if state else ["owed", "parked"]
        found = [each for one in states for each in owed.deliveries(tx, channel=channel, state=one, limit=limit)]
        titles = kept.titles(tx, (each.subject.removeprefix(JUMP) for each in found))
        known = fate.around(tx, config, found, desk.now())
    rows = [
        {
            "channel": each.channel,
            "made": each.made,
            "title": manners.title(each, titles),
            "attempts": each.attempts,
            "became": explain.became(each, known[each.channel, each.subject]),
        }
        for each in found
    ]
    desk.answer(rows, as_json=as_json, empty=t("nothing here: every promise is kept"))


@outbox.command("retry")
@click.argument("name", metavar="[CHANNEL]", required=False)
@click.option("--channel", help="Only this channel.")
@click.option("--dropped", is_flag=True, help="Also what was dropped as too old, or is held as it may be old.")
@click.pass_context
def retry(ctx: click.Context, name: str | None, channel: str | None, *, dropped: bool) -> None:
    """Owe again what was set aside, of one CHANNEL or of all, and try chats again that took nothing."""
    from feedbot.cli import opened
    from feedbot.store import outbox as owed

    config = desk.configured(ctx)
    channel = name or channel
    if channel is None and ctx.parent is not None:
        channel = ctx.parent.params["channel"]
    with opened.writing(config) as tx:
        lanes = owed.lanes(tx)
        desk.known("channel", channel, [*(each.name for each in config.channels), *lanes])
        states: tuple[State, ...] = ("parked", "dropped") if dropped else ("parked",)
        aside = [each for one in states for each in owed.deliveries(tx, channel=channel, state=one, limit=_ALL)]
        digests = sum(each.subject.startswith(DIGEST) for each in aside)
        count = owed.retry(tx, channel, desk.now(), dropped=dropped)
    awake = [each.name for each in config.channels if channel in (None, each.name) and not each.asleep]
    gone = sum(name in lanes and lanes[name].gone is not None for name in awake)
    told = n("{number} owed again", "{number} owed again", count).format(number=count)
    if digests:
        told += n(", in {number} digest", ", in {number} digests", digests).format(number=digests)
    if gone:
        woken = n(", {number} chat is tried again now", ", {number} chats are tried again now", gone)
        told += woken.format(number=gone)
    running = t("the running daemon sends them within seconds")
    click.echo(f"{told}; {running if opened.running(config) else t('`feedbot run` sends them')}")


@click.command()
@click.option("--test", "name", required=True, metavar="CHANNEL", help="The channel to try.")
@click.pass_context
def send(ctx: click.Context, name: str) -> None:
    """Send a test message to a CHANNEL; nothing is stored."""
    from feedbot.cli import trial

    config = desk.configured(ctx)
    desk.known("channel", name, (each.name for each in config.channels))
    channel = next(each for each in config.channels if each.name == name)
    if channel.asleep:
        raise click.ClickException(
            t('channel "{name}" is asleep: {why}').format(name=name, why=desk.say(channel.asleep))
        )
    outcome = trial.send(config, channel)
    if not isinstance(outcome, Sent):
        text = helped(sentence(outcome), _remedy(channel, outcome))
        raise FeedbotError(t('channel "{name}": {text}').format(name=name, text=text))
    click.echo(t('channel "{name}": {text}').format(name=name, text=sentence(outcome)))


def sentence(outcome: Outcome) -> str:
    """What an outcome means, for people."""
    match outcome:
        case Sent(messages=()):
            return t("sent")
        case Sent(messages=ids):
            return t("sent as message {ids}").format(ids=", ".join(str(number) for number in ids))
        case Later():
            told = t("not sent: {why}").format(why=outcome.reason)
            if outcome.after:
                told += t("; try again in {number} s").format(number=f"{outcome.after.total_seconds():.0f}")
            return told
        case Unknown():
            return t("no answer came back: {why}").format(why=outcome.reason)
        case Refused():
            return t("refused: {why}").format(why=outcome.reason)
        case Moved():
            return t('the chat has a new id; set chat = "{chat}"').format(chat=outcome.chat)


def _remedy(channel: Channel, outcome: Outcome) -> str:
    """What to do about a test message that did not arrive, where its outcome does not say so by itself."""
    match outcome:
        case Later():
            return t("see whether this machine reaches it, and try again")
        case Unknown():
            return t("look whether it stands there")
        case Refused(scope="chat") if channel.kind == "telegram":
            return t("see whether the bot is in that chat and may post there")
        case Refused(scope="chat"):
            return t("see whether that address or chat is right, and takes what feedbot sends")
        case Refused(scope="topic"):
            return t("see whether topic is right")
        case Refused(scope="bot"):
            return t("see whether the token is the one that @BotFather gave")
    return t("see docs/channels.md for what this kind of channel takes")
