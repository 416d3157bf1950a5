"""Has SQLite stop what takes it too long, so that one request can't keep it from the others; PostgreSQL does so itself (patience.py)."""

import math
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

STEPS_BETWEEN_LOOKS = 50_000


def on_sqlite(engine: sa.Engine, most_s: float) -> None:
    """Have SQLite look, each some milliseconds of its work, whether a transaction has had its time."""

    @event.listens_for(engine, "connect")
    def look(connection: Any, entry: ConnectionPoolEntry) -> None:
        connection.set_progress_handler(
            lambda: time.monotonic() > entry.info.get("until", math.inf), STEPS_BETWEEN_LOOKS
        )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.info["until"] = time.monotonic() + most_s

    @event.listens_for(engine, "checkin")
    def end(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info.pop("until", None)


_CANCELED = "57014"
"""PostgreSQL's word for it."""


def was_stopped(error: Exception) -> bool:
    """Whether an error of SQLAlchemy's says that the database was told to stop, since it took too long."""
    cause = getattr(error, "orig", None)
    interrupted = getattr(cause, "sqlite_errorname", "") == "SQLITE_INTERRUPT" or str(cause) == "interrupted"
    return interrupted or getattr(cause, "sqlstate", None) == _CANCELED
