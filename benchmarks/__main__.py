"""`make bench`: requests per second of the main operations, beside the bare framework's from the same run.

Shared machines are noisy: a figure by itself says little, the ratio of two that were taken in turn says something.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from app.core.db import Database
from benchmarks.fill import Filled, fill
from benchmarks.load import Figure, measure, request

SECONDS, ROUNDS = 3.0, 3
BEYOND_REACH = "1000000000"
"""A limit that is counted towards, as in earnest, and never met."""
ROOT = Path(__file__).parents[1]


def main() -> None:
    url = os.environ.get("OFFTRAIL_DATABASE_URL")
    with tempfile.TemporaryDirectory() as folder:
        db = Database(url or f"sqlite:///{folder}/bench.db")
        filled = fill(db)
        kind = "SQLite" if db.is_sqlite else "PostgreSQL"
        db.dispose()
        with served(
            "app.cli.serving:application",
            "--factory",
            OFFTRAIL_DATABASE_URL=str(db.url.render_as_string(False)),
            OFFTRAIL_READS_PER_MINUTE=BEYOND_REACH,
            OFFTRAIL_WRITES_PER_MINUTE=BEYOND_REACH,
        ) as ours:
            report(kind, compared(ours, filled))


def compared(ours: int, filled: Filled) -> list[tuple[str, Figure, Figure]]:
    """Each operation, ours and the bare one, in turn; medians of the rounds."""
    token, slug = filled.tokens[0], filled.slug
    board = f"/api/v1/weeks/{slug}/pitches?limit=50"
    etag = _etag(ours, board, token)
    asked = {
        "board of 50, made anew": [request("GET", f"{board}&sort=shuffle", token)],
        "board of 50, kept": [request("GET", board, token)],
        "board, unchanged (304)": [request("GET", board, token, If_None_Match=etag)],
        "one pitch": [request("GET", f"/api/v1/pitches/{id_}", token) for id_ in filled.full_pitches],
        "outcomes, 50 a page": [request("GET", "/api/v1/outcomes?after=0&limit=50", token)],
    }
    sizes = {
        "board": len(_get(ours, board, token)), "pitch": len(_get(ours, f"/api/v1/pitches/{filled.full_pitches[0]}", token)),
        "outcomes": len(_get(ours, "/api/v1/outcomes?after=0&limit=50", token)), "signup": 900,
    }  # fmt: skip
    wish = b'{"role":"member"}'
    bare_asked = {
        **dict.fromkeys(list(asked)[:3], request("GET", "/board?sort=newest&limit=50")),
        "one pitch": request("GET", f"/pitch/{filled.full_pitches[0]}"), "outcomes, 50 a page": request("GET", "/outcomes?after=0&limit=50"),
    }  # fmt: skip
    with served(
        "benchmarks.bare:app", BARE=",".join(f"{name}={size}" for name, size in sizes.items())
    ) as bare:
        rows = [(name, *_in_turn(ours, asked[name], bare, bare_asked[name])) for name in asked]
        hot = filled.open_pitches[0]
        half = len(filled.tokens) // 2
        spread = [
            request("POST", f"/api/v1/pitches/{filled.open_pitches[1 + n % 49]}/signups", token, wish)
            for n, token in enumerate(filled.tokens[:half])
        ]
        one = [
            request("POST", f"/api/v1/pitches/{hot}/signups", token, wish) for token in filled.tokens[half:]
        ]
        bare_signup = measure(
            bare, [request("POST", f"/signup/{hot}", None, wish)], seconds=SECONDS, wanted={201}
        )
        rows.append(
            (
                "sign-up, over 49 pitches",
                measure(ours, spread, seconds=0, wanted={201, 409}, once=True),
                bare_signup,
            )
        )
        rows.append(
            (
                "sign-up, one pitch, 5 places",
                measure(ours, one, seconds=0, wanted={201}, once=True),
                bare_signup,
            )
        )
    return rows


def _in_turn(ours: int, asked: Sequence[bytes], bare: int, bare_asked: bytes) -> tuple[Figure, Figure]:
    mine, theirs = [], []
    for _ in range(ROUNDS):
        mine.append(measure(ours, asked, seconds=SECONDS, wanted={200, 304}))
        theirs.append(measure(bare, [bare_asked], seconds=SECONDS, wanted={200}))
    return median(mine), median(theirs)


def median(figures: list[Figure]) -> Figure:
    return Figure(
        statistics.median(f.per_second for f in figures), statistics.median(f.p99_ms for f in figures)
    )


def report(kind: str, rows: list[tuple[str, Figure, Figure]]) -> None:
    table = Table(title=f"{kind}, one worker, requests per second, medians of {ROUNDS} rounds in turn")
    for heading in ("", "ours", "bare FastAPI", "ratio", "p99 ours, ms"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, ours, bare in rows:
        ratio = f"{ours.per_second / bare.per_second:.2f}"
        table.add_row(name, f"{ours.per_second:,.0f}", f"{bare.per_second:,.0f}", ratio, f"{ours.p99_ms:.0f}")
    Console(width=100).print(table)


@contextmanager
def served(target: str, *options: str, **env: str) -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        target,
        *options,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env})
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it began to serve")
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not begin to serve in time")


def _get(port: int, path: str, token: str) -> bytes:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked) as reply:
        return reply.read()


def _etag(port: int, path: str, token: str) -> str:
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked) as reply:
        return reply.headers["etag"]


if __name__ == "__main__":
    main()
