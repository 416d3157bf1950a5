"""The bare driver: reads the rows that a pull gives out, page by page, and makes JSON of them. `python -m benchmarks.bare_reads`, by `apart`."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import apart

OUTCOMES = """
    SELECT event.seq, outcome.id, outcome.version, outcome.kind, outcome.summary, outcome.learned, outcome.evidence, outcome.next, outcome.home,
        outcome.created_at, outcome.updated_at, pitch.id AS pitch_id, pitch.title, pitch.status, week.slug, week.title AS week_title,
        week.cancelled_at
    FROM outcome JOIN event ON event.id = outcome.event_id JOIN pitch ON pitch.id = outcome.pitch_id JOIN week ON week.id = pitch.week_id
    WHERE event.seq > {mark} AND event.seq <= {until} ORDER BY event.seq LIMIT {limit}
"""
EVENTS = """
    SELECT seq, id, type, at, actor_id, via, week_id, pitch_id, subject_id, reason_digest, data
    FROM event WHERE seq > {mark} AND seq <= {until} ORDER BY seq LIMIT {limit}
"""
OF_KIND = {"outcomes": OUTCOMES, "events": EVENTS}


@dataclass(frozen=True)
class Plan:
    """What is to be read from where, up to which number, for how long."""

    url: str
    kind: str
    limit: int
    until: int
    seconds: float


@dataclass(frozen=True)
class Found:
    """How many rows and bytes came, how long each page took, and what it took in all."""

    times: list[float]
    rows: int
    bytes: int
    took: float
    cpu: float


def prepare(plan: Plan) -> Callable[[], Found]:
    connection, mark = _opened(plan.url)
    statement = OF_KIND[plan.kind].format(mark=mark, until=plan.until, limit=plan.limit)
    return lambda: _read(plan, connection, statement)


def _opened(url: str) -> tuple[Any, str]:
    if url.startswith("postgresql"):
        import psycopg  # noqa: PLC0415  # for PostgreSQL alone

        connection = psycopg.connect(url, autocommit=True)
        connection.prepare_threshold = 0
        return connection, "%s"
    from app.core.db import sqlite_module  # noqa: PLC0415  # the same SQLite as the service's

    return sqlite_module().connect(url.removeprefix("sqlite:///"), isolation_level=None), "?"


def _read(plan: Plan, connection: Any, statement: str) -> Found:
    times, rows, size = [], 0, 0
    began, began_cpu = time.perf_counter(), time.process_time()
    pages = _pages(connection, statement)
    while (now := time.perf_counter()) - began < plan.seconds:
        number, body = next(pages)
        times.append(time.perf_counter() - now)
        rows, size = rows + number, size + len(body)
    return Found(times, rows, size, time.perf_counter() - began, time.process_time() - began_cpu)


def _pages(connection: Any, statement: str) -> Iterator[tuple[int, bytes]]:
    """Page after page, and from the first again."""
    last = 0
    while True:
        cursor = connection.execute(statement, (last,))
        names = [column[0] for column in cursor.description]
        items = [dict(zip(names, row, strict=True)) for row in cursor]
        if not items:
            assert last, "there is nothing to read"
            last = 0
            continue
        last = items[-1]["seq"]
        yield len(items), json.dumps({"items": items, "last": last}, default=str).encode()


if __name__ == "__main__":
    from benchmarks import bare_reads  # so that what is pickled is of the module, not of `__main__`

    apart.serve(bare_reads.prepare)
