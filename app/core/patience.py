"""How long a request waits for PostgreSQL: a server that is paused, cut off or overrun is told from one that is slow, by the time."""

import time
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.abc import RV, PQGen
from sqlalchemy import event
from sqlalchemy.engine import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

CONNECTS_WITHIN_S = 5
FORSAKEN_AFTER_S = 60
"""A transaction in which nothing was said for so long is a stopped process's: the server ends it, and with it its locks."""
REST_S = 1.0
"""A connection that was unused for longer is asked whether it still holds, before it is used again."""
GRACE_S = 2
"""The server ends a statement that takes too long; where nothing is heard for this much longer, there is no server."""


class NoAnswer(psycopg.OperationalError):
    """The server said nothing in time; the connection is closed, since an answer may still come."""


class Patient(psycopg.Connection[Any]):
    """A connection that waits so long for each answer, and no longer; None for ever."""

    patience_s: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        given = self.patience_s if timeout is None else timeout
        try:
            return super().wait(gen, interval, given)
        except psycopg.errors._WaitTimeout as waited:  # noqa: SLF001  # has no public name, and is what `wait` says
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise NoAnswer(f"the database has not answered for {given:.0f} s") from waited


def be_patient(engine: sa.Engine, seconds: float) -> None:
    """Have a statement end after so many seconds: by the server, or without it."""

    @event.listens_for(engine, "do_connect")
    def connect(_: Dialect, __: ConnectionPoolEntry, arguments: Any, options: Any) -> Patient:
        return Patient.connect(*arguments, **{"connect_timeout": CONNECTS_WITHIN_S} | options)

    @event.listens_for(engine, "connect")
    def limit(connection: Patient, _: ConnectionPoolEntry) -> None:
        connection.patience_s = seconds + GRACE_S
        connection.autocommit = True
        connection.execute(
            "SELECT set_config('statement_timeout', $1, false),"
            " set_config('idle_in_transaction_session_timeout', $2, false)",
            [f"{seconds}s", f"{FORSAKEN_AFTER_S}s"],
        )
        connection.autocommit = False


def look_after_a_rest(engine: sa.Engine) -> None:
    """Replace connections that broke while they rested; to ask each time, as `pool_pre_ping` does, is a trip more per request."""

    @event.listens_for(engine, "checkin")
    def note(_: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
        since = entry.info.get("rests_since")
        if since is None or time.monotonic() - since < REST_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as broken:
            raise sa.exc.InvalidatePoolError("the database was away") from broken
