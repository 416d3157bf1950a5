"""Tokens: how they are made, listed and revoked. What one is good for is in `sign_in`."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock
from app.core.actor import Actor, Scope
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.rivals import lock
from app.events.log import record
from app.people import events, policy
from app.people.models import Token
from app.people.schemas import TokenIn
from app.people.sign_in import INCLUDES, TOKEN_PREFIX, expanded, hash_of, keep_here


def create(session: Session, actor: Actor, new: TokenIn) -> tuple[Token, str]:
    """A token of the actor's own, and its secret. Raises Forbidden("scope_too_wide") beyond the actor's scopes."""
    if actor.person_id is None:
        raise Forbidden("people_only", "A token belongs to a person.")
    if not expanded(new.scopes) <= actor.scopes:
        raise Forbidden("scope_too_wide", "A token can't make another that may do more than itself.")
    return issue(session, actor, actor.person_id, new.name, new.scopes, new.expires_at)


def issue(
    session: Session,
    actor: Actor,
    person_id: str,
    name: str,
    scopes: list[Scope],
    expires_at: datetime | None,
) -> tuple[Token, str]:
    """A token for a person, as the command line makes one. Raises Invalid("already_expired"), Forbidden("deactivated")."""
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid("already_expired", "This token would be expired from the start.", field="expires_at")
    keep_here(session, person_id)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token(
        person_id=person_id, name=name, secret_hash=hash_of(secret), hint=secret[-4:],
        scopes=[str(scope) for scope in dict.fromkeys(scopes)], expires_at=expires_at,
    )  # fmt: skip
    session.add(token)
    record(session, actor, events.TokenCreated(token_id=token.id, person_id=person_id, scopes=token.scopes))
    return token, secret


def revoke(session: Session, actor: Actor, token_id: str) -> None:
    token = session.get(Token, token_id)
    if token is None or not policy.may_revoke(actor, token.person_id):
        raise NotFound
    lock(session, token)
    if token.revoked_at is not None:
        raise NotFound
    token.revoked_at = clock.now()
    record(session, actor, events.TokenRevoked(token_id=token.id, person_id=token.person_id))


def of(session: Session, person_id: str) -> list[Token]:
    """A person's tokens, newest first: also those that have expired, which tells why one doesn't work any more."""
    found = (
        select(Token)
        .where(Token.person_id == person_id, col(Token.revoked_at).is_(None))
        .order_by(col(Token.id).desc())
    )
    return list(session.exec(found))


def writing(session: Session, actor: Actor, cursor: str | None, limit: int) -> tuple[list[Token], str | None]:
    """Everyone's tokens that work and may change something, newest first. Raises Forbidden, BadRequest("bad_cursor")."""
    policy.may_see_writing_tokens(actor).require()
    scopes = sa.cast(col(Token.scopes), sa.Text)
    found = select(Token).where(
        col(Token.revoked_at).is_(None),
        col(Token.expires_at).is_(None) | (col(Token.expires_at) > clock.now()),
        sa.or_(*(scopes.contains(f'"{scope}"') for scope in Scope if Scope.WRITE in INCLUDES[scope])),
    )
    if cursor is not None:
        found = found.where(
            beyond([col(Token.id)], read_cursor(cursor, "writing_tokens", str), descending=True)
        )
    rows = list(session.exec(found.order_by(col(Token.id).desc()).limit(limit + 1)))
    following = write_cursor("writing_tokens", rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], following
