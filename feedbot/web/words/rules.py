"""Words of the page of rules, and of that which tells programmers of the API."""

WORDS = {
    "title": "Rules",
    "lead": "A rule says what a channel is sent, what a feed shows, what a search finds.",
    "editor": "Try and change a rule",
    "rule": "Rule",
    "hint": (
        'Words in all their forms, "phrases", prefix*, source:name, lang:uk, story >= 3, age < 2h, and, or, not. '
        "Names with a capital, all else without."
    ),
    "target": "For",
    "fresh": "A new saved search",
    "name": "Name of a new search",
    "try_on": "Try it on",
    "newest": ("the newest {n} entry", "the newest {n} entries"),
    "try": "Try",
    "save": "Save",
    "wait": "Trying; the first time takes some seconds.",
    "what_happens": (
        "Try sends nothing. Save writes the rule into config.toml; it holds for what comes from then on, and what "
        "was sent or shown stays."
    ),
    "column": "Column {column}:",
    "remedy": "What to do:",
    "good": "This rule can be used.",
    "all_pass": "Without a rule all passes.",
    "mend": "The rule has faults.",
    "would_channel": "Would have sent {passed} of the last {looked}",
    "would_feed": "Would have shown {passed} of the last {looked}",
    "would_search": "Finds {passed} of the last {looked}",
    "since": "The oldest is of",
    "told": ("They tell {n} story, and a story is one message.", "They tell {n} stories, and a story is one message."),
    "short": "Time or room ended before all were judged: choose fewer.",
    "in_force": "In force now:",
    "takes_all": "no rule, all passes",
    "added": "would be added",
    "lost": "would be left out",
    "here": "All that passes",
    "none": "None of these entries passes.",
    "nothing": "There are no entries to try it on yet.",
    "newest_only": ("The newest {n} is listed.", "The newest {n} are listed."),
    "assumed": "What is assumed",
    "assumed_alone": (
        "Each entry is judged by the rule and the sources of the target alone, as it is now. What else holds a "
        "message back is left out: age when first seen, copies, a channel that sleeps."
    ),
    "assumed_size": "For story >= N the size of a story is how many sources tell it by now.",
    "assumed_age": "For age < 2h the age of an entry is that at which it was first judged, not that of today.",
    "entry": "Entry",
    "source": "Source",
    "published": "Published",
    "because": "Because",
    "list": "Rules in force",
    "kind_channel": "Channels",
    "kind_feed": "Feeds",
    "kind_search": "Saved searches",
    "name_of": "Name",
    "sources": "Sources",
    "all_sources": "all",
    "alarms": "alarms only",
    "do": "Do",
    "edit": "Change",
    "find": "Search",
    "not_editable": "one of many, or ours: see config.toml",
    "none_of_these": "There are none.",
    "busy": "Another rule is being tried. Wait some seconds.",
    "no_name": "Give the new search a name: small Latin letters, digits, dashes.",
    "taken": "A search has this name already. Choose it above to change it.",
    "unknown": "This is not in the config any more. Choose another target.",
    "saved_channel": "Saved. The rule holds for what comes from now on; what was sent stays.",
    "saved_feed": "Saved. The rule holds for what comes from now on; what the feed has stays.",
    "saved_search": "Saved.",
    "api": "The same for programs: the API",
    "api_title": "The API",
    "api_lead": "All that these pages tell and do, as JSON for programs.",
    "api_access": (
        "On this machine nothing is needed. From elsewhere a program sends the password as Authorization: Bearer. "
        "A change is sent as application/json."
    ),
}
