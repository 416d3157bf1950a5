"""What the hot paths of the board share: telling requests from one another, and giving a reply from the event loop."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from app.core.http import CACHING, Made, is_known
from app.core.limited import caller_of, counted, refusal
from app.core.limits import Kind, kind_of

AT_MOST = timedelta(minutes=1)
"""So often at least a reply is asked for in the plain way, which notes that the session or the token is used."""

_CACHING = [(name.lower().encode(), value.encode()) for name, value in CACHING.items()]
_JSON = (b"content-type", b"application/json")


@dataclass(frozen=True, slots=True)
class Counts:
    """As what a request is counted and logged, and for whom it counts towards the limits."""

    route: BaseRoute
    kind: Kind
    caller: str

    @classmethod
    def as_(cls, scope: Scope) -> "Counts":
        """As a request that was answered in the plain way."""
        route = scope["route"]
        kind = kind_of(route.endpoint, {"GET"})
        return cls(route, kind, caller_of(scope, kind))


def shown(scope: Scope) -> tuple[list[bytes], bytes | None]:
    """What the caller shows to be known by, name and value in turn; empty for nobody in particular, and for what isn't read. And what If-None-Match says."""
    secrets: list[bytes] = []
    tag = None
    if scope["type"] == "http" and scope["method"] == "GET":
        for name, value in scope["headers"]:
            if name in (b"authorization", b"cookie"):
                secrets += (name, value)
            elif name == b"if-none-match":
                tag = value
    return secrets, tag


def digest(*parts: bytes) -> bytes:
    """What tells one caller, or request, from another: a digest, since secrets are part of it."""
    return blake2b(b"\n".join(parts), digest_size=16).digest()


async def give(
    made: Made, counts: Counts, tag: bytes | None, scope: Scope, receive: Receive, send: Send
) -> None:
    """The reply as the plain way sends it: counted, and 304 to who has it."""
    scope["route"] = counts.route
    if wait_s := counted(scope, counts.kind, counts.caller):
        await refusal(scope, counts.kind, wait_s)(scope, receive, send)
        return
    headers, status, body = [(b"etag", made.etag.encode()), *_CACHING], 304, b""
    if tag is None or not is_known(made.etag, tag.decode("latin-1")):
        headers += (_JSON, (b"content-length", b"%d" % len(made.body)))
        status, body = 200, made.body
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
