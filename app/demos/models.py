"""Demos."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock
from app.core.tables import Instant, Json, Row, words


class DemoMode(StrEnum):
    """How a crew shows what it did; `none` says that it won't, so that nobody waits for it."""

    LIVE = "live"
    RECORDED = "recorded"
    WRITTEN = "written"
    NONE = "none"


class Demo(Row, table=True):
    """What a crew shows; at most one a pitch. `position` is its place in the week's running order, from 1."""

    __table_args__ = (sa.CheckConstraint("position IS NULL OR position >= 1", "position_from_one"),)

    pitch_id: str = Field(foreign_key="pitch.id", primary_key=True, max_length=36)
    mode: DemoMode = Field(sa_type=words(DemoMode))
    title: str = Field(default="", max_length=200)
    notes: str = Field(default="", sa_type=sa.Text)
    links: list[dict[str, str]] = Field(default_factory=list, sa_type=Json)
    recording_url: str | None = Field(default=None, max_length=2000)
    minutes: int | None = None
    starts_at: datetime | None = Field(default=None, sa_type=Instant)
    place: str = Field(default="", max_length=200)
    position: int | None = None
    updated_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    version: int = 1
