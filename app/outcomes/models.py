"""Outcomes and their impact."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Json, Row, words


class OutcomeKind(StrEnum):
    """What came of it; all are of equal rank."""

    SHIPPED = "shipped"
    PROTOTYPE = "prototype"
    LEARNING = "learning"
    DOCUMENT = "document"
    STOPPED = "stopped"


class NextStep(StrEnum):
    """What is to come of it next."""

    CONTINUE = "continue"
    HAND_OVER = "hand_over"
    PARK = "park"
    STOP = "stop"


class Confidence(StrEnum):
    """How sure the people who measured an impact are of it."""

    MEASURED = "measured"
    ESTIMATED = "estimated"
    GUESSED = "guessed"


class Outcome(Row, table=True):
    """What became of a pitch; at most one each. `event_id` names the last event that changed anything shown in it.

    `withdrawn_at` is set while it is taken back with its pitch, until that is restored or somebody records it again.
    """

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    pitch_id: str = Field(foreign_key="pitch.id", max_length=36, unique=True)
    kind: OutcomeKind = Field(sa_type=words(OutcomeKind))
    summary: str = Field(default="", sa_type=sa.Text)
    learned: str = Field(default="", sa_type=sa.Text)
    evidence: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    next: NextStep | None = Field(default=None, sa_type=words(NextStep))
    home: str = Field(default="", max_length=500)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    event_id: str = Field(foreign_key="event.id", max_length=36, unique=True)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class Impact(Row, table=True):
    """A number with a unit that an outcome made different."""

    outcome_id: str = Field(foreign_key="outcome.id", primary_key=True, max_length=36)
    position: int = Field(primary_key=True)
    metric: str = Field(max_length=200)
    unit: str = Field(max_length=60)
    baseline: float | None = None
    value: float
    as_of: date | None = None
    confidence: Confidence | None = Field(default=None, sa_type=words(Confidence))
