"""The two kinds of session, on both databases: one reads, the other writes whole or not at all."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, func, select

from app.core import db as core_db
from app.core import patience, problems, stopping
from app.core.db import Database
from app.core.rivals import insert_if_absent
from app.people.models import HomeTeam, Person


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, pool_size=4)
    yield opened
    opened.dispose()


ENDLESS = sa.text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 1000 FROM n) SELECT count(*) FROM n"
)


@pytest.fixture
def hasty(database_url: str) -> Iterator[Database]:
    opened = Database(database_url, pool_size=2, most_s=0.5)
    yield opened
    opened.dispose()


def add(session: Session, name: str, **fields: Any) -> Person:
    person = Person(name=name, **fields)
    session.add(person)
    session.flush()
    return person


def names(db: Database) -> list[str]:
    with db.reading() as session:
        return list(session.exec(select(Person.name).order_by(Person.name)))


def test_what_is_written_is_kept_when_the_block_ends(db: Database) -> None:
    with db.writing() as session:
        add(session, "Ada")

    assert names(db) == ["Ada"]


def test_a_block_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.writing() as session:
        session.add_all(
            Person(name=name, email_folded=folded)
            for name, folded in (("Ada", "a"), ("Eve", "e"), ("Nina", "e"))
        )

    assert names(db) == []


def test_a_reading_session_cannot_write(db: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError) as refusal, db.reading() as session:
        add(session, "Ada")

    assert any(word in str(refusal.value).lower() for word in ("readonly", "read-only"))
    assert names(db) == []


def test_after_a_reader_a_connection_writes_again(db: Database) -> None:
    for name in ("Ada", "Grace", "Linus"):
        with db.reading() as session:
            session.exec(select(Person)).all()
        with db.writing() as session:
            add(session, name)
    assert names(db) == ["Ada", "Grace", "Linus"]


@pytest.mark.postgresql_only(reason="SQLite prepares within the process")
def test_what_readers_ask_again_and_again_stays_prepared(db: Database) -> None:
    prepared = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM person%'")

    for _ in range(10):
        names(db)

    with db.reading() as session:
        assert session.execute(prepared).scalar_one() == 1


@pytest.mark.postgresql_only(reason="SQLite has no connection that could break")
def test_connections_that_broke_while_they_rested_are_replaced(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.reading() as one, db.reading() as other:
        pids = [session.scalar(sa.text("SELECT pg_backend_pid()")) for session in (one, other)]
    lone = Database(db.url.render_as_string(hide_password=False))
    with lone.writing() as session:
        session.execute(
            sa.text("SELECT pg_terminate_backend(pid, 5000) FROM unnest(:pids) AS pid"), {"pids": pids}
        )
    lone.dispose()
    monkeypatch.setattr(patience, "REST_S", 0.0)

    with db.reading() as one, db.reading() as other:
        fresh = [session.scalar(sa.text("SELECT pg_backend_pid()")) for session in (one, other)]

    assert not set(fresh) & set(pids)


@pytest.mark.postgresql_only(reason="SQLite has no connection that could break")
def test_a_connection_that_breaks_in_use_costs_one_request(db: Database) -> None:
    assert names(db) == []
    with pytest.raises(sa.exc.OperationalError), db.writing() as session:
        session.execute(sa.text("SELECT pg_terminate_backend(pg_backend_pid())"))

    assert names(db) == []


@pytest.mark.parametrize("kind", ["reading", "writing", "snapshot"])
def test_what_takes_too_long_is_stopped_and_leaves_its_connection_whole(hasty: Database, kind: str) -> None:
    with pytest.raises(sa.exc.OperationalError) as stopped, getattr(hasty, kind)() as session:
        session.execute(ENDLESS)

    assert stopping.was_stopped(stopped.value)
    assert problems.of(stopped.value).code == "took_too_long"
    with hasty.writing() as session:
        add(session, "Ada")
    assert names(hasty) == ["Ada"]


def test_a_write_that_is_stopped_leaves_nothing(hasty: Database) -> None:
    def add_and_go_on() -> None:
        with hasty.writing() as session:
            add(session, "Ada")
            session.execute(ENDLESS)

    with pytest.raises(sa.exc.OperationalError):
        add_and_go_on()

    assert names(hasty) == []


@pytest.mark.postgresql_only(reason="SQLite has one writer, who waits for no row")
def test_who_waits_too_long_for_a_row_is_stopped(hasty: Database) -> None:
    with hasty.writing() as session:
        person_id = add(session, "Ada").id
    of_her = select(Person).where(Person.id == person_id).with_for_update()

    with hasty.writing() as first:
        first.exec(of_her).one()
        with pytest.raises(sa.exc.OperationalError) as stopped, hasty.writing() as second:
            second.exec(of_her).one()

    assert stopping.was_stopped(stopped.value)


def test_readers_do_not_wait_for_a_writer(db: Database) -> None:
    with db.writing() as session:
        add(session, "Ada")

        assert names(db) == []


def test_writers_lose_nothing_of_one_another(db: Database) -> None:
    """Each reads, adds one and writes: whoever reads what another is about to change loses an update."""
    with db.writing() as session:
        person_id = add(session, "Ada").id

    def add_one() -> None:
        for _ in range(5):
            with db.writing() as session:
                person = session.exec(select(Person).where(Person.id == person_id).with_for_update()).one()
                person.version += 1
                session.add(person)

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with db.reading() as session:
        assert session.get_one(Person, person_id).version == 1 + 4 * 5


def test_times_come_back_aware_and_in_utc(db: Database) -> None:
    evening = datetime(2027, 1, 4, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-5)))
    with db.writing() as session:
        session.add(Person(name="Ada", created_at=evening))

    with db.reading() as session:
        found = session.exec(select(Person.created_at)).one()
    assert (found, found.tzinfo, found.microsecond) == (evening, UTC, 123456)


@pytest.mark.sqlite_only(reason="PostgreSQL has a type for instants")
def test_times_are_kept_as_texts_that_sort_by_time(db: Database) -> None:
    evening = datetime(2027, 1, 4, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    with db.writing() as session:
        session.add(Person(name="Ada", created_at=evening))

    with db.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT created_at FROM person").scalar_one()
    assert kept == "2027-01-05 04:30:00.000000"


def test_a_naive_time_is_never_stored(db: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="naive"), db.writing() as session:
        add(session, "Ada", created_at=datetime(2027, 1, 4))  # noqa: DTZ001  # the very mistake


def test_what_is_there_is_not_inserted_twice(db: Database) -> None:
    row = {"id": "1", "name": "Platform", "name_folded": "platform"}

    with db.writing() as session:
        first = insert_if_absent(session, HomeTeam, **row)
        again = insert_if_absent(session, HomeTeam, **row)

    assert (first, again) == (True, False)
    with db.reading() as session:
        assert session.exec(select(func.count()).select_from(HomeTeam)).one() == 1


def test_an_unknown_role_is_refused_by_the_database_itself(db: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.writing() as session:
        session.connection().execute(sa.text(
            "INSERT INTO person (id, name, role, bio, skills, wants_to_learn, created_at, version)"
            " VALUES ('1', 'Ada', 'boss', '', '[]', '[]', '2027-01-04', 1)"
        ))  # fmt: skip


def test_an_address_is_unique_by_the_database_itself(db: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), db.writing() as session:
        session.add_all(Person(name=name, email_folded="a@x.example") for name in ("Ada", "Eve"))


@pytest.mark.sqlite_only(reason="PostgreSQL has as many writers as come")
def test_a_writer_whose_connection_breaks_gives_its_turn_on(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise db.engine.dialect.loaded_dbapi.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(db.engine.dialect, "do_rollback", broken)
        with pytest.raises(sa.exc.OperationalError), db.writing() as session:
            session.execute(sa.text("SELECT nothing"))

    monkeypatch.setattr(core_db, "BUSY_TIMEOUT_S", 1)
    with db.writing() as session:
        add(session, "Ada")
    assert names(db) == ["Ada"]


@pytest.mark.postgresql_only(reason="SQLite answers in this very process")
def test_a_statement_that_takes_too_long_is_ended_by_the_server(db: Database) -> None:
    hasty = Database(db.url.render_as_string(hide_password=False), most_s=0.2)

    with pytest.raises(sa.exc.OperationalError, match="statement timeout"), hasty.reading() as session:
        session.execute(sa.text("SELECT pg_sleep(5)"))

    assert names(hasty) == []
    hasty.dispose()


@pytest.mark.postgresql_only(reason="SQLite answers in this very process")
def test_a_server_that_says_nothing_is_given_up(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "GRACE_S", -0.8)
    hasty = Database(db.url.render_as_string(hide_password=False), most_s=1)

    with pytest.raises(sa.exc.OperationalError, match="has not answered"), hasty.reading() as session:
        session.execute(sa.text("SELECT pg_sleep(5)"))

    assert names(hasty) == []
    hasty.dispose()


@pytest.mark.postgresql_only(reason="SQLite answers in this very process")
def test_a_request_waits_for_so_long_and_a_command_for_as_long_as_it_takes(db: Database) -> None:
    limits = sa.text(
        "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
    )
    serving = Database(db.url.render_as_string(hide_password=False), most_s=2.5)

    with serving.writing() as of_a_request, db.writing() as of_a_command:
        assert tuple(of_a_request.execute(limits).one()) == ("2500ms", "1min")
        assert tuple(of_a_command.execute(limits).one()) == ("0", "0")
    serving.dispose()
