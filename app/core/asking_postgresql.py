"""How PostgreSQL is asked from the event loop; imported where there is one."""

import asyncio
import time
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from app.core.asking import NoAnswer, Row
from app.core.db import Database

WITHIN_S = 1.0
"""How long PostgreSQL may take for an answer."""
CONNECTS_WITHIN_S = 2
RESTS_S = 5.0
"""After an error, or no answer in time, nothing is asked for so long."""


class Postgres:
    """A connection that is made when it is first needed, and anew after a rest when it was lost.

    It speaks libpq's asynchronous protocol by itself, through psycopg: a cursor, made for everything, takes twice the time of such a question.
    """

    def __init__(self, db: Database) -> None:
        self.address = db.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self.connection: psycopg.AsyncConnection[Row] | None = None
        self.prepared: dict[str, bytes] = {}
        self.turn = asyncio.Lock()
        self.rests_until = 0.0
        sa.event.listen(db.engine, "engine_disposed", self._forget)

    async def row(self, words: str, values: list[Any]) -> Row | None:
        async with self.turn:
            if time.monotonic() < self.rests_until:
                raise NoAnswer
            try:
                if self.connection is None:
                    self.connection = await psycopg.AsyncConnection.connect(
                        self.address, autocommit=True, connect_timeout=CONNECTS_WITHIN_S
                    )
                return await self._answer(self.connection, words, values)
            except (psycopg.Error, OSError, TimeoutError) as error:
                self.rests_until = time.monotonic() + RESTS_S
                self._forget()  # an answer may still come, and would be taken for that of the next question
                raise NoAnswer from error

    async def _answer(
        self, connection: psycopg.AsyncConnection[Row], words: str, values: list[Any]
    ) -> Row | None:
        pg = connection.pgconn
        if words not in self.prepared:
            name = b"asked_%d" % len(self.prepared)
            pg.send_prepare(name, words.encode())
            await _result(pg)
            self.prepared[words] = name
        pg.send_query_prepared(
            self.prepared[words], [None if one is None else str(one).encode() for one in values]
        )
        answer = await _result(pg)
        if answer.ntuples == 0:
            return None
        found = Transformer(connection)
        found.set_pgresult(answer)
        return found.load_row(0, tuple)

    def _forget(self, _: sa.Engine | None = None) -> None:
        if self.connection is not None:
            self.connection.pgconn.finish()
            self.connection = None
            self.prepared = {}


async def _result(pg: PGconn) -> PGresult:
    """What PostgreSQL answers to what was just sent. Raises TimeoutError, and psycopg's errors for one that says that something is wrong."""
    if pg.flush():  # a few hundred bytes don't fit where a server no longer reads
        raise psycopg.OperationalError("the server takes nothing in")
    answer = None
    while True:  # one answer has one result, and an end, which may come later
        if pg.is_busy():
            await _readable(pg)
        result = pg.get_result()
        if result is None:
            break
        answer = answer or result
    if answer is None or answer.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise psycopg.OperationalError("the server could not answer")
    return answer


async def _readable(pg: PGconn) -> None:
    """Return once what is asked for next is here. Raises TimeoutError."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[None] = loop.create_future()

    def end(error: Exception | None = None) -> None:
        if not came.done():
            came.set_exception(error) if error else came.set_result(None)

    def look() -> None:
        try:
            pg.consume_input()
        except psycopg.Error as error:
            end(error)
        else:
            if not pg.is_busy():
                end()

    late = loop.call_later(WITHIN_S, end, TimeoutError())
    loop.add_reader(pg.socket, look)
    try:
        await came
    finally:
        loop.remove_reader(pg.socket)
        late.cancel()
