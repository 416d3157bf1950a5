"""Sessions and tokens: how they begin and end, and who stands behind one."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.core import clock, limits
from app.core.actor import ALL_SCOPES, Actor, Role, Scope, Via
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.queries import among
from app.core.rivals import delete_if_there
from app.people import last_use, queries, viewing
from app.people.models import Person, SignInSession, Token

Shown = TypeVar("Shown", Token, SignInSession)

SESSION_LASTS = timedelta(days=30)
SESSION_RESTS = timedelta(days=7)
"""A session that nobody has used for so long is over."""
TOKEN_PREFIX = "offtrail_"  # tells secret scanners whose token it is; no secret itself
INCLUDES = {
    Scope.OUTCOMES_READ: {Scope.OUTCOMES_READ},
    Scope.READ: {Scope.READ, Scope.OUTCOMES_READ},
    Scope.WRITE: {Scope.WRITE, Scope.READ, Scope.OUTCOMES_READ},
    Scope.ORGANIZE: {Scope.ORGANIZE, Scope.WRITE, Scope.READ, Scope.OUTCOMES_READ},
    Scope.ADMIN: ALL_SCOPES,
}
_TOKEN = (
    select(Token, Person)
    .join(Person, col(Person.id) == Token.person_id)
    .where(among(col(Token.secret_hash), "hashes"))
)
_SESSIONS = select(SignInSession).where(among(col(SignInSession.id), "ids"))
_SESSION = (
    select(SignInSession, Person)
    .join(Person, col(Person.id) == SignInSession.person_id)
    .where(among(col(SignInSession.secret_hash), "hashes"))
)

_WeeksOf: TypeAlias = Callable[[Session, Collection[str]], Mapping[str, frozenset[str]]]
_organized_by: list[_WeeksOf] = []


def tells_organized_weeks(query: _WeeksOf) -> _WeeksOf:
    """Weeks, which come later than people, register here how to find the ids of the weeks that people organize, by the person; whoever organizes none may be left out."""
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


def keep_here(session: Session, person_id: str) -> None:
    """Keep somebody from leaving before the transaction ends: who ends all that is theirs would overlook what is begun here. Raises Forbidden("deactivated")."""
    if not queries.kept(session, [person_id])[person_id].is_active:
        raise Forbidden("deactivated", "This person has left; an organizer can let them in again.")


def begin_session(session: Session, person: Person, browser: Browser, issuer: str | None = None) -> str:
    """A new session's secret, to be put into a cookie; the table keeps its hash alone.

    The browser's former session ends: its secret, whoever may have set or seen it, opens nothing. Raises Forbidden("deactivated").
    """
    keep_here(session, person.id)
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
        delete_if_there(session, row)


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


def still_on(session: Session, session_ids: Collection[str]) -> set[str]:
    """Those of some sessions that have neither been ended nor ended by themselves."""
    found = session.exec(_SESSIONS, params={"ids": session_ids}) if session_ids else ()
    return {row.id for row in found if not _is_over(row)}


def end_one_of(session: Session, person_id: str, session_id: str) -> None:
    """Sign a person out in one place. Raises NotFound for a session that is not theirs or is over."""
    row = session.get(SignInSession, session_id)
    if row is None or row.person_id != person_id or _is_over(row) or not delete_if_there(session, row):
        raise NotFound


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
    return prove_sessions(session, [secret]).get(secret)


def prove_sessions(session: Session, secrets: Collection[str]) -> dict[str, Proof]:
    """The proofs of those of some secrets that a session belongs to."""
    return _proved(session, _SESSION, secrets, _of_session)


def prove_token(session: Session, secret: str) -> Proof | None:
    return prove_tokens(session, [secret]).get(secret)


def prove_tokens(session: Session, secrets: Collection[str]) -> dict[str, Proof]:
    """The proofs of those of some secrets that are a token which works."""
    return _proved(session, _TOKEN, secrets, _of_token)


def _proved(
    session: Session,
    found: Select[Shown, Person],
    secrets: Collection[str],
    of: Callable[[Shown, Person], Proof | None],
) -> dict[str, Proof]:
    by_hash: dict[str, str] = {hash_of(secret): secret for secret in secrets}
    shown = session.exec(found, params={"hashes": [*by_hash]}) if by_hash else ()
    proofs = {by_hash[row.secret_hash]: of(row, person) for row, person in shown}
    return {secret: proof for secret, proof in proofs.items() if proof}


def _of_session(row: SignInSession, person: Person) -> Proof | None:
    if _is_over(row):
        return None
    last_use.note(row)
    limits.recognise(row.secret_hash)
    role = viewing.role_of(row)
    until = min(_ends(row), row.viewing_until) if role and row.viewing_until else _ends(row)
    return Proof(person, ALL_SCOPES, Via.SESSION, role, row.secret_hash, until)


def _of_token(token: Token, person: Person) -> Proof | None:
    if token.revoked_at or (token.expires_at and token.expires_at <= clock.now()):
        return None
    last_use.note(token)
    limits.recognise(token.secret_hash)
    return Proof(person, expanded(token.scopes), Via.TOKEN, None, token.secret_hash, token.expires_at)


def actor_for(session: Session, proof: Proof) -> Actor | None:
    """The actor behind a proof; None when the person has left."""
    return actors_for(session, [proof])[0]


def actors_for(session: Session, proofs: Sequence[Proof]) -> list[Actor | None]:
    """The actors behind proofs, in their order, likewise."""
    everyone = [proof.person for proof in proofs]
    organized = _weeks(session, everyone, Role.MEMBER, _organized_by)  # organizers and admins organize all
    visited = _weeks(session, everyone, Role.GUEST, _guest_of)
    actors: list[Actor | None] = []
    for proof in proofs:
        id_, role = proof.person.id, proof.person.role
        actor = Actor(id_, role, proof.scopes, organized(id_), proof.via, guest_of=visited(id_))
        actors.append(viewing.seen_as(actor, proof.viewing_as) if proof.person.is_active else None)
    return actors


def weeks_of_guest(session: Session, person: Person) -> frozenset[str]:
    """The ids of the weeks that a guest sees; none for others, who see all."""
    return _weeks(session, [person], Role.GUEST, _guest_of)(person.id)


def _weeks(
    session: Session, people: Sequence[Person], role: Role, queries: list[_WeeksOf]
) -> Callable[[str], frozenset[str]]:
    """Which weeks are told of each of some people of a role; none of others."""
    ids = {person.id for person in people if person.role is role}
    told = [query(session, ids) for query in queries] if ids else []
    return lambda person_id: frozenset[str]().union(*(one.get(person_id, ()) for one in told))


def local_person(session: Session, person_id: str | None, address: str | None) -> Person:
    """Whom a local sign-in names. Raises NotFound, Conflict("no_email") for people without an address."""
    person = session.get(Person, person_id) if person_id else queries.by_email(session, address or "")
    if person is None:
        raise NotFound("There is nobody like that to sign in as.")
    if person.email is None:
        raise Conflict("no_email", "Imported people have no e-mail address and can't sign in.")
    return person


def expanded(scopes: list[Scope] | list[str]) -> frozenset[Scope]:
    """A scope with those that it includes: `write` also reads, `organize` also writes, `admin` does all."""
    return frozenset[Scope]().union(*(INCLUDES[Scope(scope)] for scope in scopes))


def new_secret() -> tuple[str, str]:
    """256 random bits for an address or a cookie, and their hash, which alone is kept."""
    secret = secrets.token_urlsafe(32)
    return secret, hash_of(secret)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
