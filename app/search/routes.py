"""Search over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

import sqlalchemy as sa
from fastapi import Query
from pydantic import Field
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.core import text
from app.core.actor import Actor
from app.core.fields import Query as QueryText
from app.core.http import Reading, router
from app.core.limits import Kind, counts_as
from app.core.queries import among
from app.core.schema import Out
from app.outcomes.models import Outcome, OutcomeKind
from app.people import queries as people
from app.people.deps import Reader
from app.people.models import Person
from app.people.schemas import PersonRef
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.pitches.schemas import PitchRef
from app.weeks.deps import seen
from app.weeks.models import Week
from app.weeks.queries import visible_to

routes = router(tag="Search")

AT_MOST = 20
LOOKED_AT = 500
"""Hits among which those to show are chosen, where no week is named."""

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
    """What was found, newest first, at most 20 of each kind, out of the 500 that were written last where no week is named."""

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
    conditions = [visible_to(actor)]
    week_id = None if week is None else seen(session, actor, week).id
    if week_id is not None:
        conditions.append(col(Week.id) == week_id)
    if kind is not None:
        conditions.append(col(Outcome.kind) == kind)
    return Found.model_construct(
        pitches=_pitches(session, _hits(session, "pitch", col(Pitch.id), q, week_id), conditions),
        outcomes=_outcomes(session, _hits(session, "outcome", col(Outcome.id), q, week_id), conditions),
        people=_people(session, actor, q),
    )


Condition: TypeAlias = sa.ColumnElement[bool]


def _hits(
    session: Session, kind: str, id_: Mapped[str], query: str, week_id: str | None = None
) -> Condition | None:
    """The condition on ids of things: all hits of a week, or the newest, as over years a common word has more than anyone reads.

    Those are fetched first. PostgreSQL, which after a while plans without a look at the words, would go through all weeks for them.
    """
    if week_id is None:
        newest = text.newest_matching(session, kind, query, LOOKED_AT)
        return None if newest is None else among(id_, "newest").params(newest=[*session.scalars(newest)])
    subjects = sa.select(col(Pitch.id)).where(col(Pitch.week_id) == week_id)
    if kind == "outcome":
        subjects = sa.select(col(Outcome.id)).where(col(Outcome.pitch_id).in_(subjects))
    within = text.matching_among(session, kind, query, subjects)
    return None if within is None else id_.in_(within)


def _pitches(
    session: Session, matching: Condition | None, conditions: Sequence[Condition]
) -> list[FoundPitch]:
    if matching is None:
        return []
    columns = (Pitch.id, Pitch.title, Pitch.summary, Week.slug, Week.title, Outcome.kind)
    rows = session.execute(
        sa.select(*(col(column) for column in columns))
        .join(Week, col(Week.id) == Pitch.week_id)
        .join(Outcome, col(Outcome.pitch_id) == Pitch.id, isouter=True)
        .where(matching, col(Pitch.status) == PitchStatus.SUBMITTED, *conditions)
        .order_by(col(Week.sorts_at).desc(), col(Pitch.id).desc())
        .limit(AT_MOST)
    ).all()
    leads = _leads(session, [id_ for id_, *_ in rows])
    return [
        FoundPitch.model_construct(
            id=id_,
            title=title,
            summary=summary,
            week=week,
            week_title=named,
            lead=leads.get(id_),
            outcome=kind,
        )
        for id_, title, summary, week, named, kind in rows
    ]


def _outcomes(
    session: Session, matching: Condition | None, conditions: Sequence[Condition]
) -> list[FoundOutcome]:
    if matching is None:
        return []
    rows = session.execute(
        sa.select(col(Pitch.id), col(Pitch.title), col(Week.slug), col(Week.title), Outcome)
        .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(matching, *conditions)
        .order_by(col(Outcome.updated_at).desc(), col(Outcome.id).desc())
        .limit(AT_MOST)
    ).all()
    leads = _leads(session, [id_ for id_, *_ in rows])
    return [
        FoundOutcome.model_construct(
            pitch=PitchRef.model_construct(id=id_, title=title),
            week=week,
            week_title=named,
            kind=outcome.kind,
            summary=outcome.summary,
            lead=leads.get(id_),
        )
        for id_, title, week, named, outcome in rows
    ]


def _leads(session: Session, pitch_ids: Sequence[str]) -> Mapping[str, PersonRef]:
    """The first lead of each pitch; two statements, or three, however many."""
    first = {pitch_id: ids[0] for pitch_id, ids in pitches.leads(session, pitch_ids).items() if ids}
    named = people.refs(session, set(first.values()))
    return {pitch_id: named[person_id] for pitch_id, person_id in first.items()}


def _people(session: Session, actor: Actor, query: str) -> list[PersonRef]:
    matching = _hits(session, "person", col(Person.id), query)
    if matching is None:
        return []
    found = (
        select(Person.id)
        .where(matching, people.known_to(actor))
        .order_by(sa.func.lower(col(Person.name)), col(Person.id))
        .limit(AT_MOST)
    )
    named = people.refs(session, list(session.exec(found)))
    return sorted(named.values(), key=lambda person: person.name.casefold())
