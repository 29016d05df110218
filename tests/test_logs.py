import io
import json
import logging

import pytest
import structlog

from feedbot import logs


def said(style: logs.Style, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """The lines that one event of ours and two of libraries give."""
    stream = io.StringIO()
    logs.set_up(style, stream=stream)
    structlog.get_logger().info("ingested", source="kernel\n\x1b[31m", new=3)
    try:
        int("bad\nrequest")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
        logging.getLogger("somebody").exception("went wrong")
    assert "" == capsys.readouterr().err
    return stream.getvalue().splitlines()


def test_json_is_json_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever logs, a line is one JSON object; a stranger's malformed request is not worth one."""
    lines = [json.loads(line) for line in said("json", capsys)]

    assert ["ingested", "went wrong"] == [line["event"] for line in lines]
    assert ("kernel  [31m", 3) == (lines[0]["source"], lines[0]["new"])
    assert "ValueError: invalid literal" in lines[1]["why"]


def test_logfmt_is_one_line_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    """Text from outside never begins a line of its own."""
    lines = said("logfmt", capsys)

    assert 2 == len(lines)
    assert "event=ingested" in lines[0]


def test_people_read_words(capsys: pytest.CaptureFixture[str]) -> None:
    """The human style has the event and its fields."""
    assert "ingested" in said("human", capsys)[0]


def test_without_a_terminal_logfmt_is_the_style() -> None:
    """No style given: logfmt where nobody looks."""
    stream = io.StringIO()
    logs.set_up(stream=stream)
    structlog.get_logger().info("ready")

    assert "event=ready" in stream.getvalue()
