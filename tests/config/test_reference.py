import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from feedbot.config import reference
from feedbot.edit import sample
from feedbot.model import File
from feedbot.sources import KINDS
from tests import make
from tests.config.test_config import FULL, ROOT, SMALL, load

DOCS = [ROOT / "docs" / name for name in ("configuration.md", "sources.md", "telegram.md", "service.md")]
AGAIN = "to write it again: python -c 'from feedbot.config import reference; reference.write(\"docs\")'"


def test_the_page_is_what_the_sections_say() -> None:
    """docs/configuration.md is made from the sections."""
    assert reference.markdown() == (ROOT / "docs/configuration.md").read_text(encoding="utf-8"), AGAIN


def test_the_schema_is_what_the_sections_say() -> None:
    """docs/config.schema.json is made from the sections."""
    assert reference.schema() == (ROOT / "docs/config.schema.json").read_text(encoding="utf-8"), AGAIN


def test_both_are_written(tmp_path: Path) -> None:
    """One call writes both documents."""
    reference.write(str(tmp_path))

    assert {"configuration.md", "config.schema.json"} == {path.name for path in tmp_path.iterdir()}


def test_the_schema_is_one() -> None:
    """The document is a JSON Schema, and takes what the program takes."""
    schema = json.loads(reference.schema())
    jsonschema.Draft202012Validator.check_schema(schema)

    for text in (SMALL, FULL, sample()):
        jsonschema.validate(tomllib.loads(text), schema)


@pytest.mark.parametrize(
    "text",
    [SMALL + "sizes = 1", SMALL.replace('"feed"', '"fed"'), SMALL.replace("name", "nam"), "[[feeds]]\nname = 'x'"],
)
def test_the_schema_refuses(text: str) -> None:
    """An editor sees unknown keys, unknown kinds and missing names."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), json.loads(reference.schema()))


def test_every_key_is_explained() -> None:
    """No row of the page is without a meaning, and durations are written as the config writes them."""
    rows = [line.strip("|").split("|") for line in reference.markdown().splitlines() if line.startswith("|`")]

    assert [] == [row[0] for row in rows if not row[-1].strip()]
    assert ["`max_age`", "duration", '`"48h"`'] in [row[:3] for row in rows]
    assert ["`body`", "size", '`"10MiB"`'] in [row[:3] for row in rows]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_examples_in_the_docs_load(page: Path, tmp_path: Path) -> None:
    """Every TOML example of a page is a configuration, or a part of one."""
    (tmp_path / "token").write_text("1:x")
    for example in re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        tables = tomllib.loads(example)
        source = '[[sources]]\nname = "some"\nkind = "folder"\npath = "some"\n'
        rest = [source] if "sources" not in tables else []
        rest += ['[[feeds]]\nname = "some"\n'] if "feeds" not in tables else []
        environ = dict.fromkeys(re.findall(r"\$\{(\w+)\}", example), "secret")
        load(tmp_path, example.replace("/etc/feedbot/token", "token") + "\n" + "\n".join(rest), environ)


@pytest.mark.parametrize(("fence", "suffix"), [("text", "txt"), ("markdown", "md"), ("html", "html")])
def test_articles_in_the_docs_are_read(fence: str, suffix: str) -> None:
    """Every example of an article gives the title and date that it shows."""
    page = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
    (example,) = re.findall(rf"```{fence}\n(.*?)```", page, re.DOTALL)
    file = File(path=f"a.{suffix}", body=example.encode(), modified=make.NOW)
    (item,) = KINDS["folder"].parse(make.document(files=(file,)), make.source(kind="folder")).items

    assert "Library reopens after repairs" == item.title
    assert (item.published or "").startswith("2026-03-14")
    assert "opens its doors again" in (item.html or "")
