"""What the tables of the reference say of names that the code gives; tools.reference refuses one too few or many."""

GRAMMAR = (
    ("ракета", "the word in any form: «ракетой», «ракет», «РАКЕТУ»"),
    ('"крылатая ракета"', "these words one behind the other, each in any form: «крылатыми ракетами»"),
    ('=ракета  ="удар по"', "exactly this form; capitals count as below"),
    ("ракет*", "whatever begins so: «ракетный»; two letters at least"),
    ("-спорт  !спорт  not спорт", "what does *not* have it"),
    ("ракета Киев  ракета and Киев", "both"),
    ("ракета or Киев", "one of them"),
    ("ракета (Киев or Львов)", "parentheses, at most 30 deep"),
    (r"/\bS-?300\b/  /\bUS\b/c", "a pattern, in the title or any line; with `c` case counts"),
    ('title:ракета  title:(ракета or "air raid")', "the same, in the title alone"),
)
"""Examples of rules, two blanks between them, and what they find."""

COMPARED = ("story", "age")
"""What is compared with a number or a length of time, beside the fields with values."""

RULE_FIELD = {
    "source": ("source:pravda,bbc", "the source has one of these names, as the config has them"),
    "language": ("lang:uk  language:en", "the entry is in this language; `en` is `en-GB` too"),
    "category": ('category:"public transport"', "one of its categories has these words"),
    "author": ("author:smith", "one of its authors has this word in the name"),
    "link": ("link:example.org/sport", "the link has this in it"),
    "title": ("title:ракета", "the title passes this rule"),
    "story": (
        "story >= 3",
        "so many sources tell its [story](stories.md), its own included; `>`, `<`, `<=`, `=` too",
    ),
    "age": ("age < 2h", "it was published so long ago when it is judged; `30m`, `12h`, `7d`, `1w`"),
}
"""The fields of a rule: examples, and where they hold."""

FIELD = {
    "title": "the title; the name of the source where it shows nothing",
    "summary": "the [summary](summaries.md); empty where it only repeats the title",
    "content": "the whole text, with its markup",
    "lede": "its first paragraph; empty where it only repeats the title",
    "details": "the rest, without the background, the line that names the source, and short lines that ask for readers",
    "background": 'what was before ("Предыстория", "Background")',
    "background_title": "that label, as the article writes it",
    "attribution": 'who told the news: "Bloomberg, Reuters"',
    "source": "where we read it",
    "credits": 'both: "Bloomberg, Reuters · Sample"',
    "author": "who wrote it, as a text",
    "authors": "the same as a list",
    "published": 'the day and the time, in the channel\'s zone and language: "22 November, 14:05"; without a time '
    "where that is midnight",
    "updated": "the same of its last change; empty if there was none",
    "categories": 'as a text "City life, Transport", ten at most',
    "hashtags": 'as a text "#City_life #Transport", ten at most',
    "link": "the address; empty where Telegram would not link it",
    "address": "the address in that case, to be shown as text",
    "site": 'its host: "example.org"',
    "comments": "the address of its comments",
    "language": 'of the article: "uk"',
    "also": "who else tells the story: linked names, five at most, and a count; as a list, each has `source`, `title` "
    "and `link`",
    "sources": '"3 sources"; `sources.count` and `sources.names` are the number and the list',
    "jumped": "whether the story is told again because it grew; if you do not name it, a first line says so",
    "withdrawn": "whether the source withdrew it; then the message is struck through, under a note",
    "words": "our own words in the channel's language: `words.also`, `words.source`, `words.background`, "
    "`words.updated`, `words.read`, `words.comments`",
}
"""The fields of a template."""

SIGNATURE = {
    "date": 'published|date("%d.%m.%Y %H:%M")',
    "cut": "summary|cut(200)",
    "plain": "content|plain",
    "upper": "title|upper",
    "lower": "title|lower",
    "capitalize": "title|capitalize",
    "join": 'authors|join(", ")',
    "first": "authors|first",
    "last": "authors|last",
    "length": "authors|length",
    "count": "authors|count",
    "default": 'author|default("—")',
}
"""The filters of a template, as they are used."""
