import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from feedbot.cli import group
from feedbot.loops import PARTS

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "feedbot"}


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile with their arguments, lines joined and comments left out."""
    text = re.sub(r"^#.*\n", "", CONTAINERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


def last_stage() -> list[tuple[str, str]]:
    """The instructions of the stage that is shipped."""
    found = instructions()
    return found[max(number for number, (word, _) in enumerate(found) if word == "FROM") :]


def test_what_is_shipped_has_no_tools_of_the_build() -> None:
    """There are two stages, with one named version of Python; packages come by the lock's hashes."""
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]

    assert ["python:3.13-slim-bookworm"] * 2 == bases
    assert "--require-hashes -r requirements.lock" in CONTAINERFILE
    assert not any("pip install" in rest for _, rest in last_stage())


def test_it_runs_as_nobody_in_particular() -> None:
    """The user is a number that is not root's, so that a cluster can see that; nothing is said after it as root."""
    words = dict(last_stage())

    assert re.fullmatch(r"[1-9][0-9]+:[1-9][0-9]+", words["USER"])
    order = [word for word, _ in last_stage()]
    assert order.index("USER") > order.index("RUN")


def test_signals_reach_feedbot() -> None:
    """It is process 1, not the child of a shell, and ends by SIGTERM; it is asked how it is."""
    words = dict(last_stage())

    assert ('["feedbot"]', '["run"]', "SIGTERM") == (words["ENTRYPOINT"], words["CMD"], words["STOPSIGNAL"])
    assert words["HEALTHCHECK"].endswith('CMD ["feedbot", "healthcheck"]')
    assert "healthcheck" in group.list_commands(None)  # type: ignore[arg-type]  # asks nothing of it


def test_what_is_copied_is_there_and_not_ignored() -> None:
    """Each file that the image is made of exists, and .dockerignore lets it pass and nothing else."""
    sources = [
        each for word, rest in instructions() if word == "COPY" and "--from" not in rest for each in rest.split()[:-1]
    ]
    lines = (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()

    assert all((ROOT / each).exists() for each in sources)
    assert {each.removeprefix("./") for each in sources} == {each[1:] for each in lines if each.startswith("!")}
    assert "*" in lines


def test_no_index_of_packages_is_named() -> None:
    """Who builds it says where packages come from: no address is named, and no option of pip takes one."""
    for path in (DEPLOY / "Containerfile", DEPLOY / "compose.yaml"):
        assert not re.search(r"https?:|--(extra-)?index|--find-links|(UV|PIP)_\w*INDEX", path.read_text())


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_may_write_to_its_data_only(name: str) -> None:
    """Its root is read-only, it has no capabilities and gains none, and its log is rotated."""
    each = OURS[name]

    assert (True, ["ALL"], ["no-new-privileges:true"]) == (each["read_only"], each["cap_drop"], each["security_opt"])
    assert ["${FEEDBOT_DATA:-../data}:/data"] == each["volumes"]
    assert {"max-size": "10m", "max-file": "5"} == each["logging"]["options"]
    assert all(port.startswith("127.0.0.1:") for port in each.get("ports", []))


def test_the_workers_do_all_parts_once() -> None:
    """With PostgreSQL, three programs share all that one does."""
    workers = [each for each in OURS.values() if each["profiles"] == ["workers"]]
    parts = [part for each in workers for part in each["command"][2].split(",")]

    assert (3, sorted(PARTS)) == (len(workers), sorted(parts))
    assert all(each["environment"]["FEEDBOT_DATABASE"].startswith("postgresql://") for each in workers)
    assert all({"database": {"condition": "service_healthy"}} == each["depends_on"] for each in workers)
    assert ["single"] == SERVICES["feedbot"]["profiles"]


def test_who_serves_no_pages_says_how_it_is_all_the_same() -> None:
    """A worker without pages answers the image's health check where the config says that pages are."""
    silent = {
        name: each["command"] for name, each in OURS.items() if "web" not in each.get("command", ["", "", "web"])[2]
    }

    assert ["deliver", "ingest"] == sorted(silent)
    assert all(["--listen", "127.0.0.1:8080"] == command[3:] for command in silent.values())
    assert not any("healthcheck" in OURS[name] for name in silent)


def test_no_secret_stands_in_the_files() -> None:
    """Passwords and tokens come from the environment."""
    for each in SERVICES.values():
        for name, value in each.get("environment", {}).items():
            if re.search(r"TOKEN|PASSWORD", name):
                assert re.fullmatch(r"\$\{[A-Z_]+:-\}", value)


@pytest.mark.skipif(shutil.which("hadolint") is None, reason="hadolint is not here; the tests above read the file")
def test_hadolint_finds_nothing() -> None:
    """The linter for such files has no complaint."""
    program = shutil.which("hadolint") or ""
    done = subprocess.run([program, str(DEPLOY / "Containerfile")], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout)
