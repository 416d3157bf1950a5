"""A process that has changed the schema can go on to write, with foreign keys kept."""

import contextlib
import threading

import pytest
from sqlalchemy.exc import IntegrityError

from app.core import db as core_db
from app.core.db import Database


class Interrupted(Exception):
    """Something went wrong in the middle of a migration."""


@pytest.fixture
def db(empty_database_url):
    database = Database(empty_database_url)
    with database.schema_connection() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
    yield database
    database.dispose()


def insert_orphan(db):
    with db.writing() as session:
        session.connection().exec_driver_sql("INSERT INTO child VALUES (1)")


def test_foreign_keys_are_kept_after_a_migration(db):
    with pytest.raises(IntegrityError):
        insert_orphan(db)


def break_off(db):
    with db.schema_connection() as connection:
        connection.exec_driver_sql("CREATE TABLE another (id INTEGER PRIMARY KEY)")
        raise Interrupted


def test_foreign_keys_are_kept_after_a_migration_that_failed(db):
    with pytest.raises(Interrupted):
        break_off(db)

    with pytest.raises(IntegrityError):
        insert_orphan(db)


@pytest.mark.sqlite_only(reason="PostgreSQL's own lock has no time limit")
def test_who_changes_the_schema_waits_for_another_who_does(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_db, "BUSY_TIMEOUT_S", 0)
    first, second = Database(empty_database_url), Database(empty_database_url)
    with first.schema_connection() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        waiting = threading.Thread(target=lambda: break_off_quietly(second))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
    waiting.join(30)

    assert not waiting.is_alive()
    first.dispose()
    second.dispose()


def break_off_quietly(db: Database) -> None:
    with contextlib.suppress(Interrupted):
        break_off(db)
