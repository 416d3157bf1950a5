"""Where events are sent, and what became of each of them there."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from app.core import clock, ids
from app.core.tables import Instant, Json, Row, words


class WhyOff(StrEnum):
    """Why nothing is sent to an address."""

    SWITCHED_OFF = "switched_off"
    FAILING = "failing"
    GONE = "gone"
    OWNER_LEFT = "owner_left"
    NOT_ORGANIZER = "not_organizer"
    KEY_LOST = "key_lost"


class DeliveryStatus(StrEnum):
    """Where the delivery of one event to one address stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Webhook(Row, table=True):
    """An address with the types of event that it gets. `seen` is its cursor: up to there its deliveries are made.

    `lease` names the worker's run that sends to it just now, so that an address is never sent to by two at once.
    """

    __table_args__ = (sa.Index("ix_webhook_due_at", "due_at"),)

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    owner_id: str = Field(foreign_key="person.id", max_length=36, index=True)
    week_id: str | None = Field(default=None, foreign_key="week.id", max_length=36, index=True)
    name: str = Field(max_length=200)
    url: str = Field(max_length=2000)
    types: list[str] = Field(sa_type=Json)
    secret: str = Field(sa_type=sa.Text)  # sealed, as is the former one
    former_secret: str | None = Field(default=None, sa_type=sa.Text)
    former_until: datetime | None = Field(default=None, sa_type=Instant)
    off_because: WhyOff | None = Field(default=None, sa_type=words(WhyOff))
    off_at: datetime | None = Field(default=None, sa_type=Instant)
    seen: int = Field(default=0, sa_type=sa.BigInteger)
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    lease: str | None = Field(default=None, max_length=36)
    leased_until: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    version: int = 1

    @property
    def is_on(self) -> bool:
        return self.off_because is None

    @property
    def rests(self) -> timedelta:
        """How long it is left alone after it failed: longer each time, up to a minute."""
        return timedelta(seconds=min(2 ** min(self.failures - 1, 6), 60)) if self.failures else timedelta()


class WebhookDelivery(Row, table=True):
    """One event on its way to one address; `event_id` and `seq` are null for a test. Its id is the `webhook-id`."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("webhook_id", "seq"),
        sa.Index("ix_webhook_delivery_webhook_id_status_due_at", "webhook_id", "status", "due_at"),
    )

    id: str = Field(default_factory=ids.new, primary_key=True, max_length=36)
    webhook_id: str = Field(foreign_key="webhook.id", max_length=36)
    event_id: str | None = Field(default=None, max_length=36)
    seq: int | None = Field(default=None, sa_type=sa.BigInteger)
    type: str = Field(max_length=60)
    status: DeliveryStatus = Field(default=DeliveryStatus.PENDING, sa_type=words(DeliveryStatus))
    due_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    tried: int = 0
    tries: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant, index=True)
