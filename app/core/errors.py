"""What can go wrong, each with a status, a stable code and a sentence that a person can act on."""

from datetime import datetime
from typing import ClassVar

from pydantic import JsonValue


class Problem(Exception):
    """An error that the caller is told about, as application/problem+json (RFC 9457)."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, detail: str, **more: JsonValue) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.more = more


class BadRequest(Problem):
    status = 400


class Unauthorized(Problem):
    status = 401


class Forbidden(Problem):
    status = 403


class Unavailable(Problem):
    """Not just now, for want of room; the reply says after how many seconds to try again."""

    status = 503


class TooMany(Problem):
    """More at once than one caller may have; the reply says after how many seconds to try again."""

    status = 429


class NotFound(Problem):
    """It isn't there, or it isn't the caller's to know that it is."""

    status = 404

    def __init__(self, detail: str = "There is nothing here that you may see.") -> None:
        super().__init__("not_found", detail)


class Gone(Problem):
    """It was here, and won't be again: who asks may stop asking."""

    status = 410


class Conflict(Problem):
    """Right in form, but not now: `allowed_from` says when, where that is known."""

    status = 409

    def __init__(
        self, code: str, detail: str, *, allowed_from: datetime | None = None, **more: JsonValue
    ) -> None:
        if allowed_from is not None:
            more["allowed_from"] = utc_text(allowed_from)
        super().__init__(code, detail, **more)


class PreconditionFailed(Problem):
    """Somebody changed the thing since the caller read it."""

    status = 412

    def __init__(self, version: int) -> None:
        super().__init__(
            "stale_version",
            f"This has been changed in the meantime; its version is now {version}. "
            "Read it again, bring your change in, and send it with the new ETag.",
            version=version,
        )


class Invalid(Problem):
    """The payload's form is wrong; `field` is the path of the offending value within the body."""

    status = 422

    def __init__(self, code: str, detail: str, *, field: str | None = None) -> None:
        errors: list[JsonValue] = [{"field": field, "code": code, "detail": detail}] if field else []
        super().__init__(code, detail, **({"errors": errors} if errors else {}))


def require_version(current: int, expected: int | None) -> None:
    """Raises PreconditionFailed when the caller changes what another has changed since; None expects nothing."""
    if expected is not None and expected != current:
        raise PreconditionFailed(current)


def utc_text(instant: datetime) -> str:
    """An aware instant as RFC 3339 in UTC, with a Z."""
    return instant.isoformat().replace("+00:00", "Z")
