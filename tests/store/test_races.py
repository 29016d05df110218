import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from sqlalchemy import Engine

from feedbot.model import Batch
from feedbot.store import feeds, open_store, outbox, read, visits, write
from tests import make
from tests.make import NOW
from tests.store.given import LEASE, attempted, batch, claimed, delivery, held, promise, rows, settled, sure
from tests.store.worker import NAMES


def worker(address: str, work: str) -> "subprocess.Popen[str]":
    """Another process at work on the same database."""
    command = [sys.executable, "-m", "tests.store.worker", address, work]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def answers(address: str, work: str, number: int) -> list[str]:
    """What a number of processes say that work together; all must end well."""
    crew = [worker(address, work) for _ in range(number)]
    said = [each.communicate(timeout=60)[0] for each in crew]
    assert [0] * number == [each.returncode for each in crew]
    return said


def killed(address: str, work: str) -> None:
    """Let a process work until it says so, then kill it."""
    with worker(address, work) as process:
        assert process.stdout is not None
        assert "now\n" == process.stdout.readline()
        process.kill()


def test_no_increment_is_lost(address: str, engine: Engine) -> None:
    """Two processes that count one row up 300 times each make 600."""
    answers(address, "increments", 2)

    with read(engine) as tx:
        assert 601 == feeds.edition(tx, make.feed(), "")[1]


def test_each_source_is_claimed_once(address: str, engine: Engine) -> None:
    """Three processes claim 1,000 due sources, each of them once."""
    with write(engine) as tx:
        visits.enrol(tx, NAMES, NOW)
        visits.watch(tx, NAMES)

    said = " ".join(answers(address, "claims", 3)).split()
    assert NAMES == sorted(said)


def test_each_delivery_is_sent_once(address: str, engine: Engine) -> None:
    """Three workers send what four lanes are owed: all of it, nothing twice, each lane in order."""
    sent: dict[str, list[int]] = {channel: [] for channel in "abcd"}
    for channel in sent:
        held(engine, Batch(source="sample", promises=tuple(promise(make.entry(n), channel=channel) for n in range(12))))

    def work(_: int) -> None:
        with closing(open_store(address)) as store:
            while claim := claimed(store.engine, *sent):
                assert NOW == attempted(store.engine, claim)
                sent[claim.lane.channel].append(claim.delivery.number)
                settled(store.engine, claim, shown=claim.delivery.wanted, attempted=None)

    with ThreadPoolExecutor(3) as crew:
        list(crew.map(work, range(3)))

    assert {channel: list(range(1, 13)) for channel in "abcd"} == sent
    with read(engine) as tx:
        assert () == outbox.deliveries(tx, state="owed")


def test_killed_inside_a_transaction(address: str, engine: Engine) -> None:
    """A process that is killed before its transaction ends leaves nothing half-known."""
    before = rows(engine)
    killed(address, "death")

    assert before == rows(engine)
    assert 3 == held(engine, batch(1, 2, 3))


def test_killed_between_attempt_and_answer(address: str, engine: Engine) -> None:
    """A process that is killed while it sends leaves the attempt for the next one to see."""
    held(engine, batch(1))
    killed(address, "attempt")

    assert claimed(engine) is None
    assert NOW == sure(claimed(engine, now=NOW + LEASE)).delivery.attempted
    assert 1 == delivery(engine).attempts
