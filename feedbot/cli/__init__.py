"""The command line: a group whose commands are imported when they are called, so that --help is quick."""

import importlib
import inspect
import sys
from pathlib import Path

import click

from feedbot import __version__
from feedbot.cli import words

DONE, FAILED, USAGE, AGAIN, CONFIG = 0, 1, 2, 75, 78
"""Exit codes: done, failed, wrong usage, try again later (locked, database away), config at fault."""

COMMANDS = {
    "init": ("run", "Begin: find sources, try a Telegram chat, and write a commented config.toml."),
    "demo": ("demo", "Show it at work with sample news and a stand-in for Telegram, all on this machine."),
    "check": ("run", "Check the config; with --fetch also every source and channel."),
    "run": ("run", "Run the daemon; with --once do what is due and end."),
    "render": ("run", "Write every feed anew."),
    "reload": ("run", "Make the running daemon read its config again."),
    "healthcheck": ("run", "Ask the running daemon whether it is well."),
    "add": ("change", "Find the feed of an address and add it to the config, keeping its comments."),
    "remove": ("change", "Remove a source from the config, keeping its comments."),
    "pause": ("change", "Visit a source no more until it is resumed."),
    "resume": ("change", "Visit a paused source again."),
    "opml": ("change", "Export the feeds as an OPML list, or import such a list."),
    "import": ("move", "Take over the subscriptions of another program, and what it had shown."),
    "sources": ("look", "List the sources and how they are."),
    "entries": ("look", "List the newest entries."),
    "search": ("search", "Find entries that pass a rule, and tell why each does."),
    "show": ("look", "Show one entry in full."),
    "export": ("look", "Write all entries as JSON lines."),
    "stories": ("story", "List the stories of the last days, those that most sources tell first."),
    "story": ("story", "Show the story of an entry, or say by hand which entries belong together."),
    "feeds": ("feeds", "List the feeds with their addresses, or give a private one another secret."),
    "why": ("explain", "Explain why an entry was sent, or not; or how a source is, and when it is visited."),
    "poll": ("explain", "Visit a source now; with --dry-run only show what would come of it."),
    "status": ("explain", "Show in one page how feedbot is."),
    "outbox": ("send", "List what channels are owed, and send again what was set aside."),
    "send": ("send", "Send a test message to a channel."),
    "preview": ("preview", "Show how messages of a channel look; nothing is sent."),
    "backup": ("backup", "Copy the database and the config into one file, while feedbot runs."),
    "restore": ("backup", "Put the database of a backup back in its place."),
    "doctor": ("doctor", "Check everything, and say what to do about what is wrong."),
    "db": ("db", "Move everything into another database, on a server or in a file."),
    "password": ("password", "Make the hash of a password for the status pages."),
}
"""Each command with the module it lives in and its line in --help."""


class Commands(click.Group):
    """A group that imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """The command of a name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"feedbot.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return words.translate(_cleaned(command))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """The list of commands, without importing any."""
        with formatter.section(words.t("Commands")):
            formatter.write_dl([(name, words.t(line)) for name, (_, line) in COMMANDS.items()])


def _cleaned(command: click.Command) -> click.Command:
    """The same command with its explanation as a catalogue has it: not indented."""
    command.help = inspect.cleandoc(command.help or "")
    for other in command.commands.values() if isinstance(command, click.Group) else ():
        _cleaned(other)
    return command


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 failed, 2 wrong usage, 75 try again later, 78 the config is at fault.",
)
@click.option(
    "-c",
    "--config",
    "path",
    type=click.Path(path_type=Path),
    default=Path("config.toml"),
    show_default=True,
    envvar="FEEDBOT_CONFIG",
    help="The config file.",
)
@click.option("--debug", is_flag=True, help="Show tracebacks and more of the log.")
@click.version_option(__version__, prog_name="feedbot")
@click.pass_context
def group(ctx: click.Context, path: Path, *, debug: bool) -> None:
    """Turn sources into feeds and Telegram messages: nothing lost, nothing twice."""
    ctx.obj = {"path": path, "debug": debug}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code. Whatever goes wrong is told in sentences; a traceback only comes with --debug."""
    try:
        code = words.translate(group).main(arguments, prog_name="feedbot", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - the door: a person reads it, whatever it is
        from feedbot.cli import telling  # late, because most commands go well

        return telling.tell(error, debug="--debug" in (sys.argv if arguments is None else arguments))
    return code if isinstance(code, int) else DONE
