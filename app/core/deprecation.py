"""Operations that will go: told in the contract, and with every reply (RFC 9745 and RFC 8594)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

HEADERS = {
    "Deprecation": "Since when better not to use this any more: `@` and seconds since 1970 (RFC 9745).",
    "Sunset": "When this may be gone, as an HTTP date (RFC 8594).",
}


@dataclass(frozen=True)
class Deprecation:
    """From when on an operation is better not used, and when it may be gone; both aware."""

    since: datetime
    until: datetime

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        since, until = f"@{int(self.since.timestamp())}", format_datetime(self.until, usegmt=True)
        return [(b"deprecation", since.encode()), (b"sunset", until.encode())]


def deprecated(*, since: datetime, until: datetime) -> Callable[[Endpoint], Endpoint]:
    """Mark an endpoint, below its route's decorator. Both instants are in UTC; its docstring says what to use instead."""
    if not since < until:
        raise ValueError("an operation is deprecated before it goes")

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.deprecation = Deprecation(since, until)  # type: ignore[attr-defined]  # read by `of`
        return endpoint

    return mark


def of(endpoint: Callable[..., Any]) -> Deprecation | None:
    """How an endpoint was marked, if it was."""
    found: Deprecation | None = getattr(endpoint, "deprecation", None)
    return found


def told_by(app: ASGIApp, deprecation: Deprecation) -> ASGIApp:
    """The same application, whose replies tell of the deprecation, refusals included."""

    async def telling(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *deprecation.headers]
            await send(message)

        await app(scope, receive, sending)

    return telling
