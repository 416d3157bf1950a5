"""One line of JSON per thing worth telling; never a token, an e-mail address or a body."""

import logging
import re
import sys
from contextlib import suppress

import structlog

_SECRET = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
"""The form of 256 random bits in an address."""


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


def configure(level: str) -> None:
    """Write structured lines at `level` and above to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=StandardError,
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelName(level.upper())), format="%(message)s"
    )  # others' talk


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
