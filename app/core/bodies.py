"""How large a request's body may be, and how long it may take to come."""

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.problems import body_too_large

MAX_BODY_BYTES = 1024 * 1024


class BodyLimit:
    """Plain ASGI: refuses a body over 1 MiB before anything reads it, whether or not it says its length, and one that doesn't come in time.

    `elsewhere` has the refusals of addresses whose errors have another shape, by the beginnings of their paths.
    """

    def __init__(
        self,
        app: ASGIApp,
        seconds: float,
        elsewhere: Mapping[str, Callable[[], Response]] = MappingProxyType({}),
    ) -> None:
        self.app, self.seconds, self.elsewhere = app, seconds, elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > MAX_BODY_BYTES:
            own = (reply for begin, reply in self.elsewhere.items() if scope["path"].startswith(begin))
            await next(own, body_too_large)()(scope, receive, send)
            return
        await self.app(scope, self._bounded(receive), send)

    def _bounded(self, receive: Receive) -> Receive:
        """What `receive` gives; the time begins when something waits for the body, and ends with the body."""
        seen, whole, until = 0, False, 0.0

        async def counted() -> Message:
            nonlocal seen, whole, until
            if whole:
                return await receive()
            until = until or asyncio.get_running_loop().time() + self.seconds
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            seen += len(message.get("body", b""))
            if seen > MAX_BODY_BYTES:
                raise HTTPException(413)
            whole = not message.get("more_body", False)
            return message

        return counted
