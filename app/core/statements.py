"""What is noticed about statements: which were slow, by their text alone, and which errors the database answered with."""

import time
from typing import Any

import sqlalchemy as sa
from prometheus_client import Counter
from sqlalchemy import event
from sqlalchemy.engine import Connection, ExceptionContext

from app.core.logging import log

ERRORS = Counter(
    "offtrail_database_errors_total", "Errors that the database answered with, by their kind.", ["kind"]
)
SLOW = Counter("offtrail_slow_statements_total", "Statements that took longer than they may.")
LONGEST_TEXT = 2000
_BEGAN = "offtrail_began"


def watch(engine: sa.Engine, slow_ms: int | None) -> None:
    """Count errors, and log statements that take `slow_ms` or longer; what they are given is people's words, and is left out."""

    @event.listens_for(engine, "handle_error")
    def count(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception or context.original_exception
        ERRORS.labels(type(error).__name__).inc()

    if slow_ms is None:
        return

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_: Connection, __: object, ___: str, ____: object, context: Any, _____: bool) -> None:
        setattr(context, _BEGAN, time.perf_counter())

    @event.listens_for(engine, "after_cursor_execute")
    def end(_: Connection, __: object, statement: str, ___: object, context: Any, ____: bool) -> None:
        took_ms = (time.perf_counter() - getattr(context, _BEGAN)) * 1000
        if took_ms >= slow_ms:
            SLOW.inc()
            log.warning(
                "statement.slow", ms=round(took_ms), statement=" ".join(statement.split())[:LONGEST_TEXT]
            )
