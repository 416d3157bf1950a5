"""What the directory's own words become when somebody comes, and when who they were is erased."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.events.log import reacts_to
from app.events.models import EventRow
from app.people.events import PersonAdded, PersonAnonymised, PersonEdited
from app.scim.managers import link_who_awaited
from app.scim.models import DirectoryUser


@reacts_to(PersonAdded)
def link_whose_manager_came(session: Session, _actor: Actor, event: PersonAdded, _: EventRow) -> None:
    link_who_awaited(session, event.email)


@reacts_to(PersonEdited)
def link_whose_manager_has_that_address(
    session: Session, _actor: Actor, event: PersonEdited, _: EventRow
) -> None:
    if event.email_after:
        link_who_awaited(session, event.email_after)


@reacts_to(PersonAnonymised)
def forget_what_it_said(session: Session, _actor: Actor, event: PersonAnonymised, _: EventRow) -> None:
    """Whoever the directory still means by it comes anew, as somebody else."""
    theirs = col(DirectoryUser.person_id) == event.person_id
    session.connection().execute(sa.delete(DirectoryUser).where(theirs))
