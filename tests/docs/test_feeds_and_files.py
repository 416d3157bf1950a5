"""The page on feeds, calendars and tables: its Python runs, and its addresses and columns are those that there are."""

import re

import pytest
from fastapi import FastAPI

from app.exports import tables
from app.weeks.phases import Phase
from tests.docs.conftest import Served, document
from tests.world import Someone, World

GUIDE = document("docs/api/feeds-and-files.md")


@pytest.mark.sqlite_only(reason="what a guide says is the same on both")
def test_every_block_runs_in_order(
    served: Served, world: World, ada: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = world.week(Phase.FORMING)
    for title, limit in (("Full", 1), ("Free", 2)):
        world.clock.forward(minutes=1)
        world.person("Somebody").signs_up(ada.pitches(week, title=title, crew_limit=limit))
    monkeypatch.setenv("OFFTRAIL_URL", served.address)
    monkeypatch.setenv("OFFTRAIL_TOKEN", ada.client.http.headers["Authorization"].removeprefix("Bearer "))
    namespace: dict[str, object] = {}

    for line_number, block in GUIDE.code("python"):  # a failure names the guide's line
        exec(compile("\n" * (line_number - 1) + block, GUIDE.name, "exec"), namespace)

    assert namespace["gone"].json()["code"] == "address_revoked"  # type: ignore[attr-defined]  # a response of httpx
    assert (namespace["titles"], namespace["free"]) == (["Free", "Full"], ["Free"])
    for name in ("api", "anyone"):
        namespace[name].close()  # type: ignore[attr-defined]  # an httpx client


def test_its_addresses_are_all_that_give_no_json(application: FastAPI) -> None:
    told = set(re.findall(r"`(/[\w/{}]+\.(?:atom|ics|csv|xlsx))`", GUIDE.text))

    there = {
        path.removeprefix("/api/v1")
        for path, operations in application.openapi()["paths"].items()
        if "text/event-stream" not in (kinds := operations.get("get", {}).get("responses", {}).get("200", {}).get("content", {}))
        and kinds and "application/json" not in kinds
    }  # fmt: skip
    assert told == {path for path in there if path.endswith((".atom", ".ics", ".csv", ".xlsx"))}


def test_its_columns_are_those_of_the_tables() -> None:
    rows = re.findall(r"^\| (pitches|sign-ups|outcomes|people), .* \| (.*) \|$", GUIDE.text, re.MULTILINE)

    assert {name: tuple(re.findall(r"`(\w+)`", columns)) for name, columns in rows} == {
        "pitches": tables.PITCH_COLUMNS, "sign-ups": tables.SIGNUP_COLUMNS, "outcomes": tables.OUTCOME_COLUMNS,
        "people": tables.PERSON_COLUMNS,
    }  # fmt: skip
