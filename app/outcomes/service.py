"""Recording what became of a pitch."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import require_version
from app.events.log import record as log
from app.outcomes import events, policy, queries
from app.outcomes.models import Impact, Outcome
from app.outcomes.schemas import OutcomeIn
from app.pitches import queries as pitches
from app.pitches.models import Pitch
from app.weeks.models import Week
from app.weeks.policy import Who


def record(
    session: Session,
    actor: Actor,
    week: Week,
    pitch: Pitch,
    near: Who,
    told: OutcomeIn,
    expected: int | None = None,
) -> Outcome:
    """Record what became of a pitch, or a new version of it. Raises Conflict("outcomes_closed").

    The same again changes nothing and is no new version, unless it was withdrawn with its pitch: then it stands again.
    """
    policy.may_record(actor, week, pitch, near).require()
    if week.published_at is None:  # it is published before, or after: then with a new number for this
        session.exec(select(Week.id).where(Week.id == week.id).with_for_update(read=True)).one()
    pitches.locked(session, pitch.id)
    outcome = queries.of_pitch(session, pitch.id)
    require_version(outcome.version if outcome else 0, expected)
    if outcome is None:
        return _first(session, actor, week, pitch, told)
    before, after = content(session, outcome), told.model_dump(mode="json")
    if before != after or outcome.withdrawn_at is not None:
        _revise(session, actor, week, outcome, told, before, after)
        queries.make_findable(session, pitch, outcome)
    return outcome


def _first(session: Session, actor: Actor, week: Week, pitch: Pitch, told: OutcomeIn) -> Outcome:
    outcome = Outcome(pitch_id=pitch.id, event_id="", **told.model_dump(exclude={"impact"}))
    event = log(session, actor, events.OutcomeRecorded(
        week_id=week.id, pitch_id=pitch.id, outcome_id=outcome.id, after=told.model_dump(mode="json")
    ))  # fmt: skip
    outcome.event_id = event.id
    session.flush()
    session.add(outcome)
    session.flush()
    _put_impact(session, outcome.id, told)
    queries.make_findable(session, pitch, outcome)
    return outcome


def _revise(
    session: Session,
    actor: Actor,
    week: Week,
    outcome: Outcome,
    told: OutcomeIn,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    outcome.sqlmodel_update(told.model_dump(exclude={"impact"}))
    outcome.withdrawn_at = None
    outcome.version += 1
    outcome.updated_at = clock.now()
    event = log(session, actor, events.OutcomeRevised(
        week_id=week.id, pitch_id=outcome.pitch_id, outcome_id=outcome.id, version=outcome.version, before=before, after=after
    ))  # fmt: skip
    session.flush()
    outcome.event_id = event.id
    session.add(outcome)
    session.flush()
    _put_impact(session, outcome.id, told)


def content(session: Session, outcome: Outcome) -> dict[str, Any]:
    """What was recorded last, in the form in which it was sent."""
    fields = outcome.model_dump(include=set(OutcomeIn.model_fields))
    impact = [row.model_dump() for row in queries.impact(session, [outcome.id])[outcome.id]]
    return OutcomeIn.model_validate({**fields, "impact": impact}).model_dump(mode="json")


def _put_impact(session: Session, outcome_id: str, told: OutcomeIn) -> None:
    session.connection().execute(sa.delete(Impact).where(col(Impact.outcome_id) == outcome_id))
    for position, impact in enumerate(told.impact):
        session.add(Impact(outcome_id=outcome_id, position=position, **impact.model_dump()))
    session.flush()
