import configparser
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
DOCS = (ROOT / "docs" / "service.md").read_text()


def service(name: str = "feedbot.service") -> configparser.SectionProxy:
    """The [Service] of a shipped unit; of keys that are said twice, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]  # keys as they are written
    parser.read_string((ROOT / "deploy" / name).read_text())
    return parser["Service"]


def config() -> PurePosixPath:
    """The file with which the unit starts feedbot."""
    found = re.search(r"--config (\S+) run$", service()["ExecStart"])
    assert found
    return PurePosixPath(found[1])


def test_the_configuration_lies_where_it_may_be_replaced() -> None:
    """Pages put a new file in the place of config.toml, so its folder is one that the unit lets feedbot write to."""
    assert "strict" == service()["ProtectSystem"]
    assert PurePosixPath("/var/lib", service()["StateDirectory"]) == config().parent


def test_secrets_lie_where_feedbot_may_not_write() -> None:
    """systemd reads credentials as root: a service that could put a link in their place would read any file."""
    secret = PurePosixPath(service()["LoadCredential"].partition(":")[2])

    assert not secret.is_relative_to(config().parent)


def test_the_docs_name_the_same_places() -> None:
    """The page on running as a service has the paths of the unit."""
    assert f"|configuration|`{config()}`|" in DOCS
    assert f"feedbot --config {config()} init" in DOCS
    assert service()["LoadCredential"].partition(":")[2] in DOCS


def test_the_backup_sees_what_the_service_sees() -> None:
    """The same user, folder, config and secrets; the backup is online, so that neither waits for the other."""
    ours, theirs = service("feedbot-backup.service"), service()

    assert str(config()) in ours["ExecStart"]
    for key in ("DynamicUser", "StateDirectory", "StateDirectoryMode", "LoadCredential", "ProtectSystem"):
        assert theirs[key] == ours[key]
    assert "feedbot" == ours["User"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("name", ["feedbot.service", "feedbot-backup.service"])
def test_the_units_are_shut(name: str) -> None:
    """systemd's own measure of what a service could do is 2.0 or less, of 10."""
    program = shutil.which("systemd-analyze") or ""
    unit = str(ROOT / "deploy" / name)
    done = subprocess.run(
        [program, "security", "--offline=true", "--threshold=20", "--no-pager", unit],
        capture_output=True,
        text=True,
        check=False,
    )

    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert found
    assert 2.0 >= float(found[1])
