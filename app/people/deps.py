"""From a request to the actor behind it, and from a path to the person that it names."""

from dataclasses import replace
from typing import Annotated, cast

from fastapi import Depends, Path, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from app.core.actor import NOBODY, Actor, Scope, Via
from app.core.config import Environment, Settings
from app.core.decision import scope_missing
from app.core.errors import Forbidden, NotFound, Unauthorized
from app.core.fields import Reason
from app.core.http import IdPath, Writing
from app.people import addresses, queries, sign_in, viewing
from app.people.models import AddressKind, Person, SignInSession

COOKIE = "offtrail_session"
PROOF = "offtrail.proof"
"""Where a request keeps what its caller showed, for whoever answers the same caller again."""
_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token made at /tokens.")
_cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="session", description="The page's session cookie."
)


def cookie_name(settings: Settings) -> str:
    """In production the name itself has browsers insist on https and on this very host."""
    return f"__Host-{COOKIE}" if settings.environment is Environment.PRODUCTION else COOKIE


def put_cookie(response: Response, settings: Settings, secret: str) -> None:
    """Have the browser keep a session's secret; an empty one makes it forget."""
    response.set_cookie(
        cookie_name(settings), secret, max_age=int(sign_in.SESSION_LASTS.total_seconds()) if secret else 0,
        secure=settings.environment is Environment.PRODUCTION, httponly=True, samesite="lax", path="/",
    )  # fmt: skip


def session_behind(request: Request, session: Session) -> SignInSession | None:
    """The session that a request's cookie belongs to, over or not."""
    cookie = cookie_name(cast(Settings, request.app.state.settings))
    return sign_in.session_behind(session, request.cookies.get(cookie))


def browser_of(request: Request) -> sign_in.Browser:
    """The browser that sent a request."""
    former = request.cookies.get(cookie_name(cast(Settings, request.app.state.settings)))
    said = request.headers.get("user-agent", "")[:300]
    return sign_in.Browser(former, said if said.isprintable() else None)


def _caller(
    request: Request,
    session: Writing,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _: Annotated[str | None, Security(_cookie)],
) -> Actor:
    """Who sent this request. Raises Unauthorized for a token that doesn't work; a stale cookie is nobody."""
    if bearer is not None:
        proof = sign_in.prove_token(session, bearer.credentials)
        actor = _behind(session, proof)
    else:
        secret = request.cookies.get(cookie_name(cast(Settings, request.app.state.settings)))
        proof = sign_in.prove_session(session, secret) if secret else None
        actor = (sign_in.actor_for(session, proof) if proof else None) or NOBODY
    request.scope[PROOF] = proof
    return actor


def behind_token(session: Session, secret: str) -> Actor:
    """The actor behind a token. Raises Unauthorized("bad_token") for one that doesn't work."""
    return _behind(session, sign_in.prove_token(session, secret))


def _behind(session: Session, proof: sign_in.Proof | None) -> Actor:
    actor = sign_in.actor_for(session, proof) if proof else None
    if actor is None:
        raise Unauthorized(
            "bad_token",
            "This token is unknown, expired or revoked, or its person's account has ended; whoever can sign in can make a new one.",
        )
    return actor


def _visitor(actor: Annotated[Actor, Depends(_caller)]) -> Actor:
    if actor.signed_in:
        require_scope(actor, Scope.READ)
    return actor


def _reader(actor: Annotated[Actor, Depends(_caller)]) -> Actor:
    require_sign_in(actor)
    require_scope(actor, Scope.READ)
    return actor


def _outcome_reader(actor: Annotated[Actor, Depends(_caller)]) -> Actor:
    require_sign_in(actor)
    require_scope(actor, Scope.OUTCOMES_READ)
    return actor


def _outcome_visitor(actor: Annotated[Actor, Depends(_caller)]) -> Actor:
    if actor.signed_in:
        require_scope(actor, Scope.OUTCOMES_READ)
    return actor


def _writer(request: Request, actor: Annotated[Actor, Depends(_caller)]) -> Actor:
    refuse_cross_site(request, actor.via)
    require_sign_in(actor)
    viewing.require_oneself(actor)
    require_scope(actor, Scope.WRITE)
    return actor


def _reasoned(actor: Annotated[Actor, Depends(_writer)], reason: Reason | None = None) -> Actor:
    """A writer who may be an organizer outside the phase, with `?reason=`."""
    return replace(actor, reason=reason)


Caller = Annotated[Actor, Depends(_caller)]
Visitor = Annotated[Actor, Depends(_visitor)]
Reader = Annotated[Actor, Depends(_reader)]
OutcomeReader = Annotated[Actor, Depends(_outcome_reader)]
OutcomeVisitor = Annotated[Actor, Depends(_outcome_visitor)]
Writer = Annotated[Actor, Depends(_writer)]
ReasonedWriter = Annotated[Actor, Depends(_reasoned)]


def require_sign_in(actor: Actor) -> None:
    if not actor.signed_in:
        raise Unauthorized("sign_in_required", "Sign in, or send a token as `Authorization: Bearer …`.")


def refuse_cross_site(request: Request, via: Via) -> None:
    """A browser sends its cookie along with other sites' requests too; those must change nothing."""
    if via is Via.TOKEN:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if site not in (None, "same-origin", "none") or not own:
        raise Forbidden("cross_site", "Another site may not change anything here in your name.")


def require_scope(actor: Actor, scope: Scope) -> None:
    if scope not in actor.scopes:
        scope_missing(scope).require()


def _person(session: Writing, actor: Annotated[Actor, Depends(_caller)], person_id: IdPath) -> Person:
    person = session.get(Person, person_id)
    if person is None or not queries.knows(session, actor, person_id):
        raise NotFound
    return person


PersonDep = Annotated[Person, Depends(_person)]


def _me(session: Writing, actor: Annotated[Actor, Depends(_caller)]) -> Person:
    require_sign_in(actor)
    return session.get_one(Person, actor.person_id)


Me = Annotated[Person, Depends(_me)]

SecretPath = Annotated[
    str, Path(pattern=addresses.SECRET, description="The secret of an address of mine; see /me/addresses.")
]


def _calendar_reader(session: Writing, secret: SecretPath) -> Actor:
    return addresses.reader(session, secret, AddressKind.CALENDAR)


def _feed_reader(session: Writing, secret: SecretPath) -> Actor:
    return addresses.reader(session, secret, AddressKind.FEEDS)


CalendarReader = Annotated[Actor, Depends(_calendar_reader)]
FeedReader = Annotated[Actor, Depends(_feed_reader)]
"""The person whose secret address was asked, as far as its kind shows anything."""
