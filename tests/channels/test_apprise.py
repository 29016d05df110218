import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import pytest

from feedbot.channels.apprise import (
    AppriseSection,
    AppriseSender,
    Format,
    addresses,
    asleep,
    chat,
    check,
    compose,
    hidden,
    installed,
    pace,
    tell,
    understood,
    worded,
)
from feedbot.extras import install
from feedbot.model import Channel, Entity, Later, Outcome, Part, Refused, Sent, Telegram, Unknown, Unsure
from tests import make
from tests.make import NOW

ONE, TWO = "ntfy://t0ken-one/topic", "json://me:s3cr3t!@example.org/in"
PART = Part(
    chat="there",
    text="Bridge\n\nIt *opens*.",
    entities=(
        Entity(type="text_link", offset=0, length=6, url="https://example.org/1"),
        Entity(type="bold", offset=0, length=6),
        Entity(type="italic", offset=8, length=2),
    ),
)
LIBRARY = logging.getLogger("apprise")


def options(**fields: Any) -> AppriseSection:
    """The section of a channel with two addresses."""
    return AppriseSection.model_validate({"name": "all", "kind": "apprise", "urls": [ONE, TWO], **fields})


def channel(**fields: Any) -> Channel:
    """A channel with two addresses; fields are the section's."""
    return make.channel("all", kind="apprise", options=options(**fields), language="en")


class Services:
    """In the place of the library: answers by address as a test says, and remembers what it was told."""

    def __init__(self, **answers: bool | Callable[[], bool] | None) -> None:
        self.answers = answers
        self.told: list[tuple[str, str, str, str]] = []

    def __call__(self, url: str, title: str, body: str, format: Format) -> bool | None:
        """Tell an address something."""
        self.told.append((url, title, body, format))
        answer = self.answers.get(url.partition("://")[0], True)
        return answer() if callable(answer) else answer

    async def send(self, part: Part = PART, *, seconds: float = 5, **fields: Any) -> Outcome:
        """What a new sender makes of a part."""
        return await AppriseSender(options(**fields), notify=self, deadline=timedelta(seconds=seconds)).send(part)


def raises(error: Exception) -> Callable[[], bool]:
    """An answer that is none."""

    def fail() -> bool:
        raise error

    return fail


# --- what is said ----------------------------------------------------------------------------------------------------


def test_a_piece_is_drawn_as_for_a_chat() -> None:
    """By the channel's template, with its links and styles."""
    (part,) = compose(channel(), make.claim(), "there", NOW).parts

    assert part.text.startswith("Title 1\n")
    assert "https://example.org/1" in [each.url for each in part.entities]


def test_a_long_digest_has_parts() -> None:
    """Each is a message."""
    pieces = tuple(make.piece(number, title="Words " * 24) for number in range(1, 60))
    claim = make.claim(
        delivery=make.delivery(channel="all", gather="digest 2026-03-14T08:00"), piece=None, digest=pieces
    )

    assert 2 <= len(compose(channel(), claim, "there", NOW).parts)


def test_nothing_cannot_be_told() -> None:
    """A delivery whose entry is gone before it was sent has no message."""
    with pytest.raises(ValueError, match="there is nothing to show"):
        compose(channel(), replace(make.claim(), piece=None), "there", NOW)


def test_the_first_line_is_the_title() -> None:
    """A title cannot be linked, so its address follows the text."""
    assert ("Bridge", "*It* \\*opens\\*.\n\n<https://example.org/1>") == worded(PART, "markdown")
    assert ("Bridge", "It *opens*.\n\nhttps://example.org/1") == worded(PART, "text")


def test_a_message_of_one_line_is_title_and_body() -> None:
    """No service takes an empty body."""
    bare = Part(chat="", text="A test")

    assert ("A test", "A test") == worded(bare, "markdown")
    assert ("A test", "A test") == worded(bare, "text")
    linked = Part(chat="", text="🚀 a", entities=(Entity(type="text_link", offset=3, length=1, url="https://a.b/"),))
    assert ("🚀 a", "🚀 [a](<https://a.b/>)") == worded(linked, "markdown")
    assert ("a" * 250, "a" * 400) == worded(Part(chat="", text="a" * 400), "text")


def test_an_address_that_stands_there_is_not_repeated() -> None:
    """Some templates show it."""
    part = Part(
        chat="",
        text="a\nhttps://a.b/",
        entities=(Entity(type="text_link", offset=0, length=1, url="https://a.b/"),),
    )

    assert ("a", "https://a.b/") == worded(part, "text")


# --- how it is sent --------------------------------------------------------------------------------------------------


async def test_every_address_is_told() -> None:
    """In the form that the config says."""
    services = Services()

    assert Sent(messages=()) == await services.send(format="text")
    assert [(ONE, "text"), (TWO, "text")] == [(url, format) for url, _, _, format in services.told]


async def test_who_took_it_is_not_told_again() -> None:
    """One that did not is tried again, with the same message only."""
    services = Services(json=False)
    sender = AppriseSender(options(), notify=services)

    assert isinstance(await sender.send(PART), Later)
    services.answers = {}
    assert isinstance(await sender.send(PART), Sent)
    assert [ONE, TWO, TWO] == [each[0] for each in services.told]
    await sender.send(PART)
    await sender.send(Part(chat="", text="Another"))
    await sender.close()
    assert [ONE, TWO, ONE, TWO] == [each[0] for each in services.told[3:]]


async def test_what_comes_of_an_answer() -> None:
    """None is an address that nobody understands; what a plugin raises may have come after it sent."""
    assert "ntfy did not take it; it is tried again" == reason(await Services(ntfy=False).send(), Later)
    assert "does not understand the address of ntfy" in reason(await Services(ntfy=None).send(), Refused)
    assert "KeyError: 'a'" in reason(await Services(ntfy=raises(KeyError("a"))).send(), Unknown)
    missing = await Services(ntfy=raises(ModuleNotFoundError("No module named 'apprise'"))).send()
    assert f"Apprise is not installed; {install('apprise')}" == reason(missing, Refused)
    assert "no address" in reason(await Services().send(urls=""), Refused)


def reason(outcome: Outcome, kind: type[Later | Refused | Unknown]) -> str:
    """Why it was not sent, if it was so of this kind."""
    assert isinstance(outcome, kind)
    return outcome.reason


async def test_a_service_that_hangs_is_left() -> None:
    """Its thread cannot be ended, so nobody knows what became of the message; others have no time then."""
    released = threading.Event()

    def hang() -> bool:
        return released.wait(30)

    outcome = await Services(ntfy=hang).send(seconds=0.05)
    released.set()

    assert "ntfy was not done within 0.05 s" == reason(outcome, Unknown)
    assert "no time left for ntfy" in reason(await Services().send(seconds=0), Later)


async def test_why_a_service_did_not_take_it_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """In the library's words, which go into no log, for they may have an address in them."""
    caplog.set_level(logging.DEBUG)

    def warn() -> bool:
        LIBRARY.info("Loaded %s", TWO)
        LIBRARY.warning("Failed to reach %s with s3cr3t!, error=500.", TWO)
        return False

    told = reason(await Services(json=warn).send(), Later)

    assert "json did not take it (Failed to reach *** with ***, error=500.); it is tried again" == told
    assert "s3cr3t" not in caplog.text
    assert [] == LIBRARY.filters


@pytest.mark.parametrize(
    ("status", "expected"),
    [(400, "message"), (422, "message"), (401, "chat"), (404, "chat"), (429, Later), (500, Later)],
)
async def test_a_status_in_the_librarys_words_is_understood(status: int, expected: object) -> None:
    """So that one message that a service never takes does not hold up all others."""

    def warn() -> bool:
        LIBRARY.warning("Failed to send JSON POST notification: no., error=%s.", status)
        return False

    outcome = await Services(json=warn).send()

    assert expected == (outcome.scope if isinstance(outcome, Refused) else type(outcome))


async def test_no_address_is_told() -> None:
    """Not by what is raised, not by the section, not by the name of the chat."""
    outcome = await Services(json=raises(ValueError(f"cannot parse {TWO}"))).send()
    told = repr(outcome) + repr(channel()) + str(chat(channel(), Telegram()))

    assert "ValueError: cannot parse ***" in told
    for each in ("s3cr3t", "t0ken"):
        assert each not in told
    assert "a *** b c" == hidden("a pass word b c", "json://me:pass%20word@a.b")


async def test_a_service_cannot_be_asked() -> None:
    """Neither what it was told nor for topics."""
    sender = AppriseSender(options(), notify=Services())

    assert isinstance(await sender.probe(PART, last=1), Unsure)
    assert isinstance(await sender.topic("", "a"), Refused)


# --- what the config says --------------------------------------------------------------------------------------------


async def test_a_channel_sleeps_without_addresses_or_library() -> None:
    """It says how the library is installed."""
    assert "no addresses; set FEEDBOT_APPRISE_URLS, or urls in config.toml" == asleep(options(urls=[]), Telegram())
    assert f"Apprise is not installed; {install('apprise')}" == asleep(options(), Telegram(), there=lambda: False)
    assert asleep(options(), Telegram(), there=lambda: True) is None
    assert not (await check(channel(urls=""), Telegram())).well
    assert chat(channel(urls=""), Telegram()) is None


def test_addresses_come_as_a_list_or_as_a_text() -> None:
    """A variable of the environment has them in lines; each counts once."""
    assert (ONE, TWO) == addresses(f" {ONE}\n{TWO} {ONE} ")
    assert (ONE, TWO) == addresses([ONE, f" {TWO} ", ""])


def test_a_chat_names_its_services() -> None:
    """And tells addresses of one service apart."""
    first, second = (str(chat(channel(urls=url), Telegram())) for url in (ONE, "ntfy://other"))

    assert first.startswith("ntfy#")
    assert first != second
    assert timedelta(seconds=1) == pace(first).gap


@pytest.mark.parametrize("bad", [{"urls": ["example.org"]}, {"urls": "a b"}, {"format": "html"}])
def test_a_wrong_section_is_a_fault(bad: dict[str, Any]) -> None:
    """What has no scheme is no address."""
    with pytest.raises(ValueError, match=next(iter(bad))):
        options(**bad)


def test_options_of_another_kind_are_ours_to_mend() -> None:
    """The config makes no such channel."""
    with pytest.raises(TypeError, match="no options of kind apprise"):
        chat(make.channel(), Telegram())


class Result:
    """What newer versions of the library answer."""

    def __init__(self, status: int) -> None:
        self.status = status

    def __bool__(self) -> bool:
        """Whether all was taken."""
        return self.status == 0


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """A stand-in for the library: what it shall answer, the last for ever; it understands JSON alone."""
    answers: list[object] = []

    class Apprise:
        def __init__(self, asset: object) -> None:
            assert asset

        def add(self, url: str) -> bool:
            LIBRARY.error("Unparseable URL %s", url)
            return url.startswith("json://")

        def notify(self, *, title: str, body: str, body_format: str) -> object:
            assert (title, body, body_format) == ("a", "b", "text")
            return answers.pop(0)

    module = ModuleType("apprise")
    module.__spec__ = ModuleSpec("apprise", None)
    vars(module).update(Apprise=Apprise, AppriseAsset=lambda **_: "asset")
    monkeypatch.setitem(sys.modules, "apprise", module)
    return answers


async def test_what_the_library_answers(library: list[object], caplog: pytest.LogCaptureFixture) -> None:
    """Plain truth from older versions, an object from newer ones; one that it gave up waiting for is no refusal."""
    library += [True, False, None, Result(0), Result(1), Result(5)]

    assert [True, False, None, True, False] == [tell(TWO, "a", "b", "text") for _ in range(5)]
    with pytest.raises(TimeoutError, match="no answer in time"):
        tell(TWO, "a", "b", "text")
    assert tell(ONE, "a", "b", "text") is None
    caplog.clear()
    assert (await check(channel(urls=TWO), Telegram())).well
    one, many = [await check(channel(urls=urls), Telegram()) for urls in (ONE, [TWO, ONE])]
    assert [False, False] == [one.well, many.well]
    assert "the address in urls" in one.text
    assert "number 2 of urls" in many.text
    assert "" == caplog.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # its own
@pytest.mark.skipif(not installed(), reason="the extra apprise is not installed")
async def test_the_library_itself() -> None:
    """It understands its own addresses and no others, and says no where nobody listens."""
    assert understood(TWO)
    assert not understood("nonsense://a")
    outcome = await AppriseSender(options(urls="json://127.0.0.1:9/")).send(PART)
    assert isinstance(outcome, Later)
