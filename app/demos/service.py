"""Saying how a crew shows what it did, and in which order the crews show."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Invalid, require_version
from app.demos import events, policy, queries
from app.demos.models import Demo, DemoMode
from app.demos.schemas import DemoIn, RunningOrderIn
from app.events.log import record
from app.events.payloads import Change
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.policy import Who


def describe(
    session: Session,
    actor: Actor,
    week: Week,
    pitch: Pitch,
    near: Who,
    told: DemoIn,
    expected: int | None = None,
) -> Demo:
    """Say how the crew of a pitch shows what it did. Raises Conflict("demos_closed")."""
    policy.may_describe(actor, week, pitch, near).require()
    pitches.locked(session, pitch.id)
    demo = queries.of_pitch(session, pitch.id)
    before = demo.model_dump(include=set(DemoIn.model_fields)) if demo else dict.fromkeys(DemoIn.model_fields)
    after = told.model_dump()
    changes = {
        name: Change(before=before[name], after=after[name]) for name in after if before[name] != after[name]
    }
    require_version(demo.version if demo else 0, expected)
    if demo is None:
        demo = Demo(pitch_id=pitch.id, **after)
    else:
        if not changes:
            return demo
        demo.sqlmodel_update(after)
        demo.version += 1
        demo.updated_at = clock.now()
    session.add(demo)
    session.flush()
    record(session, actor, events.DemoDescribed(week_id=week.id, pitch_id=pitch.id, changes=changes))
    return demo


def put_in_order(
    session: Session, actor: Actor, week: Week, order: RunningOrderIn, expected: int | None = None
) -> None:
    """Set the running order of a week whole.

    Raises Invalid("not_in_week") for a pitch that is not submitted to this week, Invalid("listed_twice").
    """
    policy.may_order(actor, week).require()
    session.exec(
        select(Week.id).where(Week.id == week.id).with_for_update(key_share=True)
    ).one()  # one order at a time
    require_version(queries.order_version(session, week.id), expected)
    wanted = [slot.pitch_id for slot in order.items]
    _require_known_once(session, week, wanted)
    pitches.these_locked(session, wanted)  # as who describes a demo does: of two one makes the first row
    demos = {demo.pitch_id: demo for demo in queries.all_of_week(session, week.id)}
    before = [pitch_id for pitch_id, demo in demos.items() if demo.position is not None]
    for pitch_id in before:
        demos[pitch_id].position = demos[pitch_id].starts_at = None
        session.add(demos[pitch_id])
    for position, slot in enumerate(order.items, start=1):
        demo = demos.get(slot.pitch_id) or Demo(pitch_id=slot.pitch_id, mode=DemoMode.LIVE)
        demo.position, demo.starts_at, demo.place = position, slot.starts_at, slot.place
        demo.minutes = slot.minutes or demo.minutes
        session.add(demo)
    session.flush()
    starts = {slot.pitch_id: slot.starts_at for slot in order.items if slot.starts_at is not None}
    record(session, actor, events.DemosOrdered(week_id=week.id, before=before, after=wanted, starts=starts))


def _require_known_once(session: Session, week: Week, wanted: list[str]) -> None:
    if len(set(wanted)) < len(wanted):
        raise Invalid("listed_twice", "A pitch stands in the running order once.", field="items")
    known = session.execute(
        sa.select(col(Pitch.id)).where(
            col(Pitch.id).in_(wanted),
            col(Pitch.week_id) == week.id,
            col(Pitch.status) == PitchStatus.SUBMITTED,
        )
    )
    if strange := set(wanted) - set(known.scalars()):
        raise Invalid(
            "not_in_week", f"No submitted pitch of this week has the id {min(strange)}.", field="items"
        )
