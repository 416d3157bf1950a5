"""The events of a week as they happen, over a real connection."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app.weeks.phases import Phase
from tests.serving import serving
from tests.world import Someone, World, done, refused


@pytest.fixture
def port(database_url: str, tmp_path: Path) -> Iterator[int]:
    with serving(database_url, tmp_path / "log") as port:
        yield port


@contextlib.contextmanager
def following(port: int, who: Someone, slug: str, **headers: str) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a stream, each with its `id`, `event` and parsed `data`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(
        "GET",
        f"/api/v1/weeks/{slug}/live",
        headers={"Authorization": who.client.http.headers["Authorization"], **headers},
    )
    reply = connection.getresponse()
    assert (reply.status, reply.getheader("content-type")) == (200, "text/event-stream; charset=utf-8")
    assert reply.readline() == b"retry: 3000\n"
    yield _events(reply)
    connection.close()


def _events(reply: http.client.HTTPResponse) -> Iterator[dict[str, Any]]:
    event: dict[str, Any] = {}
    for line in iter(reply.readline, b""):
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name == "data":
            event["data"] = json.loads(value)
        elif name in ("id", "event"):
            event[name] = value
        elif not name and event:
            yield event
            event = {}


def told_next(events: Iterator[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The next events that tell something, without those that only bring the number up to date."""
    return list(islice((event for event in events if "data" in event), number))


def test_what_happens_is_told_as_it_happens(world: World, port: int, ada: Someone, grace: Someone) -> None:
    week = world.week(Phase.FORMING)

    with following(port, ada, week["slug"]) as events:
        begun = next(events)
        pitch = ada.pitches(week)
        told = told_next(events, 2)

    assert "data" not in begun
    assert [event["event"] for event in told] == ["pitch.drafted", "pitch.submitted"]
    assert {event["data"]["pitch_id"] for event in told} == {pitch["id"]}
    assert [int(event["id"]) for event in told] == [int(begun["id"]) + 1, int(begun["id"]) + 2]


def test_a_reader_that_comes_back_misses_nothing(world: World, port: int, ada: Someone) -> None:
    week = world.week(Phase.FORMING)
    before = done(ada.get("events?limit=200"))["last"]
    ada.pitches(week)

    with following(port, ada, week["slug"], **{"Last-Event-ID": str(before)}) as events:
        told = told_next(events, 2)

    assert [event["event"] for event in told] == ["pitch.drafted", "pitch.submitted"]


def test_a_stream_tells_of_its_own_week_alone_and_of_no_foreign_draft(
    world: World, port: int, ada: Someone, linus: Someone
) -> None:
    week, other = world.week(Phase.FORMING), world.week(Phase.FORMING)

    with following(port, linus, week["slug"]) as events:
        begun = next(events)
        ada.pitches(other)
        done(ada.post(f"weeks/{week['slug']}/pitches", {"title": "Not yet", "draft": True}))
        seen = ada.pitches(week)
        told = told_next(events, 2)

    assert {event["data"]["pitch_id"] for event in told} == {seen["id"]}
    assert int(told[-1]["id"]) > int(begun["id"])


def test_a_server_that_is_asked_to_end_ends_its_streams(
    world: World, database_url: str, tmp_path: Path, ada: Someone
) -> None:
    """`serving` fails where a server doesn't end in time."""
    week = world.week(Phase.FORMING)
    server = contextlib.ExitStack()
    port = server.enter_context(serving(database_url, tmp_path / "log"))

    with following(port, ada, week["slug"]) as events:
        next(events)
        server.close()

        assert list(events) == []


def test_a_stream_needs_sign_in(world: World, ada: Someone) -> None:
    week = world.week(Phase.FORMING)

    assert refused(world.nobody.get(f"weeks/{week['slug']}/live")) == (401, "sign_in_required")
