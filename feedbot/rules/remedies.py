"""What is wrong with a source in words: what is seen, and what to do. It judges nothing."""

from collections.abc import Sequence
from datetime import datetime

from feedbot.model import Ailment, Cursor, Fault, Source
from feedbot.rules.habits import traits
from feedbot.text import decode, urls
from feedbot.text.lengths import span

_LONG = 300

_FAULTS: dict[Fault, str] = {
    "network": "Look whether {where} is right and its server is up. Where only a proxy leads to it, write "
    'proxy = "http://HOST:PORT".',
    "tls": "Its owner should renew its certificate. verify_tls = false visits it all the same, but then nobody knows "
    "who answers.",
    "private": "It leads into a private network. If that is meant, name the address in allow_private of [feedbot].",
    "http": "Open {where} in a browser. If it works there, the server may want other headers = {{...}} or another "
    'user_agent = "...".',
    "login": 'It wants a login, or refuses programs: write auth = {{ user = "...", password = "..." }}, auth = '
    '{{ token = "..." }}, cookies or headers = {{...}}, or another user_agent = "...".',
    "busy": 'Its server has too much to do, or wants fewer visits: write every = "4h" or longer.',
    "missing": "Look for its new address and correct url; `feedbot add PAGE` finds the feed of a page.",
    "robots": "Its robots.txt does not allow it. If its owner does, or is you, write robots = false.",
    "format": 'What comes is not what kind = "{kind}" reads: open {where}, and correct url or kind.',
    "empty": "Open {where}. If the page looks different, correct the selectors; if it is empty, wait.",
    "limit": "It is more than a visit may cost: raise the limit that is named, such as limits.body, if you trust it.",
    "ours": "This is a fault of feedbot: please report it.",
}

_ELSEWHERE = "Its visits go on, so once that is mended it comes back by itself."


def failing(source: Source, cursor: Cursor, since: datetime, now: datetime) -> tuple[str, str]:
    """Why its visits fail and for how long, and what helps."""
    because = f"{reason(source, cursor)} for {span(now - since)}, {_times(cursor.failures)}"
    return because, _advice(source, cursor.fault or "http")


def gone(source: Source, cursor: Cursor) -> tuple[str, str]:
    """It answered 410."""
    remedy = f"It is not visited any more. Remove it (`feedbot remove {source.name}`) or correct url."
    return reason(source, cursor), remedy


def empty(source: Source, cursor: Cursor, since: datetime, now: datetime) -> tuple[str, str]:
    """Its visits work, and nothing is read."""
    if cursor.failures:
        because = f"{reason(source, cursor)} for {span(now - since)}, {_times(cursor.failures)}"
        return because, _advice(source, "empty")
    because = f"no items for {span(now - since)}, usually about {cursor.habits.items}"
    return because, f"Open {where(source)}: it may have moved, or want a login now."


def fewer(source: Source, cursor: Cursor, since: datetime, now: datetime) -> tuple[str, str]:
    """It has far fewer items than usual."""
    last = traits(cursor.habits).last
    because = f"{_items(last)} instead of about {cursor.habits.items} for {span(now - since)}"
    return (
        because,
        f"Open {where(source)}: its shape may have changed. If it is meant so, it becomes usual in 14 days.",
    )


def late(source: Source, silence: str, allowed: str, since: datetime) -> tuple[str, str]:
    """It is silent, and never was for so long."""
    because = f"nothing new for {silence}, since {stamp(since)}; {allowed} would still be like it"
    remedy = f"Its visits work. Open {where(source)}: it may have moved, stopped, or be on holiday."
    return because, remedy


def moved(source: Source, to: str, moves: int) -> tuple[str, str]:
    """Permanent redirects lead elsewhere."""
    because = f"{moves} visits in a row were sent on for good to {shown(to) or 'another address'}"
    line = f'write url = "{whole(to)}"' if whole(to) else f"`feedbot why {source.name}` shows what url to write"
    return because, f"It is visited there already; {line}."


def certificate(ends: datetime, now: datetime) -> tuple[str, str]:
    """The server's certificate ends soon, or has ended."""
    because = f"it expires in {span(ends - now)}" if ends > now else f"it expired {span(now - ends)} ago"
    remedy = "The site's owner has to renew it. Until then verify_tls = false would visit the site all the same."
    return f"{because}, on {stamp(ends)}", remedy


def encoding(cursor: Cursor) -> tuple[str, str]:
    """Its bytes are read otherwise than before."""
    read, usual = cursor.decoded.partition(":")[0].strip(), cursor.habits.encoding
    because = f"{read or 'another'} instead of {usual}, {_times(cursor.habits.strange)}"
    return because, "Nothing is to be done if its texts look right; else ask its owner to declare what it sends."


def language(source: Source, cursor: Cursor) -> tuple[str, str]:
    """Its entries are in another language than before."""
    because = f"most entries are not in {cursor.habits.language} any more, {_times(traits(cursor.habits).tongue)}"
    return because, f"Open {where(source)}: the address may belong to somebody else now. If it is meant so, wait."


def ids(cursor: Cursor, crowd: str) -> tuple[str, str]:
    """Its ids are not to be trusted; `crowd` is the note of many that were new at once, or empty."""
    if cursor.naming == "id":
        return crowd, "What is known is not sent again; `feedbot outbox retry CHANNEL --dropped` sends what is held."
    seen = cursor.evidence
    counts = {"missing": seen.missing, "repeated": seen.repeated, "changed": seen.changed}
    bad = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    because = f"its ids are bad ({bad} of {seen.items})" if bad else "its ids are bad"
    by = "links" if cursor.naming == "link" else "titles"
    return because, f"Nothing is to be done: its items are told apart by their {by}. Its owner may want to know."


def network(hosts: Sequence[str], count: int, since: datetime) -> tuple[str, str]:
    """Nothing can be reached any more."""
    asked = f"{hosts[0]}" if len(hosts) == 1 else f"{len(hosts)} hosts"
    because = f"none of {count} sources on {asked} can be reached since {stamp(since)}"
    if count == 1:
        because = f"the only source, on {asked}, cannot be reached since {stamp(since)}"
    alone = "" if len(hosts) > 2 else " If that works, look whether url is right."
    return because, f"Look at this machine's own network: its cable or Wi-Fi, its name servers, its proxy.{alone}"


def host(ailments: Sequence[Ailment]) -> tuple[str, str]:
    """Several sources of one host fail: the first ailment's words stand for all."""
    names = [each.source for each in ailments]
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return f"{ailments[0].because} ({len(names)} sources: {', '.join(names[:10])}{more})", ailments[0].remedy


def reason(source: Source, cursor: Cursor) -> str:
    """Why the last visit failed, on one line and not too long; of a source on the web without the advice in it."""
    said = " ".join(decode.tidy(cursor.error or "it cannot be read").split())
    if shown(source.url) and cursor.fault not in {"format", "empty", "ours"}:
        said = said.partition("; ")[0]
    return said if len(said) <= _LONG else f"{said[: _LONG - 1]}…"


def where(source: Source) -> str:
    """How to name the place that a source watches: its address, without what may be secret in it."""
    return shown(source.url) or f'the place that "{source.name}" watches'


def shown(url: str) -> str:
    """An address on the web without user and query, for both may hold secrets; empty for what is none."""
    return (urls.clean(url) or "").partition("#")[0].partition("?")[0]


def whole(url: str) -> str:
    """An address on the web if `shown` leaves nothing out of it; empty otherwise."""
    address = shown(url)
    return address if address == urls.clean(url) and "@" not in url else ""


def stamp(at: datetime) -> str:
    """A moment for people."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _advice(source: Source, fault: Fault) -> str:
    if fault != "ours" and not shown(source.url):
        return _ELSEWHERE
    return _FAULTS[fault].format(where=where(source), kind=source.kind)


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times in a row"
