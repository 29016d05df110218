import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from feedbot.web import measures
from feedbot.web.measures import MEASURES

ROOT = Path(__file__).parents[2]
BOARD = json.loads((ROOT / "deploy/grafana.json").read_text(encoding="utf-8"))
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
AGAIN = "to write it again: python -c 'from feedbot.web import measures; measures.write(\"docs\")'"


def named(expression: str) -> set[str]:
    """The metrics of ours that a query names; those of a histogram by the name of the whole."""
    found = re.findall(r"\b(?:feedbot|process)_[a-z_]+", expression)
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in found}


def labels(expression: str) -> set[str]:
    """The labels that a query sorts or picks by."""
    sorted_by = re.findall(r"\bby \(([a-z, ]+)\)", expression)
    picked = re.findall(r"([a-z]+)(?:=|!=|=~)\"", expression)
    return {label.strip() for some in sorted_by for label in some.split(",")} | set(picked)


def asked() -> Iterator[tuple[str, str]]:
    """Every query of the board with the title of its panel."""
    for panel in BOARD["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


def test_the_page_of_metrics_is_made_from_the_table(tmp_path: Path) -> None:
    """docs/metrics.md says what the program says."""
    measures.write(str(tmp_path))

    assert measures.markdown() == (ROOT / "docs/metrics.md").read_text(encoding="utf-8"), AGAIN
    assert measures.markdown() == (tmp_path / "metrics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MEASURES)
def test_names_follow_prometheus(name: str) -> None:
    """A counter ends with _total, nothing else does; names and labels are such as Prometheus takes."""
    measure = MEASURES[name]

    assert re.fullmatch(r"(feedbot|process)_[a-z_]+", name)
    assert name.endswith("_total") is (measure.kind == "counter")
    assert all(re.fullmatch(r"[a-z]+", label) and label != "le" for label in measure.labels)
    assert measure.means.endswith((".", "*"))


def test_the_board_shows_only_what_there_is() -> None:
    """Every query of deploy/grafana.json names metrics and labels that exist, and every metric of ours is on it."""
    known = {label for each in MEASURES.values() for label in each.labels} | {"le", "instance"}
    shown: set[str] = set()
    for title, query in asked():
        assert named(query) <= set(MEASURES), title
        assert labels(query) <= known, title
        shown |= named(query)
    left = {"feedbot_problems", "feedbot_counted_timestamp_seconds", "feedbot_people"}

    assert {name for name, each in MEASURES.items() if not each.library} - left == {
        name for name in shown if name.startswith("feedbot_")
    }


def test_the_board_can_be_read() -> None:
    """Panels have numbers of their own, lie within the width of the board and over nobody else."""
    places = [panel["gridPos"] for panel in BOARD["panels"]]
    cells = [
        (x, y)
        for place in places
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(places) == len({panel["id"] for panel in BOARD["panels"]})
    assert max(x for x, _ in cells) < 24
    assert len(cells) == len(set(cells))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_alarms_name_only_what_there_is(rule: dict[str, object]) -> None:
    """Every rule of deploy/alerts.yml asks for metrics and labels that exist, and says in a sentence what to do."""
    query, told = str(rule["expr"]), rule["annotations"]
    known = {label for each in MEASURES.values() for label in each.labels} | {"instance", "job"}

    assert named(query) <= set(MEASURES)
    assert named(query) or query.startswith("up{")
    assert labels(query) <= known
    assert isinstance(told, dict)
    assert {"summary", "runbook"} == set(told)
    assert told["runbook"].endswith(".")
    assert "severity" in str(rule["labels"])
