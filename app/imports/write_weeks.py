"""Writes weeks and people."""

from datetime import UTC, datetime, time

from sqlmodel import Session, select

from app.core import clock, text
from app.imports.kept_words import Entry, KeptWords
from app.imports.known import Known, insert
from app.imports.rows import Batch, PersonRow, Table, WeekRow
from app.imports.slugs import Slugs
from app.imports.written import Split, Values, Written, note_differences, split
from app.people.models import Person
from app.weeks.models import Week

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def write_weeks(session: Session, batch: Batch, known: Known, kept: KeptWords, written: Written) -> None:
    """Write weeks as archived and published, parents before those that belong to them."""
    parts: Split[WeekRow] = split(Table.WEEKS, batch.weeks, known.weeks, written)
    slugs = Slugs(set(session.exec(select(Week.slug)))) if parts.new else Slugs(set())
    now = clock.now()
    new = [
        Week(
            id=known.weeks[row.key],
            slug=slugs.take(row.slug or row.title, row.starts_on.year if row.starts_on else None),
            archived=True,
            published_at=now,
            created_at=now,
            sorts_at=datetime.combine(row.starts_on, time(), UTC) if row.starts_on else EPOCH,
            source=row.key.source,
            source_id=row.key.id,
            **_week_values(row, known, kept.for_week(row.key, row.extra)),
        )
        for row in parts.new
    ]
    insert(session, Week, new)
    here = [(row, known.weeks[row.key], _week_values(row, known, row.extra)) for row in parts.here]
    note_differences(session, batch, Week, here)


def _week_values(row: WeekRow, known: Known, extra: Entry) -> Values:
    return {
        "title": row.title,
        "parent_id": known.weeks[row.parent] if row.parent else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "dates_text": row.dates_text,
        "location": row.location,
        "url": row.url,
        "description": row.description,
        "source_extra": extra or None,
        **row.more,
    }


def write_people(session: Session, batch: Batch, known: Known, written: Written) -> None:
    """Write people, who have no e-mail address and so can't sign in."""
    parts: Split[PersonRow] = split(Table.PEOPLE, batch.people, known.people, written)
    now = clock.now()
    new = [
        Person(
            id=known.people[row.key],
            created_at=now,
            source=row.key.source,
            source_id=row.key.id,
            **_person_values(row),
        )
        for row in parts.new
    ]
    insert(session, Person, new)
    text.index_new(session, "person", {person.id: [person.name] for person in new})
    here = [
        (row, known.people[row.key], _person_values(row))
        for row in parts.here
        if row.key not in known.by_address
    ]
    if known.by_address:
        batch.note("people who are here already, by their e-mail addresses", f"{len(known.by_address):,}")
    note_differences(session, batch, Person, here)


def _person_values(row: PersonRow) -> Values:
    return {"name": row.name, "source_extra": row.extra or None}
