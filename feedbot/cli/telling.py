"""What a person reads when a command did not work: what happened, because of what, what to do, and an exit code."""

import contextlib
import errno
import gettext
import os
import re
import sys
import traceback
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import click

import feedbot
from feedbot import cli
from feedbot.cli.phrases import sentence, told
from feedbot.cli.words import language
from feedbot.errors import BusyError, ConfigError, Fault, FeedbotError, Parts, StoreError, parts

_LONG = 300
_REMEDY = "put --debug right behind `feedbot` to see where that comes from"
_RANGE = re.compile(r"is not in the range (?:(-?[0-9]+)<=x(?:<=([0-9]+))?|x>=(-?[0-9]+))")
_BOUNDS = re.compile(r"(?:(-?[0-9]+)<=x<=([0-9]+)|x>=(-?[0-9]+))")
_OPEN = "more files are open than this user may have; raise `ulimit -n`, or LimitNOFILE of the service"
_SYSTEM = {
    errno.EACCES: "let this user read and write it",
    errno.EPERM: "let this user read and write it",
    errno.EROFS: "let this user write there, or mount it without read-only",
    errno.ENOENT: "look whether its path is right",
    errno.ENOTDIR: "look whether its path is right",
    errno.EISDIR: "name a file, not a folder",
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there",
}
_EVERYWHERE = {
    errno.ENOSPC: "no room is left on a disk that feedbot writes to; make some: nothing that is stored is lost",
    errno.EDQUOT: "no room is left for this user on a disk; make some: nothing that is stored is lost",
    errno.EMFILE: _OPEN,
    errno.ENFILE: _OPEN,
}


def tell(error: Exception, *, debug: bool) -> int:
    """Tell on standard error what went wrong; the exit code. `debug` shows before it where that came from.

    Whatever it is, nothing is raised: an error that nobody foresaw is told as one of ours.
    """
    error = _leaf(error)
    if isinstance(error, OSError) and _output_is_closed(error):
        return _unwritten(error)
    if debug and not isinstance(error, click.ClickException | click.exceptions.Abort):
        traceback.print_exception(error)
    match error:
        case click.exceptions.Abort():
            click.echo(told("stopped"), err=True)
            return cli.FAILED
        case click.ClickException():
            return _clicked(error)
        case ConfigError():
            return _faults(error)
        case FeedbotError():
            return _told(parts(str(error)), cli.AGAIN if isinstance(error, BusyError | StoreError) else cli.FAILED)
    return _told((_system(error) if isinstance(error, OSError) else None) or _ours(error), cli.FAILED)


def _output_is_closed(error: OSError) -> bool:
    """Whether it is standard output that failed: then it takes nothing more."""
    if error.filename is not None:
        return False
    try:
        print(flush=True)
    except OSError:
        return True
    return False


def _told(said: Parts, code: int) -> int:
    _what(said)
    _remedy(told(said.remedy or _REMEDY))
    return code


def _what(said: Parts) -> None:
    """What happened, and because of what."""
    click.echo("feedbot: " + told(said.what).replace("\n", "\n  "), err=True)
    if said.because:
        click.echo(f"  {told('because')}: {told(said.because)}", err=True)


def _remedy(text: str) -> None:
    click.echo(f"  {told('what to do')}: {text}", err=True)


def _faults(error: ConfigError) -> int:
    """Each fault on a line of its own, as editors read them; what to do below."""
    if len(error.faults) == 1 and (said := parts(error.faults[0].message)).remedy:
        click.echo(
            _fault(error.faults[0], told(said.what) + (f" ({told(said.because)})" if said.because else "")), err=True
        )
        _remedy(told(said.remedy))
        return cli.CONFIG
    for each in error.faults:
        click.echo(_fault(each, sentence(each.message)), err=True)
    these = told("correct this" if len(error.faults) == 1 else "correct these")
    _remedy(f"{these}; {told('`feedbot check` looks again, docs/configuration.md has all keys')}")
    return cli.CONFIG


def _fault(fault: Fault, message: str) -> str:
    """A fault of the config with these words for its message."""
    return str(replace(fault, message=message))


def _clicked(error: click.ClickException) -> int:
    """What click refuses, or a command in click's name; of wrong usage it is also said how it is right."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return error.exit_code
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return _told(parts(error.format_message()), error.exit_code)
    said = parts(_wanted(error))
    _what(said)
    usage = " ".join(error.ctx.get_usage().split()).removeprefix(gettext.gettext("Usage:")).strip()
    click.echo(f"  {told('usage')}: {usage}", err=True)
    what = "commands and options" if isinstance(error.ctx.command, click.Group) else "options"
    helps = told(f"`{error.ctx.command_path} --help` tells all {what}")
    remedy = told(said.remedy or ("see whether its path is right" if _names_a_file(error) else ""))
    _remedy(f"{remedy}; {helps}" if remedy else helps)
    return error.exit_code


def _wanted(error: click.UsageError) -> str:
    """What is wrong with a command as it was written."""
    match error:
        case click.exceptions.NoSuchCommand(ctx=click.Context(command=click.Group() as group) as ctx):
            near = get_close_matches(error.command_name, group.list_commands(ctx), n=1)
            return f'there is no command "{error.command_name}"' + (f'; write "{near[0]}"' if near else "")
        case click.NoSuchOption():
            near = get_close_matches(error.option_name, error.possibilities or (), n=1)
            return f'there is no option "{error.option_name}"' + (f'; write "{near[0]}"' if near else "")
        case click.MissingParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param is not None else error.param_hint
            return f"{_hint(hint)} is missing"
        case click.BadParameter():
            found = error.param.get_error_hint(error.ctx) if error.param is not None else None
            hint = error.param_hint if error.param_hint is not None else found
            return f"{_hint(hint)}: {_bounded(_small(error.message))}"
    return _small(error.format_message())


def _names_a_file(error: click.UsageError) -> bool:
    """Whether an argument should have been the name of a file."""
    param = error.param if isinstance(error, click.BadParameter) else None
    return param is not None and isinstance(param.type, click.File | click.Path)


def _bounded(text: str) -> str:
    """A sentence of click's about a number, with its bounds as people write them."""
    return _RANGE.sub(_range, text) if language() == "en" else _BOUNDS.sub(_bounds, text)


def _bounds(match: re.Match[str]) -> str:
    least, most, alone = match.groups()
    return told(f"from {int(least):,} to {int(most):,}" if most else f"{int(alone):,} or more")


def _range(match: re.Match[str]) -> str:
    least, most, alone = match.groups()
    return f"is not from {int(least):,} to {int(most):,}" if most else f"is less than {int(alone or least):,}"


def _hint(hint: object) -> str:
    """The name of an argument or option, as it is written."""
    return str(hint or "an argument").replace("'", "").replace(" / ", f" {told('or')} ")


def _small(text: str) -> str:
    """A sentence of click's as ours are: without a capital and a full stop."""
    small = text[:1].lower() + text[1:] if text[1:2].islower() else text
    return small.removesuffix(".")


def _system(error: OSError) -> Parts | None:
    """What the system did not let us do, where it is plain what helps."""
    if error.filename is None:
        said = _EVERYWHERE.get(error.errno or 0)
        return parts(said) if said else None
    if error.errno in {errno.EMFILE, errno.ENFILE}:
        return parts(_OPEN)
    remedy = _SYSTEM.get(error.errno or 0, "look at that place")
    why = (error.strerror or str(error)).lower()
    return Parts(what=f"{os.fsdecode(error.filename)} cannot be used", because=why, remedy=remedy)


def _ours(error: BaseException) -> Parts:
    """An error that nobody foresaw: its name, its text and the line of ours that it came from."""
    said = " ".join("".join(letter if letter.isprintable() else " " for letter in str(error)[:_LONG]).split())
    because = f"{type(error).__name__}{f': {said}' if said else ''}{_line(error)}"
    remedy = (
        "try again; if it happens again, put --debug right behind `feedbot` and report what that shows. What is stored "
        "is whole"
    )
    return Parts(what="a fault of feedbot itself ended this; it is not your doing", because=because, remedy=remedy)


def _line(error: BaseException) -> str:
    """The last line of ours that an error passed."""
    house = Path(feedbot.__file__).parent
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(house)]
    if not ours:
        return ""
    return f", in {Path(ours[-1].filename).relative_to(house.parent)}, line {ours[-1].lineno}"


def _leaf(error: Exception) -> Exception:
    """What is inside a group of errors (PEP 654): one that can be told, if there is one."""
    if not isinstance(error, ExceptionGroup):
        return error
    leaves = [_leaf(each) for each in error.exceptions]
    return next((each for each in leaves if isinstance(each, FeedbotError)), leaves[0])


def _unwritten(error: OSError) -> int:
    """Tell that the answer could not be written. Of a reader that went away, as `head` does, click says nothing."""
    with contextlib.suppress(OSError):
        # What is left in the buffer goes nowhere, or Python would fail to write it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with contextlib.suppress(OSError):
        because = (error.strerror or str(error)).lower()
        remedy = "look where its output goes: a full disk, or a program that has ended"
        _told(Parts(what="the answer cannot be written", because=because, remedy=remedy), cli.FAILED)
    return cli.FAILED
