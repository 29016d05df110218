"""A public Telegram channel by its web preview, t.me/s/NAME: bytes into a Reading. It fetches nothing.

What changes by itself (views, reactions, votes, the mark of an edit) is left out, so that a message that says the same
is the same.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedbot.errors import ParseError
from feedbot.model import Attribution, Category, Document, Item, Link, Origin, Person, Reading, Source
from feedbot.sections import Duration
from feedbot.sources import blocks, telegram_media
from feedbot.sources.http import HttpSection
from feedbot.text import decode, html, sentences, urls

EVERY, FLOOR = timedelta(hours=1), timedelta(minutes=5)
"""How often a channel is visited where its config does not say, and at most."""

_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{3,31}")
_POST = re.compile(r"([A-Za-z0-9_]{1,64})/([0-9]{1,15})")
# Addresses of Telegram that begin like a channel's and are none.
_NO_CHANNEL = frozenset(
    {"addemoji", "addlist", "addstickers", "addtheme", "boost", "confirmphone", "giftcode", "invoice", "joinchat"}
    | {"login", "msg_url", "proxy", "setlanguage", "share", "socks"}
)
_LONGEST_TITLE = 100
_MOST_TAGS = 20
_PIECE = re.compile(r"<([^>]*)>|[^<]+")
_EMPTY = re.compile(r"<([a-z0-9]{1,10})(?: [^<>]*)?>\s*</\1>")
_ADDRESS = re.compile(r"https?://\S+")
_TAG = re.compile(r"#(\w{1,100})")
_GAPS = re.compile(r"(?:<br>\s*)+\Z|\A(?:\s*<br>)+")


def preview(channel: str) -> str | None:
    """The address of a channel's web preview, by its name, its address or that of a message; None if it is no channel.

    A full address on another host is taken for that of a mirror, as it is. Never raises.
    """
    text = channel.strip()
    bare = re.sub(r"\Ahttps?://", "", text, flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    host = host.lower().removeprefix("www.")
    own, _, parent = host.partition(".")
    if host in _HOSTS and slash:
        steps = [step for step in re.split(r"[?#]", path)[0].split("/") if step]
        name = next(iter(steps[1:] if steps[:1] == ["s"] else steps), "")
    elif parent in _HOSTS and text:
        name = own
    elif bare != text:
        return urls.clean(text)
    else:
        name = text.removeprefix("@")
    return f"https://t.me/s/{name}" if _NAME.fullmatch(name) and name.lower() not in _NO_CHANNEL else None


def is_telegram(url: str) -> bool:
    """Whether an address is one of Telegram's, and not that of a mirror. Never raises."""
    host = re.sub(r"\Ahttps?://", "", url.strip(), flags=re.IGNORECASE).partition("/")[0].lower().removeprefix("www.")
    return host in _HOSTS or host.partition(".")[2] in _HOSTS


def _channel(value: str) -> str:
    found = preview(value)
    if found is None:
        raise ValueError(
            f'"{value[:80]}" is no public channel; write its name, such as "town_news", or its address, such as '
            '"https://t.me/town_news"; invitations lead to private channels, which have no preview'
        )
    return found.removeprefix("https://t.me/s/")


class TelegramChannel(HttpSection):
    """A public Telegram channel, read from its web preview; no account and no bot is needed."""

    url: ClassVar[str] = ""  # type: ignore[misc]  # what names a channel is its name
    kind: Literal["telegram_channel"] = Field(description="A public Telegram channel.")
    channel: Annotated[str, AfterValidator(_channel)] = Field(
        description='Its name, such as "@name", or its address, such as "https://t.me/name".'
    )
    max_age: Duration | None = Field(
        None, description="Entries that were older than this when first seen are published but not sent."
    )

    @property
    def place(self) -> str:
        """The address of its preview."""
        return preview(self.channel) or self.channel


def parse(document: Document, source: Source) -> Reading:
    """The messages that a channel's preview shows, newest on top; an album is one item.

    The first line or sentence of a message is its title, unless it is longer than 100 characters. Notices of the
    service ("pinned a photo") are left out. Raises ParseError when the page shows no preview.
    """
    decoded = decode.decode(document.body, charset=document.charset, kind="html")
    page = blocks.tree(decode.tidy(decoded.text))
    items: dict[str, Item] = {}
    shown = page.css(".tgme_widget_message[data-post]")
    for node in shown:
        item = _item(node, document.url, source.language)
        if item and item.id:
            items.setdefault(item.id, item)
    if not shown and not page.css_first(".tgme_channel_history, .tgme_channel_info, .tme_no_messages_found"):
        raise ParseError(_nothing(page, source))
    most = source.limits.items
    notes = () if shown else ("the channel has no messages",)
    if len(items) > most:
        notes = (f"only the newest {most:,} of {len(items):,} messages are read (limits.items)",)
    return Reading(
        origin=_origin(page, source),
        items=tuple(reversed(items.values()))[:most],
        decoded=f"{decoded.encoding}: {decoded.because}",
        notes=notes,
    )


def _nothing(page: LexborHTMLParser, source: Source) -> str:
    """Why a page shows no messages, and what to do."""
    if not page.css_first(".tgme_page, .tgme_page_title, .tgme_page_action, .tgme_body_wrap"):
        return (
            f"not a Telegram preview: {source.url} has no messages in the form of t.me/s; "
            'if it is another page, say kind = "page" or kind = "feed"'
        )
    title = _folded(page.css_first(".tgme_page_title"))
    if not title:
        return f"Telegram knows no channel at {source.url}; correct channel"
    extra = _folded(page.css_first(".tgme_page_extra"))
    what = f'"{title[:100]}"' + (f" ({extra[:60]})" if extra else "")
    return (
        f"Telegram shows no preview of {what}: it is private, kept to the app, or no channel but a group, a bot or a "
        f"person; open {source.url} in a browser: what is not seen there cannot be read, so name another channel, or "
        "a feed that its owner publishes"
    )


def _origin(page: LexborHTMLParser, source: Source) -> Origin:
    named = page.css_first('meta[property="og:title"]')
    title = _folded(page.css_first(".tgme_channel_info_header_title"))
    return Origin(
        id=f"urn:feedbot:source:{source.name}",
        title=html.escape(title or (named.attributes.get("content") if named else None) or ""),
        link=source.url.replace("https://t.me/s/", "https://t.me/", 1),
    )


# --- one message -----------------------------------------------------------------------------------------------------


def _item(node: LexborNode, page: str, language: str | None) -> Item | None:
    """The item that a message is; None for notices of the service."""
    named = _POST.fullmatch((node.attributes.get("data-post") or "").strip())
    if named is None or "service_message" in (node.attributes.get("class") or "").split():
        return None
    link = f"https://t.me/{named[1]}/{named[2]}"
    text = _text(node)
    safe = _GAPS.sub("", html.sanitise(text.inner_html or "", page).strip()) if text else ""
    media = telegram_media.read(node, page, language)
    title, body = _split(safe, language)
    if title and _ADDRESS.fullmatch(title):
        title = _folded(node.css_first(".link_preview_title"))[:_LONGEST_TITLE] or title
    lines = media.lines if safe or media.lines or not media.links else (telegram_media.word("picture", language),)
    parts = (_quoted(node), _paragraphs(body), *(f"<p>[{html.escape(line)}]</p>" for line in lines), _buttons(node))
    when = node.css_first(".tgme_widget_message_date time[datetime]") or node.css_first("time[datetime]")
    forwarded, address = _forwarded(node, page)
    author = _folded(node.css_first(".tgme_widget_message_from_author"))
    return Item(
        id=link.lower(),
        link=link,
        title=title,
        html="\n".join(filter(None, parts)),
        published=when.attributes.get("datetime") if when else None,
        authors=(Person(name=author),) if author else (),
        attribution=(Attribution(name=forwarded),) if forwarded else (),
        categories=_tags(safe),
        links=(*media.links, *((Link(href=address, rel="via", title=forwarded),) if address else ())),
        base=page,
    )


def _text(node: LexborNode) -> LexborNode | None:
    """The node of a message's own text, made plain: no pictures for emoji, addresses as they were meant."""
    quotes = {inner.mem_id for quote in node.css(".tgme_widget_message_reply") for inner in quote.css("div")}
    found = (each for each in node.css(".tgme_widget_message_text")[:50] if each.mem_id not in quotes)
    text = next(found, None)
    for emoji in text.css("i.emoji")[:1000] if text else ():
        emoji.replace_with(emoji.text(deep=True))
    # t.me escapes "&" twice in links that ask before they are opened.
    for anchor in text.css("a[onclick][href]")[:1000] if text else ():
        anchor.attrs["href"] = (anchor.attributes.get("href") or "").replace("&amp;", "&")
    return text


def _split(safe: str, language: str | None) -> tuple[str | None, str]:
    """Title and body of a message: its first line, else the first sentence of that, else all is body.

    A title with a link in it stays in the body too, for the link's sake.
    """
    line = html.plain(safe).partition("\n")[0]
    title = line if len(line) <= _LONGEST_TITLE else next(iter(sentences.sentences(line[:2_000], language)), "")
    if not title or len(title) > _LONGEST_TITLE:
        return None, safe
    rest = _without(safe, "".join(title.split()))
    return title, safe if rest is None else rest


def _without(safe: str, letters: str) -> str | None:
    """Safe HTML without the letters with which it begins; None if it does not, or if that would drop a link."""
    around: list[str] = []
    for match in _PIECE.finditer(safe):
        tag, text = match[1], unescape(match[0])
        if tag is None:
            taken = 0
            while letters and taken < len(text) and (text[taken].isspace() or text[taken] == letters[0]):
                letters = letters if text[taken].isspace() else letters[1:]
                taken += 1
            if not letters:
                rest = _GAPS.sub("", f"{html.escape(text[taken:])}{safe[match.end() :]}".lstrip())
                return _tidied("".join(around) + rest)
            if taken < len(text):
                return None
        elif tag.startswith("a "):
            return None
        elif tag.startswith("/"):
            del around[-1:]
        elif not tag.startswith("br"):
            around.append(match[0])
    return None


def _tidied(rest: str) -> str:
    """Safe HTML without elements that hold nothing, and without line breaks at its ends; "" if nothing is left."""
    for _ in range(5):
        rest = _EMPTY.sub("", rest)
    rest = _GAPS.sub("", rest.strip()).strip()
    return rest if html.plain(rest) else ""


def _paragraphs(body: str) -> str:
    """Safe HTML with a paragraph where lines stood apart."""
    parts = (part for part in re.split(r"(?:\s*<br>){2,}", body) if part.strip())
    return _tidied(html.sanitise("".join(f"<p>{part}</p>" for part in parts)))


def _quoted(node: LexborNode) -> str:
    """The message that this one answers, as far as it is shown."""
    reply = node.css_first(".tgme_widget_message_reply")
    if reply is None:
        return ""
    said = _folded(reply.css_first(".tgme_widget_message_text, .tgme_widget_message_metatext"))
    name = _folded(reply.css_first(".tgme_widget_message_author_name"))
    text = html.escape(": ".join(filter(None, (name, said))))
    href = urls.clean(reply.attributes.get("href") or "")
    return f'<blockquote><p><a href="{html.escape(href)}">{text}</a></p></blockquote>' if href and text else ""


def _buttons(node: LexborNode) -> str:
    """The links under a message."""
    found: list[str] = []
    for button in node.css("a.tgme_widget_message_inline_button[href]")[:20]:
        href, text = urls.clean(button.attributes.get("href") or ""), _folded(button)
        if href and text:
            found.append(f'<p><a href="{html.escape(href)}">{html.escape(text)}</a></p>')
    return "\n".join(found)


def _forwarded(node: LexborNode, page: str) -> tuple[str | None, str | None]:
    """Whose message this was before, and its address."""
    named = node.css_first(".tgme_widget_message_forwarded_from_name")
    name = _folded(named)
    return name or None, urls.clean(named.attributes.get("href") or "", page) if named and name else None


def _tags(safe: str) -> tuple[Category, ...]:
    """The tags of a message ("#town"), without their mark."""
    return tuple(Category(term=term) for term in dict.fromkeys(_names(html.plain(safe))))[:_MOST_TAGS]


def _names(text: str) -> Iterator[str]:
    for match in _TAG.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if not before.strip() or before in "(«\"'":
            yield match[1]


def _folded(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True, separator=" ").split()) if node else ""
