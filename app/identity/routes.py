"""Signing in at the company's identity provider: there and back, by links that a browser follows."""

from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.exc import IntegrityError

from app.core.config import Environment, Settings
from app.core.db import Database
from app.core.errors import NotFound
from app.core.http import BASE, refuses
from app.core.limited import counted
from app.core.limits import Kind
from app.core.logging import log
from app.core.peers import is_from
from app.core.sealing import Seal
from app.identity.arriving import Said, arrive
from app.identity.oidc import TRIP_LASTS, Provider, Refusal, Refused, Trip
from app.identity.paths import own_path
from app.people import sign_in
from app.people.deps import browser_of, cookie_name, put_cookie

_PATH = "/session/provider"
_PAGE = "/sign-in"
_UNCACHED = {"cache-control": "no-store", "referrer-policy": "no-referrer"}

# FastAPI's own threads, not those of visits: a provider that is slow holds up nobody else, nor a connection to the database.
routes = APIRouter(prefix=BASE, tags=["Session"])

Next = Annotated[
    str, Query(max_length=2000, description="Where the page goes on afterwards: a path of Offtrail.")
]
_FROM_PROVIDER = "As the provider gives it (RFC 6749, 4.1.2; RFC 9207)."
Code = Annotated[str | None, Query(max_length=4000, description=_FROM_PROVIDER)]
FromProvider = Annotated[str | None, Query(max_length=300, description=_FROM_PROVIDER)]
_GOES_ON = refuses((404, "not_found, where no provider is set"))
_GOES_ON[303] = {"description": "Goes on at the address in `Location`."}


def provider_of(settings: Settings) -> Provider | None:
    """The provider that people sign in at, if one is set."""
    if settings.oidc_issuer is None:
        return None
    return Provider(
        settings.oidc_issuer, settings.oidc_client_id or "", settings.oidc_client_secret, settings.oidc_scopes,
        returns_to=f"{settings.public_address}{BASE}{_PATH}/callback",
    )  # fmt: skip


@routes.get(_PATH, status_code=303, response_class=Response, responses=_GOES_ON, operation_id="signInAtProvider",
            summary="Go to the identity provider, to sign in")  # fmt: skip
def sign_in_at_provider(request: Request, next: Next = "/") -> Response:  # noqa: A002  # the query's name
    """For browsers: `getSession` tells whether there is a provider. Whoever comes back is signed in, or told why not.

    Where a proxy has signed somebody in already, its headers are read, a session begins, and the page goes on at once.
    """
    settings = cast(Settings, request.app.state.settings)
    if counted(request.scope, Kind.SIGN_INS):
        return _told(Refused(Refusal.TOO_MANY), own_path(next))
    if settings.proxies:
        return _by_proxy(request, settings, own_path(next))
    provider = _provider(request)
    trip = Trip.begin(own_path(next))
    try:
        reply = _to(provider.sends_to(trip))
    except Refused as refused:
        return _told(refused, trip.next)
    _put_trip(reply, request, _seal(request).close(trip.model_dump_json()))
    return reply


@routes.get(f"{_PATH}/callback", status_code=303, response_class=Response, responses=_GOES_ON,
            operation_id="comeBackFromProvider", summary="Where the identity provider sends people back to")  # fmt: skip
def come_back_from_provider(
    request: Request, code: Code = None, state: FromProvider = None, error: FromProvider = None,
    iss: FromProvider = None,
) -> Response:  # fmt: skip
    """Begins a session and goes on to the page; whoever can't be let in comes to `/sign-in?refused=…`, which says why."""
    provider, settings = _provider(request), cast(Settings, request.app.state.settings)
    trip = Trip.read(_seal(request).open(request.cookies.get(_trip_cookie(settings), "")))
    try:
        if counted(request.scope, Kind.SIGN_INS):
            raise Refused(Refusal.TOO_MANY)
        if trip is None:
            raise Refused(Refusal.NOT_BEGUN_HERE, "no sign-in had begun in this browser")
        trip.require_returned(state)
        if iss not in (None, provider.issuer):
            raise Refused(Refusal.NOT_BELIEVED, "another issuer sent it (RFC 9207)")
        if code is None:
            raise Refused(Refusal.PROVIDER_SAID_NO, (error or "no code")[:100])
        secret = _begun(request, Said.by(provider.believed(trip, code), settings))
    except Refused as refused:
        reply = _told(refused, trip.next if trip else "/")
    else:
        reply = _to(trip.next)
        put_cookie(reply, settings, secret)
    _put_trip(reply, request, "")
    return reply


@routes.get(f"{_PATH}/sign-out", status_code=303, response_class=Response, responses=_GOES_ON,
            operation_id="signOutAtProvider", summary="Go to the identity provider, to sign out there too")  # fmt: skip
def sign_out_at_provider(request: Request) -> Response:
    """After `signOut`, for browsers. Where the provider knows no way to sign out, or can't be reached, goes to the page."""
    back = f"{request.app.state.settings.public_address}{_PAGE}"
    try:
        return _to(_provider(request).signs_out_at(back) or _PAGE)
    except Refused:
        return _to(_PAGE)


def _by_proxy(request: Request, settings: Settings, where: str) -> Response:
    """A session for whom the proxy names; its headers are believed if the connection itself comes from it."""
    emails, names = (
        request.headers.getlist(name) if name else []
        for name in (settings.proxy_email_header, settings.proxy_name_header)
    )
    try:
        if not is_from(request, settings.proxies):
            raise Refused(Refusal.NOT_BY_PROXY, "the connection does not come from the proxy")
        if len(emails) != 1 or len(names) > 1:
            raise Refused(
                Refusal.EMAIL_MISSING, f"{len(emails)} headers with an address, {len(names)} with a name"
            )
        secret = _begun(request, Said.by_proxy(emails[0], names[0] if names else None))
    except Refused as refused:
        return _told(refused, where)
    reply = _to(where)
    put_cookie(reply, settings, secret)
    return reply


def _begun(request: Request, said: Said) -> str:
    """The secret of a new session. Two who come for the first time at once may collide; the second then finds the first."""
    try:
        return _begun_once(request, said)
    except IntegrityError:
        return _begun_once(request, said)


def _begun_once(request: Request, said: Said) -> str:
    settings = cast(Settings, request.app.state.settings)
    with cast(Database, request.app.state.db).writing() as session:
        person = arrive(session, said, settings)
        return sign_in.begin_session(session, person, browser_of(request), said.issuer)


def _told(refused: Refused, where: str) -> RedirectResponse:
    log.warning("sign_in_refused", code=refused.code, why=refused.why)
    query = {"refused": str(refused.code)} | ({"next": where} if where != "/" else {})
    return _to(f"{_PAGE}?{urlencode(query)}")


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, _UNCACHED)


def _provider(request: Request) -> Provider:
    provider = cast(Provider | None, request.app.state.provider)
    if provider is None:
        raise NotFound("No identity provider is set here.")
    return provider


def _seal(request: Request) -> Seal:
    return cast(Seal, request.app.state.seal)


def _trip_cookie(settings: Settings) -> str:
    return f"{cookie_name(settings)}_trip"


def _put_trip(reply: Response, request: Request, sealed: str) -> None:
    settings = cast(Settings, request.app.state.settings)
    reply.set_cookie(
        _trip_cookie(settings), sealed, max_age=int(TRIP_LASTS.total_seconds()) if sealed else 0,
        secure=settings.environment is Environment.PRODUCTION, httponly=True, samesite="lax", path="/",
    )  # fmt: skip
