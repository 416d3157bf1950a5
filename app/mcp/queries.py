"""Finding pitches for an assistant: by words over all weeks, and by what a person can do and would like to learn."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from app.board.rows import board_rows
from app.board.schemas import BoardRow
from app.core import text
from app.core.actor import Actor
from app.core.queries import among
from app.mcp.schemas import OutcomeCount
from app.outcomes.models import Outcome
from app.pitches import queries as pitches
from app.pitches.models import LabelKind, Pitch, PitchLabel, PitchLead, PitchStatus
from app.search import queries as search
from app.signups.models import OPEN_STATUSES, SignUp
from app.weeks.models import Week
from app.weeks.queries import visible_to


def of_all_weeks(session: Session, actor: Actor, words: str, limit: int) -> list[BoardRow]:
    """Submitted pitches that hold every word, of the weeks that the actor may see, the newest week first; out of the newest hits, as in a search."""
    asked = text.asked(session, words)
    if asked is None:
        return []
    found = search.ids(session, actor, "pitch", asked)
    rows = session.execute(
        sa.select(Pitch, Week)
        .join(Week, col(Week.id) == Pitch.week_id)
        .where(among(col(Pitch.id), "found"), col(Pitch.status) == PitchStatus.SUBMITTED, visible_to(actor))
        .order_by(col(Week.sorts_at).desc(), col(Pitch.id).desc())
        .limit(limit),
        {"found": found},
    ).all()
    return board_rows(session, [pitch for pitch, _ in rows], {week.id: week for _, week in rows})


def fitting(
    session: Session,
    week: Week,
    person_id: str,
    needed: Collection[str],
    to_learn: Collection[str],
    most: int,
) -> list[tuple[Pitch, BoardRow]]:
    """Submitted pitches of a week that share most labels with these: skills needed there, skills to be learned there.

    Those that the person leads, or has an open sign-up for, are left out.
    """
    leads = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == person_id)
    signed_up = sa.select(col(SignUp.pitch_id)).where(
        col(SignUp.person_id) == person_id, col(SignUp.status).in_(OPEN_STATUSES)
    )
    shared = sa.func.count().label("shared")
    best = (
        sa.select(col(PitchLabel.pitch_id).label("pitch_id"), shared)
        .where(sa.or_(_labels(LabelKind.NEEDED, needed), _labels(LabelKind.TO_LEARN, to_learn)))
        .group_by(col(PitchLabel.pitch_id))
        .subquery()
    )
    found = session.scalars(
        sa.select(Pitch)
        .join(best, best.c.pitch_id == col(Pitch.id))
        .where(
            col(Pitch.week_id) == week.id, col(Pitch.status) == PitchStatus.SUBMITTED,
            col(Pitch.id).not_in(leads), col(Pitch.id).not_in(signed_up),
        )
        .order_by(best.c.shared.desc(), col(Pitch.id).desc())
        .limit(most)
    ).all()  # fmt: skip
    return list(zip(found, board_rows(session, found, {week.id: week}), strict=True))


def _labels(kind: LabelKind, words: Collection[str]) -> sa.ColumnElement[bool]:
    folded = [pitches.folded(word) for word in words]
    return sa.and_(col(PitchLabel.kind) == kind, col(PitchLabel.folded).in_(folded))


def outcome_counts(session: Session, week: Week) -> list[OutcomeCount]:
    """How many outcomes of each kind a week has, the commonest first."""
    number = sa.func.count()
    rows = session.execute(
        sa.select(col(Outcome.kind), number)
        .join(Pitch, col(Pitch.id) == Outcome.pitch_id)
        .where(col(Pitch.week_id) == week.id)
        .group_by(col(Outcome.kind))
        .order_by(number.desc(), col(Outcome.kind))
    )
    return [OutcomeCount.model_construct(kind=kind, outcomes=count) for kind, count in rows]
