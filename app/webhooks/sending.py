"""One run to one address: claimed with a lease, sent one by one in order without a transaction, recorded while the lease is ours.

A worker that dies between sending and recording leaves the lease to run out; then the same is sent again with the same ids.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import uniform
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, ids
from app.core.actor import Via, system
from app.core.db import Database
from app.core.errors import utc_text
from app.core.outgoing import Guard, Post, Refused
from app.core.sealing import Seal
from app.webhooks import queries, service, signing
from app.webhooks.kinds import TEST
from app.webhooks.making import why_not
from app.webhooks.models import DeliveryStatus, Webhook, WebhookDelivery, WhyOff

LEASE = timedelta(seconds=60)
RUN_LASTS_S = 2.0
"""After that no other delivery is begun; the last of a run may take its 10 seconds and 3 for its name: less than a lease."""
MOST_IN_A_RUN = 50
KEPT_TRIES = 20
RETRY_AFTER = tuple(
    timedelta(minutes=minutes) for minutes in (1 / 12, 0.5, 2, 10, 30, 60, 120, 240, 480, 480)
)
"""The next try after each that failed, less up to a fifth by chance. Within 24 h of the first the last has been."""
TRIED_FOR = timedelta(hours=24)
"""However long a receiver asks us to wait between, after that there is one last try."""
_GONE = 410


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send to an address for a while."""

    webhook_id: str
    lease: str
    failing: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery, ready to be sent."""

    delivery_id: str
    body: bytes
    is_test: bool


@dataclass(slots=True)
class Run:
    """What is sent in one go, and with which secrets; or why nothing is."""

    url: str
    secrets: list[str] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    off: WhyOff | None = None


Results = dict[str, dict[str, Any]]
"""The entry for `tries`, by the delivery's id."""


def claim(db: Database, most: int, *, well_only: bool = False) -> list[Claim]:
    """Claim up to so many addresses that something is due for; `well_only` those that did not fail last time."""
    now = clock.now()
    due = sa.and_(
        col(Webhook.off_because).is_(None), col(Webhook.due_at) <= now,
        sa.or_(
            col(Webhook.leased_until).is_(None), col(Webhook.leased_until) <= now,
            col(Webhook.leased_until) > now + LEASE,  # the clock was set back since
        ),
    )  # fmt: skip
    if well_only:
        due = sa.and_(due, col(Webhook.failures) == 0)
    with db.reading() as session:
        if session.exec(select(Webhook.id).where(due).limit(1)).first() is None:
            return []
    free = (
        sa.select(col(Webhook.id)).where(due).order_by(col(Webhook.due_at), col(Webhook.id)).limit(most)
        .with_for_update(skip_locked=True).cte("free")
    )  # fmt: skip
    lease = ids.new()
    taken = (
        sa.update(Webhook)
        .where(col(Webhook.id).in_(sa.select(free.c.id)))
        .values(lease=lease, leased_until=now + LEASE)
        .returning(col(Webhook.id), col(Webhook.failures))
        .execution_options(synchronize_session=False)
    )
    with db.writing() as session:
        rows = session.connection().execute(taken).all()
    return [Claim(id_, lease, failures > 0) for id_, failures in rows]


def send(db: Database, claimed: Claim, guard: Guard, seal: Seal) -> None:
    """Send what is due at a claimed address, until something fails or the run is over, and record it."""
    with db.reading() as session:
        run = _loaded(session, claimed, seal)
    results: Results = {}
    if run.off is None and run.letters:
        from app.core.posting import posting

        with posting(guard) as post:
            results = _sent(post, run)
    with db.writing() as session:
        _record(session, claimed, run, results)


def _loaded(session: Session, claimed: Claim, seal: Seal) -> Run:
    webhook = session.get(Webhook, claimed.webhook_id)
    if webhook is None:
        return Run("")
    run = Run(webhook.url)
    owner = queries.owner(session, webhook)
    run.secrets, opened = _secrets(webhook, seal)
    run.off = why_not(owner, webhook) or (None if opened else WhyOff.KEY_LOST)
    if run.off is not None or owner is None:
        return run
    rows = session.exec(_due(webhook.id)).all()
    bodies = queries.bodies(session, owner, rows)
    run.unseen = [row.id for row in rows if row.id not in bodies]
    run.letters = [
        Letter(row.id, _as_bytes(bodies[row.id]), row.type == TEST) for row in rows if row.id in bodies
    ]
    return run


def _secrets(webhook: Webhook, seal: Seal) -> tuple[list[str], bool]:
    """What to sign with, and whether the present secret could be opened."""
    present = seal.open(webhook.secret)
    former = None
    if webhook.former_secret and webhook.former_until and webhook.former_until > clock.now():
        former = seal.open(webhook.former_secret)
    return [secret for secret in (present, former) if secret], present is not None


def _due(webhook_id: str) -> Any:  # a select of whole rows, which has no short type
    """What is due; also what was made by a clock that has been set back since, else it would wait for as long."""
    now = clock.now()
    return (
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.status == DeliveryStatus.PENDING)
        .where(sa.or_(col(WebhookDelivery.due_at) <= now, col(WebhookDelivery.created_at) > now))
        .order_by(col(WebhookDelivery.seq).is_not(None), col(WebhookDelivery.seq), col(WebhookDelivery.id))
        .limit(MOST_IN_A_RUN)
    )


def _as_bytes(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _sent(post: Post, run: Run) -> Results:
    results: Results = {}
    ends = time.monotonic() + RUN_LASTS_S
    for letter in run.letters:
        result = _sent_one(post, run, letter)
        results[letter.delivery_id] = result
        if (not arrived(result) and not letter.is_test) or time.monotonic() >= ends:
            break
    return results


def _sent_one(post: Post, run: Run, letter: Letter) -> dict[str, Any]:
    at = clock.now()
    signed = signing.headers(letter.delivery_id, int(at.timestamp()), letter.body, run.secrets)
    told: dict[str, Any] = {"at": utc_text(at), "took_ms": 0, "status": None, "reply": None, "problem": None}
    try:
        answer = post(run.url, signed, letter.body)
    except Refused as refusal:
        return told | {"took_ms": round((clock.now() - at).total_seconds() * 1000), "problem": str(refusal)}
    return told | {
        "took_ms": answer.took_ms,
        "status": answer.status,
        "reply": answer.text,
        "retry_after_s": answer.retry_after_s,
    }


def arrived(result: dict[str, Any]) -> bool:
    """Whether the receiver said that it has it: a redirect or a refusal says that it hasn't."""
    return result["status"] is not None and 200 <= result["status"] < 300


def _record(session: Session, claimed: Claim, run: Run, results: Results) -> None:
    """Write down what came of a run, unless the lease ran out: then another has sent it again, and records that."""
    mine = select(Webhook).where(Webhook.id == claimed.webhook_id, Webhook.lease == claimed.lease)
    webhook = session.exec(mine.with_for_update()).first()
    if webhook is None:
        return
    webhook.lease = webhook.leased_until = None
    rows = _rows(session, results)
    for row in rows:
        _note(webhook, row, results[row.id])
    if run.unseen:
        session.connection().execute(
            sa.delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(run.unseen))
        )
    session.flush()
    because = run.off or (_why_off(webhook, rows, results) if webhook.url == run.url else None)
    if because is not None and webhook.is_on:
        service.turn_off(session, system(Via.WORKER), webhook, because)
    elif webhook.is_on:
        webhook.due_at = _next_due(
            session, webhook, max(map(_asked_for, results.values()), default=timedelta(0))
        )
    session.add(webhook)


def _rows(session: Session, results: Results) -> Sequence[WebhookDelivery]:
    if not results:
        return []
    found = {
        row.id: row
        for row in session.exec(select(WebhookDelivery).where(col(WebhookDelivery.id).in_(results)))
    }
    return [found[id_] for id_ in results if id_ in found]


def _note(webhook: Webhook, row: WebhookDelivery, result: dict[str, Any]) -> None:
    """What a try means for the delivery, and for the address."""
    row.tried += 1
    row.tries = [*row.tries, result][-KEPT_TRIES:]
    is_test = row.type == TEST
    if arrived(result):
        row.status = DeliveryStatus.DELIVERED
        webhook.failures, webhook.failing_since = 0, None
        return
    ends = _at(row.tries[-row.tried]) + TRIED_FOR
    if is_test or row.tried > len(RETRY_AFTER) or clock.now() >= ends:
        row.status = DeliveryStatus.DEAD
    else:
        rest = RETRY_AFTER[row.tried - 1] * uniform(0.8, 1.0)  # noqa: S311  # spreads load, hides nothing
        row.due_at = min(clock.now() + max(rest, _asked_for(result)), ends)
    if not is_test:
        webhook.failures += 1
        webhook.failing_since = webhook.failing_since or _at(result)


def _why_off(webhook: Webhook, rows: Sequence[WebhookDelivery], results: Results) -> WhyOff | None:
    """Off is what says that it is gone, and where a delivery was given up and nothing arrived since its first try."""
    if any(results[row.id]["status"] == _GONE for row in rows):
        return WhyOff.GONE
    for row in rows:
        given_up = row.status is DeliveryStatus.DEAD and row.type != TEST
        if given_up and webhook.failing_since and webhook.failing_since <= _at(row.tries[-row.tried]):
            return WhyOff.FAILING
    return None


def _asked_for(result: dict[str, Any]) -> timedelta:
    """For how long the receiver, which took it not, wants to be left alone."""
    return timedelta(seconds=0 if arrived(result) else result.get("retry_after_s") or 0)


def _at(result: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(result["at"])


def _next_due(session: Session, webhook: Webhook, asked_for: timedelta) -> datetime | None:
    """When to look at an address again: when something is due, and after a failure not before it had the rest it asked for."""
    earliest = session.exec(
        select(WebhookDelivery.due_at)
        .where(WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.status == DeliveryStatus.PENDING)
        .order_by(col(WebhookDelivery.due_at))
        .limit(1)
    ).first()
    if earliest is None or webhook.failures == 0:
        return earliest
    return max(earliest, clock.now() + max(webhook.rests, asked_for))
