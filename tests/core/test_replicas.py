"""A board is read from a replica that has come as far as the database, and from the database else: nobody sees another one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from app.board.kept import kept
from app.core.config import Settings
from app.core.db import Database
from app.main import create_app
from app.watching.finding import Level
from app.watching.of_replica import of_replica
from app.weeks.phases import Phase
from tests.core.standby import Pair, pair
from tests.databases import migrate
from tests.world import TestClock, World, done

pytestmark = [pytest.mark.system, pytest.mark.postgresql_only(reason="SQLite has no replicas")]
EVEN_WITHIN_S = 20


@pytest.fixture(scope="module")
def servers(database_kind) -> Iterator[Pair]:
    if database_kind != "postgresql":
        pytest.skip("SQLite has no replicas")
    with pair("replicated") as servers:
        migrate(servers.primary)
        yield servers


@pytest.fixture
def served(servers, time):
    app = create_app(Settings(database_url=servers.primary, replica_url=servers.standby, database_seconds=5))
    yield World(app, app.state.db, time)
    app.state.db.dispose()
    app.state.db.replica.db.dispose()


@contextmanager
def read_there(world: World):
    """What is read from the replica within the block."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_) -> None:
        statements.append(statement)

    engine = world.db.replica.db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def even(servers: Pair) -> None:
    end = time.monotonic() + EVEN_WITHIN_S
    while not servers.is_even():
        assert time.monotonic() < end, "the standby doesn't come as far"
        time.sleep(0.05)
