"""Counts and times requests, and gives each an id, which the reply and the lines in the log carry."""

import re
import secrets
import time
from functools import cache

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.logging import REQUEST, Request

REQUESTS = Counter("offtrail_requests_total", "Requests by route and status.", ["method", "route", "status"])
SECONDS = Histogram(
    "offtrail_request_seconds", "Seconds from a request to the head of its reply.", ["method", "route"]
)
_MAY_BE_AN_ID = re.compile(rb"[A-Za-z0-9._-]{8,40}")
"""What a proxy in front may call a request: too short for a secret of ours, and without what could break a line."""


class Observe:
    """Plain ASGI: a BaseHTTPMiddleware would cost each request some 200 µs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, request_id = time.perf_counter(), _id_of(scope)
        before = REQUEST.set(Request(request_id, scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", []).append((b"x-request-id", request_id.encode()))
                _count(scope, message["status"], time.perf_counter() - started)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            REQUEST.reset(before)


def _id_of(scope: Scope) -> str:
    """What the caller calls it, if that has the form of an id; else one of our own."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _MAY_BE_AN_ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(16)


def _count(scope: Scope, status: int, seconds: float) -> None:
    """By the route's template, never by the path itself: ids would make a series each."""
    route = getattr(scope.get("route"), "path", "elsewhere")
    method = scope["method"] if scope["method"] in ("GET", "POST", "PUT", "PATCH", "DELETE") else "OTHER"
    requests, times = _figures(method, route, status)
    requests.inc()
    times.observe(seconds)


@cache
def _figures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Of one route and status: to find them by their labels each time takes longer than to count."""
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)
