"""One line of JSON per thing worth telling; never a token, an e-mail address or a body."""

import logging
import sys

import structlog


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
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(logging.WARNING, logging.getLevelName(level.upper())), format="%(message)s"
    )  # others' talk


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
