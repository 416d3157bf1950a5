"""What there is to filter the board by: its labels, with how many pitches and places stand behind each."""

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Session, col

from app.core.schema import Out
from app.pitches.models import LabelKind, Pitch, PitchLabel, PitchStatus
from app.weeks.models import Week

AT_MOST = 50


class LabelCount(Out):
    """A label of the board, in one of its spellings."""

    name: str
    pitches: int
    places: int = Field(description="The crew limits added up; pitches without a limit count nothing.")
    places_taken: int = Field(description="The places taken on those pitches that have a limit.")


class Facets(Out):
    """What there is to filter a week's board by. The commonest labels first, at most 50 of each kind."""

    pitches: int
    with_room: int = Field(description="Pitches that have a free place, or no limit.")
    tags: list[LabelCount]
    skills: list[LabelCount] = Field(description="Skills that are needed or can be learned.")


def of_week(session: Session, week: Week) -> Facets:
    """Counts over the submitted pitches of a week; three statements, however many there are."""
    submitted = sa.and_(col(Pitch.week_id) == week.id, col(Pitch.status) == PitchStatus.SUBMITTED)
    room = sa.or_(col(Pitch.crew_limit).is_(None), col(Pitch.places_taken) < col(Pitch.crew_limit))
    pitches, with_room = session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(room)).select_from(Pitch).where(submitted)
    ).one()
    return Facets.model_construct(
        pitches=pitches,
        with_room=with_room,
        tags=_labels(session, submitted, LabelKind.TAG),
        skills=_labels(session, submitted, LabelKind.NEEDED, LabelKind.TO_LEARN),
    )


def _labels(session: Session, submitted: sa.ColumnElement[bool], *kinds: LabelKind) -> list[LabelCount]:
    """A pitch that both needs and teaches a skill counts once for it."""
    each = (
        sa.select(
            col(PitchLabel.folded).label("folded"), sa.func.min(col(PitchLabel.text)).label("name"),
            col(Pitch.crew_limit).label("crew_limit"), col(Pitch.places_taken).label("places_taken"),
        )
        .join(Pitch, col(Pitch.id) == col(PitchLabel.pitch_id))
        .where(submitted, col(PitchLabel.kind).in_(kinds))
        .group_by(col(Pitch.id), col(PitchLabel.folded), col(Pitch.crew_limit), col(Pitch.places_taken))
        .subquery()
    )  # fmt: skip
    limited = each.c.crew_limit.is_not(None)
    counted = (
        sa.select(
            sa.func.min(each.c.name), sa.func.count(), sa.func.coalesce(sa.func.sum(each.c.crew_limit), 0),
            sa.func.coalesce(sa.func.sum(each.c.places_taken).filter(limited), 0),
        )
        .group_by(each.c.folded)
        .order_by(sa.func.count().desc(), each.c.folded)
        .limit(AT_MOST)
    )  # fmt: skip
    return [
        LabelCount.model_construct(name=name, pitches=count, places=int(places), places_taken=int(taken))
        for name, count, places, taken in session.execute(counted)
    ]
