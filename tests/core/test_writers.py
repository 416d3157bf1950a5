"""What makes many writes on PostgreSQL cheap: plans that are kept, and rows that are sent together."""

import psycopg
import pytest
import sqlalchemy as sa

from app.core.db import Database
from app.people.models import Person
from tests.world import World

pytestmark = pytest.mark.postgresql_only(reason="SQLite plans and writes within the process")


@pytest.fixture
def db(world: World) -> Database:
    return world.db


def test_writers_keep_their_plans_and_readers_think_anew(db: Database) -> None:
    mode = sa.text("SHOW plan_cache_mode")

    with db.writing() as session:
        assert session.scalar(mode) == "force_generic_plan"
    with db.reading() as session:
        assert session.scalar(mode) == "auto"


def test_the_driver_has_no_placeholders_to_look_for(db: Database) -> None:
    said = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection: object, cursor: object, statement: str, *_: object) -> None:
        said.append((cursor, statement))

    with db.writing() as session:
        session.add(Person(name="Ada"))
    with db.snapshot() as session:
        list(session.exec(sa.select(Person), execution_options={"yield_per": 1}))

    assert {type(cursor) for cursor, _ in said} == {psycopg.RawCursor, psycopg.RawServerCursor}
    (insert,) = (statement for _, statement in said if statement.startswith("INSERT"))
    assert "$1" in insert
    assert "%" not in insert


def test_rows_of_one_kind_are_written_in_one_statement(db: Database) -> None:
    inserts = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        inserts.extend([statement] if statement.startswith("INSERT INTO person") else [])

    with db.writing() as session:
        session.add_all([Person(name=f"Person {number}") for number in range(20)])

    with db.reading() as session:
        written = session.scalar(
            sa.select(sa.func.count()).where(sa.column("name").like("Person %")).select_from(Person)
        )
    assert (written, len(inserts)) == (20, 1)
