"""Whom the directory calls somebody's manager, also where that is somebody who comes only later."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Via, system
from app.core.fields import folded_email
from app.people import service
from app.people.managers import called, knows_other_names
from app.people.models import Person
from app.people.schemas import PersonPatch
from app.scim.models import DirectoryUser

_DIRECTORY = system(Via.DIRECTORY)


@knows_other_names
def by_the_directory(said: str) -> sa.Select[str]:
    """Whom the directory knows by an id of its own, or a user name."""
    return sa.select(col(DirectoryUser.person_id)).where(
        sa.or_(col(DirectoryUser.external_id) == said, col(DirectoryUser.user_name_folded) == folded_email(said))
    )  # fmt: skip


def link_who_awaited(session: Session, *names: str | None) -> None:
    """Give those their manager whose manager was not here before, but is called so now. The log says that the directory did."""
    folded = [folded_email(name) for name in names if name]
    if not folded:
        return
    waiting = (
        select(Person, DirectoryUser)
        .join(DirectoryUser, col(DirectoryUser.person_id) == Person.id)
        .where(col(DirectoryUser.manager_awaited).in_(folded), col(Person.anonymised_at).is_(None))
        .order_by(col(Person.id))
    )
    for person, known in session.exec(waiting).all():
        manager = called(session, str(known.said["manager"]))
        if manager is None or manager.id == person.id:
            continue
        service.edit(session, _DIRECTORY, person, PersonPatch(manager_id=manager.id))
        known.said = known.said | {"manager": True}
        known.manager_awaited, known.changed_at = None, clock.now()
        known.version += 1
        session.add(known)
        session.flush()
