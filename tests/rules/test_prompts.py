import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedbot.model import Brief, Endpoint
from feedbot.rules import prompts
from tests import make

ENDPOINT = Endpoint(url="https://ai.example/v1", model="small")
BRIEF = Brief()


def asked(title: str = "A title", text: str = "A text.", brief: Brief = BRIEF) -> dict[str, Any]:
    """What an endpoint reads of a question."""
    found: dict[str, Any] = json.loads(prompts.question(title, text, ENDPOINT, brief))
    return found


def said(content: object = "A summary.", **choice: object) -> bytes:
    """An answer in the form of the interface."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, **choice}]}).encode()


def test_a_question_has_the_article_and_the_limits() -> None:
    """The task is the system's message, the article the user's, between fences."""
    found = asked(brief=Brief(length=200, sentences=2))

    assert "small" == found["model"]
    assert ["system", "user"] == [each["role"] for each in found["messages"]]
    assert "at most 2 sentences, at most 200 characters" in found["messages"][0]["content"]
    assert "----- article\nA title\n\nA text.\n----- end" == found["messages"][1]["content"]


def test_the_mode_of_one_sentence_asks_for_one() -> None:
    """However many sentences a summary may have otherwise."""
    brief = Brief(mode="one", sentences=3)

    assert "at most one sentence," in asked(brief=brief)["messages"][0]["content"]
    assert 1 == prompts.most(brief)
    assert 3 == prompts.most(BRIEF)


@given(st.text(max_size=200), st.text(max_size=500))
def test_no_article_can_end_itself(title: str, text: str) -> None:
    """Whatever it says, there are two fences, and its words stay those of the user's message."""
    found = asked(title, text)
    user = found["messages"][1]["content"]

    assert 2 == user.count("-----")
    assert user.startswith("----- article\n")
    assert user.endswith("\n----- end")
    assert asked()["messages"][0] == found["messages"][0]


def test_an_article_is_plain_and_not_too_long() -> None:
    """Markup is left out, and a long text is cut behind a word."""
    long = make.entry(content="<p>" + "word " * 2_000 + "</p>")

    assert "One.\nTwo." == prompts.article(make.entry(content="<p>One.</p><p><b>Two</b>.</p>"))
    assert prompts.LONGEST >= len(prompts.article(long)) > prompts.LONGEST - 10
    assert prompts.article(long).endswith("word")
    assert prompts.LONGEST == len(prompts.article(make.entry(content="x" * 9_000)))


def test_equal_questions_have_one_digest() -> None:
    """What is asked counts: the model, the limits, the text; not whose entry it is."""
    entry = make.entry()
    digest = prompts.digest(entry, ENDPOINT, BRIEF)
    others = (
        prompts.digest(entry, replace(ENDPOINT, model="large"), BRIEF),
        prompts.digest(entry, ENDPOINT, Brief(length=100)),
        prompts.digest(entry, ENDPOINT, Brief(mode="one")),
        prompts.digest(replace(entry, title="Another"), ENDPOINT, BRIEF),
        prompts.digest(replace(entry, content="<p>Another.</p>"), ENDPOINT, BRIEF),
    )

    assert digest == prompts.digest(replace(entry, id="urn:other", source="other"), ENDPOINT, BRIEF)
    assert 6 == len({digest, *others})


def test_an_answer_is_one_line_of_text() -> None:
    """Whatever line ends it has."""
    assert "One. Two." == prompts.answer(said(" One.\n\nTwo. "))
    assert "One." == prompts.answer(said("One.", finish_reason="stop"))


@pytest.mark.parametrize(
    ("because", "body"),
    [
        ("its answer is no JSON", b""),
        ("its answer is no JSON", b"<html>502</html>"),
        ("its answer is no JSON", b"[" * 100_000),
        ("its answer is no JSON", b"\xff\xfe\xff"),
        ("its answer has no text at choices[0].message.content", b"[]"),
        ("its answer has no text at choices[0].message.content", b'{"choices": []}'),
        ("its answer has no text at choices[0].message.content", b'{"choices": {"0": 1}}'),
        ("its answer has no text at choices[0].message.content", b'{"choices": ["text"]}'),
        ("its answer has no text at choices[0].message.content", b'{"choices": [{"message": "text"}]}'),
        ("its answer has no text at choices[0].message.content", said(None)),
        ("its answer has no text at choices[0].message.content", said(["text"])),
        ("its answer was cut off", said("One", finish_reason="length")),
    ],
)
def test_what_is_no_answer_says_why(because: str, body: bytes) -> None:
    """A page of HTML, another interface, half an answer."""
    with pytest.raises(ValueError, match="its answer") as caught:
        prompts.answer(body)

    assert because == str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    """Nothing but ValueError comes of them."""
    try:
        assert "\n" not in prompts.answer(body)
    except ValueError as error:
        assert str(error).startswith("its answer")
