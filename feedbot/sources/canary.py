"""The source of the canary: a document of one entry, made here and now, that takes the place of the one before."""

from datetime import UTC, datetime

from feedbot.errors import ParseError
from feedbot.model import Cursor, Document, Item, Origin, Reading, Source
from feedbot.net import Web

MEDIA_TYPE = "text/vnd.feedbot.canary"

ORIGIN = Origin(id="urn:feedbot:source:canary", title="feedbot")

_SAID = "It was made here, stored, published in a feed and sent, as news are. The next one takes its place."


async def fetch(
    source: Source,
    cursor: Cursor,  # noqa: ARG001 - every kind is asked alike
    web: Web,  # noqa: ARG001
    now: datetime,
) -> Document:
    """A document that names the moment; it never fails."""
    body = now.astimezone(UTC).isoformat(timespec="microseconds").encode()
    return Document(url=source.url, received=now, body=body, media_type=MEDIA_TYPE, charset="utf-8")


def parse(document: Document, source: Source) -> Reading:
    """The one entry of a document; whatever was there before is withdrawn. Raises ParseError for any other document."""
    try:
        moment = datetime.fromisoformat(document.body.decode("ascii"))
        told = moment.astimezone(UTC)
    except ValueError as error:
        raise ParseError("this is no document of the canary") from error
    item = Item(
        id=f"{source.url}:{told:%Y%m%dT%H%M%S.%fZ}",
        title=f"Canary of {told:%Y-%m-%d %H:%M:%S} UTC",
        text=_SAID,
        published=told.isoformat(),
        language="en",
    )
    return Reading(origin=ORIGIN, items=(item,), complete=True, decoded="utf-8: it is made here")
