"""Reading web hooks: those one keeps, their deliveries, and what a delivery says."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import ALL_SCOPES, Actor, Via
from app.core.errors import utc_text
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.schema import Can, Page
from app.events.models import EventRow
from app.feed import queries as feed
from app.people import queries as people
from app.people import sign_in
from app.people.models import Person
from app.webhooks import policy
from app.webhooks.kinds import TEST
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery
from app.webhooks.schemas import DeliveryOut, DeliveryWithRequest, Try, WebhookOut
from app.weeks.models import Week


def kept_by(session: Session, actor: Actor) -> list[Webhook]:
    """Those that the actor may keep, oldest first."""
    found = select(Webhook).order_by(col(Webhook.id))
    if not actor.organizes_all:
        found = found.where(col(Webhook.week_id).in_(actor.organized))
    return list(session.exec(found))


def owner(session: Session, webhook: Webhook) -> Actor | None:
    """The owner as an actor who reads all that they may; None when they have left."""
    person = session.get_one(Person, webhook.owner_id)
    return sign_in.actor_for(session, sign_in.Proof(person, ALL_SCOPES, Via.WORKER))


def shown(session: Session, actor: Actor, webhooks: Sequence[Webhook]) -> list[WebhookOut]:
    refs = people.refs(session, {webhook.owner_id for webhook in webhooks})
    slugs = _slugs(session, {webhook.week_id for webhook in webhooks if webhook.week_id})
    counts = _counts(session, [webhook.id for webhook in webhooks])
    return [
        WebhookOut.model_construct(
            id=webhook.id, name=webhook.name, url=webhook.url, types=webhook.types, week=slugs.get(webhook.week_id or ""),
            owner=refs[webhook.owner_id], on=webhook.is_on, off_because=webhook.off_because, off_at=webhook.off_at,
            failing_since=webhook.failing_since, former_secret_until=_former_until(webhook), seen=webhook.seen,
            pending=counts.get((webhook.id, DeliveryStatus.PENDING), 0), dead=counts.get((webhook.id, DeliveryStatus.DEAD), 0),
            created_at=webhook.created_at, version=webhook.version,
            can={"edit": Can.of(actor, policy.may_keep_webhooks(actor, webhook.week_id))},
        )
        for webhook in webhooks
    ]  # fmt: skip


def _former_until(webhook: Webhook) -> Any:
    over = webhook.former_until is None or webhook.former_until <= clock.now()
    return None if over else webhook.former_until


def _slugs(session: Session, week_ids: Collection[str]) -> dict[str, str]:
    if not week_ids:
        return {}
    return dict(session.exec(select(Week.id, Week.slug).where(col(Week.id).in_(week_ids))).all())


def _counts(session: Session, ids: Collection[str]) -> dict[tuple[str, DeliveryStatus], int]:
    unfinished = (DeliveryStatus.PENDING, DeliveryStatus.DEAD)
    rows = session.exec(
        select(WebhookDelivery.webhook_id, WebhookDelivery.status, sa.func.count())
        .where(col(WebhookDelivery.webhook_id).in_(ids), col(WebhookDelivery.status).in_(unfinished))
        .group_by(col(WebhookDelivery.webhook_id), col(WebhookDelivery.status))
    )
    return {(webhook_id, DeliveryStatus(status)): count for webhook_id, status, count in rows}


def deliveries(
    session: Session, webhook: Webhook, *, status: DeliveryStatus | None, type_: str | None, cursor: str | None, limit: int
) -> Page[DeliveryOut]:  # fmt: skip
    """Newest first."""
    found = (
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook.id)
        .order_by(col(WebhookDelivery.id).desc())
        .limit(limit + 1)
    )
    if status is not None:
        found = found.where(WebhookDelivery.status == status)
    if type_ is not None:
        found = found.where(_of_type(type_))
    if cursor is not None:
        keys = read_cursor(cursor, "deliveries", str)
        found = found.where(beyond([col(WebhookDelivery.id)], keys, descending=True))
    rows = list(session.exec(found))
    following = write_cursor("deliveries", rows[limit - 1].id) if len(rows) > limit else None
    return Page[DeliveryOut].model_construct(
        items=[DeliveryOut.model_construct(**_told(row)) for row in rows[:limit]], next=following
    )


def _of_type(wanted: str) -> ColumnElement[bool]:
    if wanted.endswith(".*"):
        return col(WebhookDelivery.type).startswith(wanted[:-1], autoescape=True)
    return col(WebhookDelivery.type) == wanted


def delivery_shown(session: Session, webhook: Webhook, row: WebhookDelivery) -> DeliveryWithRequest:
    actor = owner(session, webhook)
    request = bodies(session, actor, [row]).get(row.id) if actor else None
    return DeliveryWithRequest.model_construct(**_told(row), request=request)


def _told(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": row.id, "type": row.type, "seq": row.seq, "event_id": row.event_id, "status": row.status,
        "due_at": row.due_at if row.status is DeliveryStatus.PENDING else None, "tried": row.tried,
        "tries": [Try.model_validate(one) for one in row.tries], "created_at": row.created_at,
    }  # fmt: skip


def bodies(session: Session, actor: Actor, rows: Sequence[WebhookDelivery]) -> dict[str, dict[str, Any]]:
    """What each delivery says, by its id, as its owner may read it now; what they may not see is left out.

    Made anew each time: words about people that were erased since are sent no more.
    """
    ids = [row.event_id for row in rows if row.event_id]
    seen = select(EventRow).where(col(EventRow.id).in_(ids), feed.seen_by(actor))
    events = (
        {event.id: event for event in feed.shown(session, actor, list(session.exec(seen)))} if ids else {}
    )
    made = {row.id: _test(row) for row in rows if row.event_id is None}
    for row in rows:
        if row.event_id in events:
            told = events[row.event_id].model_dump(mode="json")
            made[row.id] = {"type": told.pop("type"), "timestamp": told.pop("at"), **told}
    return made


def _test(row: WebhookDelivery) -> dict[str, Any]:
    said = {"message": "This is a test. Nothing has happened.", "webhook_id": row.webhook_id}
    return {"type": TEST, "timestamp": utc_text(row.created_at), "data": said}
