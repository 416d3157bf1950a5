"""What stands at `/scim/v2`: asks for the directory's secret before anything is done, and hands the rest to the protocol's library.

The library takes a second to import, so that it is imported when a directory first comes.
"""

import hmac
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from hashlib import sha256
from itertools import count
from types import ModuleType
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl

import anyio
from anyio import CapacityLimiter
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.core.actor import Actor, Via, system
from app.core.config import Settings
from app.core.db import Database
from app.core.errors import Forbidden, Unauthorized
from app.people.deps import behind_token
from app.scim.refusals import body_too_large, noted, refusal

if TYPE_CHECKING:
    from scim2_server.requests import ScimRequest
    from scim2_server.responses import ScimResponse

PATH = "/scim/v2"
ATTEMPTS = 3
_DIRECTORY = system(Via.DIRECTORY)


class Endpoint:
    """Plain ASGI. Has the `path` of a route, under which requests are counted."""

    path = f"{PATH}/{{path:path}}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self
        request = Request(scope, receive)
        visits = cast(CapacityLimiter, request.app.state.visits)
        try:
            body = await request.body()
            reply = await anyio.to_thread.run_sync(_visit, request, body, limiter=visits)
        except HTTPException:
            reply = body_too_large()
        except ClientDisconnect:
            return
        await reply(scope, receive, send)


def _visit(request: Request, body: bytes) -> Response:
    """One visit to a thread, one transaction, committed before the reply."""
    db, secret = cast(Database, request.app.state.db), _secret(request)
    settings = cast(Settings, request.app.state.settings)
    try:
        with db.reading() as session:  # a writer would hold up all others while the library is imported
            caller(session, settings, secret)
    except Exception as error:  # noqa: BLE001  # told in the protocol's shape
        problem = noted(error)
        return refusal(problem.status, problem.detail)

    def ask() -> "ScimResponse":
        with _session(db, request) as session:
            who = caller(session, settings, secret)
            return cast("ScimResponse", library.answer(session, who, _asked(request, body)))

    library = _library()
    answered = _answered(ask, library.refusal)
    content = b"" if answered.body is None else json.dumps(answered.body).encode()
    return Response(content, int(answered.status), answered.headers | {"Cache-Control": "no-store"})


def _answered(
    ask: Callable[[], "ScimResponse"], refused: Callable[[Exception], "ScimResponse"]
) -> "ScimResponse":
    """What comes of a request, which is asked again where a rival overtook it."""
    attempts = count(1)
    while True:
        try:
            return ask()
        except Exception as error:  # noqa: BLE001  # told in the protocol's shape; a bug is logged
            if next(attempts) == ATTEMPTS or not _was_overtaken(error):
                return refused(error)


def _was_overtaken(error: Exception) -> bool:
    """Whether a rival did the same at the same moment: asked again, the request finds what that one left."""
    deadlock = isinstance(error, OperationalError) and type(error.orig).__name__ == "DeadlockDetected"
    return deadlock or isinstance(error, IntegrityError)


def caller(session: Session, settings: Settings, secret: str | None) -> Actor:
    """The directory by its own secret, or an admin by a token. Raises Unauthorized, Forbidden."""
    if not secret:
        raise Unauthorized("sign_in_required", "Send the directory's secret as `Authorization: Bearer …`.")
    if any(_same(secret, own) for own in settings.scim_tokens):
        return _DIRECTORY
    actor = behind_token(session, secret)
    if not actor.is_admin:
        raise Forbidden(
            "admins_only", "This takes the directory's own secret, or an admin's token with the scope admin."
        )
    return actor


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(sha256(one.encode()).digest(), sha256(other.encode()).digest())


def _secret(request: Request) -> str | None:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else None


def _session(db: Database, request: Request) -> AbstractContextManager[Session]:
    reads = request.method == "GET" or request.scope["path"].endswith("/.search")
    return db.reading() if reads else db.writing()


@cache
def _library() -> ModuleType:
    from app.scim import protocol  # noqa: PLC0415  # a service without a directory never imports the library

    return protocol


def _asked(request: Request, body: bytes) -> "ScimRequest":
    from scim2_server.requests import ScimRequest  # noqa: PLC0415  # as above

    settings = cast(Settings, request.app.state.settings)
    return ScimRequest(
        method=request.method,
        base_url=f"{settings.public_address or str(request.base_url).rstrip('/')}{PATH}",
        path=str(request.scope["path"]).removeprefix(PATH) or "/",
        query=dict(parse_qsl(request.url.query, keep_blank_values=True)),
        headers=list(request.headers.items()),
        body=body,
    )


_ENDPOINT = Endpoint()
ROUTES = [
    Route(PATH, endpoint=_ENDPOINT, include_in_schema=False),
    Route(_ENDPOINT.path, endpoint=_ENDPOINT, include_in_schema=False),
]
