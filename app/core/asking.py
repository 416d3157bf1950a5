"""One small question to the database from the event loop itself: without a thread, a session or a statement being built.

For hot paths that ask the same thing all the time, and that can do without an answer. On SQLite a lookup takes some 20 µs, less than handing it
to a thread; PostgreSQL is asked over a connection of its own, which waits for nobody.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, cast
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy.dialects.postgresql import asyncpg as numbered
from sqlalchemy.sql.compiler import SQLCompiler

from app.core.db import Database, sqlite_module

WITHIN_S = 1.0
"""How long PostgreSQL may take for an answer."""
CONNECTS_WITHIN_S = 2
RESTS_S = 5.0
"""After an error, or no answer in time, nothing is asked for so long."""

Given: TypeAlias = Mapping[str, str | int | None]
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
    way = _ways.get(db)
    if way is None:
        way = _ways[db] = _Sqlite(db) if db.is_sqlite else _Postgres(db)
    dialect = db.engine.dialect if db.is_sqlite else numbered.dialect()  # type: ignore[no-untyped-call]  # has no types
    return [_Asked(way, _in_words(one, dialect).compile(dialect=dialect)) for one in statements]


def _in_words(statement: sa.Select[Any], dialect: sa.Dialect) -> sa.Select[Any]:
    """The statement with its own values as words of it: where one may tell that an index for some rows alone will do, SQLite plans anew each time."""

    def word(element: object, **_: Any) -> sa.ColumnClause[Any] | None:  # what visitors are called with
        if not isinstance(element, sa.BindParameter) or element.required:
            return None
        return sa.literal_column(
            str(element.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), element.type
        )

    return cast("sa.Select[Any]", sa.sql.visitors.replacement_traverse(statement, {}, word))


class _Asked:
    """A question: the words, the names in the order in which the words need them, and the values that are the compiler's own."""

    def __init__(self, way: "_Sqlite | _Postgres", compiled: SQLCompiler) -> None:
        self.way, self.words, self.order = way, str(compiled), compiled.positiontup or []
        self.own = {name: value for name, value in compiled.params.items() if value is not None}

    async def row(self, given: Given) -> Row | None:
        values = {**self.own, **given}
        return await self.way.row(self.words, [values[name] for name in self.order])


class _Sqlite:
    """A connection that belongs to the event loop's thread, and never waits for another."""

    def __init__(self, db: Database) -> None:
        self.path = db.url.database
        self.driver = sqlite_module()
        self.connection: Any = None  # pysqlite3 has no types
        sa.event.listen(db.engine, "engine_disposed", self._forget)

    async def row(self, words: str, values: list[Any]) -> Row | None:
        try:
            if self.connection is None:
                self.connection = self.driver.connect(
                    self.path, timeout=0, isolation_level=None, check_same_thread=False
                )
                self.connection.execute("PRAGMA query_only=ON")
            found: Row | None = self.connection.execute(words, values).fetchone()
        except self.driver.Error as error:
            raise NoAnswer from error
        return found

    def _forget(self, _: sa.Engine) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class _Postgres:
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


_ways: "WeakKeyDictionary[Database, _Sqlite | _Postgres]" = WeakKeyDictionary()
"""One connection a database, whoever asks."""


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
