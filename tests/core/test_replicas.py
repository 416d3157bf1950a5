"""A board is read from a replica that has come as far as the database, and from the database else: nobody sees another one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

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
from tests.world import World, done

pytestmark = [pytest.mark.system, pytest.mark.postgresql_only(reason="SQLite has no replicas")]
EVEN_WITHIN_S = 20
_NUMBERS = count(1)
"""For all tests, which share the database."""


@pytest.fixture(scope="module")
def servers(database_kind) -> Iterator[Pair]:  # of PostgreSQL's run alone
    with pair("replicated") as servers:
        migrate(servers.primary)
        yield servers


@pytest.fixture
def served(servers, time):
    app = create_app(Settings(database_url=servers.primary, replica_url=servers.standby, database_seconds=5))
    world = World(app, app.state.db, time)
    world._number = _NUMBERS
    yield world
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


def test_an_even_standby_is_read_and_shows_the_same(served, servers):
    ada = served.person("Ann Even")
    week = served.week(Phase.FORMING)
    board = f"weeks/{week['slug']}/pitches"
    for number in range(3):
        ada.pitches(week, title=f"Number {number}")
    even(servers)

    with read_there(served) as statements:
        shown = done(ada.get(board))
        facets = done(ada.get(f"weeks/{week['slug']}/facets"))
        shuffled = done(ada.get(f"{board}?sort=shuffle"))

    assert any("pitch.title" in statement for statement in statements)
    assert [row["title"] for row in shown["items"]] == ["Number 2", "Number 1", "Number 0"]
    assert facets["pitches"] == len(shuffled["items"]) == 3
    served.db.replica, replica = None, served.db.replica
    kept.clear()
    assert done(ada.get(f"{board}?limit=50")) == shown
    served.db.replica = replica


def test_one_that_stands_still_is_not_read(served, servers):
    ada, linus = served.person("Ben Still"), served.person("Cleo Still")
    week = served.week(Phase.FORMING)
    pitch = ada.pitches(week)
    even(servers)
    servers.stand_still()
    try:
        linus.signs_up(pitch)
        with read_there(served) as statements:
            (row,) = done(linus.get(f"weeks/{week['slug']}/pitches"))["items"]
    finally:
        servers.go_on()

    assert [member["person"]["name"] for member in row["crew"]] == [linus.name]
    assert not any("pitch.title" in statement for statement in statements)


def test_one_that_is_away_is_left_alone_for_a_while(served, servers, capsys):
    ada = served.person("Dan Away")
    week = served.week(Phase.FORMING)
    ada.pitches(week)
    there = served.db.replica.db
    served.db.replica.db = Database(servers.standby.replace(":5433", ":5434"))
    try:
        boards = []
        for number in range(2):
            ada.pitches(week, title=f"Number {number}")
            boards.append(done(ada.get(f"weeks/{week['slug']}/pitches"))["items"])
    finally:
        served.db.replica.db = there

    assert [len(board) for board in boards] == [2, 3]
    assert capsys.readouterr().err.count("replica.away") == 1


def test_the_doctor_tells_whether_it_keeps_up(servers):
    def told(url: str):
        return [*of_replica(Settings(database_url=servers.primary, replica_url=url))]

    even(servers)
    (well,) = told(servers.standby)
    (none,) = told(servers.primary)
    (away,) = told(servers.standby.replace(":5433", ":5434"))

    assert well.level is Level.OK
    assert (none.level, away.level) == (Level.WARNING, Level.WARNING)
    assert "follows no other" in none.says
    assert "can't be used" in away.says
    assert [*of_replica(Settings())] == []


def test_a_replica_goes_with_postgresql_alone():
    with pytest.raises(ValueError, match="OFFTRAIL_REPLICA_URL goes with PostgreSQL"):
        Settings(replica_url="postgresql://standby/offtrail")
