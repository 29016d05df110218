"""An endpoint that fails, and what comes of it: it is left alone for a while, with one sentence that says why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from feedbot.condense import Asker, Condensed
from feedbot.model import Secret
from tests.endpoint import Place, placed


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Place]:
    """A feedbot with an article that nobody asked about yet."""
    async with placed(tmp_path) as place:
        yield place


FAULTS: tuple[tuple[int, dict[str, str], str, float], ...] = (
    (401, {}, "set FEEDBOT_SUMMARY_KEY to a key that it takes", 3600),
    (403, {}, "set FEEDBOT_SUMMARY_KEY to a key that it takes", 3600),
    (429, {"Retry-After": "7"}, "it is asked again later", 7),
    (429, {}, "it is asked again later", 60),
    (503, {"Retry-After": "700"}, "it is asked again later", 700),
    (500, {}, "it is asked again later", 60),
    (404, {}, "correct summary.endpoint", 60),
    (307, {"Location": "http://127.0.0.1:1/"}, "correct summary.endpoint", 60),
)


async def test_a_fault_is_told_and_waited_out(here: Place) -> None:
    """The same sentence as long as it lasts; nothing is asked meanwhile, and none of it counts as an answer."""
    before = await here.entry()
    here.stub.body = b"no"
    for number, (status, headers, remedy, wait) in enumerate(FAULTS):
        here.stub.status, here.stub.headers = status, headers
        here.sets(model=f"model-{number}")
        done = await here.turn()

        assert (f"the endpoint answers {status} (no); {remedy}", wait) == (done.problem, done.wait)
        assert Condensed(problem=done.problem, wait=wait) == await here.turn()
        assert number + 1 == len(here.stub.asked)
    assert before == await here.entry()
    assert 0 == await here.count()


async def test_after_a_fault_the_same_entry_is_asked_about(here: Place) -> None:
    """Its summary comes late, not never."""
    here.stub.status = 500
    done = await here.turn()
    here.world.clock.move(seconds=done.wait or 0)
    here.stub.status = 200
    cured = await here.turn()

    assert (True, "", 0) == (cured.taken, cured.problem, cured.wait)


async def test_faults_in_a_row_are_waited_out_longer(here: Place) -> None:
    """Twice as long at each, an hour at most; another endpoint is asked at once."""
    here.stub.status = 500
    waits = []
    for _ in range(8):
        here.asker.until = None
        done = await here.turn()
        waits.append(done.wait)

    assert [60, 120, 240, 480, 960, 1920, 3600, 3600] == waits
    here.sets(model="large")
    here.stub.status = 200
    assert "" == (await here.turn()).problem


async def test_a_fault_lasts_while_there_is_nothing_to_ask(here: Place) -> None:
    """It is over when an answer came, not when its wait is."""
    here.stub.status = 500
    done = await here.turn()
    here.world.clock.move(hours=2)

    assert Condensed(problem=done.problem) == await here.turn()


async def test_a_question_that_is_not_taken_is_not_asked_again(here: Place) -> None:
    """What the endpoint finds wrong with one question keeps no other waiting for ever."""
    here.stub.status, here.stub.body = 400, b'{"error": "context too long"}'
    done = await here.turn()
    here.asker = Asker()

    assert done.problem.startswith('the endpoint answers 400 ({"error": "context too long"}); see that')
    assert Condensed() == await here.turn()
    assert 1 == len(here.stub.asked)
    assert 1 == await here.count()


NO_ANSWERS = (
    ("its answer is no JSON", b"<html>Welcome</html>"),
    ("its answer is no JSON", b'{"choices": [{"mess'),
    ("its answer has no text at choices[0].message.content", b'{"result": "fine"}'),
)


async def test_what_is_no_answer_is_told(here: Place) -> None:
    """A page of HTML, half of its JSON, another interface: our summary stays."""
    before = await here.entry()
    for number, (because, body) in enumerate(NO_ANSWERS):
        here.stub.body = body
        here.sets(model=f"model-{number}")
        done = await here.turn()

        assert f"the endpoint is of no use: {because}; correct summary.endpoint" == done.problem
        assert 60 == done.wait
    assert before == await here.entry()
    assert len(NO_ANSWERS) == await here.count()


@pytest.mark.parametrize("message", ['{"content": "The bridge over the Tyra carries"}', '{"content": null}', "{}"])
async def test_an_answer_that_was_cut_off_is_refused_alone(here: Place, message: str) -> None:
    """Its entry keeps our summary and is not asked about again; the next one is asked about at once."""
    here.stub.status = 500
    await here.turn()
    here.asker.until = None
    here.stub.status = 200
    here.stub.body = f'{{"choices": [{{"message": {message}, "finish_reason": "length"}}]}}'.encode()
    before = await here.entry()
    done = await here.turn()

    assert Condensed(entry=before.id, because="its answer was cut off", wait=0) == done
    assert before == await here.entry()
    assert Condensed() == await here.turn()
    assert (1, 0) == (await here.count(), here.asker.faults)


async def test_an_endless_answer_is_not_read(here: Place) -> None:
    """64 KiB are enough for any summary."""
    here.stub.body = b" " * 70_000
    done = await here.turn()

    assert "the endpoint cannot be asked: the answer of 127.0.0.1 is longer than 64 KiB" == done.problem


async def test_a_private_endpoint_has_to_be_allowed(here: Place) -> None:
    """An endpoint on this machine is asked only if allow_private names it; the remedy says so."""
    here.sets(url="http://127.0.0.1:9/v1")
    numbered = await here.turn()
    here.sets(url="http://localhost:9/v1")
    named = await here.turn()

    for done in (numbered, named):
        assert "is a private address" in done.problem
        assert "name it in allow_private" in done.problem
    assert [] == here.stub.asked


async def test_an_address_that_is_none_is_told(here: Place) -> None:
    """It does not raise."""
    here.sets(url="ftp://ai.example")

    assert "correct the endpoint's url" in (await here.turn()).problem


async def test_an_endpoint_without_a_key_gets_none(here: Place) -> None:
    """Local ones need none."""
    here.sets(key=Secret(""))
    await here.turn()

    assert [""] == here.stub.keys
