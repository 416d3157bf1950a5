"""Registering addresses, changing them, and having things sent once more."""

import base64
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, require_version
from app.core.outgoing import Guard
from app.core.rivals import lock
from app.core.sealing import Seal
from app.events import queries as numbers
from app.events.log import record
from app.webhooks import events, policy
from app.webhooks.kinds import TEST, require_known
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WhyOff
from app.webhooks.schemas import RotateIn, WebhookIn, WebhookPatch
from app.weeks import queries as weeks

MOST = 200
"""Addresses in all; each of them looks at each event."""


def register(session: Session, actor: Actor, new: WebhookIn, guard: Guard, seal: Seal) -> tuple[Webhook, str]:
    """An address that gets what happens from now on, and its secret.

    Raises Invalid("unknown_week"), Invalid("unknown_event_type"), Conflict("too_many_webhooks"), and what `Guard.check` raises.
    """
    week = weeks.by_slug(session, new.week) if new.week is not None else None
    policy.may_keep_webhooks(actor, week.id if week else None).require()
    if actor.person_id is None:
        raise Conflict("people_only", "A web hook belongs to a person.")
    if new.week is not None and week is None:
        raise Invalid("unknown_week", f"There is no week {new.week}.", field="week")
    require_known(new.types)
    if session.exec(select(sa.func.count()).select_from(Webhook)).one() >= MOST:
        raise Conflict("too_many_webhooks", f"There are {MOST} already; delete some that nobody needs.")
    guard.check(new.url)
    secret = _new_secret()
    webhook = Webhook(
        owner_id=actor.person_id, week_id=week.id if week else None, name=new.name, url=new.url, types=new.types,
        secret=seal.close(secret), seen=_end(session),
    )  # fmt: skip
    session.add(webhook)
    session.flush()
    record(session, actor, events.WebhookRegistered(
        webhook_id=webhook.id, person_id=webhook.owner_id, types=new.types, only_week_id=webhook.week_id,
    ))  # fmt: skip
    return webhook, secret


def edit(
    session: Session, actor: Actor, webhook: Webhook, patch: WebhookPatch, expected: int | None, guard: Guard
) -> Webhook:
    """Change an address, turn it off, or on again from where it stopped; who turns it on owns it.

    Raises Invalid("unknown_event_type") and what `Guard.check` raises.
    """
    policy.may_keep_webhooks(actor, webhook.week_id).require()
    lock(session, webhook)
    require_version(webhook.version, expected)
    changes = patch.sent()
    turned = changes.pop("on", webhook.is_on) != webhook.is_on
    changes = {name: value for name, value in changes.items() if value != getattr(webhook, name)}
    if "types" in changes:
        require_known(changes["types"])
    if "url" in changes:
        guard.check(changes["url"])
    for name, value in changes.items():
        setattr(webhook, name, value)
    if changes:
        record(session, actor, events.WebhookEdited(**_who(webhook), fields=list(changes)))
    if turned and patch.on:
        _turn_on(session, actor, webhook)
    elif turned:
        turn_off(session, actor, webhook, WhyOff.SWITCHED_OFF)
    webhook.version += bool(changes or turned)
    session.add(webhook)
    session.flush()
    return webhook


def _turn_on(session: Session, actor: Actor, webhook: Webhook) -> None:
    webhook.owner_id = actor.person_id or webhook.owner_id
    webhook.off_because = webhook.off_at = webhook.failing_since = None
    webhook.failures = 0
    _wake(session, webhook)
    record(session, actor, events.WebhookTurnedOn(**_who(webhook)))


def turn_off(session: Session, actor: Actor, webhook: Webhook, because: WhyOff) -> None:
    """Send nothing more; what is on its way waits. The log tells the owner, and so does the address itself."""
    webhook.off_because, webhook.off_at, webhook.due_at = because, clock.now(), None
    session.add(webhook)
    record(session, actor, events.WebhookTurnedOff(**_who(webhook), because=because))


def rotate_secret(
    session: Session, actor: Actor, webhook: Webhook, wish: RotateIn, seal: Seal
) -> tuple[Webhook, str]:
    """A new secret; the present one goes on signing for a while."""
    policy.may_keep_webhooks(actor, webhook.week_id).require()
    lock(session, webhook)
    secret = _new_secret()
    until = clock.now() + timedelta(hours=wish.overlap_hours)
    webhook.former_secret, webhook.former_until = (
        (webhook.secret, until) if wish.overlap_hours else (None, None)
    )
    webhook.secret = seal.close(secret)
    webhook.version += 1
    session.add(webhook)
    session.flush()
    record(session, actor, events.WebhookSecretRotated(**_who(webhook), overlap_hours=wish.overlap_hours))
    return webhook, secret


def delete(session: Session, actor: Actor, webhook: Webhook, expected: int | None) -> None:
    """Take an address away, with the record of what was sent there."""
    policy.may_keep_webhooks(actor, webhook.week_id).require()
    lock(session, webhook)
    require_version(webhook.version, expected)
    session.connection().execute(
        sa.delete(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook.id)
    )
    session.delete(webhook)
    session.flush()
    record(session, actor, events.WebhookDeleted(**_who(webhook)))


def test(session: Session, actor: Actor, webhook: Webhook) -> WebhookDelivery:
    """Have a test sent within a second, before all that waits. Raises Conflict("webhook_off")."""
    _may_send(session, actor, webhook)
    row = WebhookDelivery(webhook_id=webhook.id, type=TEST)
    session.add(row)
    _wake(session, webhook)
    return row


def replay_one(session: Session, actor: Actor, webhook: Webhook, row: WebhookDelivery) -> WebhookDelivery:
    """Send a delivery once more, whatever became of it. Raises Conflict("webhook_off")."""
    _may_send(session, actor, webhook)
    lock(session, row)
    row.status, row.due_at, row.tried = DeliveryStatus.PENDING, clock.now(), 0
    session.add(row)
    _wake(session, webhook)
    record(session, actor, events.WebhookReplayed(**_who(webhook), delivery_id=row.id, after=None))
    return row


def replay_after(session: Session, actor: Actor, webhook: Webhook, after: int) -> Webhook:
    """Send all events after a number once more, and those that were never sent here: the cursor goes back.

    Raises Conflict("after_unknown") beyond the end, Conflict("webhook_off").
    """
    numbers.end_after(session, after)
    _may_send(session, actor, webhook)
    session.connection().execute(
        sa.update(WebhookDelivery)
        .where(col(WebhookDelivery.webhook_id) == webhook.id, col(WebhookDelivery.seq) > after)
        .values(status=DeliveryStatus.PENDING, due_at=clock.now(), tried=0)
    )
    webhook.seen = min(webhook.seen, after)
    _wake(session, webhook)
    record(session, actor, events.WebhookReplayed(**_who(webhook), delivery_id=None, after=after))
    return webhook


def _may_send(session: Session, actor: Actor, webhook: Webhook) -> None:
    policy.may_keep_webhooks(actor, webhook.week_id).require()
    lock(session, webhook)
    if not webhook.is_on:
        raise Conflict("webhook_off", "Nothing is sent to this address; turn it on first.")


def _wake(session: Session, webhook: Webhook) -> None:
    """Have the worker look at an address at once, whether or not it failed last time."""
    webhook.due_at = clock.now()
    session.add(webhook)
    session.flush()


def _who(webhook: Webhook) -> dict[str, str]:
    return {"webhook_id": webhook.id, "person_id": webhook.owner_id}


def _end(session: Session) -> int:
    """The log's end, with what is committed and not numbered yet: it happened before."""
    numbers.number_in(session)
    return numbers.last_number(session)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
