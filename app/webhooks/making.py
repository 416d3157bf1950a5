"""From the log to deliveries: each address has a cursor, and what lies beyond it becomes rows, whole and once."""

from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from app.core import clock, ids
from app.core.actor import Actor, Via, system
from app.core.db import Database
from app.events import queries as numbers
from app.events.models import EventRow
from app.feed import queries as feed
from app.webhooks import policy, queries, service
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WhyOff

AT_ONCE = 2000
"""Rows made in one transaction, so that on SQLite other writers have their turn."""

_Event: TypeAlias = tuple[str, int, str]
_BEHIND = sa.and_(col(Webhook.off_because).is_(None), col(Webhook.seen) < sa.bindparam("last"))
_SOME_BEHIND = select(Webhook.id).where(_BEHIND).limit(1)
_ALL_BEHIND = (
    select(Webhook)
    .where(_BEHIND)
    .order_by(col(Webhook.seen), col(Webhook.id))
    .with_for_update(skip_locked=True)
)


def make_deliveries(db: Database) -> bool:
    """Make rows of what has happened, for those farthest behind first; tells whether there may be more at once.

    An address whose owner has left, or organizes no more, is turned off: what takes a right away is an event itself.
    """
    numbers.number_committed(db)
    with db.reading() as session:
        last = numbers.last_number(session)
        if session.exec(_SOME_BEHIND, params={"last": last}).first() is None:
            return False
    with db.writing() as session:
        room = AT_ONCE
        for webhook in session.exec(_ALL_BEHIND, params={"last": last}).all():
            room -= _moved_on(session, webhook, last, room)
            if room <= 0:
                break
    return room <= 0


def _moved_on(session: Session, webhook: Webhook, last: int, room: int) -> int:
    """Move a cursor towards the end of the log; tells how many deliveries came of it."""
    owner = queries.owner(session, webhook)
    if (because := why_not(owner, webhook)) is not None:
        service.turn_off(session, system(Via.WORKER), webhook, because)
        return 0
    assert owner is not None, "else there was a reason"
    found = _wanted(session, webhook, owner, last, room)
    _insert(session, webhook, found)
    webhook.seen = last if len(found) < room else found[-1][1]
    if found:
        soon = clock.now() + webhook.rests
        webhook.due_at = min(webhook.due_at or soon, soon)
    session.add(webhook)
    return len(found)


def why_not(owner: Actor | None, webhook: Webhook) -> WhyOff | None:
    """Why an address gets nothing more, or None."""
    if owner is None:
        return WhyOff.OWNER_LEFT
    if not policy.may_keep_webhooks(owner, webhook.week_id).allowed:
        return WhyOff.NOT_ORGANIZER
    return None


def _wanted(session: Session, webhook: Webhook, owner: Actor, last: int, limit: int) -> list[_Event]:
    """The next events that it asks for and its owner may see, as (id, number, type)."""
    found = (
        select(EventRow.id, EventRow.seq, EventRow.type)
        .where(col(EventRow.seq) > webhook.seen, col(EventRow.seq) <= last, feed.seen_by(owner))
        .where(sa.or_(*map(feed.of_type, webhook.types)))
        .order_by(col(EventRow.seq))
        .limit(limit)
    )
    if webhook.week_id is not None:
        found = found.where(EventRow.week_id == webhook.week_id)
    return [(event_id, seq or 0, type_) for event_id, seq, type_ in session.exec(found)]


def _insert(session: Session, webhook: Webhook, events: list[_Event]) -> None:
    """A row for each that has none: after a replay, some are there."""
    if not events:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    now = clock.now()
    rows = [
        {
            "id": ids.new(), "webhook_id": webhook.id, "event_id": event_id, "seq": seq, "type": type_,
            "status": DeliveryStatus.PENDING, "due_at": now, "tried": 0, "tries": [], "created_at": now,
        }
        for event_id, seq, type_ in events
    ]  # fmt: skip
    session.connection().execute(insert(WebhookDelivery).on_conflict_do_nothing(), rows)
