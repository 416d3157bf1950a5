"""Holds requests to the limits: who asks for too much is told when to come back, before anything of the request is read."""

from ipaddress import ip_network

from fastapi import Response
from prometheus_client import Counter
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.limits import Kind, who
from app.core.problems import problem

REFUSED = Counter(
    "offtrail_refused_total", "Requests refused with 429, by what there was too much of.", ["kind"]
)


class Limited:
    """The same application, which answers 429 `too_many_requests` where its caller has had too much of this kind."""

    def __init__(self, app: ASGIApp, kind: Kind) -> None:
        self.app, self.kind = app, kind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wait_s = counted(scope, self.kind)
        await (refusal(scope, self.kind, wait_s) if wait_s else self.app)(scope, receive, send)


def refusal(scope: Scope, kind: Kind, wait_s: int) -> Response:
    """The reply to whoever asked for too much."""
    sentence = scope["app"].state.limits.sentence(kind, wait_s)
    return problem(429, "too_many_requests", sentence, {"retry_after": wait_s})


def counted(scope: Scope, kind: Kind, caller: str | None = None) -> int:
    """Count a request for its caller: 0, or after how many seconds to try again."""
    wait_s: int = scope["app"].state.limits.take(kind, caller or caller_of(scope, kind))
    if wait_s:
        REFUSED.labels(kind).inc()
    return wait_s


def caller_of(scope: Scope, kind: Kind) -> str:
    """For whom a request counts: whoever signs in has nothing yet to be known by."""
    if kind in (Kind.SIGN_INS, Kind.LINKS):
        return who(None, _network(scope))
    cookie = scope["app"].state.cookie
    headers = Headers(scope=scope)
    bearer = headers.get("authorization", "").partition(" ")[2].strip()
    cookies = headers.get("cookie", "")
    kept = cookie_parser(cookies).get(cookie) if cookie in cookies else None
    return who(bearer or kept, _network(scope))


def _network(scope: Scope) -> str:
    """The address that a request comes from; of IPv6 the half that one subscriber has whole."""
    host, _ = scope.get("client") or ("", 0)
    try:
        return str(ip_network((host.partition("%")[0], 64), strict=False)) if ":" in host else str(host)
    except ValueError:
        return str(host)
