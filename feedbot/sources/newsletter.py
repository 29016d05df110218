"""A mail as an item: what a reader of a newsletter sees, without what is meant for its recipient alone."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from selectolax.lexbor import LexborNode

from feedbot.errors import ParseError
from feedbot.model import Category, File, Item, Person
from feedbot.sources import blocks, mail
from feedbot.sources.mail import Mail
from feedbot.text import urls

_LONGEST_ANCHOR = 80
_LONGEST_LINE = 500
_LONGEST_STYLE = 2_000
_MOST_RECIPIENTS = 20
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_IN_ANGLES = re.compile(r"<\s*(https?://[^<>\s]{1,2000})\s*>", re.IGNORECASE)
_LIST = re.compile(r'\s*"?([^"<>]{1,200}?)"?\s*<[^<>]*>')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{1,2000}", re.IGNORECASE)
_VIEW = re.compile(
    r"(?:(?:click here to |problems? .{1,40}\? |trouble .{1,40}\? |can.t .{1,40}\? )?(?:view|read|open|see)"
    r"(?: (?:this|the))?(?: (?:e-?mail|newsletter|message|issue|letter|it|post))? "
    r"in (?:your |a |the )?(?:web ?)?browser"
    r"|view (?:this (?:e-?mail|newsletter|message) )?online|(?:view )?(?:the )?(?:web|online|browser) version"
    r"|view (?:it )?as (?:a )?web ?page"
    r"|(?:посмотреть|открыть|читать|прочитать|просмотреть|смотреть)(?: \w{1,20}){0,2} в (?:вашем )?браузере"
    r"|(?:переглянути|відкрити|читати|прочитати|дивитис[яь])(?: \w{1,20}){0,2} [ву] (?:вашому )?браузері"
    r"|веб-версия|онлайн-версия|версия для браузера|веб-версія|онлайн-версія|версія для браузера)"
    r"[ .!»→>:(]{0,4}",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"(?:(?:click |tap )?(?:here )?(?:to )?(?:unsubscribe|opt[- ]?out)(?: (?:here|now|instantly|(?:from|of) .{1,40}))?"
    r"|(?:manage|update|change|edit)(?: (?:your|my|e-?mail|subscription|notification|mailing)){0,2} "
    r"(?:preferences|settings|subscriptions?)"
    r"|отписаться(?: .{1,40})?|отписка|отказаться от (?:рассылки|подписки|получения .{1,30})"
    r"|(?:настро(?:ить|йки)|управлять|управление) (?:рассылк|подписк)\w{0,4}"
    r"|відписатис[яь](?: .{1,40})?|скасувати підписку|відмовитис[яь] від (?:розсилки|підписки)"
    r"|(?:налаштува(?:ти|ння)|керува(?:ти|ння)) (?:розсилк|підписк)\w{0,4})[ .!»→>:(]{0,4}",
    re.IGNORECASE,
)
_LEAVING = re.compile(r"[/?&=](?:unsubscribe|unsub|opt[-_]?out)(?:[/?&=.#]|$)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:^|;)(?:display:none|visibility:hidden|max-height:0(?:px)?(?![.\w%]))")
_TINY = re.compile(r"(?:^|;)(?:width|height):[01](?:px)?(?![.\w%])")
_RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "to", "cc")
_OPEN = ("from", "reply-to", "list-post", "list-id", "sender")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trimmed:
    """What is left of a text, and the addresses at which a browser shows all of it."""

    text: str
    views: frozenset[str]


def item(file: File, longest: int, owner: str = "") -> Item:
    """The item that a mail makes; of its text `longest` bytes are read.

    The recipient's address is in no field of it, and crossed out where its text has it, as that of `owner` is. Hidden
    texts, pictures of one pixel, and links that end the subscription or show the mail in a browser are left out; the
    latter, if there is one, becomes the item's link. Raises nothing that a mail can cause.
    """
    said = mail.read(file.body, longest)
    recipients = _recipients(said, owner)
    leaving = frozenset(_IN_ANGLES.findall(said.field("list-unsubscribe")))
    markup = _markup(said.html, leaving) if said.html else None
    plain = _plain(said.text, leaving) if said.text else None
    views = (markup or plain or _Trimmed(text="", views=frozenset())).views
    listed = _LIST.match(said.field("list-id"))
    sender = mail.sender(said.fields.get("from", (b"",))[0])
    language = _LANGUAGE.match(said.field("content-language"))
    return Item(
        id=_name(said),
        title=_without(recipients, said.field("subject")) or None,
        html=_without(recipients, markup.text) if markup else None,
        text=_without(recipients, plain.text) if plain else None,
        link=_archived(said) or (next(iter(views)) if len(views) == 1 else None),
        published=said.field("date")[:200] or None,
        modified=file.modified,
        authors=(Person(name=sender.name or sender.address, email=sender.address or None),) if sender.address else (),
        categories=(Category(term=listed[1].strip()),) if listed and listed[1].strip() else (),
        language=language[0] if language else None,
        publisher=sender.name or sender.address or None,
    )


def is_from(head: bytes, senders: Iterable[str]) -> bool:
    """Whether the fields at the head of a mail name one of the senders: an address, or a domain and those below it.

    Anybody can write anything into From; whoever receives the mail must refuse what is forged.
    """
    fields, _ = mail.split(memoryview(head))
    address = mail.sender(fields.get("from", (b"",))[0]).address
    domain = address.rpartition("@")[2]
    wanted = {each.lower().removeprefix("@") for each in senders}
    return address in wanted or any(domain == each or domain.endswith(f".{each}") for each in wanted if "@" not in each)


def _name(said: Mail) -> str:
    """What a mail is called for ever: its Message-ID as a mid address (RFC 2392), else a digest of what it says."""
    found = _ID.search(said.field("message-id"))
    if found:
        return f"mid:{quote(found[1], safe='@!$*+=._~-')}"
    fields = [said.fields.get(name, (b"",))[0] for name in ("date", "from", "subject")]
    body = () if any(fields) else (said.html, said.text)
    return f"mail:{hashlib.sha256(repr((fields, *body)).encode('utf-8', 'replace')).hexdigest()[:32]}"


def _archived(said: Mail) -> str | None:
    """Where the mail itself lies on the web (RFC 5064)."""
    found = _IN_ANGLES.search(said.field("archived-at"))
    return urls.clean(found[1]) if found else None


def _recipients(said: Mail, owner: str) -> re.Pattern[str] | None:
    """The addresses of whoever got the mail, in any writing; not those that belong to the sender or the list."""
    ours = {*_named(said, _RECIPIENTS), *mail.addresses(owner.encode())} - {*_named(said, _OPEN)}
    longest_first = sorted(ours, key=len, reverse=True)[:_MOST_RECIPIENTS]
    forms = [form for each in longest_first for form in (re.escape(each), re.escape(quote(each, safe="")))]
    return re.compile("|".join(forms), re.IGNORECASE) if forms else None


def _named(said: Mail, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for value in said.fields.get(name, ())[:_MOST_RECIPIENTS]:
            yield from mail.addresses(value)


def _without(recipients: re.Pattern[str] | None, text: str) -> str:
    return recipients.sub("…", text) if recipients else text


# --- HTML ------------------------------------------------------------------------------------------------------------


def _markup(text: str, leaving: frozenset[str]) -> _Trimmed:
    """HTML without what is hidden, what only counts readers, and what is the recipient's own business."""
    try:
        body = blocks.tree(text).body
    except ParseError:
        body = None
    if body is None:
        return _Trimmed(text=text, views=frozenset())
    # What lies within comes before what it lies in, for nothing may be asked of a node that went with another one.
    for node in reversed(body.css("*")):
        if _hidden(node):
            node.decompose()
    views = _unlinked(body, leaving)
    return _Trimmed(text=body.inner_html or "", views=views)


def _hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = "".join((attributes.get("style") or "")[:_LONGEST_STYLE].lower().split())
    if "hidden" in attributes or _HIDDEN.search(style):
        return True
    if node.tag != "img":
        return False
    small = any((attributes.get(name) or "").strip().removesuffix("px") in {"0", "1"} for name in ("width", "height"))
    return small or bool(_TINY.search(style)) or (attributes.get("src") or "").strip().lower().startswith("cid:")


def _unlinked(body: LexborNode, leaving: frozenset[str]) -> frozenset[str]:
    """Take out the links of the recipient's own; gives the addresses that show the mail in a browser."""
    anchors = [(node, *_anchor(node)) for node in body.css("a[href]")]
    views = {address for _, text, href in anchors if _VIEW.fullmatch(text) and (address := urls.clean(href))}
    for node, text, href in reversed(anchors):
        viewed = len(views) == 1 and _VIEW.fullmatch(text) and urls.clean(href)
        if href in leaving or _LEAVE.fullmatch(text) or viewed:
            node.decompose()
        elif _LEAVING.search(href):
            node.unwrap()
    return frozenset(views)


def _anchor(node: LexborNode) -> tuple[str, str]:
    """The text of a link, "" if it is longer than any that we look for, and its address."""
    text = " ".join(node.text(deep=True).split())
    return text if len(text) <= _LONGEST_ANCHOR else "", (node.attributes.get("href") or "").strip()


# --- plain text ------------------------------------------------------------------------------------------------------


def _plain(text: str, leaving: frozenset[str]) -> _Trimmed:
    """Plain text without the lines that name such links."""
    kept: list[str] = []
    views: dict[str, None] = {}
    before = ""
    for line in text.split("\n"):
        bare = " ".join(line.split()) if len(line) <= _LONGEST_LINE else line
        found = _ADDRESS.search(bare) if len(bare) <= _LONGEST_LINE else None
        said = bare[: found.start()].strip(" \t(<[:*-") if found else bare
        said = said or before
        if found and (found[0] in leaving or _LEAVING.search(found[0]) or _LEAVE.fullmatch(said)):
            _forget(kept, before, _LEAVE)
        elif found and _VIEW.fullmatch(said) and (address := urls.clean(found[0])):
            views[address] = None
            _forget(kept, before, _VIEW)
        else:
            kept.append(line)
        if bare:
            before = "" if found else bare
    return _Trimmed(text="\n".join(kept), views=frozenset(views))


def _forget(kept: list[str], before: str, pattern: re.Pattern[str]) -> None:
    """Take out the line that announced an address, if that is all it did."""
    while kept and not kept[-1].strip():
        kept.pop()
    if kept and pattern.fullmatch(before) and " ".join(kept[-1].split()) == before:
        kept.pop()
