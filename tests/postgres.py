"""The tests that keep something in a database, on PostgreSQL: python -m tests.postgres LEAST [arguments of pytest].

A server is started in a temporary folder, without a care for power cuts, reached by a socket alone, and stopped in the
end. If FEEDBOT_TEST_DATABASE names one already, that is taken. Fails where there is no server or no driver, and where
fewer than LEAST tests worked on it and passed.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from xml.etree import ElementTree

LONGEST = 1_800
"""Seconds until the server ends, and the tests, whatever happened to this program."""

# Sorted as people in most countries sort, which is not how SQLite does.
LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "panic",
}


def main(least: int, arguments: list[str]) -> int:
    """Run the tests; 0 if all passed, and enough of them worked on the server."""
    signal.signal(signal.SIGTERM, _stopped)
    if find_spec("psycopg") is None:
        return failed("the driver is missing; pip install 'psycopg[binary]'")
    if address := os.environ.get("FEEDBOT_TEST_DATABASE"):
        return tested(address, least, arguments)
    programs = folder()
    if programs is None:
        return failed("no PostgreSQL is installed; apt-get install postgresql")
    with TemporaryDirectory(prefix="pg") as place, server(programs, Path(place)) as address:
        return tested(address, least, arguments)


def folder() -> Path | None:
    """The folder of the newest server's programs; Debian keeps them out of the PATH."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: -float(each.parent.name))
    return next((each for each in places if (each / "initdb").exists() and (each / "postgres").exists()), None)


@contextmanager
def server(programs: Path, place: Path) -> Iterator[str]:
    """A server whose folder is `place`, while the block lasts; its address."""
    user = "postgres" if os.geteuid() == 0 else None  # it refuses to be root's
    if user is not None:
        shutil.chown(place, user)
    data = str(place / "data")
    command = [str(programs / "initdb"), "-D", data, "-U", "feedbot", "--auth=trust", "--no-sync", *LOCALE]
    subprocess.run(command, check=True, user=user, extra_groups=_groups(user), stdout=subprocess.DEVNULL, cwd=place)
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = ["timeout", "--signal=INT", "--kill-after=20", str(LONGEST)]
    command += [str(programs / "postgres"), "-D", data, "-k", str(place), *options]
    process = subprocess.Popen(command, user=user, extra_groups=_groups(user), cwd=place)
    try:
        address = f"postgresql+psycopg://feedbot@/postgres?host={place}"
        _answers(process, programs, place)
        yield address
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown, passed on by `timeout`
        process.wait(timeout=30)


def tested(address: str, least: int, arguments: list[str]) -> int:
    """Run the tests on a server, and see that enough of them worked there."""
    with TemporaryDirectory() as place:
        report = Path(place) / "report.xml"
        # The newer family of reports has no room for what a test notes of itself.
        command = [sys.executable, "-m", "pytest", "--override-ini=junit_family=xunit1", f"--junitxml={report}"]
        command += arguments
        done = subprocess.run(
            command, check=False, timeout=LONGEST, env={**os.environ, "FEEDBOT_TEST_DATABASE": address}
        )
        if done.returncode:
            return done.returncode
        worked = passed(report)
    if worked < least:
        return failed(f"{worked} tests worked on PostgreSQL, and there are {least} at least")
    print(f"{worked} tests worked on PostgreSQL")  # noqa: T201 - this is how it answers
    return 0


def passed(report: Path) -> int:
    """How many tests of a report had a database on the server, and passed."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - of our own making
    return sum(
        case.find("properties/property[@name='database']") is not None and case.find("skipped") is None
        for case in cases
    )


def failed(why: str) -> int:
    """Say why it ends so."""
    print(f"tests.postgres: {why}", file=sys.stderr)  # noqa: T201 - this is how it answers
    return 1


def _groups(user: str | None) -> list[int] | None:
    return None if user is None else os.getgrouplist(user, pwd.getpwnam(user).pw_gid)


def _answers(process: "subprocess.Popen[bytes]", programs: Path, place: Path) -> None:
    """Wait until the server takes connections. Raises RuntimeError if it ends instead, or takes a minute."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        asked = subprocess.run([programs / "pg_isready", "-h", place], check=False, stdout=subprocess.DEVNULL)
        if asked.returncode == 0:
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")


def _stopped(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
