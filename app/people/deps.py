"""From a request to the actor behind it, and from a path to the person that it names."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, TypeAlias, cast

from fastapi import Depends, Path, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from app.core.actor import NOBODY, Actor, Scope, Via
from app.core.config import Environment, Settings
from app.core.decision import scope_missing
from app.core.errors import Forbidden, NotFound, Problem, Unauthorized
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


Sent: TypeAlias = tuple[Request, HTTPAuthorizationCredentials | None]
"""A request, with the token that FastAPI found in it."""


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
    return sign_in.session_behind(session, _cookie_of(request))


def browser_of(request: Request) -> sign_in.Browser:
    """The browser that sent a request."""
    said = request.headers.get("user-agent", "")[:300]
    return sign_in.Browser(_cookie_of(request), said if said.isprintable() else None)


def _caller(
    request: Request,
    session: Writing,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    _: Annotated[str | None, Security(_cookie)],
) -> Actor:
    """Who sent this request. Raises Unauthorized for a token that doesn't work; a stale cookie is nobody."""
    actor = callers(session, [(request, bearer)])[0]
    if isinstance(actor, Problem):
        raise actor
    return actor


def callers(session: Session, asked: Sequence[Sent]) -> list[Actor | Problem]:
    """Who sent some requests, in their order, with as many statements as for one; an Unauthorized where one's token doesn't work."""
    tokens = [bearer.credentials if bearer else None for _, bearer in asked]
    cookies = [None if bearer else _cookie_of(request) for request, bearer in asked]
    by_token = sign_in.prove_tokens(session, {secret for secret in tokens if secret is not None})
    by_cookie = sign_in.prove_sessions(session, {secret for secret in cookies if secret})
    proofs = [
        by_token.get(token or "") or by_cookie.get(cookie or "")
        for token, cookie in zip(tokens, cookies, strict=True)
    ]
    known = iter(sign_in.actors_for(session, [proof for proof in proofs if proof]))
    found: list[Actor | Problem] = []
    for (request, bearer), proof in zip(asked, proofs, strict=True):
        request.scope[PROOF] = proof
        actor = next(known) if proof else None
        found.append(actor or (NOBODY if bearer is None else _bad_token()))
    return found


def behind_token(session: Session, secret: str) -> Actor:
    """The actor behind a token. Raises Unauthorized("bad_token") for one that doesn't work."""
    proof = sign_in.prove_token(session, secret)
    actor = sign_in.actor_for(session, proof) if proof else None
    if actor is None:
        raise _bad_token()
    return actor


def _cookie_of(request: Request) -> str | None:
    return request.cookies.get(cookie_name(cast(Settings, request.app.state.settings)))


def _bad_token() -> Unauthorized:
    return Unauthorized(
        "bad_token",
        "This token is unknown, expired or revoked, or its person's account has ended; whoever can sign in can make a new one.",
    )


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


def writers(session: Session, asked: Sequence[Sent]) -> list[Actor | Problem]:
    """As `callers`, where each is about to change something: what a `Writer` would raise stands in the place of who may not."""
    found = callers(session, asked)
    for number, (actor, (request, _)) in enumerate(zip(found, asked, strict=True)):
        try:
            found[number] = actor if isinstance(actor, Problem) else _writer(request, actor)
        except Problem as refusal:
            found[number] = refusal
    return found


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
