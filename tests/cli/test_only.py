import pytest

from tests.cli.conftest import Feedbot

PARTS = "ingest, publish, deliver, web, bot"


@pytest.mark.parametrize("parts", ["everything", "ingest,delivery", "", ","])
def test_parts_are_known(feedbot: Feedbot, parts: str) -> None:
    """What is no part, or none at all, is refused with those that there are."""
    code, _, told = feedbot("run", "--only", parts)
    assert 2 == code
    assert PARTS in told


@pytest.mark.usefixtures("on_file")
def test_a_file_has_one_program(feedbot: Feedbot) -> None:
    """On SQLite nobody else would do the rest, so that is refused, with what to do."""
    code, _, told = feedbot("run", "--only", "ingest, deliver")
    assert 2 == code
    assert "give them a PostgreSQL" in told


def test_a_round_has_all_parts(feedbot: Feedbot) -> None:
    """`--once` is a whole round."""
    code, _, told = feedbot("run", "--once", "--only", "ingest")
    assert 2 == code
    assert "not with --once" in told
