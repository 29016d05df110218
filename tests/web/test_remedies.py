from dataclasses import replace

import pytest

from feedbot.model import Ailment, Fault
from feedbot.rules import remedies
from feedbot.web import sources, words
from feedbot.web.reader import Reader
from tests import make

FAULTS: tuple[Fault, ...] = (
    *("network", "tls", "private", "http", "login", "busy", "missing", "robots", "format", "empty", "limit", "ours"),
)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_remedy(fault: Fault) -> None:
    """The English of each remedy is what the other doors say, so that its translations stand for the same."""
    source, cursor = make.source("alpha"), make.cursor("alpha", fault=fault, failures=1, error="x")
    own = words.find(f"remedies.{fault}", "en")
    fields = {"where": remedies.where(source), "name": source.name, "kind": source.kind}

    assert remedies.failing(source, cursor, make.NOW, make.NOW)[1] == own.format(**fields)


@pytest.mark.parametrize("language", ["ru", "uk"])
@pytest.mark.parametrize(
    ("source", "code", "key"),
    [
        ("", "network", "outage"),
        ("@example.org", "failing", "host"),
        ("alpha", "failing", "busy"),
        ("alpha", "gone", "gone"),
        ("alpha", "late", "late"),
        ("alpha", "fewer", "fewer"),
        ("alpha", "nothing", "nothing"),
        ("alpha", "moved", "moved"),
        ("alpha", "certificate", "certificate"),
        ("alpha", "encoding", "encoding"),
        ("alpha", "language", "language"),
        ("alpha", "ids", "ids"),
        ("alpha", "unheard of", "elsewhere"),
    ],
)
def test_every_ailment_has_its_remedy(source: str, code: str, key: str, language: str) -> None:
    """What is wrong has a remedy in each language."""
    ailment = Ailment(source=source, code=code, since=make.NOW, because="x", remedy="y")
    cursor = make.cursor("alpha", fault="busy", failures=1, error="x")
    reader = Reader(language=language, now=make.NOW)
    told = sources.advice(reader, make.source("alpha"), cursor, ailment)
    fields = {"where": "https://example.org/feed", "name": "alpha", "kind": "feed"}

    assert (reader.t(f"remedies.{key}", **fields), language) == told


def test_advice_without_an_ailment() -> None:
    """A failure that is no ailment yet has its remedy too; a folder's, a gone source's, and none where nothing is."""
    ru, en = Reader(language="ru", now=make.NOW), Reader(language="en", now=make.NOW)
    folder = make.source("alpha", kind="folder", url="/srv/articles")
    failed = make.cursor("alpha", fault="http", failures=1, error="x")
    gone = replace(failed, gone=True)

    assert ru.t("remedies.elsewhere") == sources.advice(ru, folder, failed, None)[0]
    assert ru.t("remedies.gone", name="alpha") == sources.advice(ru, folder, gone, None)[0]
    assert "Remove it (`feedbot remove alpha`)" in sources.advice(en, folder, gone, None)[0]
    assert ("", "en") == sources.advice(en, folder, None, None)
