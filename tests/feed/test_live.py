"""Events as they happen, over a real connection."""

import contextlib
import http.client
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from app.feed import live
from app.weeks.phases import Phase
from tests.serving import serving
from tests.world import Client, Someone, World, done

pytestmark = pytest.mark.system


@contextlib.contextmanager
def following(
    port: int, who: Someone | Client, path: str, **headers: str
) -> Iterator[Iterator[dict[str, Any]]]:
    """The events of a stream, each with its `id`, `event` and parsed `data`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    ask(connection, who if isinstance(who, Client) else who.client, path, **headers)
    reply = connection.getresponse()
    assert (reply.status, reply.getheader("content-type")) == (200, "text/event-stream; charset=utf-8")
    assert reply.readline() == b"retry: 3000\n"
    yield _events(reply)
    connection.close()


def ask(connection: http.client.HTTPConnection, who: Client, path: str, **headers: str) -> None:
    own = {"Authorization": who.http.headers["Authorization"]} if "Authorization" in who.http.headers else {}
    cookies = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
    connection.request("GET", f"/api/v1/{path}", headers={"Cookie": cookies} | own | headers)


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
    with following(port, linus, f"weeks/{week['slug']}/live") as events:
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
    with following(port, linus, f"weeks/{week['slug']}/live", **{"Last-Event-ID": told[-1]["id"]}) as events:
        missed = told_next(events, 2)
        server.close()
        assert [event for event in events if "data" in event] == []
    assert [event["data"]["pitch_id"] for event in missed] == [second["id"], second["id"]]
    assert int(missed[0]["id"]) > int(told[-1]["id"])


def test_a_program_follows_everything_that_it_may_see_and_takes_nobodys_room(
    world: World, database_url: str, tmp_path: Path, ada: Someone, linus: Someone, grace: Someone
) -> None:
    """Again in one story. Two connections to the database are all that the server has, for 21 streams and the rest."""
    one, other, hidden = world.week(Phase.FORMING), world.week(Phase.FORMING), world.week(Phase.DRAFT)
    with serving(database_url, tmp_path / "log", OFFTRAIL_POOL_SIZE="2") as port:
        # all weeks that the reader may see, and of the types asked for alone
        with following(port, linus, "events/stream?types=pitch.submitted,token.*") as events:
            next(events)
            done(grace.post(f"weeks/{hidden['slug']}/pitches?reason=early", {"title": "Hidden"}))
            pitches = [ada.pitches(week)["id"] for week in (one, other)]
            token = done(linus.post("tokens", {"name": "the chat", "scopes": ["read"]}))
            told = told_next(events, 3)
        assert [event["data"]["subject_id"] for event in told] == [*pitches, token["id"]]

        # from a number on, as from the last id; and a revoked token ends the stream
        program = Client(world.app, token["secret"])
        with following(port, program, f"events/stream?after={told[0]['id']}&types=pitch.submitted") as events:
            assert [event["id"] for event in told_next(events, 1)] == [told[1]["id"]]
            assert linus.delete(f"tokens/{token['id']}").status_code == 204
            assert [event for event in events if "data" in event] == []

        # one person has so many streams at most, which hold nothing that others need
        with contextlib.ExitStack() as open_:
            for _ in range(live.MOST_OF_ONE):
                next(open_.enter_context(following(port, linus, "events/stream")))
            answers = [answer(port, who, path) for who, path in ((linus, "events/stream"), (linus, "events"))]
            next(open_.enter_context(following(port, ada, "events/stream")))
        assert answers == [(429, "5"), (200, None)]


def test_nothing_more_is_told_where_one_has_signed_out(
    world: World, database_url: str, tmp_path: Path, ada: Someone, linus: Someone
) -> None:
    week = world.week(Phase.FORMING)
    phone, desk = Client(world.app), Client(world.app)
    for browser in (phone, desk):
        done(browser.post("session", {"person_id": linus.id}))
    with serving(database_url, tmp_path / "log") as port, contextlib.ExitStack() as both:
        on_phone, on_desk = (
            both.enter_context(following(port, browser, "events/stream?types=pitch.submitted"))
            for browser in (phone, desk)
        )
        for told in (on_phone, on_desk):
            next(told)
        assert desk.delete("me/sessions").status_code == 204
        pitch = ada.pitches(week)

        assert [event for event in on_phone if "data" in event] == []
        assert [event["data"]["pitch_id"] for event in told_next(on_desk, 1)] == [pitch["id"]]


def test_a_stream_begins_anew_where_one_looks_as_another_role_and_as_oneself_again(
    world: World, database_url: str, tmp_path: Path, ada: Someone, grace: Someone
) -> None:
    week = world.week(Phase.FORMING)
    browser = Client(world.app)
    done(browser.post("session", {"person_id": grace.id}))
    done(browser.put("session/view-as", {"role": "member"}))
    with serving(database_url, tmp_path / "log") as port:
        with following(port, browser, "events/stream?types=pitch.*") as events:
            next(events)
            done(ada.post(f"weeks/{week['slug']}/pitches", {"title": "Hidden", "draft": True}))
            seen = ada.pitches(week)
            assert [event["data"]["pitch_id"] for event in told_next(events, 2)] == [seen["id"]] * 2
            assert browser.delete("session/view-as").status_code == 204
            assert [event for event in events if "data" in event] == []
        with following(port, browser, "events/stream?types=pitch.*") as events:
            next(events)
            done(browser.put("session/view-as", {"role": "member"}))
            assert [event for event in events if "data" in event] == []


def answer(port: int, who: Someone, path: str) -> tuple[int, str | None]:
    """The status of a reply, and when to try again."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        ask(connection, who.client, path)
        reply = connection.getresponse()
        return reply.status, reply.getheader("Retry-After")
