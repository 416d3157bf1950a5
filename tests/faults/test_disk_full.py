"""There is no room left to write to: people are told so, reading goes on, nothing is half there, and room helps at once."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.db import Database
from tests.faults.load import Crowd, Service, gather, served
from tests.faults.whole import breaches, losses

pytestmark = pytest.mark.system

ROOM = 200_000


@contextmanager
def no_room(service: Service, db: Database) -> Iterator[None]:
    """With SQLite the process may make no file longer than a little more than now; PostgreSQL says that its disk is full."""
    if db.is_sqlite:
        assert service.process is not None
        base = Path(db.url.database or "")
        longest = max(path.stat().st_size for path in base.parent.glob(f"{base.name}*"))
        before = resource.prlimit(
            service.process.pid, resource.RLIMIT_FSIZE, (longest + ROOM, resource.RLIM_INFINITY)
        )
        yield
        resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, before)
    else:
        with db.writing() as session:
            session.execute(
                sa.text(
                    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$"
                )
            )
            session.execute(
                sa.text("CREATE TRIGGER no_room BEFORE INSERT ON event EXECUTE FUNCTION no_room()")
            )
        yield
        with db.writing() as session:
            session.execute(sa.text("DROP TRIGGER no_room ON event"))


def test_a_full_disk_is_said_and_leaves_nothing_by_half(db: Database, url: str, tmp_path: Path) -> None:
    with served(url, tmp_path) as service:
        crowd = gather(service, db, writers=8)
        crowd.begin()
        crowd.await_more(20)

        with no_room(service, db):
            await_refusals(crowd)
            assert crowd.ask("GET", f"weeks/{crowd.week}/pitches")["items"]
            assert service.ask("GET", "/readyz") == 200

        crowd.await_more(40)
        crowd.finish()
        assert losses(crowd, db) == []
        assert breaches(db) == []
        told = [reply for writer in crowd.writers for reply in writer.replies if reply.status >= 500]
        assert {(r.status, r.body["code"], r.retry_after) for r in told} == {(503, "storage_full", "60")}
        assert "request.failed" not in {line["event"] for line in service.said()}
        print(f"\nno room: {crowd.acknowledged} writes acknowledged, 0 lost, {len(told)} told so")


def await_refusals(crowd: Crowd, within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while sum(crowd.refusals()[503, code] for code in ("storage_full", "database_unavailable")) < 16:
        assert time.monotonic() < until, f"nobody was told: {crowd.refusals()}"
        time.sleep(0.02)
