import configparser
import re
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parent.parent
UNIT = (ROOT / "deploy" / "feedbot.service").read_text()
DOCS = (ROOT / "docs" / "service.md").read_text()


def service() -> configparser.SectionProxy:
    """The [Service] of the shipped unit; of keys that are said twice, the last."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]  # keys as they are written
    parser.read_string(UNIT)
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
