"""What shows over a process's life: how soon it replies, what it weighs after many requests, and what a second worker adds."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from itertools import cycle, islice, product

import psutil

from benchmarks.ground import Ground, get
from benchmarks.held import held
from benchmarks.load import Figure, measure, median, request
from benchmarks.rows import WISH, bare_sizes, sizes_of
from benchmarks.serving import ROOT, Server, free_port, offtrail, offtrail_served, spent, uvicorn_served

PORTIONS = 10
FLAT_AFTER = 2
"""Portions after which memory is meant to stay: by then everything has been compiled, and is kept."""
CALLERS = 16
HELD_TO = 1 / 3
"""Of a core, for each process that serves: so that on two cores the caller and the database have what they need as well."""


# --- start to first reply


@dataclass(frozen=True)
class Start:
    """From the command to the first reply, in ms, and the processor time that it took."""

    wall_ms: float
    cpu_ms: float


def starts(ground: Ground, rounds: int) -> tuple[Start, Start]:
    """Ours and the bare stack's, in turn, after one of each that leaves compiled files and warm caches behind."""
    asked = request("GET", "/api/v1/weeks", ground.member)
    pairs = [
        (_started(lambda port: offtrail(ground.url, port), asked), _started(_bare, request("GET", "/board")))
        for _ in range(rounds + 1)
    ]
    ours, bare = zip(*pairs[1:], strict=True)
    return _middle(ours), _middle(bare)


def _bare(port: int) -> "subprocess.Popen[bytes]":
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "benchmarks.bare:app",
        "--port",
        str(port),
        "--log-level",
        "warning",
        "--no-access-log",
    ]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT), "BARE_IMPORTS": "sqlmodel"}
    )


def _started(start: Callable[[int], "subprocess.Popen[bytes]"], asked: bytes) -> Start:
    port = free_port()
    began = time.perf_counter()
    process = start(port)
    try:
        while not _answers(port, asked):
            if process.poll() is not None or time.perf_counter() - began > 120:
                raise RuntimeError("the server did not come to its first reply")
            time.sleep(0.002)
        took = time.perf_counter() - began
        return Start(took * 1000, spent([psutil.Process(process.pid)]) * 1000)
    finally:
        process.terminate()
        process.wait(30)


def _answers(port: int, asked: bytes) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(asked)
        return connection.recv(12).endswith(b"200")
    return False


def _middle(starts: Sequence[Start]) -> Start:
    return Start(
        statistics.median(one.wall_ms for one in starts), statistics.median(one.cpu_ms for one in starts)
    )


# --- memory


@dataclass(frozen=True)
class Memory:
    """The resident size of a worker in MB before any request, and after each portion of them."""

    requests: int
    ours: list[float]
    bare: list[float]

    @property
    def grown(self) -> float:
        """What was added after the first fifth."""
        return self.ours[-1] - self.ours[FLAT_AFTER]


def memory(ground: Ground, requests: int, told: Callable[[str], None]) -> Memory:
    """A worker of ours, and a bare one, over so many requests of all kinds."""
    each = max(requests // PORTIONS, CALLERS)
    with offtrail_served(ground.url) as ours:
        sizes = sizes_of(ours.port, ground)
        mixed = list(_mixed(ours.port, ground))
        found = [_mb(ours)]
        for portion in range(PORTIONS):
            _portion(
                ours,
                list(islice(cycle(mixed), portion * each, (portion + 1) * each)),
                {200, 201, 204, 304, 409},
            )
            found.append(_mb(ours))
            told(f"{(portion + 1) * each:,} requests: {found[-1]:.0f} MB")
    with uvicorn_served("benchmarks.bare:app", BARE=bare_sizes(sizes)) as bare:
        bares = [_mb(bare)]
        for _ in range(PORTIONS):
            _portion(bare, [request("GET", "/board?sort=newest&limit=50")] * each, {200})
            bares.append(_mb(bare))
    return Memory(each * PORTIONS, found, bares)


def _portion(server: Server, asked: list[bytes], wanted: set[int]) -> None:
    measure(server.port, asked, seconds=None, wanted=wanted)


def _mb(server: Server) -> float:
    return float(server.process.memory_info().rss) / 2**20


def _mixed(port: int, g: Ground) -> Iterator[bytes]:
    """A hundred requests such as come in a day: mostly looking, some searching, a few writing."""
    etag = get(port, g.board, g.member)[1]
    person = next(g.newcomers).token
    for n in range(10):
        pitch = f"/api/v1/pitches/{g.full_pitches[n * 7 % len(g.full_pitches)]}"
        for _ in range(2):
            yield request("GET", g.board, g.member, If_None_Match=etag)
            yield request("GET", g.board, g.member)
        yield request("GET", f"{g.board}&sort=shuffle", g.member)
        yield request("GET", pitch, g.member)
        yield request("GET", "/api/v1/me", g.member)
        yield request("GET", f"/api/v1/search?q=word{n}", g.member)
        match n % 5:
            case 0:
                yield request("GET", f"/api/v1/weeks/{g.slug}/insights", g.admin)
                yield request("GET", f"/api/v1/outcomes?after={n * 100}&limit=50", g.admin)
            case 1:
                yield request("GET", f"/api/v1/events?after={n * 1000}&limit=50", g.member)
                yield request("GET", f"/api/v1/weeks/{g.slug}/facets", g.member)
            case 2:
                yield request("PUT", f"{pitch}/interest", person)
                yield request("DELETE", f"{pitch}/interest", person)
            case 3:
                yield request("POST", f"/api/v1/pitches/{g.spread_pitches[0]}/signups", person, WISH)
                yield request("GET", "/api/v1/me/signups", person)
            case _:
                yield request("GET", "/", None)
                yield request("GET", "/api/v1/weeks", g.member)


# --- two workers against one


@dataclass(frozen=True)
class Doubled:
    """Requests per second with one worker and with two, and the same of the bare framework; by themselves, or held to a part of a core each."""

    title: str
    one: Figure
    two: Figure
    bare_one: Figure
    bare_two: Figure


def doubled(ground: Ground, seconds: float, rounds: int) -> list[Doubled]:
    """The board, made anew and unchanged, by themselves and held: all four in turn."""
    with ExitStack() as stack:
        ours = [stack.enter_context(offtrail_served(ground.url, workers)) for workers in (1, 2)]
        sizes = bare_sizes(sizes_of(ours[0].port, ground))
        bare = [
            stack.enter_context(uvicorn_served("benchmarks.bare:app", workers=workers, BARE=sizes))
            for workers in (1, 2)
        ]
        etag = get(ours[0].port, ground.board, ground.member)[1]
        plain = request("GET", "/board?sort=newest&limit=50")
        asked = {
            "board of 50, made anew": (request("GET", f"{ground.board}&sort=shuffle", ground.member), 200),
            "board, unchanged (304)": (request("GET", ground.board, ground.member, If_None_Match=etag), 304),
        }
        found = []
        for (title, (one, wanted)), part in product(asked.items(), (1.0, HELD_TO)):
            turns = [
                [_loaded(server, one, wanted, seconds, part) for server in ours]
                + [_loaded(server, plain, 200, seconds, part) for server in bare]
                for _ in range(rounds)
            ]
            told = title if part == 1 else f"{title}, each held to a third of a core"
            found.append(Doubled(told, *(median(list(figures)) for figures in zip(*turns, strict=True))))
        return found


def _loaded(server: Server, asked: bytes, wanted: int, seconds: float, part: float) -> Figure:
    with held(server.whole(), part) if part < 1 else nullcontext():
        return measure(
            server.port,
            [asked],
            seconds=seconds,
            wanted={wanted},
            connections=CALLERS,
            processes=server.whole,
        )
