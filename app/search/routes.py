"""Search over HTTP."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from app.core import text
from app.core.fields import Query as QueryText
from app.core.http import Reading, router
from app.core.limits import Kind, counts_as
from app.core.schema import Out
from app.outcomes.models import OutcomeKind
from app.people.deps import Reader
from app.people.schemas import PersonRef
from app.pitches.schemas import PitchRef
from app.search import queries
from app.weeks.deps import seen

routes = router(tag="Search")

Words = Annotated[QueryText, Query(min_length=1, description="Words to find; the last may be unfinished.")]


class FoundPitch(PitchRef):
    """A pitch that was found, with its week, whom to ask about it, and what became of it."""

    week: str
    week_title: str
    summary: str
    lead: PersonRef | None = Field(description="The first of the leads, or null.")
    outcome: OutcomeKind | None = Field(description="The kind of its outcome, where that is recorded.")


class FoundOutcome(Out):
    """An outcome that was found, with its pitch and week."""

    pitch: PitchRef
    week: str
    week_title: str
    kind: OutcomeKind
    summary: str
    lead: PersonRef | None = Field(description="The first of the leads, or null.")


class Found(Out):
    """What was found, newest first, at most 20 of each kind, out of the 500 that were written last where no week is named; guests find all of their weeks."""

    pitches: list[FoundPitch] = Field(description="Submitted pitches of weeks that you may see.")
    outcomes: list[FoundOutcome]
    people: list[PersonRef]


@routes.get("/search", operation_id="search", summary="Find pitches, outcomes and people")
@counts_as(Kind.SEARCHES)
def search(
    session: Reading,
    actor: Reader,
    q: Words,
    week: Annotated[QueryText | None, Query(description="Only what is of this week, by its slug.")] = None,
    kind: Annotated[
        OutcomeKind | None, Query(description="Only what came to an outcome of this kind.")
    ] = None,
) -> Found:
    """Every word must be there; accents and case don't matter. `week` and `kind` leave people as they are."""
    in_week = None if week is None else seen(session, actor, week)
    words = text.asked(session, q)
    if words is None:
        return Found.model_construct(pitches=[], outcomes=[], people=[])
    hits = queries.hits(session, actor, words, in_week)
    pitches = queries.pitches_of(session, hits, kind)
    outcomes = queries.outcomes_of(session, hits, kind)
    leads = queries.leads(session, {row.id for row in [*pitches, *outcomes]})
    return Found.model_construct(
        pitches=[_pitch(row, leads.get(row.id)) for row in pitches],
        outcomes=[_outcome(row, leads.get(row.id)) for row in outcomes],
        people=queries.people_named(session, actor, words),
    )


def _pitch(of: Any, lead: PersonRef | None) -> FoundPitch:
    return FoundPitch.model_construct(
        id=of.id, title=of.title, summary=of.summary, week=of.week, week_title=of.week_title, lead=lead, outcome=of.kind
    )  # fmt: skip


def _outcome(of: Any, lead: PersonRef | None) -> FoundOutcome:
    return FoundOutcome.model_construct(
        pitch=PitchRef.model_construct(id=of.id, title=of.title),
        week=of.week, week_title=of.week_title, kind=of.kind, summary=of.summary, lead=lead,
    )  # fmt: skip
