"""Weeks, who organizes one of them or is its guest, and how each person takes part."""

from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import cast

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Json, Row
from app.weeks.phases import SCHEDULED, Phase, Schedule

_IN_ORDER = " AND ".join(f"{a}_at <= {b}_at" for a, b in pairwise(SCHEDULED))
_ALL_SET = " AND ".join(f"{phase}_at IS NOT NULL" for phase in SCHEDULED)


class Week(Row, table=True):
    """One exploration week. The phase is computed from its instants; an archived week (imported) has none."""

    __table_args__ = (
        sa.CheckConstraint(_IN_ORDER, "schedule_in_order"),
        sa.CheckConstraint(
            f"archived OR (time_zone IS NOT NULL AND {_ALL_SET})", "scheduled_unless_archived"
        ),
        sa.CheckConstraint("starts_on IS NULL OR ends_on IS NULL OR starts_on <= ends_on", "dates_in_order"),
        sa.UniqueConstraint("source", "source_id"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    slug: str = Field(max_length=80, unique=True)
    title: str = Field(max_length=500)
    time_zone: str | None = Field(default=None, max_length=64)
    theme: str = Field(default="", sa_type=sa.Text)
    description: str = Field(default="", sa_type=sa.Text)
    location: str = Field(default="", max_length=500)
    url: str | None = Field(default=None, max_length=2000)
    focus: str = Field(default="", sa_type=sa.Text)
    guardrails: str = Field(default="", sa_type=sa.Text)
    public: bool = False
    archived: bool = False
    pitching_at: datetime | None = Field(default=None, sa_type=Instant)
    forming_at: datetime | None = Field(default=None, sa_type=Instant)
    exploring_at: datetime | None = Field(default=None, sa_type=Instant)
    demos_at: datetime | None = Field(default=None, sa_type=Instant)
    wrap_up_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    starts_on: date | None = None
    ends_on: date | None = None
    dates_text: str = Field(default="", sa_type=sa.Text)
    sorts_at: datetime = Field(sa_type=Instant, index=True)
    """When exploring begins; for an archived week its first day, or the epoch where none is known."""
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    parent_id: str | None = Field(default=None, foreign_key="week.id", max_length=36)
    copied_from_id: str | None = Field(default=None, foreign_key="week.id", max_length=36)
    version: int = 1
    source: str | None = Field(default=None, max_length=100)
    source_id: str | None = Field(default=None, max_length=300)
    source_extra: dict[str, object] | None = Field(default=None, sa_type=Json)

    @property
    def schedule(self) -> Schedule | None:
        if self.archived:
            return None
        return _schedule(*_begins(self))

    def put_schedule(self, schedule: Schedule) -> None:
        for phase in SCHEDULED:
            setattr(self, f"{phase}_at", schedule.begins[phase])
        self.sorts_at = schedule.begins[Phase.EXPLORING]

    def phase(self, now: datetime) -> Phase:
        """Where the week is at an instant, told by its schedule."""
        if self.cancelled_at is not None:
            return Phase.CANCELLED
        if self.published_at is None:
            return Phase.DRAFT
        schedule = self.schedule
        return schedule.phase_at(now) if schedule else Phase.CLOSED


_INSTANTS = [f"{phase}_at" for phase in SCHEDULED]
_loaded, _any = itemgetter(*_INSTANTS), attrgetter(*_INSTANTS)


def _begins(week: Week) -> tuple[datetime, ...]:
    """The six instants. Every decision asks for them, so those that are loaded are taken past SQLAlchemy, which looks at each."""
    try:
        return cast(tuple[datetime, ...], _loaded(vars(week)))
    except KeyError:
        return cast(tuple[datetime, ...], _any(week))


@lru_cache(maxsize=1_000)
def _schedule(*begins: datetime) -> Schedule:
    """The schedule of these instants: it is looked at for each decision about anything in a week."""
    return Schedule(dict(zip(SCHEDULED, begins, strict=True)))


class WeekOrganizer(Row, table=True):
    """Someone who organizes this one week."""

    __tablename__ = "week_organizer"

    week_id: str = Field(foreign_key="week.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36, index=True)


class WeekGuest(Row, table=True):
    """A guest who was invited to this one week: it is what they see. It says nothing of who is no guest."""

    __tablename__ = "week_guest"

    week_id: str = Field(foreign_key="week.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36, index=True)


class Participation(Row, table=True):
    """How a person takes part in a week, and the row that is locked while their place in it changes.

    Who has no row takes part: everyone does unless they say they are out.
    """

    week_id: str = Field(foreign_key="week.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36, index=True)
    taking_part: bool = True
    days: list[str] = Field(default_factory=list, sa_type=Json)
    guardrails_accepted_at: datetime | None = Field(default=None, sa_type=Instant)
