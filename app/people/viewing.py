"""Looking at everything as a lower role sees it: in one session, for an hour, changing nothing. It is kept beside the session, so that every process knows."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from app.core import clock
from app.core.actor import Actor, Role
from app.core.errors import Forbidden
from app.core.rivals import lock
from app.events.log import record
from app.people import events, policy
from app.people.models import SignInSession

LASTS = timedelta(hours=1)


def role_of(row: SignInSession) -> Role | None:
    """The role as which a session looks just now; None for its person's own."""
    if row.viewing_as is None or row.viewing_until is None or row.viewing_until <= clock.now():
        return None
    return Role(row.viewing_as)


def seen_as(actor: Actor, role: Role | None) -> Actor:
    """The actor as this role, as long as it is lower than theirs: who lost rights meanwhile gains none by looking."""
    if role is None or not policy.may_view_as(actor, role).allowed:
        return actor
    return replace(actor, role=role, organizes=frozenset(), viewing=True)


def begin(session: Session, actor: Actor, row: SignInSession, role: Role) -> None:
    """Look as this role from now on, in this session; nothing happens where it does."""
    policy.may_view_as(actor, role).require()
    lock(session, row)
    if role_of(row) is role:
        return
    row.viewing_as, row.viewing_until = role, clock.now() + LASTS
    record(session, actor, events.ViewBegan(person_id=row.person_id, role=role, until=row.viewing_until))


def end(session: Session, actor: Actor, row: SignInSession) -> None:
    """Look as oneself again; nothing happens where one does."""
    lock(session, row)
    if role_of(row) is not None:
        record(session, actor, events.ViewEnded(person_id=row.person_id))
    row.viewing_as = row.viewing_until = None


def require_oneself(actor: Actor) -> None:
    """Raises Forbidden("viewing_as") while the actor looks as another role."""
    if actor.viewing:
        raise Forbidden(
            "viewing_as",
            f"You look at everything as the role {actor.role} sees it, and change nothing meanwhile; go back to yourself first.",
        )
