"""A process that has changed the schema can go on to write, with foreign keys kept."""

import pytest
from sqlalchemy.exc import IntegrityError

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
