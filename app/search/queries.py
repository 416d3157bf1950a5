"""What words find: pitches and outcomes of a week or of all weeks, and people; each statement is built once."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from app.core import text
from app.core.actor import Actor
from app.core.queries import among, given, rows
from app.outcomes.models import Outcome, OutcomeKind
from app.people import queries as people
from app.people.models import Person
from app.people.schemas import PersonRef
from app.pitches import queries as pitches
from app.pitches.models import Pitch, PitchStatus
from app.weeks.models import Week
from app.weeks.queries import seen_weeks

AT_MOST = 20
LOOKED_AT = 500
"""Hits among which those to show are chosen, where no week is named: over years a common word has more than anyone reads."""


class Hits(NamedTuple):
    """The ids of what holds the words, and of the weeks that it may be of."""

    pitches: list[str]
    outcomes: list[str]
    weeks: Sequence[str]


_OF_WEEK = {
    "pitch": pitches.OF_WEEK,
    "outcome": text.Within(
        "outcome",
        sa.select(col(Outcome.id))
        .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
        .where(col(Pitch.week_id) == given("week_id")),
    ),
}
_SLUG: sa.Label[str] = col(Week.slug).label("week")
_WEEK_TITLE: sa.Label[str] = col(Week.title).label("week_title")
_IN_WEEKS = among(col(Week.id), "weeks")
_PITCHES = (
    sa.select(col(Pitch.id), col(Pitch.title), col(Pitch.summary), _SLUG, _WEEK_TITLE, col(Outcome.kind))
    .join(Week, col(Week.id) == Pitch.week_id)
    .join(Outcome, col(Outcome.pitch_id) == Pitch.id, isouter=True)
    .where(among(col(Pitch.id), "found"), _IN_WEEKS, col(Pitch.status) == PitchStatus.SUBMITTED)
    .order_by(col(Week.sorts_at).desc(), col(Pitch.id).desc())
    .limit(AT_MOST)
)
_OUTCOMES = (
    sa.select(col(Pitch.id), col(Pitch.title), col(Outcome.summary), _SLUG, _WEEK_TITLE, col(Outcome.kind))
    .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
    .join(Week, col(Week.id) == Pitch.week_id)
    .where(among(col(Outcome.id), "found"), _IN_WEEKS)
    .order_by(col(Outcome.updated_at).desc(), col(Outcome.id).desc())
    .limit(AT_MOST)
)
_PEOPLE = (
    sa.select(col(Person.id))
    .where(among(col(Person.id), "found"))
    .order_by(sa.func.lower(col(Person.name)), col(Person.id))
    .limit(AT_MOST)
)


def hits(session: Session, actor: Actor, words: str, week: Week | None) -> Hits:
    """What holds the words in a week, or in those that the actor may see."""
    of_pitches, of_outcomes = (ids(session, actor, kind, words, week) for kind in ("pitch", "outcome"))
    weeks = [week.id] if week else session.scalars(seen_weeks(actor)).all()
    return Hits(of_pitches, of_outcomes, weeks)


def ids(session: Session, actor: Actor, kind: str, words: str, week: Week | None = None) -> list[str]:
    """Those of pitches or outcomes that hold the words: all of a week, or of the weeks of a guest; else the newest, among them what only others may see."""
    if week is None and not actor.is_guest:
        return text.newest_matching(session, kind, words, LOOKED_AT)
    within = _OF_WEEK[kind]
    weeks = [week.id] if week else sorted(actor.guest_of)
    return [id_ for week_id in weeks for id_ in within.matching(session, words, week_id=week_id)]


def pitches_of(session: Session, hits: Hits, kind: OutcomeKind | None) -> list[Any]:
    """Rows of `_PITCHES`, the newest week's first; with a kind, of those alone that came to such an outcome."""
    return _shown(session, _PITCHES, hits.pitches, hits.weeks, kind)


def outcomes_of(session: Session, hits: Hits, kind: OutcomeKind | None) -> list[Any]:
    """Rows of `_OUTCOMES`, what changed last first; `id` and `title` are of the pitch."""
    return _shown(session, _OUTCOMES, hits.outcomes, hits.weeks, kind)


def _shown(
    session: Session,
    statement: sa.Select[*tuple[Any, ...]],
    found: Sequence[str],
    weeks: Sequence[str],
    kind: OutcomeKind | None,
) -> list[Any]:
    if not found:
        return []
    of_kind = statement if kind is None else statement.where(col(Outcome.kind) == kind)
    return rows(session, of_kind, found=found, weeks=weeks)


def leads(session: Session, pitch_ids: Collection[str]) -> Mapping[str, PersonRef]:
    """The first lead of each pitch; two statements, or three, however many."""
    if not pitch_ids:
        return {}
    first = {pitch_id: ids[0] for pitch_id, ids in pitches.leads(session, pitch_ids).items() if ids}
    named = people.refs(session, set(first.values()))
    return {pitch_id: named[person_id] for pitch_id, person_id in first.items()}


def people_named(session: Session, actor: Actor, words: str) -> list[PersonRef]:
    """Those whom the actor may know, by name."""
    found = text.newest_matching(session, "person", words, LOOKED_AT)
    if not found:
        return []
    shown = rows(session, _PEOPLE.where(people.known_to(actor)), found=found)
    named = people.refs(session, [id_ for (id_,) in shown])
    return sorted(named.values(), key=lambda person: person.name.casefold())
