"""Holds requests to the limits: who asks for too much is told when to come back, before anything of the request is read."""

from ipaddress import ip_network

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
        if not wait_s:
            await self.app(scope, receive, send)
            return
        sentence = scope["app"].state.limits.sentence(self.kind, wait_s)
        refusal = problem(429, "too_many_requests", sentence, {"retry_after": wait_s})
        await refusal(scope, receive, send)


def counted(scope: Scope, kind: Kind) -> int:
    """Count a request for its caller: 0, or after how many seconds to try again."""
    state = scope["app"].state
    wait_s: int = state.limits.take(kind, _caller(scope, kind, state.cookie))
    if wait_s:
        REFUSED.labels(kind).inc()
    return wait_s


def _caller(scope: Scope, kind: Kind, cookie: str) -> str:
    """For whom a request counts: whoever signs in has nothing yet to be known by."""
    if kind in (Kind.SIGN_INS, Kind.LINKS):
        return who(None, _network(scope))
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
