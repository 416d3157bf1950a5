"""A small company to tell tests in: Ada leads, Linus works elsewhere, Grace organizes, a stranger has no part in it."""

import atexit
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import count
from typing import Any, cast

import pytest
import sqlalchemy as sa
from anyio import CapacityLimiter
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient, Response
from sqlmodel import Session, select

from app.board import shown
from app.core import actor, clock, ids
from app.core.actor import ALL_SCOPES, Actor, Role, Scope
from app.core.config import Settings
from app.core.db import Database
from app.core.limit_settings import LimitSettings
from app.events.models import EventRow
from app.main import create_app
from app.people import service as people
from app.people import sign_in, tokens
from app.people.schemas import PersonIn
from app.pitches import service as pitches
from app.pitches.schemas import PitchIn
from app.weeks import service as weeks
from app.weeks.models import Week
from app.weeks.phases import SCHEDULED, Phase
from app.weeks.schemas import WeekIn
from app.worker import loop

START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
STEP = timedelta(days=7)
BEGINS_BEFORE = {phase: place for place, phase in enumerate((Phase.ANNOUNCED, *SCHEDULED))}
NO_LIMITS: dict[str, Any] = dict.fromkeys(LimitSettings.model_fields, 0)
"""For tests that ask for more within a minute than anybody would."""

A_PITCH = {"title": "An assistant that has read our runbooks", "summary": "Ask it at three in the morning."}


class TestClock:
    """Time that stands still until the test moves it."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    def to(self, instant: datetime | str) -> datetime:
        self.now = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        return self.now


@cache
def event_loop() -> BlockingPortal:
    """One for all clients of this process: starting one for each request takes longer than most requests."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(start_blocking_portal())


class Client:
    """Speaks HTTP to the application as one person, or as nobody."""

    def __init__(self, app: FastAPI, token: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = AsyncClient(
            transport=ASGITransport(app, raise_app_exceptions=False),
            base_url="http://offtrail.test",
            headers=headers,
        )

    def request(self, method: str, path: str, **options: Any) -> Response:
        """Send it to an address below the API's, or to one that is whole."""
        url = path if path.startswith(("/", "http://")) else f"/api/v1/{path}"
        return event_loop().call(partial(self.http.request, method, url, **options))

    def get(self, path: str, **options: Any) -> Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Response:
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> Response:
        return self.request("PUT", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> Response:
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Response:
        return self.request("DELETE", path, **options)


class World:
    """The application over one database, and the quick ways to people, weeks and pitches in it."""

    def __init__(self, app: FastAPI, db: Database, clock: TestClock) -> None:
        self.app, self.db, self.clock = app, db, clock
        self.nobody = Client(app)
        self._number = count(1)

    def person(self, name: str, home_team: str | None = "Platform", role: Role = Role.MEMBER) -> "Someone":
        with self.db.writing() as session:
            email = f"{name.lower().replace(' ', '.')}.{next(self._number)}@offtrail.example"
            new = PersonIn(name=name, email=email, home_team=home_team, role=role)
            person = people.add(session, actor.system(), new)
            secret = _token(session, person.id, ALL_SCOPES)
            return Someone(self, person.id, name, email, secret)

    def week(self, phase: Phase = Phase.FORMING, **fields: Any) -> dict[str, Any]:
        """A published week that is in this phase now (or a draft), organized by nobody in particular."""
        nobody = actor.system()
        slug = f"week-{next(self._number)}"
        body = {
            "title": f"Exploration {slug}", "slug": slug, "time_zone": "Europe/Berlin",
            "schedule": self.schedule(phase), **fields,
        }  # fmt: skip
        with self.db.writing() as session:
            week = weeks.create(session, nobody, WeekIn.model_validate(body))
            if phase is not Phase.DRAFT:
                weeks.publish(session, nobody, week)
            if phase is Phase.CANCELLED:
                weeks.cancel(session, nobody, week, "a test needs it so")
            return Looked(
                partial(self._week, week.id), id=week.id, slug=slug, title=week.title, version=week.version
            )

    def _week(self, id_: str) -> dict[str, Any]:
        with self.db.reading() as session:
            week = shown.week(session, actor.system(), session.get_one(Week, id_))
        return cast(dict[str, Any], json.loads(week.model_dump_json()))

    def schedule(self, phase: Phase) -> dict[str, str]:
        """Instants a week apart, such that a phase began an hour ago."""
        present = BEGINS_BEFORE.get(phase, BEGINS_BEFORE[Phase.FORMING])
        began = self.clock.now - timedelta(hours=1)
        return {p: (began + STEP * (BEGINS_BEFORE[p] - present)).isoformat() for p in SCHEDULED}

    def move_on(self, week: dict[str, Any], phase: Phase) -> None:
        """Let time pass until a phase of the week has begun, and the worker do its rounds."""
        self.clock.to(datetime.fromisoformat(week["schedule"][phase]) + timedelta(minutes=1))
        self.work()

    def work(self) -> None:
        loop.run_once(self.db)

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The statements that are run within the block, without what begins transactions."""
        statements: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if not statement.startswith(("PRAGMA", "BEGIN")):
                statements.append(statement)

        sa.event.listen(self.db.engine, "before_cursor_execute", note)
        yield statements
        sa.event.remove(self.db.engine, "before_cursor_execute", note)

    def events(self, *types: str) -> list[str]:
        """The types of what was logged, in order; of these types alone where some are given."""
        with self.db.reading() as session:
            rows = session.exec(select(EventRow).order_by(EventRow.id)).all()
        return [row.type for row in rows if not types or row.type in types]


class Looked(dict[str, Any]):
    """What is known of a thing that was made; the rest is asked for when it is first read."""

    def __init__(self, ask: Callable[[], dict[str, Any]], **known: Any) -> None:
        super().__init__(known)
        self._ask = ask

    def __missing__(self, name: str) -> Any:
        return self.setdefault(name, self._ask()[name])


class Someone:
    """A person of the company, who speaks HTTP."""

    def __init__(self, world: World, id_: str, name: str, email: str, secret: str) -> None:
        self.world, self.id, self.name, self.email, self.secret = world, id_, name, email, secret
        self.client = Client(world.app, secret)

    def with_scopes(self, *scopes: Scope) -> Client:
        """A client with a token of the person's that has these scopes alone."""
        with self.world.db.writing() as session:
            secret = _token(session, self.id, scopes)
        return Client(self.world.app, secret)

    def __getattr__(self, verb: str) -> Any:
        if verb in ("get", "post", "put", "patch", "delete", "request"):
            return getattr(self.client, verb)
        raise AttributeError(verb)

    def pitches(self, week: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Bring a pitch into a week, past HTTP: it is where most stories begin."""
        with self.world.db.writing() as session:
            made = pitches.pitch(
                session, self.actor(session), session.get_one(Week, week["id"]), PitchIn(**A_PITCH | fields)
            )
            return Looked(
                partial(self.sees, {"id": made.id}), id=made.id, title=made.title, version=made.version
            )

    def actor(self, session: Session) -> Actor:
        """The person as the actor of a service's function."""
        proof = sign_in.prove_token(session, self.secret)
        actor = sign_in.actor_for(session, proof) if proof else None
        assert actor is not None
        return actor

    def signs_up(self, pitch: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return done(self.post(f"pitches/{pitch['id']}/signups", fields))

    def sees(self, pitch: dict[str, Any]) -> dict[str, Any]:
        return done(self.get(f"pitches/{pitch['id']}"))


def _token(session: Session, person_id: str, scopes: Iterable[Scope]) -> str:
    _, secret = tokens.issue(session, actor.system(), person_id, "a test's", list(scopes), None)
    return secret


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    """A body that doesn't say how long it is."""
    for piece in pieces:
        yield piece


def done(reply: Response) -> dict[str, Any]:
    """The body of a reply that must be a success."""
    assert reply.is_success, f"{reply.request.method} {reply.request.url} → {reply.status_code}: {reply.text}"
    return reply.json()


def refused(reply: Response) -> tuple[int, str]:
    """The status and code of a reply that must be a problem, in the shape that all problems have."""
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    body = reply.json()
    assert body["status"] == reply.status_code
    assert {"type", "title", "detail"} <= body.keys()
    return reply.status_code, body["code"]


@cache
def database_at(url: str) -> Database:
    """One engine an address: compiling its statements anew would take most of a test's time."""
    return Database(url, pool_size=4)


@pytest.fixture(scope="session")
def application() -> FastAPI:
    """One application for all tests; each gives it a database of its own."""
    return create_app(
        Settings(
            database_url="sqlite://",
            local_sign_in=True,
            worker_inside=False,
            public_address="http://offtrail.test",
            **NO_LIMITS,
        )
    )


@pytest.fixture
def time() -> Iterator[TestClock]:
    """Time, standing still at a Monday morning until the test moves it."""
    moved = TestClock()
    clock.set_source(lambda: moved.now)
    yield moved
    clock.set_source(None)


@pytest.fixture
def world(application: FastAPI, database_url: str, time: TestClock) -> Iterator[World]:
    before = application.state.db
    db = application.state.db = database_at(database_url)
    application.state.visits = CapacityLimiter(4)
    yield World(application, db, time)
    if db.is_sqlite:
        db.dispose()
    application.state.db = before


@pytest.fixture
def ada(world: World) -> Someone:
    return world.person("Ada Quill", "Platform")


@pytest.fixture
def linus(world: World) -> Someone:
    return world.person("Linus Brook", "Payments")


@pytest.fixture
def grace(world: World) -> Someone:
    return world.person("Grace Vale", "Developer Relations", Role.ORGANIZER)


@pytest.fixture
def stranger(world: World) -> Someone:
    return world.person("Mallory Stone", "Sales")


def an_id() -> str:
    """An id that nothing has."""
    return ids.new()
