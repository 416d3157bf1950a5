"""One small question to the database from the event loop itself: without a thread, a session or a statement being built.

For hot paths that ask the same thing all the time, and that can do without an answer. On SQLite a lookup takes some 20 µs, less than handing it
to a thread; PostgreSQL is asked over a connection of its own, which waits for nobody.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeAlias, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as numbered
from sqlalchemy.sql.compiler import SQLCompiler

from app.core.db import Database, sqlite_module

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
        way = _ways[db] = _Sqlite(db) if db.is_sqlite else _postgresql(db)
    dialect = db.engine.dialect if db.is_sqlite else numbered.dialect()  # type: ignore[no-untyped-call]  # has no types
    return [_Asked(way, _in_words(one, dialect).compile(dialect=dialect)) for one in statements]


def _postgresql(db: Database) -> "Way":
    from app.core.asking_postgresql import Postgres

    return Postgres(db)


def _in_words(statement: sa.Select[Any], dialect: sa.Dialect) -> sa.Select[Any]:
    """The statement with its own values as words of it: where one may tell that an index for some rows alone will do, SQLite plans anew each time."""

    def word(element: object, **_: Any) -> sa.ColumnClause[Any] | None:  # what visitors are called with
        if not isinstance(element, sa.BindParameter) or element.required:
            return None
        return sa.literal_column(
            str(element.compile(dialect=dialect, compile_kwargs={"literal_binds": True})), element.type
        )

    return cast("sa.Select[Any]", sa.sql.visitors.replacement_traverse(statement, {}, word))


class Way(Protocol):
    """A connection that questions are asked over."""

    async def row(self, words: str, values: list[Any]) -> Row | None:
        """The first row of a statement in words. Raises NoAnswer."""
        ...


class _Asked:
    """A question: the words, the names in the order in which the words need them, and the values that are the compiler's own."""

    def __init__(self, way: "Way", compiled: SQLCompiler) -> None:
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


_ways: "WeakKeyDictionary[Database, Way]" = WeakKeyDictionary()
"""One connection a database, whoever asks."""
