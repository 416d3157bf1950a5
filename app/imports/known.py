"""What the database already holds of the sources that are being imported."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.core.fields import folded_email
from app.imports.rows import Key, PersonRow
from app.people.models import Person
from app.pitches.models import Pitch
from app.weeks.models import Week

AT_ONCE = (
    500  # SQLite binds some 32,000 values in one statement; rows with long texts should not pile up either
)
T = TypeVar("T")


@dataclass(slots=True)
class Known:
    """Ids by original id. The writer adds what it writes, so that later rows find it."""

    weeks: dict[Key, str] = field(default_factory=dict)
    people: dict[Key, str] = field(default_factory=dict)
    pitches: dict[Key, str] = field(default_factory=dict)
    week_of_pitch: dict[Key, str] = field(default_factory=dict)
    by_address: set[Key] = field(default_factory=set)
    """The people whom only their e-mail address made known: they are here for a reason of their own."""


def of(session: Session, sources: Collection[str]) -> Known:
    """Everything that these sources gave earlier."""
    known = Known()
    for kind, ids in ((Week, known.weeks), (Person, known.people)):
        ids.update(_ids(session, kind, sources))
    rows = session.exec(
        select(Pitch.source, Pitch.source_id, Pitch.id, Pitch.week_id).where(col(Pitch.source).in_(sources))
    )
    for source, source_id, pitch_id, week_id in rows:
        key = Key(str(source), str(source_id))
        known.pitches[key] = pitch_id
        known.week_of_pitch[key] = week_id
    return known


def add_by_address(session: Session, known: Known, rows: Sequence[PersonRow]) -> None:
    """Find by their e-mail addresses the people whom the source hasn't given before."""
    sought = {
        folded_email(row.address): row.key for row in rows if row.address and row.key not in known.people
    }
    for part in chunks(list(sought)):
        found = select(Person.email_folded, Person.id).where(col(Person.email_folded).in_(part))
        for address, person_id in session.exec(found):
            key = sought[str(address)]
            known.people[key] = person_id
            known.by_address.add(key)


def made_here(session: Session, week_ids: Sequence[str]) -> set[str]:
    """Which of these ids are those of weeks that no source brought."""
    found: set[str] = set()
    for part in chunks(week_ids):
        found |= set(session.exec(select(Week.id).where(col(Week.id).in_(part), col(Week.source).is_(None))))
    return found


def _ids(session: Session, kind: type[Week] | type[Person], sources: Collection[str]) -> dict[Key, str]:
    rows = session.exec(select(kind.source, kind.source_id, kind.id).where(col(kind.source).in_(sources)))
    return {Key(str(source), str(source_id)): id_ for source, source_id, id_ in rows}


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, as many at once as go well into one statement."""
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def insert(session: Session, kind: type[SQLModel], rows: Sequence[SQLModel]) -> None:
    """Insert many rows of a table at once, past the session's bookkeeping."""
    columns = {attribute.key: attribute.columns[0].name for attribute in sa.inspect(kind).column_attrs}
    table = sa.inspect(kind).local_table
    for part in chunks(rows):
        values = [{name: getattr(row, key) for key, name in columns.items()} for row in part]
        session.connection().execute(sa.insert(table), values)
