"""Finding pitches and what hangs on them, each for many at once so that a list costs as many statements as one row."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import text
from app.core.errors import NotFound
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.queries import among, given, rows
from app.people import queries as people
from app.people.models import Person
from app.pitches.models import Comment, Interest, LabelKind, Pitch, PitchLabel, PitchLead, PitchStatus
from app.pitches.schemas import PitchRef
from app.weeks import queries as weeks

MAX_FOLDED = 500
OF_WEEK = text.Within("pitch", select(Pitch.id).where(Pitch.week_id == given("week_id")))
"""Words are looked for among the pitches of one week, which is given as `week_id`."""


class NamedWithLeads(NamedTuple):
    """A pitch as named in passing, with the ids of its leads, the first named first."""

    pitch: PitchRef
    leads: list[str]


_LOCKED = (
    select(Pitch)
    .where(among(col(Pitch.id), "pitch_ids"))
    .order_by(col(Pitch.id))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_LEADS = (
    select(PitchLead.pitch_id, PitchLead.person_id)
    .where(among(col(PitchLead.pitch_id), "pitch_ids"))
    .order_by(col(PitchLead.position), col(PitchLead.person_id))
)
_NAMED_WITH_LEADS = (
    select(Pitch.id, Pitch.title, PitchLead.person_id)
    .join(PitchLead, col(PitchLead.pitch_id) == Pitch.id, isouter=True)
    .where(among(col(Pitch.id), "pitch_ids"))
    .order_by(col(PitchLead.position), col(PitchLead.person_id))
)
_LABELS = (
    select(PitchLabel.pitch_id, PitchLabel.kind, PitchLabel.text)
    .where(among(col(PitchLabel.pitch_id), "pitch_ids"))
    .order_by(col(PitchLabel.position))
)
_INTEREST_COUNTS = (
    select(Interest.pitch_id, sa.func.count())
    .where(among(col(Interest.pitch_id), "pitch_ids"))
    .group_by(col(Interest.pitch_id))
)
_TALK = sa.select(
    sa.select(sa.func.count())
    .select_from(Comment)
    .where(col(Comment.pitch_id) == given("pitch_id"), col(Comment.deleted_at).is_(None))
    .scalar_subquery(),
    sa.exists().where(
        col(Interest.pitch_id) == given("pitch_id"), col(Interest.person_id) == given("person_id")
    ),
)
_ACTIVE = select(Person.id).where(among(col(Person.id), "ids"), col(Person.deactivated_at).is_(None))
_CONTINUED_BY = select(Pitch).where(Pitch.continues_id == given("pitch_id")).order_by(col(Pitch.id))
_COUNTS = (
    select(Pitch.week_id, sa.func.count())
    .where(among(col(Pitch.week_id), "week_ids"), Pitch.status == PitchStatus.SUBMITTED)
    .group_by(col(Pitch.week_id))
)


def locked(session: Session, pitch_id: str) -> Pitch:
    """The pitch as it is now, locked until the transaction ends: two acceptances must not both see the last place.

    Others may still refer to it: on PostgreSQL one comment after the other would else keep who signs up waiting, without end.
    Raises NotFound for a draft that a rival has just deleted.
    """
    found = these_locked(session, [pitch_id])
    if not found:
        raise NotFound
    return found[pitch_id]


def these_locked(session: Session, pitch_ids: Collection[str]) -> dict[str, Pitch]:
    """As `locked`, many by id, locked in the order of their ids; one that is no more is left out."""
    return {pitch.id: pitch for pitch in session.exec(_LOCKED, params={"pitch_ids": pitch_ids})}


def folded(words: str) -> str:
    """A title or label as it is sorted and compared by. Folding may lengthen a text: one sign can stand for 18."""
    return text.fold(words)[:MAX_FOLDED]


def leads(session: Session, pitch_ids: Collection[str]) -> dict[str, list[str]]:
    """The ids of each pitch's leads, the first named first."""
    found: dict[str, list[str]] = defaultdict(list)
    for pitch_id, person_id in rows(session, _LEADS, pitch_ids=pitch_ids):
        found[pitch_id].append(person_id)
    return found


def named_with_leads(session: Session, pitch_ids: Collection[str]) -> dict[str, NamedWithLeads]:
    """Pitches as named in passing, by id, each with the ids of its leads."""
    found: dict[str, NamedWithLeads] = {}
    for id_, title, lead in rows(session, _NAMED_WITH_LEADS, pitch_ids=pitch_ids):
        named = found.setdefault(id_, NamedWithLeads(PitchRef.model_construct(id=id_, title=title), []))
        if lead is not None:
            named.leads.append(lead)
    return found


def leads_of(session: Session, pitch_id: str) -> list[str]:
    return leads(session, [pitch_id])[pitch_id]


def labels(session: Session, pitch_ids: Collection[str]) -> dict[tuple[str, LabelKind], list[str]]:
    """The labels by pitch and kind, in the order in which they were given."""
    found: dict[tuple[str, LabelKind], list[str]] = defaultdict(list)
    for pitch_id, kind, label in rows(session, _LABELS, pitch_ids=pitch_ids):
        found[pitch_id, LabelKind(kind)].append(label)
    return found


def interest_counts(session: Session, pitch_ids: Collection[str]) -> dict[str, int]:
    return dict(rows(session, _INTEREST_COUNTS, pitch_ids=pitch_ids))


def talk(session: Session, pitch_id: str, person_id: str) -> tuple[int, bool]:
    """How many comments a pitch has, and whether this person is interested in it."""
    comments, interested = rows(session, _TALK, pitch_id=pitch_id, person_id=person_id)[0]
    return comments, interested


def active_people(session: Session, person_ids: Collection[str]) -> set[str]:
    """Which of these people have not left."""
    return {id_ for (id_,) in rows(session, _ACTIVE, ids=person_ids)}


def continued_by(session: Session, pitch_id: str) -> list[Pitch]:
    return list(session.exec(_CONTINUED_BY, params={"pitch_id": pitch_id}))


@people.tells_who_is_met
def lead_or_talk(week_ids: frozenset[str]) -> sa.Select[str]:
    """A select of the ids of those who lead, comment on or are interested in the pitches of these weeks, drafts apart."""
    shown = sa.select(col(Pitch.id)).where(
        col(Pitch.week_id).in_(weeks.published(week_ids)), col(Pitch.status) != PitchStatus.DRAFT
    )
    named = sa.union(
        sa.select(col(PitchLead.person_id)).where(col(PitchLead.pitch_id).in_(shown)),
        sa.select(col(Comment.author_id)).where(
            col(Comment.pitch_id).in_(shown), col(Comment.deleted_at).is_(None)
        ),
        sa.select(col(Interest.person_id)).where(col(Interest.pitch_id).in_(shown)),
    ).subquery()
    return sa.select(named.c.person_id)


def interested(
    session: Session, pitch_id: str, cursor: str | None, limit: int
) -> tuple[list[Interest], str | None]:
    """Who is interested, first come first, and the cursor of the next page."""
    order = [col(Interest.since), col(Interest.person_id)]
    found = select(Interest).where(Interest.pitch_id == pitch_id).order_by(*order).limit(limit + 1)
    if cursor is not None:
        found = found.where(beyond(order, read_cursor(cursor, "interest", datetime, str), descending=False))
    rows = list(session.exec(found))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], write_cursor("interest", last.since, last.person_id)


def comments(
    session: Session, pitch_id: str, cursor: str | None, limit: int
) -> tuple[list[Comment], str | None]:
    """The thread, oldest first, and the cursor of the next page."""
    found = select(Comment).where(Comment.pitch_id == pitch_id).order_by(col(Comment.id)).limit(limit + 1)
    if cursor is not None:
        found = found.where(beyond([col(Comment.id)], read_cursor(cursor, "comments", str), descending=False))
    rows = list(session.exec(found))
    return rows[:limit], write_cursor("comments", rows[limit - 1].id) if len(rows) > limit else None


def pitch_counts(session: Session, week_ids: Collection[str]) -> dict[str, int]:
    """How many pitches each week shows to everyone."""
    return dict(rows(session, _COUNTS, week_ids=week_ids))
