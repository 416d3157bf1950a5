"""What grows by itself and tells of people, and how long it is kept: all of it is deleted here, and docs/privacy.md lists it.

Nothing waits for it: a session that is over opens nothing, whether or not its row is still there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from app.core import clock, idempotency, limits
from app.core.actor import Via, system
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import Conflict
from app.core.idempotency import KeptAnswer
from app.core.limits import RequestCount
from app.core.logging import log
from app.core.tables import Row
from app.identity import links
from app.identity.models import SignInLink
from app.people import service as people
from app.people.models import Person, SecretAddress, SignInSession, Token
from app.people.sign_in import SESSION_RESTS
from app.webhooks.models import DeliveryStatus, WebhookDelivery


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long what is over is kept, and who has left, under their name."""

    ended: timedelta = timedelta(days=30)
    deliveries: timedelta = timedelta(days=30)
    left: timedelta | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        days = settings.anonymise_after_days
        return cls(
            timedelta(days=settings.keep_ended_days), timedelta(days=settings.keep_deliveries_days),
            None if days is None else timedelta(days=days),
        )  # fmt: skip


def forget(db: Database, keep: Keeping) -> None:
    """Delete what is past its time, and anonymise those who left long enough ago, one after another."""
    for table, over in _past(keep, clock.now()):
        with db.writing() as session:
            session.connection().execute(sa.delete(table).where(over))
    if keep.left is None:
        return
    with db.reading() as session:
        gone = session.exec(select(Person.id).where(*_left(clock.now() - keep.left))).all()
    for person_id in gone:
        with db.writing() as session:
            _anonymise(session, person_id)


def _past(keep: Keeping, now: datetime) -> Iterator[tuple[type[Row], ColumnElement[bool]]]:
    """Each table, with the condition on rows whose time is over."""
    ended = now - keep.ended
    last_used = sa.func.coalesce(col(SignInSession.last_used_at), col(SignInSession.created_at))
    yield SignInSession, sa.or_(col(SignInSession.expires_at) <= ended, last_used <= ended - SESSION_RESTS)
    yield Token, sa.or_(col(Token.revoked_at) <= ended, col(Token.expires_at) <= ended)
    yield SecretAddress, col(SecretAddress.revoked_at) <= ended
    yield SignInLink, col(SignInLink.created_at) <= now - links.LASTS
    yield RequestCount, col(RequestCount.since) < now - limits.KEPT
    yield KeptAnswer, col(KeptAnswer.created_at) < now - idempotency.KEPT
    yield (
        WebhookDelivery,
        sa.and_(
            col(WebhookDelivery.created_at) < now - keep.deliveries,
            col(WebhookDelivery.status) != DeliveryStatus.PENDING,
        ),
    )


def _left(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(Person.deactivated_at) <= before, col(Person.anonymised_at).is_(None)


def _anonymise(session: Session, person_id: str) -> None:
    try:
        people.anonymise(session, system(Via.WORKER), session.get_one(Person, person_id))
    except Conflict:  # somebody let them in again just now
        log.info("forgetting.is_back")
