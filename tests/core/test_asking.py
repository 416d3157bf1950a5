"""A small question to the database from the event loop: answered as of now, or not at all, and never waited for."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.core import asking_postgresql
from app.core.asking import NoAnswer, Question, questions
from app.core.db import Database
from app.core.queries import given
from app.people.models import Person

NAMED = sa.select(col(Person.name)).where(col(Person.id) == given("id"))


@pytest.fixture
def db(database_url: str):
    database = Database(database_url, pool_size=2)
    yield database
    database.dispose()


def add(db: Database, name: str) -> str:
    with db.writing() as session:
        person = Person(name=name)
        session.add(person)
        return person.id


def asked(db: Database, story: Callable[[Question], Awaitable[None]]) -> None:
    (question,) = questions(db, NAMED)
    asyncio.run(story(question))


def test_each_answer_is_as_of_its_question(db: Database) -> None:
    async def story(question: Question) -> None:
        assert await question.row({"id": "nobody"}) is None
        ids = [add(db, name) for name in ("Ada", "Linus")]
        assert [tuple(await question.row({"id": id_}) or ()) for id_ in ids] == [("Ada",), ("Linus",)]
        with db.writing() as session:
            session.get_one(Person, ids[0]).name = "Ada Quill-Brook"
        assert tuple(await question.row({"id": ids[0]}) or ()) == ("Ada Quill-Brook",)

    asked(db, story)


def test_many_may_ask_at_once(db: Database) -> None:
    ids = [add(db, f"Person {number}") for number in range(20)]

    async def story(question: Question) -> None:
        found = await asyncio.gather(*(question.row({"id": id_}) for id_ in ids))
        assert [row[0] for row in found if row] == [f"Person {number}" for number in range(20)]

    asked(db, story)


def test_it_reads_while_somebody_writes(db: Database) -> None:
    id_ = add(db, "Ada")

    async def story(question: Question) -> None:
        with db.writing() as session:
            session.get_one(Person, id_).name = "Another"
            session.flush()
            assert tuple(await question.row({"id": id_}) or ()) == ("Ada",)

    asked(db, story)


@pytest.mark.postgresql_only(reason="SQLite has no connection that could break")
def test_a_connection_that_breaks_rests_and_is_made_anew(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_postgresql, "RESTS_S", 0.2)
    (question,) = questions(db, sa.select(sa.func.pg_backend_pid()))

    async def story() -> None:
        (pid,) = await question.row({}) or ()
        with db.writing() as session:
            session.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        for _ in range(2):
            with pytest.raises(NoAnswer):
                await question.row({})
        await asyncio.sleep(0.25)
        (other,) = await question.row({}) or ()
        assert other != pid

    asyncio.run(story())


@pytest.mark.postgresql_only(reason="SQLite answers in this very process")
def test_an_answer_that_does_not_come_is_not_waited_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_postgresql, "WITHIN_S", 0.1)
    slow = sa.select(sa.func.pg_sleep(given("seconds")), NAMED.scalar_subquery())
    (question,) = questions(db, slow)

    async def story() -> None:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            await question.row({"seconds": "20", "id": "nobody"})
        assert time.monotonic() - began < 10

    asyncio.run(story())


@pytest.mark.sqlite_only(reason="PostgreSQL is asked over a connection")
def test_a_database_that_is_not_there_gives_no_answer(tmp_path) -> None:
    async def story(question: Question) -> None:
        with pytest.raises(NoAnswer):
            await question.row({"id": "nobody"})

    asked(Database(f"sqlite:///{tmp_path}/no-folder/offtrail.db"), story)
