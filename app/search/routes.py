"""Search over HTTP."""

from typing import Annotated

import sqlalchemy as sa
from fastapi import Query
from pydantic import AfterValidator, Field
from sqlmodel import Session, col, select

from app.core import text
from app.core.actor import Actor
from app.core.fields import clean
from app.core.http import Reading, router
from app.core.schema import Out
from app.outcomes.models import Outcome, OutcomeKind
from app.people import queries as people
from app.people.deps import Reader
from app.people.models import Person
from app.people.schemas import PersonRef
from app.pitches.models import Pitch, PitchStatus
from app.pitches.schemas import PitchRef
from app.weeks.models import Week
from app.weeks.queries import visible_to

routes = router(tag="Search")

AT_MOST = 20
Words = Annotated[
    str,
    AfterValidator(clean),
    Query(min_length=1, max_length=200, description="Words to find; the last may be unfinished."),
]


class FoundPitch(PitchRef):
    """A pitch that was found, with its week."""

    week: str
    summary: str


class FoundOutcome(Out):
    """An outcome that was found, with its pitch and week."""

    pitch: PitchRef
    week: str
    kind: OutcomeKind
    summary: str


class Found(Out):
    """What was found, newest first, at most 20 of each kind."""

    pitches: list[FoundPitch] = Field(description="Submitted pitches of weeks that you may see.")
    outcomes: list[FoundOutcome]
    people: list[PersonRef]


@routes.get("/search", operation_id="search", summary="Find pitches, outcomes and people")
def search(session: Reading, actor: Reader, q: Words) -> Found:
    """Every word must be there; accents and case don't matter."""
    return Found.model_construct(
        pitches=_pitches(session, actor, q), outcomes=_outcomes(session, actor, q), people=_people(session, q)
    )


def _pitches(session: Session, actor: Actor, query: str) -> list[FoundPitch]:
    ids = text.ids_matching(session, "pitch", query)
    if ids is None:
        return []
    rows = session.exec(
        select(Pitch.id, Pitch.title, Pitch.summary, Week.slug)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(col(Pitch.id).in_(ids), Pitch.status == PitchStatus.SUBMITTED, visible_to(actor))
        .order_by(col(Week.sorts_at).desc(), col(Pitch.id).desc())
        .limit(AT_MOST)
    )
    return [
        FoundPitch.model_construct(id=id_, title=title, summary=summary, week=week)
        for id_, title, summary, week in rows
    ]


def _outcomes(session: Session, actor: Actor, query: str) -> list[FoundOutcome]:
    ids = text.ids_matching(session, "outcome", query)
    if ids is None:
        return []
    rows = session.exec(
        select(Pitch.id, Pitch.title, Week.slug, Outcome)
        .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(col(Outcome.id).in_(ids), visible_to(actor))
        .order_by(col(Outcome.updated_at).desc(), col(Outcome.id).desc())
        .limit(AT_MOST)
    )
    return [
        FoundOutcome.model_construct(
            pitch=PitchRef.model_construct(id=id_, title=title),
            week=week,
            kind=outcome.kind,
            summary=outcome.summary,
        )
        for id_, title, week, outcome in rows
    ]


def _people(session: Session, query: str) -> list[PersonRef]:
    ids = text.ids_matching(session, "person", query)
    if ids is None:
        return []
    found = (
        select(Person.id)
        .where(col(Person.id).in_(ids))
        .order_by(sa.func.lower(col(Person.name)), col(Person.id))
        .limit(AT_MOST)
    )
    named = people.refs(session, list(session.exec(found)))
    return sorted(named.values(), key=lambda person: person.name.casefold())
