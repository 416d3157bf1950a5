"""PostgreSQL goes away under load and comes back: people are told to wait, and all goes on without a restart of ours."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.core.db import Database
from app.webhooks.sending import LEASE
from tests.faults.conftest import TIMES, arrived
from tests.faults.load import Crowd, Follower, Service, gather, served
from tests.faults.postgres import Postgres, own_postgres
from tests.faults.whole import breaches, event_ids, last_number, losses
from tests.webhooks.receiver import Receiver, receiving

pytestmark = [
    pytest.mark.system,
    pytest.mark.postgresql_only(reason="SQLite has no server that could go away"),
]

FULL = TIMES >= 100
PATIENCE_S, PAUSE_S = (15, 30) if FULL else (1, 4)


@pytest.fixture(scope="session")
def _place(_databases: object) -> Iterator[tuple[Postgres, str, Service]]:
    """One service for all that happens to its database."""
    settings = {"OFFTRAIL_DATABASE_SECONDS": str(PATIENCE_S)}
    with (
        own_postgres() as postgres, postgres.databases.migrated() as url,
        tempfile.TemporaryDirectory() as folder, served(url, Path(folder), **settings) as service,
    ):  # fmt: skip
        yield postgres, url, service
        assert service.end() == 0


@dataclass
class Scene:
    """A served week that people write in, a program that follows it, and one that is sent web hooks."""

    postgres: Postgres
    service: Service
    crowd: Crowd
    follower: Follower
    receiver: Receiver
    db: Database
    url: str

    def await_trouble(self, more: int = 8) -> None:
        """Wait until so many were told that the database is away."""
        before = sum(n for (status, _), n in self.crowd.refusals().items() if status >= 500)
        until = time.monotonic() + 60
        while sum(n for (status, _), n in self.crowd.refusals().items() if status >= 500) < before + more:
            assert time.monotonic() < until, "nobody was told"
            time.sleep(0.02)

    def goes_on(self) -> float:
        """The seconds until somebody's write is done again, and then everybody's."""
        began = time.monotonic()
        self.crowd.await_more(1)
        took = time.monotonic() - began
        self.crowd.await_more(40)
        return took

    def is_whole(self) -> None:
        """All are told the same, nothing is lost, and whoever waits for news gets them."""
        self.crowd.finish()
        self.db.engine.dispose()
        assert self.service.process is not None
        assert self.service.process.poll() is None
        assert losses(self.crowd, self.db) == []
        assert breaches(self.db) == []
        told = [reply for writer in self.crowd.writers for reply in writer.replies if reply.status >= 500]
        assert {(r.status, r.body["code"], r.retry_after) for r in told} <= {
            (503, "database_unavailable", "5"),
            (503, "took_too_long", "5"),  # a statement that the server went on with after a pause
        }
        self.service.shift(LEASE.total_seconds() + 1)
        due = event_ids(self.db, "comment.", "signup.", week=self.crowd.week)
        assert due - arrived(self.receiver, due) == set()
        assert self.follower.unheard(last_number(self.db)) == []
        said = {line["event"] for line in self.service.said()}
        assert said <= {
            "database.unavailable",
            "database.took_too_long",
            "job.failed",
            "webhooks.failed",
            "webhooks.run_failed",
        }


@pytest.fixture
def scene(_place: tuple[Postgres, str, Service], databases: object) -> Iterator[Scene]:
    postgres, url, service = _place
    with receiving() as receiver:
        db = Database(url, pool_size=4)
        crowd = gather(service, db, writers=8)
        hook = {"name": "All", "url": receiver.url, "types": ["comment.*", "signup.*"]}
        crowd.ask("POST", "webhooks", hook | {"week": crowd.week})
        follower = Follower(service, crowd.organizer)
        follower.start()
        crowd.begin()
        crowd.await_more(20)
        yield Scene(postgres, service, crowd, follower, receiver, db, url)
        crowd.over.set()
        follower.over.set()
        db.dispose()


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_database_that_is_stopped_and_started_costs_nobody_a_write(scene: Scene, how: str) -> None:
    scene.postgres.stop(how)
    scene.await_trouble()
    assert scene.service.ask("GET", "/readyz") == 503
    scene.postgres.start()

    took = scene.goes_on()

    scene.is_whole()
    report(scene, f"PostgreSQL stopped ({how}) and started", took)


def test_a_database_that_is_paused_keeps_nobody_waiting_for_ever(scene: Scene) -> None:
    scene.postgres.pause()
    paused = time.monotonic()
    scene.await_trouble()
    told = time.monotonic() - paused
    assert scene.service.ask("GET", "/healthz") == 200
    time.sleep(max(0.0, paused + PAUSE_S - time.monotonic()))
    scene.postgres.go_on()

    took = scene.goes_on()

    scene.is_whole()
    report(scene, f"PostgreSQL paused for {PAUSE_S} s (told after {told:.1f} s)", took)


def test_connections_that_are_cut_are_made_anew(scene: Scene) -> None:
    cut = 0
    for _ in range(TIMES):
        cut += scene.postgres.cut(scene.url)
        scene.crowd.await_more(10)

    took = scene.goes_on()

    scene.is_whole()
    report(scene, f"{cut} connections cut in {TIMES} goes", took)


def test_a_database_that_only_reads_is_read(scene: Scene) -> None:
    scene.postgres.read_only(scene.url, True)
    scene.postgres.cut(scene.url)
    scene.await_trouble(16)
    assert scene.crowd.ask("GET", f"weeks/{scene.crowd.week}/pitches")["items"]
    scene.postgres.read_only(scene.url, False)
    scene.postgres.cut(scene.url)

    took = scene.goes_on()

    scene.is_whole()
    report(scene, "PostgreSQL only reads for a while", took)


def report(scene: Scene, what: str, took: float) -> None:
    told = sum(n for (status, _), n in scene.crowd.refusals().items() if status == 503)
    print(
        f"\n{what}: {scene.crowd.acknowledged} writes acknowledged, 0 lost, {told} told to wait;"
        f" writes again {took:.1f} s after it was back; the stream was opened {scene.follower.opened} times"
    )
