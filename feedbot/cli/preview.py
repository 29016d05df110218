"""The command that shows how messages look."""

import sys
from pathlib import Path

import click

from feedbot.cli import desk, look
from feedbot.cli.words import t
from feedbot.model import Button, Medium, Part

# It imports what it works with when it is called: --help needs neither database nor network.


@click.command()
@click.argument("name", metavar="CHANNEL")
@click.option("--count", type=click.IntRange(1, 20), default=1, show_default=True, help="How many messages.")
@click.option("--entry", metavar="ID-OR-LINK", help="The message of this entry.")
@click.option("--template", help="Try this template in the place of the channel's: a preset's name or a text.")
@click.option(
    "--template-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The same, from a file."
)
@click.pass_context
def preview(
    ctx: click.Context, name: str, count: int, entry: str | None, template: str | None, template_file: Path | None
) -> None:
    """Show how the newest messages of a CHANNEL would look if they were sent now. Nothing is sent or stored."""
    from feedbot import preview as looks
    from feedbot.channels import templates
    from feedbot.cli import opened
    from feedbot.store import entries, feeds, stories

    config = desk.configured(ctx)
    desk.known("channel", name, (each.name for each in config.channels))
    text = _text(template_file) if template_file else template
    if text is not None and (flaws := templates.flaws(text)):
        line = t("line {number}: {text}")
        why = "; ".join(line.format(number=each.line, text=each.message) for each in flaws)
        told = t("the template cannot be used ({why}); docs/templates.md has all fields and filters")
        raise click.ClickException(told.format(why=why))
    channel = looks.retouched(next(each for each in config.channels if each.name == name), text)
    with opened.reading(config) as tx:
        if entry is None:
            shown = looks.latest(tx, channel, count)
        else:
            found = entries.find(tx, entry)
            if found is None:
                raise click.ClickException(look.absent(entry))
            subject = stories.places(tx, [found.id]).get(found.id, found.id)
            shown = (looks.story(tx, channel, subject) or feeds.piece(found),)
    messages = (looks.message(channel, each, config.settings, desk.now()) for each in shown)
    for number, part in enumerate((part for message in messages for part in message.parts), 1):
        click.echo(_drawn(name, part, number))


def _text(file: Path) -> str:
    """The text of a file."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(t("{file} is not in UTF-8; save it as UTF-8").format(file=file)) from error


def _drawn(name: str, part: Part, number: int) -> str:
    """A part in a frame, with what goes with it below."""
    from feedbot.channels import console

    below = [_medium(each) for each in part.media]
    if part.preview and part.link:
        told = t("preview of {link} above the text") if part.above else t("preview of {link}")
        below.append(told.format(link=part.link))
    below += [" ".join(_button(each) for each in row) for row in part.buttons]
    if part.topic is not None:
        below.append(t("in the topic {topic}").format(topic=part.topic))
    text = console.frame(name, part, number, styled=console.is_terminal(sys.stdout))
    return text + "".join(f"  {line}\n" for line in below)


def _medium(medium: Medium) -> str:
    return f"{medium.kind} {medium.url}"


def _button(button: Button) -> str:
    return f"[{button.text}]"
