"""Finding demos."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core.actor import Actor
from app.core.queries import given
from app.core.schema import Can
from app.demos import policy
from app.demos.events import DemosOrdered
from app.demos.models import Demo
from app.demos.schemas import DemoOut, RunningOrderOut
from app.events.models import EventRow
from app.people import queries as people
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.pitches.schemas import PitchRef
from app.weeks.models import Week

_OF_PITCH = select(Demo).where(Demo.pitch_id == given("pitch_id"))


def of_pitch(session: Session, pitch_id: str) -> Demo | None:
    return session.exec(_OF_PITCH, params={"pitch_id": pitch_id}).first()


def of_week(session: Session, week_id: str) -> list[tuple[Demo, Pitch]]:
    """The demos of submitted pitches: by their place in the running order, then those without one, by title."""
    found = (
        select(Demo, Pitch)
        .join(Pitch, col(Pitch.id) == Demo.pitch_id)
        .where(Pitch.week_id == week_id, Pitch.status == PitchStatus.SUBMITTED)
        .order_by(col(Demo.position).is_(None), col(Demo.position), col(Pitch.title_folded), col(Pitch.id))
    )
    return [(demo, pitch) for demo, pitch in session.exec(found)]


def all_of_week(session: Session, week_id: str) -> list[Demo]:
    """The demos of all pitches, also of those that were withdrawn since, in the running order."""
    found = select(Demo).join(Pitch, col(Pitch.id) == Demo.pitch_id).where(Pitch.week_id == week_id)
    return list(session.exec(found.order_by(col(Demo.position), col(Demo.pitch_id))))


def order_version(session: Session, week_id: str) -> int:
    """How often the running order of a week was set, which is its version."""
    counted = select(sa.func.count()).where(
        EventRow.subject_id == week_id, EventRow.type == DemosOrdered.type
    )
    return session.exec(counted).one()


def shown(session: Session, demos: Sequence[tuple[Demo, Pitch]]) -> list[DemoOut]:
    leads = pitches.leads(session, [pitch.id for _, pitch in demos])
    named = people.refs(session, {person_id for ids in leads.values() for person_id in ids})
    return [
        DemoOut(
            pitch=PitchRef(id=pitch.id, title=pitch.title), leads=[named[id_] for id_ in leads[pitch.id]],
            **demo.model_dump(exclude={"pitch_id", "updated_at"}),
        )
        for demo, pitch in demos
    ]  # fmt: skip


def running_order(session: Session, actor: Actor, week: Week) -> RunningOrderOut:
    can = {"order": Can.of(actor, policy.may_order(actor, week))} if actor.signed_in else {}
    return RunningOrderOut.model_construct(
        items=shown(session, of_week(session, week.id)), version=order_version(session, week.id), can=can
    )
