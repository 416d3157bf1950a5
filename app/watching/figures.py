"""What the database tells of the work that waits in it, asked when somebody wants to know: one short statement for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.core import clock
from app.core.db import Database
from app.core.rounds import WorkerRound
from app.events.models import EventRow, LogEnd
from app.identity.models import SignInLink
from app.signups.models import SignUp, SignUpStatus
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WhyOff

AT_MOST_S = 2
"""What one statement may take on PostgreSQL."""
COUNTED_TO = 100_000
"""Beyond it nobody needs the figure, and counting on would take time from others."""
STATES = ("on", *WhyOff)
"""What a web hook can be."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How many things wait, and since when the first of them."""

    waiting: int
    since: datetime | None = None

    def age_s(self) -> float:
        return max((clock.now() - self.since).total_seconds(), 0) if self.since else 0


@dataclass(frozen=True, slots=True)
class Figures:
    """The state of everything that is done later, at one moment."""

    last_number: int
    unnumbered: Queue
    due: Queue
    """Deliveries of web hooks whose time has come."""
    failed: int
    """Deliveries that failed and wait for their next try."""
    dead: int
    """Deliveries given up within the thirty days that they are kept."""
    webhooks: Mapping[str, int]
    """By what they are: `on`, or why they are off."""
    webhook_lag: int
    """Events of the log that the web hook farthest behind has not been handed."""
    mails: Queue
    offers: Queue
    """Offers of a place whose time is over, and that the worker has not settled."""
    rounds: list[WorkerRound] = field(default_factory=list)


def read(db: Database) -> Figures:
    """Ask for all of them. Raises SQLAlchemyError where the database is away or takes too long."""
    with db.reading() as session:
        if not db.is_sqlite:
            session.connection().execute(sa.text(f"SET LOCAL statement_timeout = '{AT_MOST_S}s'"))
        return _read(session)


def _read(session: Session) -> Figures:
    now = clock.now()
    last = session.exec(select(LogEnd.last)).one()
    pending = col(WebhookDelivery.status) == DeliveryStatus.PENDING
    is_due = col(WebhookDelivery.due_at) <= now
    on, of = col(Webhook.off_because), sa.select(col(Webhook.id))
    deliveries = col(WebhookDelivery.webhook_id).in_(of)  # the index begins with it
    offered = col(SignUp.status) == SignUpStatus.OFFERED
    return Figures(
        last_number=last,
        unnumbered=_queue(session, col(EventRow.at), col(EventRow.seq).is_(None)),
        due=_queue(session, col(WebhookDelivery.due_at), deliveries, pending, is_due, _of_those_on()),
        failed=_count(session, WebhookDelivery, deliveries, pending, sa.not_(is_due)),
        dead=_count(session, WebhookDelivery, deliveries, col(WebhookDelivery.status) == DeliveryStatus.DEAD),
        webhooks={
            (because.value if because else "on"): number
            for because, number in session.execute(sa.select(on, sa.func.count()).group_by(on))
        },
        webhook_lag=session.execute(
            sa.select(sa.func.coalesce(sa.func.max(last - col(Webhook.seen)), 0)).where(on.is_(None))
        ).scalar_one(),
        mails=_queue(session, col(SignInLink.created_at), col(SignInLink.sent_at).is_(None)),
        offers=_queue(session, col(SignUp.offer_expires_at), offered, col(SignUp.offer_expires_at) <= now),
        rounds=[*session.exec(select(WorkerRound).order_by(col(WorkerRound.name)))],
    )


def _of_those_on() -> sa.ColumnElement[bool]:
    """Whether somebody would send it: what waits for a web hook that is off is no work for anyone."""
    on = sa.select(col(Webhook.id)).where(col(Webhook.off_because).is_(None))
    return col(WebhookDelivery.webhook_id).in_(on)


def _queue(session: Session, since: Mapped[Any], *conditions: sa.ColumnElement[bool]) -> Queue:
    waiting = sa.select(since.label("since")).where(*conditions).limit(COUNTED_TO).subquery()
    number, first = session.execute(
        sa.select(sa.func.count(), sa.func.min(waiting.c.since)).select_from(waiting)
    ).one()
    return Queue(number, first)


def _count(session: Session, table: type, *conditions: sa.ColumnElement[bool]) -> int:
    some = sa.select(sa.literal(1)).select_from(table).where(*conditions).limit(COUNTED_TO).subquery()
    return int(session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one())
