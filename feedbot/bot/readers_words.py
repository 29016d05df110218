"""What is wrong with something that a reader asked for, in words, with what to write instead."""

from html import escape

from feedbot.bot import writing
from feedbot.bot.spoken import Room
from feedbot.rules import following
from feedbot.rules.following import Fault

_SHOWN = 100


def refusal(fault: Fault, room: Room) -> str:
    """Why a wish is none, as small HTML."""
    said = _said(fault, room).replace("{about}", writing.said(fault.about, _SHOWN))
    if not fault.instead:
        return said
    head, instead = room.t("Did you mean:"), fault.instead
    if fault.wrong == "comma":
        head, instead = room.t("Write one of these:"), tuple(each.replace(" or ", room.t(" or ")) for each in instead)
    return writing.lines(said, escape(head), *map(writing.code, instead))


def _said(fault: Fault, room: Room) -> str:
    t = room.t
    match fault.wrong:
        case "empty":
            said = t("Write what to look for, such as a name or a few words.")
        case "long":
            said = t("That is too long: {about} characters, and {most} is the most. Write fewer words.")
            said = said.replace("{most}", str(following.LONGEST))
        case "many":
            said = t("That is too much at once: {about} words, and {most} is the most. Divide it into several.")
            said = said.replace("{most}", str(following.MOST))
        case "pattern":
            said = t(
                "Patterns between slashes are not for readers. Write the word, or its beginning with a star: rock*"
            )
        case "everything":
            said = t("Nearly all news would pass that. Add words that must be there.")
        case "short":
            said = t("“{about}” is too short: nearly all texts have it. Write more letters.")
        case "comma":
            said = t("A comma may mean “and” or “or”: write “or” where one of the words is enough.")
        case "quote":
            said = t("A quotation mark is not closed: write one behind the last word of the phrase.")
        case "parenthesis":
            said = t("A parenthesis has no partner: close each one that you open.")
        case _:
            said = _unknown(fault, room)
    return escape(said, quote=False)


def _unknown(fault: Fault, room: Room) -> str:
    t = room.t
    match fault.wrong:
        case "operator":
            return t(
                "There is no word beside “and”, “or” or “not”. If you look for that very word, put it into quotes."
            )
        case "field":
            return t("I cannot read “{about}”. A colon stands in source:, title:, lang:, author: and category: only.")
        case "source":
            return t("I know no source “{about}”. Write its name or its title as my messages show it.")
        case "language":
            return t("“{about}” is no language. Write lang:uk, lang:ru or lang:en.")
        case _:
            return t("I cannot read it from “{about}” on. Write plain words, or see /help.")
