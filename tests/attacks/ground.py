"""One served Offtrail with people, two weeks and something of everybody's in it, and the contract to attack it by."""

import http.client
import json
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from httpx2 import AsyncClient, Limits

from app.core import clock
from app.core.actor import Role
from app.core.db import Database
from app.weeks.phases import Phase
from tests.world import Client, Someone, TestClock, World, done, event_loop

CONTRACT = Path(__file__).parents[2] / "openapi.yaml"
ENDLESS = {"followEvents", "followWeek"}
COOKIE = "offtrail_session"
SETTINGS = {
    "OFFTRAIL_LOCAL_SIGN_IN": "true",
    "OFFTRAIL_WEBHOOK_HOSTS": "127.0.0.1:9",
    "OFFTRAIL_LOG_LEVEL": "error",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the contract."""

    id: str
    method: str
    path: str
    takes: str | None
    signed_in: bool


@cache
def contract() -> dict[str, Any]:
    return yaml.load(CONTRACT.read_text(), yaml.CSafeLoader)  # type: ignore[no-any-return]


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(
        Operation(told["operationId"], method.upper(), path, _body(told), "security" in told)
        for path, methods in contract()["paths"].items()
        for method, told in methods.items()
        if told["operationId"] not in ENDLESS
    )


def _body(told: dict[str, Any]) -> str | None:
    if "requestBody" not in told:
        return None
    schema = told["requestBody"]["content"]["application/json"]["schema"]
    return str(schema.get("anyOf", [schema])[0]["$ref"].rpartition("/")[2])


def example(schema: str) -> dict[str, Any]:
    """A body of this form that is well-formed."""
    return dict(contract()["components"]["schemas"][schema]["examples"][0])


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def code(self) -> str | None:
        return json.loads(self.content)["code"] if self.status >= 400 else None


class Wire(Client):
    """A client whose requests cross a socket."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self.http = AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            headers={"Authorization": f"Bearer {token}"} if token else {},
            limits=Limits(keepalive_expiry=1),
            timeout=60,
            verify=_certificates(),
            trust_env=False,
        )


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: nothing here asks for them, and every client would."""
    return ssl.create_default_context()


@dataclass
class Ground:
    """The served place. `things` holds an id for each name that a path of the contract has."""

    port: int
    world: World
    things: dict[str, str] = field(default_factory=dict)
    week: dict[str, Any] = field(default_factory=dict)
    ada: Someone = field(init=False)
    grace: Someone = field(init=False)
    mallory: Someone = field(init=False)
    adele: Someone = field(init=False)
    _clients: list[Wire] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def client(self, token: str | None = None) -> Wire:
        wire = Wire(self.port, token)
        self._clients.append(wire)
        return wire

    def person(self, name: str, role: Role = Role.MEMBER) -> Someone:
        someone = self.world.person(f"{name} {next(self._number)}", role=role)
        someone.client = self.client(someone.secret)
        return someone

    def browser(self, person: Someone) -> Wire:
        """A browser in which somebody has signed in."""
        browser = self.client()
        done(browser.post("session", {"person_id": person.id}))
        return browser

    def raw(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """A request as it is given, whatever a client would say to it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {n.replace("_", "-"): v for n, v in headers.items()})
            reply = connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        finally:
            connection.close()

    def address(self, operation: Operation, **others: str) -> str:
        """Where an operation is, with the things that are there for the names in its path."""
        things = self.things | others
        if "/calendars/" in operation.path:
            things["secret"] = others.get("secret", things["calendar"])
        return re.sub(r"{(\w+)}", lambda name: things[name[1]], operation.path)

    def made(self, name: str, make: Callable[[], str]) -> str:
        """A thing that several attacks share, made by the first of them."""
        if name not in self.things:
            self.things[name] = make()
        return self.things[name]

    def close(self) -> None:
        for wire in self._clients:
            event_loop().call(partial(wire.http.aclose))


def laid_out(app: FastAPI, db: Database, port: int) -> Ground:
    """People and what is theirs: what stands in `things` is Ada's, or the organizers'."""
    time = TestClock()
    time.now = clock.now()
    ground = Ground(port, World(app, db, time))
    ada, grace = ground.person("Ada Quill"), ground.person("Grace Vale", Role.ORGANIZER)
    week = ground.world.week(Phase.FORMING)
    pitch = ada.pitches(week, tags=["on-call"])
    signup = ada.signs_up(pitch)
    comment = done(ada.post(f"pitches/{pitch['id']}/comments", {"body": "Which runbooks?"}))
    done(grace.put(f"pitches/{pitch['id']}/interest"))
    hook = done(
        grace.post("webhooks", {"name": "Chat", "url": "http://127.0.0.1:9/in", "types": ["pitch.*"]})
    )
    delivery = done(grace.post(f"webhooks/{hook['id']}/test"))
    address = done(ada.post("me/addresses", {"kind": "calendar"}))
    feeds = done(ada.post("me/addresses", {"kind": "feeds"}))
    token = done(ada.post("tokens", {"name": "Pulls", "scopes": ["read"]}))
    ground.browser(ada)
    ground.things = {
        "slug": week["slug"], "pitch_id": pitch["id"], "signup_id": signup["id"], "comment_id": comment["id"],
        "person_id": ada.id, "webhook_id": hook["id"], "delivery_id": delivery["id"], "address_id": address["id"],
        "token_id": token["id"], "session_id": done(ada.get("me/sessions"))["items"][0]["id"],
        "secret": feeds["secret"], "calendar": address["secret"],
    }  # fmt: skip
    ground.ada, ground.grace, ground.week = ada, grace, week
    ground.mallory, ground.adele = ground.person("Mallory Stone"), ground.person("Adele Root", Role.ADMIN)
    return ground
