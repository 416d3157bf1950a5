"""Gives people the managers that an HR system's file names."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.core import actor
from app.core.fields import MAX_EMAIL
from app.imports.rows import Batch, Origin
from app.people import queries, service
from app.people.models import Person
from app.people.schemas import PersonPatch

NOBODY_HERE = "managers who are nobody here: left as it was"
ONESELF = "their own managers: left as it was"


def link(
    session: Session, batch: Batch, source: str, told: Iterable[tuple[Origin, Person, str]]
) -> dict[str, tuple[str | None, str | None]]:
    """The people whose manager is another now, by id: what the manager was called before, and is. Who can't be one is noted."""
    meant: dict[str, Person | None] = {}
    changed: dict[str, tuple[str | None, str | None]] = {}
    for origin, person, said in told:
        if said not in meant:
            meant[said] = _meant(session, source, said)
        manager = meant[said]
        if manager is None or manager.id == person.id:
            batch.note(ONESELF if manager else NOBODY_HERE, f"{person.email}: {said}", origin)
        elif manager.id != person.manager_id and person.anonymised_at is None:
            before = session.get(Person, person.manager_id) if person.manager_id else None
            service.edit(session, actor.system(), person, PersonPatch(manager_id=manager.id))
            changed[person.id] = (
                before.email or before.name if before else None,
                manager.email or manager.name,
            )
    return changed


def _meant(session: Session, source: str, said: str) -> Person | None:
    """Whom an address means, or an id of the source."""
    if len(said) <= MAX_EMAIL and (found := queries.by_email(session, said)):
        return found
    known = select(Person).where(Person.source == source, Person.source_id == said)
    return session.exec(known.where(col(Person.anonymised_at).is_(None))).first()
