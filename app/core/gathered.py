"""In front of an endpoint whose requests are answered together: what FastAPI would make of the plain ones, with less ado."""

import re

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import ValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.fields import UUID
from app.core.together import Arguments, Gathering, Maker, Way

_ID = re.compile(UUID)
_NEEDS_MORE = (b"if-match", b"content-encoding")
"""Headers that say something of how a request is to be answered, which is FastAPI's and the endpoint's to tell."""


class Gathered:
    """An endpoint's ASGI application, which hands on what its way doesn't take, and whatever is not as it should be: the answer to that is one.

    Taken are a JSON body that is valid, ids in the path, nothing in the query, and a token or a cookie.
    """

    def __init__(self, app: ASGIApp, way: Way, maker: Maker) -> None:
        self.app, self.way, self.maker = app, way, maker

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_plain(scope):
            sent, receive = await _whole(receive)
            request = Request(scope, receive)
            arguments = self._arguments(request, sent)
            if arguments is not None and self.way.takes(arguments):
                reply = await self._gathering(request).answer(request, arguments)
                if reply is not None:
                    await reply(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    def _gathering(self, request: Request) -> Gathering:
        gatherings: dict[Way, Gathering] = request.app.state.gatherings
        if self.way not in gatherings:
            gatherings[self.way] = Gathering(self.way, self.maker)
        return gatherings[self.way]

    def _arguments(self, request: Request, sent: bytes) -> Arguments | None:
        """What the endpoint's parameters would be; None where FastAPI has something to say about them."""
        bearer = None
        if authorization := request.headers.get("authorization"):
            scheme, credentials = get_authorization_scheme_param(authorization)
            if scheme.lower() != "bearer" or not credentials:
                return None
            bearer = HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials)
        if not all(_ID.fullmatch(value) for value in request.path_params.values()):
            return None
        try:
            body = self.way.body.model_validate_json(sent)
        except ValidationError:
            return None
        return {**request.path_params, "bearer": bearer, "body": body}


def _is_plain(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return (
        not scope["query_string"]
        and headers.get(b"content-type") == b"application/json"
        and not any(name in headers for name in _NEEDS_MORE)
    )


async def _whole(receive: Receive) -> tuple[bytes, Receive]:
    """A body, and what gives it again to whoever reads it next. It is cut short where its sender went away."""
    came: list[Message] = []
    while not came or came[-1].get("more_body", False):
        came.append(await receive())
    rest = iter(came)

    async def again() -> Message:
        return next(rest, None) or await receive()

    return b"".join(message.get("body", b"") for message in came), again
