"""What statements and rows are made of: lists as one parameter, by an index, columns past the ORM, odd letters, and what a row is filled with."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.core.db import Database
from app.core.queries import among, rows
from app.people.models import Person
from app.weeks.models import Participation

NAMED = sa.select(col(Person.name)).where(among(col(Person.id), "ids")).order_by(col(Person.name))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    database = Database(database_url, pool_size=2)
    yield database
    database.dispose()


@pytest.fixture
def people(db: Database) -> list[str]:
    with db.writing() as session:
        made = [Person(name=name) for name in ("Ada", "Grace", "Linus “the second”")]
        session.add_all(made)
        return [person.id for person in made]


@pytest.mark.parametrize("number", range(4))
def test_a_list_of_any_length_is_looked_for(db: Database, people: list[str], number: int) -> None:
    with db.reading() as session:
        found = rows(session, NAMED, ids=people[:number])

    assert [name for (name,) in found] == ["Ada", "Grace", "Linus “the second”"][:number]


@pytest.mark.parametrize("strange", ['"', "'); DROP TABLE person; --", "{}", "\\", "a,b", "NULL", "", "ö"])
def test_what_is_looked_for_is_never_read_as_words_of_the_statement(
    db: Database, people: list[str], strange: str
) -> None:
    with db.reading() as session:
        assert rows(session, NAMED, ids=[strange]) == []
        assert len(rows(session, NAMED, ids=[strange, *people])) == 3


def test_the_words_are_the_same_for_few_and_for_many(db: Database, people: list[str]) -> None:
    sent = set()
    sa.event.listen(db.engine, "before_cursor_execute", lambda *told: sent.add(told[2]))

    for number in range(4):
        with db.reading() as session:
            rows(session, NAMED, ids=people[:number])

    assert len([words for words in sent if "person" in words]) == 1


def test_it_is_answered_by_an_index(db: Database, people: list[str]) -> None:
    words = str(NAMED.compile(dialect=db.engine.dialect))
    with db.reading() as session:
        connection = session.connection()
        if db.is_sqlite:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", ('["a"]',)).all()
            assert "SEARCH person USING INDEX" in str(plan)
        else:
            connection.exec_driver_sql("SET enable_seqscan = off")
            plan = connection.exec_driver_sql(f"EXPLAIN {words}", (people,)).all()
            assert "Index Scan" in str(plan)


def test_what_is_yet_to_be_written_is_found(db: Database) -> None:
    with db.writing() as session:
        person = Person(name="Just now")
        session.add(person)

        assert rows(session, NAMED, ids=[person.id]) == [("Just now",)]


def test_a_per_cent_sign_and_a_dollar_sign_are_letters_like_others(db: Database) -> None:
    odd = "100 % of $1, :name and %s"
    with db.writing() as session:
        session.add_all([Person(name=odd), Person(name="100 of us")])

    begins, ends = col(Person.name).startswith("100 % of $1", autoescape=True), sa.literal("%s")
    with db.reading() as session:
        found = rows(session, sa.select(col(Person.name), ends).where(begins))

    assert [tuple(row) for row in found] == [(odd, "%s")]


def test_a_new_row_is_filled_by_what_its_table_says(db: Database) -> None:
    first, second = (Participation(week_id="w", person_id="p") for _ in range(2))
    first.days.append("monday")

    assert (first.taking_part, first.guardrails_accepted_at) == (True, None)
    assert (first.days, second.days) == (["monday"], []), "each has a list of its own"
    assert Person(name="Ada").id != Person(name="Ada").id
    assert Person(id="given", name="Ada").id == "given"
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)name"), db.writing() as session:
        session.add(Person())
