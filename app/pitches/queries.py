"""Finding pitches and what hangs on them, each for many at once so that a list costs as many statements as one row."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import text
from app.core.errors import NotFound
from app.core.paging import beyond, read_cursor, write_cursor
from app.people.models import Person
from app.pitches.models import Comment, Interest, LabelKind, Pitch, PitchLabel, PitchLead
from app.pitches.schemas import PitchRef

MAX_FOLDED = 500


def locked(session: Session, pitch_id: str) -> Pitch:
    """The pitch as it is now, locked until the transaction ends: two acceptances must not both see the last place.

    Raises NotFound for a draft that a rival has just deleted.
    """
    statement = select(Pitch).where(Pitch.id == pitch_id).with_for_update()
    found = session.exec(statement.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


def folded(words: str) -> str:
    """A title or label as it is sorted and compared by. Folding may lengthen a text: one sign can stand for 18."""
    return text.fold(words)[:MAX_FOLDED]


def leads(session: Session, pitch_ids: Collection[str]) -> dict[str, list[str]]:
    """The ids of each pitch's leads, the first named first."""
    rows = session.exec(
        select(PitchLead.pitch_id, PitchLead.person_id)
        .where(col(PitchLead.pitch_id).in_(pitch_ids))
        .order_by(col(PitchLead.position), col(PitchLead.person_id))
    )
    found: dict[str, list[str]] = defaultdict(list)
    for pitch_id, person_id in rows:
        found[pitch_id].append(person_id)
    return found


def named(session: Session, pitch_ids: Collection[str]) -> dict[str, PitchRef]:
    """Pitches as named in passing, by id."""
    rows = session.exec(select(Pitch.id, Pitch.title).where(col(Pitch.id).in_(pitch_ids)))
    return {id_: PitchRef.model_construct(id=id_, title=title) for id_, title in rows}


def leads_of(session: Session, pitch_id: str) -> list[str]:
    return leads(session, [pitch_id])[pitch_id]


def labels(session: Session, pitch_ids: Collection[str]) -> dict[tuple[str, LabelKind], list[str]]:
    """The labels by pitch and kind, in the order in which they were given."""
    rows = session.exec(
        select(PitchLabel.pitch_id, PitchLabel.kind, PitchLabel.text)
        .where(col(PitchLabel.pitch_id).in_(pitch_ids))
        .order_by(col(PitchLabel.position))
    )
    found: dict[tuple[str, LabelKind], list[str]] = defaultdict(list)
    for pitch_id, kind, label in rows:
        found[pitch_id, LabelKind(kind)].append(label)
    return found


def interest_counts(session: Session, pitch_ids: Collection[str]) -> dict[str, int]:
    rows = session.exec(
        select(Interest.pitch_id, sa.func.count())
        .where(col(Interest.pitch_id).in_(pitch_ids))
        .group_by(col(Interest.pitch_id))
    )
    return dict(rows.all())


def comment_count(session: Session, pitch_id: str) -> int:
    counted = (
        select(sa.func.count())
        .select_from(Comment)
        .where(Comment.pitch_id == pitch_id, col(Comment.deleted_at).is_(None))
    )
    return session.exec(counted).one()


def active_people(session: Session, person_ids: Collection[str]) -> set[str]:
    """Which of these people have not left."""
    found = select(Person.id).where(col(Person.id).in_(person_ids), col(Person.deactivated_at).is_(None))
    return set(session.exec(found))


def continued_by(session: Session, pitch_id: str) -> list[Pitch]:
    return list(session.exec(select(Pitch).where(Pitch.continues_id == pitch_id).order_by(col(Pitch.id))))


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
    rows = session.exec(
        select(Pitch.week_id, sa.func.count())
        .where(col(Pitch.week_id).in_(week_ids), Pitch.status == "submitted")
        .group_by(col(Pitch.week_id))
    )
    return dict(rows.all())
