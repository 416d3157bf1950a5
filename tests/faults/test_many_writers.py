"""Many write at once, each in another way: no deadlock on PostgreSQL, no "database is locked" on SQLite, for anybody."""

import itertools
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.db import Database
from tests.faults.load import Lead, gather, served
from tests.faults.whole import breaches, losses

pytestmark = pytest.mark.system

CLIENTS, LEADS = 32, 4
AS_LONG_AS_IT_TAKES = {"OFFTRAIL_DATABASE_SECONDS": "600"}
"""On a slow machine, a dozen who wait for one pitch may wait for long: that is no deadlock."""


def test_nobody_stands_in_anybodys_way(db: Database, url: str, times: int, tmp_path: Path) -> None:
    writes = times * 100
    with ExitStack() as stack:
        services = [
            stack.enter_context(served(url, folder, **AS_LONG_AS_IT_TAKES))
            for folder in folders(db, tmp_path)
        ]
        crowd = gather(services[0], db, writers=CLIENTS - LEADS, most=writes // CLIENTS)
        for number in range(LEADS):
            crowd.writers.append(Lead.of(crowd, number, writes // CLIENTS))
        for writer, service in zip(crowd.writers, itertools.cycle(services)):
            writer.service = service
        began = time.monotonic()
        crowd.begin()
        for writer in crowd.writers:
            writer.join(1800)
        took = time.monotonic() - began
        crowd.finish()

        assert [line for service in services for line in service.said()] == []
        assert deadlocks(db) == 0
        assert max(status for status, _ in crowd.refusals()) < 500, crowd.refusals()
        assert crowd.unanswered == 0
        assert losses(crowd, db) == []
        assert breaches(db) == []
        refused = crowd.refusals().total()
        print(
            f"\n{CLIENTS} clients, {crowd.acknowledged} mixed writes acknowledged and {refused} refused by the rules"
            f" in {took:.0f} s: no deadlock, no lock that reached anyone"
        )


def folders(db: Database, tmp_path: Path) -> list[Path]:
    """SQLite is served by one process, PostgreSQL by two."""
    made = [tmp_path / str(number) for number in range(1 if db.is_sqlite else 2)]
    for folder in made:
        folder.mkdir()
    return made


def deadlocks(db: Database) -> int:
    """How many PostgreSQL had to break; a rival that is told nothing may still have met one."""
    if db.is_sqlite:
        return 0
    counted = sa.text("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    with db.engine.connect() as connection:
        return int(connection.execute(counted).scalar_one())
