"""Demos over HTTP."""

from sqlmodel import Session

from app.board import shown
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.http import IfMatch, Reading, Writing, refuses, router
from app.core.schema import Can
from app.demos import policy, queries, service
from app.demos.models import Demo
from app.demos.schemas import DemoIn, DemoOut, RunningOrderIn, RunningOrderOut
from app.people.deps import ReasonedWriter, Visitor
from app.pitches.deps import PitchDep, Placed
from app.weeks.deps import WeekDep

routes = router(tag="Demos")


@routes.get("/weeks/{slug}/demos", operation_id="getRunningOrder", summary="The running order of a week")
def get_running_order(session: Reading, actor: Visitor, week: WeekDep) -> RunningOrderOut:
    """Those with a place in it first, in their order; then those that have none yet, by title."""
    return queries.running_order(session, actor, week)


@routes.put("/weeks/{slug}/demos", operation_id="putRunningOrder", summary="Set the running order",
            responses=refuses((403, "organizers_only"), (409, "demos_closed, week_cancelled, reason_required"), (412, "stale_version"), (422, "listed_twice, not_in_week")))  # fmt: skip
def put_running_order(
    session: Writing, actor: ReasonedWriter, week: WeekDep, body: RunningOrderIn, if_match: IfMatch
) -> RunningOrderOut:
    """The whole order anew; a pitch that is left out has no place in it any more."""
    service.put_in_order(session, actor, week, body, if_match)
    return queries.running_order(session, actor, week)


@routes.get("/pitches/{pitch_id}/demo", operation_id="getDemo", summary="What a crew shows")
def get_demo(session: Reading, actor: Visitor, placed: PitchDep) -> DemoOut:
    demo = queries.of_pitch(session, placed.pitch.id)
    if demo is None:
        raise NotFound("The crew has not said yet how it shows what it did.")
    return _shown(session, actor, placed, demo)


@routes.put("/pitches/{pitch_id}/demo", operation_id="putDemo", summary="Say how we show what we did",
            responses=refuses((403, "crew_only"), (409, "demos_closed, pitch_withdrawn, week_cancelled, reason_required"), (412, "stale_version")))  # fmt: skip
def put_demo(
    session: Writing, actor: ReasonedWriter, placed: PitchDep, body: DemoIn, if_match: IfMatch
) -> DemoOut:
    near = shown.standing(session, actor, placed.pitch)
    demo = service.describe(session, actor, placed.week, placed.pitch, near, body, if_match)
    return _shown(session, actor, placed, demo)


def _shown(session: Session, actor: Actor, placed: Placed, demo: Demo) -> DemoOut:
    out = queries.shown(session, [(demo, placed.pitch)])[0]
    if actor.signed_in:
        near = shown.standing(session, actor, placed.pitch)
        out.can = {"edit": Can.of(actor, policy.may_describe(actor, placed.week, placed.pitch, near))}
    return out
