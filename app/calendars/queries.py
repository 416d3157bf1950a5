"""What calendars show, and what the log says of how often and when it changed."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.queries import among
from app.demos.events import DemosOrdered
from app.demos.models import Demo
from app.events.models import EventRow
from app.pitches.models import Pitch, PitchLead
from app.signups.models import SignUp, SignUpStatus
from app.weeks.events import WeekCancelled, WeekEdited, WeekPublished, WeekRescheduled
from app.weeks.models import Participation, Week
from app.weeks.phases import SCHEDULED, Phase
from app.weeks.queries import visible_to

PAST_WEEKS = timedelta(days=365)
_TOLD = (WeekPublished.type, WeekEdited.type, WeekRescheduled.type, WeekCancelled.type, DemosOrdered.type)
_OF_WEEKS = (
    select(EventRow)
    .where(among(col(EventRow.subject_id), "week_ids"), col(EventRow.type).in_(_TOLD))
    .order_by(col(EventRow.id))
)
_DEMOS = (
    select(Demo, Pitch)
    .join(Pitch, col(Pitch.id) == Demo.pitch_id)
    .where(among(col(Pitch.week_id), "week_ids"))
    .order_by(col(Demo.starts_at), col(Pitch.id))
)
_CHANGED = (
    select(EventRow.pitch_id, sa.func.max(col(EventRow.at)))
    .where(
        among(col(EventRow.pitch_id), "pitch_ids"),
        col(EventRow.type).like("pitch.%") | col(EventRow.type).like("demo.%"),
    )
    .group_by(col(EventRow.pitch_id))
)


@dataclass
class Past:
    """What the log says of a week's calendar: how it came to be as it is."""

    changed_at: datetime | None = None
    ordered_at: datetime | None = None
    orders: int = 0
    starts: dict[str, datetime] = field(default_factory=dict)
    """When each demo began by the last order that gave it a time, also of those that have none any more."""
    had_length: set[Phase] = field(default_factory=set)
    """The phases that were skipped in no schedule but perhaps the present one."""


def pasts(session: Session, week_ids: Collection[str]) -> dict[str, Past]:
    found: dict[str, Past] = defaultdict(Past)
    for event in session.exec(_OF_WEEKS, params={"week_ids": [*week_ids]}):
        _remember(found[event.subject_id], event)
    return found


def _remember(past: Past, event: EventRow) -> None:
    if event.type == DemosOrdered.type:
        past.ordered_at, past.orders = event.at, past.orders + 1
        starts = event.data.get("starts", {})
        past.starts |= {pitch_id: datetime.fromisoformat(at) for pitch_id, at in starts.items()}
        return
    past.changed_at = event.at
    if event.type == WeekRescheduled.type:
        before = event.data["before"]
        past.had_length |= {a for a, b in pairwise(SCHEDULED) if before[a] != before[b]}


def demos(session: Session, week_ids: Collection[str]) -> list[tuple[Demo, Pitch]]:
    """The demos of all pitches of these weeks, also of withdrawn ones."""
    return [(demo, pitch) for demo, pitch in session.exec(_DEMOS, params={"week_ids": [*week_ids]})]


def changes(session: Session, pitch_ids: Collection[str]) -> dict[str, datetime]:
    """When each pitch or its demo was changed last."""
    rows = session.exec(_CHANGED, params={"pitch_ids": [*pitch_ids]})
    return {pitch_id: at for pitch_id, at in rows if pitch_id is not None and at is not None}


def weeks_of(session: Session, actor: Actor) -> Sequence[Week]:
    """The weeks of a person: which they may see and take part in, until a year after each is over."""
    out = sa.select(col(Participation.week_id)).where(
        col(Participation.person_id) == actor.person_id, col(Participation.taking_part).is_(False)
    )
    found = select(Week).where(
        visible_to(actor), col(Week.closed_at) > clock.now() - PAST_WEEKS, col(Week.id).not_in(out)
    )
    return session.exec(found.order_by(col(Week.sorts_at), col(Week.id))).all()


def pitches_of(session: Session, actor: Actor, week_ids: Collection[str]) -> set[str]:
    """The ids of the pitches of these weeks that a person leads or is in the crew of."""
    led = sa.select(col(PitchLead.pitch_id)).where(col(PitchLead.person_id) == actor.person_id)
    joined = sa.select(col(SignUp.pitch_id)).where(
        col(SignUp.person_id) == actor.person_id, col(SignUp.status) == SignUpStatus.ACCEPTED
    )
    mine = col(Pitch.id).in_(led) | col(Pitch.id).in_(joined)
    return set(session.exec(select(Pitch.id).where(mine, col(Pitch.week_id).in_(week_ids))))
