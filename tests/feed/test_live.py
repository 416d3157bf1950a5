"""The events of a week as they happen, over a real connection."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.weeks.phases import Phase
from tests.serving import serving
from tests.world import Someone, World, done, refused


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


def test_a_week_is_followed_as_it_goes_and_after_a_pause(
    world: World, database_url: str, tmp_path: Path, ada: Someone, linus: Someone
) -> None:
    """In one story, as a served process takes seconds to begin; `serving` fails where one doesn't end in time."""
    week, other = world.week(Phase.FORMING), world.week(Phase.FORMING)
    server = contextlib.ExitStack()
    port = server.enter_context(serving(database_url, tmp_path / "log"))

    # it begins with what happens next, tells of its own week alone, and of nobody else's drafts
    with following(port, linus, week["slug"]) as events:
        begun = next(events)
        ada.pitches(other)
        done(ada.post(f"weeks/{week['slug']}/pitches", {"title": "Not yet", "draft": True}))
        first = ada.pitches(week)
        told = told_next(events, 2)
    assert "data" not in begun
    assert [event["event"] for event in told] == ["pitch.drafted", "pitch.submitted"]
    assert {event["data"]["pitch_id"] for event in told} == {first["id"]}

    # who comes back with the last id misses nothing, and the end of the process ends the stream
    second = ada.pitches(week)
    with following(port, linus, week["slug"], **{"Last-Event-ID": told[-1]["id"]}) as events:
        missed = told_next(events, 2)
        server.close()
        assert [event for event in events if "data" in event] == []
    assert [event["data"]["pitch_id"] for event in missed] == [second["id"], second["id"]]
    assert int(missed[0]["id"]) > int(told[-1]["id"])


def test_a_stream_needs_sign_in(world: World, ada: Someone) -> None:
    week = world.week(Phase.FORMING)

    assert refused(world.nobody.get(f"weeks/{week['slug']}/live")) == (401, "sign_in_required")
