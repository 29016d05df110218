"""Commands about what channels are owed: outbox, send."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import click

from feedbot.cli import desk, explain, look
from feedbot.cli.words import n, t
from feedbot.errors import FeedbotError, helped
from feedbot.model import DIGEST, JUMP, Channel, Config, Delivery, Later, Moved, Outcome, Refused, Sent, Unknown

if TYPE_CHECKING:
    from feedbot.store import Tx

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
    from feedbot.store import waiting

    config = desk.configured(ctx)
    with opened.reading(config) as tx:
        lanes = owed.lanes(tx)
        desk.known("channel", channel, [*(each.name for each in config.channels), *lanes])
        states: list[State] = [state] if state else ["owed", "parked"]
        found = [each for one in states for each in owed.deliveries(tx, channel=channel, state=one, limit=limit)]
        titles = kept.titles(tx, (each.subject.removeprefix(JUMP) for each in found))
        known = fate.around(tx, config, found, desk.now())
        promised = waiting.promised(tx, found, desk.now())
    moment = (lambda each: each) if as_json else desk.zoned
    rows = [
        {
            "channel": each.channel,
            "made": moment(promised[each.channel, each.subject]),
            "due": moment(each.due) if fate.state_of(each) == "owed" else None,
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
@click.option("-n", "--limit", type=click.IntRange(1, 100_000), help="Only so many, those that were promised first.")
@click.option("--entry", metavar="ENTRY", help="Only what tells of this entry (id, link or key), dropped or not.")
@click.pass_context
def retry(
    ctx: click.Context, name: str | None, channel: str | None, limit: int | None, entry: str | None, *, dropped: bool
) -> None:
    """Owe again what was set aside, of one CHANNEL or of all, and try chats again that took nothing."""
    from feedbot.cli import opened
    from feedbot.store import outbox as owed
    from feedbot.store import waiting

    config = desk.configured(ctx)
    channel = name or channel
    if channel is None and ctx.parent is not None:
        channel = ctx.parent.params["channel"]
    with opened.writing(config) as tx:
        lanes = owed.lanes(tx)
        desk.known("channel", channel, [*(each.name for each in config.channels), *lanes])
        states: tuple[State, ...] = ("parked", "dropped") if dropped or entry else ("parked",)
        aside = [each for one in states for each in owed.deliveries(tx, channel=channel, state=one, limit=_ALL)]
        if limit is None and entry is None:
            woken = {each.name for each in config.channels if channel in (None, each.name)}
            digests = sum(each.subject.startswith(DIGEST) for each in aside)
            told = _owed_again(owed.retry(tx, channel, desk.now(), dropped=dropped), digests)
        else:
            chosen = _chosen(tx, aside, entry, limit)
            woken = {each.channel for each in chosen}
            count = waiting.release(tx, [(each.channel, each.subject) for each in chosen], desk.now())
            told = _owed_again(count) + _left(sum(not each.subject.startswith(DIGEST) for each in aside) - count)
    awake = [each.name for each in config.channels if each.name in woken and not each.asleep]
    if gone := sum(name in lanes and lanes[name].gone is not None for name in awake):
        again = n(", {number} chat is tried again now", ", {number} chats are tried again now", gone)
        told += again.format(number=gone)
    running = t("the running daemon sends them within seconds")
    click.echo(f"{told}; {running if opened.running(config) else t('`feedbot run` sends them')}")


def _chosen(tx: "Tx", aside: Sequence[Delivery], entry: str | None, limit: int | None) -> Sequence[Delivery]:
    """Of what was set aside what tells of an entry, and of that those that were promised first."""
    from feedbot.store import entries, stories

    single = [each for each in aside if not each.subject.startswith(DIGEST)]
    if entry is not None:
        found = entries.find(tx, entry)
        if found is None:
            raise click.ClickException(look.absent(entry))
        story = stories.places(tx, [found.id]).get(found.id, found.id)
        single = [each for each in single if each.subject in {found.id, story, JUMP + story}]
    return sorted(single, key=lambda each: (each.number, each.channel))[:limit]


def _owed_again(count: int, digests: int = 0) -> str:
    told = n("{number} owed again", "{number} owed again", count).format(number=count)
    if digests:
        told += n(", in {number} digest", ", in {number} digests", digests).format(number=digests)
    return told


def _left(count: int) -> str:
    """How many of those that were asked about are not owed again."""
    return n(", {number} is left", ", {number} are left", count).format(number=count) if count else ""


@click.command()
@click.option("--test", "name", metavar="CHANNEL", is_flag=False, flag_value="", help="The channel to try.")
@click.pass_context
def send(ctx: click.Context, name: str | None) -> None:
    """Send a test message to a CHANNEL; nothing is stored."""
    from feedbot.cli import trial

    config = desk.configured(ctx)
    if not name:
        raise click.ClickException(_unnamed(config))
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


def _unnamed(config: Config) -> str:
    """The sentence for a command that names no channel: those that there are, and what to write."""
    awake = [each.name for each in config.channels if not each.asleep]
    asleep = [each.name for each in config.channels if each.asleep]
    if not config.channels:
        return t("no channel is named, and the config has none; add one")
    told = t("no channel is named; write `feedbot send --test {name}`").format(name=(awake or asleep)[0])
    names = ", ".join([*awake, *(t("{name} (asleep)").format(name=name) for name in asleep)])
    return f"{told}; " + t("there are: {names}").format(names=names)


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
