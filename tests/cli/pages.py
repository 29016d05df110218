"""What the sites of these tests answer."""

from tests.sources.server import Reply

ENTRIES = "".join(
    f"<item><guid>urn:x:{day}</guid><title>Headline {day}</title><pubDate>0{day} Mar 2026 10:00:00 GMT</pubDate></item>"
    for day in range(1, 5)
)
FEED = Reply(body=f"<rss version='2.0'><channel><title>T</title>{ENTRIES}</channel></rss>".encode())
EMPTY = Reply(body=b"<rss version='2.0'><channel><title>T</title></channel></rss>")


def page(html: str = "") -> Reply:
    """An answer that is a page."""
    return Reply(
        body=f"<!DOCTYPE html><html><title>A site</title>{html}".encode(), headers={"Content-Type": "text/html"}
    )


def alternate(href: str, title: str = "") -> str:
    """A link element that names a feed."""
    return f'<link rel="alternate" type="application/rss+xml" href="{href}" title="{title}">'
