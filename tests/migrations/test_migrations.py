"""The migrations make what the models say, and can be taken back."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import app.tables  # noqa: F401  # every table is compared
from app.core.db import Database
from app.core.migrations import (
    config,
    downgrade,
    known_revisions,
    migrate,
    newest_revision,
    present_revision,
)

NOT_IN_METADATA = ("indexed_text_fts", "ix_indexed_text_words", "ix_indexed_text_newest")


@pytest.fixture
def db(empty_database_url):
    database = Database(empty_database_url)
    yield database
    database.dispose()


def compared(_object, name, kind, *_):
    if kind == "column":
        return name != "words"  # of PostgreSQL's indexed_text alone
    return not (kind in ("table", "index") and name is not None and name.startswith(NOT_IN_METADATA))


def drift(db):
    """What alembic would still change."""
    options = {"compare_type": True, "compare_server_default": True, "include_object": compared}
    with db.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)


def tables(db):
    return {name for name in sa.inspect(db.engine).get_table_names() if name != "alembic_version"}


def test_an_empty_database_comes_to_what_the_models_say(db):
    migrate(db)

    assert present_revision(db) == newest_revision()
    assert drift(db) == []
    assert set(SQLModel.metadata.tables) <= tables(db)


def test_the_migrations_are_those_that_alembic_finds(db):
    script = ScriptDirectory.from_config(config())

    assert newest_revision() == script.get_current_head()
    assert known_revisions() == {known.revision for known in script.walk_revisions()}


def test_all_can_be_taken_back_and_done_again(db):
    migrate(db)

    downgrade(db, "base")

    assert (tables(db), present_revision(db)) == (set(), None)
    migrate(db)
    assert drift(db) == []


def test_each_step_can_be_taken_back_alone(db):
    migrate(db)
    steps = 0
    while present_revision(db) is not None:
        downgrade(db, "-1")
        migrate(db, "+1")
        downgrade(db, "-1")
        steps += 1

    assert steps >= 2
    assert tables(db) == set()


def test_migrating_twice_changes_nothing(db):
    migrate(db)
    before = tables(db)

    migrate(db)

    assert (tables(db), drift(db)) == (before, [])


def test_what_was_there_is_there_after_a_step_back_and_forth(db):
    """The text index can be rebuilt: it holds nothing that is not in the tables."""
    migrate(db)
    with db.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT INTO indexed_text (kind, subject_id, text) VALUES ('pitch', 'p', 'runbooks')"
        )

    downgrade(db, "-1")
    migrate(db)

    with db.reading() as session:
        assert (
            session.connection().exec_driver_sql("SELECT text FROM indexed_text").scalar_one() == "runbooks"
        )


def test_who_was_signed_in_before_sessions_had_ids_still_is(db):
    """Also after a step back: the hash by which a session is found goes with it."""
    migrate(db, "0002")
    person = "INSERT INTO person (id, name, role, bio, skills, wants_to_learn, created_at, version) VALUES ('p', 'Ada', 'member', '', '[]', '[]', '2027-01-04 09:00:00', 1)"
    kept = "INSERT INTO sign_in_session VALUES ('hash', 'p', '2027-01-04 09:00:00', '2027-02-03 09:00:00')"
    with db.writing() as session:
        for statement in (person, kept):
            session.connection().exec_driver_sql(statement)

    def rows():
        with db.reading() as session:
            found = "SELECT secret_hash, person_id FROM sign_in_session"
            return [tuple(row) for row in session.connection().exec_driver_sql(found)]

    migrate(db)
    assert rows() == [("hash", "p")]
    downgrade(db, "0002")
    assert rows() == [("hash", "p")]


def test_a_guest_is_let_in_nowhere_by_a_step_back_that_knows_no_guests(db):
    migrate(db)
    guest = "INSERT INTO person (id, name, role, bio, skills, wants_to_learn, created_at, version) VALUES ('p', 'Gwen', 'guest', '', '[]', '[]', '2027-01-04 09:00:00', 1)"
    with db.writing() as session:
        session.connection().exec_driver_sql(guest)

    downgrade(db, "0010")

    with db.reading() as session:
        found = "SELECT role, deactivated_at IS NOT NULL FROM person"
        assert tuple(session.connection().exec_driver_sql(found).one()) == ("member", True)
