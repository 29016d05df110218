"""What a message on a Telegram channel's preview holds besides text: files as links, all else as a short line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from feedbot.model import Link
from feedbot.sources import front_matter
from feedbot.text import urls

_MOST = 20
_LONGEST = 300
_BACKGROUND = re.compile(r"""background-image:\s{0,9}url\(\s{0,9}["']?([^"')\s]{1,4000})""")
_WORDS = {
    "audio": ("audio", "аудио", "аудіо"),
    "contact": ("contact", "контакт", "контакт"),
    "file": ("file", "файл", "файл"),
    "hidden": ("shown in Telegram only", "показано только в Telegram", "показано лише в Telegram"),
    "invoice": ("invoice", "счёт", "рахунок"),
    "location": ("location", "место на карте", "місце на мапі"),
    "picture": ("picture", "фото", "фото"),
    "poll": ("poll", "опрос", "опитування"),
    "sticker": ("sticker", "стикер", "стікер"),
    "video": ("video", "видео", "відео"),
    "voice": ("voice message", "голосовое сообщение", "голосове повідомлення"),
}


@dataclass(frozen=True, slots=True)
class Media:
    """Files that can be had, in the order of the message, and a line for each thing that cannot, or not as a file."""

    links: tuple[Link, ...]
    lines: tuple[str, ...]


def read(message: LexborNode, page: str, language: str | None) -> Media:
    """What a message holds besides its text; `page` resolves addresses, `language` is that of the lines."""
    links: list[Link] = []
    lines: list[str] = []
    for selector, taken in _KINDS.items():
        for node in message.css(selector)[:_MOST]:
            for each in taken(node, page, language):
                (links if isinstance(each, Link) else lines).append(each)  # type: ignore[arg-type]  # told apart above
    if not links and not lines and message.css_first(".message_media_not_supported"):
        lines.append(word("hidden", language))
    return Media(tuple(dict.fromkeys(links)), tuple(dict.fromkeys(lines)))


def word(name: str, language: str | None) -> str:
    """What a thing is called in a language; in English if it is none of ours."""
    english, russian, ukrainian = _WORDS[name]
    return {"ru": russian, "uk": ukrainian}.get((language or "")[:2].lower(), english)


_Taken = Iterator[Link | str]


def _visual(node: LexborNode, page: str, language: str | None) -> _Taken:
    """A photo, or a video: itself if the preview has it, else its picture and a line."""
    if "tgme_widget_message_photo_wrap" in (node.attributes.get("class") or "").split():
        href = _background(node, page)
        if href:
            yield _picture(href)
        return
    video = node.css_first("video[src]")
    href = urls.clean(video.attributes.get("src") or "", page) if video else None
    if href:
        yield Link(href=href, type="video/mp4")
        return
    thumb = node.css_first('[class*="video_thumb"]')
    shown = _background(thumb, page) if thumb else None
    if shown:
        yield _picture(shown)
    yield _told(word("video", language), "", _folded(node, "time"))


def _voice(node: LexborNode, page: str, language: str | None) -> _Taken:
    audio = node.css_first("audio[src]")
    href = urls.clean(audio.attributes.get("src") or "", page) if audio else None
    if href:
        yield Link(href=href, type="audio/ogg")
    yield _told(word("voice", language), "", _folded(node, "time"))


def _document(node: LexborNode, _: str, language: str | None) -> _Taken:
    name = "audio" if node.css_first(".tgme_widget_message_document_icon.audio") else "file"
    title = _folded(node, ".tgme_widget_message_document_title")
    yield _told(word(name, language), title, _folded(node, ".tgme_widget_message_document_extra"))


def _poll(node: LexborNode, _: str, language: str | None) -> _Taken:
    """The question and what can be chosen; how many chose it changes all the time."""
    chosen = node.css(".tgme_widget_message_poll_option_text")[:_MOST]
    options = " / ".join(filter(None, (_text(each) for each in chosen)))
    yield _told(word("poll", language), _folded(node, ".tgme_widget_message_poll_question"), options)


def _named(name: str, *selectors: str) -> Callable[[LexborNode, str, str | None], _Taken]:
    """Reads what is told by its name, and by the texts that are found by selectors."""

    def taken(node: LexborNode, _: str, language: str | None) -> _Taken:
        yield _told(word(name, language), " ".join(filter(None, (_folded(node, each) for each in selectors))), "")

    return taken


_KINDS: dict[str, Callable[[LexborNode, str, str | None], _Taken]] = {
    (
        ".tgme_widget_message_photo_wrap, .tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player"
    ): _visual,
    ".tgme_widget_message_voice_player": _voice,
    ".tgme_widget_message_document_wrap": _document,
    ".tgme_widget_message_poll": _poll,
    (".tgme_widget_message_sticker, .tgme_widget_message_tgsticker, .tgme_widget_message_videosticker"): _named(
        "sticker"
    ),
    ".tgme_widget_message_location_wrap": _named(
        "location", ".tgme_widget_message_location_title", ".tgme_widget_message_location_address"
    ),
    ".tgme_widget_message_contact_wrap": _named("contact", ".tgme_widget_message_contact_name"),
    ".tgme_widget_message_invoice": _named("invoice", ".tgme_widget_message_invoice_title"),
}


def _told(what: str, name: str, more: str) -> str:
    """A thing with its name and more, as in "poll: Tea or coffee? (Tea / Coffee)" or "video (0:29)"."""
    return f"{what}{f': {name}' if name else ''}{f' ({more})' if more else ''}"[:_LONGEST]


def _picture(href: str) -> Link:
    return Link(href=href, type=front_matter.image(href).type or "image/jpeg")


def _background(node: LexborNode, page: str) -> str | None:
    match = _BACKGROUND.search((node.attributes.get("style") or "")[:5_000])
    return urls.clean(match[1], page) if match else None


def _folded(node: LexborNode, selector: str) -> str:
    found = node.css_first(selector)
    return _text(found) if found else ""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True, separator=" ").split())
