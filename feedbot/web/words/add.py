"""Words of the page that adds a source: the address, what was found there, the button."""

WORDS = {
    "title": "Add a source",
    "lead": (
        "Paste any address: of a feed, a site, a public Telegram channel. It is looked at, and nothing is stored yet."
    ),
    "address": "Address",
    "look": "Look",
    "wait": "Looking; this takes 30 seconds at most …",
    "searched": "What was looked at",
    "nothing": "Nothing that can be read was found there.",
    "late": "Nothing was found within 30 seconds. The site may be slow; try again, or give the address of its feed.",
    "busy": "Another look of yours is under way. Wait until it is over, then try again.",
    "not_web": "Only addresses on the web are added here; folders, commands and mailboxes are named in config.toml.",
    "no_address": "This is no address that can be visited.",
    "twin": "This place is watched already, by",
    "found": "Found",
    "newest": ("{n} entry is there now, the newest:", "{n} entries are there now, the newest:"),
    "no_entries": "It has no entries now.",
    "name": "Name",
    "name_help": "Small Latin letters, digits, dots, dashes and underscores.",
    "category": "Category, if you like",
    "add": "Add it",
    "refused": "It was not added:",
    "done": "“{name}” was added.",
}
