"""The bare database: what a sign-up writes at the least, in transactions that lock the pitch first.

Each reads a pitch and keeps others from it, adds a sign-up (accepted where there is room, else in line), counts it on the pitch, and appends an event.
SQLite does it over one connection with `BEGIN IMMEDIATE` and `synchronous=FULL`, PostgreSQL by pgbench with 16 clients, or where there is
none by 16 threads of psycopg.
"""

import random
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import apart

CLIENTS = 16
TABLES = """
    CREATE TABLE bare_pitch (id INTEGER PRIMARY KEY, crew_limit INTEGER NOT NULL, taken INTEGER NOT NULL, waiting INTEGER NOT NULL);
    CREATE TABLE bare_signup (
        id {serial}, pitch_id INTEGER NOT NULL REFERENCES bare_pitch, person_id TEXT NOT NULL, status TEXT NOT NULL, asked_at TEXT NOT NULL,
        UNIQUE (pitch_id, person_id)
    );
    CREATE TABLE bare_event (id {serial}, type TEXT NOT NULL, at TEXT NOT NULL, subject_id INTEGER NOT NULL, data TEXT NOT NULL);
"""
NO_TABLES = (
    "DROP TABLE IF EXISTS bare_event; DROP TABLE IF EXISTS bare_signup; DROP TABLE IF EXISTS bare_pitch;"
)
SCRIPT = """\\set pitch random(1, {pitches})
BEGIN;
SELECT taken FROM bare_pitch WHERE id = :pitch FOR UPDATE;
INSERT INTO bare_signup (pitch_id, person_id, status, asked_at) SELECT :pitch, gen_random_uuid(), CASE WHEN taken < crew_limit THEN 'accepted' ELSE 'waiting' END, now() FROM bare_pitch WHERE id = :pitch;
UPDATE bare_pitch SET taken = taken + CASE WHEN taken < crew_limit THEN 1 ELSE 0 END, waiting = waiting + CASE WHEN taken < crew_limit THEN 0 ELSE 1 END WHERE id = :pitch;
INSERT INTO bare_event (type, at, subject_id, data) VALUES ('signup', now(), :pitch, '{{"pitch_id": 1, "status": "accepted"}}');
COMMIT;
"""


@dataclass(frozen=True)
class Plan:
    """How long it is written to where, to how many pitches with 5 places each. `programs` is where pgbench may lie."""

    url: str
    pitches: int
    seconds: float
    programs: Path | None = None


@dataclass
class Found:
    """The times of the transactions, and what they took in all; not the database server's own time."""

    times: list[float] = field(default_factory=list)
    took: float = 0.0
    cpu: float = 0.0
    by: str = ""


def prepare(plan: Plan) -> Callable[[], Found]:
    if not plan.url.startswith("postgresql"):
        return _on_sqlite(plan)
    with psycopg.connect(plan.url, autocommit=True) as connection:
        connection.execute(NO_TABLES)
        connection.execute(TABLES.format(serial="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
        connection.execute(
            "INSERT INTO bare_pitch SELECT n, 5, 0, 0 FROM generate_series(1, %s) AS n", [plan.pitches]
        )
    pgbench = shutil.which("pgbench", path=str(plan.programs) if plan.programs else "") or shutil.which(
        "pgbench"
    )
    return (lambda: _by_pgbench(plan, pgbench)) if pgbench else (lambda: _by_threads(plan))


def clear(url: str) -> None:
    """Leave no tables behind."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(NO_TABLES)


# --- SQLite


def _on_sqlite(plan: Plan) -> Callable[[], Found]:
    from app.core.db import sqlite_module  # noqa: PLC0415  # the same SQLite as the service's

    folder = Path(plan.url.removeprefix("sqlite:///")).parent  # on the same disk
    place = tempfile.TemporaryDirectory(dir=folder)
    connection = sqlite_module().connect(f"{place.name}/bare.db", isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;")
    connection.executescript(TABLES.format(serial="INTEGER PRIMARY KEY"))
    connection.executemany(
        "INSERT INTO bare_pitch VALUES (?, 5, 0, 0)", [(n,) for n in range(1, plan.pitches + 1)]
    )

    def run() -> Found:
        with place:
            found = _timed(
                plan, "one connection", lambda number: _sign_up_on_sqlite(connection, plan, number)
            )
            connection.close()
            return found

    return run


def _sign_up_on_sqlite(connection: Any, plan: Plan, number: int) -> None:
    pitch = random.randint(1, plan.pitches)
    connection.execute("BEGIN IMMEDIATE")
    taken, limit = connection.execute(
        "SELECT taken, crew_limit FROM bare_pitch WHERE id = ?", (pitch,)
    ).fetchone()
    accepted = taken < limit
    connection.execute(
        "INSERT INTO bare_signup (pitch_id, person_id, status, asked_at) VALUES (?, ?, ?, datetime())",
        (pitch, f"person {number}", "accepted" if accepted else "waiting"),
    )
    connection.execute(
        "UPDATE bare_pitch SET taken = taken + ?, waiting = waiting + ? WHERE id = ?",
        (accepted, not accepted, pitch),
    )
    connection.execute(
        "INSERT INTO bare_event (type, at, subject_id, data) VALUES ('signup', datetime(), ?, ?)",
        (pitch, '{"pitch_id": 1, "status": "accepted"}'),
    )
    connection.execute("COMMIT")


def _timed(plan: Plan, by: str, transaction: Callable[[int], None]) -> Found:
    found = Found(by=by)
    began, began_cpu = time.perf_counter(), time.process_time()
    while (now := time.perf_counter()) - began < plan.seconds:
        transaction(len(found.times))
        found.times.append(time.perf_counter() - now)
    found.took, found.cpu = time.perf_counter() - began, time.process_time() - began_cpu
    return found


# --- PostgreSQL


def _by_pgbench(plan: Plan, pgbench: str) -> Found:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "script.sql").write_text(SCRIPT.format(pitches=plan.pitches))
        command = [
            pgbench, "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2", f"--time={max(round(plan.seconds), 1)}",
            "--file=script.sql", "--log", "--log-prefix=times", plan.url,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"pgbench failed: {done.stderr.strip()}")
        lines = [line.split() for path in folder.glob("times.*") for line in path.read_text().splitlines()]
    times = [int(line[2]) / 1e6 for line in lines]
    rate = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    assert rate, done.stdout
    return Found(times, len(times) / float(rate[1]), _of_children(), "pgbench, 16 clients")


def _of_children() -> float:
    import resource  # noqa: PLC0415  # not on Windows

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _by_threads(plan: Plan) -> Found:
    statements = SCRIPT.format(pitches=plan.pitches).splitlines()[2:-1]
    found, begin = Found(by="psycopg, 16 threads"), threading.Barrier(CLIENTS + 1)

    def client() -> None:
        with psycopg.connect(plan.url, autocommit=True) as connection:
            begin.wait()
            mine = _timed(plan, "", lambda _: _sign_up_on_postgresql(connection, statements, plan.pitches))
        found.times += mine.times

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    begin.wait()
    began, began_cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    found.took, found.cpu = time.perf_counter() - began, time.process_time() - began_cpu
    return found


def _sign_up_on_postgresql(connection: Any, statements: list[str], pitches: int) -> None:
    pitch = str(random.randint(1, pitches))
    with connection.transaction():
        for statement in statements:
            connection.execute(statement.replace(":pitch", pitch), prepare=True)


if __name__ == "__main__":
    from benchmarks import bare_writes  # so that what is pickled is of the module, not of `__main__`

    apart.serve(bare_writes.prepare)
