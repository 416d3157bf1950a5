"""The dashboard, the alert rules and their document name what a served process tells, and nothing else."""

import contextlib
import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core import clock
from tests.docs.conftest import ROOT, document
from tests.serving import serving
from tests.watching.test_processes import comes, get
from tests.world import Someone, World

DASHBOARD, ALERTS = ROOT / "deploy" / "grafana-dashboard.json", ROOT / "deploy" / "alerts.yaml"
FIGURE = re.compile(r"\bofftrail_\w+")
LABELS = re.compile(r"(\w+)\{([^}]*)\}|by \(([^)]*)\)")
FUNCTIONS = {"sum", "max", "rate", "delta", "count", "topk", "time", "histogram_quantile", "by"}
OF_PROMETHEUS = {"instance", "le"}


def panels() -> list[dict[str, Any]]:
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row"]


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    return [target["expr"] for panel in panels() for target in panel["targets"]] + [
        rule["expr"] for rule in rules()
    ]


@pytest.mark.parametrize("expression", expressions())
def test_each_expression_is_closed_and_calls_what_there_is(expression: str) -> None:
    without_texts = re.sub(r'"[^"]*"', "", expression)
    called = set(re.findall(r"(\w+) ?\(", without_texts)) - {"and", "or"}

    assert [without_texts.count(opening) for opening in "([{"] == [
        without_texts.count(closing) for closing in ")]}"
    ]
    assert called <= FUNCTIONS
    assert expression.count('"') % 2 == 0


def test_each_alert_says_what_it_is_and_is_explained() -> None:
    told = re.findall(r"^\| `(Offtrail\w+)` \|", document("docs/watching.md").text, re.MULTILINE)

    assert told == [rule["alert"] for rule in rules()]
    assert [rule["alert"] for rule in rules() if not rule["annotations"]["summary"]] == []
    assert {rule["labels"]["severity"] for rule in rules()} == {"page", "ticket"}


def test_panels_lie_beside_each_other_and_have_names_of_their_own() -> None:
    drawn = json.loads(DASHBOARD.read_text())["panels"]
    cells = [
        (x, y)
        for panel in drawn
        for place in [panel["gridPos"]]
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["title"] for panel in panels()}) == len(panels())
    assert len({panel["id"] for panel in drawn}) == len(drawn)


@pytest.fixture
def scrape(world: World, database_url: str, tmp_path: Path) -> Iterator[str]:
    """What a process with a worker tells, once that has done its first round."""
    world.clock.to(clock._system())
    with serving(database_url, tmp_path / "log") as port:
        get(port, "/api/v1/weeks")
        assert comes(lambda: 'work="settle_due"' in get(port, "/metrics"))
        yield get(port, "/metrics")


def samples(scrape: str) -> dict[str, set[str]]:
    """The names of samples, each with those of its labels; counters that nothing counted yet have none."""
    found: dict[str, set[str]] = {"offtrail_database_errors_total": {"kind"}}
    for line in scrape.splitlines():
        if not line.startswith("#"):
            name, _, labels = line.rpartition(" ")[0].partition("{")
            found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


@pytest.mark.system
def test_every_figure_that_is_named_is_told_by_a_served_process_and_every_one_told_is_explained(
    scrape: str,
) -> None:
    told = samples(scrape)
    families = {
        name
        for name in re.findall(r"^# TYPE (offtrail_\w+)", scrape, re.MULTILINE)
        if not name.endswith("_created")
    }
    explained = {
        name
        for line in document("docs/watching.md").text.splitlines()
        if line.startswith("| `offtrail_")
        for name in FIGURE.findall(line.split("| ")[1])
    }

    named = {name for expression in expressions() for name in FIGURE.findall(expression)}
    labels = [
        (name, label)
        for expression in expressions()
        for name, given, _ in LABELS.findall(expression)
        for label in re.findall(r"(\w+)[=!]", given)
        if name.startswith("offtrail_") and label not in told.get(name, set())
    ]
    grouped = {
        label.strip()
        for expression in expressions()
        for *_, by in LABELS.findall(expression)
        for label in by.split(",")
        if label.strip()
    }

    assert named - told.keys() == set()
    assert labels == []
    assert grouped <= set().union(*told.values()) | OF_PROMETHEUS
    assert explained == families


@pytest.mark.system
def test_live_streams_are_counted_while_they_are_open(
    world: World, ada: Someone, database_url: str, tmp_path: Path
) -> None:
    world.clock.to(clock._system())
    with (
        serving(database_url, tmp_path / "log") as port,
        contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection,
    ):
        connection.request("GET", "/api/v1/events/stream", headers={"Authorization": f"Bearer {ada.secret}"})
        assert connection.getresponse().readline() == b"retry: 3000\n"
        open_ = "offtrail_live_streams 1.0" in get(port, "/metrics")
        connection.close()

        assert open_
        assert comes(lambda: "offtrail_live_streams 0.0" in get(port, "/metrics"))
