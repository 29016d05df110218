import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.dialects import sqlite

from feedbot.model import Attribution, Batch, Category, Link, Person, Signature
from feedbot.store import entries as articles
from feedbot.store import read, values, write
from feedbot.store.values import Packed, clean, dumps, microseconds, moment
from tests import make
from tests.store.given import held, of

ANY_TEXT = st.text(st.characters(codec=None))


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_moment_there_and_back(value: datetime) -> None:
    """A moment comes back from its number to the microsecond, in UTC."""
    assert value == moment(microseconds(value))


def test_zone_makes_no_difference() -> None:
    """One moment has one number, in whatever zone it is written."""
    elsewhere = make.NOW.astimezone(tz=values.moment(0).astimezone().tzinfo)

    assert microseconds(make.NOW) == microseconds(elsewhere)


def test_length_of_time() -> None:
    """A length of time is counted in microseconds."""
    assert 1_500_000 == microseconds(timedelta(seconds=1.5))


def test_naive_moment() -> None:
    """A moment without a zone is refused instead of guessed at."""
    with pytest.raises(TypeError):
        microseconds(make.NOW.replace(tzinfo=None))


@example("\0")
@example("\udcff")
@given(ANY_TEXT)
def test_clean_is_storable(text: str) -> None:
    """A clean text can be written as UTF-8, has no NUL, keeps its length, and is clean already."""
    once = clean(text)

    assert "\0" not in once.encode().decode()
    assert len(text) == len(once)
    assert once == clean(once)


@given(st.text())
def test_clean_keeps_good_text(text: str) -> None:
    """A text that any database takes is not changed."""
    good = text.replace("\0", "")

    assert good == clean(good)


@given(st.recursive(ANY_TEXT | st.integers(), lambda part: st.lists(part, max_size=3), max_leaves=5))
def test_json_is_storable(value: object) -> None:
    """Whatever goes into a JSON column can be written as UTF-8 without a NUL."""
    assert b"\0" not in dumps(value).encode()


def test_json_is_readable() -> None:
    """Letters stay letters in JSON, so it is short and can be read."""
    assert '["Київ"]' == dumps(["Київ"])


def test_every_field_comes_back(engine: Engine) -> None:
    """An entry with every field filled in comes out of the store as it went in."""
    entry = make.entry(
        title="Заголовок з емодзі 🛰",
        authors=(Person(name="A. Writer", uri="https://example.org/a", email="a@example.org"), Person(name="B")),
        categories=(Category(term="news", scheme="https://example.org/c", label="News"),),
        attribution=(Attribution(name="Kyrgyz Mountain Agency", alias="KMA"), Attribution(name="Other", via=True)),
        language="uk",
        links=(Link(href="https://example.org/a.mp3", type="audio/mpeg", length=2**40, title="Sound"),),
    )

    held(engine, of(entry))

    with read(engine) as tx:
        assert entry == articles.find(tx, entry.id)


def test_file_names_of_any_bytes(engine: Engine) -> None:
    """A key with bytes that are no text, as names of files may have, is stored and known again."""
    key = "path:статья\udce0\udcff.txt"
    entry = make.entry(key=key)

    held(engine, of(entry))

    with read(engine) as tx:
        assert {key: "raw of digest-1"} == articles.seen(tx, "sample", [key])


def test_nothing_is_nothing(bare: Engine) -> None:
    """A batch that brings nothing writes nothing."""
    with write(bare) as tx:
        articles.record(tx, Batch(source="sample"), make.NOW)
        assert () == articles.latest(tx)


@given(
    st.lists(st.text(max_size=5), max_size=6),
    st.lists(st.integers(-1, 12) | st.integers(), max_size=6),
    st.lists(st.integers(0, 2**32) | st.integers(), max_size=6),
)
@example(["a b", "c"], [9], [2**32 - 1])
@example(["a", "\u00a0"], [0, 9], [])
def test_packed_there_and_back(texts: list[str], small: list[int], large: list[int]) -> None:
    """Tuples of any texts and numbers come back, though most stand as one text."""
    value = make.signature(1, terms=tuple(map(clean, texts)), counts=tuple(small), shingles=tuple(large))
    packed = Packed(Signature)

    found = packed.read(packed.written(value))

    assert value == replace(found, shingles=tuple(found.shingles))
    assert packed.written(value) == dumps(packed.process_bind_param(value, sqlite.dialect()))


def test_packed_values_are_short() -> None:
    """What news have takes no more room than its letters, and defaults none."""
    written = Packed(Signature).written(make.signature(1, terms=("bridg", "мост"), counts=(3, 1), shingles=(7, 8)))

    assert {"entry", "source", "at", "terms", "counts", "shingles"} == set(json.loads(written))
    assert ("bridg мост", "31", "BwAAAAgAAAA=") == tuple(
        json.loads(written)[name] for name in ("terms", "counts", "shingles")
    )
    assert None is Packed(Signature).process_bind_param(None, sqlite.dialect())
    assert written is Packed(Signature).process_bind_param(written, sqlite.dialect())
