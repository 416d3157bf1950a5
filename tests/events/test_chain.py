"""The chain over the log: whatever is done to a row after it was numbered shows, and what may be done doesn't."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from app.core import actor
from app.core.db import Database
from app.core.migrations import downgrade, migrate
from app.events import chain, verifying
from app.events.log import record
from app.events.models import ErasableText, EventRow, LogEnd
from app.events.queries import BATCH, number_committed
from app.events.verifying import Broken, Head, Verified
from app.exports import archive
from app.people import service as people
from app.people.models import Person
from app.people.schemas import PersonIn
from app.pitches.events import InterestSaid
from tests.cli.running import Command
from tests.world import database_at

EVENT: sa.Table = EventRow.__table__
TEXT: sa.Table = ErasableText.__table__
END: sa.Table = LogEnd.__table__
ADMIN = actor.system()
Tampering = Callable[[sa.Connection], object]


@pytest.fixture
def empty(database_url: str) -> Iterator[Database]:
    db = database_at(database_url)
    yield db
    if db.is_sqlite:
        db.dispose()


@pytest.fixture
def db(empty: Database) -> Database:
    """A log of five rows; the first names two texts."""
    with empty.writing() as session:
        people.add(session, ADMIN, PersonIn(name="Ada Quill", email="ada@offtrail.example"))
        interest(session, 4)
    number_committed(empty)
    return empty


def interest(session: Session, times: int = 1) -> None:
    for number in range(times):
        record(session, ADMIN, InterestSaid(week_id="w", pitch_id=f"p{number}", person_id="x"))
        session.flush()


def quiet(_done: int, _total: int) -> None:
    """Nobody watches."""


def verified(db: Database, expected: Head | None = None) -> Verified:
    with db.snapshot() as session:
        return verifying.verify(session, quiet, expected)


def broken(db: Database, expected: Head | None = None) -> str:
    with pytest.raises(Broken) as found:
        verified(db, expected)
    return str(found.value)


def tampered(db: Database, tampering: Tampering) -> None:
    with db.writing() as session:
        tampering(session.connection())


def ids(db: Database) -> list[str]:
    with db.reading() as session:
        return [*session.exec(select(EventRow.id).order_by(EVENT.c.seq))]


def changed(row: int, **values: Any) -> Tampering:
    return lambda connection: connection.execute(sa.update(EVENT).where(EVENT.c.seq == row).values(values))


def deleted(seq: int) -> Tampering:
    return lambda connection: connection.execute(sa.delete(EVENT).where(EVENT.c.seq == seq))


def renumbered(connection: sa.Connection, *steps: tuple[int, int]) -> None:
    for former, later in steps:
        changed(former, seq=later)(connection)


def put_in(connection: sa.Connection) -> None:
    renumbered(connection, (5, 6), (4, 5))
    row = dict(connection.execute(sa.select(EVENT).where(EVENT.c.seq == 5)).mappings().one())
    connection.execute(sa.insert(EVENT).values(row | {"id": "put-in", "seq": 4}))


def taken_out(connection: sa.Connection) -> None:
    deleted(3)(connection)
    renumbered(connection, (4, 3), (5, 4))


def cut_off(connection: sa.Connection) -> None:
    deleted(5)(connection)
    last = connection.execute(sa.select(EVENT.c.chained).where(EVENT.c.seq == 4)).scalar_one()
    connection.execute(sa.update(END).values(last=4, chained=last))


def written_anew(connection: sa.Connection) -> None:
    """By somebody who knows how, from a changed row on."""
    changed(3, actor_id="somebody")(connection)
    digest = chain.START
    for row in connection.execute(sa.select(EVENT).order_by(EVENT.c.seq)).mappings().all():
        digest = chain.digest(digest, row)
        changed(row["seq"], chained=digest)(connection)
    connection.execute(sa.update(END).values(chained=digest))


def test_a_log_that_nobody_touched_is_whole(db: Database) -> None:
    found = verified(db)

    assert (found.head.number, found.texts, found.erased, found.unnumbered) == (5, 2, 0, 0)
    with db.reading() as session:
        assert found.head == tuple(session.execute(sa.select(END.c.last, END.c.chained)).one())
    assert verified(db, found.head) == found


def test_an_empty_log_is_whole(empty: Database) -> None:
    assert verified(empty).head == (0, chain.START)


CHANGED = "was changed: it isn't what was numbered, or it was put in, or rows before it were taken out."


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        (changed(3, data={"week_id": "w", "pitch_id": "p9", "person_id": "x"}), f"Row 3 ({{3}}) {CHANGED}"),
        (changed(1, actor_id="somebody"), f"Row 1 ({{1}}) {CHANGED}"),
        (changed(5, at=datetime(2027, 1, 1, tzinfo=UTC)), f"Row 5 ({{5}}) {CHANGED}"),
        (changed(2, chained=None), f"Row 2 ({{2}}) {CHANGED}"),
        (taken_out, f"Row 3 ({{4}}) {CHANGED}"),
        (deleted(3), "Row 3 is missing: row 4 ({4}) is the next."),
        (deleted(1), "Row 1 is missing: row 2 ({2}) is the next."),
        (deleted(5), "Row 5 is missing: the log went to 5, and now ends before it."),
        (lambda c: renumbered(c, (2, 99), (4, 2), (99, 4)), "Row 2 ({4}) is out of order: 2 was the number of row 4 ({2})."),
        (lambda c: renumbered(c, (2, 99), (4, 2)), "Row 2 ({4}) is out of order: 2 was the number of row 99 ({2})."),
        (changed(4, seq=0), "Row 0 ({4}) is out of order: this number was never given."),
        (put_in, "Row 4 (put-in) is out of order: 4 was the number of row 5 ({4})."),
    ],
)  # fmt: skip
def test_what_is_done_to_a_row_later_is_named(db: Database, tampering: Tampering, sentence: str) -> None:
    named = sentence.format("", *ids(db))

    tampered(db, tampering)

    assert broken(db) == named


def test_a_person_who_is_not_the_one_in_the_data_is_named(db: Database) -> None:
    with db.writing() as session:
        session.connection().execute(sa.update(EVENT).where(EVENT.c.seq == 3).values(person_id="y"))

    with pytest.raises(
        Broken, match=r"Row 3 .* was changed: its column names another person than its data\."
    ):
        verified(db)


def test_a_changed_text_is_named_and_so_is_one_that_went_without_anonymising(db: Database) -> None:
    [first, *_] = ids(db)
    name = TEXT.c.text == "Ada Quill"
    with db.reading() as session:
        digest = session.execute(sa.select(TEXT.c.digest).where(name)).scalar_one()

    tampered(db, lambda c: c.execute(sa.update(TEXT).where(name).values(text="Ida Quill")))
    assert broken(db) == f"Row 1 ({first}): its text doesn't match its digest {digest}."

    tampered(db, lambda c: c.execute(sa.delete(TEXT).where(TEXT.c.digest == digest)))
    assert broken(db) == (
        f"Row 1 ({first}): its text {digest} is gone, and nobody anonymised whom it is about."
    )


def test_a_text_can_t_take_letters_of_its_salt(db: Database) -> None:
    """What is digested, salt and text in one, is the same."""
    moved = {
        "salt": sa.func.substr(TEXT.c.salt, 1, 31),
        "text": sa.func.substr(TEXT.c.salt, 32) + TEXT.c.text,
    }

    tampered(db, lambda c: c.execute(sa.update(TEXT).values(moved)))

    assert "its text doesn't match its digest" in broken(db)


def test_anonymising_keeps_it_whole(db: Database) -> None:
    head = verified(db).head
    with db.writing() as session:
        person = session.exec(select(Person)).one()
        people.deactivate(session, ADMIN, person)
        people.anonymise(session, ADMIN, person)
    number_committed(db)

    found = verified(db, head)

    assert (found.head.number, found.texts, found.erased) == (7, 0, 2)


def test_a_cut_off_end_shows_against_an_end_that_was_noted(db: Database) -> None:
    noted = verified(db).head

    tampered(db, cut_off)

    assert verified(db).head.number == 4
    assert broken(db, noted) == "Row 5 is missing: the log was noted at 5, and is cut off."


def test_a_chain_that_was_written_anew_shows_against_an_end_that_was_noted(db: Database) -> None:
    noted = verified(db).head
    last = ids(db)[-1]

    tampered(db, written_anew)

    now = verified(db).head
    assert broken(db, noted) == (
        f"Row 5 ({last}) isn't what was noted: the log was written anew, here or before. It is {now}."
    )


def test_the_first_of_two_that_are_broken_is_named(db: Database) -> None:
    [first, *_] = ids(db)

    tampered(db, changed(4, via="cli"))
    tampered(db, lambda c: c.execute(sa.update(TEXT).values(salt="")))

    assert broken(db).startswith(f"Row 1 ({first}): its text doesn't match")


@pytest.mark.sqlite_only(reason="PostgreSQL lets in what a column can hold, and nothing else")
@pytest.mark.parametrize("values", ["data = 'no JSON'", "at = 'noon'", "at = 5"])
def test_a_row_that_can_t_be_read_is_named(db: Database, values: str) -> None:
    row = ids(db)[2]

    tampered(db, lambda c: c.exec_driver_sql(f"UPDATE event SET {values} WHERE seq = 3"))

    assert broken(db) == f"Row 3 ({row}) was changed: it can't be read."


@pytest.mark.parametrize("values", [{"last": 6}, {"chained": chain.START}])
def test_a_changed_end_is_named(db: Database, values: dict[str, object]) -> None:
    tampered(db, lambda c: c.execute(sa.update(END).values(values)))

    assert broken(db).startswith(("Row 6 is missing", "The end of the log was changed"))


def test_what_has_no_number_yet_is_counted_and_chained_later(db: Database) -> None:
    with db.writing() as session:
        interest(session, BATCH + 1)

    assert (verified(db).head.number, verified(db).unnumbered) == (5, BATCH + 1)
    number_committed(db)
    assert (verified(db).head.number, verified(db).unnumbered) == (BATCH + 6, 0)


def test_a_request_s_events_are_numbered_with_as_many_statements_as_one(db: Database) -> None:
    def statements(events: int) -> int:
        with db.writing() as session:
            interest(session, events)
        counted: list[str] = []
        note = lambda *about: counted.append(about[2])  # noqa: E731  # the third is the statement
        sa.event.listen(db.engine, "before_cursor_execute", note)
        number_committed(db)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    assert statements(1) == statements(3)


def test_writers_and_readers_at_once_keep_it_whole(db: Database) -> None:
    def write_and_read(_: int) -> None:
        for _ in range(5):
            with db.writing() as session:
                interest(session, 2)
            number_committed(db)

    with ThreadPoolExecutor(6) as at_once:
        [*at_once.map(write_and_read, range(6))]

    assert (verified(db).head.number, verified(db).unnumbered) == (65, 0)


ODD = {
    "numbers": [1, 1.0, -0.0, 0.1, 1.5e-07, 1e16, 1e23, 2**60, 1.10, -3.25, True, None],
    "words": 'Zoë "slashes" / \\ \n\t\u2028 𝄞 \u007f',
    "é": {"b": {}, "a": []},
}


def test_an_archive_keeps_it_through_the_other_database_and_back(
    db: Database, tmp_path: Path, other_database_url: str
) -> None:
    with db.writing() as session:
        session.add(EventRow(type="odd", via="web", subject_id="x", data=ODD))
    number_committed(db)
    head = verified(db).head
    between, after = (
        Database(f"sqlite:///{tmp_path / 'between.db'}"),
        Database(other_database_url, pool_size=2),
    )
    migrate(between)

    archive.export(db, tmp_path / "one", quiet)
    archive.restore(between, tmp_path / "one", quiet)
    archive.backup(between, tmp_path / "two.zip", quiet)
    archive.restore(after, tmp_path / "two.zip", quiet)

    assert [verified(each, head).head for each in (between, after)] == [head, head]
    with after.writing() as session:
        interest(session)
    number_committed(after)
    assert verified(after, head).head.number == head.number + 1
    for each in (between, after):
        each.dispose()


def test_a_log_from_before_is_chained_when_it_is_migrated(empty_database_url: str) -> None:
    db = Database(empty_database_url, pool_size=2)
    migrate(db)
    with db.writing() as session:
        interest(session, BATCH + 2)
    number_committed(db)
    head = verified(db).head
    with db.writing() as session:
        interest(session)
    downgrade(db, "0009")

    migrate(db)

    assert (verified(db, head).head, verified(db).unnumbered) == (head, 1)
    db.dispose()


def test_a_digest_covers_every_column_but_itself_and_a_copy() -> None:
    assert {*EVENT.columns.keys()} - {"chained", "person_id"} == {*chain.OVER}


def test_the_form_stays_as_it_is() -> None:
    """Digests are noted down elsewhere: with another form none of them would hold."""
    row = dict.fromkeys(chain.OVER) | {
        "id": "0192", "seq": 7, "type": "pitch.submitted", "at": datetime(2027, 1, 4, 9, tzinfo=UTC), "data": {"é": 2.0, "a": [0.5]},
    }  # fmt: skip

    assert chain.form(row) == (
        '{"actor_id":null,"at":"2027-01-04T09:00:00.000000Z","data":{"a":[0.5],"\\u00e9":2},"id":"0192",'
        '"pitch_id":null,"reason_digest":null,"seq":7,"subject_id":null,"type":"pitch.submitted","via":null,"week_id":null}'
    )
    assert (
        chain.digest(chain.START, row) == "cfc465f0119a7ee3ce33b8207c4159bfc3aec38df121c727518fa6f05d8bae24"
    )


# --- the command


@pytest.fixture
def offtrail(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capsys)


def test_the_command_prints_the_end_which_can_be_expected_later(
    db: Database, database_url: str, offtrail: Command
) -> None:
    first = offtrail("verify-log", DATABASE_URL=database_url)
    second = offtrail("verify-log", "--expect", first.out.strip(), DATABASE_URL=database_url)

    assert (first.status, first.out) == (0, f"{verified(db).head}\n")
    assert "5 rows are whole, and 2 texts beside them; 0 are erased." in first.err
    assert (second.status, second.out) == (0, first.out)


def test_the_command_names_what_is_broken_and_ends_with_1(
    db: Database, database_url: str, offtrail: Command
) -> None:
    row = ids(db)[2]
    tampered(db, changed(3, via="cli"))

    ended = offtrail("verify-log", DATABASE_URL=database_url)

    assert (ended.status, ended.out) == (1, "")
    assert f"Row 3 ({row}) was changed" in ended.err


@pytest.mark.parametrize("expected", ["5", "5:abc", "five:" + "0" * 64])
def test_the_command_refuses_what_is_no_end(offtrail: Command, expected: str) -> None:
    assert offtrail("verify-log", "--expect", expected).status == 2
