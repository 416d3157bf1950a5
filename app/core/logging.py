"""One line of JSON per thing worth telling; never a token, an e-mail address or a body."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope


@contextmanager
def _absent(package: str) -> Iterator[None]:
    """Have imports find no such package for now, unless it has been imported."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # what the import system takes for "there is none"
    try:
        yield
    finally:
        del sys.modules[package]


with _absent(
    "rich"
):  # which structlog takes along where it is, to draw errors; lines of JSON need it not, and it is 6 MB
    import structlog

_SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
"""The form of 256 random bits in an address."""


@dataclass(frozen=True, slots=True)
class Request:
    """The request that is being answered, as far as lines in the log may tell of it."""

    id: str
    scope: Scope

    @property
    def route(self) -> str | None:
        """The route's template, once it is found; ids and secrets are in none."""
        return getattr(self.scope.get("route"), "path", None)


REQUEST: ContextVar[Request | None] = ContextVar("offtrail_request", default=None)


def without_secrets(path: str) -> str:
    """A path as it may be logged: some addresses are secrets themselves."""
    return _SECRET.sub("…", path)


class StandardError:
    """Whatever standard error is when a line is written; a line that can't be written (a full disk, a closed pipe) costs no reply."""

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = exception = log = msg


def _of_request(_: object, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Say during which request it was, and at which route."""
    if request := REQUEST.get():
        line["request_id"] = request.id
        if request.route:
            line["route"] = request.route
    return line


def configure(level: str) -> None:
    """Write structured lines at `level` and above to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _of_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=StandardError,
    )
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelName(level.upper())), format="%(message)s"
    )  # others' talk
    # Where a connection is lost in the midst of a batch, psycopg warns of the error that it then raises, which is told in its place.
    logging.getLogger("psycopg").setLevel(logging.ERROR)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
