"""Offtrail as an operator runs it: processes of `serve` over one database, and people who speak to them all at once."""

import contextlib
import http.client
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core import actor, clock
from app.core.actor import ALL_SCOPES, Role
from app.core.db import Database
from app.people import service as people
from app.people import tokens
from app.people.schemas import PersonIn
from app.weeks.phases import SCHEDULED
from tests.serving import serving


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status and the object in the body."""

    status: int
    body: dict[str, Any]

    @property
    def said(self) -> tuple[int, str | None]:
        """The status, with a sign-up's status or a problem's code."""
        return self.status, self.body.get("code" if self.status >= 400 else "status")


@dataclass
class Caller:
    """A person with a token. Each thread speaks over its own connection, and each person to every process in turn."""

    served: "Served"
    id: str
    name: str
    token: str
    _turn: int = 0

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        self._turn += 1
        return self.served.send(
            self._turn, method, path, body, {"Authorization": f"Bearer {self.token}"} | headers
        )

    def must(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self(method, path, body)
        assert answer.status < 300, (method, path, answer)
        return answer.body


@dataclass
class Served:
    """The serving processes, by their ports, and the database beneath them."""

    ports: list[int]
    db: Database
    log: Path
    _mine: threading.local = field(default_factory=threading.local)

    def send(self, turn: int, method: str, path: str, body: Any, headers: dict[str, str]) -> Answer:
        port = self.ports[turn % len(self.ports)]
        connections = self._mine.__dict__.setdefault("connections", {})
        connection = connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=60))
        sent = None if body is None else json.dumps(body)
        connection.request(method, f"/api/v1/{path}", sent, {"Content-Type": "application/json"} | headers)
        reply = connection.getresponse()
        content = reply.read()
        return Answer(reply.status, json.loads(content) if content else {})

    def hang_up(self) -> None:
        """Close this thread's connections."""
        for connection in self._mine.__dict__.pop("connections", {}).values():
            connection.close()

    def people(self, *names: str, role: Role = Role.MEMBER) -> list[Caller]:
        """New people with a token each, made beside the service, as the command line does."""
        callers = []
        with self.db.writing() as session:
            for name in names:
                person = people.add(session, actor.system(), PersonIn(name=name, email=_address(), role=role))
                _, secret = tokens.issue(
                    session, actor.system(), person.id, "a race's", list(ALL_SCOPES), None
                )
                callers.append(Caller(self, person.id, name, secret))
        return callers

    def week(self, organizer: Caller) -> str:
        """The slug of a new week whose people find their crews now."""
        began = clock.now() - timedelta(days=7, hours=1)
        schedule = {
            phase: (began + timedelta(days=7 * place)).isoformat() for place, phase in enumerate(SCHEDULED)
        }
        slug = f"week-{_address()[:8]}"
        organizer.must(
            "POST", "weeks", {"title": "A race", "slug": slug, "time_zone": "UTC", "schedule": schedule}
        )
        organizer.must("POST", f"weeks/{slug}/publish")
        return slug

    def at_once(self, deeds: Iterable[Callable[[], Answer]], *, by: int) -> list[Answer]:
        """Do these all, `by` at a time, each thread over connections of its own; the answers in the deeds' order."""
        self.hang_up()  # the server ends a connection that is idle for too long
        with ThreadPoolExecutor(by) as pool:
            answers = list(pool.map(lambda deed: deed(), deeds))
            gate = threading.Barrier(by)
            list(pool.map(lambda _: (gate.wait(), self.hang_up()), range(by)))
        return answers


def _address() -> str:
    return f"{os.urandom(6).hex()}@offtrail.example"


SETTINGS = {"OFFTRAIL_LOG_LEVEL": "warning", "OFFTRAIL_SLOW_STATEMENT_MS": "600000"}
"""All that is amiss is said; that the machine is slow is not."""


@contextlib.contextmanager
def races(database_url: str) -> Iterator[Served]:
    """SQLite is served by one process, PostgreSQL by two."""
    db = Database(database_url, pool_size=4)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        stack.callback(db.dispose)
        log = Path(folder) / "log"
        ports = [
            stack.enter_context(serving(database_url, log, **SETTINGS))
            for _ in range(1 if db.is_sqlite else 2)
        ]
        yield Served(ports, db, log)
