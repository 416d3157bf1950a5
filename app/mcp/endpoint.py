"""What stands at `/mcp`: asks for a token before anything is read, and hands the rest to the protocol's library.

The library takes a second to import and 30 MB, so that it is imported when the first assistant comes.
"""

from functools import cache
from typing import TYPE_CHECKING, cast

import anyio
from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Send
from starlette.types import Scope as Asked

from app.core.actor import Scope
from app.core.db import Database
from app.core.errors import Forbidden, Unauthorized
from app.core.limited import Limited
from app.core.limits import Kind
from app.core.problems import problem
from app.mcp.caller import CALLER, Caller
from app.people.deps import behind_token

if TYPE_CHECKING:
    from app.mcp.server import Assistants

PATH = "/mcp"
METADATA = f"/.well-known/oauth-protected-resource{PATH}"


class Endpoint:
    """Plain ASGI. Has the `path` of a route, under which requests are counted."""

    path = PATH

    async def __call__(self, scope: Asked, receive: Receive, send: Send) -> None:
        scope["route"] = self
        request = Request(scope, receive)
        _refuse_browsers(request)
        try:
            caller = await _caller(request)
            body = await request.body()
        except Unauthorized as error:
            await _challenge(request, error)(scope, receive, send)
            return
        except ClientDisconnect:
            return
        library = await anyio.to_thread.run_sync(_library, cast(FastAPI, request.app).version)
        CALLER.set(caller)
        await library.answer(scope, _again(body, receive), send)


def _refuse_browsers(request: Request) -> None:
    """A page in a browser says where it comes from, whatever name it reached this host by; programs have nothing to say."""
    if "origin" in request.headers or "sec-fetch-site" in request.headers:
        raise Forbidden("cross_site", "This address is for programs; pages in a browser can't call it.")


async def _caller(request: Request) -> Caller:
    """Who calls. Raises Unauthorized without a token that works; a cookie is no token."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise Unauthorized("sign_in_required", "Send a token as `Authorization: Bearer …`.")
    state = request.app.state
    caller = Caller(cast(Database, state.db), cast(CapacityLimiter, state.visits), secret.strip())
    await anyio.to_thread.run_sync(_prove, caller, limiter=caller.visits)
    return caller


def _prove(caller: Caller) -> None:
    with caller.db.reading() as session:
        behind_token(session, caller.secret)


def _challenge(request: Request, error: Unauthorized) -> Response:
    """401 that says where to read what this address takes (RFC 9728)."""
    reply = problem(error.status, error.code, error.detail, error.more)
    where = f"{str(request.base_url).rstrip('/')}{METADATA}"
    reply.headers["WWW-Authenticate"] = f'Bearer realm="offtrail", resource_metadata="{where}"'
    return reply


@cache
def _library(version: str) -> "Assistants":
    from app.mcp.server import Assistants  # noqa: PLC0415  # a service without assistants never imports the library

    return Assistants(version)


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read once more; then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _metadata(request: Request) -> Response:
    """What this address takes, for clients that look (RFC 9728). No server is named: people make their tokens here."""
    return JSONResponse(
        {
            "resource": f"{str(request.base_url).rstrip('/')}{PATH}",
            "resource_name": "Offtrail",
            "bearer_methods_supported": ["header"],
            "scopes_supported": [str(scope) for scope in Scope],
        }
    )


ROUTES = [
    Route(PATH, endpoint=Limited(Endpoint(), Kind.WRITES), methods=["POST"], include_in_schema=False),
    Route(METADATA, endpoint=_metadata, methods=["GET"], include_in_schema=False),
]
