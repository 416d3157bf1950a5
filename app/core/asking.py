"""One small question to the database from the event loop itself: without a thread, a session or a statement being built.

For hot paths that ask the same thing all the time, and that can do without an answer. On SQLite a lookup takes some 20 µs, less than handing it
to a thread; PostgreSQL is asked over a connection of its own, which waits for nobody.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import psycopg
import sqlalchemy as sa
from psycopg.abc import RV, PQGen
from sqlalchemy.sql.compiler import SQLCompiler

from app.core.db import Database, sqlite_module

WITHIN_S = 1.0
"""How long PostgreSQL may take for an answer."""
CONNECTS_WITHIN_S = 2
RESTS_S = 5.0
"""After an error, or no answer in time, nothing is asked for so long."""

Given: TypeAlias = dict[str, str | None]
Values: TypeAlias = dict[str, Any] | list[Any]  # what drivers take
Row: TypeAlias = Sequence[Any]  # columns of any type


class NoAnswer(Exception):
    """The database can't be asked this way just now."""


class Question(Protocol):
    """A statement that gives one row or none, for the same names each time."""

    async def row(self, given: Given) -> Row | None:
        """The row, as of a moment after the call began. Raises NoAnswer."""
        ...


def questions(db: Database, *statements: sa.Select[Any]) -> list[Question]:
    """The statements, each ready to be asked; values are given as the database keeps them."""
    way: _Sqlite | _Postgres = _Sqlite(db) if db.is_sqlite else _Postgres(db)
    compiled = (statement.compile(dialect=db.engine.dialect) for statement in statements)
    return [_Asked(way, one) for one in compiled]


class _Asked:
    """A question: the words, the names in their order where the words have question marks, and the statement's own values."""

    def __init__(self, way: "_Sqlite | _Postgres", compiled: SQLCompiler) -> None:
        self.way, self.words, self.order = way, str(compiled), compiled.positiontup
        self.own = {name: value for name, value in compiled.params.items() if value is not None}

    async def row(self, given: Given) -> Row | None:
        values = self.own | given
        return await self.way.row(
            self.words, values if self.order is None else [values[name] for name in self.order]
        )


class _Sqlite:
    """A connection that belongs to the event loop's thread, and never waits for another."""

    def __init__(self, db: Database) -> None:
        self.path = db.url.database
        self.driver = sqlite_module()
        self.connection: Any = None  # pysqlite3 has no types
        sa.event.listen(db.engine, "engine_disposed", self._forget)

    async def row(self, words: str, given: Values) -> Row | None:
        try:
            if self.connection is None:
                self.connection = self.driver.connect(
                    self.path, timeout=0, isolation_level=None, check_same_thread=False
                )
                self.connection.execute("PRAGMA query_only=ON")
            found: Row | None = self.connection.execute(words, given).fetchone()
        except self.driver.Error as error:
            raise NoAnswer from error
        return found

    def _forget(self, _: sa.Engine) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class _Hasty(psycopg.AsyncConnection[Row]):
    """A connection that waits for no answer longer than a moment."""

    async def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:  # noqa: ASYNC109  # psycopg's own
        return await super().wait(gen, interval, timeout or WITHIN_S)


class _Postgres:
    """A connection that is made when it is first needed, and anew after a rest when it was lost."""

    def __init__(self, db: Database) -> None:
        self.address = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.connection: _Hasty | None = None
        self.turn = asyncio.Lock()
        self.rests_until = 0.0
        sa.event.listen(db.engine, "engine_disposed", self._forget)

    async def row(self, words: str, given: Values) -> Row | None:
        async with self.turn:
            if time.monotonic() < self.rests_until:
                raise NoAnswer
            try:
                if self.connection is None:
                    self.connection = await _Hasty.connect(
                        self.address, autocommit=True, connect_timeout=CONNECTS_WITHIN_S
                    )
                cursor = await self.connection.execute(words, given, prepare=True)
                return await cursor.fetchone()
            except (psycopg.Error, OSError) as error:
                self.rests_until = time.monotonic() + RESTS_S
                self._forget()  # an answer may still come, and would be taken for that of the next question
                raise NoAnswer from error

    def _forget(self, _: sa.Engine | None = None) -> None:
        if self.connection is not None:
            self.connection.pgconn.finish()
            self.connection = None
