from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from feedbot.model import Document, Failed, File, Limits, Source, Unchanged, Visit
from feedbot.net import open_web
from feedbot.rules import identity
from feedbot.rules.normalise import normalise, provenance
from feedbot.sources import mailbox
from tests import make
from tests.sources.imap_server import serve

LIMITS = Limits()
LETTER = b"""\
From: Town News <news@example.org>
To: me@example.net
Subject: =?utf-8?q?Bridge_closed?=
Message-ID: <7@example.org>
Date: Sat, 14 Mar 2026 10:20:00 +0200
List-Id: Town News <town.example.org>
Content-Type: text/html

<p>The bridge is closed until Friday.</p>
"""


def section(**fields: Any) -> mailbox.Mailbox:
    """A section as the config has it."""
    return mailbox.Mailbox.model_validate({"name": "post", "kind": "mailbox", **fields})


def source(limits: Limits = LIMITS, **fields: Any) -> Source:
    """A source of such a section."""
    made = section(**fields)
    return make.source("post", kind="mailbox", url=made.place, options=made, limits=limits)


async def visit(source: Source, memo: str = "", allowed: tuple[str, ...] = ()) -> Visit:
    """One visit, now."""
    async with open_web(allow_private=allowed, version="0") as web:
        return await mailbox.fetch(source, make.cursor("post", memo=memo), web, make.NOW)


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A Maildir with one letter."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1700.host").write_bytes(LETTER)
    return tmp_path


async def test_a_maildir_is_visited(letters: Path) -> None:
    """What lies there becomes a document, and what lies there still is unchanged."""
    place = source(path=str(letters))
    first = await visit(place)
    assert isinstance(first, Document)
    second = await visit(place, first.memo)

    assert [LETTER] == [file.body for file in first.files]
    assert Unchanged(memo=first.memo) == second


async def test_a_first_visit_is_a_beginning(tmp_path: Path) -> None:
    """A mailbox that is empty is known after the first visit, so that the next letter is news."""
    (tmp_path / "new").mkdir()
    found = await visit(source(path=str(tmp_path)))

    assert isinstance(found, Document)
    assert found.memo


async def test_remarks_are_told_each_time(letters: Path) -> None:
    """As long as there is something to remark, the visit says so."""
    (letters / "new" / "1700.host").write_bytes(LETTER + b"x" * 3_000)
    found = await visit(source(path=str(letters), limits=Limits(body=2_000)))

    assert isinstance(found, Document)
    assert ('"Bridge closed" is larger than 2,000 bytes (limits); its text is not read',) == found.notes


async def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    """A Maildir that is not there fails the visit."""
    found = await visit(source(path=str(tmp_path / "none")))

    assert isinstance(found, Failed)
    assert "missing" == found.fault


async def test_a_server_is_visited() -> None:
    """Letters of an IMAP folder become a document, through the guard that all sources have."""
    async with serve() as server:
        server.inbox.add(LETTER)
        account: dict[str, Any] = {"server": "127.0.0.1", "port": server.port, "security": "none"}
        place = source(**account, user=server.user, password=server.password, senders=["example.org"])
        first = await visit(place, allowed=server.allowed)
        assert isinstance(first, Document)
        second = await visit(place, first.memo, server.allowed)
        refused = await visit(place)

        assert [LETTER] == [file.body for file in first.files]
        assert Unchanged(memo=first.memo) == second
        assert isinstance(refused, Failed)
        assert "private" == refused.fault


def test_letters_become_entries(letters: Path) -> None:
    """A letter is an entry like any other, in which its recipient is not to be found."""
    place = source(path=str(letters))
    reading = mailbox.parse(make.document(files=(File(path="1", body=LETTER, modified=make.NOW),)), place)
    (item,) = reading.items
    entry = normalise(item, identity.key(item), place, reading.origin, make.NOW).entry

    assert ("Bridge closed", "<p>The bridge is closed until Friday.</p>") == (entry.title, entry.content)
    assert "mid:7@example.org" == entry.key
    assert make.NOW.replace(hour=8, minute=20) == entry.published
    assert ("Town News",) == tuple(category.term for category in entry.categories)
    assert "me@example.net" not in repr(entry)
    assert not reading.complete
    assert "urn:feedbot:source:post" == reading.origin.id


def test_a_letter_is_told_under_its_senders_name(letters: Path) -> None:
    """What messages show as source is who wrote it; a title of the config wins; without a sender it is the mailbox."""

    def shown(body: bytes, title: str | None = None) -> str:
        place = replace(source(path=str(letters)), title=title)
        reading = mailbox.parse(make.document(files=(File(path="1", body=body, modified=make.NOW),)), place)
        origin = provenance(reading.origin, place)
        return normalise(reading.items[0], "k", place, origin, make.NOW).entry.origin.title

    assert "Town News" == shown(b'From: "Town News" <news@example.org>\nSubject: A\n\nx')
    assert "news@example.org" == shown(b"From: news@example.org\nSubject: A\n\nx")
    assert "post" == shown(b"Subject: A\n\nx")
    assert "Letters" == shown(b'From: "Town News" <news@example.org>\nSubject: A\n\nx', title="Letters")


def test_the_owner_of_the_account_is_not_named() -> None:
    """The name one logs in with is crossed out where it is an address."""
    place = source(server="imap.example.org", user="me@example.net", password="x")
    file = File(path="1", body=b"Subject: For me@example.net\n\nDear me@example.net", modified=make.NOW)
    (item,) = mailbox.parse(make.document(files=(file,)), place).items

    assert ("For …", "Dear …") == (item.title, item.text)


def test_a_letter_that_we_fail_at_costs_no_other() -> None:
    """A fault of ours at one letter becomes a note."""
    broken: Any = File(path="2", body="no bytes", modified=make.NOW)  # type: ignore[arg-type]  # the fault to be met
    files = (File(path="1", body=LETTER, modified=make.NOW), broken)
    reading = mailbox.parse(make.document(files=files), make.source())

    assert 1 == len(reading.items)
    assert "message 2: it cannot be understood (TypeError" in reading.notes[0]


# --- the section -----------------------------------------------------------------------------------------------------

ACCOUNT = {"server": "imap.example.org", "user": "me@example.net", "password": "open sesame"}


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"path": "mail/news"}, "mail/news"),
        (ACCOUNT, "imaps://imap.example.org/INBOX"),
        ({**ACCOUNT, "port": 1993, "folder": "News"}, "imaps://imap.example.org:1993/News"),
        ({**ACCOUNT, "security": "starttls"}, "imap://imap.example.org/INBOX"),
        ({**ACCOUNT, "security": "none", "port": 993}, "imap://imap.example.org:993/INBOX"),
        ({**ACCOUNT, "server": "2001:db8::1"}, "imaps://[2001:db8::1]/INBOX"),
        ({**ACCOUNT, "server": "пошта.example"}, "imaps://пошта.example/INBOX"),
    ],
)
def test_a_place_has_no_secret(fields: dict[str, Any], place: str) -> None:
    """What people are shown of a mailbox names neither user nor password, and neither does the section."""
    made = section(**fields)

    assert place == made.place
    assert "open sesame" not in repr(made)
    assert "me@example.net" not in repr(made)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "either path, a Maildir, or server"),
        ({**ACCOUNT, "path": "mail"}, "either path, a Maildir, or server"),
        ({"server": "imap.example.org"}, "give user and password"),
        ({**ACCOUNT, "server": "imaps://imap.example.org"}, "without a scheme and a port"),
        ({**ACCOUNT, "server": "imap.example.org:993"}, "without a scheme and a port"),
        ({**ACCOUNT, "user": "a\r\nb"}, "a character that cannot be sent"),
        ({**ACCOUNT, "password": "a\0"}, "a character that cannot be sent"),
        ({**ACCOUNT, "folder": "a\nb"}, "a character that cannot be sent"),
        ({"path": "mail", "senders": ["a b"]}, "no address or domain"),
        ({"path": "mail", "senders": ["News <a@b.c>"]}, "no address or domain"),
    ],
)
def test_what_cannot_be_is_refused(fields: dict[str, Any], message: str) -> None:
    """A section that can never work is a fault of the config, with what to do."""
    with pytest.raises(ValidationError, match=message):
        section(**fields)


def test_senders_may_be_written_in_several_ways() -> None:
    """Addresses, domains, and domains behind an at sign."""
    senders = ["news@example.org", "example.org", "@example.org", "пошта.example"]

    assert senders == section(path="mail", senders=senders).senders
