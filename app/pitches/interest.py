"""Saying that a pitch is interesting, long before anyone signs up."""

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.rivals import delete_if_there, insert_if_absent
from app.events.log import record
from app.pitches import events, policy
from app.pitches.models import Interest, Pitch
from app.weeks.models import Week


def say(session: Session, actor: Actor, week: Week, pitch: Pitch) -> None:
    """Say it; a repeat changes nothing. Raises Conflict("interest_closed") outside its phases."""
    policy.may_say_interest(actor, week, pitch).require()
    if actor.person_id is None:
        raise Forbidden("people_only", "Interest is a person's.")
    if insert_if_absent(session, Interest, pitch_id=pitch.id, person_id=actor.person_id, since=clock.now()):
        record(
            session, actor, events.InterestSaid(week_id=week.id, pitch_id=pitch.id, person_id=actor.person_id)
        )


def lose(session: Session, actor: Actor, week: Week, pitch: Pitch) -> None:
    """Take it back; a repeat changes nothing."""
    policy.may_say_interest(actor, week, pitch).require()
    row = session.get(Interest, (pitch.id, actor.person_id)) if actor.person_id else None
    if row is not None and delete_if_there(session, row):
        record(
            session, actor, events.InterestLost(week_id=week.id, pitch_id=pitch.id, person_id=row.person_id)
        )
