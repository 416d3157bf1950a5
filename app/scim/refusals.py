"""Refusals in SCIM's shape (RFC 7644, section 3.12), for what goes wrong before the protocol's library is asked."""

import json

from starlette.responses import Response

from app.core import problems
from app.core.errors import Problem
from app.core.logging import log

MEDIA_TYPE = "application/scim+json"


def noted(error: Exception) -> Problem:
    """What an error means to the directory; bugs, and a database that is away, are logged."""
    problem = problems.of(error)
    if problem.status == 500:
        log.error("scim.failed", exc_info=error)
    if problem.status == 503:
        log.error("database.unavailable", path="/scim/v2", error=type(getattr(error, "orig", error)).__name__)
    return problem


def headers(status: int) -> dict[str, str]:
    """What a refusal says beside its body."""
    own = {401: {"WWW-Authenticate": 'Bearer realm="offtrail"'}, 503: {"Retry-After": "5"}}
    return own.get(status, {})


def refusal(status: int, detail: str) -> Response:
    body = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": str(status),
        "detail": detail,
    }
    return Response(json.dumps(body), status, {"Cache-Control": "no-store"} | headers(status), MEDIA_TYPE)


def body_too_large() -> Response:
    return refusal(
        413, "A request's body has at most 1 MiB (1,048,576 bytes); send members in several requests."
    )
