"""Who can be somebody's manager, and whom a directory means by what it calls a manager."""

from collections.abc import Callable
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import ids
from app.core.errors import Conflict, Invalid, NotFound
from app.people import queries
from app.people.models import Identity, Person

Named: TypeAlias = Callable[[str], sa.Select[str]]
_other_names: list[Named] = []


def knows_other_names(query: Named) -> Named:
    """Later features register here by what else they know people: a select of the ids of whom a name means."""
    if query not in _other_names:
        _other_names.append(query)
    return query


def called(session: Session, said: str, issuer: str | None = None) -> Person | None:
    """Whom a directory means by an id of ours, an address, a provider's subject or a name of its own; None for nobody, and for several."""
    found = session.get(Person, said) if ids.is_id(said) else queries.by_email(session, said)
    if found is None:
        subject = sa.select(col(Identity.person_id)).where(
            col(Identity.issuer) == issuer, col(Identity.subject) == said
        )
        named = sa.union(subject, *(query(said) for query in _other_names))
        these = session.exec(select(Person).where(col(Person.id).in_(named)).limit(2)).all()
        found = these[0] if len(these) == 1 else None
    return found if found is not None and found.anonymised_at is None else None


def require_fit(session: Session, person_id: str, manager_id: str) -> None:
    """Hold a manager, so that they aren't anonymised meanwhile. Raises Invalid("own_manager"), NotFound, Conflict("anonymised").

    Who has left may be one, until the directory says otherwise; and two may manage each other, as nothing here goes up the line.
    """
    if manager_id == person_id:
        raise Invalid("own_manager", "Nobody is their own manager.", field="manager_id")
    manager = queries.kept(session, [manager_id]).get(manager_id)
    if manager is None:
        raise NotFound("There is no such person to be the manager.")
    if manager.anonymised_at is not None:
        raise Conflict("anonymised", "Who this was is erased; nobody has them as a manager.")


def managed_by(session: Session, person_id: str) -> list[Person]:
    """Whom somebody manages, locked, by their ids."""
    found = select(Person).where(Person.manager_id == person_id).order_by(col(Person.id))
    locked = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.exec(locked))
