"""Sign-ups, with the invariants that the database itself keeps."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Row, words


class CrewRole(StrEnum):
    """What a person is in a crew; members alone take places."""

    MEMBER = "member"
    HELPER = "helper"
    MENTOR = "mentor"


class SignUpStatus(StrEnum):
    """Where a person's wish for a place stands."""

    ASKED = "asked"
    INVITED = "invited"
    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"
    EXPIRED = "expired"
    ENDED = "ended"


OPEN_STATUSES = (
    SignUpStatus.ASKED,
    SignUpStatus.INVITED,
    SignUpStatus.WAITING,
    SignUpStatus.OFFERED,
    SignUpStatus.ACCEPTED,
)
_OPEN = sa.text("status IN ('asked', 'invited', 'waiting', 'offered', 'accepted')")
_ONE_PLACE = sa.text("status = 'accepted' AND role = 'member' AND NOT imported")
_IN_LINE = sa.text("status = 'waiting'")
_OFFERED = sa.text("offer_expires_at IS NOT NULL")


class SignUp(Row, table=True):
    """One person's place, or wish for a place, on a pitch. `line_number` is the order in which people asked."""

    __tablename__ = "signup"
    __table_args__ = (
        sa.Index(
            "uq_signup_one_open_per_pitch",
            "pitch_id",
            "person_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index(
            "uq_signup_one_place_per_week",
            "week_id",
            "person_id",
            unique=True,
            sqlite_where=_ONE_PLACE,
            postgresql_where=_ONE_PLACE,
        ),
        sa.UniqueConstraint("pitch_id", "line_number"),
        sa.Index(
            "ix_signup_line", "pitch_id", "line_number", sqlite_where=_IN_LINE, postgresql_where=_IN_LINE
        ),
        sa.Index(
            "ix_signup_offered",
            "week_id",
            "offer_expires_at",
            sqlite_where=_OFFERED,
            postgresql_where=_OFFERED,
        ),
        sa.CheckConstraint("(status = 'offered') <= (offer_expires_at IS NOT NULL)", "offer_has_an_end"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    pitch_id: str = Field(foreign_key="pitch.id", max_length=36)
    week_id: str = Field(foreign_key="week.id", max_length=36)
    person_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    role: CrewRole = Field(default=CrewRole.MEMBER, sa_type=words(CrewRole))
    status: SignUpStatus = Field(sa_type=words(SignUpStatus))
    message: str = Field(default="", max_length=500)
    line_number: int
    switch_from_id: str | None = Field(default=None, foreign_key="signup.id", max_length=36)
    """The place that the person is ready to give up for this one."""
    offer_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    asked_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    imported: bool = False
    version: int = 1

    @property
    def holds_a_place(self) -> bool:
        """Whether it counts against the crew limit, as it is stored."""
        return self.role is CrewRole.MEMBER and self.status in (SignUpStatus.ACCEPTED, SignUpStatus.OFFERED)

    @property
    def is_the_one_place(self) -> bool:
        """Whether it is the one place that a person may have in a week; of earlier events, several may be known."""
        return self.role is CrewRole.MEMBER and self.status is SignUpStatus.ACCEPTED and not self.imported
