"""A program that prints a feed or articles: run without a shell, bounded, and ended with all that it started."""

import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Annotated, Literal, cast

from pydantic import AfterValidator, Field

from feedbot.errors import ParseError
from feedbot.model import Cursor, Document, Failed, File, Item, Origin, Reading, Source, Unchanged, Visit
from feedbot.net import Web
from feedbot.net.aside import aside
from feedbot.sections import Duration, SourceSection
from feedbot.sources import feed, files, tree
from feedbot.text import decode

_PIECE = 65_536
_TAIL = 4_096
_LONGEST_REASON = 300
_TICK = 0.1
_SLACK = 5.0
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_RULE = re.compile(r"[ \t]*={3,}[ \t]*")


def _words(value: list[str]) -> list[str]:
    if not value[0].strip():
        raise ValueError('the first text names the program, such as ["./weather.py", "--today"]')
    if any("\0" in word for word in value):
        raise ValueError("it has a character that no command may carry")
    return value


def _variables(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _VARIABLE.fullmatch(name):
            raise ValueError(f'"{name}" is no name of a variable; letters, digits and underscores make one')
        if "\0" in text:
            raise ValueError(f'the value of "{name}" has a character that no variable may carry')
    return value


class Command(SourceSection):
    """A program that prints a feed or articles: JSON Feed, RSS, Atom, or the plain-text article form.

    Several articles are parted by a line of three or more "=", or by a form feed. A line of "=" right below the first
    line of an article underlines its title.
    """

    kind: Literal["command"] = Field(description="A program that prints a feed or articles.")
    command: Annotated[list[str], AfterValidator(_words)] = Field(
        min_length=1,
        repr=False,
        description='The program and its arguments, such as ["./weather.py", "--today"]; no shell reads them.',
    )
    directory: str = Field(".", min_length=1, description="The folder in which it runs, that of the config's file.")
    environment: Annotated[dict[str, str], AfterValidator(_variables)] = Field(
        {},
        repr=False,
        description="Variables it is given besides PATH, HOME, LANG and TZ; it gets no others.",
    )
    timeout: Duration | None = Field(
        None, gt=timedelta(0), description="How long it may run; the deadline of all visits if not given."
    )
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )

    @property
    def place(self) -> str:
        """The program, without its arguments, which may be secret."""
        return self.command[0]

    def located(self, path: Callable[[str], object]) -> "Command":
        """The same with `directory` made absolute by `path`."""
        return self.model_copy(update={"directory": str(path(self.directory))})


# --- fetching --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Output:
    body: bytes
    code: int
    complaint: str


async def fetch(
    source: Source,
    cursor: Cursor,
    web: Web,  # noqa: ARG001 - a program is asked over no network of ours, but every kind is asked alike
    now: datetime,
) -> Visit:
    """What the program prints, or Unchanged when it is what it printed last time; never raises for faults of the world.

    The program has no input, an environment of its own and a session of its own. When its time is over, when it prints
    more than `limits.body`, and when the visit is cancelled, it is killed with all that it started. Failed when it ends
    with another code than 0, with the last line of its complaint.
    """
    section = cast("Command", source.options)  # the config makes no other
    deadline = section.timeout or source.limits.deadline
    run = _Run(section, source.timezone, deadline, source.limits.body)
    output = await aside(run, run.stop, deadline.total_seconds() + _SLACK) or run.overdue()
    if isinstance(output, Failed):
        return output
    if output.code:
        return Failed(reason=f"{run.name} {_ended(output.code)}{output.complaint}")
    memo = json.dumps({"sha256": hashlib.sha256(output.body).hexdigest()})
    if memo == cursor.memo:
        return Unchanged(memo=memo)
    return Document(url=f"urn:feedbot:source:{source.name}", received=now, body=output.body, memo=memo)


class _Run:
    """One run of a program; whoever holds it may stop it from another thread."""

    def __init__(self, section: Command, timezone: str, deadline: timedelta, most: int) -> None:
        self.name = f'"{tree.shown(section.command[0])}"'
        self._section, self._deadline, self._most = section, deadline, most
        self._environment = {**_environment(timezone), **section.environment}
        self._stopped = Event()

    def stop(self) -> None:
        """Make it end soon, if it has not."""
        self._stopped.set()

    def __call__(self) -> _Output | Failed:
        """Run it to its end, or to the first bound it meets. Blocks."""
        try:
            process = subprocess.Popen(  # noqa: S603 - the owner's own words, and no shell between
                self._section.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._section.directory,
                env=self._environment,
                start_new_session=True,
                bufsize=0,
            )
        except (OSError, ValueError) as error:
            return self._unable(error)
        try:
            return self._follow(process)
        finally:
            _end(process)

    def _follow(self, process: subprocess.Popen[bytes]) -> _Output | Failed:
        """What it prints, until it has ended and nobody holds its output any more."""
        ends = monotonic() + self._deadline.total_seconds()
        body, complaint = bytearray(), b""
        with selectors.DefaultSelector() as pipes:
            for pipe in (process.stdout, process.stderr):
                pipes.register(cast("int", pipe), selectors.EVENT_READ)
            while pipes.get_map() or process.poll() is None:
                left = ends - monotonic()
                if left <= 0 or self._stopped.is_set():
                    return self.overdue()
                for key, _ in pipes.select(min(left, _TICK)) if pipes.get_map() else _wait(process):
                    piece = os.read(key.fd, _PIECE)
                    if not piece:
                        pipes.unregister(key.fileobj)
                    elif key.fileobj is process.stdout:
                        body += piece
                    else:
                        complaint = (complaint + piece)[-_TAIL:]
                if len(body) > self._most:
                    return self._much()
        return _Output(body=bytes(body), code=process.returncode, complaint=_last_line(complaint))

    def overdue(self) -> Failed:
        """What is told of a program that takes too long."""
        seconds = f"{self._deadline.total_seconds():g} s"
        reason = f"{self.name} did not end within {seconds} and was killed; make it quicker, or raise timeout"
        return Failed(reason=reason, fault="limit")

    def _much(self) -> Failed:
        much = f"{self.name} printed more than {self._most:,} bytes and was killed"
        reason = f"{much}; make it print less, or raise limits.body"
        return Failed(reason=reason, fault="limit")

    def _unable(self, error: OSError | ValueError) -> Failed:
        folder = self._section.directory
        match error:
            case FileNotFoundError() | NotADirectoryError() if str(error.filename) == folder:
                reason = f"the folder {tree.shown(folder)}, in which {self.name} shall run, is none; correct directory"
                return Failed(reason=reason, fault="missing")
            case FileNotFoundError():
                return Failed(reason=f"there is no program {self.name}; correct command", fault="missing")
            case PermissionError():
                return Failed(reason=f"{self.name} may not be run; make it executable (chmod +x)")
            case _:
                return Failed(reason=f"{self.name} cannot be run: {tree.because(error)}; correct command")


def _environment(timezone: str) -> Mapping[str, str]:
    """All that a program needs of ours; whatever else our own environment has, secrets too, is not given on."""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises where there is no home
    path = os.pathsep.join(os.get_exec_path())
    return {"PATH": path, "HOME": home if home != "~" else "/", "LANG": "C.UTF-8", "TZ": timezone}


def _wait(process: subprocess.Popen[bytes]) -> tuple[()]:
    with suppress(subprocess.TimeoutExpired):
        process.wait(_TICK)
    return ()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of a program's session, and let the system forget it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_SLACK)
    for pipe in filter(None, (process.stdout, process.stderr)):
        pipe.close()


def _ended(code: int) -> str:
    if code > 0:
        return f"ended with code {code}"
    with suppress(ValueError):
        return f"was ended by {signal.Signals(-code).name}"
    return f"was ended by signal {-code}"


def _last_line(complaint: bytes) -> str:
    text = _COLOUR.sub("", decode.decode(complaint, kind="text").text)
    lines = [line for line in (" ".join(each.split()) for each in decode.tidy(text).split("\n")) if line]
    return f": {lines[-1][:_LONGEST_REASON]}" if lines else "; it did not say why"


# --- reading ---------------------------------------------------------------------------------------------------------


def parse(document: Document, source: Source) -> Reading:
    """What a program printed: a feed if it begins like JSON or XML, else articles in the plain-text form.

    An article that cannot be read becomes a note beside others that can. Raises ParseError for a broken feed, and when
    no article can be read; nothing at all is no fault, but no news.
    """
    decoded = decode.decode(document.body, kind="text")
    text = decoded.text.lstrip("\ufeff \t\r\n\f")
    if text.startswith(("{", "<")):
        return feed.parse(document, source)
    articles = _articles(text)
    items: list[Item] = []
    notes: list[str] = []
    for number, article in enumerate(articles[: source.limits.items], 1):
        try:
            item, remarks = files.read(File(path="article.txt", body=article.encode(), modified=document.received))
        except ParseError as error:
            notes.append(f"article {number}: {error}")
        else:
            items.append(replace(item, path=None, modified=None))
            notes.extend(f"article {number}: {remark}" for remark in remarks)
    if articles and not items:
        raise ParseError(f"no article was found in what it printed; {notes[0]}")
    if len(articles) > source.limits.items:
        notes.append(f"only the first {source.limits.items:,} of {len(articles):,} articles are read (limits.items)")
    return Reading(
        origin=Origin(id=f"urn:feedbot:source:{source.name}", title=source.title or source.name),
        items=tuple(items),
        decoded=f"{decoded.encoding}: {decoded.because}" if articles else "",
        notes=tuple(notes) if articles else ("it printed nothing",),
    )


def _articles(text: str) -> list[str]:
    """The articles of a text, without the lines between them; none is empty."""
    found: list[list[str]] = []
    for page in text.split("\f"):
        found.append([])
        for line in page.replace("\r\n", "\n").split("\n"):
            underlines = len(found[-1]) == 1
            if _RULE.fullmatch(line) and not underlines:
                found.append([])
            elif line.strip() or found[-1]:
                found[-1].append(line)
    return [article for article in ("\n".join(lines).strip() for lines in found) if article]
