"""People who write without a pause, whatever becomes of the service, and remember each answer that they got."""

import contextlib
import http.client
import itertools
import json
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.core import actor, clock, ids
from app.core.actor import ALL_SCOPES, Role
from app.core.db import Database
from app.people import service as people
from app.people import tokens
from app.people.schemas import PersonIn
from app.weeks.phases import SCHEDULED
from tests.serving import await_ready, begun, free_port

PITCHES, LIMIT = 6, 3


@dataclass
class Service:
    """`offtrail serve` over a database, to be killed and begun again at the same address."""

    database_url: str
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    shifted_by: float = 0

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def _clock(self) -> Path:
        return self.folder / "clock"

    def begin(self) -> None:
        settings = {"OFFTRAIL_WEBHOOK_HOSTS": "127.0.0.1", "OFFTRAIL_LOG_LEVEL": "error"} | self.settings
        with self.log.open("ab") as output:
            self.process = begun(
                self.database_url, self.port, output, OFFTRAIL_CLOCK_FILE=str(self._clock), **settings
            )
        await_ready(self.port, self.process, self.log)

    def shift(self, seconds: float) -> None:
        """Set the service's clock, for good, on or back."""
        self.shifted_by += seconds
        fresh = self.folder / "clock.new"
        fresh.write_text(str(self.shifted_by))
        fresh.replace(self._clock)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self, within_s: float = 30) -> int:
        """Ask it to end; gives its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)

    def ready(self) -> bool:
        return self.ask("GET", "/readyz") == 200

    def ask(self, method: str, path: str, token: str = "", within_s: float = 60) -> int | None:
        """The status of one reply, or None where none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within_s)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request(method, path, headers={"Authorization": f"Bearer {token}"} if token else {})
            return connection.getresponse().status
        return None

    def said(self) -> list[dict[str, Any]]:
        """The lines of its log."""
        lines = self.log.read_text().splitlines()
        return [json.loads(line) if line.startswith("{") else {"event": line} for line in lines]


@contextlib.contextmanager
def served(database_url: str, folder: Path, **settings: str) -> Iterator[Service]:
    service = Service(database_url, folder, settings)
    try:
        service.begin()
        yield service
    finally:
        if service.process is not None and service.process.poll() is None:
            service.kill()


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: dict[str, Any]
    retry_after: str | None = None


@dataclass
class Writer(threading.Thread):
    """One person, who does one thing after another and sends again what got no answer, under the same key."""

    service: Service
    token: str
    pitches: list[str]
    chance: Random
    over: threading.Event
    most: float = float("inf")
    comments: dict[str, str] = field(default_factory=dict)
    """What was acknowledged, by its id."""
    unsure: list[str] = field(default_factory=list)
    """What was sent once, without a key, and got no answer."""
    interest: dict[str, bool] = field(default_factory=dict)
    signups: set[str] = field(default_factory=set)
    replies: list[Reply] = field(default_factory=list)
    acknowledged: int = 0
    unanswered: int = 0
    week: str = ""
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        deeds = self.deeds()
        while not self.over.is_set() and self.acknowledged < self.most:
            self.chance.choice(deeds)()
        self.hang_up()

    def deeds(self) -> list[Callable[[], None]]:
        return [self.comment, self.comment, self.comment_once, self.say_interest, self.sign_up, self.leave]

    def comment(self) -> None:
        pitch, text = self.chance.choice(self.pitches), ids.new()
        made = self._insist("POST", f"pitches/{pitch}/comments", {"body": text}, ids.new())
        if made.status < 300:
            self.comments[made.body["id"]] = text

    def comment_once(self) -> None:
        pitch, text = self.chance.choice(self.pitches), ids.new()
        reply = self._send("POST", f"pitches/{pitch}/comments", {"body": text}, None)
        if reply is None or reply.status >= 500:
            self.unsure.append(text)
        elif reply.status < 300:
            self.comments[reply.body["id"]] = text

    def say_interest(self) -> None:
        pitch, says = self.chance.choice(self.pitches), self.chance.random() < 0.5
        if self._insist("PUT" if says else "DELETE", f"pitches/{pitch}/interest", None, None).status < 300:
            self.interest[pitch] = says

    def sign_up(self) -> None:
        pitch = self.chance.choice(self.pitches)
        made = self._insist("POST", f"pitches/{pitch}/signups", {}, ids.new())
        if made.status < 300:
            self.signups.add(made.body["id"])

    def leave(self) -> None:
        if self.signups:
            self._insist("POST", f"signups/{self.chance.choice(sorted(self.signups))}/leave", {}, ids.new())

    def _insist(self, method: str, path: str, body: Any, key: str | None) -> Reply:
        """Send it until it is answered for good."""
        while True:
            reply = self._send(method, path, body, key)
            if reply is not None and reply.status < 500:
                return reply
            time.sleep(0.05)

    def _send(self, method: str, path: str, body: Any, key: str | None) -> Reply | None:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(body)
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=90)
            self._connection.request(method, f"/api/v1/{path}", sent, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            self.hang_up()
            time.sleep(0.02)
            return None
        reply = Reply(answer.status, json.loads(content or b"{}"), answer.headers["retry-after"])
        self.acknowledged += reply.status < 300
        if reply.status >= 300:
            self.replies.append(reply)
        return reply

    def await_sent(self) -> None:
        """Wait until the service has a request of this writer's."""
        while self._connection is None or self._connection._HTTPConnection__state != "Request-sent":  # type: ignore[attr-defined]
            time.sleep(0.01)
        for _ in range(2):  # what it reads later is answered later
            assert self.service.ask("GET", "/healthz") == 200

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Lead(Writer):
    """An organizer, who leads all the pitches: makes crews larger and smaller, takes pitches back, moves the week."""

    @classmethod
    def of(cls, crowd: "Crowd", number: int, most: float) -> "Lead":
        pitches, chance = crowd.writers[0].pitches, Random(1000 + number)
        return cls(crowd.service, crowd.organizer, pitches, chance, crowd.over, most, week=crowd.week)

    def deeds(self) -> list[Callable[[], None]]:
        return [self.resize, self.resize, self.withdraw_and_restore, self.tell_about_the_week, self.comment]

    def resize(self) -> None:
        path = f"pitches/{self.chance.choice(self.pitches)}?reason=as+it+comes"
        self._insist("PATCH", path, {"crew_limit": self.chance.randrange(1, 6)}, None)

    def withdraw_and_restore(self) -> None:
        pitch = self.chance.choice(self.pitches)
        self._insist("POST", f"pitches/{pitch}/withdraw", {"reason": "not now"}, ids.new())
        self._insist("POST", f"pitches/{pitch}/restore", {}, ids.new())

    def tell_about_the_week(self) -> None:
        self._insist("PATCH", f"weeks/{self.week}", {"theme": ids.new()}, None)


@dataclass
class Follower(threading.Thread):
    """A program that follows the log live, and comes back with the last number that it saw."""

    service: Service
    token: str
    over: threading.Event = field(default_factory=threading.Event)
    numbers: list[int] = field(default_factory=list)
    opened: int = 0

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self.over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                self._follow()
            time.sleep(0.05)

    def _follow(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=20)
        last = str(self.numbers[-1] if self.numbers else 0)
        headers = {"Authorization": f"Bearer {self.token}", "Last-Event-ID": last}
        with contextlib.closing(connection):
            connection.request("GET", "/api/v1/events/stream", headers=headers)
            reply = connection.getresponse()
            if reply.status != 200:
                reply.read()
                return
            self.opened += 1
            number = None
            while not self.over.is_set() and (line := reply.readline()):
                if line.startswith(b"id: "):
                    number = int(line[4:])
                elif line.startswith(b"data: ") and number is not None:
                    self.numbers.append(number)

    def reached(self, number: int, within_s: float = 30) -> bool:
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            if self.numbers and self.numbers[-1] >= number:
                return True
            time.sleep(0.05)
        return False

    def unheard(self, last: int) -> list[int]:
        """End, once the log's last number has come; which numbers didn't come once, and in turn.

        More may have come than that: the worker tells of what is due at any moment.
        """
        self.reached(last)
        self.over.set()
        heard = list(self.numbers)
        return [n for n in range(1, max(last, len(heard)) + 1) if heard[n - 1 : n] != [n]]


@dataclass
class Crowd:
    """Writers over one week, an organizer's token, and what all of them were told."""

    service: Service
    organizer: str
    week: str
    writers: list[Writer]
    over: threading.Event

    def begin(self) -> None:
        for writer in self.writers:
            writer.start()

    def finish(self) -> None:
        self.over.set()
        for writer in self.writers:
            writer.join(120)
            assert not writer.is_alive(), "somebody still waits for an answer"

    @property
    def acknowledged(self) -> int:
        return sum(writer.acknowledged for writer in self.writers)

    @property
    def unanswered(self) -> int:
        return sum(writer.unanswered for writer in self.writers)

    def refusals(self) -> Counter[tuple[int, str]]:
        return Counter((r.status, r.body.get("code", "")) for w in self.writers for r in w.replies)

    def await_more(self, writes: int, within_s: float = 60) -> None:
        """Wait until so many more writes were acknowledged."""
        enough, until = self.acknowledged + writes, time.monotonic() + within_s
        while self.acknowledged < enough:
            assert time.monotonic() < until, f"no {writes} writes within {within_s} s: {self.refusals()}"
            time.sleep(0.01)

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """What the organizer is told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.service.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.organizer}", "Content-Type": "application/json"}
        with contextlib.closing(connection):
            connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        assert answer.status < 300, (method, path, answer.status, content)
        return json.loads(content or b"{}")


def gather(service: Service, db: Database, *, writers: int, seed: int = 1, most: int | None = None) -> Crowd:
    """A week that finds its crews, with few places and many who want them; each may write so often, if it is said."""
    (organizer,) = _tokens(db, 1, Role.ORGANIZER)
    crowd = Crowd(service, organizer, f"week-{ids.new()[-8:]}", [], threading.Event())
    began = clock.now().timestamp() - 7 * 86400 - 3600
    schedule = {
        phase: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began + 7 * 86400 * place))
        for place, phase in enumerate(SCHEDULED)
    }
    crowd.ask(
        "POST", "weeks", {"title": "A fault", "slug": crowd.week, "time_zone": "UTC", "schedule": schedule}
    )
    crowd.ask("POST", f"weeks/{crowd.week}/publish")
    pitches = [
        crowd.ask("POST", f"weeks/{crowd.week}/pitches", {"title": f"Pitch {n}", "crew_limit": LIMIT})["id"]
        for n in range(PITCHES)
    ]
    for number, token in zip(itertools.count(seed), _tokens(db, writers, Role.MEMBER)):
        crowd.writers.append(
            Writer(service, token, pitches, Random(number), crowd.over, most or float("inf"))
        )
    return crowd


def _tokens(db: Database, many: int, role: Role) -> list[str]:
    """New people's tokens, made beside the service, as the command line does."""
    secrets = []
    with db.writing() as session:
        for _ in range(many):
            email = f"{ids.new()}@offtrail.example"
            person = people.add(session, actor.system(), PersonIn(name="Somebody", email=email, role=role))
            secrets.append(
                tokens.issue(session, actor.system(), person.id, "load", list(ALL_SCOPES), None)[1]
            )
    return secrets
