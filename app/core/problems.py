"""Every error leaves in one shape: application/problem+json, with a code, and never a stack trace."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.core import wording
from app.core.errors import Conflict, Problem, Unavailable
from app.core.logging import log, without_secrets
from app.core.statements import ERRORS
from app.core.stopping import was_stopped

_CODES = {
    400: (
        "bad_request",
        "This request can't be read; send UTF-8 JSON with the content type application/json.",
    ),
    404: ("not_found", "There is nothing at this address."),
    405: ("method_not_allowed", "This address doesn't take this method; openapi.yaml says which it takes."),
    408: ("too_slow", "The request came too slowly, and was left unread; send it again, at one go."),
    431: ("head_too_large", "A request's address and headers have at most 64 KiB together."),
    413: ("body_too_large", "A request's body has at most 1 MiB (1,048,576 bytes)."),
    415: ("unsupported_media_type", "Send the body as JSON, with the content type application/json."),
}
_UNREACHABLE = (
    "database_unavailable",
    "The database can't be reached just now; try again in a few seconds.",
)
_TOOK_TOO_LONG = (
    "took_too_long",
    "The database was not done with this in time, and has stopped; ask for less, or try again in a few seconds.",
)
_NO_ROOM = (
    "storage_full",
    "The disk of this service is full, or can't be written to, so nothing was changed; whoever runs it has to see to that.",
)
_NO_ROOM_FOR_S = 60
_RIVALLED = (
    "conflict",
    "Somebody did the same, or took it away, at the same moment; look again and retry.",
)
_FULL = {"53100", 13, 10}
"""PostgreSQL's and SQLite's words for no room, and what SQLite says of a quota: that the disk can't be written to."""
_READ_ONLY = "25006"
"""PostgreSQL, where another server has taken over and this one only reads."""
_BROKEN = (
    "internal_error",
    "Something broke on our side; nothing was changed. Please tell whoever runs this service.",
)


def of(error: Exception) -> Problem:
    """What an error means to the caller, for ways in that have replies of their own. A bug has the status 500."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, IntegrityError):
        return Conflict(*_RIVALLED)
    return unavailable(error) or Problem(*_BROKEN)


def unavailable(error: Exception) -> Unavailable | None:
    """What an error means that isn't the caller's nor ours: a database that is away, only read, or full. Else None."""
    if isinstance(error, PoolTimeout):
        return Unavailable(*_UNREACHABLE)
    if was_stopped(error):
        return Unavailable(*_TOOK_TOO_LONG)
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if state in _FULL:
        return Unavailable(*_NO_ROOM, retry_after=_NO_ROOM_FOR_S)
    if isinstance(error, OperationalError) or error.connection_invalidated or state == _READ_ONLY:
        return Unavailable(*_UNREACHABLE)
    return None


def problem(status: int, code: str, detail: str, more: dict[str, Any] | None = None) -> Response:
    """The reply for an error; `more` is added to the object as it is."""
    body = {
        "type": f"urn:offtrail:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    headers = {"Retry-After": str((more or {}).get("retry_after", 5))} if status in (429, 503) else None
    return JSONResponse(body | (more or {}), status, headers, media_type="application/problem+json")


def body_too_large() -> Response:
    return problem(413, *_CODES[413])


def whole_reply(status: int) -> bytes:
    """A refusal with its head, for who has not got as far as to be answered by the application; the connection ends with it."""
    body = bytes(problem(status, *_CODES[status]).body)
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def add_problem_replies(app: FastAPI) -> None:
    """Turn whatever a request may raise into a problem."""

    @app.exception_handler(Problem)
    def _problem(_: Request, error: Problem) -> Response:
        reply = problem(error.status, error.code, error.detail, error.more)
        if error.status == 401:
            reply.headers["WWW-Authenticate"] = 'Bearer realm="offtrail"'
        return reply

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        if _is_no_json(request, error.errors()):
            return problem(415, *_CODES[415])
        return _form_problem(error.errors())

    @app.exception_handler(HTTPException)
    def _http(_: Request, error: HTTPException) -> Response:
        code, detail = _CODES.get(
            error.status_code, (HTTPStatus(error.status_code).name.lower(), str(error.detail))
        )
        reply = problem(error.status_code, code, detail)
        reply.headers.update(error.headers or {})
        return reply

    @app.exception_handler(DBAPIError)
    @app.exception_handler(PoolTimeout)
    def _database(request: Request, error: Exception) -> Response:
        away = unavailable(error)
        if away is None:
            raise error
        _note_unavailable(request, away, error)
        return problem(503, away.code, away.detail, away.more)

    @app.exception_handler(IntegrityError)
    def _rival(request: Request, error: IntegrityError) -> Response:
        log.warning(
            "request.rivalled",
            method=request.method,
            path=without_secrets(request.url.path),
            error=type(error.orig).__name__,
        )
        return problem(409, *_RIVALLED)

    @app.exception_handler(Exception)
    def _bug(request: Request, error: Exception) -> Response:
        log.error(
            "request.failed", method=request.method, path=without_secrets(request.url.path), exc_info=error
        )
        return problem(500, *_BROKEN)


def _note_unavailable(request: Request, away: Unavailable, error: Exception) -> None:
    if isinstance(error, PoolTimeout):  # no statement's: nothing else counts it
        ERRORS.labels("TimeoutError").inc()
    cause = getattr(error, "orig", None) or error  # the driver's says which of many it was
    log.error(
        f"database.{away.code.removeprefix('database_')}",
        method=request.method,
        path=without_secrets(request.url.path),
        error=type(cause).__name__,
    )


def _is_no_json(request: Request, errors: Any) -> bool:
    """Whether there is a body that was left unread because it doesn't call itself JSON."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    unread = any(error["loc"] == ("body",) and error["type"] != "missing" for error in errors)
    return unread and kind != "application/json" and not kind.endswith("+json")


def _form_problem(errors: Any) -> Response:  # pydantic's list of dicts
    """422 with a line per field; a path that no thing can have is simply not there."""
    if any(error["loc"][0] == "path" for error in errors):
        return problem(404, *_CODES[404])
    if any(error["type"] == "json_invalid" for error in errors):
        return problem(
            400,
            "malformed_json",
            "The body is not JSON; see its position in errors.",
            {"errors": [_line(e) for e in errors]},
        )
    lines = [_line(error) for error in errors]
    first = f"{lines[0]['field']}: {lines[0]['detail']}"
    more = f" (and {len(lines) - 1} more in errors)" if len(lines) > 1 else ""
    return problem(422, "invalid", f"{first}{more}", {"errors": lines})


def _line(error: dict[str, Any]) -> dict[str, str]:
    where, *path = error["loc"]
    field = ".".join(str(step) for step in path) or str(where)
    code = "unknown_field" if error["type"] == "extra_forbidden" else error["type"]
    return {"field": field, "code": code, "detail": wording.sentence(error)}
