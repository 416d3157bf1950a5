"""Outcomes over HTTP: recorded by crews, pulled by programs."""

from typing import Annotated

from fastapi import Query

from app.board import shown
from app.core.errors import NotFound
from app.core.fields import Limit
from app.core.fields import Query as QueryText
from app.core.http import IfMatch, Made, Reading, Writing, refuses, router
from app.events.deps import After, Numbered
from app.outcomes import pulled, service
from app.outcomes.models import OutcomeKind
from app.outcomes.schemas import OutcomeIn, OutcomeOut, OutcomesAfter
from app.people.deps import OutcomeReader, OutcomeVisitor, ReasonedWriter
from app.pitches.deps import PitchDep

routes = router(tag="Outcomes")


@routes.get("/outcomes", operation_id="pullOutcomes", summary="Every outcome that changed after a number",
            responses=refuses((409, "after_unknown")), response_model=OutcomesAfter)  # fmt: skip
def pull_outcomes(
    numbered: Numbered, session: Reading, actor: OutcomeReader, after: After = 0,  # noqa: ARG001  # numbers first
    week: QueryText | None = None, kind: OutcomeKind | None = None, limit: Annotated[Limit, Query()] = 50,
) -> Made:  # fmt: skip
    """Each once, whole, in the order of their last change. Store `last` and send it as the next `after`.

    An item with `gone` is a tombstone: withdrawn with its pitch, not yours to see any more, or of another `kind` than you
    asked for. Without `after` there are none.
    """
    return pulled.page(session, actor, after, week=week, kind=kind, limit=limit)


@routes.get("/pitches/{pitch_id}/outcome", operation_id="getOutcome", summary="What became of a pitch")
def get_outcome(numbered: Numbered, session: Reading, actor: OutcomeVisitor, placed: PitchDep) -> OutcomeOut:  # noqa: ARG001
    near = shown.standing(session, actor, placed.pitch)
    outcome = shown.outcome(session, actor, placed.week, placed.pitch, near)
    if outcome is None:
        raise NotFound("Nobody has recorded yet what became of it.")
    return outcome


@routes.put("/pitches/{pitch_id}/outcome", operation_id="putOutcome", summary="Record what became of a pitch",
            responses=refuses((403, "crew_only, leads_only"), (409, "outcomes_closed, week_cancelled, reason_required"), (412, "stale_version")))  # fmt: skip
def put_outcome(
    session: Writing, actor: ReasonedWriter, placed: PitchDep, body: OutcomeIn, if_match: IfMatch
) -> OutcomeOut:
    """Every change is a new version, and all versions stay in the log. `seq` is null until the reply is committed."""
    near = shown.standing(session, actor, placed.pitch)
    service.record(session, actor, placed.week, placed.pitch, near, body, if_match)
    outcome = shown.outcome(session, actor, placed.week, placed.pitch, near)
    assert outcome is not None
    return outcome
