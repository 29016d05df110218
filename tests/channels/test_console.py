import io
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.channels.console import ConsoleSender, frame, pace, show
from feedbot.model import Entity, Later, Part, Sent

BOLD = Entity(type="bold", offset=0, length=8)
LINK = Entity(type="text_link", offset=0, length=8, url="https://example.org/1")


class Terminal(io.StringIO):
    """A stream that people look at."""

    def isatty(self) -> bool:
        """True."""
        return True


async def test_a_message_is_printed_as_it_would_look() -> None:
    """A frame names the channel and the message; a link shows its address; nothing is coloured in a file."""
    stream = io.StringIO()

    sent = await ConsoleSender("news", stream).send(
        Part(chat="", text="🚀 Bridge\n\nIt opens.", entities=(LINK, Entity(type="bold", offset=0, length=9)))
    )

    assert Sent(messages=(1,)) == sent
    lines = stream.getvalue().splitlines()
    assert lines[0].startswith("┌─ news · message 1 ─")
    assert ["│ 🚀 Bridg <https://example.org/1>e", "│", "│ It opens."] == lines[1:4]
    assert lines[4].startswith("└─")
    assert len(lines[0]) == len(lines[4])


async def test_styles_need_a_terminal() -> None:
    """Bold and italics are escape sequences on a terminal only."""
    part = Part(chat="", text="Bridge 1", entities=(BOLD, LINK))
    terminal, file = Terminal(), io.StringIO()

    await ConsoleSender("news", terminal).send(part)
    await ConsoleSender("news", file).send(part)

    assert "│ \x1b[1mBridge 1\x1b[0m <https://example.org/1>\n" in terminal.getvalue()
    assert "│ Bridge 1 <https://example.org/1>\n" in file.getvalue()


async def test_messages_are_numbered_and_edits_say_so() -> None:
    """An edit keeps the number of what it edits; new messages count on."""
    stream = io.StringIO()
    sender = ConsoleSender("news", stream)

    first = await sender.send(Part(chat="", text="a"))
    edit = await sender.send(Part(chat="", text="b", edits=(1,)))
    second = await sender.send(Part(chat="", text="c", silent=True))
    await sender.close()

    assert [Sent(messages=(1,)), Sent(messages=(1,)), Sent(messages=(2,))] == [first, edit, second]
    assert "news · message 1 · edited ─" in stream.getvalue()
    assert "news · message 2 · silent ─" in stream.getvalue()


async def test_a_console_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no stream is given, it prints."""
    await ConsoleSender("news").send(Part(chat="", text="Hello"))

    assert "│ Hello\n" in capsys.readouterr().out


async def test_a_console_that_cannot_write_waits() -> None:
    """A closed stream or a full disk is a fault of the world."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, f"No space left for {len(text)}")

    closed = io.StringIO()
    closed.close()

    for stream in (Full(), closed):
        later = await ConsoleSender("news", stream).send(Part(chat="", text="Hello"))
        assert isinstance(later, Later)
        assert later.reason.startswith("the console cannot be written to: ")


async def test_a_console_of_few_letters_shows_what_it_can() -> None:
    """A terminal without Unicode gets question marks, not a fault."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="")

    assert Sent(messages=(1,)) == await ConsoleSender("news", stream).send(Part(chat="", text="Мост is open"))
    assert b"? ???? is open\n" in raw.getvalue()


def test_a_message_cannot_command_the_terminal() -> None:
    """Escape sequences in text and address lose what makes them work."""
    link = Entity(type="text_link", offset=0, length=1, url="https://example.org/\x1b]0;x\x07")

    shown = frame("news", Part(chat="", text="a\x1b[2J\x9bb", entities=(link,)), 1, styled=False)

    assert {"\n"} == {letter for letter in shown if letter < " " or "\x7f" <= letter < "\xa0"}
    assert "│ a <https://example.org/]0;x>[2Jb\n" in shown


def test_a_console_has_no_pace() -> None:
    """Nothing waits for a console."""
    assert timedelta(0) == pace("").gap
    assert 0 == pace("").most


@given(
    text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30),
    edges=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
)
def test_plain_showing_keeps_a_text_whole(text: str, edges: list[tuple[int, int]]) -> None:
    """Entities without an address, whatever their bounds, change nothing but for characters they cut in two."""
    entities = tuple(Entity(type="bold", offset=offset, length=length) for offset, length in edges)
    shown = show(text, entities, styled=False)

    assert text == shown or "\ufffd" in shown
