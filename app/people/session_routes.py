"""Who am I, and the local sign-in that is there for trying things out alone."""

from contextlib import suppress
from typing import cast
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlmodel import col, select

from app.core.actor import ALL_SCOPES, NOBODY, Role, Scope, Via
from app.core.config import Settings
from app.core.errors import Forbidden, NotFound
from app.core.http import IdPath, Reading, Writing, refuses, router
from app.core.limits import Kind, counts_as
from app.core.peers import is_number
from app.core.schema import All
from app.people import policy, queries, sign_in, viewing
from app.people.deps import (
    Caller,
    Me,
    Reader,
    Writer,
    browser_of,
    put_cookie,
    refuse_cross_site,
    require_scope,
    require_sign_in,
    session_behind,
)
from app.people.models import Person
from app.people.schemas import LocalPerson, MySessionOut, SessionOut, SignIn, ViewIn, Viewing

routes = router(tag="Session")


@routes.get("/session", operation_id="getSession", summary="Who am I, and by what means")
def get_session(request: Request, session: Reading, actor: Caller) -> SessionOut:
    """Answers without sign-in too, so that a page knows whether to offer one."""
    return _shown(request, session, actor)


@routes.get("/session/people", operation_id="listLocalPeople", summary="Whom one can sign in as, locally",
            responses=refuses((403, "foreign_name")))  # fmt: skip
def list_local_people(request: Request, session: Reading) -> All[LocalPerson]:
    """Only where local sign-in is on; elsewhere there is nothing here."""
    _require_local(request)
    people = session.exec(
        select(Person)
        .where(col(Person.email).is_not(None), col(Person.deactivated_at).is_(None))
        .order_by(col(Person.name))
        .limit(500)
    ).all()
    named = queries.refs(session, [person.id for person in people])
    items = [LocalPerson.model_construct(**dict(named[person.id]), role=person.role) for person in people]
    return All[LocalPerson].model_construct(items=items)


@routes.post("/session", status_code=201, operation_id="signInLocally", summary="Sign in as anyone, locally",
             responses=refuses((403, "cross_site, deactivated, foreign_name"), (409, "no_email, secret_already_shown")))  # fmt: skip
@counts_as(Kind.SIGN_INS)
def sign_in_locally(
    request: Request, response: Response, session: Writing, actor: Caller, body: SignIn
) -> SessionOut:
    """For trying things out alone: off unless asked for, refused in production."""
    refuse_cross_site(request, actor.via)
    _require_local(request)
    return begun(request, response, session, sign_in.local_person(session, body.person_id, body.email))


@routes.delete("/session", status_code=204, operation_id="signOut", summary="Sign out")
def sign_out(request: Request, response: Response, session: Writing, actor: Caller) -> None:
    refuse_cross_site(request, actor.via)
    own = session_behind(request, session)
    if own is not None:
        with suppress(NotFound):  # signed out in another tab, just now
            viewing.end(session, actor, own)
            session.delete(own)
    put_cookie(response, cast(Settings, request.app.state.settings), "")


@routes.put("/session/view-as", operation_id="viewAs", summary="Look at everything as another role sees it",
            responses=refuses((403, "sessions_only, organizers_only, not_lower")))  # fmt: skip
def view_as(request: Request, session: Writing, actor: Writer, body: ViewIn) -> SessionOut:
    """For organizers and admins, in this session, for an hour or until `viewAsMyself`: what one sees is what this role sees, with what is one's own, and no week is one's to organize.

    Meanwhile every write is 403 `viewing_as`, but signing in and out. Beginning and ending stand in the log, and live streams begin anew.
    """
    policy.may_view_as(actor, body.role).require()
    own = session_behind(request, session)
    if own is None:
        raise NotFound
    viewing.begin(session, actor, own, body.role)
    return _shown(request, session, viewing.seen_as(actor, body.role))


@routes.delete(
    "/session/view-as", status_code=204, operation_id="viewAsMyself", summary="Look as myself again"
)
def view_as_myself(request: Request, session: Writing, actor: Caller) -> None:
    """Does nothing where one does."""
    refuse_cross_site(request, actor.via)
    require_sign_in(actor)
    require_scope(actor, Scope.WRITE)
    own = session_behind(request, session) if actor.via is Via.SESSION else None
    if own is not None:
        viewing.end(session, actor, own)


@routes.get("/me/sessions", operation_id="listMySessions", summary="Where I am signed in")
def list_my_sessions(request: Request, session: Reading, actor: Reader, me: Me) -> All[MySessionOut]:  # noqa: ARG001  # only with the scope to read
    """Newest first; sessions that are over are left out."""
    own = session_behind(request, session)
    items = [
        MySessionOut.model_construct(
            **row.model_dump(include={"id", "created_at", "last_used_at", "expires_at", "agent"}),
            current=row is own,
        )
        for row in sign_in.sessions_of(session, me.id)
    ]
    return All[MySessionOut].model_construct(items=items)


@routes.delete("/me/sessions", status_code=204, operation_id="endMyOtherSessions",
               summary="Sign me out everywhere else")  # fmt: skip
def end_my_other_sessions(request: Request, session: Writing, actor: Writer, me: Me) -> None:  # noqa: ARG001  # only with the scope to write
    """All but the one that asks; a token, which is none, ends them all."""
    sign_in.end_others_of(session, me.id, browser_of(request).former)


@routes.delete("/me/sessions/{session_id}", status_code=204, operation_id="endMySession",
               summary="Sign me out in one place")  # fmt: skip
def end_my_session(session: Writing, actor: Writer, me: Me, session_id: IdPath) -> None:  # noqa: ARG001  # only with the scope to write
    sign_in.end_one_of(session, me.id, session_id)


def begun(request: Request, response: Response, session: Writing, person: Person) -> SessionOut:
    """A new session of this browser's for a person who has shown who they are. Raises Forbidden("deactivated")."""
    settings = cast(Settings, request.app.state.settings)
    secret = sign_in.begin_session(session, person, browser_of(request))
    put_cookie(response, settings, secret)
    proof = sign_in.Proof(person, ALL_SCOPES, Via.SESSION)
    return _shown(request, session, sign_in.actor_for(session, proof) or NOBODY)


def _shown(request: Request, session: Reading, actor: Caller) -> SessionOut:
    settings = cast(Settings, request.app.state.settings)
    person = session.get(Person, actor.person_id) if actor.person_id else None
    own = session_behind(request, session) if person and (settings.oidc_issuer or actor.viewing) else None
    shown = queries.shown(session, actor, [person])[0] if person else None
    return SessionOut.model_construct(
        person=shown.model_copy(update={"role": actor.role}) if shown and actor.viewing else shown,
        via=actor.via,
        scopes=sorted(actor.scopes),
        local_sign_in=settings.local_sign_in,
        provider=settings.signs_in_at,
        link_by_mail=settings.mailer is not None,
        signs_out_at_provider=bool(own and own.issuer and own.issuer == settings.oidc_issuer),
        viewing=Viewing.model_construct(role=actor.role, until=own.viewing_until or own.expires_at)
        if own and actor.viewing
        else None,
        may_view_as=[]
        if actor.viewing
        else [role for role in Role if policy.may_view_as(actor, role).allowed],
    )


def _require_local(request: Request) -> None:
    """Local sign-in is on, and asked for at this machine's own address.

    A page from elsewhere may have its name lead to this machine, and then counts as ours to the browser; a number is no such name.
    """
    settings = cast(Settings, request.app.state.settings)
    if not settings.local_sign_in:
        raise NotFound("Local sign-in is off here.")
    host = request.url.hostname or ""
    if not (
        host == "localhost" or is_number(host) or host == urlsplit(settings.public_address or "").hostname
    ):
        raise Forbidden(
            "foreign_name",
            f"Local sign-in answers at a number such as 127.0.0.1, at localhost, and at OFFTRAIL_PUBLIC_ADDRESS, not at {host[:100]}.",
        )
