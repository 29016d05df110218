import re
import tomllib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from feedbot.channels import fields
from feedbot.channels.fields import Frame, hashtags
from feedbot.channels.filters import FILTERS
from feedbot.channels.grammar import FIELDS
from feedbot.channels.templates import PRESETS, Flaw, fill, flaws, uses
from feedbot.model import Category, Piece
from feedbot.text.spans import rich
from tests import make
from tests.config.test_config import ROOT

WHOLE, BARE = fields.samples()


def known(piece: Piece = WHOLE, **options: Any) -> dict[str, object]:
    """The fields of a made-up piece in a channel with these options."""
    channel = make.channel(**{"timezone": "Europe/Kyiv", **options})
    return fields.of(channel, piece, wanted=frozenset(FIELDS), frame=Frame(), jumped=False)


def text(template: str, piece: Piece = WHOLE, **options: Any) -> str:
    """What a template says of a piece."""
    return rich(fill(template, known(piece, **options))).text


@pytest.mark.parametrize("name", PRESETS)
def test_presets_have_no_flaws(name: str) -> None:
    """Each preset can be used by its name, and its text as a template."""
    assert () == flaws(name)
    assert () == flaws(PRESETS[name].strip())


def test_fields_are_those_that_a_piece_has() -> None:
    """What a template may name is what it is given, whatever the piece."""
    assert FIELDS.keys() == known().keys() == known(BARE).keys()


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ title }}", "The new bridge is open"),
        ("{{ summary }}", "The new bridge over the river was opened on Saturday."),
        ("{{ lede }}|{{ background_title }}", "The new bridge over the river was opened on Saturday.\n\n|Background"),
        ("{{ details }}", "It is two kilometres long.\n\nShips pass below."),
        ("{{ background }}", "• The old bridge was closed a year ago.\n• Building took three years."),
        ("{{ attribution }}|{{ source }}", "Harbour News|The Daily Sample"),
        ("{{ credits }}", "Harbour News · The Daily Sample"),
        ("{{ author }}|{{ authors|join(' & ') }}", "A. Writer, B. Writer|A. Writer & B. Writer"),
        ("{{ published }}", "14 March, 12:20"),
        ("{{ updated|date('%d.%m.%Y %H:%M') }}", "14.03.2026 14:20"),
        ("{{ categories }}: {{ hashtags }}", "Transport, City life: #Transport #City_life"),
        ("{{ link }} {{ site }} {{ language }}", "https://news.example/bridge news.example en"),
        ("{{ words.also }} {{ also }}", "Also: Other Paper"),
        ("{% for x in also %}{{ loop.index }} {{ x.source }} {{ x.title }}{% endfor %}", "1 Other Paper Bridge opens"),
        ("{{ sources }}|{{ sources.count }}|{{ sources.names }}", "2 sources|2|The Daily Sample, Other Paper"),
        ("{{ comments }}", "https://news.example/bridge/comments"),
        ("{% if jumped %}x{% elif withdrawn %}y{% else %}{{ title|upper }}{% endif %}", "THE NEW BRIDGE IS OPEN"),
        ("{{ summary|cut(20) }}|{{ title[:7] }}", "The new bridge over…|The new"),
        ("{{ content|cut(31) }}", "The new bridge over the river…"),
        ("{{ authors|first }}, {{ hashtags|last }}, {{ authors|length }}", "A. Writer, #City_life, 2"),
        ("{{ 'x'|default(title) }}{{ title|lower }}{{ 'ab'|capitalize }}", "xthe new bridge is openAb"),
        ("{{ details|plain }}", "It is two kilometres long. Ships pass below."),
        ("{{ title ~ '!' }} {{ also[0].source }}", "The new bridge is open! Other Paper"),
    ],
)  # fmt: skip
def test_what_fields_say(template: str, shown: str) -> None:
    """Each field and filter, as it stands in a message."""
    assert shown == text(template)


def test_a_moment_is_told_in_the_zone_and_language_of_the_channel() -> None:
    """The same moment reads otherwise in another channel."""
    assert "14 березня, 12:20" == text("{{ published }}", language="uk")
    assert "14 марта, 19:20" == text("{{ published }}", language="ru", timezone="Asia/Tokyo")


def test_what_never_changed_was_not_updated() -> None:
    """An update within a minute of the publication is none."""
    piece = make.piece(1, published=make.NOW, updated=make.NOW + timedelta(seconds=59))

    assert "no" == text("{% if updated %}yes{% else %}no{% endif %}{{ title[:0] }}{{ updated|date('%d') }}", piece)


def test_line_ends_are_kept() -> None:
    """A line of the template is a line of the message; one with nothing but a condition leaves none."""
    template = "{{ title }}\n{% if summary %}\n{# why not #}\n* {{ source }}\n{% endif %}\n\n\n\nend"

    assert "The new bridge is open\n* The Daily Sample\n\nend" == text(template)
    assert "The new bridge is open\n\nend" == text(template, BARE)


def test_a_line_end_within_a_tag_is_none() -> None:
    """An address may stand on a line of its own."""
    drawn = rich(fill('<a\n href="{{ link }}"\n>{{ title }}</a>', known()))

    assert "The new bridge is open" == drawn.text
    assert ["https://news.example/bridge"] == [span.url for span in drawn.spans]


def test_strangers_text_is_escaped() -> None:
    """A title has no markup, whatever it says; content has its own."""
    piece = make.piece(1, title="<b>Bold</b> & {{ link }}", content="<p><b>Bold</b></p>")

    drawn = rich(fill("{{ title }}|{{ content }}", known(piece)))
    assert "<b>Bold</b> & {{ link }}|\n\nBold" == drawn.text
    assert ["bold"] == [span.type for span in drawn.spans]


# --- flaws -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("headlin", 1, 'no preset is called "headlin"; did you mean "headline"?'),
        ("news", 1, 'no preset is called "news"; presets are headline, brief, full, link-only'),
        ("", 1, "no preset"),
        ("{{ title }}\n{{ sumary }}", 2, 'there is no field "sumary"; did you mean "summary"?'),
        ("{{ url }}", 1, 'did you mean "link"?'),
        ("{{ frobnicate }}", 1, 'there is no field "frobnicate"; fields are address, also,'),
        ("{{ title|dat('%d') }}", 1, 'there is no filter "dat"; did you mean "date"?'),
        ("{{ title|safe }}", 1, "there are capitalize, count, cut,"),
        ("{% if title is odd1 %}{% endif %}", 1, 'there is no test "odd1"; did you mean "odd"?'),
        ("{{ words.alsoo }}", 1, 'nothing here is called "alsoo"; did you mean "also"?'),
        ("{{ title.upper }}", 1, "it has no parts"),
        ("{{ sources.size }}", 1, "its parts are count, names"),
        ("{{ title }}\n\n{{ categories[0] }}", 3, "not every piece has the item"),
        ("{{ title[0] }}", 1, "only a list has items"),
        ("{{ content[:100] }}", 1, "only a list has items"),
        ("{{ title\n}", 2, "two braces"),
        ("{{ title }}\n{% if link %}x", 2, "{% if %} is not closed"),
        ("{{ title }}{% endif %}", 1, "{% endif %} does not fit here"),
        ("{{ title + }}", 1, "it cannot be read"),
        ("{{ title }}{% if", 1, "something is not closed"),
        ("x {{ 'y' }}", 1, "it names no field"),
        ("{{ title }}\n<blokquote>{{ lede }}</blockquote>", 2, 'did you mean "blockquote"?'),
        ("{{ title }}\n<b>{{ lede }}", 2, "<b> is not closed"),
        ("{{ title }}\n<b><i>{{ lede }}</b></i>", 2, "<i> is not closed"),
        ("{{ title }}\n</b>", 2, "</b> has no beginning"),
        ("<a href={{ link }}>{{ title }}</a>", 1, "quotation marks"),
        ("{{ title }}\n{{ published|date('%Q') }}", 2, '"%Q" is no part of a date'),
        ("{{ title|date('%d') }}", 1, "only published and updated are dates"),
        ("{{ published|date(1) }}", 1, "quotation marks"),
        ("{{ title|cut }}", 1, "missing 1 required positional argument"),
        ("{{ title|cut(0) }}", 1, "a number from 1 to 4,096"),
        ("{{ title|join }}", 1, "only a list can be joined"),
        ("{{ authors|join('" + "x" * 50 + "') }}", 1, "40 characters at most"),
        ("{% if also > 3 %}{{ title }}{% endif %}", 1, "not supported between"),
        ("{{ title }}" + "x" * 4_000, 1, "it has 4,011 characters"),
        ("{% for x in authors %}" * 2 + "{{ title }}" + "x" * 2_000 + "{% endfor %}" * 2, 1, "too long"),
    ],
)  # fmt: skip
def test_a_wrong_template(template: str, line: int, says: str) -> None:
    """A flaw has its line, says what is wrong, and what was meant or may be said."""
    found = flaws(template)

    assert [line] == list(dict.fromkeys(flaw.line for flaw in found))
    assert says in found[0].message


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ title.upper() }}", "a call of something"),
        ("{% for each in range(1000000000) %}{{ title }}{% endfor %}", "a call of something"),
        ("{{ title * 1000000000 }}", '"*"'),
        ("{{ 9 ** 999999999 }}", '"**"'),
        ("{{ '%9999999999d' % 1 }}", '"%"'),
        ("{{ title + title }}", '"+", for which there is "~"'),
        ("{% set x = 1 %}", "{% set %}"),
        ("{% include 'x' %}", "{% include %}"),
        ("{% import 'x' as y %}", "{% import %}"),
        ("{% extends 'x' %}", "{% extends %}"),
        ("{% block x %}{% endblock %}", "{% block %}"),
        ("{% macro x() %}{% endmacro %}", "{% macro %}"),
        ("{% filter upper %}{{ title }}{% endfilter %}", "filterblock"),
        ("{% with x = 1 %}{{ title }}{% endwith %}", "with"),
        ("{{ {'a': 1} }}", "dict"),
        ("{% for each in content %}{{ title }}{% endfor %}", "a loop runs over a list"),
        ("{% for each in 'abc' %}{{ title }}{% endfor %}", "a loop runs over a list"),
        ("{% for a, b in also %}{{ title }}{% endfor %}", "a loop has one name"),
        ("{% for a in also recursive %}{{ title }}{% endfor %}", "a loop has one name"),
        ("{% for a in also %}" * 3 + "{{ title }}" + "{% endfor %}" * 3, "2 deep"),
        ("{{ " + "(" * 1900 + "title" + ")" * 1900 + " }}", "nested too deeply"),
        ("{{ " + "not " * 900 + "title }}", "nested too deeply"),
        ("{{ " + "not " * 40 + "title }}", "nested too deeply"),
        ("{{ title.__class__.__mro__ }}", "it has no parts"),
        ("{{ also.__class__ }}", "it has no parts"),
        ("{{ self }}", 'there is no field "self"'),
        ("{{ loop }}", 'there is no field "loop"'),
        ("{% for a in also %}{{ loop.cycle('a') }}{% endfor %}", "a call"),
        ("{% for a in also %}{{ a.text }}{% endfor %}", "its parts are source, title, link"),
    ],
)  # fmt: skip
def test_what_no_template_may_do(template: str, says: str) -> None:
    """What could run long, take memory or reach what is no field is refused before it is run."""
    assert any(says in flaw.message for flaw in flaws(template))
    with pytest.raises(ValueError, match=r"."):
        fill(template, known())


def test_flaws_are_told_together() -> None:
    """All fields that are wrong are named at once, by line."""
    found = flaws("{{ titel }}\n{{ title }}\n{{ sumary }} {{ lnik }}")

    assert [1, 3, 3] == [flaw.line for flaw in found]
    assert isinstance(found[0], Flaw)


def test_what_a_template_names() -> None:
    """Fields are found in conditions and loops; what cannot be read names none."""
    assert {"title", "also", "link"} == uses(
        "{% if title %}{% for x in also %}{{ x }}{% endfor %}{% endif %}{{ link }}"
    )
    assert frozenset() == uses("{{ title")
    assert "background" in uses("full")
    assert "content" not in uses("brief")


def test_much_is_not_endless() -> None:
    """What is filled has 262,144 characters at most, however much a template repeats, and says that it was cut."""
    many = "{% for a in categories %}{% for b in categories %}" + "{{ content }}" * 20 + "{% endfor %}{% endfor %}"
    made = {**known(), "content": Markup("<p>x</p>" * 8_000)}  # noqa: S704 - safe, as above

    html = fill(many, {**made, "categories": fields.Names("abcdefghij")})
    assert 262_144 >= len(html)
    assert html.endswith("…")


WORDS = "{{ }} {% %} if for in title | . <b> also x endif endfor cut(3) \n"
WRITTEN = st.text(max_size=60) | st.lists(st.sampled_from([*WORDS.split(" "), " "]), max_size=20).map("".join)


@given(WRITTEN)
def test_any_text_is_told_from_a_template(template: str) -> None:
    """Whatever is written, it has flaws that are told by line, or it can be filled, with all and with nothing."""
    found = flaws(template)

    assert all(1 <= flaw.line <= template.count("\n") + 1 and flaw.message for flaw in found)
    if not found:
        assert fill(template, known()) is not None
        assert fill(template, known(BARE)) is not None


# --- hashtags --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "tag"),
    [
        ("Война", "#Война"),
        ("Road traffic", "#Road_traffic"),
        ("covid-19", "#covid_19"),
        ("Здоров'я", "#Здоровя"),
        ("#Sport!", "#Sport"),
        ("U.S.", "#US"),
        ("C++ / Rust", "#C_Rust"),
        ("2026", ""),
        ("19-20", ""),
        ("—", ""),
        ("2026 год", "#2026_год"),
    ],
)
def test_a_category_as_a_hashtag(term: str, tag: str) -> None:
    """Letters, digits and underscores, with at least one letter; else there is none."""
    assert tag == str(hashtags([Category(term=term)]))


def test_hashtags_are_ten_at_most_and_each_once() -> None:
    """Case makes no other hashtag; a label is shown before a term."""
    assert "#War" == str(hashtags([Category(term="war", label="War"), Category(term="WAR")]))
    assert 10 == len(hashtags([Category(term=f"a{number}") for number in range(30)]))


@given(st.lists(st.text(max_size=80), max_size=20))
def test_any_categories_make_hashtags(terms: list[str]) -> None:
    """Each is one word that Telegram takes for a hashtag."""
    for tag in hashtags([Category(term=term) for term in terms]):
        assert "#" == tag[0]
        assert all(letter == "_" or letter.isalnum() for letter in tag[1:])
        assert any(letter.isalpha() for letter in tag)
        assert 61 >= len(tag)


# --- the docs --------------------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs/templates.md").read_text(encoding="utf-8")


def test_the_docs_have_every_field_and_filter() -> None:
    """The tables name each field that a template may name, each filter and each preset."""
    named = set(re.findall(r"`(?:[a-z]+\\\|)?([a-z_-]+)", PAGE))

    assert set() == (FIELDS.keys() | FILTERS.keys() | PRESETS.keys()) - named - {"count"}


def test_templates_in_the_docs_can_be_used() -> None:
    """The presets stand there as they are, and the examples have no flaws."""
    brief, full = re.findall(r"```jinja\n(.*?)```", PAGE, re.DOTALL)
    tables = [tomllib.loads(each)["channels"][0] for each in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)]

    assert PRESETS["brief"] == brief
    assert full in PRESETS["full"]
    assert [()] * 4 == [flaws(table["template"]) for table in tables]
