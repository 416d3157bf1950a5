"""What becomes of sign-ups when a pitch is withdrawn or has more room, or when a person leaves, is anonymised, or is a guest no more."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor, Role
from app.events.log import reacts_to
from app.events.models import EventRow
from app.people.events import PersonAnonymised, PersonDeactivated, PersonEdited
from app.pitches.events import PitchEdited, PitchWithdrawn
from app.signups import queries
from app.signups.models import OPEN_STATUSES, SignUp, SignUpStatus
from app.signups.waiting_line import end, lock, move_lines
from app.weeks import queries as weeks
from app.weeks.events import GuestRemoved
from app.weeks.phases import Phase


@reacts_to(PitchWithdrawn)
def free_the_crew(session: Session, actor: Actor, event: PitchWithdrawn, _: EventRow) -> None:
    """Everyone's place and wish on a withdrawn pitch ends; they are free for another."""
    locked = lock(session, actor, [event.pitch_id])
    for signup in queries.of_pitch(session, event.pitch_id):
        end(session, actor, signup, SignUpStatus.ENDED)
    move_lines(session, actor, locked)


@reacts_to(PitchEdited)
def let_the_line_move(session: Session, actor: Actor, event: PitchEdited, _: EventRow) -> None:
    """More room lets the first in line in."""
    if "crew_limit" in event.changes:
        lock(session, actor, [event.pitch_id])


@reacts_to(PersonAnonymised)
def erase_what_was_written(session: Session, _actor: Actor, event: PersonAnonymised, _: EventRow) -> None:
    """The lines that somebody wrote with their wishes go; the sign-ups stay."""
    theirs = sa.update(SignUp).where(col(SignUp.person_id) == event.person_id, col(SignUp.message) != "")
    session.connection().execute(theirs.values(message=""))


@reacts_to(PersonDeactivated)
def free_the_places_of_who_left(
    session: Session, actor: Actor, event: PersonDeactivated, _: EventRow
) -> None:
    """Places and wishes in weeks that are not over are given up; past records stay."""
    _free(session, actor, event.person_id, sa.true())


@reacts_to(GuestRemoved)
def free_the_places_of_a_guest(session: Session, actor: Actor, event: GuestRemoved, _: EventRow) -> None:
    """Likewise in the week that they see no more."""
    _free(session, actor, event.person_id, col(SignUp.week_id) == event.week_id)


@reacts_to(PersonEdited)
def free_the_places_of_a_new_guest(session: Session, actor: Actor, event: PersonEdited, _: EventRow) -> None:
    """Who was a member, and is a guest from now on, has places in the weeks alone that they were invited to."""
    if "role" in event.changes and event.changes["role"].after == Role.GUEST:
        invited = weeks.with_guest(session, [event.person_id]).get(event.person_id, ())
        _free(session, actor, event.person_id, col(SignUp.week_id).not_in(invited))


def _free(session: Session, actor: Actor, person_id: str, where: sa.ColumnElement[bool]) -> None:
    found = select(SignUp).where(
        SignUp.person_id == person_id,
        col(SignUp.status).in_(OPEN_STATUSES),
        col(SignUp.imported).is_(False),
        where,
    )
    signups = session.exec(found).all()
    known = weeks.named(session, {signup.week_id for signup in signups})
    going_on = [
        s for s in signups if known[s.week_id].phase(clock.now()) not in (Phase.CLOSED, Phase.CANCELLED)
    ]
    locked = lock(session, actor, [signup.pitch_id for signup in going_on], [person_id])
    for signup in going_on:
        session.refresh(signup)
        if signup.status in OPEN_STATUSES:
            end(session, actor, signup, SignUpStatus.LEFT)
    move_lines(session, actor, locked)
