"""Sessions and tokens: how they begin and end, and who stands behind one."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.core import clock, limits
from app.core.actor import ALL_SCOPES, Actor, Role, Scope, Via
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.paging import beyond, read_cursor, write_cursor
from app.core.queries import given
from app.events.log import record
from app.people import events, last_use, policy, queries, viewing
from app.people.models import Person, SignInSession, Token
from app.people.schemas import TokenIn

SESSION_LASTS = timedelta(days=30)
SESSION_RESTS = timedelta(days=7)
"""A session that nobody has used for so long is over."""
TOKEN_PREFIX = "offtrail_"  # tells secret scanners whose token it is; no secret itself
_INCLUDES = {
    Scope.OUTCOMES_READ: {Scope.OUTCOMES_READ},
    Scope.READ: {Scope.READ, Scope.OUTCOMES_READ},
    Scope.WRITE: {Scope.WRITE, Scope.READ, Scope.OUTCOMES_READ},
    Scope.ORGANIZE: {Scope.ORGANIZE, Scope.WRITE, Scope.READ, Scope.OUTCOMES_READ},
    Scope.ADMIN: ALL_SCOPES,
}
_TOKEN = (
    select(Token, Person)
    .join(Person, col(Person.id) == Token.person_id)
    .where(Token.secret_hash == given("hash"))
)
_SESSION = (
    select(SignInSession, Person)
    .join(Person, col(Person.id) == SignInSession.person_id)
    .where(SignInSession.secret_hash == given("hash"))
)

_WeeksOf: TypeAlias = Callable[[Session, str], frozenset[str]]
_organized_by: list[_WeeksOf] = []


def tells_organized_weeks(query: _WeeksOf) -> _WeeksOf:
    """Weeks, which come later than people, register here how to find the ids of the weeks that a person organizes."""
    _organized_by.append(query)
    return query


_guest_of: list[_WeeksOf] = []


def tells_guests_weeks(query: _WeeksOf) -> _WeeksOf:
    """Likewise, the ids of the weeks that a guest was invited to."""
    _guest_of.append(query)
    return query


@dataclass(frozen=True, slots=True)
class Proof:
    """What a caller showed: whose session or token it was, what it is good for, and when time alone makes another of it."""

    person: Person
    scopes: frozenset[Scope]
    via: Via
    viewing_as: Role | None = None
    secret_hash: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in: the secret of the session that it has had, if any, and what it says it is."""

    former: str | None
    agent: str | None


def begin_session(session: Session, person: Person, browser: Browser, issuer: str | None = None) -> str:
    """A new session's secret, to be put into a cookie; the table keeps its hash alone.

    The browser's former session ends: its secret, whoever may have set or seen it, opens nothing. Raises Forbidden("deactivated").
    """
    if not person.is_active:
        raise Forbidden("deactivated", "This person has left; an organizer can let them in again.")
    secret, hashed = new_secret()
    now = clock.now()
    session.add(
        SignInSession(
            secret_hash=hashed, person_id=person.id, created_at=now, expires_at=now + SESSION_LASTS,
            issuer=issuer, agent=browser.agent,
        )
    )  # fmt: skip
    if browser.former:
        end_session(session, browser.former)
    session.flush()
    limits.recognise(hashed)
    return secret


def end_session(session: Session, secret: str) -> None:
    row = session_behind(session, secret)
    if row is not None:
        session.delete(row)


def session_behind(session: Session, secret: str | None) -> SignInSession | None:
    """The session that a cookie's secret belongs to, over or not."""
    if not secret:
        return None
    return session.exec(select(SignInSession).where(SignInSession.secret_hash == hash_of(secret))).first()


def sessions_of(session: Session, person_id: str) -> list[SignInSession]:
    """Where a person is signed in, newest first."""
    found = select(SignInSession).where(SignInSession.person_id == person_id)
    rows = session.exec(found.order_by(col(SignInSession.id).desc()))
    return [row for row in rows if not _is_over(row)]


def is_on(session: Session, session_id: str) -> bool:
    """Whether a session has neither been ended nor ended by itself."""
    row = session.get(SignInSession, session_id)
    return row is not None and not _is_over(row)


def end_one_of(session: Session, person_id: str, session_id: str) -> None:
    """Sign a person out in one place. Raises NotFound for a session that is not theirs or is over."""
    row = session.get(SignInSession, session_id)
    if row is None or row.person_id != person_id or _is_over(row):
        raise NotFound
    session.delete(row)


def end_others_of(session: Session, person_id: str, secret: str | None) -> None:
    """Sign a person out everywhere but where the secret is, if it is anywhere."""
    gone = sa.delete(SignInSession).where(
        col(SignInSession.person_id) == person_id, col(SignInSession.secret_hash) != hash_of(secret or "")
    )
    session.connection().execute(gone)


def _is_over(row: SignInSession) -> bool:
    return _ends(row) <= clock.now()


def _ends(row: SignInSession) -> datetime:
    """When a session ends by itself, unless it is used."""
    return min(row.expires_at, (row.last_used_at or row.created_at) + SESSION_RESTS)


def prove_session(session: Session, secret: str) -> Proof | None:
    row, person = session.exec(_SESSION, params={"hash": hash_of(secret)}).first() or (None, None)
    if row is None or person is None or _is_over(row):
        return None
    last_use.note(row)
    limits.recognise(row.secret_hash)
    role = viewing.role_of(row)
    until = min(_ends(row), row.viewing_until) if role and row.viewing_until else _ends(row)
    return Proof(person, ALL_SCOPES, Via.SESSION, role, row.secret_hash, until)


def prove_token(session: Session, secret: str) -> Proof | None:
    token, person = session.exec(_TOKEN, params={"hash": hash_of(secret)}).first() or (None, None)
    if (
        token is None
        or person is None
        or token.revoked_at
        or (token.expires_at and token.expires_at <= clock.now())
    ):
        return None
    last_use.note(token)
    limits.recognise(token.secret_hash)
    return Proof(person, _expanded(token.scopes), Via.TOKEN, None, token.secret_hash, token.expires_at)


def actor_for(session: Session, proof: Proof) -> Actor | None:
    """The actor behind a proof; None when the person has left."""
    person = proof.person
    if not person.is_active:
        return None
    organizes = _weeks(session, person, Role.MEMBER, _organized_by)  # organizers and admins organize all
    actor = Actor(
        person.id, person.role, proof.scopes, organizes, proof.via, guest_of=weeks_of_guest(session, person)
    )
    return viewing.seen_as(actor, proof.viewing_as)


def weeks_of_guest(session: Session, person: Person) -> frozenset[str]:
    """The ids of the weeks that a guest sees; none for others, who see all."""
    return _weeks(session, person, Role.GUEST, _guest_of)


def _weeks(session: Session, person: Person, role: Role, queries: list[_WeeksOf]) -> frozenset[str]:
    if person.role is not role:
        return frozenset()
    return frozenset[str]().union(*(query(session, person.id) for query in queries))


def create_token(session: Session, actor: Actor, new: TokenIn) -> tuple[Token, str]:
    """A token of the actor's own, and its secret. Raises Forbidden("scope_too_wide") beyond the actor's scopes."""
    if actor.person_id is None:
        raise Forbidden("people_only", "A token belongs to a person.")
    if not _expanded(new.scopes) <= actor.scopes:
        raise Forbidden("scope_too_wide", "A token can't make another that may do more than itself.")
    return issue_token(session, actor, actor.person_id, new.name, new.scopes, new.expires_at)


def issue_token(
    session: Session,
    actor: Actor,
    person_id: str,
    name: str,
    scopes: list[Scope],
    expires_at: datetime | None,
) -> tuple[Token, str]:
    """A token for a person, as the command line makes one. Raises Invalid("already_expired")."""
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid("already_expired", "This token would be expired from the start.", field="expires_at")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = Token(
        person_id=person_id, name=name, secret_hash=hash_of(secret), hint=secret[-4:],
        scopes=[str(scope) for scope in dict.fromkeys(scopes)], expires_at=expires_at,
    )  # fmt: skip
    session.add(token)
    record(session, actor, events.TokenCreated(token_id=token.id, person_id=person_id, scopes=token.scopes))
    return token, secret


def revoke_token(session: Session, actor: Actor, token_id: str) -> None:
    token = session.get(Token, token_id)
    if token is None or not policy.may_revoke(actor, token.person_id) or token.revoked_at is not None:
        raise NotFound
    token.revoked_at = clock.now()
    session.add(token)
    record(session, actor, events.TokenRevoked(token_id=token.id, person_id=token.person_id))


def tokens_of(session: Session, person_id: str) -> list[Token]:
    """A person's tokens, newest first: also those that have expired, which tells why one doesn't work any more."""
    found = (
        select(Token)
        .where(Token.person_id == person_id, col(Token.revoked_at).is_(None))
        .order_by(col(Token.id).desc())
    )
    return list(session.exec(found))


def writing_tokens(
    session: Session, actor: Actor, cursor: str | None, limit: int
) -> tuple[list[Token], str | None]:
    """Everyone's tokens that work and may change something, newest first. Raises Forbidden, BadRequest("bad_cursor")."""
    policy.may_see_writing_tokens(actor).require()
    scopes = sa.cast(col(Token.scopes), sa.Text)
    found = select(Token).where(
        col(Token.revoked_at).is_(None),
        col(Token.expires_at).is_(None) | (col(Token.expires_at) > clock.now()),
        sa.or_(*(scopes.contains(f'"{scope}"') for scope in Scope if Scope.WRITE in _INCLUDES[scope])),
    )
    if cursor is not None:
        found = found.where(
            beyond([col(Token.id)], read_cursor(cursor, "writing_tokens", str), descending=True)
        )
    rows = list(session.exec(found.order_by(col(Token.id).desc()).limit(limit + 1)))
    following = write_cursor("writing_tokens", rows[limit - 1].id) if len(rows) > limit else None
    return rows[:limit], following


def local_person(session: Session, person_id: str | None, address: str | None) -> Person:
    """Whom a local sign-in names. Raises NotFound, Conflict("no_email") for people without an address."""
    person = session.get(Person, person_id) if person_id else queries.by_email(session, address or "")
    if person is None:
        raise NotFound("There is nobody like that to sign in as.")
    if person.email is None:
        raise Conflict("no_email", "Imported people have no e-mail address and can't sign in.")
    return person


def _expanded(scopes: list[Scope] | list[str]) -> frozenset[Scope]:
    """A scope with those that it includes: `write` also reads, `organize` also writes, `admin` does all."""
    return frozenset[Scope]().union(*(_INCLUDES[Scope(scope)] for scope in scopes))


def new_secret() -> tuple[str, str]:
    """256 random bits for an address or a cookie, and their hash, which alone is kept."""
    secret = secrets.token_urlsafe(32)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
