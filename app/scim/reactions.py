"""What the directory's own words become when who somebody was is erased."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core.actor import Actor
from app.events.log import reacts_to
from app.events.models import EventRow
from app.people.events import PersonAnonymised
from app.scim.models import DirectoryUser


@reacts_to(PersonAnonymised)
def forget_what_it_said(session: Session, _actor: Actor, event: PersonAnonymised, _: EventRow) -> None:
    """Whoever the directory still means by it comes anew, as somebody else."""
    theirs = col(DirectoryUser.person_id) == event.person_id
    session.connection().execute(sa.delete(DirectoryUser).where(theirs))
