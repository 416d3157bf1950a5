"""The database: one engine, a way to read and a way to write, the same on SQLite and on PostgreSQL."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from app.core import statements, stopping
from app.core.logging import log

BUSY_TIMEOUT_S = 15
SCHEMA_TIMEOUT_S = 600
"""So long may another change the schema on SQLite, while who would do the same waits."""
PREPARED_MAX = 1000
"""Statements that a connection to PostgreSQL keeps prepared: more than there are."""
WRITING = "offtrail_writing"
BEGAN = "began"
"""Where a session notes when it was made, by `time.monotonic`: it sees a later moment, unless a replica shows it an earlier one."""


class Database:
    """The engine of one process and its two kinds of session."""

    def __init__(
        self, url: str, pool_size: int = 20, *, most_s: float | None = None, slow_ms: int | None = None
    ) -> None:
        """`most_s` bounds a statement on PostgreSQL, a transaction on SQLite; statements of `slow_ms` or longer are logged."""
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.pool_size = pool_size
        self.most_s = most_s
        self.replica: object | None = None
        """What sessions that read are told to read from instead, where they may: see `app.core.replicas`."""
        self.engine = self._sqlite() if self.is_sqlite else self._postgresql()
        statements.watch(self.engine, slow_ms)
        self._write_engine = self.engine.execution_options(**{WRITING: True})
        self._read_engine = (
            self.engine if self.is_sqlite else self.engine.execution_options(postgresql_readonly=True)
        )

    def _postgresql(self) -> sa.Engine:
        from psycopg import RawCursor, RawServerCursor

        from app.core.patience import be_patient, look_after_a_rest

        engine = sa.create_engine(
            self.url.set(drivername="postgresql+psycopg"),
            paramstyle="numeric_dollar",  # the server's own, which the driver has not to look for in each statement
            connect_args={"cursor_factory": RawCursor},
            pool_size=self.pool_size,
            max_overflow=self.pool_size,
            pool_use_lifo=True,  # the connection that was used last has its statements prepared
            hide_parameters=True,
        )

        engine.dialect.use_insertmanyvalues_wo_returning = True  # rows in one statement, not one by one

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:
            connection.prepared_max = PREPARED_MAX
            connection.server_cursor_factory = RawServerCursor

        @event.listens_for(engine, "begin")
        def keep_plans(connection: Connection) -> None:
            """Writers ask by ids: how their prepared statements are carried out needs no thought each time."""
            if connection.get_execution_options().get(WRITING, False):
                connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")

        if self.most_s:
            be_patient(engine, self.most_s)
        look_after_a_rest(engine)
        return engine

    def _sqlite(self) -> sa.Engine:
        engine = sa.create_engine(
            self.url,
            module=sqlite_module(),
            pool_size=self.pool_size,
            max_overflow=self.pool_size,
            hide_parameters=True,  # parameters are people's words, and errors are logged
            poolclass=sa.pool.QueuePool,
            pool_use_lifo=True,  # few of them keep pages and prepared statements then
            connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False, "isolation_level": None},
        )
        _one_writer_at_a_time(engine)
        if self.most_s:
            stopping.on_sqlite(engine, self.most_s)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment and can't write: a statement that tries fails on both databases."""
        with self._unchanging(self._read_engine) as session:
            session.info["replica"] = self.replica
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session whose every statement sees the same moment, for reading much while others write."""
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._unchanging(self._read_engine.execution_options(**level)) as session:
            yield session

    @staticmethod
    @contextmanager
    def _unchanging(engine: sa.Engine) -> Iterator[Session]:
        """A session that ends with COMMIT: with a rollback, psycopg throws away the statements that it has prepared."""
        with Session(engine, autoflush=False, expire_on_commit=False, info=_begun()) as session:
            yield session
            session.commit()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed when its block ends and rolled back when that raises."""
        with Session(self._write_engine, expire_on_commit=False, info=_begun()) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def schema_connection(self) -> Iterator[Connection]:
        """A connection for changing the schema, in one transaction; foreign keys wait, as tables are rebuilt."""
        with self._write_engine.connect() as connection:
            if self.is_sqlite:
                _tell_driver(connection, f"PRAGMA busy_timeout={SCHEMA_TIMEOUT_S * 1000}")
                connection.exec_driver_sql("COMMIT")  # the pragma means nothing inside a transaction
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.commit()
            finally:
                if self.is_sqlite:
                    connection.rollback()
                    _tell_driver(connection, "PRAGMA foreign_keys=ON")
                    _tell_driver(connection, f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")

    def dispose(self) -> None:
        self.engine.dispose()


def _begun() -> dict[str, float]:
    return {BEGAN: time.monotonic()}


def sqlite_module() -> ModuleType:
    """The SQLite to use: one that is free of the data loss in WAL mode that 3.51.3 mended, where it installs."""
    try:
        from pysqlite3 import dbapi2  # noqa: PLC0415  # has no wheel on some platforms
    except ImportError:
        import sqlite3  # noqa: PLC0415  # never both modules in one process

        if sqlite3.sqlite_version_info < (3, 51, 3):
            log.warning(
                "sqlite.old", version=sqlite3.sqlite_version, advice="install pysqlite3, or use PostgreSQL"
            )
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]  # pysqlite3 has no types


def _tell_driver(connection: Connection, pragma: str) -> None:
    """Set a connection's way past SQLAlchemy, which would begin a transaction."""
    driver = connection.connection.driver_connection
    assert driver is not None, "it is open"
    driver.execute(pragma)


def _one_writer_at_a_time(engine: sa.Engine) -> None:
    """Begin writers with BEGIN IMMEDIATE, in turn within the process; forbid readers to write.

    With the driver's own transactions, read-modify-writes of several processes are lost without an error. The lock
    in the process is fair, where SQLite's own waiting is a lottery that lets the unlucky time out.
    """
    turn = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(
        connection: Any, _: ConnectionPoolEntry
    ) -> None:  # the driver's connection has no type of its own
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA cache_size=-512")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_S * 1000}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        if writing:
            if not turn.acquire(timeout=BUSY_TIMEOUT_S):
                raise sa.exc.TimeoutError("another writer of this process has not ended in time")
            connection.info["has_turn"] = True
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _give_the_turn_on(_: Any, entry: ConnectionPoolEntry) -> None:
        if entry.info.pop("has_turn", False):
            turn.release()
