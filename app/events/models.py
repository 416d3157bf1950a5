"""The log's two tables: what happened, and the erasable words that it names by a digest alone."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Json, Row
from app.events import chain


class EventRow(Row, table=True):
    """One thing that happened. Never edited, but for `seq` and `chained`, which are given once, after the commit."""

    __tablename__ = "event"
    __table_args__ = (
        sa.Index(
            "ix_event_unnumbered",
            "id",
            sqlite_where=sa.text("seq IS NULL"),
            postgresql_where=sa.text("seq IS NULL"),
        ),
        sa.Index("ix_event_week_id", "week_id", "seq"),
        sa.Index(
            "ix_event_of_no_week",
            "seq",
            sqlite_where=sa.text("week_id IS NULL"),
            postgresql_where=sa.text("week_id IS NULL"),
        ),
        sa.Index("ix_event_actor_id", "actor_id", "seq"),
        sa.Index("ix_event_person_id", "person_id", "seq"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    seq: int | None = Field(default=None, sa_type=sa.BigInteger, unique=True)
    type: str = Field(max_length=60)
    at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    actor_id: str | None = Field(default=None, max_length=36)
    via: str = Field(max_length=20)
    reason_digest: str | None = Field(default=None, max_length=64)
    week_id: str | None = Field(default=None, max_length=36)
    pitch_id: str | None = Field(default=None, max_length=36, index=True)
    subject_id: str = Field(max_length=36, index=True)
    person_id: str | None = Field(default=None, max_length=36)  # as in `data`, to be found by
    data: dict[str, Any] = Field(sa_type=Json)  # the payload class says what is in it
    chained: str | None = Field(default=None, max_length=64)  # over this row and the one before: chain.py


class ErasableText(Row, table=True):
    """Words about a person that an event names by their salted digest, so that they can go and the log stays whole."""

    __tablename__ = "erasable_text"

    digest: str = Field(primary_key=True, max_length=64)
    person_id: str | None = Field(default=None, max_length=36, index=True)
    salt: str = Field(max_length=32)
    text: str = Field(sa_type=sa.Text)


class LogEnd(Row, table=True):
    """One row: the highest number given, and that row's digest. Locked by whoever numbers, so that neither has gaps."""

    __tablename__ = "log_end"

    id: int = Field(default=1, primary_key=True)
    last: int = Field(default=0, sa_type=sa.BigInteger)
    chained: str = Field(default=chain.START, max_length=64)
