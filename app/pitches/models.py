"""Pitches and what hangs on them directly."""

import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Json, Row, words


class PitchStatus(StrEnum):
    """A draft is its leads' own until it is submitted; nothing is erased afterwards."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class JoinMode(StrEnum):
    """How people come into the crew: at once, by the lead's yes, or by invitation alone."""

    OPEN = "open"
    ASK = "ask"
    INVITE = "invite"


class LabelKind(StrEnum):
    """What a label says of a pitch."""

    TAG = "tag"
    NEEDED = "needed"
    TO_LEARN = "to_learn"


def _shuffle_key() -> int:
    return secrets.randbelow(2**31 - 1)


class Pitch(Row, table=True):
    """An idea offered for a week. `places_taken` and `waiting` are kept by sign-ups, in their own transactions."""

    __table_args__ = (
        sa.CheckConstraint("crew_limit IS NULL OR crew_limit >= 1", "crew_limit_positive"),
        sa.CheckConstraint(
            "places_taken >= 0 AND (crew_limit IS NULL OR places_taken <= crew_limit)", "places_within_limit"
        ),
        sa.CheckConstraint("waiting >= 0", "waiting_not_negative"),
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_pitch_board", "week_id", "status", "submitted_at", "id"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    week_id: str = Field(foreign_key="week.id", max_length=36)
    title: str = Field(sa_type=sa.Text)
    title_folded: str = Field(sa_type=sa.Text)
    summary: str = Field(default="", sa_type=sa.Text)
    body: str = Field(default="", sa_type=sa.Text)
    crew_limit: int | None = None
    join_mode: JoinMode = Field(default=JoinMode.OPEN, sa_type=words(JoinMode))
    links: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    where: str = Field(default="", sa_column=sa.Column("where_text", sa.Text, nullable=False))
    chat_url: str | None = Field(default=None, max_length=2000)
    status: PitchStatus = Field(default=PitchStatus.DRAFT, sa_type=words(PitchStatus))
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdraw_reason: str | None = Field(default=None, max_length=500)
    continues_id: str | None = Field(default=None, foreign_key="pitch.id", max_length=36, index=True)
    places_taken: int = 0
    waiting: int = 0
    next_line_number: int = 1
    shuffle_key: int = Field(default_factory=_shuffle_key)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    version: int = 1
    source: str | None = Field(default=None, max_length=100)
    source_id: str | None = Field(default=None, max_length=300)
    source_extra: dict[str, Any] | None = Field(default=None, sa_type=Json)
    source_results: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)

    @property
    def has_room(self) -> bool:
        return self.crew_limit is None or self.places_taken < self.crew_limit


class PitchLead(Row, table=True):
    """Someone who answers for a pitch; the one with the lowest position is named first."""

    __tablename__ = "pitch_lead"

    pitch_id: str = Field(foreign_key="pitch.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36, index=True)
    position: int = 0


class PitchLabel(Row, table=True):
    """A tag, a skill that is needed or one that can be learned."""

    __tablename__ = "pitch_label"
    __table_args__ = (sa.Index("ix_pitch_label_kind_folded", "kind", "folded", "pitch_id"),)

    pitch_id: str = Field(foreign_key="pitch.id", primary_key=True, max_length=36)
    kind: LabelKind = Field(sa_type=words(LabelKind), primary_key=True)
    position: int = Field(primary_key=True)
    text: str = Field(max_length=500)
    folded: str = Field(max_length=500)


class Interest(Row, table=True):
    """A person who says a pitch is interesting, before any crew is formed."""

    pitch_id: str = Field(foreign_key="pitch.id", primary_key=True, max_length=36)
    person_id: str = Field(foreign_key="person.id", primary_key=True, max_length=36, index=True)
    since: datetime = Field(default_factory=clock.now, sa_type=Instant)


class Comment(Row, table=True):
    """A question, an answer, a note; a deleted one keeps its place in the thread without its words."""

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    pitch_id: str = Field(foreign_key="pitch.id", max_length=36, index=True)
    author_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    parent_id: str | None = Field(default=None, foreign_key="comment.id", max_length=36)
    body: str = Field(sa_type=sa.Text)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    edited_at: datetime | None = Field(default=None, sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1
