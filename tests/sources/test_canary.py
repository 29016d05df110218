from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.errors import ParseError
from feedbot.model import Document
from feedbot.net import Web
from feedbot.sources import KINDS, NAMED, canary
from tests import make

SOURCE = make.source("feedbot-canary", kind="canary", url="urn:feedbot:canary")


async def document(web: Web) -> Document:
    """What a visit brings."""
    return await canary.fetch(SOURCE, make.cursor(), web, make.NOW)


async def test_a_visit_makes_one_entry() -> None:
    """The entry is named after the moment of the visit, and takes the place of the one before it."""
    reading = canary.parse(await document(None), SOURCE)  # type: ignore[arg-type]  # it asks nobody

    assert reading.complete
    assert ["urn:feedbot:canary:20260314T120000.000000Z"] == [item.id for item in reading.items]


async def test_each_moment_makes_another() -> None:
    """Two visits within a second bring two entries."""
    first = await canary.fetch(SOURCE, make.cursor(), None, make.NOW)  # type: ignore[arg-type]  # it asks nobody
    second = replace(first, body=first.body.replace(b"00.000000", b"00.000001"))

    assert canary.parse(first, SOURCE).items[0].id != canary.parse(second, SOURCE).items[0].id


@given(st.binary())
def test_any_other_document_is_refused(body: bytes) -> None:
    """Whatever else comes is no document of the canary, in words."""
    try:
        canary.parse(make.document(body), SOURCE)
    except ParseError as error:
        assert "this is no document of the canary" == str(error)


def test_no_config_names_it() -> None:
    """It is a kind of source, and none that a config may name."""
    assert {"canary"} == set(KINDS) - set(NAMED)
    with pytest.raises(ParseError):
        canary.parse(make.document(b"yesterday"), SOURCE)
