"""What one person led and joined, over all weeks, as far as the reader may know."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.board.rows import board_rows
from app.board.schemas import Part, PitchOfPerson
from app.core.actor import Actor
from app.core.paging import beyond, read_cursor, write_cursor
from app.outcomes.models import Outcome, OutcomeKind
from app.pitches.models import Pitch, PitchLead, PitchStatus
from app.signups.models import SignUp, SignUpStatus
from app.weeks.models import Week
from app.weeks.queries import visible_to


def pitches_of(
    session: Session, actor: Actor, person_id: str, cursor: str | None, limit: int
) -> tuple[list[PitchOfPerson], str | None]:
    """The pitches that a person leads or is in the crew of, newest week first, and the cursor of the next page."""
    order = [col(Week.sorts_at), col(Pitch.id)]
    found = (
        select(Pitch, Week)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(
            sa.or_(col(Pitch.id).in_(_led(person_id)), col(Pitch.id).in_(_joined(person_id))),
            visible_to(actor),
            _not_hidden(actor),
        )
        .order_by(*(column.desc() for column in order))
        .limit(limit + 1)
    )
    if cursor is not None:
        keys = read_cursor(cursor, "pitches_of_person", datetime, str)
        found = found.where(beyond(order, keys, descending=True))
    rows = session.exec(found).all()
    following = None
    if len(rows) > limit:
        last, in_week = rows[limit - 1]
        following = write_cursor("pitches_of_person", in_week.sorts_at, last.id)
    return _shown(session, person_id, rows[:limit]), following


def _led(person_id: str) -> sa.Select[str]:
    return sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == person_id)


def _joined(person_id: str) -> sa.Select[str]:
    return sa.select(col(SignUp.pitch_id)).where(
        col(SignUp.person_id) == person_id, col(SignUp.status) == SignUpStatus.ACCEPTED
    )


def _not_hidden(actor: Actor) -> sa.ColumnElement[bool]:
    """The condition on pitches that are no draft, or one that is the reader's to see, as `policy.may_see` has it."""
    if actor.organizes_all:
        return sa.true()
    return sa.or_(
        col(Pitch.status) != PitchStatus.DRAFT,
        col(Pitch.id).in_(_led(actor.person_id or "")),
        col(Pitch.week_id).in_(actor.organized),
    )


def _shown(session: Session, person_id: str, rows: Sequence[tuple[Pitch, Week]]) -> list[PitchOfPerson]:
    shown = board_rows(session, [pitch for pitch, _ in rows], {week.id: week for _, week in rows})
    kinds = _outcomes(session, [pitch.id for pitch, _ in rows])
    return [
        PitchOfPerson.model_construct(
            **dict(row),
            week_title=week.title,
            parts=[
                *([Part.LEAD] if any(lead.id == person_id for lead in row.leads) else []),
                *(Part(one.role) for one in row.crew if one.person.id == person_id),
            ],
            outcome=kinds.get(row.id),
        )
        for row, (_, week) in zip(shown, rows, strict=True)
    ]


def _outcomes(session: Session, pitch_ids: Sequence[str]) -> dict[str, OutcomeKind]:
    found = select(Outcome.pitch_id, Outcome.kind).where(col(Outcome.pitch_id).in_(pitch_ids))
    return {pitch_id: OutcomeKind(kind) for pitch_id, kind in session.exec(found)}
