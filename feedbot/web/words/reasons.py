"""What rules say of entries, visits and messages, as patterns: the English row is what they say, word for word.

The part of a key before its first "_" says which rules: verdict, story, term, sent, naming, ailment. What stands in
braces is taken over; by its name it may be a `span` (a length of time, told anew), a `number` (digits and signs only)
or `reason` (which may have a pattern itself); anything else is a name or a text. Earlier patterns are tried first.
"""

from feedbot.text.alarm_phrases import SEEN

WORDS = {
    "verdict_every": "takes every source",
    "verdict_source": 'takes source "{name}"',
    "verdict_not": 'does not take source "{name}"',
    "verdict_alarms_only": "takes alarms only",
    "verdict_no_alarms": "takes no alarms",
    "verdict_alarms": "takes alarms",
    "verdict_asleep": "the channel is asleep: {reason}",
    "verdict_no_token": "no token; get one from @BotFather and set FEEDBOT_TELEGRAM_TOKEN",
    "verdict_no_chat": "no chat; set FEEDBOT_TELEGRAM_CHAT, or chat in config.toml",
    "verdict_old": "it was {span1} old when first seen, and max_age is {span2}",
    "verdict_first": "it was there at the first visit of the source, and deliver_first is {number}",
    "verdict_carried": "the program from which the source was taken over had seen it",
    "verdict_copy": "a copy of {text}",
    "verdict_wanted_story": "{number} sources tell its story, {text} is wanted",
    "verdict_wanted_one": "{number} source tells its story, {text} is wanted",
    "verdict_story": "{number} sources tell its story",
    "verdict_story_one": "{number} source tells its story",
    "verdict_wanted_age": "it is {span} old, {text} is wanted",
    "verdict_age": "it is {span} old",
    "verdict_no_word_more": "no word of {text} and {number} more",
    "verdict_no_word": "no word of {text}",
    "verdict_nothing_like": "nothing like {text}",
    "verdict_there": "{text} is there",
    "verdict_source_not_wanted": "its source is {text1}, not {text2} is wanted",
    "verdict_source_wanted": "its source is {text1}, {text2} is wanted",
    "verdict_source_is": "its source is {text}",
    "verdict_language_not_wanted": "its language is {text1}, not {text2} is wanted",
    "verdict_language_wanted": "its language is {text1}, {text2} is wanted",
    "verdict_language_unknown": "its language is not known",
    "verdict_language_is": "its language is {text}",
    "verdict_category_not_wanted": "its category is {text1}, not {text2} is wanted",
    "verdict_category_wanted": "its category is {text1}, {text2} is wanted",
    "verdict_category_unknown": "its category is not known",
    "verdict_category_is": "its category is {text}",
    "verdict_author_not_wanted": "its author is {text1}, not {text2} is wanted",
    "verdict_author_wanted": "its author is {text1}, {text2} is wanted",
    "verdict_author_unknown": "its author is not known",
    "verdict_author_is": "its author is {text}",
    "verdict_link_not_wanted": "its link is {text1}, not {text2} is wanted",
    "verdict_link_wanted": "its link is {text1}, {text2} is wanted",
    "verdict_link_unknown": "its link is not known",
    "verdict_link_is": "its link is {text}",
    "verdict_no": "no {text}",
    "story_nothing": "nothing like it was told",
    "story_before": "it was placed before",
    "story_copy": "a copy of {text}",
    "story_but": "like {text}, but {reason}",
    "story_joined": "joined to this story by hand on {text}",
    "story_split": "split from its story by hand on {text}",
    "story_like_words_meaning": (
        "like {text}: it shares {words}; in meaning its title is {number1} alike; likeness {number2} of "
        "at least {number3}"
    ),
    "story_like_words": "like {text}: it shares {words}; likeness {number1} of at least {number2}",
    "story_nearest_words_meaning": (
        "nearest is {text}: it shares {words}; in meaning its title is {number1} alike; likeness {number2} of "
        "at least {number3}"
    ),
    "story_nearest_words": "nearest is {text}: it shares {words}; likeness {number1} of at least {number2}",
    "term_floor": "{reason}, and its kind is never visited more often than every {span}",
    "term_config": "the config says every {span}",
    "term_learnt": "{span}: half the mean time between its entries of the last week, 15 minutes to a day",
    "term_usual": "{span} is usual for its kind",
    "term_once": "it failed once: twice the time for each after the first, {span}",
    "term_failed": "it failed {number} times in a row: twice the time for each after the first, {span}",
    "term_retry": "its server asks to wait {span} (Retry-After)",
    "term_validators": "its server sends neither ETag nor Last-Modified: hourly at most",
    "term_hub": "a hub tells us of its news until {text}: daily",
    "term_server": "its server asks for {span} ({text}), a day at most",
    "term_document": "its document asks for {span} ({text}), a day at most",
    "term_skip": "its document wants no visits at {text} UTC: later",
    "term_rest": "{text1} asked all visits to wait until {text2}",
    "term_chance": "{number}% so that sources do not move in step",
    "sent_withdrawn": "its source withdrew it before it was sent",
    "sent_jumped": "its story was not told yet, so the first message tells all of it",
    "sent_left": "its message stands in {text}, which this channel has left; it is not edited there",
    "sent_late_because": "not sent within {span}: {reason}",
    "sent_late": "not sent within {span}",
    "sent_unanswered": "no answer was recorded: the program ended between sending and recording",
    "sent_doubtful": "it may have arrived or not ({reason}), and on_unknown is hold",
    "sent_joined": "its story was joined to another by hand, and is told there",
    "naming_id_although": "their ids, although of the last {number} {reason}",
    "naming_id_plain": "their ids",
    "naming_link_given_up": "their links, for its ids were given up: of {number} that were counted until then {reason}",
    "naming_link_plain": "their links",
    "naming_link_now": "of its last {number} ids {reason}: items are known by their links now",
    "naming_text_given_up": (
        "their titles and dates, for its ids were given up: of {number} that were counted until then {reason}"
    ),
    "naming_text_plain": "their titles and dates",
    "naming_text_links_too": "its links are missing or shared too: items are known by their titles and dates now",
    "naming_text_now": "of its last {number} ids {reason}: items are known by their titles and dates now",
    "naming_link_changes": "its links change too: items are known by their titles and dates from now on",
    "naming_changed": "{number} changed while links or titles stayed",
    "naming_repeated": "{number} named two articles or more",
    "naming_missing": "{number} were missing",
}

TOLD = {f"ailment_{key}": row for key, row in SEEN.items()}
