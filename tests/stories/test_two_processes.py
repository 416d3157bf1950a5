"""Two processes over one PostgreSQL are one service: nothing that one of them was told is news to the other."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from app.core import clock
from app.weeks.phases import Phase
from tests.serving import serving
from tests.world import Someone, World

pytestmark = [
    pytest.mark.system,
    pytest.mark.postgresql_only(reason="SQLite is served by one process"),
]


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Visitor:
    """A browser or a program: its cookies and headers go to whichever process it is sent to."""

    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, port: int, method: str, path: str, body: Any = None, **more: str) -> Reply:
        sent = None if body is None else json.dumps(body)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            headers = {"Content-Type": "application/json"} | self.headers | more
            connection.request(method, f"/api/v1/{path}", sent, headers)
            reply = connection.getresponse()
            content = reply.read()
            found = {name.lower(): value for name, value in reply.getheaders()}
            for cookie in SimpleCookie(found.get("set-cookie")).values():
                self.headers["Cookie"] = f"{cookie.key}={cookie.value}"
            return Reply(reply.status, found, json.loads(content) if content else None)

    @contextmanager
    def follows(self, port: int, path: str) -> Iterator[Iterator[str]]:
        """The types of the events of a stream; its end ends them."""
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", f"/api/v1/{path}", headers=self.headers)
            reply = connection.getresponse()
            assert reply.status == 200
            assert reply.readline() == b"retry: 3000\n"
            yield (
                line.decode().strip().removeprefix("event: ")
                for line in iter(reply.readline, b"")
                if line.startswith(b"event: ")
            )


@pytest.fixture
def ports(world: World, database_url: str, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Two processes, as on two machines: each started by itself."""
    world.clock.to(clock._system())
    with (
        serving(database_url, tmp_path / "one", OFFTRAIL_LOCAL_SIGN_IN="true") as one,
        serving(database_url, tmp_path / "other", OFFTRAIL_LOCAL_SIGN_IN="true") as other,
    ):
        yield one, other


def program(who: Someone) -> Visitor:
    return Visitor({"Authorization": f"Bearer {who.secret}"})


def test_two_processes_are_one_service(
    world: World, ports: tuple[int, int], ada: Someone, linus: Someone, grace: Someone
) -> None:
    """In one story, as processes take seconds to begin."""
    one, other = ports
    week = world.week(Phase.PITCHING)
    pitches, browser = f"weeks/{week['slug']}/pitches", Visitor()

    # who signs in at one of them is signed in at the other
    assert browser(one, "POST", "session", {"person_id": linus.id}).status == 201
    assert browser(other, "GET", "me").body["id"] == linus.id
    assert len(browser(other, "GET", "me/sessions").body["items"]) == 1

    # a retry that reaches the other gets the answer of the first, and so do two that come at once
    key = {"Idempotency-Key": "one-pitch"}
    first = browser(one, "POST", pitches, {"title": "Once"}, **key)
    again = browser(other, "POST", pitches, {"title": "Once"}, **key)
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    assert again.headers["idempotent-replayed"] == "true"
    with ThreadPoolExecutor(8) as at_once:
        ready = threading.Barrier(8)

        def submit(number: int) -> str:
            ready.wait()
            return program(ada)(
                ports[number % 2], "POST", pitches, {"title": "Eightfold"}, **{"Idempotency-Key": "8"}
            ).body["id"]

        assert len(set(at_once.map(submit, range(8)))) == 1

    # an unchanged board is known to both, and a change by one of them changes it for the other
    board = browser(one, "GET", pitches)
    assert browser(other, "GET", pitches, **{"If-None-Match": board.headers["etag"]}).status == 304
    assert program(ada)(one, "POST", pitches, {"title": "One more"}).status == 201
    changed = browser(other, "GET", pitches, **{"If-None-Match": board.headers["etag"]})
    assert [item["title"] for item in changed.body["items"]].count("One more") == 1

    # a stream at one of them tells what is written at the other, and ends with a sign-out there
    with browser.follows(one, f"weeks/{week['slug']}/live?types=pitch.submitted") as events:
        assert program(ada)(other, "POST", pitches, {"title": "Told"}).status == 201
        assert next(events) == "pitch.submitted"
        assert browser(other, "DELETE", "session").status == 204
        assert [*events] == []

    # a token made at one of them works at the other, until it is revoked at either
    made = program(grace)(one, "POST", "tokens", {"name": "a program's", "scopes": ["read"]}).body
    holder = Visitor({"Authorization": f"Bearer {made['secret']}"})
    assert holder(other, "GET", "me").status == 200
    assert program(grace)(other, "DELETE", f"tokens/{made['id']}").status == 204
    assert holder(one, "GET", "me").status == 401

    # signing out at one of them is signing out, whoever holds the cookie, and ends other sessions everywhere too
    desk, phone = Visitor(), Visitor()
    for browser in (desk, phone):
        assert browser(one, "POST", "session", {"person_id": linus.id}).status == 201
    stolen = Visitor(dict(desk.headers))
    assert desk(other, "DELETE", "session").status == 204
    assert [stolen(port, "GET", "me").status for port in ports] == [401, 401]
    assert [phone(port, "GET", "me").status for port in ports] == [200, 200]
    assert program(linus)(one, "DELETE", "me/sessions").status == 204
    assert [phone(port, "GET", "me").status for port in ports] == [401, 401]

    # what is written at both at once is one sequence, whichever is asked for it
    with ThreadPoolExecutor(8) as at_once:
        made = at_once.map(
            lambda n: program(ada)(ports[n % 2], "POST", pitches, {"title": f"Pitch {n}"}).status, range(40)
        )
        assert {*made} == {201}
    read = [program(grace)(port, "GET", "events?after=0&limit=200").body["items"] for port in ports]
    assert [event["id"] for event in read[0]] == [event["id"] for event in read[1]]
    assert [event["seq"] for event in read[0]] == sorted(event["seq"] for event in read[0])
    assert sum(event["type"] == "pitch.submitted" for event in read[0]) == 44
